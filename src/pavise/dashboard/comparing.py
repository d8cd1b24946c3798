"""Options side by side: the answer, comparisons with paired intervals, curves over size, and what a number leans on.

Everything comes from `pavise.analysis`, so the browser shows the numbers of the report and no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pavise.analysis.answer import answer as sentences_of
from pavise.analysis.compare import Comparison
from pavise.analysis.explain import explain
from pavise.analysis.outcomes import ALL_DOUBT, AS_OFFERED, EQUAL_BUDGET, Cell
from pavise.analysis.worlds import Estimate
from pavise.results.measures import CAUSE_NAMES, CAUSE_TITLES, MEASURES
from pavise.results.schema import ResultsError
from pavise.views.report import BEFORE_TERRAIN
from pavise.views.sources import counts_of, quantity_words

from . import shapes
from .shelf import NoDocument

SUMMARY = "summary"
SAVED = "value_saved"
CURVES = (SAVED, "leaker_share", "sites_lost", "money_spent_usd")
"""Measures that are drawn over the size of a raid."""
NOT_COMPARED = ("raid_size", "raid_cost_usd")
"""The same for every option by construction."""


def answer_of(comparison: Comparison) -> shapes.Answer:
    """The answer in sentences, and under which conditions it holds."""
    conditions = comparison.results.manifest.get("conditions") or (BEFORE_TERRAIN,)
    return {"sentences": sentences_of(comparison), "caveats": [str(sentence) for sentence in conditions]}


def cells_named(comparison: Comparison, name: str) -> tuple[tuple[Cell, ...], str | None, int | None, str]:
    """`mixed-36-as-offered`, `summary-equal-budget` -> the cells, the raid, the size, the variant."""
    study = comparison.study
    for variant in (AS_OFFERED, EQUAL_BUDGET):
        cells, found, _ = name.rpartition(f"-{variant}")
        if found and variant in study.variants:
            if cells == SUMMARY:
                return study.summary, None, None, variant
            raid, _, size = cells.rpartition("-")
            if raid in study.raids and size.isascii() and size.isdecimal() and len(size) < 6:
                if int(size) in study.sizes[raid]:
                    return ((raid, int(size)),), raid, int(size), variant
    raise NoDocument(f"there is no comparison {name[:80]}", "the document of the result lists them")


def comparison_names(comparison: Comparison) -> list[shapes.ComparisonEntry]:
    """Every comparison that there is, summary first; `path` without the address of the result."""
    study, listed = comparison.study, []
    cases = comparison.results.cases(doubt=ALL_DOUBT)
    names = ("option", "variant", "raid", "size")
    fought = set(zip(*(cases[name].tolist() for name in names), strict=True))
    for variant in study.variants:
        words = "" if variant == AS_OFFERED else ", for equal money"
        for raid, size in [(None, None), *study.cells]:
            cells = study.summary if raid is None else ((raid, int(size or 0)),)
            if any(all((option.id, variant, *cell) in fought for cell in cells) for option in study.options):
                title = "The raids of the summary" if raid is None else f"{study.raids[raid]}, {size} threats"
                name = SUMMARY if raid is None else f"{raid}-{size}"
                listed.append(
                    shapes.ComparisonEntry(
                        path=f"comparison/{name}-{variant}", raid=raid, size=size, variant=variant, title=title + words
                    )
                )
    return listed


def measures_of(comparison: Comparison) -> list[shapes.MeasureEntry]:
    """The measures that were recorded, save those that tell leakers by cause, which are a table of their own."""
    first = comparison.results.cases(doubt=ALL_DOUBT)["case"][0]  # a run writes every measure of every case
    rows = comparison.results.table("outcomes", ["measure"], case=first, replication=0)
    recorded = set(rows["measure"].tolist()) - set(NOT_COMPARED)
    return [
        {"id": m.name, "title": m.title, "unit": m.unit, "kind": m.kind, "better": m.better, "words": m.meaning}
        for m in MEASURES.values()
        if m.name in recorded and "_cause_" not in m.name
    ]


def compared(comparison: Comparison, name: str) -> shapes.Comparison:
    """Every option against every measure over some raids, each paired with the baseline; and why things leaked."""
    cells, raid, size, variant = cells_named(comparison, name)
    raids, sizes = sorted({cell[0] for cell in cells}), sorted({cell[1] for cell in cells})
    only = {"raid": raids, "size": sizes, "doubt": ALL_DOUBT}
    comparison = Comparison(comparison.results, only=only)  # a large result is not read for a few of its cases
    comparison.read(list(MEASURES))
    baseline = comparison.study.baseline.id
    options = comparison.options_run(cells, variant)
    if not options:
        raise NoDocument(f"no option was run over {name[:80]}", "the document of the result lists what was")
    others = [option for option in options if option != baseline] if baseline in options else []
    measures = [m["id"] for m in measures_of(comparison)]
    rows: list[shapes.ComparisonRow] = []
    shown: set[str] = set()
    for option in options:
        estimates, paired = {}, {}
        for measure in measures:
            found = comparison.estimate(measure, option, cells, variant)
            estimates[measure] = estimate(found)
            if found.value is not None:
                shown.add(measure)
            if option in others:
                paired[measure] = paired_of(comparison, measure, option, baseline, cells, variant, len(others))
        rows.append({"option": option, "measures": estimates, "paired": paired})
    for row in rows:
        row["measures"] = {m: found for m, found in row["measures"].items() if m in shown}
        row["paired"] = {m: found for m, found in row["paired"].items() if m in shown}
    return {
        "raid": raid,
        "size": size,
        "variant": variant,
        "cells": [(cell_raid, cell_size) for cell_raid, cell_size in cells],
        "baseline": baseline,
        "worlds": int(max(comparison.results.cases()["worlds"])),
        "measures": [measure for measure in measures if measure in shown],
        "rows": rows,
        "causes": causes_of(comparison, cells, variant),
    }


def paired_of(
    comparison: Comparison, measure: str, option: str, baseline: str, cells: Sequence[Cell], variant: str, family: int
) -> shapes.Paired:
    """Option minus baseline in one measure."""
    pair = comparison.pair(measure, option, baseline, cells, variant, max(1, family))
    found = pair.difference
    return {
        "difference": found.value,
        "low": found.low,
        "high": found.high,
        "variance_factor": found.factor,
        "told_apart": pair.told_apart,
    }


def causes_of(comparison: Comparison, cells: Sequence[Cell], variant: str) -> list[shapes.CauseRow]:
    """Leakers per battle by their one cause, for every option; causes that nobody met are left out."""
    found = comparison.causes(cells, variant)
    met = [
        cause
        for cause in CAUSE_NAMES.values()
        if any((row[cause].value or 0) > 0 for row in found.values() if cause in row)
    ]
    return [
        {
            "option": option,
            "class": "all",
            "cause": cause,
            "title": CAUSE_TITLES[cause],
            "leakers_per_battle": row[cause].value,
        }
        for option, row in found.items()
        for cause in met
        if cause in row
    ]


def curves_of(comparison: Comparison, name: str) -> shapes.Curves:
    """`value_saved-mixed` -> one measure over the sizes of one raid, a row per option."""
    measure, _, raid = name.partition("-")
    if measure not in CURVES or raid not in comparison.study.raids:
        raise NoDocument(f"there is no curve {name[:80]}", "the document of the result lists them")
    sizes = list(comparison.study.sizes[raid])
    rows: list[shapes.CurveRow] = []
    for option in comparison.study.options:
        at = dict(comparison.curve(measure, option.id, raid))
        if at:
            found = [at.get(size) for size in sizes]
            rows.append(
                {
                    "option": option.id,
                    "mean": [None if one is None else one.value for one in found],
                    "low": [None if one is None else one.low for one in found],
                    "high": [None if one is None else one.high for one in found],
                }
            )
    return {"measure": measure, "raid": raid, "variant": AS_OFFERED, "sizes": sizes, "rows": rows}


def explained(comparison: Comparison, name: str) -> shapes.Explained:
    """`s400-stored-value_saved` -> what that number of that option leans on, over the raids of the summary."""
    option, _, measure = name.rpartition("-")
    if option not in {known.id for known in comparison.study.options} or measure not in MEASURES:
        raise NoDocument(
            f"there is nothing to explain under {name[:80]}", "write option-measure, as in s400-stored-value_saved"
        )
    try:
        found = explain(comparison, option, measure)
    except ResultsError as error:
        raise NoDocument(str(error), "ask for a measure of this result") from None
    return {
        "option": option,
        "measure": measure,
        "estimate": estimate(found.estimate),
        "doubt": {
            "share": found.split.share,
            "low": found.split.share_low,
            "high": found.split.share_high,
            "note": found.split.note,
        },
        "hypotheses": list(found.hypotheses),
        "unknown": list(found.unknown),
        "origins": counts_of(found.beliefs),
        "beliefs": [
            {
                "system": belief.system,
                "system_title": belief.system_title,
                "quantity": belief.quantity,
                "words": quantity_words(belief.quantity),
                "unit": belief.unit,
                "origin": belief.origin,
                "method": belief.method,
                "reason": belief.reason,
                "p10": belief.p10,
                "p50": belief.p50,
                "p90": belief.p90,
                "correlation": None if belief.mover is None else belief.mover.correlation,
                "beyond_chance": belief.mover is not None and belief.mover.beyond_chance,
                "claims": [claim.id for claim in belief.claims],
            }
            for belief in found.beliefs
        ],
        "claims": {claim.id: used_claim(claim) for claim in found.claims},
    }


def used_claim(claim: Any) -> shapes.UsedClaim:
    """A claim of a result as a document."""
    return {name: getattr(claim, name) for name in shapes.UsedClaim.__annotations__}  # type: ignore[return-value]


def estimate(found: Estimate) -> shapes.Estimate:
    """An estimate as a document."""
    return {"mean": found.value, "low": found.low, "high": found.high, "note": found.note}
