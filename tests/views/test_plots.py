"""Thirteen options stay legible: every one has its letter, labels keep apart, and gaps are gaps."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.analysis.outcomes import Option
from pavise.analysis.worlds import Estimate
from pavise.results.measures import CAUSE_NAMES
from pavise.views import plots
from pavise.views.looks import looks_of
from pavise.views.style import letter

N = 13
TITLES = [f"Option number {i}" for i in range(N)]
LOOKS = [plots.Look(letter(i), TITLES[i], focus=i < 3) for i in range(N)]


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def spread(columns: int) -> plots.Spread:
    value = np.random.default_rng(1).random((N, columns))
    return plots.Spread(value, np.clip(value - 0.05, 0, 1), np.clip(value + 0.05, 0, 1))


def test_every_option_is_named_by_letter_and_title_beside_its_dots() -> None:
    svg = plots.dots_per_option(LOOKS, [("A raid", "10 threats")], spread(1), np.full((N, 1), np.nan), 0, "f", "l")
    assert set(TITLES) | {look.letter for look in LOOKS} | {"A raid", "10 threats"} <= set(texts(svg))


def test_every_line_ends_in_its_letter_even_where_all_lines_meet() -> None:
    same = plots.Spread(*np.zeros((3, N, 4)))
    svg = plots.curve_over_size(LOOKS, [4, 12, 36, 100], same, 36, "f", "l")
    heights = {t: float(y) for y, t in re.findall(r'<text[^>]* y="([\d.]+)"[^>]*>([A-M])</text>', svg)}
    assert len(heights) == N
    assert min(np.diff(sorted(heights.values()))) > 7  # a letter is about 6 points high


def test_an_option_that_was_not_run_leaves_a_gap_and_no_letter() -> None:
    found = spread(4)
    for array in (found.value, found.low, found.high):
        array[5] = np.nan
    assert "F" not in texts(plots.curve_over_size(LOOKS, [4, 12, 36, 100], found, None, "f", "l"))


@given(st.lists(st.floats(0, 100), min_size=1, max_size=15))
def test_labels_keep_their_order_and_their_distance_and_stay_inside(wanted: list[float]) -> None:
    placed = plots.spread_apart(np.array(wanted), gap=6.0, low=0.0, high=100.0)
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(placed[order]) >= 6.0 - 1e-9).all()
    assert placed.min() >= -1e-9 and placed.max() <= 100 + 1e-9


def test_labels_with_room_stay_where_they_belong() -> None:
    wanted = np.array([90.0, 10.0, 50.0])
    assert np.allclose(plots.spread_apart(wanted, 6.0, 0.0, 100.0), wanted)


def test_every_cause_has_a_colour_of_its_own() -> None:
    assert set(plots.CAUSE_FILLS) <= set(CAUSE_NAMES.values())
    assert plots.cause_fill("a_cause_of_tomorrow") == plots.cause_fill("a_cause_of_tomorrow")
    assert len({fill for fill, _ in plots.CAUSE_FILLS.values()}) == len(plots.CAUSE_FILLS)


def test_the_pieces_of_a_bar_are_numbered_as_in_the_key_and_the_total_stands_at_its_end() -> None:
    causes = list(CAUSE_NAMES.values())[:3]
    svg = plots.causes_of_leakers(LOOKS[:1], causes, np.array([[3.0, 0.01, 2.0]]), "f", "l")
    inside = [text for text in texts(svg) if text in ("1", "2", "3")]
    assert "1" in inside and "3" in inside and "5.0" in texts(svg)


def test_differences_keep_their_scale_when_nothing_differs() -> None:
    nothing = plots.Spread(*np.zeros((3, N, 1)))
    svg = plots.paired_differences(
        LOOKS, [("A raid", "")], nothing, plots.Spread(*np.full((3, N, 1), np.nan)), "f", "l"
    )
    assert "0" in texts(svg) and not any("e" in text for text in texts(svg) if text and text[0].isdigit())


def estimate(value: float) -> Estimate:
    return Estimate(value, value, value, 0.05, "t over worlds", "", 2, 2, 0)


@pytest.mark.parametrize("n", [1, 2, 3, 13])
def test_letters_follow_the_study_and_colour_goes_to_a_few(n: int) -> None:
    options = [Option(f"o{i}", TITLES[i], i == 0) for i in range(n)]
    saved = {option.id: estimate(1 - i / 20) for i, option in enumerate(options)}
    looks = looks_of(options, saved, "o0", "o2" if n > 2 else None)
    assert [look.letter for look in looks.values()] == [letter(i) for i in range(n)]
    focus = [look for look in looks.values() if look.focus]
    assert looks["o0"].focus and len(focus) <= 6
    assert len({(look.colour, look.marker) for look in focus}) == len(focus)
    assert len({look.colour for look in focus}) == len(focus)
