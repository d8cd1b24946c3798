"""Findings about where a posture says that its units stand: as in which other option, and which of them elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from pavise.scenario.posture import Posture
from pavise.scenario.study import Study
from pavise.yamlfile import Finding, did_you_mean


def check_stands(posture: Posture, study: Study) -> Iterator[Finding]:
    """Another option that is not there or stands like a third one; units and places that are not there."""
    stands, source = posture.stands, posture.stands_source
    if stands is None or source is None:
        return
    others = [option for option, other in study.postures.items() if other.stands is None]
    if stands.like not in others:
        known = did_you_mean(stands.like, others) or f"options that stand by the rule: {', '.join(others) or 'none'}"
        problem = f"{stands.like!r} is no option of the study that stands by its rule"
        yield source.finding(("stands", "as"), problem, known)
    for unit, place in stands.but.items():
        where = ("stands", "but", unit)
        entry = unit.rpartition(" ")[0]
        if entry not in posture.entries:
            mend = did_you_mean(entry, posture.entries) or f"entries: {', '.join(posture.entries)}"
            yield source.finding(where, f"there is no entry {entry!r} with such a unit", mend)
        for problem, mend in no_such_place(place, study):
            yield source.finding(where, problem, mend)


def no_such_place(place: str, study: Study) -> Iterator[tuple[str, str]]:
    """(problem, mend) where the study has no candidate place of this name."""
    names = [name for site in study.sites.value.sites for name, _, _ in study.sites.value.places.around(site)]
    if place not in names:
        yield f"there is no place {place!r}", did_you_mean(place, names) or f"places are named like {names[0]!r}"
