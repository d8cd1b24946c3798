"""A lot is shared out as evenly as whole numbers allow, and nothing gets lost on the way."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pavise.assemble.lots import share_out, stack, whole_shares


@given(st.integers(0, 500), st.lists(st.floats(0.01, 10), min_size=1, max_size=6))
def test_whole_shares_add_up_and_stay_within_one(total: int, weights: list[float]):
    parts = whole_shares(total, weights)
    assert sum(parts) == total
    assert all(abs(part - total * weight / sum(weights)) < 1 for part, weight in zip(parts, weights, strict=True))


@given(st.integers(0, 400), st.integers(1, 40), st.integers(1, 16))
def test_rounds_are_kept_to_within_half_a_load(rounds: int, launchers: int, capacity: int):
    on, reloads = stack(rounds, launchers, capacity)
    assert abs(sum(on) + capacity * sum(reloads) - rounds) <= capacity / 2
    assert max(on) <= capacity and max(on) - min(on) <= 1
    assert max(reloads) - min(reloads) <= 1


@given(st.integers(1, 6), st.integers(1, 40), st.integers(0, 300))
def test_batteries_get_equal_numbers_of_launchers(batteries: int, launchers: int, missiles: int):
    shares = {"long": 0.25, "short": 0.75}
    loaded = share_out(batteries, launchers, missiles, shares, {"long": 4, "short": 4}, {"long": 1.0, "short": 3.0})
    assert len(loaded) == launchers
    per_battery = Counter(launcher.battery for launcher in loaded)
    numbers = [per_battery[battery] for battery in range(batteries)]
    assert max(numbers) - min(numbers) <= 1


def test_the_patriot_offer_of_2018_comes_out_as_it_was_written():
    shares, capacity = {"gem_t": 0.75, "pac3_mse": 0.25}, {"gem_t": 4, "pac3_mse": 12}
    loaded = share_out(4, 20, 140, shares, capacity, {"gem_t": 80.0, "pac3_mse": 60.0})
    rounds = Counter()
    for launcher in loaded:
        rounds[launcher.missile] += launcher.rounds + launcher.reloads * capacity[launcher.missile]
    assert Counter(launcher.battery for launcher in loaded) == {0: 5, 1: 5, 2: 5, 3: 5}
    assert rounds == {"gem_t": 80, "pac3_mse": 60}


def test_a_type_with_rounds_gets_a_launcher_while_there_are_enough():
    loaded = share_out(1, 2, 8, {"common": 0.9, "rare": 0.1}, {"common": 4, "rare": 4}, {"common": 7.0, "rare": 1.0})
    assert {launcher.missile for launcher in loaded} == {"common", "rare"}
