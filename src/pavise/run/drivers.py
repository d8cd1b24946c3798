"""Two ways to play the same story: fused (fast) and open (a Python function decides). Equal to the last bit.

*Fused* plays a block of replications in one compiled call that holds no lock, so threads can play other blocks
meanwhile. *Open* plays one replication and asks a Python function wherever a post with the doctrine HOOK has to decide;
posts with a built-in doctrine decide as ever. With no such post it gives the same bits as the fused driver.

Both hand back a `Played`: what happened to every threat, site and launcher, replication by replication.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pavise.kinds import Doctrine, Picture
from pavise.run.first_start import is_compiler_off, is_stored, make_ready, name_of
from pavise.sim.compiled import handed
from pavise.sim.start import slow_arcs, start_block
from pavise.sim.state import State, make_state
from pavise.sim.step import play_block
from pavise.sim.stepwise import OVER, START, WATCHED, play_on
from pavise.sim.world import World, make_world

if TYPE_CHECKING:
    from pavise.sim.tracked_state import Air
    from pavise.sim.tracker_scratch import Work

BLOCK = 8
"""Replications played in one compiled call: enough to make the call's price vanish, few enough to stay in the cache."""


class RunError(RuntimeError):
    """A replication could not be played honestly: a full buffer, or time was up. The message names table and remedy."""


class Played(NamedTuple):
    """What a number of replications came to. Axes R (replications), T (threats), D (sites), L (launchers), E
    (events).
    """

    replication: np.ndarray  # [R] number in the whole run
    world: np.ndarray  # [R] world it lives in
    flight: np.ndarray  # [R, T] sim.state.FLIGHT
    damage: np.ndarray  # [R, D] sim.state.DAMAGE
    rack: np.ndarray  # [R, L] sim.state.RACK
    clock: np.ndarray  # [R] sim.state.CLOCK
    events: list[np.ndarray]  # R logs of sim.state.EVENT; empty when none was asked for


Hook = Callable[["Decision"], None]
Watch = Callable[[State], float | None]
"""A Python function that looks on: it is shown one replication's rows in every step, or, where it gives back a time, in
the first step from that time on."""


class Decision(NamedTuple):
    """What a Python doctrine is asked: this post, now, these workable shots (one per target).

    It answers by writing into `candidates["preference"]` (minus infinity: not now) and `candidates["rounds"]`. The
    pipeline then hands out channels and rounds, most wanted first, just as for a built-in doctrine. `state` and `world`
    are there to be read: one replication's rows.
    """

    time_s: float
    post: int
    candidates: np.ndarray
    state: State
    world: World
    belief: np.ndarray | None
    """Where posts see tracks: the beliefs that `candidates["threat"]` are rows of (columns of FLIGHT). Else None, and
    they are rows of `state.flight`."""
    supposed: np.ndarray | None
    """Beside `belief`: what each is taken for (columns of THREAT). Else None, and that is `world.threat`."""
    way: np.ndarray | None
    """Beside `belief`: the way that each is expected to take (columns of PATH). Else None, and that is `state.path`."""


def play_fused(world: World, first: int, count: int, log_events: int = 0, block: int = BLOCK) -> Played:
    """Play replications `first` .. `first + count - 1` with the fused driver.

    `log_events`: room in the log per replication, 0 for no log. `block` changes speed, never results.
    """
    if (world.post["doctrine"] == Doctrine.HOOK).any():
        raise RunError("a post has the doctrine HOOK, which only the open driver asks; use play_open(..., hook=...)")
    if world.config[0]["picture"] == Picture.TRACKED:
        return play_tracked(world, first, count, log_events)
    parts = []
    state = make_state(world.sizes, min(block, count), events=log_events)
    for start_at in range(first, first + count, block):
        size = min(block, first + count - start_at)
        rows = State._make(table[:size] for table in state)
        tables = handed((*world, *rows))
        make_ready(play_block, start_block, tables)
        begin(world, start_at, rows, tables)
        play_block(*tables)
        parts.append(collected(world, rows))
    return join(parts)


def tables_in_any_world() -> tuple[Any, ...]:
    """World and state as the kernels are handed them where posts know every threat. Only their types matter: these are
    the same in every such world."""
    world = make_world(dict.fromkeys("WUSCGLMTD", 1), 1, 1)
    return handed((*world, *make_state(world.sizes, 1)))


def begin(world: World, first: int, state: State, tables: tuple[Any, ...]) -> None:
    """Start replications `first`, `first + 1`, ...: as many as `state` has room for. `tables`: world and state, as the
    kernels are handed them."""
    start_block(first, *tables)
    if (world.threat["drag_m2pkg"] > 0.0).any():
        slow_arcs(*handed((world.config, world.threat, world.site, state.clock, state.flight, state.path)))


def play_tracked(world: World, first: int, count: int, log_events: int = 0) -> Played:
    """The same where posts see tracks. One replication per call: its tables fill the processor's cache alone."""
    state, air, work = room_for_one(world, log_events)
    play, tables, more = fused_kernel(world, state, air, work)
    parts = []
    make_ready(play, start_block, tables, more)
    for replication in range(first, first + count):
        begin(world, replication, state, tables)
        play(*tables, *more)
        parts.append(collected(world, state))
    return join(parts)


def play_kept(world: World, replication: int, log_events: int) -> State:
    """Play one replication with the fused driver and hand back all of its state, with the log as far as it went."""
    state, air, work = room_for_one(world, log_events)
    play, tables, more = fused_kernel(world, state, air, work)
    make_ready(play, start_block, tables, more)
    begin(world, replication, state, tables)
    play(*tables, *more)
    return state


def get_ready(world: World, say_so: Callable[[], None]) -> None:
    """Load the kernels that play in such a world, or call `say_so` and compile them."""
    play, tables, more = fused_kernel(world, *room_for_one(world))
    if not (is_stored(name_of(play)) or is_compiler_off()):
        say_so()
    make_ready(play, start_block, tables, more)


def fused_kernel(
    world: World, state: State, air: Air | None, work: Work | None
) -> tuple[Any, tuple[Any, ...], tuple[Any, ...]]:
    """The kernel that plays a block of replications, the tables of world and state that it is handed, and what else."""
    tables = handed((*world, *state))
    if air is None:
        return play_block, tables, ()
    from pavise.sim.step_tracked import play_block_tracked

    return play_block_tracked, tables, (*handed(air), work)


def play_open(world: World, first: int, count: int, hook: Hook | None = None, log_events: int = 0) -> Played:
    """Play the same replications with the open driver, asking `hook` for every post whose doctrine is HOOK."""
    if hook is None and (world.post["doctrine"] == Doctrine.HOOK).any():
        raise RunError("a post has the doctrine HOOK, but no Python function was given; pass hook=...")
    parts = []
    for replication in range(first, first + count):
        state, air, work = room_for_one(world, log_events)
        play_one_open(world, replication, state, hook, None, air, work)
        parts.append(collected(world, state))
    return join(parts)


def room_for_one(world: World, log_events: int = 0) -> tuple[State, Air | None, Work | None]:
    """An empty state for one replication, with the tables of a picture and their scratch where posts see tracks."""
    if world.config[0]["picture"] == Picture.TRACKED:
        from pavise.sim.tracked_state import make_tracked_state

        return make_tracked_state(world, 1, events=log_events)
    return make_state(world.sizes, 1, events=log_events), None, None


def play_one_open(
    world: World, replication: int, state: State, hook: Hook | None, watch: Watch | None = None,
    air: Air | None = None, work: Work | None = None,
) -> None:  # fmt: skip
    """Play one replication in the only row of `state`, up to each decision that is left to Python and on from there.

    `watch` is called after move, sense and track: to look on, not to change anything. `air`, `work`: as `room_for_one`
    gives them.
    """
    w = replication // int(world.config[0]["repeats"])
    here = World(
        world.config, world.unit[w], world.sensor[w], world.post[w], world.group, world.launcher[w], world.missile[w],
        world.threat[w], world.site, world.network[w], world.settings,
        world.link[w], world.jammer[w], world.hears, world.pd_table,
        world.beam_table, world.loss_table, world.mask, world.ground,
    )  # fmt: skip
    rows = State(*(table[0] for table in state))
    believed = (None, None, None) if air is None else (air.belief[0], air.supposed[0], air.way[0])
    begin(world, replication, state, handed((*world, *state)))
    play, (stopped, found, look_from_s, *tables) = open_kernel(world, state, air, work)
    if watch is None:
        look_from_s = math.inf
    while stopped != OVER:
        stopped, found = play(stopped, found, look_from_s, *tables)
        if stopped == WATCHED and watch is not None:
            again_s = watch(rows)
            look_from_s = -math.inf if again_s is None else again_s
        elif stopped >= 0 and hook is not None:
            hook(Decision(float(rows.clock["time_s"]), stopped, rows.candidate[:found], rows, here, *believed))
            if np.isnan(rows.candidate["preference"][:found]).any():
                raise RunError(
                    f"the Python function left a NaN in table 'candidate', column 'preference', for post {stopped}"
                )


def open_kernel(world: World, state: State, air: Air | None, work: Work | None) -> tuple[Any, tuple[Any, ...]]:
    """The kernel that plays one replication with stops, and what it is first handed: to be stopped for every look."""
    tables, play = handed((*world, *state)), play_on
    if air is not None:
        from pavise.sim.stepwise_tracked import play_on_tracked

        tables, play = (*tables, *handed(air), work), play_on_tracked
    return play, (START, 0, -math.inf, *tables)


def collected(world: World, state: State) -> Played:
    """Copy out what is worth keeping, after making sure that nothing was cut short."""
    for r, clock in enumerate(state.clock):
        for table in ("shot", "event", "detection", "track"):
            if clock[f"{table}s_lost"]:
                raise RunError(f"replication {clock['replication']}: table {table!r} is full; give it more room")
        if clock["flying"]:
            raise RunError(
                f"replication {clock['replication']}: {clock['flying']} threats still fly at the horizon of "
                f"{world.config[0]['horizon_s']:.0f} s; make the horizon longer"
            )
        if np.isnan(state.flight[r]["end_s"]).any():
            raise RunError(f"replication {clock['replication']}: table 'flight', column 'end_s' holds a NaN")
    logs = [state.event[r, : clock["events"]].copy() for r, clock in enumerate(state.clock)]
    return Played(
        state.clock["replication"].astype(np.int64),
        state.clock["world"].astype(np.int64),
        np.array(state.flight),
        np.array(state.damage),
        np.array(state.rack),
        np.array(state.clock),
        logs,
    )


def join(parts: list[Played]) -> Played:
    """Several `Played` one after the other."""
    arrays = (np.concatenate([part[k] for part in parts]) for k in range(6))
    return Played._make([*arrays, [log for part in parts for log in part.events]])
