// Two options on two maps that look at the same place: what one has and the other has not.

import { Stage } from "../map/stage.ts";
import { type App, ofResult, optionLook } from "../page/app.ts";
import { complaint, named, select } from "../page/controls.ts";
import { fill, make } from "../page/dom.ts";
import { layGround } from "../page/ground.ts";
import { boxOf, postureScene } from "../posture/scene.ts";
import type { Posture } from "../source/documents.ts";

export function twinMaps(app: App): { element: HTMLElement; close: () => void } {
  const { result, address, settings } = app;
  const other = result.options.find((option) => option.id !== result.baseline)?.id ?? result.baseline;
  const chosen = [address.word("left", result.baseline), address.word("right", other)];
  let tying = false;
  const stages = chosen.map(
    (_, i) =>
      new Stage(settings, `Map of the ${i ? "right" : "left"} option`, {
        chosen: () => undefined,
        words: () => "",
        moved: (camera) => {
          if (tying) return;
          tying = true;
          stages[1 - i]?.look(camera);
          tying = false;
        },
      }),
  );
  const captions = chosen.map(() => make("figcaption"));
  const replays = make("button", { on: { click: () => address.go("replay", { option: chosen[1]!, replay: "", beside: "" }) } }, "Replay a battle of the right one");

  async function load(i: number): Promise<void> {
    fill(captions[i]!, named(optionLook(result, chosen[i]!)));
    try {
      const posture = await app.source.json<Posture>(ofResult(app, `posture/${chosen[i]!}`));
      const all = { reach: true, sensors: false, links: true, labels: true, hidden: new Set<string>(), chosen: "" };
      const scene = postureScene(posture, all, settings.unit);
      const own = new Set(posture.units.filter((unit) => !unit.shared_with_baseline).map((unit) => `unit:${unit.name}`));
      if (chosen[i] !== result.baseline) for (const mark of scene.marks) if (own.has(mark.id)) mark.size_px = 17;
      stages[i]!.show(scene);
      if (i === 0) stages[0]!.fit(boxOf(posture));
      else stages[1]!.fit(boxOf(posture), false);
    } catch (error) {
      fill(captions[i]!, complaint(error));
    }
  }

  const choose = (i: number, label: string): HTMLElement =>
    select(label, result.options, chosen[i]!, (id) => {
      chosen[i] = id;
      address.keep({ [i ? "right" : "left"]: id });
      void load(i);
    });
  const figures = stages.map((stage, i) => make("figure", { class: "map-box" }, stage.element, captions[i]!));
  const forget = settings.whenChanged(() => [0, 1].forEach((i) => void load(i)));
  [0, 1].forEach((i) => void load(i));
  void layGround(app, ...stages);
  return {
    element: make("div", {}, make("div", { class: "bar" }, choose(0, "Left"), choose(1, "Right"), result.replays > 0 && replays), make("div", { class: "maps maps-2 twin" }, ...figures)),
    close: () => {
      forget();
      stages.forEach((stage) => stage.close());
    },
  };
}
