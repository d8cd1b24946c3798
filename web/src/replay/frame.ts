// One moment of a battle as marks and lines: threats with their trails, rounds on their way, hits and misses, tracks with
// the ellipse in which the truth lies with about two chances in five (one sigma of each axis).
//
// Seen as it was (the truth), or as one network saw it: then what it does not know is left out or stays faint. What a
// mark stands for is its number: a threat's own, or -2 - the number of a track.

import { ink } from "../map/palette.ts";
import { type Motion, type Rgba, shapes } from "../map/scene.ts";
import { classLook } from "../page/looks.ts";
import type { Battle } from "./battle.ts";

export interface Seen {
  /** Row of the network whose picture is shown; -1: the truth. */
  network: number;
  /** With a network's picture: the truth too, faintly. */
  truthToo: boolean;
  /** Threats that the reader wants to see: 1 or 0 for each. */
  shown: Uint8Array;
  /** The threat that is looked at; -1: none. */
  chosen: number;
}

const TRAIL_S = 90;
const TRAIL_PIECES = { most: 9, least: 2 };
const TRAILS = 2000; // pieces of all trails together: of many things each has fewer
const FLASH_S = 12;
/** Of more things than this, symbols are smaller and trails thinner: else they hide each other, and cost most of a frame. */
const CROWD = 1500;
const ELLIPSE_PIECES = 20;
const METRES_PER_DEGREE = 111_195; // on a sphere of mean radius
const RAD = Math.PI / 180;
const SHAPE = Object.fromEntries(shapes.map((shape, i) => [shape, i]));

export const trackObject = (track: number): number => -2 - track;
export const maxMarks = (battle: Battle): number => battle.threats.rows + battle.tracks.rows + 2 * battle.shots.rows + 8;
export const maxSegments = (battle: Battle): number =>
  battle.threats.rows * (TRAIL_PIECES.most + 1) + battle.tracks.rows * (ELLIPSE_PIECES + 2) + battle.shots.rows;

export class Frames {
  private readonly battle: Battle;
  private readonly held: Uint8Array;
  private readonly classShapes: number[];
  private readonly sides: string[];
  private readonly pieces: number;
  private readonly size_px: number;
  private readonly trail_px: number;

  constructor(battle: Battle) {
    this.battle = battle;
    this.held = new Uint8Array(battle.threats.rows);
    const crowded = battle.threats.rows > CROWD;
    [this.size_px, this.trail_px] = crowded ? [9, 1] : [15, 1.6];
    this.pieces = Math.max(TRAIL_PIECES.least, Math.min(TRAIL_PIECES.most, Math.round(TRAILS / battle.threats.rows)));
    this.classShapes = (battle.threats.words["threat_class"] ?? []).map((name) => SHAPE[classLook(name ?? "").shape]!);
    this.sides = (battle.threats.words["side"] ?? []).map((side) => side ?? "hostile");
  }

  /** Fill the arrays with what is to be seen at a time. */
  fill(motion: Motion, time_s: number, seen: Seen): void {
    motion.clear();
    const ofNetwork = seen.network >= 0;
    if (ofNetwork && !this.battle.tracked) this.battle.heldBy(seen.network, time_s, this.held);
    this.threats(motion, time_s, seen);
    if (this.battle.tracked && ofNetwork) this.tracks(motion, time_s, seen);
    this.shots(motion, time_s, seen);
  }

  private threats(motion: Motion, time_s: number, seen: Seen): void {
    const { flights, tracked } = this.battle;
    const inks: Record<string, Rgba> = { hostile: ink("--rust"), neutral: ink("--soft"), friend: ink("--blue") };
    const [faint, bright] = [ink("--soft", 0.45), ink("--ink")];
    for (let i = 0; i < seen.shown.length; i++) {
      if (!seen.shown[i] || !flights.seek(i, time_s)) continue;
      const known = seen.network < 0 || (!tracked && this.held[i] === 1);
      if (!known && !seen.truthToo) continue;
      const colour = known ? inks[this.sides[i]!]! : faint;
      const { lon, lat, height_m, heading_deg } = flights;
      this.trail(motion, i, time_s, lon, lat, height_m, colour);
      if (i === seen.chosen) motion.mark(i, lon, lat, height_m, SHAPE["ring"]!, bright, 30, 0);
      motion.mark(i, lon, lat, height_m, this.classShapes[i]!, colour, this.size_px, heading_deg);
    }
  }

  private trail(motion: Motion, threat: number, time_s: number, lon: number, lat: number, height_m: number, colour: Rgba): void {
    const { flights } = this.battle;
    let [x, y, z] = [lon, lat, height_m];
    for (let piece = 1; piece <= this.pieces; piece++) {
      if (!flights.seek(threat, time_s - (TRAIL_S * piece) / this.pieces)) return;
      const fade = Math.round(colour[3] * 0.55 * (1 - piece / (this.pieces + 1)));
      motion.segment(flights.lon, flights.lat, flights.height_m, x, y, z, [colour[0], colour[1], colour[2], fade], this.trail_px);
      [x, y, z] = [flights.lon, flights.lat, flights.height_m];
    }
  }

  private tracks(motion: Motion, time_s: number, seen: Seen): void {
    const { tracks, trackMotions, points } = this.battle;
    const { network } = tracks.numbers;
    const { major_m, minor_m, axis, verdict } = points.numbers;
    const inks = [ink("--ochre"), ink("--rust"), ink("--green")];
    const marks = [SHAPE["square"]!, SHAPE["diamond"]!, SHAPE["circle"]!];
    for (let k = 0; k < tracks.rows; k++) {
      if (network![k] !== seen.network || !trackMotions.seek(k, time_s)) continue;
      const row = trackMotions.rowAt(k, time_s);
      const taken = verdict![row]!;
      const { lon, lat, height_m } = trackMotions;
      ellipse(motion, lon, lat, height_m, major_m![row]!, minor_m![row]!, (axis![row]! * 180) / 256, inks[taken]!);
      motion.mark(trackObject(k), lon, lat, height_m, marks[taken]!, inks[taken]!, 11, 0);
    }
  }

  private shots(motion: Motion, time_s: number, seen: Seen): void {
    const s = this.battle.shots.numbers;
    const [round, hit, missed] = [ink("--blue"), ink("--green"), ink("--soft")];
    const line: Rgba = [round[0], round[1], round[2], 110];
    for (let row = 0; row < this.battle.shots.rows; row++) {
      const [start, end] = [s["start_s"]![row]!, s["end_s"]![row]!];
      if (time_s < start || time_s > end + FLASH_S) continue;
      const target = s["threat"]![row]!;
      if (target >= 0 && !seen.shown[target]) continue;
      const [x0, y0, z0] = [s["from_lon_deg"]![row]!, s["from_lat_deg"]![row]!, s["from_height_m"]![row]!];
      const [x1, y1, z1] = [s["to_lon_deg"]![row]!, s["to_lat_deg"]![row]!, s["to_height_m"]![row]!];
      if (time_s <= end) {
        const part = (time_s - start) / Math.max(0.01, end - start);
        const [x, y, z] = [x0 + (x1 - x0) * part, y0 + (y1 - y0) * part, z0 + (z1 - z0) * part];
        motion.segment(x0, y0, z0, x, y, z, line, 1.3);
        motion.mark(-1, x, y, z, SHAPE["dot"]!, round, 11, 0);
      } else {
        const killed = this.battle.word("shots", "outcome", row) === "kill";
        const fade = Math.round(255 * (1 - (time_s - end) / FLASH_S));
        const [r, g, b] = killed ? hit : missed;
        motion.mark(-1, x1, y1, z1, SHAPE[killed ? "burst" : "cross"]!, [r, g, b, fade], killed ? 22 : 11, killed ? 0 : 45);
      }
    }
  }
}

function ellipse(motion: Motion, lon: number, lat: number, height_m: number, major_m: number, minor_m: number, axis_deg: number, colour: Rgba): void {
  if (!(major_m > 0)) return;
  const [sin, cos] = [Math.sin(axis_deg * RAD), Math.cos(axis_deg * RAD)];
  const [perLon, perLat] = [1 / (METRES_PER_DEGREE * Math.cos(lat * RAD)), 1 / METRES_PER_DEGREE];
  const faint: Rgba = [colour[0], colour[1], colour[2], 150];
  let [x0, y0] = [0, 0];
  for (let piece = 0; piece <= ELLIPSE_PIECES; piece++) {
    const turn = (2 * Math.PI * piece) / ELLIPSE_PIECES;
    const [along, across] = [major_m * Math.cos(turn), minor_m * Math.sin(turn)];
    const x = lon + (along * sin + across * cos) * perLon;
    const y = lat + (along * cos - across * sin) * perLat;
    if (piece > 0) motion.segment(x0, y0, height_m, x, y, height_m, faint, 1.2);
    [x0, y0] = [x, y];
  }
}
