"""Orders of a unit, and the command of a network: who may shoot at what, when, by which doctrine, on whose word.

    entries:
      battery:
        system: siper_b1
        doctrine: {kind: save_for_ballistic, keep_share: 0.5}
        rules: {weapons: tight, classes: {drone: hold}, near: {within: 20 km, weapons: tight}, before_red: hold}
        front: {centre: 90 deg, width: 120 deg, next: 120 deg}
        silence: until_cued
    networks:
      national:
        command: {operators: 3, loss: {chance: 0.5, after: 10 min}}
        warning: {state: yellow}

Nothing of it need be written: then posts decide by themselves, shoot at all that is hostile, all round, and their crews
and radars are ready from the start. The words are those of air defence in general (weapons free, tight, hold; warning
white, yellow, red); no country's orders are meant. What happens with them: `sim/chain.py`, `sim/rules.py` and
`sim/models/doctrine/`.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from pavise.scenario.written import Judged, Written, WrongValue
from pavise.units import Angle, Duration, Fraction, InFile, Length, Money

DoctrineKind = Literal[
    "shoot_look_shoot",
    "salvo",
    "shoot_shoot_look",
    "nearest_first",
    "save_for_ballistic",
    "area_defence",
    "point_defence",
    "cost_aware",
    "optimal",
]
WeaponsStatus = Literal["hold", "tight", "free"]

Rounds = Annotated[int, InFile("count", low=1, high=1000, whole=True)]
Salvo = Annotated[int, InFile("count", low=1, high=8, whole=True)]
Operators = Annotated[int, InFile("count", low=1, high=1000, whole=True)]
Width = Annotated[float, InFile("angle", low=math.radians(1.0), high=2.0 * math.pi)]

PARAMETERS: dict[str, tuple[str, ...]] = {
    "salvo": ("rounds",),
    "save_for_ballistic": ("keep", "keep_share"),
    "cost_aware": ("point_worth",),
}
"""Which figures belong to which doctrine."""


class Doctrine(Written):
    """How a post wants to shoot: a plain word, or a word with its figures."""

    kind: DoctrineKind = Field(description="name of the doctrine")
    rounds: Judged[Salvo] | None = Field(
        default=None, description="of `salvo`: rounds at a target at once; without it, what the catalogue says"
    )
    keep: Judged[Rounds] | None = Field(
        default=None, description="of `save_for_ballistic`: rounds of each unit kept for ballistic targets"
    )
    keep_share: Judged[Fraction] | None = Field(
        default=None, description="the same as a share of the rounds on its launchers when these are full"
    )
    point_worth: Judged[Money] | None = Field(
        default=None, description="of `cost_aware`: what the defence would pay to save a point of value"
    )

    @model_validator(mode="before")
    @classmethod
    def _a_word_is_a_doctrine_too(cls, written: Any) -> Any:
        return {"kind": written} if isinstance(written, str) else written

    @model_validator(mode="after")
    def _has_its_own_figures(self) -> Doctrine:
        own = PARAMETERS.get(self.kind, ())
        for names in PARAMETERS.values():
            for name in names:
                if name not in own and getattr(self, name) is not None:
                    raise WrongValue(f"{self.kind} has no {name!r}", f"leave out `{name}:`")
        if self.kind == "save_for_ballistic" and (self.keep is None) == (self.keep_share is None):
            raise WrongValue("needs to know how many rounds to keep", "write `keep: 8` or `keep_share: 0.5`")
        if self.kind == "cost_aware" and self.point_worth is None:
            mend = "write for instance `point_worth: 50 MUSD`"
            raise WrongValue("needs to know what a point of value is worth", mend)
        return self


class Classes(Written):
    """A status for some classes of targets only."""

    aircraft: WeaponsStatus | None = None
    cruise_missile: WeaponsStatus | None = None
    drone: WeaponsStatus | None = None
    ballistic: WeaponsStatus | None = None


class Near(Written):
    """Other rules for targets that are near a defended site."""

    within: Judged[Length] = Field(description="radius of the ring around every defended site")
    weapons: WeaponsStatus = Field(default="tight", description="status inside the ring")
    classes: Classes = Field(default=Classes(), description="classes for which another status holds there")


class Rules(Written):
    """Rules of engagement of a unit. hold: only what flies to the site nearest to the unit; tight: what is taken for
    hostile; free: all that is not taken for harmless."""

    weapons: WeaponsStatus = Field(default="tight", description="hold, tight or free")
    classes: Classes = Field(default=Classes(), description="classes of targets for which another status holds")
    near: Near | None = Field(default=None, description="other rules near defended sites")
    before_red: WeaponsStatus | None = Field(
        default=None, description="status before the warning is red; as afterwards where nothing is written"
    )
    alone: WeaponsStatus | None = Field(
        default=None, description="status once command is lost and it fights alone; as before where nothing is written"
    )


class Front(Written):
    """The bearings that a unit answers for. Outside it shoots only at what flies to the site nearest to it."""

    centre: Angle = Field(description="bearing of its middle from true north, seen from the unit")
    width: Width = Field(description="full width")
    next: Angle = Field(default=0.0, description="how much farther clockwise the next unit of the entry looks")


class Loss(Written):
    """A command post may be lost in the battle. Notional: a chance and a time, and no word on how."""

    chance: Judged[Fraction] = Field(description="chance that it happens in one battle")
    after: Judged[Duration] = Field(description="when, from the start of the raid")
    fallback: Judged[Duration] | None = Field(
        default=None, description="from the loss to units fighting alone; without it, what the catalogue believes"
    )


class Command(Written):
    """A command post: its operators clear each track before any unit of the network may shoot at it."""

    operators: Judged[Operators] | None = Field(default=None, description="tracks that it handles at once")
    decision: Judged[Duration] | None = Field(default=None, description="from taking a track on to clearing it")
    loss: Loss | None = None


class AirWarning(Written):
    """An air-defence warning: white (no attack expected) or yellow (probable) at the start, red some time after the
    first hostile track. A network without one is red from the start."""

    state: Literal["white", "yellow"] = Field(description="at the start of the raid")
    red: Judged[Duration] | None = Field(default=None, description="from the first hostile track to warning red")
