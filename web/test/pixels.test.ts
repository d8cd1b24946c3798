// What is drawn by hand covers what a canvas would cover.

import assert from "node:assert/strict";
import { test } from "node:test";

import { maskOf, packed, Pixels } from "../src/map/pixels.ts";
import { shapes } from "../src/map/scene.ts";
import { corners } from "../src/map/symbols.ts";

const sheet = (width: number, height: number): Pixels => new Pixels(width, height, new Uint32Array(width * height));
const alphas = (pixels: Pixels): number => pixels.data.reduce((sum, each) => sum + (each >>> 24), 0) / 255;
const RUST = packed(176, 71, 12);

test("a mask covers the area of its outline, however it is turned and moved", () => {
  for (const shape of shapes) {
    const outline = corners(shape);
    let twice = 0;
    for (let i = 0, j = outline.length - 2; i < outline.length; j = i, i += 2) twice += outline[j]! * outline[i + 1]! - outline[i]! * outline[j + 1]!;
    const area = (Math.abs(twice) / 2) * 7.5 ** 2;
    for (const [turn, right, down] of [[0, 0, 0], [1, 0.5, 0], [4, 0.5, 0.5]] as const) {
      const covered = maskOf(outline, 7.5, turn, right, down).covered.reduce((sum, each) => sum + each, 0) / 255;
      assert.ok(Math.abs(covered - area) < 0.04 * area + 0.6, `${shape} ${covered} ${area}`);
    }
  }
});

test("a line covers its length times its width, at any slope, and joined lines do not overlap", () => {
  for (const turn of [0, 0.3, 0.8, 1.5, 2.2, 4]) {
    const pixels = sheet(200, 200);
    const at = (along: number): [number, number] => [100 + along * Math.cos(turn), 100 + along * Math.sin(turn)];
    for (let i = 0; i < 8; i++) pixels.line(...at(i * 10), ...at(i * 10 + 10), 1.6, RUST, 255);
    assert.ok(Math.abs(alphas(pixels) - 80 * 1.6) < 4, `${turn}: ${alphas(pixels)}`);
  }
});

test("nothing is drawn beside the sheet, and what reaches over its edge is cut", () => {
  const pixels = sheet(40, 30);
  pixels.line(-50, 10, 90, 12, 2, RUST, 255);
  pixels.stamp(shapes.indexOf("plane"), 0, 0, 8, 45, RUST, 255);
  pixels.stamp(shapes.indexOf("plane"), 39.6, 29.6, 8, 45, RUST, 255);
  pixels.stamp(shapes.indexOf("plane"), -60, 300, 8, 45, RUST, 255);
  assert.ok(alphas(pixels) > 80 && alphas(pixels) < 40 * 2.1 + 80);
});

test("what is above hides what is below as much as it is opaque", () => {
  const pixels = sheet(3, 3);
  const square = shapes.indexOf("square");
  pixels.stamp(square, 1.5, 1.5, 6, 0, packed(0, 0, 0), 255);
  pixels.stamp(square, 1.5, 1.5, 6, 0, packed(200, 100, 50), 51);
  assert.equal(pixels.data[4], ((255 << 24) | packed(40, 20, 10)) >>> 0);
});

test("a dart points where it flies", () => {
  const pixels = sheet(41, 41);
  pixels.stamp(shapes.indexOf("arrow"), 20.5, 20.5, 12, 90, RUST, 255);
  const columns = Array.from({ length: 41 }, (_, x) => Array.from({ length: 41 }, (_, y) => pixels.data[y * 41 + x]! >>> 24).filter(Boolean).length);
  assert.ok(columns[33]! > 0 && columns[33]! <= 3 && columns[13]! > 6, columns.join(" "));
});
