"""Command and orders as numbers: what `scenario/rules.py` lets people write, in the columns of NETWORK and POST.

    command, warning of a network   ->  columns of NETWORK; a network more for each post that may have to fight alone
    doctrine, rules, front, ...     ->  columns of POST

What is not written stays neutral, and no belief of the catalogue is read for it. Figures of a posture are drawn under
the name of the file that wrote them, so options that inherit them have the same ones in every world.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from pavise.assemble.force import Unit
from pavise.assemble.sample import Figures, Sampler
from pavise.catalogue.roles import USUAL_NETWORK
from pavise.kinds import Doctrine, Silence, ThreatClass, WeaponControl
from pavise.scenario.networks import Network
from pavise.scenario.posture import PlacedEntry, PlacedNetwork
from pavise.scenario.rules import Classes
from pavise.scenario.written import Judged

DOCTRINES = {doctrine.name.lower(): int(doctrine) for doctrine in Doctrine} | {"optimal": int(Doctrine.HOOK)}
"""By the word of the posture. `optimal` is a Python function of the open driver (`run/optimal.py`)."""

CONTROLS = {control.name.lower(): int(control) for control in WeaponControl}
SILENCES = {silence.name.lower(): int(silence) for silence in Silence}


def may_be_alone(unit: Unit, networks: Mapping[str, PlacedNetwork]) -> bool:
    """Can the command post above a unit be lost?"""
    placed = networks.get(unit.placed.entry.network)
    return placed is not None and placed.network.command is not None and placed.network.command.loss is not None


def alone_name(post: str) -> str:
    """Name of the network that a post is on when it fights alone."""
    return f"{post} alone"


def fill_command(
    table: np.recarray, names: Sequence[str], written: Mapping[str, PlacedNetwork], sampler: Sampler
) -> None:
    """Fill the command posts and warnings of the networks called `names`."""
    for n, name in enumerate(names):
        placed = written.get(name)
        network, row = Network() if placed is None else placed.network, table[:, n]
        origin = "" if placed is None else f"{placed.source.value.id}/{name}"
        command, warning = network.command, network.warning
        if command is not None:
            operators = _figure(command.operators, origin, "operators", "", sampler, whole=True)
            row["operators"] = np.maximum(np.rint(operators), 1)
            row["decision_s"] = _figure(command.decision, origin, "decision_time", "s", sampler)
        if command is not None and command.loss is not None:
            row["p_command_lost"] = sampler.judged(origin, "command lost", command.loss.chance, "")
            row["command_lost_s"] = sampler.judged(origin, "command lost after", command.loss.after, "s")
            row["fallback_s"] = _figure(command.loss.fallback, origin, "fallback_time", "s", sampler)
        if warning is not None:
            row["warns"] = 1
            row["red_s"] = _figure(warning.red, origin, "red_time", "s", sampler)


def fill_alone(table: np.recarray, n: int, of: int) -> None:
    """Fill row `n`, a network that a post of network `of` falls back to: it tells foe from friend as that one does."""
    key = table["key"][:, n].copy()
    table[:, n] = table[:, of]
    table["key"][:, n] = key
    for column in ("operators", "decision_s", "p_command_lost", "warns", "red_s", "fallback_s"):
        table[column][:, n] = 0
    table["command_lost_s"][:, n] = math.inf


def fill_orders(
    row: np.ndarray, placed: PlacedEntry, number: int, networks: Mapping[str, PlacedNetwork], sampler: Sampler
) -> None:
    """Fill doctrine, rules, front, silence and crew of the post of unit `number` (from 0) of an entry."""
    entry, origin = placed.entry, f"{placed.source.value.id}/{placed.name}"
    doctrine, rules = entry.doctrine, entry.rules
    row["doctrine"] = DOCTRINES[doctrine.kind]
    if doctrine.kind == "shoot_shoot_look":
        row["salvo"] = np.maximum(row["salvo"], 2)
    if doctrine.rounds is not None:
        row["salvo"] = np.rint(sampler.judged(origin, "salvo", doctrine.rounds, "", whole=True))
    if doctrine.keep is not None:
        row["reserve_rounds"] = np.rint(sampler.judged(origin, "rounds kept", doctrine.keep, "", whole=True))
    if doctrine.keep_share is not None:
        row["reserve_share"] = sampler.judged(origin, "share kept", doctrine.keep_share, "")
    if doctrine.point_worth is not None:
        row["point_usd"] = sampler.judged(origin, "worth of a point", doctrine.point_worth, "USD")
    row["control"] = _by_class(rules.weapons, rules.classes)
    if rules.near is not None:
        row["ring_m"] = sampler.judged(origin, "ring", rules.near.within, "m")
        row["control_near"] = _by_class(rules.near.weapons, rules.near.classes)
    if rules.before_red is not None:
        row["control_before_red"] = CONTROLS[rules.before_red]
    if rules.alone is not None:
        row["control_alone"] = CONTROLS[rules.alone]
    if entry.front is not None:
        row["front_rad"] = entry.front.centre + number * entry.front.next
        wide = entry.front.width >= 2.0 * math.pi
        row["cos_half_front"] = -1.0 if wide else math.cos(0.5 * entry.front.width)
    if entry.silence is not None:
        row["silence"] = SILENCES[entry.silence]
    above = networks.get(entry.network)
    if above is not None and above.network.warning is not None:
        quantity = f"crew_time_{above.network.warning.state}"
        row["crew_s"] = _figure(entry.crew, origin, quantity, "s", sampler)


def _by_class(status: str, classes: Classes) -> list[int]:
    """A status for each kinds.ThreatClass."""
    return [CONTROLS[getattr(classes, kind.name.lower()) or status] for kind in ThreatClass]


def _figure(
    written: Judged[Any] | None, origin: str, quantity: str, unit: str, sampler: Sampler, whole: bool = False
) -> Figures:
    """A figure in every world, shape (W,): as the posture writes it, else as the catalogue believes."""
    if written is None:
        return sampler.of(USUAL_NETWORK, quantity)
    return sampler.judged(origin, quantity, written, unit, whole)
