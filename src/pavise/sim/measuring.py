"""Measure: what a sensor has seen becomes numbers with errors, neighbours become one, and some plots are of nothing.

    targets seen in a look  ->  echoes: where they are, as seen from there  ->  neighbours in one cell become one echo
                            ->  each echo is measured, with errors          ->  detections
                            ->  and some are of nothing: birds, weather, noise, evenly over the coverage

Only where posts see tracks (`kinds.Picture.TRACKED`). Errors of chance are drawn for each look and target; errors of
alignment (`range_bias_m`, `angle_bias_rad` are their standard deviations) once for all of a replication. A sensor knows
how large both may be, so the stated sigma holds both; it does not know which way its alignment errs. Formulas:
`measurement.py`. What is not known of a sensor is taken from the list below, which is judgement, as are the choices
that differ by kind:

* A radar measures with the signal of the law of its claimed range, at the cross-section shown to it and through
  jamming. What was detected stood above the threshold, so the signal counts as SNR_DETECTED at least.
* A bistatic sensor measures the sum of both ways. With b the angle at the target between them, an error of the sum
  makes one of the range of 1/cos^2(b/2) times a radar's, and one of the bearing adds range x tan(b/2) x that.
* Passive and optical sensors measure angles well, and range by guess or by stations that are not modelled apart: to a
  share of it. Emitters are told apart by what they send, so a passive sensor never takes two for one.

What it cannot tell apart is one: `resolution.py`. Of false detections there are as many as chance will have it, evenly
over the coverage: `clutter.py`. A sensor with a track mode makes them only when it searches.

Sources: as in `measurement.py`; N. J. Willis, *Bistatic Radar*, 2nd ed. (1995), chapters 3 and 7 (errors of range).

When not to believe it: elevations are taken to be corrected for the bending of rays. Beam, air and ground's echo change
the chance of a detection (`signal.py`) but not its errors; multipath, which spoils the elevation of low fliers, is left
out. A merged plot wanders more than is said here.
"""

from __future__ import annotations

import math

import numpy as np

from pavise.kinds import SensorKind, Stream
from pavise.sim.clutter import false_number, false_per_m3, false_place, false_room
from pavise.sim.compiled import inner, rare
from pavise.sim.draws import normal_quantile, uniforms4
from pavise.sim.geometry import bearing_elevation_range, east_north_up, from_east_north_up
from pavise.sim.measurement import sigma_angle_rad, sigma_range_m
from pavise.sim.models.tracking.converted import convert
from pavise.sim.resolution import COS2_HALF_MIN, bandwidth_of, beam_rad, tell_apart
from pavise.sim.sensing import looked
from pavise.sim.signal import direction_to, noise_ratio_at, rcs_shown_m2

RADAR = int(SensorKind.RADAR)
PASSIVE = int(SensorKind.PASSIVE)
BISTATIC = int(SensorKind.BISTATIC)
OPTICAL = int(SensorKind.OPTICAL)
MEASUREMENT = int(Stream.MEASUREMENT)
BIAS = int(Stream.BIAS)

SNR_DETECTED = 10.0
"""What was detected counts as so strong at least: the threshold for one false alarm in 1e5 to 1e6 lies at 11 to 14, and
below 10 the errors are no longer normal (`measurement.py`)."""
PASSIVE_RANGE_SHARE = 0.1
OPTICAL_RANGE_SHARE = 0.1
"""Standard deviation of the range over the range, where it is not measured by time."""
BISTATIC_RANGE_SHARE = 0.3
"""The same at most for a bistatic sensor, near the line between it and its transmitter."""
P_DETECT_MEAN = 0.7
"""Chance that a look sees a target in coverage, as a tracker that knows no more takes it: many radars are rated by the
range of 0.5 to 0.9, and most of the targets of interest are nearer than that."""


def detection_room(sensor: np.ndarray, threats: int) -> int:
    """Detections that one step may bring: all sensors (SENSOR [W, S]) see all threats, and as much again of nothing
    as chance will not exceed in a run."""
    return sensor.shape[-1] * threats + int(sum(false_room(mean) for mean in sensor["false_plots"].max(axis=0)))


@inner
def measure(
    time_s, config, clock, sensor, threat, place, look, jammed, flight, path, plot, echo, eye, detection
):  # fmt: skip
    """Fill `detection` with what is measured in this step, and `eye` of each sensor that looks.

    The detections of sensor s are rows `look[s].first_detection` and the following `look[s].detections`, for all
    sensors that looked (`sensing.looked`); all others keep old numbers. `plot`: of this step, grouped by sensor.
    """
    clock.detections = 0
    p = 0
    for s in range(sensor.size):
        if not looked(time_s, look[s]):
            continue
        seeing = sensor[s]
        fill_eye(config, seeing, place[seeing.unit], look[s], eye[s])
        look[s].first_detection = clock.detections
        echoes = 0
        while p < clock.plots and plot[p].sensor == s:
            t = plot[p].threat
            echo[echoes].threat = t
            fill_echo(s, sensor, threat[t], place, look, jammed[s], flight[t], path[t], echo[echoes])
            echoes += 1
            p += 1
        tell_apart(seeing, clock, echo, echoes)
        luck = uniforms4(config.seed, clock.replication, BIAS, seeing.key, 0, 0)
        range_off_m = seeing.range_bias_m * normal_quantile(luck[0])
        azimuth_off_rad = seeing.angle_bias_rad * normal_quantile(luck[1])
        elevation_off_rad = seeing.angle_bias_rad * normal_quantile(luck[2])
        for k in range(echoes):
            e = echo[k].next
            if echo[e].leader != e:
                continue
            d = next_row(clock, detection)
            if d < 0:
                continue
            row = detection[d]
            row.origin = echo[e].threat
            luck = uniforms4(
                config.seed, clock.replication, MEASUREMENT, seeing.key, threat[row.origin].key, look[s].slot
            )
            add_errors(seeing, echo[e], luck, range_off_m, azimuth_off_rad, elevation_off_rad, row)
            finish(time_s, s, seeing, eye[s], row)
        if look[s].searched and seeing.false_plots > 0.0:
            add_false(time_s, s, config, clock, seeing, place[seeing.unit], look[s], eye[s], detection)
        look[s].detections = clock.detections - look[s].first_detection


@inner
def add_false(time_s, s, config, clock, sensor, place, look, eye, detection):
    """Detections of nothing, as weak as can be."""
    for k in range(false_number(config.seed, clock.replication, sensor, look.slot)):
        range_m, azimuth_rad, elevation_rad, range_rate_mps = false_place(k, config, clock, sensor, place, look)
        if range_m <= 0.0:
            continue
        d = next_row(clock, detection)
        if d < 0:
            return
        row = detection[d]
        row.origin = -1
        row.range_m = max(range_m, 1.0)
        row.azimuth_rad = azimuth_rad
        row.elevation_rad = elevation_rad
        row.range_rate_mps = range_rate_mps if measures_range_rate(sensor) else 0.0
        blur_m, blur_azimuth_rad, blur_elevation_rad = blur(sensor, range_m, SNR_DETECTED, 1.0)
        state_errors(sensor, blur_m, blur_azimuth_rad, blur_elevation_rad, row)
        finish(time_s, s, sensor, eye, row)
        clock.false_detections += 1


@inner
def next_row(clock, detection):
    """A free row for one more detection, or -1, which is counted and stops the run."""
    if clock.detections >= detection.size:
        clock.detections_lost += 1
        return -1
    clock.detections += 1
    return clock.detections - 1


@inner
def finish(time_s, s, sensor, eye, detection):
    """What all detections have in common: time and sensor, and the place that the numbers stand for."""
    detection.time_s = time_s
    detection.eye = s
    detection.track = -1
    detection.interrogated = sensor.interrogates
    convert(detection, eye)


# ---- what there is to be measured ----------------------------------------------------------------------------------


@inner
def fill_echo(s, sensor, threat, place, look, jammed, flight, path, echo):
    """Where a threat is as seen from sensor `s`, how fast it moves away, and how strong its signal is."""
    seeing = sensor[s]
    n, here, there = place[seeing.unit].n, look[s].position_m, flight.position_m
    dx_m, dy_m, dz_m = there[0] - here[0], there[1] - here[1], there[2] - here[2]
    east_m, north_m, up_m = east_north_up(n[0], n[1], n[2], dx_m, dy_m, dz_m)
    azimuth_rad, elevation_rad, range_m = bearing_elevation_range(east_m, north_m, up_m)
    echo.range_m = range_m
    echo.azimuth_rad = azimuth_rad
    echo.elevation_rad = elevation_rad
    echo.range_rate_mps = 0.0
    if measures_range_rate(seeing):
        a, b = path[flight.leg], path[flight.leg + 1]
        p, q = a.position_m, b.position_m
        along_m2 = (q[0] - p[0]) * dx_m + (q[1] - p[1]) * dy_m + (q[2] - p[2]) * dz_m
        echo.range_rate_mps = along_m2 / (max(range_m, 1.0) * (b.time_s - a.time_s))
    echo.cos2_half = 1.0
    if look[s].plain and flight.plain:
        range2_m2 = max(range_m * range_m, 1.0)
        snr = seeing.snr_scale_m2 * threat.rcs_m2 / (range2_m2 * range2_m2)
    else:
        snr, echo.cos2_half = signal_in_full(s, sensor, threat, place, look, jammed, flight, range_m)
    echo.snr = max(snr, SNR_DETECTED)
    echo.strongest = echo.snr


@inner
def measures_range_rate(sensor):
    """True of a radar that is said to. The Doppler shift of a bistatic one is of both ways, and is left out."""
    return sensor.kind == RADAR and sensor.range_rate_sigma_mps > 0.0


@rare
def signal_in_full(s, sensor, threat, place, look, jammed, flight, range_m):
    """Signal to noise of what is no plain radar or no plain threat, and the squared cosine of half the bistatic angle.

    An eye's signal is no ratio to noise, so it counts as just enough.
    """
    seeing = sensor[s]
    range2_m2 = max(range_m * range_m, 1.0)
    if seeing.kind == OPTICAL:
        return SNR_DETECTED, 1.0
    if seeing.kind == PASSIVE:
        return seeing.snr_scale_m2 * threat.emits / range2_m2, 1.0
    strength = seeing.snr_scale_m2 * rcs_shown_m2(s, sensor, threat, look, flight, range_m)
    strength /= noise_ratio_at(seeing, place[seeing.unit], look[s], threat, flight, range_m, jammed)
    if seeing.kind != BISTATIC:
        return strength / (range2_m2 * range2_m2), 1.0
    x, y, z = direction_to(look[s], flight)
    out_x, out_y, out_z = direction_to(look[seeing.illuminator], flight)
    there, lamp = flight.position_m, look[seeing.illuminator].position_m
    dx_m, dy_m, dz_m = there[0] - lamp[0], there[1] - lamp[1], there[2] - lamp[2]
    out2_m2 = max(dx_m * dx_m + dy_m * dy_m + dz_m * dz_m, 1.0)
    cos2_half = max(0.5 * (1.0 + x * out_x + y * out_y + z * out_z), COS2_HALF_MIN)
    return strength / (range2_m2 * out2_m2), cos2_half


# ---- errors --------------------------------------------------------------------------------------------------------


@inner
def add_errors(sensor, echo, luck, range_off_m, azimuth_off_rad, elevation_off_rad, detection):
    """What is measured of an echo. `luck`: four uniform numbers; `*_off_*`: errors of alignment, the same for all."""
    blur_m, blur_azimuth_rad, blur_elevation_rad = blur(sensor, echo.range_m, echo.snr, echo.cos2_half)
    # a range below a metre is no range; it takes a target overhead and a wide error to come there
    detection.range_m = max(echo.range_m + range_off_m + blur_m * normal_quantile(luck[0]), 1.0)
    azimuth_rad = echo.azimuth_rad + azimuth_off_rad + blur_azimuth_rad * normal_quantile(luck[1])
    detection.azimuth_rad = azimuth_rad
    detection.elevation_rad = echo.elevation_rad + elevation_off_rad + blur_elevation_rad * normal_quantile(luck[2])
    detection.range_rate_mps = 0.0
    if measures_range_rate(sensor):
        detection.range_rate_mps = echo.range_rate_mps + sensor.range_rate_sigma_mps * normal_quantile(luck[3])
    state_errors(sensor, blur_m, blur_azimuth_rad, blur_elevation_rad, detection)


@inner
def blur(sensor, range_m, snr, cos2_half):
    """Standard deviations of chance of range, azimuth and elevation, for a signal."""
    azimuth_rad = sigma_angle_rad(snr, beam_rad(sensor, sensor.beamwidth_rad), 0.0)
    elevation_rad = sigma_angle_rad(snr, beam_rad(sensor, sensor.elevation_beamwidth_rad), 0.0)
    if sensor.kind == PASSIVE:
        return PASSIVE_RANGE_SHARE * range_m, azimuth_rad, elevation_rad
    if sensor.kind == OPTICAL:
        return OPTICAL_RANGE_SHARE * range_m, azimuth_rad, elevation_rad
    blur_m = sigma_range_m(snr, bandwidth_of(sensor), 0.0)
    if cos2_half < 1.0:
        by_bearing_m2 = range_m * range_m * (1.0 / cos2_half - 1.0) * azimuth_rad * azimuth_rad
        blur_m = math.sqrt(blur_m * blur_m / (cos2_half * cos2_half) + by_bearing_m2)
        blur_m = min(blur_m, BISTATIC_RANGE_SHARE * range_m)
    return blur_m, azimuth_rad, elevation_rad


@inner
def state_errors(sensor, blur_m, blur_azimuth_rad, blur_elevation_rad, detection):
    """The sigmas that go with a detection: errors of chance and of alignment together."""
    angle2 = sensor.angle_bias_rad * sensor.angle_bias_rad
    detection.sigma_range_m = math.sqrt(blur_m * blur_m + sensor.range_bias_m * sensor.range_bias_m)
    detection.sigma_azimuth_rad = math.sqrt(blur_azimuth_rad * blur_azimuth_rad + angle2)
    detection.sigma_elevation_rad = math.sqrt(blur_elevation_rad * blur_elevation_rad + angle2)
    detection.sigma_range_rate_mps = sensor.range_rate_sigma_mps if measures_range_rate(sensor) else math.inf


# ---- the sensor as a tracker knows it ------------------------------------------------------------------------------


@inner
def fill_eye(config, sensor, place, look, eye):
    """What a tracker knows of a sensor: where it stands now, how it is turned, how often it errs.

    How it is misaligned it does not know.
    """
    n = place.n
    for axis in range(3):
        eye.position_m[axis] = look.position_m[axis]
        eye.up[axis] = n[axis]
    x, y, z = from_east_north_up(n[0], n[1], n[2], 1.0, 0.0, 0.0)
    eye.east[0], eye.east[1], eye.east[2] = x, y, z
    x, y, z = from_east_north_up(n[0], n[1], n[2], 0.0, 1.0, 0.0)
    eye.north[0], eye.north[1], eye.north[2] = x, y, z
    eye.p_detect = P_DETECT_MEAN
    eye.false_per_m3 = false_per_m3(config, sensor, look)
    eye.range_max_m = sensor.instrumented_range_m
    eye.range_bias_m = 0.0
    eye.azimuth_bias_rad = 0.0
