// What is to be seen on a map, without a word about who draws it. Views make scenes; two surfaces draw them, one on the
// graphics card and one on a plain canvas, and both show the same.
//
// What stands still (a `Scene`) is a handful of lists. What moves (a `Motion`) changes with every frame and is therefore
// flat arrays that are filled anew and never grow: positions are [lon, lat, height] in degrees and metres.

import type { LonLat } from "./earth.ts";

export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** The shapes of marks. Classes of things differ by shape, so that colour is never the only sign. */
export const shapes = [
  "square",
  "circle",
  "triangle",
  "diamond",
  "pentagon",
  "nabla",
  "cross",
  "hexagon",
  "plane",
  "dart",
  "delta",
  "arrow",
  "ring",
  "burst",
  "dot",
] as const;
export type Shape = (typeof shapes)[number];

/** An area: outer ring and holes. */
export interface Shade {
  rings: LonLat[][];
  fill: Rgba;
}

export interface Line {
  points: readonly LonLat[];
  colour: Rgba;
  width_px: number;
}

/** A thing that can be pointed at. `id` is what a click gives back; `words` is read aloud and shown when hovered. */
export interface Mark {
  id: string;
  at: LonLat;
  shape: Shape;
  colour: Rgba;
  size_px: number;
  hollow?: boolean;
  label?: string;
  words: string;
}

export interface Scene {
  shades: Shade[];
  lines: Line[];
  marks: Mark[];
}

export const emptyScene = (): Scene => ({ shades: [], lines: [], marks: [] });

export class Motion {
  /** How many marks and segments are in use; the arrays are as long as can ever be needed. */
  marks = 0;
  segments = 0;
  readonly position: Float64Array;
  readonly colour: Uint8Array;
  readonly shape: Uint8Array;
  /** Against the clock, from north: minus the heading, which is how the graphics card takes it. */
  readonly turn_deg: Float32Array;
  readonly size_px: Float32Array;
  /** The object that each mark stands for, as the view numbers them; what a click gives back. */
  readonly object: Int32Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly segmentColour: Uint8Array;
  readonly width_px: Float32Array;

  constructor(maxMarks: number, maxSegments: number) {
    this.position = new Float64Array(maxMarks * 3);
    this.colour = new Uint8Array(maxMarks * 4);
    this.shape = new Uint8Array(maxMarks);
    this.turn_deg = new Float32Array(maxMarks);
    this.size_px = new Float32Array(maxMarks);
    this.object = new Int32Array(maxMarks);
    this.from = new Float64Array(maxSegments * 3);
    this.to = new Float64Array(maxSegments * 3);
    this.segmentColour = new Uint8Array(maxSegments * 4);
    this.width_px = new Float32Array(maxSegments);
  }

  clear(): void {
    this.marks = 0;
    this.segments = 0;
  }

  /** Add a mark; one that no longer fits is left out. */
  mark(object: number, lon: number, lat: number, height_m: number, shape: number, rgba: Rgba, size: number, heading: number): void {
    const i = this.marks;
    if (i >= this.shape.length) return;
    this.position[3 * i] = lon;
    this.position[3 * i + 1] = lat;
    this.position[3 * i + 2] = height_m;
    for (let c = 0; c < 4; c++) this.colour[4 * i + c] = rgba[c]!;
    this.shape[i] = shape;
    this.turn_deg[i] = -heading;
    this.size_px[i] = size;
    this.object[i] = object;
    this.marks = i + 1;
  }

  /** Add a straight piece of line from one place to another. */
  segment(x0: number, y0: number, z0: number, x1: number, y1: number, z1: number, rgba: Rgba, width: number): void {
    const i = this.segments;
    if (i >= this.width_px.length) return;
    this.from[3 * i] = x0;
    this.from[3 * i + 1] = y0;
    this.from[3 * i + 2] = z0;
    this.to[3 * i] = x1;
    this.to[3 * i + 1] = y1;
    this.to[3 * i + 2] = z1;
    for (let c = 0; c < 4; c++) this.segmentColour[4 * i + c] = rgba[c]!;
    this.width_px[i] = width;
    this.segments = i + 1;
  }
}
