"""How laws of battles are tried: on small battles that hypothesis draws, and on one or two with the compiler off.

    @in_any_battle()
    def test_every_threat_is_killed_once(fought): ...

A law gets a battle that was fought to its end. All laws are tried on the same battles, which are drawn and fought once,
and are the same every time. Where a law does not hold, hypothesis draws them again and looks for the smallest of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, given, settings

from pavise.kinds import Doctrine, Picture
from pavise.verify.small_defence import FireUnit, Missile, Network, Radar, Raider
from tests.worlds.fought import Fought, fight
from tests.worlds.small_battles import SmallBattle, small_battles

BATTLES = 600

Law = Callable[[Fought], None]


def drawn(examples: int) -> settings:
    """The same battles every time, however long the first takes to compile."""
    return settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )


def in_any_battle(*pictures: Picture) -> Callable[[Law], Any]:
    """The test that a law holds in battles on these pictures (all when none is named)."""

    def made(law: Law) -> Any:
        @pytest.mark.needs_compiler
        def test() -> None:
            if not all(holds(law, fought) for picture in test.pictures for fought in all_fought()[picture]):
                on_each_battle(lambda battle: battle.picture not in test.pictures or law(fight(battle)))
                pytest.fail("the law does not hold in a battle that was not drawn again")

        test.__name__, test.__doc__, test.__module__ = law.__name__, law.__doc__, law.__module__
        test.law, test.pictures = law, pictures or tuple(Picture)
        return test

    return made


def on_each_battle(what: Callable[[SmallBattle], Any]) -> None:
    """Do something with each battle, of which the first that fails is made as small as it can be."""

    @drawn(BATTLES)
    @hypothesis.seed(1)
    @given(battle=small_battles())
    def one(battle: SmallBattle) -> None:
        what(battle)

    one()


@cache
def all_fought() -> dict[Picture, list[Fought]]:
    """All battles, fought to their end."""
    found: dict[Picture, list[Fought]] = {picture: [] for picture in Picture}
    on_each_battle(lambda battle: found[battle.picture].append(fight(battle)))
    return found


def holds(law: Law, fought: Fought) -> bool:
    try:
        law(fought)
    except AssertionError:
        return False
    return True


def hold_interpreted(names: dict[str, Any]) -> None:
    """All laws of a module in one battle on each picture: few steps, so that it can be played without the compiler."""
    for test in names.values():
        for picture in getattr(test, "pictures", ()):
            test.law(fought_interpreted(picture))


@cache
def fought_interpreted(picture: Picture) -> Fought:
    """Two units that share a network, few rounds, and three raiders who are near already."""
    eye = Radar("eye", scan_period_s=2.0, beamwidth_rad=0.02, elevation_beamwidth_rad=0.02, bandwidth_hz=2e6)
    unit = FireUnit(
        "first", [eye], rounds=2, reloads=1, reload_s=5.0, channels=1, reaction_s=3.0, assess_s=1.0,
        missile=Missile(p_kill=0.5), interval_s=1.5,
    )  # fmt: skip
    other = replace(unit, name="other", radars=[replace(eye, name="other")], salvo=2, doctrine=Doctrine.SALVO)
    raiders = [Raider(f"raider {t}", distance_m=15e3, axis_rad=0.4 * t, start_s=5.0 * t) for t in range(3)]
    return fight(SmallBattle([unit, other], raiders, networks=[Network()], picture=picture))
