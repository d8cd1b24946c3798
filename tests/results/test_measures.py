"""The measures count what happened, and refuse a raid that did not end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pavise.kinds import Cause, Fate, Side, ThreatClass
from pavise.results.measures import (
    CAUSE_TITLES,
    CLASS_NAMES,
    MEASURES,
    OF_ASSESSMENT,
    OF_COMMAND,
    OF_DECOYS,
    OF_SORTIES,
    OF_THE_PICTURE,
    RAID_SIZE,
    AssessmentFates,
    CommandFates,
    PictureFates,
    SiteFates,
    Spent,
    ThreatFates,
    measures_from,
    measures_page,
    outcome_rows,
    stack_rows,
)
from pavise.results.schema import markdown_page
from pavise.results.writer import write_table

INF = np.inf


def raid(**changes):
    """Two replications of two drones and a cruise missile: one leaks in the first, none in the second."""
    fields = {
        "threat_class": np.array([ThreatClass.DRONE, ThreatClass.DRONE, ThreatClass.CRUISE_MISSILE]),
        "fate": np.array([[Fate.KILLED, Fate.LEAKED, Fate.KILLED], [Fate.KILLED] * 3]),
        "cause": np.array([[Cause.NONE, Cause.NO_TIME, Cause.NONE], [Cause.NONE] * 3]),
        "first_track_s": np.array([[50.0, 60.0, 70.0], [55.0, 65.0, 45.0]]),
        "first_shot_s": np.array([[80.0, INF, 90.0], [85.0, 95.0, 75.0]]),
        "rounds": np.array([[1, 0, 2], [1, 1, 1]]),
        "unit_cost_usd": np.array([[4e4, 4e4, 1e6], [5e4, 5e4, 2e6]]),
    }
    return ThreatFates(**{**fields, **changes})


def sites(lost=((True, False), (False, False)), harm=((1.0, 0.0), (0.0, 0.5))):
    return SiteFates(np.array([3.0, 1.0]), np.array(lost), np.array(harm))


def picture(**changes):
    """An airliner, a friend and another airliner: in the first replication one airliner is shot at and lives, in the
    second the friend is shot down."""
    fields = {
        "side": np.array([Side.NEUTRAL, Side.FRIEND, Side.NEUTRAL]),
        "rounds": np.array([[2, 0, 0], [0, 1, 0]]),
        "killed": np.array([[False, False, False], [False, True, False]]),
        "hostiles_held": np.array([1, 0]),
        "rounds_at_ghosts": np.array([0, 3]),
        "rounds_at_dead": np.array([1, 0]),
        "rounds_track_lost": np.array([0, 2]),
        "false_tracks": np.array([4, 5]),
        "track_swaps": np.array([0, 1]),
        "track_error_m": np.array([350.0, np.nan]),
        "identify_s": np.array([12.0, np.inf]),
    }
    return PictureFates(**{**fields, **changes})


def measured(threats=None, where=None, seen=None, doubted=None, sorties=None, commanded=None):
    spent = Spent(np.array([5, 9]), np.array([7, 8]), np.array([3e6, 2.1e6]), sorties)
    return measures_from(threats or raid(), where or sites(), spent, seen, doubted, commanded)


def test_the_measures_of_a_raid_counted_by_hand():
    m = measured()
    assert m["leakers"].tolist() == [1, 0]
    assert m["leaker_share"].tolist() == pytest.approx([1 / 3, 0])
    assert m["no_leaker"].tolist() == [0, 1]
    assert m["killed"].tolist() == [2, 3]
    assert m["value_saved"].tolist() == [0.25, 0.875]
    assert m["sites_lost"].tolist() == [1, 0]
    assert m["no_site_lost"].tolist() == [0, 1]
    assert m["rounds_fired"].tolist() == [5, 9], "all that were fired, whatever they were fired at"
    assert m["rounds_left"].tolist() == [7, 8]
    assert m["raid_cost_usd"].tolist() == [1.08e6, 2.1e6]
    assert m["cost_exchange"].tolist() == pytest.approx([3e6 / 1.04e6, 1.0])
    assert m["first_track_s"].tolist() == [50, 45]
    assert m["first_shot_s"].tolist() == [80, 75]
    assert m["leakers_drone"].tolist() == [1, 0]
    assert m["leakers_cause_no_time"].tolist() == [1, 0]


def test_leakers_by_class_and_by_cause_both_add_up_to_the_leakers():
    rng = np.random.default_rng(3)
    shape = (40, 25)
    leaked = rng.random(shape) < 0.4
    m = measures_from(
        ThreatFates(
            threat_class=rng.integers(0, 4, 25),
            fate=np.where(leaked, Fate.LEAKED, Fate.KILLED),
            cause=np.where(leaked, rng.integers(1, len(Cause), shape), Cause.NONE),
            first_track_s=np.full(shape, INF),
            first_shot_s=np.full(shape, INF),
            rounds=np.zeros(shape, int),
            unit_cost_usd=np.ones(shape),
        ),
        SiteFates(np.ones(3), np.zeros((40, 3), bool), np.zeros((40, 3))),
        Spent(np.zeros(40), np.zeros(40), np.zeros(40)),
    )
    by_class = sum(np.ma.filled(m[f"leakers_{name}"], 0) for name in CLASS_NAMES.values())
    by_cause = sum(m[name] for name in m if name.startswith("leakers_cause_"))
    assert by_class.tolist() == m["leakers"].tolist() == by_cause.tolist()
    assert (m["killed"] + m["leakers"]).tolist() == m[RAID_SIZE].tolist()


def test_what_never_happened_is_missing_not_zero():
    m = measured(raid(first_shot_s=np.full((2, 3), INF), rounds=np.zeros((2, 3), int)))
    assert m["first_shot_s"].mask.all()
    assert m["leakers_ballistic"].mask.all()
    assert not np.ma.getmaskarray(m["leakers_drone"]).any()


def test_cost_exchange_does_not_exist_where_nothing_was_killed():
    fate = np.array([[Fate.LEAKED] * 3, [Fate.KILLED] * 3])
    cause = np.array([[Cause.UNDETECTED] * 3, [Cause.NONE] * 3])
    m = measured(raid(fate=fate, cause=cause))
    assert np.ma.getmaskarray(m["cost_exchange"]).tolist() == [True, False]


@pytest.mark.parametrize(
    ("threats", "where", "complaint"),
    [
        (raid(fate=np.full((2, 3), Fate.FLYING)), None, "neither killed nor leaked"),
        (raid(cause=np.full((2, 3), Cause.NONE)), None, "has no cause"),
        (None, SiteFates(np.zeros(2), np.zeros((2, 2), bool), np.zeros((2, 2))), "worth nothing"),
    ],
)
def test_a_broken_run_gives_no_number(threats, where, complaint):
    with pytest.raises(ValueError, match=complaint):
        measured(threats, where)


def test_every_measure_is_declared_and_every_declared_measure_is_made():
    fooled, doubted = raid(decoy=np.array([False, True, False])), AssessmentFates(*np.ones((3, 2)))
    commanded, sorties = CommandFates(*np.ones((4, 2))), np.array([4, 5])
    made = measured(fooled, seen=picture(), doubted=doubted, sorties=sorties, commanded=commanded)
    assert set(made) == set(MEASURES)


def test_how_long_tracks_waited_is_a_mean_over_those_that_were_taken_on():
    m = measured(commanded=CommandFates(np.array([4, 0]), np.array([2, 0]), np.array([60.0, 0.0]), np.array([1, 0])))
    assert m["tracks_waited"].tolist() == [2, 0] and m["command_lost"].tolist() == [1, 0]
    assert m["operator_wait_s"].tolist() == [15.0, None]


def test_decoys_count_as_leakers_but_not_as_armed_ones():
    fate, cause = np.full((2, 3), Fate.LEAKED), np.full((2, 3), Cause.MISSED)
    rounds = np.array([[1, 4, 2], [1, 0, 1]])
    m = measured(raid(fate=fate, cause=cause, rounds=rounds, decoy=np.array([False, True, False])))
    assert (m["leakers"].tolist(), m["armed_leakers"].tolist()) == ([3, 3], [2, 2])
    assert m["rounds_at_decoys"].tolist() == [4, 0]


def test_a_battle_in_which_posts_know_every_target_has_no_measures_of_the_picture():
    special = {*OF_THE_PICTURE, *OF_DECOYS, *OF_ASSESSMENT, *OF_SORTIES, *OF_COMMAND}
    assert set(MEASURES) - set(measured()) == special


def test_what_a_picture_led_to_counted_by_hand():
    m = measured(seen=picture())
    assert m["neutrals_engaged"].tolist() == [1, 0]
    assert m["neutrals_killed"].tolist() == [0, 0]
    assert m["friends_engaged"].tolist() == m["friends_killed"].tolist() == [0, 1]
    assert m["hostiles_held_back"].tolist() == [1, 0]
    assert m["rounds_lost_track"].tolist() == [0, 2]
    assert m["rounds_wasted"].tolist() == [1, 5]
    assert m["leakers"].tolist() == [1, 0], "traffic is no part of the raid"


def test_a_mean_over_no_track_is_missing():
    m = measured(seen=picture())
    assert np.ma.getmaskarray(m["mean_track_error_m"]).tolist() == [False, True]
    assert np.ma.getmaskarray(m["time_to_identify_s"]).tolist() == [False, True]


def test_every_cause_has_words():
    assert set(CAUSE_TITLES) == {cause.name.lower() for cause in Cause} - {"none"}


def test_the_documentation_page_is_the_one_made_from_the_declarations():
    page = Path(__file__).parents[2] / "docs" / "tables.md"
    made = markdown_page() + "\n" + measures_page()
    assert page.read_text(encoding="utf-8") == made, "write it anew: " + (
        "python -c 'from pavise.results import schema, measures; "
        'print(schema.markdown_page() + "\\n" + measures.measures_page(), end="")\' > docs/tables.md'
    )


def test_measures_become_rows_with_missing_values_as_nulls(tmp_path):
    import duckdb

    rows = stack_rows([outcome_rows(case, np.array([4, 5]), measured()) for case in ("x", "y")])
    assert len(rows["case"]) == 2 * 2 * len(set(measured()))
    path = write_table(tmp_path, "outcomes", rows)
    found = duckdb.connect().execute(
        "SELECT replication, value FROM read_parquet(?) WHERE \"case\" = 'y' AND measure = ? ORDER BY 1",
        [str(path), "value_saved"],
    )
    assert found.fetchall() == [(4, 0.25), (5, 0.875)]
    nulls = duckdb.connect().execute(
        "SELECT count(*) FROM read_parquet(?) WHERE measure = 'leakers_ballistic' AND value IS NULL", [str(path)]
    )
    assert nulls.fetchall() == [(4,)]
