// Symbols as corners, from which their masks are made.

import assert from "node:assert/strict";
import { test } from "node:test";

import { shapes } from "../src/map/scene.ts";
import { corners } from "../src/map/symbols.ts";

test("every shape has corners, all within a quarter more than its radius", () => {
  for (const shape of shapes) {
    const found = corners(shape);
    assert.ok(found.length >= 6 && found.length % 2 === 0, shape);
    for (let i = 0; i < found.length; i += 2) assert.ok(Math.hypot(found[i]!, found[i + 1]!) <= 1.5, `${shape} ${found[i]} ${found[i + 1]}`);
  }
});

test("what flies points north, and a dot is half as large as a circle", () => {
  for (const shape of ["plane", "dart", "delta", "arrow"] as const) {
    const found = corners(shape);
    const north = Math.min(...found.filter((_, i) => i % 2 === 1));
    assert.equal(found[found.indexOf(north) - 1], 0, `${shape} ends in a point on its axis`);
  }
  const width = (of: number[]): number => Math.max(...of.filter((_, i) => i % 2 === 0));
  assert.ok(Math.abs(width(corners("dot")) / width(corners("circle")) - 0.5 / 0.95) < 1e-9);
});
