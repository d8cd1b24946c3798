// Distances and places against figures that can be looked up, and against each other.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bearing_deg, dashed, destination, distance_m, ring } from "../src/map/earth.ts";
import { fit, latOf, metresPerPixel, xOf, yOf } from "../src/map/mercator.ts";
import { scaleBar } from "../src/map/scale.ts";
import { readCoordinates } from "../src/map/search.ts";

const ANKARA = [32.9, 39.9] as const;
const ISTANBUL = [29.0, 41.0] as const;

test("a minute of latitude is a nautical mile, to half a per cent", () => {
  assert.ok(Math.abs(distance_m([30, 40], [30, 40 + 1 / 60]) - 1852) < 0.005 * 1852);
});

test("going somewhere and coming back ends where it began", () => {
  const there = destination(ANKARA, bearing_deg(ANKARA, ISTANBUL), distance_m(ANKARA, ISTANBUL));
  assert.ok(distance_m(there, ISTANBUL) < 1);
});

test("every point of a ring is as far away as the ring says", () => {
  for (const point of ring(ANKARA, 250_000, 36)) assert.ok(Math.abs(distance_m(ANKARA, point) - 250_000) < 1);
});

test("dashes leave gaps and end where the line does", () => {
  const points = Array.from({ length: 10 }, (_, i) => [i, 0] as const);
  assert.deepEqual(dashed(points, 2, 1).map((piece) => [piece[0]![0], piece.at(-1)![0]]), [[0, 2], [3, 5], [6, 8]]);
});

test("the map's square and the earth agree both ways", () => {
  for (const lat of [-80, -12.5, 0, 39.9, 84]) assert.ok(Math.abs(latOf(yOf(lat)) - lat) < 1e-9);
  assert.equal(xOf(0), 0.5);
});

test("a box that was fitted lies within the picture", () => {
  const camera = fit([26, 36, 45, 42], 900, 600, 50);
  const size = 512 * 2 ** camera.zoom;
  assert.ok((xOf(45) - xOf(26)) * size <= 800.01);
  assert.ok((yOf(36) - yOf(42)) * size <= 500.01);
});

test("the scale is a round length that is as long as it says", () => {
  const camera = { lon: 0, lat: 60, zoom: 6, pitch: 0, bearing: 0 };
  const { width_px, words } = scaleBar(camera, "km");
  assert.match(words, /^(1|2|5)0* km$/);
  assert.ok(Math.abs(width_px * metresPerPixel(60, 6) - Number.parseFloat(words) * 1000) < 1);
  assert.ok(width_px <= 130);
});

test("coordinates are read as people write them", () => {
  assert.deepEqual(readCoordinates("39.92 32.85"), [32.85, 39.92]);
  assert.deepEqual(readCoordinates("32.85E 39.92N"), [32.85, 39.92]);
  assert.deepEqual(readCoordinates("33.5° S, 70.6° W"), [-70.6, -33.5]);
  assert.equal(readCoordinates("battery 1"), null);
  assert.equal(readCoordinates("95 10"), null);
});
