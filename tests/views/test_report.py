"""The report holds everything it promises, loads nothing, and needs no simulator."""

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pavise.results.manifest import ResultsError
from pavise.results.store import open_results
from pavise.views.report import REPORT, report_html, write_report
from tests.results.synthetic import write_synthetic

VOID = {"meta", "br", "hr", "img", "input", "link", "col", "area", "base", "source", "wbr"}
SVG_SHAPES = {"path", "rect", "circle", "polygon", "use", "line"}


class Page(HTMLParser):
    """Everything about the page that a test asks for; an element that is closed wrongly is an error."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open[-1:]:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())  # a space at every border of an element

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_synthetic(tmp_path_factory.mktemp("report") / "result", sizes=(30, 100), worlds=6, reference_repeats=2)


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return report_html(folder)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_every_option_every_raid_and_every_site_is_on_the_page(folder: Path, page: Page) -> None:
    with open_results(folder) as results:
        cases, sites = results.cases(), results.table("defended")
    for title in {*cases["option_title"], *cases["raid_title"], *sites["title"]}:
        assert title in page.text


def test_every_section_of_the_contents_is_there_in_that_order(html: str, page: Page) -> None:
    targets = re.findall(r'<li><a href="#([a-z]+)">', html)
    sections = [attrs["id"] for attrs in page.all("section")]
    assert targets == sections
    assert sections[0] == "answer" and {"stories", "doubt", "places", "evidence", "limits"} <= set(sections)


def test_nothing_is_loaded_and_no_script_runs(html: str, page: Page) -> None:
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "image", "video", "audio", "base"}
    for tag, attrs in page.elements:
        for name, value in attrs.items():
            assert not name.startswith("on"), f"{tag} has a script in {name}"
            if name in ("src", "srcset", "data", "poster", "action"):
                raise AssertionError(f"{tag} loads {value}")
            if name in ("href", "xlink:href") and tag != "a":
                assert value and value.startswith("#"), f"{tag} loads {value}"
    assert "@import" not in html
    assert re.findall(r"url\((?!#)", html) == []
    policy = next(attrs for attrs in page.all("meta") if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy["content"] and policy["content"].startswith("default-src 'none'")


def test_ids_are_unique_and_every_link_inside_the_page_has_its_target(page: Page) -> None:
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = {value[1:] for _, attrs in page.elements if (value := attrs.get("href") or "").startswith("#")}
    named = {attrs[name] for _, attrs in page.elements for name in ("aria-labelledby",) if name in attrs}
    assert links | named <= set(ids)


def test_every_picture_says_in_words_what_it_shows(page: Page) -> None:
    pictures = page.all("svg")
    assert len(pictures) > 20
    for attrs in pictures:
        hidden = attrs.get("aria-hidden") == "true"
        assert hidden or (attrs.get("role") == "img" and len(attrs.get("aria-label") or "") > 10)


def test_every_table_has_a_caption_and_every_head_says_what_it_heads(html: str, page: Page) -> None:
    tables = re.findall(r"<table.*?</table>", html, flags=re.S)
    assert len(tables) > 10
    assert all("<caption>" in table for table in tables)
    assert all(attrs.get("scope") in ("col", "row") for attrs in page.all("th"))


def test_headings_go_down_one_step_at_a_time(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_claims_are_shown_with_who_said_it_where_and_when(folder: Path, page: Page) -> None:
    with open_results(folder) as results:
        claims = results.table("claims")
    links = {attrs.get("href") for attrs in page.all("a")}
    used = claims["used"]
    assert used.any()
    for says, url, date in zip(*(claims[name][used] for name in ("says", "url", "date")), strict=True):
        assert says in page.text and date in page.text and url in links


def test_judgements_unverified_figures_and_the_manifest_are_listed_openly(folder: Path, page: Page) -> None:
    with open_results(folder) as results:
        beliefs, manifest = results.table("beliefs"), results.manifest
    for origin, words in (("judgement", "Our judgements"), ("unverified", "Unverified figures")):
        assert f"{words} : {(beliefs['origin'] == origin).sum()}" in page.text
    assert str(manifest["seed"]) in page.text
    assert manifest["command"] in page.text
    assert all(value in page.text for value in manifest["hashes"].values())


def test_text_from_a_study_is_never_taken_for_markup(tmp_path: Path) -> None:
    small = write_synthetic(tmp_path / "small", n_options=2, n_raids=1, sizes=(4,), worlds=2, reference_repeats=1)
    manifest = json.loads((small / "manifest.json").read_text(encoding="utf-8"))
    manifest["question"] = "<script>alert(1)</script> & so on?"
    (small / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    text = report_html(small)
    assert "<script" not in text and "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on?" in text


def test_the_same_tables_give_the_same_bytes_in_another_process(folder: Path, html: str, tmp_path: Path) -> None:
    code = (
        "import sys; from pavise.views.report import write_report; write_report(sys.argv[1], sys.argv[2]); "
        "print([m for m in sys.modules if m.startswith(('pavise.sim', 'pavise.run', 'pavise.assemble', 'numba'))])"
    )
    file = tmp_path / "again.html"
    done = subprocess.run([sys.executable, "-c", code, folder, file], capture_output=True, text=True, check=True)
    assert file.read_bytes() == html.encode("utf-8")
    assert done.stdout.strip() == "[]", "a report must not need the simulator"


def test_the_file_is_whole_or_absent_and_stays_small(folder: Path, html: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_report(folder)
    assert path == folder / REPORT and path.read_text(encoding="utf-8") == html
    assert path.stat().st_size < 3e6
    path.unlink()
    with pytest.raises(ResultsError):
        write_report(folder / "nothing-here")
    monkeypatch.setattr("pavise.views.report.report_html", lambda folder: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_report(folder)
    assert not list(folder.glob("report*"))


@pytest.mark.parametrize(
    "shape",
    [
        {"n_options": 1, "n_raids": 1, "sizes": (12,), "worlds": 1, "reference_repeats": 1},
        {"n_options": 2, "n_raids": 1, "sizes": (4,), "worlds": 3, "reference_repeats": 1},
        {"n_options": 4, "n_raids": 2, "sizes": (30, 60), "worlds": 2, "reference_repeats": 2},
    ],
    ids=["one battle", "two options, one size", "no sweep worth the name"],
)
def test_a_small_result_makes_a_whole_page_too(shape: dict, tmp_path: Path) -> None:
    page = Page(report_html(write_synthetic(tmp_path / "small", **shape)))
    assert "The answer in brief" in page.text and "nan" not in page.text.lower().split()


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The page of a result whose posts saw tracks."""
    folder = tmp_path_factory.mktemp("seen") / "result"
    return Page(report_html(write_synthetic(folder, 4, 2, sizes=(12,), worlds=4, picture=True)))


def test_a_tracked_picture_has_a_section_of_its_own_and_a_known_one_has_not(page: Page, seen: Page) -> None:
    assert {"id": "picture", "aria-labelledby": "picture-title"} in seen.all("section")
    assert not any(section.get("id") == "picture" for section in page.all("section"))
    assert "10 civil and 4 own aircraft flew through" in seen.text
    for title in ("Neutrals engaged", "Hostiles held back", "Rounds wasted", "Time to identify"):
        assert title in seen.text and title not in page.text


def test_the_section_has_a_sentence_for_every_option(seen: Page) -> None:
    assert seen.text.count("shoots at") == 4
    assert seen.text.count("of 10 civil aircraft and") == 4


def test_what_a_known_picture_cannot_tell_is_said_only_there(page: Page, seen: Page) -> None:
    assert "detections here know their targets" in page.text
    assert "detections here know their targets" not in seen.text
    assert "Nobody here hesitates" in seen.text
