"""`pavise replay`: record one battle of a result, moment by moment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pavise.app import show
from pavise.app.options import Option, Raid, Result, Size, Study, Variant


def replay(
    result: Result,
    option: Option,
    raid: Raid = None,
    size: Size = None,
    variant: Variant = "as-offered",
    replication: Annotated[
        int | None,
        typer.Option("--replication", min=0, metavar="N", help="Which battle.", show_default="the typical one"),
    ] = None,
    study: Study = None,
) -> None:
    """Record one battle of a result as a replay, beside those that `compare` and `run` record by themselves."""
    from pavise import api

    with show.progress_bar("recording") as on_progress:
        path: Path = api.replay(
            result,
            option,
            raid=raid,
            size=size,
            variant=variant,
            replication=replication,
            study=study,
            on_progress=on_progress,
        )
    print(path)
