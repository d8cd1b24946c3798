"""The page shows what was measured, what was missed, and how busy the machine was."""

import datetime

import numpy as np

from benchmarks import page
from benchmarks.cases import CASES
from benchmarks.page import Figure
from benchmarks.stages import STAGES

FAST = Figure("help", "0.2 s", "median 0.3 s of 5", "under 0.4 s", True)
SLOW = Figure("study", "90 s", "", "under 60 s", False)


def test_a_missed_target_cannot_be_overlooked():
    assert "**missed**" in written() and "| met |" in written()
    assert page.line(SLOW) == "study  90 s  target: under 60 s: missed"


def test_the_page_names_machine_load_cases_and_stages():
    assert "a fast one" in written() and "at the start 0.5, at the end 3.0" in written()
    assert all(case.what in written() for case in CASES)
    assert f"| {' | '.join(STAGES)} | all |" in written()
    assert "| tiny | 0.5 | 0.5 |" in written()


def test_a_system_that_does_not_count_its_load_is_said_to_be_unknown():
    assert "not known" in page.load_sentence([None, None])


def written() -> str:
    times = {"tiny": np.full(len(STAGES), 0.5)}
    return page.whole([FAST, SLOW], CASES, STAGES, times, "a fast one", [0.5, 3.0], datetime.date(2026, 11, 22))
