// Where an option would see something of a size at a height. Such a map takes the server a while to make, so there are
// those that were made before, and a button that asks for another.

import { ink } from "../map/palette.ts";
import type { Shade } from "../map/scene.ts";
import { type App, ofResult } from "../page/app.ts";
import { complaint, select } from "../page/controls.ts";
import { fill, make } from "../page/dom.ts";
import type { Job } from "../source/documents.ts";
import { NotGiven } from "../source/source.ts";

export interface CoverageShown {
  /** 0: no coverage is shown. */
  height_m: number;
  rcs_m2: number;
}

const HEIGHTS_M = [0, 100, 300, 1000, 3000, 10000];
const SIZES_M2 = [0.01, 0.1, 1, 10];
const ALPHA_BY_PERCENT: Record<string, number> = { "90": 0.24, "50": 0.16, "10": 0.1 };
const ASK_AGAIN_MS = 1000;

export function coverageChoice(app: App, option: () => string, shown: CoverageShown, whenLoaded: (shades: Shade[]) => void) {
  const message = make("div", { class: "soft", role: "status" });
  let asked = 0;

  async function load(): Promise<void> {
    app.address.keep({ height_m: String(shown.height_m || ""), rcs_m2: shown.height_m ? String(shown.rcs_m2) : "" });
    const mine = ++asked;
    whenLoaded([]);
    fill(message);
    if (!shown.height_m) return;
    const path = ofResult(app, `coverage/sensors-${option()}-${shown.height_m}-${shown.rcs_m2}`);
    try {
      const areas = await app.source.json<GeoJSON.FeatureCollection>(path);
      if (mine !== asked) return;
      whenLoaded(shadesOf(areas));
      fill(message, "Darkest: seen in nine worlds of ten. Middle: in half of them. Lightest: in one of ten.");
    } catch (error) {
      if (mine !== asked) return;
      const job = error instanceof NotGiven && app.source.live ? error.answer.job : undefined;
      const start = (): void => void work(job!, mine);
      fill(message, job ? make("button", { on: { click: start } }, "Work this map out") : complaint(error));
    }
  }

  async function work(body: Record<string, unknown>, mine: number): Promise<void> {
    try {
      let job = await app.source.send<Job>("POST", "api/jobs", body);
      while (mine === asked && (job.state === "waiting" || job.state === "running")) {
        fill(message, `${job.doing || "Working it out"} …`, make("progress", { max: job.total || 1, value: job.done }));
        await new Promise((resume) => setTimeout(resume, ASK_AGAIN_MS));
        job = await app.source.json<Job>(`api/jobs/${job.id}`);
      }
      if (mine !== asked) return;
      if (job.state === "done") await load();
      else fill(message, complaint(new Error(job.problem || `The work was ${job.state}.`)));
    } catch (error) {
      fill(message, complaint(error));
    }
  }

  const heights = HEIGHTS_M.map((h) => ({ id: String(h), title: h ? `${h.toLocaleString("en")} m above sea` : "not shown" }));
  const sizes = SIZES_M2.map((s) => ({ id: String(s), title: `${s} m²` }));
  const element = make(
    "fieldset",
    { class: "coverage" },
    make("legend", {}, "Coverage"),
    select("Target's height", heights, String(shown.height_m), (id) => {
      shown.height_m = Number(id);
      void load();
    }),
    select("Radar cross-section", sizes, String(shown.rcs_m2), (id) => {
      shown.rcs_m2 = Number(id);
      void load();
    }),
    message,
  );
  return { element, load };
}

/** Areas seen by all networks together as shades; single sensors and gaps are left out, they would hide the rest. */
export function shadesOf(areas: GeoJSON.FeatureCollection): Shade[] {
  return areas.features.flatMap((feature): Shade[] => {
    const { what, percent_of_worlds: percent } = feature.properties ?? {};
    if (what !== "network") return [];
    const colour = ink("--green", ALPHA_BY_PERCENT[String(percent)] ?? 0.12);
    const { geometry } = feature;
    if (geometry.type === "Polygon") return [{ rings: geometry.coordinates as never, fill: colour }];
    if (geometry.type === "MultiPolygon") return geometry.coordinates.map((rings) => ({ rings: rings as never, fill: colour }));
    return [];
  });
}
