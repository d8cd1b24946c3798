"""Networks, links and trackers as rows: what is written counts, and what is not written is what the catalogue believes.

And the promise that studies which know every target rest on nothing of it.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.assemble.picture import in_words
from pavise.assemble.study import Assembly, CaseSpec, assemble_study
from pavise.assemble.trackers import tracker_settings
from pavise.catalogue.library import Library
from pavise.kinds import Association, Picture, TrackFilter, TrackMotion, TrackStart
from pavise.scenario.picture import Tracker
from pavise.scenario.study import load_study
from pavise.sim.draws import name_hash
from pavise.sim.world import check_world
from pavise.yamlfile import parse_yaml, validate


@pytest.fixture(scope="module")
def linked(library: Library) -> Assembly:
    """The study of networks and links."""
    return assemble_study(load_study("alone-or-linked"), library, worlds=8)


def case_of(assembly: Assembly, option: str, size: int = 12) -> CaseSpec:
    return next(case for case in assembly.cases if (case.option, case.size) == (option, size))


def defence_of(assembly: Assembly, option: str):
    case = case_of(assembly, option)
    assembly.world(case)
    return assembly._defence(case)


def test_every_world_of_the_study_is_sound(linked: Assembly):
    for case in linked.cases:
        world = linked.world(case)
        check_world(world)
        assert world.config["picture"][0] == Picture.TRACKED


def test_networks_are_what_the_posture_says(linked: Assembly):
    world, names = linked.world(case_of(linked, "picture-alone")), defence_of(linked, "picture-alone").networks
    rows = {name: world.network[:, n] for n, name in enumerate(names)}
    for column in ("asks_friends", "asks_civil", "has_plans"):
        assert (rows["battery"][column] == 0).all() and (rows["national"][column] == 1).all()
    sampler = linked._samplers["all"]
    for row in rows.values():  # nothing else is written
        assert np.array_equal(row["identify_s"], sampler.of("network_notional", "identify_time"))
        assert (row["p_harmless"] < row["p_hostile"]).all()


def test_links_join_the_networks_that_they_name_and_are_as_the_catalogue_believes(linked: Assembly):
    sampler = linked._samplers["all"]
    for option, entry in (("picture-voice", "voice_link_notional"), ("picture-linked", "data_link_notional")):
        world, networks = linked.world(case_of(linked, option)), defence_of(linked, option).networks
        assert world.sizes["Q"] == 1
        link = world.link[:, 0]
        assert [networks[link["giver"][0]], networks[link["taker"][0]]] == ["national", "battery"]
        for column, quantity in (("delay_s", "delay"), ("p_loss", "loss"), ("outage_s", "outage")):
            assert np.array_equal(link[column], sampler.of(entry, quantity)), quantity
    assert linked.world(case_of(linked, "picture-shared")).sizes["Q"] == 0


def test_a_link_has_the_key_of_its_name(linked: Assembly):
    key = linked.world(case_of(linked, "picture-voice")).link["key"][0, 0]
    assert key == name_hash("link told-by-voice", linked.salt)


def test_arrangements_move_nobody_and_change_no_sensor(linked: Assembly):
    worlds = [linked.world(case_of(linked, option)) for option in linked.study.spec.options]
    for world in worlds[1:]:
        assert np.array_equal(world.unit, worlds[0].unit)
        assert np.array_equal(world.threat, worlds[0].threat)
        for column in worlds[0].sensor.dtype.names:
            assert column == "network" or np.array_equal(world.sensor[column], worlds[0].sensor[column]), column


LINKS = "links: {told: {from: national, to: battery, by: data_link_notional, %s}}"


def posture_of(tmp_path, text: str, library: Library) -> Assembly:
    """The study with the option `picture-alone` and one of our own beside it."""
    own = "id: own\ntitle: Own\nsummary: s\nextends: picture-alone\n" + text
    (tmp_path / "own.yaml").write_text(own, encoding="utf-8")
    study = load_study("alone-or-linked").source.document.file
    with open(study, encoding="utf-8") as file:
        case = file.read().replace("picture-voice", "own").replace("  - picture-linked\n  - picture-shared\n", "")
    (tmp_path / "case.yaml").write_text(case, encoding="utf-8")
    return assemble_study(load_study(tmp_path / "case.yaml"), library, worlds=8)


def test_what_is_written_of_a_link_comes_before_what_is_believed(tmp_path, library: Library):
    written = LINKS % "delay: {low: 40 s, high: 50 s, reason: r}, outage: 0 s"
    link = posture_of(tmp_path, written, library)
    row = link.world(case_of(link, "own")).link[:, 0]
    assert ((row["delay_s"] >= 40.0) & (row["delay_s"] <= 50.0)).all() and np.ptp(row["delay_s"]) > 0.0
    assert (row["outage_s"] == 0.0).all() and np.isinf(row["up_s"]).all(), "without outages it is always up"
    assert np.array_equal(row["p_loss"], link._samplers["all"].of("data_link_notional", "loss"))
    rows = link.table_rows()
    assert ("own/told", "delay") in set(zip(rows["draws"]["system"], rows["draws"]["quantity"], strict=True))
    judged = set(zip(rows["beliefs"]["system"], rows["beliefs"]["quantity"], strict=True))
    assert {("own/told", "delay"), ("network_notional", "prior_hostile")} <= judged


def test_what_is_written_of_a_network_comes_before_what_is_believed(tmp_path, library: Library):
    text = "networks: {battery: {prior_hostile: 0.9, hostile_at: 0.95, harmless_at: 0.01, asks_civil: false}}"
    own = posture_of(tmp_path, text, library)
    row = own.world(case_of(own, "own")).network[:, 0]
    for column, value in (("prior_hostile", 0.9), ("p_hostile", 0.95), ("p_harmless", 0.01), ("asks_civil", 0)):
        assert (row[column] == value).all()
    assert (row["asks_friends"] == 1).all(), "what the replaced description said does not count any more"


def test_a_tracked_picture_leans_on_how_sensors_measure_and_a_known_one_does_not(linked: Assembly, assembly: Assembly):
    measured = {"false_plots", "range_rate_accuracy", "interrogator", "range_bias", "angle_bias", "bandwidth"}
    assert measured <= set(linked.table_rows()["leans"]["quantity"])
    known = assembly.table_rows()
    assert not measured & set(known["leans"]["quantity"])
    assert not {"network_notional", "data_link_notional"} & set(known["beliefs"]["system"])


def test_sensors_have_the_figures_of_their_type(linked: Assembly):
    case = case_of(linked, "picture-alone")
    world, names, sampler = linked.world(case), linked.names(case).sensors, linked._samplers["all"]
    for s, name in enumerate(names):
        entry = name.split("/")[1]
        row = world.sensor[:, s]
        assert np.array_equal(row["false_plots"], sampler.of(entry, "false_plots"))
        assert np.array_equal(row["range_rate_sigma_mps"], sampler.of(entry, "range_rate_accuracy"))
        assert np.array_equal(row["interrogates"], sampler.whole(entry, "interrogator"))
    kalkan = world.sensor[:, names.index("low-radar 1/kalkan")]
    assert set(kalkan["interrogates"]) == {0, 1}, "whether it asks is not known, so worlds differ"


def test_a_known_picture_identifies_nothing(assembly: Assembly):
    world = assembly.world(assembly.cases[0])
    assert world.config["picture"][0] == Picture.KNOWN
    assert (world.network["identify_s"] == 0.0).all() and world.sizes["Q"] == 0


def test_a_tracker_in_words_becomes_its_row():
    text = "filter: extended\nmotion: manoeuvring\nassociation: joint\nstart: sequential\nmanoeuvre_begins: 20 s\n"
    tracker, findings = validate(parse_yaml(text + "confirm: 2 of 4\nturn_rate: 6 deg/s\n"), Tracker)
    assert not findings
    row = tracker_settings(tracker)[0]
    assert (row.filter, row.motion) == (TrackFilter.EXTENDED, TrackMotion.MANOEUVRING)
    assert (row.association, row.start_rule) == (Association.JOINT, TrackStart.SEQUENTIAL)
    assert (row.confirm_m, row.confirm_n) == (2, 4)
    assert row.turn_rate_rad_s == pytest.approx(math.radians(6.0))
    assert row.p_stay**20 == pytest.approx(math.exp(-1.0)), "after 20 s it has changed in 63 of 100 cases"


def test_no_tracker_is_the_usual_one():
    usual, written = tracker_settings(None), tracker_settings(Tracker())
    assert np.array_equal(usual, written)
    assert not usual["centre_m"].any(), "battles are fought in earth-centred axes"
    for name in usual.dtype.names:
        assert np.isfinite(usual[name]).all(), name


def test_every_output_says_that_the_picture_is_tracked_and_who_flies_through(linked: Assembly, assembly: Assembly):
    said = " ".join(linked.conditions())
    assert "take each for hostile, harmless or neither" in said
    assert "8 airliner (neutral), 2 airliner (neutral), 4 f16 (friend) in every raid" in said
    assert in_words(assembly.study.spec, []) == []
