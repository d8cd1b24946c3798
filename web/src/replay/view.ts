// A recorded battle as a film: choose it, play it, click what flies, read what happened to it. A second option can be
// played beside it under the same luck, with both maps and both clocks tied together.

import { type App, ofResult, optionLook } from "../page/app.ts";
import { checkbox, complaint, keepingFocus, named, select } from "../page/controls.ts";
import { fill, make } from "../page/dom.ts";
import { layGround } from "../page/ground.ts";
import { symbol } from "../posture/panel.ts";
import type { Life, ReplayEntry } from "../source/documents.ts";
import { Battle } from "./battle.ts";
import { replayChoice, twinsOf } from "./choice.ts";
import { Clock } from "./clock.ts";
import { decode } from "./decode.ts";
import { Filters, threatList } from "./filters.ts";
import { lifeOf } from "./life.ts";
import { Strip } from "./strip.ts";
import { Theatre } from "./theatre.ts";
import { Transport } from "./transport.ts";
import { Lives } from "./why.ts";

const KEEP_EVERY_MS = 3000; // writing the address is slow in some browsers
/** The last three are of battles in which posts see tracks. */
const LEGEND = [
  ["dot", "--blue", "round"],
  ["burst", "--green", "kill"],
  ["cross", "--soft", "miss"],
  ["diamond", "--rust", "track taken for hostile"],
  ["circle", "--green", "for harmless"],
  ["square", "--ochre", "for neither"],
] as const;

export async function replayView(place: HTMLElement, app: App): Promise<() => void> {
  const entries = app.result.replays ? await app.source.json<ReplayEntry[]>(ofResult(app, "replays")) : [];
  if (!entries.length) {
    const words = "No battle of this result was recorded. `pavise compare` and `pavise run` record some; `pavise replay` records any other.";
    fill(place, make("p", { class: "waiting" }, words));
    return () => undefined;
  }
  let close = (): void => undefined;
  let opening = 0;

  async function open(name: string, besideName: string): Promise<void> {
    const mine = ++opening;
    const before = app.address.word("replay");
    const entry = entries.find((each) => each.name === name) ?? firstOf(entries, app.address.word("option"));
    const beside = twinsOf(entries, entry).find((each) => each.name === besideName);
    const words = { replay: entry.name, beside: beside?.name ?? "", option: entry.option };
    app.address.keep(before && before !== entry.name ? { ...words, threat: "", t: "" } : words);
    try {
      const load = async (one: ReplayEntry): Promise<Battle> => new Battle(await decode(await app.source.bytes(ofResult(app, `replays/${one.name}`))));
      const battles = await Promise.all([entry, ...(beside ? [beside] : [])].map(load));
      if (mine !== opening) return;
      close();
      const choice = replayChoice(app, entries, entry, beside?.name ?? "", (next, nextBeside) => void open(next, nextBeside));
      close = film(place, app, battles, [entry, ...(beside ? [beside] : [])], choice);
    } catch (error) {
      if (mine === opening) fill(place, complaint(error));
    }
  }

  await open(app.address.word("replay"), app.address.word("beside"));
  return () => {
    opening++;
    close();
  };
}

function firstOf(entries: ReplayEntry[], option: string): ReplayEntry {
  const own = entries.filter((each) => each.option === option);
  const among = own.length ? own : entries;
  return among.find((each) => each.picked_as.includes("typical")) ?? among[0]!;
}

/** Put the film into the place; returns how it is put away. */
function film(place: HTMLElement, app: App, battles: Battle[], entries: ReplayEntry[], choice: HTMLElement): () => void {
  const { address, settings } = app;
  const main = battles[0]!;
  let chosen = Number(address.word("threat", "-1"));
  if (!(chosen >= 0 && chosen < main.threats.rows)) chosen = -1;
  let following = false;
  let kept = 0;

  const lives = new Lives(() => app.source.json<Life[]>(ofResult(app, `why/${entries[0]!.name}`)));
  const life = make("div", { class: "details", "aria-live": "polite" });
  const list = make("div", { class: "list" });
  const cost = make("output", { class: "soft", "aria-live": "off", title: "Time that the script of this page takes for a frame, on average" });
  const theatres = battles.map((battle, i) => {
    const label = `Map of the battle, ${optionLook(app.result, entries[i]!.option).title}`;
    const theatre = new Theatre(battle, settings, label, (threat) => choose(rowOf(battle, threat)), (camera) => tie(i, camera));
    theatre.seen.network = network();
    theatre.seen.truthToo = address.word("truth", "1") === "1";
    return theatre;
  });
  void layGround(app, ...theatres.map((theatre) => theatre.stage));
  const clock = new Clock(Math.max(...battles.map((each) => each.end_s)), Number(address.word("t", "0")), Number(address.word("speed", "20")), tick);
  const strip = new Strip(main, (time_s) => clock.seek(time_s));
  const transport = new Transport(clock, strip, (speed) => address.keep({ speed: String(speed) }));
  const filters = battles.map((battle) => new Filters(battle, address.word("hide"), hide));

  const maps = make("div", { class: `maps maps-${theatres.length}` });
  theatres.forEach((theatre, i) => {
    const look = optionLook(app.result, entries[i]!.option);
    const caption = make("figcaption", {}, named(look));
    maps.append(make("figure", { class: "map-box" }, theatre.stage.element, theatres.length > 1 && caption));
  });
  const pictures = [{ id: "", title: "The truth" }, ...main.networks.map((name) => ({ id: name ?? "", title: `As network ${name} saw it` }))];
  const picture = select("Picture", pictures, address.word("network"), (name) => {
    address.keep({ network: name });
    for (const theatre of theatres) theatre.seen.network = network();
    truth.hidden = network() < 0;
    tick();
  });
  const truth = checkbox("the truth too, faintly", address.word("truth", "1") === "1", (on) => {
    address.keep({ truth: on ? "1" : "0" });
    for (const theatre of theatres) theatre.seen.truthToo = on;
    tick();
  });
  truth.hidden = network() < 0;
  const legend = make("div", { class: "soft legend" });
  for (const [shape, inkName, words] of LEGEND.slice(0, main.tracked ? 6 : 3)) legend.append(make("span", {}, symbol(shape, inkName, 14), words));
  const follow = make("button", { "aria-pressed": "false", on: { click: () => setFollow(!following) } }, "Follow");
  const side = make("aside", { class: "side", "aria-label": "The battle" }, choice, picture, truth, legend, filters[0]!.element, life, list, cost);
  const heading = make("h1", { class: "spoken" }, `A battle: ${entries.map((entry) => optionLook(app.result, entry.option).title).join(", and beside it ")}`);
  fill(place, heading, make("div", { class: "film" }, maps, transport.element), side);
  place.classList.add("with-side");

  function network(): number {
    return main.networks.indexOf(address.word("network"));
  }

  function hide(hidden: string): void {
    address.keep({ hide: hidden });
    theatres.forEach((theatre, i) => new Filters(battles[i]!, hidden, () => undefined).apply(theatre.seen.shown));
    drawList();
    tick();
  }

  /** The row in the first battle of a threat of any of them: names are the same under the same luck. */
  function rowOf(battle: Battle, threat: number): number {
    return battle === main ? threat : (main.threats.words["name"] ?? []).indexOf(battle.word("threats", "name", threat));
  }

  function choose(threat: number): void {
    chosen = threat;
    address.keep({ threat: threat < 0 ? "" : String(threat) });
    const name = main.word("threats", "name", threat);
    theatres.forEach((theatre, i) => (theatre.seen.chosen = name ? (battles[i]!.threats.words["name"] ?? []).indexOf(name) : -1));
    if (threat < 0) setFollow(false);
    drawList();
    drawLife();
    tick();
  }

  function drawList(): void {
    keepingFocus(list, () => fill(list, threatList(main, theatres[0]!.seen.shown, chosen, choose)));
  }

  function drawLife(): void {
    const seek = (time_s: number): void => {
      clock.pause();
      clock.seek(time_s);
    };
    const draw = (told: Life | null): void => fill(life, lifeOf(main, chosen, told, seek), chosen >= 0 && follow);
    const mine = chosen;
    draw(null);
    if (main.word("threats", "fate", mine) === "leaked") void lives.of(mine).then((told) => told && mine === chosen && draw(told));
  }

  function setFollow(on: boolean): void {
    following = on && chosen >= 0;
    follow.setAttribute("aria-pressed", String(following));
    tick();
  }

  let tying = false;
  function tie(from: number, camera: Parameters<Theatre["stage"]["look"]>[0]): void {
    if (tying) return;
    tying = true;
    theatres.forEach((theatre, i) => i !== from && theatre.stage.look(camera));
    tying = false;
  }

  function tick(): void {
    for (const theatre of theatres) theatre.draw(clock.time_s);
    if (following) theatres[0]!.follow(chosen);
    transport.show();
    const now = performance.now();
    if (clock.running && now - kept < KEEP_EVERY_MS) return;
    kept = now;
    address.keep({ t: clock.time_s.toFixed(1) });
    const script_ms = theatres.reduce((sum, theatre) => sum + theatre.script_ms, 0);
    cost.textContent = `${script_ms.toFixed(2)} ms of script a frame, ${main.threats.rows} threats`;
    cost.dataset["ms"] = script_ms.toFixed(3);
  }

  function key(event: KeyboardEvent): void {
    const typing = event.target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "f" && !typing && chosen >= 0) setFollow(!following);
    else transport.key(event);
  }

  document.addEventListener("keydown", key);
  const forget = settings.whenChanged(() => {
    strip.draw();
    drawList();
  });
  hide(address.word("hide"));
  choose(chosen);
  return () => {
    clock.running = false;
    document.removeEventListener("keydown", key);
    forget();
    for (const theatre of theatres) theatre.close();
  };
}
