"""A problem from a file: a table (`.csv`) or fields (`.yaml`).

    weapon,rounds,bridge,port,depot        targets:
    value,,80,60,40                          bridge: 80
    battery-1,4,0.7,0.6,0                    port: 60
    battery-2,2,0.5,0.5,0.5                weapons:
                                             battery-1: {rounds: 4, p_kill: {bridge: 0.7, port: 0.6}}
                                             battery-2: {rounds: 2, p_kill: 0.5}

In the table the first line names the targets and the line `value` says what they are worth; an empty cell is a chance
of zero, or one round. In the file of fields a target that a weapon does not name it cannot hit, a single chance is that
at all of them, and a weapon without `rounds` has one.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from pavise.fireplan.problem import MOST_FINDINGS, Problem, problem_of
from pavise.fireplan.timed_problem import TimedProblem
from pavise.fireplan.timed_reading import is_timed, is_timed_table, timed_from_fields, timed_from_table
from pavise.yamlfile import WHOLE_FILE, BadInput, Document, Finding, did_you_mean, read_yaml


def read_problem(path: str | Path) -> Problem | TimedProblem:
    """The problem in a file, in time where it speaks of launch windows (`timed_reading.py`).

    Raises BadInput with everything that is wrong in it.
    """
    path = Path(path)
    if path.suffix.lower() in (".yaml", ".yml"):
        document = read_yaml(path)
        return timed_from_fields(document) if is_timed(document.data) else _from_fields(document)
    if path.suffix.lower() == ".csv":
        lines = _lines(path)
        if lines and is_timed_table(lines[0][1]):
            return timed_from_table(path, lines)
        return _from_table(path, lines)
    raise BadInput([Finding(str(path), None, WHOLE_FILE, "is neither a table nor fields", "name a .csv or .yaml file")])


# ---- a table --------------------------------------------------------------------------------------------------------


def _from_table(path: Path, lines: list[tuple[int, list[str]]]) -> Problem:
    header = lines[0][1] if lines else []
    if len(header) < 3 or header[:2] != ["weapon", "rounds"]:
        mend = "begin with: weapon,rounds, and the names of the targets"
        raise BadInput([Finding(str(path), 1, WHOLE_FILE, "names no targets", mend)])
    targets = header[2:]
    findings: list[Finding] = []
    for name in sorted({name for name in targets if targets.count(name) > 1 or not name}):
        findings.append(Finding(str(path), 1, name, "is no name, or stands there twice", "name every target once"))
    values: list[float] | None = None
    weapons: list[str] = []
    rounds: list[float] = []
    chances: list[list[float]] = []
    for number, cells in lines[1:]:
        if len(cells) != len(header):
            said = f"has {len(cells)} cells, the first line {len(header)}"
            findings.append(Finding(str(path), number, WHOLE_FILE, said, "write one cell each"))
            continue
        name = cells[0]
        if name == "value":
            if values is not None:
                findings.append(Finding(str(path), number, "value", "stands there twice", "remove one of the two"))
            values = _row(path, number, cells[2:], targets, np.inf, "a value from 0 up", findings)
            continue
        if not name or name in weapons:
            findings.append(Finding(str(path), number, "weapon", f"{name!r} is no name of its own", "name it apart"))
        weapons.append(name)
        rounds += _row(path, number, [cells[1] or "1"], ["rounds"], np.inf, "a whole number from 0 up", findings)
        chances.append(_row(path, number, cells[2:], targets, 1.0, "a chance from 0 to 1", findings))
    if values is None:
        findings.append(Finding(str(path), None, "value", "is missing", "add a line: value,,80,60,40"))
    if not weapons:
        findings.append(Finding(str(path), None, WHOLE_FILE, "has no weapon", "add a line for each"))
    if findings:
        raise BadInput(findings[:MOST_FINDINGS])
    return problem_of(values, chances, rounds, targets, weapons, str(path))


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """Lines that hold anything, with their numbers."""
    problem = ""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            return [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(row)]
    except FileNotFoundError:
        problem, mend = "there is no such file", "check the path"
    except UnicodeDecodeError:
        problem, mend = "is not UTF-8 text", "save it as UTF-8"
    except (OSError, csv.Error) as error:
        problem, mend = f"cannot be read ({error})", "save it as CSV"
    raise BadInput([Finding(str(path), None, WHOLE_FILE, problem, mend)])


def _row(
    path: Path, line: int, cells: list[str], names: list[str], most: float, what: str, findings: list[Finding]
) -> list[float]:
    found = []
    for name, cell in zip(names, cells, strict=True):
        number = _number(cell or "0", most, "whole" in what)
        if number is None:
            findings.append(Finding(str(path), line, name, f"{cell[:40]!r} does not fit", f"write {what}"))
        found.append(number or 0.0)
    return found


def _number(given: Any, most: float, whole: bool = False) -> float | None:
    """A finite number from 0 to `most`, or None."""
    if isinstance(given, bool):
        return None
    try:
        number = float(given)
    except (TypeError, ValueError):
        return None
    return number if 0.0 <= number <= most and number < np.inf and not (whole and number % 1.0) else None


# ---- fields ---------------------------------------------------------------------------------------------------------


def _from_fields(document: Document) -> Problem:
    data = document.data
    findings: list[Finding] = []

    def wrong(path: tuple[str, ...], problem: str, mend: str) -> None:
        findings.append(document.finding(path, problem, mend))

    if not isinstance(data, dict):
        raise BadInput([document.finding((), "has no fields", "write `targets:` and `weapons:`")])
    for name in data:
        if name not in ("targets", "weapons"):
            wrong((name,), "unknown field", did_you_mean(name, ("targets", "weapons")) or "write targets and weapons")
    targets, weapons = data.get("targets"), data.get("weapons")
    if not isinstance(targets, dict) or not targets:
        wrong(("targets",), "names no targets", "write a name and a value for each")
    if not isinstance(weapons, dict) or not weapons:
        wrong(("weapons",), "names no weapons", "write a name for each, with its rounds and p_kill")
    if not isinstance(targets, dict) or not isinstance(weapons, dict) or findings:
        raise BadInput(findings)
    values = []
    for name, value in targets.items():
        number = _number(value, np.inf)
        if number is None:
            wrong(("targets", name), f"{str(value)[:40]!r} does not fit", "write a value from 0 up")
        values.append(number or 0.0)
    rounds, chances = [], np.zeros((len(weapons), len(values)))
    places = {name: j for j, name in enumerate(targets)}
    for i, (name, weapon) in enumerate(weapons.items()):
        at = ("weapons", name)
        if not isinstance(weapon, dict):
            wrong(at, "should be fields with values", "write {rounds: 4, p_kill: 0.7}")
            continue
        for field in weapon:
            if field not in ("rounds", "p_kill"):
                mend = did_you_mean(field, ("rounds", "p_kill")) or "known fields: rounds, p_kill"
                wrong((*at, field), "unknown field", mend)
        number = _number(weapon.get("rounds", 1), np.inf, whole=True)
        if number is None:
            wrong((*at, "rounds"), f"{str(weapon['rounds'])[:40]!r} does not fit", "write a whole number from 0 up")
        rounds.append(number or 0.0)
        given = weapon.get("p_kill")
        if given is None:
            wrong(at, "has no p_kill", "write one chance, or one for each target it can hit")
            continue
        for target, p in (given if isinstance(given, dict) else dict.fromkeys(targets, given)).items():
            chance = _number(p, 1.0)
            if target not in places:
                wrong((*at, "p_kill", target), "is no target", did_you_mean(target, places) or "name it under targets")
            elif chance is None:
                wrong((*at, "p_kill", target), f"{str(p)[:40]!r} does not fit", "write a chance from 0 to 1")
            else:
                chances[i, places[target]] = chance
    if findings:
        raise BadInput(findings[:MOST_FINDINGS])
    return problem_of(values, chances, rounds, tuple(targets), tuple(weapons), document.file)
