"""A recording can be read by anybody, and says what was put into it to within half a step."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from pavise.results.replay import LARGEST_STEP, decode, differences, encode, read_replay, write_replay
from pavise.results.replay_tables import TABLES, replay_page
from pavise.results.schema import ResultsError


def empty_tables() -> dict[str, dict[str, Any]]:
    return {name: {column.name: [] for column in table.columns} for name, table in TABLES.items()}


def one_threat(time_s: np.ndarray, lon_deg: np.ndarray) -> dict[str, dict[str, Any]]:
    """One threat with this way, and nothing else."""
    tables = empty_tables()
    words = {"name": "raid/drone/1", "threat_class": "drone", "side": "hostile", "fate": "killed", "cause": None}
    tables["threats"] = {
        column.name: [words.get(column.name, "")] if column.kind == "words" else [0]
        for column in TABLES["threats"].columns
    } | {"way_count": [len(time_s)], "first_shot_s": [np.inf]}
    tables["way"] = {"time_s": time_s, "lon_deg": lon_deg, "lat_deg": lon_deg / 2.0, "height_m": lon_deg * 50.0}
    return tables


PLACES = arrays(np.float64, some.integers(1, 60), elements=some.floats(-200.0, 200.0, width=32))


@settings(deadline=None)
@given(parts=some.lists(PLACES, min_size=1, max_size=4), finest=some.sampled_from([1e-6, 1e-3, 0.5]))
def test_what_comes_back_is_within_half_a_quantum(parts: list[np.ndarray], finest: float) -> None:
    count = np.array([len(part) for part in parts])
    first = np.cumsum(count) - count
    steps, origin, quantum = differences(np.concatenate(parts), first, count, finest)
    assert steps.dtype == np.int16
    for k, part in enumerate(parts):
        own = steps[first[k] : first[k] + count[k]].astype(float)
        found = origin[k] + quantum[k] * np.cumsum(own)
        assert np.abs(found - part).max() <= 0.5 * quantum[k] * (1.0 + 1e-9) + 1e-12
        longest = np.abs(np.diff(part)).max(initial=0.0)
        assert quantum[k] == pytest.approx(max(finest, longest / LARGEST_STEP))


def test_a_long_way_does_not_drift() -> None:
    time_s = np.linspace(0.0, 5000.0, 4000)
    lon_deg = 30.0 + np.cumsum(np.full(4000, 1.23456e-4))
    replay = decode(encode({}, one_threat(time_s, lon_deg)))
    way = replay.part("way", "threats", 0)
    assert np.abs(way["lon_deg"] - lon_deg).max() < 3e-6
    assert np.abs(way["time_s"] - time_s).max() < 0.0051


def test_words_missing_words_and_times_that_never_come_survive() -> None:
    replay = decode(encode({"seed": 7}, one_threat(np.array([0.0, 9.0]), np.array([1.0, 2.0]))))
    threats = replay.tables["threats"]
    assert replay.about == {"seed": 7}
    assert (threats["name"][0], threats["fate"][0], threats["cause"][0]) == ("raid/drone/1", "killed", None)
    assert np.isinf(threats["first_shot_s"][0])
    assert replay.rows("shots") == 0


def test_the_file_is_read_without_us_by_the_page_alone() -> None:
    """As a browser does it: header, offsets, a running sum."""
    lon_deg = np.array([20.0, 21.5, 21.75])
    plain = gzip.decompress(encode({}, one_threat(np.array([0.0, 10.0, 12.0]), lon_deg)))
    length = int.from_bytes(plain[:4], "little")
    assert (4 + length) % 8 == 0, "typed arrays must begin at multiples of eight"
    column = json.loads(plain[4 : 4 + length])["tables"]["way"]["columns"]["lon_deg"]
    body = plain[4 + length :]
    assert column["offset"] % 8 == 0
    steps = np.frombuffer(body, "<i2", column["length"], column["offset"])
    origin = np.frombuffer(body, "<f8", 1, column["origin"]["offset"])[0]
    quantum = np.frombuffer(body, "<f8", 1, column["quantum"]["offset"])[0]
    assert origin + quantum * np.cumsum(steps.astype(int)) == pytest.approx(lon_deg, abs=quantum)


def test_the_same_battle_gives_the_same_bytes(tmp_path: Path) -> None:
    tables = one_threat(np.array([0.0, 9.0]), np.array([1.0, 2.0]))
    blob = encode({}, tables)
    assert blob == encode({}, tables)
    write_replay(tmp_path / "replays" / "one.bin.gz", blob)
    assert [path.name for path in (tmp_path / "replays").iterdir()] == ["one.bin.gz"]
    assert read_replay(tmp_path / "replays" / "one.bin.gz").rows("way") == 2


@pytest.mark.parametrize(
    "harm",
    [lambda b: b[: len(b) // 2], lambda b: b"no gzip", lambda b: gzip.compress(b"\x02\x00\x00\x00{}"), lambda b: b""],
)
def test_what_is_no_replay_is_refused_in_words(tmp_path: Path, harm: Any) -> None:
    path = tmp_path / "harmed.bin.gz"
    path.write_bytes(harm(encode({}, empty_tables())))
    with pytest.raises(ResultsError, match="replay"):
        read_replay(path)
    with pytest.raises(ResultsError, match="there is no such replay"):
        read_replay(tmp_path / "absent.bin.gz")


def test_columns_that_do_not_fit_the_declaration_are_refused() -> None:
    tables = empty_tables()
    tables["shots"]["colour"] = []
    del tables["sites"]["title"]
    tables["way"]["time_s"] = [np.nan]
    with pytest.raises(ResultsError) as refused:
        encode({}, tables)
    for words in ("shots.colour is not declared", "sites.title is missing", "columns of way differ", "no number"):
        assert words in str(refused.value)


def test_the_page_is_the_declaration() -> None:
    page = Path(__file__).parents[2] / "docs" / "replay.md"
    assert page.read_text(encoding="utf-8") == replay_page(), (
        "make it anew: python -c 'from pavise.results.replay_tables import replay_page; "
        'print(replay_page(), end="")\' > docs/replay.md'
    )
