// How things are told apart everywhere: options by a letter and a colour, classes of threats by a shape, causes by a
// number, a pattern and a colour. Never by colour alone. Letters and colours are those of the report.

import type { Shape } from "../map/scene.ts";

const OPTION_INKS = ["--blue", "--rust", "--green", "--plum", "--ochre"];

/** A, B ... Z, AA: the letter of the option at a position. */
export function letter(position: number): string {
  const last = String.fromCharCode(65 + (position % 26));
  return position < 26 ? last : letter(Math.floor(position / 26) - 1) + last;
}

export const optionInk = (position: number): string => OPTION_INKS[position % OPTION_INKS.length]!;

export interface ClassLook {
  title: string;
  plural: string;
  shape: Shape;
}

export const classLooks: Record<string, ClassLook> = {
  aircraft: { title: "aircraft", plural: "Aircraft", shape: "plane" },
  cruise_missile: { title: "cruise missile", plural: "Cruise missiles", shape: "dart" },
  drone: { title: "drone", plural: "Drones", shape: "delta" },
  ballistic: { title: "ballistic missile", plural: "Ballistic missiles", shape: "arrow" },
};

export const classLook = (name: string): ClassLook =>
  classLooks[name] ?? { title: name.replaceAll("_", " "), plural: name.replaceAll("_", " "), shape: "circle" };

export interface CauseLook {
  words: string;
  ink: string;
  /** Lines per ten pixels and their direction in degrees; 0 lines is a plain area. */
  pattern: readonly [lines: number, turn_deg: number];
}

export const causeLooks: Record<string, CauseLook> = {
  out_of_envelope: { words: "out of every launcher's reach", ink: "--rest", pattern: [0, 0] },
  not_ready: { words: "defenders not ready", ink: "--rest", pattern: [2, 45] },
  masked: { words: "hidden from the defenders' radars", ink: "--blue", pattern: [0, 0] },
  undetected: { words: "in view but not detected", ink: "--blue", pattern: [2, 45] },
  tracked_late: { words: "tracked too late", ink: "--blue", pattern: [2, 135] },
  not_identified: { words: "not taken for hostile in time", ink: "--plum", pattern: [0, 0] },
  not_permitted: { words: "not permitted to shoot", ink: "--plum", pattern: [2, 45] },
  no_time: { words: "no time left to shoot", ink: "--ochre", pattern: [0, 0] },
  no_channel: { words: "all channels busy", ink: "--ochre", pattern: [2, 45] },
  magazine_empty: { words: "magazines empty", ink: "--ochre", pattern: [2, 135] },
  missed: { words: "shot at and missed", ink: "--rust", pattern: [0, 0] },
};

export const causeLook = (name: string): CauseLook =>
  causeLooks[name] ?? { words: name.replaceAll("_", " "), ink: "--green", pattern: [1, 0] };

/** Systems differ by shape and by colour, in the order in which a map meets them. */
const SYSTEM_SHAPES: Shape[] = ["square", "circle", "triangle", "diamond", "pentagon", "nabla", "cross", "hexagon"];

export function systemLook(position: number): { shape: Shape; ink: string } {
  return { shape: SYSTEM_SHAPES[position % SYSTEM_SHAPES.length]!, ink: optionInk(position) };
}

export const readable = (name: string): string => name.replaceAll("_", " ");
