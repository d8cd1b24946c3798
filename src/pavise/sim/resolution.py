"""Resolution: what a sensor cannot tell apart is one.

    range     |  a  |     |    two targets nearer together than a cell in range and in both angles give one echo:
              |b    |  c  |    a and b are one, c is its own
               azimuth ->

The one echo lies at the mean place by signal, and is dated to the stronger. Cells: c / (2 bandwidth) in range (for a
bistatic sensor over the squared cosine of half the angle between its legs), the beamwidth in both angles. An optical
sight has no cell in range: what is in one line of sight is one. Emitters are told apart by what they send, so a passive
receiver never takes two for one.

Sources: S. Blackman, R. Popoli, *Design and Analysis of Modern Tracking Systems* (1999), section 2.5; N. J. Willis,
*Bistatic Radar*, 2nd ed. (1995), chapter 7; the defaults are judgement.

When not to believe it: real resolution is no step: two equal echoes a cell apart are told apart half of the time, and a
weak one beside a strong one only farther off. Radars that tell targets apart by Doppler merge fewer.
"""

from __future__ import annotations

import math

from pavise.kinds import SensorKind
from pavise.sim.compiled import inner
from pavise.sim.detection import SPEED_OF_LIGHT_MPS
from pavise.sim.elementary import PI, sin_cos
from pavise.sim.fields import Field, Table

PASSIVE = int(SensorKind.PASSIVE)
BISTATIC = int(SensorKind.BISTATIC)
OPTICAL = int(SensorKind.OPTICAL)

DEFAULT_BANDWIDTH_HZ = 1e6
"""Where none is known: a range cell of 150 m, usual for long-range search (catalogue: 30 to 500 m)."""
DEFAULT_BEAM_RAD = 0.035
"""Where no beamwidth is known, in azimuth and in elevation: 2 degrees, that of search radars that measure height."""
DEFAULT_SIGHT_RAD = 0.001
"""The same for an optical sight: a milliradian, some three minutes of arc, a few elements of a search camera."""
COS2_HALF_MIN = 0.01
"""Near the line between transmitter and receiver the cell is no longer than a hundred times a radar's."""

ECHO = Table(
    "echo",
    "RT",
    "Scratch of one look: what there is to be measured, before errors.",
    (
        Field("threat", "i4", "", "row of the threat; the strongest where several are taken for one"),
        Field("next", "i4", "", "scratch of sorting: the rows by range"),
        Field("leader", "i4", "", "row of the echo that it is not told apart from; its own: it leads"),
        Field("range_m", "f8", "m", "slant range"),
        Field("azimuth_rad", "f8", "rad", "bearing from north over east"),
        Field("elevation_rad", "f8", "rad", "geometric elevation"),
        Field("range_rate_mps", "f8", "m/s", "speed away from the sensor; its own motion is taken off"),
        Field("snr", "f8", "", "signal to noise, of all that are taken for one"),
        Field("strongest", "f8", "", "that of the strongest of them"),
        Field("cos2_half", "f8", "", "squared cosine of half the angle between the legs; 1 but for bistatic sensors"),
    ),
)


@inner
def bandwidth_of(sensor):
    """Bandwidth in Hz, or what is taken where it is not known."""
    return sensor.bandwidth_hz if sensor.bandwidth_hz > 0.0 else DEFAULT_BANDWIDTH_HZ


@inner
def range_cell_m(sensor):
    """Two targets nearer together than this in range may be taken for one; for a bistatic sensor: times cos2_half."""
    return math.inf if sensor.kind == OPTICAL else 0.5 * SPEED_OF_LIGHT_MPS / bandwidth_of(sensor)


@inner
def beam_rad(sensor, width_rad):
    """Width of the beam in one plane, or what is taken where it is not known."""
    if width_rad > 0.0:
        return width_rad
    return DEFAULT_SIGHT_RAD if sensor.kind == OPTICAL else DEFAULT_BEAM_RAD


@inner
def tell_apart(sensor, clock, echo, echoes):
    """Put the first `echoes` rows in order of range (column `next`), and make those in one cell one.

    From the nearest on: each joins the nearest leader with which it shares a cell, or leads itself. Only then are the
    means taken, so the result does not depend on the order of rows.
    """
    sort_by_range(echo, echoes)
    for e in range(echoes):
        echo[e].leader = e
    if sensor.kind == PASSIVE:
        return
    cell_m = range_cell_m(sensor)
    longest_m = cell_m / COS2_HALF_MIN if sensor.kind == BISTATIC else cell_m
    azimuth_cell_rad = beam_rad(sensor, sensor.beamwidth_rad)
    elevation_cell_rad = beam_rad(sensor, sensor.elevation_beamwidth_rad)
    for k in range(1, echoes):
        e = echo[k].next
        for back in range(k - 1, -1, -1):
            lead = echo[back].next
            if echo[e].range_m - echo[lead].range_m >= longest_m:
                break  # all others are nearer still
            if (
                echo[lead].leader == lead
                and (echo[e].range_m - echo[lead].range_m) * echo[lead].cos2_half < cell_m
                and abs(echo[e].elevation_rad - echo[lead].elevation_rad) < elevation_cell_rad
                and across_rad(echo[lead], echo[e]) < azimuth_cell_rad
            ):
                echo[e].leader = lead
                break
    for k in range(1, echoes):
        e = echo[k].next
        if echo[e].leader != e:
            clock.unresolved += 1
            join(echo[echo[e].leader], echo[e])


@inner
def sort_by_range(echo, echoes):
    """Fill `next` with the rows in order of range (Shell's sort; rows of one range in the order of rows)."""
    for e in range(echoes):
        echo[e].next = e
    gap = 1
    while gap < echoes:
        gap = 3 * gap + 1
    while gap > 0:
        for k in range(gap, echoes):
            row = echo[k].next
            hole = k
            while hole >= gap and comes_before(echo, row, echo[hole - gap].next):
                echo[hole].next = echo[hole - gap].next
                hole -= gap
            echo[hole].next = row
        gap //= 3


@inner
def comes_before(echo, a, b):
    """True when row `a` is nearer than row `b`, or as near and higher up in the table."""
    return echo[a].range_m < echo[b].range_m or (echo[a].range_m == echo[b].range_m and a < b)


@inner
def turned_rad(from_rad, to_rad):
    """The turn from one bearing to another, by the shorter way."""
    turn_rad = to_rad - from_rad
    if turn_rad > PI:
        return turn_rad - 2.0 * PI
    return turn_rad + 2.0 * PI if turn_rad < -PI else turn_rad


@inner
def across_rad(a, b):
    """Angle between two echoes across the beam's plane of azimuth: bearings crowd together near the zenith."""
    return abs(turned_rad(a.azimuth_rad, b.azimuth_rad)) * sin_cos(a.elevation_rad)[1]


@inner
def join(leader, echo):
    """Take one more echo into another: mean place by signal, signals added, the strongest named."""
    leader.snr += echo.snr
    share = echo.snr / leader.snr
    leader.range_m += share * (echo.range_m - leader.range_m)
    leader.azimuth_rad += share * turned_rad(leader.azimuth_rad, echo.azimuth_rad)
    leader.elevation_rad += share * (echo.elevation_rad - leader.elevation_rad)
    leader.range_rate_mps += share * (echo.range_rate_mps - leader.range_rate_mps)
    if echo.strongest > leader.strongest:
        leader.strongest = echo.strongest
        leader.threat = echo.threat
