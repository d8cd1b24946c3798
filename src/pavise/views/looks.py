"""Which letter, colour and marker each option has, the same in every figure and table of one report.

Letters follow the order of the study, so that two reports of one study agree. Colour goes to the few options that a
reader will want to follow: the one that all are compared with, the one whose status is open, and those at the top and
the bottom of the summary. Which these are is decided by the numbers, never by hand. The rest is grey, with its letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pavise.analysis.outcomes import Option
from pavise.analysis.worlds import Estimate

from .plots import Look
from .style import BLUE, GREEN, INK, OCHRE, PLUM, REST, RUST, letter


def looks_of(
    options: Sequence[Option], saved: Mapping[str, Estimate], baseline: str, open_status: str | None
) -> dict[str, Look]:
    """A look for every option. `saved`: value saved over the summary; `open_status`: the option with open stories."""
    focus = {baseline: (INK, "o")}
    if open_status is not None and open_status in saved:
        focus.setdefault(open_status, (RUST, "s"))
    ranked = [
        option.id
        for option in sorted(options, key=lambda option: -_value(saved.get(option.id)))
        if option.id in saved and option.id not in focus
    ]
    if ranked:
        focus[ranked[0]] = (BLUE, "D")
    if len(ranked) > 1:
        focus[ranked[1]] = (GREEN, "^")
    if len(ranked) > 3:
        focus[ranked[len(ranked) // 2]] = (OCHRE, "P")
    if len(ranked) > 2:
        focus[ranked[-1]] = (PLUM, "v")
    return {
        option.id: Look(
            letter=letter(place),
            title=option.title,
            colour=focus.get(option.id, (REST, "o"))[0],
            marker=focus.get(option.id, (REST, "o"))[1],
            focus=option.id in focus,
        )
        for place, option in enumerate(options)
    }


def _value(found: Estimate | None) -> float:
    return -1.0 if found is None or found.value is None else found.value
