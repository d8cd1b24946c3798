// What if? Change an option, run it against the option as it was, under the same luck, and watch the difference sharpen.
// The draft is kept in this browser until it is reset, so that a reload loses nothing.

import { ink } from "../map/palette.ts";
import type { Mark, Scene } from "../map/scene.ts";
import { Stage } from "../map/stage.ts";
import { type App, ofResult, optionLook } from "../page/app.ts";
import { complaint, guarded, keepingFocus, select } from "../page/controls.ts";
import { fill, make } from "../page/dom.ts";
import { layGround } from "../page/ground.ts";
import { remember, remembered } from "../page/settings.ts";
import { boxOf, postureScene } from "../posture/scene.ts";
import type { Files, Job, Posture, RaidFamily } from "../source/documents.ts";
import { type CaseFiles, caseFiles } from "./case_files.ts";
import { changesNothing, type Draft, emptyDraft, History, sameOption } from "./draft.ts";
import { adder, entryEditor, moveEditor, trial } from "./editor.ts";
import { Running } from "./running.ts";

export async function whatIfView(place: HTMLElement, app: App): Promise<() => void> {
  const { result, address, settings, source } = app;
  if (!result.has_files || app.state.read_only) {
    const why = app.state.read_only ? "Nothing can be run here: the server only shows." : "The files of this result's case are not at hand, so it cannot be changed and run again.";
    fill(place, make("p", { class: "waiting" }, why));
    return () => undefined;
  }
  const keptAs = `draft.${result.id}`;
  const first = emptyDraft(address.word("option", result.baseline), result.reference?.raid ?? result.raids[0]!.id, result.reference?.size ?? result.raids[0]!.sizes[0]!);
  const history = new History(restored(keptAs, first));
  let posture: Posture | null = null;
  let unit = address.word("unit");
  let running: Running | null = null;
  const [files, catalogue, families] = await Promise.all([
    source.json<Files>(ofResult(app, "files")),
    source.json<{ id: string; title: string; role: string }[]>("api/catalogue"),
    source.json<RaidFamily[]>("api/raids"),
  ]);

  const stage = new Stage(settings, "Map of the changed option", {
    chosen: (picked) => {
      if (!picked || !("mark" in picked)) return;
      if (picked.mark.startsWith("unit:")) chooseUnit(picked.mark.slice(5));
      if (picked.mark.startsWith("place:") && unit) set({ ...history.now, moved: { ...history.now.moved, [unit]: picked.mark.slice(6) } });
    },
    words: () => "",
  });
  const form = make("div", { class: "form" });
  const outcome = make("div", { class: "outcome" });
  const message = make("div", { role: "status" });
  const undo = make("button", { title: "Ctrl+Z", on: { click: () => step("undo") } }, "Undo");
  const redo = make("button", { title: "Ctrl+Shift+Z", on: { click: () => step("redo") } }, "Redo");
  const run = make("button", { class: "main", on: { click: () => void start() } }, "Run");
  const save = make("button", { on: { click: () => void keep() } }, "Save as a case");
  const reset = make("button", { on: { click: () => set({ ...first, option: history.now.option }) } }, "Reset");
  const bar = make("div", { class: "bar" }, run, save, undo, redo, reset);
  place.classList.add("with-side");
  place.append(make("h1", { class: "spoken" }, "What if"), stage.element, make("aside", { class: "side", "aria-label": "The change" }, bar, message, outcome, form));

  function set(draft: Draft): void {
    history.set(draft);
    changed();
  }

  function step(way: "undo" | "redo"): void {
    history[way]();
    changed();
  }

  function changed(): void {
    remember(keptAs, JSON.stringify(history.now));
    if (posture?.option !== history.now.option) void load();
    else draw();
  }

  function chooseUnit(name: string): void {
    unit = name;
    address.keep({ unit });
    draw();
  }

  function draw(): void {
    if (!posture) return;
    const stands = posture;
    const draft = history.now;
    undo.disabled = !history.canUndo;
    redo.disabled = !history.canRedo;
    run.disabled = save.disabled = changesNothing(draft);
    stage.show(sceneOf(posture, draft, unit));
    const chosen = posture.units.find((each) => each.name === unit);
    const name = make("input", { type: "text", value: draft.title, placeholder: `${optionTitle(draft)}, changed`, maxlength: 90, on: { change: () => set({ ...draft, title: name.value }) } });
    const open = new Set([...form.querySelectorAll<HTMLDetailsElement>("details[open][data-entry]")].map((each) => each.dataset["entry"]));
    const fields = (): (Node | string)[] => [
      select("The option to change", result.options, draft.option, (option) => set({ ...emptyDraft(option, draft.raid, draft.size), worlds: draft.worlds })),
      make("label", { class: "field" }, make("span", {}, "Name of the change"), name),
      chosen ? moveEditor(chosen, stands, draft, set) : make("p", { class: "soft" }, "Click a unit on the map to move it, or open an entry below."),
      make("h2", {}, "Units"),
      ...Object.entries(stands.entries).map(([name, entry]) => entryEditor(name, entry, stands.units.filter((each) => each.entry === name), draft, set, open.has(name) || chosen?.entry === name)),
      adder(catalogue, draft, set),
      trial(app, draft, families, set),
      textOf(written()),
    ];
    keepingFocus(form, () => fill(form, ...fields()));
  }

  const optionTitle = (draft: Draft): string => optionLook(result, draft.option).title;
  const title = (draft: Draft): string => draft.title || (sameOption(draft) ? "Another raid" : `${optionTitle(draft)}, changed`);
  const written = (): CaseFiles => caseFiles(history.now, posture!, { study: files.files[files.study]!, optionTitle: optionTitle(history.now), seed: result.seed, families, baseline: result.baseline, files: Object.keys(files.files) });

  async function load(): Promise<void> {
    await guarded(form, async () => {
      posture = await source.json<Posture>(ofResult(app, `posture/${history.now.option}`));
      stage.fit(boxOf(posture));
      draw();
    });
  }

  async function start(): Promise<void> {
    const { study, files: texts } = written();
    run.disabled = true;
    fill(message);
    try {
      const body = { verb: "compare", study, files: texts, result: result.id, title: title(history.now), worlds: history.now.worlds };
      const job = await source.send<Job>("POST", "api/jobs", body);
      address.keep({ job: job.id });
      await follow(job.id);
    } catch (error) {
      fill(message, complaint(error));
    } finally {
      run.disabled = changesNothing(history.now);
    }
  }

  async function follow(id: string): Promise<void> {
    running?.close();
    running = new Running(app);
    fill(outcome, running.element);
    await running.follow(id);
  }

  async function keep(): Promise<void> {
    const { study, files: texts } = written();
    const name = title(history.now).toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60) || "what-if";
    try {
      const saved = await source.send<{ name: string; path?: string }>("POST", "api/drafts", { name, study, files: { ...files.files, ...texts } });
      fill(message, make("p", { class: "good" }, `Saved as ${saved.name}. Run it again with: pavise compare ${saved.path ?? `results/drafts/${saved.name}/${study}`}`));
    } catch (error) {
      fill(message, complaint(error));
    }
  }

  function key(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    if (event.target instanceof HTMLInputElement && event.target.type === "text") return;
    event.preventDefault();
    step(event.shiftKey ? "redo" : "undo");
  }

  document.addEventListener("keydown", key);
  await load();
  void layGround(app, stage);
  const job = address.word("job");
  if (job) follow(job).catch(() => address.keep({ job: "" })); // a server that was started anew does not know it
  return () => {
    document.removeEventListener("keydown", key);
    running?.close();
    stage.close();
  };
}

function restored(name: string, otherwise: Draft): Draft {
  try {
    return { ...otherwise, ...(JSON.parse(remembered(name) ?? "{}") as Partial<Draft>) };
  } catch {
    return otherwise;
  }
}

/** The posture with moved units where they would stand, left-out ones faint, and the places to move the chosen one to. */
function sceneOf(posture: Posture, draft: Draft, chosen: string): Scene {
  const placeOf = (name: string) => posture.places.find((place) => place.name === draft.moved[name]);
  const units = posture.units
    .filter((unit) => !draft.entries[unit.entry]?.gone)
    .map((unit) => {
      const at = placeOf(unit.name);
      return at ? { ...unit, lon_deg: at.lon_deg, lat_deg: at.lat_deg } : unit;
    });
  const scene = postureScene({ ...posture, units }, { reach: false, sensors: false, links: true, labels: true, hidden: new Set(), chosen }, "km");
  const dots: Mark[] = units.some((unit) => unit.name === chosen)
    ? posture.places.map((place) => ({ id: `place:${place.name}`, at: [place.lon_deg, place.lat_deg], shape: "dot", colour: ink("--soft", 0.8), size_px: 9, words: `Place ${place.name}: click to move ${chosen} here` }))
    : [];
  for (const unit of posture.units) {
    const at = placeOf(unit.name);
    if (at) scene.lines.push({ points: [[unit.lon_deg, unit.lat_deg], [at.lon_deg, at.lat_deg]], colour: ink("--rust"), width_px: 2 });
  }
  return { ...scene, marks: [...dots, ...scene.marks] };
}

function textOf({ files }: CaseFiles): HTMLElement {
  const blocks = Object.entries(files).reverse().flatMap(([name, text]) => [make("h3", {}, name), make("pre", { tabindex: 0, role: "region", "aria-label": name }, text)]);
  return make("div", {}, make("details", {}, make("summary", {}, "The case as text"), ...blocks));
}
