"""What a reader tries out: a raid of one's own, another doctrine, more rounds; saved as files that `pavise` runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from pavise import api
from tests.web.conftest import Reader

pytestmark = pytest.mark.needs_compiler


def test_a_raid_doctrine_and_magazine_are_chosen_undone_saved_and_run(reader: Reader, small_result: Path) -> None:
    reader.go("#/what-if?option=s400-in-service")
    reader.shows("The option to change")
    page, entry = reader.page, "[data-entry=s400]"
    page.click(f"{entry} summary")
    page.select_option(f"{entry} label:has-text('Doctrine') select", "save_for_ballistic")
    on_launchers = f"{entry} label:has-text('48N6E3') input"
    assert page.get_attribute(on_launchers, "placeholder").startswith("full: "), "how many they take is said"
    page.fill(on_launchers, "12")
    page.keyboard.press("Tab")
    page.fill(f"{entry} label:has-text('Depot') input", "16")
    page.keyboard.press("Tab")
    page.check("label:has-text('add a raid of your own') input")
    page.focus("label:has-text('Family') select")
    page.select_option("label:has-text('Family') select", "ballistic")
    assert page.evaluate("document.activeElement.closest('label')?.textContent").startswith("Family"), "focus is kept"
    page.select_option("label:has-text('From') select", "90")
    page.fill("label:has-text('Threats in the added raid') input", "6")
    page.keyboard.press("Tab")
    page.fill("label:has-text('Worlds') input", "4")
    page.keyboard.press("Tab")
    page.click("button:text-is('Undo')")
    page.click("button:text-is('Undo')")
    assert page.input_value("label:has-text('Threats in the added raid') input") != "6"
    page.click("button:text-is('Redo')")
    page.click("button:text-is('Redo')")
    page.fill("label:has-text('Name of the change') input", "with missiles")
    page.keyboard.press("Tab")
    page.click("text=Save as a case")
    reader.shows("Saved as", "[role=status]")
    saved = small_result / "drafts" / "with-missiles"
    assert "magazine: {48n6e3: 12}, depot: 16" in (saved / "what-if-posture.yaml").read_text(encoding="utf-8")
    assert "stands: {as: s400-in-service}" in (saved / "what-if-posture.yaml").read_text(encoding="utf-8")
    assert "in_being: none" in (saved / "what-if.yaml").read_text(encoding="utf-8")
    assert "axis: {bearing: 90 deg, spread: 60 deg}" in (saved / "what-if-raid.yaml").read_text(encoding="utf-8")
    assert not api.check(saved / "what-if.yaml").findings
    page.click("button:text-is('Run')")
    reader.shows("Open the whole result", ".outcome", patience_s=300.0)
    assert reader.has("Value saved", ".change")


def test_more_rounds_than_launchers_take_are_named_before_anything_is_run(reader: Reader) -> None:
    reader.go("#/what-if?option=s400-in-service")
    reader.shows("The option to change")
    page, entry = reader.page, "[data-entry=hisar-a]"
    page.click(f"{entry} summary")
    page.fill(f"{entry} label:has-text('on its launchers') input", "900")
    page.keyboard.press("Tab")
    page.click("button:text-is('Run')")
    reader.shows("at most", "[role=alert]")
    reader.complaints.clear()  # the answer 422 that says so stands in the console
    page.click("button:text-is('Undo')")
    assert page.input_value(f"{entry} label:has-text('on its launchers') input") == ""
