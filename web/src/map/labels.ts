// Which names find room: the first in the list keep theirs, those that would lie on another's are left out.

import { worldPixels, xOf, yOf } from "./mercator.ts";
import type { Mark } from "./scene.ts";

const HALF_LETTER_PX = 3.6;
const LINE_PX = 13;

/** The marks whose names do not lie on each other at a zoom, by a guess of how wide a name is. */
export function withRoom(marks: Mark[], zoom: number): Mark[] {
  const size = worldPixels(zoom);
  const taken: [x: number, y: number, half: number][] = [];
  return marks.filter((mark) => {
    if (!mark.label) return false;
    const [x, y, half] = [xOf(mark.at[0]) * size, yOf(mark.at[1]) * size + mark.size_px / 2, HALF_LETTER_PX * mark.label.length];
    if (taken.some(([x0, y0, half0]) => Math.abs(x - x0) < half + half0 && Math.abs(y - y0) < LINE_PX)) return false;
    taken.push([x, y, half]);
    return true;
  });
}
