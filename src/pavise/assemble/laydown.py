"""One rule places the units of every option. Who chose the places must not decide which option looks best.

The rule, in the words of the study's readers:

1. What the option shares with the baseline is placed first, so it stands in the same places in every option.
2. Units come in order of reach, the farthest first; equals in the order in which they are written.
3. Each goes to the candidate place where it adds most cover. A site that others cover already adds less.
4. Then units of the step move to other places, or change places with each other, as long as that adds cover.
5. A place takes a second unit only when every place has one.

**Cover.** Three threats are counted apart, with the weights of the rule: high fliers, low fliers, ballistic missiles.
At a distance d from a site, a unit covers it by

    against high fliers         1 - d/R            R: reach of its longest round
    against low fliers          1, if d < R and d < low_reach, where low fliers come over the horizon
    against ballistic missiles  1 - d/B            B: its reach against them; most units have none

Each unit guards a share s x cover of what others leave, so everything adds up to

    sum over threats and sites of   weight x value x (1 - product over units of (1 - s x cover))

with s = `shooter` or `radar`, times the share of the worlds that have the unit where numbers are in doubt. Shooters and
warning radars are summed apart: a radar that sees a city does not shoot anything down.

The same effort is spent on every option. The sum has falling gains (it is submodular), for which the plain greedy order
already reaches at least half of the best possible (Fisher, Nemhauser and Wolsey, Mathematical Programming Study 8
(1978) 73-87); `tests/assemble/test_laydown.py` compares with the true best on small cases. The median reach decides, in
all worlds alike: nobody redeploys because a brochure was wrong.

When not to believe it: it knows no terrain, roads or borders, and covers sites, not approaches.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pavise.scenario.sites import LaydownRule, Sites
from pavise.sim.geometry import latitude_longitude, n_vector
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M, central_angle, point_ahead

Numbers = NDArray[np.float64]

MOST_SWEEPS = 20
"""Rounds of moves; two or three are usual before nothing moves any more."""

NEARLY_ALL = 1.0 - 1e-9
"""Stands for 1 where one unit is said to guard all: something must be left to divide by."""

WORTH_MOVING = 1e-9
"""Differences below this share of the whole are rounding, and must not decide: machines may round differently."""


@dataclass(frozen=True)
class Place:
    """A candidate place: its name, n-vector, latitude and longitude in degrees."""

    name: str
    n: tuple[float, float, float]
    lat_deg: float
    lon_deg: float


@dataclass(frozen=True)
class Ground:
    """Sites and places, as the rule sees them. `value`: shape (D,); `distance_m`: shape (P, D)."""

    places: tuple[Place, ...]
    value: Numbers
    distance_m: Numbers
    rule: LaydownRule

    def row(self, name: str) -> int:
        """Row of the place with this name; KeyError when there is none."""
        for row, place in enumerate(self.places):
            if place.name == name:
                return row
        raise KeyError(f"there is no place {name!r}")


@dataclass(frozen=True)
class Wish:
    """What the rule needs to know of one unit.

    `reach_m`: median reach of its longest round, or of its radar; `ballistic_m`: the same against ballistic missiles.
    `shoots`: shooters and radars are counted apart. `chance`: share of the worlds that have it, where the number of
    units is in doubt; what is seldom there guards little.
    `fixed`: a place chosen by hand. `follows`: position, in the same list, of the unit that it stands beside.
    """

    reach_m: float
    ballistic_m: float = 0.0
    shoots: bool = True
    chance: float = 1.0
    in_being: bool = False
    fixed: int | None = None
    follows: int | None = None


def survey(sites: Sites) -> Ground:
    """The candidate places around all sites, and how far each is from every site."""
    spots = [(site, n_vector(site.lat, site.lon)) for site in sites.sites.values()]
    places: list[Place] = []
    for name, (_, n) in zip(sites.sites, spots, strict=True):
        for place_name, ring_m, bearing_rad in sites.places.around(name):
            nx, ny, nz = n
            spot = point_ahead(nx, ny, nz, bearing_rad, ring_m / MEAN_RADIUS_M)
            lat_rad, lon_rad = latitude_longitude(*spot)
            places.append(Place(place_name, spot, math.degrees(lat_rad), math.degrees(lon_rad)))
    distance_m = np.array([[central_angle(*place.n, *n) for _, n in spots] for place in places]) * MEAN_RADIUS_M
    return Ground(tuple(places), np.array([site.value for site, _ in spots]), distance_m, sites.laydown)


def worth(ground: Ground) -> Numbers:
    """What there is to cover: weight x value for each threat and site, shape (3 D,), adding up to 1."""
    rule = ground.rule
    each = np.outer([rule.against_high, rule.against_low, rule.against_ballistic], ground.value).ravel()
    return np.asarray(each / each.sum())


def cover(ground: Ground, wish: Wish) -> Numbers:
    """How well a unit covers each site against each threat from each place: shape (P, 3 D), 0 to 1."""
    d = ground.distance_m
    low = (d < wish.reach_m) & (d < ground.rule.low_reach)
    return np.hstack([_fading(d, wish.reach_m), low, _fading(d, wish.ballistic_m)])


def _fading(distance_m: Numbers, reach_m: float) -> Numbers:
    """1 at no distance, falling in a straight line to 0 at the end of the reach."""
    return np.maximum(1.0 - distance_m / reach_m, 0.0) if reach_m > 0.0 else np.zeros(distance_m.shape)


def covered_share(ground: Ground, wishes: Sequence[Wish], rows: Sequence[int]) -> float:
    """What the rule maximises, for shooters and radars together: the sum in the story above, 0 to 2."""
    total = 0.0
    for shoots in (True, False):
        left = _left_unguarded(ground, wishes, rows, shoots)
        total += float((worth(ground) * (1.0 - left)).sum())
    return total


def lay_down(ground: Ground, wishes: Sequence[Wish]) -> list[int]:
    """The row of the place of every unit, by the rule above."""
    rows: list[int | None] = [wish.fixed for wish in wishes]
    for in_being in (True, False):
        for shoots in (True, False):
            _place_step(ground, wishes, rows, in_being, shoots)
    for unit, wish in enumerate(wishes):
        if wish.follows is not None:
            rows[unit] = rows[wish.follows]
    return [row if row is not None else 0 for row in rows]


def _place_step(
    ground: Ground, wishes: Sequence[Wish], rows: list[int | None], in_being: bool, shoots: bool
) -> None:  # fmt: skip
    """Place the shooters (or the radars) that are in being (or added), given everybody placed before."""
    step = [
        unit
        for unit, wish in enumerate(wishes)
        if wish.in_being == in_being and wish.shoots == shoots and rows[unit] is None and wish.follows is None
    ]
    if not step:
        return
    step.sort(key=lambda unit: -wishes[unit].reach_m)
    guards = {unit: _guard(ground, wishes[unit]) for unit in step}
    left = _left_unguarded(ground, wishes, rows, shoots)
    taken = np.bincount([row for row in rows if row is not None], minlength=len(ground.places))
    at: dict[int, int] = {}
    for unit in step:
        at[unit] = _first_best(_gains(ground, left, guards[unit]), taken == taken.min())
        left = left * (1.0 - guards[unit][at[unit]])
        taken[at[unit]] += 1
    for _ in range(MOST_SWEEPS):
        moved = _let_move(ground, guards, at, left, taken)
        left = moved[1]
        swapped = _let_change_places(ground, guards, at, left)
        left = swapped[1]
        if not (moved[0] or swapped[0]):
            break
    for unit in step:
        rows[unit] = at[unit]


def _left_unguarded(
    ground: Ground, wishes: Sequence[Wish], rows: Sequence[int] | Sequence[int | None], shoots: bool
) -> Numbers:
    """What the shooters (or the radars) placed so far leave unguarded: shape (3 D,)."""
    left = np.ones(3 * len(ground.value))
    for wish, row in zip(wishes, rows, strict=True):
        if wish.shoots == shoots and row is not None:
            left = left * (1.0 - _guard(ground, wish)[row])
    return left


def _let_move(
    ground: Ground, guards: Mapping[int, Numbers], at: dict[int, int], left: Numbers, taken: NDArray[np.int64]
) -> tuple[bool, Numbers]:
    """Let every unit of a step move once to where it adds more. (did any?, what is left unguarded then)."""
    moved = False
    for unit, here in at.items():
        others = left / (1.0 - guards[unit][here])
        gains = _gains(ground, others, guards[unit])
        there = _first_best(gains, taken < taken[here])
        if taken[there] < taken[here] and gains[there] > gains[here]:
            taken[here] -= 1
            taken[there] += 1
            at[unit], moved = there, True
            left = others * (1.0 - guards[unit][there])
    return moved, left


def _let_change_places(
    ground: Ground, guards: Mapping[int, Numbers], at: dict[int, int], left: Numbers
) -> tuple[bool, Numbers]:
    """Let every two units of a step change places once if that adds cover. (did any?, what is left unguarded then)."""
    changed = False
    whole = worth(ground)
    for one, other in itertools.combinations(at, 2):
        a, b = at[one], at[other]
        as_is = (1.0 - guards[one][a]) * (1.0 - guards[other][b])
        exchanged = (1.0 - guards[one][b]) * (1.0 - guards[other][a])
        without_both = left / as_is
        if (whole * without_both * (as_is - exchanged)).sum() > WORTH_MOVING:
            at[one], at[other], changed = b, a, True
            left = without_both * exchanged
    return changed, left


def _guard(ground: Ground, wish: Wish) -> Numbers:
    """The share of what is left that a unit guards from each place: shape (P, 3 D), always below 1."""
    most = ground.rule.shooter if wish.shoots else ground.rule.radar
    return wish.chance * np.minimum(most, NEARLY_ALL) * cover(ground, wish)


def _gains(ground: Ground, left: Numbers, guard: Numbers) -> Numbers:
    """What a unit adds at each place, in whole steps of `WORTH_MOVING`: shape (P,)."""
    return np.rint((guard * (worth(ground) * left)).sum(axis=1) / WORTH_MOVING)


def _first_best(gains: Numbers, free: NDArray[np.bool_]) -> int:
    """The free place that adds most; the first of equals."""
    return int(np.argmax(np.where(free, gains, -1.0)))
