// Web Mercator: the world as a square from 0 to 1, x to the east and y to the south. Conformal, so that a mark's shape and
// a bearing look right; sizes grow towards the poles, which is why a scale is only true at the latitude it is drawn for.

const RAD = Math.PI / 180;
export const MAX_LAT = 85.05; // where the square ends
const EQUATOR_M = 2 * Math.PI * 6_378_137; // circumference of the sphere that Web Mercator takes (EPSG 3857)

export const xOf = (lon: number): number => lon / 360 + 0.5;

export function yOf(lat: number): number {
  const held = Math.max(-MAX_LAT, Math.min(MAX_LAT, lat));
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + (held * RAD) / 2)) / (2 * Math.PI);
}

export const lonOf = (x: number): number => (x - 0.5) * 360;
export const latOf = (y: number): number => (2 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - Math.PI / 2) / RAD;

/** The world's width in pixels at a zoom. */
export const worldPixels = (zoom: number): number => 512 * 2 ** zoom;

/** Metres over ground that one pixel spans at a latitude. */
export const metresPerPixel = (lat: number, zoom: number): number => (EQUATOR_M * Math.cos(lat * RAD)) / worldPixels(zoom);

/** The zoom and centre at which a box [west, south, east, north] fills a picture of so many pixels, less a margin. */
export function fit(box: readonly [number, number, number, number], width_px: number, height_px: number, margin_px = 60) {
  const [west, south, east, north] = box;
  const across = Math.max(1e-6, xOf(east) - xOf(west));
  const down = Math.max(1e-6, yOf(south) - yOf(north));
  const room = (pixels: number): number => Math.max(40, pixels - 2 * margin_px);
  const zoom = Math.log2(Math.min(room(width_px) / across, room(height_px) / down) / 512);
  return { lon: (west + east) / 2, lat: latOf((yOf(south) + yOf(north)) / 2), zoom: Math.max(0, Math.min(11, zoom)) };
}

/** West, south, east, north of some places. */
export function boxAround(lons: number[], lats: number[]): [number, number, number, number] {
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
