"""The dossier as it ships, and the checks that can be put in the time there is."""

from __future__ import annotations

import pytest
from numba import config

from pavise.verify.dossier import Check, load_dossier

CHECKS = load_dossier()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes `check` is run for each of them; simulated ones need the compiler."""
    if "check" in metafunc.fixturenames:
        slow = pytest.mark.skipif(bool(config.DISABLE_JIT), reason="simulated: it would take too long interpreted")
        parameters = [pytest.param(check, id=check.id, marks=slow if check.simulated else ()) for check in CHECKS]
        metafunc.parametrize("check", parameters)


@pytest.fixture(scope="session")
def dossier() -> list[Check]:
    """Every check that ships."""
    return CHECKS
