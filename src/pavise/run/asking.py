"""What a run was asked for: which case of the study, into which folder, and what its manifest says about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pavise.assemble.study import Assembly, CaseSpec
from pavise.yamlfile import BadInput, did_you_mean


def case_of(assembly: Assembly, option: str, raid: str | None, size: int | None, variant: str) -> CaseSpec:
    """The case of a study that is meant; raid and size of its summary when None. BadInput when there is none."""
    study = assembly.study
    raid = study.spec.reference.raid if raid is None else raid
    size = study.summary.get(raid, 0) if size is None else size
    wanted = f"{option}/{variant}/{raid}/{size}/all"
    known = {case.case: case for case in assembly.cases}
    if wanted not in known:
        mend = did_you_mean(wanted, known) or "the study lists its options, raids and sizes"
        raise BadInput([study.source.finding((), f"has no case {wanted}", mend)])
    return known[wanted]


def usual_folder(assembly: Assembly, case: CaseSpec | None = None) -> Path:
    """Where the result of a study, or of one case of it, goes when nobody says."""
    parts = [assembly.study.spec.id]
    if case is not None:
        parts += [case.option, case.raid, str(case.size)]
        parts += [] if case.variant == "as-offered" else [case.variant]
    return Path("results") / "-".join(parts)


def asked_for(
    study: str | Path, worlds: int | None, repeats: int | None, seed: int | None, terrain: str | Sequence[str] | None
) -> dict[str, Any]:
    """The words of the request, so that its battles can be fought once more."""
    ground = terrain if terrain is None or isinstance(terrain, str) else [str(file) for file in terrain]
    return {"study": str(study), "worlds": worlds, "repeats": repeats, "seed": seed, "terrain": ground}


def about_run(assembly: Assembly, asked: dict[str, Any], version: str) -> dict[str, Any]:
    """What the manifest says about a run beside its numbers. `version`: of pavise."""
    spec = assembly.study.spec
    in_doubt = [name for name, posture in assembly.study.postures.items() if posture.status is not None]
    return {
        "study": spec.id,
        "study_title": spec.title,
        "question": spec.question,
        "date": spec.date,
        "hypothesis_option": in_doubt[0] if in_doubt else None,
        "conditions": assembly.conditions(),
        "asked": asked,
        "pavise_version": version,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def cases_to_record(assembly: Assembly) -> list[CaseSpec]:
    """The cases whose battles are recorded unasked: each option at the reference raid, or the only case there is."""
    raid = assembly.study.spec.reference.raid
    return [case for case in assembly.cases if case.reference and case.raid == raid] or assembly.cases[:1]
