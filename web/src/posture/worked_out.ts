// A map that takes the server a while to make: one that was made before is shown, for another there is a button that asks
// for it, and meanwhile how far it is.

import type { App } from "../page/app.ts";
import { complaint } from "../page/controls.ts";
import { type Child, fill, make } from "../page/dom.ts";
import type { Job } from "../source/documents.ts";

const ASK_AGAIN_MS = 1000;

export class WorkedOut<Found> {
  private readonly shown = make("div");
  /** Read aloud when it begins and when it is there, not at every percent on the way. */
  private readonly told = make("div", { class: "spoken", role: "status" });
  readonly element = make("div", { class: "soft worked-out" }, this.shown, this.told);
  private readonly app: App;
  private readonly whenThere: (found: Found | null) => Child;
  private asked = 0;

  /** `whenThere` is given the map, or null when none is to be shown; it returns the words that stand below the choice. */
  constructor(app: App, whenThere: (found: Found | null) => Child) {
    this.app = app;
    this.whenThere = whenThere;
  }

  /** Show the map at this address if the `list` has it; else offer to have it made by this job. Empty: show none. */
  async show(list: string, path: string, job: Record<string, unknown>): Promise<void> {
    const mine = ++this.asked;
    this.whenThere(null);
    fill(this.shown);
    if (!path) return;
    try {
      const made = await this.app.source.json<{ path: string }[]>(list); // asking for what is not there is an error
      const found = made.some((each) => each.path === path) ? await this.app.source.json<Found>(path) : null;
      if (mine !== this.asked) return;
      const start = (): void => void this.work(list, path, job, mine);
      const offer = this.app.source.live ? make("button", { on: { click: start } }, "Work this map out") : "This map was not worked out.";
      fill(this.shown, found ? this.whenThere(found) : offer);
    } catch (error) {
      if (mine === this.asked) fill(this.shown, complaint(error));
    }
  }

  /** Nobody looks any more: what is being worked on goes on without us, and is drawn nowhere. */
  close(): void {
    this.asked++;
  }

  private async work(list: string, path: string, body: Record<string, unknown>, mine: number): Promise<void> {
    this.told.textContent = "Working the map out.";
    try {
      let job = await this.app.source.send<Job>("POST", "api/jobs", body);
      while (mine === this.asked && (job.state === "waiting" || job.state === "running")) {
        const bar = make("progress", { max: job.total || 1, value: job.done, "aria-label": "How far the map is" });
        fill(this.shown, `${job.doing || "working it out"} …`, bar);
        await new Promise((resume) => setTimeout(resume, ASK_AGAIN_MS));
        job = await this.app.source.json<Job>(`api/jobs/${job.id}`);
      }
      if (mine !== this.asked) return;
      this.told.textContent = job.state === "done" ? "The map is worked out and drawn." : "The map was not worked out.";
      if (job.state === "done") await this.show(list, path, body);
      else fill(this.shown, complaint(new Error(job.problem || `The work was ${job.state}.`)));
    } catch (error) {
      if (mine === this.asked) fill(this.shown, complaint(error));
    }
  }
}

/** What the shades mean, darkest first: a patch of each with its words. */
export function shadeKey(name: string, colour: string, rows: [alpha: number, words: string][]): HTMLElement {
  const list = make("ul", { class: "shade-key", "aria-label": name });
  for (const [alpha, words] of rows) {
    const patch = make("span", { class: "patch", "aria-hidden": "true" });
    patch.style.background = `color-mix(in srgb, var(${colour}) ${Math.round(100 * alpha)}%, var(--land))`;
    list.append(make("li", {}, patch, words));
  }
  return list;
}
