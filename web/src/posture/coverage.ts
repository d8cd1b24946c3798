// Where an option would see something of a size at a height.

import type { Scene } from "../map/scene.ts";
import { emptyScene } from "../map/scene.ts";
import { type App, ofResult } from "../page/app.ts";
import { select } from "../page/controls.ts";
import { make } from "../page/dom.ts";
import type { CoverageEntry } from "../source/documents.ts";
import { seenAlpha, shadesOf } from "./areas.ts";
import { shadeKey, WorkedOut } from "./worked_out.ts";

export interface CoverageShown {
  /** 0: no coverage is shown. */
  height_m: number;
  rcs_m2: number;
}

const HEIGHTS_M = [100, 300, 1000, 3000, 10000];
const SIZES_M2 = [0.01, 0.1, 1, 10];

/** The choice of a map of coverage. `made`: those there are; an export offers no others.
 * What is loaded is drawn anew with the colours of the day or the night. */
export function coverageChoice(app: App, made: CoverageEntry[], option: () => string, shown: CoverageShown, whenLoaded: (scene: () => Scene) => void) {
  const map = new WorkedOut<GeoJSON.FeatureCollection>(app, (areas) => {
    // Single sensors and gaps are left out: they would hide the whole.
    whenLoaded(() => ({ ...emptyScene(), shades: areas ? shadesOf(areas, "network", "--green") : [] }));
    return shadeKey("Shades of coverage", "--green", [
      [seenAlpha(90), "seen in nine worlds of ten"],
      [seenAlpha(50), "in half of them"],
      [seenAlpha(10), "in one of ten"],
    ]);
  });

  function load(): Promise<void> {
    app.address.keep({ height_m: String(shown.height_m || ""), rcs_m2: shown.height_m ? String(shown.rcs_m2) : "" });
    const path = shown.height_m ? ofResult(app, `coverage/sensors-${option()}-${shown.height_m}-${shown.rcs_m2}`) : "";
    return map.show(ofResult(app, "coverage"), path, { verb: "coverage", result: app.result.id, what: "sensors", option: option(), ...shown });
  }

  const offered = (all: number[], of: (entry: CoverageEntry) => number): number[] => (app.source.live ? all : [...new Set(made.map(of))].sort((a, b) => a - b));
  const heights = offered(HEIGHTS_M, (each) => each.height_m).map((h) => ({ id: String(h), title: `${h.toLocaleString("en")} m above sea` }));
  const sizes = offered(SIZES_M2, (each) => each.rcs_m2).map((s) => ({ id: String(s), title: `${s} m²` }));
  const element = make(
    "fieldset",
    { class: "coverage", hidden: heights.length === 0 },
    make("legend", {}, "Coverage"),
    select("Target's height", [{ id: "0", title: "not shown" }, ...heights], String(shown.height_m), (id) => {
      shown.height_m = Number(id);
      void load();
    }),
    select("Radar cross-section", sizes, String(shown.rcs_m2), (id) => {
      shown.rcs_m2 = Number(id);
      void load();
    }),
    map.element,
  );
  return { element, load, close: () => map.close() };
}
