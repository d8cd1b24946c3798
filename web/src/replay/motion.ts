// Where things are at a time, out of rows that say where they were at moments: straight and even between two rows.
//
// Asked for one time after the other, as a film is, the row before is found by a step or two from where it was last;
// after a jump by halving. Nothing is made anew in a frame.

import type { Numbers } from "./decode.ts";

export interface Way {
  time_s: Numbers;
  lon_deg: Numbers;
  lat_deg: Numbers;
  height_m: Numbers;
}

const RAD = Math.PI / 180;

export class Motions {
  private readonly way: Way;
  private readonly first: Numbers;
  private readonly count: Numbers;
  private readonly last: Int32Array;
  /** Where the thing asked for last is: valid until the next question. */
  lon = 0;
  lat = 0;
  height_m = 0;
  heading_deg = 0;

  constructor(way: Way, first: Numbers, count: Numbers) {
    this.way = way;
    this.first = first;
    this.count = count;
    this.last = Int32Array.from(first as Int32Array);
  }

  /** The last row at or before a time, among the owner's rows but its last; -1 when it is not in the air then. */
  rowAt(owner: number, time_s: number): number {
    const first = this.first[owner]!;
    const final = first + this.count[owner]! - 1;
    const times = this.way.time_s;
    if (final < first || time_s < times[first]! || time_s > times[final]!) return -1;
    let row = this.last[owner]!;
    if (times[row]! > time_s || (row + 8 < final && times[row + 8]! < time_s)) {
      let [low, high] = [first, final];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (times[middle]! <= time_s) low = middle;
        else high = middle;
      }
      row = low;
    }
    while (row < final - 1 && times[row + 1]! <= time_s) row++;
    this.last[owner] = row;
    return row;
  }

  /** Puts place and heading at a time into the fields; false when the thing is not in the air then. */
  seek(owner: number, time_s: number): boolean {
    const row = this.rowAt(owner, time_s);
    if (row < 0) return false;
    const { time_s: times, lon_deg, lat_deg, height_m } = this.way;
    const final = this.first[owner]! + this.count[owner]! - 1;
    const next = Math.min(row + 1, final);
    const span = times[next]! - times[row]!;
    const part = span > 0 ? (time_s - times[row]!) / span : 0;
    const [east, north] = [lon_deg[next]! - lon_deg[row]!, lat_deg[next]! - lat_deg[row]!];
    this.lon = lon_deg[row]! + east * part;
    this.lat = lat_deg[row]! + north * part;
    this.height_m = height_m[row]! + (height_m[next]! - height_m[row]!) * part;
    if (east !== 0 || north !== 0) this.heading_deg = Math.atan2(east * Math.cos(this.lat * RAD), north) / RAD;
    return true;
  }
}
