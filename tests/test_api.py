"""The verbs: one list, the same names everywhere, silent."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import pavise
from pavise import api

VERBS = {
    name for name, thing in vars(api).items() if inspect.isfunction(thing) and not name.startswith("_")
    if thing.__module__ == "pavise.api"
}  # fmt: skip


def test_every_verb_can_be_called_from_the_package_save_those_that_are_folders() -> None:
    assert set(pavise.__all__) == VERBS - {"run", "coverage", "verify"}
    for name in pavise.__all__:
        assert getattr(pavise, name) is getattr(api, name)


def test_a_name_that_is_no_verb_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="attack"):
        pavise.attack  # noqa: B018


def test_verbs_and_commands_have_the_same_names() -> None:
    """`evidence_list` is `pavise evidence list`; `open_result` and `verify_list` hand Python what a command prints,
    and `defended` is `pavise coverage --defended`."""
    from pavise.app import cli

    commands = {
        command.name or command.callback.__name__ for command in cli.app.registered_commands if command.callback
    }
    for family in ("evidence", "terrain"):
        commands |= {f"{family}_{command.name}" for command in getattr(cli, family).registered_commands}
    assert commands == VERBS - {"defended", "open_result", "verify_list"}


def test_no_verb_prints() -> None:
    tree = ast.parse(Path(api.__file__).read_text(encoding="utf-8"))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert "print" not in called


def test_a_check_returns_its_findings_and_raises_nothing(tmp_path: Path) -> None:
    (tmp_path / "raid.yaml").write_text("kinds: 7\n")
    checked = api.check(tmp_path / "raid.yaml")
    assert checked.kind == "raid" and not checked.fit
    assert all(finding.file == str(tmp_path / "raid.yaml") for finding in checked.findings)
