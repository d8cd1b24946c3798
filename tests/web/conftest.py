"""A browser, a small result and a server of it, as a reader has them. Skipped where one of the three is missing.

Chromium comes from the system (Playwright's own is a download), Playwright from the group `browser` of pyproject.toml,
and the page must have been built (`python3 go.py web`). Every test asserts at its end that no request left this machine
and that the console holds no error.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pavise.app.page import STATIC
from tests.app.conftest import SMALL_STUDY

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
PATIENCE_S = 60.0


@dataclass
class Reader:
    """A page in a browser, with what it asked for and what it complained of."""

    page: Any
    address: str
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, place: str) -> None:
        """Look at a place of the page: `#/compare?...`."""
        self.page.evaluate("place => { location.hash = place }", place)

    def look_at_a_unit(self) -> None:
        """Open the map, and on it one battery."""
        self.go("#/map?option=s400-in-service")
        self.shows("S-400 battery")
        self.page.click("summary:has-text('S-400 battery')")
        self.page.click("button.row:has-text('s400 1')")
        self.shows("Reach of", ".unit")

    def until(self, true: Callable[[], object], what: str, patience_s: float = PATIENCE_S) -> Any:
        """Wait until something holds. (Playwright's own waiting needs `eval`, which the page's policy forbids.)"""
        end = time.monotonic() + patience_s
        while time.monotonic() < end:
            found = true()
            if found:
                return found
            self.page.wait_for_timeout(100)
        raise AssertionError(f"never came: {what}; the page says {self.page.inner_text('body')[:600]!r}")

    def shows(self, words: str, within: str = "main", patience_s: float = PATIENCE_S) -> None:
        """Wait until some words stand in a part of the page."""
        self.until(lambda: self.has(words, within), words, patience_s)

    def has(self, words: str, within: str = "main") -> bool:
        """Do these words stand there now?"""
        return any(words in part.inner_text() for part in self.page.query_selector_all(within))


@pytest.fixture(scope="session")
def small_result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of results with one in it, fought in seconds, and some of its battles recorded."""
    from pavise import api

    folder = tmp_path_factory.mktemp("browser")
    study = folder / "small.yaml"
    study.write_text(SMALL_STUDY, encoding="utf-8")
    api.compare(study, folder / "results" / "small")
    return folder / "results"


PLAIN_M, RIDGE_M, RIDGE_DEG = 1200.0, 2600.0, 33.0


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's library of elevation: a plain with a ridge from south to north; empty where nothing can read it."""
    from importlib.util import find_spec

    folder = tmp_path_factory.mktemp("elevation")
    if find_spec("rasterio") is not None:
        import numpy as np

        from pavise.terrain.library import Library
        from tests.terrain.rasters import of_formula

        def ground_m(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
            return PLAIN_M + (RIDGE_M - PLAIN_M) * np.exp(-(((lon - RIDGE_DEG) / 0.15) ** 2)) + 0.0 * lat

        raster = of_formula(folder / "ridge.tif", (31.0, 41.0), 1 / 60, (3 * 60 + 1, 4 * 60 + 1), ground_m)
        Library(folder / "library").add([raster])
    return folder / "library"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, drawn by the processor."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed (group `browser`)")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    if not (STATIC / "index.html").is_file():
        pytest.skip("the page is not built; build it with: python3 go.py web")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def served(browser: Any, small_result: Path, library: Path) -> Iterator[str]:
    """The address that `pavise view` prints."""
    command = [sys.executable, "-m", "pavise", "view", str(small_result / "small"), "--port", "0", "--no-browser"]
    environment = {**os.environ, "PAVISE_NO_WEB": "1", "PAVISE_TERRAIN": str(library)}  # what is built is tested
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert re.match(r"http://127\.0\.0\.1:\d+/#token=", address), address
        yield address
        server.terminate()


@pytest.fixture
def reader(browser: Any, served: str) -> Iterator[Reader]:
    """A fresh browser that has opened the address."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    own = served.partition("#")[0]
    found = Reader(page, own)
    page.on("request", lambda r: None if r.url.startswith((own, "data:", "blob:")) else found.elsewhere.append(r.url))
    page.on("console", lambda m: found.complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.goto(served)
    found.shows("Map", "nav")
    yield found
    assert not found.elsewhere, "the page asked another machine"
    assert not found.complaints, "the console holds errors"
    context.close()
