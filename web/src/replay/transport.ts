// Play, pause, step, speed and the slider: everything that moves the clock, by mouse and by key.

import { make } from "../page/dom.ts";
import { clockTime } from "../page/numbers.ts";
import { type Clock, SPEEDS } from "./clock.ts";
import type { Strip } from "./strip.ts";

export const KEYS = "Space plays and pauses, comma and full stop step, < and > jump a minute, [ and ] change the speed, F follows.";

const SHOW_EVERY_MS = 100;

export class Transport {
  readonly element: HTMLElement;
  private readonly clock: Clock;
  private readonly play = make("button", { class: "main", on: { click: () => this.toggle() } }, "Play");
  private readonly slider: HTMLInputElement;
  /** Silent: a clock that is read aloud while it runs drowns everything else. The slider tells its time when asked. */
  private readonly time = make("output", { class: "time", "aria-live": "off" });
  private readonly speed = make("select", { "aria-label": "Speed", on: { change: () => this.setSpeed(Number(this.speed.value)) } });
  private readonly marker = make("div", { class: "strip-now" });
  private readonly speedChanged: (speed: number) => void;
  private shown = 0;

  constructor(clock: Clock, strip: Strip, speedChanged: (speed: number) => void) {
    this.clock = clock;
    this.speedChanged = speedChanged;
    for (const speed of SPEEDS) this.speed.append(make("option", { value: speed, selected: speed === clock.speed }, `${speed}×`));
    this.slider = make("input", {
      type: "range",
      min: 0,
      max: clock.end_s,
      step: 0.1,
      "aria-label": "Time in the battle",
      on: { input: () => clock.seek(Number(this.slider.value)) },
    });
    const step = (by: number, sign: string, words: string): HTMLElement =>
      make("button", { "aria-label": `${sign}: ${words}`, title: words, on: { click: () => this.step(by) } }, sign);
    const buttons = make("div", { class: "group", role: "group", "aria-label": "Step" }, step(-10, "−10 s", "ten seconds back"), step(-1, "−1", "one second back"), step(1, "+1", "one second on"), step(10, "+10 s", "ten seconds on"));
    this.element = make(
      "div",
      { class: "transport", role: "group", "aria-label": "Playing", "aria-describedby": "keys-of-the-film" },
      make("div", { class: "strip-box" }, strip.element, this.marker),
      this.slider,
      make("div", { class: "transport-row" }, this.play, buttons, this.speed, this.time, make("span", { class: "soft keys", id: "keys-of-the-film" }, KEYS)),
    );
  }

  /** While the clock runs not in every frame: a changed slider is painted anew, which takes longer than a map of 500. */
  show(): void {
    const { clock } = this;
    const now = performance.now();
    if (clock.running && this.play.textContent === "Pause" && now - this.shown < SHOW_EVERY_MS) return;
    this.shown = now;
    this.play.textContent = clock.running ? "Pause" : "Play";
    this.slider.value = String(clock.time_s);
    const text = `${clockTime(clock.time_s)} of ${clockTime(clock.end_s)}`;
    if (this.time.textContent !== text) {
      this.time.textContent = text;
      this.slider.setAttribute("aria-valuetext", text);
    }
    this.marker.style.left = `${(100 * clock.time_s) / clock.end_s}%`;
  }

  /** True when the key was one of ours. */
  key(event: KeyboardEvent): boolean {
    const typing = event.target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA|BUTTON|SUMMARY)$/.test(event.target.tagName);
    const actions: Record<string, () => void> = {
      ",": () => this.step(-1),
      ".": () => this.step(1),
      "<": () => this.step(-60),
      ">": () => this.step(60),
      "[": () => this.faster(-1),
      "]": () => this.faster(1),
      ...(typing ? {} : { " ": () => this.toggle() }),
    };
    const act = actions[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.target instanceof HTMLInputElement && event.target.type === "search") return false;
    event.preventDefault();
    act();
    return true;
  }

  private toggle(): void {
    if (this.clock.running) this.clock.pause();
    else this.clock.play();
  }

  private step(by_s: number): void {
    this.clock.pause();
    this.clock.seek(Math.round(this.clock.time_s + by_s));
  }

  private faster(by: number): void {
    const at = SPEEDS.indexOf(this.clock.speed as (typeof SPEEDS)[number]);
    this.setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + by))]!);
  }

  private setSpeed(speed: number): void {
    this.clock.speed = speed;
    this.speed.value = String(speed);
    this.speedChanged(speed);
  }
}
