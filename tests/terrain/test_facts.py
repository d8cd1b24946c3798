"""What cannot serve as elevation is refused with the reason and the mend; what was found once is remembered."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import numpy as np
import pytest

from pavise.terrain import facts
from pavise.terrain.facts import content_sha256, examine
from pavise.terrain.raster import open_elevation
from pavise.yamlfile import BadInput
from tests.terrain.rasters import of_formula, posts, rasterio, saddle, touch, write

PLACE = {"first_post": (30.0, 41.0), "step": 0.1}
FLAT = np.full((11, 11), 100.0)


def complaint(path: Path) -> str:
    """The one finding about a file."""
    with pytest.raises(BadInput) as caught:
        open_elevation(path)
    (finding,) = caught.value.findings
    assert finding.file == str(path) and finding.mend
    return str(finding)


def test_a_raster_without_a_reference_system_lies_nowhere(tmp_path: Path) -> None:
    assert "no coordinate reference system" in complaint(write(tmp_path / "a.tif", FLAT, **PLACE, crs=None))


@pytest.mark.filterwarnings("ignore:The given matrix is equal")  # rasterio, of the file that this test is about
def test_a_raster_that_does_not_say_where_its_pixels_lie(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", FLAT, **PLACE, transform=rasterio.Affine.identity())
    assert "does not say where its pixels lie" in complaint(path)


@pytest.mark.parametrize(
    "transform", [(0.1, 0.01, 30, 0.01, -0.1, 41), (-0.1, 0, 31, 0, -0.1, 41)], ids=["rotated", "mirrored"]
)
def test_a_raster_askew_is_to_be_turned_first(tmp_path: Path, transform: tuple[float, ...]) -> None:
    path = write(tmp_path / "a.tif", FLAT, **PLACE, transform=rasterio.Affine(*transform))
    assert "is rotated or mirrored" in complaint(path) and "rio warp" in complaint(path)


def test_a_raster_of_nothing_but_voids_is_no_elevation(tmp_path: Path) -> None:
    declared = write(tmp_path / "a.tif", np.full((11, 11), -9999.0), **PLACE, nodata=-9999.0)
    silent = write(tmp_path / "b.tif", np.full((11, 11), np.nan), **PLACE)
    assert "every post is void" in complaint(declared) and "every post is void" in complaint(silent)


def test_an_image_is_no_elevation(tmp_path: Path) -> None:
    image = write(tmp_path / "a.tif", np.zeros((3, 11, 11), np.uint8), **PLACE)
    assert "has 3 bands: an image, not heights" in complaint(image)
    with rasterio.open(tmp_path / "b.tif", "w", driver="GTiff", count=1, height=11, width=11, dtype="uint8",
                       crs="EPSG:4326", transform=rasterio.Affine(0.1, 0, 30, 0, -0.1, 41)) as raster:  # fmt: skip
        raster.write(np.zeros((1, 11, 11), np.uint8))
        raster.write_colormap(1, {0: (255, 0, 0, 255)})
    assert "palette" in complaint(tmp_path / "b.tif")
    grey = write(tmp_path / "c.tif", np.arange(121, dtype=np.uint8).reshape(11, 11), **PLACE)
    assert any("is it a picture" in words for words in open_elevation(grey).warnings)


@pytest.mark.parametrize(
    ("factor", "mend"), [(100.0, "centimetres"), (1 / 0.3048 * 3, "feet")], ids=["centimetres", "feet"]
)
def test_heights_that_no_land_has_are_in_another_unit(tmp_path: Path, factor: float, mend: str) -> None:
    path = of_formula(tmp_path / "a.tif", **PLACE, shape=(11, 11), formula=lambda x, y: saddle(x, y) * factor)
    assert "beyond -500 to 9,000 m" in complaint(path) and mend in complaint(path)


def test_the_sea_floor_and_single_spikes_are_told_apart(tmp_path: Path) -> None:
    floor = write(tmp_path / "a.tif", np.full((11, 11), -3000.0), **PLACE)
    assert "sea floor" in complaint(floor)
    heights = np.full((100, 100), 100.0)
    heights[3, 3] = 20_000.0
    spike = write(tmp_path / "b.tif", heights, **PLACE)
    assert "(1 posts)" in complaint(spike) and "single wrong posts" in complaint(spike)


def test_a_unit_nobody_knows_is_asked_about(tmp_path: Path) -> None:
    assert "'fathom'" in complaint(write(tmp_path / "a.tif", FLAT, **PLACE, units="fathom"))


@pytest.mark.parametrize("compress", [None, "deflate"])
@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_file_cut_off_is_to_be_fetched_again(tmp_path: Path, compress: str | None, kept: float) -> None:
    heights = np.random.default_rng(1).uniform(0, 3000, (600, 600))
    path = write(tmp_path / "a.tif", heights, (30.0, 41.0), 0.001, compress=compress)
    content = path.read_bytes()
    path.write_bytes(content[: int(kept * len(content))])
    assert "fetch it again" in complaint(path)


def test_a_tile_of_another_size_than_srtm_is_no_hgt(tmp_path: Path) -> None:
    (tmp_path / "N36E137.hgt").write_bytes(bytes(2 * 1201 * 1000))
    assert "N36E137.hgt" in complaint(tmp_path / "N36E137.hgt")
    (tmp_path / "hills.hgt").write_bytes(bytes(2 * 1201 * 1201))
    assert "called after its south-west corner" in complaint(tmp_path / "hills.hgt")


def test_what_is_no_file_or_no_raster_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.tif").touch()
    (tmp_path / "notes.txt").write_text("Ararat 5137 m")
    assert "there is no such file" in complaint(tmp_path / "missing.tif")
    assert "is empty" in complaint(tmp_path / "empty.tif")
    assert "is a folder" in complaint(tmp_path)
    assert "not a raster that GDAL can read" in complaint(tmp_path / "notes.txt")
    with pytest.raises(BadInput, match="no raster is named"):
        open_elevation([])


def test_a_raster_of_no_width_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.vrt").write_text(
        '<VRTDataset rasterXSize="0" rasterYSize="0"><SRS>EPSG:4326</SRS>'
        '<GeoTransform>30, 0.1, 0, 41, 0, -0.1</GeoTransform><VRTRasterBand dataType="Int16" band="1"/></VRTDataset>'
    )
    assert complaint(tmp_path / "a.vrt")
    assert "only 1 x 5 posts" in complaint(write(tmp_path / "b.tif", np.ones((5, 1)), **PLACE))


def test_a_vrt_whose_files_are_gone_says_which(tmp_path: Path) -> None:
    (tmp_path / "a.vrt").write_text(
        '<VRTDataset rasterXSize="11" rasterYSize="11"><SRS>EPSG:4326</SRS>'
        '<GeoTransform>30, 0.1, 0, 41, 0, -0.1</GeoTransform><VRTRasterBand dataType="Int16" band="1"><SimpleSource>'
        '<SourceFilename relativeToVRT="1">gone.tif</SourceFilename><SourceBand>1</SourceBand></SimpleSource>'
        "</VRTRasterBand></VRTDataset>"
    )
    assert "gone.tif" in complaint(tmp_path / "a.vrt")


def test_a_vrt_makes_nobody_reach_for_a_network(tmp_path: Path) -> None:
    from http.server import BaseHTTPRequestHandler, HTTPServer

    asked = []

    class Counting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = HTTPServer(("127.0.0.1", 0), Counting)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        far = f"/vsicurl/http://127.0.0.1:{server.server_port}/far.tif"
        for name, source in (("a.vrt", far), ("b.vrt", str(tmp_path / "a.vrt"))):  # the second by way of the first
            (tmp_path / name).write_text(
                '<VRTDataset rasterXSize="11" rasterYSize="11"><SRS>EPSG:4326</SRS>'
                '<GeoTransform>30, 0.1, 0, 41, 0, -0.1</GeoTransform><VRTRasterBand dataType="Int16" band="1">'
                f"<SimpleSource><SourceFilename>{source}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>"
                "</VRTRasterBand></VRTDataset>"
            )
            assert complaint(tmp_path / name)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert asked == []


def test_metres_called_degrees_lie_outside_the_globe(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", FLAT, (500_000.0, 4_400_000.0), 30.0, crs="EPSG:4326")
    assert "outside the globe" in complaint(path)


def test_a_raster_in_one_huge_piece_cannot_be_read_in_part(tmp_path: Path) -> None:
    profile = {"driver": "GTiff", "count": 1, "height": 12_000, "width": 12_000, "dtype": "int16", "crs": "EPSG:4326"}
    layout = {"blockysize": 12_000, "compress": "deflate", "SPARSE_OK": True}
    path = tmp_path / "a.tif"
    with rasterio.open(path, "w", **profile, **layout, transform=rasterio.Affine(0.001, 0, 30, 0, -0.001, 41)):
        pass  # nothing written: a sparse file
    assert "in one piece of 144 million posts" in complaint(path) and "TILED=YES" in complaint(path)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")  # rasterio's own
@pytest.mark.parametrize("fault", ["crs", "rotated", "bands", "unit", "feet"])
def test_the_mend_that_is_named_mends_it(tmp_path: Path, fault: str) -> None:
    """The commands come with rasterio. What one of them makes of the file can be opened."""
    from click.testing import CliRunner
    from rasterio.rio.main import main_group

    askew = rasterio.Affine(0.1, 0.01, 30, 0.01, -0.1, 41)
    path = {
        "crs": lambda: write(tmp_path / "a.tif", FLAT, **PLACE, crs=None),
        "rotated": lambda: write(tmp_path / "a.tif", FLAT, **PLACE, transform=askew),
        "bands": lambda: write(tmp_path / "a.tif", np.stack([FLAT, FLAT]), **PLACE),
        "unit": lambda: write(tmp_path / "a.tif", FLAT, **PLACE, units="fathom"),
        "feet": lambda: write(tmp_path / "a.tif", FLAT * 150.0, **PLACE),
    }[fault]()
    command = re.search(r"rio (\S.*?)( \(|\.$|$)", complaint(path))
    assert command is not None
    words = command[1].removesuffix(".").split()
    arguments = [{"FILE": str(path), "OUT.tif": str(tmp_path / "out.tif")}.get(word, word) for word in words]
    done = CliRunner().invoke(main_group, arguments)
    assert done.exit_code == 0, done.output
    mended = tmp_path / "out.tif" if "OUT.tif" in words else path
    touch(mended)
    assert open_elevation(mended).sample(np.radians(40.6), np.radians(30.5)) in (100.0, pytest.approx(4572.0))


def test_everything_wrong_with_every_file_is_told_at_once(tmp_path: Path) -> None:
    good = write(tmp_path / "good.tif", FLAT, **PLACE)
    twice = write(tmp_path / "twice.tif", np.zeros((3, 11, 11)), **PLACE, crs=None)
    with pytest.raises(BadInput) as caught:
        open_elevation([twice, good, tmp_path / "missing.tif"])
    told = [(Path(finding.file).name, finding.problem) for finding in caught.value.findings]
    assert [name for name, _ in told] == ["missing.tif", "twice.tif", "twice.tif"]


def test_what_is_remarkable_but_no_fault_is_a_warning(tmp_path: Path) -> None:
    heights = np.full((11, 11), 100.0)
    heights[0] = 0.0
    sea_is_void = open_elevation(write(tmp_path / "a.tif", heights, **PLACE, nodata=0.0))
    assert any("the sea is void" in words for words in sea_is_void.warnings)
    assert np.isnan(sea_is_void.sample(np.radians(41.0), np.radians(30.5)))
    assert open_elevation(write(tmp_path / "b.tif", FLAT, **PLACE)).warnings == ("b.tif is 100 m everywhere",)


# ---- remembering --------------------------------------------------------------------------------------------------


def test_a_file_is_looked_at_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = of_formula(tmp_path / "a.tif", **PLACE, shape=(11, 11))
    looks = []
    look = facts.open_dataset

    def open_dataset(file: str, called: str) -> object:
        looks.append(file)
        return look(file, called)

    monkeypatch.setattr(facts, "open_dataset", open_dataset)
    first = examine(path)
    assert examine(path) == first and len(looks) == 1
    touch(path)
    assert examine(path) == first and len(looks) == 2
    (tmp_path / "a.tif.aux.xml").write_text("<PAMDataset/>")  # it could say that something is void
    examine(path)
    assert len(looks) == 3


def test_what_other_code_found_out_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = of_formula(tmp_path / "a.tif", **PLACE, shape=(11, 11))
    examine(path)
    monkeypatch.setattr(facts, "_code", lambda: 1)
    monkeypatch.setattr(facts, "_examine", lambda *_: pytest.fail("looked again"))
    with pytest.raises(pytest.fail.Exception, match="looked again"):
        examine(path)


def test_a_memory_that_cannot_be_written_or_read_costs_time_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pavise.terrain import memory

    path = of_formula(tmp_path / "a.tif", **PLACE, shape=(11, 11))
    (tmp_path / "cache").write_text("a file where a folder should be")
    assert examine(path) == examine(path)
    (tmp_path / "cache").unlink()
    examine(path)
    for kept in (tmp_path / "cache").rglob("*.json"):
        kept.write_text("{ damaged")
    assert examine(path).columns == 11
    monkeypatch.setattr(memory, "user_cache_folder", lambda: str(tmp_path / "a.tif" / "below a file"))
    assert examine(path).columns == 11


def test_the_hash_of_a_file_is_the_one_everybody_computes(tmp_path: Path) -> None:
    import hashlib

    path = of_formula(tmp_path / "a.tif", **PLACE, shape=(11, 11))
    read = []
    assert content_sha256(examine(path), read.append) == hashlib.sha256(path.read_bytes()).hexdigest()
    assert read[-1] == path.stat().st_size
    content_sha256(examine(path), lambda _: pytest.fail("read again"))


def test_every_post_of_an_ordinary_raster_is_looked_at(tmp_path: Path) -> None:
    """One void in 600,000 posts, in blocks that do not divide the raster, is counted."""
    heights = saddle(*posts((30.0, 41.0), 0.001, (1000, 600)))
    heights[777, 433] = np.nan
    found = examine(write(tmp_path / "a.tif", heights, (30.0, 41.0), 0.001, tiled=True, blockxsize=64, blockysize=64))
    assert found.posts_seen == 600_000
    assert found.void_share * 600_000 == pytest.approx(1.0)
    assert (found.lowest_m, found.highest_m) == pytest.approx((np.nanmin(heights), np.nanmax(heights)))
