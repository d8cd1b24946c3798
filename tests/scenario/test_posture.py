"""Postures are written as changes to other postures; the chain must hold."""

from collections.abc import Mapping

from pavise.scenario.posture import PostureFile, resolve
from pavise.scenario.written import Placed
from pavise.yamlfile import parse_yaml, validate

BASE = """
id: base
title: Base
summary: What is there.
entries:
  guns: {system: korkut, count: 2}
  radars: {system: kalkan_unit, count: 1}
"""


def files(*texts: str) -> dict[str, Placed[PostureFile]]:
    read: dict[str, Placed[PostureFile]] = {}
    for text in texts:
        document = parse_yaml(text)
        value, findings = validate(document, PostureFile)
        assert value is not None, findings
        read[value.id] = Placed(value, document)
    return read


def problems(written: Mapping[str, Placed[PostureFile]], name: str) -> list[str]:
    return [str(finding) for finding in resolve(written, name)[1]]


def test_a_posture_has_what_it_extends_and_what_it_adds():
    more = "id: more\ntitle: More\nsummary: s\nextends: base\nentries: {lot: {system: s400_battery, count: 1}}"
    posture, findings = resolve(files(BASE, more), "more")
    assert not findings and posture is not None
    assert list(posture.entries) == ["guns", "radars", "lot"]
    assert posture.title == "More"


def test_an_entry_of_the_same_name_replaces_the_inherited_one():
    more = "id: more\ntitle: More\nsummary: s\nextends: base\nentries: {guns: {system: korkut, count: 7}}"
    posture, _ = resolve(files(BASE, more), "more")
    assert posture is not None
    assert posture.entries["guns"].entry.count.high == 7
    assert posture.entries["guns"].source.value.id == "more"


def test_without_leaves_entries_out_and_says_when_there_are_none():
    less = "id: less\ntitle: Less\nsummary: s\nextends: base\nwithout: [guns, gnus]"
    posture, findings = resolve(files(BASE, less), "less")
    assert posture is not None and list(posture.entries) == ["radars"]
    (problem,) = findings
    assert problem.line == 5 and "gnus" in problem.problem


def test_a_circle_is_found():
    one = "id: one\ntitle: One\nsummary: s\nextends: two"
    two = "id: two\ntitle: Two\nsummary: s\nextends: one"
    (problem,) = problems(files(one, two), "one")
    assert "circle" in problem


def test_an_entry_is_counted_or_comes_as_a_lot():
    for wrong in ("{system: korkut}", "{system: korkut, count: 1, lot: some_lot}"):
        document = parse_yaml(f"id: x\ntitle: X\nsummary: s\nentries:\n  guns: {wrong}")
        _, findings = validate(document, PostureFile)
        assert [finding.line for finding in findings] == [5]


def test_what_follows_a_missing_entry_is_a_finding():
    entry = "{system: kalkan_unit, count: 1, place_with: gun}"
    lost = f"id: lost\ntitle: L\nsummary: s\nextends: base\nentries: {{post: {entry}}}"
    (problem,) = problems(files(BASE, lost), "lost")
    assert "did you mean 'guns'" in problem


def test_a_hypothesis_can_only_speak_of_entries_that_exist():
    text = """
id: open
title: Open
summary: s
extends: base
status:
  name: gun_status
  hypotheses:
    stored: {meaning: boxed, entries: {gunz: {readiness: stored}}}
"""
    (problem,) = problems(files(BASE, text), "open")
    assert "did you mean 'guns'" in problem and ":9:" in problem
