"""A tiny world of evidence and entries: one launcher called `rail`, and a few claims about it to quarrel over.

`load` makes a library of entries, `findings` tells what the loader says about them, `rail` is a correct entry to
spoil.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pavise.catalogue.library import Library, load_library
from pavise.catalogue.quantity import Quantity
from pavise.evidence.ledger import Ledger, load_ledger
from pavise.yamlfile import BadInput, Finding


def claim(quantity: str, voice: str, upstream: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"rail.{quantity}.{voice}",
        "quantity": quantity,
        "claimant": "press",
        "says": f"{voice} said so",
        "upstream": upstream,
        "source": {"publisher": f"The {voice}"},
        "confidence": "medium",
        **fields,
    }


CLAIMS = [
    claim("reload", "herald", "maker", value="20 min"),
    claim("reload", "courier", "maker", value="30 min"),
    claim("reload", "critic", "critic", value="60 min"),
    claim("reload", "muddle", "muddle", value="900 min", suspect=True),
    claim("reload", "rumour", "rumour", value="5 min", unseen=True),
    claim("reload", "frost", "frost", value="240 min", condition="in frost"),
    claim("rounds", "herald", "maker", value="4 missiles"),
    claim("rounds", "critic", "critic", value="8 missiles"),
    claim("loaded", "herald", "maker", text="three rounds beside each other"),
    claim("price", "rumour", "rumour", value="2 MUSD", unseen=True),
]

RAIL: dict[str, Any] = {
    "id": "rail",
    "name": "Rail launcher",
    "role": "launcher",
    "quantities": {
        "missiles_per_launcher": {"judgement": {"value": 4}, "reason": "Four rails in pictures."},
        "reload_time": {"judgement": {"low": "20 min", "high": "90 min"}, "reason": "Nobody says so."},
        "round_interval": {"judgement": {"low": "2 s", "high": "6 s"}, "reason": "Nobody says so."},
    },
}


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    folder = tmp_path_factory.mktemp("evidence")
    file = {"system": "rail", "name": "Rail launcher", "kind": "launcher", "claims": CLAIMS}
    upstreams = {name: f"The voice called {name}." for name in ("maker", "critic", "muddle", "rumour", "frost")}
    (folder / "rail.yaml").write_text(yaml.safe_dump(file), encoding="utf-8")
    (folder / "upstreams.yaml").write_text(yaml.safe_dump({"upstreams": upstreams}), encoding="utf-8")
    return load_ledger(folder)


@pytest.fixture
def rail() -> dict[str, Any]:
    return copy.deepcopy(RAIL)


@pytest.fixture
def load(tmp_path: Path, ledger: Ledger) -> Callable[..., Library]:
    """Entries (dictionaries, or text for a file that no dictionary can express) -> the library made of them."""

    def loaded(*entries: dict[str, Any], **texts: str) -> Library:
        folder = tmp_path / "catalogue"
        folder.mkdir()
        for entry in entries:
            text = yaml.safe_dump(entry, sort_keys=False)
            (folder / f"{entry['id']}.yaml").write_text(text, encoding="utf-8")
        for name, text in texts.items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load_library(folder, ledger)

    return loaded


@pytest.fixture
def findings(load: Callable[..., Library]) -> Callable[..., list[Finding]]:
    """Everything that the loader reports about these entries."""

    def found(*entries: dict[str, Any], **texts: str) -> list[Finding]:
        with pytest.raises(BadInput) as caught:
            load(*entries, **texts)
        return caught.value.findings

    return found


@pytest.fixture
def believed(load: Callable[..., Library], rail: dict[str, Any]) -> Callable[..., Quantity]:
    """The belief that one written quantity of the rail becomes."""

    def belief(quantity: str, **written: Any) -> Quantity:
        rail["quantities"][quantity] = {"reason": "For the sake of this test.", **written}
        return load(rail).quantity("rail", quantity)

    return belief


@pytest.fixture
def complaint(findings: Callable[..., list[Finding]], rail: dict[str, Any]) -> Callable[..., str]:
    """The one finding about a quantity of the rail that is written like this, as people read it."""

    def only(quantity: str, **written: Any) -> str:
        rail["quantities"][quantity] = {"reason": "For the sake of this test.", **written}
        found = findings(rail)
        assert len(found) == 1, found
        assert found[0].line is not None
        return str(found[0])

    return only
