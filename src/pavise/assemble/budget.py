"""The same money for every option: how many units, or which part of a lot, a budget buys.

Prices are medians of what the catalogue believes, in all worlds alike: one budget buys one force.

    fire unit      unit_cost + rounds on its launchers and in its depot
    aircraft       airframes x (unit_cost + one load of rounds)
    lot            the price of the lot; what stands beside it (`place_with`) came with it and costs nothing more
    in being       what the option shares with the baseline costs nothing: it is there anyway

The mix stays as offered, as far as whole units allow: every entry is scaled by budget / price of the option. A lot can
be scaled to any size. Of the rest, first the whole units; then one more of each entry, the largest fraction first, as
long as the money lasts; then a last unit with fewer launchers (its radars and post count for half of its price); then
more of whatever still fits, the entry that is shortest of its share first. What remains buys no unit of any entry;
`spent_usd` says how much was used.

When not to believe it: real contracts have training, support and politics in them, unit prices of whole systems are
hardly ever published, and nobody buys by medians.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pavise.assemble.force import Purchase
from pavise.assemble.sample import Sampler
from pavise.catalogue.system import SystemType
from pavise.scenario.posture import PlacedEntry, Posture

FIXED_SHARE = 0.5
"""Share of a fire unit's price that its radars and post make up: a judgement, used for part-bought units only."""

ROUNDING = 1e-9


@dataclass(frozen=True)
class Price:
    """What one unit of an entry costs: `fixed_usd` once, `launcher_usd` for each of its `launchers` with rounds."""

    fixed_usd: float
    launcher_usd: float = 0.0
    launchers: int = 0

    @property
    def unit_usd(self) -> float:
        """A whole unit."""
        return self.fixed_usd + self.launcher_usd * self.launchers


@dataclass(frozen=True)
class Shopping:
    """What a budget buys, entry by entry, and how much money that takes."""

    purchases: Mapping[str, Purchase]
    spent_usd: float


def price_of_option(posture: Posture, sampler: Sampler) -> float:
    """What everything that an option adds to the baseline costs as offered."""
    lots = math.fsum(sampler.middle(str(placed.entry.lot), "price") for placed in _lots(posture))
    units = math.fsum(
        _offered(placed, sampler) * price_of_unit(placed, sampler).unit_usd for placed in _bought_by_number(posture)
    )
    return lots + units


def price_of_unit(placed: PlacedEntry, sampler: Sampler) -> Price:
    """The price of one unit of an entry (of one airframe, for aircraft)."""
    system = sampler.library.system(placed.entry.system)
    own = sampler.middle(system.id, "unit_cost")
    if system.flies:
        load = math.fsum(number * sampler.middle(missile, "unit_cost") for missile, number in system.load.items())
        return Price(own + load)
    if system.launchers is None:
        return Price(own)
    launchers = max(round(sampler.middle(system.id, "launchers_per_unit")), 1)
    rounds_usd = _rounds_of_a_launcher_usd(placed, system, launchers, sampler)
    return Price(own * FIXED_SHARE, own * (1.0 - FIXED_SHARE) / launchers + rounds_usd, launchers)


def spend(posture: Posture, sampler: Sampler, budget_usd: float) -> Shopping:
    """What `budget_usd` buys of the option's additions. An option that adds nothing spends nothing."""
    offered_usd = price_of_option(posture, sampler)
    if offered_usd <= 0.0:
        return Shopping({}, 0.0)
    factor = budget_usd / offered_usd
    purchases = {placed.name: Purchase(lot=factor) for placed in _lots(posture)}
    spent = math.fsum(factor * sampler.middle(str(placed.entry.lot), "price") for placed in _lots(posture))
    prices = {placed.name: price_of_unit(placed, sampler) for placed in _bought_by_number(posture)}
    wanted = {placed.name: factor * _offered(placed, sampler) for placed in _bought_by_number(posture)}
    units = {name: math.floor(amount + ROUNDING) for name, amount in wanted.items()}
    spent += math.fsum(units[name] * prices[name].unit_usd for name in units)
    parts = dict.fromkeys(units, 0.0)
    by_fraction = sorted(wanted, key=lambda name: units[name] - wanted[name])
    for name in by_fraction:
        if wanted[name] > 0 and fits(prices[name], budget_usd - spent):
            units[name] += 1
            spent += prices[name].unit_usd
    for name in by_fraction:
        price, left = prices[name], budget_usd - spent
        if wanted[name] > 0 and price.launchers and left >= price.fixed_usd + price.launcher_usd:
            number = min(int((left - price.fixed_usd) / price.launcher_usd), price.launchers - 1)
            parts[name] = number / price.launchers
            spent += price.fixed_usd + number * price.launcher_usd if number else 0.0
    while fitting := [name for name in by_fraction if wanted[name] > 0 and fits(prices[name], budget_usd - spent)]:
        shortest = min(fitting, key=lambda name: units[name] / wanted[name])
        units[shortest] += 1
        spent += prices[shortest].unit_usd
    purchases |= {name: Purchase(units=units[name], part=parts[name]) for name in units}
    return Shopping(purchases, spent)


def fits(price: Price, left_usd: float) -> bool:
    """Does the money left buy a whole unit? A unit that costs nothing is not bought on top."""
    return 0.0 < price.unit_usd <= left_usd + ROUNDING * price.unit_usd


def _offered(placed: PlacedEntry, sampler: Sampler) -> float:
    """How many units (or airframes) an entry offers, at its middle value."""
    assert placed.entry.count is not None
    return float(round(placed.entry.count.distribution.median))


def _rounds_of_a_launcher_usd(placed: PlacedEntry, system: SystemType, launchers: int, sampler: Sampler) -> float:
    """The rounds on one launcher and in the depot for it, in the mix of the unit."""
    assert system.launchers is not None
    cells = sampler.middle(system.launchers.type, "missiles_per_launcher")
    loads = 1.0 + sampler.middle(system.id, "reload_sets")
    number = {
        missile: share * cells * sampler.middle(missile, "rounds_per_cell")
        for missile, share in system.launchers.load.items()
    }
    for missile, written in (placed.entry.magazine or {}).items():
        number[missile] = min(number[missile], written.distribution.median / launchers)
    return loads * math.fsum(number[missile] * sampler.middle(missile, "unit_cost") for missile in number)


def _lots(posture: Posture) -> list[PlacedEntry]:
    return [placed for placed in posture.entries.values() if placed.entry.lot is not None and not placed.in_being]


def _bought_by_number(posture: Posture) -> list[PlacedEntry]:
    """Entries that are paid by the unit: not in being, no lot, and not delivered together with one."""
    with_lot = {placed.name for placed in _lots(posture)}
    return [
        placed
        for placed in posture.entries.values()
        if not placed.in_being and placed.entry.lot is None and placed.entry.place_with not in with_lot
    ]
