"""A problem in time from a file: a table (`.csv`) with a row for each window, or fields (`.yaml`).

    weapon,target,value,p_kill,earliest_s,latest_s,flight_s,rounds,channels,assess_s
    battery-1,raid-1,80,0.7,0,60,30,4,1,5
    battery-1,raid-2,60,0.7,20,90,25

    targets: {raid-1: 80, raid-2: 60}
    weapons:
      battery-1:
        {rounds: 4, channels: 1, assess: 5 s, p_kill: 0.7,
         windows: {raid-1: {earliest: 0 s, latest: 60 s, flight: 30 s}, raid-2: ...}}

In the table seconds are bare numbers under a name that says so; what is about a weapon or a target stands in one of its
rows, or the same in several. In both, what a weapon does not say is that of `Weapon`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pavise.fireplan.problem import MOST_FINDINGS
from pavise.fireplan.timed_problem import TimedProblem
from pavise.fireplan.windows_of import MOST_SHOTS, Weapon, Window, shots_of, usual_step_s
from pavise.units import UnitError, parse
from pavise.yamlfile import WHOLE_FILE, BadInput, Document, Finding, did_you_mean

WHOLE_NUMBERS = {"rounds": 0, "launchers": 1, "channels": 1, "in_flight": 1, "reloads": 0}
"""Fields of a weapon that are counts, and the least of each."""
TIMES = ("interval", "reload", "assess")
OF_WINDOW = ("earliest", "latest", "flight")
Wrong = Callable[[Any, str, str], None]


def is_timed(data: Any) -> bool:
    """Does a file of fields speak of launch windows?"""
    weapons = data.get("weapons") if isinstance(data, dict) else None
    return isinstance(weapons, dict) and any(isinstance(one, dict) and "windows" in one for one in weapons.values())


def is_timed_table(header: list[str]) -> bool:
    """Does a table have a row for each window?"""
    return header[:2] == ["weapon", "target"]


def timed_from_fields(document: Document) -> TimedProblem:
    """The problem in a file of fields. Raises BadInput with everything that is wrong in it."""
    findings: list[Finding] = []

    def wrong(path: tuple[str, ...], problem: str, mend: str) -> None:
        findings.append(document.finding(path, problem, mend))

    data = document.data
    known(data, ("targets", "weapons", "step"), (), wrong)
    values: dict[str, float] = {}
    if not isinstance(data.get("targets"), dict) or not data["targets"]:
        wrong(("targets",), "names no targets", "write a name and a value for each")
    else:
        for name, value in data["targets"].items():
            values[name] = number(value, 0.0, math.inf, ("targets", name), "a value from 0 up", wrong)
    weapons: dict[str, Weapon] = {}
    windows: list[Window] = []
    for name, one in data["weapons"].items():
        at = ("weapons", name)
        if not isinstance(one, dict) or not isinstance(one.get("windows"), dict):
            wrong(at, "has no windows", "write under `windows`, for each target, earliest, latest and flight")
            continue
        known(one, (*WHOLE_NUMBERS, *TIMES, "p_kill", "windows"), at, wrong)
        weapons[name] = weapon_of(
            {
                field: whole(one[field], least, (*at, field), wrong)
                for field, least in WHOLE_NUMBERS.items()
                if field in one
            }
            | {f"{field}_s": seconds(one[field], (*at, field), wrong) for field in TIMES if field in one}
        )
        for target, window in one["windows"].items():
            here = (*at, "windows", target)
            if target not in values:
                wrong(here, "is no target", did_you_mean(target, values) or "name it under targets")
            elif not isinstance(window, dict) or any(field not in window for field in OF_WINDOW):
                wrong(here, "is no window", "write {earliest: 0 s, latest: 60 s, flight: 30 s}")
            else:
                known(window, (*OF_WINDOW, "p_kill"), here, wrong)
                chance = window.get("p_kill", one.get("p_kill"))
                p = number(chance, 0.0, 1.0, (*here, "p_kill"), "a chance from 0 to 1", wrong)
                earliest_s, latest_s, flight_s = (seconds(window[f], (*here, f), wrong) for f in OF_WINDOW)
                windows.append(Window(name, target, earliest_s, latest_s, flight_s, p))
                if latest_s < earliest_s:
                    wrong((*here, "latest"), "comes before the earliest", "let the window end after it begins")
    step_s = seconds(data["step"], ("step",), wrong) if "step" in data else usual_step_s(windows)
    if not step_s > 0.0:
        wrong(("step",), "is no step", "write a time above zero, such as 5 s")
    return made(values, weapons, windows, step_s, findings, document.file)


def timed_from_table(path: Path, lines: list[tuple[int, list[str]]]) -> TimedProblem:
    """The problem in a table, its lines with their numbers. Raises BadInput with everything that is wrong in it."""
    findings: list[Finding] = []
    header = lines[0][1]
    names = ("value", "p_kill", *(f"{field}_s" for field in (*OF_WINDOW, *TIMES)), *WHOLE_NUMBERS)
    for name in header[2:]:
        if name not in names or header.count(name) > 1:
            mend = did_you_mean(name, names) or f"columns: weapon, target, {', '.join(names)}"
            findings.append(Finding(str(path), 1, name, "is no column, or stands there twice", mend))
    for name in ("value", "p_kill", *(f"{field}_s" for field in OF_WINDOW)):
        if name not in header:
            findings.append(Finding(str(path), 1, name, "is missing", "add the column"))
    if findings:
        raise BadInput(findings)
    values: dict[str, float] = {}
    said: dict[str, dict[str, float]] = {}
    windows: list[Window] = []
    for line, cells in lines[1:]:

        def wrong(field: Any, problem: str, mend: str, line: int = line) -> None:
            findings.append(Finding(str(path), line, str(field), problem, mend))

        row = dict(zip(header, cells, strict=False))
        weapon, target = row.get("weapon", ""), row.get("target", "")
        if not weapon or not target or len(cells) > len(header):
            wrong(WHOLE_FILE, "names no weapon and target, or has too many cells", "write one cell for each column")
            continue
        if row.get("value"):
            value = number(row["value"], 0.0, math.inf, "value", "a value from 0 up", wrong)
            if values.setdefault(target, value) != value:
                wrong("value", f"{target} was worth {values[target]:g} above", "write one value for each target")
        own = said.setdefault(weapon, {})
        for name in (*WHOLE_NUMBERS, *(f"{field}_s" for field in TIMES)):
            if row.get(name):
                least = WHOLE_NUMBERS.get(name)
                given = (
                    number(row[name], 0.0, math.inf, name, "seconds from 0 up", wrong)
                    if least is None
                    else whole(row[name], least, name, wrong)
                )
                if own.setdefault(name, given) != given:
                    wrong(name, f"{weapon} had {own[name]:g} above", "write it once for each weapon")
        earliest_s, latest_s, flight_s = (
            number(row.get(f"{f}_s"), 0.0, math.inf, f"{f}_s", "seconds from 0 up", wrong) for f in OF_WINDOW
        )
        if latest_s < earliest_s:
            wrong("latest_s", "comes before the earliest", "let the window end after it begins")
        p = number(row.get("p_kill"), 0.0, 1.0, "p_kill", "a chance from 0 to 1", wrong)
        windows.append(Window(weapon, target, earliest_s, latest_s, flight_s, p))
    for target in dict.fromkeys(window.target for window in windows):
        if target not in values:
            findings.append(Finding(str(path), None, target, "has no value", "write it in one of its rows"))
            values[target] = 0.0
    weapons = {name: weapon_of(own) for name, own in said.items()}
    return made(values, weapons, windows, usual_step_s(windows), findings, str(path))


def weapon_of(said: dict[str, float]) -> Weapon:
    """A weapon of which so much is said."""
    given = {field: int(value) if field in WHOLE_NUMBERS else value for field, value in said.items()}
    return Weapon(**given)  # type: ignore[arg-type]


def made(
    values: dict[str, float], weapons: dict[str, Weapon], windows: list[Window], step_s: float,
    findings: list[Finding], file: str,
) -> TimedProblem:  # fmt: skip
    """The problem, unless something is wrong."""
    if not windows and not findings:
        findings.append(Finding(file, None, WHOLE_FILE, "has no window", "write when a weapon may fire at a target"))
    if not findings:
        shots = sum((window.latest_s - window.earliest_s) / step_s + 2.0 for window in windows)
        if shots > MOST_SHOTS:
            said = f"has {shots:.0f} launches to choose from, which is too many"
            findings.append(Finding(file, None, "step", said, f"take longer steps: at most {MOST_SHOTS:,} launches"))
    if findings:
        raise BadInput(findings[:MOST_FINDINGS])
    return shots_of(values, weapons, windows, step_s)


def known(fields: dict[str, Any], names: tuple[str, ...], at: tuple[str, ...], wrong: Wrong) -> None:
    """Complain about every field that is not one of `names`."""
    for field in fields:
        if field not in names:
            wrong((*at, str(field)), "unknown field", did_you_mean(str(field), names) or f"known: {', '.join(names)}")


def number(given: Any, least: float, most: float, at: Any, what: str, wrong: Wrong) -> float:
    """A finite number within bounds; `least` when it is none, which is said."""
    try:
        found = float(given)
        if not isinstance(given, bool) and least <= found <= most and math.isfinite(found):
            return found
    except (TypeError, ValueError):
        pass
    wrong(at, f"{str(given)[:40]!r} does not fit", f"write {what}")
    return least


def whole(given: Any, least: int, at: Any, wrong: Wrong) -> int:
    """A whole number from `least` up."""
    found = number(given, least, 1e6, at, f"a whole number from {least} up", wrong)
    if found % 1.0:
        wrong(at, f"{found:g} is not whole", f"write a whole number from {least} up")
    return int(found)


def seconds(given: Any, at: Any, wrong: Wrong) -> float:
    """A time with its unit, in seconds from 0 up."""
    try:
        found = parse(given, "time")
    except UnitError as error:
        wrong(at, str(error), "write a time with its unit, such as 30 s")
        return 0.0
    if found < 0.0:
        wrong(at, f"{str(given)[:40]!r} is below zero", "write a time from 0 s up")
        return 0.0
    return found
