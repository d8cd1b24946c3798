// The land of the base map: Natural Earth (public domain), made ready by scripts/land.mjs and shipped with the page.

import coarseUrl from "../made/land-110m.json?url";
import fineUrl from "../made/land-50m.json?url";

const UNITS_PER_DEGREE = 1000; // as in scripts/land.mjs

/** Polygons, each a list of rings (the first is the shell), each a flat list of lon, lat in degrees. */
export type Land = Float32Array[][];

let fine: Promise<Land> | null = null;
let coarse: Promise<Land> | null = null;

export const fineLand = (): Promise<Land> => (fine ??= load(fineUrl));
export const coarseLand = (): Promise<Land> => (coarse ??= load(coarseUrl));

async function load(url: string): Promise<Land> {
  const polygons = (await (await fetch(url)).json()) as number[][][];
  return polygons.map((rings) => rings.map(undifferenced));
}

function undifferenced(steps: number[]): Float32Array {
  const points = new Float32Array(steps.length);
  let [x, y] = [0, 0];
  for (let i = 0; i < steps.length; i += 2) {
    points[i] = (x += steps[i]!) / UNITS_PER_DEGREE;
    points[i + 1] = (y += steps[i + 1]!) / UNITS_PER_DEGREE;
  }
  return points;
}

/** The same as GeoJSON, which is what MapLibre reads. */
export function asGeoJson(land: Land): GeoJSON.FeatureCollection {
  const pairs = (ring: Float32Array): [number, number][] =>
    Array.from({ length: ring.length / 2 }, (_, i) => [ring[2 * i]!, ring[2 * i + 1]!]);
  const features = land.map(
    (rings): GeoJSON.Feature => ({
      type: "Feature",
      properties: {},
      geometry: { type: "Polygon", coordinates: rings.map(pairs) },
    }),
  );
  return { type: "FeatureCollection", features };
}
