// The page begins here: find out where documents come from, which result to open, and show the view that is asked for.

import "./style.css";
import { Address } from "./page/address.ts";
import { complaint } from "./page/controls.ts";
import { fill, make } from "./page/dom.ts";
import { Settings } from "./page/settings.ts";
import { Shell, type Tab } from "./page/shell.ts";
import type { Result, ResultEntry, State } from "./source/documents.ts";
import { carriedDocuments, FileSource } from "./source/files.ts";
import { HttpSource } from "./source/http.ts";
import type { Source } from "./source/source.ts";

const tabs: Tab[] = [
  { id: "map", title: "Map", view: async () => (await import("./posture/view.ts")).postureView },
  { id: "replay", title: "Replay", view: async () => (await import("./replay/view.ts")).replayView },
  { id: "compare", title: "Compare", view: async () => (await import("./compare/view.ts")).compareView },
  { id: "evidence", title: "Evidence", view: async () => (await import("./evidence/view.ts")).evidenceView },
  { id: "what-if", title: "What if", view: async () => (await import("./whatif/view.ts")).whatIfView, needsServer: true },
  { id: "jobs", title: "Jobs", view: async () => (await import("./whatif/jobs_view.ts")).jobsView, needsServer: true },
];

async function begin(place: HTMLElement): Promise<void> {
  const settings = new Settings();
  settings.apply();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => settings.apply());
  const carried = carriedDocuments();
  const source: Source = carried === null ? new HttpSource() : new FileSource(carried);
  const address = new Address();
  const [state, results] = await Promise.all([source.json<State>("api/state"), source.json<ResultEntry[]>("api/results")]);
  const openable = results.filter((each) => !each.problem);
  const asked = [address.word("result"), state.opened];
  const chosen = openable.find((each) => asked.includes(each.id)) ?? openable[0];
  if (!chosen) {
    fill(place, make("p", { class: "waiting" }, "There is no result yet. Make one, for example: pavise compare turkey-s400"));
    return;
  }
  const result = await source.json<Result>(`api/results/${chosen.id}`).catch((error: unknown) => {
    const others = openable.filter((each) => each !== chosen).map((each) => make("li", {}, make("a", { href: `#/map?result=${encodeURIComponent(each.id)}` }, each.title)));
    fill(place, complaint(error), make("p", { class: "page" }, "Other results:"), make("ul", {}, ...others));
    addEventListener("hashchange", () => location.reload());
    return null;
  });
  if (result === null) return;
  address.keep({ result: chosen.id });
  new Shell(place, { source, address, settings, state, results, result }, tabs);
}

const place = document.getElementById("app")!;
begin(place).catch((error: unknown) => {
  fill(place, complaint(error));
  console.error(error);
});
