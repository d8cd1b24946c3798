// A recording is read as it was written: places to half a quantum, words by their codes, nothing taken for what it is not.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { test } from "node:test";

import { Battle } from "../src/replay/battle.ts";
import { decode, summedUp } from "../src/replay/decode.ts";

interface Column {
  kind: string;
  dtype: "int32" | "float64" | "float32" | "int16" | "uint8";
  values: number[];
  words?: string[];
  of?: string;
  origin?: number[];
  quantum?: number[];
}

/** A recording as results/replay.py writes one: header, then columns that begin at multiples of eight. */
function encoded(tables: Record<string, Record<string, Column>>, about: object = {}, version = 1): ArrayBuffer {
  const kinds = { int32: Int32Array, float64: Float64Array, float32: Float32Array, int16: Int16Array, uint8: Uint8Array };
  const parts: Uint8Array[] = [];
  let length = 0;
  const add = (dtype: Column["dtype"], values: number[]): object => {
    const bytes = new Uint8Array(kinds[dtype].from(values as never).buffer);
    const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8);
    padded.set(bytes);
    parts.push(padded);
    const span = { dtype, offset: length, length: values.length };
    length += padded.length;
    return span;
  };
  const described = Object.fromEntries(
    Object.entries(tables).map(([name, columns]) => [
      name,
      {
        rows: Object.values(columns)[0]!.values.length,
        columns: Object.fromEntries(
          Object.entries(columns).map(([column, { kind, dtype, values, words, of, origin, quantum }]) => [
            column,
            { kind, ...add(dtype, values), words, of, ...(origin ? { origin: add("float64", origin), quantum: add("float64", quantum!) } : {}) },
          ]),
        ),
      },
    ]),
  );
  const text = JSON.stringify({ format: "pavise replay", version, about, tables: described });
  const encodedText = new TextEncoder().encode(text);
  const header = new Uint8Array(Math.ceil((encodedText.length + 4) / 8) * 8 - 4).fill(32);
  header.set(encodedText);
  const plain = new Uint8Array(4 + header.length + length);
  new DataView(plain.buffer).setUint32(0, header.length, true);
  plain.set(header, 4);
  let at = 4 + header.length;
  for (const part of parts) {
    plain.set(part, at);
    at += part.length;
  }
  return new Uint8Array(gzipSync(plain)).buffer;
}

const whole = (values: number[]): Column => ({ kind: "whole", dtype: "int32", values });
const rough = (values: number[]): Column => ({ kind: "rough", dtype: "float32", values });
const words = (values: number[], list: string[]): Column => ({ kind: "words", dtype: "int32", values, words: list });
const steps = (values: number[], origin: number[], quantum: number[]): Column => ({ kind: "step", dtype: "int16", values, of: "threats", origin, quantum });

const LEAKER = {
  threats: {
    name: words([0, 1], ["raid/drone/1", "raid/drone/2"]),
    threat_class: words([0, 0], ["drone"]),
    side: words([0, 0], ["hostile"]),
    fate: words([1, 0], ["killed", "leaked"]),
    cause: words([0, -1], ["no_time"]),
    site: whole([-1, -1]),
    start_s: rough([0, 10]),
    end_s: rough([100, 60]),
    first_in_sight_s: rough([20, Infinity]),
    first_track_s: rough([30, Infinity]),
    released_s: rough([Infinity, Infinity]),
    way_first: whole([0, 2]),
    way_count: whole([2, 3]),
  },
  way: {
    time_s: steps([0, 100, 0, 30, 20], [0, 10], [1, 1]),
    lon_deg: steps([0, 1000, 0, -100, -100], [30, 40], [0.001, 0.01]),
    lat_deg: steps([0, 0, 0, 50, 50], [39, 39], [0.001, 0.01]),
    height_m: steps([0, -200, 0, 0, 0], [1000, 50], [0.5, 0.5]),
  },
};

test("steps are summed owner by owner, so errors do not add up", () => {
  const values = summedUp(Int16Array.of(0, 3, -1, 0, 5), Int32Array.of(0, 3), Int32Array.of(3, 2), Float64Array.of(10, 100), Float64Array.of(0.5, 2));
  assert.deepEqual([...values], [10, 11.5, 11, 100, 110]);
});

test("a recording is read as it was written", async () => {
  const found = await decode(encoded(LEAKER, { picture: "known" }));
  assert.equal(found.about["picture"], "known");
  assert.deepEqual(found.tables["threats"]!.words["cause"], ["no_time", null]);
  assert.deepEqual([...found.tables["way"]!.numbers["lon_deg"]!].map((value) => Math.round(value * 100) / 100), [30, 31, 40, 39, 38]);
});

test("a recording that was unpacked on its way is read too", async () => {
  const { gunzipSync } = await import("node:zlib");
  const plain = new Uint8Array(gunzipSync(new Uint8Array(encoded(LEAKER)))).buffer;
  assert.equal((await decode(plain)).tables["threats"]!.rows, 2);
});

test("a recording of another version is refused", async () => {
  await assert.rejects(decode(encoded(LEAKER, {}, 2)), /version 2/);
});

test("between two rows a flight is straight and even, and outside them there is none", async () => {
  const battle = new Battle(await decode(encoded(LEAKER)));
  const { flights } = battle;
  assert.ok(flights.seek(0, 25));
  assert.ok(Math.abs(flights.lon - 30.25) < 1e-9);
  assert.ok(Math.abs(flights.height_m - 975) < 1e-9);
  assert.ok(Math.abs(flights.heading_deg - 90) < 1e-6);
  assert.ok(!flights.seek(0, 100.5));
  assert.ok(!flights.seek(1, 9));
});

test("a place does not depend on where one looked before", async () => {
  const battle = new Battle(await decode(encoded(LEAKER)));
  const seen = new Map<number, number>();
  for (const time of [10, 20, 35, 45, 60]) {
    assert.ok(battle.flights.seek(1, time));
    seen.set(time, battle.flights.lon);
  }
  for (const time of [60, 10, 45, 20, 35, 60, 10]) {
    battle.flights.seek(1, time);
    assert.equal(battle.flights.lon, seen.get(time));
  }
});

test("a leaker's life ends with its one cause", async () => {
  const battle = new Battle(await decode(encoded(LEAKER, { causes: { no_time: "no time left to shoot" } })));
  const life = battle.timeline(0);
  assert.deepEqual(life.map((each) => each.time_s), [0, 20, 30, 100]);
  assert.equal(life.at(-1)!.words, "got through: no time left to shoot");
  assert.equal(battle.timeline(1).at(-1)!.words, "killed");
});
