"""`pavise terrain` as a user types it: what it shows, what it complains of, and that it never needs a network."""

from __future__ import annotations

import hashlib
import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from pavise.app import cli_terrain
from pavise.terrain.copernicus import tile_name
from tests.app.conftest import Pavise
from tests.terrain.rasters import of_formula, write


@pytest.fixture(autouse=True)
def own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library for this test alone."""
    folder = tmp_path / "library"
    monkeypatch.setenv("PAVISE_TERRAIN", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def test_a_raster_is_added_listed_and_removed(pavise: Pavise, tmp_path: Path) -> None:
    of_formula(tmp_path / "hills.tif", (30.0, 41.0), 0.01, (100, 200), tags={"CREDIT": "Made by a formula"})
    added = pavise("terrain", "add", "hills.tif")
    assert added.returncode == 0, added.stderr
    assert "hills" in added.stdout and "1,110 m" in added.stdout and "Credit: Made by a formula." in added.stdout
    listed = pavise("terrain", "list")
    assert "hills" in listed.stdout and "1 rasters" in listed.stdout
    assert all(len(line) <= 80 for line in listed.stdout.splitlines())
    as_json = json.loads(pavise("terrain", "list", "--json").stdout)
    (entry,) = as_json["entries"]
    assert entry["name"] == "hills" and entry["crs"] == "EPSG:4326" and entry["linked"] is False
    assert entry["sha256"] == hashlib.sha256((tmp_path / "hills.tif").read_bytes()).hexdigest()
    assert "hills is out of the library" in pavise("terrain", "remove", "hills").stdout
    assert "No elevation yet" in pavise("terrain", "list").stdout


def test_bad_files_are_told_all_at_once_and_nothing_is_added(pavise: Pavise, tmp_path: Path, own_library: Path) -> None:
    write(tmp_path / "nowhere.tif", np.ones((5, 5)), (30.0, 41.0), 0.1, crs=None)
    (tmp_path / "empty.tif").touch()
    of_formula(tmp_path / "good.tif", (30.0, 41.0), 0.01, (100, 200))
    done = pavise("terrain", "add", "nowhere.tif", "good.tif", "empty.tif", "missing.tif")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert [line.split(":")[0] for line in done.stderr.splitlines()[:3]] == ["empty.tif", "missing.tif", "nowhere.tif"]
    assert all("Mend:" in line for line in done.stderr.splitlines()[:3])
    assert not own_library.exists()


def test_tiles_are_fetched_from_a_mirror_and_the_credit_is_printed(pavise: Pavise, tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    name = tile_name((39, 32), "90m")
    (mirror / name).mkdir(parents=True)
    write(mirror / name / f"{name}.tif", np.full((60, 60), 890.0, np.float32), (32.0, 40.0), 1.0 / 60.0)
    (mirror / "tileList.txt").write_text(name)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(mirror)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        done = pavise("terrain", "get", "--bbox", "32,38.5,33,40", "--posts", "90m", "--base-url", address)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert done.returncode == 0, done.stderr
    words = " ".join(done.stdout.split())
    assert "1 tiles fetched" in words and "1 cells have no tile: they are sea, noted as 0 m (N38E032)" in words
    assert "Copernicus WorldDEM-90 © DLR e.V. 2010-2014" in words and "do not incur any liability" in words
    assert "fetching tiles: 100%, done" in done.stderr
    listed = pavise("terrain", "list").stdout
    assert "glo90-n39e032" in listed and "1 degree cells known to be sea" in listed


def test_a_slip_in_the_area_is_explained(pavise: Pavise) -> None:
    done = pavise("terrain", "get", "--bbox", "25,35,45")
    assert done.returncode == 2 and "write" in done.stderr and "25,35,45,43" in " ".join(done.stderr.split())
    done = pavise("terrain", "get", "--bbox", "-10,43,45,35", "--posts", "10m")
    assert done.returncode == 2 and "30m or 90m" in done.stderr and "2 findings" in done.stderr


def test_without_a_reader_of_rasters_the_mend_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """rasterio is an extra: whoever lacks it is told how to get it, and the rest goes on working."""
    import sys

    from pavise.app import cli

    of_formula(tmp_path / "hills.tif", (30.0, 41.0), 0.01, (100, 200))
    monkeypatch.setitem(sys.modules, "rasterio", None)
    monkeypatch.setattr(sys, "argv", ["pavise", "terrain", "add", str(tmp_path / "hills.tif")])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    assert "pip install 'pavise[terrain]'" in capsys.readouterr().err


def test_small_shares_and_sizes_are_not_called_none() -> None:
    assert [cli_terrain.share(value) for value in (0.0, 1e-9, 0.25)] == ["none", "< 0.1 %", "25.0 %"]
    assert [cli_terrain.size(value) for value in (34_162, 3_539_066, 41_000_000)] == ["34 kB", "3.5 MB", "41 MB"]
