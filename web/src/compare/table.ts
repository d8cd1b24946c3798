// Options side by side: a row each, a mean with its interval for each measure, and below it what pairing makes of it: the
// difference from the baseline under the same luck. Every number is a way to what it leans on.

import { type App, optionLook } from "../page/app.ts";
import { named } from "../page/controls.ts";
import { make, makeSvg } from "../page/dom.ts";
import { changed, measured } from "../page/numbers.ts";
import type { Comparison, Estimate, Measure, Paired } from "../source/documents.ts";

export function comparisonTable(app: App, comparison: Comparison, measures: Measure[], explain: (option: string, measure: string) => void): HTMLElement {
  const head = make("tr", {}, make("th", { scope: "col" }, "Option"));
  for (const measure of measures) {
    const better = measure.better === "high" ? ", more is better" : measure.better === "low" ? ", less is better" : "";
    head.append(make("th", { scope: "col", title: measure.words + better }, measure.title, make("small", {}, measure.better === "high" ? " ↑" : measure.better === "low" ? " ↓" : "")));
  }
  const body = make("tbody");
  for (const row of comparison.rows) {
    const look = optionLook(app.result, row.option);
    const line = make("tr", {}, make("th", { scope: "row" }, named(look)));
    for (const measure of measures) {
      const estimate = row.measures[measure.id];
      const paired = row.paired[measure.id];
      line.append(estimate ? cell(estimate, paired, measure, () => explain(row.option, measure.id), look.title) : make("td", {}, "–"));
    }
    body.append(line);
  }
  return make("div", { class: "scroll" }, make("table", { class: "comparison", "aria-label": "The options, measure by measure" }, make("thead", {}, head), body));
}

function cell(estimate: Estimate, paired: Paired | undefined, measure: Measure, explain: () => void, option: string): HTMLElement {
  const words = measured(estimate.mean, measure);
  const range = estimate.low === null ? "" : `${measured(estimate.low, measure)} to ${measured(estimate.high, measure)}`;
  const button = make("button", { class: "link", title: `What ${measure.title.toLowerCase()} of “${option}” leans on`, on: { click: explain } }, words);
  return make(
    "td",
    { title: estimate.note },
    button,
    make("span", { class: "interval" }, range),
    paired && paired.difference !== null && pairedWords(paired, measure),
  );
}

/** The difference from the baseline, with a sign for the eye and a word for the ear. */
function pairedWords(paired: Paired, measure: Measure): HTMLElement {
  const is = verdict(paired, measure);
  const spoken = { better: "better by", worse: "worse by", same: "not told apart from the baseline:" }[is];
  return make("span", { class: `paired ${is}` }, make("span", { "aria-hidden": "true" }, SIGNS[is]), make("span", { class: "spoken" }, spoken), ` ${changed(paired.difference, measure)}`);
}

const SIGNS = { better: "▲", worse: "▼", same: "≈" };

/** Better, worse, or not told apart when all pairs are looked at together. */
function verdict(paired: Paired, measure: Measure): keyof typeof SIGNS {
  if (!paired.told_apart || !measure.better) return "same";
  return (paired.difference! > 0) === (measure.better === "high") ? "better" : "worse";
}

/** The paired differences of one measure as dots with whiskers around nothing. */
export function differencePlot(app: App, comparison: Comparison, measure: Measure): HTMLElement {
  const rows = comparison.rows.filter((row) => row.paired[measure.id]?.difference !== null && row.paired[measure.id]);
  if (!rows.length) return make("p", { class: "soft" }, "There is nothing to compare this measure with.");
  const [width, line, left] = [800, 26, 280];
  const ends = rows.flatMap((row) => [row.paired[measure.id]!.low ?? 0, row.paired[measure.id]!.high ?? 0, 0]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const x = (value: number): number => left + 12 + ((value - low) / (high - low || 1)) * (width - left - 50);
  const height = rows.length * line + 34;
  const label = `${measure.title}: difference from ${optionLook(app.result, comparison.baseline).title}, with 95 % intervals`;
  const svg = makeSvg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, class: "plot" });
  svg.append(makeSvg("line", { x1: x(0), x2: x(0), y1: 4, y2: height - 26, class: "zero" }));
  rows.forEach((row, i) => {
    const look = optionLook(app.result, row.option);
    const paired = row.paired[measure.id]!;
    const y = 18 + i * line;
    const colour = `stroke: var(${look.ink}); fill: var(${look.ink})`;
    svg.append(
      makeSvg("text", { x: left - 6, y: y + 4, class: "name" }, `${look.title}  ${look.letter}`),
      makeSvg("line", { x1: x(paired.low ?? 0), x2: x(paired.high ?? 0), y1: y, y2: y, style: `${colour}; stroke-width: 2.5` }),
      makeSvg("circle", { cx: x(paired.difference!), cy: y, r: 5, style: paired.told_apart ? colour : `${colour}; fill: var(--paper); stroke-width: 2` }),
      makeSvg("title", {}, `${look.title}: ${changed(paired.difference, measure)} (${changed(paired.low, measure)} to ${changed(paired.high, measure)})`),
    );
  });
  for (const value of [low, 0, high]) {
    if (value !== 0 && Math.abs(x(value) - x(0)) < 50) continue;
    svg.append(makeSvg("text", { x: x(value), y: height - 8, class: "tick", "text-anchor": "middle" }, changed(value, measure)));
  }
  return make("figure", {}, svg, make("figcaption", { class: "soft" }, `${label}. Filled dots: told apart although all pairs were looked at. Same raids, same luck in every option.`));
}
