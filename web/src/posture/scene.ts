// A posture as a scene: sites, units in their readiness, how far they reach and see, which network tells which.
//
// Reach is what the belief about the round says, not what can be hit there: horizon, ground, radar and doctrine take from
// it. Three rings: one in ten worlds reaches no farther than the inner one, half no farther than the middle one (drawn
// whole and shaded), nine in ten no farther than the outer one.

import { along, dashed, type LonLat, ring } from "../map/earth.ts";
import { boxAround } from "../map/mercator.ts";
import { ink } from "../map/palette.ts";
import type { Line, Mark, Scene, Shade } from "../map/scene.ts";
import { readable, systemLook } from "../page/looks.ts";
import { distance, type LengthUnit } from "../page/numbers.ts";
import type { Posture, Quantiles, Unit } from "../source/documents.ts";

export interface Shown {
  reach: boolean;
  sensors: boolean;
  links: boolean;
  labels: boolean;
  /** Systems that are left out of the map. */
  hidden: ReadonlySet<string>;
  /** The unit that is looked at, if any: its rings stand out. */
  chosen: string;
}

/** Systems of a posture in the order in which they come; their place in it decides how they look. */
export const systemsOf = (posture: Posture): string[] => [...new Set(posture.units.map((unit) => unit.system))];

export function postureScene(posture: Posture, shown: Shown, unit: LengthUnit): Scene {
  const systems = systemsOf(posture);
  const units = posture.units.filter((each) => !shown.hidden.has(each.system));
  const shades: Shade[] = [];
  const lines: Line[] = [];
  const drawn = new Set<string>();
  for (const each of units) {
    const colour = systemLook(systems.indexOf(each.system)).ink;
    const standsOut = each.name === shown.chosen;
    const reach = reachOf(each);
    const key = `${each.system} ${each.lon_deg.toFixed(1)} ${each.lat_deg.toFixed(1)}`; // one ring for a group of units
    if (reach && (standsOut || (shown.reach && !drawn.has(key)))) rings(each, reach, colour, standsOut, shades, lines);
    const sees_m = seesOf(each);
    if (sees_m && (standsOut || (shown.sensors && !drawn.has(key)))) {
      const points = ring([each.lon_deg, each.lat_deg], sees_m, 180);
      for (const piece of dashed(points, 1, 2)) lines.push({ points: piece, colour: ink(colour, 0.8), width_px: 1.2 });
    }
    drawn.add(key);
  }
  if (shown.links) lines.push(...linkLines(posture));
  const marks = [...siteMarks(posture, shown.labels), ...units.map((each) => unitMark(each, systems, shown, unit))];
  return { shades, lines, marks };
}

export function reachOf(unit: Unit): Quantiles | null {
  const farthest = unit.weapons.reduce<Quantiles | null>(
    (best, weapon) => (weapon.range_m && (!best || weapon.range_m.p50 > best.p50) ? weapon.range_m : best),
    null,
  );
  return farthest ?? (unit.reach_m ? { p10: unit.reach_m, p50: unit.reach_m, p90: unit.reach_m } : null);
}

export function seesOf(unit: Unit): number | null {
  return Math.max(0, ...unit.sensors.map((sensor) => sensor.range_m?.p50 ?? 0)) || unit.sees_m;
}

/** West, south, east, north of everything that stands there. */
export function boxOf(posture: Posture): [number, number, number, number] {
  const all = [...posture.sites, ...posture.units];
  return boxAround(all.map((each) => each.lon_deg), all.map((each) => each.lat_deg));
}

function rings(unit: Unit, reach: Quantiles, colour: string, standsOut: boolean, shades: Shade[], lines: Line[]): void {
  const at: LonLat = [unit.lon_deg, unit.lat_deg];
  const middle = ring(at, reach.p50);
  shades.push({ rings: [middle], fill: ink(colour, standsOut ? 0.16 : 0.06) });
  const sure = unit.present_share > 0.995;
  const solid: Line = { points: middle, colour: ink(colour, standsOut ? 1 : 0.75), width_px: standsOut ? 2.4 : 1.4 };
  if (sure) lines.push(solid);
  else for (const piece of dashed(middle, 3, 2)) lines.push({ ...solid, points: piece });
  if (reach.p90 <= reach.p10) return;
  for (const edge of [reach.p10, reach.p90]) {
    for (const piece of dashed(ring(at, edge), 1, 1)) lines.push({ points: piece, colour: ink(colour, standsOut ? 0.9 : 0.45), width_px: 1 });
  }
}

function siteMarks(posture: Posture, labels: boolean): Mark[] {
  const most = Math.max(...posture.sites.map((site) => site.value), 1e-9);
  return posture.sites.map((site) => ({
    id: `site:${site.site}`,
    at: [site.lon_deg, site.lat_deg],
    shape: "ring",
    hollow: true,
    colour: ink("--soft"),
    size_px: 9 + 9 * Math.sqrt(site.value / most),
    words: `${site.title}, defended site of worth ${site.value}`,
    ...(labels ? { label: site.title } : {}),
  }));
}

function unitMark(unit: Unit, systems: string[], shown: Shown, length: LengthUnit): Mark {
  const look = systemLook(systems.indexOf(unit.system));
  const reach = reachOf(unit);
  const state = [
    readable(unit.readiness),
    unit.present_share < 0.995 ? `there in ${Math.round(unit.present_share * 100)} % of the worlds` : "",
    reach ? `reach ${distance(reach.p50, length)}` : "",
  ];
  return {
    id: `unit:${unit.name}`,
    at: [unit.lon_deg, unit.lat_deg],
    shape: look.shape,
    colour: ink(look.ink),
    size_px: unit.name === shown.chosen ? 19 : 12,
    hollow: unit.readiness !== "in_service" || unit.present_share < 0.995,
    words: `${unit.name}: ${unit.title}\n${state.filter(Boolean).join(", ")}`,
  };
}

/** Which network tells which: from the middle of the one to the middle of the other, with an arrow's head. */
function linkLines(posture: Posture): Line[] {
  const middles = new Map<string, LonLat>();
  for (const network of new Set(posture.units.flatMap((unit) => unit.network ?? []))) {
    const members = posture.units.filter((unit) => unit.network === network);
    const mean = (pick: (unit: Unit) => number): number => members.reduce((sum, unit) => sum + pick(unit), 0) / members.length;
    middles.set(network, [mean((unit) => unit.lon_deg), mean((unit) => unit.lat_deg)]);
  }
  return posture.links.flatMap((link): Line[] => {
    const [from, to] = [middles.get(link.from), middles.get(link.to)];
    if (!from || !to) return [];
    const points = along(from, to);
    const line = { colour: ink("--plum"), width_px: 2 };
    const near = points[points.length - 4]!;
    const head: LonLat[] = [-1, 1].map((side) => [near[0] + side * (to[1] - near[1]) * 0.5, near[1] - side * (to[0] - near[0]) * 0.5]);
    return [
      { points, ...line },
      { points: [head[0]!, to, head[1]!], ...line },
    ];
  });
}
