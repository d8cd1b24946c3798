"""A user's library of elevation: what goes in comes out, nothing is lost, and nonsense never gets in."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import numpy as np
import pytest

from pavise.terrain import index
from pavise.terrain.copernicus import credit
from pavise.terrain.library import Library, library_folder
from pavise.terrain.raster import Bounds
from pavise.yamlfile import BadInput
from tests.terrain.rasters import at, hgt, of_formula, saddle, touch, write

TILE = {"step": 0.01, "shape": (101, 101)}


def names(library: Library) -> list[str]:
    return [entry.name for entry in library.entries()]


def test_the_folder_is_the_users_choice_or_among_the_users_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAVISE_TERRAIN", "~/heights")
    assert library_folder() == Path.home() / "heights"
    monkeypatch.delenv("PAVISE_TERRAIN")
    assert library_folder().parts[-2:] == ("pavise", "terrain")


def test_a_library_begins_empty_and_says_what_to_do() -> None:
    library = Library()
    assert library.entries() == [] and library.sea_cells() == frozenset() and not library.folder.exists()
    with pytest.raises(BadInput, match="pavise terrain get"):
        library.elevation()


def test_what_is_added_is_copied_listed_and_read(tmp_path: Path) -> None:
    path = of_formula(tmp_path / "west.tif", (30.0, 41.0), **TILE, tags={"CREDIT": "Made by a formula"})
    (entry,) = Library().add([path]).entries
    assert (entry.name, entry.linked, entry.crs, entry.credit) == ("west", False, "EPSG:4326", "Made by a formula")
    assert (entry.west_deg, entry.north_deg) == pytest.approx((29.995, 41.005))
    assert entry.post_spacing_m == pytest.approx(1110.4, abs=0.5)
    assert entry.size_bytes == path.stat().st_size and len(entry.sha256) == 64
    path.unlink()  # the copy stands by itself
    elevation = Library().elevation()
    assert at(elevation, 30.333, 40.777) == pytest.approx(saddle(30.333, 40.777))
    assert elevation.credit == "Made by a formula"


def test_a_linked_raster_stays_where_it_is(tmp_path: Path) -> None:
    path = of_formula(tmp_path / "west.tif", (30.0, 41.0), **TILE)
    library = Library()
    (entry,) = library.add([path], link=True).entries
    assert entry.linked and entry.file == str(path) and not (library.folder / "tiles").exists()
    assert at(library.elevation(), 30.333, 40.777) == pytest.approx(saddle(30.333, 40.777))
    assert library.remove("west").file == str(path)
    assert path.exists() and names(library) == []


def test_a_file_that_is_gone_or_changed_is_marked_and_a_gone_one_is_asked_for(tmp_path: Path) -> None:
    library = Library()
    paths = [of_formula(tmp_path / f"{name}.tif", (west, 41.0), **TILE) for name, west in (("a", 30.0), ("b", 31.0))]
    library.add(paths, link=True)
    paths[0].unlink()
    touch(paths[1])
    assert [(entry.name, entry.state) for entry in library.entries()] == [("a", "missing"), ("b", "changed")]
    with pytest.raises(BadInput, match="pavise terrain remove a"):
        library.elevation()
    assert len(library.elevation(Bounds(31.5, 40.2, 31.8, 40.4)).tiles) == 1  # where the gone one is not needed


def test_nothing_is_added_when_anything_cannot_serve(tmp_path: Path) -> None:
    good = of_formula(tmp_path / "good.tif", (30.0, 41.0), **TILE)
    nowhere = write(tmp_path / "nowhere.tif", np.ones((5, 5)), (30.0, 41.0), 0.1, crs=None)
    (tmp_path / "notes.txt").write_text("no raster")
    (tmp_path / "only.vrt").write_text(
        '<VRTDataset rasterXSize="101" rasterYSize="101"><SRS>EPSG:4326</SRS>'
        '<GeoTransform>29.995, 0.01, 0, 41.005, 0, -0.01</GeoTransform><VRTRasterBand dataType="Float64" band="1">'
        '<SimpleSource><SourceFilename relativeToVRT="1">good.tif</SourceFilename><SourceBand>1</SourceBand>'
        "</SimpleSource></VRTRasterBand></VRTDataset>"
    )
    library = Library()
    with pytest.raises(BadInput) as caught:
        library.add([good, nowhere, tmp_path / "notes.txt", tmp_path / "only.vrt"])
    assert [Path(finding.file).name for finding in caught.value.findings] == ["notes.txt", "nowhere.tif", "only.vrt"]
    assert names(library) == [] and not (library.folder / "tiles").exists()
    assert [entry.name for entry in library.add([tmp_path / "only.vrt"], link=True).entries] == ["only"]
    with pytest.raises(BadInput, match="no file is named"):
        library.add([])


def test_a_file_of_the_same_content_and_place_is_not_taken_twice(tmp_path: Path) -> None:
    path = of_formula(tmp_path / "west.tif", (30.0, 41.0), **TILE)
    (tmp_path / "again.tif").write_bytes(path.read_bytes())
    library = Library()
    library.add([path])
    added = library.add([path, tmp_path / "again.tif"])
    assert added.entries == ()
    assert added.already == ((str(path), "west"), (str(tmp_path / "again.tif"), "west"))
    assert names(library) == ["west"]


def test_two_tiles_of_sea_differ_by_their_place_alone(tmp_path: Path) -> None:
    tiles = [hgt(tmp_path, 36, longitude, np.zeros((1201, 1201))) for longitude in (27, 28)]
    library = Library()
    assert len(library.add(tiles).entries) == 2
    assert at(library.elevation(), [27.5, 28.5], [36.5, 36.5]).tolist() == [0.0, 0.0]


def test_files_called_alike_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    """DTED cells are called n38.dt0 in a folder for each longitude."""
    paths = []
    for west in (42, 43):
        (tmp_path / f"e0{west}").mkdir()
        paths.append(of_formula(tmp_path / f"e0{west}" / "n38.tif", (west, 39.0), **TILE))
    library = Library()
    library.add(paths)
    assert names(library) == ["e042-n38", "e043-n38"]
    (tmp_path / "e042" / "..tif").write_bytes(of_formula(tmp_path / "x.tif", (44.0, 39.0), **TILE).read_bytes())
    library.add([tmp_path / "e042" / "..tif"])  # a name that would be the folder above
    assert len(names(library)) == 3 and all(name.strip(".") for name in names(library))


def test_files_beside_a_raster_come_with_it(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", np.full((11, 11), 100.0), (30.0, 41.0), 0.1)
    (tmp_path / "a.tif.aux.xml").write_text(
        "<PAMDataset><PAMRasterBand band='1'><UnitType>ft</UnitType></PAMRasterBand></PAMDataset>"
    )
    library = Library()
    library.add([path])
    assert at(library.elevation(), 30.5, 40.5) == pytest.approx(30.48)


def test_a_copernicus_tile_is_known_by_its_name_however_it_came(tmp_path: Path) -> None:
    path = of_formula(tmp_path / "Copernicus_DSM_COG_30_N40_00_E030_00_DEM.tif", (30.0, 41.0), **TILE)
    (entry,) = Library().add([path]).entries
    assert entry.name == "glo90-n40e030" and entry.credit == credit("90m")


def test_only_what_meets_the_area_is_opened(tmp_path: Path) -> None:
    library = Library()
    library.add([write(tmp_path / f"{west}.tif", np.ones((11, 11)), (west, 41.0), 0.1) for west in (30.0, 40.0, 179.5)])
    library.add_sea([(39, 30), (10, 10)])
    elevation = library.elevation(Bounds(30.5, 39.5, 31.5, 41.5))
    assert [Path(tile.path).stem for tile in elevation.tiles] == ["30.0"]
    assert elevation.sea_cells == {(39, 30)} and at(elevation, 30.5, 39.5) == 0.0
    (across,) = library.elevation(Bounds(-179.9, 40.2, -179.8, 40.4)).tiles  # an area just beyond the date line
    assert Path(across.path).stem == "179.5"
    with pytest.raises(BadInput, match=r"holds no elevation for 60E to 61E, 40N to 41N"):
        library.elevation(Bounds(60.0, 40.0, 61.0, 41.0))


def test_what_contradicts_the_library_is_a_warning(tmp_path: Path) -> None:
    library = Library()
    library.add([of_formula(tmp_path / "right.tif", (30.0, 41.0), **TILE)])
    wrong = of_formula(tmp_path / "wrong.tif", (30.5, 41.0), **TILE, formula=lambda x, y: saddle(x, y) + 150.0)
    (warning,) = library.add([wrong]).warnings
    assert "wrong.tif and right.tif contradict each other" in warning


def test_what_is_removed_is_gone_and_a_wrong_name_gets_a_hint(tmp_path: Path) -> None:
    library = Library()
    library.add([of_formula(tmp_path / "west.tif", (30.0, 41.0), **TILE)])
    with pytest.raises(BadInput, match="did you mean 'west'"):
        library.remove("wets")
    library.remove("west")
    assert names(library) == [] and list((library.folder / "tiles").iterdir()) == []


# ---- the index ----------------------------------------------------------------------------------------------------


def test_many_commands_at_once_lose_nothing(tmp_path: Path) -> None:
    paths = [of_formula(tmp_path / f"t{west}.tif", (float(west), 41.0), 0.1, (11, 11)) for west in range(8)]
    threads = [threading.Thread(target=lambda path=path: Library().add([path])) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(Library()) == sorted(path.stem for path in paths)


def test_a_command_broken_off_leaves_the_old_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library()
    library.add([of_formula(tmp_path / "west.tif", (30.0, 41.0), **TILE)])
    before = (library.folder / index.INDEX).read_text(encoding="utf-8")
    east = of_formula(tmp_path / "east.tif", (31.0, 41.0), **TILE)

    def broken(source: object, target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(index.os, "replace", broken)
    with pytest.raises(KeyboardInterrupt):
        library.add([east])
    monkeypatch.undo()
    monkeypatch.setenv("PAVISE_TERRAIN", str(library.folder))
    assert (library.folder / index.INDEX).read_text(encoding="utf-8") == before
    assert not list((library.folder / "tiles").glob("*.tmp"))
    assert [entry.name for entry in Library().add([east]).entries] == ["east"]  # and the lock is free


def test_a_lock_left_by_a_command_that_died_is_broken_and_a_live_one_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library()
    library.folder.mkdir(parents=True)
    lock = library.folder / "index.json.lock"
    lock.touch()
    monkeypatch.setattr(index, "LOCK_WAIT_S", 0.2)
    with pytest.raises(BadInput, match="another command has held"):
        library.add_sea([(1, 1)])
    os.utime(lock, (0, 0))
    library.add_sea([(1, 1)])
    assert library.sea_cells() == {(1, 1)} and not lock.exists()


@pytest.mark.parametrize("content", ["{ not json", "[]", '{"format": 1}', '{"format": 1, "tiles": [{}], "sea": []}'])
def test_a_damaged_index_is_a_finding(content: str) -> None:
    library = Library()
    library.folder.mkdir(parents=True)
    (library.folder / index.INDEX).write_text(content, encoding="utf-8")
    with pytest.raises(BadInput, match="is damaged"):
        library.entries()


def test_an_index_of_a_later_version_is_left_alone() -> None:
    library = Library()
    library.folder.mkdir(parents=True)
    (library.folder / index.INDEX).write_text(json.dumps({"format": 99}), encoding="utf-8")
    with pytest.raises(BadInput, match="another version of pavise"):
        library.add_sea([(1, 1)])
    assert json.loads((library.folder / index.INDEX).read_text(encoding="utf-8")) == {"format": 99}
