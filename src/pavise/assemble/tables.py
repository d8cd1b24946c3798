"""Defence and raid meet: one World for one case.

Both halves are made once and used in many cases; only what depends on both is made here: the moment from which each
unit is ready, the way sector radars face, and the clock.

    ready at = notice time - warning time, or at once if that is negative

Units face the bearing that the raid family comes from in that world. It is the same for every option, and the fan of
the raid (`axis.spread`) says how far single threats stray from it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pavise.assemble.landscape import Landscape
from pavise.assemble.names import Keys
from pavise.assemble.sensor_tables import Surroundings
from pavise.assemble.threat_tables import Attack
from pavise.assemble.unit_tables import Defence
from pavise.scenario.sites import Sites
from pavise.sim.fields import allocate
from pavise.sim.geometry import n_vector
from pavise.sim.world import CONFIG, SITE, World


class Names(NamedTuple):
    """Names by row of a World's tables."""

    units: list[str]
    sensors: list[str]
    posts: list[str]
    launchers: list[str]
    missiles: list[str]
    threats: list[str]
    threat_classes: list[str]
    sites: list[str]
    networks: list[str]


def site_table(sites: Sites, keys: Keys, landscape: Landscape) -> np.recarray:
    """The defended sites, in the order of their file."""
    table = allocate(SITE, {"D": len(sites.sites)})
    table["key"] = keys.keys(sites.sites)
    for d, site in enumerate(sites.sites.values()):
        table["n"][d] = n_vector(site.lat, site.lon)
        table["height_m"][d] = landscape.ground_m(table["n"][d])
        table["value"][d] = site.value
        table["hardness"][d] = site.hardness
    return table


def make_case(
    defence: Defence, attack: Attack, sites: np.recarray, around: Surroundings, seed: int, repeats: int
) -> World:  # fmt: skip
    """The World of one case. Tables that the two halves do not change are shared between cases, not copied."""
    config = allocate(CONFIG, {"A": 1})
    config["seed"] = seed
    config["repeats"] = repeats
    config["picture"] = around.picture
    config["horizon_s"] = attack.horizon_s
    config["earth_radius_m"] = around.weather.earth_radius_m
    ways = attack.threat.size > 0
    around.landscape.fill_config(config, ways)
    unit = defence.unit.copy()
    unit["ready_at_s"] = np.maximum(defence.notice_s - attack.warning_s[:, np.newaxis], 0.0)
    unit["boresight_rad"] = attack.axis_rad[:, np.newaxis]
    return World(
        config=config,
        unit=unit,
        sensor=defence.sensor,
        post=defence.post,
        group=defence.group,
        launcher=defence.launcher,
        missile=defence.missile,
        threat=attack.threat,
        site=sites,
        network=defence.network,
        settings=around.tracker,
        link=defence.link,
        jammer=attack.jammer,
        hears=defence.hears,
        pd_table=around.lookups.detection.table,
        beam_table=around.lookups.beam.table,
        loss_table=around.lookups.loss.table,
        **around.landscape.lookups(ways),
    )


def names_of(defence: Defence, attack: Attack, sites: Sites) -> Names:
    """Names by row of a case."""
    return Names(
        list(defence.units),
        list(defence.sensors),
        list(defence.posts),
        list(defence.launchers),
        list(defence.missiles),
        list(attack.names),
        list(attack.classes),
        list(sites.sites),
        list(defence.networks),
    )
