// Why things got through: a bar an option, a piece a cause. Pieces carry the number of their cause in the key, and causes
// of one family (seen late, no means left ...) share a colour and differ by their pattern.

import { type App, optionLook } from "../page/app.ts";
import { make, makeSvg } from "../page/dom.ts";
import { causeLook } from "../page/looks.ts";
import { plain } from "../page/numbers.ts";
import type { CauseRow, Comparison } from "../source/documents.ts";

const [WIDTH, LINE, LEFT, BAR] = [800, 27, 280, 19];

export function causesPlot(app: App, comparison: Comparison): HTMLElement {
  const rows = comparison.causes.filter((row) => (row.class === "all" || row.class === "") && (row.leakers_per_battle ?? 0) > 0);
  if (!rows.length) return make("p", { class: "soft" }, "Nothing got through.");
  const causes = [...new Set(rows.map((row) => row.cause))];
  const options = app.result.options.map((option) => option.id).filter((id) => comparison.rows.some((row) => row.option === id));
  const total = (option: string): number => rows.filter((row) => row.option === option).reduce((sum, row) => sum + row.leakers_per_battle!, 0);
  const scale = (WIDTH - LEFT - 60) / Math.max(...options.map(total));
  const label = "Leakers per battle by cause, a bar for each option";
  const svg = makeSvg("svg", { viewBox: `0 0 ${WIDTH} ${options.length * LINE + 8}`, role: "img", "aria-label": label, class: "plot" });
  svg.append(makeSvg("defs", {}, ...causes.map(pattern)));
  options.forEach((option, i) => {
    const look = optionLook(app.result, option);
    const y = 4 + i * LINE;
    svg.append(makeSvg("text", { x: LEFT - 8, y: y + 14, class: "name" }, `${look.title}  ${look.letter}`));
    let x = LEFT;
    for (const cause of causes) {
      const row = rows.find((each) => each.option === option && each.cause === cause);
      if (!row) continue;
      const width = row.leakers_per_battle! * scale;
      const piece = makeSvg("g", {}, makeSvg("rect", { x, y, width, height: BAR, fill: `url(#cause-${cause})`, class: "piece" }), makeSvg("title", {}, pieceWords(look.title, row)));
      if (width > 15) {
        piece.append(makeSvg("circle", { cx: x + width / 2, cy: y + BAR / 2, r: 7.5, class: "chip" }), makeSvg("text", { x: x + width / 2, y: y + 13.5, class: "chip-text" }, String(causes.indexOf(cause) + 1)));
      }
      svg.append(piece);
      x += width;
    }
    svg.append(makeSvg("text", { x: x + 6, y: y + 14, class: "tick" }, plain(total(option), 1)));
  });
  const key = make("ol", { class: "cause-key" });
  for (const cause of causes) {
    const swatch = makeSvg("svg", { width: 26, height: 14, "aria-hidden": "true" }, makeSvg("rect", { width: 26, height: 14, fill: `url(#cause-${cause})`, class: "piece" }));
    key.append(make("li", {}, swatch, causeLook(cause).words));
  }
  return make("figure", {}, svg, key, numbers(app, options, causes, rows), make("figcaption", { class: "soft" }, `${label}; the mean over all worlds. Each leaker has exactly one cause.`));
}

/** The same as a table, for whoever cannot see the bars or wants to copy the numbers. */
function numbers(app: App, options: string[], causes: string[], rows: CauseRow[]): HTMLElement {
  const cell = (option: string, cause: string): HTMLElement => {
    const row = rows.find((each) => each.option === option && each.cause === cause);
    return make("td", {}, row ? plain(row.leakers_per_battle!, 2) : "–");
  };
  const head = make("tr", {}, make("th", { scope: "col" }, "Option"), ...causes.map((cause) => make("th", { scope: "col" }, causeLook(cause).words)));
  const lines = options.map((option) => make("tr", {}, make("th", { scope: "row" }, optionLook(app.result, option).title), ...causes.map((cause) => cell(option, cause))));
  return make("details", {}, make("summary", {}, "The numbers"), make("div", { class: "scroll" }, make("table", { class: "small" }, make("thead", {}, head), make("tbody", {}, ...lines))));
}

const pieceWords = (option: string, row: CauseRow): string => `${option}: ${plain(row.leakers_per_battle!, 2)} a battle, ${causeLook(row.cause).words}`;

function pattern(cause: string): SVGElement {
  const { ink, pattern: lines } = causeLook(cause);
  const base = makeSvg("rect", { width: 10, height: 10, style: `fill: var(${ink})` });
  const stripes = Array.from({ length: lines[0] }, (_, i) => makeSvg("rect", { x: (i * 10) / lines[0], width: 10 / lines[0] / 2, height: 10, style: "fill: var(--paper); opacity: .55" }));
  return makeSvg("pattern", { id: `cause-${cause}`, width: 10, height: 10, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${lines[1]})` }, base, ...stripes);
}
