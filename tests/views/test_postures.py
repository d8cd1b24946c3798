"""Maps show what an option changes; what it shares with the baseline steps back."""

import pytest

from pavise.results.store import open_results
from pavise.views.plots import Look
from pavise.views.postures import Postures, postures_of
from tests.results.synthetic import OPTIONS, write_synthetic


@pytest.fixture(scope="module")
def postures(tmp_path_factory: pytest.TempPathFactory) -> Postures:
    folder = tmp_path_factory.mktemp("postures") / "result"
    write_synthetic(folder, n_raids=1, sizes=(4,), worlds=2, reference_repeats=1)
    looks = {option[0]: Look(letter, option[1]) for option, letter in zip(OPTIONS, "ABCDEFGHIJKLM", strict=True)}
    with open_results(folder) as results:
        return postures_of(results, looks, "none")


def test_every_option_has_a_map_and_a_key(postures: Postures) -> None:
    assert [posture.look.title for posture in postures.maps] == [option[1] for option in OPTIONS]
    assert all(posture.key for posture in postures.maps)


def test_units_of_the_baseline_are_grey_dots_on_other_maps_and_drawn_in_full_on_its_own(postures: Postures) -> None:
    own, national = (next(m for m in postures.maps if m.look.letter == letter) for letter in "AI")
    assert 'class="background"' not in own.svg
    assert 'class="background"' in national.svg
    assert any("option A has too" in entry.words for entry in national.key)


def test_a_key_says_how_many_how_far_and_in_how_many_worlds(postures: Postures) -> None:
    in_doubt = next(m for m in postures.maps if m.look.letter == "D")
    entry = next(entry for entry in in_doubt.key if "S-400 battery" in entry.words)
    assert entry.words == "1 \N{MULTIPLICATION SIGN} S-400 battery"
    assert entry.details == "reach 120\N{NO-BREAK SPACE}km, in 50% of the worlds"


def test_a_state_that_is_not_in_service_is_said(postures: Postures) -> None:
    stored = next(m for m in postures.maps if m.look.letter == "C")
    assert all(entry.details.endswith("stored") for entry in stored.key)


def test_the_list_of_holdings_does_not_repeat_the_baseline(postures: Postures) -> None:
    of_a = {(h.system, h.offered, h.readiness) for h in postures.holdings if h.look.letter == "A"}
    of_others = {
        (h.system, h.offered, h.readiness) for h in postures.holdings if h.look.letter != "A" and h.equal == h.offered
    }
    assert of_a and not of_a & of_others
