// From a job that made a map to the map.

import assert from "node:assert/strict";
import { test } from "node:test";

import { withRoom } from "../src/map/labels.ts";
import type { Mark } from "../src/map/scene.ts";
import { mapOf } from "../src/whatif/jobs_view.ts";

test("a map that was worked out is looked at where it is shown", () => {
  assert.equal(mapOf("api/results/small/defended/s400-stored/srbm/s400"), "#/map?result=small&option=s400-stored&against=srbm&who=s400");
  assert.equal(mapOf("api/results/small/coverage/sensors-s400-stored-3000-0.1"), "#/map?result=small&option=s400-stored&height_m=3000&rcs_m2=0.1");
});

test("names that would lie on each other are left out until one looks closer", () => {
  const mark = (label: string, lon: number): Mark => ({ id: label, at: [lon, 39], shape: "ring", colour: [0, 0, 0, 255], size_px: 10, label, words: label });
  const marks = [mark("Ankara", 32.9), mark("Kayseri", 35.5), mark("Adana", 35.3)];
  assert.deepEqual(withRoom(marks, 2).map((each) => each.label), ["Ankara"]);
  assert.deepEqual(withRoom(marks, 5).map((each) => each.label), ["Ankara", "Kayseri"]);
  assert.equal(withRoom(marks, 10).length, 3);
});
