// The ground: heights in their places, and light from the north-west.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Relief, shaded } from "../src/map/relief.ts";

const heights = Int16Array.from([100, 200, 300, 400, -32768, 600]); // two rows of three
const ground = {
  west_deg: 30,
  east_deg: 33,
  south_deg: 38,
  north_deg: 40,
  columns: 3,
  rows: 2,
  cell_m: 90000,
  heights_m: btoa(String.fromCharCode(...new Uint8Array(heights.buffer))),
  fought_over: true,
  words: "",
};

test("a place has the height of its cell, rows from the north", () => {
  const relief = new Relief(ground);
  assert.equal(relief.height_m(30.5, 39.5), 100);
  assert.equal(relief.height_m(32.9, 38.1), 600);
  assert.equal(relief.height_m(31.5, 38.5), null);
  for (const [lon, lat] of [[29.9, 39], [33.1, 39], [31, 40.1], [31, 37.9]]) assert.equal(relief.height_m(lon!, lat!), null);
});

test("a slope towards the light is white, one away from it black, level ground and sea neither", () => {
  const falling = Int16Array.from({ length: 25 }, (_, i) => 1000 - 100 * (i % 5)); // falls to the east: away from the light
  const rising = falling.map((height) => 1500 - height);
  const pixel = (of: Int16Array): number[] => [...shaded(of, 5, 5, 1000)].slice(4 * 12, 4 * 13);
  const [away, towards] = [pixel(falling), pixel(rising)];
  assert.ok(away[0] === 0 && away[3]! > 40, `away from the light: ${away}`);
  assert.ok(towards[0] === 255 && towards[3]! > 10, `towards the light: ${towards}`);
  assert.equal(pixel(new Int16Array(25).fill(700))[3], 0);
  assert.equal(pixel(new Int16Array(25))[3], 0);
  assert.equal(pixel(new Int16Array(25).fill(-32768))[3], 0);
});
