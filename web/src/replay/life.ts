// One threat's life, line by line; a line is also a way to that moment. Of one that got through the server can tell more
// than the recording says by itself.

import { make } from "../page/dom.ts";
import { classLook, readable } from "../page/looks.ts";
import { clockTime } from "../page/numbers.ts";
import type { Life } from "../source/documents.ts";
import type { Battle } from "./battle.ts";
import { shortName } from "./filters.ts";
import { whyOf } from "./why.ts";

const SIGNS = { flight: "·", way: "·", seen: "◉", held: "◎", shot: "↗", blocked: "▢", end: "■" } as const;

/** `told`: why it got through, once that is known. */
export function lifeOf(battle: Battle, threat: number, told: Life | null, seek: (time_s: number) => void): HTMLElement {
  if (threat < 0) return make("p", { class: "soft" }, "Click a threat, on the map or in the list, to read what happened to it.");
  const fate = battle.word("threats", "fate", threat);
  const kind = classLook(battle.word("threats", "threat_class", threat)).title;
  const verdict = fate === "leaked" ? `Got through: ${battle.causeOf(threat)}.` : `${readable(fate)[0]!.toUpperCase()}${readable(fate).slice(1)}.`;
  const happened = told ? told.moments.map(({ sort, ...each }) => ({ ...each, kind: sort })) : battle.timeline(threat);
  const lines = happened.map((each) =>
    make(
      "li",
      { class: each.kind },
      make("button", { class: "row", on: { click: () => seek(each.time_s) } }, make("time", {}, clockTime(each.time_s)), make("span", { "aria-hidden": "true" }, SIGNS[each.kind]), make("span", {}, each.words)),
    ),
  );
  return make(
    "section",
    { class: "life", "aria-label": `What happened to ${battle.word("threats", "name", threat)}` },
    make("h2", {}, shortName(battle.word("threats", "name", threat))),
    make("p", {}, `${kind[0]!.toUpperCase()}${kind.slice(1)}. `, make("strong", { class: `fate ${fate}` }, verdict)),
    told && whyOf(told),
    make("ol", {}, ...lines),
  );
}
