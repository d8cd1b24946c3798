"""The page of a coverage map: every picture and number of its folder in one HTML file that opens without a network.

    draw("results/coverage-turkey-s400-none")   -> PNG maps and charts, and coverage.html, in the folder

Like the report it runs no script and loads nothing; its pictures are inside it. It is made from the folder alone.
"""

from __future__ import annotations

import base64
import gc
import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from . import coverage_chart, coverage_map, numbers, style
from .coverage_reading import CoverageFolder, read_coverage
from .report import stylesheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PAGE = "coverage.html"
DOTS_PER_INCH = 150


def draw(folder: str | Path) -> list[str]:
    """Draw every map and chart of a coverage folder and write its page; the names of the files made."""
    read = read_coverage(folder)
    pictures = _pictures(read)
    inside = {
        name: "data:image/png;base64," + base64.b64encode(data).decode("ascii") for name, data in pictures.items()
    }
    page_from("coverage.html.j2", read.folder / PAGE, said=read.said, **_content(read, inside))
    return [*pictures, PAGE]


def _pictures(read: CoverageFolder) -> dict[str, bytes]:
    """File name -> PNG of every picture, written to the folder as well."""
    kinds = {"covered": coverage_map.covered_map, "overlap": coverage_map.overlap_map}
    makers: dict[str, Callable[[], Figure]] = {
        name: partial(kinds[kind], read, layer) for layer, kind, name in coverage_map.png_names(read.said)
    }
    for number, name in enumerate(coverage_chart.png_names(read.said)):
        makers[name] = partial(coverage_chart.vertical_chart, read, number)
    drawn: dict[str, bytes] = {}
    with style.drawing():
        for name, make in makers.items():
            drawn[name] = png(make())
            (read.folder / name).write_bytes(drawn[name])
            gc.collect()  # a figure refers to itself in circles: without this fourteen of them held 1 GB
    return drawn


def png(figure: Figure) -> bytes:
    """The figure as PNG with at most 256 colours: a third of the size, and no difference to the eye."""
    import io

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    figure.set_dpi(DOTS_PER_INCH)
    figure.set_facecolor(style.PAPER)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    file = io.BytesIO()
    picture.quantize(256, dither=Image.Dither.NONE).save(file, format="PNG")
    return file.getvalue()


def page_from(template: str, path: Path, **content: Any) -> None:
    """Write a page that opens without a network: one of our templates with this content, whole or not at all."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("pavise.views"),
        autoescape=select_autoescape(enabled_extensions=("j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template(template).render(style=Markup(stylesheet()), **content)
    unfinished = path.with_name(path.name + ".tmp")
    try:
        unfinished.write_text(page, encoding="utf-8")
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _content(read: CoverageFolder, inside: Mapping[str, str]) -> dict[str, Any]:
    said = read.said
    maps: list[dict[str, Any]] = [{"words": layer["words"], "pictures": []} for layer in said["layers"]]
    for layer, kind, name in coverage_map.png_names(said):
        what = "In how many worlds each place is covered" if kind == "covered" else "How many sensors see each place"
        maps[layer]["pictures"].append({"source": inside[name], "label": f"{what}: {said['layers'][layer]['words']}."})
    return {
        "brief": [sentence(layer) for layer in said["layers"]],
        "maps": maps,
        "layers": [_layer_row(layer) for layer in said["layers"]],
        "overlap": [_overlap_row(layer) for layer in said["layers"]],
        "gaps": _gap_rows(said),
        "sites": _site_rows(said),
        "sensors": _sensor_rows(said),
        "charts": [
            {"source": inside[name], "label": f"Vertical coverage of the {chart['type']}."}
            for chart, name in zip(said["charts"], coverage_chart.png_names(said), strict=True)
        ],
        "accuracy": [_accuracy_row(said, row) for row in said["accuracy"]],
    }


# ---- numbers in words -----------------------------------------------------------------------------------------------


def sentence(layer: Mapping[str, Any]) -> str:
    """One layer in a sentence."""
    shares = layer["network"]["covered_share"]
    if shares is None:
        return f"{layer['words']}: no part of the area of interest lies above the ground."
    middle, span = share_words(shares)
    twice, _ = share_words(layer["network"]["twice_share"])
    return (
        f"A target of {layer['rcs_m2']:g} m², {_height(layer)}: {middle} of the area of interest is covered ({span} in "
        f"8 of 10 worlds), {twice} by two sensors or more."
    )


def _height(layer: Mapping[str, Any]) -> str:
    return f"{numbers.distance(layer['height_m'])} above {'the ground' if layer['above_ground'] else 'the sea'}"


def share_words(shares: Mapping[str, float]) -> tuple[str, str]:
    """(`28%`, `16 to 43%`): the middle of a share over the worlds, and its P10 and P90."""
    low, high = (numbers.share(shares[name]) for name in ("p10", "p90"))
    return numbers.share(shares["p50"]), low if low == high else f"{low.removesuffix('%')} to {high}"


def area_words(areas: Mapping[str, float]) -> tuple[str, str]:
    """(`134 600 km²`, `69 000 to 230 900`), three digits or so."""
    low, middle, high = (numbers.plain(_three_digits(areas[name])) for name in ("p10", "p50", "p90"))
    return middle, low if low == high else f"{low} to {high}"


def _three_digits(value: float) -> float:
    return float(f"{value:.3g}")


def _layer_row(layer: Mapping[str, Any]) -> dict[str, Any]:
    network = layer["network"]
    dash = (numbers.DASH, "")
    return {
        "words": layer["words"],
        "area": area_words(network["area_km2"]),
        "covered": dash if network["covered_share"] is None else share_words(network["covered_share"]),
        "gap": dash if network["gap_share"] is None else share_words(network["gap_share"]),
        "twice": dash if network["twice_share"] is None else share_words(network["twice_share"]),
    }


def _overlap_row(layer: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "words": layer["words"],
        "cells": [
            {
                "at_least": one["sensors_at_least"],
                "shares": [numbers.share(share) for share in one["interest_share"].values()],
            }
            for one in layer["network"]["overlap"]
        ],
    }


def _gap_rows(said: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "words": layer["words"] if k == 0 else "",
            "area": numbers.plain(_three_digits(gap["area_km2"])),
            "where": f"{_degrees(gap['lat_deg'], 'N', 'S')}, {_degrees(gap['lon_deg'], 'E', 'W')}",
        }
        for layer in said["layers"]
        for k, gap in enumerate(layer["network"]["largest_gaps"])
    ]


def _degrees(angle: float, above: str, below: str) -> str:
    return f"{abs(angle):.2f}° {above if angle >= 0 else below}"


def _site_rows(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "title": site["title"],
            "shares": [
                (numbers.share(here["covered_in"]), numbers.share(here["twice_in"]))
                for here in (layer["network"]["sites"][k] for layer in said["layers"])
            ],
        }
        for k, site in enumerate(said["sites"])
    ]


def _sensor_rows(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Sensors that some world has; in each layer their area, and what would be lost without them."""
    rows = []
    by_layer = [{one["name"]: one for one in layer["sensors"]} for layer in said["layers"]]
    for sensor in said["sensors"]:
        if not sensor["present_in"]:
            continue
        cells = []
        for found in by_layer:
            one = found.get(sensor["name"])
            cells.append((numbers.DASH, "") if one is None else _area_and_alone(one))
        rows.append({**sensor, "present": numbers.share(sensor["present_in"]), "cells": cells})
    return rows


def _area_and_alone(one: Mapping[str, Any]) -> tuple[str, str]:
    return area_words(one["area_km2"])[0], numbers.plain(_three_digits(one["alone_km2"]["p50"]))


def _accuracy_row(said: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    words = {layer["slug"]: layer["words"] for layer in said["layers"]}
    return {
        "type": row["type"],
        "layer": words[row["layer"]],
        "cells": [
            (numbers.DASH, "") if row[name] is None else area_words(row[name])
            for name in ("edge_km", "range_error_m", "across_error_m", "height_error_m")
        ],
    }
