// One battle on one map: what stands there is drawn once, what moves at every tick of the clock.

import { boxAround } from "../map/mercator.ts";
import { ink } from "../map/palette.ts";
import { type Mark, Motion, type Scene } from "../map/scene.ts";
import { Stage } from "../map/stage.ts";
import type { Camera, Picked, Projection } from "../map/surface.ts";
import { classLook, systemLook } from "../page/looks.ts";
import { height } from "../page/numbers.ts";
import type { Settings } from "../page/settings.ts";
import type { Battle } from "./battle.ts";
import { shortName } from "./filters.ts";
import { Frames, maxMarks, maxSegments, type Seen } from "./frame.ts";

const TIMES_AVERAGED = 60;

export class Theatre {
  readonly stage: Stage;
  readonly seen: Seen;
  private readonly battle: Battle;
  private readonly frames: Frames;
  private readonly settings: Settings;
  /** Two sets of arrays in turn: one may still be read for drawing while the other is filled. */
  private readonly motions: [Motion, Motion];
  private turn = 0;
  private time_s = 0;
  private readonly forget: () => void;
  /** Milliseconds of script that the last frames took, on average. */
  script_ms = 0;

  constructor(battle: Battle, settings: Settings, label: string, chosen: (threat: number) => void, moved?: (camera: Camera, projection: Projection) => void) {
    this.battle = battle;
    this.settings = settings;
    this.frames = new Frames(battle);
    const make = (): Motion => new Motion(maxMarks(battle), maxSegments(battle));
    this.motions = [make(), make()];
    this.seen = { network: -1, truthToo: true, shown: new Uint8Array(battle.threats.rows).fill(1), chosen: -1 };
    this.stage = new Stage(settings, label, {
      chosen: (picked) => chosen(this.threatOf(picked)),
      words: (object) => this.wordsOf(object),
      ...(moved ? { moved } : {}),
    });
    this.stage.fit(boxOf(battle));
    this.stage.show(this.scene());
    this.forget = settings.whenChanged(() => {
      this.stage.show(this.scene());
      this.draw(this.time_s);
    });
  }

  draw(time_s: number): void {
    const begin = performance.now();
    this.time_s = time_s;
    const motion = this.motions[(this.turn ^= 1)]!;
    this.frames.fill(motion, time_s, this.seen);
    this.stage.move(motion);
    this.script_ms += (performance.now() - begin - this.script_ms) / TIMES_AVERAGED;
  }

  /** Keep a threat in the middle of the map. */
  follow(threat: number): void {
    const { flights } = this.battle;
    if (flights.seek(threat, this.time_s)) this.stage.look({ lon: flights.lon, lat: flights.lat });
  }

  close(): void {
    this.forget();
    this.stage.close();
  }

  /** The threat behind what was picked; a track stands for what it follows; -1 for anything else. */
  private threatOf(picked: Picked | null): number {
    if (!picked || "mark" in picked) return -1;
    if (picked.object >= -1) return picked.object;
    const row = this.battle.trackMotions.rowAt(-2 - picked.object, this.time_s);
    return row < 0 ? -1 : this.battle.numbers("track_points", "threat")[row]!;
  }

  private wordsOf(object: number): string {
    const { battle } = this;
    if (object < -1) {
      const row = battle.trackMotions.rowAt(-2 - object, this.time_s);
      const follows = row < 0 ? -1 : battle.numbers("track_points", "threat")[row]!;
      const real = follows < 0 ? "nothing real" : shortName(battle.word("threats", "name", follows));
      return row < 0 ? "" : `Track ${battle.numbers("tracks", "number")[-2 - object]}: ${battle.verdict(row)}\nfollows ${real}`;
    }
    if (object < 0 || !battle.flights.seek(object, this.time_s)) return "";
    const kind = classLook(battle.word("threats", "threat_class", object)).title;
    return `${shortName(battle.word("threats", "name", object))}: ${kind}\n${height(battle.flights.height_m, this.settings.unit)} high`;
  }

  private scene(): Scene {
    const { battle } = this;
    const units = battle.table("units");
    const sites = battle.table("sites");
    const systems = [...new Set(units.words["system"] ?? [])];
    const marks: Mark[] = [];
    for (let i = 0; i < sites.rows; i++) {
      const { lon_deg, lat_deg, damage, hardness } = sites.numbers;
      const lost = damage![i]! >= hardness![i]!;
      const title = battle.word("sites", "title", i);
      marks.push({
        id: `site:${title}`,
        at: [lon_deg![i]!, lat_deg![i]!],
        shape: "ring",
        hollow: true,
        colour: ink(lost ? "--rust" : "--soft"),
        size_px: 14,
        label: title,
        words: `${title}, defended site${lost ? ", lost in this battle" : damage![i]! > 0 ? ", damaged in this battle" : ""}`,
      });
    }
    for (let i = 0; i < units.rows; i++) {
      if (!units.numbers["present"]![i]) continue;
      const look = systemLook(systems.indexOf(units.words["system"]![i]!));
      const name = battle.word("units", "name", i);
      const ready = units.numbers["ready_from_s"]![i]!;
      const state = ready <= 0 ? "ready" : Number.isFinite(ready) ? `ready after ${Math.round(ready / 60)} min` : "not ready in this battle";
      marks.push({
        id: `unit:${name}`,
        at: [units.numbers["lon_deg"]![i]!, units.numbers["lat_deg"]![i]!],
        shape: look.shape,
        colour: ink(look.ink, 0.85),
        size_px: 10,
        hollow: ready > 0,
        words: `${name}: ${battle.word("units", "system_title", i)}\n${state}`,
      });
    }
    return { shades: [], lines: [], marks };
  }
}

/** A box around sites, units and the last minutes of all flights: where the battle is, not where raids set out. */
function boxOf(battle: Battle): [number, number, number, number] {
  const [sites, units] = [battle.table("sites").numbers, battle.table("units").numbers];
  const lons = [...(sites["lon_deg"] ?? []), ...(units["lon_deg"] ?? [])];
  const lats = [...(sites["lat_deg"] ?? []), ...(units["lat_deg"] ?? [])];
  const { start_s, end_s } = battle.threats.numbers;
  for (let i = 0; i < battle.threats.rows; i++) {
    const time_s = Math.max(start_s![i]!, end_s![i]! - 600);
    if (!battle.flights.seek(i, time_s)) continue;
    lons.push(battle.flights.lon);
    lats.push(battle.flights.lat);
  }
  return boxAround(lons, lats);
}
