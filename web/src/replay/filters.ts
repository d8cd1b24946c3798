// Which threats are to be seen: by class, by side, by what became of them. And the list of those, which is also the way
// to them without a mouse.

import { make } from "../page/dom.ts";
import { classLook } from "../page/looks.ts";
import { checkbox } from "../page/controls.ts";
import { clockTime } from "../page/numbers.ts";
import { symbol } from "../posture/panel.ts";
import type { Battle } from "./battle.ts";

const COLUMNS = { threat_class: "Class", side: "Side", fate: "Fate" } as const;

export class Filters {
  readonly element = make("fieldset", { class: "filters" }, make("legend", {}, "Show"));
  private readonly battle: Battle;
  private readonly hidden: Set<string>;

  constructor(battle: Battle, hidden: string, whenChanged: (hidden: string) => void) {
    this.battle = battle;
    this.hidden = new Set(hidden.split(",").filter(Boolean));
    for (const [column, title] of Object.entries(COLUMNS)) {
      const values = [...new Set(battle.threats.words[column] ?? [])].filter((value): value is string => value !== null);
      if (values.length < 2) continue;
      const row = make("div", { class: "filter", role: "group", "aria-label": title });
      for (const value of values) {
        const key = `${column}:${value}`;
        row.append(
          checkbox(column === "threat_class" ? classLook(value).plural : value, !this.hidden.has(key), (on) => {
            if (on) this.hidden.delete(key);
            else this.hidden.add(key);
            whenChanged([...this.hidden].join(","));
          }),
        );
      }
      this.element.append(row);
    }
  }

  apply(shown: Uint8Array): void {
    for (let i = 0; i < shown.length; i++) {
      const keys = Object.keys(COLUMNS).map((column) => `${column}:${this.battle.word("threats", column, i)}`);
      shown[i] = keys.some((key) => this.hidden.has(key)) ? 0 : 1;
    }
  }
}

/** Names begin with the raid, which is the same for all. */
export const shortName = (name: string): string => name.split("/").slice(-2).join(" ");

/** With thousands in the list, every click would take a second. */
const MOST_LISTED = 400;

/** The threats that are shown, those that got through first; of very many the first ones, and the one that is looked at. */
export function threatList(battle: Battle, shown: Uint8Array, chosen: number, choose: (threat: number) => void): HTMLElement {
  const rank: Record<string, number> = { leaked: 0, killed: 1 };
  const rows = Array.from({ length: battle.threats.rows }, (_, i) => i).filter((i) => shown[i]);
  const end = battle.threats.numbers["end_s"]!;
  rows.sort((a, b) => (rank[fate(a)] ?? 2) - (rank[fate(b)] ?? 2) || end[a]! - end[b]!);
  const list = make("ul", { class: "threats", "aria-label": "Threats" });
  const listed = rows.filter((i, position) => position < MOST_LISTED || i === chosen);
  for (const i of listed) {
    const leaked = fate(i) === "leaked";
    const kind = classLook(battle.word("threats", "threat_class", i));
    const button = make(
      "button",
      { class: `row ${leaked ? "leaked" : ""}`, "aria-current": String(i === chosen), on: { click: () => choose(i) } },
      symbol(kind.shape, leaked ? "--rust" : "--soft", 14),
      make("span", { class: "what" }, shortName(battle.word("threats", "name", i))),
      make("small", {}, leaked ? battle.causeOf(i) : `${fate(i)} ${clockTime(end[i]!)}`),
    );
    button.dataset["threat"] = String(i);
    list.append(make("li", {}, button));
  }
  const left = rows.length - listed.length;
  if (left) list.append(make("li", { class: "soft" }, `${left.toLocaleString("en")} more: choose above what is shown, or click one on the map.`));
  return list;

  function fate(i: number): string {
    return battle.word("threats", "fate", i);
  }
}
