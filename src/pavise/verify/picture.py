"""Answers about battles on a picture: plots and clutter, evidence of who is who, links, and what posts make of them.

A moment is held still and measured again and again with new luck; or small battles are played in which posts see tracks
alone, on a ring of targets so far apart that nobody is taken for his neighbour:

              target
                 |                    scans begin when chance will have it, so battles are laid out by how many
       target -- site -- target       looks, questions or reports fit in, and posts decide between two of them
                 |
              target

Everything that would only blur what is asked is ideal: rounds need no time, magazines are full, and posts decide once.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from pavise.kinds import Doctrine, Fate, Picture, Side
from pavise.run import drivers
from pavise.run.drivers import Played
from pavise.scenario.picture import Tracker
from pavise.sim import clutter
from pavise.sim.compiled import handed, kernel
from pavise.sim.fields import allocate
from pavise.sim.geometry import bearing_elevation_range, earth_centred, east_north_up, n_vector_and_height
from pavise.sim.links import gets_through, is_up
from pavise.sim.models.identification import flight_plan, interrogation, kinematics
from pavise.sim.world import LINK, World
from pavise.verify.fire import mean_of
from pavise.verify.judge import Counted
from pavise.verify.moment import Moment
from pavise.verify.small_defence import (
    CENTRE,
    FireUnit,
    Link,
    Missile,
    Network,
    Radar,
    Raider,
    offset,
    small_defence,
)

Numbers = tuple[float, ...]
RUNS = 250
LOOKS = 1500
SPEED_MPS = 250.0
LOW_M = 300.0


def spread_of(errors: np.ndarray) -> Counted:
    """Standard deviation around nought of errors [n]."""
    spread = math.sqrt(float((errors**2).mean()))
    return Counted(spread, spread / math.sqrt(2.0 * len(errors)))


# ---- plots ---------------------------------------------------------------------------------------------------------


def hanging(distance_m: float, **columns: Any) -> Raider:
    """A raider that hangs in the air."""
    return Raider(speed_mps=0.01, distance_m=distance_m, release_range_m=distance_m - 40.0, **columns)


def one_radar(raiders: list[Raider], **radar: Any) -> Moment:
    """The moment in which one radar on the ground sees them all."""
    eye = Radar(antenna_height_m=0.0, range_m=100e3, **radar)
    return Moment(small_defence([FireUnit(radars=[eye], launchers=0)], raiders), plots=len(raiders))


def true_of(moment: Moment) -> np.ndarray:
    """Range, azimuth and elevation of the first raider."""
    away_m = moment.state.flight["position_m"][0, 0] - moment.state.look["position_m"][0, 0]
    n = moment.state.place["n"][0, moment.world.sensor["unit"][0, 0]]
    azimuth_rad, elevation_rad, range_m = bearing_elevation_range(*east_north_up(*n, *away_m))
    return np.array([range_m, azimuth_rad, elevation_rad])


def plots_of(
    distance_m: float, altitude_m: float, rcs_m2: float, bandwidth_hz: float, beam_rad: float, rise_rad: float,
    range_off_m: float, angle_off_rad: float,
) -> Moment:  # fmt: skip
    """One radar and one raider; `rise_rad`: width of the beam in elevation; `*_off_*`: sigmas of alignment."""
    return one_radar(
        [hanging(distance_m, altitude_m=altitude_m, axis_rad=0.7, rcs_m2=float(rcs_m2))],
        bandwidth_hz=bandwidth_hz, beamwidth_rad=beam_rad, elevation_beamwidth_rad=rise_rad,
        range_bias_m=float(range_off_m), angle_bias_rad=float(angle_off_rad),
    )  # fmt: skip


def stated_errors(**moment: float) -> Numbers:
    """Standard deviations of range, azimuth and elevation that go with a plot."""
    (row,) = plots_of(**moment).measure()
    return float(row["sigma_range_m"]), float(row["sigma_azimuth_rad"]), float(row["sigma_elevation_rad"])


def errors_of_plots(**moment: float) -> tuple[Counted, ...]:
    """How far plots are off, over as many battles."""
    still = plots_of(**moment)
    rows, true = still.many(LOOKS, replications=True), true_of(still)
    return tuple(spread_of(rows[name] - true[k]) for k, name in enumerate(("range_m", "azimuth_rad", "elevation_rad")))


def neighbours(
    out_m: float, turn_rad: float, bandwidth_hz: float, beam_rad: float, rcs1_m2: float, rcs2_m2: float
) -> tuple[int, float]:
    """Plots of two raiders 50 km off, so far apart in range and bearing, and the stated sigma of the first bearing."""
    pair = [
        hanging(50e3, name="one", altitude_m=5e3, axis_rad=0.7, rcs_m2=float(rcs1_m2)),
        hanging(50e3 + out_m, name="two", altitude_m=5e3, axis_rad=0.7 + turn_rad, rcs_m2=float(rcs2_m2)),
    ]
    rows = one_radar(pair, bandwidth_hz=bandwidth_hz, beamwidth_rad=beam_rad).measure()
    first = rows[0] if len(rows) == 1 else rows[rows["origin"] == 0][0]
    return len(rows), float(first["sigma_azimuth_rad"])


# ---- clutter -------------------------------------------------------------------------------------------------------


def false_plots_in_scan(u: float, mean: float) -> int:
    """The number of false plots that a uniform number stands for."""
    return int(clutter.poisson_quantile(float(u), float(mean)))


def cluttered(false_plots: float, antenna_m: float, range_m: float, sector_rad: float) -> Moment:
    """A radar with clutter."""
    eye = Radar(
        false_plots=float(false_plots), antenna_height_m=float(antenna_m), instrumented_range_m=float(range_m),
        sector_rad=float(sector_rad),
    )  # fmt: skip
    return Moment(small_defence([FireUnit(radars=[eye], launchers=0)], [hanging(5e3, altitude_m=3e3)]))


def false_per_volume(false_plots: float, antenna_m: float, range_m: float, sector_rad: float) -> float:
    """How thick false plots lie, as a tracker is told, in 1/m3."""
    moment = cluttered(false_plots, antenna_m, range_m, sector_rad)
    moment.measure()
    return float(moment.eye["false_per_m3"][0])


def places_of_clutter(mean: float, antenna_m: float, range_m: float, sector_rad: float) -> tuple[Counted, ...]:
    """False plots in a scan and their variance; shares in the inner half of the area, the lower half of the heights
    and the left half of the sector."""
    scans = 1500
    moment = cluttered(mean, antenna_m, range_m, sector_rad)
    scan = [moment.measure(k) for k in range(scans)]
    scan = [rows[rows["origin"] == -1] for rows in scan]
    numbers, rows = np.array([len(rows) for rows in scan]), np.concatenate(scan)
    height_m = np.array([n_vector_and_height(*place)[3] for place in rows["position_m"]])
    level_m = rows["range_m"] * np.cos(rows["elevation_rad"])
    turn_rad = np.remainder(rows["azimuth_rad"] + math.pi, 2.0 * math.pi) - math.pi
    variance = float(numbers.var(ddof=1))
    inside = level_m < 0.95 * range_m
    return (
        mean_of(numbers.astype(float)),
        Counted(variance, variance * math.sqrt((2.0 + 1.0 / mean) / scans)),
        mean_of(level_m[inside] < 0.95 * range_m / math.sqrt(2.0)),
        mean_of(height_m < 0.5 * clutter.CEILING_M),
        mean_of(turn_rad < 0.0),
    )


# ---- evidence ------------------------------------------------------------------------------------------------------


def answers(asks_friends: int, asks_civil: int, asked: int, answered: int) -> float:
    """Log likelihood ratio (hostile : harmless) of answers."""
    share = interrogation.readable_share(asks_friends, asks_civil)
    return float(interrogation.answers_log_ratio(asked, answered, share))


def way_of_flying(
    speed_mps: float, height_m: float, climb_mps: float, speed_error_mps: float, height_error_m: float,
    climb_error_mps: float,
) -> float:  # fmt: skip
    """The same of speed, height and climb, measured with these standard deviations."""
    return float(
        kinematics.kinematics_log_ratio(
            speed_mps, height_m, climb_mps, speed_error_mps, height_error_m, climb_error_mps
        )
    )


def near_a_plan(off_m: float, off_mps: float, error_m: float, error_mps: float) -> Numbers:
    """How much likelier a track is a plan's own than near it by chance, and the evidence of that."""
    ratio = float(flight_plan.plan_ratio(off_m, off_mps, error_m, error_mps))
    return ratio, float(flight_plan.plan_log_ratio(ratio))


# ---- links ---------------------------------------------------------------------------------------------------------


@kernel
def _watch_link(time_s, link, up_out, through_out):  # type: ignore[no-untyped-def]
    """Battle by battle, at one time: whether the link is up, and whether a report about another track arrives."""
    for k in range(up_out.size):
        up_out[k] = is_up(time_s, 1, k, link[0])
        through_out[k] = gets_through(time_s, 1, k, link[0], k, 1)


def link_works(time_s: float, up_s: float, outage_s: float, p_loss: float) -> tuple[Counted, Counted]:
    """Chance that a link is up at a time, and that a report sent then arrives."""
    link = allocate(LINK, {"W": 1, "Q": 1})[0]
    link["key"], link["up_s"], link["outage_s"], link["p_loss"] = 5, up_s, outage_s, p_loss
    up, through = np.zeros(20_000), np.zeros(20_000)
    _watch_link(time_s, *handed((link,)), up, through)
    return mean_of(up > 0.0), mean_of(through > 0.0)


# ---- battles -------------------------------------------------------------------------------------------------------

EYE_OF_RING = Radar(
    "eye", scan_period_s=4.0, beamwidth_rad=0.01, elevation_beamwidth_rad=0.01, bandwidth_hz=2e6, antenna_height_m=1e3,
    drop_after_s=1e6,
)  # fmt: skip
MAST = FireUnit("mast", radars=[EYE_OF_RING], launchers=0)
SHOOTS_AT_ALL = Network(
    "own", asks_friends=False, asks_civil=False, has_plans=False, prior_hostile=0.999, p_hostile=0.9, p_harmless=0.0
)
HARDLY = 1e-9
"""Chance of a kill where nobody is to die: at none at all posts would not shoot."""
RELEASED_M = 3e3
"""Targets of a battle end so far from the site, at least."""


def ring(targets: int, last_s: float, **columns: Any) -> list[Raider]:
    """Targets all round that fly in level and low for `last_s`, and then let go what they carry."""
    distance_m = max(50e3, RELEASED_M + SPEED_MPS * last_s)
    return [
        Raider(
            f"target {k}", distance_m=distance_m, axis_rad=2.0 * math.pi * k / targets, speed_mps=SPEED_MPS,
            altitude_m=LOW_M, release_range_m=distance_m - SPEED_MPS * last_s, **columns,
        )
        for k in range(targets)
    ]  # fmt: skip


def battery(p_kill: float, at_s: float) -> FireUnit:
    """Decides once, after so many whole seconds: one round at each track, wherever it is."""
    return FireUnit(
        "battery", radars=[], rounds=10**6, doctrine=Doctrine.SALVO, decision_period_s=at_s,
        missile=Missile(speed_mps=1e7, range_max_m=1e6, p_kill=p_kill),
    )  # fmt: skip


def fought(
    units: list[FireUnit], flights: list[Raider], networks: list[Network], confirm: tuple[int, int] = (2, 2),
    acceleration_mps2: float = 10.0, **more: Any,
) -> World:  # fmt: skip
    """The world of such a battle. Gates are wide, since nobody else is near, and plots outside them would be lost."""
    asked = {"confirm": confirm, "gate": 7.0, "acceleration": acceleration_mps2}
    tracker = Tracker.model_construct(**{**dict(Tracker()), **asked})
    world = small_defence(units, flights, networks=networks, picture=Picture.TRACKED, tracker=tracker, **more)
    world.post["key"] &= ~np.uint32(1023)  # the schedule's phase is taken from the key: whole periods after the start
    return world


def shot_at(played: Played) -> np.ndarray:
    """Which objects rounds were fired at, [R, T]."""
    return played.flight["rounds"] > 0


def one_round_each(
    p_look: float, looks: int, hits: int, window: int, p_kill: float, targets: int
) -> tuple[Counted, ...]:  # fmt: skip
    """Share of targets shot at, share that leaks and chance that none does, when each has so many looks at it.

    Each has an eye of its own, which sees the first looks and no more: then the target is beyond its range.
    """
    period_s, away_m = 4.0, 60e3
    last_s = looks * period_s + 0.5
    flights = ring(targets, last_s + 3.0)
    eyes = []
    for k, one in enumerate(flights):
        n = offset(CENTRE, one.axis_rad, one.distance_m - SPEED_MPS * last_s)
        there_m = np.array(earth_centred(*n, LOW_M))
        mast_m = np.array(earth_centred(*offset(CENTRE, one.axis_rad, away_m), EYE_OF_RING.antenna_height_m))
        eye = replace(
            EYE_OF_RING, name=f"eye {k}", p_look=float(p_look), scan_period_s=period_s,
            instrumented_range_m=float(np.linalg.norm(there_m - mast_m)),
        )  # fmt: skip
        eyes.append(FireUnit(f"mast {k}", radars=[eye], away_m=away_m, bearing_rad=one.axis_rad, launchers=0))
    world = fought([*eyes, battery(p_kill, last_s + 0.5)], flights, [SHOOTS_AT_ALL], (hits, window))
    played = drivers.play_fused(world, 0, RUNS)
    leaks = played.flight["fate"] == Fate.LEAKED
    return mean_of(shot_at(played).ravel()), mean_of(leaks.ravel()), mean_of(~leaks.any(axis=1))


def asked_before_shot_at(
    asks_friends: int, answers: float, asked: int, prior_hostile: float, p_hostile: float
) -> tuple[Counted, Counted]:
    """Share of aircraft and of attackers shot at after so many interrogations; all fly low and fast.

    `answers`: share of aircraft with a working set; attackers have none. All are confirmed by the second look, and
    asked every 10 s from then on.
    """
    decides_s = 10.0 * asked
    network = replace(
        SHOOTS_AT_ALL, asks_friends=bool(asks_friends), asks_civil=True, prior_hostile=float(prior_hostile),
        p_hostile=float(p_hostile),
    )  # fmt: skip
    flights = ring(8, decides_s + 2.5)
    aircraft = [replace(one, side=Side.NEUTRAL, answers=float(answers), damage=0.0) for one in flights[1::2]]
    flights = [*flights[::2], *aircraft]
    world = fought([MAST, battery(HARDLY, decides_s)], flights, [network])
    shot = shot_at(drivers.play_fused(world, 0, RUNS))
    return mean_of(shot[:, 4:].ravel()), mean_of(shot[:, :4].ravel())


def late_on_their_plans(prior_hostile: float, p_hostile: float) -> tuple[Counted, Counted]:
    """Share of aircraft with a flight plan, and of attackers, that a network shoots at which knows the plans alone.

    They fly on for a while, so that the plan of one that is early has not ended either.
    """
    decides_s = 160.0
    network = replace(
        SHOOTS_AT_ALL, has_plans=True, prior_hostile=float(prior_hostile), p_hostile=float(p_hostile)
    )  # fmt: skip
    flights = ring(6, decides_s + 120.0)
    aircraft = [replace(one, side=Side.NEUTRAL, planned=True, damage=0.0) for one in flights[1::2]]
    world = fought([MAST, battery(HARDLY, decides_s)], [*flights[::2], *aircraft], [network], acceleration_mps2=0.3)
    shot = shot_at(drivers.play_fused(world, 0, 2 * RUNS))
    return mean_of(shot[:, 3:].ravel()), mean_of(shot[:, :3].ravel())


def rounds_at_ghosts(false_plots: float, hits: int) -> tuple[Counted, Counted]:
    """Rounds at what is not there after one look when all tracks are shot at, and the chance of none."""
    period_s = 20.0
    eye = replace(EYE_OF_RING, scan_period_s=period_s, false_plots=float(false_plots), instrumented_range_m=150e3)
    units = [replace(MAST, radars=[eye]), battery(HARDLY, period_s)]
    world = fought(units, ring(1, period_s + 0.5), [SHOOTS_AT_ALL], (hits, hits))
    ghosts = drivers.play_fused(world, 0, 4 * RUNS).clock["rounds_at_ghosts"]
    return mean_of(ghosts.astype(float)), mean_of(ghosts == 0)


def told_over_a_link(
    reports: int, p_loss: float, up_s: float, outage_s: float, p_kill: float
) -> tuple[Counted, Counted]:
    """Share of targets shot at and share that leaks when the shooters see nothing but what watchers tell them.

    A report takes 8 s, and only when it has arrived, or should have, the next one is sent.
    """
    delay_s = 8.0
    decides_s = 10.0 + reports * delay_s
    link = Link(giver=1, taker=0, delay_s=delay_s, p_loss=float(p_loss), up_s=float(up_s), outage_s=float(outage_s))
    networks = [replace(SHOOTS_AT_ALL, name="shooters"), replace(SHOOTS_AT_ALL, name="watchers")]
    world = fought(
        [battery(p_kill, decides_s), replace(MAST, network=1)], ring(6, decides_s + 2.5), networks, links=[link]
    )
    played = drivers.play_fused(world, 0, 2 * RUNS)
    return mean_of(shot_at(played).mean(axis=1)), mean_of((played.flight["fate"] == Fate.LEAKED).mean(axis=1))
