"""What a sensor cannot tell apart is one detection, dated to the stronger, and counted."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from pavise.kinds import SensorKind
from pavise.sim.detection import SPEED_OF_LIGHT_MPS
from pavise.sim.measuring import SNR_DETECTED
from pavise.sim.resolution import DEFAULT_BEAM_RAD, DEFAULT_SIGHT_RAD
from pavise.verify.moment import Moment
from pavise.verify.small_defence import FireUnit, Radar, Raider, small_defence

FAR_M, BEAM_RAD, RISE_RAD = 50e3, 0.03, 0.05
BANDWIDTH_HZ = 1.5e6
CELL_M = SPEED_OF_LIGHT_MPS / 2.0 / BANDWIDTH_HZ  # 100 m


def hanging(name: str, out_m: float = 0.0, turn_rad: float = 0.0, up_m: float = 0.0, **columns) -> Raider:
    """A raider that hangs 50 km off and 5 km up, or a little beside."""
    far_m = FAR_M + out_m
    return Raider(
        name, speed_mps=0.01, distance_m=far_m, release_range_m=far_m - 40.0, axis_rad=1.0 + turn_rad,
        altitude_m=5e3 + up_m, **columns,
    )  # fmt: skip


def moment_of(*raiders: Raider, **radar) -> Moment:
    """A radar with cells of 100 m, 30 and 50 mrad."""
    cells = {"bandwidth_hz": BANDWIDTH_HZ, "beamwidth_rad": BEAM_RAD, "elevation_beamwidth_rad": RISE_RAD}
    unit = FireUnit(radars=[Radar(**{**cells, **radar})], launchers=0)
    return Moment(small_defence([unit], list(raiders)), plots=len(raiders))


def number(*raiders: Raider, **radar) -> int:
    """Detections in one look."""
    moment = moment_of(*raiders, **radar)
    found = len(moment.measure())
    assert moment.state.clock["unresolved"][0] == len(raiders) - found
    return found


@pytest.mark.parametrize(
    "beside",
    [
        {"out_m": 0.9 * CELL_M}, {"out_m": -0.9 * CELL_M}, {"turn_rad": 0.9 * BEAM_RAD}, {"turn_rad": -0.9 * BEAM_RAD},
        {"out_m": 0.7 * CELL_M, "turn_rad": 0.7 * BEAM_RAD},
    ],
)  # fmt: skip
def test_two_in_one_cell_are_one(beside):
    assert number(hanging("one"), hanging("two", **beside)) == 1


@pytest.mark.parametrize(
    "beside",
    [
        {"out_m": 1.1 * CELL_M}, {"out_m": -1.1 * CELL_M}, {"turn_rad": 1.1 * BEAM_RAD}, {"turn_rad": -1.1 * BEAM_RAD},
        {"up_m": 1.2 * RISE_RAD * FAR_M, "out_m": -300.0},
    ],
)  # fmt: skip
def test_two_in_different_cells_are_two(beside):
    assert number(hanging("one"), hanging("two", **beside)) == 2


def test_two_at_one_range_and_bearing_are_told_apart_by_elevation_alone():
    """The higher one stands nearer, so that both are at the same slant range."""
    for share, expected in ((0.8, 1), (1.2, 2)):
        low_rad = 5e3 / FAR_M
        high_rad = low_rad + share * RISE_RAD
        slant_m = math.hypot(FAR_M, 5e3)
        beside = hanging("two", slant_m * math.cos(high_rad) - FAR_M, 0.0, slant_m * math.sin(high_rad) - 5e3)
        moment = moment_of(hanging("one"), beside, bandwidth_hz=1e5)
        assert len(moment.measure()) == expected


def test_across_north_two_are_as_near_as_elsewhere():
    pair = [Raider(f"r {k}", speed_mps=0.01, distance_m=FAR_M, release_range_m=FAR_M - 40.0, axis_rad=k * 0.01)
            for k in (-1, 1)]  # fmt: skip
    moment = moment_of(*pair)
    rows = moment.many(50)
    assert len(rows) == 50
    assert np.abs(np.angle(np.exp(1j * rows["azimuth_rad"]))).max() < 0.02


def test_the_one_lies_at_the_mean_by_signal_and_is_dated_to_the_stronger():
    strong, weak = hanging("strong", rcs_m2=3.0), hanging("weak", 0.8 * CELL_M, 0.8 * BEAM_RAD, rcs_m2=1.0)
    for pair in ((strong, weak), (weak, strong)):
        moment = moment_of(*pair)
        rows = moment.many(300)
        assert len(rows) == 300 and (rows["origin"] == pair.index(strong)).all()
        for column, step in (("range_m", 0.8 * CELL_M), ("azimuth_rad", 0.8 * BEAM_RAD)):
            alone = moment_of(strong).many(300)[column].mean()
            error = 6.0 * rows[column].std() / math.sqrt(len(rows))
            assert rows[column].mean() - alone == pytest.approx(0.25 * step, abs=error + 0.01 * step)


def test_together_they_are_stronger_and_measured_better():
    alone = moment_of(hanging("one")).measure()["sigma_azimuth_rad"][0]
    both = moment_of(hanging("one"), hanging("two")).measure()["sigma_azimuth_rad"][0]
    assert both == pytest.approx(alone / math.sqrt(2.0), rel=1e-3)
    assert 2.0 * SNR_DETECTED < (BEAM_RAD / 1.6 / alone) ** 2  # strong enough for that law


def test_a_row_of_targets_falls_into_cells_counted_from_the_nearest():
    """Steps of 0.6 cells: the first takes in the second, the third leads anew."""
    row = [hanging(f"r {k}", 0.6 * k * CELL_M) for k in range(6)]
    assert number(*row) == 3


def test_the_order_of_rows_does_not_matter():
    places = [(0.0, 0.0), (0.5, 0.3), (0.9, 0.8), (1.6, 0.2), (2.1, 0.9), (2.4, -0.6)]
    raiders = [
        hanging(f"r {k}", out * CELL_M, turn * BEAM_RAD, rcs_m2=1.0 + 0.1 * k) for k, (out, turn) in enumerate(places)
    ]
    found = []
    for order in itertools.islice(itertools.permutations(range(6)), 0, 720, 131):
        rows = moment_of(*[raiders[k] for k in order]).measure()
        found.append(sorted((order[row["origin"]], *row["position_m"]) for row in rows))
    assert len(found) > 4 and 1 < len(found[0]) < 6
    for other in found[1:]:
        assert np.array(other) == pytest.approx(np.array(found[0]), rel=1e-12)


def test_many_targets_come_out_in_order_of_range():
    raiders = [hanging(f"r {k}", 150.0 * ((37 * k) % 101)) for k in range(101)]
    rows = moment_of(*raiders, range_bias_m=0.0).measure()
    assert len(rows) == 101 and [int(row) * 37 % 101 for row in rows["origin"]] == list(range(101))


def test_a_passive_receiver_tells_emitters_apart_and_an_eye_only_those_beside_each_other():
    pair = [hanging("one", emits=1.0, size_m2=9.0), hanging("two", emits=1.0, size_m2=9.0)]
    assert number(*pair, kind=SensorKind.PASSIVE) == 2
    eye = {"kind": SensorKind.OPTICAL, "beamwidth_rad": 0.0, "elevation_beamwidth_rad": 0.0}
    assert number(*pair, **eye) == 1
    behind = hanging("behind", 1e3, 0.0, 5e3 / FAR_M * 1e3, emits=1.0, size_m2=9.0)
    assert number(pair[0], behind, **eye) == 1
    beside = hanging("beside", 0.0, 2.0 * DEFAULT_SIGHT_RAD, emits=1.0, size_m2=9.0)
    assert number(pair[0], beside, **eye) == 2


def test_an_unknown_beam_is_the_declared_one():
    for share, expected in ((0.9, 1), (1.1, 2)):
        beside = hanging("two", 0.0, share * DEFAULT_BEAM_RAD)
        assert number(hanging("one"), beside, beamwidth_rad=0.0) == expected
