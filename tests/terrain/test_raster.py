"""The height of a place is what the rasters say: in closed form, against GDAL, and at every seam of the earth."""

from __future__ import annotations

import threading
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pavise.sim import geometry
from pavise.terrain import lattice
from pavise.terrain.raster import Bounds, Elevation, coarse_posts, open_elevation
from pavise.yamlfile import BadInput
from tests.terrain.rasters import TERRAIN, at, hgt, of_formula, posts, rasterio, saddle, touch, write

SECOND = 1.0 / 3600.0

beside_the_collection = pytest.mark.skipif(
    not TERRAIN.is_dir(), reason="the collection of elevation data (../shared/terrain) is not beside this working copy"
)


def strewn(west: float, south: float, east: float, north: float, n: int = 2000) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes all over an area."""
    chance = np.random.default_rng(1)
    return chance.uniform(west, east, n), chance.uniform(south, north, n)


# ---- between posts ------------------------------------------------------------------------------------------------


def test_between_posts_the_height_is_bilinear(tmp_path: Path) -> None:
    elevation = open_elevation(of_formula(tmp_path / "a.tif", (30.0, 41.0), 0.01, (101, 201)))
    longitude, latitude = strewn(30.0, 40.0, 32.0, 41.0)
    assert at(elevation, longitude, latitude) == pytest.approx(saddle(longitude, latitude), abs=1e-9)


def test_pages_and_blocks_leave_no_trace(tmp_path: Path) -> None:
    """Rough ground over several pages, in tiles of GDAL that do not divide them, against bilinear written out."""
    chance = np.random.default_rng(2)
    heights = chance.integers(-100, 3000, (700, 900)).astype(np.int16)
    path = write(tmp_path / "a.tif", heights, (30.0, 41.0), 0.001, tiled=True, blockxsize=48, blockysize=80)
    column, row = chance.uniform(0, 899, 20_000), chance.uniform(0, 699, 20_000)
    i, j = np.floor(row).astype(int), np.floor(column).astype(int)
    f, g = row - i, column - j
    expected = (1 - f) * ((1 - g) * heights[i, j] + g * heights[i, j + 1])
    expected += f * ((1 - g) * heights[i + 1, j] + g * heights[i + 1, j + 1])
    assert at(open_elevation(path), 30.0 + 0.001 * column, 41.0 - 0.001 * row) == pytest.approx(expected, abs=1e-5)


def test_gdal_reads_the_same_heights(tmp_path: Path) -> None:
    """Its own bilinear warp to a grid between the posts, and its own sampling of posts."""
    chance = np.random.default_rng(3)
    path = write(tmp_path / "a.tif", chance.uniform(0, 3000, (60, 80)), (30.0, 41.0), 0.01)
    between = rasterio.Affine(0.01, 0, 30.0 + 0.0031, 0, -0.01, 41.0 - 0.0047)
    warped = np.zeros((50, 70))
    some_posts = [(30.0 + 0.01 * k, 41.0 - 0.01 * (k // 2)) for k in range(50)]
    with rasterio.open(path) as raster:
        band = rasterio.band(raster, 1)
        bilinear = {"resampling": rasterio.warp.Resampling.bilinear, "tolerance": 0.0}
        rasterio.warp.reproject(band, warped, dst_transform=between, dst_crs="EPSG:4326", **bilinear)
        sampled = [value[0] for value in raster.sample(some_posts)]
    longitude, latitude = posts((30.0 + 0.0081, 41.0 - 0.0097), 0.01, (50, 70))
    elevation = open_elevation(path)
    assert at(elevation, longitude, latitude) == pytest.approx(warped, abs=1e-6)
    assert at(elevation, *zip(*some_posts, strict=True)) == pytest.approx(sampled, abs=1e-6)


def test_places_come_in_any_shape(tmp_path: Path) -> None:
    elevation = open_elevation(of_formula(tmp_path / "a.tif", (30.0, 41.0), 0.01, (101, 201)))
    latitude, longitude = np.radians([[40.2], [40.3]]), np.radians([30.1, 30.2, 30.3])
    assert elevation.sample(latitude, longitude).shape == (2, 3)
    assert elevation.sample(np.radians(40.2), np.radians(30.1)).shape == ()
    assert elevation.sample([], []).shape == (0,)


def test_a_place_that_is_none_has_no_height(tmp_path: Path) -> None:
    elevation = open_elevation(of_formula(tmp_path / "a.tif", (30.0, 41.0), 0.01, (101, 201)))
    assert np.isnan(at(elevation, [np.nan, 31.0, np.inf, 31.0], [40.5, np.nan, 40.5, 90.5])).all()


def test_many_threads_read_as_one(tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    path = write(tmp_path / "a.tif", chance.uniform(0, 3000, (1200, 1200)), (30.0, 41.0), 0.001)
    longitude, latitude = strewn(30.0, 39.9, 31.1, 41.0, 20_000)
    expected, elevation, found = at(open_elevation(path), longitude, latitude), open_elevation(path), {}

    def ask(number: int) -> None:
        found[number] = at(elevation, longitude, latitude)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6 and all(np.array_equal(answer, expected) for answer in found.values())


# ---- at the edge, and voids ---------------------------------------------------------------------------------------


def test_the_footprint_ends_half_a_post_beyond_the_last(tmp_path: Path) -> None:
    elevation = open_elevation(of_formula(tmp_path / "a.tif", (30.0, 41.0), 0.1, (11, 11)))
    assert at(elevation, 29.96, 40.55) == pytest.approx(saddle(30.0, 40.55))  # the outermost posts count alone
    assert at(elevation, 31.04, 39.96) == pytest.approx(saddle(31.0, 40.0))
    assert np.isnan(at(elevation, [29.94, 31.06, 30.5, 30.5], [40.5, 40.5, 41.06, 39.94])).all()
    assert np.isfinite(at(elevation, [29.95, 31.05, 30.5, 30.5], [40.5, 40.5, 41.05, 39.95])).all()


def test_a_void_post_makes_the_four_meshes_around_it_unknown(tmp_path: Path) -> None:
    heights = saddle(*posts((30.0, 41.0), 0.1, (11, 11)))
    heights[5, 5] = -32768.0
    elevation = open_elevation(write(tmp_path / "a.tif", heights, (30.0, 41.0), 0.1, nodata=-32768.0))
    assert np.isnan(at(elevation, [30.45, 30.55, 30.45, 30.55, 30.5], [40.45, 40.45, 40.55, 40.55, 40.5])).all()
    # On a post or a line of posts beside it, the void has no weight.
    beside = ([30.4, 30.6, 30.5, 30.5, 30.37, 30.6], [40.5, 40.5, 40.4, 40.6, 40.5, 40.43])
    assert at(elevation, *beside) == pytest.approx(saddle(*map(np.array, beside)))


def test_zero_is_a_height_and_void_is_not(tmp_path: Path) -> None:
    heights = np.zeros((5, 5), np.int16)
    heights[0, :] = -32767
    heights[4, :] = 7
    elevation = open_elevation(write(tmp_path / "a.tif", heights, (30.0, 41.0), 0.1, nodata=-32767))
    assert at(elevation, 30.2, 40.8) == 0.0
    assert np.isnan(at(elevation, 30.2, 40.95))
    assert elevation.voids.void_share == pytest.approx(0.2) and elevation.voids.zero_share == pytest.approx(0.6)
    assert str(elevation.voids) == "20.0 % void, 60.0 % exactly 0 m"


# ---- tiles --------------------------------------------------------------------------------------------------------


def test_tiles_that_repeat_their_edge_and_tiles_that_do_not_join_alike(tmp_path: Path) -> None:
    """DTED and .hgt tiles have their common posts twice; Copernicus tiles end one post short of the next."""
    for shared in (1, 0):
        paths = [
            of_formula(tmp_path / f"{shared}{east}{north}.tif", (30.0 + east, 40.0 + north), 0.01, (100 + shared,) * 2)
            for east in (0, 1)
            for north in (0, 1)
        ]
        elevation = open_elevation(paths)
        longitude, latitude = strewn(30.0, 39.02, 31.98, 41.0)
        assert at(elevation, longitude, latitude) == pytest.approx(saddle(longitude, latitude), abs=1e-9)
        assert len(elevation.lattices) == 1 and elevation.warnings == ()


def test_where_posts_stand_wider_apart_farther_north_no_gap_is_left(tmp_path: Path) -> None:
    """Copernicus tiles north of 50 degrees have posts 1.5 seconds apart in longitude, south of it 1; both end one row
    short of their southern neighbour."""
    north = of_formula(tmp_path / "n.tif", (8.0, 50.5), (0.015, 0.01), (50, 66))
    south = of_formula(tmp_path / "s.tif", (8.0, 50.0), 0.01, (50, 100))
    longitude, latitude = strewn(8.0, 49.6, 8.9, 50.4)
    found = at(open_elevation([north, south]), longitude, latitude)
    # Within the one row between the two, the height is that of the nearer row: wrong by up to half a row of slope.
    assert found == pytest.approx(saddle(longitude, latitude), abs=0.5 * 0.01 * 10.0)


def test_the_finest_raster_wins_whatever_the_order(tmp_path: Path) -> None:
    coarse = write(tmp_path / "coarse.tif", np.full((11, 11), 100.0), (30.0, 41.0), 0.1)
    fine = write(tmp_path / "fine.tif", np.full((11, 11), 150.0), (30.4, 40.6), 0.02)
    for paths in ([coarse, fine], [fine, coarse]):
        assert at(open_elevation(paths), [30.5, 30.1], [40.5, 40.1]).tolist() == [150.0, 100.0]


def test_a_coarser_raster_fills_the_voids_of_a_finer_one(tmp_path: Path) -> None:
    heights = np.full((11, 11), 150.0)
    heights[5, 5] = -9999.0
    fine = write(tmp_path / "fine.tif", heights, (30.4, 40.6), 0.02, nodata=-9999.0)
    coarse = write(tmp_path / "coarse.tif", np.full((11, 11), 100.0), (30.0, 41.0), 0.1)
    assert np.isnan(at(open_elevation(fine), 30.5, 40.5))
    assert at(open_elevation([fine, coarse]), 30.5, 40.5) == 100.0


def test_among_equally_fine_rasters_the_first_wins_and_the_next_fills_its_voids(tmp_path: Path) -> None:
    heights = np.full((11, 11), 150.0)
    heights[5, 5] = np.nan
    first = write(tmp_path / "first.tif", heights, (30.0, 41.0), 0.1)
    second = write(tmp_path / "second.tif", np.full((11, 11), 120.0), (30.5, 41.0), 0.1)
    elevation = open_elevation([first, second])
    assert at(elevation, [30.9, 30.5, 31.3], [40.2, 40.5, 40.2]) == pytest.approx([150.0, 120.0, 120.0])


def test_a_cell_known_to_be_sea_is_zero_where_no_raster_reaches(tmp_path: Path) -> None:
    """Land at 39 N 32 E, posts ending one short of its southern and eastern edge as in the public tiles; sea to the
    south and the east, nothing known to the west."""
    land = write(tmp_path / "land.tif", np.full((1200, 1200), 50.0, np.float32), (32.0, 40.0), 3.0 * SECOND)
    elevation = open_elevation(land, sea_cells=[(38, 32), (39, 33), (38, 33)])
    assert at(elevation, [32.5, 32.5, 33.5, 33.5], [39.5, 38.5, 39.5, 38.5]).tolist() == [50.0, 0.0, 0.0, 0.0]
    edge = 3.0 * SECOND * np.linspace(0.0, 1.0, 11)
    assert set(at(elevation, 33.0 - edge, np.full(11, 39.5))) == {0.0, 50.0}  # no void seam between land and sea
    assert set(at(elevation, np.full(11, 32.5), 39.0 + edge)) == {0.0, 50.0}
    assert np.isnan(at(elevation, [31.5, 32.5], [39.5, 40.5])).all()


def test_a_void_is_no_sea_even_in_a_sea_cell(tmp_path: Path) -> None:
    heights = np.full((11, 11), 50.0)
    heights[5, 5] = np.nan
    elevation = open_elevation(write(tmp_path / "a.tif", heights, (32.0, 40.0), 0.1), sea_cells=[(39, 32)])
    assert np.isnan(at(elevation, 32.5, 39.5))


# ---- the date line and the poles ----------------------------------------------------------------------------------


def rugged(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """The same for a place whichever way round its longitude is counted."""
    return 500.0 + 300.0 * np.sin(np.radians(3.0 * longitude)) + 5.0 * latitude


@pytest.mark.parametrize("shared", [1, 0], ids=["edges repeated", "edges not repeated"])
def test_tiles_on_both_sides_of_the_date_line_join(tmp_path: Path, shared: int) -> None:
    tiles = [
        of_formula(tmp_path / f"{west}.tif", (west, -16.0), 0.01, (101, 100 + shared), formula=rugged)
        for west in (179.0, -180.0)
    ]
    elevation = open_elevation(tiles)
    longitude = np.concatenate([np.linspace(179.5, 180.0, 300), np.linspace(-180.0, -179.5, 300)])
    latitude = np.full(600, -16.4)
    assert at(elevation, longitude, latitude) == pytest.approx(rugged(longitude, latitude), abs=1e-3)
    assert elevation.bounds.west_deg == pytest.approx(178.995)
    assert elevation.bounds.east_deg == pytest.approx(181.0, abs=0.02)
    assert str(elevation.bounds) == "179E to 179W, 17S to 15.99S"


def test_one_raster_across_the_date_line_and_one_counted_from_0_to_360(tmp_path: Path) -> None:
    across = open_elevation(of_formula(tmp_path / "a.tif", (175.0, 10.0), 0.1, (51, 101), formula=rugged))
    to_360 = open_elevation(of_formula(tmp_path / "b.tif", (0.05, 10.0), 0.1, (51, 3600), formula=rugged))
    for longitude in (179.93, -179.93, 180.0, -180.0):
        for elevation in (across, to_360):
            assert at(elevation, longitude, 7.33) == pytest.approx(rugged(longitude, 7.33), abs=1e-2)
    assert at(to_360, -0.02, 7.3) == pytest.approx(rugged(-0.02, 7.3), abs=1e-2)
    assert np.isnan(at(across, 0.0, 7.0))


@pytest.mark.parametrize("step", [0.5, 0.7], ids=["closing into a ring", "not closing"])
def test_a_raster_around_the_earth(tmp_path: Path, step: float) -> None:
    columns = int(360.0 / step)
    path = of_formula(tmp_path / "a.tif", (-180.0 + step / 2, 89.0), step, (200, columns), formula=rugged)
    longitude, latitude = strewn(-180.0 + step, 0.0, 180.0 - 2 * step, 88.0)
    assert at(open_elevation(path), longitude, latitude) == pytest.approx(rugged(longitude, latitude), abs=0.5)


def test_the_poles_are_places(tmp_path: Path) -> None:
    def cap(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        return 2800.0 + 0.0 * longitude - 10.0 * (np.abs(latitude) - 90.0)

    points = open_elevation(of_formula(tmp_path / "n.tif", (-180.0, 90.0), 1.0, (31, 361), formula=cap))
    areas = open_elevation(of_formula(tmp_path / "s.tif", (-179.5, -60.5), 1.0, (30, 360), formula=cap))
    for longitude in (-180.0, -77.3, 0.0, 123.4, 180.0):
        assert at(points, longitude, 90.0) == pytest.approx(2800.0)
        assert at(areas, longitude, -90.0) == pytest.approx(2805.0)  # the outermost row of an area's middles


def test_a_polar_raster_in_metres_holds_the_pole(tmp_path: Path) -> None:
    path = of_formula(tmp_path / "a.tif", (-50_000.0, 50_000.0), 1000.0, (101, 101), crs="EPSG:3031",
                      formula=lambda x, y: 2800.0 + 0.001 * x - 0.002 * y)  # fmt: skip
    elevation = open_elevation(path)
    assert at(elevation, [0.0, 100.0, -179.0], [-90.0, -90.0, -90.0]) == pytest.approx(2800.0)
    assert elevation.bounds.south_deg == pytest.approx(-90.0)
    assert np.isnan(at(elevation, 0.0, 90.0))


@pytest.fixture(scope="module")
def whole_earth(tmp_path_factory: pytest.TempPathFactory) -> Elevation:
    """One degree, pixels of areas from date line to date line and from pole to pole."""
    path = tmp_path_factory.mktemp("earth") / "w.tif"
    return open_elevation(of_formula(path, (-179.5, 89.5), 1.0, (180, 360), formula=rugged))


@settings(max_examples=60, deadline=None)
@given(st.floats(-180.0, 180.0), st.floats(-89.9, 89.9), st.sampled_from([-720.0, -360.0, 360.0]))
def test_a_turn_around_the_earth_changes_nothing(
    whole_earth: Elevation, longitude: float, latitude: float, turn: float
) -> None:
    height_m = at(whole_earth, longitude, latitude)
    assert at(whole_earth, longitude + turn, latitude) == pytest.approx(height_m, abs=1e-6)


# ---- formats and reference systems --------------------------------------------------------------------------------


def test_an_hgt_tile_has_its_first_post_on_the_corner_its_name_says(tmp_path: Path) -> None:
    heights = np.zeros((1201, 1201))
    heights[0, 0], heights[1200, 0], heights[0, 1200], heights[600, 600] = 11, 22, 33, 44
    elevation = open_elevation(hgt(tmp_path, 36, 137, heights))
    assert at(elevation, [137.0, 137.0, 138.0, 137.5], [37.0, 36.0, 37.0, 36.5]) == pytest.approx([11, 22, 33, 44])
    elevation = open_elevation(hgt(tmp_path, -34, -71, heights))
    assert at(elevation, -71.0, -33.0) == 11.0


def test_a_dted_cell_is_read_with_its_negative_heights_and_voids(tmp_path: Path) -> None:
    from rasterio.shutil import copy

    heights = np.round(saddle(*posts((42.0, 39.0), 1.0 / 120.0, (121, 121)))).astype(np.int16)
    heights[10, 20], heights[30, 40] = -431, -32767
    write(tmp_path / "a.tif", heights, (42.0, 39.0), 1.0 / 120.0, nodata=-32767)
    copy(tmp_path / "a.tif", tmp_path / "n38.dt0", driver="DTED")
    elevation = open_elevation(tmp_path / "n38.dt0")
    assert at(elevation, 42.0 + 20 / 120, 39.0 - 10 / 120) == pytest.approx(-431.0)
    assert np.isnan(at(elevation, 42.0 + 40 / 120, 39.0 - 30 / 120))
    assert at(elevation, [42.0, 43.0], [38.0, 38.0]) == pytest.approx(heights[120, [0, 120]])
    assert elevation.tiles[0].driver == "DTED"


def test_a_vrt_stands_for_its_files_and_changes_with_them(tmp_path: Path) -> None:
    west = of_formula(tmp_path / "west.tif", (30.0, 41.0), 0.01, (101, 100))
    of_formula(tmp_path / "east.tif", (31.0, 41.0), 0.01, (101, 100))
    (tmp_path / "both.vrt").write_text(
        '<VRTDataset rasterXSize="200" rasterYSize="101"><SRS>EPSG:4326</SRS>'
        "<GeoTransform>29.995, 0.01, 0, 41.005, 0, -0.01</GeoTransform>"
        '<VRTRasterBand dataType="Float64" band="1">'
        + "".join(
            f'<SimpleSource><SourceFilename relativeToVRT="1">{name}.tif</SourceFilename><SourceBand>1</SourceBand>'
            '<SrcRect xOff="0" yOff="0" xSize="100" ySize="101"/>'
            f'<DstRect xOff="{left}" yOff="0" xSize="100" ySize="101"/></SimpleSource>'
            for name, left in (("west", 0), ("east", 100))
        )
        + "</VRTRasterBand></VRTDataset>"
    )
    elevation = open_elevation(tmp_path / "both.vrt")
    longitude, latitude = strewn(30.0, 40.0, 31.9, 41.0)
    assert at(elevation, longitude, latitude) == pytest.approx(saddle(longitude, latitude), abs=1e-9)
    before = elevation.sha256
    of_formula(west, (30.0, 41.0), 0.01, (101, 100), formula=lambda x, y: saddle(x, y) + 1.0)
    touch(west)
    assert open_elevation(tmp_path / "both.vrt").sha256 != before


@pytest.mark.parametrize("crs", ["EPSG:32636", "EPSG:3857", "EPSG:3035"])
def test_a_raster_in_metres_is_bilinear_in_its_own_coordinates(tmp_path: Path, crs: str) -> None:
    (x0,), (y0,) = rasterio.warp.transform("EPSG:4326", crs, [33.0], [40.0])
    plane = lambda x, y: 900.0 + (x - x0) / 100.0 - (y - y0) / 150.0 + (x - x0) * (y - y0) / 1e7  # noqa: E731
    elevation = open_elevation(of_formula(tmp_path / "a.tif", (x0, y0), 90.0, (200, 300), crs=crs, formula=plane))
    chance = np.random.default_rng(5)
    x, y = x0 + chance.uniform(0, 26_000, 500), y0 - chance.uniform(0, 17_000, 500)
    longitude, latitude = map(np.array, rasterio.warp.transform(crs, "EPSG:4326", x, y))
    assert at(elevation, longitude, latitude) == pytest.approx(plane(x, y), abs=1e-5)
    assert np.isnan(at(elevation, [33.0, -147.0, 33.0], [10.0, 40.0, -90.0])).all()


def test_degrees_on_another_datum_are_brought_to_ours(tmp_path: Path) -> None:
    """ED50 lies some hundred metres off WGS84 in Türkiye: GDAL's own change of datum is the measure."""
    elevation = open_elevation(of_formula(tmp_path / "a.tif", (30.0, 41.0), 0.01, (101, 201), crs="EPSG:4230"))
    (longitude,), (latitude,) = rasterio.warp.transform("EPSG:4230", "EPSG:4326", [31.234], [40.321])
    assert abs(longitude - 31.234) > 1e-4
    assert at(elevation, longitude, latitude) == pytest.approx(saddle(31.234, 40.321), abs=1e-6)


def test_a_raster_that_stands_on_its_head_is_read_right(tmp_path: Path) -> None:
    """Rows from south to north, as some NetCDF and GRIB files have them."""
    x, y = posts((30.0, 41.0), 0.01, (101, 201))
    upwards = rasterio.Affine(0.01, 0, 29.995, 0, 0.01, 39.995)
    write(tmp_path / "a.tif", saddle(x, y)[::-1], (30.0, 41.0), 0.01, transform=upwards)
    longitude, latitude = strewn(30.0, 40.0, 32.0, 41.0)
    assert at(open_elevation(tmp_path / "a.tif"), longitude, latitude) == pytest.approx(saddle(longitude, latitude))


def test_pixels_of_points_lie_around_their_points_whatever_gdal_was_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Points and areas with the same middles are the same posts; a setting of the environment does not shift them."""
    of_formula(tmp_path / "point.tif", (30.0, 41.0), 0.01, (101, 201), tags={"AREA_OR_POINT": "Point"})
    of_formula(tmp_path / "area.tif", (30.0, 41.0), 0.01, (101, 201))
    monkeypatch.setenv("GTIFF_POINT_GEO_IGNORE", "TRUE")
    for name in ("point", "area"):
        elevation = open_elevation(tmp_path / f"{name}.tif")
        assert at(elevation, [30.0, 31.117], [41.0, 40.333]) == pytest.approx(
            [saddle(30.0, 41.0), saddle(31.117, 40.333)]
        )


# ---- numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["int16", "uint16", "int32", "uint32", "float32", "float64", "uint8"])
def test_any_type_of_number(tmp_path: Path, dtype: str) -> None:
    heights = np.arange(121).reshape(11, 11).astype(dtype)
    elevation = open_elevation(write(tmp_path / "a.tif", heights, (30.0, 41.0), 0.1))
    assert at(elevation, 30.5, 40.5) == pytest.approx(60.0)


def test_scale_offset_and_units_are_honoured(tmp_path: Path) -> None:
    heights = np.full((11, 11), 1000, np.int16)
    place = {"first_post": (30.0, 41.0), "step": 0.1}
    decimetres = write(tmp_path / "dm.tif", heights, **place, scale_offset=(0.1, 50.0))
    feet = write(tmp_path / "ft.tif", heights, **place, units="ft")
    survey_feet = write(tmp_path / "us.tif", heights, **place, crs="EPSG:4326+6360")
    tagged = write(tmp_path / "tag.tif", heights, **place, tags={"UNITS": "Feet"})
    assert at(open_elevation(decimetres), 30.5, 40.5) == 150.0
    assert at(open_elevation(feet), 30.5, 40.5) == pytest.approx(304.8)
    assert at(open_elevation(survey_feet), 30.5, 40.5) == pytest.approx(1000 * 1200 / 3937)
    assert at(open_elevation(tagged), 30.5, 40.5) == pytest.approx(304.8)


@pytest.mark.parametrize(("dtype", "void"), [("int16", -32768), ("int16", -9999), ("float32", -3.4028234663852886e38)])
def test_what_everybody_writes_for_void_is_void_though_the_file_does_not_say_so(
    tmp_path: Path, dtype: str, void: float
) -> None:
    heights = np.full((11, 11), 100, dtype)
    heights[5, 5] = void
    elevation = open_elevation(write(tmp_path / "a.tif", heights, (30.0, 41.0), 0.1))
    assert np.isnan(at(elevation, 30.5, 40.5))
    assert dtype == "float32" or any("does not say which value means void" in words for words in elevation.warnings)


def test_a_mask_inside_the_file_counts_as_void(tmp_path: Path) -> None:
    path = of_formula(tmp_path / "a.tif", (30.0, 41.0), 0.1, (11, 11))
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as raster:
        mask = np.full((11, 11), 255, np.uint8)
        mask[5, 5] = 0
        raster.write_mask(mask)
    touch(path)
    assert np.isnan(at(open_elevation(path), 30.5, 40.5))
    assert at(open_elevation(path), 30.2, 40.2) == pytest.approx(saddle(30.2, 40.2))


# ---- what it is ---------------------------------------------------------------------------------------------------


def test_posts_are_as_far_apart_as_on_the_ellipsoid(tmp_path: Path) -> None:
    """One second of latitude at 60 N is 30.95 m (111,412 m to the degree); 30 m in UTM are 30 m, and in Web Mercator
    half of that at 60 N."""
    degrees = open_elevation(of_formula(tmp_path / "a.tif", (10.0, 60.01), SECOND, (72, 72)))
    assert degrees.post_spacing_m(np.radians(60.0), np.radians(10.01)) == pytest.approx(111_412 / 3600, rel=1e-4)
    utm = open_elevation(write(tmp_path / "b.tif", np.ones((40, 40)), (500_000, 6_650_000), 30.0, crs="EPSG:32632"))
    here = np.radians(utm.bounds.south_deg + 0.005), np.radians(9.005)
    assert utm.post_spacing_m(*here) == pytest.approx(30.0, rel=1e-3)
    web = open_elevation(write(tmp_path / "c.tif", np.ones((40, 40)), (1_000_000, 8_399_800), 30.0, crs="EPSG:3857"))
    here = np.radians(0.5 * (web.bounds.south_deg + web.bounds.north_deg)), np.radians(web.bounds.west_deg + 0.003)
    assert web.post_spacing_m(*here) == pytest.approx(15.0, rel=0.01)
    assert np.isnan(degrees.post_spacing_m(np.radians([0.0, 61.0]), np.radians([10.0, 10.0]))).all()


def test_the_ellipsoid_is_that_of_the_simulation() -> None:
    assert lattice.EARTH_EQUATOR_M == geometry.EARTH_EQUATOR_M
    assert lattice.ECCENTRICITY_2 == pytest.approx(geometry.ECCENTRICITY_2, rel=1e-15)


def test_coarse_posts_near_a_radar_are_a_warning(tmp_path: Path) -> None:
    fine = of_formula(tmp_path / "fine.tif", (29.9, 40.1), 3 * SECOND, (241, 241))
    coarse = of_formula(tmp_path / "coarse.tif", (29.0, 41.0), 30 * SECOND, (241, 241))
    here = np.radians(40.0), np.radians(30.0)
    assert coarse_posts(open_elevation(fine), *here) is None
    warning = coarse_posts(open_elevation(coarse), *here)
    assert warning is not None and warning.post_spacing_m == pytest.approx(925.3, abs=0.5)
    assert "925 m apart within 5 km" in str(warning) and "overstated" in str(warning)
    assert coarse_posts(open_elevation([fine, coarse]), *here) is None
    # A radar at the edge of the fine data sees the coarse ones 5 km away.
    assert coarse_posts(open_elevation([fine, coarse]), np.radians(40.0), np.radians(30.08)) is not None
    assert coarse_posts(open_elevation(fine), np.radians(10.0), np.radians(30.0)) is None


def test_it_says_what_it_is(tmp_path: Path) -> None:
    path = of_formula(tmp_path / "a.tif", (30.005, 40.995), 0.01, (100, 200), tags={"CREDIT": "Made by a formula."})
    elevation = open_elevation(path)
    assert elevation.credit == "Made by a formula."
    words = "1 raster, 30E to 32E, 40N to 41N, posts 1,110 m apart, no voids. Made by a formula."
    assert elevation.describe() == words
    assert open_elevation(path, credit="Said by the user").credit == "Said by the user"
    assert elevation.bounds == Bounds(*map(pytest.approx, (30.0, 40.0, 32.0, 41.0)))


def test_the_hash_changes_with_content_place_and_order(tmp_path: Path) -> None:
    zeros = np.zeros((1201, 1201))
    one, two = hgt(tmp_path, 36, 27, zeros), hgt(tmp_path, 36, 28, zeros)  # two tiles of sea: the same bytes
    hashes = {open_elevation(paths).sha256 for paths in ([one], [two], [one, two], [two, one])}
    assert len(hashes) == 4
    before = open_elevation(one).sha256
    assert open_elevation(one).sha256 == before and len(before) == 64
    zeros[3, 3] = 1
    hgt(tmp_path, 36, 27, zeros)
    touch(one)
    assert open_elevation(one).sha256 != before


def test_rasters_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    place = {"step": 0.01, "shape": (101, 101)}
    one = of_formula(tmp_path / "one.tif", (30.0, 41.0), **place)
    wrong = of_formula(tmp_path / "wrong.tif", (30.5, 41.0), **place, formula=lambda x, y: saddle(x, y) * 1.1)
    (warning,) = open_elevation([one, wrong]).warnings
    assert warning.startswith("one.tif and wrong.tif contradict each other")
    right = of_formula(tmp_path / "right.tif", (30.5, 41.0), **place)
    assert open_elevation([one, right]).warnings == ()
    # Tiles that only touch share no post: a cliff on the seam is no contradiction.
    cliff = of_formula(tmp_path / "cliff.tif", (31.01, 41.0), **place, formula=lambda x, y: saddle(x, y) + 500.0)
    assert open_elevation([one, cliff]).warnings == ()


# ---- size ---------------------------------------------------------------------------------------------------------


def test_a_raster_of_ten_gigabytes_is_read_where_it_is_asked(tmp_path: Path) -> None:
    """80,000 x 80,000 posts, 12.8 GB unpacked, nearly all of it unwritten (sparse): opened and sampled in little
    memory."""
    path, side, step = tmp_path / "huge.tif", 80_000, 0.0005
    profile = {"driver": "GTiff", "count": 1, "height": side, "width": side, "dtype": "int16", "crs": "EPSG:4326"}
    layout = {"tiled": True, "blockxsize": 512, "blockysize": 512, "SPARSE_OK": True, "BIGTIFF": "YES"}
    transform = rasterio.Affine(step, 0, 10.0, 0, -step, 60.0)
    with rasterio.open(path, "w", **profile, **layout, transform=transform) as raster:
        window = rasterio.windows.Window(51_200, 25_600, 512, 512)
        raster.write(np.full((512, 512), 1234, np.int16), 1, window=window)
    tracemalloc.start()
    elevation = open_elevation(path)
    longitude, latitude = strewn(10.5, 20.5, 49.5, 59.5, 300)
    assert not at(elevation, longitude, latitude).any()
    assert at(elevation, 10.0 + (51_200 + 256) * step, 60.0 - (25_600 + 256) * step) == 1234.0
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 300e6
    assert elevation.tiles[0].posts_seen < 0.02 * side * side


def test_pages_beyond_the_limit_are_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lattice, "PAGES_KEPT", 3)
    monkeypatch.setattr(lattice, "FILES_KEPT_OPEN", 2)
    paths = [of_formula(tmp_path / f"{k}.tif", (30.0 + k, 41.0), 0.002, (501, 501)) for k in range(4)]
    elevation = open_elevation(paths)
    longitude, latitude = strewn(30.0, 40.0, 34.0, 41.0)
    assert at(elevation, longitude, latitude) == pytest.approx(saddle(longitude, latitude), abs=1e-9)
    assert len(elevation.lattices[0]._pages) == 3 and len(elevation.lattices[0]._open) == 2
    elevation.close()
    assert at(elevation, 33.3, 40.2) == pytest.approx(saddle(33.3, 40.2))


def test_a_file_that_breaks_while_it_is_used_is_named(tmp_path: Path) -> None:
    heights = np.random.default_rng(6).uniform(0, 3000, (1500, 1500))
    path = write(tmp_path / "a.tif", heights, (30.0, 41.0), 0.001)
    elevation = open_elevation(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(BadInput, match="fetch it again"):
        at(elevation, 30.5, 39.6)


# ---- beside the collection ----------------------------------------------------------------------------------------


@beside_the_collection
def test_known_places_of_turkiye_at_30_seconds() -> None:
    """Lake Van and the others from the collection's own check list; Ararat is low because its summit is no post."""
    elevation = open_elevation(TERRAIN / "dted0_turkey_23E48E_32N45N_30s.tif")
    places = {
        "Lake Van": (38.60, 42.80, 1634, 1),
        "Lake Urmia": (37.60, 45.50, 1276, 3),
        "Black Sea": (43.0, 34.0, 0, 0),
        "Bet Shean": (32.50, 35.55, -255, 40),
        "Ararat": (39.702, 44.298, 4917, 300),
        "Ankara": (39.93, 32.86, 890, 60),
    }
    for name, (latitude, longitude, height_m, within_m) in places.items():
        assert at(elevation, longitude, latitude) == pytest.approx(height_m, abs=within_m), name
    assert elevation.voids.void_share == 0.0 and 0.3 < elevation.voids.zero_share < 0.4
    assert "NIMA" not in (elevation.credit or "") and "National Imagery and Mapping Agency" in (elevation.credit or "")
    assert coarse_posts(elevation, np.radians(39.9), np.radians(32.9)) is not None


@beside_the_collection
def test_the_original_cells_give_what_the_joined_raster_gives() -> None:
    """Nine untouched DTED cells against the one raster made of them, across all their seams."""
    cells = open_elevation(sorted((TERRAIN / "tiles_sample").glob("*/*.dt0")))
    joined = open_elevation(TERRAIN / "dted0_turkey_23E48E_32N45N_30s.tif")
    longitude, latitude = strewn(42.0, 38.0, 45.0, 41.0, 20_000)
    assert at(cells, longitude, latitude) == pytest.approx(at(joined, longitude, latitude), abs=1e-6)
    assert len(cells.lattices) == 1 and cells.warnings == ()


@beside_the_collection
def test_an_area_raster_lies_where_its_summits_are() -> None:
    """3 seconds, pixel-is-area, in Tennessee: highest and lowest post as GDAL finds them."""
    path = TERRAIN / "jacksboro_tennessee_3s.tif"
    with rasterio.open(path) as raster:
        heights = raster.read(1)
        row, column = np.unravel_index(heights.argmax(), heights.shape)
        longitude, latitude = raster.xy(row, column)
    assert at(open_elevation(path), longitude, latitude) == pytest.approx(heights.max()) == 1076
