// The frame of the page: which result, which view, day or night, and one view at a time in the middle.

import { leased } from "./address.ts";
import { NotGiven } from "../source/source.ts";
import type { App, View } from "./app.ts";
import { complaint } from "./controls.ts";
import { fill, make } from "./dom.ts";
import { lengthUnits } from "./numbers.ts";

export interface Tab {
  id: string;
  title: string;
  view: () => Promise<View>;
  /** Views that need a server are not offered by an exported page. */
  needsServer?: boolean;
}

export class Shell {
  private readonly app: App;
  private readonly tabs: Tab[];
  private readonly main = make("main", { id: "view", tabindex: -1 });
  private readonly links = new Map<string, HTMLAnchorElement>();
  private putAway: () => void = () => undefined;
  private endLease: () => void = () => undefined;
  private opening = 0;
  private shown = "";

  constructor(place: HTMLElement, app: App, tabs: Tab[]) {
    this.app = app;
    this.tabs = tabs.filter((tab) => app.source.live || !tab.needsServer);
    fill(place, make("a", { class: "skip", href: "#view", on: { click: (e: Event) => this.skip(e) } }, "Skip to the view"), this.header(), this.main);
    app.address.whenChanged(() => void this.follow());
    document.addEventListener("keydown", (event) => this.key(event));
    void this.follow();
  }

  private header(): HTMLElement {
    const { settings, results, result } = this.app;
    const theme = make("button", { on: { click: () => (settings.theme = settings.theme === "day" ? "night" : "day") } });
    const label = (): void => {
      theme.textContent = settings.theme === "day" ? "Night" : "Day";
      theme.title = `Show the page as by ${settings.theme === "day" ? "night" : "day"}`;
    };
    label();
    settings.whenChanged(label);
    const units = make("select", { "aria-label": "Unit of length", on: { change: () => (settings.unit = units.value as never) } });
    for (const unit of lengthUnits) units.append(make("option", { value: unit, selected: unit === settings.unit }, unit === "ft" ? "nm, ft" : unit));
    const open = make("select", { "aria-label": "Result", on: { change: () => this.open(open.value) } });
    for (const each of results) open.append(make("option", { value: each.id, selected: each.id === result.id }, `${each.title} (${each.id})`));
    const nav = make("nav", { "aria-label": "Views" });
    this.tabs.forEach((tab, i) => {
      const link = make("a", { href: `#/${tab.id}`, title: `Key ${i + 1}`, on: { click: (e: Event) => this.go(e, tab.id) } }, tab.title);
      this.links.set(tab.id, link);
      nav.append(link);
    });
    return make("header", {}, make("strong", { class: "brand" }, "Pavise"), open, nav, make("div", { class: "prefer" }, units, theme));
  }

  private async follow(): Promise<void> {
    const asked = this.app.address.view || this.tabs[0]!.id;
    const tab = this.tabs.find((each) => each.id === asked) ?? this.tabs[0]!;
    if (this.app.address.word("result", this.app.result.id) !== this.app.result.id) return location.reload();
    this.app.address.keep({ result: this.app.result.id }); // also where the address was typed without it
    for (const [id, link] of this.links) link.toggleAttribute("aria-current", id === tab.id);
    this.links.get(tab.id)?.setAttribute("aria-current", "page");
    const opening = ++this.opening;
    this.endLease();
    this.putAway();
    this.putAway = () => undefined;
    this.main.className = `view-${tab.id}`;
    fill(this.main, make("p", { class: "waiting", role: "status" }, "Opening …"));
    document.title = `${tab.title} · ${this.app.result.title} · Pavise`;
    const place = make("div", { class: "view" });
    const { address, end } = leased(this.app.address);
    this.endLease = end;
    try {
      const view = await tab.view();
      if (opening !== this.opening) return; // the reader has gone elsewhere meanwhile
      fill(this.main, place);
      const putAway = await view(place, { ...this.app, address });
      if (opening === this.opening) this.putAway = putAway;
      else putAway();
    } catch (error) {
      if (opening === this.opening) fill(this.main, complaint(error));
      if (!(error instanceof NotGiven)) throw error;
    }
    if (opening !== this.opening) return;
    if (this.shown && this.shown !== tab.id) this.main.focus({ preventScroll: true });
    this.shown = tab.id;
  }

  private go(event: Event, view: string): void {
    event.preventDefault();
    this.app.address.go(view);
  }

  private skip(event: Event): void {
    event.preventDefault(); // the address behind the # is ours
    this.main.focus();
  }

  /** Another result: everything that the address says of the old one is dropped. */
  private open(id: string): void {
    location.hash = `#/${this.app.address.view}?result=${encodeURIComponent(id)}`;
  }

  private key(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const tab = this.tabs[Number(event.key) - 1];
    if (tab) this.app.address.go(tab.id);
  }
}
