"""Pavise: what published claims about air-defence systems say about a choice, and how sure one can be.

Sources *claim*; the catalogue *believes*; a scenario *places*; assembly turns names into *arrays*; the simulation
*steps* the arrays; results are *tables*; analysis *compares* tables; views *show* them. One folder per verb.

The verbs of `pavise.api` can be called from here (`pavise.compare("turkey-s400")`). They are loaded on first use, so
that `import pavise` and `pavise --help` stay quick. `run`, `coverage` and `verify` are called as `pavise.api.run` and
so on, since `pavise.run`, `pavise.coverage` and `pavise.verify` are the folders that do it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pavise import kernel_cache

if TYPE_CHECKING:
    from pavise.api import (
        assign,
        check,
        compare,
        defended,
        evidence_conflicts,
        evidence_gaps,
        evidence_list,
        evidence_show,
        explain,
        open_result,
        replay,
        report,
        siting,
        status,
        terrain_add,
        terrain_get,
        terrain_list,
        terrain_remove,
        track,
        verify_list,
        view,
        why,
    )

__version__ = "0.1.0"

__all__ = [
    "assign",
    "check",
    "compare",
    "defended",
    "evidence_conflicts",
    "evidence_gaps",
    "evidence_list",
    "evidence_show",
    "explain",
    "open_result",
    "replay",
    "report",
    "siting",
    "status",
    "terrain_add",
    "terrain_get",
    "terrain_list",
    "terrain_remove",
    "track",
    "verify_list",
    "view",
    "why",
]

kernel_cache.announce_to_numba()


def __getattr__(name: str) -> Any:
    """A verb, fetched from `pavise.api` when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'pavise' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("pavise.api"), name)
