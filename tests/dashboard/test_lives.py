"""Why the leakers of a recorded battle got through, as a document: the same as `pavise why` says, for each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pavise import api
from tests.app.conftest import SMALL_STUDY

pytestmark = pytest.mark.needs_compiler


def test_each_leaker_of_a_recording_has_its_life_as_pavise_why_tells_it(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL_STUDY, encoding="utf-8")
    folder = api.compare(tmp_path / "small.yaml", tmp_path / "results" / "small")
    documents = api.view(folder)
    (entry, *_) = [one for one in documents.get("api/results/small/replays") if one["leakers"] > 1]
    address = f"api/results/small/why/{entry['name']}"
    assert address in documents.get("api/results/small")["documents"]
    lives = documents.get(address)
    assert len(lives) == entry["leakers"]
    asked = {name: entry[name] for name in ("option", "raid", "size", "variant", "replication")}
    for told in lives:
        life = api.why(folder, **asked, threat=told["name"]).life
        assert life is not None and told["because"] == list(life.because) != []
        assert [one["words"] for one in told["moments"]] == [one.words for one in life.moments]
