// How numbers are written: as many digits as tell something, a true minus sign, the reader's unit of length.

export const lengthUnits = ["km", "nm", "ft"] as const;
export type LengthUnit = (typeof lengthUnits)[number];

const METRES_PER_NAUTICAL_MILE = 1852; // exact, by definition (International Hydrographic Conference, 1929)
const METRES_PER_FOOT = 0.3048; // exact, by definition (international foot, 1959)
export const DASH = "–";

/** A length over ground. Feet are for heights; with them lengths over ground are in nautical miles. */
export function distance(metres: number, unit: LengthUnit): string {
  if (unit === "km") return metres < 1000 ? `${plain(metres, 0)} m` : `${digits(metres / 1000)} km`;
  return `${digits(metres / METRES_PER_NAUTICAL_MILE)} nm`;
}

/** A height: metres, or feet for those who use nautical miles or feet. */
export function height(metres: number, unit: LengthUnit): string {
  return unit === "km" ? `${plain(metres, 0)} m` : `${plain(metres / METRES_PER_FOOT, 0)} ft`;
}

/** About three digits: 0.42, 7.3, 58, 1,240. */
export function digits(value: number): string {
  const size = Math.abs(value);
  return plain(value, size >= 20 ? 0 : size >= 2 ? 1 : 2);
}

export function plain(value: number, decimals: number): string {
  const text = Math.abs(value).toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

export function signed(value: number, decimals: number): string {
  const text = plain(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** What kind of number a measure is, as far as writing it goes. */
export interface Kind {
  unit: string;
  kind: string;
}

/** A measure's value as it is written: shares and chances in percent, times in minutes, money in millions. */
export function measured(value: number | null | undefined, kind: Kind): string {
  if (value === null || value === undefined) return DASH;
  const [scaled, suffix] = inUnit(value, kind);
  return plain(scaled, decimalsOf(scaled, suffix)) + suffix;
}

/** The same for a difference: with its sign, and points instead of percent. */
export function changed(value: number | null | undefined, kind: Kind): string {
  if (value === null || value === undefined) return DASH;
  const [scaled, suffix] = inUnit(value, kind);
  return signed(scaled, decimalsOf(scaled, suffix)) + suffix.replace(" %", " pts");
}

function decimalsOf(scaled: number, suffix: string): number {
  if (suffix === " %") return 0;
  return Math.abs(scaled) >= 20 ? 0 : Math.abs(scaled) >= 2 ? 1 : 2;
}

function inUnit(value: number, { unit, kind }: Kind): [number, string] {
  if (kind === "share" || kind === "chance") return [value * 100, " %"];
  if (unit === "s") return Math.abs(value) < 120 ? [value, " s"] : [value / 60, " min"];
  if (unit === "m") return Math.abs(value) < 1000 ? [value, " m"] : [value / 1000, " km"];
  if (unit === "USD") return Math.abs(value) < 1e9 ? [value / 1e6, " M$"] : [value / 1e9, " bn$"];
  return [value, ""];
}

/** A figure of the evidence in its SI unit, as a person would write it. */
export function figure(value: number, unit: string): string {
  if (unit === "m" && Math.abs(value) >= 1000) return `${digits(value / 1000)} km`;
  if (unit === "s" && Math.abs(value) >= 120) return Math.abs(value) < 7200 ? `${digits(value / 60)} min` : `${digits(value / 3600)} h`;
  if (unit === "USD") return Math.abs(value) < 1e9 ? `${digits(value / 1e6)} M$` : `${digits(value / 1e9)} bn$`;
  if (unit === "W" && Math.abs(value) >= 1000) return `${digits(value / 1000)} kW`;
  if (unit === "Hz" && Math.abs(value) >= 1e6) return Math.abs(value) < 1e9 ? `${digits(value / 1e6)} MHz` : `${digits(value / 1e9)} GHz`;
  const size = Math.abs(value);
  const text = size >= 1000 ? plain(value, 0) : size >= 0.1 || size === 0 ? String(Number(value.toPrecision(3))) : value.toPrecision(2);
  return unit ? `${text} ${unit}` : text;
}

/** 754 s as 12:34. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map((n) => String(n).padStart(2, "0"));
  const hours = Math.floor(whole / 3600);
  return (hours > 0 ? [String(hours), ...parts] : parts).join(":");
}

/** 39.92° N 32.85° E */
export function coordinates(lon_deg: number, lat_deg: number): string {
  const lat = `${Math.abs(lat_deg).toFixed(3)}° ${lat_deg < 0 ? "S" : "N"}`;
  return `${lat} ${Math.abs(lon_deg).toFixed(3)}° ${lon_deg < 0 ? "W" : "E"}`;
}
