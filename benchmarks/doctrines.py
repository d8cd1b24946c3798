"""What the doctrine `optimal` gains over plain shoot-look-shoot, case by case, battle against the same battle.

    python -m benchmarks.doctrines                        every case, 200 battles each, some minutes
    python -m benchmarks.doctrines --only "one channel"   cases whose name has this in it
    python -m benchmarks.doctrines --battles 50           fewer battles

Both doctrines meet the same raids with the same luck, so the difference of each pair is free of it; the interval is
1.96 standard errors of the mean difference. The cases were written down before the doctrine was mended and have not
been changed since: they span what decides about fire (how many come, rounds, channels, time for looks, who reaches
what, what is worth how much, what is not yet known), not what suits a doctrine.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pavise.kinds import Doctrine, Picture, ThreatClass
from pavise.run.campaign import harm_of
from pavise.run.drivers import Played
from pavise.run.optimal import play_by_doctrine
from pavise.sim.world import World
from pavise.verify.small_defence import CENTRE, FireUnit, Missile, Radar, Raider, Site, offset, small_defence

BATTLES = 200
EYE = Radar("eye", instrumented_range_m=150e3)
TOWNS = [Site(f"town {k}", offset(CENTRE, 1.5708 * k + 0.4, 20e3), value=1.0, hardness=2.0) for k in range(4)]
ROUND = Missile("medium", range_max_m=40e3, speed_mps=900.0, p_kill=0.6)
BATTERY = FireUnit(
    "battery", radars=[EYE], away_m=8e3, launchers=3, rounds=4, missile=ROUND, interval_s=2.0, channels=4, salvo=2,
    reaction_s=8.0, assess_s=4.0, decision_period_s=2.0,
)  # fmt: skip
CRUISE = Raider("cruise", site=-1, distance_m=120e3, speed_mps=250.0, altitude_m=300.0, start_spread_s=240.0,
                axis_spread_rad=2.0)  # fmt: skip
DRONE = replace(CRUISE, name="drone", threat_class=ThreatClass.DRONE, distance_m=60e3, speed_mps=60.0, start_s=0.0)


def two(battery: FireUnit = BATTERY, radar: Radar = EYE) -> list[FireUnit]:
    """Two such batteries whose reaches overlap, on one network."""
    return [
        replace(battery, name="east", bearing_rad=1.57, radars=[replace(radar, name="east eye")]),
        replace(battery, name="west", bearing_rad=4.71, radars=[replace(radar, name="west eye")]),
    ]


def many(number: int, one: Raider = CRUISE, **columns: object) -> list[Raider]:
    """So many raiders like this one."""
    return [replace(one, name=f"{one.name} {k + 1}", **columns) for k in range(number)]  # type: ignore[arg-type]


def cases() -> dict[str, World]:
    """The cases by name."""
    made = {f"raid of {n}": small_defence(two(), many(n), TOWNS) for n in (6, 12, 24, 48)}
    made["drones and cruise missiles, 24"] = small_defence(two(), many(12) + many(12, DRONE), TOWNS)
    made["one channel each, 12"] = small_defence(two(replace(BATTERY, channels=1, rounds=20)), many(12), TOWNS)
    made["four rounds each, 12"] = small_defence(two(replace(BATTERY, launchers=1)), many(12), TOWNS)
    made["four rounds each, one reload, 12"] = small_defence(
        two(replace(BATTERY, launchers=1, reloads=1, reload_s=120.0)), many(12), TOWNS
    )
    made["time for one look, 12"] = small_defence(
        two(replace(BATTERY, missile=replace(ROUND, range_max_m=25e3))), many(12, speed_mps=350.0, altitude_m=50.0),
        TOWNS,
    )  # fmt: skip
    long = replace(BATTERY, name="long", launchers=1, missile=replace(ROUND, name="long", range_max_m=80e3))
    short = replace(BATTERY, name="short", rounds=8, away_m=18e3, bearing_rad=0.4,
                    missile=replace(ROUND, name="short", range_max_m=20e3))  # fmt: skip
    made["a long and a short reach, 12"] = small_defence(
        [replace(unit, radars=[replace(EYE, name=f"{unit.name} eye")]) for unit in (long, short)], many(12), TOWNS
    )
    worths = [replace(TOWNS[0], value=4.0), *TOWNS[1:]]
    made["cheap ones first, dear ones later"] = small_defence(
        two(replace(BATTERY, launchers=1)),
        many(8, site=1) + many(4, replace(CRUISE, name="dear", site=0, start_s=120.0)), worths,
    )  # fmt: skip
    made["a second wave out of sight, 16"] = small_defence(
        two(replace(BATTERY, launchers=2), replace(EYE, instrumented_range_m=60e3)),
        many(8) + many(8, replace(CRUISE, name="later", start_s=600.0)), TOWNS,
    )  # fmt: skip
    made["plenty of everything, 6"] = small_defence(
        two(replace(BATTERY, channels=12, rounds=40, missile=replace(ROUND, p_kill=0.8))), many(6), TOWNS
    )
    made["hard towns, 24"] = small_defence(two(), many(24), [replace(town, hardness=12.0) for town in TOWNS])
    made["posts see tracks, 12"] = small_defence(two(), many(12), TOWNS, picture=Picture.TRACKED)
    return made


class Paired(NamedTuple):
    """Mean value saved by shoot-look-shoot and by plan, their mean difference with its half interval, seconds of
    CPU for a battle by each."""

    plain: float
    planned: float
    gain: float
    half: float
    plain_s: float
    planned_s: float


def with_doctrine(world: World, doctrine: Doctrine) -> World:
    """The world with all of its posts on one doctrine."""
    post = world.post.copy()
    post["doctrine"] = doctrine
    return world._replace(post=post)


def saved(world: World, played: Played) -> np.ndarray:
    """Share of the value saved in each battle [R]."""
    return np.asarray(1.0 - (world.site["value"] * harm_of(world, played)).sum(axis=1) / world.site["value"].sum())


def compared(world: World, battles: int, plain: Doctrine = Doctrine.SHOOT_LOOK_SHOOT) -> Paired:
    """The same battles by both doctrines."""
    results, spent_s = [], []
    for doctrine in (plain, Doctrine.HOOK):
        one = with_doctrine(world, doctrine)
        play_by_doctrine(one, 0, 1)  # nobody waits for a compiler
        began_s = time.process_time()
        results.append(saved(one, play_by_doctrine(one, 0, battles)))
        spent_s.append((time.process_time() - began_s) / battles)
    gain = results[1] - results[0]
    return Paired(
        float(results[0].mean()), float(results[1].mean()), float(gain.mean()),
        1.96 * float(gain.std(ddof=1)) / float(np.sqrt(battles)), spent_s[0], spent_s[1],
    )  # fmt: skip


def main() -> None:
    """Print the table of docs/command.md."""
    parser = argparse.ArgumentParser(description="Compare the doctrine `optimal` with shoot-look-shoot.")
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    parser.add_argument("--battles", type=int, default=BATTLES)
    asked = parser.parse_args()
    print("| case | battles | shoot-look-shoot | `optimal` | difference, points | CPU ms per battle |")
    print("|---|---|---|---|---|---|")
    for name, world in cases().items():
        if asked.only not in name:
            continue
        pair = compared(world, asked.battles)
        print(
            f"| {name} | {asked.battles} | {100 * pair.plain:.1f}% | {100 * pair.planned:.1f}% "
            f"| {100 * pair.gain:+.1f} ± {100 * pair.half:.1f} | {1e3 * pair.planned_s:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
