// What the reader prefers, kept in this browser: day or night, units of length, less motion.

import { lengthUnits, type LengthUnit } from "./numbers.ts";

export type Theme = "day" | "night";

export class Settings {
  private readonly listeners = new Set<() => void>();

  get theme(): Theme {
    const kept = remembered("theme");
    if (kept === "day" || kept === "night") return kept;
    return matchMedia("(prefers-color-scheme: dark)").matches ? "night" : "day";
  }

  set theme(theme: Theme) {
    remember("theme", theme);
    this.apply();
  }

  get unit(): LengthUnit {
    const kept = remembered("unit");
    return lengthUnits.find((unit) => unit === kept) ?? "km";
  }

  set unit(unit: LengthUnit) {
    remember("unit", unit);
    this.apply();
  }

  get lessMotion(): boolean {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  apply(): void {
    document.documentElement.dataset["theme"] = this.theme;
    this.listeners.forEach((tell) => tell());
  }

  /** Returns a function that ends the listening. */
  whenChanged(tell: () => void): () => void {
    this.listeners.add(tell);
    return () => this.listeners.delete(tell);
  }
}

/** What was kept under a name, or null; also null where the browser keeps nothing for us (a page opened from a file). */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(`pavise.${name}`);
  } catch {
    return null;
  }
}

export function remember(name: string, text: string): void {
  try {
    localStorage.setItem(`pavise.${name}`, text);
  } catch {
    // A browser that keeps nothing still shows everything; only a reload forgets.
  }
}
