// The controls that views are made of: a labelled choice, a box to tick, a badge with an option's letter, a message.

import { NotGiven } from "../source/source.ts";
import type { OptionLook } from "./app.ts";
import { fill, make } from "./dom.ts";

export interface Choice {
  id: string;
  title: string;
}

/** A labelled list to choose one from. */
export function select(label: string, choices: Choice[], chosen: string, whenChosen: (id: string) => void): HTMLLabelElement {
  const list = make("select", { on: { change: () => whenChosen(list.value) } });
  for (const { id, title } of choices) list.append(make("option", { value: id, selected: id === chosen }, title));
  return make("label", { class: "field" }, make("span", {}, label), list);
}

export function checkbox(label: string, checked: boolean, whenChanged: (on: boolean) => void): HTMLLabelElement {
  const box = make("input", { type: "checkbox", checked, on: { change: () => whenChanged(box.checked) } });
  return make("label", { class: "tick" }, box, label);
}

export function number(label: string, value: number, low: number, high: number, whenChanged: (value: number) => void): HTMLLabelElement {
  const box = make("input", {
    type: "number",
    value,
    min: low,
    max: high,
    on: { change: () => whenChanged(Math.max(low, Math.min(high, Number(box.value) || low))) },
  });
  return make("label", { class: "field" }, make("span", {}, label), box);
}

/** A number that may be left empty: then it is as `otherwise` says, and undefined. */
export function optionalNumber(label: string, value: number | undefined, low: number, high: number, otherwise: string, whenChanged: (value: number | undefined) => void): HTMLLabelElement {
  const put = (): void => whenChanged(box.value === "" ? undefined : Math.max(low, Math.min(high, Math.round(Number(box.value)))));
  const box = make("input", { type: "number", value: value ?? "", placeholder: otherwise, min: low, max: high, on: { change: put } });
  return make("label", { class: "field" }, make("span", {}, label), box);
}

const CONTROLS = "a[href], button, input, select, summary, [tabindex]";

/** Make the children of a place anew and leave the keyboard on the control where it was, known by its name. */
export function keepingFocus(place: Element, remake: () => void): void {
  const controls = (): HTMLElement[] => [...place.querySelectorAll<HTMLElement>(CONTROLS)];
  const before = controls().find((each) => each === document.activeElement);
  const wanted = before && nameOf(before);
  remake();
  controls().find((each) => nameOf(each) === wanted)?.focus({ preventScroll: true });
}

function nameOf(control: HTMLElement): string {
  const label = control.closest("label");
  const own = control.getAttribute("aria-label") ?? (label ? label.textContent : control.textContent);
  return [control.closest("[data-entry]")?.getAttribute("data-entry"), control.tagName, own].join(" ");
}

export function badge(look: OptionLook): HTMLElement {
  const element = make("span", { class: "badge", "aria-hidden": "true" }, look.letter);
  element.style.background = `var(${look.ink})`;
  return element;
}

/** An option with its letter, as it stands in tables and headings. */
export const named = (look: OptionLook): HTMLElement => make("span", { class: "named" }, badge(look), look.title);

/** Do something that may fail, and say in the place itself when it did. */
export async function guarded(place: HTMLElement, work: () => Promise<void>): Promise<void> {
  place.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    fill(place, complaint(error));
    if (!(error instanceof NotGiven)) throw error;
  } finally {
    place.removeAttribute("aria-busy");
  }
}

/** What went wrong, in words, with each finding and its mend. */
export function complaint(error: unknown): HTMLElement {
  const words = error instanceof Error ? error.message : String(error);
  const box = make("div", { class: "complaint", role: "alert" }, make("p", {}, words));
  for (const finding of error instanceof NotGiven ? error.findings : []) {
    const where = [finding.file, finding.line, finding.field].filter((each) => each !== null && each !== "").join(", ");
    box.append(make("p", {}, make("strong", {}, where), ` ${finding.problem}. `, make("em", {}, finding.mend)));
  }
  return box;
}
