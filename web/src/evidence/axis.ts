// One quantity on one axis: every claim on a line of its own, with who says so, and behind them the distribution that the
// catalogue made of them. Claimants differ by shape; a hollow mark has not been seen at its source, a crossed one is
// suspect and never used.

import { make, makeSvg } from "../page/dom.ts";
import { figure } from "../page/numbers.ts";
import type { Claim, Quantity } from "../source/documents.ts";

const [WIDTH, LEFT, RIGHT, LINE, TOP] = [860, 300, 30, 22, 46];
const LONGEST = 44; // letters that find room left of the axis

interface Scale {
  x(value: number): number;
  ticks: number[];
}

export function quantityAxis(quantity: Quantity, claims: Claim[], chosen: string, choose: (claim: string) => void): HTMLElement | null {
  const quantiles = quantity.distribution?.quantiles ?? [];
  const values = [...claims.flatMap(endsOf), ...quantiles.map(([, value]) => value)].filter(Number.isFinite);
  if (!values.length) return null;
  const scale = scaleOf(values);
  const height = TOP + claims.length * LINE + 26;
  const svg = makeSvg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "plot axis", role: "group", "aria-label": `${quantity.title}: claims on one axis` });
  if (quantiles.length) svg.append(...distribution(quantity, quantiles, scale, height));
  for (const tick of scale.ticks) {
    const x = scale.x(tick);
    svg.append(makeSvg("line", { x1: x, x2: x, y1: TOP - 8, y2: height - 20, class: "grid" }), makeSvg("text", { x, y: height - 5, class: "tick", "text-anchor": "middle" }, figure(tick, quantity.unit)));
  }
  claims.forEach((claim, i) => svg.append(claimRow(claim, quantity, TOP + i * LINE + 10, scale, claim.id === chosen, choose)));
  return make("div", { class: "scroll" }, svg);
}

export function endsOf(claim: Claim): number[] {
  return [claim.value_si, claim.low_si, claim.high_si].filter((value): value is number => value !== null);
}

/** Even on a logarithm where the largest is more than thirty times the smallest, else evenly. */
function scaleOf(values: number[]): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = WIDTH - LEFT - RIGHT;
  if (low > 0 && high / low > 30) {
    const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
    const ticks = Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
    return { x: (value) => LEFT + ((Math.log10(Math.max(value, 10 ** from)) - from) / (to - from)) * room, ticks };
  }
  const span = high - low || Math.abs(high) || 1;
  const from = low >= 0 ? Math.max(0, low - 0.08 * span) : low - 0.08 * span;
  const to = high + 0.08 * span;
  const raw = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((each) => each * power >= raw) ?? 10) * power;
  const first = Math.ceil(from / step);
  const ticks = Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => (first + i) * step);
  return { x: (value) => LEFT + ((value - from) / (to - from)) * room, ticks };
}

/** The middle eight tenths as a band, the middle as a line, and the shape as heights of equal shares. */
function distribution(quantity: Quantity, quantiles: [number, number][], scale: Scale, height: number): SVGElement[] {
  const at = (p: number): number => {
    const [share, value] = quantiles.reduce((best, each) => (Math.abs(each[0] - p) < Math.abs(best[0] - p) ? each : best));
    return Math.abs(share - p) < 0.06 ? value : NaN;
  };
  const [p10, p50, p90] = [at(0.1), at(0.5), at(0.9)];
  const drawn: SVGElement[] = [];
  const bottom = height - 20;
  if (p10 < p90) drawn.push(makeSvg("rect", { x: scale.x(p10), width: scale.x(p90) - scale.x(p10), y: TOP - 8, height: bottom - TOP + 8, class: "believed" }));
  drawn.push(makeSvg("path", { d: outline(quantiles, scale), class: "density" }));
  drawn.push(makeSvg("line", { x1: scale.x(p50), x2: scale.x(p50), y1: 4, y2: bottom, class: "middle" }));
  const words = p10 < p90 ? `believed: ${figure(p50, quantity.unit)}, ${figure(p10, quantity.unit)} to ${figure(p90, quantity.unit)}` : `believed: ${figure(p50, quantity.unit)}`;
  drawn.push(makeSvg("text", { x: LEFT - 10, y: 26, class: "name" }, words));
  return drawn;
}

/** Between two quantiles lies a known share of the draws: the narrower the gap, the higher the outline. */
function outline(quantiles: [number, number][], scale: Scale): string {
  const pieces = quantiles.slice(1).flatMap(([share, value], i) => {
    const [before, from] = quantiles[i]!;
    const width = scale.x(value) - scale.x(from);
    return width > 0.3 && share > before ? [{ x0: scale.x(from), x1: scale.x(value), height: (share - before) / width }] : [];
  });
  const most = Math.max(...pieces.map((piece) => piece.height), 1e-9);
  return pieces.map(({ x0, x1, height }) => `M${x0} 36V${36 - (28 * height) / most}H${x1}V36Z`).join("");
}

function claimRow(claim: Claim, quantity: Quantity, y: number, scale: Scale, chosen: boolean, choose: (claim: string) => void): SVGElement {
  const ends = endsOf(claim);
  const middle = claim.value_si ?? (claim.low_si !== null && claim.high_si !== null ? (claim.low_si + claim.high_si) / 2 : ends[0]);
  const used = quantity.used.includes(claim.id);
  const who = claim.says || claim.claimant;
  const shown = who.length > LONGEST ? `${who.slice(0, LONGEST - 1)}…` : who;
  const words = `${shown} ${claim.as_written}${shown === who ? "" : `; in full: ${who}`}${claim.suspect ? ", suspect" : ""}${claim.unseen ? ", not seen at the source" : ""}${used ? ", used" : ""}`;
  const group = makeSvg("g", { class: `claim ${used ? "used" : ""} ${chosen ? "chosen" : ""}`, tabindex: 0, role: "button", "aria-label": words, "aria-expanded": String(chosen) });
  const act = (event: Event): void => {
    if (event instanceof KeyboardEvent && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    choose(claim.id);
  };
  group.addEventListener("click", act);
  group.addEventListener("keydown", act);
  group.append(makeSvg("rect", { x: 0, y: y - LINE / 2, width: WIDTH, height: LINE, class: "hit" }), makeSvg("title", {}, words));
  group.append(makeSvg("text", { x: LEFT - 10, y: y + 4, class: "name" }, shown));
  if (ends.length === 0 || middle === undefined) {
    group.append(makeSvg("text", { x: LEFT, y: y + 4, class: "tick" }, claim.as_written));
    return group;
  }
  if (claim.low_si !== null && claim.high_si !== null) group.append(makeSvg("line", { x1: scale.x(claim.low_si), x2: scale.x(claim.high_si), y1: y, y2: y, class: "range" }));
  group.append(makeSvg("path", { d: SHAPES[claim.claimant] ?? SHAPES["press"]!, transform: `translate(${scale.x(middle)} ${y})`, class: claim.unseen ? "mark unseen" : "mark" }));
  if (claim.suspect) group.append(makeSvg("path", { d: "M-7-7L7 7M7-7L-7 7", transform: `translate(${scale.x(middle)} ${y})`, class: "struck" }));
  return group;
}

const SHAPES: Record<string, string> = {
  manufacturer: "M-5-5H5V5H-5Z",
  government: "M0-7L6 0L0 7L-6 0Z",
  analyst: "M0-6L6 5H-6Z",
  press: "M5 0A5 5 0 1 1-5 0A5 5 0 1 1 5 0Z",
  encyclopaedia: "M-3-5H3L6 0L3 5H-3L-6 0Z",
};

/** Which shape stands for whom. */
export function claimantKey(): HTMLElement {
  const key = make("ul", { class: "claimants soft" });
  for (const [name, path] of Object.entries(SHAPES)) {
    const mark = makeSvg("svg", { width: 16, height: 16, viewBox: "-8 -8 16 16", "aria-hidden": "true" }, makeSvg("path", { d: path, class: "mark" }));
    key.append(make("li", {}, mark, name));
  }
  key.append(make("li", {}, "hollow: not seen at its source"), make("li", {}, "crossed: suspect, never used"), make("li", {}, "bold: used"));
  return key;
}
