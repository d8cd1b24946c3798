"""What posts suppose of a track: class, site and way ahead; and what becomes of rounds when a row is reused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pavise.kinds import Fate, Picture, ThreatClass
from pavise.sim.air_picture import TRACK
from pavise.sim.assessment import learn
from pavise.sim.belief import (
    AHEAD_S,
    BEYOND_S,
    class_of,
    draw_way,
    renew,
    start_beliefs,
    usual_damage,
)
from pavise.sim.compiled import handed, kernel
from pavise.sim.fields import allocate
from pavise.sim.geometry import earth_centred, from_east_north_up, n_vector_and_height
from pavise.sim.models.motion.ballistic import EARTH_GM_M3PS2
from pavise.sim.tracked_state import WAY_POINTS, Air, make_tracked_state
from pavise.verify.small_defence import CENTRE, FireUnit, Raider, Site, offset, raid, small_defence

NEAR, FAR = Site("near"), Site("far", n=offset(CENTRE, 0.5 * math.pi, 120e3))


@kernel
def begin(threat, site, air):
    """Nobody believes anything yet."""
    start_beliefs(threat, site, air)


@kernel
def draw(config, track, air):
    """Draw the way of the only track in row 0 of beliefs: 1 when it may be met sooner than before."""
    return 1 if draw_way(config[0], track[0], air.belief[0], air.way[0], air.supposed[0], air.goal, air.kind) else 0


@kernel
def class_by(speed_mps, height_m, falls):
    """The class that a track is taken for."""
    return class_of(speed_mps, height_m, falls)


@kernel
def damage_by(threat_class, threat):
    """The damage that posts expect of a class."""
    return usual_damage(threat_class, threat)


@kernel
def begin_anew(b, track_id, clock, picture, duty, effort, desk, shot, air):
    """Row b of beliefs gets a new track."""
    renew(b // air.track.shape[1], b, track_id, clock[0], picture, duty, effort, desk, shot, air)


@kernel
def learn_of(i, shot, config, clock, post, threat, flight, duty, effort, desk, event):
    """The result of a round becomes known."""
    learn(shot[i], config[0], clock[0], post, threat, flight, duty, effort, desk, event)


class Post:
    """One post, what it supposes of one track, and the tables around it."""

    def __init__(self, sites=(NEAR, FAR), raiders=None) -> None:
        self.world = small_defence([FireUnit()], raiders or raid(2), sites, picture=Picture.TRACKED)
        self.state, self.air, _ = make_tracked_state(self.world, 1)
        self.rows = Air(*handed([table[0] for table in self.air]))
        begin(*handed([self.world.threat[0], self.world.site]), self.rows)
        self.track = allocate(TRACK, {"K": 1})
        self.config, self.own = handed([self.world.config, self.track])

    def sees(self, east_m, north_m, height_m, velocity_mps, time_s=100.0, sigma_mps=5.0) -> bool:
        """A track at a place seen from the first site, with a velocity to the east, north and up of *there*."""
        bearing_rad, away_m = math.atan2(east_m, north_m), math.hypot(east_m, north_m)
        n = offset(CENTRE, bearing_rad, away_m)
        self.track["x"][0, :3] = earth_centred(*n, height_m)
        self.track["x"][0, 3:] = from_east_north_up(*n, *velocity_mps)
        self.track["covariance"][0] = np.diag([50.0**2] * 3 + [sigma_mps**2] * 3).ravel()
        self.track["time_s"][0] = self.track["updated_s"][0] = time_s
        return bool(draw(self.config, self.own, self.rows))

    @property
    def belief(self):
        return self.air.belief[0, 0]

    @property
    def way(self):
        return self.air.way[0, 0][: self.belief["points"]]

    @property
    def supposed(self) -> ThreatClass:
        return ThreatClass(self.air.supposed[0, 0]["threat_class"])


# ---- class and damage ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("speed_mps", "height_m", "meant"),
    [
        (50.0, 800.0, ThreatClass.DRONE),
        (240.0, 200.0, ThreatClass.CRUISE_MISSILE),
        (270.0, 8_000.0, ThreatClass.AIRCRAFT),
        (1500.0, 20_000.0, ThreatClass.BALLISTIC),
        (600.0, 60_000.0, ThreatClass.BALLISTIC),
    ],
)
def test_speed_and_height_tell_the_class(speed_mps, height_m, meant):
    post = Post()
    post.sees(-60e3, 0.0, height_m, (speed_mps, 0.0, 0.0))
    assert post.supposed == meant == class_by(speed_mps, height_m, meant == ThreatClass.BALLISTIC)


def test_posts_expect_the_mean_damage_of_a_class_and_of_all_where_there_is_none():
    raiders = [
        Raider("a", damage=2.0), Raider("b", damage=4.0), Raider("c", ThreatClass.DRONE, damage=0.3),
    ]  # fmt: skip
    threat = handed([small_defence([FireUnit()], raiders).threat[0]])[0]
    assert damage_by(int(ThreatClass.CRUISE_MISSILE), threat) == pytest.approx(3.0)
    assert damage_by(int(ThreatClass.DRONE), threat) == pytest.approx(0.3)
    assert damage_by(int(ThreatClass.BALLISTIC), threat) == pytest.approx(6.3 / 3.0)


# ---- site and way -------------------------------------------------------------------------------------------------


def test_who_flies_straight_at_a_site_is_expected_there_in_time_and_no_farther():
    post = Post()
    post.sees(-60e3, 0.0, 500.0, (250.0, 0.0, 0.0))
    assert post.belief["site"] == 0
    assert post.belief["end_s"] == pytest.approx(100.0 + 60e3 / 250.0, abs=1.0)
    site_m = earth_centred(*CENTRE, 500.0)
    assert (
        np.linalg.norm(post.way["position_m"][-1] - site_m) < 600.0
    )  # east at the start is not quite east at the site
    assert (np.diff(post.way["time_s"]) > 0.0).all() and np.diff(post.way["time_s"]).max() == AHEAD_S


def test_the_height_of_a_high_flier_does_not_keep_it_from_its_site():
    post = Post()
    post.sees(-10e3, 0.0, 12_000.0, (250.0, 0.0, 0.0))
    assert post.belief["end_s"] == pytest.approx(140.0, abs=1.0)


def test_a_level_way_keeps_its_height_and_its_speed_over_the_ground():
    post = Post()
    post.sees(-150e3, 30e3, 3_000.0, (250.0, 0.0, 0.0))
    heights_m = [n_vector_and_height(*place)[3] for place in post.way["position_m"]]
    assert np.abs(np.subtract(heights_m, 3_000.0)).max() < 0.01
    steps_m = np.linalg.norm(np.diff(post.way["position_m"], axis=0), axis=1)
    assert np.abs(steps_m / np.diff(post.way["time_s"]) - 250.0).max() < 1.0


def test_of_two_sites_the_course_tells_which():
    post = Post()
    post.sees(-60e3, 0.0, 500.0, (250.0, 0.0, 0.0))
    assert post.belief["site"] == 0
    post.sees(60e3, 3e3, 500.0, (250.0, 0.0, 0.0))  # between the two, towards the farther
    assert post.belief["site"] == 1


def test_who_passes_far_from_every_site_is_expected_to_fly_on():
    post = Post(sites=(NEAR,))
    post.sees(-60e3, 30e3, 500.0, (250.0, 0.0, 0.0))
    assert post.belief["end_s"] == pytest.approx(100.0 + 60e3 / 250.0 + BEYOND_S, abs=2.0)


def test_there_is_room_for_so_much_of_a_long_way():
    post = Post(sites=(NEAR,))
    post.sees(-300e3, 0.0, 5_000.0, (60.0, 0.0, 0.0))
    assert len(post.way) == WAY_POINTS and post.belief["end_s"] == 100.0 + (WAY_POINTS - 1) * AHEAD_S


def fallen(x, dt_s):
    """Place after `dt_s` of Kepler's motion, in closed form: f and g by the eccentric anomaly."""
    r, v = x[:3], x[3:]
    r0, mu = np.linalg.norm(r), EARTH_GM_M3PS2
    a = 1.0 / (2.0 / r0 - v @ v / mu)
    n = math.sqrt(mu / a**3)
    turn = n * dt_s  # change of the eccentric anomaly, by Newton
    cosine, sine = 1.0 - r0 / a, (r @ v) / math.sqrt(mu * a)
    for _ in range(50):
        off = turn - cosine * math.sin(turn) + sine * (1.0 - math.cos(turn)) - n * dt_s
        turn -= off / (1.0 - cosine * math.cos(turn) + sine * math.sin(turn))
    f = 1.0 - a / r0 * (1.0 - math.cos(turn))
    g = dt_s - (turn - math.sin(turn)) / n
    return f * r + g * v


def test_what_falls_goes_along_its_ellipse():
    post = Post()
    post.sees(-150e3, 0.0, 40e3, (1000.0, 0.0, 400.0))
    assert post.supposed == ThreatClass.BALLISTIC and len(post.way) > 5
    for point in post.way:
        away_m = np.linalg.norm(point["position_m"] - fallen(post.track["x"][0], point["time_s"] - 100.0))
        assert away_m < 60.0
    heights_m = post.way["height_m"]
    assert (heights_m[:-1] > 0.0).all() and heights_m[-1] <= 0.0


def test_what_falls_is_bound_for_where_it_comes_down_and_not_for_where_it_points():
    for speed_mps, site in ((300.0, 0), (1000.0, 1)):  # level, over the near site and towards the far one
        post = Post()
        post.sees(0.0, 0.0, 30e3, (speed_mps, 0.0, 0.0))
        down_m = speed_mps * math.sqrt(2.0 * 30e3 / 9.7)
        assert post.belief["site"] == site == int(down_m > 60e3)


def test_a_faster_or_other_target_may_be_met_sooner_and_the_same_again_may_not():
    post = Post()
    assert post.sees(-60e3, 0.0, 500.0, (250.0, 0.0, 0.0))
    assert not post.sees(-60e3, 0.0, 500.0, (250.0, 0.0, 0.0))
    assert not post.sees(-59e3, 0.0, 500.0, (245.0, 0.0, 0.0))
    assert post.sees(-59e3, 0.0, 500.0, (280.0, 0.0, 0.0))
    assert post.sees(-59e3, 0.0, 500.0, (60.0, 0.0, 0.0))  # a drone: another round may reach it


# ---- rows that are reused -----------------------------------------------------------------------------------------


def test_channels_are_right_while_rounds_fly_at_tracks_whose_rows_are_reused():
    post = Post(raiders=raid(4))
    state, nobody = post.state, len(post.air.belief[0]) - 1
    clock, desk, duty = state.clock[0], state.desk[0, 0], state.duty[0, 0]
    effort, shot = state.effort[0, 0], state.shot[0]
    state.flight[0]["fate"] = Fate.FLYING
    for i, b in enumerate((0, 0, 1, 2)):  # two rounds at the first track, one at each of two others
        shot["threat"][i], shot["met"][i], shot["post"][i], shot["known_s"][i] = b, -1, 0, 50.0 + i
        duty["in_flight"][b] += 1
        effort["in_flight"][b] += 1
    clock["shots"], desk["busy"] = 4, 3
    tables = handed([state.clock, *(t[0] for t in (state.picture, state.duty, state.effort))])
    more = handed([state.desk[0], state.shot[0]])
    begin_anew(0, 11, *tables, *more, post.rows)
    assert desk["busy"] == 3 and shot["threat"][:4].tolist() == [nobody, nobody, 1, 2]
    assert duty["in_flight"][[0, 1, nobody]].tolist() == [0, 1, 2] and effort["in_flight"][0] == 0
    begin_anew(1, 12, *tables, *more, post.rows)
    assert desk["busy"] == 2  # nobody's rounds take one channel, and there is still the third track
    known = handed(
        [
            post.world.config, state.clock, post.world.post[0], post.world.threat[0], state.flight[0], state.duty[0],
            state.effort[0], state.desk[0], state.event[0],
        ]
    )  # fmt: skip
    for i in range(4):
        learn_of(i, more[1], *known)
    assert desk["busy"] == 0 and not duty["in_flight"].any() and not effort["in_flight"].any()
