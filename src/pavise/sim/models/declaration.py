"""How a model file declares its parameters: once, with unit, bounds and a sentence.

Checks of a catalogue entry, the documentation page and the contract tests (`tests/sim/test_models_contract.py`) all
read this declaration, so a new model is checked from its first day.
"""

from __future__ import annotations

from typing import NamedTuple


class Parameter(NamedTuple):
    """One parameter of a model: name (unit at the end), unit, bounds within which the model holds, and a sentence."""

    name: str
    unit: str
    low: float
    high: float
    meaning: str


WITHHELD = -1
"""Rounds that a doctrine wants of a target for which it would rather keep them, though there is nothing to wait for."""
