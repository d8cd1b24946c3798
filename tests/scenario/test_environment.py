"""What lies between a sensor and its target: usual where nothing is written, refused where it makes no sense."""

import pytest

from pavise.scenario.environment import LIBRARY, Environment
from pavise.scenario.study import load_study
from pavise.yamlfile import parse_yaml, validate


def read(text: str) -> Environment:
    environment, findings = validate(parse_yaml(text), Environment)
    assert environment is not None, findings
    return environment


def test_nothing_written_is_clear_dry_weather_over_a_smooth_earth():
    usual = Environment()
    assert usual.k == pytest.approx(4 / 3)
    assert (usual.rain.low, usual.rain.high) == (0.0, 0.0)
    assert usual.visibility.low == usual.visibility.high == 23_000.0
    assert usual.lobing is None
    assert usual.terrain == ()


def test_the_flagship_spells_out_what_it_would_have_anyway():
    assert load_study("turkey-s400").spec.environment == Environment()


def test_rain_and_visibility_may_be_in_doubt():
    written = read("rain: {low: 1 mm/h, high: 5 mm/h, reason: Some rain.}\nvisibility: 12 km\n")
    assert (written.rain.low, written.rain.high) == (1.0, 5.0)
    assert written.visibility.low == 12_000.0


@pytest.mark.parametrize(
    ("written", "terrain"),
    [("none", ()), ("library", (LIBRARY,)), ("[a.tif, b.hgt]", ("a.tif", "b.hgt"))],
)
def test_terrain_is_none_the_library_or_files(written: str, terrain: tuple[str, ...]):
    assert read(f"terrain: {written}").terrain == terrain


def test_no_lobing_is_false_and_lobing_has_a_roughness():
    assert read("lobing: false").lobing is None
    lobing = read("lobing: {roughness: 0.3 m}").lobing
    assert lobing is not None and lobing.roughness.low == 0.3


def test_editors_are_told_what_may_be_written():
    told = Environment.model_json_schema()["properties"]
    assert {"const": False, "type": "boolean"} in told["lobing"]["anyOf"]
    assert {"enum": ["none", "library"], "type": "string"} in told["terrain"]["anyOf"]


@pytest.mark.parametrize(
    ("text", "field", "mend"),
    [
        ("rain: 3", "rain", "3 mm/h"),
        ("rain: 3 km", "rain", "write a rain such as `5 mm/h`"),
        ("rain: {low: 1 mm/h, high: 3 mm/h}", "rain", "add `reason:`"),
        ("rain: -1 mm/h", "rain", "write 0 mm/h or more"),
        ("visibility: 3 m", "visibility", "write 50 m or more"),
        ("k: 20", "k", "write 10 or less"),
        ("terrain: libary", "terrain", "write `none`, `library`, or files"),
        ("terrain: []", "terrain", "write `none`, or name files"),
        ("terrain: [a.tif, 3]", "terrain", "name files"),
        ("lobing: true", "lobing", "{roughness: 0.3 m}"),
        ("lobing: 3 m", "lobing", "{roughness: 0.3 m}"),
        ("lobing: {roughnes: 3 m}", "lobing.roughnes", "did you mean 'roughness'?"),
        ("terain: none", "terain", "did you mean 'terrain'?"),
    ],
)
def test_nonsense_is_told_with_its_line_and_the_mend(text: str, field: str, mend: str):
    environment, findings = validate(parse_yaml(f"# first\n{text}\n"), Environment)
    assert environment is None
    assert [finding.line for finding in findings] == [2]
    assert findings[0].field == field
    assert mend in findings[0].mend
