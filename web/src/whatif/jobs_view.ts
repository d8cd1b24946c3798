// What is being worked on and what was: progress, a way to stop it, a way to its result. And all results on the shelf.

import type { App } from "../page/app.ts";
import { complaint, keepingFocus } from "../page/controls.ts";
import { fill, make } from "../page/dom.ts";
import type { Job, ResultEntry } from "../source/documents.ts";
import { NotGiven } from "../source/source.ts";
import { isOver, openResult, progress, stateWords } from "./running.ts";

const ASK_AGAIN_MS = 1000;

export async function jobsView(place: HTMLElement, app: App): Promise<() => void> {
  const jobs = make("div", { class: "jobs" });
  const results = make("div");
  const told = make("div", { class: "spoken", role: "status" });
  fill(place, make("article", { class: "page" }, make("h1", {}, "Work"), jobs, told, make("h2", {}, "Results"), results));
  const states = new Map<string, string>();
  let closed = false;
  let timer = 0;

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    try {
      const found = await app.source.json<Job[]>("api/jobs");
      if (closed) return;
      const rows = found.length ? found.map((job) => jobRow(job, stop)) : [make("p", { class: "soft" }, "Nothing has been started from this page.")];
      keepingFocus(jobs, () => fill(jobs, ...rows));
      tell(found);
      if (found.some((job) => !isOver(job))) timer = window.setTimeout(() => void refresh(), ASK_AGAIN_MS);
      fill(results, resultTable(await app.source.json<ResultEntry[]>("api/results"), app.result.id));
    } catch (error) {
      fill(jobs, complaint(error));
    }
  }

  /** Read aloud what has begun or ended since the last look, and not every percent on the way. */
  function tell(found: Job[]): void {
    const news = found.filter((job) => states.has(job.id) && states.get(job.id) !== job.state);
    for (const job of found) states.set(job.id, job.state);
    if (news.length) told.textContent = news.map((job) => `${job.title || job.verb}: ${stateWords(job).toLowerCase()}`).join("; ");
  }

  async function stop(id: string): Promise<void> {
    await app.source.send("DELETE", `api/jobs/${id}`).catch((error: unknown) => fill(jobs, complaint(error)));
    await refresh();
  }

  await refresh();
  return () => {
    closed = true;
    clearTimeout(timer);
  };
}

function jobRow(job: Job, stop: (id: string) => Promise<void>): HTMLElement {
  return make(
    "section",
    { class: "job" },
    make("h2", {}, job.title || job.verb, make("small", {}, `  ${stateWords(job).toLowerCase()}`)),
    !isOver(job) && progress(job),
    job.problem && complaint(new NotGiven({ problem: job.problem, findings: job.findings }, 0)),
    make("div", { class: "bar" }, job.result && make("button", { on: { click: () => openResult(job.result!) } }, "Open the result"), job.path && make("a", { href: mapOf(job.path) }, "Look at the map"), make("button", { on: { click: () => void stop(job.id) } }, isOver(job) ? "Take off the list" : "Cancel", make("span", { class: "spoken" }, `: ${job.title || job.verb}`))),
  );
}

/** Where a map that was worked out is looked at, from the address of its document. */
export function mapOf(path: string): string {
  const [, result, what, ...rest] = path.split("/").slice(1);
  const words = new URLSearchParams({ result: result ?? "" });
  if (what === "defended") {
    const [option, threat, who] = rest;
    for (const [name, word] of Object.entries({ option, against: threat, who })) words.set(name, word ?? "");
  } else {
    const [, option, height_m, rcs_m2] = /^[a-z]+-(.+)-([\d.]+)-([\d.]+)$/.exec(rest[0] ?? "") ?? [];
    for (const [name, word] of Object.entries({ option, height_m, rcs_m2 })) words.set(name, word ?? "");
  }
  return `#/map?${words}`;
}

function resultTable(entries: ResultEntry[], opened: string): HTMLElement {
  const head = make("tr", {}, ...["Result", "Study", "Made", "Recorded battles", "Size"].map((words) => make("th", { scope: "col" }, words)));
  const rows = entries.map((entry) => {
    const name = entry.problem ? make("span", {}, entry.title || entry.id) : make("button", { class: "link", "aria-current": String(entry.id === opened), on: { click: () => openResult(entry.id) } }, `${entry.title} (${entry.id})`);
    return make("tr", {}, make("th", { scope: "row" }, name, entry.problem && make("div", { class: "soft" }, entry.problem)), make("td", {}, entry.study), make("td", {}, entry.made.slice(0, 16).replace("T", " ")), make("td", {}, entry.replays), make("td", {}, `${(entry.size_bytes / 1e6).toFixed(1)} MB`));
  });
  return make("div", { class: "scroll" }, make("table", { "aria-label": "Results" }, make("thead", {}, head), make("tbody", {}, ...rows)));
}
