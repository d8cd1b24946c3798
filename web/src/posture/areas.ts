// Areas of a map that was worked out, as shades: each place is the darker, the more of the worlds agree about it.

import type { LonLat } from "../map/earth.ts";
import { ink } from "../map/palette.ts";
import type { Line, Shade } from "../map/scene.ts";

/** How dark the area of so many percent of the worlds is drawn; inner areas lie on outer ones. */
export const ALPHA_BY_PERCENT: Record<string, number> = { "90": 0.24, "50": 0.16, "10": 0.1 };

/** How dark it looks where all the areas that hold such a place lie on each other: 90, 50 and 10 percent. */
export function seenAlpha(percent: 90 | 50 | 10): number {
  const under = [10, 50, 90].filter((each) => each <= percent);
  return 1 - under.reduce((left, each) => left * (1 - ALPHA_BY_PERCENT[String(each)]!), 1);
}

/** The areas of one sort (`what`) as shades of a colour; others are left out, as is what two sensors see at once. */
export function shadesOf(areas: GeoJSON.FeatureCollection, what: string, colour: string): Shade[] {
  return areas.features.flatMap((feature) => {
    const { what: sort, percent_of_worlds: percent, sensors_at_least: sensors = 1 } = feature.properties ?? {};
    if (sort !== what || sensors > 1) return [];
    return polygons(feature).map((rings) => ({ rings, fill: ink(colour, ALPHA_BY_PERCENT[String(percent)] ?? 0.12) }));
  });
}

/** The edges of the area that half of the worlds agree about. */
export function edgesOf(areas: GeoJSON.FeatureCollection, what: string, colour: string): Line[] {
  return areas.features
    .filter((feature) => feature.properties?.["what"] === what && feature.properties["percent_of_worlds"] === 50)
    .flatMap(polygons)
    .flatMap((rings) => rings.map((points) => ({ points, colour: ink(colour, 0.9), width_px: 1.4 })));
}

function polygons({ geometry }: GeoJSON.Feature): LonLat[][][] {
  if (geometry.type === "Polygon") return [geometry.coordinates as never];
  return geometry.type === "MultiPolygon" ? (geometry.coordinates as never) : [];
}
