"""Names become rows: every row says what it should, whoever else is there."""

import math

import numpy as np
import pytest

from pavise.assemble.study import Assembly, CaseSpec
from pavise.kinds import PathKind, ThreatClass
from pavise.sim.detection import pd_lookup
from pavise.sim.draws import name_hash
from pavise.sim.world import check_world


def case_of(
    assembly: Assembly, option: str, raid: str = "mixed", size: int = 36, variant: str = "as-offered"
) -> CaseSpec:
    return next(
        case
        for case in assembly.cases
        if (case.option, case.raid, case.size, case.variant, case.doubt) == (option, raid, size, variant, "all")
    )


def row_of(names: list[str], name: str) -> int:
    return names.index(name)


def test_no_world_of_the_study_has_a_hole(assembly: Assembly):
    for case in assembly.cases:
        check_world(assembly.world(case))


def test_what_two_options_share_is_the_same_row_for_row(assembly: Assembly):
    """The S-400 changes nothing about anybody else: same keys, places, figures, luck."""
    one, two = case_of(assembly, "none"), case_of(assembly, "s400-in-service")
    (a, names_a), (b, names_b) = ((assembly.world(case), assembly.names(case)) for case in (one, two))
    for table, rows in (("unit", "units"), ("sensor", "sensors"), ("post", "posts"), ("launcher", "launchers")):
        here, there = getattr(names_a, rows), getattr(names_b, rows)
        positions = [row_of(there, name) for name in here]
        first, second = getattr(a, table), getattr(b, table)[:, positions]
        for column in first.dtype.names:
            if column not in ("unit", "network", "fire_control", "group"):
                assert np.array_equal(first[column], second[column]), (table, column)
    assert np.array_equal(a.threat, b.threat)
    assert np.array_equal(a.site, b.site)


def test_keys_are_hashes_of_names(assembly: Assembly):
    case = case_of(assembly, "s400-in-service")
    world, names = assembly.world(case), assembly.names(case)
    for table, rows in (("unit", names.units), ("sensor", names.sensors), ("threat", names.threats)):
        expected = [name_hash(name, assembly.salt) for name in rows]
        assert np.array_equal(getattr(world, table)["key"], np.tile(expected, (world.sizes["W"], 1)))
        assert len(set(rows)) == len(rows) == len(set(expected))


def test_a_smaller_raid_is_part_of_a_larger_one(assembly: Assembly):
    small, large = case_of(assembly, "none", size=12), case_of(assembly, "none", size=144)
    few, many = assembly.names(small).threats, assembly.names(large).threats
    assert set(few) <= set(many)
    positions = [row_of(many, name) for name in few]
    for column in assembly.world(small).threat.dtype.names:
        assert np.array_equal(assembly.world(small).threat[column], assembly.world(large).threat[column][:, positions])


def test_a_radar_sees_at_its_claimed_range_what_was_claimed(assembly: Assembly):
    case = case_of(assembly, "s400-in-service")
    world, names = assembly.world(case), assembly.names(case)
    sampler = assembly._samplers["all"]
    s = row_of(names.sensors, "s400 1/92n6e")
    for w in range(world.sizes["W"]):
        row = world.sensor[w, s]
        range_m = sampler.of("92n6e", "range_ref")[w]
        snr = row.snr_scale_m2 * sampler.of("92n6e", "rcs_ref")[w] / range_m**4
        seen = pd_lookup(world.pd_table[row.pd_row], snr)
        assert seen == pytest.approx(sampler.of("92n6e", "pd_ref")[w], abs=5e-4)


def test_networks_share_their_radars_and_nothing_else(assembly: Assembly):
    case = case_of(assembly, "s400-in-service")
    world, names = assembly.world(case), assembly.names(case)
    hears = {name: world.hears[c] for c, name in enumerate(names.posts)}
    s400 = [name.startswith("s400") for name in names.sensors]
    assert np.array_equal(hears["s400 1/post"], s400)
    assert np.array_equal(hears["hisar-o 1/post"], ~np.array(s400))
    assert len(set(world.post["network"][0])) == 2


def test_rounds_are_guided_by_the_units_own_radar(assembly: Assembly):
    case = case_of(assembly, "s400-in-service")
    world, names = assembly.world(case), assembly.names(case)
    for c, post in enumerate(names.posts):
        s = world.post["fire_control"][0, c]
        assert s == -1 or names.sensors[s].split("/")[0] == post.split("/")[0]


def test_launchers_of_a_group_stand_together_and_fill_the_table(assembly: Assembly):
    world = assembly.world(case_of(assembly, "national-planned"))
    ends = 0
    for g, row in enumerate(world.group):
        assert row.launcher_first == ends
        ends += row.launcher_count
        assert np.all(world.launcher["group"][:, row.launcher_first : ends] == g)
    assert ends == world.sizes["L"]
    assert np.all(np.diff(world.group["post"]) >= 0)


def test_what_is_absent_has_no_rounds(assembly: Assembly):
    world = assembly.world(case_of(assembly, "s400-as-it-stands"))
    unit_of_launcher = world.post["unit"][0][world.group["post"][world.launcher["group"][0]]]
    absent = world.unit["present"][:, unit_of_launcher] == 0
    assert absent.any() and np.all(world.launcher["rounds"][absent] == 0)


def test_notice_counts_against_warning(assembly: Assembly):
    case = case_of(assembly, "s400-stored")
    world, names = assembly.world(case), assembly.names(case)
    warning_s = assembly._samplers["all"].drawn[("raid/mixed", "warning_time")].values
    notice_s = assembly._samplers["all"].drawn[("s400-stored/s400", "notice_time")].values
    ready_s = world.unit["ready_at_s"][:, row_of(names.units, "s400 1")]
    assert np.array_equal(ready_s, np.maximum(notice_s - warning_s, 0.0))
    assert (ready_s == 0).any() and (ready_s > 0).any()
    assert np.all(world.unit["ready_at_s"][:, row_of(names.units, "hisar-o 1")] == 0.0)


def test_a_patrol_flies_and_a_battery_stands(assembly: Assembly):
    case = case_of(assembly, "none")
    world, names = assembly.world(case), assembly.names(case)
    patrol, battery = (world.unit[:, row_of(names.units, name)] for name in ("f16 1", "hisar-o 1"))
    assert np.all(patrol["orbit_radius_m"] > 1000) and np.all(patrol["height_m"] > 3000)
    assert np.all(np.isfinite(patrol["on_station_s"])) and np.all(patrol["relief_gap_s"] > 0)
    assert np.all(battery["orbit_radius_m"] == 0) and np.all(np.isinf(battery["on_station_s"]))


@pytest.mark.parametrize("raid", ["cruise-missiles", "drones", "ballistic", "mixed", "fighters"])
def test_the_clock_outlasts_the_slowest_threat_but_not_by_much(assembly: Assembly, raid: str):
    size = assembly.study.spec.raids[raid][-1]
    world = assembly.world(case_of(assembly, "none", raid, size))
    threat = world.threat
    level = threat["path_kind"] == int(PathKind.LEVEL)
    straight_s = np.where(level, threat["distance_m"] / threat["speed_mps"], 0.0)
    latest_s = (threat["start_s"] + threat["start_spread_s"] + straight_s).max()
    horizon_s = world.config["horizon_s"][0]
    assert latest_s < horizon_s < 1.5 * latest_s + 900


def test_threats_are_of_the_class_that_the_catalogue_says(assembly: Assembly):
    case = case_of(assembly, "none")
    world, names = assembly.world(case), assembly.names(case)
    for t, (name, word) in enumerate(zip(names.threats, names.threat_classes, strict=True)):
        assert ThreatClass(world.threat["threat_class"][0, t]).name.lower() == word
        assert (word == "ballistic") == name.startswith("mixed/ballistic/")


def test_a_raid_without_a_bearing_comes_from_all_round(assembly: Assembly):
    axis = assembly.world(case_of(assembly, "none")).threat["axis_rad"]
    assert np.all(axis == axis[:, :1]), "one bearing for each world"
    quadrants = np.floor(axis[:, 0] / (math.pi / 2)).astype(int)
    assert np.bincount(quadrants).tolist() == [4, 4, 4, 4]


def test_weakening_shortens_what_a_radar_sees(assembly: Assembly):
    whole, weak = (case_of(assembly, option) for option in ("s400-in-service", "s400-opened-to-inspection"))
    s = row_of(assembly.names(whole).sensors, "s400 1/92n6e")
    assert assembly.names(weak).sensors[s] == "s400 1/92n6e"
    factor = assembly._samplers["all"].drawn[("s400-opened-to-inspection/s400", "detection_range_factor")].values
    before, after = (assembly.world(case).sensor["snr_scale_m2"][:, s] for case in (whole, weak))
    assert after / before == pytest.approx(factor**4)
