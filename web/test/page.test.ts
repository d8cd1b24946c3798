// Numbers as people read them, and addresses that bring back what was looked at.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Address, readPlace, writePlace } from "../src/page/address.ts";
import { letter } from "../src/page/looks.ts";
import { changed, clockTime, coordinates, distance, figure, height, measured } from "../src/page/numbers.ts";

test("an address brings back what it was written from", () => {
  const place = { view: "replay", words: { result: "türkiye & co", t: "81.5", at: "34.1,39.0,5" } };
  assert.deepEqual(readPlace(writePlace(place)), place);
  assert.equal(writePlace({ view: "map", words: { result: "a", unit: "" } }), "#/map?result=a");
});

test("a view that keeps its words does not call back a reader who is on the way to another", () => {
  let arrive = (): void => undefined;
  const place = { hash: "#/map?result=a" };
  Object.assign(globalThis, {
    location: place,
    history: { replaceState: (_: unknown, __: string, hash: string) => (place.hash = hash) },
    addEventListener: (_: string, tell: () => void) => (arrive = tell),
  });
  const address = new Address();
  address.keep({ at: "34,39,5" });
  assert.equal(readPlace(place.hash).words["at"], "34,39,5");
  place.hash = "#/replay"; // the browser tells of it a moment later
  address.keep({ at: "35,40,6" });
  assert.equal(place.hash, "#/replay");
  arrive();
  assert.equal(address.view, "replay");
});

test("measures are written with their unit, differences of shares in points", () => {
  assert.equal(measured(0.7749, { unit: "", kind: "share" }), "77 %");
  assert.equal(changed(-0.11, { unit: "", kind: "share" }), "−11 pts");
  assert.equal(changed(11_300_000, { unit: "USD", kind: "money" }), "+11.3 M$");
  assert.equal(measured(null, { unit: "", kind: "count" }), "–");
  assert.equal(changed(0.0001, { unit: "", kind: "share" }), "0 pts");
});

test("lengths follow the reader's unit", () => {
  assert.equal(distance(250_000, "km"), "250 km");
  assert.equal(distance(185_200, "nm"), "100 nm");
  assert.equal(height(3048, "ft"), "10,000 ft");
  assert.equal(figure(250_000, "m"), "250 km");
});

test("times and places read like times and places", () => {
  assert.equal(clockTime(754.9), "12:34");
  assert.equal(clockTime(3661), "1:01:01");
  assert.equal(coordinates(-70.6, -33.5), "33.500° S 70.600° W");
});

test("options beyond the alphabet still have a letter of their own", () => {
  assert.deepEqual([0, 25, 26, 27].map(letter), ["A", "Z", "AA", "AB"]);
});
