"""The settings of a tracker, as people write them: what each sensor is like, and how the tracker is to work.

    sensors:
      north-radar:
        at: {lat: 39.9 deg, lon: 32.9 deg, height: 900 m}
        sigma_range: 60 m
        sigma_azimuth: 0.08 deg
        scan: 4 s
    motion: manoeuvring            straight, manoeuvring, falling
    association: joint             nearest, joint

Everything may be left out; each field below says what it means and why its usual value is what it is. Usual values are
our own judgement for aircraft seen by a surveillance radar. What matters most are the sigmas of the sensors: a tracker
that believes its plots too much loses turning targets, one that believes them too little follows chance. `p_detect`
and `false_plots` come next, `acceleration` third.

The frame is one plane touching the earth at `origin` (x east, y north, z up, in metres), where anything lies at a
latitude and longitude; else it is whatever plane the places of the sensors are given in, over a round earth that
touches it at (0, 0).

When not to believe it: far from the origin the plane bends away from the earth. Places and heights are still exact
(they are turned into earth-centred metres and back), but "straight" then means straight in space, 8 mm/s2 off level
flight at Mach 0.85, which any usual `acceleration` covers.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from pavise.scenario.picture import Tracker
from pavise.scenario.written import Written, WrongValue
from pavise.units import Angle, Duration, Height, InFile, Latitude, Length, Longitude, Speed
from pavise.yamlfile import BadInput, Document, read_yaml, validate

Chance = Annotated[float, InFile("fraction", low=0.01, high=1.0)]
Sigma = Annotated[float, InFile("length", low=1e-3, high=1e6)]
AngleSigma = Annotated[float, InFile("angle", low=1e-7, high=0.5)]
Acceleration = Annotated[float, InFile("acceleration", low=1e-6, high=1e4)]
Number = Annotated[float, InFile("ratio", low=0.0, high=1e9)]
Rate = Annotated[float, InFile("speed", low=1e-3)]


COVERED_HEIGHT_M = 12_000.0
"""False plots are taken to be spread evenly over a disc as wide as the sensor's range and as high as airliners fly."""


class Place(Written):
    """A place: on the earth (`lat`, `lon`, `height` above the sea) or in a plane (`x`, `y`, `z`)."""

    lat: Latitude | None = Field(default=None, description="latitude, WGS84, e.g. 39.93 deg")
    lon: Longitude | None = Field(default=None, description="longitude, WGS84, e.g. 32.86 deg")
    height: Height = Field(default=0.0, description="height of the antenna above the sea (taken as the ellipsoid)")
    x: Height | None = Field(default=None, description="east in the plane")
    y: Height | None = Field(default=None, description="north in the plane")
    z: Height = Field(default=0.0, description="up from the plane")

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Place:
        on_earth, in_plane = (self.lat, self.lon), (self.x, self.y)
        if (None not in on_earth and in_plane == (None, None)) or (None not in in_plane and on_earth == (None, None)):
            return self
        raise WrongValue("is no place", "write `lat:` and `lon:`, or `x:` and `y:`")

    @property
    def on_earth(self) -> bool:
        """Is it given by latitude and longitude?"""
        return self.lat is not None


class Sensor(Written):
    """One sensor: where it stands, how exactly it measures, how much it sees."""

    at: Place | None = Field(default=None, description="where it stands; the origin of the plane when left out")
    sigma_range: Sigma = Field(
        default="100 m",
        validate_default=True,
        description="standard deviation of a range; 50 to 120 m is usual for surveillance radars",
    )
    sigma_azimuth: AngleSigma = Field(
        default="0.1 deg", validate_default=True, description="of an azimuth; 0.07 to 0.15 deg is usual"
    )
    sigma_elevation: AngleSigma = Field(
        default="0.3 deg", validate_default=True, description="of an elevation, where one is measured"
    )
    sigma_height: Sigma = Field(
        default="50 m", validate_default=True, description="of a height: what transponders and air pressure leave"
    )
    sigma_range_rate: Rate = Field(
        default="2 m/s", validate_default=True, description="of a range rate, where one is measured"
    )
    sigma_place: Sigma = Field(
        default="100 m", validate_default=True, description="of each coordinate, where plots come as places"
    )
    range: Length = Field(
        default=0.0, description="a track beyond is not counted as missed; when left out, the farthest plot counts"
    )
    scan: Duration = Field(
        default=0.0,
        description="time of one scan. Plots of one scan that have times of their own are then taken as one look; when "
        "left out, plots with the same time are one look",
    )
    p_detect: Chance = Field(default=0.9, description="chance that a look sees a target in range")
    false_plots: Number = Field(default=1.0, description="false plots per look, on average")
    range_bias: Height = Field(default=0.0, description="known error of its ranges, taken off")
    azimuth_bias: Angle = Field(default=0.0, description="known error of its azimuths, taken off")


class TrackConfig(Tracker):
    """How a tracker works, in the words that a study has for it too, and what a recording needs beside. Every field has
    a usual value, so `TrackConfig()` is a tracker."""

    title: str = Field(default="", description="words for people")
    origin: Place | None = Field(
        default=None,
        description="where the plane of the tracks touches the earth; the first sensor with a latitude when left out",
    )
    sensors: dict[str, Sensor] = Field(
        default_factory=dict,
        description="sensors by the names in the column `sensor`; one that is not named here has the usual values",
    )
    acceleration: Acceleration = Field(
        default="3 m/s2",
        validate_default=True,
        description="of a target that manoeuvres now and then (root mean square): 3 m/s2 is a turn at 17 degrees of "
        "bank, as airliners and helicopters fly it. 0.5 m/s2 smooths what only cruises, 10 m/s2 follows fighters; too "
        "little loses tracks in turns, too much only costs exactness",
    )
    manoeuvre_lasts: Duration = Field(
        default="5 s",
        validate_default=True,
        description="how long such an acceleration lasts. White noise of the power 2 x acceleration^2 x this stands "
        "for it (R. A. Singer, IEEE Trans. AES-6 (1970) 473-483)",
    )
    manoeuvre_begins: Duration = Field(
        default="60 s", validate_default=True, description="mean time for which a target keeps its way of moving"
    )
    drop_sigma: Sigma = Field(
        default="5 km", validate_default=True, description="a track whose place is less certain than this is dropped"
    )
    speed: Speed = Field(
        default="200 m/s",
        validate_default=True,
        description="standard deviation of the unknown speed of a new track along each axis: bounds where its second "
        "plot may lie",
    )
    climb: Speed = Field(
        default="30 m/s",
        validate_default=True,
        description="the same upwards; more for what dives or falls (`motion: falling` wants 1000 m/s)",
    )
    late: Duration = Field(
        default=0.0, description="a plot older than its look by more is refused; 0 s: none is, late ones count as well"
    )
    registration: bool = Field(
        default=False,
        description="find the errors of range and north that each sensor makes again and again, from the targets that "
        "several of them see, and follow a second time with these taken off",
    )
    assumed_height: Height = Field(
        default="5 km",
        validate_default=True,
        description="above the sea, for plots that have neither elevation nor height. Range and azimuth are then "
        "right; only what lies high above near plots is drawn too far out",
    )
    assumed_height_sigma: Sigma = Field(
        default="2 km", validate_default=True, description="how much such a height is believed"
    )

    @model_validator(mode="after")
    def _makes_sense(self) -> TrackConfig:
        places = [sensor.at for sensor in self.sensors.values() if sensor.at is not None]
        places += [] if self.origin is None else [self.origin]
        if len({place.on_earth for place in places}) > 1:
            raise WrongValue("places on the earth and in a plane are mixed", "give all of them in the same way")
        if self.origin is not None and not self.origin.on_earth:
            raise WrongValue("the origin lies in a plane", "give its `lat:` and `lon:`, or leave it out")
        return self

    @property
    def place(self) -> Place | None:
        """Where the plane touches the earth; None when everything is given in a plane."""
        if self.origin is not None:
            return self.origin
        return next((s.at for s in self.sensors.values() if s.at is not None and s.at.on_earth), None)


def config_of(given: TrackConfig | Mapping[str, Any] | str | Path | None) -> TrackConfig:
    """Settings from a file, from fields in hand, or the usual ones. Raises BadInput with everything that is wrong."""
    if given is None:
        return TrackConfig()
    if isinstance(given, TrackConfig):
        return given
    document = Document("config", dict(given)) if isinstance(given, Mapping) else read_yaml(given)
    found, findings = validate(document, TrackConfig)
    if found is None:
        raise BadInput(findings)
    return found
