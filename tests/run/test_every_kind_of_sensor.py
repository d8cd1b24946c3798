"""The small shipped study, played a little: every kind of sensor sees what its kind can see, and weather and jammers
take from it."""

from __future__ import annotations

import numpy as np
import pytest

from pavise.assemble.study import Assembly, CaseSpec, assemble_study
from pavise.catalogue.library import load_library
from pavise.kinds import EventKind, SensorKind
from pavise.run.drivers import play_fused
from pavise.scenario.study import load_study
from pavise.sim.fields import allocate
from pavise.sim.world import JAMMER, World

pytestmark = pytest.mark.needs_compiler

WORLDS = 6
EVENTS = 4_000


@pytest.fixture(scope="module")
def study() -> Assembly:
    return assemble_study(load_study("what-radars-see"), load_library(), worlds=WORLDS, repeats=1)


def case_of(study: Assembly, option: str, raid: str) -> CaseSpec:
    return next(case for case in study.cases if (case.option, case.raid, case.size) == (option, raid, 12))


def tracks(world: World) -> list[tuple[int, int, int, float]]:
    """(world, sensor, threat, time) of every track that any sensor started."""
    played = play_fused(world, 0, WORLDS, log_events=EVENTS)
    return [
        (w, int(event["who"]), int(event["whom"]), float(event["time_s"]))
        for w, log in zip(played.world, played.events, strict=True)
        for event in log
        if event["kind"] == EventKind.TRACK_STARTED
    ]


def seen_by(study: Assembly, option: str, raid: str, kind: SensorKind) -> set[str]:
    """Kinds of threat that sensors of this kind tracked."""
    case = case_of(study, option, raid)
    world, names = study.world(case), study.names(case)
    return {
        names.threats[threat].split("/")[1]
        for w, sensor, threat, _ in tracks(world)
        if world.sensor["kind"][w, sensor] == int(kind)
    }


@pytest.mark.parametrize(
    ("option", "kind"),
    [
        ("eyes-none", SensorKind.RADAR),
        ("eyes-none", SensorKind.OPTICAL),
        ("eyes-passive", SensorKind.PASSIVE),
        ("eyes-bistatic", SensorKind.BISTATIC),
    ],
)
def test_every_kind_of_sensor_tracks_something(study: Assembly, option: str, kind: SensorKind):
    assert seen_by(study, option, "mixed-jammed", kind)


def test_what_is_silent_is_never_heard(study: Assembly):
    heard = seen_by(study, "eyes-passive", "mixed-jammed", SensorKind.PASSIVE)
    assert "fighter" in heard and "ballistic" not in heard


def first_tracks(world: World) -> np.ndarray:
    """When the first sensor tracked each threat: shape (worlds, threats), inf for never."""
    first_s = np.full((WORLDS, world.sizes["T"]), np.inf)
    for w, _, threat, time_s in tracks(world):
        first_s[w, threat] = min(first_s[w, threat], time_s)
    return first_s


def test_a_radar_in_the_air_tracks_low_fliers_long_before_those_on_the_ground(study: Assembly):
    ground, air = (
        first_tracks(study.world(case_of(study, option, "cruise-missiles")))
        for option in ("eyes-none", "eyes-airborne")
    )
    assert np.all(air <= ground), "the same batteries are there, with the same luck"
    both = np.isfinite(air) & np.isfinite(ground)
    assert np.median((ground - air)[both]) > 60.0


def test_a_jammer_that_stands_off_delays_tracks_and_never_hastens_them(study: Assembly):
    world = study.world(case_of(study, "eyes-radars", "mixed-jammed"))
    quiet = world._replace(jammer=allocate(JAMMER, {"W": WORLDS, "J": 0}))
    loud = world._replace(jammer=world.jammer.copy())
    loud.jammer["jam_to_noise"] *= 1e3
    seen = [sum(kind_of_radar(world, track) for track in tracks(each)) for each in (quiet, world, loud)]
    assert seen[0] >= seen[1] > seen[2]


def kind_of_radar(world: World, track: tuple[int, int, int, float]) -> bool:
    return bool(world.sensor["kind"][track[0], track[1]] == int(SensorKind.RADAR))


def test_fog_blinds_cameras_and_leaves_radars_alone(study: Assembly):
    world = study.world(case_of(study, "eyes-none", "mixed-jammed"))
    cameras = world.sensor["kind"] == int(SensorKind.OPTICAL)
    thick = study._lookups.haze_row(500.0, 0.0, float(world.config["earth_radius_m"][0]), 9e3)
    foggy = world._replace(sensor=world.sensor.copy(), loss_table=study._lookups.loss.table)
    foggy.sensor["loss_row"][cameras] = thick
    counts = []
    for each in (world, foggy):
        by_radar = [kind_of_radar(world, track) for track in tracks(each)]
        counts.append((sum(by_radar), len(by_radar) - sum(by_radar)))
    (radar, camera), (radar_in_fog, camera_in_fog) = counts
    assert camera > 5 * camera_in_fog
    assert radar_in_fog >= 0.9 * radar, "what no camera helps to shoot down flies on into their sight"
