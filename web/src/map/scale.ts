// The bar that says how long a kilometre is on the map: a round length, at most so many pixels, true at the centre.

import { distance, type LengthUnit } from "../page/numbers.ts";
import { metresPerPixel } from "./mercator.ts";
import type { Camera } from "./surface.ts";

const METRES_PER: Record<LengthUnit, number> = { km: 1000, nm: 1852, ft: 1852 };

/** The longest round length (1, 2 or 5 times a power of ten of the unit) that fits: its pixels and its words. */
export function scaleBar(camera: Camera, unit: LengthUnit, most_px = 130): { width_px: number; words: string } {
  const perPixel = metresPerPixel(camera.lat, camera.zoom);
  const most = (perPixel * most_px) / METRES_PER[unit];
  const power = 10 ** Math.floor(Math.log10(most));
  const factor = [5, 2, 1].find((each) => each * power <= most) ?? 1;
  const metres = factor * power * METRES_PER[unit];
  return { width_px: metres / perPixel, words: distance(metres, unit) };
}
