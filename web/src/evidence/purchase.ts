// Who said what about the purchase, and when: a lane a side, a dot a statement, an arc between two that contradict each
// other. Below it the statements as text, which is also the way to them without a mouse; choosing one, there or above,
// brings up what contradicts it.

import { fill, make, makeSvg } from "../page/dom.ts";
import type { PurchaseTimeline, Statement } from "../source/documents.ts";

const [WIDTH, LEFT, LANE, TOP] = [1100, 130, 42, 74];
const DAY_MS = 86_400_000;

export interface PurchaseState {
  chosen: string;
  topic: string;
  onlyContradicted: boolean;
}

export function purchasePage(timeline: PurchaseTimeline, state: PurchaseState, changed: (state: PurchaseState) => void): HTMLElement {
  const contradicted = new Set(timeline.contradictions.flat());
  const shown = timeline.statements.filter((each) => (!state.topic || each.topic === state.topic) && (!state.onlyContradicted || contradicted.has(each.id)));
  const choose = (id: string): void => changed({ ...state, chosen: state.chosen === id ? "" : id });
  const topics = [...new Set(timeline.statements.map((each) => each.topic))].sort();
  const topic = make("select", { "aria-label": "Topic", on: { change: () => changed({ ...state, topic: topic.value }) } }, make("option", { value: "" }, "every topic"), ...topics.map((each) => make("option", { value: each, selected: each === state.topic }, each.replaceAll("_", " "))));
  const only = make("label", { class: "tick" }, make("input", { type: "checkbox", checked: state.onlyContradicted, on: { change: () => changed({ ...state, onlyContradicted: !state.onlyContradicted }) } }), "only those that are contradicted");
  const list = make("ol", { class: "statements" });
  fill(list, ...shown.map((each) => statementRow(each, timeline, state.chosen, choose)));
  return make("div", {}, make("h1", {}, timeline.title), make("div", { class: "bar" }, topic, only, make("span", { class: "soft" }, `${shown.length} statements, ${timeline.contradictions.length} contradictions`)), lanes(timeline, shown, state.chosen, choose), list);
}

function lanes(timeline: PurchaseTimeline, shown: Statement[], chosen: string, choose: (id: string) => void): HTMLElement {
  const sides = Object.keys(timeline.sides);
  const times = timeline.statements.map((each) => timeOf(each.date));
  const [from, to] = [Math.min(...times), Math.max(...times) + 60 * DAY_MS];
  const height = TOP + sides.length * LANE + 24;
  const x = (statement: Statement): number => LEFT + ((timeOf(statement.date) - from) / (to - from)) * (WIDTH - LEFT - 20);
  const y = (statement: Statement): number => TOP + Math.max(0, sides.indexOf(statement.sides[0] ?? "")) * LANE + LANE / 2;
  const svg = makeSvg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "plot lanes", role: "img", "aria-label": "Statements over time, a lane for each side; the list below has the same" });
  sides.forEach((side, i) => {
    svg.append(makeSvg("rect", { x: LEFT, y: TOP + i * LANE, width: WIDTH - LEFT, height: LANE - 2, class: "lane" }), makeSvg("text", { x: LEFT - 10, y: TOP + i * LANE + LANE / 2 + 4, class: "name" }, timeline.sides[side]!));
  });
  for (let year = new Date(from).getUTCFullYear() + 1; year <= new Date(to).getUTCFullYear(); year++) {
    const at = LEFT + ((Date.UTC(year, 0, 1) - from) / (to - from)) * (WIDTH - LEFT - 20);
    svg.append(makeSvg("line", { x1: at, x2: at, y1: TOP - 6, y2: height - 20, class: "grid" }), makeSvg("text", { x: at, y: height - 5, class: "tick", "text-anchor": "middle" }, String(year)));
  }
  const byId = new Map(shown.map((each) => [each.id, each]));
  for (const [first, second] of timeline.contradictions) {
    const [a, b] = [byId.get(first), byId.get(second)];
    if (!a || !b) continue;
    const [x1, y1, x2, y2] = [x(a), y(a), x(b), y(b)];
    const lift = Math.min(y1, y2) - 16 - Math.min(46, Math.abs(x2 - x1) / 6);
    const live = chosen === first || chosen === second;
    svg.append(makeSvg("path", { d: `M${x1} ${y1}Q${(x1 + x2) / 2} ${lift} ${x2} ${y2}`, class: live ? "arc live" : "arc" }));
  }
  for (const statement of shown) {
    const words = `${statement.date}, ${statement.actor}: ${statement.claim}`;
    const dot = makeSvg("circle", { cx: x(statement), cy: y(statement), r: statement.id === chosen ? 8 : 5, class: `said ${statement.id === chosen ? "chosen" : ""} ${statement.contradicts.length ? "contradicted" : ""}` }, makeSvg("title", {}, words));
    dot.addEventListener("click", () => choose(statement.id));
    svg.append(dot);
  }
  return make("div", { class: "scroll" }, svg);
}

function statementRow(statement: Statement, timeline: PurchaseTimeline, chosen: string, choose: (id: string) => void): HTMLElement {
  const others = timeline.contradictions.filter((pair) => pair.includes(statement.id)).map(([a, b]) => (a === statement.id ? b : a));
  const live = statement.id === chosen;
  const link = /^https?:/.test(statement.url) ? make("a", { href: statement.url, target: "_blank", rel: "noreferrer noopener" }, statement.outlet || "source") : statement.outlet;
  const row = make(
    "li",
    { class: live ? "live" : "", id: `said-${statement.id}` },
    make("time", {}, statement.date),
    make("div", {}, make("button", { class: "row", "aria-expanded": String(live), on: { click: () => choose(statement.id) } }, make("strong", {}, `${statement.actor} `), statement.claim), make("div", { class: "soft" }, link, statement.unseen && "; not seen at its source", statement.note && `; ${statement.note}`)),
  );
  if (others.length) {
    const links = others.flatMap((id) => timeline.statements.find((each) => each.id === id) ?? []).map((other) => make("li", {}, make("button", { class: "link", on: { click: () => choose(other.id) } }, `${other.date} ${other.actor}: ${other.claim}`)));
    row.append(make("div", { class: "contradicts" }, make("span", { class: "flag" }, "contradicted by"), make("ul", {}, ...links)));
  }
  return row;
}

/** 2019, 2019-07 or 2019-07-12 as a moment. */
function timeOf(date: string): number {
  const [year = "2000", month = "07", day = "01"] = date.split("-");
  return Date.UTC(Number(year), Number(month) - 1, Number(day));
}
