"""Nothing in the simulation that speaks of the world goes unchecked, or hides what it rests on and leaves out."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import pavise
from pavise.verify.dossier import Check

PACKAGE = Path(pavise.__file__).parent
SIM = PACKAGE / "sim"

MACHINERY = {
    "air_picture", "assessment", "belief", "chain", "command", "compiled", "engagement", "evaluation", "events",
    "fields", "ground", "identification", "meeting", "motion", "paths", "patrol", "racks", "rules", "schedule",
    "sensing", "sharing", "sight", "signal", "start", "state", "step", "step_tracked", "stepwise", "stepwise_tracked",
    "tracked_state", "tracker_scratch", "tracking", "windows", "world",
}  # fmt: skip
"""Files of `sim` that keep the order of events and the tables; the played battles of the dossier check what they come
to. Every other file there, and every model, is physics."""

NOT_ASKED = {
    "sim.draws.name_hash": "the first bytes of Python's own BLAKE2s; nothing about the world",
    "sim.measuring.detection_room": "rows of a table; nothing about the world",
    "sim.models.doctrine.salvo.wants": "a doctrine is a choice; what it leads to is checked by played battles",
    "sim.models.doctrine.shoot_look_shoot.wants": "likewise",
    "sim.models.doctrine.shoot_shoot_look.wants": "likewise",
    "sim.models.doctrine.nearest_first.wants": "likewise",
    "sim.models.doctrine.save_for_ballistic.wants": "likewise",
    "sim.models.doctrine.area_defence.wants": "likewise",
    "sim.models.doctrine.point_defence.wants": "likewise",
    "sim.models.doctrine.cost_aware.wants": "likewise",
    "sim.models.engagement.single_shot.p_kill_round": "hands a number of the catalogue on",
}
"""Functions that no check asks, each with the reason."""

FROM = re.compile(r"\b(From|Source|Sources):")
NOT_TO_BELIEVE = re.compile(r"\b(When not to believe it|Do not believe|Do not use|Ignores)\b")

PHYSICS = sorted(
    [path for path in SIM.glob("*.py") if path.stem not in {*MACHINERY, "__init__"}]
    + [path for path in SIM.glob("models/*/*.py") if path.stem != "__init__"]
)


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions_of(path: Path) -> dict[str, ast.FunctionDef]:
    """The functions of a file that others may call."""
    return {
        node.name: node
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def callees(path: Path) -> dict[str, set[str]]:
    """Function -> the functions of the simulation that it names, all as `sim.file.function`. A class counts as one."""
    known = {name: f"{dotted(path)}.{name}" for name in functions_of(path)}
    for node in tree_of(path).body:
        if isinstance(node, ast.ClassDef):
            known[node.name] = f"{dotted(path)}.{node.name}"
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pavise.sim."):
            for alias in node.names:
                known[alias.asname or alias.name] = f"{(node.module or '').removeprefix('pavise.')}.{alias.name}"
    named = {}
    for node in tree_of(path).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            words = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            named[f"{dotted(path)}.{node.name}"] = {known[word] for word in words & known.keys()}
    return named


def reached_from(asked: set[str]) -> set[str]:
    """What the checks ask, and all parts of it."""
    calls = {name: called for path in PHYSICS for name, called in callees(path).items()}
    reached, fresh = set(), set(asked)
    while fresh:
        reached |= fresh
        fresh = {called for name in fresh for called in calls.get(name, set())} - reached
    return reached


@pytest.mark.parametrize("path", PHYSICS, ids=dotted)
def test_the_story_of_a_model_names_its_source_and_when_not_to_believe_it(path: Path) -> None:
    story = ast.get_docstring(tree_of(path)) or ""
    assert FROM.search(story), f"{dotted(path)}: say `From:` or `Source:` in its story"
    assert NOT_TO_BELIEVE.search(story), f"{dotted(path)}: say `When not to believe it:` in its story"


@pytest.mark.parametrize("path", PHYSICS, ids=dotted)
def test_every_function_of_physics_is_asked_by_a_check_or_part_of_one_that_is(path: Path, dossier: list[Check]) -> None:
    asked = {name for check in dossier for name in check.model}
    mine = {f"{dotted(path)}.{name}" for name in functions_of(path)}
    unasked = mine - reached_from(asked) - NOT_ASKED.keys()
    assert not unasked, f"no check asks {sorted(unasked)}: add one to data/verify, or a reason to NOT_ASKED"


def test_the_reasons_are_for_functions_that_exist_and_are_not_asked(dossier: list[Check]) -> None:
    everything = {f"{dotted(path)}.{name}" for path in PHYSICS for name in functions_of(path)}
    asked = {name for check in dossier for name in check.model}
    assert NOT_ASKED.keys() <= everything
    assert not NOT_ASKED.keys() & reached_from(asked)


def test_the_machinery_is_named_as_it_is() -> None:
    assert {path.stem for path in SIM.glob("*.py")} >= MACHINERY
