"""What a study and its postures say about engagements, as columns of the tables of a force.

    sector, depot of an entry    ->  cos_half_sector; store, stock of its launchers
    stores of the posture        ->  store, stock, delivery_s of the launchers that they serve
    `engagement:` of the study   ->  columns of UNIT, POST and MISSILE, as the entry `engagement_notional` believes

Where nothing is written nothing is read and every column stays neutral.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from pavise.assemble.force import Unit, origin_name
from pavise.assemble.lots import whole_shares
from pavise.assemble.sample import Figures, Sampler
from pavise.catalogue.roles import USUAL_ENGAGEMENT
from pavise.scenario.engagement import Engagement
from pavise.scenario.posture import PlacedStore
from pavise.sim.elementary import PI, cos
from pavise.sim.state import AIRFRAMES


def fill_engagement(
    unit: np.recarray, post: np.recarray, group: np.recarray, launcher: np.recarray, missile: np.recarray,
    words: Engagement, sampler: Sampler,
) -> None:  # fmt: skip
    """What the study switches on, in every patrol, post and round."""

    def usual(quantity: str) -> Figures:
        return sampler.of(USUAL_ENGAGEMENT, quantity)[:, np.newaxis]

    if words.kill_assessment == "doubtful":
        post["p_kill_unseen"], post["p_miss_unseen"] = usual("kill_unseen"), usual("miss_unseen")
        post["look_again_s"] = usual("look_again")
    if words.kill_chance == "falls_off":
        missile["edge_share"], missile["crossing_share"] = usual("edge_share"), usual("crossing_share")
    if words.reloading == "by_crews":
        post["reload_crews"] = usual("reload_crews")
    post["spaced"] = words.salvo == "spaced"
    if words.patrols == "by_sortie":
        unit["turn_round_s"] = np.where(unit["orbit_radius_m"] > 0.0, usual("turn_round_time"), 0.0)
        for g in range(len(group)):
            u, rows = post["unit"][0, group["post"][g]], _rows(group, g)
            if (unit["orbit_radius_m"][:, u] > 0.0).any():
                unit["airframes"][:, u] = np.minimum(1 + launcher["reloads"][:, rows].max(axis=1), AIRFRAMES)
                launcher["reloads"][:, rows] = 0


def fill_sectors_and_depots(
    launcher: np.recarray, group: np.recarray, units: Sequence[Unit], sampler: Sampler
) -> None:  # fmt: skip
    """What entries say about their own launchers. `units`: those with launchers, in the order of the posts."""
    for c, unit in enumerate(units):
        entry, name = unit.placed.entry, origin_name(unit.placed)
        if entry.sector is not None:
            half_rad = 0.5 * sampler.judged(name, "firing_sector", entry.sector, "rad")
            cosines = np.array([-1.0 if half >= PI else cos(half) for half in half_rad])
            for g in _groups_of(group, c):
                launcher["cos_half_sector"][:, _rows(group, g)] = cosines[:, np.newaxis]
        if entry.depot is not None:
            rounds = np.rint(sampler.judged(name, "depot", entry.depot, "", whole=True)).astype(np.int64)
            _fill_depot(launcher, group, list(_groups_of(group, c)), np.where(unit.present, rounds, 0))


def _fill_depot(launcher: np.recarray, group: np.recarray, groups: list[int], rounds: np.ndarray) -> None:
    """A unit's depot of so many rounds in each world, of each type by what its launchers take of it."""
    ready = np.stack([launcher["rounds"][:, _rows(group, g)].sum(axis=1) for g in groups], axis=1)
    for w, number in enumerate(rounds):
        shares = whole_shares(int(number), list(ready[w])) if ready[w].sum() > 0 else [0] * len(groups)
        for g, share in zip(groups, shares, strict=True):
            launcher["stock"][w, group["launcher_first"][g]] = share
    for g in groups:
        launcher["store"][:, _rows(group, g)] = group["launcher_first"][g]
        launcher["reloads"][:, _rows(group, g)] = 0


def fill_stores(
    launcher: np.recarray, group: np.recarray, missiles: Sequence[str], units: Sequence[Unit],
    stores: Mapping[str, PlacedStore], sampler: Sampler,
) -> None:  # fmt: skip
    """The stores of a posture; the first launcher that draws on one keeps its books."""
    for name, placed in stores.items():
        origin, store = f"{placed.source.value.id}/{name}", placed.store
        served = [
            g
            for c, unit in enumerate(units)
            if unit.entry in store.serves
            for g in _groups_of(group, c)
            if missiles[group["missile"][g]] == store.round
        ]
        if not served:  # units that no world has, or that a budget could not pay for
            continue
        keeper = group["launcher_first"][served[0]]
        launcher["stock"][:, keeper] = np.rint(sampler.judged(origin, "rounds", store.rounds, "", whole=True))
        delivery_s = sampler.judged(origin, "delivery_time", store.delivery, "s")
        for g in served:
            launcher["store"][:, _rows(group, g)] = keeper
            launcher["delivery_s"][:, _rows(group, g)] = delivery_s[:, np.newaxis]


def _groups_of(group: np.recarray, post: int) -> Iterator[int]:
    return (int(g) for g in np.flatnonzero(group["post"] == post))


def _rows(group: np.recarray, g: int) -> slice:
    """Rows of the launchers of a fire group."""
    first = int(group["launcher_first"][g])
    return slice(first, first + int(group["launcher_count"][g]))
