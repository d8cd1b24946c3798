"""Pavise against numbers that nobody on this project wrote.

A collection of reference values lies beside the working copy, in `../shared/validation`; part of it may not be
republished, so it is not in the package. It has two programs that ask `adapter.py` and compare. Where the collection
is missing, the typed-in values of the other tests stand alone and the tests that need it are skipped.
"""

from __future__ import annotations

import importlib.util
import math
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
COLLECTION = REPOSITORY.parent / "shared" / "validation"
ADAPTER = Path(__file__).with_name("adapter.py")

specification = importlib.util.spec_from_file_location("outside_adapter", ADAPTER)  # as the collection's programs do
assert specification is not None and specification.loader is not None
adapter = importlib.util.module_from_spec(specification)
specification.loader.exec_module(adapter)

beside_the_collection = pytest.mark.skipif(
    not (COLLECTION / "harness.py").is_file(),
    reason="the collection of outside reference values (../shared/validation) is not beside this working copy",
)

needs_compiler = pytest.mark.needs_compiler  # some answers are thousands of played battles


def verdicts(program: str) -> list[list[str]]:
    """The lines of one program of the collection, cut in words; fails with its whole output when a check fails."""
    run = subprocess.run(
        [sys.executable, str(COLLECTION / program), "open", str(ADAPTER)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return [line.split() for line in run.stdout.splitlines() if line]


def test_the_radar_equation_answers_printed_examples():
    """Not among the open tables: MathWorks Radar Toolbox, reference page of radareqsnr (November 2026)."""
    columns = "f_hz Pt_w tau_s rcs_m2 gt_db gr_db ts_k loss_db rt_m rr_m".split()
    examples = pd.DataFrame(
        [
            (1e9, 1e6, 0.2e-6, 1.0, 20, 20, 290, 0, 50e3, 50e3),
            (10e9, 1e6, 1e-6, 0.5, 40, 40, 300, 3, 100e3, 100e3),
            (10e9, 1e6, 1e-6, 1.0, 40, 20, 290, 0, 50e3, 75e3),
        ],
        columns=columns,
    )
    answers = adapter.o05_radar_equation(examples)
    assert answers["snr_db"] == pytest.approx([5.5868, 14.3778, 9.0547], abs=1e-4)
    # the fourth-power law between the printed range and that of 13 dB
    expected_m = [50e3 * 10 ** ((5.5868 - 13) / 40), 100e3 * 10 ** ((14.3778 - 13) / 40)]
    assert answers["mono_range_at_13dB_m"][:2] == pytest.approx(expected_m, rel=1e-5)
    assert math.isfinite(answers["mono_range_at_13dB_m"][2])


@pytest.fixture(scope="module")
def table_lines():
    return verdicts("harness.py")


@pytest.fixture(scope="module")
def case_lines():
    return verdicts("harness_cases.py")


@needs_compiler
@beside_the_collection
def test_every_table_that_is_answered_is_answered_right(table_lines):
    passed = {words[1] for words in table_lines if words[0] == "PASS"}
    answered = {name for name in vars(adapter) if name.startswith("o") and name[1:3].isdigit()}
    assert answered - passed == {"o05_radar_equation"}  # its inputs are not in the open part: see above


@needs_compiler
@beside_the_collection
def test_every_case_that_is_answered_is_answered_right(case_lines):
    passed = {words[1] for words in case_lines if words[0] == "PASS"}
    assert {"o04_viewshed", "o29"} <= passed
    assert all(hasattr(adapter, name) for name in ("viewshed", "moments", "welch"))


@needs_compiler
@beside_the_collection
def test_nothing_is_skipped_in_silence(table_lines, case_lines):
    skipped = {words[1] for words in table_lines + case_lines if words[0] == "SKIP"}
    assert skipped == set(adapter.SKIPPED)
    assert all(reason for reason in adapter.SKIPPED.values())
    assert not skipped & set(vars(adapter))
