"""`pavise why`: one threat's life as a timeline, and why it got through."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pavise.app import show
from pavise.app.options import Option, Raid, Result, Size, Study, Variant

if TYPE_CHECKING:
    from pavise.analysis.life import Why


def why(
    result: Result,
    option: Option,
    raid: Raid = None,
    size: Size = None,
    variant: Variant = "as-offered",
    replication: Annotated[
        int | None,
        typer.Option("--replication", min=0, metavar="N", help="Which battle.", show_default="one that tells most"),
    ] = None,
    threat: Annotated[
        str | None, typer.Option("--threat", metavar="NAME", help="Which threat.", show_default="a typical leaker")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE", help="Draw it: .png, .svg or .pdf.")
    ] = None,
    study: Study = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Why a threat got through: its life in one battle, who saw, held and could reach it, and what was missing."""
    from pavise import api

    with show.progress_bar("looking") as on_progress:
        found = api.why(
            result,
            option,
            raid=raid,
            size=size,
            variant=variant,
            replication=replication,
            threat=threat,
            picture=picture,
            study=study,
            on_progress=on_progress,
        )
    show.answer(found, json, told)
    if picture is not None and not json:
        show.text(str(picture))


def told(found: Why) -> None:
    """The leakers of the battle, then one threat's timeline and the reasons."""
    from pavise.analysis.battle_words import clock_words
    from pavise.results.measures import CAUSE_TITLES

    show.text(f"{found.case}, battle {found.replication}")
    if found.leakers:
        rows = [
            (one.name, one.threat_class.replace("_", " "), one.site, clock_words(one.end_s),
             CAUSE_TITLES.get(one.cause, one.cause))
            for one in found.leakers
        ]  # fmt: skip
        headings = ("threat", "class", "reached", "at", "cause")
        show.table(headings, rows, title=f"The {len(rows)} that got through", right=("at",), keep=("threat", "at"))
        show.text()
    if found.life is None:
        show.text("Nothing got through in this battle; name a threat with --threat to see its life.")
        return
    show.text(found.life.summary)
    timeline = [(clock_words(moment.time_s), moment.words) for moment in found.life.moments]
    show.table(("min:s", "what happened"), timeline, right=("min:s",), keep=("min:s",))
    if found.life.because:
        show.text()
        show.text("Why: " + " ".join(found.life.because))
