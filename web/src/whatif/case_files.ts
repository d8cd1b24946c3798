// A draft as files that `pavise compare` runs: a posture that extends the option, perhaps a raid, and the study with these
// two options and the raids they meet. A raid alone is met by the options of the study as they are. Everything that the
// study says of the world (sites, weather, traffic, tracker) stays as it was written.

import type { Entry, Posture, RaidFamily } from "../source/documents.ts";
import { type AddedRaid, type Draft, sameOption } from "./draft.ts";
import { withKeys } from "./study_text.ts";
import { flow, word, type Written } from "./yaml.ts";

export const WHAT_IF = "what-if";

export interface CaseFiles {
  study: string;
  files: Record<string, string>;
}

/** The doctrines that can be asked for, as they are written; those with figures have the usual ones. */
export const DOCTRINES: Record<string, Written> = {
  shoot_look_shoot: "shoot_look_shoot",
  salvo: "salvo",
  shoot_shoot_look: "shoot_shoot_look",
  nearest_first: "nearest_first",
  area_defence: "area_defence",
  point_defence: "point_defence",
  save_for_ballistic: { kind: "save_for_ballistic", keep_share: 0.5 },
  cost_aware: { kind: "cost_aware", point_worth: "50 MUSD" },
};

/** What of the study the files are made from. */
export interface Around {
  study: string;
  optionTitle: string;
  seed: number | null;
  families: RaidFamily[];
  /** The option of the study that the others were compared with. */
  baseline: string;
  /** The names of the files of the case: a what-if on a what-if has those of the first. */
  files: string[];
}

/** An id whose file is not there yet. */
function freeId(id: string, around: Around): string {
  let free = id;
  for (let number = 2; around.files.includes(`${free}.yaml`); number += 1) free = `${id}-${number}`;
  return free;
}

export function caseFiles(draft: Draft, posture: Posture, around: Around): CaseFiles {
  const { optionTitle } = around;
  const same = sameOption(draft);
  const [changed, ownRaid] = [freeId(`${WHAT_IF}-posture`, around), freeId(`${WHAT_IF}-raid`, around)];
  const like = posture.stands?.like ?? draft.option;
  const options = [...new Set([like, draft.option, changed])];
  const title = draft.title || (same ? "another raid" : `${optionTitle}, changed`);
  const family = around.families.find((each) => each.id === draft.addedRaid?.family);
  const raids = { [draft.raid]: [draft.size], ...(draft.addedRaid && family ? { [ownRaid]: [draft.addedRaid.size] } : {}) };
  const tried = same ? "The options of the study against a raid of one's own" : `“${optionTitle}” and a change to it, under the same luck`;
  const study = withKeys(around.study, {
    id: `# A what-if, made in the dashboard: ${tried}.\nid: ${WHAT_IF}`,
    title: `title: ${word(`What if: ${title}`)}`,
    question: `question: ${word(same ? "How do the options meet this raid?" : `What does the change to “${optionTitle}” bring?`)}`,
    ...(around.seed === null ? {} : { seed: `seed: ${around.seed}` }),
    worlds: `worlds: ${draft.worlds}`,
    repeats: "repeats: 1",
    ...(same ? {} : { in_being: /^in_being:/m.test(around.study) ? undefined : `# Who is there anyway and is placed first.\nin_being: ${around.baseline}`, baseline: `baseline: ${draft.option}`, options: `options: ${flow(options)}` }),
    raids: `raids: ${flow(raids)}`,
    reference: `reference: {raid: ${draft.raid}, size: ${draft.size}, repeats: 1}`,
    equal_budget: null,
    doubt: null,
  });
  const files: Record<string, string> = { [`${WHAT_IF}.yaml`]: study };
  if (!same) files[`${changed}.yaml`] = postureText(changed, draft, posture, optionTitle);
  if (draft.addedRaid && family) files[`${ownRaid}.yaml`] = raidText(ownRaid, draft.addedRaid, family);
  return { study: `${WHAT_IF}.yaml`, files };
}

/** The file of the family with another axis and timing; all else as it was written. */
function raidText(id: string, raid: AddedRaid, family: RaidFamily): string {
  const { spacing_s, timed_by } = family.waves;
  const waves: Record<string, Written> = {
    count: raid.waves,
    ...(raid.gap_min ? { gap: `${raid.gap_min} min` } : {}),
    ...(raid.spread_min ? { spread: `${raid.spread_min} min` } : {}),
    ...(spacing_s ? { spacing: `${spacing_s} s` } : {}),
    ...(timed_by === "starts" ? {} : { timed_by }),
  };
  const axis: Record<string, Written> = { ...(raid.bearing_deg === null ? {} : { bearing: `${raid.bearing_deg} deg` }), spread: `${raid.fan_deg} deg` };
  const from = raid.bearing_deg === null ? "from a bearing that every world draws anew" : `from ${raid.bearing_deg}°`;
  return withKeys(family.text, {
    id: `# Made in the dashboard from the notional family “${family.title}”; no attacker is named.\n\nid: ${id}`,
    title: `title: ${word(`${family.title}, ${from}`)}`,
    waves: `\n# When: waves of equal size, the starts of each spread over a time.\nwaves: ${flow(waves)}`,
    axis: `\n# From where, and how wide it fans out.\naxis: ${flow(axis)}`,
  });
}

function postureText(id: string, draft: Draft, posture: Posture, optionTitle: string): string {
  const gone = Object.keys(draft.entries).filter((entry) => draft.entries[entry]!.gone);
  const entries: Record<string, Written> = {};
  for (const [name, change] of Object.entries(draft.entries)) {
    const written = posture.entries[name];
    if (written && !change.gone && Object.keys(change).length) entries[name] = changedEntry(written, draft, name) as Written;
  }
  for (const addition of draft.added) {
    entries[addition.name] = { system: addition.system, count: addition.count, ...(addition.network === "national" ? {} : { network: addition.network }) };
  }
  const moved = Object.fromEntries(Object.entries({ ...posture.stands?.but, ...draft.moved }).filter(([unit]) => !gone.includes(entryOf(posture, unit))));
  const lines = [
    `# Made in the dashboard: a change to “${optionTitle}”.`,
    "",
    `id: ${id}`,
    `title: ${word(draft.title || `${optionTitle}, changed`)}`,
    `summary: ${word(`“${optionTitle}” with the changes below.`)}`,
    `extends: ${draft.option}`,
    ...(gone.length ? [`without: ${flow(gone)}`] : []),
    ...(Object.keys(entries).length ? ["entries:", ...Object.entries(entries).map(([name, entry]) => `  ${name}: ${flow(entry)}`)] : []),
    "# Everybody stands where they stand there, whatever the rule would make of the change.",
    `stands: ${flow({ as: posture.stands?.like ?? draft.option, ...(Object.keys(moved).length ? { but: moved } : {}) })}`,
  ];
  return `${lines.join("\n")}\n`;
}

const entryOf = (posture: Posture, unit: string): string => posture.units.find((each) => each.name === unit)?.entry ?? "";

function changedEntry(written: Entry, draft: Draft, name: string): Record<string, unknown> {
  const { gone: _gone, count, readiness, notice, doctrine, magazine, depot } = draft.entries[name] ?? {};
  const entry: Record<string, unknown> = { ...written };
  if (count !== undefined) {
    delete entry["lot"];
    entry["count"] = count;
  }
  if (doctrine) entry["doctrine"] = DOCTRINES[doctrine] ?? doctrine;
  if (magazine) entry["magazine"] = { ...(written["magazine"] as object | undefined), ...magazine };
  if (depot !== undefined) entry["depot"] = depot;
  if (readiness) entry["readiness"] = readiness;
  if (readiness === "in_service") delete entry["notice"];
  else if (notice) entry["notice"] = notice;
  // What goes without saying is not written.
  if (entry["network"] === "national") delete entry["network"];
  if (entry["doctrine"] === "shoot_look_shoot") delete entry["doctrine"];
  if (entry["readiness"] === "in_service") delete entry["readiness"];
  return entry;
}
