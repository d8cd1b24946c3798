"""`pavise coverage --defended`: map what the fire units of a case defend, and how surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pavise.app import show

if TYPE_CHECKING:
    from pavise.views.coverage_reading import CoverageFolder

MEASURES = {
    "--altitude": ("altitude_m", "length"),
    "--rcs": ("rcs_m2", "area"),
    "--speed": ("speed_mps", "speed"),
    "--release": ("release_m", "length"),
    "--distance": ("distance_m", "length"),
    "--bearing": ("bearing_rad", "angle"),
    "--pd": ("pd", "fraction"),
    "--cell": ("cell_m", "length"),
}


def defended_of(
    case: str,
    out: Path | None,
    json: bool,
    written: Mapping[str, str | Sequence[str] | None],
    chosen: Mapping[str, Any],
) -> None:
    """Run it and show it. `written`: amounts as typed, by option; `chosen`: what needs no reading."""
    from pavise import api
    from pavise.app.cli_coverage import measures
    from pavise.views.defended_page import read_defended
    from pavise.yamlfile import BadInput, Finding

    amounts: dict[str, tuple[str, str | list[str] | None, str]] = {}
    findings = []
    for option, (name, dimension) in MEASURES.items():
        value = written[option]
        if value is not None and not isinstance(value, str):
            if len(value) > 1:
                problem = "is given several times; a threat has one"
                findings.append(Finding(option, None, dimension, problem, "give it once, or ask again"))
            value = value[0] if value else None
        amounts[name] = (option, value, dimension)
    if findings:
        raise BadInput(findings)
    asked = measures(amounts)
    arc = written["--arc"]
    if isinstance(arc, str):
        asked["arc"] = _number_or_word(arc)
    with show.progress_bar("flying in", at_the_end="drawing") as on_progress:
        folder = api.defended(case, out, on_progress=on_progress, **chosen, **asked)
    read = read_defended(folder)
    show.answer(read.said, json, lambda _: told(read))


def _number_or_word(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def told(read: CoverageFolder) -> None:
    """What is defended, a line for each threat, and where to look further."""
    from pavise.views.coverage_page import area_words
    from pavise.views.defended_page import PAGE, bearing_words

    said = read.said
    rounds = "one round" if said["shots"] == 1 else f"{said['shots']} rounds one after the other"
    show.text(f"{said['title']}: {said['worlds']} worlds; {rounds} in time, threats {bearing_words(said)}")
    show.text(said["conditions"][0])
    show.text()
    names = list(said["attackers"][0]["distances_km"])
    columns = ("threat", "km2", "P10 to P90", *(f"{name} km" for name in names))
    rows = []
    for one in said["attackers"]:
        middle, span = area_words(one["area_km2"])
        rows.append((one["words"], middle, span, *(area_words(one["distances_km"][name])[0] for name in names)))
    show.table(columns, rows, right=columns[1:], keep=columns[1:])
    show.text()
    for words in said["warnings"]:
        show.text(f"Note: {words}")
    show.text(f"Maps and numbers: {read.folder / PAGE}")
