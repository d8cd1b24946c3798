// The answer of a result: in sentences, in a table, in figures, and on two maps.

import { type App, ofResult } from "../page/app.ts";
import { checkbox, complaint, guarded, select } from "../page/controls.ts";
import { fill, make } from "../page/dom.ts";
import type { Answer, Comparison, Curves, Measure } from "../source/documents.ts";
import { causesPlot } from "./causes.ts";
import { curvePlot } from "./curves.ts";
import { ExplainBox } from "./explain.ts";
import { comparisonTable, differencePlot } from "./table.ts";
import { twinMaps } from "./twin_maps.ts";

const USUAL = ["value_saved", "leaker_share", "no_site_lost", "money_spent_usd", "cost_exchange"];
const VARIANTS: Record<string, string> = { "as-offered": "as offered", "equal-budget": "for equal money" };

export async function compareView(place: HTMLElement, app: App): Promise<() => void> {
  const { result, address } = app;
  const measureOf = new Map(result.measures.map((measure) => [measure.id, measure]));
  let chosen = (address.word("measures") || USUAL.join(",")).split(",").filter((id) => measureOf.has(id));
  let path = result.comparisons.find((each) => each.path.endsWith(`/${address.word("over")}`))?.path ?? result.comparisons[0]!.path;
  let comparison: Comparison | null = null;
  const explainBox = new ExplainBox(app);
  const table = make("div", { class: "table-place" });
  const differences = make("div");
  const causes = make("div");
  const curvePlace = make("div");
  let closeCurve = (): void => undefined;

  const over = select("Over", result.comparisons.map((each) => ({ id: each.path, title: `${each.title}, ${VARIANTS[each.variant] ?? each.variant}` })), path, (id) => {
    path = id;
    address.keep({ over: id.split("/").at(-1)! });
    void load();
  });
  const pick = make("details", { class: "pick" }, make("summary", {}, "Measures"));
  for (const measure of result.measures.filter((each) => !each.id.startsWith("leakers_cause_"))) {
    pick.append(
      checkbox(measure.title, chosen.includes(measure.id), (on) => {
        chosen = result.measures.map((each) => each.id).filter((id) => (id === measure.id ? on : chosen.includes(id)));
        address.keep({ measures: chosen.join(",") });
        draw();
      }),
    );
  }
  const maps = twinMaps(app);
  const curves = curveChoice(app, async (measure, raid) => {
    await guarded(curvePlace, async () => {
      const document = await app.source.json<Curves>(ofResult(app, `curves/${measure.id}-${raid}`));
      closeCurve();
      const plot = curvePlot(app, document, measure, measure.title);
      closeCurve = plot.close;
      fill(curvePlace, plot.element);
    });
  });
  const answer = make("div", { class: "answer" });
  fill(
    place,
    make(
      "article",
      { class: "page" },
      make("h1", {}, result.question),
      answer,
      make("div", { class: "bar" }, over, pick),
      table,
      make("h2", {}, "What each option changes"),
      differences,
      make("h2", {}, "Why things got through"),
      causes,
      make("h2", {}, "Over the size of the raid"),
      curves,
      curvePlace,
      make("h2", {}, "Two options on the map"),
      maps.element,
      explainBox.element,
    ),
  );

  function explain(option: string, id: string): void {
    const measure = measureOf.get(id);
    if (measure) void explainBox.open(option, measure);
  }

  function draw(): void {
    if (!comparison) return;
    const shown = chosen.map((id) => measureOf.get(id)!).filter((measure) => comparison!.measures.includes(measure.id));
    fill(table, comparisonTable(app, comparison, shown, explain));
    if (shown[0]) fill(differences, differencePlot(app, comparison, shown[0]));
    fill(causes, causesPlot(app, comparison));
  }

  async function load(): Promise<void> {
    await guarded(table, async () => {
      comparison = await app.source.json<Comparison>(path);
      draw();
    });
  }

  app.source
    .json<Answer>(ofResult(app, "answer"))
    .then((found) => fill(answer, answerWords(found)))
    .catch((error: unknown) => fill(answer, complaint(error)));
  await load();
  const [option, id] = address.word("explain").split(" ");
  if (option && id) explain(option, id);
  return () => {
    closeCurve();
    maps.close();
  };
}

function answerWords(answer: Answer): HTMLElement {
  const [first = "", second = "", ...rest] = answer.sentences;
  const more = make("details", {}, make("summary", {}, "The whole answer, and what it leaves out"), ...rest.map((words) => make("p", {}, words)));
  if (answer.caveats.length) more.append(make("ul", {}, ...answer.caveats.map((words) => make("li", {}, words))));
  return make("div", {}, make("p", { class: "lead" }, first), make("p", {}, second), more);
}

/** Which measure against which raid; only those that there are curves of. */
function curveChoice(app: App, show: (measure: Measure, raid: string) => Promise<void>): HTMLElement {
  const { result, address } = app;
  const names = result.documents.flatMap((path) => /\/curves\/(.+)$/.exec(path)?.[1] ?? []);
  const raids = result.raids.filter((raid) => names.some((name) => name.endsWith(`-${raid.id}`)));
  const measures = result.measures.filter((measure) => names.some((name) => name.startsWith(`${measure.id}-`)));
  if (!raids.length || !measures.length) return make("p", { class: "soft" }, "Each raid was fought in one size only.");
  let raid = raids.find((each) => each.id === (address.word("curve_raid") || result.reference?.raid)) ?? raids[0]!;
  let measure = measures.find((each) => each.id === address.word("curve")) ?? measures.find((each) => each.id === "value_saved") ?? measures[0]!;
  void show(measure, raid.id);
  return make(
    "div",
    { class: "bar" },
    select("Measure", measures, measure.id, (id) => {
      measure = measures.find((each) => each.id === id)!;
      address.keep({ curve: id });
      void show(measure, raid.id);
    }),
    select("Raid", raids, raid.id, (id) => {
      raid = raids.find((each) => each.id === id)!;
      address.keep({ curve_raid: id });
      void show(measure, raid.id);
    }),
  );
}
