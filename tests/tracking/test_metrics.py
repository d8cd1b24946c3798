"""Distances between pictures and truth, and who followed whom. Numbers of Stone Soup stand in the dossier."""

import numpy as np
import pytest

from pavise.tracking.metrics import Course, follow, gospa, ospa, purity, siap, switches


def course(key, place_m, first=0):
    place_m = np.array(place_m, float)
    return Course(key, 4.0 * np.arange(first, first + len(place_m)), place_m, np.zeros_like(place_m))


def line(key, y_m, looks=10, first=0):
    return course(key, [[100.0 * k, y_m] for k in range(first, first + looks)], first)


def test_a_perfect_picture_has_no_distance():
    places = np.random.default_rng(1).uniform(0, 1e4, (5, 3))
    assert ospa(places, places[::-1], 100.0) == 0.0
    assert gospa(places, places[::-1], 100.0).distance == 0.0


def test_one_missed_object_costs_half_the_square_of_the_cut_off():
    found = gospa([[0.0, 0.0], [5e3, 0.0]], [[3.0, 4.0]], 100.0)
    assert (found.localisation, found.missed, found.false) == pytest.approx((25.0, 5000.0, 0.0))
    assert found.distance == pytest.approx(5025.0**0.5)


def test_pairs_are_found_for_the_powers_not_for_the_distances():
    """Sums of distances would pair the second object with the track upon it (17.2 instead of 20.8)."""
    truth, tracks = [[0.0, 0.0], [10.0, 0.0]], [[10.0, 0.0], [14.0, 10.0]]
    assert ospa(truth, tracks, 1e3, 2.0) == pytest.approx(((100 + 116) / 2) ** 0.5)
    assert ospa(truth, tracks, 1e3, 1.0) == pytest.approx(296**0.5 / 2)


def test_nobody_there_and_nothing_said_is_a_perfect_picture():
    assert ospa([], [], 100.0) == 0.0
    assert gospa([], [], 100.0).distance == 0.0


@pytest.mark.parametrize("truth", [[], [[0.0, 0.0]]])
def test_ospa_is_the_cut_off_where_only_one_side_has_anything(truth):
    other = [[1.0, 1.0]] if not truth else []
    assert ospa(truth, other, 70.0) == pytest.approx(70.0)


def test_a_track_follows_after_three_times_and_lets_go_after_two():
    truth, track = line(0, 0.0), line(0, 10.0)
    off = track.places_m.copy()
    off[5:7, 1] = 1e4
    spans = follow([truth], [Course(0, track.times_s, off)], 100.0)
    assert spans == {(0, 0): [(0.0, 16.0), (28.0, 36.0)]}


def test_one_miss_alone_is_forgiven():
    track = line(0, 10.0)
    track.places_m[5, 1] = 1e4
    assert follow([line(0, 0.0)], [track], 100.0) == {(0, 0): [(0.0, 36.0)]}


def test_a_broken_track_costs_continuity_but_no_completeness():
    truth = [line(0, 0.0, 12)]
    whole, broken = [line(0, 5.0, 12)], [line(0, 5.0, 6), line(1, 5.0, 6, 6)]
    one, two = siap(truth, whole, 100.0), siap(truth, broken, 100.0)
    assert one.completeness == two.completeness == 1.0
    assert one.longest_segment == 1.0 > two.longest_segment
    assert one.track_changes_per_s == 0.0 < two.track_changes_per_s


def test_tracks_of_nothing_are_spurious():
    found = siap([line(0, 0.0)], [line(0, 5.0), line(1, 9e3)], 100.0)
    assert found.spuriousness == 0.5 and found.ambiguity == 1.0 and found.position_accuracy_m == pytest.approx(5.0)


def test_tracks_that_change_places_are_switches():
    a, b = line(0, 0.0), line(1, 500.0)
    half = [np.concatenate([one.places_m[:5], two.places_m[5:]]) for one, two in ((a, b), (b, a))]
    swapped = [Course(k, a.times_s, place) for k, place in enumerate(half)]
    assert switches([a, b], [a, b], 1e3) == 0
    assert switches([a, b], swapped, 1e3) == 2


def test_purity_counts_what_a_track_mostly_is():
    tracks, origins = np.array([0, 0, 0, 1, 1, -1]), np.array([7, 7, -1, 3, 2, 5])
    assert purity(tracks, origins) == pytest.approx(3 / 5)
    assert np.isnan(purity(np.array([-1]), np.array([0])))


def test_a_large_picture_in_groups_is_the_same_as_all_at_once(monkeypatch):
    from pavise.tracking import metrics

    chance = np.random.default_rng(4)
    truth = chance.uniform(0, 2e4, (120, 3))
    tracks = np.concatenate([truth[:110] + chance.normal(0, 300, (110, 3)), chance.uniform(0, 2e4, (15, 3))])
    grouped = gospa(truth, tracks, 2e3), ospa(truth, tracks, 2e3), metrics.pair_up(truth, tracks, 2e3, 2.0)
    monkeypatch.setattr(metrics, "_ALL_AT_ONCE", 10**9)
    assert grouped[0].distance == pytest.approx(gospa(truth, tracks, 2e3).distance, rel=1e-12)
    assert grouped[1] == pytest.approx(ospa(truth, tracks, 2e3), rel=1e-12)
    rows, columns, _ = metrics.pair_up(truth, tracks, 2e3, 2.0)
    assert dict(zip(grouped[2][0], grouped[2][1], strict=True)) == dict(zip(rows, columns, strict=True))
