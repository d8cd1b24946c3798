"""The air picture of a study: is it known, or must it be made out of plots? And how the trackers work that make it.

    picture: tracked               known where nothing is written
    tracker: {motion: manoeuvring, association: joint}

*Known*: every detection knows which target it came from, nobody is taken for somebody else, and traffic is never shot
at. Quick, and enough where the question is about reach, magazines and money. *Tracked*: sensors give plots with errors,
false ones among them; every network makes tracks of them and asks who each is; fire units see nothing but tracks. Some
ten times slower, and needed where the question is about links, identification or traffic.

All networks of a study have trackers of one kind, since what is compared are postures and not trackers. `pavise track`
takes the same words, with other usual values for some (`tracking/settings.py`). Every usual value is our own judgement:
a raid has fast and turning targets among its slow ones, so more acceleration and speed are expected here than of
airliners.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from pavise.scenario.written import Written, WrongValue
from pavise.units import Duration, InFile

Acceleration = Annotated[float, InFile("acceleration", low=1e-3, high=1e3)]
Turn = Annotated[float, InFile("rotation", low=1e-4, high=10.0)]
Sigmas = Annotated[float, InFile("ratio", low=0.0, high=30.0)]
Gate = Annotated[float, InFile("ratio", low=0.5, high=30.0)]
Looks = Annotated[int, InFile("count", low=0, high=32, whole=True)]
Lasting = Annotated[float, InFile("time", low=0.1, high=86_400.0)]
Sigma = Annotated[float, InFile("length", low=1.0, high=1e6)]
Pace = Annotated[float, InFile("speed", low=1.0, high=20_000.0)]


def _m_of_n(written: Any) -> Any:
    """`3 of 5` as (3, 5)."""
    found = re.fullmatch(r"([0-9]+) of ([0-9]+)", str(written).strip())
    if found is None or not 1 <= int(found[1]) <= int(found[2]) <= 32:
        raise WrongValue(f"{str(written)[:40]!r} is no rule", "write `3 of 5`: at most 32 looks, and not more of them")
    return int(found[1]), int(found[2])


class Tracker(Written):
    """How the trackers of a study work."""

    filter: Literal["converted", "extended", "unscented"] = Field(
        default="converted",
        description="how a track takes in a plot: `converted` turns the plot into a place, without bias and quickest; "
        "`extended` and `unscented` also use range rates",
    )
    motion: Literal["straight", "manoeuvring", "falling"] = Field(
        default="straight",
        description="how targets move: straight with chance accelerations; `manoeuvring` weighs straight flight and "
        "turns to either side; `falling` weighs straight flight and ballistic fall",
    )
    association: Literal["nearest", "joint"] = Field(
        default="nearest",
        description="which plot belongs to which track: the best of all assignments, or all of them weighed (slower, "
        "better where targets are close together among false plots)",
    )
    start: Literal["m-of-n", "sequential"] = Field(
        default="m-of-n", description="when to believe a new track: so many plots in so many looks, or a ratio test"
    )
    acceleration: Acceleration = Field(
        default="10 m/s2",
        validate_default=True,
        description="of a target that manoeuvres now and then (root mean square)",
    )
    manoeuvre_lasts: Lasting = Field(
        default="5 s",
        validate_default=True,
        description="how long such an acceleration lasts; white noise of the power 2 x acceleration^2 x this stands "
        "for it (R. A. Singer, IEEE Trans. AES-6 (1970) 473-483)",
    )
    turn_rate: Turn = Field(
        default="3 deg/s", validate_default=True, description="of the turns that `manoeuvring` expects: rate one"
    )
    manoeuvre_begins: Lasting = Field(
        default="60 s", validate_default=True, description="mean time for which a target keeps its way of moving"
    )
    gate: Gate = Field(
        default=4.0,
        description="a plot so many standard deviations from where a track is expected is not its own. 4 loses one "
        "right plot in 900 of three coordinates; a wide gate only costs false matches",
    )
    confirm: Annotated[tuple[int, int], BeforeValidator(_m_of_n, json_schema_input_type=str)] = Field(
        default="3 of 5",
        validate_default=True,
        description="a track is believed after so many plots in so many looks. 3 of 5 takes two looks beyond the "
        "first and rarely believes chance",
    )
    drop_misses: Looks = Field(
        default=6, description="a believed track is dropped after so many looks in a row without a plot; 0: never"
    )
    drop_after: Duration = Field(
        default="60 s", validate_default=True, description="a track without a plot for so long is dropped"
    )
    drop_sigma: Sigma = Field(
        default="10 km", validate_default=True, description="a track whose place is less certain than this is dropped"
    )
    speed: Pace = Field(
        default="400 m/s",
        validate_default=True,
        description="standard deviation of the unknown speed of a new track along each axis",
    )
    climb: Pace = Field(default="300 m/s", validate_default=True, description="the same upwards")
    merge: Sigmas = Field(
        default=1.0, description="two tracks nearer than so many standard deviations are one; 0: never"
    )

    @property
    def acceleration_psd(self) -> float:
        """Power density of the white acceleration, m2/s3."""
        return 2.0 * self.acceleration**2 * self.manoeuvre_lasts
