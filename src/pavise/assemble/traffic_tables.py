"""Traffic as rows of THREAT: who flies through beside a raid, and must not be shot at.

A flow of traffic (so many of one kind) belongs to the study or to one raid. Its aircraft are called after it
(`air traffic/airliner/3`) whatever option, raid or size they meet, so they keep their ways and their luck. They stand
behind the rows of the raid, which therefore has the same rows with and without them.

They fly level to a site, from a bearing drawn from all round, and end above it: see `scenario/traffic.py` for what that
leaves out. An entry of the role `aircraft` flies as high and as fast as on its patrol.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from pavise.assemble.names import Keys
from pavise.assemble.sample import Sampler
from pavise.assemble.signatures import fill_signature
from pavise.catalogue.system import SystemType
from pavise.kinds import PathKind, Side, ThreatClass
from pavise.scenario.raid import Raid
from pavise.scenario.sites import Site
from pavise.scenario.traffic import Traffic
from pavise.sim.fields import allocate
from pavise.sim.world import THREAT

AIR_TRAFFIC = "air traffic"
"""Stands in the names of traffic; with its space it is the name of no raid and of no kind of threat."""

SIDES = {"neutral": Side.NEUTRAL, "friend": Side.FRIEND}

FLIES_AS = {
    "threat": {"level": "altitude", "speed": "speed"},
    "aircraft": {"level": "patrol_altitude", "speed": "cruise_speed"},
}
"""For each role that may fly through: the quantities that say how high and how fast."""


def traffic_of(of_study: Mapping[str, Traffic], raid: Raid) -> dict[str, Traffic]:
    """All flows of traffic that fly beside a raid, by the names under which they are drawn."""
    flows = {f"{AIR_TRAFFIC}/{name}": traffic for name, traffic in of_study.items()}
    return flows | {f"{raid.id}/{AIR_TRAFFIC}/{name}": traffic for name, traffic in raid.traffic.items()}


def traffic_names(flow: str, traffic: Traffic) -> list[str]:
    """Names of the aircraft of one flow."""
    return [f"{flow}/{k + 1}" for k in range(traffic.count)]


def traffic_table(flows: Mapping[str, Traffic], sites: Mapping[str, Site], sampler: Sampler, keys: Keys) -> np.recarray:
    """Rows of THREAT for all flows, one after the other: shape (W, aircraft)."""
    table = allocate(THREAT, {"W": sampler.worlds, "T": sum(traffic.count for traffic in flows.values())})
    first = 0
    for flow, traffic in flows.items():
        rows = table[:, first : first + traffic.count]
        rows["key"] = keys.keys(traffic_names(flow, traffic))
        rows["site"] = -1 if traffic.over == "by_value" else list(sites).index(traffic.over)
        _fill_flow(rows, flow, traffic, sampler)
        first += traffic.count
    return table


def class_of(system: SystemType) -> ThreatClass:
    """The class of what flies through: an aircraft, unless its entry is a threat and says otherwise."""
    return ThreatClass.AIRCRAFT if system.threat is None else system.threat.threat_class


def _fill_flow(rows: np.ndarray, flow: str, traffic: Traffic, sampler: Sampler) -> None:
    system = sampler.library.system(traffic.system)
    rows["side"] = int(SIDES[traffic.side])
    rows["planned"] = traffic.planned
    rows["answers"] = sampler.judged(flow, "answers", traffic.answers, "")[:, np.newaxis]
    rows["threat_class"] = int(class_of(system))
    rows["path_kind"] = int(PathKind.LEVEL)
    rows["start_s"], rows["start_spread_s"] = traffic.delay, traffic.spread
    rows["axis_spread_rad"] = math.tau
    rows["distance_m"], rows["weave_m"] = traffic.distance, traffic.weave
    for column, written, name, unit in (
        ("altitude_m", traffic.level, "level", "m"),
        ("speed_mps", traffic.speed, "speed", "m/s"),
    ):
        usual = FLIES_AS[system.role][name]
        drawn = sampler.of(system.id, usual) if written is None else sampler.judged(flow, name, written, unit)
        rows[column] = drawn[:, np.newaxis]
    rows["unit_cost_usd"] = sampler.of(system.id, "unit_cost")[:, np.newaxis]
    fill_signature(rows, system.id, sampler)
