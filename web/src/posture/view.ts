// The map of an option: who stands where in which readiness, how far it reaches and sees, and who tells whom.

import { emptyScene } from "../map/scene.ts";
import { Stage } from "../map/stage.ts";
import type { Projection } from "../map/surface.ts";
import { type App, ofResult } from "../page/app.ts";
import { checkbox, guarded, keepingFocus, select } from "../page/controls.ts";
import { fill, make } from "../page/dom.ts";
import { groundWords, layGround } from "../page/ground.ts";
import type { CoverageEntry, FootprintEntry, Posture, RaidFamily } from "../source/documents.ts";
import { coverageChoice, type CoverageShown } from "./coverage.ts";
import { defendedChoice, type DefendedShown } from "./defended.ts";
import { entryList, unitDetails } from "./panel.ts";
import { boxOf, postureScene, type Shown } from "./scene.ts";

export async function postureView(place: HTMLElement, app: App): Promise<() => void> {
  const { address, result, settings } = app;
  const shown: Shown & { hidden: Set<string> } = {
    reach: address.word("reach", "1") === "1",
    sensors: address.word("sensors") === "1",
    links: address.word("links", "1") === "1",
    labels: address.word("labels", "1") === "1",
    hidden: new Set(address.word("hidden").split(",").filter(Boolean)),
    chosen: address.word("unit"),
  };
  let option = address.word("option", result.baseline);
  if (!result.options.some((each) => each.id === option)) option = result.options[0]!.id;
  let posture: Posture | null = null;
  let covered = emptyScene;
  let defended = emptyScene;

  const stage = new Stage(settings, "Map of the posture", {
    chosen: (picked) => choose(picked && "mark" in picked && picked.mark.startsWith("unit:") ? picked.mark.slice(5) : ""),
    words: () => "",
    moved: (camera, projection) => {
      address.keep({
        at: [camera.lon.toFixed(3), camera.lat.toFixed(3), camera.zoom.toFixed(2)].join(","),
        projection: projection === "flat" ? "" : projection,
      });
    },
  });
  const details = make("div", { class: "details", "aria-live": "polite" });
  const list = make("div", { class: "entries" });
  const layers = make("fieldset", { class: "layers" }, make("legend", {}, "Show"));
  for (const [name, words] of [
    ["reach", "Reach of weapons"],
    ["sensors", "Range of sensors"],
    ["links", "Links"],
    ["labels", "Names of sites"],
  ] as const) {
    layers.append(
      checkbox(words, shown[name], (on) => {
        shown[name] = on;
        address.keep({ [name]: on ? "1" : "0" });
        draw();
      }),
    );
  }
  const coverage: CoverageShown = { height_m: Number(address.word("height_m", "0")), rcs_m2: Number(address.word("rcs_m2", "1")) };
  const [coverages, footprints, families] = await Promise.all([
    app.source.json<CoverageEntry[]>(ofResult(app, "coverage")),
    app.source.json<FootprintEntry[]>(ofResult(app, "defended")),
    app.source.live ? app.source.json<RaidFamily[]>("api/raids") : [],
  ]);
  const coverageBox = coverageChoice(app, coverages, () => option, coverage, (scene) => {
    covered = scene;
    draw();
  });
  const against: DefendedShown = { threat: address.word("against"), who: address.word("who", "all") };
  const defendedBox = defendedChoice(app, footprints, families, () => posture, against, (scene) => {
    defended = scene;
    draw();
  });
  const options = select("Option", result.options, option, (id) => {
    option = id;
    address.keep({ option: id, unit: "" });
    shown.chosen = "";
    void load(true);
  });
  const side = make("aside", { class: "side", "aria-label": "What stands there" }, options, layers, coverageBox.element, defendedBox.element, list, details);
  place.classList.add("with-side");
  place.append(make("h1", { class: "spoken" }, "The posture on the map"), stage.element, side);

  function choose(unit: string): void {
    shown.chosen = unit;
    address.keep({ unit });
    draw();
    list.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  }

  function draw(): void {
    if (!posture) return;
    const scene = postureScene(posture, shown, settings.unit);
    const below = [covered(), defended()];
    stage.show({
      shades: [...below.flatMap((each) => each.shades), ...scene.shades],
      lines: [...below.flatMap((each) => each.lines), ...scene.lines],
      marks: scene.marks,
    });
    const entries = entryList(posture, shown, choose, (system) => {
      if (!shown.hidden.delete(system)) shown.hidden.add(system);
      address.keep({ hidden: [...shown.hidden].join(",") });
      draw();
    });
    keepingFocus(list, () => fill(list, entries));
    fill(details, unitDetails(posture, shown.chosen, settings.unit));
  }

  async function load(look: boolean): Promise<void> {
    await guarded(list, async () => {
      posture = await app.source.json<Posture>(ofResult(app, `posture/${option}`));
      stage.fit(boxOf(posture), look);
      draw();
      await Promise.all([coverageBox.load(), defendedBox.load()]);
    });
  }

  void layGround(app, stage).then((ground) => ground && layers.append(make("details", { class: "ground" }, make("summary", {}, "The ground below"), make("p", { class: "soft" }, groundWords(ground)))));
  const kept = address.word("at").split(",").map(Number);
  const projection = address.word("projection") as Projection | "";
  await load(kept.length < 3);
  if (kept.length === 3) stage.look({ lon: kept[0]!, lat: kept[1]!, zoom: kept[2]! });
  if (projection) void stage.project(projection);
  const forget = settings.whenChanged(draw);
  return () => {
    forget();
    coverageBox.close();
    defendedBox.close();
    stage.close();
  };
}
