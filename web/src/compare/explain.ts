// What a number leans on: from an answer back to who claims what. A dialogue over the page, closed with Esc.

import { type App, ofResult, optionLook } from "../page/app.ts";
import { complaint } from "../page/controls.ts";
import { fill, make } from "../page/dom.ts";
import { figure, measured, plain } from "../page/numbers.ts";
import type { Belief, Explained, Measure, UsedClaim } from "../source/documents.ts";

const AT_FIRST = 12;

export class ExplainBox {
  readonly element = make("dialog", { class: "explain", "aria-label": "What this number leans on", on: { close: () => this.app.address.keep({ explain: "" }) } });
  private readonly app: App;

  constructor(app: App) {
    this.app = app;
  }

  async open(option: string, measure: Measure): Promise<void> {
    this.app.address.keep({ explain: `${option} ${measure.id}` });
    fill(this.element, make("p", { class: "waiting" }, "Looking it up …"));
    if (!this.element.open) this.element.showModal();
    try {
      const found = await this.app.source.json<Explained>(ofResult(this.app, `explain/${option}-${measure.id}`));
      fill(this.element, this.closeButton(), ...content(this.app, found, measure));
    } catch (error) {
      fill(this.element, this.closeButton(), complaint(error));
    }
  }

  private closeButton(): HTMLElement {
    return make("button", { class: "close", "aria-label": "Close", on: { click: () => this.element.close() } }, "✕");
  }
}

function content(app: App, found: Explained, measure: Measure): HTMLElement[] {
  const look = optionLook(app.result, found.option);
  const { mean, low, high } = found.estimate;
  const origins = Object.entries(found.origins).map(([origin, count]) => `${count} ${origin === "claims" ? "rest on published claims" : origin === "unverified" ? "on claims that nobody has read at the source" : "are our own judgement"}`);
  const beliefs = [...found.beliefs].sort((a, b) => weight(b) - weight(a));
  const list = make("div", { class: "beliefs" });
  const show = (most: number): void => {
    const rest = beliefs.length - most;
    fill(list, ...beliefs.slice(0, most).map((belief) => beliefRow(belief, found.claims)), rest > 0 && make("button", { on: { click: () => show(beliefs.length) } }, `Show the other ${rest}`));
  };
  show(AT_FIRST);
  const doubt = found.doubt.share === null ? "" : ` Doubt about the figures makes up ${plain(found.doubt.share * 100, 0)} % of its scatter; the rest is luck in battle.`;
  return [
    make("h2", {}, `${measure.title} of “${look.title}”: ${measured(mean, measure)}`),
    make("p", {}, `Between ${measured(low, measure)} and ${measured(high, measure)} with 95 % confidence.${doubt} It leans on ${beliefs.length} beliefs: ${origins.join(", ")}.`),
    make("p", { class: "soft" }, "Most closely followed first: how far the outcome goes along with the figure over the worlds (rank correlation)."),
    list,
  ];
}

/** Beliefs that rest on claims come before judgements that move the result as little. */
const weight = (belief: Belief): number => Math.abs(belief.correlation ?? 0) + (belief.claims.length ? 0.001 : 0);

function beliefRow(belief: Belief, claims: Record<string, UsedClaim>): HTMLElement {
  const cited = belief.claims.map((id) => claims[id]).filter((claim): claim is UsedClaim => claim !== undefined);
  const known = `${figure(belief.p50, belief.unit)} (${figure(belief.p10, belief.unit)} to ${figure(belief.p90, belief.unit)})`;
  const moves = belief.correlation === null ? "" : `${belief.beyond_chance ? "moves the result" : "not shown to move it"}, correlation ${plain(belief.correlation, 2)}`;
  const origin = belief.origin === "judgement" ? "our judgement" : belief.origin === "unverified" ? "unverified claims" : `${cited.length} ${cited.length === 1 ? "claim" : "claims"}`;
  return make(
    "details",
    { class: "belief" },
    make("summary", {}, make("span", { class: "what" }, `${belief.system_title}: ${belief.words}`), make("span", { class: "value" }, known), make("span", { class: `origin ${belief.origin}` }, origin), make("small", {}, moves)),
    make("p", {}, `${belief.method}. ${belief.reason}`),
    cited.length > 0 && make("ul", { class: "claims" }, ...cited.map(claimLine)),
  );
}

export function claimLine(claim: UsedClaim): HTMLElement {
  const flags = [claim.suspect && "suspect: kept, never used", claim.unseen && "not seen at the source"].filter(Boolean).join("; ");
  const source = [claim.publisher, claim.date].filter(Boolean).join(", ");
  return make(
    "li",
    { class: claim.suspect ? "suspect" : "" },
    make("strong", {}, claim.as_written),
    claim.condition && ` (${claim.condition})`,
    `: ${claim.says || claim.claimant}. `,
    /^https?:/.test(claim.url) ? make("a", { href: claim.url, target: "_blank", rel: "noreferrer noopener" }, source || "source") : source,
    flags && make("em", {}, ` ${flags}`),
    make("code", {}, claim.id),
  );
}
