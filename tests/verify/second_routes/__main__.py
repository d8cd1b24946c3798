"""Print rows of the dossier, worked out anew: `python -m tests.verify.second_routes CHECK...`."""

from __future__ import annotations

import math
import sys
from importlib import import_module

from pavise.verify.dossier import Check, load_dossier

DIGITS = 13


def written(value: object) -> str:
    """A cell as YAML writes it."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "~"
    if isinstance(value, list):
        return "[" + ", ".join(written(item) for item in value) + "]"
    return f"{value + 0.0:.{DIGITS}g}" if isinstance(value, float) else str(value)


def route_of(check: Check):
    """The second route of a check: the function of its answer's name in the module of its topic."""
    module, name = check.answer.split(".")
    return getattr(import_module(f"tests.verify.second_routes.{module}"), name)


def rows(check: Check) -> list[str]:
    """The rows of a check with outputs worked out anew."""
    lines = []
    for row in check.rows:
        outputs = route_of(check)(**row.inputs)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        cells = [*(written(cell) for cell in row.inputs.values()), *(written(float(o)) for o in outputs)]
        lines.append(f"      - [{', '.join(cells)}]")
    return lines


if __name__ == "__main__":
    for check in load_dossier():
        if check.id in sys.argv[1:]:
            print("\n".join([check.id, *rows(check)]))
