// The documents that the server gives, as types (src/pavise/dashboard/shapes.py declares them). Numbers are in SI units
// with the unit at the end of the name; places are in degrees, because people read them; what is not known is null.

export interface State {
  version: string;
  static: boolean;
  read_only: boolean;
  opened: string | null;
  opened_study: string | null;
}

export interface ResultEntry {
  id: string;
  title: string;
  study: string;
  question: string;
  made: string;
  complete: boolean;
  replays: number;
  size_bytes: number;
  kind: string;
  problem: string;
}

export interface Option {
  id: string;
  title: string;
  summary: string;
  baseline: boolean;
}

export interface Raid {
  id: string;
  title: string;
  sizes: number[];
  in_summary: number | null;
}

export interface Measure {
  id: string;
  title: string;
  unit: string;
  kind: string;
  better: "low" | "high" | "";
  words: string;
}

export interface ComparisonEntry {
  path: string;
  raid: string | null;
  size: number | null;
  variant: string;
  title: string;
}

export interface Result {
  id: string;
  title: string;
  question: string;
  study: string;
  date: string;
  seed: number | null;
  worlds: number;
  repeats: number;
  made: string;
  sites: string;
  baseline: string;
  reference: { raid: string; size: number; repeats: number } | null;
  conditions: string[];
  options: Option[];
  raids: Raid[];
  variants: string[];
  measures: Measure[];
  comparisons: ComparisonEntry[];
  has_files: boolean;
  replays: number;
  documents: string[];
}

export interface Answer {
  sentences: string[];
  caveats: string[];
}

export interface Estimate {
  mean: number | null;
  low: number | null;
  high: number | null;
  note: string;
}

export interface Paired {
  difference: number | null;
  low: number | null;
  high: number | null;
  variance_factor: number | null;
  told_apart: boolean;
}

export interface ComparisonRow {
  option: string;
  measures: Record<string, Estimate>;
  paired: Record<string, Paired>;
}

export interface CauseRow {
  option: string;
  class: string;
  cause: string;
  title: string;
  leakers_per_battle: number | null;
}

export interface Comparison {
  raid: string | null;
  size: number | null;
  variant: string;
  baseline: string;
  worlds: number;
  measures: string[];
  rows: ComparisonRow[];
  causes: CauseRow[];
}

export interface Curves {
  measure: string;
  raid: string;
  sizes: number[];
  rows: { option: string; mean: (number | null)[]; low: (number | null)[]; high: (number | null)[] }[];
}

export interface Site {
  site: string;
  title: string;
  lon_deg: number;
  lat_deg: number;
  value: number;
}

export interface Quantiles {
  p10: number;
  p50: number;
  p90: number;
}

export interface Weapon {
  missile: string;
  title: string;
  on_full_launchers: number | null;
  range_m: Quantiles | null;
  range_ballistic_m: Quantiles | null;
  min_range_m: Quantiles | null;
  ceiling_m: Quantiles | null;
  floor_m: Quantiles | null;
}

export interface Sensor {
  sensor: string;
  title: string;
  fire_control: boolean;
  range_m: Quantiles | null;
  instrumented_range_m: Quantiles | null;
}

export interface Unit {
  name: string;
  entry: string;
  system: string;
  title: string;
  role: string;
  lon_deg: number;
  lat_deg: number;
  readiness: string;
  network: string | null;
  present_share: number;
  launchers: number;
  rounds: number;
  reach_m: number | null;
  sees_m: number | null;
  shared_with_baseline: boolean;
  weapons: Weapon[];
  sensors: Sensor[];
}

/** An entry of a posture, as it was written. */
export interface Entry {
  system: string;
  count?: number | { low: number; high: number; reason: string };
  lot?: string;
  network?: string;
  doctrine?: string;
  readiness?: string;
  [other: string]: unknown;
}

export interface Place {
  name: string;
  lon_deg: number;
  lat_deg: number;
}

export interface Posture {
  option: string;
  title: string;
  sites: Site[];
  units: Unit[];
  entries: Record<string, Entry>;
  links: { name: string; from: string; to: string }[];
  places: Place[];
  /** Where its units stand as in another option, but for some: of what-ifs. */
  stands: { like: string; but: Record<string, string> } | null;
  notes: string[];
}

export interface UsedClaim {
  id: string;
  system: string;
  quantity: string;
  as_written: string;
  condition: string;
  claimant: string;
  says: string;
  publisher: string;
  url: string;
  date: string;
  suspect: boolean;
  unseen: boolean;
}

export interface Belief {
  system: string;
  system_title: string;
  quantity: string;
  words: string;
  unit: string;
  origin: string;
  method: string;
  reason: string;
  p10: number;
  p50: number;
  p90: number;
  correlation: number | null;
  beyond_chance: boolean;
  claims: string[];
}

export interface Explained {
  option: string;
  measure: string;
  estimate: Estimate;
  doubt: { share: number | null; low: number | null; high: number | null; note: string };
  hypotheses: string[];
  origins: Record<string, number>;
  beliefs: Belief[];
  claims: Record<string, UsedClaim>;
}

export interface Files {
  study: string;
  files: Record<string, string>;
}

export interface ReplayEntry {
  name: string;
  path: string;
  case: string;
  option: string;
  raid: string;
  size: number;
  replication: number;
  picked_as: string[];
  leakers: number;
  size_bytes: number;
}

export interface SystemEntry {
  system: string;
  title: string;
  kind: string;
  quantities: number;
  claims: number;
  voices: number;
  suspect: number;
  unseen: number;
  judgements: number;
}

export interface Claim {
  id: string;
  quantity: string;
  as_written: string;
  value_si: number | null;
  low_si: number | null;
  high_si: number | null;
  unit: string;
  condition: string;
  claimant: string;
  says: string;
  upstream: string;
  publisher: string;
  url: string;
  date: string;
  confidence: string;
  suspect: boolean;
  unseen: boolean;
  derived: boolean;
  note: string;
  used_by: string[];
}

export interface Quantity {
  id: string;
  title: string;
  unit: string;
  condition: string;
  method: string;
  reason: string;
  origin: string;
  distribution: { kind: string; quantiles: [number, number][] } | null;
  used: string[];
  claims: string[];
  informed_by: string[];
  voices: { upstream: string; condition: string; low: number; high: number; says: string[]; claims: string[] }[];
}

export interface SystemEvidence {
  system: string;
  title: string;
  part_of: string | null;
  quantities: Quantity[];
  claims: Record<string, Claim>;
  conflicts: { quantity: string; condition: string; voices: number; why: string }[];
  gaps: { quantity: string; state: string; remark: string }[];
}

export interface Statement {
  id: string;
  date: string;
  topic: string;
  sides: string[];
  actor: string;
  claim: string;
  outlet: string;
  url: string;
  unseen: boolean;
  contradicts: string[];
  note: string;
}

export interface PurchaseTimeline {
  title: string;
  sides: Record<string, string>;
  statements: Statement[];
  contradictions: [string, string][];
}

/** A map of coverage that was made. */
export interface CoverageEntry {
  path: string;
  what: string;
  option: string;
  height_m: number;
  rcs_m2: number;
}

/** What the fire units of an option defend against a threat, worked out. */
export interface FootprintEntry {
  path: string;
  option: string;
  threat: string;
  who: string;
  words: string;
  area_m2: Quantiles;
  sites: { title: string; defended_in: number }[];
}

/** The ground below a map: heights by rows from the north, even on a Web-Mercator map. */
export interface Ground {
  west_deg: number;
  south_deg: number;
  east_deg: number;
  north_deg: number;
  columns: number;
  rows: number;
  cell_m: number;
  /** Base64 of int16, little-endian; −32768 where unknown. */
  heights_m: string;
  fought_over: boolean;
  words: string;
}

/** Why one threat got through. `threat`: its row in the recording. */
export interface Life {
  threat: number;
  name: string;
  because: string[];
  start_s: number;
  end_s: number;
  moments: { time_s: number; sort: "way" | "seen" | "held" | "shot" | "blocked" | "end"; words: string }[];
  bars: { sort: "seen" | "held" | "reach" | "unready"; who: string; spans_s: [from_s: number, to_s: number][] }[];
}

/** A notional raid family that ships, with the text of its file. */
export interface RaidFamily {
  id: string;
  title: string;
  summary: string;
  kinds: { name: string; system: string; title: string; share: number; decoy: boolean }[];
  waves: { count: number; gap_s: number; spread_s: number; spacing_s: number; timed_by: string };
  fan_deg: number;
  text: string;
}

export interface Job {
  id: string;
  verb: string;
  title: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled" | "interrupted";
  doing: string;
  done: number;
  total: number;
  eta_s: number | null;
  worlds_so_far: number;
  partial: Comparison | null;
  result: string | null;
  path: string | null;
  problem: string;
  findings: { file: string; line: number | null; field: string; problem: string; mend: string }[];
}
