// Beside the map: the units of the option, system by system, and what is believed about the one that is looked at.

import { pathOf } from "../map/symbols.ts";
import type { Shape } from "../map/scene.ts";
import { make } from "../page/dom.ts";
import { readable, systemLook } from "../page/looks.ts";
import { distance, type LengthUnit } from "../page/numbers.ts";
import type { Posture, Quantiles, Unit } from "../source/documents.ts";
import { type Shown, systemsOf } from "./scene.ts";

export function entryList(posture: Posture, shown: Shown, choose: (unit: string) => void, toggle: (system: string) => void): HTMLElement {
  const box = make("div", { class: "systems" });
  systemsOf(posture).forEach((system, position) => {
    const units = posture.units.filter((unit) => unit.system === system);
    const look = systemLook(position);
    const visible = !shown.hidden.has(system);
    const eye = make("input", { type: "checkbox", checked: visible, "aria-label": `Show ${units[0]!.title} on the map`, on: { change: () => toggle(system) } });
    const details = make("details", { open: units.some((unit) => unit.name === shown.chosen) });
    const states = [...new Set(units.map((unit) => readable(unit.readiness)))].join(", ");
    details.append(
      make("summary", {}, symbol(look.shape, look.ink), make("span", { class: "what" }, `${units.length} × ${units[0]!.title}`), make("small", {}, states)),
      make(
        "ul",
        {},
        ...units.map((unit) =>
          make(
            "li",
            {},
            make("button", { class: "row", "aria-current": String(unit.name === shown.chosen), on: { click: () => choose(unit.name) } }, unit.name),
          ),
        ),
      ),
    );
    box.append(make("div", { class: "system" }, eye, details));
  });
  return box;
}

/** A shape as it is drawn on the map. */
export function symbol(shape: Shape, inkName: string, size_px = 16): HTMLCanvasElement {
  const canvas = make("canvas", { width: size_px * 2, height: size_px * 2, class: "symbol", "aria-hidden": "true" });
  const draw = canvas.getContext("2d")!;
  const paint = (): void => {
    draw.setTransform(size_px * 0.75, 0, 0, size_px * 0.75, size_px, size_px);
    draw.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(inkName);
    draw.fill(pathOf(shape));
  };
  paint();
  canvas.style.width = canvas.style.height = `${size_px}px`;
  return canvas;
}

export function unitDetails(posture: Posture, name: string, length: LengthUnit): HTMLElement | null {
  const unit = posture.units.find((each) => each.name === name);
  if (!unit) return make("p", { class: "soft" }, "Click a unit, here or on the map, to see what is believed about it.");
  const rows: [string, string][] = [
    ["System", unit.title],
    ["Readiness", readable(unit.readiness)],
    ["Network", unit.network ?? "–"],
    ["There in", `${Math.round(unit.present_share * 100)} % of the worlds`],
    ...(unit.launchers ? ([["Launchers, rounds", `${unit.launchers}, ${unit.rounds}`]] as [string, string][]) : []),
    ...unit.sensors.map((sensor): [string, string] => [sensor.title, rangeWords(sensor.range_m, length)]),
  ];
  return make("section", { class: "unit" }, make("h2", {}, unit.name), definitionList(rows), weapons(unit, length));
}

function weapons(unit: Unit, length: LengthUnit): HTMLElement | null {
  if (!unit.weapons.length) return null;
  const head = make("tr", {}, ...["Reach of", "P10", "P50", "P90"].map((words) => make("th", { scope: "col" }, words)));
  const rows = unit.weapons.map((weapon) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, weapon.title),
      ...(["p10", "p50", "p90"] as const).map((p) => make("td", {}, weapon.range_m ? distance(weapon.range_m[p], length) : "–")),
    ),
  );
  return make("table", { class: "small", "aria-label": `Rounds of ${unit.name}` }, make("thead", {}, head), make("tbody", {}, ...rows));
}

function rangeWords(range: Quantiles | null, length: LengthUnit): string {
  if (!range) return "–";
  return `${distance(range.p50, length)} (${distance(range.p10, length)} to ${distance(range.p90, length)})`;
}

export function definitionList(rows: [string, string | Node][]): HTMLElement {
  const list = make("dl", {});
  for (const [word, meaning] of rows) list.append(make("dt", {}, word), make("dd", {}, meaning));
  return list;
}
