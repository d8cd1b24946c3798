"""One threat's life says what the battle did to it, in order, and a reason that its numbers bear out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pavise.analysis import because
from pavise.analysis.life import leakers_of, life_of, row_of, typical_leaker
from pavise.analysis.reach import reaches_of
from pavise.results.measures import CAUSE_TITLES
from pavise.results.replay import Replay
from pavise.results.replay_tables import TABLES
from pavise.results.schema import ResultsError

NEVER = np.inf
SITE_LAT = 40.0
KM_PER_DEG = 111.03  # along a meridian at 40 degrees, WGS-84


def a_battle(**threat: Any) -> Replay:
    """One battery at a site, reach 50 km between 100 m and 20 km; one raider flies straight in from 150 km north."""
    tables: dict[str, dict[str, np.ndarray]] = {}
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    here = {"lon_deg": 30.0, "lat_deg": SITE_LAT, "height_m": 0.0}
    rows["sites"] = [{"name": "s", "title": "Site", **here, "hardness": 1.0}]
    rows["networks"] = [{"name": "north"}]
    rows["units"] = [{"name": "battery", "system": "b", **here, "present": 1, "ready_from_s": 0.0}]
    rows["sensors"] = [{"name": "battery/radar", "kind": "radar", "range_m": 100e3, "range_1m2_m": 80e3}]
    rows["posts"] = [{"name": "battery/post", "channels": 1, "reaction_s": 10.0}]
    envelope = {"range_max_m": 50e3, "altitude_min_m": 100.0, "altitude_max_m": 20e3, "speed_mps": 1000.0}
    rows["groups"] = [{"missile": "m", **envelope, "p_kill_drone": 0.5}]
    rows["launchers"] = [{"name": "battery/m 1", "rounds": 4}]
    usual = {
        "name": "raid/drone/1", "threat_class": "drone", "side": "hostile", "fate": "leaked", "cause": "missed",
        "start_s": 0.0, "end_s": 1500.0, "first_in_sight_s": 500.0, "first_track_s": 600.0, "released_s": 600.0,
        "first_shot_s": NEVER, "rcs_m2": 0.0625, "way_count": 2,
    }  # fmt: skip
    height_m = threat.pop("height_m", 1000.0)
    extra = {name: threat.pop(name) for name in list(threat) if name in TABLES}
    rows["threats"] = [usual | threat]
    away_deg = 150.0 / KM_PER_DEG
    rows["way"] = [
        {"time_s": 0.0, "lon_deg": 30.0, "lat_deg": SITE_LAT + away_deg, "height_m": height_m},
        {"time_s": 1500.0, "lon_deg": 30.0, "lat_deg": SITE_LAT, "height_m": height_m},
    ]
    for name, mine in extra.items():
        if name == "units":
            rows[name][0] |= mine
        else:
            rows[name] = mine
    for name, table in TABLES.items():
        tables[name] = {
            column.name: np.array(
                [row.get(column.name, None if column.kind == "words" else 0) for row in rows[name]],
                dtype=object if column.kind == "words" else float if column.kind in ("real", "rough", "step") else int,
            )
            for column in table.columns
        }
    return Replay({"picture": "known"}, tables)


def words(battle: Replay) -> str:
    return " ".join(life_of(battle, 0).because)


def test_reach_is_the_circle_that_it_should_be() -> None:
    """At 100 m/s, 50 km of reach are flown in the last 500 s; the last useful launch leaves as it arrives, less 1 s."""
    (reach,) = reaches_of(a_battle(), 0)
    ((from_s, to_s),) = reach.spans
    assert (from_s, to_s) == (pytest.approx(1000.0, abs=2.0), 1500.0)
    assert reach.latest_s == pytest.approx(1500.0 - 1.0 - 10.0, abs=1.5)
    assert reach.short_m == 0.0 and reach.nearest_m == pytest.approx(1000.0, abs=5.0)


def test_the_timeline_is_in_order_and_has_every_round() -> None:
    shots = [
        {"threat": 0, "met": 0, "start_s": 1100.0, "end_s": 1130.0, "outcome": "miss", "p_kill": 0.5,
         "from_lon_deg": 30.0, "from_lat_deg": 40.0, "to_lon_deg": 30.0, "to_lat_deg": 40.0 + 37.0 / KM_PER_DEG},
        {"threat": 0, "met": -1, "start_s": 1200.0, "end_s": 1220.0, "outcome": "wasted_track_lost", "p_kill": 0.5},
    ]  # fmt: skip
    seen = [{"sensor": 0, "threat": 0, "from_s": 590.0, "to_s": 1490.0}]
    life = life_of(a_battle(shots=shots, seen=seen), 0)
    times_s = [moment.time_s for moment in life.moments]
    assert times_s == sorted(times_s)
    text = "; ".join(moment.words for moment in life.moments)
    for said in ("starts, 150 km from Site", "first detected, by battery/radar", "battery/post fires m, chance 0.50",
                 "missed by battery/post at 37 km", "wasted: track lost", "reaches Site"):  # fmt: skip
        assert said in text
    assert "2 rounds were fired at it; 1 met nothing" in " ".join(life.because)
    assert "all miss in 25 of 100" in " ".join(life.because)
    assert {bar.sort for bar in life.bars} == {"seen", "reach"}


def test_too_far_says_how_far() -> None:
    groups = [{"missile": "m", "range_max_m": 50e3, "altitude_max_m": 20e3, "speed_mps": 1e3, "p_kill_drone": 0.5}]
    way = [
        {"time_s": t, "lon_deg": 30.0 + 80.0 / 85.39, "lat_deg": 40.0 + d, "height_m": 1e3}
        for t, d in ((0, 1), (900, -1))
    ]
    battle = a_battle(cause="out_of_envelope", groups=groups, way=way, end_s=900.0)
    assert "stayed 80 km away or more. Needed: 30 km more reach" in words(battle)


def test_too_low_says_how_low() -> None:
    battle = a_battle(cause="out_of_envelope", height_m=40.0)
    assert "flew 40 m to 40 m high" in words(battle) and "reaches 100 m to 20.0 km" in words(battle)


def test_late_says_how_late() -> None:
    battle = a_battle(cause="tracked_late", first_track_s=1494.0)
    assert "by 24:49. Needed: 5 s more warning" in words(battle)


def test_not_ready_says_when_it_was() -> None:
    battle = a_battle(cause="not_ready", units={"ready_from_s": 1600.0})
    assert "battery had it in reach from 16:41 on, and was ready only from 26:40 on" in words(battle)
    never = a_battle(cause="not_ready", units={"ready_from_s": NEVER})
    assert "was ready not in this battle" in words(never)


def test_no_channel_says_who_was_busy() -> None:
    busy = [{"threat": 7, "start_s": 1000.0, "end_s": 1400.0, "known_s": 1410.0, "outcome": "miss"}]
    blocked = [{"threat": 0, "time_s": 1200.0, "cause": "no_channel"}]
    said = words(a_battle(cause="no_channel", shots=busy, blocked=blocked))
    assert "battery/post was engaging 1 of 1 targets at once at 20:00" in said


@pytest.mark.parametrize("cause", [*CAUSE_TITLES, "a_cause_of_tomorrow"])
def test_every_cause_is_explained_even_one_that_nobody_wrote_about(cause: str) -> None:
    said = life_of(a_battle(cause=cause), 0).because
    assert said and all(sentence.endswith(".") for sentence in said)


def test_every_explanation_is_of_a_cause() -> None:
    assert set(because.EXPLANATIONS) <= set(CAUSE_TITLES)


def test_the_leaker_that_stands_for_most_has_the_most_frequent_cause() -> None:
    battle = a_battle()
    causes = ["missed", "masked", "masked", None]
    threats = {name: np.repeat(values, 4) for name, values in battle.tables["threats"].items()}
    threats["name"] = np.array(["a", "b", "c", "d"], dtype=object)
    threats["cause"] = np.array(causes, dtype=object)
    threats["fate"] = np.array(["leaked"] * 3 + ["killed"], dtype=object)
    threats["end_s"] = np.array([5.0, 9.0, 7.0, 1.0])
    many = Replay({}, battle.tables | {"threats": threats})
    assert [one.name for one in leakers_of(many)] == ["c", "b", "a"]
    assert typical_leaker(many) == 2
    assert row_of(many, "b") == 1
    with pytest.raises(ResultsError, match="no threat is called"):
        row_of(many, "x")
    nothing = Replay({}, battle.tables | {"threats": threats | {"fate": np.array(["killed"] * 4, dtype=object)}})
    assert typical_leaker(nothing) is None
