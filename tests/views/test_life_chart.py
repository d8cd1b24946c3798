"""The picture of a life tells its sorts of bars apart without colour, and says in words what it shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pavise.analysis.life import Bar, Life, Round
from pavise.analysis.reach import Track
from pavise.views import life_chart

WAY = Track(np.array([0.0, 300.0, 600.0]), np.zeros((3, 3)), np.array([900.0, 900.0, 100.0]))


def a_life(bars: tuple[Bar, ...] = (), rounds: tuple[Round, ...] = ()) -> Life:
    return Life(
        "raid/drone/1", "drone", "Site", "leaked", "missed", 0.0, 600.0, (), bars, rounds, (), WAY,
        np.array([90e3, 45e3, 0.0]),
    )  # fmt: skip


def test_it_says_what_it_shows(tmp_path: Path) -> None:
    bars = (
        Bar("seen", "unit 1/radar", ((100.0, 550.0),)),
        Bar("held", "network north", ((120.0, 700.0),)),
        Bar("reach", "unit 1, missile", ((300.0, 600.0),)),
        Bar("unready", "unit 2, missile", ((200.0, 600.0),)),
    )
    rounds = (Round("unit 1/post", "missile", 310.0, 330.0, "miss", 0.5, 20e3, 900.0),)
    path = life_chart.save_life(a_life(bars, rounds), tmp_path / "life.svg")
    text = path.read_text(encoding="utf-8")
    for words in ("raid/drone/1 (drone) got through to Site", "detected by", "held by", "in reach of", "not ready",
                  "unit 1/radar", "network north", "▲ launch", "10:00"):  # fmt: skip
        assert words in text


def test_a_life_that_nobody_noticed_is_drawn_too(tmp_path: Path) -> None:
    path = life_chart.save_life(a_life(), tmp_path / "life.svg")
    assert "nobody ever detected" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("one", life_chart._BARS)
@pytest.mark.parametrize("other", life_chart._BARS)
def test_no_two_sorts_of_bars_differ_by_colour_alone(one: str, other: str) -> None:
    if one != other:
        (heading, look), (other_heading, other_look) = life_chart._BARS[one], life_chart._BARS[other]
        shape = (look.get("hatch"), look.get("linestyle"), look["facecolor"] == life_chart.style.PAPER)
        other_shape = (
            other_look.get("hatch"), other_look.get("linestyle"), other_look["facecolor"] == life_chart.style.PAPER,
        )  # fmt: skip
        assert heading != other_heading and shape != other_shape
