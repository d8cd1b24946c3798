"""What judges from outside say of the page: axe-core, by the rules of WCAG 2.2 A and AA, on every view by day and by
night; and a reader who has a keyboard and nothing else.

axe-core is a package of web/ for development only (`npm ci`); without it this is skipped. The browser runs it as it
runs a reader's own tools, not as a script of the page: the policy of the page stays as strict as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.web.conftest import Reader

pytestmark = pytest.mark.needs_compiler

FOCUSED = """() => {
  const on = document.activeElement, label = on.closest("label")?.querySelector("span")?.textContent;
  return on.getAttribute("aria-label") ?? label ?? (on.innerText || on.textContent);
}"""
MOST_TABS = 120
AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
JUDGE = """rules => window.axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then(({violations}) =>
  violations.flatMap(({id, help, nodes}) => nodes.map(node =>
    `${id}: ${help}: ${node.target.join(" ")}: ${node.failureSummary} ${node.html.slice(0, 200)}`)))"""


@pytest.fixture
def judged(reader: Reader) -> Callable[[], list[str]]:
    """What axe-core finds wrong with the page as it stands."""
    if not AXE.is_file():
        pytest.skip("axe-core is not there; get it with `npm ci` in web/")
    chrome = reader.page.context.new_cdp_session(reader.page)

    def judge() -> list[str]:
        reader.page.mouse.move(0, 0)
        chrome.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8") + "\n;0"})
        return list(reader.page.evaluate(JUDGE, RULES))

    return judge


def in_a_replay(reader: Reader) -> None:
    reader.go("#/replay")
    reader.shows("Play", ".transport")
    reader.page.click(".threats .leaked")
    reader.until(lambda: reader.page.query_selector(".why p"), "what would have been needed")


def comparing(reader: Reader) -> None:
    reader.go("#/compare")
    reader.until(lambda: reader.page.query_selector(".curve canvas"), "a curve over the size of the raid")
    reader.page.click("summary:has-text('Measures')")


def asking_what_a_number_leans_on(reader: Reader) -> None:
    reader.go("#/compare")
    reader.shows("Value saved", ".comparison")
    reader.page.click(".comparison tbody tr:nth-child(2) td button.link")
    reader.shows("It leans on", "dialog")
    reader.page.click(".belief:has(.origin:not(.judgement)) summary")
    reader.until(lambda: reader.page.query_selector("dialog .claims li code"), "a claim with its id")


def among_claims(reader: Reader) -> None:
    reader.go("#/evidence?system=48n6e3")
    reader.until(lambda: reader.page.query_selector(".axis .claim"), "claims")
    reader.page.focus(".axis .claim")
    reader.page.keyboard.press("Enter")
    reader.shows("Source: ", ".claim-box")


def on_the_timeline(reader: Reader) -> None:
    reader.go("#/evidence")
    reader.page.click("text=The purchase: who said what, when")
    reader.until(lambda: reader.page.query_selector(".lanes .arc"), "contradictions")


def trying_something(reader: Reader) -> None:
    reader.go("#/what-if?option=s400-in-service&unit=s400%201")
    reader.shows("The option to change")
    reader.page.fill("[data-entry=s400] label:has-text('Depot') input", "16")
    reader.page.keyboard.press("Tab")
    reader.page.check("label:has-text('add a raid of your own') input")
    reader.page.click("summary:has-text('The case as text')")
    reader.shows("with the changes below", "pre")


def looking_at_jobs(reader: Reader) -> None:
    reader.go("#/jobs")
    reader.until(lambda: reader.page.query_selector("main h2"), "the list")


PLACES = [
    Reader.look_at_a_unit, in_a_replay, comparing, asking_what_a_number_leans_on, among_claims, on_the_timeline,
    trying_something,
    looking_at_jobs,
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing_wrong_by_day_and_by_night(
    reader: Reader, judged: Callable[[], list[str]], place: Callable[[Reader], None]
) -> None:
    place(reader)
    assert judged() == []
    assert reader.page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "only the view scrolls"
    reader.page.evaluate("document.querySelector('header .prefer button').click()")
    reader.until(lambda: reader.page.get_attribute("html", "data-theme") == "night", "night")
    reader.page.wait_for_timeout(300)
    assert judged() == []


def tab_to(reader: Reader, words: str) -> None:
    """Press Tab until the keyboard is on a control whose name has these words."""
    for _ in range(MOST_TABS):
        reader.page.keyboard.press("Tab")
        if words in reader.page.evaluate(FOCUSED):
            return
    raise AssertionError(f"Tab never comes to {words!r}")


def seconds(reader: Reader) -> float:
    """What the clock of the film shows."""
    minutes, _, rest = reader.page.inner_text(".transport output").split(" ")[0].partition(":")
    return 60.0 * float(minutes) + float(rest)


def test_with_the_keyboard_alone_a_battle_is_played_and_a_number_followed_to_its_claims(reader: Reader) -> None:
    keys = reader.page.keyboard
    keys.press("Tab")
    assert reader.page.evaluate(FOCUSED) == "Skip to the view"
    tab_to(reader, "Replay")
    keys.press("Enter")
    reader.shows("Play", ".transport")
    tab_to(reader, "Time in the battle")
    keys.press("PageUp")
    reader.until(lambda: seconds(reader) > 100, "a later moment")
    before = seconds(reader)
    tab_to(reader, "Play")
    keys.press("Enter")
    reader.until(lambda: seconds(reader) > before + 20, "the film goes on")
    keys.press("Enter")
    reader.shows("Play", ".transport button.main")
    keys.press(".")
    stopped = seconds(reader)
    leaker = reader.page.inner_text(".threats .leaked .what")
    tab_to(reader, leaker)
    keys.press("Enter")
    reader.shows("Got through: ", ".life")
    assert leaker in reader.page.evaluate(FOCUSED), "the keyboard stays in the list"
    assert seconds(reader) == stopped
    keys.press("3")
    reader.shows("Value saved", ".comparison")
    number = reader.page.inner_text(".comparison tbody tr:nth-child(2) td button")
    tab_to(reader, number)
    keys.press("Enter")
    reader.shows("It leans on", "dialog")
    belief = reader.page.inner_text(".belief:has(.origin:not(.judgement)) .what")
    tab_to(reader, belief)
    keys.press("Enter")
    reader.until(lambda: reader.page.query_selector("dialog .claims li code"), "a claim with its id")
    keys.press("Escape")
    assert number in reader.page.evaluate(FOCUSED), "back where one came from"


def test_marks_of_claims_that_nobody_saw_at_their_source_are_drawn_too(reader: Reader) -> None:
    among_claims(reader)
    marks = reader.page.query_selector_all(".axis .mark.unseen")
    assert marks and all(
        mark.evaluate("mark => getComputedStyle(mark).clipPath === 'none' && mark.getBBox().width > 5")
        for mark in marks
    )
