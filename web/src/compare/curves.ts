// One measure over the size of a raid, a line an option, with the band of its interval. Lines end in the option's letter
// and have dashes of their own, so that they can be followed without colours.

import "uplot/dist/uPlot.min.css";
import uPlot from "uplot";

import { css, ink } from "../map/palette.ts";
import { type App, optionLook } from "../page/app.ts";
import { make } from "../page/dom.ts";
import { type Kind, measured } from "../page/numbers.ts";
import type { Curves } from "../source/documents.ts";

const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5]];

export function curvePlot(app: App, curves: Curves, kind: Kind, title: string): { element: HTMLElement; close: () => void } {
  const element = make("div", { class: "curve", role: "img", "aria-label": `${title} over the size of the raid; the table below has the numbers` });
  let plot: uPlot | null = null;
  const draw = (): void => {
    plot?.destroy();
    plot = new uPlot(settings(app, curves, kind, element.clientWidth || 700), data(curves), element);
  };
  const watcher = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height: 330 }));
  watcher.observe(element);
  requestAnimationFrame(draw);
  const forget = app.settings.whenChanged(draw);
  return {
    element: make("figure", {}, element, numbers(app, curves, kind)),
    close: () => {
      forget();
      watcher.disconnect();
      plot?.destroy();
    },
  };
}

/** Sizes double from step to step, so they stand evenly on a logarithm; then for each option middle, low and high. */
function data(curves: Curves): uPlot.AlignedData {
  return [curves.sizes.map(Math.log2), ...curves.rows.flatMap((row) => [row.mean, row.low, row.high])] as uPlot.AlignedData;
}

function settings(app: App, curves: Curves, kind: Kind, width: number): uPlot.Options {
  const series: uPlot.Series[] = [{ label: "Threats" }];
  const bands: uPlot.Band[] = [];
  for (const row of curves.rows) {
    const look = optionLook(app.result, row.option);
    const position = app.result.options.findIndex((option) => option.id === row.option);
    const at = series.length;
    const value: uPlot.Series.Value = (_, number) => measured(number, kind);
    series.push({ label: `${look.letter} ${look.title}`, stroke: css(ink(look.ink)), width: 2, dash: DASHES[Math.floor(position / 5) % DASHES.length]!, value, points: { size: 5 } });
    series.push({ label: "low", show: true, stroke: "transparent", points: { show: false } }, { label: "high", stroke: "transparent", points: { show: false } });
    bands.push({ series: [at + 2, at + 1], fill: css(ink(look.ink, 0.07)) });
  }
  const axis: uPlot.Axis = { stroke: css(ink("--soft")), grid: { stroke: css(ink("--rule")), width: 1 }, ticks: { stroke: css(ink("--rule")) } };
  return {
    width,
    height: 330,
    legend: { show: false },
    padding: [10, 34, 0, 0],
    scales: { x: { time: false, range: (_, low, high) => [low, high] } },
    axes: [
      { ...axis, label: "Threats in the raid", labelSize: 22, splits: () => curves.sizes.map(Math.log2), values: () => curves.sizes.map(String) },
      { ...axis, size: 62, values: (_, splits) => splits.map((split) => measured(split, kind)) },
    ],
    series,
    bands,
    hooks: { draw: [(plot) => letters(plot, app, curves)] },
  };
}

/** The letter of each option at the end of its line, moved apart where lines end close together. */
function letters(plot: uPlot, app: App, curves: Curves): void {
  const ends = curves.rows
    .map((row) => ({ look: optionLook(app.result, row.option), last: row.mean.at(-1) }))
    .filter((end): end is { look: (typeof end)["look"]; last: number } => end.last !== null && end.last !== undefined)
    .map((end) => ({ ...end, y: plot.valToPos(end.last, "y", true) }))
    .sort((a, b) => a.y - b.y);
  const gap = 12 * devicePixelRatio;
  for (let i = 1; i < ends.length; i++) ends[i]!.y = Math.max(ends[i]!.y, ends[i - 1]!.y + gap);
  let floor = plot.bbox.top + plot.bbox.height;
  for (const end of ends.toReversed()) {
    end.y = Math.min(end.y, floor);
    floor = end.y - gap;
  }
  const draw = plot.ctx;
  draw.save();
  draw.font = `600 ${12 * devicePixelRatio}px system-ui, sans-serif`;
  draw.textBaseline = "middle";
  for (const end of ends) {
    draw.textAlign = "left";
    draw.fillStyle = css(ink(end.look.ink));
    draw.fillText(end.look.letter, plot.bbox.left + plot.bbox.width + 8 * devicePixelRatio, end.y);
  }
  draw.restore();
}

function numbers(app: App, curves: Curves, kind: Kind): HTMLElement {
  const head = make("tr", {}, make("th", { scope: "col" }, "Option"), ...curves.sizes.map((size) => make("th", { scope: "col" }, size)));
  const rows = curves.rows.map((row) => {
    const look = optionLook(app.result, row.option);
    return make("tr", {}, make("th", { scope: "row" }, `${look.letter}  ${look.title}`), ...row.mean.map((value) => make("td", {}, measured(value, kind))));
  });
  return make("details", {}, make("summary", {}, "The numbers"), make("div", { class: "scroll" }, make("table", { class: "small" }, make("thead", {}, head), make("tbody", {}, ...rows))));
}
