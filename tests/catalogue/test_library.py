"""A folder of entries: everything wrong is reported at once, each with file, line, field and the mend."""

from __future__ import annotations

import random
from typing import Any

import pytest
import yaml

from pavise.catalogue.library import load_library
from pavise.kinds import Band, SensorKind
from pavise.yamlfile import BadInput

JUDGED = {"reason": "For the sake of this test."}


def judged(low: Any, high: Any) -> dict[str, Any]:
    return {"judgement": {"low": low, "high": high}, **JUDGED}


@pytest.fixture
def round_() -> dict[str, Any]:
    """A correct round."""
    quantities = {
        "range_min": judged("1 km", "2 km"),
        "range_max": judged("20 km", "30 km"),
        "range_max_ballistic": judged("0 km", "5 km"),
        "altitude_min": judged("10 m", "50 m"),
        "altitude_max": judged("8 km", "10 km"),
        "speed_mean": judged("500 m/s", "700 m/s"),
        **{f"p_kill_{kind}": judged(0.3, 0.9) for kind in ("aircraft", "cruise_missile", "drone", "ballistic")},
        "rounds_per_cell": {"judgement": {"value": 1}, **JUDGED},
        "unit_cost": judged("1 MUSD", "2 MUSD"),
    }
    return {"id": "dart", "name": "Dart", "role": "interceptor", "quantities": quantities}


@pytest.fixture
def eye() -> dict[str, Any]:
    """A correct radar."""
    quantities = {
        "range_ref": judged("50 km", "80 km"),
        "rcs_ref": judged("1 m2", "2 m2"),
        "pd_ref": judged(0.5, 0.9),
        "instrumented_range": judged("100 km", "120 km"),
        "scan_period": judged("2 s", "4 s"),
        "antenna_height": judged("4 m", "8 m"),
        "pfa": judged(1e-7, 1e-6),
        "sector": {"judgement": {"value": "360 deg"}, **JUDGED},
        "elevation_min": judged("-5 deg", "-1 deg"),
        "elevation_max": judged("40 deg", "60 deg"),
        "tracks_max": judged(50, 80),
        "frequency": judged("2 GHz", "4 GHz"),
        "beamwidth_azimuth": judged("1 deg", "2 deg"),
        "beamwidth_elevation": judged("1 deg", "3 deg"),
        "lobe_width": judged("8 deg", "12 deg"),
        "lobe_tilt": judged("1 deg", "4 deg"),
        "sidelobe": judged("-40 dB", "-30 dB"),
        "bandwidth": judged("1 MHz", "2 MHz"),
        "range_bias": judged("10 m", "50 m"),
        "angle_bias": judged("0.1 deg", "0.2 deg"),
        "track_period": {"judgement": {"value": "0 s"}, **JUDGED},
        "false_plots": judged(1, 9),
        "range_rate_accuracy": judged("0 m/s", "5 m/s"),
        "interrogator": judged(0, 1),
    }
    settings = {
        "swerling": 1,
        "pulses": 1,
        "confirm": [2, 3],
        "drop_after": "12 s",
        "band": "middle",
        "pattern": "cosecant_squared",
    }
    return {"id": "eye", "name": "Eye", "role": "radar", "settings": settings, "quantities": quantities}


@pytest.fixture
def battery() -> dict[str, Any]:
    """A correct battery of rail, dart and eye."""
    quantities = {
        "launchers_per_unit": judged(2, 4),
        "channels": judged(2, 4),
        "missiles_per_target": judged(1, 2),
        "reaction_time": judged("5 s", "9 s"),
        "assess_time": judged("2 s", "4 s"),
        "decision_period": judged("1 s", "2 s"),
        "track_delay": judged("1 s", "2 s"),
        "availability": judged(0.7, 0.9),
        "notice_time_stored": judged("1 h", "9 h"),
        "unit_cost": judged("50 MUSD", "90 MUSD"),
        "reload_sets": judged(0, 2),
    }
    return {
        "id": "battery",
        "name": "Battery",
        "role": "fire_unit",
        "sensors": [{"type": "eye", "fire_control": True}],
        "launchers": {"type": "rail", "load": {"dart": 1}},
        "quantities": quantities,
    }


def test_a_correct_folder_loads(load, rail, round_, eye, battery):
    library = load(rail, round_, eye, battery)
    assert set(library.systems) == {"rail", "dart", "eye", "battery"}
    assert library.system("eye").radar.confirm == (2, 3)
    assert library.system("battery").fire_control.type == "eye"


def test_a_battery_leans_on_everything_it_is_made_of(load, rail, round_, eye, battery):
    library = load(rail, round_, eye, battery)
    leans = library.lean("battery")
    assert ("eye", "range_ref") in leans
    assert ("dart", "p_kill_drone") in leans
    assert ("rail", "reload_time") in leans
    assert ("battery", "channels") in leans
    assert len(leans) == len(set(leans)) == sum(len(system.quantities) for system in library.systems.values())


def test_an_unknown_name_comes_with_the_nearest_known_one(load, rail):
    library = load(rail)
    with pytest.raises(KeyError, match="did you mean 'rail'"):
        library.system("rial")
    with pytest.raises(KeyError, match="did you mean 'reload_time'"):
        library.quantity("rail", "reload_tmie")


def test_a_missing_and_a_misspelt_quantity_are_both_reported(findings, rail):
    rail["quantities"]["reload_tmie"] = rail["quantities"].pop("reload_time")
    texts = [str(finding) for finding in findings(rail)]
    assert len(texts) == 2
    assert any("no such quantity" in text and "did you mean 'reload_time'?" in text for text in texts)
    assert any("is missing from 'rail'" in text and "from empty to full" in text for text in texts)


def test_everything_wrong_in_a_folder_is_reported_at_once(findings, rail, round_):
    rail["quantities"]["reload_time"] = {"judgement": {"low": "20 km", "high": "3 h"}, "reason": "Wrong unit here."}
    del round_["quantities"]["unit_cost"]
    found = findings(rail, round_, broken="id: [unfinished\n")
    files = [finding.file.rsplit("/", 1)[-1] for finding in found]
    assert sorted(files) == ["broken.yaml", "dart.yaml", "rail.yaml"]
    assert all(finding.line is not None and finding.mend for finding in found)


def test_the_line_of_a_finding_is_the_line_in_the_file(findings):
    text = "\n".join(
        [
            "id: rail",
            "name: Rail launcher",
            "role: launcher",
            "quantities:",
            "  missiles_per_launcher: {judgement: {value: 4}, reason: Four in pictures.}",
            "  reload_time:",
            "    judgement: {low: 20 min, high: 90 minutes}",
            "    reason: Nobody says so.",
            "  round_interval: {judgement: {low: 2 s, high: 6 s}, reason: Nobody says so.}",
        ]
    )
    (finding,) = findings(rail=text)
    assert (finding.line, finding.field) == (7, "quantities.reload_time.judgement.high")
    assert "min" in finding.mend


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"role": "lancher"}, "did you mean 'launcher'?"),
        ({"role": None}, "role: found nothing"),
        ({"sensors": [{"type": "eye"}]}, "a launcher has no sensors"),
        ({"settings": {"swerling": 1}}, "a launcher has no such setting"),
        ({"nmae": "Rail"}, "did you mean 'name'?"),
        ({"name": " "}, "is empty"),
    ],
)
def test_a_spoilt_head_is_reported(findings, rail, eye, change, says):
    texts = [str(finding) for finding in findings({**rail, **change}, eye)]
    assert any(says in text for text in texts), texts


def test_the_id_must_be_the_name_of_the_file(findings, rail):
    (finding,) = findings(other=yaml.safe_dump(rail))
    assert "is not the name of the file" in str(finding)


def test_parts_must_exist_and_play_their_role(findings, rail, round_, eye, battery):
    battery["sensors"] = [{"type": "eyee"}, {"type": "dart"}]
    battery["launchers"]["load"] = {"rail": 1}
    texts = [str(finding) for finding in findings(rail, round_, eye, battery)]
    assert any("has no 'eyee'" in text and "did you mean 'eye'?" in text for text in texts)
    assert any("'dart' is a interceptor, not a radar" in text for text in texts)
    assert any("'rail' is a launcher, not a interceptor" in text for text in texts)


def test_a_broken_entry_is_not_reported_again_by_those_who_name_it(findings, rail, round_, eye, battery):
    del eye["quantities"]["pfa"]
    (finding,) = findings(rail, round_, eye, battery)
    assert "pfa" in finding.field


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda b: b["launchers"].update(load={"dart": 0.7}), "add up to 0.7"),
        (lambda b: b.pop("launchers"), "is missing: a fire_unit is made of sensors, launchers"),
        (lambda b: b["sensors"].append({"type": "eye", "fire_control": True}), "more than one sensor"),
    ],
)
def test_a_spoilt_composition_is_reported(findings, rail, round_, eye, battery, spoil, says):
    spoil(battery)
    (finding,) = findings(rail, round_, eye, battery)
    assert says in str(finding)


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("confirm", [4, 3], "is not M of N"),
        ("confirm", [2, 3, 4], "is not M of N"),
        ("drop_after", "12 km", "is a length, not a length of time"),
        ("drop_after", "0 s", "write 0.1 s or more"),
        ("swerling", 7, "less than or equal to 4"),
        ("kind", "pasive", "did you mean 'passive'?"),
        ("band", "x", "write one of: low, middle, high"),
        ("illuminator", "lamp", "a radar has no such setting"),
    ],
)
def test_a_spoilt_setting_is_reported(findings, eye, setting, value, says):
    eye["settings"][setting] = value
    (finding,) = findings(eye)
    assert says in str(finding)
    assert finding.line is not None


def without(entry: dict[str, Any], *names: str) -> dict[str, Any]:
    """The entry less these quantities and settings."""
    parts = {
        part: {name: entry[part][name] for name in entry[part] if name not in names}
        for part in ("quantities", "settings")
    }
    return {**entry, **parts}


ECHOES = (
    *("rcs_ref", "beamwidth_elevation", "lobe_width", "lobe_tilt", "sidelobe", "bandwidth", "range_bias"),
    *("track_period", "range_rate_accuracy", "interrogator", "band", "pattern"),
)


@pytest.fixture
def ear(eye) -> dict[str, Any]:
    """A correct passive sensor."""
    ear = without(eye, *ECHOES)
    ear["settings"]["kind"] = "passive"
    return {**ear, "id": "ear", "name": "Ear"}


@pytest.fixture
def glass(eye) -> dict[str, Any]:
    """A correct camera."""
    glass = without(eye, *ECHOES, "pfa", "frequency", "beamwidth_azimuth", "swerling", "pulses")
    glass["settings"]["kind"] = "optical"
    glass["quantities"]["size_ref"] = judged("1 m2", "3 m2")
    return {**glass, "id": "glass", "name": "Glass"}


@pytest.fixture
def echo(eye) -> dict[str, Any]:
    """A correct receiver of the echoes of `eye`."""
    echo = without(eye, "track_period", "interrogator")
    echo["settings"].update(kind="bistatic", illuminator="eye")
    return {**echo, "id": "echo", "name": "Echo"}


def test_each_kind_of_sensor_has_quantities_and_settings_of_its_own(load, eye, ear, glass, echo):
    library = load(eye, ear, glass, echo)
    kinds = {name: library.system(name).radar.kind for name in library.systems}
    assert kinds == {
        "eye": SensorKind.RADAR,
        "ear": SensorKind.PASSIVE,
        "glass": SensorKind.OPTICAL,
        "echo": SensorKind.BISTATIC,
    }
    assert library.system("eye").radar.band == Band.MIDDLE
    assert library.system("echo").radar.illuminator == "eye"


def test_what_a_kind_of_sensor_cannot_have_is_refused_by_its_name(findings, ear):
    ear["quantities"]["bandwidth"] = judged("1 MHz", "2 MHz")
    ear["settings"]["band"] = "high"
    texts = [str(finding) for finding in findings(ear)]
    assert any("a passive sensor has no such quantity" in text for text in texts)
    assert any("a passive sensor has no such setting" in text for text in texts)


def test_a_steered_beam_needs_no_lobe_and_a_lobe_needs_its_shape(findings, load, eye):
    eye["settings"]["pattern"] = "flat"
    texts = [str(finding) for finding in findings(eye)]
    assert sorted(text.split(": ")[1] for text in texts) == ["quantities.lobe_tilt", "quantities.lobe_width"]


@pytest.mark.parametrize(
    ("quantity", "low", "high", "says"),
    [
        ("lobe_tilt", "-20 deg", "4 deg", "may end below the horizon"),
        ("lobe_tilt", "1 deg", "45 deg", "may lie above `elevation_max`"),
        ("elevation_min", "10 deg", "42 deg", "elevation_max may be as low as"),
        ("sidelobe", "-30 dB", "3 dB", "is above 1"),
        ("frequency", "3 GHz", "300 GHz", "is above 100000000000 Hz"),
        ("beamwidth_azimuth", "0 deg", "1 deg", "below 0.00572958 deg"),
    ],
)
def test_a_beam_that_makes_no_sense_is_reported(findings, eye, quantity, low, high, says):
    eye["quantities"][quantity] = judged(low, high)
    (finding,) = findings(eye)
    assert says in str(finding)
    assert finding.line is not None


def test_an_illuminator_must_be_there_and_transmit(findings, eye, ear, echo):
    echo["settings"]["illuminator"] = "eyee"
    (finding,) = findings(eye, echo)
    assert "has no 'eyee'" in str(finding) and "did you mean 'eye'?" in str(finding)


def test_an_illuminator_that_only_listens_is_none(findings, eye, ear, echo):
    echo["settings"]["illuminator"] = "ear"
    (finding,) = findings(eye, ear, echo)
    assert "'ear' transmits nothing: it is passive" in str(finding)


def test_a_round_whose_least_range_passes_its_reach_is_a_contradiction(findings, round_):
    round_["quantities"]["range_min"] = judged("1 km", "25 km")
    (finding,) = findings(round_)
    assert "range_max may be as low as 20000 m" in str(finding)


def test_a_threat_needs_a_class_that_is_known(findings):
    quantities = {
        "speed": judged("200 m/s", "250 m/s"),
        "altitude": judged("50 m", "100 m"),
        "rcs": judged("0.1 m2", "0.2 m2"),
        **{f"rcs_{name}_ratio": judged(1, 3) for name in ("side", "tail", "middle_band", "low_band")},
        "visible_size": judged("1 m2", "2 m2"),
        "emits": {"judgement": {"value": 0}, **JUDGED},
        "jam_to_noise": judged("0 dB", "30 dB"),
        "damage": judged(1, 2),
        "unit_cost": judged("1 MUSD", "2 MUSD"),
        "release_range": {"judgement": {"value": "0 km"}, **JUDGED},
        "apogee_ratio": {"judgement": {"value": 0}, **JUDGED},
    }
    entry = {
        "id": "kite",
        "name": "Kite",
        "role": "threat",
        "settings": {"threat_class": "dron", "path": "level"},
        "quantities": quantities,
    }
    (finding,) = findings(entry)
    assert "did you mean 'drone'?" in str(finding)


def test_rows_of_the_table_are_in_si_units_and_in_order(load, rail):
    rows = load(rail).beliefs()
    row = next(row for row in rows if row["quantity"] == "reload_time")
    assert row["p10"] == pytest.approx((20 + 0.1 * 70) * 60)
    assert row["p10"] <= row["p50"] <= row["p90"]
    assert (row["unit"], row["origin"], row["claims"]) == ("s", "judgement", "")


def test_an_empty_or_missing_folder_is_a_finding(findings, ledger, tmp_path):
    assert "holds no entry" in str(findings()[0])
    with pytest.raises(BadInput, match="no such folder"):
        load_library(tmp_path / "nowhere", ledger)


def test_no_slip_of_the_pen_ends_in_a_traceback(tmp_path, ledger, eye):
    text = yaml.safe_dump(eye, sort_keys=False)
    chance = random.Random(2026)
    refused = 0
    for _ in range(150):
        letters = list(text)
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(len(letters))
            letters[place] = chance.choice(["", letters[place] * 2, *"{}[]:,-'\"\n\t#&*!|>% a0é"])
        (tmp_path / "eye.yaml").write_text("".join(letters), encoding="utf-8")
        try:
            load_library(tmp_path, ledger)
        except BadInput as error:
            refused += 1
            assert all(finding.line is not None and finding.mend for finding in error.findings)
    assert refused > 75


def test_one_file_can_be_checked_in_the_place_of_another(tmp_path, load, ledger, rail, round_):
    load(rail, round_)  # a folder with both
    draft = tmp_path / "rail.yaml"
    draft.write_text(yaml.safe_dump({**rail, "name": "Longer rail"}), encoding="utf-8")
    library = load_library(tmp_path / "catalogue", ledger, in_place=draft)
    assert library.system("rail").name == "Longer rail"
    assert set(library.systems) == {"rail", "dart"}
