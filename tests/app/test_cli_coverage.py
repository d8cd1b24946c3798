"""`pavise coverage` and `pavise siting` as a user types them: tables that fit, whole folders, findings for nonsense."""

from __future__ import annotations

import json
import subprocess
from functools import partial
from pathlib import Path

import pytest

from tests.app.conftest import Pavise, run_pavise

QUICK = ("--worlds", "4", "--cell", "10km", "--threads", "2")


def assert_clean(done: subprocess.CompletedProcess[str], code: int = 0) -> None:
    assert "Traceback" not in done.stderr + done.stdout
    assert done.returncode == code, done.stderr


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """The baseline of the flagship study, mapped once."""
    folder = tmp_path_factory.mktemp("mapped")
    arguments = ("coverage", "turkey-s400", "--altitude", "100m", "--altitude", "3 km", "--rcs", "0.1m2", *QUICK)
    return run_pavise(folder, *arguments), folder / "results" / "coverage-turkey-s400-none"


@pytest.mark.needs_compiler
def test_coverage_writes_a_folder_and_says_what_is_in_it(
    mapped: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, folder = mapped
    assert_clean(done)
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    assert "3 km above sea, 0.1 m²" in done.stdout and "smooth earth" in done.stdout
    assert "coverage.html" in done.stdout.replace("\n", "")
    assert {path.suffix for path in folder.iterdir()} >= {".html", ".json", ".geojson", ".png", ".npz"}
    assert "100%" in done.stderr and "s left" in done.stderr


@pytest.mark.needs_compiler
def test_the_same_seed_gives_the_same_numbers(
    mapped: tuple[subprocess.CompletedProcess[str], Path], tmp_path: Path
) -> None:
    arguments = ("coverage", "none", "--altitude", "100m", "--altitude", "3 km", "--rcs", "0.1m2", *QUICK[:-1], "1")
    again = run_pavise(tmp_path, *arguments, "--out", "here", "--json")
    assert_clean(again)
    assert json.loads(again.stdout) == json.loads((mapped[1] / "coverage.json").read_text(encoding="utf-8"))


@pytest.mark.needs_compiler
def test_siting_says_which_places_and_how_sure(tmp_path: Path) -> None:
    (tmp_path / "places.yaml").write_text(
        "places:\n  west: {lat: 38.4 deg, lon: 27.2 deg}\n  west-too: {lat: 38.5 deg, lon: 27.3 deg}\n"
        "  east: {lat: 39.9 deg, lon: 41.3 deg}\n",
        encoding="utf-8",
    )
    run = partial(run_pavise, tmp_path)
    command = ("siting", "turkey-s400", "--radar", "kalkan", "--count", "2", "--candidates", "places.yaml")
    done = run(*command, "--worlds", "4", "--cell", "10km")
    assert_clean(done)
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    assert "east" in done.stdout and "no choice covers more" in " ".join(done.stdout.split())
    folder = tmp_path / "results" / "siting-turkey-s400-kalkan"
    said = json.loads((folder / "siting.json").read_text(encoding="utf-8"))
    assert "east" in said["best"]["places"] and len(said["best"]["places"]) == 2
    assert said["best"]["gap"] == 0.0 and len(said["places"]) == 3
    assert (folder / "siting.png").is_file() and (folder / "siting.geojson").is_file()


@pytest.mark.needs_compiler
def test_defended_says_how_much_and_how_far(tmp_path: Path) -> None:
    command = ("coverage", "turkey-s400", "--defended", "--unit", "hisar-o 1", "--against", "srbm")
    more = ("--against", "cruise_missile", "--worlds", "4", "--cell", "4km", "--bearing", "90deg", "--shots", "2")
    done = run_pavise(tmp_path, *command, *more)
    assert_clean(done)
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    told = " ".join(done.stdout.split())
    assert "2 rounds one after the other in time, threats from 90°" in told and "forward" in told
    assert "No round of these units is meant for Short-range" in told
    folder = tmp_path / "results" / "defended-turkey-s400-none"
    said = json.loads((folder / "defended.json").read_text(encoding="utf-8"))
    arc, level = said["attackers"]
    assert arc["area_km2"]["p90"] == 0.0 < level["area_km2"]["p50"]
    assert said["units"][0]["name"] == "hisar-o 1" and said["shots"] == 2
    assert {path.suffix for path in folder.iterdir()} >= {".html", ".json", ".geojson", ".png", ".npz"}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("turkey-s400", "--defended", "--against", "srbmm"), "did you mean 'srbm'"),
        (("turkey-s400", "--defended", "--unit", "hisar-o 9"), "did you mean 'hisar-o"),
        (("turkey-s400", "--defended", "--unit", "eirs 1"), "none of these has rounds"),
        (("turkey-s400", "--defended", "--shots", "0"), "0 rounds"),
        (("turkey-s400", "--defended", "--against", "srbm", "--arc", "high"), "no shape of an arc"),
        (("turkey-s400", "--defended", "--distance", "3 km"), "distance"),
        (("turkey-s400", "--defended", "--altitude", "1km", "--altitude", "2km"), "several times"),
        (("turkey-s4000",), "did you mean 'turkey-s400'"),
        (("turkey-s400", "--option", "nonee"), "did you mean 'none'"),
        (("turkey-s400", "--altitude", "100"), "has no unit"),
        (("turkey-s400", "--altitude", "3 kn"), "--altitude"),
        (("turkey-s400", "--rcs", "-1m2"), "no cross-section"),
        (("turkey-s400", "--pd", "1.5"), "no chance"),
        (("turkey-s400", "--cell", "0m"), "no width of a cell"),
        (("turkey-s400", "--within", "0km"), "no distance"),
        (("turkey-s400", "--bbox", "25,43,45,35"), "no box"),
        (("turkey-s400", "--area", "nowhere.geojson"), "nowhere.geojson"),
        (("turkey-s400", "--radar", "kalkann", "--worlds", "2"), "did you mean 'kalkan'"),
        (("turkey-s400", "--terrain", "nowhere.tif"), "nowhere.tif"),
        (("nowhere.yaml",), "nowhere.yaml"),
    ],
)
def test_nonsense_ends_with_a_finding_and_what_to_do(pavise: Pavise, arguments: tuple[str, ...], expected: str) -> None:
    done = pavise("coverage", *arguments)
    assert_clean(done, 2)
    assert expected in done.stderr
    assert "nothing was run" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--radar", "kalkann", "--count", "2"), "did you mean 'kalkan'"),
        (("--radar", "f16", "--count", "2"), "flies"),
        (("--radar", "48n6e3", "--count", "2"), "has no sensor"),
        (("--radar", "kalkan", "--count", "5000"), "cannot be chosen"),
        (("--radar", "kalkan", "--count", "2", "--percent", "0"), "no percentage"),
        (("--radar", "kalkan", "--count", "2", "--candidates", "nowhere.yaml"), "nowhere.yaml"),
        (("--radar", "kalkan", "--count", "2", "--altitude", "3km", "--above-ground", "1km"), "at most 1"),
    ],
)
def test_siting_nonsense_ends_with_a_finding(pavise: Pavise, arguments: tuple[str, ...], expected: str) -> None:
    done = pavise("siting", "turkey-s400", *arguments)
    assert_clean(done, 2)
    assert expected in done.stderr


@pytest.mark.parametrize("verb", ["coverage", "siting"])
def test_help_explains_every_option(pavise: Pavise, verb: str) -> None:
    done = pavise(verb, "--help")
    assert_clean(done)
    assert "--altitude" in done.stdout and "--terrain" in done.stdout
