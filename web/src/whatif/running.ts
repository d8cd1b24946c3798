// A what-if while it runs: how far it is, and the paired change with its interval as worlds are added and it sharpens.

import { type App, optionLook } from "../page/app.ts";
import { complaint, keepingFocus } from "../page/controls.ts";
import { fill, make, makeSvg } from "../page/dom.ts";
import { changed, type Kind } from "../page/numbers.ts";
import type { Job, Measure, Paired } from "../source/documents.ts";
import { NotGiven } from "../source/source.ts";

const ASK_AGAIN_MS = 700;
const SHOWN = ["value_saved", "leakers", "sites_lost", "money_spent_usd"];

export const isOver = (job: Job): boolean => job.state !== "waiting" && job.state !== "running";

interface Step {
  worlds: number;
  /** By option: the changed one alone, or all options of the study where only a raid was added. */
  paired: Map<string, Record<string, Paired>>;
}

export class Running {
  private readonly shown = make("div");
  /** Read aloud: each step with its differences, not every percent on the way. */
  private readonly told = make("div", { class: "spoken", role: "status" });
  readonly element = make("section", { class: "running" }, this.shown, this.told);
  private readonly app: App;
  private readonly steps: Step[] = [];
  private closed = false;
  private cancelled = false;
  private baseline = "";

  constructor(app: App) {
    this.app = app;
  }

  /** Follow a job to its end; returns it. */
  async follow(id: string): Promise<Job> {
    for (;;) {
      const job = await this.app.source.json<Job>(`api/jobs/${id}`);
      if (this.closed) return job;
      this.note(job);
      this.draw(job);
      if (isOver(job)) return job;
      await new Promise((resume) => setTimeout(resume, ASK_AGAIN_MS));
    }
  }

  close(): void {
    this.closed = true;
  }

  private note(job: Job): void {
    const rows = (job.partial?.rows ?? []).filter((each) => Object.keys(each.paired).length > 0);
    const worlds = job.partial?.worlds ?? job.worlds_so_far;
    if (!rows.length || this.steps.at(-1)?.worlds === worlds) return;
    this.baseline = job.partial!.baseline;
    this.steps.push({ worlds, paired: new Map(rows.map((row) => [row.option, row.paired])) });
  }

  private draw(job: Job): void {
    const measures = SHOWN.flatMap((id) => this.app.result.measures.find((measure) => measure.id === id) ?? []);
    const last = this.steps.at(-1);
    const options = [...(last?.paired.keys() ?? [])];
    const against = options.length > 1 ? `“${optionLook(this.app.result, this.baseline).title}”` : "the unchanged option";
    const rows = [
      make("h2", {}, stateWords(job)),
      !isOver(job) && progress(job),
      !isOver(job) && make("button", { disabled: this.cancelled, on: { click: () => void this.cancel(job.id) } }, "Cancel"),
      job.problem && complaint(new NotGiven({ problem: job.problem, findings: job.findings }, 0)),
      last && make("p", { class: "soft" }, `The change against ${against}, same raids and same luck, after ${last.worlds} worlds:`),
      ...options.flatMap((option) => [
        options.length > 1 && make("h3", {}, optionLook(this.app.result, option).title),
        ...measures.map((measure) => this.change(option, measure, last!.paired.get(option)?.[measure.id])),
      ]),
      job.result && make("button", { class: "main", on: { click: () => openResult(job.result!) } }, "Open the whole result"),
    ];
    keepingFocus(this.shown, () => fill(this.shown, ...rows));
    const differences = options.flatMap((option) => measures.flatMap((measure) => spoken(measure, last!.paired.get(option)?.[measure.id])));
    const told = [`${stateWords(job)}${last ? `, after ${last.worlds} worlds` : ""}`, ...differences].join(". ");
    if (this.told.textContent !== told) this.told.textContent = told;
  }

  private change(option: string, measure: Measure, paired: Paired | undefined): HTMLElement | null {
    if (!paired) return null;
    const better = paired.difference !== null && (paired.difference > 0) === (measure.better === "high");
    const verdict = !paired.told_apart ? "not told apart from nothing" : better ? "better" : "worse";
    const range = `${changed(paired.low, measure)} to ${changed(paired.high, measure)}`;
    return make(
      "div",
      { class: "change" },
      make("div", {}, make("strong", {}, measure.title), make("small", {}, ` ${verdict}`)),
      make("div", { class: "figure" }, changed(paired.difference, measure), make("span", { class: "interval" }, range)),
      sharpening(this.steps.map((step) => ({ worlds: step.worlds, paired: step.paired.get(option)?.[measure.id] })), measure),
    );
  }

  private async cancel(id: string): Promise<void> {
    this.cancelled = true;
    await this.app.source.send("DELETE", `api/jobs/${id}`).catch(() => undefined);
  }
}

function spoken(measure: Measure, paired: Paired | undefined): string[] {
  return paired ? [`${measure.title} ${changed(paired.difference, measure)}, ${paired.told_apart ? "told apart" : "not told apart from nothing"}`] : [];
}

export function progress(job: Job): HTMLElement {
  const left = job.eta_s === null ? "" : `, about ${Math.max(1, Math.round(job.eta_s))} s left`;
  const words = `${job.doing || (job.state === "waiting" ? "waiting its turn" : "at work")}${job.total ? `, ${job.done} of ${job.total}` : ""}${left}`;
  return make("div", { class: "progress" }, make("progress", { max: job.total || 1, value: job.done, "aria-label": "Progress" }), make("span", { class: "soft" }, words));
}

export function stateWords(job: Job): string {
  const words: Record<Job["state"], string> = {
    waiting: "Waiting",
    running: "Running",
    done: "Done",
    failed: "It did not work",
    cancelled: "Cancelled",
    interrupted: "Interrupted",
  };
  return words[job.state];
}

export function openResult(id: string): void {
  location.hash = `#/compare?result=${encodeURIComponent(id)}`;
  location.reload();
}

/** An interval a step, one below the other: how the answer narrows as worlds are added. */
function sharpening(steps: { worlds: number; paired: Paired | undefined }[], kind: Kind): SVGElement {
  const known = steps.filter((step): step is { worlds: number; paired: Paired } => (step.paired?.low ?? null) !== null);
  const [width, line, left] = [300, 14, 60];
  const svg = makeSvg("svg", { viewBox: `0 0 ${width} ${known.length * line + 4}`, class: "plot sharpening", role: "img", "aria-label": "Intervals of the change as worlds were added" });
  const ends = [0, ...known.flatMap((step) => [step.paired.low!, step.paired.high!])];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const x = (value: number): number => left + 6 + ((value - low) / (high - low || 1)) * (width - left - 12);
  svg.append(makeSvg("line", { x1: x(0), x2: x(0), y1: 0, y2: known.length * line + 4, class: "zero" }));
  known.forEach((step, i) => {
    const y = 8 + i * line;
    svg.append(
      makeSvg("text", { x: left - 4, y: y + 4, class: "name" }, `${step.worlds} w`),
      makeSvg("line", { x1: x(step.paired.low!), x2: x(step.paired.high!), y1: y, y2: y, class: "range" }),
      makeSvg("circle", { cx: x(step.paired.difference!), cy: y, r: 3.5, class: "mark" }),
      makeSvg("title", {}, `${step.worlds} worlds: ${changed(step.paired.difference, kind)} (${changed(step.paired.low, kind)} to ${changed(step.paired.high, kind)})`),
    );
  });
  return svg;
}
