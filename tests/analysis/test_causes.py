"""The sentence about an option says what its leakers say, and nothing when there are none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pavise.analysis.causes import BECAUSE, reasons_of
from pavise.kinds import Cause
from pavise.results.measures import CAUSE_NAMES, CAUSE_TITLES
from pavise.results.schema import TABLES
from pavise.views.plots import cause_fill
from tests.analysis.study_of_arrays import comparison_of

CELL = ("mixed", 10)
Fate = tuple[str, str, str | None]


def threats(fates: dict[str, list[list[Fate]]]) -> dict[str, list[object]]:
    """Rows of table threats: fates[option][replication] lists class, fate and cause of each threat."""
    columns: dict[str, list[object]] = {name: [] for name in TABLES["threats"].column_names}
    for option, battles in fates.items():
        for replication, battle in enumerate(battles):
            for k, (kind, fate, cause) in enumerate(battle):
                row = {
                    "case": f"{option}|as-offered|mixed|10", "replication": replication, "threat": f"t{k}",
                    "threat_class": kind, "side": "hostile", "site": "s", "fate": fate, "cause": cause, "end_s": 1.0,
                    "first_track_s": None, "first_shot_s": None, "rounds": 0,
                }  # fmt: skip
                for name, value in row.items():
                    columns[name].append(value)
    return columns


def found(tmp_path: Path, **fates: list[list[Fate]]):  # type: ignore[no-untyped-def]
    saved = {option: {CELL: np.full((2, 1), 0.5)} for option in fates}
    return reasons_of(comparison_of(tmp_path / "result", saved, reference=CELL, threats=threats(fates)))


DRONE, SHELL = ("drone", "leaked", "missed"), ("ballistic", "leaked", "out_of_envelope")
KILLED = ("drone", "killed", None)


def test_leakers_are_counted_per_battle_by_class_and_cause(tmp_path: Path) -> None:
    reasons = found(tmp_path, a=[[DRONE, DRONE, SHELL, KILLED], [DRONE, KILLED]])["a"]
    assert (reasons.classes, reasons.causes) == (("drone", "ballistic"), ("out_of_envelope", "missed"))
    assert reasons.mean.tolist() == [[0.0, 1.5], [0.5, 0.0]]
    assert reasons.share == pytest.approx(2.0 / 10.0)


def test_the_sentence_names_the_most_frequent_first_and_whom_it_let_through(tmp_path: Path) -> None:
    reasons = found(tmp_path, a=[[DRONE, DRONE, DRONE, SHELL], []], b=[[KILLED], [KILLED]])
    assert reasons["a"].sentence == (
        "20% of the threats got through. Most (75%) because every round fired at them missed, all drones; "
        "25% because no launcher could reach their path, all ballistic missiles."
    )
    assert reasons["b"].sentence == "Nothing got through."


def test_rare_causes_stay_unsaid(tmp_path: Path) -> None:
    rare = ("drone", "leaked", "masked")
    reasons = found(tmp_path, a=[[DRONE] * 9 + [rare], []])["a"]
    assert "radars" not in reasons.sentence and reasons.sentence.endswith("missed.")


def test_a_cause_that_nobody_has_put_into_words_is_said_by_its_name(tmp_path: Path) -> None:
    """Results may come from a program that knows more causes than this one."""
    reasons = found(tmp_path, a=[[("drone", "leaked", "a_cause_of_tomorrow")], []])["a"]
    assert "of this: a_cause_of_tomorrow" in reasons.sentence


def test_every_cause_has_words_and_a_fill() -> None:
    for cause in Cause:
        if cause is not Cause.NONE:
            assert CAUSE_TITLES[CAUSE_NAMES[cause.value]] and cause_fill(cause.name.lower())
    assert set(BECAUSE) <= set(CAUSE_TITLES)
