"""Networks and links of a posture: who makes one picture together, how it tells friend from foe, and whom it tells.

Units of one network (`network:` of an entry) have one picture: what one sensor sees, all know. A **link** passes what a
network sees on to another one, one way, later, and not always:

    networks:
      s400: {asks_friends: false, asks_civil: false, has_plans: false}
    links:
      told-by-voice: {from: national, to: s400, by: voice_link_notional}

What is not written about a network or link is what the catalogue believes about such arrangements (entries of the
roles `network` and `link`); all of it is our own judgement. How networks identify matters only where the picture is
tracked; links, command posts and warnings (`rules.py`) matter in both.

A posture that extends another has its networks and links too. One of the same name replaces the other as a whole;
`without:` leaves a link out, as it does entries. Not modelled: what is told is not told on, and who is told of a track
believes it as much as its own.
"""

from __future__ import annotations

from pydantic import ConfigDict, Field, model_validator

from pavise.scenario.rules import AirWarning, Command
from pavise.scenario.written import Judged, Name, Written, WrongValue
from pavise.units import Duration, Fraction


class Network(Written):
    """Who commands the posts of one network, and how they tell foe from friend."""

    asks_friends: bool = Field(default=True, description="true: it can read the answers of friends")
    asks_civil: bool = Field(default=True, description="true: it can read the answers of civil traffic")
    has_plans: bool = Field(default=True, description="true: it knows the flight plans of civil traffic")
    identify: Judged[Duration] | None = Field(default=None, description="from a track to the first verdict on it")
    prior_hostile: Judged[Fraction] | None = Field(
        default=None, description="chance that a new track is hostile, before anything is known of it"
    )
    hostile_at: Judged[Fraction] | None = Field(
        default=None, description="a track is taken for hostile from this probability on"
    )
    harmless_at: Judged[Fraction] | None = Field(
        default=None, description="and for harmless at this probability or below"
    )
    command: Command | None = Field(
        default=None, description="its command post, which clears every track; without it, posts decide alone"
    )
    warning: AirWarning | None = Field(
        default=None, description="the warning at the start; without it, red: everybody is ready"
    )


class Link(Written):
    """One network tells another what it sees."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, populate_by_name=True)

    giver: Name = Field(alias="from", description="the network that tells")
    taker: Name = Field(alias="to", description="the network that is told")
    by: Name = Field(description="id of a link in the catalogue, which says what is not written here")
    delay: Judged[Duration] | None = Field(default=None, description="from one network to the other")
    loss: Judged[Fraction] | None = Field(default=None, description="chance that one report does not arrive")
    outage: Judged[Duration] | None = Field(default=None, description="mean length of an outage; 0 s: there is none")
    between_outages: Judged[Duration] | None = Field(default=None, description="mean time from one outage to the next")

    @model_validator(mode="after")
    def _two_ends(self) -> Link:
        if self.giver == self.taker:
            raise WrongValue("joins a network with itself", "name two networks; one network has one picture anyway")
        return self
