"""The map of a posture: coast, defended sites, units, and rings for published reach. Drawn straight into SVG.

The land is a small extract of Natural Earth that ships with the package, so no map server is asked. The projection is
Lambert's conformal conic with its true parallels across Türkiye: angles are right and distances are within one per cent
over the frame, so a ring looks like the circle that it is. Ring points are walked out along great circles on the sphere
that fits the earth at the ring's centre; against the ellipsoid they are within a third of a per cent
(tests/views/test_map.py).

A ring is the published kinematic reach of the longest-ranged round, middle value. It is not coverage: horizon, terrain,
altitude, radar and doctrine all take from it. The page says so beside every group of maps.

Systems differ by shape and by colour; units of one system around the same town are one mark with a count
and one ring.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from .numbers import distance
from .style import CSS_NAME, FOCUS_COLOURS, open_svg

Floats = NDArray[np.float64]

_EQUATOR_RADIUS_M = 6_378_137.0  # WGS-84
_FLATTENING = 1 / 298.257223563
_MEAN_RADIUS_M = 6_371_008.8
WIDTH_PX = 440.0
_FRAME_DEG = (24.4, 46.0, 34.4, 43.3)  # west, east, south, north: Türkiye and its surroundings
SHAPES = ("square", "circle", "triangle", "diamond", "pentagon", "nabla", "cross", "hexagon")


@dataclass(frozen=True)
class Mark:
    """How one system is drawn everywhere: a shape and a colour."""

    shape: str
    colour: str


@dataclass(frozen=True)
class Unit:
    """One unit as the map needs it; see table `units` of a result."""

    system: str
    system_title: str
    lat_deg: float
    lon_deg: float
    reach_m: float | None
    share_of_worlds: float


@dataclass(frozen=True)
class Site:
    """One defended site."""

    title: str
    lat_deg: float
    lon_deg: float
    value: float


def project(lat_deg: Floats | float, lon_deg: Floats | float) -> tuple[Floats, Floats]:
    """Lambert's conformal conic, parallels 36.5 N and 41.5 N, middle 35 E 39 N, on the sphere: x and y in metres.

    Source: Snyder, Map Projections - A Working Manual (1987), equations 15-1 to 15-4.
    """
    parallel_1, parallel_2, lat_0, lon_0 = np.radians([36.5, 41.5, 39.0, 35.0])
    cone = np.log(np.cos(parallel_1) / np.cos(parallel_2)) / np.log(
        np.tan(np.pi / 4 + parallel_2 / 2) / np.tan(np.pi / 4 + parallel_1 / 2)
    )
    scale = np.cos(parallel_1) * np.tan(np.pi / 4 + parallel_1 / 2) ** cone / cone

    def radius_m(lat_rad: Floats) -> Floats:
        return np.asarray(_MEAN_RADIUS_M * scale / np.tan(np.pi / 4 + lat_rad / 2) ** cone)

    turn = cone * (np.radians(lon_deg) - lon_0)
    rho = radius_m(np.radians(np.asarray(lat_deg, dtype=float)))
    rho_0 = radius_m(np.asarray(lat_0))
    return np.asarray(rho * np.sin(turn)), np.asarray(rho_0 - rho * np.cos(turn))


def geodesic_circle(lat_deg: float, lon_deg: float, radius_m: float, corners: int = 72) -> tuple[Floats, Floats]:
    """Latitudes and longitudes (degrees) of points at `radius_m` over the ground from a centre, all round.

    On the sphere of the ellipsoid's mean curvature at the centre; 500 km out the error stays under 0.3 per cent.
    """
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    squashed = _FLATTENING * (2 - _FLATTENING)
    waist = 1 - squashed * np.sin(lat) ** 2
    sphere_m = _EQUATOR_RADIUS_M * np.sqrt(1 - squashed) / waist  # root of meridian x prime-vertical radius
    arc = radius_m / sphere_m
    bearing = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    lat_out = np.arcsin(np.sin(lat) * np.cos(arc) + np.cos(lat) * np.sin(arc) * np.cos(bearing))
    lon_out = lon + np.arctan2(np.sin(bearing) * np.sin(arc) * np.cos(lat), np.cos(arc) - np.sin(lat) * np.sin(lat_out))
    return np.degrees(lat_out), np.degrees(lon_out)


@dataclass(frozen=True)
class _Window:
    """From projected metres to pixels: y down, west edge at 0."""

    west_m: float
    north_m: float
    px_per_m: float
    height_px: float

    def pixels(self, lat_deg: Floats | float, lon_deg: Floats | float) -> tuple[Floats, Floats]:
        x_m, y_m = project(lat_deg, lon_deg)
        return (x_m - self.west_m) * self.px_per_m, (self.north_m - y_m) * self.px_per_m


@cache
def _window() -> _Window:
    west, east, south, north = _FRAME_DEG
    # the frame is a rectangle on paper: its middle parallel sets the width, its middle meridian the height
    middle_lat, middle_lon = (south + north) / 2, (west + east) / 2
    x_m, _ = project(np.array([middle_lat, middle_lat]), np.array([west, east]))
    _, y_m = project(np.array([south, north]), np.array([middle_lon, middle_lon]))
    px_per_m = WIDTH_PX / float(x_m[1] - x_m[0])
    return _Window(float(x_m[0]), float(y_m[1]), px_per_m, round(float(y_m[1] - y_m[0]) * px_per_m))


def _path(lat_deg: Floats, lon_deg: Floats, close: bool) -> str:
    x, y = _window().pixels(lat_deg, lon_deg)
    points = [f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True)]
    kept = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
    return "M" + "L".join(kept) + ("Z" if close else "")


@cache
def _coast() -> Mapping[str, list[list[list[float]]]]:
    text = resources.files("pavise").joinpath("data/geo/coast.json").read_text(encoding="utf-8")
    loaded: Mapping[str, list[list[list[float]]]] = json.loads(text)
    return loaded


def coast_source() -> str:
    """Where the land comes from, as the file says itself."""
    return str(_coast()["source"])


def land_definitions() -> str:
    """Land, Türkiye and borders, defined once for all maps of a page: `<use>` brings them in."""

    def paths(kind: str, close: bool) -> str:
        return "".join(_path(np.array(ring)[:, 1], np.array(ring)[:, 0], close) for ring in _coast()[kind])

    height = _window().height_px
    return (
        '<svg width="0" height="0" aria-hidden="true" focusable="false" class="definitions"><defs>'
        f'<clipPath id="map-frame"><rect width="{WIDTH_PX:.0f}" height="{height:.0f}"/></clipPath>'
        f'<g id="map-land"><path class="land" fill-rule="evenodd" d="{paths("land", True)}"/>'
        f'<path class="focus-land" fill-rule="evenodd" d="{paths("focus", True)}"/>'
        f'<path class="border" d="{paths("borders", False)}"/></g></defs></svg>'
    )


def marks_of(units: Sequence[Unit]) -> dict[str, Mark]:
    """A mark for every system, longest reach first, so that the same system looks the same on every map."""
    reach: dict[str, float] = {}
    for unit in units:
        reach[unit.system] = max(reach.get(unit.system, -1.0), unit.reach_m or 0.0)
    ordered = sorted(reach, key=lambda system: (-reach[system], system))
    return {
        system: Mark(SHAPES[i % len(SHAPES)], FOCUS_COLOURS[i % len(FOCUS_COLOURS)]) for i, system in enumerate(ordered)
    }


def symbol(mark: Mark, x: float, y: float, size: float = 4.2, hollow: bool = False) -> str:
    """The SVG of one mark centred on (x, y)."""
    corners = {
        "square": (4, 45),
        "diamond": (4, 0),
        "triangle": (3, -90),
        "nabla": (3, 90),
        "pentagon": (5, -90),
        "hexagon": (6, 0),
    }
    colour = f"var({CSS_NAME[mark.colour]}, {mark.colour})"
    fill = "var(--paper, #fff)" if hollow else colour
    edge, width = (colour, 1.3) if hollow else ("var(--paper, #fff)", 0.8)
    look = f'style="fill: {fill}; stroke: {edge}; stroke-width: {width}"'
    if mark.shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size * 0.95:.1f}" {look}/>'
    if mark.shape == "cross":
        s, t = size, size * 0.35
        d = f"M{x - s:.1f} {y - t:.1f}H{x - t:.1f}V{y - s:.1f}H{x + t:.1f}V{y - t:.1f}H{x + s:.1f}V{y + t:.1f}"
        return f'<path d="{d}H{x + t:.1f}V{y + s:.1f}H{x - t:.1f}V{y + t:.1f}H{x - s:.1f}Z" {look}/>'
    count, first_deg = corners[mark.shape]
    angle = np.radians(first_deg + np.arange(count) * 360 / count)
    radius = size * (1.25 if count <= 4 else 1.1)
    points = " ".join(f"{x + radius * np.cos(a):.1f},{y + radius * np.sin(a):.1f}" for a in angle)
    return f'<polygon points="{points}" {look}/>'


def key_symbol(mark: Mark, hollow: bool = False) -> str:
    """The mark alone, for the key beside a map; the words next to it say what it is."""
    return f'<svg class="key" viewBox="0 0 14 14" aria-hidden="true">{symbol(mark, 7, 7, 4.8, hollow)}</svg>'


def background_symbol() -> str:
    """The mark of units that an option shares with the baseline."""
    return (
        '<svg class="key" viewBox="0 0 14 14" aria-hidden="true"><circle class="background" cx="7" cy="7" r="3"/></svg>'
    )


def sites_map(sites: Sequence[Site], name: str) -> str:
    """The defended sites with their names, on land, with a scale bar."""
    window = _window()
    label = "Map of the defended sites: " + ", ".join(site.title for site in sites) + "."
    parts = [_open(name, label), '<g clip-path="url(#map-frame)"><use href="#map-land"/></g>']
    placed: list[tuple[float, float, float, float]] = []
    spots = [tuple(float(v) for v in window.pixels(site.lat_deg, site.lon_deg)) for site in sites]
    for site, (x, y) in zip(sites, spots, strict=True):
        parts.append(_site_dot(x, y, site.title))
        placed.append((x - 4, y - 4, x + 4, y + 4))
    for site, (x, y) in sorted(zip(sites, spots, strict=True), key=lambda pair: pair[1]):
        width = 6.0 * len(site.title)
        choices = (
            (x + 6, y + 3.5, "start"),
            (x - 6, y + 3.5, "end"),
            (x, y - 6.5, "middle"),
            (x, y + 13, "middle"),
            (x + 4, y - 6, "start"),
            (x + 4, y + 12, "start"),
            (x - 4, y - 6, "end"),
            (x - 4, y + 12, "end"),
        )
        boxes = [_text_box(cx, cy, width, anchor) for cx, cy, anchor in choices]
        best = min(range(len(choices)), key=lambda i: (_overlap(boxes[i], placed, window.height_px), i))
        placed.append(boxes[best])
        cx, cy, anchor = choices[best]
        parts.append(
            f'<text class="site-name" x="{cx:.1f}" y="{cy:.1f}" text-anchor="{anchor}">{escape(site.title)}</text>'
        )
    parts += [_scale_bar(), _frame(), "</svg>"]
    return "".join(parts)


def posture_map(
    units: Sequence[Unit],
    background: Sequence[Unit],
    sites: Sequence[Site],
    marks: Mapping[str, Mark],
    title: str,
    name: str,
) -> str:
    """Where the units of one option stand, with a ring of published reach for each place and system.

    `background`: units that are only hinted at, as small grey dots without rings.

    A hollow mark and a dashed ring: the unit does not exist in every world, because the number delivered or the status
    is contested.
    """
    parts = [_open(name, _in_words(units, title)), '<g clip-path="url(#map-frame)"><use href="#map-land"/>']
    places = _places(units)
    labels: dict[str, str] = {}
    taken: list[tuple[float, float, float, float]] = []
    for place in places:
        for system, members in place.systems.items():
            longest = max(members, key=lambda unit: unit.reach_m or 0.0)
            if longest.reach_m is not None and longest.reach_m > 0:
                parts.append(_ring(longest, marks[system], certain=_certain(members)))
                if system not in labels and (label := _ring_label(longest, taken)):
                    labels[system] = label
    parts.append("</g>")
    for unit in background:
        x, y = (float(v) for v in _window().pixels(unit.lat_deg, unit.lon_deg))
        parts.append(f'<circle class="background" cx="{x:.1f}" cy="{y:.1f}" r="1.9"/>')
    for site in sites:
        x, y = (float(v) for v in _window().pixels(site.lat_deg, site.lon_deg))
        parts.append(_site_dot(x, y, site.title))
    for place in places:
        ordered = sorted(place.systems, key=list(marks).index)
        columns = min(3, len(ordered))
        for i, system in enumerate(ordered):
            members = place.systems[system]
            at_x = place.x + (i % columns - (columns - 1) / 2) * 10.5
            at_y = place.y - 6.5 - 9.5 * (i // columns)  # above the town, so that its dot stays in sight
            parts.append(symbol(marks[system], at_x, at_y, hollow=not _certain(members)))
            if len(members) > 1:
                parts.append(f'<text class="count" x="{at_x + 3.2:.1f}" y="{at_y - 2.6:.1f}">{len(members)}</text>')
    parts += [*labels.values(), _scale_bar(), _frame(), "</svg>"]
    return "".join(parts)


@dataclass
class _Place:
    """Units that stand too close together to be told apart on the map, and where their marks go (pixels)."""

    x: float
    y: float
    systems: dict[str, list[Unit]]


_TOGETHER_PX = 9.0


def _places(units: Sequence[Unit]) -> list[_Place]:
    """Units grouped by place, each with the first place that is near enough. In order of longitude, then latitude."""
    places: list[_Place] = []
    for unit in sorted(units, key=lambda unit: (unit.lon_deg, unit.lat_deg, unit.system)):
        x, y = (float(v) for v in _window().pixels(unit.lat_deg, unit.lon_deg))
        near = [place for place in places if np.hypot(place.x - x, place.y - y) < _TOGETHER_PX]
        if not near:
            near = [_Place(x, y, {})]
            places += near
        near[0].systems.setdefault(unit.system, []).append(unit)
    return places


def _certain(members: Sequence[Unit]) -> bool:
    """Does at least one of these units exist in every world?"""
    return max(unit.share_of_worlds for unit in members) > 0.995


def _ring(unit: Unit, mark: Mark, certain: bool) -> str:
    """The ring of one unit's reach."""
    assert unit.reach_m is not None
    lat_deg, lon_deg = geodesic_circle(unit.lat_deg, unit.lon_deg, unit.reach_m)
    colour = f"var({CSS_NAME[mark.colour]}, {mark.colour})"
    dashes = "" if certain else "; stroke-dasharray: 4 2.5"
    return (
        f'<path d="{_path(lat_deg, lon_deg, True)}" style="fill: {colour}; fill-opacity: 0.04; '
        f'stroke: {colour}; stroke-width: 0.9; stroke-opacity: 0.7{dashes}"/>'
    )


def _ring_label(unit: Unit, taken: list[tuple[float, float, float, float]]) -> str:
    """The reach written on the ring where it lies in the frame and on no other label; "" for small or hidden rings."""
    window = _window()
    assert unit.reach_m is not None
    if unit.reach_m * window.px_per_m < 14:
        return ""
    text = distance(unit.reach_m)
    rim_x, rim_y = window.pixels(*geodesic_circle(unit.lat_deg, unit.lon_deg, unit.reach_m, corners=16))
    for i in (0, 8, 2, 14, 6, 10, 4, 12):  # north, south, then round
        x, y = float(rim_x[i]), float(rim_y[i]) + 3
        box = _text_box(x, y, 6.0 * len(text), "middle")
        inside = box[0] > 2 and box[2] < WIDTH_PX - 2 and box[1] > 2 and box[3] < window.height_px - 16
        if inside and _overlap(box, taken, window.height_px) == 0:
            taken.append(box)
            return f'<text class="reach" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{text}</text>'
    return ""


def _in_words(units: Sequence[Unit], title: str) -> str:
    count: dict[str, int] = {}
    reach: dict[str, float] = {}
    for unit in units:
        count[unit.system_title] = count.get(unit.system_title, 0) + 1
        reach[unit.system_title] = max(reach.get(unit.system_title, 0.0), unit.reach_m or 0.0)
    listed = [
        f"{n} x {system}" + (f" with a published reach of {distance(reach[system])}" if reach[system] > 0 else "")
        for system, n in count.items()
    ]
    return f"Map of {title}: " + ("; ".join(listed) if listed else "no units") + "."


def _open(name: str, label: str) -> str:
    window = _window()
    tag = open_svg(name, label, f"0 0 {WIDTH_PX:.0f} {window.height_px:.0f}", WIDTH_PX * 1.4)
    return tag + f'<rect class="sea" width="{WIDTH_PX:.0f}" height="{window.height_px:.0f}"/>'


def _frame() -> str:
    return f'<rect class="frame" x="0.5" y="0.5" width="{WIDTH_PX - 1:.0f}" height="{_window().height_px - 1:.0f}"/>'


def _site_dot(x: float, y: float, title: str) -> str:
    return f'<circle class="site" cx="{x:.1f}" cy="{y:.1f}" r="2.4"><title>{escape(title)}</title></circle>'


def _scale_bar(length_m: float = 200_000.0) -> str:
    window = _window()
    length, y = length_m * window.px_per_m, window.height_px - 9
    return (
        f'<path class="scale" d="M10 {y - 3:.1f}V{y:.1f}H{10 + length:.1f}V{y - 3:.1f}"/>'
        f'<text class="scale-text" x="{10 + length / 2:.1f}" y="{y - 4:.1f}" text-anchor="middle">'
        f"{distance(length_m)}</text>"
    )


def _text_box(x: float, y: float, width: float, anchor: str) -> tuple[float, float, float, float]:
    left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
    return left, y - 9, left + width, y + 2


def _overlap(
    box: tuple[float, float, float, float], others: Sequence[tuple[float, float, float, float]], height_px: float
) -> float:
    """How many square pixels of `box` lie over others or beyond the frame."""
    left, top, right, bottom = box
    total = max(0.0, -left) * 20 + max(0.0, right - WIDTH_PX) * 20 + max(0.0, bottom - height_px + 18) * 20
    for a, b, c, d in others:
        total += max(0.0, min(right, c) - max(left, a)) * max(0.0, min(bottom, d) - max(top, b))
    return total
