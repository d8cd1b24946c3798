"""Traffic: airliners and one's own aircraft that fly through the area while it is attacked, and must not be shot at.

    traffic:
      airliner:
        system: airliner                    of the catalogue, which says how fast, how high, how large
        side: neutral                       or friend
        count: 8
        distance: 250 km                    how far from its site it starts, on a bearing drawn from all round
        spread: 20 min                      starts are spread evenly over this time
        planned: true                       flies as a flight plan says that air-traffic control knows
        answers: {low: 0.95, high: 0.999, reason: ...}    chance that it has a set that works and answers

A study may have traffic, which is then the same in every raid, and so may a raid. Traffic is the same in every option
and at every size: it has names of its own, and keeps its luck. It does no damage and is in no count of a raid.

It flies in at one side, level, to the site that it is drawn for, and is gone when it has passed over it: the ways of
raids end at their targets, and traffic has the same ways. So nobody is seen leaving, and the traffic that matters most,
that which comes towards what is defended, is rather over-represented.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pavise.scenario.sites import PositiveLength
from pavise.scenario.written import Judged, Name, Written
from pavise.units import Duration, Fraction, InFile, Length

HowMany = Annotated[int, InFile("count", low=1, high=400, whole=True)]
CruiseSpeed = Annotated[float, InFile("speed", low=10.0, high=1_500.0)]
FlightLevel = Annotated[float, InFile("length", low=30.0, high=25_000.0)]


class Traffic(Written):
    """Aircraft of one kind that fly through."""

    system: Name = Field(description="id of a level threat, or of an aircraft, in the catalogue")
    side: Literal["neutral", "friend"] = Field(description="whose they are")
    count: HowMany = Field(description="how many")
    distance: PositiveLength = Field(description="ground distance from where they start to their site")
    delay: Duration = Field(default=0.0, description="the first starts so long after the raid begins")
    spread: Duration = Field(default=0.0, description="starts are spread evenly over this time")
    weave: Length = Field(default=0.0, description="half width of the sideways spread of their ways")
    level: Judged[FlightLevel] | None = Field(default=None, description="height; as the catalogue says when left out")
    speed: Judged[CruiseSpeed] | None = Field(default=None, description="likewise")
    answers: Judged[Fraction] = Field(description="chance that it has a working set, which answers as its side should")
    planned: bool = Field(default=False, description="true: its flight plan is known to air-traffic control")
    over: Name = Field(default="by_value", description="by_value: drawn by the value of the sites; or a site's name")
