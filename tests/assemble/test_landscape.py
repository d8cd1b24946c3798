"""The ground of a study: a smooth earth unless terrain is asked for, and every output says which."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from pavise.assemble.landscape import SMOOTH_EARTH, Landscape, area_around, landscape_of
from pavise.assemble.study import assemble_study
from pavise.catalogue.library import Library
from pavise.scenario.sites import Site
from pavise.scenario.study import load_study
from pavise.sim.world import check_world
from pavise.yamlfile import BadInput

rasterio = pytest.importorskip("rasterio", reason="elevation data are read with rasterio")

WEST_DEG, NORTH_DEG, STEP_DEG = 30.0, 41.5, 1.0 / 60.0
HIGH_M, RIDGE_M = 800, 2_500


@pytest.fixture(scope="module")
def hills(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plateau with one wall from north to south, between the western town and the others."""
    heights_m = np.full((300, 420), HIGH_M, np.int16)
    heights_m[:, 165:168] = RIDGE_M  # 32.75 E
    path = tmp_path_factory.mktemp("ground") / "hills.tif"
    where = rasterio.transform.from_origin(WEST_DEG, NORTH_DEG, STEP_DEG, STEP_DEG)
    settings = {"driver": "GTiff", "width": 420, "height": 300, "count": 1, "dtype": "int16", "crs": "EPSG:4326"}
    with rasterio.open(path, "w", transform=where, nodata=-9999, **settings) as file:
        file.write(heights_m, 1)
    return path


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pavise.terrain.cache.user_cache_folder", lambda: tmp_path_factory.getbasetemp() / "cache")


@pytest.fixture
def over_hills(library: Library, hills: Path):
    return assemble_study(load_study("what-radars-see"), library, worlds=2, terrain=str(hills))


def test_without_terrain_every_place_is_at_sea_level_and_nothing_is_hidden(library: Library):
    smooth = assemble_study(load_study("what-radars-see"), library, worlds=2)
    world = smooth.world(smooth.cases[0])
    assert np.all(world.site["height_m"] == 0.0)
    assert np.all(world.sensor["mask_row"] == 0)
    assert world.config["ground_step_rad"][0] == 0.0
    assert smooth.conditions()[0] == SMOOTH_EARTH
    assert "terrain" not in smooth.hashes()


@pytest.mark.needs_compiler
def test_over_terrain_units_stand_on_the_ground_and_have_shadows(over_hills):
    told: list[tuple[int, int]] = []
    over_hills.prepare(lambda done, total: told.append((done, total)))
    assert told and told[-1][0] == told[-1][1]
    case = next(case for case in over_hills.cases if case.option == "eyes-airborne")
    world, names = over_hills.world(case), over_hills.names(case)
    check_world(world)
    assert np.all(world.site["height_m"] == HIGH_M)
    flies = world.unit["orbit_radius_m"][0] > 0.0
    assert np.all(world.unit["height_m"][:, ~flies] == pytest.approx(HIGH_M, abs=RIDGE_M - HIGH_M))
    for s, name in enumerate(names.sensors):
        assert (world.sensor["mask_row"][0, s] > 0) == ("airborne" not in name), name
    assert world.config["ground_step_rad"][0] > 0.0
    assert world.ground.max() == RIDGE_M


@pytest.mark.needs_compiler
def test_options_share_the_shadows_of_antennas_that_they_share(over_hills):
    over_hills.prepare()
    rows = {}
    for option in over_hills.study.spec.options:
        case = next(case for case in over_hills.cases if case.option == option)
        world, names = over_hills.world(case), over_hills.names(case)
        assert world.sensor["mask_row"].max() < len(world.mask)
        rows[option] = dict(zip(names.sensors, world.sensor["mask_row"][0], strict=True))
    shared = rows["eyes-none"]
    for other in rows.values():
        assert {name: other[name] for name in shared} == shared
    every = {row for sensors in rows.values() for row in sensors.values()} - {0}
    assert every == set(range(1, len(world.mask)))


@pytest.mark.needs_compiler
def test_the_result_says_which_ground_it_was(over_hills):
    over_hills.prepare()
    said = " ".join(over_hills.conditions())
    assert said.startswith("Terrain from hills.tif: 1 raster")
    assert "what lies between them hides nothing here, so coverage is overstated" in said, "posts are 1.9 km apart"
    assert len(over_hills.hashes()["terrain"]) == 64


def test_a_caller_may_do_without_the_terrain_of_a_study(tmp_path: Path, library: Library, hills: Path):
    text = (load_study("what-radars-see").source.document.file, tmp_path / "case.yaml")
    written = Path(text[0]).read_text(encoding="utf-8").replace("terrain: none", f"terrain: [{hills}]")
    text[1].write_text(written, encoding="utf-8")
    study = load_study(text[1])
    assert assemble_study(study, library, worlds=1).hashes()["terrain"]
    assert "terrain" not in assemble_study(study, library, worlds=1, terrain="none").hashes()


def test_a_file_that_is_not_there_is_found_where_the_study_names_it(tmp_path: Path, library: Library):
    source = Path(load_study("what-radars-see").source.document.file).read_text(encoding="utf-8")
    path = tmp_path / "case.yaml"
    path.write_text(source.replace("terrain: none", "terrain: [nowhere.tif]"), encoding="utf-8")
    with pytest.raises(BadInput) as bad:
        assemble_study(load_study(path), library)
    (finding,) = bad.value.findings
    assert finding.field == "environment.terrain.0"
    assert finding.line == source[: source.index("terrain: none")].count("\n") + 1
    assert "nowhere.tif" in finding.problem


def test_nobody_stands_where_the_ground_is_not_known(hills: Path, tmp_path: Path):
    with rasterio.open(hills) as file:
        heights_m, profile = file.read(1), file.profile
    heights_m[140:160, 140:160] = -9999
    holed = tmp_path / "holed.tif"
    with rasterio.open(holed, "w", **profile) as file:
        file.write(heights_m, 1)
    sites = {"town": Site(title="Town", lat="39 deg", lon="32.5 deg", value=1, hardness=1)}
    found = landscape_of((str(holed),), Path(), sites, 100e3, 8_494_667.0)
    from pavise.sim.geometry import n_vector

    with pytest.raises(BadInput, match="do not know the ground at 39.000, 32.500"):
        found.ground_m(n_vector(math.radians(39.0), math.radians(32.5)))
    assert found.ground_m(n_vector(math.radians(40.0), math.radians(32.0))) == HIGH_M


def test_no_names_are_a_smooth_earth():
    assert type(landscape_of((), Path(), {}, 0.0, 8e6)) is Landscape


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([(39.0, 33.0)], (35.0, 27.5, 43.0, 38.5)),
        ([(10.0, 179.0), (10.0, -179.0)], (6.0, 174.9, 14.0, -174.9)),
        ([(89.0, 0.0)], (85.0, -180.0, 90.0, 180.0)),
    ],
)
def test_the_area_around_sites_holds_every_way_wherever_they_lie(places, expected):
    sites = {
        str(k): Site(title="T", lat=f"{a} deg", lon=f"{o} deg", value=1, hardness=1) for k, (a, o) in enumerate(places)
    }
    edges = [math.degrees(edge) for edge in area_around(sites, 390e3)]
    assert edges == pytest.approx(expected, abs=0.35)
