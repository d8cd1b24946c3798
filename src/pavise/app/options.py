"""Options that several commands have in common: one wording and one range of values for each."""

from __future__ import annotations

from pathlib import Path
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
Result = Annotated[Path, typer.Argument(help="Folder of a result.", show_default=False)]
Option = Annotated[str, typer.Option("--option", help="Which option of the study.", show_default=False)]
Raid = Annotated[str | None, typer.Option("--raid", help="Which raid.", show_default="the reference")]
Size = Annotated[int | None, typer.Option("--size", min=1, help="How many threats.", show_default="as in the summary")]
Variant = Annotated[str, typer.Option("--variant", help="as-offered or equal-budget.")]
Study = Annotated[
    Path | None,
    typer.Option("--study", metavar="FILE", help="The study, if not its copy.", show_default="its copy in the result"),
]
