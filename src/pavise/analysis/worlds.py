"""Estimates from replications that live in worlds.

A world is one draw of all doubtful figures; `repeats` battles are fought in each. Two battles of one world share its
draws, so they are not independent, and 24 worlds x 2 repeats are worth less than 48 battles. All cases use the same
worlds, so averaging over raids does not add worlds either. What *is* independent is one world from the next. Therefore:

    how far each world pulls the mean off   ->   spread of those pulls   ->   Student's t with (worlds - 1) degrees

With complete data this is the t interval of the world means; it also holds for means over several cases, for paired
differences, and where a measure is missing in some replications (the linearised, "ultimate cluster" variance of
survey statistics: Kish 1965, Survey Sampling; Korn & Graubard 1999, Analysis of Health Surveys, ch. 2).

Three kinds of case need more care, and get it:
* a chance (0 or 1 per replication): Korn & Graubard (1998), Survey Methodology 24, 193-201: Clopper-Pearson with the
  number of independent observations that the clusters are worth;
* the same value in every world: the t interval would have no width and claim certainty. If w worlds agree, up to
  1 - alpha^(1/w) of all worlds might not (the "rule of three": Hanley & Lippman-Hand 1983, J. Am. Med. Assoc. 249,
  1743-1745), and a measure with bounds can be off no further than these. A value at one bound can be off to one side
  only; elsewhere each side gets half of alpha. Without bounds, no interval is given;
* nearly all worlds agree: the t interval stands, with a note that it is likely too narrow.

The interval says how well the *mean over our doubt and our luck* is known. It shrinks with more worlds. The doubt
itself does not: see `doubt.py`. Where worlds are drawn in strata (a Latin hypercube), they are spread more evenly than
independent ones, and intervals computed as here are a little wider than they need be.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pavise.analysis.intervals import ALPHA, clopper_pearson, quantile_interval, t_quantile

Battles = Sequence[np.ndarray]
"""One measure of one option: per cell (a raid of one size) an array [world, repeat], NaN where there is no value.

All cells have the same worlds; the number of repeats may differ from cell to cell."""

FEW = 5
"""With fewer worlds than this off the common value, a t interval is called likely too narrow."""
_ROUNDING = 1e-12
"""Relative differences below this are rounding, not spread."""


@dataclass(frozen=True)
class Estimate:
    """A number with its interval.

    `value` is None where the measure never had a value, `low` and `high` where no interval can be given; `note` then
    says why. `worlds`, `replications`: what it rests on; `missing`: replications without a value.
    """

    value: float | None
    low: float | None
    high: float | None
    alpha: float
    method: str
    note: str
    worlds: int
    replications: int
    missing: int

    @property
    def half_width(self) -> float | None:
        """Half the width of the interval."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2

    @property
    def leaves_out_zero(self) -> bool:
        """Is there an interval, with zero outside?"""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True)
class Difference(Estimate):
    """a - b, paired.

    `factor`: how many times smaller its variance is than that of two unpaired runs of the same size,
    (var_a + var_b) / var(a - b), all three of the mean and by worlds. None, with `factor_note`, where nothing varies.
    `factor_replications`: the same of single replications, without regard to worlds.
    """

    factor: float | None
    factor_note: str
    factor_replications: float | None

    @property
    def told_apart(self) -> bool:
        """Is a difference shown?"""
        return self.leaves_out_zero


@dataclass(frozen=True)
class Pulls:
    """The mean over cells, and by how much each world pulls it off: `pull` sums to 0, its spread is the uncertainty."""

    mean: float
    pull: np.ndarray
    world_mean: np.ndarray
    replications: int
    scale: float  # the largest value: what counts as rounding is judged by it

    @property
    def variance(self) -> float:
        """Variance of the mean: worlds are independent, what is inside one is not."""
        n = len(self.pull)
        spread = float(self.pull @ self.pull)
        if n < 2 or spread <= n * (_ROUNDING * self.scale) ** 2:
            return 0.0
        return spread * n / (n - 1)


def pulls_of(battles: Battles) -> Pulls | None:
    """Mean and pulls of some cells, all cells counting equally however often they were fought.

    Cells without any value are left out. Worlds without any value count for nothing. With a single world the
    replications take its place: then luck is all that can be seen. None when there is no value at all.
    ValueError when the cells differ in worlds.
    """
    if len({len(values) for values in battles}) > 1:
        raise ValueError("these cells were run with different numbers of worlds")
    if len({values.shape for values in battles}) == 1:
        if len(battles[0]) == 1:
            battles = [values.T for values in battles]
        whole = np.stack(battles)
        if not np.isnan(whole).any():
            return _pulls_of_whole(whole)
    means, off, world_means = [], [], []
    for values in battles:
        there = ~np.isnan(values)
        per_world = there.sum(axis=1)
        n = int(per_world.sum())
        if n == 0:
            continue
        sums = np.where(there, values, 0.0).sum(axis=1)
        means.append(float(sums.sum()) / n)
        off.append(np.where(there, values - means[-1], 0.0).sum(axis=1) / n)
        world_means.append(np.where(per_world > 0, sums / np.maximum(per_world, 1), np.nan))
    if not means:
        return None
    present = ~np.isnan(world_means).all(axis=0)
    return Pulls(
        mean=float(np.mean(means)),
        pull=np.mean(off, axis=0)[present],
        world_mean=np.nanmean(np.array(world_means)[:, present], axis=0),
        replications=sum(int((~np.isnan(values)).sum()) for values in battles),
        scale=max(float(np.nanmax(np.abs(values))) for values in battles if not np.isnan(values).all()),
    )


def _pulls_of_whole(values: np.ndarray) -> Pulls:
    """The same of cells alike in which every battle has a value, [cell, world, repeat]: all at once, same bits."""
    _, worlds, repeats = values.shape
    sums = values.sum(axis=2)
    means = sums.sum(axis=1) / (worlds * repeats)
    off = (values - means[:, None, None]).sum(axis=2) / (worlds * repeats)
    return Pulls(
        mean=float(np.mean(means)),
        pull=np.mean(off, axis=0),
        world_mean=np.mean(sums / repeats, axis=0),
        replications=values.size,
        scale=float(np.abs(values).max()),
    )


def estimate(
    battles: Battles,
    low: float | None = None,
    high: float | None = None,
    chance: bool = False,
    alpha: float = ALPHA,
) -> Estimate:
    """The mean over the cells with its interval.

    `low`, `high`: bounds of the measure, None where it has none. `chance`: each value is 0 or 1.
    """
    pulls = pulls_of(battles)
    missing = _missing(battles)
    if pulls is None:
        return Estimate(None, None, None, alpha, "none", "it never happened", 0, 0, missing)
    mean, n_worlds = pulls.mean, len(pulls.pull)
    method, limits, notes = "t over worlds", None, []
    if n_worlds < 2:
        method, notes = "none", ["a single world with a value: no interval"]
    elif pulls.variance == 0:
        method, notes = "all worlds agree", ["the same in every world"]
        limits = _limits_where_all_agree(mean, low, high, n_worlds, alpha)
        if chance:
            limits = clopper_pearson(mean * n_worlds, n_worlds, alpha)
    elif chance:
        method, limits = "Korn-Graubard", _limits_of_chance(pulls, alpha)
    else:
        half = t_quantile(1 - alpha / 2, n_worlds - 1) * math.sqrt(pulls.variance)
        limits = _clipped(mean - half, mean + half, low, high)
        notes += _too_narrow(pulls)
    if len(battles[0]) == 1:
        notes.append("one world only: the interval holds luck, not doubt about the figures")
    if missing and pulls.replications:
        asked = pulls.replications + missing
        notes.append(f"no value in {missing} of {asked} replications; the mean is over the others")
    return Estimate(
        value=mean,
        low=None if limits is None else limits[0],
        high=None if limits is None else limits[1],
        alpha=alpha,
        method=method,
        note="; ".join(notes),
        worlds=n_worlds,
        replications=pulls.replications,
        missing=missing,
    )


def difference(
    a: Battles, b: Battles, low: float | None = None, high: float | None = None, alpha: float = ALPHA
) -> Difference:
    """The mean of a - b, pair by pair: same cells, worlds and repeats.

    `low`, `high`: bounds of the measure itself. A replication counts where both have a value. Where no replication
    shows any difference the interval is 0 to 0: nothing is claimed from it, since it holds zero.
    """
    return differences(a, b, low, high, (alpha,))[0]


def differences(
    a: Battles, b: Battles, low: float | None, high: float | None, alphas: Sequence[float]
) -> list[Difference]:
    """The same `difference` with an interval for each of `alphas`; what does not hang on them is worked out once."""
    gaps = gaps_of(a, b)
    widest = None if low is None or high is None else high - low
    identical = not any(np.nan_to_num(gap).any() for gap in gaps)
    factor, note = variance_factor(a, b)
    plain = _factor_plain(a, b)
    rows = []
    for alpha in alphas:
        found = estimate(gaps, None if widest is None else -widest, widest, alpha=alpha)
        if found.value is not None and identical:
            found = replace(found, low=0.0, high=0.0, method="identical", note="the same in every replication")
        rows.append(Difference(**found.__dict__, factor=factor, factor_note=note, factor_replications=plain))
    return rows


def gaps_of(a: Battles, b: Battles) -> list[np.ndarray]:
    """a - b, pair by pair. ValueError when they are not pairs."""
    if [values.shape for values in a] != [values.shape for values in b]:
        raise ValueError("pairs need the same cells, worlds and repeats")
    return [of_a - of_b for of_a, of_b in zip(a, b, strict=True)]


def variance_factor(a: Battles, b: Battles) -> tuple[float | None, str]:
    """(var_a + var_b) / var(a - b) of the means, by worlds, and a note where that is no number."""
    gaps = gaps_of(a, b)
    paired_a, paired_b = (
        [np.where(np.isnan(gap), np.nan, values) for values, gap in zip(side, gaps, strict=True)] for side in (a, b)
    )
    pulls_a, pulls_b, pulls_gap = pulls_of(paired_a), pulls_of(paired_b), pulls_of(gaps)
    if pulls_a is None or pulls_b is None or pulls_gap is None or len(pulls_gap.pull) < 2:
        return None, "too few values"
    without_pairing = pulls_a.variance + pulls_b.variance
    if pulls_gap.variance == 0 and without_pairing == 0:
        return None, "neither varies: there is nothing to cut"
    if pulls_gap.variance == 0:
        return None, "the difference is the same in every world: pairing removed all variance"
    return without_pairing / pulls_gap.variance, ""


def quantile_estimate(values: np.ndarray, q: float, alpha: float = ALPHA) -> Estimate:
    """The q-quantile over the replications of one cell, [world, repeat], a missing value counting as "never".

    The interval counts the replications for as many as the clusters are worth, judged by how much worlds differ in
    their share at or below the quantile. A limit (or the value) is None where it is "never" or beyond the values.
    """
    never = np.where(np.isnan(values), np.inf, values)
    value = float(np.sort(never.ravel())[math.ceil(q * never.size) - 1])
    pulls = pulls_of([(never <= value).astype(np.float64)])
    assert pulls is not None
    _, low, high = quantile_interval(never.ravel(), q, alpha, _effective(pulls, never.size))
    return Estimate(
        value=value if math.isfinite(value) else None,
        low=low if math.isfinite(low) else None,
        high=high if math.isfinite(high) else None,
        alpha=alpha,
        method="ranks, counted by worlds",
        note="" if math.isfinite(value) else "never, in that share of the replications",
        worlds=len(pulls.pull),
        replications=pulls.replications,
        missing=_missing([values]),
    )


def _missing(battles: Battles) -> int:
    return sum(int(np.isnan(values).sum()) for values in battles)


def _factor_plain(a: Battles, b: Battles) -> float | None:
    """(var_a + var_b) / var(a - b) of single replications, summed over cells; None where the difference is constant."""
    top = bottom = 0.0
    for of_a, of_b in zip(a, b, strict=True):
        there = ~np.isnan(of_a - of_b)
        if there.sum() >= 2:
            top += float(of_a[there].var(ddof=1) + of_b[there].var(ddof=1))
            bottom += float((of_a - of_b)[there].var(ddof=1))
    return top / bottom if bottom > 1e-24 * max(top, 1e-300) else None


def _limits_where_all_agree(
    mean: float, low: float | None, high: float | None, n_worlds: int, alpha: float
) -> tuple[float, float] | None:
    if low is None or high is None:
        return None
    sides = 1 if mean in (low, high) else 2
    unseen = 1 - (alpha / sides) ** (1 / n_worlds)
    return mean - (mean - low) * unseen, mean + (high - mean) * unseen


def _limits_of_chance(pulls: Pulls, alpha: float) -> tuple[float, float]:
    n = pulls.replications
    worth = _effective(pulls, n)
    # A variance estimated from few worlds is itself unsure: fewer observations yet (Korn & Graubard's adjustment).
    worth = min(n, worth * (t_quantile(1 - alpha / 2, n - 1) / t_quantile(1 - alpha / 2, len(pulls.pull) - 1)) ** 2)
    return clopper_pearson(pulls.mean * worth, worth, alpha)


def _effective(pulls: Pulls, n: int) -> float:
    """How many independent 0-or-1 observations the replications are worth."""
    if pulls.variance == 0:
        return float(len(pulls.pull))
    return float(min(n, max(1.0, pulls.mean * (1 - pulls.mean) / pulls.variance)))


def _clipped(from_: float, to: float, low: float | None, high: float | None) -> tuple[float, float]:
    return (from_ if low is None else max(low, from_)), (to if high is None else min(high, to))


def _too_narrow(pulls: Pulls) -> list[str]:
    common = float(np.median(pulls.world_mean))
    off = int((np.abs(pulls.world_mean - common) > _ROUNDING * pulls.scale).sum())
    if off >= FEW:
        return []
    return [f"only {off} of {len(pulls.world_mean)} worlds differ from the rest: the interval is likely too narrow"]
