"""Options that several commands have in common: one wording and one range of values for each."""

from __future__ import annotations

from typing import Annotated

import typer

Threads = Annotated[int | None, typer.Option("--threads", min=1, help="Threads.", show_default="all cores")]
Seed = Annotated[
    int | None, typer.Option("--seed", min=0, max=2**32 - 1, help="Seed of all chance.", show_default="of the study")
]
Worlds = Annotated[
    int | None,
    typer.Option("--worlds", min=1, max=10_000, help="Draws of everything in doubt.", show_default="of the study"),
]
