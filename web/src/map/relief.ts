// The ground below a map: its height at a place, and a picture of its relief with the light from the north-west, as on paper.
//
// The picture is black and white with more or less of it, so that it lies on the land of the day and of the night alike.

import type { Ground } from "../source/documents.ts";
import { xOf, yOf } from "./mercator.ts";

const UNKNOWN = -32768;
const STEEPER = 6; // cells are kilometres wide: true slopes would hardly be seen
const LIGHT = [-0.5, 0.5, Math.SQRT1_2] as const; // east, north, up: from the north-west, 45 degrees high
const DARKEST = 130;
const BRIGHTEST = 90;

export class Relief {
  readonly ground: Ground;
  private readonly heights_m: Int16Array;
  private readonly top: number;
  private readonly down: number;

  constructor(ground: Ground) {
    this.ground = ground;
    this.heights_m = heightsOf(ground.heights_m);
    this.top = yOf(ground.north_deg);
    this.down = yOf(ground.south_deg) - this.top;
  }

  /** Height of the ground in the cell of a place; null where it is not known. */
  height_m(lon: number, lat: number): number | null {
    const { west_deg, east_deg, columns, rows } = this.ground;
    const column = Math.floor(((lon - west_deg) / (east_deg - west_deg)) * columns);
    const row = Math.floor(((yOf(lat) - this.top) / this.down) * rows);
    if (column < 0 || row < 0 || column >= columns || row >= rows) return null;
    const found = this.heights_m[row * columns + column]!;
    return found === UNKNOWN ? null : found;
  }

  /** West and north edge, width and height as shares of the world on a Web-Mercator map. */
  get square(): [x: number, y: number, width: number, height: number] {
    const x = xOf(this.ground.west_deg);
    return [x, this.top, xOf(this.ground.east_deg) - x, this.down];
  }

  picture(): HTMLCanvasElement {
    const { columns, rows, cell_m } = this.ground;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [columns, rows];
    canvas.getContext("2d")!.putImageData(new ImageData(shaded(this.heights_m, columns, rows, cell_m), columns, rows), 0, 0);
    return canvas;
  }
}

export function heightsOf(base64: string): Int16Array {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Int16Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true));
}

/** Red, green, blue and alpha of each cell: nothing on level ground and at sea, white towards the light, black away from it. */
export function shaded(heights_m: Int16Array, columns: number, rows: number, cell_m: number): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * columns * rows);
  const at = (row: number, column: number): number => {
    const found = heights_m[Math.max(0, Math.min(rows - 1, row)) * columns + Math.max(0, Math.min(columns - 1, column))]!;
    return found === UNKNOWN ? 0 : found;
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const height = heights_m[row * columns + column]!;
      if (height === UNKNOWN || height === 0) continue; // 0 is the sea
      const east = (STEEPER * (at(row, column + 1) - at(row, column - 1))) / (2 * cell_m);
      const north = (STEEPER * (at(row - 1, column) - at(row + 1, column))) / (2 * cell_m);
      const lit = (LIGHT[2] - LIGHT[0] * east - LIGHT[1] * north) / Math.hypot(1, east, north) - LIGHT[2];
      const i = 4 * (row * columns + column);
      pixels.fill(lit > 0 ? 255 : 0, i, i + 3);
      pixels[i + 3] = lit > 0 ? (BRIGHTEST * lit) / (1 - LIGHT[2]) : (DARKEST * -lit) / LIGHT[2];
    }
  }
  return pixels;
}
