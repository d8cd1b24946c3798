// Thousands of symbols as a few paths: all of one colour are filled at once, which is several times quicker than a fill, or
// a copied picture, for each.

import { css } from "./palette.ts";
import { shapes } from "./scene.ts";
import { corners } from "./symbols.ts";

const ALPHA_STEP = 16; // what fades away falls into few groups

export class Flock {
  private readonly groups = new Map<number, [colour: string, path: Path2D]>();
  private readonly corners = shapes.map((shape) => corners(shape));

  /** Take in a symbol with its middle at a place and "radius" r. */
  add(shape: number, x: number, y: number, r: number, turn_deg: number, red: number, green: number, blue: number, alpha: number): void {
    const faded = Math.min(255, Math.ceil(alpha / ALPHA_STEP) * ALPHA_STEP);
    const key = ((red * 256 + green) * 256 + blue) * 256 + faded;
    let group = this.groups.get(key);
    if (!group) this.groups.set(key, (group = [css([red, green, blue, faded]), new Path2D()]));
    const path = group[1];
    const turn = (-turn_deg * Math.PI) / 180;
    const [cos, sin] = [Math.cos(turn) * r, Math.sin(turn) * r];
    const points = this.corners[shape]!;
    path.moveTo(x + points[0]! * cos - points[1]! * sin, y + points[0]! * sin + points[1]! * cos);
    for (let i = 2; i < points.length; i += 2) path.lineTo(x + points[i]! * cos - points[i + 1]! * sin, y + points[i]! * sin + points[i + 1]! * cos);
  }

  paint(draw: CanvasRenderingContext2D): void {
    for (const [colour, path] of this.groups.values()) {
      draw.fillStyle = colour;
      draw.fill(path);
    }
  }
}
