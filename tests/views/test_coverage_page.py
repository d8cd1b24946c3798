"""Maps, charts and page of coverage: drawn from the folder alone, saying what they show, opening without a network."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.text import Text

from pavise.coverage.interest import NearSites
from pavise.coverage.question import Layer, Question
from pavise.coverage.scene import Scene
from pavise.coverage.survey import survey
from pavise.results.schema import ResultsError
from pavise.views import coverage_chart, coverage_map, style
from pavise.views.coverage_page import area_words, draw, sentence, share_words
from pavise.views.coverage_reading import CoverageFolder, read_coverage
from tests.worlds.radars_at import LAW, radars_at

pytestmark = pytest.mark.needs_compiler

BEAM = replace(LAW, elevation_max_rad=np.radians(40))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("map")
    world = radars_at((39.0, 33.0), (39.5, 35.0), radar=BEAM, worlds=4)
    world.sensor["present"][:2, 1] = 0
    scene = Scene(
        "Two <radars> & a town", {"study": "s", "option": "o", "seed": 1, "pavise_version": "0", "hashes": {"a": "b"}},
        world, ["unit 0/eye", "unit 1/eye"], ["Eye", "Eye"], [1, 1], [("Ankara", 39.9, 32.9)], [1.0],
        warnings=["Mind the gap."],
    )  # fmt: skip
    question = Question((Layer(500.0, 1.0), Layer(9000.0, 0.1)))
    survey(scene, question, NearSites((39.9,), (32.9,), 200e3), path, cell_m=6e3)
    draw(path)
    return path


@pytest.fixture(scope="module")
def read(folder: Path) -> CoverageFolder:
    return read_coverage(folder)


def words_of(figure) -> str:
    figure.canvas.draw()
    return " ".join(text.get_text() for text in figure.findobj(Text))


def test_every_picture_and_the_page_are_there(folder: Path, read: CoverageFolder) -> None:
    names = [name for _, _, name in coverage_map.png_names(read.said)] + coverage_chart.png_names(read.said)
    assert len(names) == 4 + 2
    for name in names:
        assert (folder / name).read_bytes().startswith(b"\x89PNG")


def test_the_page_is_whole_loads_nothing_and_runs_nothing(folder: Path) -> None:
    page = (folder / "coverage.html").read_text(encoding="utf-8")
    assert "Two &lt;radars&gt; &amp; a town" in page and "Mind the gap." in page
    assert not re.search(r"<script|src=\"(?!data:)|href=\"http|url\(", page)
    assert page.count("data:image/png;base64,") == 6
    for anchor in re.findall(r'href="#([\w-]+)"', page):
        assert f'id="{anchor}"' in page
    assert "nan" not in re.sub(r"base64,[^\"]*", "", page).lower().replace("finan", "")


def test_drawing_again_needs_only_the_folder_and_gives_the_same_page(folder: Path, tmp_path: Path) -> None:
    for name in ("coverage.json", "grids.npz"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    draw(tmp_path)
    assert (tmp_path / "coverage.html").read_bytes() == (folder / "coverage.html").read_bytes()


def test_a_map_says_what_where_how_and_under_which_conditions(read: CoverageFolder) -> None:
    with style.drawing():
        words = words_of(coverage_map.covered_map(read, 0))
    for expected in (
        "500 m above sea, 1 m²", "covered in at least 9 of 10 worlds", "gap", "area of interest: within 200 km",
        "Ankara", "km", "smooth earth", "Natural Earth", "sensor, not in every world",
    ):  # fmt: skip
        assert expected in words, expected


def test_gaps_are_hatched_so_that_colour_alone_says_nothing(read: CoverageFolder) -> None:
    with style.drawing():
        figure = coverage_map.covered_map(read, 0)
    assert any(patch.get_hatch() for patch in figure.legends[0].get_patches())


def test_a_chart_names_its_limits_and_its_horizon(read: CoverageFolder) -> None:
    with style.drawing():
        words = words_of(coverage_chart.vertical_chart(read, 0))
    for expected in (
        "Eye",
        "highest elevation of the sensor, 40°",
        "horizon of the smooth earth",
        "10°",
        "20 m above sea",
    ):
        assert expected in words, expected


def test_where_there_is_no_coast_on_file_the_map_says_so() -> None:
    plane = coverage_map.Plane(10.0, -150.0)
    assert not coverage_map.coast_reaches(plane, (-1e5, 1e5, -1e5, 1e5))
    assert coverage_map.coast_reaches(coverage_map.Plane(39.0, 33.0), (-1e5, 1e5, -1e5, 1e5))


@pytest.mark.parametrize("place", [(89.9, 0.0), (-17.0, 179.9), (0.0, 0.0)])
def test_maps_of_poles_and_the_date_line_can_be_drawn(tmp_path: Path, place: tuple[float, float]) -> None:
    scene = Scene(
        "Far away", {"study": "s", "option": "o", "seed": 1, "pavise_version": "0", "hashes": {}},
        radars_at(place), ["a/eye"], ["Eye"], [1], [("There", *place)], [1.0],
    )  # fmt: skip
    survey(scene, Question((Layer(3000.0, 1.0),)), NearSites((place[0],), (place[1],), 100e3), tmp_path, cell_m=10e3)
    assert "coverage.html" in draw(tmp_path)


def test_numbers_in_words() -> None:
    assert share_words({"p10": 0.162, "p50": 0.284, "p90": 0.426}) == ("28%", "16 to 43%")
    assert share_words({"p10": 0.5, "p50": 0.5, "p90": 0.5}) == ("50%", "50%")
    assert area_words({"p10": 69044.0, "p50": 134616.0, "p90": 230880.0})[0].replace("\u202f", "") == "135000"
    nothing = {"words": "w", "rcs_m2": 1.0, "network": {"covered_share": None}}
    assert "no part" in sentence(nothing)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 99}'])
def test_a_folder_without_a_map_is_said_to_hold_none(tmp_path: Path, text: str) -> None:
    np.savez(tmp_path / "grids.npz", a=np.zeros(1))
    (tmp_path / "coverage.json").write_text(text, encoding="utf-8")
    with pytest.raises(ResultsError):
        read_coverage(tmp_path)
    with pytest.raises(ResultsError):
        read_coverage(tmp_path / "nowhere")


def test_the_folder_keeps_what_it_says_in_plain_json(folder: Path) -> None:
    said = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))
    assert said["layers"][1]["words"] == "9 km above sea, 0.1 m²"
