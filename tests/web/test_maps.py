"""Maps that take a while: asked for on the page, worked out by a process of their own, drawn and exported."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import PLAIN_M, RIDGE_DEG, RIDGE_M, Reader

pytestmark = pytest.mark.needs_compiler

LIGHT_AT = """([x, y]) => {
  const canvas = document.querySelector(".surface.plan canvas"), scale = canvas.width / canvas.clientWidth;
  const [r, g, b] = canvas.getContext("2d").getImageData(x * scale, y * scale, 1, 1).data;
  return r + g + b;
}"""
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
    reader.until(lambda: reader.page.evaluate(CHANGED) > 0.002, "shades on the map")


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


def test_the_ground_is_shaded_and_its_height_told_at_the_pointer_and_the_keyboard(reader: Reader) -> None:
    pytest.importorskip("rasterio", reason="nothing can read elevation here")
    reader.go(f"#/map?reach=0&links=0&at={RIDGE_DEG},40.3,8")
    reader.until(lambda: reader.page.query_selector(".ground summary"), "the ground")
    reader.page.click(".ground summary")
    reader.shows("battles were fought over a smooth earth", ".ground")
    box = reader.page.query_selector(".surface").bounding_box()
    x, y = box["width"] / 2, box["height"] / 2
    flank_px = 0.15 * 512 * 2**8 / 360
    light = lambda at: reader.page.evaluate(LIGHT_AT, [x + at, y + 15])  # noqa: E731
    reader.until(lambda: light(-flank_px) > light(6 * flank_px) > light(flank_px), "light from the west")
    for at, low_m, high_m in ((0.0, RIDGE_M - 100.0, RIDGE_M), (6 * flank_px, PLAIN_M - 1.0, PLAIN_M + 1.0)):
        reader.page.mouse.move(box["x"] + x + at, box["y"] + y)
        said = re.search(r"ground about ([\d,]+) m", reader.page.inner_text(".cursor"))
        assert said and low_m <= float(said[1].replace(",", "")) <= high_m
    reader.page.focus(".stage")
    reader.page.keyboard.press("ArrowRight")
    assert re.match(r"Middle: .*ground about [\d,]+ m", reader.page.inner_text(".cursor"))
