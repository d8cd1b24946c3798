"""Write docs/openapi.json, the description of the server behind `pavise view`, from its routes.

python docs/write_openapi.py
"""

from __future__ import annotations

import json
from pathlib import Path

from pavise.app.web.openapi import description

PAGE = Path(__file__).resolve().parent / "openapi.json"
VERSION = "as installed"
"""In place of the version of Pavise, so that the page does not change with every release."""


def page() -> str:
    """The description as text."""
    return json.dumps(description(VERSION), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
