"""`pavise track`: tracks from a table of plots, as a table, in numbers and as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pavise.app import show

if TYPE_CHECKING:
    from pavise.tracking.score import Score
    from pavise.tracking.track import Tracks


def track(
    plots: Annotated[
        Path, typer.Argument(metavar="PLOTS", help="Table of plots: .csv, .parquet or .ast.", show_default=False)
    ],
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Sensors and settings.", show_default="usual ones"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Table of tracks: .csv, .parquet or .ast."),
    ] = None,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE", help="Draw the picture: .png, .svg or .pdf.")
    ] = None,
    truth: Annotated[
        Path | None, typer.Option("--truth", metavar="FILE", help="What really flew; gives scores.", show_default=False)
    ] = None,
    cutoff: Annotated[
        str | None,
        typer.Option("--cutoff", metavar="DISTANCE", help="Farther off, a track is false.", show_default="2km"),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print counts and scores as JSON.")] = False,
) -> None:
    """Follow targets through a table of plots: tracks with their doubt, scores against the truth, and a picture."""
    from pavise import api
    from pavise.app.cli_coverage import measures
    from pavise.tracking.score import CUTOFF_M

    cutoff_m = measures({"cutoff_m": ("--cutoff", cutoff, "length")}).get("cutoff_m", CUTOFF_M)
    with show.progress_bar("following", at_the_end="writing") as on_progress:
        tracks = api.track(plots, config, out, truth=truth, picture=picture, on_progress=on_progress)
    score = None if truth is None else tracks.score(truth, cutoff_m)
    said = {"counts": tracks.counts, "remarks": tracks.remarks, "score": score}
    show.answer(said, json, lambda _: tracked(tracks, score))
    for path in (out, picture):
        if path is not None and not json:
            show.text(str(path))


def tracked(tracks: Tracks, score: Score | None) -> None:
    """How much there was, what was lost, and how good it is."""
    counts = tracks.counts
    show.text(
        f"{counts['detections']:,} plots in {counts['scans']:,} looks: {counts['confirmed']:,} tracks confirmed, "
        f"{counts['started'] - counts['confirmed']:,} begun and not believed, {counts['dropped']:,} dropped, "
        f"{counts['merged']:,} merged."
    )
    for words in tracks.remarks:
        show.text(f"Note: {words}")
    if score is not None:
        show.text()
        show.table(("measure", "value"), scored(score), right=("value",))


def scored(score: Score) -> list[tuple[str, str]]:
    """Every measure with its unit, as text."""
    siap: Any = score.siap
    velocity = "-" if siap.velocity_accuracy_mps is None else f"{siap.velocity_accuracy_mps:.1f} m/s"
    return [
        (f"OSPA, cut off at {score.cutoff_m / 1e3:g} km", f"{score.ospa_m:.1f} m"),
        ("GOSPA", f"{score.gospa_m:.1f} m"),
        ("  of its square: error", f"{score.gospa_localisation:.3g} m2"),
        ("  of its square: missed", f"{score.gospa_missed:.3g} m2"),
        ("  of its square: false", f"{score.gospa_false:.3g} m2"),
        ("error (root mean square)", f"{score.rmse_m:.1f} m"),
        ("completeness (SIAP)", f"{siap.completeness:.1%}"),
        ("ambiguity (SIAP)", f"{siap.ambiguity:.3f}"),
        ("spuriousness (SIAP)", f"{siap.spuriousness:.1%}"),
        ("position accuracy (SIAP)", f"{siap.position_accuracy_m:.1f} m"),
        ("velocity accuracy (SIAP)", velocity),
        ("track changes per hour (SIAP)", f"{3600.0 * siap.track_changes_per_s:.2f}"),
        ("longest segment (SIAP)", f"{siap.longest_segment:.1%}"),
        ("purity", "-" if score.purity is None else f"{score.purity:.1%}"),
        ("switches", str(score.switches)),
    ]
