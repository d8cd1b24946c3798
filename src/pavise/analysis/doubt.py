"""How much of the spread is doubt about the figures, how much is luck in battle, and whose doubt it is.

Each world is one draw of all doubtful figures, and each of its battles rolls its own dice, the plan of the raid
included. So, given the world, battles are independent, and the split is a one-way analysis of variance with random
worlds (Searle, Casella & McCulloch 1992, Variance Components, ch. 3):

    spread between the means of worlds  =  doubt + luck / repeats        (mean square between = repeats x this)
    spread between battles of a world   =           luck                 (mean square within)

The estimate of doubt is a difference and can come out below zero by chance; then it is given as 0, and said.

Whose doubt: the study may run the same cases three times, with all beliefs varying, only those that rest on claims, or
only those that are judgements (figures nobody has seen printed count as judgements); the others rest at their medians.
The doubt of each run is estimated the same way. This says nothing about a figure that is wrong in the same way in every
source, nor about what the simulation leaves out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pavise.analysis.compare import Comparison
from pavise.analysis.intervals import ALPHA, t_quantile
from pavise.analysis.outcomes import ALL_DOUBT, AS_OFFERED, Cell
from pavise.analysis.worlds import Battles, gaps_of, pulls_of

CLAIMS, JUDGEMENTS = "claims", "judgements"

SHUFFLES_BEYOND = 20
"""So many shuffles are to lie beyond what counts as chance: enough to know the place within a quarter."""
MOST_AT_ONCE = 1_000_000
"""Numbers of shuffled outcomes in memory at a time."""
ROUNDING = 1e-12


@dataclass(frozen=True)
class DoubtSplit:
    """The variance of one battle's outcome in two parts, and doubt as a share of both, with its interval.

    None, with `note`, where the parts cannot be told (one battle per world, missing values) or nothing varies.
    """

    doubt_variance: float | None
    luck_variance: float | None
    share: float | None
    share_low: float | None
    share_high: float | None
    worlds: int
    repeats: int
    note: str


@dataclass(frozen=True)
class JudgementShare:
    """How much of the doubt comes from judgements: V(judgements only) / (V(judgements only) + V(claims only)).

    `low`, `high`: by leaving out one world at a time; where one of the two did not show beyond luck, from the largest
    that each may be instead, and `note` says so. `together`: V(all) over that sum; 1 when the two kinds of doubt simply
    add up. `cells`: where it was measured.
    """

    share: float | None
    low: float | None
    high: float | None
    together: float | None
    cells: tuple[Cell, ...]
    note: str


@dataclass(frozen=True)
class Mover:
    """A doubtful figure and how closely the outcome follows it over the worlds (rank correlation, -1 to 1).

    `beyond_chance`: so closely that none of the figures tested would do it by chance.
    """

    system: str
    quantity: str
    origin: str
    correlation: float
    beyond_chance: bool


@dataclass(frozen=True)
class Movers:
    """All doubtful figures tested, strongest first, and the correlation that counts as beyond chance."""

    movers: tuple[Mover, ...]
    threshold: float
    worlds: int

    @property
    def found(self) -> tuple[Mover, ...]:
        """Those beyond chance."""
        return tuple(mover for mover in self.movers if mover.beyond_chance)


def split(battles: Battles, alpha: float = ALPHA) -> DoubtSplit:
    """Doubt and luck of some cells with the same worlds and repeats, mean squares averaged over cells.

    The interval of the share is the exact one for normal values (Searle et al., section 3.6), with degrees of freedom
    between worlds as for one cell, because all cells share their worlds. With few worlds it is wide; that is true.
    """
    worlds, repeats = battles[0].shape
    why_not = _why_no_split(battles)
    if why_not:
        return DoubtSplit(None, None, None, None, None, worlds, repeats, why_not)
    between, within = _mean_squares(battles)
    doubt = (between - within) / repeats
    note = "" if doubt >= 0 else "less spread between worlds than luck alone would give: doubt taken as 0"
    doubt = max(0.0, doubt)
    if doubt + within == 0:
        return DoubtSplit(0.0, 0.0, None, None, None, worlds, repeats, "nothing varies")
    low, high = _share_limits(between, within, len(battles), worlds, repeats, alpha)
    return DoubtSplit(doubt, within, doubt / (doubt + within), low, high, worlds, repeats, note)


def doubt_split(
    comparison: Comparison,
    measure: str,
    option: str,
    cells: Sequence[Cell] | None = None,
    variant: str = AS_OFFERED,
) -> DoubtSplit:
    """Doubt and luck of one option."""
    return split(comparison.values(measure, option, cells, variant), comparison.alpha)


def judgement_share(comparison: Comparison, measure: str, option: str, variant: str = AS_OFFERED) -> JudgementShare:
    """How much of an option's doubt comes from judgements, over the cells that were run with each kind of doubt."""
    outcomes = comparison.outcomes(measure)
    kinds = (ALL_DOUBT, CLAIMS, JUDGEMENTS)
    cells = tuple(
        cell for cell in comparison.study.cells if all(outcomes.has(option, [cell], variant, kind) for kind in kinds)
    )
    if not cells:
        return JudgementShare(None, None, None, None, (), "not run with each kind of doubt apart")
    both, claims, judgements = (outcomes.of(option, cells, variant, kind) for kind in kinds)
    return share_of_judgements(both, claims, judgements, cells, comparison.alpha)


def share_of_judgements(
    both: Battles,
    claims: Battles,
    judgements: Battles,
    cells: tuple[Cell, ...] = (),
    alpha: float = ALPHA,
) -> JudgementShare:
    """The same from the battles of the three runs.

    Resting at a median is not the same as not being in doubt: where two figures act on each other strongly, the two
    parts need not add up to the whole, and `together` shows by how much.
    """
    for battles in (both, claims, judgements):
        why_not = _why_no_split(battles)
        if why_not:
            return JudgementShare(None, None, None, None, cells, why_not)
    of_all, of_claims, of_judgements = (max(0.0, _doubt(battles)) for battles in (both, claims, judgements))
    if of_claims + of_judgements == 0:
        return JudgementShare(None, None, None, None, cells, "no doubt was seen beyond luck")
    share = of_judgements / (of_claims + of_judgements)
    low = high = None
    note = ""
    if of_claims == 0 or of_judgements == 0:
        (claims_low, claims_high), (judged_low, judged_high) = (_doubt_limits(b, alpha) for b in (claims, judgements))
        low = judged_low / (judged_low + claims_high) if judged_low + claims_high > 0 else 0.0
        high = judged_high / (judged_high + claims_low) if judged_high + claims_low > 0 else 1.0
        note = "one of the two did not show beyond luck; the limits say how large it may be"
    elif len(claims[0]) == len(judgements[0]) > 3:
        low, high = _jackknife_limits(share, claims, judgements, alpha)
    return JudgementShare(share, low, high, of_all / (of_claims + of_judgements), cells, note)


def movers(
    comparison: Comparison,
    measure: str,
    option: str,
    against: str | None = None,
    cells: Sequence[Cell] | None = None,
    variant: str = AS_OFFERED,
    alpha: float | None = None,
) -> Movers:
    """Which doubtful figures the outcome of an option follows, of those that its units rest on.

    `against`: look at the difference to that option instead, and at the figures that either rests on. Only a figure
    that acts alone and in one direction shows; with few worlds only a strong one does. That none is found does not say
    that none matters. `alpha`: the comparison's own unless given; who looks at many options should divide it.
    """
    battles = comparison.values(measure, option, cells, variant)
    options = [option]
    if against is not None:
        battles = gaps_of(battles, comparison.values(measure, against, cells, variant))
        options.append(against)
    leans = comparison.results.table("leans", option=options)
    leant_on = set(zip(leans["system"], leans["quantity"], strict=True))
    pulls = pulls_of(battles)
    if pulls is None or len(pulls.world_mean) != len(battles[0]):
        return Movers((), 1.0, 0)
    return correlated(comparison.drawn, leant_on, pulls.world_mean, alpha or comparison.alpha)


def correlated(
    drawn: Mapping[tuple[str, str], tuple[str, np.ndarray]],
    leant_on: set[tuple[str, str]],
    outcome: np.ndarray,
    alpha: float,
) -> Movers:
    """Which of the figures that are leant on (name -> origin, value in each world) an outcome [W] follows.

    All figures are held against the same chance: the outcome is shuffled over the worlds again and again, and counts
    as followed beyond chance where hardly a shuffle is followed so closely by any figure at all (P. H. Westfall,
    S. S. Young, "Resampling-Based Multiple Testing", 1993). So ties, few worlds and figures that go together are
    allowed for; in fewer than eight worlds or so nothing can show.
    """
    worlds = len(outcome)
    keys = [key for key in drawn if key in leant_on and len(drawn[key][1]) >= worlds]
    values = np.array([drawn[key][1][:worlds] for key in keys]).reshape(len(keys), worlds)
    varies = ~np.isnan(values).any(axis=1) & (np.ptp(values, axis=1) > 0)
    if not varies.any() or np.ptp(outcome) == 0 or worlds < 4:
        return Movers((), 1.0, worlds)
    figures, followed = _centred(_ranks(values[varies])), _centred(_ranks(outcome[None]))[0]
    correlations = figures @ followed
    threshold = by_shuffling(figures, followed, alpha)
    found = [
        Mover(*keys[k], drawn[keys[k]][0], float(correlation), abs(float(correlation)) > threshold)
        for k, correlation in zip(np.flatnonzero(varies), correlations, strict=True)
    ]
    found.sort(key=lambda mover: (-abs(mover.correlation), mover.system, mover.quantity))
    return Movers(tuple(found), threshold, worlds)


def by_shuffling(figures: np.ndarray, outcome: np.ndarray, alpha: float) -> float:
    """The correlation that only a share `alpha` of shuffled outcomes has with any of the `figures` [M, W].

    Rows and `outcome` [W] have mean 0 and length 1. The same shuffles every time.
    """
    shuffles = math.ceil(SHUFFLES_BEYOND / alpha)
    chance = np.random.default_rng(1)
    largest = np.empty(shuffles)
    at_once = max(MOST_AT_ONCE // len(outcome), 1)
    for first in range(0, shuffles, at_once):
        number = min(at_once, shuffles - first)
        shuffled = chance.permuted(np.broadcast_to(outcome, (number, len(outcome))), axis=1)
        largest[first : first + number] = abs(figures @ shuffled.T).max(axis=0)
    largest.sort()
    return float(largest[shuffles - math.floor(alpha * (shuffles + 1))]) + ROUNDING


def _ranks(values: np.ndarray) -> np.ndarray:
    """Ranks along each row, equal values sharing the middle of theirs."""
    order = np.argsort(values, axis=1)
    ordered = np.take_along_axis(values, order, axis=1)
    place = np.broadcast_to(np.arange(values.shape[1]), values.shape)
    changes = ordered[:, 1:] != ordered[:, :-1]
    edge = np.ones((len(values), 1), dtype=bool)
    first = np.maximum.accumulate(np.where(np.hstack([edge, changes]), place, 0), axis=1)
    last = np.minimum.accumulate(np.where(np.hstack([changes, edge]), place, place.max())[:, ::-1], axis=1)[:, ::-1]
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, (first + last) / 2, axis=1)
    return ranks


def _centred(values: np.ndarray) -> np.ndarray:
    """Rows with mean 0 and length 1, whose products are correlations."""
    off = values - values.mean(axis=1, keepdims=True)
    return off / np.linalg.norm(off, axis=1, keepdims=True)


def _why_no_split(battles: Battles) -> str:
    if any(np.isnan(values).any() for values in battles):
        return "the measure has no value in some replications"
    if len({values.shape for values in battles}) > 1:
        return "these cells differ in worlds or in battles per world"
    if min(battles[0].shape) < 2:
        return "needs two worlds and two battles in each"
    return ""


def _mean_squares(battles: Battles) -> tuple[float, float]:
    """Mean squares between and within worlds, averaged over cells."""
    values = np.stack(battles)
    _, worlds, repeats = values.shape
    world_means = values.mean(axis=2)
    means = world_means.mean(axis=1)
    between = repeats * ((world_means - means[:, None]) ** 2).sum(axis=1) / (worlds - 1)
    within = ((values - world_means[:, :, None]) ** 2).sum(axis=(1, 2)) / (worlds * (repeats - 1))
    return float(between.mean()), float(within.mean())


def _doubt(battles: Battles) -> float:
    between, within = _mean_squares(battles)
    return (between - within) / battles[0].shape[1]


def _share_limits(
    between: float, within: float, cells: int, worlds: int, repeats: int, alpha: float
) -> tuple[float, float]:
    from scipy.special import fdtri  # here: scipy is slow to load

    if within == 0:
        return 1.0, 1.0
    limits = []
    for p in (1 - alpha / 2, alpha / 2):
        ratio = between / within / float(fdtri(worlds - 1, cells * worlds * (repeats - 1), p))
        limits.append(min(1.0, max(0.0, (ratio - 1) / (ratio + repeats - 1))))
    return limits[0], limits[1]


def _doubt_limits(battles: Battles, alpha: float) -> tuple[float, float]:
    """Limits of the variance between worlds, from those of its share and the luck that was seen."""
    between, within = _mean_squares(battles)
    _, worlds, repeats = np.stack(battles).shape
    if within == 0:
        return between / repeats, between / repeats
    low, high = (share / (1 - share) for share in _share_limits(between, within, len(battles), worlds, repeats, alpha))
    return low * within, high * within


def _jackknife_limits(share: float, claims: Battles, judgements: Battles, alpha: float) -> tuple[float, float]:
    """Limits of the share by leaving out one world at a time: Efron & Tibshirani (1993), ch. 11."""
    worlds = len(claims[0])
    shares = []
    for world in range(worlds):
        keep = np.arange(worlds) != world
        parts = [max(0.0, _doubt([values[keep] for values in battles])) for battles in (claims, judgements)]
        shares.append(parts[1] / sum(parts) if sum(parts) > 0 else share)
    variance = (worlds - 1) / worlds * float(((np.array(shares) - np.mean(shares)) ** 2).sum())
    half = t_quantile(1 - alpha / 2, worlds - 1) * math.sqrt(variance)
    return max(0.0, share - half), min(1.0, share + half)
