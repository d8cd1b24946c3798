// The map on a plain canvas: flat, but quick on every machine, also where WebGL is drawn by the processor.
//
// Three sheets lie on each other. The lowest has land, lines and areas; it is drawn anew only when one looks elsewhere
// and is shifted meanwhile. The middle one has marks and labels. The top one has what moves, and is drawn every frame.

import type { LonLat } from "./earth.ts";
import { fineLand } from "./land.ts";
import { latOf, lonOf, worldPixels, xOf, yOf } from "./mercator.ts";
import { css, ink } from "./palette.ts";
import { packed, Pixels } from "./pixels.ts";
import type { Relief } from "./relief.ts";
import { emptyScene, type Motion, type Rgba, type Scene, shapes } from "./scene.ts";
import type { Camera, Picked, Surface, SurfaceEvents } from "./surface.ts";
import { pathOf } from "./symbols.ts";

const PICK_WITHIN_PX = 12;
const ZOOMS = [0.5, 13] as const;
const HALO_UP_TO = 200; // moving marks; more are drawn by hand, without the pale edge, in a third of the time

interface LineLook {
  colour: string;
  width_px: number;
}

export class Plan implements Surface {
  readonly kind = "plan";
  readonly element = document.createElement("div");
  private readonly ground = sheet();
  private readonly things = sheet();
  private readonly air = sheet();
  private readonly events: SurfaceEvents;
  private view: Camera;
  private scene = emptyScene();
  private motion: Motion | null = null;
  private paper = "";
  /** Asked of the page only when they change: asking lays the page out, and that in every frame is slow. */
  private width = 0;
  private height = 0;
  private picture: ImageData | null = null;
  private crowd: Pixels | null = null;
  private landPath: Path2D | null = null;
  private relief: { picture: HTMLCanvasElement; square: Relief["square"] } | null = null;
  private wanted = 0;
  private dirty = { still: true, moving: true };
  private readonly watcher: ResizeObserver;

  constructor(camera: Camera, events: SurfaceEvents) {
    this.view = { ...camera, pitch: 0, bearing: 0 };
    this.events = events;
    this.element.className = "surface plan";
    this.element.append(this.ground, this.things, this.air);
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(this.element);
    this.listen();
    void fineLand().then((land) => {
      const path = new Path2D();
      for (const ring of land.flat()) {
        for (let i = 0; i < ring.length; i += 2) {
          const [x, y] = [xOf(ring[i]!), yOf(ring[i + 1]!)];
          if (i === 0) path.moveTo(x, y);
          else path.lineTo(x, y);
        }
        path.closePath();
      }
      this.landPath = path;
      this.redraw();
    });
  }

  show(scene: Scene): void {
    this.scene = scene;
    this.redraw();
  }

  lay(relief: Relief): void {
    this.relief = { picture: relief.picture(), square: relief.square };
    this.redraw();
  }

  move(motion: Motion): void {
    this.motion = motion;
    this.dirty.moving = this.dirty.still || this.width === 0; // what stands still is drawn first
    if (this.dirty.moving) this.askForFrame();
    else this.drawAir();
  }

  camera(): Camera {
    return { ...this.view };
  }

  look(camera: Partial<Camera>): void {
    this.view = { ...this.view, ...camera, pitch: 0, bearing: 0 };
    this.view.zoom = Math.max(ZOOMS[0], Math.min(ZOOMS[1], this.view.zoom));
    this.redraw();
    this.events.moved(this.camera());
  }

  project(): void {
    // A plan is always flat.
  }

  restyle(): void {
    this.redraw();
  }

  frame_ms(): number | null {
    return null; // never the reason to look for another surface
  }

  close(): void {
    cancelAnimationFrame(this.wanted);
    this.watcher.disconnect();
    this.element.remove();
  }

  /** Where a place is on the screen. */
  private pixels(lon: number, lat: number): [number, number] {
    return [this.xPixels(lon), this.yPixels(lat)];
  }

  private xPixels(lon: number): number {
    const x = xOf(lon) - xOf(this.view.lon);
    return this.width / 2 + (x - Math.round(x)) * worldPixels(this.view.zoom); // the nearer way round the world
  }

  private yPixels(lat: number): number {
    return this.height / 2 + (yOf(lat) - yOf(this.view.lat)) * worldPixels(this.view.zoom);
  }

  private place(x_px: number, y_px: number): LonLat {
    const size = worldPixels(this.view.zoom);
    const lon = lonOf(xOf(this.view.lon) + (x_px - this.width / 2) / size);
    return [((lon + 540) % 360) - 180, latOf(yOf(this.view.lat) + (y_px - this.height / 2) / size)];
  }

  private resize(): void {
    this.width = this.element.clientWidth;
    this.height = this.element.clientHeight;
    for (const each of [this.ground, this.things, this.air]) {
      each.width = this.width * devicePixelRatio;
      each.height = this.height * devicePixelRatio;
    }
    this.redraw();
  }

  private redraw(): void {
    this.dirty = { still: true, moving: true };
    this.askForFrame();
  }

  private askForFrame(): void {
    this.wanted ||= requestAnimationFrame(() => {
      this.wanted = 0;
      if (this.width === 0) return;
      if (this.dirty.still) {
        this.drawGround();
        this.drawThings();
      }
      if (this.dirty.moving) this.drawAir();
      this.dirty = { still: false, moving: false };
    });
  }

  private drawGround(): void {
    const draw = cleared(this.ground);
    draw.fillStyle = css(ink("--sea"));
    draw.fillRect(0, 0, this.width, this.height);
    const size = worldPixels(this.view.zoom);
    if (this.landPath) {
      for (const world of [-1, 0, 1]) {
        const left = this.width / 2 + (world - xOf(this.view.lon)) * size;
        if (left > this.width || left + size < 0) continue;
        const top = this.height / 2 - yOf(this.view.lat) * size;
        const scale = devicePixelRatio;
        draw.setTransform(size * scale, 0, 0, size * scale, left * scale, top * scale);
        draw.fillStyle = css(ink("--land"));
        draw.fill(this.landPath, "evenodd");
        if (this.relief) draw.drawImage(this.relief.picture, ...this.relief.square);
        draw.lineWidth = 1 / size;
        draw.strokeStyle = css(ink("--coast"));
        draw.stroke(this.landPath);
      }
      draw.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    }
    this.drawGraticule(draw);
    for (const shade of this.scene.shades) {
      draw.beginPath();
      for (const ring of shade.rings) this.trace(draw, ring);
      draw.fillStyle = css(shade.fill);
      draw.fill("evenodd");
    }
    for (const line of this.scene.lines) {
      draw.beginPath();
      this.trace(draw, line.points);
      stroke(draw, line.colour, line.width_px);
    }
  }

  private drawGraticule(draw: CanvasRenderingContext2D): void {
    const step = this.view.zoom < 3 ? 10 : this.view.zoom < 6 ? 5 : 1;
    const [west, north] = this.place(0, 0);
    const [east, south] = this.place(this.width, this.height);
    draw.beginPath();
    for (let lon = Math.ceil(west / step) * step; west < east && lon <= east; lon += step) {
      const x = this.pixels(lon, this.view.lat)[0];
      draw.moveTo(x, 0);
      draw.lineTo(x, this.height);
    }
    for (let lat = Math.ceil(south / step) * step; lat <= north; lat += step) {
      const y = this.pixels(this.view.lon, lat)[1];
      draw.moveTo(0, y);
      draw.lineTo(this.width, y);
    }
    stroke(draw, ink("--graticule", 0.35), 0.6);
  }

  private drawThings(): void {
    const draw = cleared(this.things);
    this.paper = css(ink("--land", 0.8));
    for (const mark of this.scene.marks) {
      const [x, y] = this.pixels(...mark.at);
      this.symbol(draw, x, y, mark.size_px / 2, pathOf(mark.shape), mark.colour, 0, mark.hollow ? "hollow" : "halo");
    }
    draw.font = "12px system-ui, sans-serif";
    draw.textAlign = "center";
    draw.lineJoin = "round";
    const taken: [number, number, number][] = []; // labels drawn so far: left, right, base line
    for (const mark of this.scene.marks) {
      if (!mark.label) continue;
      const [x, y] = this.pixels(...mark.at);
      const half = draw.measureText(mark.label).width / 2 + 2;
      if (taken.some(([left, right, base]) => x + half > left && x - half < right && Math.abs(y - base) < 13)) continue;
      taken.push([x - half, x + half, y]);
      draw.lineWidth = 3;
      draw.strokeStyle = css(ink("--land", 0.9));
      draw.strokeText(mark.label, x, y + mark.size_px / 2 + 12);
      draw.fillStyle = css(ink("--ink"));
      draw.fillText(mark.label, x, y + mark.size_px / 2 + 12);
    }
  }

  private drawAir(): void {
    const draw = cleared(this.air);
    const m = this.motion;
    if (!m) return;
    if (m.marks > HALO_UP_TO) return this.drawCrowd(draw, m);
    for (const [style, path] of this.traces(m)) {
      draw.strokeStyle = style.colour;
      draw.lineWidth = style.width_px;
      draw.stroke(path);
    }
    for (let i = 0; i < m.marks; i++) this.drawMark(draw, m, i);
  }

  private drawMark(draw: CanvasRenderingContext2D, m: Motion, i: number): void {
    const [x, y] = [this.xPixels(m.position[3 * i]!), this.yPixels(m.position[3 * i + 1]!)];
    if (x < -20 || y < -20 || x > this.width + 20 || y > this.height + 20) return;
    const colour: Rgba = [m.colour[4 * i]!, m.colour[4 * i + 1]!, m.colour[4 * i + 2]!, m.colour[4 * i + 3]!];
    const shape = shapes[m.shape[i]!]!;
    this.symbol(draw, x, y, m.size_px[i]! / 2, pathOf(shape), colour, -m.turn_deg[i]!, shape === "ring" ? "hollow" : "halo");
  }

  /** The same of very many: lines and marks by hand, and only the ring around the chosen one as a path. */
  private drawCrowd(draw: CanvasRenderingContext2D, m: Motion): void {
    const { width, height } = this.air;
    if (!this.picture || this.picture.width !== width || this.picture.height !== height) {
      this.picture = new ImageData(width, height);
      this.crowd = new Pixels(width, height, new Uint32Array(this.picture.data.buffer));
    }
    const [pixels, scale, ring] = [this.crowd!, devicePixelRatio, shapes.indexOf("ring")];
    pixels.clear();
    let [x0, y0] = [0, 0];
    for (let i = 0; i < m.segments; i++) {
      const joined = continues(m, i);
      const [x1, y1] = joined ? [x0, y0] : [scale * this.xPixels(m.to[3 * i]!), scale * this.yPixels(m.to[3 * i + 1]!)];
      [x0, y0] = [scale * this.xPixels(m.from[3 * i]!), scale * this.yPixels(m.from[3 * i + 1]!)];
      const rgb = packed(m.segmentColour[4 * i]!, m.segmentColour[4 * i + 1]!, m.segmentColour[4 * i + 2]!);
      pixels.line(x1, y1, x0, y0, scale * m.width_px[i]!, rgb, m.segmentColour[4 * i + 3]!);
    }
    for (let i = 0; i < m.marks; i++) {
      if (m.shape[i] === ring) continue;
      const [x, y] = [scale * this.xPixels(m.position[3 * i]!), scale * this.yPixels(m.position[3 * i + 1]!)];
      const rgb = packed(m.colour[4 * i]!, m.colour[4 * i + 1]!, m.colour[4 * i + 2]!);
      pixels.stamp(m.shape[i]!, x, y, (scale * m.size_px[i]!) / 2, -m.turn_deg[i]!, rgb, m.colour[4 * i + 3]!);
    }
    draw.putImageData(this.picture, 0, 0);
    for (let i = 0; i < m.marks; i++) if (m.shape[i] === ring) this.drawMark(draw, m, i);
  }

  /** Lines of one look as one path: few strokes are much quicker than many. */
  private traces(m: Motion): Iterable<[LineLook, Path2D]> {
    const found = new Map<number, [LineLook, Path2D]>();
    let [x0, y0] = [0, 0];
    for (let i = 0; i < m.segments; i++) {
      const joined = continues(m, i);
      const [x1, y1] = joined ? [x0, y0] : [this.xPixels(m.to[3 * i]!), this.yPixels(m.to[3 * i + 1]!)];
      [x0, y0] = [this.xPixels(m.from[3 * i]!), this.yPixels(m.from[3 * i + 1]!)];
      if ((x0 < 0 && x1 < 0) || (y0 < 0 && y1 < 0) || (x0 > this.width && x1 > this.width) || (y0 > this.height && y1 > this.height)) continue;
      const [r, g, b, a] = [m.segmentColour[4 * i]!, m.segmentColour[4 * i + 1]!, m.segmentColour[4 * i + 2]!, m.segmentColour[4 * i + 3]!];
      const key = ((r * 256 + g) * 256 + b) * 25_600 + a * 100 + Math.round(m.width_px[i]! * 10);
      let group = found.get(key);
      if (!group) found.set(key, (group = [{ colour: css([r, g, b, a]), width_px: m.width_px[i]! }, new Path2D()]));
      group[1].moveTo(x0, y0);
      group[1].lineTo(x1, y1);
    }
    return found.values();
  }

  private symbol(draw: CanvasRenderingContext2D, x: number, y: number, r: number, path: Path2D, colour: Rgba, heading_deg: number, look: "hollow" | "halo"): void {
    const turn = (heading_deg * Math.PI) / 180;
    const [cos, sin] = [Math.cos(turn) * r * devicePixelRatio, Math.sin(turn) * r * devicePixelRatio];
    draw.setTransform(cos, sin, -sin, cos, x * devicePixelRatio, y * devicePixelRatio);
    const drawn = css(colour);
    draw.lineWidth = 2 / r;
    draw.strokeStyle = look === "hollow" ? drawn : this.paper;
    draw.stroke(path);
    if (look !== "hollow") {
      draw.fillStyle = drawn;
      draw.fill(path);
    }
    draw.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  }

  private trace(draw: CanvasRenderingContext2D, points: readonly LonLat[]): void {
    points.forEach(([lon, lat], i) => {
      const [x, y] = this.pixels(lon, lat);
      if (i === 0) draw.moveTo(x, y);
      else draw.lineTo(x, y);
    });
  }

  private pick(x: number, y: number): Picked | null {
    let best: Picked | null = null;
    let nearest = PICK_WITHIN_PX;
    const consider = (lon: number, lat: number, picked: Picked): void => {
      const [px, py] = this.pixels(lon, lat);
      const away = Math.hypot(px - x, py - y);
      if (away < nearest) [nearest, best] = [away, picked];
    };
    for (const mark of this.scene.marks) consider(mark.at[0], mark.at[1], { mark: mark.id });
    const m = this.motion;
    for (let i = 0; m && i < m.marks; i++) {
      if (m.object[i]! >= 0) consider(m.position[3 * i]!, m.position[3 * i + 1]!, { object: m.object[i]! });
    }
    return best;
  }

  private listen(): void {
    const held = new Map<number, [number, number]>();
    let travelled = 0;
    const here = (event: MouseEvent): [number, number] => {
      const box = this.element.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      held.set(event.pointerId, here(event));
      travelled = 0;
    });
    this.element.addEventListener("pointermove", (event) => {
      const [x, y] = here(event);
      const before = held.get(event.pointerId);
      if (!before) {
        this.events.pointed(this.place(x, y), this.pick(x, y), x, y);
        return;
      }
      travelled += Math.hypot(x - before[0], y - before[1]);
      if (held.size === 1) {
        const [lon, lat] = this.place(this.width / 2 + before[0] - x, this.height / 2 + before[1] - y);
        this.look({ lon, lat });
      } else {
        const other = [...held].find(([id]) => id !== event.pointerId)![1];
        const [was, is] = [before, [x, y] as const].map((p) => Math.hypot(p[0] - other[0], p[1] - other[1]));
        this.zoomAt(Math.log2(is! / Math.max(1, was!)), (x + other[0]) / 2, (y + other[1]) / 2);
      }
      held.set(event.pointerId, [x, y]);
    });
    this.element.addEventListener("pointerup", (event) => {
      held.delete(event.pointerId);
      const [x, y] = here(event);
      if (travelled < 4) this.events.clicked(this.place(x, y), this.pick(x, y));
    });
    this.element.addEventListener("pointercancel", (event) => held.delete(event.pointerId));
    this.element.addEventListener("pointerleave", () => this.events.pointed(null, null, 0, 0));
    this.element.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.zoomAt(-event.deltaY / 400, ...here(event));
      },
      { passive: false },
    );
  }

  /** Zoom so that the place under a point stays under it. */
  private zoomAt(by: number, x: number, y: number): void {
    const kept = this.place(x, y);
    const zoom = Math.max(ZOOMS[0], Math.min(ZOOMS[1], this.view.zoom + by));
    const size = worldPixels(zoom);
    const lon = lonOf(xOf(kept[0]) - (x - this.width / 2) / size);
    this.look({ zoom, lon, lat: latOf(yOf(kept[1]) - (y - this.height / 2) / size) });
  }
}

/** A trail is drawn from its head: does this piece end where the one before began? */
function continues(m: Motion, i: number): boolean {
  return i > 0 && m.to[3 * i] === m.from[3 * i - 3] && m.to[3 * i + 1] === m.from[3 * i - 2];
}

function sheet(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  // Keeps the drawing in main memory: this surface is for machines whose graphics are the processor's work anyway.
  canvas.getContext("2d", { willReadFrequently: true });
  return canvas;
}

function cleared(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const draw = canvas.getContext("2d")!;
  draw.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  draw.clearRect(0, 0, canvas.width, canvas.height);
  return draw;
}

function stroke(draw: CanvasRenderingContext2D, colour: Rgba, width_px: number): void {
  draw.strokeStyle = css(colour);
  draw.lineWidth = width_px;
  draw.stroke();
}
