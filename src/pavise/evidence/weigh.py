"""Competing claims become one distribution.

    claims -> usable: numbers that are not suspect (and not unseen, unless asked for)
           -> voices: claims with the same upstream are one voice, as wide as everything it says
           -> weigh:  one distribution, by a method that the catalogue names and gives a reason for

The methods, from the least to the most that is read into the claims:

    envelope     anywhere between the lowest and the highest voice; no voice is likelier
    triangular   the same ends, likeliest at the median of the voices
    mixture      one of the voices is right, each as likely as any other, and nothing in between
    single       there is only one voice, and it is taken at its word

Repetition is not evidence: forty outlets that print one brochure's figure are one voice. Claims that apply to different
conditions are never pooled, because they do not contradict each other.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from pavise.evidence.claim import Claim
from pavise.evidence.distributions import Beta, Distribution, Fixed, LogNormal, Mixture, Triangular, Uniform

Method = Literal["envelope", "triangular", "mixture", "single"]
METHODS: tuple[str, ...] = get_args(Method)
Shape = Literal["uniform", "triangular", "lognormal", "beta"]
SHAPES: tuple[str, ...] = get_args(Shape)


class WeighError(ValueError):
    """Claims that cannot become one distribution, or a judgement that makes no sense. `mend` says what to do."""

    def __init__(self, problem: str, mend: str) -> None:
        self.problem, self.mend = problem, mend
        super().__init__(f"{problem}; {mend}")


@dataclass(frozen=True)
class Voice:
    """What one upstream says: the hull of its claims (`low` to `high`, SI) and their middle (`centre`)."""

    upstream: str
    low: float
    high: float
    centre: float
    claims: tuple[str, ...]
    says: tuple[str, ...]

    @property
    def distribution(self) -> Distribution:
        """The voice taken at its word: a single figure, or anywhere in its interval."""
        return _between(self.low, self.high)


def usable(claims: Iterable[Claim], include_unseen: bool = False) -> list[Claim]:
    """The claims that may be sampled: numbers, not suspect, and seen unless `include_unseen`."""
    return [c for c in claims if c.is_number and not c.suspect and (include_unseen or not c.unseen)]


def voices(claims: Iterable[Claim], include_unseen: bool = False) -> list[Voice]:
    """One voice per upstream, from the lowest centre to the highest. Suspect claims and claims in words are left out;
    so are unseen ones, which are our judgement and nobody's voice, unless `include_unseen`."""
    by_upstream: dict[str, list[Claim]] = {}
    for claim in usable(claims, include_unseen):
        by_upstream.setdefault(claim.upstream, []).append(claim)
    found = [_voice(upstream, members) for upstream, members in by_upstream.items()]
    return sorted(found, key=lambda voice: (voice.centre, voice.upstream))


def _voice(upstream: str, members: Sequence[Claim]) -> Voice:
    return Voice(
        upstream=upstream,
        low=min(claim.interval[0] for claim in members),
        high=max(claim.interval[1] for claim in members),
        centre=statistics.median(claim.centre for claim in members),
        claims=tuple(claim.id for claim in members),
        says=tuple(dict.fromkeys(claim.says for claim in members)),
    )


def weigh(
    claims: Iterable[Claim], method: str, include_unseen: bool = False, across_conditions: bool = False
) -> Distribution:
    """One distribution (SI) from competing claims by `method`, one of `METHODS`.

    Raises `WeighError` when nothing usable is left, when the claims are of different dimensions, when they apply to
    different conditions (unless `across_conditions`, for claims picked by hand with a reason), or when `single` meets
    several voices. A claim of the form "at least 192" enters with its figure: say so in the catalogue's reason.
    """
    if method not in METHODS:
        raise WeighError(f"there is no method {method!r}", f"use one of: {', '.join(METHODS)}")
    claims = list(claims)
    kept = usable(claims, include_unseen)
    if not kept:
        raise WeighError(_why_nothing_is_left(claims), "name a claim that can be sampled, or state a judgement")
    dimensions = sorted({claim.dimension or "" for claim in kept})
    if len(dimensions) > 1:
        raise WeighError(f"the claims are of different kinds ({', '.join(dimensions)})", "name claims of one kind")
    conditions = sorted({claim.condition for claim in kept})
    if len(conditions) > 1 and not across_conditions:
        listed = "; ".join(condition or "(none stated)" for condition in conditions)
        raise WeighError(f"the claims apply to different conditions: {listed}", "choose one `condition`")
    heard = voices(kept, include_unseen)
    low, high = min(voice.low for voice in heard), max(voice.high for voice in heard)
    if method == "single":
        if len(heard) > 1:
            names = ", ".join(voice.upstream for voice in heard)
            raise WeighError(f"method `single` meets {len(heard)} voices ({names})", "use another method")
        return heard[0].distribution
    if method == "mixture" and len(heard) > 1:
        return Mixture(tuple(voice.distribution for voice in heard))
    if method == "triangular" and low < high:
        return Triangular(low, statistics.median(voice.centre for voice in heard), high)
    return _between(low, high)


def judged(low: float, high: float, mode: float | None = None, shape: str | None = None) -> Distribution:
    """A judgement of ours as a distribution (SI ends). Without a `shape`: triangular when a `mode` is given, else
    uniform; equal ends are a fixed value. Raises `WeighError` for ends or shapes that make no sense."""
    if shape is not None and shape not in SHAPES:
        raise WeighError(f"there is no shape {shape!r}", f"use one of: {', '.join(SHAPES)}")
    if not low <= high:
        raise WeighError("`low` is above `high`", "swap or correct them")
    if mode is not None and not low <= mode <= high:
        raise WeighError("`mode` is outside `low` to `high`", "widen the ends or correct the mode")
    if low == high:
        return Fixed(low)
    chosen = shape or ("uniform" if mode is None else "triangular")
    try:
        if chosen == "uniform" and mode is None:
            return Uniform(low, high)
        if chosen == "lognormal" and mode is None:
            return LogNormal(low, high)
        if chosen == "triangular" and mode is not None:
            return Triangular(low, mode, high)
        if chosen == "beta" and mode is not None:
            return Beta(low, high, mode)
    except ValueError as error:
        raise WeighError(str(error), "correct the ends") from None
    if mode is None:
        raise WeighError(f"a {chosen} judgement needs a `mode`", "add `mode:`, the likeliest value")
    raise WeighError(f"a {chosen} judgement has no `mode`", "leave `mode` out, or choose triangular or beta")


def _between(low: float, high: float) -> Distribution:
    return Uniform(low, high) if low < high else Fixed(low)


def _why_nothing_is_left(claims: Sequence[Claim]) -> str:
    if not claims:
        return "there are no claims"
    reasons = [
        ("suspect", sum(claim.suspect for claim in claims)),
        ("in words", sum(not claim.is_number for claim in claims)),
        ("unseen", sum(claim.unseen for claim in claims)),
    ]
    listed = ", ".join(f"{count} {reason}" for reason, count in reasons if count)
    return f"none of the {len(claims)} claims can be sampled ({listed})"
