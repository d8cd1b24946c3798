"""Every check of the dossier passes, asks the functions that it names, and has numbers with a source."""

from __future__ import annotations

import dataclasses
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from pavise.verify.dossier import Check
from pavise.verify.judge import judge


def test_the_check_passes(check: Check) -> None:
    verdict = judge(check)
    assert verdict.passed, verdict.broke or verdict.misses
    assert verdict.values == len(check.rows) * len(check.outputs)


def test_the_check_asks_the_functions_that_it_names(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row by row until all have been called: the first row is enough for most."""
    called: set[str] = set()
    for row in check.rows:
        one = dataclasses.replace(check, rows=(row,))
        if not any(name.startswith("run.") for name in check.model):
            judge(one)  # compiles what is not compiled yet, before Python functions stand in its way
        with monkeypatch.context() as patched:
            note_calls(check, called, patched)
            judge(one)
        if called == set(check.model):
            break
    assert called == set(check.model)


def note_calls(check: Check, called: set[str], patched: pytest.MonkeyPatch) -> None:
    """Count the functions of a check where they live, and where the answer's modules hold them under their names.

    What only compiled code can call is called when a kernel of theirs is that names it.
    """
    rooms = modules_of(check)
    for room in rooms:
        for door in [part for part in vars(room).values() if hasattr(part, "py_func")]:
            if door.py_func.__module__ == room.__name__:
                patched.setattr(room, door.py_func.__name__, noting_door(door, check, called))
    for path in check.model:
        module, _, name = f"pavise.{path}".rpartition(".")
        home = import_module(module)
        function = getattr(home, name)

        def noted(*arguments: Any, path: str = path, function: Any = function, **named: Any) -> Any:
            called.add(path)
            return function(*arguments, **named)

        patched.setattr(home, name, noted)
        for room in rooms:
            if getattr(room, name, None) is function:
                patched.setattr(room, name, noted)


def modules_of(check: Check) -> list[ModuleType]:
    """The module of the answer, and those of `pavise.verify` whose classes it uses."""
    answers = import_module(f"pavise.verify.{check.answer.partition('.')[0]}")
    classes = [part for part in vars(answers).values() if isinstance(part, type)]
    names = {part.__module__ for part in classes if part.__module__.startswith("pavise.verify.")}
    return [answers, *(import_module(name) for name in sorted(names - {answers.__name__}))]


def noting_door(door: Any, check: Check, called: set[str]) -> Any:
    """A compiled function that, when called, counts the functions that it names."""
    named = {path for path in check.model if path.rpartition(".")[2] in door.py_func.__code__.co_names}

    def opened(*arguments: Any) -> Any:
        called.update(named)
        return door(*arguments)

    return opened


def test_a_row_that_is_wrong_makes_the_check_fail(check: Check) -> None:
    """Every output is moved by ten times its tolerance (simulated ones by a fifth and more), and each is missed."""
    row = check.rows[0]
    wrong = dict(row.expected)
    for output in check.outputs:
        expected = row.expected[output.name]
        if expected is not None:
            off = 10.0 * output.allowed(expected) or max(1e-3, 1e-3 * abs(expected))
            wrong[output.name] = expected + (max(off, 0.2, 0.4 * abs(expected)) if check.simulated else off)
    verdict = judge(dataclasses.replace(check, rows=(dataclasses.replace(row, expected=wrong),)))
    assert not verdict.passed
    moved = {name for name, value in wrong.items() if value != row.expected[name]}
    assert {miss.output for miss in verdict.misses} == moved, "some may be wrong and nobody notices"


def test_the_check_says_who_vouches_for_its_numbers(check: Check) -> None:
    reference = check.reference
    assert 1800 < reference.year <= 2026 and reference.who and len(reference.title) > 3 and len(reference.where) > 3
    assert check.claim.endswith(".") and len(check.claim) > 20
    assert check.because.endswith(".")
    assert (
        check.grade == "A" or any(letter.isdigit() for letter in check.computed_with) or "hand" in check.computed_with
    )
