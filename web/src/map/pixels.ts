// Thousands of symbols and trails drawn by hand into pixels. Where the processor draws anyway, a canvas takes several times
// longer for the same: it is made for any path, and here are only short straight lines and a few shapes.
//
//   lines      from pixel to pixel along the longer axis, each weighed by how much of it is covered
//   symbols    stamped from masks, which are made once for each shape, size, turn and half of a pixel
//
// Everything is in pixels of the device. Numbers of 32 bits hold alpha, blue, green and red from high to low, which is
// the order of an ImageData on every machine that runs a browser today.

import { shapes } from "./scene.ts";
import { corners } from "./symbols.ts";

const TURNS = 64;
const ROWS = 4; // a row of a mask is weighed in so many lines

/** How much of each pixel a shape covers, 0 to 255; `middle`: the pixel that its middle is put on. */
export interface Mask {
  size: number;
  middle: number;
  covered: Uint8Array;
}

/** A mask for sheets of one width: only the pixels that it covers, as steps in `data` from its first one, and how much. */
interface Stamp extends Mask {
  steps: Int32Array;
  shares: Uint8Array;
}

export class Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint32Array;
  private readonly stamps = new Map<number, Stamp>();

  /** `data`: of width x height. */
  constructor(width: number, height: number, data: Uint32Array) {
    [this.width, this.height, this.data] = [width, height, data];
  }

  clear(): void {
    this.data.fill(0);
  }

  /** A straight line. Its end is not drawn, so that lines that are joined do not overlap. */
  line(x0: number, y0: number, x1: number, y1: number, width_px: number, rgb: number, alpha: number): void {
    const { width, height } = this;
    if (Math.abs(y1 - y0) > Math.abs(x1 - x0)) this.run(y0, x0, y1, x1, width_px, height, width, width, 1, rgb, alpha);
    else this.run(x0, y0, x1, y1, width_px, width, height, 1, width, rgb, alpha);
  }

  /** A line that goes farther in u than in v; both have a limit, and a step in `data`. */
  private run(u0: number, v0: number, u1: number, v1: number, width_px: number, limit_u: number, limit_v: number, step_u: number, step_v: number, rgb: number, alpha: number): void {
    const slope = u1 === u0 ? 0 : (v1 - v0) / (u1 - u0);
    const half = (width_px / 2) * Math.sqrt(1 + slope * slope);
    const last = Math.min(limit_u, Math.ceil(Math.max(u0, u1) - 0.5));
    for (let u = Math.max(0, Math.ceil(Math.min(u0, u1) - 0.5)); u < last; u++) {
      const v = v0 + slope * (u + 0.5 - u0);
      const high = Math.min(limit_v, v + half);
      for (let w = Math.max(0, Math.floor(v - half)); w < high; w++) {
        const share = Math.min(v + half, w + 1) - Math.max(v - half, w);
        this.blend(u * step_u + w * step_v, rgb, (alpha * share + 0.5) | 0);
      }
    }
  }

  /** A filled shape with its middle at a place and "radius" r, turned clockwise from north. */
  stamp(shape: number, x: number, y: number, r: number, heading_deg: number, rgb: number, alpha: number): void {
    if (!(x > -r - 9 && y > -r - 9 && x < this.width + r + 9 && y < this.height + r + 9)) return;
    const left = Math.round(2 * x); // in halves of a pixel
    const top = Math.round(2 * y);
    const { size, middle, covered, steps, shares } = this.stampOf(shape, r, heading_deg, left & 1, top & 1);
    const x0 = (left >> 1) - middle;
    const y0 = (top >> 1) - middle;
    if (x0 >= 0 && y0 >= 0 && x0 + size <= this.width && y0 + size <= this.height) {
      const first = y0 * this.width + x0;
      for (let k = 0; k < steps.length; k++) this.weigh(first + steps[k]!, rgb, alpha, shares[k]!);
      return;
    }
    const from = Math.max(0, -x0);
    const to = Math.min(size, this.width - x0);
    const bottom = Math.min(size, this.height - y0);
    for (let j = Math.max(0, -y0); j < bottom; j++) {
      const row = (y0 + j) * this.width + x0;
      for (let i = from; i < to; i++) {
        const share = covered[j * size + i]!;
        if (share !== 0) this.weigh(row + i, rgb, alpha, share);
      }
    }
  }

  private weigh(at: number, rgb: number, alpha: number, share: number): void {
    this.blend(at, rgb, share === 255 ? alpha : ((alpha * share) / 255 + 0.5) | 0);
  }

  /** Put a colour over what is there. */
  private blend(at: number, rgb: number, alpha: number): void {
    const below = this.data[at]!;
    if (alpha === 255 || below === 0) {
      this.data[at] = alpha === 0 ? 0 : (alpha << 24) | rgb;
      return;
    }
    const seen = ((below >>> 24) * (255 - alpha)) / 255; // how much of what is below is still seen
    const all = alpha + seen;
    if (all === 0) return;
    const red = ((rgb & 255) * alpha + (below & 255) * seen) / all + 0.5;
    const green = (((rgb >>> 8) & 255) * alpha + ((below >>> 8) & 255) * seen) / all + 0.5;
    const blue = ((rgb >>> 16) * alpha + ((below >>> 16) & 255) * seen) / all + 0.5;
    this.data[at] = ((all + 0.5) << 24) | (blue << 16) | (green << 8) | red;
  }

  private stampOf(shape: number, r: number, heading_deg: number, right: number, down: number): Stamp {
    const turn = ((Math.round((heading_deg * TURNS) / 360) % TURNS) + TURNS) % TURNS;
    const key = (((Math.round(r * 4) * shapes.length + shape) * TURNS + turn) * 2 + right) * 2 + down;
    const known = this.stamps.get(key);
    if (known) return known;
    const mask = maskOf(corners(shapes[shape]!), r, (2 * Math.PI * turn) / TURNS, right / 2, down / 2);
    const covers = [...mask.covered.keys()].filter((i) => mask.covered[i]! > 0);
    const steps = Int32Array.from(covers, (i) => Math.floor(i / mask.size) * this.width + (i % mask.size));
    const made = { ...mask, steps, shares: Uint8Array.from(covers, (i) => mask.covered[i]!) };
    this.stamps.set(key, made);
    return made;
  }
}

/** Red, green and blue as they stand in a pixel. */
export const packed = (red: number, green: number, blue: number): number => (blue << 16) | (green << 8) | red;

/** The mask of an outline of radius 1, made r large, turned clockwise and moved by parts of a pixel. */
export function maskOf(outline: number[], r: number, turn_rad: number, right: number, down: number): Mask {
  const middle = Math.ceil(1.3 * r) + 1;
  const size = 2 * middle + 1;
  const [cos, sin] = [Math.cos(turn_rad) * r, Math.sin(turn_rad) * r];
  const xs = outline.flatMap((x, i) => (i % 2 ? [] : [middle + right + x * cos - outline[i + 1]! * sin]));
  const ys = outline.flatMap((y, i) => (i % 2 ? [middle + down + outline[i - 1]! * sin + y * cos] : []));
  const share = new Float64Array(size * size);
  for (let line = 0; line < size * ROWS; line++) {
    const y = (line + 0.5) / ROWS;
    const crossed: number[] = [];
    for (let i = 0, before = xs.length - 1; i < xs.length; before = i++) {
      if (ys[i]! > y !== ys[before]! > y) crossed.push(xs[i]! + ((xs[before]! - xs[i]!) * (y - ys[i]!)) / (ys[before]! - ys[i]!));
    }
    crossed.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossed.length; k += 2) {
      const [from, to] = [crossed[k]!, crossed[k + 1]!];
      for (let i = Math.max(0, Math.floor(from)); i < size && i < to; i++) {
        share[Math.floor(line / ROWS) * size + i]! += (Math.min(to, i + 1) - Math.max(from, i)) / ROWS;
      }
    }
  }
  return { size, middle, covered: Uint8Array.from(share, (each) => Math.round(255 * Math.min(1, each))) };
}
