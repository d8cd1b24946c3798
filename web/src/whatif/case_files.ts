// A draft as files that `pavise compare` runs: a posture that extends the option, and the study with these two options and
// one raid. Everything that the study says of the world (sites, weather, traffic, tracker) stays as it was written.

import type { Entry, Posture } from "../source/documents.ts";
import type { Draft } from "./draft.ts";
import { withKeys } from "./study_text.ts";
import { flow, word, type Written } from "./yaml.ts";

export const WHAT_IF = "what-if";

export interface CaseFiles {
  study: string;
  files: Record<string, string>;
  /** What the reader should know about how the change was written. */
  notes: string[];
}

export function caseFiles(draft: Draft, posture: Posture, studyText: string, optionTitle: string, seed: number | null): CaseFiles {
  const { text, notes } = postureText(draft, posture, optionTitle);
  const title = draft.title || `${optionTitle}, changed`;
  const study = withKeys(studyText, {
    id: `# A what-if, made in the dashboard: “${optionTitle}” and a change to it, under the same luck.\nid: ${WHAT_IF}`,
    title: `title: ${word(`What if: ${title}`)}`,
    question: `question: ${word(`What does the change to “${optionTitle}” bring?`)}`,
    ...(seed === null ? {} : { seed: `seed: ${seed}` }),
    worlds: `worlds: ${draft.worlds}`,
    repeats: "repeats: 1",
    baseline: `baseline: ${draft.option}`,
    options: `options: [${draft.option}, ${WHAT_IF}-posture]`,
    raids: `raids: {${draft.raid}: [${draft.size}]}`,
    reference: `reference: {raid: ${draft.raid}, size: ${draft.size}, repeats: 1}`,
    equal_budget: null,
    doubt: null,
  });
  return { study: `${WHAT_IF}.yaml`, files: { [`${WHAT_IF}.yaml`]: study, [`${WHAT_IF}-posture.yaml`]: text }, notes };
}

function postureText(draft: Draft, posture: Posture, optionTitle: string): { text: string; notes: string[] } {
  const notes: string[] = [];
  const gone = Object.keys(draft.entries).filter((entry) => draft.entries[entry]!.gone);
  const entries: Record<string, Written> = {};
  const touched = new Set([...Object.keys(draft.entries), ...Object.keys(draft.moved).map((unit) => entryOf(posture, unit))]);
  for (const name of touched) {
    const written = posture.entries[name];
    if (!written || gone.includes(name)) continue;
    const changed = changedEntry(written, draft, name);
    const units = posture.units.filter((unit) => unit.entry === name);
    const moved = units.filter((unit) => draft.moved[unit.name]);
    const fixed = draft.entries[name]?.count ?? (typeof written.count === "number" ? written.count : null);
    if (moved.length === 0) {
      entries[name] = changed as Written;
      continue;
    }
    const count = fixed ?? units.length;
    if (fixed === null) notes.push(`How many of ${name} there are is in doubt in “${optionTitle}”; here it is fixed at ${count}, so that single units can be moved.`);
    const { lot: _lot, count: _count, place_with: _with, ...rest } = changed;
    if (count > moved.length) entries[name] = { ...rest, count: count - moved.length } as Written;
    else gone.push(name);
    moved.slice(0, count).forEach((unit, i) => {
      entries[`${name}-moved${moved.length > 1 ? `-${i + 1}` : ""}`] = { ...rest, count: 1, place: draft.moved[unit.name]! } as Written;
    });
  }
  for (const addition of draft.added) {
    entries[addition.name] = { system: addition.system, count: addition.count, ...(addition.network === "national" ? {} : { network: addition.network }) };
  }
  const lines = [
    `# Made in the dashboard: a change to “${optionTitle}”.`,
    "",
    `id: ${WHAT_IF}-posture`,
    `title: ${word(draft.title || `${optionTitle}, changed`)}`,
    `summary: ${word(`“${optionTitle}” with the changes below.`)}`,
    `extends: ${draft.option}`,
    ...(gone.length ? [`without: ${flow(gone)}`] : []),
    ...(Object.keys(entries).length ? ["entries:", ...Object.entries(entries).map(([name, entry]) => `  ${name}: ${flow(entry)}`)] : []),
  ];
  return { text: `${lines.join("\n")}\n`, notes };
}

const entryOf = (posture: Posture, unit: string): string => posture.units.find((each) => each.name === unit)?.entry ?? "";

function changedEntry(written: Entry, draft: Draft, name: string): Record<string, unknown> {
  const { gone: _gone, count, readiness, notice, doctrine } = draft.entries[name] ?? {};
  const entry: Record<string, unknown> = { ...written };
  if (count !== undefined) {
    delete entry["lot"];
    entry["count"] = count;
  }
  if (doctrine) entry["doctrine"] = doctrine;
  if (readiness) entry["readiness"] = readiness;
  if (readiness === "in_service") delete entry["notice"];
  else if (notice) entry["notice"] = notice;
  // What goes without saying is not written.
  if (entry["network"] === "national") delete entry["network"];
  if (entry["doctrine"] === "shoot_look_shoot") delete entry["doctrine"];
  if (entry["readiness"] === "in_service") delete entry["readiness"];
  return entry;
}
