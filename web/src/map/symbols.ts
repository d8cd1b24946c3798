// The shapes of marks, drawn once on a canvas: straight onto the plan, or onto the sheet of icons for the graphics card.
// Shapes that fly point up (north) and are turned by their heading.

import { type Shape, shapes } from "./scene.ts";

/** The outline of a shape around (0, 0) with "radius" r. */
export function outline(path: Path2D | CanvasPath, shape: Shape, r: number): void {
  switch (shape) {
    case "square":
      path.rect(-0.85 * r, -0.85 * r, 1.7 * r, 1.7 * r);
      return;
    case "circle":
    case "ring":
      path.moveTo(r * 0.95, 0);
      path.arc(0, 0, 0.95 * r, 0, 2 * Math.PI);
      return;
    case "dot":
      path.moveTo(r * 0.5, 0);
      path.arc(0, 0, 0.5 * r, 0, 2 * Math.PI);
      return;
    case "triangle":
      return polygon(path, [0, -1.05, 1, 0.8, -1, 0.8], r);
    case "nabla":
      return polygon(path, [0, 1.05, 1, -0.8, -1, -0.8], r);
    case "diamond":
      return polygon(path, [0, -1.1, 0.9, 0, 0, 1.1, -0.9, 0], r);
    case "pentagon":
      return polygon(path, regular(5), r);
    case "hexagon":
      return polygon(path, regular(6), r);
    case "cross":
      return polygon(path, [-0.35, -1, 0.35, -1, 0.35, -0.35, 1, -0.35, 1, 0.35, 0.35, 0.35, 0.35, 1, -0.35, 1, -0.35, 0.35, -1, 0.35, -1, -0.35, -0.35, -0.35], r);
    case "plane": // aircraft: fuselage, swept wings, tail
      return polygon(path, [0, -1.1, 0.18, -0.4, 1, 0.25, 1, 0.5, 0.18, 0.25, 0.15, 0.7, 0.45, 1, -0.45, 1, -0.15, 0.7, -0.18, 0.25, -1, 0.5, -1, 0.25, -0.18, -0.4], r);
    case "dart": // cruise missile: long and narrow with small fins
      return polygon(path, [0, -1.2, 0.28, -0.6, 0.28, 0.5, 0.7, 1.1, 0, 0.85, -0.7, 1.1, -0.28, 0.5, -0.28, -0.6], r);
    case "delta": // drone: a flying wing
      return polygon(path, [0, -0.95, 1, 0.8, 0, 0.35, -1, 0.8], r);
    case "arrow": // ballistic missile: a spike
      return polygon(path, [0, -1.25, 0.45, 0.9, 0, 0.6, -0.45, 0.9], r);
    case "burst":
      return polygon(path, star(8, 0.45), r);
  }
}

const ROUND_CORNERS = 10;

/** The outline of a shape with radius 1 as corners x, y, x, y ...; round ones have ten. */
export function corners(shape: Shape): number[] {
  const found: number[] = [];
  const put = (x: number, y: number): void => void found.push(x, y);
  const round = (_x: number, _y: number, r: number): void => {
    found.length = 0; // an arc begins with a move to its start
    for (let i = 0; i < ROUND_CORNERS; i++) put(r * Math.cos((2 * Math.PI * i) / ROUND_CORNERS), r * Math.sin((2 * Math.PI * i) / ROUND_CORNERS));
  };
  const box = (x: number, y: number, width: number, height: number): void => {
    for (const [i, j] of [[0, 0], [1, 0], [1, 1], [0, 1]]) put(x + i! * width, y + j! * height);
  };
  outline({ moveTo: put, lineTo: put, arc: round, rect: box, closePath: () => undefined } as unknown as CanvasPath, shape, 1);
  return found;
}

function polygon(path: CanvasPath, numbers: number[], r: number): void {
  for (let i = 0; i < numbers.length; i += 2) {
    if (i === 0) path.moveTo(numbers[0]! * r, numbers[1]! * r);
    else path.lineTo(numbers[i]! * r, numbers[i + 1]! * r);
  }
  path.closePath();
}

const regular = (n: number): number[] =>
  Array.from({ length: n }, (_, i) => [Math.sin((2 * Math.PI * i) / n), -Math.cos((2 * Math.PI * i) / n)]).flat();

const star = (n: number, inner: number): number[] =>
  Array.from({ length: 2 * n }, (_, i) => {
    const r = i % 2 ? inner : 1;
    return [r * Math.sin((Math.PI * i) / n), -r * Math.cos((Math.PI * i) / n)];
  }).flat();

/** A shape as a path of its own, made once. */
export function pathOf(shape: Shape): Path2D {
  let path = paths.get(shape);
  if (!path) {
    path = new Path2D();
    outline(path, shape, 1);
    paths.set(shape, path);
  }
  return path;
}
const paths = new Map<Shape, Path2D>();

const CELL_PX = 64;

/** A sheet with all shapes in white, filled in the first row and hollow in the second, and where each stands on it. */
export function iconSheet(): { image: HTMLCanvasElement; mapping: Record<string, IconPlace> } {
  const image = document.createElement("canvas");
  image.width = shapes.length * CELL_PX;
  image.height = 2 * CELL_PX;
  const draw = image.getContext("2d")!;
  const mapping: Record<string, IconPlace> = {};
  draw.fillStyle = draw.strokeStyle = "#fff";
  draw.lineJoin = "round";
  for (const [row, kind] of (["", "hollow-"] as const).entries()) {
    shapes.forEach((shape, column) => {
      draw.setTransform(1, 0, 0, 1, (column + 0.5) * CELL_PX, (row + 0.5) * CELL_PX);
      draw.beginPath();
      outline(draw, shape, CELL_PX * 0.36);
      draw.lineWidth = 6;
      if (row === 0 && shape !== "ring") draw.fill();
      else draw.stroke();
      mapping[kind + shape] = { x: column * CELL_PX, y: row * CELL_PX, width: CELL_PX, height: CELL_PX, mask: true };
    });
  }
  return { image, mapping };
}

export interface IconPlace {
  x: number;
  y: number;
  width: number;
  height: number;
  mask: boolean;
}
