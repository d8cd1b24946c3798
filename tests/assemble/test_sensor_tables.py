"""Sensors of all kinds as rows: each sees at its claimed range what was claimed, in its own way."""

import math

import numpy as np
import pytest

from pavise.assemble.study import Assembly, CaseSpec, assemble_study
from pavise.catalogue.library import Library
from pavise.kinds import Band, SensorKind
from pavise.scenario.study import load_study
from pavise.sim.detection import pd_lookup
from pavise.sim.world import check_world


@pytest.fixture(scope="module")
def eyes(library: Library) -> Assembly:
    """The study that has a sensor of every kind."""
    return assemble_study(load_study("what-radars-see"), library)


def case_of(assembly: Assembly, option: str, raid: str = "mixed-jammed") -> CaseSpec:
    return next(case for case in assembly.cases if (case.option, case.raid, case.size) == (option, raid, 12))


def test_every_kind_of_sensor_is_fought_with_in_a_shipped_study(eyes: Assembly):
    kinds = set()
    for case in eyes.cases:
        world = eyes.world(case)
        check_world(world)
        kinds |= set(world.sensor["kind"].ravel().tolist())
    assert kinds == {int(kind) for kind in SensorKind}


@pytest.mark.parametrize(
    ("option", "sensor", "entry", "reference", "power"),
    [
        ("eyes-none", "hisar-o 1/kalkan", "kalkan", "rcs_ref", 4),
        ("eyes-none", "sungur 1/sungur_sight", "sungur_sight", "size_ref", 2),
        ("eyes-passive", "passive 1/passive_sensor_notional", "passive_sensor_notional", None, 2),
        ("eyes-bistatic", "bistatic 1/bistatic_receiver_notional", "bistatic_receiver_notional", "rcs_ref", 4),
    ],
)
def test_each_kind_sees_at_its_claimed_range_what_was_claimed(eyes, option, sensor, entry, reference, power):
    case = case_of(eyes, option)
    world, sampler = eyes.world(case), eyes._samplers["all"]
    s = eyes.names(case).sensors.index(sensor)
    for w in range(world.sizes["W"]):
        row = world.sensor[w, s]
        target = 1.0 if reference is None else sampler.of(entry, reference)[w]
        signal = row.snr_scale_m2 * target / sampler.of(entry, "range_ref")[w] ** power
        seen = pd_lookup(world.pd_table[row.pd_row], signal)
        assert seen == pytest.approx(sampler.of(entry, "pd_ref")[w], abs=2e-3)


def test_a_receiver_listens_to_the_nearest_radar_of_its_kind(eyes: Assembly):
    case = case_of(eyes, "eyes-bistatic")
    world, names = eyes.world(case), eyes.names(case)
    at = world.unit["n"][0][world.sensor["unit"][0]]
    for s, name in enumerate(names.sensors):
        lamp = world.sensor["illuminator"][0, s]
        if "bistatic" not in name:
            assert lamp == -1
            continue
        lamps = [row for row, other in enumerate(names.sensors) if "/kalkan" in other]
        distances = [np.linalg.norm(at[s] - at[row]) for row in lamps]
        assert lamp == lamps[int(np.argmin(distances))]


def test_a_receiver_without_its_radar_is_not_there(eyes: Assembly):
    """In a world in which no radar of the kind is present, the receiver sees nothing."""
    from pavise.assemble.laydown import Place
    from pavise.assemble.sensor_tables import _fill_illuminator
    from pavise.sim.fields import allocate
    from pavise.sim.world import SENSOR

    table = allocate(SENSOR, {"W": 3, "S": 3})
    table["present"] = [[1, 1, 1], [0, 1, 1], [0, 0, 1]]
    near, far = Place("near", (1.0, 0.0, 0.0), 0.0, 0.0), Place("far", (0.0, 1.0, 0.0), 0.0, 90.0)
    _fill_illuminator(table, 2, near, [(0, near), (1, far)])
    assert table["illuminator"][:, 2].tolist() == [0, 1, -1]
    assert table["present"][:, 2].tolist() == [1, 1, 0]


def test_a_radar_in_the_air_looks_down_all_round(eyes: Assembly):
    case = case_of(eyes, "eyes-airborne")
    world, names = eyes.world(case), eyes.names(case)
    row = world.sensor[:, names.sensors.index("early-warning 1/airborne_radar_notional")]
    assert np.all(row["sin_elevation_min"] < math.sin(math.radians(-5)))
    assert np.all(row["cos_half_sector"] == -1.0)
    assert np.all(row["band"] == int(Band.MIDDLE))
    assert np.all(row["lobing_wave_m"] == 0.0)
    u = row["unit"][0]
    assert np.all(world.unit["orbit_radius_m"][:, u] > 1e4)
    assert np.all(world.unit["height_m"][:, u] > 5e3)
    assert u not in world.post["unit"][0], "it commands no rounds"


def test_weather_changes_the_air_from_world_to_world(eyes: Assembly):
    case = case_of(eyes, "eyes-none")
    world, names = eyes.world(case), eyes.names(case)
    radar, camera = (names.sensors.index(name) for name in ("hisar-o 1/kalkan", "sungur 1/sungur_sight"))
    assert len(set(world.sensor["loss_row"][:, radar])) > 5
    assert len(set(world.sensor["loss_row"][:, camera])) > 5
    assert np.all(world.sensor["lobing_wave_m"][:, radar] == pytest.approx(0.03, rel=0.2))
    assert np.all(world.sensor["lobing_wave_m"][:, camera] == 0.0)
    assert len(set(world.sensor["lobing_roughness_m"][:, radar])) == world.sizes["W"]


def test_the_jammer_stands_on_the_bearing_of_the_raid(eyes: Assembly):
    case = case_of(eyes, "eyes-none")
    world = eyes.world(case)
    sites = world.site["n"].mean(axis=0)
    middle = sites / np.linalg.norm(sites)
    east = np.array([-middle[1], middle[0], 0.0]) / np.hypot(middle[0], middle[1])
    north = np.cross(middle, east)
    for w in range(world.sizes["W"]):
        jammer = world.jammer[w, 0]
        bearing = math.atan2(jammer.n @ east, jammer.n @ north)
        assert math.remainder(bearing - world.threat["axis_rad"][w, 0], math.tau) == pytest.approx(0.0, abs=1e-6)
        distance_m = math.acos(min(jammer.n @ middle, 1.0)) * 6.371e6
        assert 150e3 * 0.999 < distance_m < 300e3 * 1.001
        assert 1e3 <= jammer.jam_to_noise <= 1e6
    assert eyes.world(case_of(eyes, "eyes-none", "cruise-missiles")).jammer.shape == (world.sizes["W"], 0)


def test_threats_carry_their_signature(eyes: Assembly):
    case = case_of(eyes, "eyes-none")
    threat, sampler = eyes.world(case).threat, eyes._samplers["all"]
    names = eyes.names(case).threats
    t = next(row for row, name in enumerate(names) if "/fighter/" in name)
    for column, quantity in (
        ("rcs_side_ratio", "rcs_side_ratio"),
        ("rcs_tail_ratio", "rcs_tail_ratio"),
        ("size_m2", "visible_size"),
        ("emits", "emits"),
        ("jam_to_noise", "jam_to_noise"),
    ):
        assert np.array_equal(threat[column][:, t], sampler.of("jamming_fighter_notional", quantity)), column
    bands = threat["rcs_band_ratio"][:, t]
    assert np.array_equal(bands[:, int(Band.LOW)], sampler.of("jamming_fighter_notional", "rcs_low_band_ratio"))
    assert np.all(bands[:, int(Band.HIGH)] == 1.0)
    silent = next(row for row, name in enumerate(names) if "/ballistic/" in name)
    assert np.all(threat["emits"][:, silent] == 0.0) and np.all(threat["jam_to_noise"][:, silent] == 0.0)


def test_a_defence_can_be_had_without_a_raid(eyes: Assembly):
    world, names = eyes.defence("eyes-radars")
    check_world(world)
    assert world.sizes["T"] == world.sizes["J"] == 0
    assert names.sensors == eyes.names(case_of(eyes, "eyes-radars")).sensors
    jammed, _ = eyes.defence("eyes-radars", raid="mixed-jammed")
    assert jammed.sizes["J"] == 1
    fought = eyes.world(case_of(eyes, "eyes-radars"))
    for column in ("snr_scale_m2", "kind", "antenna_height_m", "beamwidth_rad"):
        assert np.array_equal(world.sensor[column], fought.sensor[column])


def test_no_battle_leans_on_what_only_maps_use(eyes: Assembly):
    """Accuracies are drawn for maps; the tables of a result need not hold what changes nothing in them."""
    rows = eyes.table_rows()
    assert not {"bandwidth", "range_bias", "angle_bias"} & set(rows["leans"]["quantity"])
    assert {"lobe_width", "sidelobe", "track_period", "frequency"} <= set(rows["leans"]["quantity"])


def test_conditions_are_said_in_sentences(eyes: Assembly, assembly: Assembly):
    said = eyes.conditions()
    assert said[0].startswith("A smooth earth without terrain")
    assert any("rain of 0 to 5 mm/h, visibility of 5 to 30 km" in sentence for sentence in said)
    assert said[-1] == "A jammer stands off in: Mixed raid with jamming."
    assert "no rain, visibility of 23 km, no reflections" in " ".join(assembly.conditions())
    assert assembly.conditions()[-1] == "Nobody jams from afar."


def test_ticks_of_a_track_mode_divide_the_search_and_are_no_shorter_than_the_clock():
    from pavise.assemble.sensor_tables import whole_part_s

    searches, tracks = np.array([4.0, 2.6, 1.4, 10.0, 3.0]), np.array([0.5, 1.0, 1.0, 0.0, 5.0])
    ticks = whole_part_s(tracks, searches)
    assert ticks.tolist() == pytest.approx([1.0, 1.3, 0.0, 0.0, 0.0])
    told = ticks > 0
    assert np.all(ticks[told] >= 1.0)
    assert np.allclose(searches[told] / ticks[told], np.rint(searches[told] / ticks[told]))
