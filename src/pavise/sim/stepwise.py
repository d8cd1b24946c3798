"""Doors for Python into one replication, step by step: what the open driver calls.

The stages themselves are compiled without a door, which saves a third of the time of a first start (`compiled.py`).
These few have one, and are compiled when somebody first steps through. Arguments as in the functions they call.
"""

from __future__ import annotations

from pavise.kinds import Doctrine
from pavise.sim.command import due, find_candidates, hand_out, list_tracked
from pavise.sim.compiled import kernel
from pavise.sim.sensing import acts
from pavise.sim.start import start
from pavise.sim.step import after_command, before_command, built_in_command, is_over

HOOK = int(Doctrine.HOOK)


@kernel
def begin(
    config, unit, sensor, post, group, launcher, threat, site, hears,
    clock, place, look, flight, path, contact, heard, picture, duty, effort, desk, rack, damage,
):  # fmt: skip
    """Set the state for the replication that `clock` names."""
    start(
        config, unit, sensor, post, group, launcher, threat, site, hears,
        clock, place, look, flight, path, contact, heard, picture, duty, effort, desk, rack, damage,
    )  # fmt: skip


@kernel
def over(config, clock):
    """True when the replication is decided."""
    return is_over(config, clock)


@kernel
def first_half(
    config, unit, sensor, post, threat, pd_table,
    clock, place, look, flight, path, plot, contact, heard, picture, desk, event,
):  # fmt: skip
    """Move, sense, track."""
    before_command(
        config, unit, sensor, post, threat, pd_table,
        clock, place, look, flight, path, plot, contact, heard, picture, desk, event,
    )  # fmt: skip


@kernel
def next_to_ask(post, clock, place, desk):
    """Row of the next post with the doctrine HOOK whose turn has come, which is noted; -1 when there is none."""
    for c in range(post.size):
        if post[c].doctrine == HOOK and due(clock.time_s, post[c], desk[c]):
            if acts(clock.time_s, place[post[c].unit]) and clock.time_s <= clock.fresh_until_s:
                return c
    return -1


@kernel
def offer(
    c, config, unit, sensor, post, group, launcher, missile, threat, site,
    clock, place, look, flight, path, picture, duty, effort, desk, rack, tracked, ready, candidate, damage, event,
):  # fmt: skip
    """Fill `candidate` with the workable shots of post `c`; the number of them."""
    list_tracked(clock.time_s, clock, flight, picture, effort, tracked)
    return find_candidates(
        clock.time_s, c, config.earth_radius_m, clock, unit, sensor, post, group, launcher, missile, threat, site,
        place, look, flight, path, picture, duty, effort, desk, rack, tracked, ready, candidate, damage, event,
    )  # fmt: skip


@kernel
def carry_out(
    c, found, post, group, launcher, missile, threat,
    clock, flight, duty, effort, desk, rack, shot, ready, candidate, event,
):  # fmt: skip
    """Hand out channels and rounds by the preferences that stand in `candidate`."""
    hand_out(
        clock.time_s, c, found, clock, post, group, launcher, missile, threat,
        flight, duty, effort, desk, rack, shot, ready, candidate, event,
    )  # fmt: skip


@kernel
def second_half(
    config, unit, sensor, post, group, launcher, missile, threat, site,
    clock, place, look, flight, path, picture, duty, effort, desk, rack, shot, tracked, ready, candidate,
    damage, event,
):  # fmt: skip
    """Posts with a built-in doctrine decide; engage, assess, and on to the next step."""
    built_in_command(
        config, unit, sensor, post, group, launcher, missile, threat, site,
        clock, place, look, flight, path, picture, duty, effort, desk, rack, shot, tracked, ready, candidate,
        damage, event,
    )  # fmt: skip
    after_command(
        config, unit, post, group, launcher, missile, threat,
        clock, place, flight, path, duty, effort, desk, shot, damage, event,
    )  # fmt: skip
