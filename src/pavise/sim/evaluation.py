"""Threat evaluation: what a post knows of a target before it thinks of shooting, in the terms that air defence uses.

    time to go          until it arrives, or has done its work
    predicted site      where it flies to: the truth where targets are known, else what its track points at, `belief.py`
    class               aircraft, cruise missile, drone, ballistic
    value at stake      what its arrival would destroy there, given the damage done already
    price               what the attacker paid for it
    range               from the unit, where a doctrine asks for it

Doctrines weigh these, operators take the most urgent target on first, and rules of engagement ask for class and site.

Source: J. N. Roux, J. H. van Vuuren, "Threat evaluation and weapon assignment decision support: a review of the state
of the art", ORiON 23 (2007) 151-187: proximity, capability and intent as time to go, class and site.

When not to believe it: a post is taken to know the damage done at every site, and prices as the raid has them; where
targets are known, it knows their sites from the first track on.
"""

from __future__ import annotations

from typing import NamedTuple

from pavise.sim.compiled import inner


class Target(NamedTuple):
    """One target as a post evaluates it, and what its network is doing about it."""

    threat_class: int
    """kinds.ThreatClass, or what it is taken for."""
    time_to_go_s: float
    """Until it arrives."""
    value_at_stake: float
    """Points of value that its arrival would destroy."""
    price_usd: float
    """What it cost the attacker."""
    is_own: bool
    """True when it flies to the site nearest to the unit: the unit's own neighbourhood."""
    range_m: float
    """Slant range from the unit; 0 unless the doctrine asks for it."""
    in_flight: int
    """Rounds of the network at it, not yet assessed."""


class Means(NamedTuple):
    """What a post could do about a target with one of its fire groups."""

    p_kill: float
    """Chance that one round kills it."""
    price_usd: float
    """Price of a round."""
    salvo: int
    """Rounds that the post may have in flight at one target."""
    own_in_flight: int
    """Rounds of the post itself at it, not yet assessed."""
    own_fired: int
    """Rounds that the post has ever fired at it."""
    left: int
    """Rounds on the post's launchers that can meet ballistic targets; only counted where a doctrine keeps some."""
    kept: float
    """How many of these it keeps for ballistic targets; 0 when this group cannot meet them anyway."""
    point_usd: float
    """Money that the post spends to save a point of value."""


@inner
def value_at_stake(threat, site, damage):
    """Value that the arrival of one threat seems sure to destroy at a site that has suffered `damage` already."""
    left = max(site.hardness - damage.points, 0.0)
    return site.value * min(threat.damage + threat.feigned_damage, left) / site.hardness


@inner
def evaluate(time_s, threat, flight, path, site, damage, own_site, range_m, in_flight):
    """The evaluation of one target at `time_s`, from its rows of THREAT, FLIGHT and PATH (or of beliefs)."""
    return Target(
        int(threat.threat_class), path[flight.points - 1].time_s - time_s,
        value_at_stake(threat, site[flight.site], damage[flight.site]), float(threat.unit_cost_usd),
        flight.site == own_site, range_m, int(in_flight),
    )  # fmt: skip


@inner
def urgency(time_s, threat, flight, path, site, damage):
    """How pressing a target is: value at stake per second that is left."""
    stake = value_at_stake(threat, site[flight.site], damage[flight.site])
    return stake / max(path[flight.points - 1].time_s - time_s, 1.0)
