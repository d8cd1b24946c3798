// A map with everything around it: the surface that fits this machine, and the controls that all maps share. Projection,
// zoom, scale, where the pointer is, measuring, search, and the keyboard for all of it.

import { fill, make } from "../page/dom.ts";
import { coordinates, height } from "../page/numbers.ts";
import type { Settings } from "../page/settings.ts";
import type { Ground } from "../source/documents.ts";
import { isTooSlow, reasonForCanvas } from "./choose.ts";
import type { LonLat } from "./earth.ts";
import { Measure } from "./measure.ts";
import { fit, metresPerPixel } from "./mercator.ts";
import { Plan } from "./plan.ts";
import { Relief } from "./relief.ts";
import { scaleBar } from "./scale.ts";
import { emptyScene, type Mark, type Motion, type Scene } from "./scene.ts";
import { findMarks, readCoordinates } from "./search.ts";
import type { Camera, Picked, Projection, Surface, SurfaceEvents } from "./surface.ts";

export interface StageEvents {
  /** Something on the map was chosen, or the map beside everything. */
  chosen(picked: Picked | null, at: LonLat): void;
  /** What to say of a moving thing under the pointer. */
  words(object: number): string;
  moved?(camera: Camera, projection: Projection): void;
}

const HELP = "Arrows move, + and − zoom, 0 shows all, P changes the projection, M measures, / searches.";
const START: Camera = { lon: 34, lat: 39, zoom: 4.6, pitch: 0, bearing: 0 };

export class Stage {
  readonly element = make("section", { class: "stage", tabindex: 0, role: "application" });
  private readonly settings: Settings;
  private readonly events: StageEvents;
  private surface!: Surface;
  private projection: Projection = "flat";
  private insisted = new URLSearchParams(location.search).get("canvas") === "0";
  private scene: Scene = emptyScene();
  private motion: Motion | null = null;
  private relief: Relief | null = null;
  private box: readonly [number, number, number, number] | null = null;
  private opening = 0;
  private readonly measure = new Measure();
  private readonly forget: () => void;

  private readonly hint = make("div", { class: "hint", hidden: true });
  private readonly bar = make("div", { class: "scale-bar" });
  private readonly cursor = make("output", { class: "cursor", "aria-label": "Place under the pointer" });
  private readonly note = make("p", { class: "map-note", role: "status", hidden: true });
  private readonly found = make("ul", { class: "found", hidden: true });
  private readonly searchBox = make("input", {
    type: "search",
    placeholder: "Search the map",
    "aria-label": "Search the map: a name, or coordinates",
    on: { input: () => this.search(), keydown: (event: KeyboardEvent) => this.searchKey(event) },
  });
  private readonly measureButton = make("button", { "aria-pressed": "false", on: { click: () => this.toggleMeasure() } }, "Measure");
  private readonly projections = (["flat", "tilted", "globe"] as const).map((each) =>
    make("button", { "aria-pressed": String(each === "flat"), on: { click: () => void this.project(each) } }, words(each)),
  );

  constructor(settings: Settings, label: string, events: StageEvents) {
    this.settings = settings;
    this.events = events;
    this.element.setAttribute("aria-label", `${label}. ${HELP}`);
    const zoomIn = make("button", { "aria-label": "Zoom in", on: { click: () => this.zoom(1) } }, "+");
    const zoomOut = make("button", { "aria-label": "Zoom out", on: { click: () => this.zoom(-1) } }, "−");
    const all = make("button", { on: { click: () => this.fitAll() } }, "Show all");
    const top = make("div", { class: "map-tools" }, make("div", { class: "search" }, this.searchBox, this.found));
    top.append(group("Projection", ...this.projections), group("Zoom", zoomIn, zoomOut, all), this.measureButton);
    const foot = make("div", { class: "map-foot" }, this.bar, this.cursor);
    this.element.append(top, foot, this.hint, this.note);
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.forget = settings.whenChanged(() => {
      this.surface.restyle();
      this.draw();
      this.drawScale();
    });
    const reason = this.insisted ? null : reasonForCanvas();
    this.mount(new Plan(START, this.listeners()));
    if (reason === null) void this.raise("flat", START);
  }

  show(scene: Scene): void {
    this.scene = scene;
    this.draw();
  }

  /** The ground below, where somebody knows it: shaded, and its height told at the pointer. */
  lay(ground: Ground): void {
    this.relief = new Relief(ground);
    this.surface.lay(this.relief);
  }

  move(motion: Motion): void {
    this.motion = motion;
    this.surface.move(motion);
    if (this.surface.kind === "globe" && !this.insisted && isTooSlow(this.surface)) this.lower();
  }

  /** Look at all of a box [west, south, east, north], now and whenever all is asked for. */
  fit(box: readonly [number, number, number, number], now = true): void {
    this.box = box;
    if (now) this.fitAll();
  }

  camera(): Camera {
    return this.surface.camera();
  }

  look(camera: Partial<Camera>, smooth = false): void {
    this.surface.look(camera, smooth && !this.settings.lessMotion);
  }

  get kind(): string {
    return this.surface.kind;
  }

  async project(projection: Projection): Promise<void> {
    this.projections.forEach((button) => button.setAttribute("aria-pressed", String(button.textContent === words(projection))));
    this.projection = projection;
    const camera = { ...this.surface.camera(), pitch: projection === "tilted" ? 55 : 0, bearing: projection === "tilted" ? -15 : 0 };
    if (this.surface.kind === "plan" && projection !== "flat") {
      this.insisted = true;
      await this.raise(projection, camera);
    }
    this.surface.project(projection);
    this.surface.look(camera);
    this.events.moved?.(this.surface.camera(), projection);
  }

  close(): void {
    this.opening++;
    this.forget();
    this.surface.close();
  }

  private mount(surface: Surface): void {
    this.surface = surface;
    this.element.prepend(surface.element);
    this.element.dataset["surface"] = surface.kind;
    if (this.relief) surface.lay(this.relief);
    this.draw();
    if (this.motion) surface.move(this.motion);
    this.drawScale();
  }

  /** From the plain canvas to WebGL. The file with it is large and comes only now. */
  private async raise(projection: Projection, camera: Camera): Promise<void> {
    const opening = ++this.opening;
    const { Globe } = await import("./globe.ts");
    if (opening !== this.opening) return;
    const before = this.surface;
    try {
      const holds = before.camera();
      const target = { ...holds, pitch: camera.pitch, bearing: camera.bearing };
      const globe = new Globe(target, projection, this.listeners(), () => this.lower());
      before.close();
      this.mount(globe);
    } catch (error) {
      this.tell(`This browser cannot draw in three dimensions (${String(error)}); the flat map shows the same.`);
    }
  }

  /** From WebGL to the plain canvas, because it is too slow or has broken down. */
  private lower(): void {
    const camera = this.surface.camera();
    this.surface.close();
    this.mount(new Plan(camera, this.listeners()));
    this.tell("Drawn flat on a plain canvas from here on: the graphics of this machine are too slow for more.");
  }

  private listeners(): SurfaceEvents {
    return {
      moved: (camera) => {
        this.drawScale();
        this.events.moved?.(camera, this.projection);
      },
      pointed: (at, picked, x, y) => this.pointed(at, picked, x, y),
      clicked: (at, picked) => {
        if (!this.measure.on) return this.events.chosen(picked, at);
        this.measure.add(at);
        this.draw();
        this.tell(this.measure.words(this.settings.unit) || "Click the next point. Esc ends measuring.");
      },
    };
  }

  private draw(): void {
    const measured = this.measure.drawn(this.settings.unit);
    const { shades, lines, marks } = this.scene;
    this.surface.show({ shades, lines: [...lines, ...measured.lines], marks: [...marks, ...measured.marks] });
  }

  private drawScale(): void {
    const { width_px, words: text } = scaleBar(this.surface.camera(), this.settings.unit);
    this.bar.style.width = `${width_px}px`;
    this.bar.textContent = text;
  }

  private pointed(at: LonLat | null, picked: Picked | null, x: number, y: number): void {
    this.cursor.textContent = at ? this.placeWords(at) : "";
    const said = picked === null ? "" : "mark" in picked ? this.markOf(picked.mark)?.words : this.events.words(picked.object);
    this.hint.hidden = !said;
    this.element.classList.toggle("pointing", Boolean(said));
    if (!said) return;
    this.hint.textContent = said;
    this.hint.style.left = `${Math.min(x + 14, this.element.clientWidth - 220)}px`;
    this.hint.style.top = `${y + 14}px`;
  }

  /** Coordinates, and how high the ground is there where somebody knows it. */
  private placeWords([lon, lat]: LonLat): string {
    const found = this.relief?.height_m(lon, lat) ?? null;
    return coordinates(lon, lat) + (found === null ? "" : `, ground about ${height(found, this.settings.unit)}`);
  }

  private markOf(id: string): Mark | undefined {
    return this.scene.marks.find((mark) => mark.id === id);
  }

  private fitAll(): void {
    if (!this.box) return;
    const { clientWidth, clientHeight } = this.element;
    if (clientWidth === 0) {
      requestAnimationFrame(() => this.element.isConnected && this.fitAll());
      return;
    }
    this.look(fit(this.box, clientWidth, clientHeight), true);
  }

  private zoom(by: number): void {
    this.look({ zoom: this.surface.camera().zoom + by }, true);
  }

  private pan(east: number, north: number): void {
    const camera = this.surface.camera();
    const step_deg = (metresPerPixel(camera.lat, camera.zoom) * 120) / 111_000;
    this.look({ lon: camera.lon + (east * step_deg) / Math.cos((camera.lat * Math.PI) / 180), lat: camera.lat + north * step_deg }, true);
  }

  private toggleMeasure(): void {
    const on = this.measure.toggle();
    this.measureButton.setAttribute("aria-pressed", String(on));
    this.element.classList.toggle("measuring", on);
    this.tell(on ? "Click a point, or press Enter for the middle of the map. Esc ends measuring." : "");
    this.draw();
  }

  private key(event: KeyboardEvent): void {
    if (event.target !== this.element || event.ctrlKey || event.metaKey || event.altKey) return;
    const { lon, lat } = this.surface.camera();
    const actions: Record<string, () => void> = {
      ArrowLeft: () => this.pan(-1, 0),
      ArrowRight: () => this.pan(1, 0),
      ArrowUp: () => this.pan(0, 1),
      ArrowDown: () => this.pan(0, -1),
      "+": () => this.zoom(1),
      "=": () => this.zoom(1),
      "-": () => this.zoom(-1),
      "0": () => this.fitAll(),
      p: () => void this.project(this.projection === "flat" ? "tilted" : this.projection === "tilted" ? "globe" : "flat"),
      m: () => this.toggleMeasure(),
      "/": () => this.searchBox.focus(),
      Escape: () => this.measure.on && this.toggleMeasure(),
      Enter: () => this.listeners().clicked([lon, lat], null),
    };
    const act = actions[event.key];
    if (!act || (event.key === "Enter" && !this.measure.on)) return;
    event.preventDefault();
    event.stopPropagation();
    act();
    const middle = this.surface.camera();
    this.cursor.textContent = `Middle: ${this.placeWords([middle.lon, middle.lat])}`;
  }

  private search(): void {
    const text = this.searchBox.value;
    const place = readCoordinates(text);
    const marks = place ? [] : findMarks(this.scene.marks, text);
    const go = (at: LonLat, id?: string) => () => this.goTo(at, id);
    const rows = place
      ? [make("li", {}, make("button", { on: { click: go(place) } }, `Go to ${coordinates(place[0], place[1])}`))]
      : marks.map((mark) => make("li", {}, make("button", { on: { click: go(mark.at, mark.id) } }, mark.words.split("\n")[0]!)));
    fill(this.found, ...rows);
    this.found.hidden = rows.length === 0;
  }

  private searchKey(event: KeyboardEvent): void {
    if (event.key === "Enter") this.found.querySelector("button")?.click();
    if (event.key === "Escape") {
      this.searchBox.value = "";
      this.search();
      this.element.focus();
    }
  }

  private goTo(at: LonLat, id?: string): void {
    this.found.hidden = true;
    this.look({ lon: at[0], lat: at[1], zoom: Math.max(8, this.surface.camera().zoom) }, true);
    if (id) this.events.chosen({ mark: id }, at);
    this.element.focus();
  }

  private tell(text: string): void {
    this.note.textContent = text;
    this.note.hidden = text === "";
  }
}

const words = (projection: Projection): string => projection[0]!.toUpperCase() + projection.slice(1);

function group(label: string, ...buttons: HTMLElement[]): HTMLElement {
  return make("div", { role: "group", "aria-label": label, class: "group" }, ...buttons);
}
