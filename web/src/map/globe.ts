// The map on the graphics card: flat, tilted or as a globe. MapLibre draws land and sea, deck.gl everything of ours.
//
// What was learnt the hard way: MapLibre must be told where its worker is; the overlay must not be interleaved (areas
// flicker against the ground); on the globe everything of deck.gl needs `cullMode: none`, or it is taken for the far
// side; there is no server for glyphs, so labels are deck.gl's too. This file is loaded only when it is used.

import "maplibre-gl/dist/maplibre-gl.css";
import { IconLayer, LineLayer, PathLayer, SolidPolygonLayer, TextLayer } from "@deck.gl/layers";
import { MapLibreOverlay } from "@deck.gl/maplibre";
import * as maplibre from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";

import { asGeoJson, coarseLand, fineLand } from "./land.ts";
import { withRoom } from "./labels.ts";
import { css, ink } from "./palette.ts";
import type { Relief } from "./relief.ts";
import { emptyScene, type Line, type Mark, type Motion, type Scene, type Shade, shapes } from "./scene.ts";
import type { Camera, Picked, Projection, Surface, SurfaceEvents } from "./surface.ts";
import { iconSheet } from "./symbols.ts";

const UNCULLED = { cullMode: "none" } as never;
const ON_TOP = { cullMode: "none", depthCompare: "always", depthWriteEnabled: false } as never;
const FRAMES_AVERAGED = 12;

export class Globe implements Surface {
  readonly kind = "globe";
  readonly element = document.createElement("div");
  private readonly map: maplibre.Map;
  private readonly overlay: MapLibreOverlay;
  private readonly icons = iconSheet();
  private scene = emptyScene();
  private labelledAt = 0;
  private motion: Motion | null = null;
  private stillLayers: unknown[] = [];
  private frameTimes: number[] = [];
  private lastFrame = 0;
  private whenLand: (() => void)[] = [];

  constructor(camera: Camera, projection: Projection, events: SurfaceEvents, whenBroken: () => void) {
    this.element.className = projection === "globe" ? "surface globe round" : "surface globe";
    const container = document.createElement("div"); // MapLibre styles it, so it must not be the surface itself
    this.element.append(container);
    maplibre.setWorkerUrl(asBlob(workerUrl));
    this.map = new maplibre.Map({
      container,
      attributionControl: false,
      style: style(projection),
      center: [camera.lon, camera.lat],
      zoom: camera.zoom,
      pitch: camera.pitch,
      bearing: camera.bearing,
      maxPitch: 80,
      keyboard: false,
      fadeDuration: 0,
      canvasContextAttributes: { antialias: true },
    });
    this.map.getCanvas().removeAttribute("tabindex"); // the stage around us has the keyboard and the label
    this.map.on("error", (event) => console.warn(event.error?.message ?? "the map could not be drawn"));
    this.map.on("webglcontextlost", whenBroken);
    this.overlay = new MapLibreOverlay({ interleaved: false, layers: [], pickingRadius: 8 } as never);
    this.map.addControl(this.overlay as never);
    this.map.once("load", () => void this.addLand());
    this.map.on("move", () => events.moved(this.camera()));
    this.map.on("zoomend", () => Math.abs(this.map.getZoom() - this.labelledAt) > 0.2 && this.show(this.scene));
    this.map.on("mousemove", (e) => {
      events.pointed([e.lngLat.lng, e.lngLat.lat], this.map.isMoving() ? null : this.pick(e.point), e.point.x, e.point.y);
    });
    this.map.on("mouseout", () => events.pointed(null, null, 0, 0));
    this.map.on("click", (e) => events.clicked([e.lngLat.lng, e.lngLat.lat], this.pick(e.point)));
    this.map.on("render", () => this.noteFrame());
    new ResizeObserver(() => this.map.resize()).observe(this.element); // it began without a size
  }

  show(scene: Scene): void {
    this.scene = scene;
    this.labelledAt = this.map.getZoom();
    // Made once for a scene: new labels in every frame of a film cost more than the film.
    this.stillLayers = [...areaLayers(scene.shades), ...lineLayers(scene.lines), ...markLayers(scene.marks, this.icons, this.labelledAt)];
    this.draw();
  }

  lay(relief: Relief): void {
    const { west_deg: west, south_deg: south, east_deg: east, north_deg: north } = relief.ground;
    const corners = [[west, north], [east, north], [east, south], [west, south]] as never;
    const put = (): void => {
      if (this.map.getSource("relief")) return;
      this.map.addSource("relief", { type: "canvas", canvas: relief.picture(), coordinates: corners, animate: false } as never);
      this.map.addLayer({ id: "relief", type: "raster", source: "relief", paint: { "raster-fade-duration": 0 } }, this.map.getLayer("coast") && "coast");
    };
    if (this.map.getLayer("coast")) put();
    else this.whenLand.push(put);
  }

  move(motion: Motion): void {
    this.motion = motion;
    this.draw();
  }

  camera(): Camera {
    const { lng, lat } = this.map.getCenter();
    return { lon: lng, lat, zoom: this.map.getZoom(), pitch: this.map.getPitch(), bearing: this.map.getBearing() };
  }

  look(camera: Partial<Camera>, smooth = false): void {
    const now = this.camera();
    const target = {
      center: [camera.lon ?? now.lon, camera.lat ?? now.lat] as [number, number],
      zoom: camera.zoom ?? now.zoom,
      pitch: camera.pitch ?? now.pitch,
      bearing: camera.bearing ?? now.bearing,
    };
    if (smooth) this.map.easeTo({ ...target, duration: 500 });
    else this.map.jumpTo(target);
  }

  project(projection: Projection): void {
    this.element.classList.toggle("round", projection === "globe");
    const set = (): unknown => this.map.setProjection({ type: projection === "globe" ? "globe" : "mercator" });
    if (this.map.isStyleLoaded()) set();
    else this.map.once("load", set);
  }

  restyle(): void {
    if (this.map.getLayer("sea")) this.map.setPaintProperty("sea", "background-color", css(ink("--sea")));
    if (this.map.getLayer("land")) {
      this.map.setPaintProperty("land", "fill-color", css(ink("--land")));
      this.map.setPaintProperty("coast", "line-color", css(ink("--coast")));
      this.map.setPaintProperty("graticule", "line-color", css(ink("--graticule", 0.35)));
    }
    this.draw();
  }

  frame_ms(): number | null {
    if (this.frameTimes.length < FRAMES_AVERAGED) return null;
    return this.frameTimes.reduce((sum, each) => sum + each, 0) / this.frameTimes.length;
  }

  close(): void {
    this.map.remove();
    this.element.remove();
  }

  private async addLand(): Promise<void> {
    const coarse = await coarseLand();
    if (!this.map.getStyle()) return;
    this.map.addSource("land", { type: "geojson", data: asGeoJson(coarse) });
    this.map.addSource("graticule", { type: "geojson", data: graticule() });
    this.map.addLayer({ id: "land", type: "fill", source: "land", paint: { "fill-color": css(ink("--land")) } });
    const width = { "line-width": 0.8 };
    this.map.addLayer({ id: "coast", type: "line", source: "land", paint: { "line-color": css(ink("--coast")), ...width } });
    const faint = { "line-color": css(ink("--graticule", 0.35)), "line-width": 0.6 };
    this.map.addLayer({ id: "graticule", type: "line", source: "graticule", paint: faint });
    for (const put of this.whenLand.splice(0)) put();
    const source = this.map.getSource("land") as maplibre.GeoJSONSource;
    source.setData(asGeoJson(await fineLand()));
  }

  private pick(point: { x: number; y: number }): Picked | null {
    const found = this.overlay.pickObject({ x: point.x, y: point.y, radius: 8, layerIds: ["flying", "marks"] });
    if (!found) return null;
    if (found.layer?.id === "marks") return { mark: (found.object as Mark).id };
    const object = this.motion?.object[found.index] ?? -1;
    return object >= 0 ? { object } : null;
  }

  private draw(): void {
    const flying = this.motion ? motionLayers(this.motion, this.icons) : [];
    this.overlay.setProps({ layers: [...this.stillLayers, ...flying] as never });
  }

  /** Frames that follow each other closely tell how quick the drawing is; pauses between tell nothing. */
  private noteFrame(): void {
    const now = performance.now();
    const took = now - this.lastFrame;
    this.lastFrame = now;
    if (took > 2000) return;
    this.frameTimes.push(took);
    if (this.frameTimes.length > FRAMES_AVERAGED) this.frameTimes.shift();
  }
}

function areaLayers(shades: Shade[]): unknown[] {
  return [
    new SolidPolygonLayer<Shade>({
      id: "areas",
      data: shades,
      getPolygon: (d) => d.rings as never,
      getFillColor: (d) => d.fill as never,
      parameters: { ...(UNCULLED as object), depthWriteEnabled: false } as never,
    }),
  ];
}

function lineLayers(lines: Line[]): unknown[] {
  return [
    new PathLayer<Line>({
      id: "lines",
      data: lines,
      getPath: (d) => d.points as never,
      getColor: (d) => d.colour as never,
      getWidth: (d) => d.width_px,
      widthUnits: "pixels",
      parameters: { ...(UNCULLED as object), depthWriteEnabled: false } as never,
    }),
  ];
}

function markLayers(marks: Mark[], icons: ReturnType<typeof iconSheet>, zoom: number): unknown[] {
  const sheet = { iconAtlas: icons.image as never, iconMapping: icons.mapping as never };
  const paper = ink("--land");
  return [
    new IconLayer<Mark>({
      id: "marks",
      data: marks,
      ...sheet,
      getIcon: (d) => (d.hollow ? "hollow-" : "") + d.shape,
      getPosition: (d) => [d.at[0], d.at[1], 0],
      getColor: (d) => d.colour as never,
      getSize: (d) => d.size_px * 1.35,
      pickable: true,
      parameters: ON_TOP,
    }),
    new TextLayer<Mark>({
      id: "labels",
      data: withRoom(marks, zoom),
      getPosition: (d) => [d.at[0], d.at[1], 0],
      getText: (d) => d.label!,
      getSize: 12,
      getColor: ink("--ink") as never,
      outlineColor: paper as never,
      outlineWidth: 4,
      fontSettings: { sdf: true, fontSize: 48, buffer: 8, radius: 16 },
      fontFamily: "system-ui, sans-serif",
      fontWeight: 500,
      characterSet: "auto",
      getPixelOffset: (d) => [0, d.size_px / 2 + 9],
      updateTriggers: { getColor: paper },
      parameters: ON_TOP,
    }),
  ];
}

/** The flat arrays go to the card as they are; only icons are looked up one by one. */
function motionLayers(m: Motion, icons: ReturnType<typeof iconSheet>): unknown[] {
  const positions = { value: m.position.subarray(0, 3 * m.marks), size: 3 };
  return [
    new LineLayer({
      id: "traces",
      data: {
        length: m.segments,
        attributes: {
          getSourcePosition: { value: m.from.subarray(0, 3 * m.segments), size: 3 },
          getTargetPosition: { value: m.to.subarray(0, 3 * m.segments), size: 3 },
          getColor: { value: m.segmentColour.subarray(0, 4 * m.segments), size: 4, normalized: true },
          getWidth: { value: m.width_px.subarray(0, m.segments), size: 1 },
        },
      } as never,
      widthUnits: "pixels",
      parameters: UNCULLED,
    }),
    new IconLayer({
      id: "flying",
      data: {
        length: m.marks,
        attributes: {
          getPosition: positions,
          getColor: { value: m.colour.subarray(0, 4 * m.marks), size: 4, normalized: true },
          getSize: { value: m.size_px.subarray(0, m.marks), size: 1 },
          getAngle: { value: m.turn_deg.subarray(0, m.marks), size: 1 },
        },
      } as never,
      iconAtlas: icons.image as never,
      iconMapping: icons.mapping as never,
      getIcon: (_: unknown, { index }: { index: number }) => shapes[m.shape[index]!]!,
      sizeScale: 1.35,
      billboard: true,
      pickable: true,
      parameters: ON_TOP,
    }),
  ];
}

function style(projection: Projection): maplibre.StyleSpecification {
  return {
    version: 8,
    projection: { type: projection === "globe" ? "globe" : "mercator" },
    sources: {},
    layers: [{ id: "sea", type: "background", paint: { "background-color": css(ink("--sea")) } }],
  };
}

function graticule(step_deg = 5): GeoJSON.FeatureCollection {
  const range = (from: number, to: number, step: number): number[] =>
    Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
  const lines = [
    ...range(-180, 180 - step_deg, step_deg).map((lon) => range(-80, 80, 5).map((lat) => [lon, lat])),
    ...range(-80, 80, step_deg).map((lat) => range(-180, 180, 5).map((lon) => [lon, lat])),
  ];
  const features = lines.map(
    (coordinates): GeoJSON.Feature => ({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } }),
  );
  return { type: "FeatureCollection", features };
}

/** In the page that is one file the worker stands in the address itself, and not every browser starts one from there. */
function asBlob(url: string): string {
  if (!url.startsWith("data:")) return url;
  const comma = url.indexOf(",");
  const rest = url.slice(comma + 1);
  const encoded = url.slice(0, comma).endsWith(";base64");
  const script = encoded ? Uint8Array.from(atob(rest), (letter) => letter.charCodeAt(0)) : decodeURIComponent(rest);
  return URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
}
