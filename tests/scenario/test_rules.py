"""Words of orders: what may be written, in short and in full, and what is told to those who err."""

from __future__ import annotations

import math
from typing import Any

import pytest

from pavise.scenario.networks import Network
from pavise.scenario.posture import Entry
from pavise.yamlfile import parse_yaml, validate


def read(text: str, model: type[Any]) -> Any:
    found, findings = validate(parse_yaml(text, "my.yaml"), model)
    assert not findings
    return found


def entry(text: str) -> Entry:
    return read(f"system: s\ncount: 1\n{text}", Entry)


def complaint(text: str) -> str:
    found, findings = validate(parse_yaml(f"system: s\ncount: 1\n{text}", "my.yaml"), Entry)
    assert found is None
    return "\n".join(str(finding) for finding in findings)


def test_a_doctrine_is_a_word_or_a_word_with_its_figures():
    assert entry("").doctrine.kind == "shoot_look_shoot"
    assert entry("doctrine: salvo").doctrine == entry("doctrine: {kind: salvo}").doctrine
    rounds = entry("doctrine: {kind: salvo, rounds: 3}").doctrine.rounds
    assert rounds is not None and rounds.low == 3
    keep = entry("doctrine: {kind: save_for_ballistic, keep_share: 50 %}").doctrine.keep_share
    assert keep is not None and keep.low == 0.5


@pytest.mark.parametrize(
    "text, said",
    [
        ("doctrine: slavo", "salvo"),
        ("doctrine: {kind: nearest_first, rounds: 2}", "has no 'rounds'"),
        ("doctrine: save_for_ballistic", "how many rounds to keep"),
        ("doctrine: {kind: save_for_ballistic, keep: 4, keep_share: 0.5}", "how many rounds to keep"),
        ("doctrine: cost_aware", "what a point of value is worth"),
        ("rules: {weapons: loose}", "tight"),
        ("front: {centre: 90 deg, width: 0 deg}", "width"),
        ("silence: for ever", "until_cued"),
    ],
)
def test_who_errs_is_told_what_to_write(text: str, said: str):
    assert said in complaint(text)


def test_rules_differ_by_class_and_near_sites():
    rules = entry("rules: {weapons: hold, classes: {ballistic: free}, near: {within: 20 km}}").rules
    assert (rules.weapons, rules.classes.ballistic, rules.classes.drone) == ("hold", "free", None)
    assert rules.near is not None and (rules.near.within.low, rules.near.weapons) == (20e3, "tight")


def test_a_front_is_written_in_degrees():
    front = entry("front: {centre: 90 deg, width: 120 deg, next: 120 deg}").front
    assert front is not None and front.centre == pytest.approx(0.5 * math.pi)


def test_a_network_has_no_command_post_and_no_warning_unless_they_are_written():
    assert Network().command is None and Network().warning is None
    written = read("command: {operators: 3}\nwarning: {state: white}", Network)
    assert written.command is not None and written.command.loss is None
    assert written.warning is not None and written.warning.state == "white"
