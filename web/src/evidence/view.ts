// The evidence: systems on the left, what is claimed about one of them on the right; or the timeline of the purchase.

import type { App } from "../page/app.ts";
import { guarded, keepingFocus } from "../page/controls.ts";
import { fill, make } from "../page/dom.ts";
import type { PurchaseTimeline, SystemEntry, SystemEvidence } from "../source/documents.ts";
import { purchasePage, type PurchaseState } from "./purchase.ts";
import { systemPage, type SystemState } from "./system.ts";

const PURCHASE = "purchase";

export async function evidenceView(place: HTMLElement, app: App): Promise<() => void> {
  const { address, source } = app;
  const systems = (await source.json<SystemEntry[]>("api/evidence")).filter((each) => each.claims > 0 || each.quantities > 0);
  let shown = address.word("system") || systems.find((each) => each.system === "s400_system")?.system || systems[0]!.system;
  const list = make("ul", { class: "system-list" });
  const filter = make("input", { type: "search", placeholder: "Find a system", "aria-label": "Find a system", on: { input: () => drawList() } });
  const page = make("article", { class: "page evidence" });
  const purchase = make("button", { class: "row", on: { click: () => show(PURCHASE) } }, "The purchase: who said what, when");
  place.classList.add("with-list");
  place.append(make("nav", { class: "side-list", "aria-label": "Systems" }, purchase, filter, list), page);

  function drawList(): void {
    const asked = filter.value.toLowerCase();
    const rows = systems.filter((each) => `${each.title} ${each.system} ${each.kind}`.toLowerCase().includes(asked));
    purchase.setAttribute("aria-current", String(shown === PURCHASE));
    keepingFocus(list, () => fill(list, ...rows.map((each) => make("li", {}, make("button", { class: "row", "aria-current": String(each.system === shown), on: { click: () => show(each.system) } }, each.title, make("small", {}, ` ${each.claims} claims, ${each.judgements} judgements`))))));
  }

  function show(system: string): void {
    shown = system;
    address.keep({ system, claim: "", said: "" });
    drawList();
    void load();
  }

  async function load(): Promise<void> {
    const asked = shown;
    await guarded(page, async () => {
      if (asked === PURCHASE) {
        const timeline = await source.json<PurchaseTimeline>("api/timeline");
        if (asked === shown) drawPurchase(timeline);
      } else {
        const evidence = await source.json<SystemEvidence>(`api/evidence/${asked}`);
        if (asked === shown) drawSystem(evidence);
      }
    });
  }

  function drawSystem(evidence: SystemEvidence): void {
    const state: SystemState = { claim: address.word("claim"), onlyDisputed: address.word("disputed") === "1" };
    const draw = (next: SystemState): void => {
      address.keep({ claim: next.claim, disputed: next.onlyDisputed ? "1" : "" });
      keepingFocus(page, () => fill(page, systemPage(evidence, { ...next }, draw)));
    };
    draw(state);
  }

  function drawPurchase(timeline: PurchaseTimeline): void {
    const draw = (state: PurchaseState): void => {
      address.keep({ said: state.chosen, topic: state.topic, contradicted: state.onlyContradicted ? "1" : "" });
      keepingFocus(page, () => fill(page, purchasePage(timeline, state, draw)));
      if (state.chosen) page.querySelector(`#said-${state.chosen}`)?.scrollIntoView({ block: "center" });
    };
    draw({ chosen: address.word("said"), topic: address.word("topic"), onlyContradicted: address.word("contradicted") === "1" });
  }

  drawList();
  list.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  await load();
  return () => undefined;
}
