// What a view may ask of a map, whoever draws it: graphics card (`globe.ts`) or plain canvas (`plan.ts`).

import type { LonLat } from "./earth.ts";
import type { Relief } from "./relief.ts";
import type { Motion, Scene } from "./scene.ts";

export interface Camera {
  lon: number;
  lat: number;
  /** Web-Mercator zoom: the world is 512 * 2^zoom pixels wide. */
  zoom: number;
  pitch: number;
  bearing: number;
}

export type Projection = "flat" | "tilted" | "globe";

/** What is under the pointer: a mark of the scene by its id, or a moving thing by its number. */
export type Picked = { mark: string } | { object: number };

export interface SurfaceEvents {
  moved(camera: Camera): void;
  pointed(at: LonLat | null, picked: Picked | null, x_px: number, y_px: number): void;
  clicked(at: LonLat, picked: Picked | null): void;
}

export interface Surface {
  /** "globe" can tilt and turn; "plan" is flat. */
  readonly kind: "globe" | "plan";
  readonly element: HTMLElement;
  show(scene: Scene): void;
  /** Lay the shades of the ground on the land, below all else. */
  lay(relief: Relief): void;
  /** Draw what moves. The arrays are read at once or at the next frame; until then they must not be filled anew. */
  move(motion: Motion): void;
  camera(): Camera;
  look(camera: Partial<Camera>, smooth?: boolean): void;
  project(projection: Projection): void;
  /** Colours of sea, land and lines are read anew from the page's style. */
  restyle(): void;
  /** Milliseconds from one drawn frame to the next, on average over the last ones; null before any. */
  frame_ms(): number | null;
  close(): void;
}
