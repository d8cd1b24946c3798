"""Look on while a replication is played again, and note what changes, when it changes.

    every 2 s       which sensor detected which threat, what each network holds, racks, hindrances, stations, rounds
    every 4 s       where patrols are, and (where posts see tracks) each confirmed track with its doubt

The open driver shows the state after move, sense and track. Looking changes nothing, so the battle comes out to the bit
as it did when it was counted; `record.py` puts what was noted into the tables of a replay.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.kinds import TrackStatus, Verdict
from pavise.sim.state import State
from pavise.sim.tracked_state import Air
from pavise.sim.world import World

LOOK_S = 2.0
"""Looks are taken no more often. Times of detections and tracks are exact all the same: the state has them."""
SAMPLE_S = 4.0
"""Places of patrols and tracks are noted so often: about as often as radars look."""

Span = tuple[int, int, float, float]


class Looker:
    """What one replication of `world` (in its world `w`) showed. Call `end` when it is over."""

    def __init__(self, world: World, w: int, state: State, air: Air | None) -> None:
        self.seen: list[Span] = []
        self.holds: list[Span] = []
        self.rounds: list[tuple[int, float, int]] = []
        self.blocked: list[tuple[int, float, int]] = []
        self.stations: list[tuple[int, float, int]] = []
        self.patrols: list[tuple[float, np.ndarray]] = []
        self.shots: dict[tuple[int, float], tuple[float, np.ndarray | None]] = {}
        self.tracks: list[dict[str, np.ndarray]] = []
        self._air = None if air is None else Air(*(np.asarray(table)[0] for table in air))
        # plain arrays: asking a record array for a column in every step takes longer than the step
        clock, flight, rack, place, contact, picture, effort = (
            np.asarray(getattr(state, name))
            for name in ("clock", "flight", "rack", "place", "contact", "picture", "effort")
        )
        self._time_s, self._fired = clock["time_s"], clock["rounds"]
        self._in_flight, self._shot = clock["shots"], np.asarray(state.shot)[0]
        self._last_s, self._dead_s = contact["last_s"][0], effort["dead_known_s"][0]
        self._tracked_s, self._fresh_s = picture["tracked_s"][0], picture["fresh_until_s"][0]
        self._left, self._cause = rack["rounds"][0], flight["blocked"][0]
        self._on, self._place = place["on_station"][0], place["position_m"][0]
        self.flies = np.flatnonzero((world.unit["orbit_radius_m"][w] > 0.0) & (world.unit["present"][w] == 1))
        self._drop_s = world.sensor["drop_after_s"][w]
        self._began = np.full(self._last_s.shape, math.nan)
        self._seen_s = np.full(self._last_s.shape, -math.inf)
        self._known = np.zeros((len(self._tracked_s), world.threat.shape[1]), dtype=bool)
        self._since_s, self._until_s = np.zeros(self._known.shape), np.zeros(self._known.shape)
        self._left_before = world.launcher["rounds"][w].copy()
        self._cause_before, self._on_before = np.zeros_like(self._cause), np.ones_like(self._on)
        self._next_sample_s, self._fired_before = -math.inf, 0

    def __call__(self, rows: State) -> float:
        """Take one look; the time before which it need not look again."""
        time_s = float(self._time_s[0])
        for now, before, out in (
            (self._left, self._left_before, self.rounds),
            (self._cause, self._cause_before, self.blocked),
            (self._on, self._on_before, self.stations),
        ):
            if (now != before).any():
                out.extend((int(k), time_s, int(now[k])) for k in np.flatnonzero(now != before))
                before[:] = now
        if self._fired[0] != self._fired_before:
            self._fired_before = int(self._fired[0])
            self._look_at_shots()
        self._look_at_sensors()
        if self._air is None:
            self._look_at_picture(time_s)
        if time_s >= self._next_sample_s:
            self._next_sample_s = time_s + SAMPLE_S
            if len(self.flies):
                self.patrols.append((time_s, self._place[self.flies].copy()))
            if self._air is not None:
                self._look_at_tracks(time_s, self._air)
        return time_s + LOOK_S

    def end(self, time_s: float) -> None:
        """Close the spans that are still open."""
        self._look_at_sensors()
        for s, t in zip(*np.nonzero(~np.isnan(self._began)), strict=True):
            self.seen.append((int(s), int(t), float(self._began[s, t]), float(self._seen_s[s, t])))
        for n, t in zip(*np.nonzero(self._known), strict=True):
            until_s = time_s
            if self._air is None:
                until_s = min(time_s, float(self._until_s[n, t]), float(self._dead_s[n, t]))
            self.holds.append((int(n), int(t), float(self._since_s[n, t]), until_s))
        self.seen.sort(key=lambda span: (span[2], span[0], span[1]))
        self.holds.sort(key=lambda span: (span[2], span[0], span[1]))
        for k in np.flatnonzero(self._left != self._left_before):
            self.rounds.append((int(k), time_s, int(self._left[k])))

    def _look_at_sensors(self) -> None:
        fresh = self._last_s > self._seen_s
        if not fresh.any():
            return
        rows, columns = np.nonzero(fresh)
        before_s, now_s = self._seen_s[rows, columns], self._last_s[rows, columns]
        gap = now_s - before_s > self._drop_s[rows]
        for s, t, until_s in zip(rows[gap], columns[gap], before_s[gap], strict=True):
            if not math.isnan(self._began[s, t]):
                self.seen.append((int(s), int(t), float(self._began[s, t]), float(until_s)))
        self._began[rows[gap], columns[gap]] = now_s[gap]
        self._seen_s[rows, columns] = now_s

    def _look_at_picture(self, time_s: float) -> None:
        """Known targets: a network holds one from `tracked_s` on, until its track is no longer fresh."""
        holds = (self._tracked_s <= time_s) & (time_s <= self._fresh_s) & (time_s < self._dead_s)
        again = holds & self._known & (self._tracked_s > self._until_s)  # dropped and found between two looks
        self._change(holds, again, self._tracked_s)
        self._until_s[holds] = self._fresh_s[holds]

    def _look_at_tracks(self, time_s: float, air: Air) -> None:
        """Tracks: a network holds what a confirmed track of its follows and it takes for hostile."""
        network, row = np.nonzero(air.track["status"] == TrackStatus.CONFIRMED)
        track, verdict = air.track[network, row], air.verdict[network, row]
        judged = np.where(verdict["track"] == track["id"], verdict["verdict"], Verdict.OPEN)
        self.tracks.append(
            {
                "time_s": np.full(len(row), time_s),
                "network": network,
                "number": track["id"].copy(),
                "x": track["x"].copy(),
                "covariance": track["covariance"].copy(),
                "age_s": time_s - track["time_s"],
                "verdict": judged,
                "threat": track["object"].copy(),
            }
        )
        holds = np.zeros(self._known.shape, dtype=bool)
        taken = (judged == Verdict.HOSTILE) & (track["object"] >= 0)
        holds[network[taken], track["object"][taken]] = True
        self._until_s[:] = time_s
        self._change(holds, np.zeros_like(holds), np.full(self._known.shape, time_s))

    def _change(self, holds: np.ndarray, again: np.ndarray, since_s: np.ndarray) -> None:
        lost = (self._known & ~holds) | again
        for n, t in zip(*np.nonzero(lost), strict=True):
            until_s = float(self._until_s[n, t])
            if self._air is None:
                until_s = min(until_s, float(self._dead_s[n, t]))
            self.holds.append((int(n), int(t), float(self._since_s[n, t]), until_s))
        new = (holds & ~self._known) | again
        self._since_s[new] = since_s[new]
        self._known = holds

    def _look_at_shots(self) -> None:
        """The chance that a post reckoned with; and where posts see tracks, the place that a round flies to."""
        for i in range(int(self._in_flight[0])):
            row = self._shot[i]
            key = (int(row["launcher"]), float(row["arrives_s"]))
            if key in self.shots:
                continue
            goes_to = None
            if self._air is not None and row["threat"] < len(self._air.belief) - 1:
                b = int(row["threat"])
                way = np.asarray(self._air.way[b])[: max(int(self._air.belief[b]["points"]), 1)]
                goes_to = np.array([np.interp(key[1], way["time_s"], way["position_m"][:, k]) for k in range(3)])
            self.shots[key] = float(row["p_kill"]), goes_to
