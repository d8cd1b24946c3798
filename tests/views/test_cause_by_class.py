"""The small pictures of causes by class carry their numbers, in figures and in words."""

from __future__ import annotations

import numpy as np

from pavise.analysis.causes import Reasons
from pavise.views.cause_by_class import leakers_by_class

REASONS = Reasons("a", ("drone", "ballistic"), ("missed", "new_cause"), np.array([[3.0, 1.0], [0.0, 2.0]]), 0.3)


def test_pieces_carry_the_number_of_the_key_and_bars_their_total() -> None:
    svg = leakers_by_class(REASONS, ("drone", "ballistic"), ("out_of_envelope", "missed", "new_cause"), 4.0, "f")
    for words in (">2</text>", ">3</text>", ">4.0</text>", ">2.0</text>", ">drones</text>", "ballistic missiles"):
        assert words in svg


def test_the_picture_is_read_aloud_with_every_number() -> None:
    svg = leakers_by_class(REASONS, ("drone", "ballistic"), ("missed",), 4.0, "f")
    assert "drones: shot at and missed 3.0, new_cause 1.0; ballistic missiles: new_cause 2.0." in svg


def test_neighbours_differ_in_hatching() -> None:
    svg = leakers_by_class(REASONS, ("drone", "ballistic"), ("missed", "new_cause"), 4.0, "f")
    assert "<pattern" in svg
