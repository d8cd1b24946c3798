"""Problems as people write them: the same from a table and from fields, and every slip named with its line."""

from __future__ import annotations

import pytest

import pavise
from pavise.fireplan.reading import read_problem
from pavise.yamlfile import BadInput

TABLE = """weapon,rounds,bridge,port,depot
value,,80,60,40
battery-1,4,0.7,0.6,
battery-2,,0.5,0.5,0.5
"""
FIELDS = """
targets: {bridge: 80, port: 60, depot: 40}
weapons:
  battery-1: {rounds: 4, p_kill: {bridge: 0.7, port: 0.6}}
  battery-2: {p_kill: 0.5}
"""


def read(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_problem(tmp_path / name)


def findings(tmp_path, name, text):
    with pytest.raises(BadInput) as caught:
        read(tmp_path, name, text)
    return [(finding.line, finding.field) for finding in caught.value.findings]


def test_a_table_and_fields_say_the_same(tmp_path):
    one, other = read(tmp_path, "a.csv", TABLE), read(tmp_path, "a.yaml", FIELDS)
    for problem in (one, other):
        assert problem.targets == ("bridge", "port", "depot") and problem.weapons == ("battery-1", "battery-2")
        assert problem.values.tolist() == [80.0, 60.0, 40.0] and problem.rounds.tolist() == [4, 1]
        assert problem.p.T.tolist() == [[0.7, 0.6, 0.0], [0.5, 0.5, 0.5]]


def test_the_verb_takes_a_file(tmp_path):
    read(tmp_path, "a.csv", TABLE)
    found = pavise.assign(tmp_path / "a.csv")
    assert found.rounds.sum() == 5 and found.surviving < 60.0
    with pytest.raises(BadInput, match="given beside"):
        pavise.assign(tmp_path / "a.csv", [[1.0]])


def test_every_slip_in_a_table_has_its_line(tmp_path):
    wrong = TABLE.replace("0.6", "1.6").replace("80", "much").replace("battery-2,", "battery-1,1.5")
    assert findings(tmp_path, "a.csv", wrong) == [(2, "bridge"), (3, "port"), (4, "weapon"), (4, "rounds")]
    assert findings(tmp_path, "b.csv", TABLE.replace("depot", "port")) == [(1, "port")]
    assert findings(tmp_path, "c.csv", TABLE.replace("value,,80,60,40\n", "")) == [(None, "value")]
    assert findings(tmp_path, "d.csv", TABLE.replace(",0.6,", ",0.6")) == [(3, "(file)")]
    assert findings(tmp_path, "e.csv", "a,b\n") == [(1, "(file)")]
    assert findings(tmp_path, "f.csv", "") == [(1, "(file)")]
    assert findings(tmp_path, "g.csv", TABLE.splitlines()[0] + "\n" + TABLE.splitlines()[1]) == [(None, "(file)")]


def test_every_slip_in_fields_has_its_line(tmp_path):
    wrong = FIELDS.replace("0.6", "1.6").replace("bridge: 80", "bridge: -1").replace("port: 1.6", "prt: 0.6")
    assert findings(tmp_path, "a.yaml", wrong) == [(2, "targets.bridge"), (4, "weapons.battery-1.p_kill.prt")]
    assert findings(tmp_path, "b.yaml", FIELDS.replace("rounds: 4", "round: 4")) == [(4, "weapons.battery-1.round")]
    assert findings(tmp_path, "c.yaml", FIELDS.replace("{p_kill: 0.5}", "{}")) == [(5, "weapons.battery-2")]
    assert findings(tmp_path, "d.yaml", FIELDS.replace("rounds: 4", "rounds: 4.5")) == [(4, "weapons.battery-1.rounds")]
    assert findings(tmp_path, "e.yaml", "targets: {a: 1}\nweapon: {}\n") == [(1, "weapons"), (2, "weapon")]
    assert findings(tmp_path, "f.yaml", "- 1\n") == [(1, "(file)")]


def test_a_file_that_is_not_there_or_is_no_table(tmp_path):
    for name in ("missing.csv", "missing.yaml"):
        with pytest.raises(BadInput, match="no such file"):
            read_problem(tmp_path / name)
    assert findings(tmp_path, "a.txt", TABLE) == [(None, "(file)")]
