// What is claimed about one system, quantity by quantity, and what is believed because of it.

import { fill, make } from "../page/dom.ts";
import type { Claim, Quantity, SystemEvidence } from "../source/documents.ts";
import { claimantKey, quantityAxis } from "./axis.ts";

export interface SystemState {
  claim: string;
  onlyDisputed: boolean;
}

export function systemPage(evidence: SystemEvidence, state: SystemState, changed: (state: SystemState) => void): HTMLElement {
  const box = make("div", { class: "quantities" });
  const disputed = new Set(evidence.conflicts.map((each) => `${each.quantity} ${each.condition}`));
  const quantities = evidence.quantities.filter((each) => !state.onlyDisputed || disputed.has(`${each.id} ${each.condition}`));
  const choose = (claim: string): void => {
    state.claim = state.claim === claim ? "" : claim;
    changed(state);
  };
  for (const quantity of quantities) box.append(quantityCard(quantity, evidence, disputed, state, choose));
  const head = make("div", {}, make("h1", {}, evidence.title), counts(evidence));
  const only = make("label", { class: "tick" }, make("input", { type: "checkbox", checked: state.onlyDisputed, on: { change: () => changed({ ...state, onlyDisputed: !state.onlyDisputed }) } }), "only where voices exclude each other");
  const gaps = evidence.gaps.map((gap) => make("li", {}, `${gap.quantity.replaceAll("_", " ")}: ${gap.state}. ${gap.remark}`));
  return make("div", {}, head, claimantKey(), evidence.conflicts.length > 0 && only, box, gaps.length > 0 && make("section", {}, make("h2", {}, "What nobody says"), make("ul", {}, ...gaps)));
}

function counts(evidence: SystemEvidence): HTMLElement {
  const believed = evidence.quantities.filter((each) => each.distribution).length;
  return make("p", { class: "soft" }, `${Object.keys(evidence.claims).length} claims; ${believed} quantities believed in by the catalogue; ${evidence.conflicts.length} on which voices exclude each other.`);
}

function quantityCard(quantity: Quantity, evidence: SystemEvidence, disputed: Set<string>, state: SystemState, choose: (claim: string) => void): HTMLElement {
  const claims = quantity.claims.map((id) => evidence.claims[id]).filter((claim): claim is Claim => claim !== undefined);
  claims.sort((a, b) => (a.value_si ?? a.low_si ?? Infinity) - (b.value_si ?? b.low_si ?? Infinity));
  const conflict = evidence.conflicts.find((each) => each.quantity === quantity.id && each.condition === quantity.condition);
  const card = make("section", { class: "quantity", "aria-label": quantity.title });
  const title = quantity.title.replace(" ,", ",");
  fill(
    card,
    make("h2", {}, title, quantity.condition && make("small", {}, `  ${quantity.condition}`), disputed.has(`${quantity.id} ${quantity.condition}`) && make("span", { class: "flag" }, "disputed")),
    quantityAxis(quantity, claims, state.claim, choose),
    quantity.method && make("p", { class: "soft" }, make("strong", {}, originWords(quantity)), ` ${quantity.method}. ${quantity.reason}`),
    conflict && make("p", { class: "soft" }, make("strong", {}, "Why they differ."), ` ${conflict.why}`),
  );
  const chosen = claims.find((claim) => claim.id === state.claim);
  if (chosen) card.append(claimDetails(chosen));
  return card;
}

function originWords(quantity: Quantity): string {
  if (quantity.origin === "judgement") return "Our own judgement:";
  return quantity.origin === "unverified" ? "From claims that nobody has read at the source:" : "From claims:";
}

export function claimDetails(claim: Claim): HTMLElement {
  const source = [claim.publisher, claim.date].filter(Boolean).join(", ");
  const link = /^https?:/.test(claim.url) ? make("a", { href: claim.url, target: "_blank", rel: "noreferrer noopener" }, source || claim.url) : source;
  const used = claim.used_by.length ? `Beliefs computed from it: ${claim.used_by.join(", ")}.` : "No belief is computed from it.";
  const state = [claim.suspect && "Suspect: kept, never used.", claim.unseen && "Not seen at its source: counts as unverified.", claim.derived && "Derived from other figures."].filter(Boolean).join(" ");
  return make(
    "div",
    { class: "claim-box", role: "status" },
    make("p", {}, make("strong", {}, claim.as_written), claim.condition && ` (${claim.condition})`, `. ${claim.says || claim.claimant}; ${claim.claimant}, one voice with ${claim.upstream || "nobody else"}.`),
    make("p", {}, "Source: ", link, `. Confidence that it says so: ${claim.confidence || "not judged"}. ${state}`),
    claim.note && make("p", {}, claim.note),
    make("p", { class: "soft" }, used, " ", make("code", {}, claim.id)),
  );
}
