// What the fire units of an option defend against one kind of threat: where it would be met before it arrives.

import type { Scene } from "../map/scene.ts";
import { emptyScene } from "../map/scene.ts";
import { type App, ofResult } from "../page/app.ts";
import { type Choice, select } from "../page/controls.ts";
import { fill, make } from "../page/dom.ts";
import { digits } from "../page/numbers.ts";
import type { FootprintEntry, Posture, RaidFamily } from "../source/documents.ts";
import { edgesOf, seenAlpha, shadesOf } from "./areas.ts";
import { shadeKey, WorkedOut } from "./worked_out.ts";

export interface DefendedShown {
  /** A threat of the catalogue; empty: nothing is shown. */
  threat: string;
  /** An entry of the posture, or all of them. */
  who: string;
}

interface Footprint extends GeoJSON.FeatureCollection {
  pavise: { attacker: string; warnings: string[] };
}

const ALL = { id: "all", title: "all, with their networks" };

export function defendedChoice(app: App, made: FootprintEntry[], families: RaidFamily[], posture: () => Posture | null, shown: DefendedShown, whenLoaded: (scene: () => Scene) => void) {
  const map = new WorkedOut<Footprint>(app, (found) => {
    whenLoaded(() => (found ? { ...emptyScene(), shades: shadesOf(found, "defended", "--plum"), lines: edgesOf(found, "defended", "--plum") } : emptyScene()));
    return found && legend(found);
  });
  const fields = make("div", { class: "fields" });
  let builtFor = "";

  function load(): Promise<void> {
    const option = posture()?.option;
    if (!whoIn(posture()).some((each) => each.id === shown.who)) shown.who = ALL.id;
    app.address.keep({ against: shown.threat, who: shown.threat && shown.who !== ALL.id ? shown.who : "" });
    if (builtFor !== option) fill(fields, ...choices()); // who is there changes with the option only
    builtFor = option ?? "";
    const path = shown.threat && option ? ofResult(app, `defended/${option}/${shown.threat}/${shown.who}`) : "";
    return map.show(ofResult(app, "defended"), path, { verb: "defended", result: app.result.id, option, ...shown });
  }

  function choices(): HTMLElement[] {
    const flown = families.flatMap((family) => family.kinds).filter((kind) => !kind.decoy);
    const all = new Map(app.source.live ? flown.map((kind) => [kind.system, kind.title]) : made.map((each) => [each.threat, each.words]));
    const threats: Choice[] = [{ id: "", title: "not shown" }, ...[...all].map(([id, title]) => ({ id, title }))];
    const put = (name: keyof DefendedShown) => (id: string) => {
      shown[name] = id;
      void load();
    };
    return [select("Against", threats, shown.threat, put("threat")), select("Fire units", whoIn(posture()), shown.who, put("who"))];
  }

  /** Who can be asked about: all, or the units of one entry with rounds, alone with their own sensors. */
  function whoIn(of: Posture | null): Choice[] {
    const armed = new Map(of?.units.filter((unit) => unit.rounds || unit.weapons.length).map((unit) => [unit.entry, unit.title]));
    const alone = [...armed].map(([id, title]) => ({ id, title: `${title} (${id}) alone` }));
    const there = (who: string): boolean => app.source.live || made.some((each) => each.who === who);
    return [ALL, ...alone].filter((each) => there(each.id));
  }

  function legend(found: Footprint): HTMLElement {
    const row = (percent: 90 | 50 | 10, words: string): [number, string] => {
      const area = found.features.find((feature) => feature.properties?.["percent_of_worlds"] === percent)?.properties?.["area_km2"] as number;
      return [seenAlpha(percent), `${words}: ${area > 0 ? `${digits(area)} km²` : "nowhere"}`];
    };
    const rows = [row(90, "defended in nine worlds of ten"), row(50, "in half of them (edge drawn)"), row(10, "in one of ten")];
    const notes = [`${found.pavise.attacker}.`, "Defended: a round meets it in time, from whichever bearing it comes. Whether the round kills is another question.", ...found.pavise.warnings];
    return make("div", {}, shadeKey("Shades of what is defended", "--plum", rows), ...notes.map((words) => make("p", { class: "soft" }, words)));
  }

  const element = make("fieldset", { class: "coverage", hidden: !app.source.live && made.length === 0 }, make("legend", {}, "Defended"), fields, map.element);
  fill(fields, ...choices());
  return { element, load, close: () => map.close() };
}
