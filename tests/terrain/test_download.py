"""Tiles fetched from a server of our own: whole, in pieces after a broken line, checked, and never sea by mistake."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest

from pavise.terrain import copernicus, download, fetch
from pavise.terrain.copernicus import Cell, Posts, cells_of, tile_name
from pavise.terrain.download import Fetched, get
from pavise.terrain.fetch import DownloadError, fetch_file
from pavise.terrain.library import Library
from pavise.yamlfile import BadInput
from tests.terrain.rasters import at, write


@dataclass
class Server:
    """A web server with files, and with faults that happen once each, in order."""

    address: str
    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    etags: dict[str, str] = field(default_factory=dict)
    ranges: bool = True

    def put(self, cell: Cell, posts: Posts, content: bytes) -> str:
        name = tile_name(cell, posts)
        self.files[f"/{name}/{name}.tif"] = content
        return f"/{name}/{name}.tif"

    def list_tiles(self) -> None:
        names = [path.rpartition("/")[2].removesuffix(".tif") for path in self.files]
        self.files["/tileList.txt"] = "\n".join(names).encode()

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


class Handler(BaseHTTPRequestHandler):
    """Answers GET with ranges and ETags as S3 does, and misbehaves as it is told."""

    def log_message(self, *_: object) -> None:
        """Silence."""

    def do_GET(self) -> None:
        server: Server = self.server.pavise  # type: ignore[attr-defined]
        path, wanted = unquote(self.path), self.headers.get("Range")
        server.asked.append((path, wanted))
        fault = server.faults.pop(0) if server.faults else ""
        content = server.files.get(path)
        if fault.isdecimal() or content is None:
            self.send_error(int(fault) if fault.isdecimal() else 404)
            return
        etag = server.etags.get(path, f'"{hashlib.md5(content).hexdigest()}"')
        begin = 0
        if wanted and server.ranges and self.headers.get("If-Range") == etag:
            begin = int(re.findall(r"\d+", wanted)[0])
            if begin >= len(content):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(content)}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - begin))
        self.send_header("ETag", etag)
        self.end_headers()
        body = content[begin:]
        if fault == "break":
            body = body[: len(body) // 2]
        if fault == "garble":
            body = bytes(len(body))
        self.wfile.write(body)
        self.close_connection = True


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on this machine, gone after the test."""
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.pavise = Server(f"http://127.0.0.1:{httpd.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield httpd.pavise  # type: ignore[attr-defined]
    httpd.shutdown()
    thread.join()
    httpd.server_close()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests do not sit out the pauses, and reach no proxy."""
    monkeypatch.setattr(fetch, "PAUSE_S", 0.001)
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def tile(folder: Path, cell: Cell, posts: Posts = "90m", height_m: float = 500.0) -> bytes:
    """A small stand-in for a Copernicus tile: float32, posts from the north-western corner, one short of the others."""
    folder.mkdir(parents=True, exist_ok=True)
    n = 60 if posts == "90m" else 120
    heights = np.full((n, n), height_m, np.float32)
    heights[0, 0] += cell[0] + 0.01 * cell[1]  # no two tiles alike
    path = write(folder / f"{tile_name(cell, posts)}.tif", heights, (cell[1], cell[0] + 1.0), 1.0 / n)
    return path.read_bytes()


def fetched(server: Server, area: tuple[float, float, float, float], posts: str = "90m", **more: object) -> Fetched:
    return get(*area, posts=posts, base_url=server.address, **more)


# ---- names --------------------------------------------------------------------------------------------------------


def test_tiles_are_named_as_in_the_public_buckets() -> None:
    assert tile_name((39, 32), "30m") == "Copernicus_DSM_COG_10_N39_00_E032_00_DEM"
    assert tile_name((-34, -71), "90m") == "Copernicus_DSM_COG_30_S34_00_W071_00_DEM"
    assert copernicus.tile_url((0, 0), "90m") == (
        "https://copernicus-dem-90m.s3.amazonaws.com/Copernicus_DSM_COG_30_N00_00_E000_00_DEM/"
        "Copernicus_DSM_COG_30_N00_00_E000_00_DEM.tif"
    )
    assert copernicus.entry_name((39, 32), "30m") == "glo30-n39e032"
    assert copernicus.entry_name_of("Copernicus_DSM_COG_30_S34_00_W071_00_DEM.tif") == "glo90-s34w071"
    assert copernicus.entry_name_of("N39E032.hgt") is None


def test_the_cells_of_an_area() -> None:
    assert cells_of(32.2, 39.5, 33.5, 40.0) == [(39, 32), (39, 33)]
    assert cells_of(-0.5, -0.5, 0.5, 0.5) == [(0, -1), (0, 0), (-1, -1), (-1, 0)]
    assert cells_of(179.5, 10.0, -179.5, 10.5) == [(10, 179), (10, -180)]
    assert len(cells_of(-180.0, -90.0, 180.0, 90.0)) == 360 * 180
    assert len(cells_of(25.0, 35.0, 45.0, 43.0)) == 160  # Türkiye


# ---- fetching -----------------------------------------------------------------------------------------------------


def test_tiles_come_into_the_library_with_hash_source_and_credit(server: Server, tmp_path: Path) -> None:
    paths = [server.put((39, east), "90m", tile(tmp_path / "t", (39, east), height_m=east)) for east in (32, 33)]
    found = fetched(server, (32.1, 39.1, 33.9, 39.9))
    assert [entry.name for entry in found.entries] == ["glo90-n39e032", "glo90-n39e033"]
    first = Library().entries()[0]
    assert first.sha256 == hashlib.sha256(server.files[paths[0]]).hexdigest()
    assert first.source == server.address + paths[0]
    assert "Copernicus WorldDEM-90 © DLR e.V. 2010-2014 and © Airbus Defence and Space" in (first.credit or "")
    assert at(Library().elevation(), [32.5, 33.5], [39.5, 39.5]) == pytest.approx([32.0, 33.0])
    assert found.fetched_bytes == sum(map(len, server.files.values()))
    assert list((Library().folder / "fetching").iterdir()) == []


def test_what_is_there_is_not_asked_for_again(server: Server, tmp_path: Path) -> None:
    server.put((39, 32), "90m", tile(tmp_path / "t", (39, 32)))
    server.list_tiles()
    fetched(server, (32.1, 38.1, 32.9, 39.9))
    asked = len(server.asked)
    again = fetched(server, (32.1, 38.1, 32.9, 39.9))
    assert len(server.asked) == asked
    assert again.entries == [] and again.present == [(39, 32)] and again.sea == [(38, 32)]


def test_a_broken_line_is_taken_up_where_it_broke(server: Server, tmp_path: Path) -> None:
    content = tile(tmp_path / "t", (39, 32))
    path = server.put((39, 32), "90m", content)
    server.faults = ["break", "503", "break"]
    assert len(fetched(server, (32.1, 39.1, 32.9, 39.9)).entries) == 1
    half = len(content) // 2
    assert server.asked[0] == (path, None) and server.asked[1] == server.asked[2] == (path, f"bytes={half}-")
    assert server.asked[3] == (path, f"bytes={half + (len(content) - half) // 2}-")
    assert Library().entries()[0].sha256 == hashlib.sha256(content).hexdigest()


def test_a_tile_that_changed_on_the_server_meanwhile_is_begun_anew(server: Server, tmp_path: Path) -> None:
    url = server.put((39, 32), "90m", tile(tmp_path / "t", (39, 32)))
    target = tmp_path / "tile.tif"
    (tmp_path / "tile.tif.part").write_bytes(b"the beginning of an older file")
    (tmp_path / "tile.tif.part.etag").write_text('"of the older file"')
    assert fetch_file(server.address + url, target) == target
    assert target.read_bytes() == server.files[url]
    assert sorted(path.name for path in tmp_path.glob("tile*")) == ["tile.tif"]


def test_a_server_without_ranges_sends_the_whole_again(server: Server, tmp_path: Path) -> None:
    url = server.put((39, 32), "90m", tile(tmp_path / "t", (39, 32)))
    server.ranges, server.faults = False, ["break"]
    assert fetch_file(server.address + url, tmp_path / "x.tif") == tmp_path / "x.tif"
    assert (tmp_path / "x.tif").read_bytes() == server.files[url]


def test_a_part_that_was_whole_already_is_taken(server: Server, tmp_path: Path) -> None:
    url = server.put((39, 32), "90m", tile(tmp_path / "t", (39, 32)))
    content = server.files[url]
    (tmp_path / "x.tif.part").write_bytes(content)
    (tmp_path / "x.tif.part.etag").write_text(f'"{hashlib.md5(content).hexdigest()}"')
    fetch_file(server.address + url, tmp_path / "x.tif")
    assert (tmp_path / "x.tif").read_bytes() == content


def test_a_wrong_checksum_is_fetched_once_more_and_then_refused(server: Server, tmp_path: Path) -> None:
    content = tile(tmp_path / "t", (39, 32))
    path = server.put((39, 32), "90m", content)
    server.faults = ["garble"]
    assert len(fetched(server, (32.1, 39.1, 32.9, 39.9)).entries) == 1 and len(server.asked) == 2
    Library().remove("glo90-n39e032")
    server.etags[path] = '"' + "0" * 32 + '"'
    with pytest.raises(DownloadError, match="checksum is not the one the server announced, twice"):
        fetched(server, (32.1, 39.1, 32.9, 39.9))
    assert Library().entries() == [] and list((Library().folder / "fetching").iterdir()) == []


def test_an_etag_that_is_no_md5_sum_is_not_taken_for_one(server: Server, tmp_path: Path) -> None:
    """Files uploaded in parts have ETags like this one; length and content must do."""
    path = server.put((39, 32), "90m", tile(tmp_path / "t", (39, 32)))
    server.etags[path] = '"d41d8cd98f00b204e9800998ecf8427e-3"'
    assert len(fetched(server, (32.1, 39.1, 32.9, 39.9)).entries) == 1


def test_what_is_no_tile_is_refused_and_kept_out(server: Server, tmp_path: Path) -> None:
    server.put((39, 32), "90m", b"<html>Please log in to the hotel's network</html>")
    with pytest.raises(BadInput, match="log-in page"):
        fetched(server, (32.1, 39.1, 32.9, 39.9))
    server.put((39, 32), "90m", tile(tmp_path / "t", (50, 10)))
    with pytest.raises(BadInput, match=r"lies at 9.99E to 10.99E, 50.01N to 51.01N, not where its name says"):
        fetched(server, (32.1, 39.1, 32.9, 39.9))
    assert Library().entries() == []


def test_a_server_that_stays_silent_is_given_up_and_the_part_kept(server: Server, tmp_path: Path) -> None:
    path = server.put((39, 32), "90m", tile(tmp_path / "t", (39, 32)))
    server.faults = ["break"] + ["503"] * 20
    with pytest.raises(DownloadError, match="503.*the same command takes it up again"):
        fetched(server, (32.1, 39.1, 32.9, 39.9))
    assert len(server.asked) == 1 + fetch.ATTEMPTS - 1
    (part,) = (Library().folder / "fetching").glob("*.part")
    server.faults.clear()
    assert len(fetched(server, (32.1, 39.1, 32.9, 39.9)).entries) == 1
    assert server.asked[-1] == (path, f"bytes={len(server.files[path]) // 2}-") and not part.exists()


def test_a_refusal_is_no_reason_to_ask_again(server: Server) -> None:
    server.faults = ["403"]
    with pytest.raises(DownloadError, match="answers 403"):
        fetched(server, (32.1, 39.1, 32.9, 39.9))
    assert len(server.asked) == 1


def test_a_machine_that_is_not_there_is_a_failure_of_the_network() -> None:
    with pytest.raises(DownloadError, match="takes it up again"):
        get(32.1, 39.1, 32.9, 39.9, posts="90m", base_url="http://127.0.0.1:9")


def test_ctrl_c_leaves_a_state_from_which_the_next_call_goes_on(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "PIECE_BYTES", 1024)
    first, second = (server.put((39, east), "90m", tile(tmp_path / "t", (39, east))) for east in (32, 33))

    def interrupt(progress: download.Progress) -> None:
        if progress.done > 1.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetched(server, (32.1, 39.1, 33.9, 39.9), on_progress=interrupt)
    assert [entry.name for entry in Library().entries()] == ["glo90-n39e032"]
    found = fetched(server, (32.1, 39.1, 33.9, 39.9))
    assert [entry.name for entry in found.entries] == ["glo90-n39e033"] and found.present == [(39, 32)]
    assert server.paths() == [first, second, second]
    assert server.asked[2][1] is not None  # only the rest was asked for
    assert found.fetched_bytes < len(server.files[second])


# ---- what is not there --------------------------------------------------------------------------------------------


def test_a_cell_that_the_server_does_not_list_is_sea(server: Server, tmp_path: Path) -> None:
    server.put((39, 32), "90m", tile(tmp_path / "t", (39, 32)))
    server.list_tiles()
    found = fetched(server, (31.1, 38.1, 32.9, 39.9))
    assert sorted(found.sea) == [(38, 31), (38, 32), (39, 31)]
    assert Library().sea_cells() == set(found.sea)
    assert at(Library().elevation(), [32.5, 31.5], [39.5, 38.5]) == pytest.approx([500.0, 0.0])
    assert server.paths().count("/tileList.txt") == 1


def test_without_a_list_a_server_that_gave_a_tile_is_believed(server: Server, tmp_path: Path) -> None:
    server.put((39, 32), "90m", tile(tmp_path / "t", (39, 32)))
    assert fetched(server, (32.1, 38.1, 32.9, 39.9)).sea == [(38, 32)]


def test_a_wrong_address_turns_no_country_into_sea(server: Server) -> None:
    server.files["/tileList.txt"] = b"<html>A list of floor tiles</html>"
    with pytest.raises(BadInput, match="shows no sign of keeping the 90m tiles"):
        fetched(server, (32.1, 38.1, 32.9, 39.9))
    assert Library().sea_cells() == frozenset()


def test_a_tile_that_is_listed_and_not_there_is_a_fault_and_no_sea(server: Server, tmp_path: Path) -> None:
    server.put((39, 32), "90m", tile(tmp_path / "t", (39, 32)))
    server.list_tiles()
    server.files = {"/tileList.txt": server.files["/tileList.txt"]}
    with pytest.raises(DownloadError, match="though the server lists that tile"):
        fetched(server, (32.1, 39.1, 32.9, 39.9))
    assert Library().sea_cells() == frozenset()


def test_land_that_is_not_public_at_30_m_comes_at_90_m_and_is_no_sea(server: Server, tmp_path: Path) -> None:
    """Armenia and Azerbaijan, at the time of writing."""
    server.put((40, 43), "30m", tile(tmp_path / "t", (40, 43), "30m", 700.0))
    server.put((40, 43), "90m", tile(tmp_path / "t", (40, 43), "90m", 710.0))
    server.put((40, 44), "90m", tile(tmp_path / "t", (40, 44), "90m", 900.0))
    server.list_tiles()
    found = fetched(server, (43.1, 39.1, 44.9, 40.9), "30m")
    assert [entry.name for entry in found.entries] == ["glo30-n40e043", "glo90-n40e044"]
    assert found.only_90m == [(40, 44)] and sorted(found.sea) == [(39, 43), (39, 44)]
    heights = at(Library().elevation(), [43.5, 44.5, 44.5], [40.5, 40.5, 39.5])
    assert heights == pytest.approx([700.0, 900.0, 0.0])
    again = fetched(server, (43.1, 39.1, 44.9, 40.9), "30m")
    assert again.entries == [] and again.only_90m == [(40, 44)] and len(again.sea) == 2


def test_a_mirror_of_the_30_m_edition_alone_cannot_say_what_is_sea(server: Server, tmp_path: Path) -> None:
    server.put((40, 43), "30m", tile(tmp_path / "t", (40, 43), "30m"))
    server.list_tiles()
    with pytest.raises(BadInput, match="no sign of keeping the 90m tiles"):
        fetched(server, (43.1, 40.1, 44.9, 40.9), "30m")


def test_two_editions_may_lie_at_two_addresses(server: Server, tmp_path: Path) -> None:
    name = tile_name((39, 32), "90m")
    server.files[f"/mirror-90m/{name}/{name}.tif"] = tile(tmp_path / "t", (39, 32))
    found = get(32.1, 39.1, 32.9, 39.9, posts="90m", base_url=server.address + "/mirror-{posts}/")
    assert [entry.name for entry in found.entries] == ["glo90-n39e032"]


# ---- asking and progress ------------------------------------------------------------------------------------------


def test_everything_wrong_with_a_request_is_told_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        get(-400.0, 43.0, 45.0, 35.0, posts="10m", base_url="tiles.example")
    assert [finding.field for finding in caught.value.findings] == ["--bbox", "--bbox", "--posts", "--base-url"]
    with pytest.raises(BadInput, match="64,800 tiles at once"):
        get(-180.0, -90.0, 180.0, 90.0)


def test_progress_grows_to_the_end_and_says_how_long(server: Server, tmp_path: Path) -> None:
    for east in (32, 33, 34):
        server.put((39, east), "90m", tile(tmp_path / "t", (39, east)))
    steps: list[download.Progress] = []
    fetched(server, (32.1, 39.1, 34.9, 39.9), on_progress=steps.append)
    done = [step.done for step in steps]
    assert done == sorted(done) and done[-1] == steps[-1].total == 3
    assert steps[-1].left_s == 0.0 and steps[-1].fetched_bytes == sum(map(len, server.files.values()))
    assert all(step.left_s is None or step.left_s >= 0.0 for step in steps)
