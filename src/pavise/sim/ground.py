"""The ground below a path: a coarse table of the highest ground of each cell, and how a flier keeps above it.

      height at a point of the path = highest ground of the two pieces that meet there + altitude

                  o-----------o
           o----./             \\.----o        A piece runs straight between two points that both clear all ground
              __/\\___      ____/\\__           below it, so the whole piece does.
      _______/       \\____/        \\____

Cells hold their highest ground, in whole metres above sea level, rounded up; row 0 is the southernmost, column 0 the
westernmost, and columns may run across the date line. Beyond the table the ground is at sea level.

When not to believe it: a flier knows its whole way and climbs in time, up to a piece ahead; real ones that follow the
ground fly lower in valleys and are seen later. Within some kilometres of a pole the way between two points is no
straight line in latitude and longitude, and cells may be missed.
"""

from __future__ import annotations

import math

from pavise.sim.compiled import inner, rare
from pavise.sim.elementary import PI
from pavise.sim.geometry import latitude_longitude, n_vector_and_height

CLEARANCE_M = 300.0
"""Who flies level above `FOLLOWS_BELOW_M` still stays so far above the ground."""

FOLLOWS_BELOW_M = 3_000.0
"""Who flies lower than this keeps its height above the ground below; higher ones keep one height, as traffic does."""


@inner
def cell_at(config, nx, ny, nz):
    """Row and column of the table below a place, as real numbers: cell (i, j) reaches from i to i + 1, j to j + 1."""
    latitude_rad, longitude_rad = latitude_longitude(nx, ny, nz)
    east_rad = longitude_rad - config.ground_west_rad
    if east_rad < 0.0:
        east_rad += 2.0 * PI
    elif east_rad >= 2.0 * PI:
        east_rad -= 2.0 * PI
    return (latitude_rad - config.ground_south_rad) / config.ground_step_rad, east_rad / config.ground_step_rad


@inner
def rounded_down(x):
    """The whole number at or below x; by hand, since `floor` is a library call on a generic processor."""
    whole = int(x)
    return whole - 1 if x < whole else whole


@inner
def ground_of(ground, i, j, columns_round):
    """Highest ground of one cell; 0 beyond the table. `columns_round`: columns once round the earth."""
    if j < 0:
        j += columns_round
    elif j >= columns_round:
        j -= columns_round
    if i < 0 or i >= ground.shape[0] or j < 0 or j >= ground.shape[1]:
        return 0.0
    return float(ground[i, j])


@rare
def highest_ground_m(config, ground, row1, column1, row2, column2):
    """Highest ground of all cells that the straight line between two places of the table touches.

    Looks once per cell of the way, and there at the four cells around: no place on the way is farther than half a cell
    from one of these looks.
    """
    round_columns = 2.0 * PI / config.ground_step_rad
    if column2 - column1 > 0.5 * round_columns:
        column2 -= round_columns
    elif column1 - column2 > 0.5 * round_columns:
        column2 += round_columns
    columns_round = int(round_columns + 0.5)
    steps = int(max(abs(row2 - row1), abs(column2 - column1))) + 1
    highest_m = -math.inf
    for k in range(steps + 1):
        share = k / steps
        row = row1 + share * (row2 - row1)
        column = column1 + share * (column2 - column1)
        i, j = rounded_down(row - 0.5), rounded_down(column - 0.5)
        for di in range(2):
            for dj in range(2):
                highest_m = max(highest_m, ground_of(ground, i + di, j + dj, columns_round))
    return highest_m


@inner
def flight_height_m(site_height_m, altitude_m, ground_m):
    """Height of level flight over a piece of ground whose highest point is `ground_m`."""
    if altitude_m < FOLLOWS_BELOW_M:
        return ground_m + altitude_m
    return max(site_height_m + altitude_m, ground_m + CLEARANCE_M)


@rare
def ground_below_m(config, ground, x_m, y_m, z_m):
    """Highest ground of the cell below an earth-centred place."""
    nx, ny, nz, _ = n_vector_and_height(x_m, y_m, z_m)
    row, column = cell_at(config, nx, ny, nz)
    columns_round = int(2.0 * PI / config.ground_step_rad + 0.5)
    return ground_of(ground, rounded_down(row), rounded_down(column), columns_round)
