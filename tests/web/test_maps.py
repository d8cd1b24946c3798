"""Maps that take a while: asked for on the page, worked out by a process of their own, drawn and exported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import Reader

pytestmark = pytest.mark.needs_compiler

REMEMBER = """() => {
  const canvas = document.querySelector(".surface.plan canvas");
  window.before = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
}"""
CHANGED = """() => {
  const canvas = document.querySelector(".surface.plan canvas");
  const now = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let changed = 0;
  for (let i = 0; i < now.length; i += 4) changed += now[i] !== window.before[i] || now[i + 1] !== window.before[i + 1];
  return changed / (now.length / 4);
}"""
"""Which share of the lowest sheet of the map, the one with areas, looks other than it did."""


def work_out(reader: Reader, words: str) -> None:
    """Ask for the map that was chosen, and wait until it is drawn and explained."""
    reader.shows("Work this map out")
    reader.page.wait_for_timeout(300)  # the map is drawn in the next frame
    reader.page.evaluate(REMEMBER)
    reader.page.click("button:text-is('Work this map out')")
    reader.shows(words, ".shade-key", patience_s=300.0)
    reader.until(lambda: reader.page.evaluate(CHANGED) > 0.01, "shades on the map")


def test_coverage_is_worked_out_from_the_page_and_drawn_as_shades(reader: Reader) -> None:
    reader.go("#/map?option=s400-in-service&reach=0")
    reader.shows("S-400 battery")
    reader.page.select_option("label:has-text('height') select", "3000")
    work_out(reader, "seen in nine worlds of ten")
    reader.page.select_option("label:has-text('height') select", "0")
    reader.until(lambda: reader.page.evaluate(CHANGED) == 0, "a map as it was before")


def test_what_a_battery_defends_is_worked_out_drawn_and_exported(
    reader: Reader, browser: Any, small_result: Path, tmp_path: Path
) -> None:
    from pavise import api

    reader.go("#/map?option=s400-in-service&reach=0")
    reader.shows("S-400 battery")
    reader.page.select_option("label:has-text('Against') select", "srbm")
    reader.page.select_option("label:has-text('Fire units') select", "s400")
    work_out(reader, "defended in nine worlds of ten")
    assert reader.has("Short-range ballistic missile from 300 km", ".worked-out")
    reader.page.reload()
    reader.shows("defended in nine worlds of ten", ".shade-key")
    page_file = tmp_path / "small.html"
    api.view(small_result / "small", page_file)
    page = browser.new_page()
    page.goto(page_file.as_uri() + "#/map?option=s400-in-service&against=srbm&who=s400")
    Reader(page, "").shows("defended in nine worlds of ten", ".shade-key")
    page.close()
