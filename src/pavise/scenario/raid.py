"""What comes: a notional raid family, given by its mix, timing, axis and targets. No attacker is named.

A family is a recipe; a study asks for it in several sizes. Threats keep their names from size to size ("mixed/drone/7"
is in the raid of 36 and in the raid of 100), so that sizes are compared with the same luck, as options are.

    kinds     what flies, in which shares, from how far away, how long after the first
    waves     how many, how far apart, over which time each is spread; whether starts or arrivals are timed
    arc, drag of a kind that is ballistic: how high it rises over its distance, and whether the air slows its end
    decoys    a kind that `imitates` another: posts expect of it what they expect of that one
    axis      the bearing that it comes from, and how wide it fans out; with no bearing, each world draws one of its own
    jamming   a notional jammer that stands off, if there is one
    traffic   who else flies through, and must not be shot at (`scenario/traffic.py`)
    warning   time between the order to make ready and the first start: minutes to days, a judgement, hence wide
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator

from pavise.scenario.sites import PositiveLength, PositiveRatio
from pavise.scenario.traffic import Traffic
from pavise.scenario.written import Judged, Name, Sentence, Written, WrongValue
from pavise.units import Angle, Duration, Fraction, InFile, Length, parse

Spread = Annotated[float, InFile("angle", low=0.0, high=math.tau)]

ARCS = {"least_energy": 0.0, "lofted": 0.5, "depressed": 0.125}
"""Words for the shape of an arc, as its apogee over its distance. Over flat ground the last two start at one speed, an
eighth above the least; 0 stands for the least-energy arc, whose apogee is a quarter of the distance or a bit less."""

FLATTEST, STEEPEST = 0.02, 2.0


def _arc(written: Any) -> float:
    if isinstance(written, str) and written in ARCS:
        return ARCS[written]
    mend = f"write {', '.join(ARCS)}, or the apogee as a share of the distance, from {FLATTEST:g} to {STEEPEST:g}"
    try:
        ratio = parse(written, "ratio")
    except ValueError:
        raise WrongValue(f"{str(written)[:60]!r} is no shape of an arc", mend) from None
    if not FLATTEST <= ratio <= STEEPEST:
        raise WrongValue(f"{ratio:g} is too {'flat' if ratio < FLATTEST else 'steep'} for an arc", mend)
    return ratio


Arc = Annotated[
    float,
    BeforeValidator(_arc),
    WithJsonSchema({"anyOf": [{"enum": list(ARCS)}, {"type": "number", "minimum": FLATTEST, "maximum": STEEPEST}]}),
]


class Kind(Written):
    """One kind of threat in the mix."""

    system: Name = Field(description="id of a threat in the catalogue")
    share: Fraction = Field(description="share of the raid")
    distance: PositiveLength = Field(description="ground distance from where it starts to its site")
    delay: Duration = Field(default=0.0, description="starts (or arrives) so long after the first kind")
    weave: Length = Field(default=0.0, description="half width of the sideways spread of its way")
    arc: Arc | None = Field(
        default=None,
        description="of a ballistic kind: least_energy, lofted, depressed, or its apogee as a share of the distance; "
        "left out: as the catalogue believes",
    )
    drag: bool = Field(default=False, description="of a ballistic kind: the air slows it on its way down")
    imitates: Name | None = Field(
        default=None, description="a decoy: the kind of this raid that posts take it for; its own system does no damage"
    )


class Waves(Written):
    """When the raid comes: in waves of equal size.

    Times count from the first start. With `timed_by: arrivals` each one starts so much earlier as its way takes it, so
    that all arrive as if they had no way to go: at the same time when there is no gap, spread or spacing.
    """

    count: Annotated[int, InFile("count", low=1, high=50, whole=True)] = 1
    gap: Duration = Field(default=0.0, description="between the beginnings of two waves")
    spread: Duration = Field(default=0.0, description="starts of a wave are spread evenly over this time, by chance")
    spacing: Duration = Field(
        default=0.0, description="between two threats of one kind in a wave, one after the other: a stream"
    )
    timed_by: Literal["starts", "arrivals"] = Field(
        default="starts", description="arrivals: gap, spread, spacing and delay tell when they arrive"
    )


class Axis(Written):
    """The bearing that the raid comes from, as seen from its target, and the full width of its fan."""

    bearing: Judged[Angle] | None = Field(default=None, description="left out: drawn for every world, from all round")
    spread: Spread


class StandoffJamming(Written):
    """A notional jammer that stays away and is never shot at: noise on the bearing that the raid comes from."""

    distance: Judged[PositiveLength] = Field(description="from the middle of all sites, on the axis of the raid")
    altitude: Judged[Length] = Field(description="height of its orbit, which counts as a point")
    jam_to_noise: Judged[PositiveRatio] = Field(
        description="its noise in a radar's main beam at 100 km over the receiver's own, e.g. 40 dB"
    )
    reason: Sentence = Field(description="why such a jammer, in a sentence; every report shows it")


class Raid(Written):
    """A raid family."""

    id: Name
    title: Sentence
    summary: Sentence
    kinds: dict[Name, Kind] = Field(min_length=1, max_length=20)
    waves: Waves = Waves()
    axis: Axis
    target: Name = Field(default="by_value", description="by_value: drawn by the value of the sites; or a site's name")
    standoff_jamming: StandoffJamming | None = None
    traffic: dict[Name, Traffic] = Field(default={}, max_length=20, description="who flies through beside the raid")
    warning: Judged[Duration] = Field(description="from the order to make ready to the first start")

    @field_validator("kinds")
    @classmethod
    def _shares_are_whole(cls, kinds: dict[str, Kind]) -> dict[str, Kind]:
        total = math.fsum(kind.share for kind in kinds.values())
        if abs(total - 1.0) > 1e-6:
            raise WrongValue(f"the shares add up to {total:.3g}, not to 1", "change them so that they add up to 1")
        return kinds

    @field_validator("kinds")
    @classmethod
    def _decoys_imitate_others(cls, kinds: dict[str, Kind]) -> dict[str, Kind]:
        for name, kind in kinds.items():
            if kind.imitates is None:
                continue
            if kind.imitates not in kinds or kind.imitates == name:
                others = [other for other in kinds if other != name]
                raise WrongValue(f"there is no other kind {kind.imitates!r}", f"write one of: {', '.join(others)}")
            if kinds[kind.imitates].imitates is not None:
                raise WrongValue(f"{kind.imitates!r} is a decoy itself", "name the kind that it imitates")
        return kinds

    def numbers(self, size: int) -> dict[str, int]:
        """How many of each kind a raid of `size` has: shares by largest remainder, ties to the kind written first."""
        exact = {name: kind.share * size for name, kind in self.kinds.items()}
        numbers = {name: math.floor(amount + 1e-9) for name, amount in exact.items()}
        by_remainder = sorted(exact, key=lambda name: numbers[name] - exact[name])
        for name in by_remainder[: size - sum(numbers.values())]:
            numbers[name] += 1
        return numbers
