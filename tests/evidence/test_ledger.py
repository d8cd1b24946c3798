"""The ledger holds what was claimed, refuses what cannot be, and says where voices quarrel and what nobody says."""

from pathlib import Path

import pytest

from pavise.evidence.ledger import load_ledger
from pavise.yamlfile import BadInput, Finding

UPSTREAMS = """
upstreams:
  maker: those who build it
  minister: a minister
  daily: a newspaper
"""

CLAIM = """
  - id: lance.max_range.{voice}
    quantity: max_range
    value: {value}
    condition: aircraft
    claimant: press
    says: {voice}
    upstream: {upstream}
    source: {{publisher: {voice} press, url: "https://example.org/{voice}", date: 2020-05}}
    confidence: medium
"""

HEAD = """
system: lance
name: Lance interceptor
kind: interceptor
claims:
"""


def claim(voice: str = "maker", value: str = "400 km", upstream: str = "maker") -> str:
    return CLAIM.format(voice=voice, value=value, upstream=upstream)


def folder(path: Path, *claims: str, **more: str) -> Path:
    """A folder with the system `lance` and these claims, all in order; `more` are further files by stem."""
    (path / "upstreams.yaml").write_text(UPSTREAMS, encoding="utf-8")
    (path / "lance.yaml").write_text(HEAD + "".join(claims), encoding="utf-8")
    for stem, text in more.items():
        (path / f"{stem}.yaml").write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> list[Finding]:
    with pytest.raises(BadInput) as caught:
        load_ledger(path)
    return caught.value.findings


def test_a_claim_is_found_by_system_quantity_and_condition(tmp_path):
    ledger = load_ledger(folder(tmp_path, claim()))
    (found,) = ledger.for_("lance", "max_range")
    assert (found.value, found.dimension, found.unit, found.as_written) == (400e3, "length", "km", "400 km")
    assert ledger.for_("lance", "max_range", "aircraft") == [found]
    assert ledger.for_("lance", "max_range", "") == []
    assert ledger.for_("lace") == []
    assert ledger.quantities("lance") == ["max_range"]
    assert [s.name for s in ledger.systems()] == ["Lance interceptor"]
    assert ledger.sources_of([found.id, found.id]) == [found.source]
    assert found.source.date == "2020-05"


@pytest.mark.parametrize(
    ("was", "written", "field", "words"),
    [
        ("value: 400 km", "value: 400", "value", "no unit"),
        ("value: 400 km", "value: 400 kn", "value", "unknown unit"),
        ("value: 400 km", "value: -5 km", "value", "negative"),
        ("value: 400 km", "value: 400000 km", "value", "beyond anything possible"),
        ("value: 400 km", "value: [400 km]", "value", "found a list"),
        ("value: 400 km", "value: 1.2 probability", "value", "beyond anything possible"),
        ("value: 400 km", "low: 5 km\n    high: 3 km", "low", "above `high`"),
        ("value: 400 km", "value: 9 km\n    low: 5 km\n    high: 8 km", "value", "outside"),
        ("value: 400 km", "low: 5 km", "high", "is missing"),
        ("value: 400 km", "low: 5 km\n    high: 3 s", "low", "mixes length and time"),
        ("    value: 400 km\n", "", "value", "is missing"),
        ("value: 400 km", "value: 400 km\n    text: far", "text", "beside a number"),
        ("value: 400 km", "text: ''", "text", "empty"),
        ("date: 2020-05", "date: 2020-13", "date", "no month 13"),
        ("date: 2020-05", "date: 2021-02-29", "date", "not a day"),
        ("date: 2020-05", "date: May 2020", "date", "not a date"),
        ("upstream: maker", "upstream: makker", "upstream", "unknown upstream"),
        ("upstream: maker", "upstream: The Maker", "upstream", "small letters"),
        ("claimant: press", "claimant: gossip", "claimant", "not known"),
        ("confidence: medium", "confidnce: medium", "confidnce", "unknown field"),
        ("id: lance.max_range.maker", "id: lance.range.maker", "id", "does not name its system"),
        ("id: lance.max_range.maker", "id: max range", "id", "does not name its system"),
        ('url: "https://example.org/maker"', "url: example", "url", "does not fit"),
        ("bound", "bound", "", ""),
    ],
)
def test_a_claim_that_cannot_be_is_refused_on_its_line(tmp_path, was, written, field, words):
    text = claim()
    if was == "bound":
        text = text.replace("value: 400 km", "value: 400 km\n    bound: more")
        field, words = "bound", "not known"
    else:
        assert was in text
        text = text.replace(was, written)
    findings = refused(folder(tmp_path, text))
    matching = [f for f in findings if f.field.rsplit(".", 1)[-1] == field and words in f.problem]
    assert matching, findings
    assert all(f.line and f.mend and f.file.endswith("lance.yaml") for f in findings)


def test_a_misspelt_upstream_is_not_a_new_voice(tmp_path):
    (finding,) = refused(folder(tmp_path, claim(upstream="makker")))
    assert finding.mend == "did you mean 'maker'?"


def test_all_findings_of_all_files_come_at_once(tmp_path):
    path = folder(
        tmp_path,
        claim(value="400"),
        claim(voice="daily", value="-1 km"),
        broken="claims: [",
        shield="system: sheild\nname: Shield\nkind: radar\nclaims: []\n",
    )
    findings = refused(path)
    assert {Path(f.file).name for f in findings} == {"lance.yaml", "broken.yaml", "shield.yaml"}
    assert len(findings) == 5
    assert findings == sorted(findings, key=lambda f: (f.file, f.line or 0))


def test_an_id_may_be_used_once(tmp_path):
    findings = refused(folder(tmp_path, claim(), claim(value="300 km")))
    assert ["also used in lance.yaml, line" in f.problem for f in findings] == [True]


def test_the_same_words_of_the_same_source_are_one_claim(tmp_path):
    again = claim().replace("id: lance.max_range.maker", "id: lance.max_range.maker-again")
    findings = refused(folder(tmp_path, claim(), again))
    assert "repeats 'lance.max_range.maker'" in findings[0].problem


def test_kilometres_cannot_be_pooled_with_dollars(tmp_path):
    findings = refused(folder(tmp_path, claim(), claim(voice="daily", value="4 MUSD", upstream="daily")))
    assert "is money, but" in findings[0].problem


def test_a_missing_or_empty_folder_is_a_finding(tmp_path):
    assert "no such folder" in refused(tmp_path / "nowhere")[0].problem
    assert "holds no evidence" in refused(tmp_path)[0].problem


# ---- conflicts


def conflicts(tmp_path, *claims):
    return load_ledger(folder(tmp_path, *claims)).conflicts()


def test_voices_that_exclude_each_other_are_a_conflict(tmp_path):
    (conflict,) = conflicts(tmp_path, claim(), claim(voice="daily", value="100 km", upstream="daily"))
    assert [v.upstream for v in conflict.voices] == ["daily", "maker"]
    assert conflict.factor == 4
    assert str(conflict) == "lance.max_range (aircraft): 100 km to 400 km, 2 voices"


def test_one_voice_cannot_quarrel_with_itself(tmp_path):
    assert conflicts(tmp_path, claim(), claim(voice="daily", value="100 km", upstream="maker")) == []


def test_intervals_that_meet_are_no_conflict(tmp_path):
    wide = claim(voice="daily", upstream="daily").replace("value: 400 km", "low: 300 km\n    high: 400 km")
    assert conflicts(tmp_path, claim(), wide) == []


def test_at_least_192_does_not_contradict_more(tmp_path):
    lower = claim(voice="daily", value="300 km", upstream="daily")
    assert conflicts(tmp_path, claim(), lower.replace("300 km", "300 km\n    bound: at_least")) == []
    assert len(conflicts(tmp_path, claim(), lower)) == 1


@pytest.mark.parametrize("mark", ["suspect: true", "unseen: true"])
def test_suspect_and_unseen_claims_do_not_quarrel(tmp_path, mark):
    marked = claim(voice="daily", value="100 km", upstream="daily") + f"    {mark}\n"
    assert conflicts(tmp_path, claim(), marked) == []


def test_other_conditions_are_no_conflict(tmp_path):
    other = claim(voice="daily", value="60 km", upstream="daily").replace("aircraft", "ballistic target")
    assert conflicts(tmp_path, claim(), other) == []


def test_a_known_reason_stands_beside_the_conflict(tmp_path):
    path = folder(
        tmp_path,
        claim(),
        claim(voice="daily", value="100 km", upstream="daily"),
        remarks="disagreements:\n  - {about: [lance.max_range], why: Different missiles.}\n",
    )
    assert load_ledger(path).conflicts()[0].why == "Different missiles."


# ---- gaps


def test_a_gap_says_how_little_is_known(tmp_path):
    def about(quantity, *marks):
        return claim().replace("max_range", quantity) + "".join(f"    {mark}\n" for mark in marks)

    ledger = load_ledger(
        folder(
            tmp_path,
            about("max_range"),
            about("min_range", "unseen: true"),
            about("max_altitude", "suspect: true"),
            about("max_speed").replace("value: 400 km", "text: fast"),
            remarks="gaps:\n  - {about: [lance], what: No brochure found.}\n",
        )
    )
    states = {gap.quantity: gap.state for gap in ledger.gaps()}
    assert states == {
        "min_range": "only unseen",
        "max_altitude": "only suspect",
        "max_speed": "only in words",
        "min_altitude": "nothing",
        "kill_probability": "nothing",
        "unit_cost": "nothing",
    }
    assert {gap.remark for gap in ledger.gaps()} == {"No brochure found."}
