"""The written description of the server is the one that the server gives of itself."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "openapi.json"


def made_now() -> str:
    spec = importlib.util.spec_from_file_location("write_openapi", DOCS / "write_openapi.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    text: str = script.page()
    return text


def test_the_page_is_as_the_routes_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == made_now(), "run: python docs/write_openapi.py"


def test_every_variable_of_an_address_is_described() -> None:
    told = json.loads(PAGE.read_text(encoding="utf-8"))
    for address, methods in told["paths"].items():
        for operation in methods.values():
            names = [parameter["name"] for parameter in operation.get("parameters", [])]
            assert [f"{{{name}}}" in address for name in names] == [True] * address.count("{")
