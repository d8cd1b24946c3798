"""A figure of the scenario: one value, or a range of our own that says why it is a range."""

import pytest
from pydantic import BaseModel, ConfigDict

from pavise.evidence.distributions import Beta, Fixed, LogNormal, Triangular, Uniform
from pavise.scenario.written import Judged, Name
from pavise.units import Duration
from pavise.yamlfile import parse_yaml, validate


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Name = "a"
    warning: Judged[Duration]


def read(text: str) -> Judged:
    note, findings = validate(parse_yaml(text), Note)
    assert note is not None, findings
    return note.warning


def problems(text: str) -> list[str]:
    _, findings = validate(parse_yaml(text), Note)
    return [str(finding) for finding in findings]


def test_one_value_is_certain():
    assert read("warning: 2 h").distribution == Fixed(7200.0)
    assert not read("warning: 2 h").in_doubt


def test_the_shape_of_a_range_is_the_one_that_was_written():
    assert read("warning: {low: 1 h, high: 3 h, reason: why}").distribution == Uniform(3600.0, 10800.0)
    lognormal = read("warning: {low: 1 h, high: 3 h, shape: lognormal, reason: why}")
    assert lognormal.distribution == LogNormal(3600.0, 10800.0)
    triangular = read("warning: {low: 1 h, high: 3 h, mode: 2 h, reason: why}")
    assert triangular.distribution == Triangular(3600.0, 7200.0, 10800.0)
    beta = read("warning: {low: 1 h, high: 3 h, mode: 2 h, shape: beta, reason: why}")
    assert beta.distribution == Beta(3600.0, 10800.0, 7200.0)


def test_a_range_without_a_reason_is_refused():
    (problem,) = problems("warning: {low: 1 h, high: 3 h}")
    assert "reason" in problem


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("warning: {low: 3 h, high: 1 h, reason: why}", "swap"),
        ("warning: {low: 1 h, high: 3 h, mode: 9 h, reason: why}", "mode"),
        ("warning: {low: 1 h, high: 3 h, shape: beta, reason: why}", "mode"),
        ("warning: {low: 0 h, high: 3 h, shape: lognormal, reason: why}", "zero"),
        ("warning: {low: 1 h, high: 3 h, mode: 2 h, shape: uniform, reason: why}", "mode"),
        ("warning: 2", "unit"),
        ("warning: 2 km", "length"),
        ("warning: -2 h", "negative"),
        ("warning: soon", "number"),
        ("warning: {low: 1 h, hihg: 3 h, reason: why}", "high"),
        ("warning: {low: 1 h, high: 3 h, mode: 2 km, reason: why}", "length"),
        ("warning: {low: 1 h, high: 3 h, shape: gaussian, reason: why}", "gaussian"),
        ("warning: [1 h, 2 h]", "not a number"),
        ("name: No Spaces\nwarning: 2 h", "plain name"),
    ],
)
def test_every_slip_is_named_with_its_line(text: str, word: str):
    found = problems(text)
    assert len(found) <= 2
    assert any(word in problem for problem in found), found
    assert all(problem.startswith("<text>:") for problem in found)
