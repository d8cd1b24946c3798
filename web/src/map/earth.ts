// Distances, bearings and rings on a sphere with the earth's mean radius. Against the ellipsoid a distance is wrong by up
// to half a per cent (most along a meridian near the equator or a pole): enough for drawing and for measuring on a map,
// not for anything that is computed with. The simulation uses the ellipsoid.

const MEAN_RADIUS_M = 6_371_008.8; // IUGG mean radius R1 (Moritz 2000, J. Geodesy 74, 128)
const RAD = Math.PI / 180;

export type LonLat = readonly [lon_deg: number, lat_deg: number];

/** Great-circle distance (haversine form, good for short distances too). */
export function distance_m([lon1, lat1]: LonLat, [lon2, lat2]: LonLat): number {
  const a = Math.sin(((lat2 - lat1) * RAD) / 2) ** 2;
  const b = Math.cos(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.sin(((lon2 - lon1) * RAD) / 2) ** 2;
  return 2 * MEAN_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a + b)));
}

/** The bearing at the start of the great circle, clockwise from north, 0 to 360. */
export function bearing_deg([lon1, lat1]: LonLat, [lon2, lat2]: LonLat): number {
  const turn = (lon2 - lon1) * RAD;
  const east = Math.sin(turn) * Math.cos(lat2 * RAD);
  const north = Math.cos(lat1 * RAD) * Math.sin(lat2 * RAD) - Math.sin(lat1 * RAD) * Math.cos(lat2 * RAD) * Math.cos(turn);
  return (Math.atan2(east, north) / RAD + 360) % 360;
}

/** Where one is after so many metres along a great circle. */
export function destination([lon, lat]: LonLat, bearing: number, metres: number): [number, number] {
  const arc = metres / MEAN_RADIUS_M;
  const sin = Math.sin(lat * RAD) * Math.cos(arc) + Math.cos(lat * RAD) * Math.sin(arc) * Math.cos(bearing * RAD);
  const east = Math.sin(bearing * RAD) * Math.sin(arc) * Math.cos(lat * RAD);
  const turn = Math.atan2(east, Math.cos(arc) - Math.sin(lat * RAD) * sin);
  return [lon + turn / RAD, Math.asin(Math.max(-1, Math.min(1, sin))) / RAD];
}

/** A closed ring of points at one distance. */
export function ring(centre: LonLat, radius_m: number, points = 120): [number, number][] {
  return Array.from({ length: points + 1 }, (_, i) => destination(centre, ((i % points) * 360) / points, radius_m));
}

/** An ellipse on the ground: half axes along and across a bearing. */
export function ellipse(centre: LonLat, along_m: number, across_m: number, bearing: number, points = 24): [number, number][] {
  return Array.from({ length: points + 1 }, (_, i) => {
    const turn = ((i % points) * 2 * Math.PI) / points;
    const [x, y] = [along_m * Math.cos(turn), across_m * Math.sin(turn)];
    return destination(centre, bearing + Math.atan2(y, x) / RAD, Math.hypot(x, y));
  });
}

/** Points along a great circle, both ends included, so that a long line bends as it should. */
export function along(from: LonLat, to: LonLat, pieces = 32): [number, number][] {
  const length = distance_m(from, to);
  const start = bearing_deg(from, to);
  const points = Array.from({ length: pieces }, (_, i) => destination(from, start, (length * i) / pieces));
  return [...points, [to[0], to[1]]];
}

/** A line cut into dashes, as pairs of points: dashes drawn as lines look the same whoever draws them. */
export function dashed(points: readonly LonLat[], dash = 1, gap = 1): LonLat[][] {
  const pieces: LonLat[][] = [];
  for (let i = 0; i + dash < points.length; i += dash + gap) pieces.push(points.slice(i, i + dash + 1));
  return pieces;
}
