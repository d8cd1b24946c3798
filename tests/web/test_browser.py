"""What a reader does in the browser: look at a posture, play a battle, compare, follow a number to its claims, change
something and run it. One small result serves all of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import Reader

pytestmark = pytest.mark.needs_compiler


def test_the_map_shows_who_stands_where_and_a_reload_shows_the_same(reader: Reader) -> None:
    reader.look_at_a_unit()
    reader.page.reload()
    reader.shows("Reach of", ".unit")
    assert reader.page.query_selector("button.row[aria-current=true]").inner_text() == "s400 1"


def test_the_map_is_there_for_the_keyboard_too(reader: Reader) -> None:
    reader.go("#/map")
    reader.shows("Hisar-A")
    before = reader.page.inner_text(".scale-bar")
    reader.page.focus(".stage")
    for _ in range(3):
        reader.page.keyboard.press("+")
    reader.until(lambda: reader.page.inner_text(".scale-bar") != before, "another scale")
    reader.page.keyboard.press("m")
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.press("ArrowRight")
    reader.page.keyboard.press("Enter")
    reader.until(lambda: re.search(r"km at \d+°", reader.page.inner_text(".map-note")), "a measured distance")


def test_a_place_is_found_by_its_name_and_by_coordinates(reader: Reader) -> None:
    reader.go("#/map")
    reader.shows("Hisar-A")
    reader.page.fill(".search input", "ankara")
    reader.page.click(".found button")
    reader.until(lambda: "at=32.9" in reader.page.url, "Ankara in the middle")
    reader.page.fill(".search input", "38.42 27.14")
    reader.page.keyboard.press("Enter")
    reader.until(lambda: "at=27.14" in reader.page.url, "the coordinates in the middle")


def test_a_battle_is_played_and_a_leaker_says_why(reader: Reader) -> None:
    reader.go("#/replay")
    reader.shows("Play", ".transport")
    reader.page.select_option("select[aria-label=Speed]", "200")
    reader.page.click(".transport button.main")
    reader.until(
        lambda: reader.page.evaluate("Number(document.querySelector('.transport input').value)") > 60, "a minute"
    )
    reader.page.keyboard.press("Escape")
    reader.page.click(".transport button.main")
    leakers = reader.page.query_selector_all(".threats .leaked")
    assert leakers, "the small study lets something through"
    leakers[0].click()
    reader.shows("Got through: ", ".life")
    reader.until(lambda: reader.page.query_selector(".why p"), "what would have been needed")
    assert reader.has("reaches ", ".life li.end")
    reader.page.click(".life li.end button")
    time = reader.page.inner_text(".life li.end time")
    reader.until(lambda: reader.page.inner_text(".transport output").startswith(time), "the moment it got through")
    reader.page.reload()
    reader.shows("Got through: ", ".life")
    assert reader.page.inner_text(".transport output").startswith(time)


def test_the_picture_of_a_network_can_be_put_in_place_of_the_truth(reader: Reader) -> None:
    reader.go("#/replay")
    reader.shows("Play", ".transport")
    reader.page.select_option("label:has-text('Picture') select", "national")
    assert "network=national" in reader.page.url


def test_a_number_leads_to_the_claims_it_leans_on(reader: Reader) -> None:
    reader.go("#/compare")
    reader.shows("Value saved", ".comparison")
    reader.page.click(".comparison tbody tr:nth-child(2) td button.link")
    reader.shows("It leans on", "dialog")
    cited = reader.page.query_selector(".belief:has(.origin:not(.judgement)) summary")
    assert cited is not None, "some belief rests on claims"
    cited.click()
    reader.until(lambda: reader.page.query_selector("dialog .claims li code"), "a claim with its id")
    reader.page.keyboard.press("Escape")
    assert not reader.page.query_selector("dialog[open]")


def test_options_are_compared_in_pairs_with_causes_and_curves(reader: Reader) -> None:
    reader.go("#/compare")
    reader.until(lambda: reader.page.query_selector_all(".comparison .paired"), "paired differences")
    reader.until(lambda: reader.page.query_selector(".cause-key li"), "causes with their key")
    reader.until(lambda: reader.page.query_selector(".curve canvas"), "a curve over the size of the raid")
    reader.page.click("summary:has-text('Measures')")
    reader.page.check("label.tick:has-text('Threats killed')")
    reader.shows("Threats killed", ".comparison thead")
    reader.page.reload()
    reader.shows("Threats killed", ".comparison thead")


def test_claims_stand_on_one_axis_with_who_says_so(reader: Reader) -> None:
    reader.go("#/evidence?system=48n6e3")
    reader.until(lambda: reader.page.query_selector(".axis .claim"), "claims")
    reader.page.focus(".axis .claim")
    reader.page.keyboard.press("Enter")
    reader.shows("Source: ", ".claim-box")
    reader.page.click("text=The purchase: who said what, when")
    reader.until(lambda: reader.page.query_selector(".lanes .arc"), "contradictions")


def test_an_option_is_changed_run_and_saved_and_a_reload_loses_nothing(reader: Reader, small_result: Path) -> None:
    reader.go("#/what-if?option=s400-in-service")
    reader.shows("The option to change")
    entry = "[data-entry=korkut]"
    reader.page.click(f"{entry} summary")
    reader.page.fill(f"{entry} input[type=number]", "9")
    reader.page.keyboard.press("Tab")
    reader.shows("changed", entry)
    reader.page.click("button:text-is('Undo')")
    reader.until(lambda: not reader.has("changed", entry), "the undone change")
    reader.page.click("button:text-is('Redo')")
    reader.shows("changed", entry)
    reader.page.fill(".trial label:has-text('Worlds') input", "4")
    reader.page.keyboard.press("Tab")
    reader.page.click("text=Save as a case")
    reader.shows("Saved as", "[role=status]")
    (saved,) = (small_result / "drafts").glob("*/what-if-posture.yaml")
    assert "korkut: {system: korkut, count: 9}" in saved.read_text(encoding="utf-8")
    reader.page.click("button:text-is('Run')")
    reader.shows("Open the whole result", ".outcome", patience_s=300.0)  # a process of its own that fights battles
    assert reader.has("Value saved", ".change")
    reader.page.reload()
    reader.shows("changed", entry)
    reader.shows("Open the whole result", ".outcome")


def test_day_and_night_and_units_are_remembered(reader: Reader) -> None:
    reader.page.click("header button:text-is('Night')")
    reader.page.select_option("select[aria-label='Unit of length']", "nm")
    reader.page.reload()
    reader.until(lambda: reader.page.get_attribute("html", "data-theme") == "night", "night")
    reader.until(lambda: reader.page.inner_text(".scale-bar").endswith("nm"), "nautical miles")


def test_an_export_shows_the_same_without_a_server(browser: Any, small_result: Path, tmp_path: Path) -> None:
    from pavise import api

    page_file = tmp_path / "small.html"
    api.view(small_result / "small", page_file)
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.goto(page_file.as_uri())
    reader = Reader(page, "")
    reader.shows("Hisar-A")
    reader.go("#/compare")
    reader.shows("Value saved", ".comparison")
    assert not reader.has("What if", "nav"), "nothing can be run from an export"
    reader.go("#/replay")
    reader.shows("Play", ".transport")
    assert not [url for url in asked if url.startswith("http")]
    page.close()


def test_a_view_that_was_left_does_not_write_over_the_address_of_the_next(reader: Reader) -> None:
    reader.shows("Reach of weapons")
    held: list[Any] = []
    reader.page.route("**/posture/none", lambda route: held.append(route))
    reader.page.reload()
    reader.until(lambda: held, "the first map asks for its option")
    reader.go("#/map?option=s400-in-service&against=srbm&who=s400&reach=0")
    reader.shows("S-400 battery")
    for route in held:
        route.continue_()
    reader.page.wait_for_timeout(1000)
    assert "who=s400" in reader.page.url and "against=srbm" in reader.page.url


def test_a_view_that_opens_late_does_not_take_the_place_of_the_next(reader: Reader) -> None:
    reader.shows("Reach of weapons")
    held: list[Any] = []
    reader.page.route("**/*.js", lambda route: held.append(route))
    reader.go("#/evidence")
    reader.until(lambda: held, "the part of the page that shows evidence is asked for")
    reader.go("#/map")
    reader.shows("Reach of weapons")
    for route in held:
        route.continue_()
    reader.page.unroute("**/*.js")
    reader.page.wait_for_load_state("networkidle")
    reader.page.wait_for_timeout(500)
    assert reader.has("Reach of weapons"), "the map that was asked for last is still there"
