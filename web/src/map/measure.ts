// Measuring on the map: click from point to point; each leg says its length and bearing, the last one the sum.

import { distance, type LengthUnit } from "../page/numbers.ts";
import { along, bearing_deg, distance_m, type LonLat } from "./earth.ts";
import { ink } from "./palette.ts";
import type { Line, Mark } from "./scene.ts";

export class Measure {
  on = false;
  private points: LonLat[] = [];

  toggle(): boolean {
    this.on = !this.on;
    this.points = [];
    return this.on;
  }

  add(point: LonLat): void {
    this.points.push(point);
  }

  /** What has been measured, in words; empty before there is a leg. */
  words(unit: LengthUnit): string {
    if (this.points.length < 2) return "";
    const legs = this.legs();
    const total = legs.reduce((sum, leg) => sum + leg.metres, 0);
    const last = legs.at(-1)!;
    const one = `${distance(last.metres, unit)} at ${Math.round(last.bearing)}°`;
    return legs.length === 1 ? one : `${one}, ${distance(total, unit)} in all`;
  }

  drawn(unit: LengthUnit): { lines: Line[]; marks: Mark[] } {
    const colour = ink("--rust");
    const lines = this.legs().map((leg): Line => ({ points: along(leg.from, leg.to), colour, width_px: 2 }));
    const marks = this.points.map((at, i): Mark => {
      const leg = i > 0 ? distance(distance_m(this.points[i - 1]!, at), unit) : "";
      return { id: "", at, shape: "circle", colour, size_px: 8, words: "measured point", label: leg };
    });
    return { lines, marks };
  }

  private legs(): { from: LonLat; to: LonLat; metres: number; bearing: number }[] {
    return this.points.slice(1).map((to, i) => {
      const from = this.points[i]!;
      return { from, to, metres: distance_m(from, to), bearing: bearing_deg(from, to) };
    });
  }
}
