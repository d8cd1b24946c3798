"""`pavise siting`: which of the candidate places cover most."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from pavise.app import cli_coverage as asked_of
from pavise.app import show
from pavise.app.cli_coverage import measures
from pavise.app.cli_terrain import box
from pavise.app.options import Seed, Threads, Worlds

PLACES_SHOWN = 12


class Weighing(StrEnum):
    """What a cell weighs."""

    area = "area"
    value = "value"


def siting(
    case: asked_of.Case,
    radar: Annotated[
        str, typer.Option("--radar", metavar="ID", help="A radar of the catalogue, or a unit.", show_default=False)
    ],
    count: Annotated[int, typer.Option("--count", min=1, help="How many places to choose.", show_default=False)],
    option: asked_of.Option = None,
    candidates: Annotated[
        Path | None,
        typer.Option("--candidates", metavar="FILE", help="Places of your own.", show_default="those of the study"),
    ] = None,
    altitude: Annotated[
        str | None, typer.Option("--altitude", metavar="HEIGHT", help="Of the target above sea.", show_default="3km")
    ] = None,
    above_ground: Annotated[
        str | None, typer.Option("--above-ground", metavar="HEIGHT", help="Height above the ground instead: 100m.")
    ] = None,
    rcs: Annotated[
        str | None, typer.Option("--rcs", metavar="AREA", help="Cross-section: 0.1m2.", show_default="1m2")
    ] = None,
    pd: asked_of.Pd = None,
    cumulative: asked_of.Cumulative = False,
    speed: asked_of.Speed = None,
    weigh: Annotated[Weighing, typer.Option("--weigh", help="By area, or by the value defended near it.")] = (
        Weighing.area
    ),
    percent: Annotated[
        int | None,
        typer.Option("--percent", help="A cell counts when covered in so many of the worlds.", show_default="50"),
    ] = None,
    beside: Annotated[
        bool, typer.Option("--beside", help="Only what the option's own sensors leave open counts.")
    ] = False,
    terrain: asked_of.Terrain = None,
    within: asked_of.Within = None,
    bbox: asked_of.Bbox = None,
    area: asked_of.Area = None,
    cell: Annotated[str | None, typer.Option("--cell", help="Width of a cell of the map.", show_default="5km")] = None,
    worlds: Worlds = None,
    seed: Seed = None,
    threads: Threads = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder.", show_default="results/siting-<study>-<radar>")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print siting.json instead of tables.")] = False,
) -> None:
    """Which places for so many radars cover most of an area at a height? Greedy and exact, and in how many worlds."""
    from pavise import api
    from pavise.views.siting_map import read_siting

    asked = measures(
        {
            "altitude_m": ("--altitude", altitude, "length"),
            "above_ground_m": ("--above-ground", above_ground, "length"),
            "rcs_m2": ("--rcs", rcs, "area"),
            "pd": ("--pd", pd, "fraction"),
            "speed_mps": ("--speed", speed, "speed"),
            "within_m": ("--within", within, "length"),
            "cell_m": ("--cell", cell, "length"),
        }
    )
    if percent is not None:
        asked["percent"] = percent
    if bbox is not None:
        asked["box"] = box(bbox)
    with show.progress_bar("weighing places", at_the_end="drawing") as on_progress:
        folder = api.siting(
            case,
            radar,
            count,
            out,
            option=option,
            candidates=candidates,
            cumulative=cumulative or speed is not None,
            weigh=weigh.value,
            beside=beside,
            terrain=terrain,
            area=area,
            worlds=worlds,
            seed=seed,
            threads=threads,
            on_progress=on_progress,
            **asked,
        )
    show.answer(read_siting(folder).said, json, sited)


def sited(said: Mapping[str, Any]) -> None:
    """The choice, its bounds, and the places that most worlds choose."""
    from pavise.views import numbers

    best, greedy, worlds = said["best"], said["greedy"], said["in_each_world"]
    show.text(f"{said['title']} against {said['layer']}, {said['worlds']} worlds; covering {said['weight_words']}")
    show.text(said["conditions"][0])
    show.text()
    proved = (
        "no choice covers more" if best["gap"] == 0.0 else f"at most {numbers.share(best['gap'], 1)} more is possible"
    )
    show.text(
        f"Best: {', '.join(best['places']) or 'none adds anything'}. They cover {numbers.share(best['covered'], 1)} in "
        f"at least {said['percent_of_worlds']}% of the worlds; {proved}."
    )
    show.text(
        f"Greedy: {numbers.share(greedy['covered'], 1)}, and knows by itself that at most "
        f"{numbers.share(greedy['at_most'], 1)} is possible (whatever the map, it reaches "
        f"{numbers.share(greedy['guaranteed_share_of_best'])} of the best)."
    )
    show.text(
        f"World by world the choice covers {numbers.share(worlds['covered']['p10'])} to "
        f"{numbers.share(worlds['covered']['p90'])} (P10 to P90); in {numbers.share(worlds['as_good'])} of the worlds "
        "it is as good as that world's own best, to a hundredth."
    )
    show.text()
    ordered = sorted(said["places"], key=lambda one: (not one["chosen"], -one["in_best_set_of_worlds"], -one["alone"]))
    rows = [
        (
            one["name"],
            "chosen" if one["chosen"] else "",
            numbers.share(one["in_best_set_of_worlds"]),
            numbers.share(one["alone"], 1),
        )
        for one in ordered[:PLACES_SHOWN]
    ]
    show.table(("place", "", "in best set of worlds", "alone"), rows, right=("in best set of worlds", "alone"))
    for words in said["warnings"]:
        show.text(f"Note: {words}")
