"""A shelf with one invented result, and a server before it that is asked without a socket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from pavise.app.web.application import application
from pavise.app.web.jobs import Jobs
from pavise.app.web.routes import Desk
from pavise.dashboard.documents import Documents
from pavise.dashboard.shelf import Shelf
from tests.results.synthetic import write_synthetic

HOST = "127.0.0.1:8765"
TOKEN = "the-token-of-this-start"
PAGE = "<!doctype html><title>the page</title><script src='assets/page.js'></script>"


@dataclass(frozen=True)
class Server:
    """A server, how to ask it, and where its results are."""

    client: TestClient
    root: Path
    desk: Desk

    def get(self, address: str, **headers: str) -> httpx2.Response:
        """Ask with the token, as the page does."""
        return self.client.get(f"/{address}", headers={"X-Pavise-Token": TOKEN, **headers})

    def post(self, address: str, body: object, **headers: str) -> httpx2.Response:
        """Send JSON with the token."""
        return self.client.post(f"/{address}", json=body, headers={"X-Pavise-Token": TOKEN, **headers})

    def delete(self, address: str) -> httpx2.Response:
        """Delete with the token."""
        return self.client.delete(f"/{address}", headers={"X-Pavise-Token": TOKEN})


@pytest.fixture(scope="module", autouse=True)
def no_elevation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the user keeps of elevation is none of the tests' business, and would be read for maps."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAVISE_TERRAIN", str(tmp_path_factory.mktemp("elevation")))
        yield


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of results with one in it, called `invented`; only looked at."""
    root = tmp_path_factory.mktemp("results")
    write_synthetic(root / "invented", n_options=4, n_raids=2, sizes=(10, 30), worlds=8, reference_repeats=2)
    return root


@pytest.fixture(scope="session")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files as the front end is built to."""
    folder = tmp_path_factory.mktemp("static")
    (folder / "assets").mkdir()
    (folder / "index.html").write_text(PAGE)
    (folder / "assets" / "page.js").write_text("console.log(1)")
    (folder / "assets" / "worker.mjs").write_text("self")
    (folder / "secret.txt").write_text("not part of the page")
    return folder


def server_of(root: Path, page: Path, most_jobs: int = 2, opened: str | None = None) -> Server:
    """A server over the results in `root`."""
    desk = Desk(Documents(Shelf(root), "0.0", opened), Jobs(root, most_jobs))
    app = application(desk, TOKEN, (HOST, "localhost:8765"), page, most_body_bytes=100_000)
    return Server(TestClient(app, base_url=f"http://{HOST}", raise_server_exceptions=True), root, desk)


@pytest.fixture(scope="session")
def server(invented: Path, page: Path) -> Iterator[Server]:
    """A server that is only read from."""
    found = server_of(invented, page, opened="invented")
    yield found
    found.desk.jobs.close()
    found.desk.documents.shelf.close()


@pytest.fixture
def busy(tmp_path: Path, page: Path) -> Iterator[Server]:
    """A server of one's own, over an empty folder, that may be written to."""
    found = server_of(tmp_path / "results", page)
    yield found
    found.desk.jobs.close()
    found.desk.documents.shelf.close()
