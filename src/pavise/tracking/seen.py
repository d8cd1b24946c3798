"""What a table says of each plot, as an eye sees it: ranges, angles, heights turned into elevations, looks.

            target *                        cosines in the triangle of the earth's centre, the sensor and the target:
              r  /  |  h                    (R + h)^2 = (R + foot)^2 + r^2 + 2 (R + foot) r sin(elevation)
               /    |
      sensor o------+----   R: radius of the earth along the azimuth; foot: height of the sensor

Plots given as places go to an eye `FAR_M` to the south, whose range, azimuth and elevation are y, x and z.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pavise.sim.air_picture import EYE, LOOK
from pavise.sim.fields import allocate
from pavise.tracking.frame import MEAN_RADIUS_M, Floats, Frame, curvature_radius_m, local_axes
from pavise.tracking.settings import COVERED_HEIGHT_M, Sensor, TrackConfig

FAR_M = 1e7
"""How far away the eye of plots given as places stands."""

POLAR, PLANE, EARTH = ("range_m", "azimuth_deg"), ("x_m", "y_m"), ("latitude_deg", "longitude_deg")
OPTIONAL = {
    POLAR: ("elevation_deg", "height_m", "range_rate_mps"),
    PLANE: ("z_m",),
    EARTH: ("height_m",),
}


def frame_of(
    config: TrackConfig, names: list[str], kind: tuple[str, str], columns: dict[str, Floats]
) -> tuple[Frame, list[Floats]]:
    """The plane of the tracks, and the place of each sensor in it."""
    place = config.place
    if place is not None:
        frame = Frame(float(np.degrees(place.lat)), float(np.degrees(place.lon)), place.height)  # type: ignore[arg-type]
    elif kind == EARTH:
        frame = Frame(float(np.median(columns["latitude_deg"])), float(np.median(columns["longitude_deg"])))
    else:
        frame = Frame()
    places = []
    for name in names:
        at = config.sensors.get(name, Sensor()).at
        if at is None:
            places.append(np.zeros(3))
        elif at.on_earth:
            places.append(frame.from_earth(np.degrees(at.lat), np.degrees(at.lon), at.height))  # type: ignore[arg-type]
        else:
            places.append(np.array([at.x, at.y, at.z], float))
    return frame, places


def measure(
    detection: Any,
    columns: dict[str, Floats],
    described: list[Sensor],
    places: list[Floats],
    frame: Frame,
    config: TrackConfig,
    remarks: list[str],
) -> bool:
    """Fill ranges, angles and their sigmas; is any height measured?"""
    row = detection.eye
    none = np.full(len(row), np.nan)
    range_m = columns["range_m"]
    azimuth_rad = np.radians(columns["azimuth_deg"])
    elevation_rad = np.radians(columns.get("elevation_deg", none))
    height_m = columns.get("height_m", none)
    by_elevation, by_height = np.isfinite(elevation_rad), np.isfinite(height_m)
    known = by_elevation | by_height
    above_m = np.where(by_height, height_m, config.assumed_height)
    elevation_of, clipped = _elevation_rad(range_m, azimuth_rad, above_m, row, described, places, frame)
    sigma_height_m = np.where(by_height, _of(described, "sigma_height")[row], config.assumed_height_sigma)
    detection.range_m = range_m
    detection.azimuth_rad = azimuth_rad
    detection.elevation_rad = np.where(by_elevation, elevation_rad, elevation_of)
    detection.range_rate_mps = np.nan_to_num(columns.get("range_rate_mps", none))
    detection.sigma_range_m = _of(described, "sigma_range")[row]
    detection.sigma_azimuth_rad = _of(described, "sigma_azimuth")[row]
    spread_rad = np.minimum(sigma_height_m / (range_m * np.maximum(np.cos(elevation_of), 0.1)), 0.3)
    detection.sigma_elevation_rad = np.where(by_elevation, _of(described, "sigma_elevation")[row], spread_rad)
    measured = np.isfinite(columns.get("range_rate_mps", none))
    detection.sigma_range_rate_mps = np.where(measured, _of(described, "sigma_range_rate")[row], np.inf)
    if not known.all():
        remarks.append(
            f"{int((~known).sum())} plots have neither elevation nor height; "
            f"{config.assumed_height:g} m above the sea was assumed"
        )
    over = clipped & ~by_elevation
    if (over & by_height).any():
        remarks.append(f"{int((over & by_height).sum())} plots are higher than their range allows; taken as overhead")
    return bool(known.any())


def _elevation_rad(
    range_m: Floats,
    azimuth_rad: Floats,
    height_m: Floats,
    row: NDArray[np.integer],
    described: list[Sensor],
    places: list[Floats],
    frame: Frame,
) -> tuple[Floats, NDArray[np.bool_]]:
    """The elevation at which a range reaches a height above the round earth; where none does: straight up (or down),
    and so marked."""
    radius_m, foot_m = np.zeros(len(range_m)), np.zeros(len(range_m))
    for k, (sensor, place) in enumerate(zip(described, places, strict=True)):
        mine = row == k
        at = sensor.at
        if at is not None and at.lat is not None:
            radius_m[mine] = curvature_radius_m(float(np.degrees(at.lat)), azimuth_rad[mine])
            foot_m[mine] = at.height
        elif frame.latitude_deg is not None:
            radius_m[mine] = curvature_radius_m(frame.latitude_deg, azimuth_rad[mine])
            foot_m[mine] = frame.heights_m(place)
        else:
            radius_m[mine] = MEAN_RADIUS_M
            foot_m[mine] = place[2]
    rise_m = height_m - foot_m
    # cosines in the triangle earth's centre, sensor, target: (R + h)^2 = R0^2 + r^2 + 2 R0 r sin(elevation)
    sine = (rise_m * (2.0 * (radius_m + foot_m) + rise_m) - range_m**2) / (2.0 * (radius_m + foot_m) * range_m)
    return np.asarray(np.arcsin(np.clip(sine, -1.0, 1.0))), np.abs(sine) > 1.0


def see_from_afar(
    detection: Any,
    columns: dict[str, Floats],
    kind: tuple[str, str],
    described: list[Sensor],
    frame: Frame,
    config: TrackConfig,
) -> bool:
    """Fill the measurements of plots that are places, as the far eye sees them; is any height measured?"""
    third = OPTIONAL[kind][0]
    known = third in columns
    if kind == EARTH:
        above_m = columns[third] if known else np.full(len(detection), config.assumed_height)
        place_m = frame.from_earth(columns["latitude_deg"], columns["longitude_deg"], above_m)
    else:
        up_m = columns[third] if known else np.full(len(detection), config.assumed_height)
        place_m = np.stack([columns["x_m"], columns["y_m"], up_m], axis=-1)
    ahead_m = place_m[:, 1] + FAR_M
    level_m = np.hypot(place_m[:, 0], ahead_m)
    detection.range_m = np.hypot(level_m, place_m[:, 2])
    detection.azimuth_rad = np.arctan2(place_m[:, 0], ahead_m)
    detection.elevation_rad = np.arctan2(place_m[:, 2], level_m)
    sigma_m = _of(described, "sigma_place")[detection.eye]
    up_sigma_m = sigma_m if known else np.full(len(detection), config.assumed_height_sigma)
    if known and kind == EARTH:
        up_sigma_m = _of(described, "sigma_height")[detection.eye]
    detection.sigma_range_m = sigma_m
    detection.sigma_azimuth_rad = sigma_m / level_m
    detection.sigma_elevation_rad = up_sigma_m / detection.range_m
    detection.sigma_range_rate_mps = np.inf
    return known


def _of(described: list[Sensor], name: str) -> Floats:
    return np.array([getattr(sensor, name) for sensor in described], float)


def eyes_of(detection: Any, described: list[Sensor], places: list[Floats], frame: Frame, kind: tuple[str, str]) -> Any:
    eye = allocate(EYE, {"S": len(described)})
    for k, (sensor, place) in enumerate(zip(described, places, strict=True)):
        mine = detection.eye == k
        at = sensor.at
        axes = np.eye(3)
        eye.p_detect[k] = sensor.p_detect
        if kind == POLAR:
            if at is not None and at.lat is not None:
                axes = local_axes(float(np.degrees(at.lat)), float(np.degrees(at.lon))) @ frame.axes.T  # type: ignore[arg-type]
            eye.position_m[k] = place
            far_m = float(detection.range_m[mine].max()) if mine.any() else 1e5
            eye.range_max_m[k] = sensor.range or far_m
            area_m2 = np.pi * (sensor.range or far_m) ** 2
            eye.range_bias_m[k], eye.azimuth_bias_rad[k] = sensor.range_bias, sensor.azimuth_bias
        else:
            eye.position_m[k] = (0.0, -FAR_M, 0.0)
            area_m2 = _spread_m2(detection[mine])
        eye.east[k], eye.north[k], eye.up[k] = axes
        eye.false_per_m3[k] = max(sensor.false_plots, 1e-6) / (area_m2 * COVERED_HEIGHT_M)
    return eye


def _spread_m2(detection: Any) -> float:
    """Area of the rectangle round plots seen from afar."""
    if not len(detection):
        return 1e10
    wide_m = float(np.ptp(detection.range_m * np.sin(detection.azimuth_rad)))
    return max(wide_m, 1e3) * max(float(np.ptp(detection.range_m)), 1e3)


# ---- looks ----------------------------------------------------------------------------------------------------------


def looks_of(detection: Any, described: list[Sensor], remarks: list[str]) -> tuple[NDArray[np.int64], Any]:
    """The looks in order of time (LOOK), and the order in which their detections must lie.

    One look per sensor and time. Where the time of a scan is given, there is one in every scan, also where nothing was
    seen: at the common time of its plots, or, where these have times of their own, at the end of the scan.
    """
    time_s = np.array(detection.time_s)
    ends_s = time_s.copy()
    empty: list[tuple[float, int]] = []
    for k, sensor in enumerate(described):
        mine = detection.eye == k
        if not mine.any():
            continue
        first_s, last_s = float(time_s[mine].min()), float(time_s[mine].max())
        if sensor.scan > 0.0:
            scans = (time_s[mine] - first_s) / sensor.scan
            together = bool((np.abs(scans - np.round(scans)) < 1e-3).all())
            number = np.round(scans) if together else np.floor(scans)
            all_s = first_s + sensor.scan * np.arange(number.max() + 1)
            all_s += 0.0 if together else sensor.scan
            ends_s[mine] = all_s[number.astype(int)]
            nothing = np.setdiff1d(np.arange(len(all_s)), number)
            empty += [(float(all_s[n]), k) for n in nothing.tolist()]
        elif len(np.unique(time_s[mine])) > 0.9 * mine.sum() > 18.0 and last_s > first_s:
            remarks.append(
                f"nearly every plot of {k + 1}. sensor has a time of its own and counts as a whole look; if one scan "
                "has several, give the sensor its `scan:`"
            )
    pairs = np.array([*zip(ends_s.tolist(), detection.eye.tolist(), strict=True), *empty], float)
    known, number = np.unique(pairs, axis=0, return_inverse=True)
    number = number.reshape(-1)[: len(time_s)]
    look = allocate(LOOK, {"B": len(known)})
    look.time_s, look.eye = known[:, 0], known[:, 1]
    look["count"] = np.bincount(number, minlength=len(known))
    look.first = np.cumsum(look["count"]) - look["count"]
    return np.lexsort((np.arange(len(time_s)), time_s, number)), look
