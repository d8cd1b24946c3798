"""Recorded battles of a result: which there are, the blob of each (docs/replay.md describes it), and why its leakers
got through."""

from __future__ import annotations

from pathlib import Path

from pavise.analysis.compare import Comparison
from pavise.analysis.life import Life, leakers_of, life_of
from pavise.results.replay import ENDING, read_replay
from pavise.results.schema import ResultsError

from . import shapes
from .shelf import NoDocument
from .standing import Row, rows_of


def recorded(comparison: Comparison, result: str) -> list[str]:
    """The addresses of the recorded battles."""
    return [_address(row, result) for row in _rows(comparison)]


def replays(comparison: Comparison, result: str) -> list[shapes.ReplayEntry]:
    """The recorded battles: whose they are, why each was recorded, and how many threats leaked."""
    rows = _rows(comparison)
    if not rows:
        return []
    cases = {row["case"]: row for row in rows_of(comparison, "cases", case=[row["case"] for row in rows])}
    leakers = {
        (row["case"], row["replication"]): row["value"]
        for row in rows_of(comparison, "outcomes", case=list(cases), measure="leakers")
    }
    return [
        {
            "name": _name(row),
            "path": _address(row, result),
            "case": row["case"],
            "option": cases[row["case"]]["option"],
            "variant": cases[row["case"]]["variant"],
            "raid": cases[row["case"]]["raid"],
            "size": cases[row["case"]]["size"],
            "replication": row["replication"],
            "picked_as": [_word(word.strip()) for word in row["chosen_as"].split(";")],
            "picture": row["picture"],
            "end_s": row["end_s"],
            "leakers": int(leakers.get((row["case"], row["replication"]), 0)),
            "size_bytes": row["bytes"],
        }
        for row in rows
        if row["case"] in cases
    ]


def replay(comparison: Comparison, name: str) -> bytes:
    """The blob of one recorded battle, as it lies in the folder. NoDocument when none has that name."""
    try:
        return _file(comparison, name).read_bytes()
    except OSError:
        raise _gone() from None


def lives(comparison: Comparison, name: str) -> list[shapes.LifeShape]:
    """Why each threat that got through in a battle did, in the order of their rows. NoDocument as above."""
    try:
        battle = read_replay(_file(comparison, name))
    except (OSError, ResultsError):
        raise _gone() from None
    rows = sorted(one.threat for one in leakers_of(battle))
    return [_life(row, life_of(battle, row)) for row in rows]


def lives_of(replay: str) -> str:
    """The address that tells why the leakers of a recorded battle got through, from the address of the recording."""
    before, _, name = replay.rpartition("/replays/")
    return f"{before}/why/{name}"


def _life(threat: int, life: Life) -> shapes.LifeShape:
    return {
        "threat": threat,
        "name": life.name,
        "because": list(life.because),
        "start_s": life.start_s,
        "end_s": life.end_s,
        "moments": [{"time_s": one.time_s, "sort": one.sort, "words": one.words} for one in life.moments],
        "bars": [{"sort": one.sort, "who": one.who, "spans_s": list(one.spans)} for one in life.bars],  # type: ignore[typeddict-item]
    }


def _file(comparison: Comparison, name: str) -> Path:
    for row in _rows(comparison):
        if _name(row) == name:
            return comparison.results.folder / str(row["file"])
    raise NoDocument(f"there is no replay {name[:80]}", "ask the result for its replays")


def _gone() -> NoDocument:
    return NoDocument("the file of this battle is gone or cannot be read", "run the study again")


def _rows(comparison: Comparison) -> list[Row]:
    return rows_of(comparison, "replays") if comparison.results.has_table("replays") else []


def _name(row: Row) -> str:
    return Path(row["file"]).name.removesuffix(ENDING)


def _address(row: Row, result: str) -> str:
    return f"api/results/{result}/replays/{_name(row)}"


def _word(word: str) -> str:
    """`cause missed` -> `cause:missed`."""
    return word.replace("cause ", "cause:", 1) if word.startswith("cause ") else word
