"""Radars at places on the earth, all of one kind, in as many worlds as one likes: for maps of coverage.

    world = radars_at((39.0, 33.0), (39.0, 35.0), radar=LAW, worlds=10)
    world.sensor["snr_scale_m2"][3] *= 16        # in world 3 they see twice as far

Without a raid, since nobody flies on a map.
"""

from __future__ import annotations

import math

from pavise.sim.geometry import n_vector
from pavise.sim.world import World
from pavise.verify.small_defence import FireUnit, Radar, Site, small_defence

LAW = Radar(p_look=None, range_m=100e3, instrumented_range_m=300e3, scan_period_s=5.0, confirm=(2, 3))
"""Sees 1 m2 with one chance in two at 100 km."""

EVERYTHING = Radar(p_look=1.0, instrumented_range_m=300e3)
"""Sees whatever is in its sight."""


def radars_at(*places: tuple[float, float], radar: Radar = LAW, worlds: int = 1, **unit: float) -> World:
    """One radar at each place (latitude, longitude in degrees). `unit`: fields of all their units."""
    sites = [Site(f"site {k}", n_vector(math.radians(lat), math.radians(lon))) for k, (lat, lon) in enumerate(places)]
    units = [FireUnit(f"unit {k}", [radar], k, launchers=0, **unit) for k in range(len(sites))]
    return small_defence(units, [], sites or [Site()], worlds=worlds)
