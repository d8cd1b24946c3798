"""What the air picture led to: who was shot at by mistake, what was held back, and which rounds met nothing.

Only results whose posts saw tracks have anything to say here; for all others there is no such section. Traffic that
flies through is counted nowhere else in the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pavise.analysis.compare import Comparison
from pavise.analysis.picture import SIDE_OF, flown_through, has_picture
from pavise.analysis.worlds import Estimate
from pavise.results.measures import MEASURES

from . import numbers
from .cells import cell
from .options import OptionRow, OptionTable, column_of
from .plots import Look

MISTAKES = ("neutrals_engaged", "neutrals_killed", "friends_engaged", "friends_killed", "hostiles_held_back")
ROUNDS = ("rounds_wasted", "rounds_at_ghosts", "rounds_at_dead", "rounds_lost_track")
TRACKS = ("time_to_identify_s", "mean_track_error_m", "false_tracks", "track_swaps")


@dataclass(frozen=True)
class OptionWords:
    """What the picture led to in one option, as a sentence."""

    look: Look
    words: str


@dataclass(frozen=True)
class AirPicture:
    """Everything that the section needs: who flies through in words, a sentence per option, and three tables."""

    flown: str
    options: tuple[OptionWords, ...]
    mistakes: OptionTable
    rounds: OptionTable
    tracks: OptionTable


def air_picture_of(comparison: Comparison, looks: Mapping[str, Look]) -> AirPicture | None:
    """The section, over the raids of the summary; None where posts knew every target."""
    if not has_picture(comparison):
        return None
    flown = flown_through(comparison)
    mistakes = tuple(name for name in MISTAKES if name not in SIDE_OF or flown[SIDE_OF[name]])
    asked = (*mistakes, *ROUNDS, *TRACKS, "rounds_fired", "leakers")
    found = comparison.table(asked)
    parts = [f"{flown[side]} {words}" for side, words in (("neutral", "civil"), ("friend", "own")) if flown[side]]
    return AirPicture(
        " and ".join(parts),
        tuple(OptionWords(looks[option], _words(row, flown)) for option, row in found.items()),
        _table(comparison, looks, found, mistakes),
        _table(comparison, looks, found, ROUNDS),
        _table(comparison, looks, found, TRACKS),
    )


def _words(row: Mapping[str, Estimate], flown: Mapping[str, int]) -> str:
    """Shoots at 0.4 of 10 civil aircraft ..., of 3.4 leakers never took 1.2 for hostile, of 14 rounds wastes 2.1."""
    shot_at = [
        f"{_mean(row[name])} of {flown[side]} {words}"
        for name, side, words in (
            ("neutrals_engaged", "neutral", "civil aircraft"),
            ("friends_engaged", "friend", "own aircraft"),
        )
        if flown[side]
    ]
    parts = [f"shoots at {' and '.join(shot_at)}"] if shot_at else []
    parts.append(f"of {_mean(row['leakers'])} leakers never took {_mean(row['hostiles_held_back'])} for hostile")
    parts.append(f"of {_mean(row['rounds_fired'])} rounds wastes {_mean(row['rounds_wasted'])}")
    return ", ".join(parts)


def _mean(found: Estimate) -> str:
    if found.value is None:
        return numbers.DASH
    return numbers.plain(found.value, 1 if found.value >= 1 or found.value == 0 else 2)


def _table(
    comparison: Comparison, looks: Mapping[str, Look], found: Mapping[str, Mapping[str, Estimate]],
    names: tuple[str, ...],
) -> OptionTable:  # fmt: skip
    rows = [
        OptionRow(
            looks[option],
            option,
            option == comparison.study.baseline.id,
            tuple(cell(row[name], MEASURES[name]) for name in names),
        )
        for option, row in found.items()
    ]
    return OptionTable(tuple(column_of(MEASURES[name]) for name in names), tuple(rows))
