"""The dossier as it ships. What would take too long interpreted is marked: battles, and sums over whole maps."""

from __future__ import annotations

import pytest

from pavise.verify.dossier import Check, load_dossier

CHECKS = load_dossier()
LONG_SUMS = {"behind-hills", "covered-area", "places-of-clutter"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `check` is run for each of them."""
    if "check" in metafunc.fixturenames:
        metafunc.parametrize("check", [pytest.param(check, id=check.id, marks=marks_of(check)) for check in CHECKS])


def marks_of(check: Check) -> list[pytest.MarkDecorator]:
    """`needs_compiler` for those that play battles or add up a whole map."""
    plays = any(name.startswith("run.") for name in check.model)
    return [pytest.mark.needs_compiler] if plays or check.id in LONG_SUMS else []


@pytest.fixture(scope="session")
def dossier() -> list[Check]:
    """Every check that ships."""
    return CHECKS
