"""Networks and links of a posture: inherited like entries, and told apart from what is not there."""

from __future__ import annotations

import pytest

from pavise.scenario.posture import PostureFile, resolve
from pavise.scenario.study import load_study
from pavise.scenario.written import Placed
from pavise.yamlfile import Finding, parse_yaml, validate

BASE = """
id: base
title: Base
summary: Guns on one network, radars on another.
entries:
  guns: {system: korkut, count: 2, network: battery}
  radars: {system: kalkan_unit, count: 1}
networks:
  battery: {asks_friends: false, identify: 30 s}
links:
  told: {from: national, to: battery, by: voice_link_notional}
"""
MORE = "id: more\ntitle: More\nsummary: s\nextends: base\n"


def resolved(*texts: str):
    read = {}
    for text in texts:
        document = parse_yaml(text)
        value, findings = validate(document, PostureFile)
        assert value is not None, findings
        read[value.id] = Placed(value, document)
    return resolve(read, list(read)[-1])


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, findings
    return findings[0]


def test_networks_and_links_are_inherited_with_the_file_that_wrote_them():
    posture, findings = resolved(BASE, MORE)
    assert not findings
    assert posture.networks["battery"].network.identify.high == 30.0
    assert (posture.links["told"].link.giver, posture.links["told"].link.taker) == ("national", "battery")
    assert posture.links["told"].source.value.id == "base", "so it is drawn under the same name in both postures"


def test_what_is_not_written_of_a_network_is_as_usual():
    posture, _ = resolved(BASE)
    network = posture.networks["battery"].network
    assert (network.asks_friends, network.asks_civil, network.has_plans) == (False, True, True)
    assert network.hostile_at is None and network.prior_hostile is None


def test_one_of_the_same_name_replaces_the_inherited_one_as_a_whole():
    posture, findings = resolved(BASE, MORE + "networks: {battery: {has_plans: false}}\n")
    assert not findings
    assert posture.networks["battery"].network.asks_friends and posture.networks["battery"].network.identify is None


def test_without_leaves_links_out():
    posture, findings = resolved(BASE, MORE + "without: [told]\n")
    assert not findings and not posture.links and list(posture.entries) == ["guns", "radars"]


@pytest.mark.parametrize(
    ("old", "new", "line", "problem", "mend"),
    [
        ("from: national", "from: nationl", 11, "no entry is on the network 'nationl'", "did you mean 'national'"),
        ("to: battery", "to: batery", 11, "no entry is on the network 'batery'", "did you mean 'battery'"),
        ("battery: {asks", "batteries: {asks", 9, "no entry is on the network 'batteries'", "did you mean 'battery'"),
        ("told: {from", "guns: {from", 11, "an entry is called 'guns' too", "another name"),
        ("by: voice_link_notional}", "by: x}\n  again: {from: national, to: battery, by: y}", 12,
         "'told' joins the same", "leave one"),
    ],
)  # fmt: skip
def test_each_reference_that_does_not_fit_is_found_where_it_stands(old, new, line, problem, mend):
    assert old in BASE
    finding = only(resolved(BASE.replace(old, new))[1])
    assert finding.line == line and problem in finding.problem and mend in finding.mend


def test_a_link_that_lost_an_end_names_the_posture_that_must_leave_it_out():
    finding = only(resolved(BASE, MORE + "entries: {guns: {system: korkut, count: 2}}\n")[1])
    assert finding.line == 11 and "write `without: [told]` in more.yaml" in finding.mend
    posture, findings = resolved(BASE, MORE + "without: [told]\nentries: {guns: {system: korkut, count: 2}}\n")
    assert not findings and "battery" in posture.networks, "a description that nobody needs any more does no harm"


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("{from: national, to: national, by: x}", "joins a network with itself"),
        ("{from: national, to: battery}", "by"),
        ("{from: national, to: battery, by: x, loss: 1.2}", "loss"),
        ("{from: national, to: battery, by: x, delay: 3}", "delay"),
        ("{from: national, to: battery, by: x, delay: {low: 1 s, high: 9 s}}", "reason"),
    ],
)
def test_a_link_that_makes_no_sense_is_told(link: str, said: str):
    old = "{from: national, to: battery, by: voice_link_notional}"
    value, findings = validate(parse_yaml(BASE.replace(old, link)), PostureFile)
    assert value is None
    assert said in str(only(findings))


def test_the_shipped_options_differ_in_who_tells_whom_and_in_nothing_else():
    study = load_study("alone-or-linked")
    assert study.spec.picture == "tracked"
    for name in study.spec.options:
        posture = study.postures[name]
        assert all(placed.in_being for placed in posture.entries.values()), "another network moves nobody"
        assert list(posture.entries) == list(study.postures[study.spec.baseline].entries)
    links = {name: [link.link.by for link in study.postures[name].links.values()] for name in study.spec.options}
    assert links == {
        "picture-alone": [], "picture-voice": ["voice_link_notional"], "picture-linked": ["data_link_notional"],
        "picture-shared": [],
    }  # fmt: skip
    shared = study.postures["picture-shared"]
    assert {placed.entry.network for placed in shared.entries.values()} == {"national"}
