// A recorded battle in words that views use: threats, shots, tracks, and what happened to each threat, in order.

import type { Numbers, Recording, Table, Words } from "./decode.ts";
import { Motions, type Way } from "./motion.ts";

export interface Happening {
  time_s: number;
  words: string;
  kind: "flight" | "seen" | "shot" | "blocked" | "end";
}

const VERDICTS = ["open", "hostile", "harmless"] as const;

export class Battle {
  readonly title: string;
  readonly end_s: number;
  readonly tracked: boolean;
  readonly threats: Table;
  readonly shots: Table;
  readonly tracks: Table;
  readonly points: Table;
  readonly networks: Words;
  readonly flights: Motions;
  readonly trackMotions: Motions;
  readonly patrols: Motions;
  private readonly all: Record<string, Table>;
  private readonly causes: Record<string, string>;

  constructor(recording: Recording) {
    const { about, tables } = recording;
    this.all = tables;
    this.title = String(about["option_title"] ?? about["option"] ?? "");
    this.tracked = about["picture"] === "tracked";
    this.causes = (about["causes"] ?? {}) as Record<string, string>;
    this.threats = this.table("threats");
    this.shots = this.table("shots");
    this.tracks = this.table("tracks");
    this.points = this.table("track_points");
    this.networks = this.table("networks").words["name"] ?? [];
    const ends = Array.from(this.threats.numbers["end_s"]!).filter(Number.isFinite);
    this.end_s = Number(about["end_s"]) || Math.max(60, ...ends) + 30;
    this.flights = motions(this.table("way"), this.threats, "way");
    this.trackMotions = motions(this.points, this.tracks, "track_points");
    this.patrols = motions(this.table("patrol"), this.table("units"), "patrol");
  }

  table(name: string): Table {
    return this.all[name] ?? { rows: 0, numbers: {}, words: {} };
  }

  numbers(table: string, column: string): Numbers {
    return this.table(table).numbers[column]!;
  }

  word(table: string, column: string, row: number): string {
    return (row >= 0 && this.table(table).words[column]?.[row]) || "";
  }

  /** In the words of the recording why a threat got through; empty for one that did not. */
  causeOf(threat: number): string {
    const cause = this.word("threats", "cause", threat);
    return this.causes[cause] ?? cause.replaceAll("_", " ");
  }

  /** Whether a network holds a track of each threat at a time: 1 or 0 into `held`. */
  heldBy(network: number, time_s: number, held: Uint8Array): void {
    held.fill(0);
    const { network: of, threat, from_s, to_s } = this.table("holds").numbers;
    for (let row = 0; row < this.table("holds").rows; row++) {
      if (of![row] === network && from_s![row]! <= time_s && time_s <= to_s![row]!) held[threat![row]!] = 1;
    }
  }

  verdict(point: number): string {
    return VERDICTS[this.numbers("track_points", "verdict")[point]!] ?? "open";
  }

  /** Everything that happened to one threat. */
  timeline(threat: number): Happening[] {
    const t = this.threats.numbers;
    const found: Happening[] = [];
    const add = (time_s: number | undefined, kind: Happening["kind"], words: string): void => {
      if (time_s !== undefined && Number.isFinite(time_s)) found.push({ time_s, kind, words });
    };
    const site = this.word("sites", "title", t["site"]![threat]!);
    add(t["start_s"]![threat], "flight", `sets out${site ? ` for ${site}` : ""}`);
    add(t["first_in_sight_s"]![threat], "seen", "first in line of sight and range of a sensor");
    const seen = this.table("seen");
    const first = firstWhere(seen.rows, (row) => seen.numbers["threat"]![row] === threat, seen.numbers["from_s"]);
    if (first >= 0) add(seen.numbers["from_s"]![first], "seen", `first detected, by ${this.word("sensors", "name", seen.numbers["sensor"]![first]!)}`);
    add(t["first_track_s"]![threat], "seen", "an armed post knows its track");
    add(t["released_s"]![threat], "seen", "taken for hostile");
    const blocked = this.table("blocked");
    for (let row = 0; row < blocked.rows; row++) {
      if (blocked.numbers["threat"]![row] !== threat) continue;
      const cause = this.word("blocked", "cause", row);
      if (cause && cause !== "none") add(blocked.numbers["time_s"]![row], "blocked", `no shot: ${this.causes[cause] ?? cause.replaceAll("_", " ")}`);
    }
    for (let row = 0; row < this.shots.rows; row++) {
      if (this.shots.numbers["threat"]![row] === threat) this.addShot(row, add);
    }
    const fate = this.word("threats", "fate", threat);
    const why = fate === "leaked" ? `got through: ${this.causeOf(threat)}` : fate === "killed" ? "killed" : fate;
    add(t["end_s"]![threat], "end", why);
    return found.sort((a, b) => a.time_s - b.time_s);
  }

  private addShot(row: number, add: (time_s: number, kind: Happening["kind"], words: string) => void): void {
    const { launcher, start_s, end_s, p_kill } = this.shots.numbers;
    const by = this.word("launchers", "name", launcher![row]!);
    const chance = p_kill![row]! > 0 ? `, chance of a kill ${Math.round(p_kill![row]! * 100)} %` : "";
    add(start_s![row]!, "shot", `${by} fires${chance}`);
    const outcome = this.word("shots", "outcome", row);
    const said: Record<string, string> = {
      kill: "kills it",
      miss: "misses",
      wasted_dead: "finds it dead already",
      wasted_ghost: "finds nothing there",
      wasted_track_lost: "has lost its track",
    };
    if (outcome !== "kill") add(end_s![row]!, "shot", `the round of ${by} ${said[outcome] ?? "is still on its way"}`);
  }
}

function motions(rows: Table, owner: Table, name: string): Motions {
  const none = new Int32Array(owner.rows);
  const empty = new Float64Array(0);
  const { time_s = empty, lon_deg = empty, lat_deg = empty, height_m = empty } = rows.numbers;
  const way: Way = { time_s, lon_deg, lat_deg, height_m };
  return new Motions(way, owner.numbers[`${name}_first`] ?? none, owner.numbers[`${name}_count`] ?? none);
}

/** The row with the smallest value among those that fit; -1 when none does. */
function firstWhere(rows: number, fits: (row: number) => boolean, values: Numbers | undefined): number {
  let best = -1;
  for (let row = 0; row < rows; row++) {
    if (fits(row) && (best < 0 || values![row]! < values![best]!)) best = row;
  }
  return best;
}
