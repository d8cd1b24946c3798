// Why a threat got through: the rule by which its cause was decided, and who saw it, held it and could reach it, when.

import { make } from "../page/dom.ts";
import { clockTime } from "../page/numbers.ts";
import type { Life } from "../source/documents.ts";

const SORTS = { seen: "Seen by", held: "Held by", reach: "In reach of", unready: "In reach, but not ready" } as const;

/** The lives of the leakers of one recording by their rows, asked for when the first of them is looked at. */
export class Lives {
  private readonly ask: () => Promise<Life[]>;
  private asked: Promise<Map<number, Life>> | null = null;

  constructor(ask: () => Promise<Life[]>) {
    this.ask = ask;
  }

  /** The life of a threat; null for one that did not get through, or when nobody can tell. */
  async of(threat: number): Promise<Life | null> {
    this.asked ??= this.ask().then((lives) => new Map(lives.map((life) => [life.threat, life])));
    return (await this.asked.catch(() => null))?.get(threat) ?? null;
  }
}

export function whyOf(life: Life): HTMLElement {
  const box = make("div", { class: "why" }, ...life.because.map((words) => make("p", {}, words)));
  for (const [sort, heading] of Object.entries(SORTS)) {
    const bars = life.bars.filter((bar) => bar.sort === sort);
    if (bars.length) box.append(make("h3", {}, heading), make("ul", { class: `spans ${sort}` }, ...bars.map((bar) => row(life, bar))));
  }
  return box;
}

/** A bar from the start of the threat to its end, with the spans in it; said in words too. */
function row({ start_s, end_s }: Life, { who, spans_s }: Life["bars"][number]): HTMLElement {
  const share = (time_s: number): number => (100 * (Math.max(start_s, Math.min(end_s, time_s)) - start_s)) / (end_s - start_s || 1);
  const words = spans_s.map(([from_s, to_s]) => `${clockTime(from_s)} to ${clockTime(to_s)}`).join(", ");
  const bar = make("span", { class: "span-bar", "aria-hidden": "true" });
  for (const [from_s, to_s] of spans_s) {
    const piece = make("i");
    piece.style.left = `${share(from_s)}%`;
    piece.style.width = `${Math.max(0.5, share(to_s) - share(from_s))}%`;
    bar.append(piece);
  }
  return make("li", { title: `${who}: ${words}` }, make("span", { class: "who" }, who), bar, make("span", { class: "spoken" }, words));
}
