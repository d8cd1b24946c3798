"""Where the time of a replication goes: the loop of `pavise.sim.step.play`, told again with a stopwatch between stages.

The stages are the simulation's own; only the loop around them is repeated here, because a stopwatch inside it would
cost everybody a per cent or two. `tests/benchmarks/test_stages.py` holds the two loops to the same bits.

The stopwatch is the processor's cycle counter, read by one instruction within compiled code. It counts on while
another program has the processor, so each replication is played several times and the smallest count of each stage
is kept.
"""

from __future__ import annotations

import platform
import time

import numpy as np
from numba import config
from numba.extending import intrinsic

from pavise.sim.assessment import assess
from pavise.sim.chain import supervise
from pavise.sim.command import list_tracked
from pavise.sim.compiled import borrowed, kernel
from pavise.sim.engagement import engage
from pavise.sim.motion import move
from pavise.sim.sensing import sense
from pavise.sim.start import start
from pavise.sim.state import make_state
from pavise.sim.step import built_in_command, is_over, next_step_s
from pavise.sim.tracking import track
from pavise.sim.world import Lookups, World

STAGES = ("start", "move", "sense", "track", "command", "engage", "assess", "clock")
"""The stages in their order; `clock` is the choice of the next step."""

CAN_MEASURE = platform.machine() in ("x86_64", "AMD64") or bool(config.DISABLE_JIT)
"""Elsewhere a program may not read the cycle counter."""


if config.DISABLE_JIT:

    def cycles():
        """Nanoseconds on the system's clock."""
        return time.perf_counter_ns()

else:

    @intrinsic
    def cycles(typing_context):
        """The processor's cycle counter, for compiled code."""
        from llvmlite import ir
        from numba.core import types

        def generate(context, builder, signature, arguments):
            count = ir.FunctionType(ir.IntType(64), [])
            return builder.call(builder.module.declare_intrinsic("llvm.readcyclecounter", (), count), [])

        return types.int64(), generate


@kernel
def play_timed(
    replication, config, unit, sensor, post, group, launcher, missile, threat, site, network, settings, link,
    jammer, hears, pd_table, beam_table, loss_table, mask, ground,
    clock, place, look, jammed, flight, path, plot, contact, heard, picture, duty, effort, desk, rack, shot, listed,
    ready, candidate, damage, event, cycles_out,
):  # fmt: skip
    """One replication in the first row of a state, as `step.play_block` would; adds each stage's cycles to the last."""
    config, unit, sensor, post = borrowed(config), borrowed(unit), borrowed(sensor), borrowed(post)
    group, launcher, missile = borrowed(group), borrowed(launcher), borrowed(missile)
    threat, site = borrowed(threat), borrowed(site)
    clock, place, look = borrowed(clock), borrowed(place), borrowed(look)
    jammed, flight = borrowed(jammed), borrowed(flight)
    path, plot, contact, heard = borrowed(path), borrowed(plot), borrowed(contact), borrowed(heard)
    picture, duty, effort, desk = borrowed(picture), borrowed(duty), borrowed(effort), borrowed(desk)
    rack, shot, listed, ready = borrowed(rack), borrowed(shot), borrowed(listed), borrowed(ready)
    candidate, damage, event, cycles_out = borrowed(candidate), borrowed(damage), borrowed(event), borrowed(cycles_out)
    w = replication // config[0].repeats
    lookup = Lookups(
        borrowed(network)[w], borrowed(link)[w], borrowed(jammer)[w], borrowed(hears), borrowed(pd_table),
        borrowed(beam_table), borrowed(loss_table), borrowed(mask), borrowed(ground),
    )  # fmt: skip
    clock[0].replication = replication
    clock[0].world = w
    play_one_timed(
        config[0], unit[w], sensor[w], post[w], group, launcher[w], missile[w], threat[w], site,
        lookup,
        clock[0], place[0], look[0], jammed[0], flight[0], path[0], plot[0], contact[0], heard[0], picture[0],
        duty[0], effort[0], desk[0], rack[0], shot[0], listed[0], ready[0],
        candidate[0], damage[0], event[0], cycles_out,
    )  # fmt: skip


@kernel
def play_one_timed(
    config, unit, sensor, post, group, launcher, missile, threat, site, lookup,
    clock, place, look, jammed, flight, path, plot, contact, heard, picture, duty, effort, desk, rack, shot, listed,
    ready, candidate, damage, event, cycles_out,
):  # fmt: skip
    """The loop of `step.play`, with the stopwatch read between stages."""
    mark = cycles()
    start(
        config, unit, sensor, post, group, launcher, threat, site, lookup,
        clock, place, look, jammed, flight, path, contact, heard, picture, duty, effort, desk, rack, ready, damage,
    )  # fmt: skip
    mark = lap(0, mark, cycles_out)
    while not is_over(config, clock):
        time_s = clock.time_s
        clock.steps += 1
        move(time_s, config, clock, unit, sensor, lookup.jammer, place, look, jammed, flight, listed)
        mark = lap(1, mark, cycles_out)
        sense(
            time_s, config, clock, unit, sensor, threat, lookup,
            place, look, jammed, flight, path, contact, plot, listed,
        )  # fmt: skip
        mark = lap(2, mark, cycles_out)
        track(
            time_s, config, clock, sensor, post, threat, lookup.link, heard, look, flight, contact, plot, picture,
            desk, event,
        )  # fmt: skip
        list_tracked(time_s, clock, flight, picture, effort, listed)
        if clock.supervised:
            supervise(
                time_s, clock, sensor, post, threat, site, lookup.network, place, look, flight, path, picture, duty,
                effort, desk, listed, damage,
            )  # fmt: skip
        mark = lap(3, mark, cycles_out)
        built_in_command(
            config, unit, sensor, post, group, launcher, missile, threat, site, lookup,
            clock, place, look, flight, path, picture, duty, effort, desk, rack, shot, listed, ready, candidate,
            damage, event,
        )  # fmt: skip
        mark = lap(4, mark, cycles_out)
        engage(time_s, config.seed, clock, post, group, launcher, missile, threat, place, flight, path, shot, event)
        mark = lap(5, mark, cycles_out)
        assess(
            time_s, config, clock, unit, sensor, post, group, launcher, missile, threat, lookup,
            place, look, flight, path, duty, effort, desk, shot, listed, damage, event,
        )  # fmt: skip
        mark = lap(6, mark, cycles_out)
        clock.time_s = next_step_s(time_s, clock, flight, listed)
        mark = lap(7, mark, cycles_out)


@kernel
def lap(stage, mark, cycles_out):
    """Add the cycles since `mark` to a stage; the new mark."""
    now = cycles()
    cycles_out[stage] += now - mark
    return now


def cycles_per_second() -> float:
    """How fast the counter counts, measured against the system's clock for a twentieth of a second."""
    if config.DISABLE_JIT:
        return 1e9
    started_s, started = time.perf_counter(), read_cycles()
    time.sleep(0.05)
    return (read_cycles() - started) / (time.perf_counter() - started_s)


@kernel
def read_cycles():
    """The cycle counter, for Python."""
    return cycles()


def time_stages(world: World, replications: int, repeats: int) -> np.ndarray:
    """Milliseconds per replication of each stage of STAGES, shape [8]: mean over replications, best of `repeats`."""
    state = make_state(world.sizes, 1)
    best = np.full((replications, len(STAGES)), np.iinfo(np.int64).max)
    for _ in range(repeats):
        for r in range(replications):
            spent = np.zeros(len(STAGES), np.int64)
            play_timed(r, *world, *state, spent)
            best[r] = np.minimum(best[r], spent)
    return best.mean(axis=0) / cycles_per_second() * 1e3
