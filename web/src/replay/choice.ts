// Which recorded battle to look at: the option, the raid, and why the battle was kept (typical, best, worst, a cause).

import { select } from "../page/controls.ts";
import { make } from "../page/dom.ts";
import { causeLook } from "../page/looks.ts";
import { type App, optionLook } from "../page/app.ts";
import type { ReplayEntry } from "../source/documents.ts";

/** How many got through, and why it was kept: "7 leakers: typical, tracked too late". */
export function pickedWords(entry: ReplayEntry): string {
  const words = entry.picked_as.map((why) => {
    const cause = /^cause[: ](.+)$/.exec(why);
    return cause ? causeLook(cause[1]!).words : why;
  });
  return `${entry.leakers} ${entry.leakers === 1 ? "leaker" : "leakers"}: ${words.join(", ") || "recorded"}`;
}

/** The same battle, with the same luck, under another option. */
export const twinsOf = (entries: ReplayEntry[], entry: ReplayEntry): ReplayEntry[] =>
  entries.filter((other) => other.option !== entry.option && other.raid === entry.raid && other.size === entry.size && other.replication === entry.replication);

export function replayChoice(app: App, entries: ReplayEntry[], entry: ReplayEntry, beside: string, open: (name: string, beside: string) => void): HTMLElement {
  const named = (id: string): { id: string; title: string } => {
    const look = optionLook(app.result, id);
    return { id, title: `${look.letter}  ${look.title}` };
  };
  const options = [...new Set(entries.map((each) => each.option))];
  const ofOption = entries.filter((each) => each.option === entry.option);
  const toOption = (option: string): void => {
    const own = entries.filter((each) => each.option === option);
    const alike = own.find((each) => each.picked_as.some((why) => entry.picked_as.includes(why))) ?? own[0]!;
    open(alike.name, "");
  };
  const battle = (each: ReplayEntry): { id: string; title: string } => ({ id: each.name, title: pickedWords(each) });
  const twins = twinsOf(entries, entry);
  return make(
    "div",
    { class: "choices" },
    select("Option", options.map(named), entry.option, toOption),
    select("Battle", ofOption.map(battle), entry.name, (name) => open(name, "")),
    twins.length > 0 &&
      select("Beside it, with the same luck", [{ id: "", title: "nothing" }, ...twins.map((each) => ({ id: each.name, title: named(each.option).title }))], beside, (name) => open(entry.name, name)),
  );
}
