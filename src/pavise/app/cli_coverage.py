"""`pavise coverage`: map where the sensors of a case see a target, and how surely."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pavise.app import show
from pavise.app.cli_terrain import box
from pavise.app.options import Seed, Threads, Worlds

DEFENDED = "With --defended"

if TYPE_CHECKING:
    from pavise.views.coverage_reading import CoverageFolder

Case = Annotated[str, typer.Argument(metavar="CASE", help="A study or a posture, by name or file.", show_default=False)]
Option = Annotated[str | None, typer.Option("--option", help="Which option of the study.", show_default="its baseline")]
Altitude = Annotated[
    list[str] | None,
    typer.Option(
        "--altitude", metavar="HEIGHT", help="Height of the target above sea; may be given several times: 3km."
    ),
]
AboveGround = Annotated[
    list[str] | None,
    typer.Option("--above-ground", metavar="HEIGHT", help="Height above the ground instead, or as well: 50m."),
]
Rcs = Annotated[
    list[str] | None,
    typer.Option("--rcs", metavar="AREA", help="Cross-section, several times if need be: 0.1m2.", show_default="1m2"),
]
Pd = Annotated[
    str | None, typer.Option("--pd", metavar="CHANCE", help="Chance from which on it is seen.", show_default="0.5")
]
Cumulative = Annotated[
    bool, typer.Option("--cumulative", help="Not the chance of one look, but of a confirmed track by then.")
]
Speed = Annotated[
    str | None,
    typer.Option("--speed", help="Speed straight in, for --cumulative.", show_default="250m/s"),
]
Emits = Annotated[
    float | None, typer.Option("--emits", min=0.0, help="What passive sensors hear of it: 1 for an airborne radar.")
]
Size = Annotated[str | None, typer.Option("--size", metavar="AREA", help="What cameras see.", show_default="1m2")]
Defended = Annotated[
    bool, typer.Option("--defended", help="Not what is seen, but what fire units defend, with the options below.")
]
Unit = Annotated[
    list[str] | None,
    typer.Option(
        "--unit", metavar="NAME", help="Only these units, with their own sensors alone.", rich_help_panel=DEFENDED
    ),
]
Against = Annotated[
    list[str] | None,
    typer.Option(
        "--against", metavar="THREAT", help="Threat of the catalogue, several times if need be: srbm.",
        show_default="kinds of the reference raid", rich_help_panel=DEFENDED,
    ),
]  # fmt: skip
Bearing = Annotated[
    str | None,
    typer.Option(
        "--bearing", metavar="ANGLE", help="Where threats come from: 90deg.", show_default="all round",
        rich_help_panel=DEFENDED,
    ),
]  # fmt: skip
Shots = Annotated[
    int, typer.Option("--shots", help="Rounds, one after the other, that must meet it.", rich_help_panel=DEFENDED)
]
Release = Annotated[
    str | None,
    typer.Option(
        "--release", metavar="DISTANCE", help="Where a level flier has done its work.",
        show_default="as believed", rich_help_panel=DEFENDED,
    ),
]  # fmt: skip
Distance = Annotated[
    str | None,
    typer.Option("--distance", help="Length of an arc.", show_default="as in the raid", rich_help_panel=DEFENDED),
]
Arc = Annotated[
    str | None,
    typer.Option(
        "--arc", metavar="SHAPE", help="least_energy, lofted, depressed, or apogee over distance.",
        show_default="as believed", rich_help_panel=DEFENDED,
    ),
]  # fmt: skip
Drag = Annotated[bool, typer.Option("--drag", help="The air slows arcs on their way down.", rich_help_panel=DEFENDED)]
Jamming = Annotated[bool, typer.Option("--jamming", help="With the stand-off jammers of the reference raid.")]
Radar = Annotated[
    list[str] | None, typer.Option("--radar", metavar="NAME", help="Only this sensor, unit or type; repeatable.")
]
Terrain = Annotated[
    list[str] | None,
    typer.Option(
        "--terrain", metavar="WHAT", help="none, library, or an elevation file.", show_default="as in the study"
    ),
]
Within = Annotated[
    str | None,
    typer.Option(
        "--within", metavar="DISTANCE", help="Gaps count so near to the defended sites.", show_default="100km"
    ),
]
Bbox = Annotated[str | None, typer.Option("--bbox", metavar="W,S,E,N", help="Gaps count in this box instead.")]
Area = Annotated[
    Path | None, typer.Option("--area", metavar="FILE", help="Gaps count in the polygons of this GeoJSON file instead.")
]
Cell = Annotated[str | None, typer.Option("--cell", help="Width of a cell of the map.", show_default="2km")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder.", show_default="results/coverage-<study>-<option>")]
Json = Annotated[bool, typer.Option("--json", help="Print coverage.json instead of tables.")]


def coverage(
    case: Case,
    option: Option = None,
    altitude: Altitude = None,
    above_ground: AboveGround = None,
    rcs: Rcs = None,
    pd: Pd = None,
    cumulative: Cumulative = False,
    speed: Speed = None,
    radar: Radar = None,
    terrain: Terrain = None,
    within: Within = None,
    bbox: Bbox = None,
    area: Area = None,
    cell: Cell = None,
    emits: Emits = None,
    size: Size = None,
    jamming: Jamming = False,
    worlds: Worlds = None,
    seed: Seed = None,
    threads: Threads = None,
    defended: Defended = False,
    unit: Unit = None,
    against: Against = None,
    bearing: Bearing = None,
    shots: Shots = 1,
    release: Release = None,
    distance: Distance = None,
    arc: Arc = None,
    drag: Drag = False,
    out: Out = None,
    json: Json = False,
) -> None:
    """Map where the sensors of a case see a target, or what its fire units defend; in how many worlds."""
    if defended:
        from pavise.app.cli_defended import defended_of

        return defended_of(
            case, out, json,
            {"--altitude": altitude, "--rcs": rcs, "--speed": speed, "--release": release, "--distance": distance,
             "--bearing": bearing, "--pd": pd, "--cell": cell, "--arc": arc},
            {"option": option, "units": unit or (), "against": against or (), "shots": shots, "jamming": jamming,
             "drag": drag or None, "terrain": terrain, "worlds": worlds, "seed": seed, "threads": threads},
        )  # fmt: skip
    from pavise import api
    from pavise.views.coverage_reading import read_coverage

    asked = measures(
        {
            "altitudes_m": ("--altitude", altitude, "length"),
            "above_ground_m": ("--above-ground", above_ground, "length"),
            "rcs_m2": ("--rcs", rcs, "area"),
            "pd": ("--pd", pd, "fraction"),
            "speed_mps": ("--speed", speed, "speed"),
            "within_m": ("--within", within, "length"),
            "cell_m": ("--cell", cell, "length"),
            "size_m2": ("--size", size, "area"),
        }
    )
    if emits is not None:
        asked["emits"] = emits
    if bbox is not None:
        asked["box"] = box(bbox)
    with show.progress_bar("looking around", at_the_end="drawing") as on_progress:
        folder = api.coverage(
            case,
            out,
            option=option,
            cumulative=cumulative or speed is not None,
            jamming=jamming,
            radars=radar or (),
            terrain=terrain,
            area=area,
            worlds=worlds,
            seed=seed,
            threads=threads,
            on_progress=on_progress,
            **asked,
        )
    read = read_coverage(folder)
    show.answer(read.said, json, lambda _: mapped(read))


def measures(written: Mapping[str, tuple[str, str | list[str] | None, str]]) -> dict[str, Any]:
    """Amounts as typed, in SI: name -> (option, text or texts, dimension). What was not typed is left out.

    BadInput with everything that is no such amount.
    """
    from pavise.units import UnitError, parse
    from pavise.yamlfile import BadInput, Finding

    found: dict[str, Any] = {}
    findings = []
    for name, (option, texts, dimension) in written.items():
        if texts is None:
            continue
        try:
            values = [parse(text, dimension) for text in ([texts] if isinstance(texts, str) else texts)]
            found[name] = values[0] if isinstance(texts, str) else values
        except UnitError as error:
            findings.append(Finding(option, None, dimension, error.problem, error.mend))
    if findings:
        raise BadInput(findings)
    return found


def mapped(read: CoverageFolder) -> None:
    """What the map says, in a table of layers, one of sites, and where to look further."""
    from pavise.views.coverage_page import PAGE, area_words, share_words

    said = read.said
    show.text(f"{said['title']}: {said['worlds']} worlds, area of interest {said['interest']['words']}")
    for words in said["conditions"][:1]:
        show.text(words)
    show.text()
    rows = []
    for layer in said["layers"]:
        network = layer["network"]
        if network["covered_share"] is None:
            rows.append((layer["words"], "-", "-", "-", "-"))
            continue
        covered, span = share_words(network["covered_share"])
        rows.append(
            (
                layer["words"],
                covered,
                span,
                share_words(network["twice_share"])[0],
                area_words(network["area_km2"])[0],
            )
        )
    columns = ("target", "covered", "P10 to P90", "by two", "km2 anywhere")
    show.table(columns, rows, right=columns[1:], keep=columns[1:])
    show.text()
    sites_with_doubt(said)
    for words in said["warnings"]:
        show.text(f"Note: {words}")
    show.text(f"Maps, charts, numbers: {read.folder / PAGE}")


def sites_with_doubt(said: Mapping[str, Any]) -> None:
    """The sites over which a target is not covered in every world, layer by layer."""
    from pavise.views import numbers

    rows = []
    for k, site in enumerate(said["sites"]):
        shares = [layer["network"]["sites"][k]["covered_in"] for layer in said["layers"]]
        if min(shares, default=1.0) < 1.0:
            rows.append((site["title"], *(numbers.share(share) for share in shares)))
    if rows:
        columns = [layer["words"] for layer in said["layers"]]
        title = "Sites over which it is not covered in every world: share of the worlds"
        show.table(("site", *columns), rows, title=title, right=columns)
        show.text()
