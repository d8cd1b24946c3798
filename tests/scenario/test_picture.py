"""What a study says about its air picture: known or tracked, by which tracker, and who flies through."""

from __future__ import annotations

from pathlib import Path

import pytest

from pavise.scenario.picture import Tracker
from pavise.scenario.study import StudyFile, load_study, shipped
from pavise.tracking.settings import TrackConfig
from pavise.yamlfile import BadInput, parse_yaml, validate

WORDS = ("filter", "motion", "association", "start", "acceleration", "manoeuvre_lasts", "gate", "confirm", "merge")


def study_with(tmp_path: Path, old: str, new: str) -> Path:
    text = (shipped("studies") / "alone-or-linked.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "case.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_a_study_that_says_nothing_knows_every_target():
    study = load_study("turkey-s400")
    assert study.spec.picture == "known" and study.spec.tracker is None and study.spec.traffic == {}


def test_the_tracker_of_a_study_is_described_in_the_words_of_the_tracker_alone():
    for name in WORDS:
        ours, alone = Tracker.model_fields[name], TrackConfig.model_fields[name]
        assert ours.annotation == alone.annotation, name


def test_the_shipped_tracker_writes_out_its_usual_values():
    assert load_study("alone-or-linked").spec.tracker == Tracker()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("picture: tracked", "picture: seen", "picture"),
        ("picture: tracked", "picture: known", "nothing is tracked"),
        ("filter: converted", "filter: kalman", "tracker.filter"),
        ("confirm: 3 of 5", "confirm: 5 of 3", "write `3 of 5`"),
        ("confirm: 3 of 5", "confirm: often", "write `3 of 5`"),
        ("acceleration: 10 m/s2", "acceleration: 10", "has no unit"),
        ("side: friend", "side: hostile", "traffic.fighter.side"),
        ("count: 8", "count: 0", "traffic.airliner.count"),
        ("count: 8", "count: 8\n    over: nortam", "did you mean 'northam'"),
        ("distance: 250 km", "distance: 0 km", "above zero"),
        ("answers: {low: 0.7, high: 0.98", "answers: {low: 0.7, high: 1.98", "traffic.fighter.answers"),
    ],
)
def test_what_makes_no_sense_is_told(tmp_path: Path, old: str, new: str, said: str):
    with pytest.raises(BadInput) as bad:
        load_study(study_with(tmp_path, old, new))
    assert len(bad.value.findings) == 1
    assert said in str(bad.value.findings[0])


def test_a_raid_may_have_traffic_of_its_own(tmp_path: Path):
    raid = (shipped("scenarios") / "raids" / "through-traffic.yaml").read_text(encoding="utf-8")
    flow = "traffic: {late: {system: airliner, side: neutral, count: 1, distance: 90 km, answers: 1, over: nowhere}}"
    (tmp_path / "through-traffic.yaml").write_text(f"{raid}\n{flow}\n", encoding="utf-8")
    with pytest.raises(BadInput) as bad:
        load_study(study_with(tmp_path, "id: alone-or-linked", "id: case"))
    (finding,) = bad.value.findings
    assert "there is no site 'nowhere'" in finding.problem and finding.field == "traffic.late.over"


def test_acceleration_becomes_noise_as_singer_has_it():
    """2 x acceleration^2 x how long it lasts: R. A. Singer, IEEE Trans. AES-6 (1970) 473-483."""
    value, findings = validate(parse_yaml("acceleration: 3 m/s2\nmanoeuvre_lasts: 20 s\n"), Tracker)
    assert not findings and value.acceleration_psd == pytest.approx(360.0)


def test_every_setting_has_words_for_people():
    for model in (Tracker, StudyFile):
        for name in ("tracker", "picture", "traffic") if model is StudyFile else model.model_fields:
            assert model.model_fields[name].description, name
