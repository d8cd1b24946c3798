"""On a given day one knows only what was public by then."""

import datetime

import pytest

from pavise.evidence.timeline import load_timeline, status_on
from pavise.yamlfile import BadInput

SMALL = """
timeline: small
title: A small quarrel
hypotheses:
  - {id: ready, title: it is ready, concerns: lot, for: [a, d], against: [b], closed_by: [e]}
  - {id: gone, title: it is gone, concerns: lot, for: [c]}
statements:
  - {id: a, date: 2020-03, kind: statement, sides: [turkiye], actor: A, claim: ready, topic: status,
     reported_by: {outlet: X}, confidence: high}
  - {id: b, date: 2020-05-02, kind: denial, sides: [us], actor: B, claim: not ready, topic: status,
     reported_by: {outlet: X}, confidence: high, contradicts: [a]}
  - {id: c, date: 2020, kind: report, sides: [press], actor: C, claim: gone, topic: return,
     reported_by: {outlet: X}, confidence: low}
  - {id: d, date: 2020-06-01, published: 2021-02-03, kind: report, sides: [press], actor: D, claim: was ready,
     topic: status, reported_by: {outlet: X}, confidence: low, contradicts: [b]}
  - {id: e, date: 2021-07-01, kind: event, sides: [turkiye, russia], actor: E, claim: handed back, topic: return,
     reported_by: {outlet: X}, confidence: high}
  - {id: f, date: 2020-05-04, week: true, kind: report, sides: [press], actor: F, claim: talks, topic: status,
     reported_by: {outlet: X}, confidence: low}
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "timeline-small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return load_timeline(path)


def known(report):
    return {s.id for said in report.by_side.values() for s in said}


def test_an_inexact_date_counts_from_its_last_day(small):
    assert known(status_on("2020-03-30", small)) == set()
    assert known(status_on("2020-03-31", small)) == {"a"}
    assert "c" not in known(status_on("2020-12-30", small))
    assert "c" in known(status_on("2020-12-31", small))
    assert "f" not in known(status_on("2020-05-09", small))
    assert "f" in known(status_on("2020-05-10", small))


def test_what_was_published_later_was_not_known_before(small):
    assert "d" not in known(status_on("2020-12-31", small))
    assert "d" in known(status_on("2021-02-03", small))


def test_two_statements_contradict_from_the_day_both_are_known(small):
    assert status_on("2020-05-01", small).contradictions == ()
    (first,) = status_on("2020-05-02", small).contradictions
    assert (first.earlier.id, first.later.id) == ("a", "b")
    assert len(status_on("2021-02-03", small).contradictions) == 2


def test_a_hypothesis_is_open_from_its_first_support_until_an_official_act(small):
    def openness(day):
        return {h.id: h.is_open for h in status_on(day, small).hypotheses}

    assert openness("2020-03-30") == {"ready": False, "gone": False}
    assert openness("2020-03-31") == {"ready": True, "gone": False}
    assert openness("2021-06-30") == {"ready": True, "gone": True}
    assert openness("2021-07-01") == {"ready": False, "gone": True}


def test_a_denial_does_not_close_a_hypothesis(small):
    (ready,) = [h for h in status_on("2020-05-02", small).open_hypotheses("lot") if h.id == "ready"]
    assert [s.id for s in ready.opposing] == ["b"]


def test_a_joint_act_is_said_by_both_sides(small):
    report = status_on("2021-07-01", small)
    assert report.latest("russia").id == report.latest("turkiye").id == "e"
    assert report.latest("nato") is None
    assert report.latest("turkiye", "status").id == "a"


def test_a_day_that_does_not_exist_is_refused(small):
    with pytest.raises(ValueError, match="not a day"):
        status_on("2021-02-30", small)


def test_every_slip_in_a_timeline_is_told_with_its_line(tmp_path):
    path = tmp_path / "t.yaml"
    broken = SMALL.replace("for: [a, d]", "for: [a, b, z]").replace("closed_by: [e]", "closed_by: [c]")
    path.write_text(broken.replace("published: 2021-02-03", "published: 2019-02-03"), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_timeline(path)
    told = {(f.line, f.field.rsplit(".", 1)[1]): f.problem for f in caught.value.findings}
    assert "no statement 'z'" in told[(5, "for")]
    assert "both for and against" in told[(5, "against")]
    assert "only an official act" in told[(5, "closed_by")]
    assert "before `date`" in told[(14, "published")]


def test_a_date_that_does_not_exist_and_an_id_used_twice_are_told_together(tmp_path):
    path = tmp_path / "t.yaml"
    path.write_text(SMALL.replace("date: 2020-05-02", "date: 2020-02-30").replace("id: c,", "id: a,"), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_timeline(path)
    problems = " ".join(f.problem for f in caught.value.findings)
    assert "not a day of the calendar" in problems and "used twice" in problems


# ---- the record of Türkiye's S-400


def test_the_record_is_whole():
    """Totals of the collected record: 109 statements, 28 of them from the five articles, 21 naming a contradiction."""
    statements = load_timeline().statements.values()
    assert len(statements) == 109
    assert sum(s.from_article for s in statements) == 28
    assert sum(bool(s.contradicts) for s in statements) == 21
    assert sum(s.unseen for s in statements) == 0


def test_the_day_after_erdogan_announced_talks():
    """16 January 2021: what an analyst could know on the day two of the articles were fresh."""
    report = status_on("2021-01-16")
    assert report.latest("turkiye", "status").id == "t057"  # ready for use, the forces decide when
    assert report.latest("us", "sanctions").id == "t048"
    pairs = {(c.earlier.id, c.later.id) for c in report.contradictions}
    assert ("t053", "t055") in pairs  # a working group with the US: created, says one; there is none, says the other
    assert ("t058", "t059") in pairs  # talks on a second batch; no need for one
    assert {h.id for h in report.open_hypotheses()} == {"ready_on_order", "stored", "second_batch"}
    assert all(s.known_from <= datetime.date(2021, 1, 16) for said in report.by_side.values() for s in said)


def test_in_december_2025_three_explanations_of_the_first_lot_are_open():
    report = status_on(datetime.date(2025, 12, 31))
    assert [h.id for h in report.open_hypotheses("first_lot")] == ["ready_on_order", "stored", "leaving"]


def test_the_chinese_tender_was_open_until_it_was_cancelled():
    assert [h.id for h in status_on("2014-01-01").open_hypotheses()] == ["chinese_system"]
    assert status_on("2015-11-15").open_hypotheses() == []
