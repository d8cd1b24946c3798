// A change to an option becomes files that read as if a person had written them, and nothing else of the study changes.

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Posture, RaidFamily, Unit } from "../src/source/documents.ts";
import { caseFiles } from "../src/whatif/case_files.ts";
import { changesNothing, emptyDraft, History, raidOf, withEntry } from "../src/whatif/draft.ts";
import { withKeys } from "../src/whatif/study_text.ts";
import { flow, word } from "../src/whatif/yaml.ts";

const STUDY = `# A study.

id: four-towns
title: Four towns
# The weather.
environment:
  rain: 0 mm/h

options:
  - none
  - more
equal_budget:
  raid: mixed
# Who wins?
raids: {mixed: [4, 12]}
`;

const FAMILY: RaidFamily = {
  id: "ballistic",
  title: "Ballistic missiles",
  summary: "Missiles.",
  kinds: [],
  waves: { count: 2, gap_s: 900, spread_s: 60, spacing_s: 5, timed_by: "arrivals" },
  fan_deg: 60,
  text: "# A family.\n\nid: ballistic\ntitle: Ballistic missiles\nkinds:\n  missile: {system: srbm, share: 1.0}   # as claimed\nwaves:\n  count: 2\naxis:\n  spread: 60 deg\ntarget: by_value\n",
};

const around = (seed: number | null = 7) => ({ study: STUDY, optionTitle: "More", seed, families: [FAMILY], baseline: "none", files: ["four-towns.yaml"] });

const unit = (name: string, entry: string): Unit => ({ name, entry, system: "s", title: "S", role: "fire_unit", lon_deg: 0, lat_deg: 0, readiness: "in_service", network: "national", present_share: 1, launchers: 1, rounds: 4, reach_m: null, sees_m: null, shared_with_baseline: false, weapons: [], sensors: [] });

const POSTURE: Posture = {
  option: "more",
  title: "More",
  sites: [],
  units: [unit("gun 1", "gun"), unit("gun 2", "gun"), unit("gun 3", "gun"), unit("s400 1", "s400"), unit("s400 2", "s400")],
  entries: {
    gun: { system: "korkut", count: 3, network: "national", doctrine: "shoot_look_shoot", readiness: "in_service" },
    s400: { system: "s400_battery", lot: "s400_turkiye_lot", network: "s400" },
  },
  links: [],
  places: [{ name: "northam-1", lon_deg: 0, lat_deg: 1 }],
  stands: null,
  notes: [],
};

test("keys are changed in their place and everything else stays as written", () => {
  const text = withKeys(STUDY, { options: "options: [none]", equal_budget: null, worlds: "worlds: 8" });
  assert.equal(text, "# A study.\n\nid: four-towns\ntitle: Four towns\n# The weather.\nenvironment:\n  rain: 0 mm/h\noptions: [none]\n# Who wins?\nraids: {mixed: [4, 12]}\nworlds: 8\n");
});

test("text that YAML would take for something else stands in quotes", () => {
  for (const bare of ["6 h", "s400_battery", "none", "250 km"]) assert.equal(word(bare), bare);
  for (const quoted of ["yes", "12", "1e3", "12:30", "a: b", "“x”", "- a", "", "2026-01-01"]) assert.equal(word(quoted), JSON.stringify(quoted));
  assert.equal(flow({ low: 4, high: 8, reason: "A guess: no more." }), '{low: 4, high: 8, reason: "A guess: no more."}');
});

test("a changed entry is written whole, without what goes without saying", () => {
  const draft = withEntry(emptyDraft("more", "mixed", 12), "gun", { count: 5, readiness: "stored", notice: "6 h" });
  const { files, study } = caseFiles(draft, POSTURE, around());
  assert.match(files["what-if-posture.yaml"]!, /extends: more\nentries:\n {2}gun: \{system: korkut, count: 5, readiness: stored, notice: 6 h\}\n#.*\nstands: \{as: more\}\n$/);
  assert.match(files[study]!, /in_being: none\nbaseline: more\n|baseline: more\n[^]*in_being: none\n/);
  assert.match(files[study]!, /options: \[more, what-if-posture\]/);
  assert.match(files[study]!, /seed: 7/);
  assert.match(files[study]!, /rain: 0 mm\/h/);
  assert.doesNotMatch(files[study]!, /equal_budget/);
});

test("moving one of three leaves the others where they are", () => {
  const draft = { ...emptyDraft("more", "mixed", 12), moved: { "gun 2": "northam-1" } };
  const text = caseFiles(draft, POSTURE, around()).files["what-if-posture.yaml"]!;
  assert.match(text, /stands: \{as: more, but: \{gun 2: northam-1\}\}/);
  assert.doesNotMatch(text, /entries:/);
});

test("what is left out is named, and no more than that", () => {
  const draft = withEntry(emptyDraft("more", "mixed", 12), "gun", { gone: true });
  const text = caseFiles(draft, POSTURE, around(null)).files["what-if-posture.yaml"]!;
  assert.match(text, /without: \[gun\]/);
  assert.doesNotMatch(text, /entries:/);
});

test("doctrine and magazine are written as a person would", () => {
  const draft = withEntry(emptyDraft("more", "mixed", 12), "gun", { doctrine: "save_for_ballistic", magazine: { korkut_gun: 12 }, depot: 24 });
  const text = caseFiles(draft, POSTURE, around()).files["what-if-posture.yaml"]!;
  assert.match(text, /gun: \{system: korkut, count: 3, doctrine: \{kind: save_for_ballistic, keep_share: 0.5\}, magazine: \{korkut_gun: 12\}, depot: 24\}/);
});

test("a magazine of one round leaves what the study says of the other", () => {
  const draft = withEntry(emptyDraft("more", "mixed", 12), "gun", { magazine: { new: 4 } });
  const posture = { ...POSTURE, entries: { gun: { ...POSTURE.entries["gun"]!, magazine: { old: 8 } } } };
  assert.match(caseFiles(draft, posture, around()).files["what-if-posture.yaml"]!, /magazine: \{old: 8, new: 4\}/);
});

test("an added raid is the family's file with another axis and timing, and stands beside the other raid", () => {
  const raid = { ...raidOf(FAMILY, 24), bearing_deg: 90, gap_min: 5 };
  const draft = { ...withEntry(emptyDraft("more", "mixed", 12), "gun", { count: 5 }), addedRaid: raid };
  const { files, study } = caseFiles(draft, POSTURE, around());
  assert.match(files[study]!, /raids: \{mixed: \[12\], what-if-raid: \[24\]\}/);
  const text = files["what-if-raid.yaml"]!;
  assert.match(text, /^# Made in the dashboard.*\n\nid: what-if-raid\ntitle: Ballistic missiles, from 90°|title: "Ballistic missiles, from 90°"/);
  assert.match(text, /waves: \{count: 2, gap: 5 min, spread: 1 min, spacing: 5 s, timed_by: arrivals\}/);
  assert.match(text, /axis: \{bearing: 90 deg, spread: 60 deg\}/);
  assert.match(text, /missile: \{system: srbm, share: 1.0\} {3}# as claimed/);
});

test("a raid alone is met by the options of the study as they are", () => {
  const draft = { ...emptyDraft("more", "mixed", 12), addedRaid: raidOf(FAMILY, 24) };
  assert.ok(!changesNothing(draft));
  const { files, study } = caseFiles(draft, POSTURE, around());
  assert.deepEqual(Object.keys(files), ["what-if.yaml", "what-if-raid.yaml"]);
  assert.match(files[study]!, /options:\n {2}- none\n {2}- more\n/);
});

test("undo goes back step by step, and a new change forgets what was undone", () => {
  const history = new History(emptyDraft("more", "mixed", 12));
  history.set(withEntry(history.now, "gun", { count: 5 }));
  history.set(withEntry(history.now, "gun", { count: 6 }));
  history.undo();
  assert.equal(history.now.entries["gun"]!.count, 5);
  history.redo();
  assert.equal(history.now.entries["gun"]!.count, 6);
  history.undo();
  history.undo();
  assert.ok(changesNothing(history.now) && !history.canUndo);
  history.set(withEntry(history.now, "s400", { gone: true }));
  assert.ok(!history.canRedo);
});

test("a change to a change has a name of its own, and stands where the first one's option stands", () => {
  const first = { ...POSTURE, option: "what-if-posture", stands: { like: "more", but: { "gun 1": "northam-1", "gun 2": "northam-1" } } };
  const draft = { ...withEntry(emptyDraft("what-if-posture", "mixed", 12), "gun", { count: 2 }), moved: { "gun 2": "northam-2" }, addedRaid: raidOf(FAMILY, 6) };
  const { files, study } = caseFiles(draft, first, { ...around(), files: ["what-if.yaml", "what-if-posture.yaml", "what-if-raid.yaml"] });
  assert.deepEqual(Object.keys(files).sort(), ["what-if-posture-2.yaml", "what-if-raid-2.yaml", "what-if.yaml"]);
  assert.match(files[study]!, /options: \[more, what-if-posture, what-if-posture-2\]/);
  assert.match(files[study]!, /baseline: what-if-posture\n/);
  assert.match(files[study]!, /what-if-raid-2: \[6\]/);
  assert.match(files["what-if-posture-2.yaml"]!, /id: what-if-posture-2\n[^]*extends: what-if-posture\n[^]*stands: \{as: more, but: \{gun 1: northam-1, gun 2: northam-2\}\}\n$/);
});
