"""A case by name or file: studies, their options, postures; whose sensors, and what there is to say about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pavise.coverage.scene import Scene, assemble_case, chosen_rows, load_case, scene_of
from pavise.yamlfile import BadInput


@pytest.fixture(scope="module")
def scene() -> Scene:
    study, option = load_case("turkey-s400", "s400-stored")
    return scene_of(assemble_case(study, 4, None, None), option, "0")


def test_a_study_means_its_baseline_unless_an_option_is_named() -> None:
    assert load_case("turkey-s400")[1] == "none"
    assert load_case("turkey-s400", "national-2025")[1] == "national-2025"


def test_a_posture_is_found_in_the_study_that_has_it() -> None:
    study, option = load_case("s400-in-service")
    assert (study.spec.id, option) == ("turkey-s400", "s400-in-service")
    study, option = load_case("eyes-passive")
    assert (study.spec.id, option) == ("what-radars-see", "eyes-passive")


def test_a_posture_of_ones_own_is_put_into_a_study(tmp_path: Path) -> None:
    path = tmp_path / "two-eyes.yaml"
    path.write_text(
        "id: two-eyes\ntitle: Two early-warning radars\nsummary: Nothing else.\n"
        "entries: {eyes: {system: eirs_unit, count: 2}}\n"
    )
    study, option = load_case(path)
    found = scene_of(assemble_case(study, 3, None, None), option, "0")
    assert option == "two-eyes" and found.title == "Two early-warning radars"
    assert [name.split("/")[1] for name in found.sensors] == ["eirs", "eirs"]


@pytest.mark.parametrize("name", ["turkey-s4000", "s400-in-servise", "nowhere.yaml", "", "../../etc/passwd", "a\0b"])
def test_a_case_that_is_none_is_a_finding(name: str) -> None:
    with pytest.raises(BadInput) as caught:
        load_case(name)
    assert caught.value.findings


def test_the_nearest_name_is_suggested() -> None:
    with pytest.raises(BadInput, match="did you mean 's400-in-service'"):
        load_case("s400-in-servise")
    with pytest.raises(BadInput, match="did you mean 's400-stored'"):
        load_case("turkey-s400", "s400-stord")


def test_every_sensor_has_a_name_a_type_and_a_place(scene: Scene) -> None:
    assert len(scene.sensors) == len(scene.types) == len(scene.pulses) == scene.world.sensor.shape[1] > 10
    assert len(scene.sites) == len(scene.values) == 16
    assert scene.conditions[0].startswith("A smooth earth")


def test_units_in_store_are_shown_as_if_ready_and_the_map_says_so(scene: Scene) -> None:
    assert any("s400 1" in words and "notice" in words for words in scene.warnings)


def test_sensors_are_chosen_by_name_unit_or_type(scene: Scene) -> None:
    assert chosen_rows(scene, []) is None
    one = chosen_rows(scene, ["s400 1/92n6e"])
    unit = chosen_rows(scene, ["s400 1"])
    kind = chosen_rows(scene, ["92n6e"])
    assert one is not None and unit is not None and kind is not None
    assert len(one) == 1 and len(unit) == 2 and set(one) < set(unit) and set(one) < set(kind)
    with pytest.raises(BadInput, match="did you mean '92n6e'"):
        chosen_rows(scene, ["92n6"])


def test_the_arrays_are_those_of_the_battles() -> None:
    study, option = load_case("turkey-s400", "s400-in-service")
    assembly = assemble_case(study, 4, None, None)
    case = next(one for one in assembly.cases if one.option == option and one.reference)
    battle, here = assembly.world(case), scene_of(assembly, option, "0").world
    assert (battle.sensor == here.sensor).all()
    assert (battle.unit["n"] == here.unit["n"]).all()
    assert (battle.pd_table == here.pd_table).all()
