"""One result at a glance: what was asked, of whom, against what, and which documents tell more.

Made from the manifest and small tables, so that a large result opens at once; the only thing read from the outcomes is
which measures were recorded.
"""

from __future__ import annotations

from typing import Any

from pavise.analysis.compare import Comparison
from pavise.scenario.study import Study

from . import shapes
from .battles import lives_of, recorded
from .comparing import CURVES, SAVED, comparison_names, measures_of
from .standing import sites_of


def result_of(comparison: Comparison, result: str, study: Study | None, made: list[str]) -> shapes.Result:
    """The document of a result. `study`: its files where they are at hand; `made`: addresses of
    maps that were made for it."""
    replays = recorded(comparison, result)
    manifest, shape = comparison.results.manifest, comparison.study
    summary = dict(shape.summary) if comparison.results.cases()["reference"].any() else {}
    comparisons = comparison_names(comparison)
    measures = measures_of(comparison)
    measured = {measure["id"] for measure in measures}
    names = [
        "answer",
        *(one["path"] for one in comparisons),
        *(f"curves/{measure}-{raid}" for measure in CURVES if measure in measured for raid in shape.raids),
        *(f"posture/{option.id}" for option in shape.options),
        *(f"explain/{option.id}-{SAVED}" for option in shape.options if SAVED in measured),
        "coverage",
        "defended",
        "ground",
        "replays",
        *(["files"] if study is not None else []),
    ]
    address = f"api/results/{result}"
    for one in comparisons:
        one["path"] = f"{address}/{one['path']}"
    return {
        "id": result,
        "title": str(manifest.get("study_title") or manifest.get("study") or result),
        "question": str(manifest.get("question", "")),
        "study": str(manifest.get("study", "")),
        "date": str(manifest.get("date", "")),
        "seed": manifest.get("seed"),
        "worlds": int(max(comparison.results.cases()["worlds"])),
        "repeats": int(min(comparison.results.cases()["repeats"])),
        "made": str(manifest.get("started", "")),
        "version": str(manifest.get("pavise_version", "")),
        "sites": "" if study is None else study.spec.sites,
        "baseline": shape.baseline.id,
        "reference": reference_of(comparison, study),
        "conditions": [str(sentence) for sentence in manifest.get("conditions") or ()],
        "options": [
            {
                "id": option.id,
                "title": option.title,
                "summary": summary_of(study, option.id),
                "baseline": option.id == shape.baseline.id,
            }
            for option in shape.options
        ],
        "raids": [
            {"id": raid, "title": title, "sizes": list(shape.sizes[raid]), "in_summary": summary.get(raid)}
            for raid, title in shape.raids.items()
        ],
        "variants": list(shape.variants),
        "measures": measures,
        "defended": sites_of(comparison),
        "comparisons": comparisons,
        "has_files": study is not None,
        "replays": len(replays),
        "documents": [*(f"{address}/{name}" for name in names), *made, *replays, *map(lives_of, replays)],
    }


def reference_of(comparison: Comparison, study: Study | None) -> shapes.Reference | None:
    """The raid that was looked at most closely, as the study says; else the one that was fought most often."""
    if study is not None:
        reference = study.spec.reference
        return {"raid": reference.raid, "size": reference.size, "repeats": reference.repeats}
    cases = comparison.results.cases(reference=True)
    if not len(cases["case"]):
        return None
    most = int(cases["replications"].argmax())
    row: dict[str, Any] = {name: cases[name][most] for name in ("raid", "size", "repeats")}
    return {"raid": str(row["raid"]), "size": int(row["size"]), "repeats": int(row["repeats"])}


def summary_of(study: Study | None, option: str) -> str:
    """What an option means, in its file's words; empty where the files are not at hand."""
    posture = None if study is None else study.postures.get(option)
    return "" if posture is None else posture.source.value.summary
