"""Orders that nobody could follow, in plain words: part of `check.py`, whose promises hold here."""

from __future__ import annotations

from collections.abc import Iterator

from pavise.catalogue.library import Library
from pavise.scenario.posture import PlacedEntry, Posture
from pavise.scenario.rules import Doctrine, Rules
from pavise.yamlfile import Finding


def check_command(posture: Posture, library: Library) -> Iterator[Finding]:
    """Command without anybody to command, orders to units without rounds, waits for a warning that never comes."""
    armed = {
        placed.entry.network
        for placed in posture.entries.values()
        if placed.entry.system in library.systems and library.systems[placed.entry.system].missiles
    }
    for name, network in posture.networks.items():
        for field, word in (("command", "a command post"), ("warning", "a warning")):
            inherited = network.source is not posture.source
            if getattr(network.network, field) is not None and name not in armed and not inherited:
                yield network.finding(
                    (field,), f"{word}, and no unit with rounds is on the network {name!r}", "leave it out"
                )
    for placed in posture.entries.values():
        if placed.entry.system in library.systems:
            yield from _check_orders(placed, posture, library)


def _check_orders(placed: PlacedEntry, posture: Posture, library: Library) -> Iterator[Finding]:
    entry, system = placed.entry, library.systems[placed.entry.system]
    above = posture.networks.get(entry.network)
    command = None if above is None else above.network.command
    warns = above is not None and above.network.warning is not None
    own_file = placed.source is posture.source
    if not system.missiles:
        ordered = {
            "doctrine": entry.doctrine != Doctrine(kind="shoot_look_shoot"),
            "rules": entry.rules != Rules(),
            "front": entry.front is not None,
            "silence": entry.silence is not None,
            "crew": entry.crew is not None,
        }
        for field in (name for name, written in ordered.items() if written):
            yield placed.finding(
                (field,), f"{system.id!r} has no rounds, so this changes nothing", f"leave out `{field}:`"
            )
        return
    if own_file and not warns:
        waits = (("crew",), entry.crew is not None), (("rules", "before_red"), entry.rules.before_red is not None)
        for where, written in (*waits, (("silence",), entry.silence == "until_red")):
            if written:
                problem = f"waits for a warning, and the network {entry.network!r} gives none"
                yield placed.finding(where, problem, f"write `warning:` under the network {entry.network!r}")
    if own_file and entry.rules.alone is not None and (command is None or command.loss is None):
        problem = f"the command post of the network {entry.network!r} cannot be lost"
        yield placed.finding(("rules", "alone"), problem, "leave it out, or write `command: {loss: ...}` there")
    if entry.silence is not None:
        if system.fire_control is None:
            yield placed.finding(("silence",), f"no radar guides the rounds of {system.id!r}", "leave out `silence:`")
        elif not _has_other_eyes(posture, entry.network, library):
            problem = "all radars that its network hears wait for a cue, so nobody ever sees anything"
            yield placed.finding(("silence",), problem, "add a radar that looks, or a link from a network that has one")


def _has_other_eyes(posture: Posture, network: str, library: Library) -> bool:
    """Has a network, or one that tells it, a sensor that is on the air from the start?"""
    telling = {network, *(link.link.giver for link in posture.links.values() if link.link.taker == network)}
    for placed in posture.entries.values():
        if placed.entry.network in telling and placed.entry.system in library.systems:
            for part in library.systems[placed.entry.system].sensors:
                if placed.entry.silence is None or not part.fire_control:
                    return True
    return False
