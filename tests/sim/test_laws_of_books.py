"""What must hold in every step of any battle: books that balance, shots at what is believed, radars that see only what
is in their sight; and that neither the driver nor somebody else's radar changes anybody's luck.

Looked at while battles are played, before posts decide. The others are in `test_laws.py` and `test_laws_of_fire.py`.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pavise.kinds import EventKind, Fate, Picture, Side, Silence
from pavise.run.drivers import play_fused, play_open
from pavise.sim.meeting import ACQUIRE_M
from pavise.sim.state import State
from pavise.sim.tracked_state import Air
from pavise.verify.small_defence import FireUnit
from tests.run.test_drivers import same
from tests.sim.laws import drawn
from tests.sim.test_laws_of_fire import can_see
from tests.worlds.fought import EVENTS, STEP_S, Fought, fight, watch
from tests.worlds.small_battles import SmallBattle, small_battles

pytestmark = pytest.mark.needs_compiler
EXAMPLES = 60

# ---- books --------------------------------------------------------------------------------------------------------


@drawn(EXAMPLES)
@given(battle=small_battles())
def test_the_books_balance_in_every_step(battle: SmallBattle):
    hostile = battle.world.threat["side"][0] == Side.HOSTILE
    channels, salvo = battle.world.post["channels"][0], battle.world.post["salvo"][0]

    def see(state: State, air: Air | None) -> None:
        clock, duty, rack = state.clock, state.duty, state.rack
        assert duty["in_flight"].sum() == state.effort["in_flight"].sum() == clock["shots"]
        assert (duty["in_flight"] >= 0).all() and (state.effort["in_flight"] >= 0).all() and (duty["owed"] >= 0).all()
        assert (state.desk["busy"] == (duty["in_flight"] > 0).sum(axis=1)).all()
        assert (state.desk["busy"] <= channels).all()
        aimed = duty["in_flight"] if air is None else duty["in_flight"][:, :-1]  # the last row: at tracks that are gone
        assert (aimed <= salvo[:, None]).all()
        shot = state.shot[: clock["shots"]]
        aimed_at = np.zeros(duty.shape, int)
        np.add.at(aimed_at, (shot["post"], shot["threat"]), 1)
        assert (aimed_at == duty["in_flight"]).all()
        assert (rack["fired"] + rack["rounds"] + rack["returned"] == rack["loaded"]).all()
        assert rack["fired"].sum() == clock["rounds"]
        assert clock["flying"] == (hostile & np.isin(state.flight["fate"], [Fate.WAITING, Fate.FLYING])).sum()

    watch(battle, see)


# ---- tracks -------------------------------------------------------------------------------------------------------


@drawn(EXAMPLES)
@given(battle=small_battles(Picture.TRACKED))
def test_rounds_are_fired_only_at_tracks_that_the_post_may_shoot_at_by_then(battle: SmallBattle):
    """Taken for hostile (or for nothing yet, where it is free to), known for its reaction time, not thought dead."""
    allowed: dict[float, set[tuple[int, int]]] = {}
    fired: dict[tuple[int, int, float], float] = {}
    post, last_s = battle.world.post[0], [-math.inf]

    def see(state: State, air: Air | None) -> None:
        assert air is not None
        shot = state.shot[: state.clock["shots"]]
        for round_ in zip(shot["post"].tolist(), shot["track"].tolist(), shot["arrives_s"].tolist(), strict=True):
            fired.setdefault(round_, last_s[0])
        time_s, tracks = float(state.clock["time_s"]), air.track.shape[1]
        may: set[tuple[int, int]] = set()
        for b in np.flatnonzero(air.belief["fate"] == Fate.FLYING).tolist():
            n = b // tracks
            known_s = state.picture["tracked_s"][n, b] + post["track_delay_s"] + post["reaction_s"]
            on_it = (state.desk["network"] == n) & (known_s <= time_s) & (time_s < state.effort["dead_known_s"][n, b])
            may |= {(c, int(air.hold["track"][b])) for c in np.flatnonzero(on_it).tolist()}
        allowed[time_s], last_s[0] = may, time_s

    fought = watch(battle, see)
    assert len(fired) <= len(fought.shots)
    for (c, track, _), time_s in fired.items():
        assert (c, track) in allowed[time_s]


@drawn(EXAMPLES)
@given(battle=small_battles(Picture.TRACKED))
def test_what_a_round_kills_or_misses_was_in_the_air_near_where_a_track_led(battle: SmallBattle):
    led_m: dict[float, tuple[np.ndarray, np.ndarray]] = {}

    def see(state: State, air: Air | None) -> None:
        assert air is not None
        used = air.track["status"] > 0
        led_m[float(state.clock["time_s"])] = (air.track["time_s"][used].copy(), air.track["x"][used].copy())

    fought = watch(battle, see)
    for e in fought.of_kind(EventKind.KILL, EventKind.MISS):
        time_s, t = float(e["time_s"]), int(e["whom"])
        path, points = fought.state.path[t], fought.state.flight["points"][t]
        assert path["time_s"][0] <= time_s <= min(fought.state.flight["end_s"][t], path["time_s"][points - 1])
        of_s, x = led_m[math.ceil(time_s)]
        away_m = x[:, :3] + (time_s - of_s)[:, None] * x[:, 3:] - fought.place_m(t, time_s)
        assert np.linalg.norm(away_m, axis=1).min() <= ACQUIRE_M


# ---- sight --------------------------------------------------------------------------------------------------------


@drawn(EXAMPLES)
@given(battle=small_battles(Picture.KNOWN))
def test_radars_detect_only_what_they_can_see_once_per_look_and_while_they_act(battle: SmallBattle):
    found: list[tuple[float, int, int]] = []

    def see(state: State, air: Air | None) -> None:
        plots = state.plot[: state.clock["plots"]]
        time_s = float(state.clock["time_s"])
        found.extend((time_s, int(s), int(t)) for s, t in zip(plots["sensor"], plots["threat"], strict=True))

    fought = watch(battle, see)
    world, state = fought.world, fought.state
    for time_s, s, t in found:
        u = world.sensor["unit"][s]
        unit, place = world.unit[u], state.place[u]
        assert world.sensor["present"][s] and time_s >= place["ready_from_s"]
        if math.isfinite(unit["on_station_s"]) and unit["airframes"] == 0:
            cycle_s = unit["on_station_s"] + unit["relief_gap_s"]
            assert (time_s + place["station_phase_s"]) % cycle_s < unit["on_station_s"]
        assert can_see(fought, s, fought.place_m(t, time_s), fought.height_m(t, time_s), time_s, slack_m=1.0)
        assert state.path["time_s"][t, 0] <= time_s <= state.flight["end_s"][t] + STEP_S
    for s, t in {(s, t) for _, s, t in found}:
        times_s = [time_s for time_s, own, whom in found if (own, whom) == (s, t)]
        ticks_s = [world.sensor[column][s] for column in ("scan_period_s", "track_period_s")]
        assert (np.diff(times_s) > min(tick_s for tick_s in ticks_s if tick_s > 0.0) - STEP_S).all()


# ---- luck ---------------------------------------------------------------------------------------------------------


@drawn(EXAMPLES)
@given(battle=small_battles())
def test_both_drivers_give_the_same_bits(battle: SmallBattle):
    played = [play(battle.world, battle.replication, 2, log_events=EVENTS) for play in (play_fused, play_open)]
    assert same(*played)


def without_radar(battle: SmallBattle, unit: int) -> SmallBattle:
    """The same battle in which a unit's first radar is there and broken."""
    units = list(battle.units)
    broken = replace(units[unit].radars[0], p_look=0.0)
    units[unit] = replace(units[unit], radars=[broken, *units[unit].radars[1:]])
    return replace(battle, units=units)


@drawn(EXAMPLES)
@given(battle=small_battles(Picture.KNOWN), unit=st.integers(0, 2))
def test_removing_a_radar_leaves_the_luck_of_every_other_round_alone(battle: SmallBattle, unit: int):
    """A round of the same kind that the same post fires at the same threat, as its first, second, ...: it kills in both
    battles or in neither."""
    assume(unit < len(battle.units) and battle.units[unit].radars[0].fire_control is False)
    alike = [with_rounds(one, edge_share=1.0, crossing_share=1.0) for one in battle.units]
    battle = replace(battle, units=alike)
    one, other = (ends_of(fight(each)) for each in (battle, without_radar(battle, unit)))
    for round_ in one.keys() & other.keys():
        assert one[round_] == other[round_]


def with_rounds(unit: FireUnit, **columns: float) -> FireUnit:
    """The unit with all of its types of rounds changed."""
    more = [(replace(missile, **columns), launchers, rounds) for missile, launchers, rounds in unit.more]
    return replace(unit, missile=replace(unit.missile, **columns), more=more)


def ends_of(fought: Fought) -> dict[tuple[int, int, int, int], int]:
    """Post, type of round, threat and ordinal of a round that met a living target -> EventKind.KILL or MISS."""
    ends = {(e["who"], e["whom"], e["time_s"]): int(e["kind"]) for e in fought.of_kind(EventKind.KILL, EventKind.MISS)}
    found, fired = {}, {}
    for shot in fought.shots:
        ordinal = fired.get((shot.post, shot.threat), 0)
        fired[shot.post, shot.threat] = ordinal + 1
        end = ends.get((shot.launcher, shot.threat, shot.arrives_s))
        if end is not None:
            group = int(fought.world.launcher["group"][shot.launcher])
            found[shot.post, group, shot.threat, ordinal] = end
    return found


@drawn(EXAMPLES)
@given(battle=small_battles(), unit=st.integers(0, 2))
def test_removing_a_radar_leaves_the_tracks_of_all_others_alone(battle: SmallBattle, unit: int):
    """Where rounds kill nobody, and nobody goes on the air or off station for what the radar saw."""
    assume(unit < len(battle.units))
    calm = {"silence": Silence.NONE, "airframes": 0}
    units = [with_rounds(replace(one, **calm), p_kill=1e-12) for one in battle.units]
    battle = replace(battle, units=units)
    gone = sum(len(one.radars) for one in battle.units[:unit])
    begun = []
    for each in (battle, without_radar(battle, unit)):
        log = fight(each).of_kind(EventKind.TRACK_STARTED)
        begun.append([(e["time_s"], e["who"], e["whom"]) for e in log if e["who"] != gone])
    assert begun[0] == begun[1]
