// The form beside the map: what of the option is changed, entry by entry, and against which raid it is tried.

import { checkbox, number, optionalNumber, select } from "../page/controls.ts";
import { make } from "../page/dom.ts";
import { readable } from "../page/looks.ts";
import { digits } from "../page/numbers.ts";
import { distance_m } from "../map/earth.ts";
import type { App } from "../page/app.ts";
import type { Entry, Place, Posture, RaidFamily, Unit } from "../source/documents.ts";
import { DOCTRINES } from "./case_files.ts";
import { type AddedRaid, type Draft, type EntryChange, raidOf, withEntry } from "./draft.ts";

/** Far above any unit; how many its launchers take is said when the case is checked. */
const MOST_ROUNDS = 1000;

export type Change = (draft: Draft) => void;

const READINESS = [
  { id: "", title: "as it is" },
  { id: "in_service", title: "in service" },
  { id: "stored", title: "stored" },
];
const DOCTRINE_CHOICES = [{ id: "", title: "as it is" }, ...Object.keys(DOCTRINES).map((id) => ({ id, title: readable(id) }))];

/** One entry of the posture with the fields that can be changed. */
export function entryEditor(name: string, entry: Entry, units: Unit[], draft: Draft, change: Change, open: boolean): HTMLElement {
  const changed = draft.entries[name] ?? {};
  const put = (values: Parameters<typeof withEntry>[2]): void => change(withEntry(draft, name, values));
  const title = units[0]?.title ?? readable(entry.system);
  const touched = Object.keys(changed).length > 0 || units.some((unit) => draft.moved[unit.name]);
  const details = make("details", { class: "entry", open: open || touched });
  details.dataset["entry"] = name;
  details.append(
    make("summary", {}, make("span", { class: "what" }, title), make("small", {}, changed.gone ? "left out" : countWords(entry, changed.count)), touched && make("span", { class: "flag" }, "changed")),
    checkbox("left out", changed.gone ?? false, (on) => put({ gone: on || (undefined as never) })),
    number("How many", changed.count ?? (typeof entry.count === "number" ? entry.count : units.length), 0, 100, (count) => put(count === 0 ? { gone: true } : { count })),
    select("Readiness", READINESS, changed.readiness ?? "", (readiness) => put({ readiness, ...(readiness === "stored" && !changed.notice ? { notice: "6 h" } : {}) })),
    ...(changed.readiness === "stored" ? [noticeField(changed.notice ?? "6 h", (notice) => put({ notice }))] : []),
    select("Doctrine", DOCTRINE_CHOICES, changed.doctrine ?? "", (doctrine) => put({ doctrine })),
    ...(units[0]?.role === "fire_unit" ? [magazineEditor(entry, units[0], changed, put)] : []),
  );
  return details;
}

/** Rounds on the launchers of each unit, type by type, and in the depot behind them. */
function magazineEditor(entry: Entry, unit: Unit, changed: EntryChange, put: (values: EntryChange) => void): HTMLElement {
  const inStudy = (entry["magazine"] ?? {}) as Record<string, unknown>;
  const load = (missile: string, rounds: number | undefined): void => {
    const { [missile]: _before, ...rest } = changed.magazine ?? {};
    const magazine = rounds === undefined ? rest : { ...rest, [missile]: rounds };
    put({ magazine: Object.keys(magazine).length ? magazine : (undefined as never) });
  };
  return make(
    "fieldset",
    { class: "magazine" },
    make("legend", {}, "Magazine of each unit"),
    ...unit.weapons.map(({ missile, title, on_full_launchers: full }) =>
      optionalNumber(`${title} on its launchers`, changed.magazine?.[missile] ?? one(inStudy[missile]), 0, MOST_ROUNDS, full === null ? "as it is" : `full: ${full}`, (rounds) => load(missile, rounds)),
    ),
    optionalNumber("Depot, for reloads", changed.depot ?? one(entry["depot"]), 0, MOST_ROUNDS, "as it is", (depot) => put({ depot: depot as never })),
  );
}

/** What the study writes, where it is one number and no range. */
const one = (written: unknown): number | undefined => (typeof written === "number" ? written : undefined);

function noticeField(value: string, put: (notice: string) => void): HTMLElement {
  const choices = ["30 min", "1 h", "6 h", "12 h", "1 day", "7 days"];
  return select("From the order to being able to act", choices.map((id) => ({ id, title: id })), value, put);
}

function countWords(entry: Entry, count: number | undefined): string {
  if (count !== undefined) return `${count}, fixed`;
  if (typeof entry.count === "number") return String(entry.count);
  return entry.count ? `${entry.count.low} to ${entry.count.high}` : "a lot, its size in doubt";
}

/** Where a unit may stand instead: candidate places, the nearest first. */
export function moveEditor(unit: Unit, posture: Posture, draft: Draft, change: Change): HTMLElement {
  const here = [unit.lon_deg, unit.lat_deg] as const;
  const away = (place: Place): number => distance_m(here, [place.lon_deg, place.lat_deg]);
  const places = [...posture.places].sort((a, b) => away(a) - away(b));
  const choices = [{ id: "", title: "where it is" }, ...places.map((place) => ({ id: place.name, title: `${place.name}, ${digits(away(place) / 1000)} km away` }))];
  const put = (place: string): void => {
    const { [unit.name]: _before, ...rest } = draft.moved;
    change({ ...draft, moved: place ? { ...rest, [unit.name]: place } : rest });
  };
  const move = select(`Move ${unit.name} to`, choices, draft.moved[unit.name] ?? "", put);
  return make("div", { class: "mover" }, move, make("p", { class: "soft" }, "Or click one of the small dots on the map: they are the places that units may stand at."));
}

/** Roles of the catalogue that a posture may name; the others are parts of these. */
const PLACEABLE = new Set(["fire_unit", "warning_radar", "aircraft", "warning_aircraft"]);

/** Something of the catalogue that the option does not have. */
export function adder(catalogue: { id: string; title: string; role: string }[], draft: Draft, change: Change): HTMLElement {
  const usable = catalogue.filter((each) => PLACEABLE.has(each.role));
  let system = usable[0]?.id ?? "";
  const add = (): void => {
    const taken = new Set(draft.added.map((each) => each.name));
    let name = `more-${system.replaceAll("_", "-")}`;
    for (let i = 2; taken.has(name); i++) name = `more-${system.replaceAll("_", "-")}-${i}`;
    change({ ...draft, added: [...draft.added, { name, system, count: 1, network: "national" }] });
  };
  const rows = draft.added.map((each) =>
    make(
      "div",
      { class: "addition" },
      number(usable.find((one) => one.id === each.system)?.title ?? each.system, each.count, 0, 100, (count) => {
        const kept = draft.added.map((one) => (one === each ? { ...one, count } : one)).filter((one) => one.count > 0);
        change({ ...draft, added: kept });
      }),
    ),
  );
  const choice = select("Add", usable.map((each) => ({ id: each.id, title: `${each.title} (${readable(each.role)})` })), system, (id) => (system = id));
  return make("div", { class: "adder" }, ...rows, choice, make("button", { on: { click: add } }, "Add it"));
}

/** Against which raids, and in how many worlds. */
export function trial(app: App, draft: Draft, families: RaidFamily[], change: Change): HTMLElement {
  const raid = app.result.raids.find((each) => each.id === draft.raid) ?? app.result.raids[0]!;
  const added = draft.addedRaid;
  const begin = (): void => change({ ...draft, addedRaid: raidOf(families.find((each) => each.id === draft.raid) ?? families[0]!, draft.size) });
  return make(
    "fieldset",
    { class: "trial" },
    make("legend", {}, "Tried against"),
    select("Raid", app.result.raids, raid.id, (id) => {
      const sizes = app.result.raids.find((each) => each.id === id)!.sizes;
      change({ ...draft, raid: id, size: sizes[Math.floor(sizes.length / 2)]! });
    }),
    number("Threats in the raid", draft.size, 1, 3000, (size) => change({ ...draft, size })),
    checkbox("add a raid of your own", added !== null, (on) => (on ? begin() : change({ ...draft, addedRaid: null }))),
    added && raidEditor(added, draft.size, families, (values) => change({ ...draft, addedRaid: { ...added, ...values } })),
    number("Worlds (more is sharper and slower)", draft.worlds, 2, 1000, (worlds) => change({ ...draft, worlds })),
  );
}

const BEARINGS = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];

/** A notional family with another axis and timing. */
function raidEditor(raid: AddedRaid, size: number, families: RaidFamily[], put: (values: Partial<AddedRaid>) => void): HTMLElement {
  const family = families.find((each) => each.id === raid.family)!;
  const from = [{ id: "", title: "all round, in every world another" }, ...BEARINGS.map((title, i) => ({ id: String(45 * i), title: `${title}, ${45 * i}°` }))];
  return make(
    "div",
    { class: "added-raid", role: "group", "aria-label": "The added raid" },
    select("Family", families, raid.family, (id) => put(raidOf(families.find((each) => each.id === id)!, size))),
    make("p", { class: "soft" }, family.summary),
    number("Threats in the added raid", raid.size, 1, 3000, (value) => put({ size: value })),
    select("From", from, raid.bearing_deg === null ? "" : String(raid.bearing_deg), (id) => put({ bearing_deg: id === "" ? null : Number(id) })),
    number("Width of its fan, in degrees", raid.fan_deg, 0, 360, (fan_deg) => put({ fan_deg })),
    number("Waves", raid.waves, 1, 50, (waves) => put({ waves: Math.round(waves) })),
    number("Minutes between waves", raid.gap_min, 0, 600, (gap_min) => put({ gap_min })),
    number("Minutes over which a wave is spread", raid.spread_min, 0, 600, (spread_min) => put({ spread_min })),
  );
}
