"""An export holds what the server would have said, by the same addresses, and opens without one."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest

from pavise.dashboard import export as exporting
from pavise.dashboard.documents import DOCUMENTS, Documents
from pavise.dashboard.export import addresses, write_file, write_folder
from pavise.dashboard.opening import opened
from pavise.dashboard.shelf import Shelf
from pavise.yamlfile import BadInput
from tests.results.synthetic import write_synthetic

PAGE = "<!doctype html><title>page</title>\n" + exporting.TAG + "{}</script>\n<script>begin()</script>\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    for name in ("one", "two"):
        write_synthetic(folder / name, n_options=3, n_raids=1, sizes=(10, 30), worlds=4, reference_repeats=1)
    return folder


@pytest.fixture(scope="module")
def documents(root: Path) -> Documents:
    return opened(root / "one", "0.0", static=True)


def carried(page: str) -> dict[str, object]:
    """What the page finds in its tag, as a browser reads it: up to the first end of a script."""
    text = page.split(exporting.TAG)[1]
    found: dict[str, object] = json.loads(text[: text.index("</script>")])
    return found


def test_one_file_holds_every_document_as_the_server_says_it(documents: Documents, tmp_path: Path) -> None:
    page = write_file(documents, tmp_path / "mailed.html", PAGE).read_text(encoding="utf-8")
    told = carried(page)
    assert list(told) == addresses(documents)
    for address, content in told.items():
        assert content == json.loads(json.dumps(documents.get(address))), address
    assert page.endswith("</script>\n<script>begin()</script>\n")


def test_a_folder_holds_them_as_files_and_as_scripts_that_a_disk_gives(documents: Documents, tmp_path: Path) -> None:
    folder = write_folder(documents, tmp_path / "site", PAGE)
    assert (folder / "index.html").read_text(encoding="utf-8") == PAGE
    for address in addresses(documents):
        content = json.loads((folder / f"{address}.json").read_text(encoding="utf-8"))
        assert content == json.loads(json.dumps(documents.get(address)))
        script = (folder / f"{address}.json.js").read_text(encoding="utf-8")
        match = re.fullmatch(r"\(window\.pavise_documents \?\?= \{\}\)\[(.*?)\] = (.*);\n", script)
        assert match is not None and json.loads(match[1]) == address and json.loads(match[2]) == content


def test_an_export_says_that_nothing_can_be_started_and_leaves_the_neighbours_out(documents: Documents) -> None:
    assert documents.get("api/state")["static"] and documents.get("api/state")["opened"] == "one"
    assert [entry["id"] for entry in documents.get("api/results")] == ["one"]
    assert not any("/two" in address or "jobs" in address or "drafts" in address for address in addresses(documents))


def test_what_a_result_lists_can_be_had(documents: Documents) -> None:
    for address in documents.of_result("one"):
        assert any(one.pattern.fullmatch(address) for one in DOCUMENTS)
        documents.get(address)


def test_a_recorded_battle_goes_along(documents: Documents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blob = bytes(range(256))
    monkeypatch.setattr(exporting, "addresses", lambda documents: ["api/results/one/replays/best"])
    monkeypatch.setattr(documents, "get", lambda address: blob)
    told = carried(write_file(documents, tmp_path / "a.html", PAGE).read_text(encoding="utf-8"))
    assert base64.b64decode(told["api/results/one/replays/best"]["base64"]) == blob  # type: ignore[index]
    folder = write_folder(documents, tmp_path / "a", PAGE)
    assert (folder / "api/results/one/replays/best").read_bytes() == blob


def test_nothing_in_a_document_can_end_the_script_that_carries_it(
    documents: Documents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = {"title": "</script><script>alert(1)</script><!--<script>\u2028"}
    monkeypatch.setattr(exporting, "addresses", lambda documents: ["api/x"])
    monkeypatch.setattr(documents, "get", lambda address: hostile)
    page = write_file(documents, tmp_path / "a.html", PAGE).read_text(encoding="utf-8")
    assert carried(page) == {"api/x": hostile} and page.count("<script") == PAGE.count("<script")


def test_a_folder_that_holds_something_else_is_left_alone(documents: Documents, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BadInput, match="something else"):
        write_folder(documents, tmp_path, PAGE)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_an_export_may_be_written_again(documents: Documents, tmp_path: Path) -> None:
    for _ in range(2):
        write_folder(documents, tmp_path / "site", PAGE)


def test_without_the_built_page_an_export_says_how_to_get_it(
    documents: Documents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting.resources, "files", lambda package: tmp_path)
    with pytest.raises(BadInput, match="go.py web"):
        exporting.export(documents, tmp_path / "a.html")


@pytest.mark.parametrize("named", ["one", ".", ""])
def test_what_a_reader_names_is_what_is_shown(root: Path, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pavise.dashboard.opening.RESULTS", root)
    found = opened(root / named if named else None, "0.0")
    assert {entry["id"] for entry in found.get("api/results")} == {"one", "two"}
    assert found.get("api/state")["opened"] == ("one" if named == "one" else None)


def test_a_study_is_shown_with_its_result_where_it_was_run(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pavise.dashboard.opening.RESULTS", tmp_path)
    assert opened("turkey-s400", "0.0").get("api/state")["opened"] is None
    (tmp_path / "turkey-s400").symlink_to(root / "one")
    found = opened("turkey-s400", "0.0")
    assert found.get("api/state")["opened_study"] == "turkey-s400"
    assert found.get("api/studies")[0]["id"] == "turkey-s400"


def test_a_name_of_nothing_is_bad_input(tmp_path: Path) -> None:
    for what in (tmp_path, tmp_path / "nothing.yaml", "turkey-s40"):
        with pytest.raises(BadInput):
            opened(what, "0.0")


def test_a_result_that_was_run_again_is_read_anew(tmp_path: Path) -> None:
    import os

    folder = tmp_path / "mine"
    write_synthetic(folder, n_options=2, n_raids=1, sizes=(10,), worlds=4, reference_repeats=1)
    found = Documents(Shelf(tmp_path), "0.0")
    assert len(found.get("api/results/mine")["options"]) == 2
    write_synthetic(folder, n_options=3, n_raids=1, sizes=(10,), worlds=4, reference_repeats=1)
    os.utime(folder / "manifest.json", (2e9, 2e9))  # later than the clock can tell
    assert len(found.get("api/results/mine")["options"]) == 3
    assert found.get("api/results")[0]["options"] == 3


def test_an_unfinished_result_is_listed_with_its_problem_and_no_path(tmp_path: Path) -> None:
    (tmp_path / "begun").mkdir()
    (tmp_path / "begun" / "unfinished.json").write_text("{}")
    found = Documents(Shelf(tmp_path), "0.0")
    (entry,) = found.get("api/results")
    assert not entry["complete"] and "did not finish" in entry["problem"] and str(tmp_path) not in entry["problem"]
