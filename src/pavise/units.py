"""The one place where "35 km" becomes 35000.0, and back.

Files carry numbers as people write them, always with a unit; arrays carry SI numbers and radians. This module stands
at the wall between the two and nothing else converts.

    read("35 km")              -> Reading(si=35000.0, dimension="length", unit="km")
    parse("35 km", "length")   -> 35000.0            (and a clear refusal if it were "35 kn")
    show(35000.0, "km")        -> "35 km"
    Length, Speed, ...         -> field types for the models of files

Conventions worth knowing before you trust a number:

* **Mach** means the speed of sound at sea level in the standard atmosphere, 340.294 m/s (ICAO Doc 7488, 15 degrees C).
  For aircraft, which reach their Mach numbers high up, write `Mach 0.85 at 11 km` (295.070 m/s, 13 % less; it holds
  from 11 to 20 km). Sources rarely say which they mean.
* **Money** is United States dollars, as of the source's own year. Euro and rouble figures are refused: convert them
  where the claim is written, say at what rate, and mark the claim `derived`.
* **Rain** is counted in millimetres an hour, inside Pavise too: every recommendation about it does so.
* A **ratio** may be written in decibels of power: `-30 dB` is 0.001.
* **month** and **year** are 365.25 / 12 and 365.25 days.
* A **bare number** is refused except for counts, fractions and ratios, which have no unit to forget.
"""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass
from typing import Annotated, Any

SPEED_OF_SOUND_MPS = 340.294
SPEED_OF_SOUND_AT_11_KM_MPS = 295.070

_DAY_S = 86400.0

_FACTORS: dict[str, dict[str, float]] = {
    "length": {"m": 1.0, "km": 1e3, "cm": 0.01, "mm": 0.001, "nmi": 1852.0, "mi": 1609.344, "ft": 0.3048},
    "speed": {
        "m/s": 1.0,
        "km/s": 1e3,
        "km/h": 1 / 3.6,
        "kt": 1852 / 3600,
        "mph": 1609.344 / 3600,
        "Mach": SPEED_OF_SOUND_MPS,
        "Mach at 11 km": SPEED_OF_SOUND_AT_11_KM_MPS,
    },
    "time": {
        "s": 1.0,
        "ms": 0.001,
        "min": 60.0,
        "h": 3600.0,
        "day": _DAY_S,
        "days": _DAY_S,
        "week": 7 * _DAY_S,
        "weeks": 7 * _DAY_S,
        "month": 365.25 / 12 * _DAY_S,
        "months": 365.25 / 12 * _DAY_S,
        "year": 365.25 * _DAY_S,
        "years": 365.25 * _DAY_S,
    },
    "angle": {"rad": 1.0, "mrad": 0.001, "deg": math.pi / 180},
    "area": {"m2": 1.0, "m²": 1.0, "cm2": 1e-4, "km2": 1e6},
    "mass": {"kg": 1.0, "g": 0.001, "t": 1000.0},
    "mass per area": {"kg/m2": 1.0},
    "money": {"USD": 1.0, "kUSD": 1e3, "MUSD": 1e6, "bn USD": 1e9},
    "fraction": {"fraction": 1.0, "probability": 1.0, "%": 0.01},
    "ratio": {"times": 1.0, "dB": math.nan},  # dB is a logarithm: see _to_si
    "frequency": {"Hz": 1.0, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9},
    "temperature": {"K": 1.0, "degC": math.nan},  # degC has its own zero: see _to_si
    "power": {"W": 1.0, "kW": 1e3, "MW": 1e6},
    "acceleration": {"m/s2": 1.0, "g0": 9.80665},
    "rotation": {"rad/s": 1.0, "deg/s": math.pi / 180, "rpm": math.tau / 60},
    "rain": {"mm/h": 1.0},
}

_THINGS = (
    *("target", "track", "missile", "launcher", "battery", "battalion", "regiment", "system", "fire unit", "radar"),
    *(
        "round",
        "vehicle",
        "soldier",
        "aircraft",
        "channel",
        "site",
        "post",
        "gun",
        "unit",
        "set",
        "squadron",
        "visitor",
        "meeting",
        "call",
        "person",
    ),
)
_PLURALS = {"battery": "batteries", "aircraft": "aircraft", "person": "persons"}
_THING = "|".join(sorted({*_THINGS, *(_PLURALS.get(t, t + "s") for t in _THINGS)}, key=len, reverse=True))
_COUNTED = re.compile(rf"({_THING})( per ({_THING}))?")
"""What may be counted: "36 targets", "8 launchers per battalion"."""
_RATE = re.compile(rf"({_THING})/(s|min|h|day|month|year)")
"""What may come at a rate: "1100 rounds/min", "620 missiles/year"; SI is per second."""

_BARE = {"count": "36", "fraction": "0.8", "ratio": "1.5"}
_EXAMPLES = {
    "length": "35 km",
    "speed": "250 m/s",
    "time": "8 s",
    "angle": "30 deg",
    "area": "0.1 m2",
    "mass": "100 kg",
    "mass per area": "5000 kg/m2",
    "money": "4 MUSD",
    "fraction": "0.8",
    "count": "36",
    "ratio": "1.5",
    "rate": "1100 rounds/min",
    "frequency": "3 GHz",
    "temperature": "15 degC",
    "power": "5 kW",
    "acceleration": "9.8 m/s2",
    "rotation": "6 rpm",
    "rain": "5 mm/h",
}
_ALIASES = {
    "kn": "kt",
    "knots": "kt",
    "NM": "nmi",
    "nm": "nmi",
    "metres": "m",
    "meters": "m",
    "kph": "km/h",
    "kmh": "km/h",
    "sec": "s",
    "minutes": "min",
    "hours": "h",
    "hr": "h",
    "degrees": "deg",
    "°": "deg",
    "sqm": "m2",
    "percent": "%",
    "$": "USD",
    "dollars": "USD",
    "MUSD.": "MUSD",
    "mach": "Mach",
    "yr": "year",
    "C": "degC",
    "bnUSD": "bn USD",
    "million USD": "MUSD",
    "billion USD": "bn USD",
}
"""Spellings that we understand well enough to say what to write instead, but do not accept: one unit, one spelling."""

DIMENSIONS = tuple(_EXAMPLES)
"""Names that `parse` takes as its second argument; "probability" is accepted as another word for "fraction"."""

SI_UNITS = {
    "length": "m",
    "speed": "m/s",
    "time": "s",
    "angle": "rad",
    "area": "m2",
    "mass": "kg",
    "mass per area": "kg/m2",
    "money": "USD",
    "fraction": "fraction",
    "count": "",
    "ratio": "",
    "rate": "1/s",
    "frequency": "Hz",
    "temperature": "K",
    "power": "W",
    "acceleration": "m/s2",
    "rotation": "rad/s",
    "rain": "mm/h",
}
"""The unit in which a number of each dimension stands in arrays and tables."""

_DIMENSION_OF = {unit: dimension for dimension, units in _FACTORS.items() for unit in units}
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?(?![0-9.,_])")
_CURRENCIES = re.compile(r"(EUR|RUB|TRY|GBP|€|₽|£|euro|rouble|lira)", re.IGNORECASE)


class UnitError(ValueError):
    """A text that is not a number with a unit that fits. `problem` says why, `mend` what to write instead."""

    def __init__(self, problem: str, mend: str) -> None:
        self.problem, self.mend = problem, mend
        super().__init__(f"{problem}; {mend}")

    def __reduce__(self) -> tuple[type[UnitError], tuple[str, str]]:
        return type(self), (self.problem, self.mend)


@dataclass(frozen=True)
class Reading:
    """A number as written, understood: `si` in the SI unit of its `dimension`, and the `unit` it was written in."""

    si: float
    dimension: str
    unit: str


def read(value: str | int | float) -> Reading:
    """What a text such as "35 km", "Mach 1.6", "36 targets" or "80 %" says, its dimension taken from the unit.

    Raises `UnitError` for a bare number, for words ("few"), for commas as decimal or thousands signs, for unknown
    units and for numbers that are not finite.
    """
    number, unit = _split(value)
    if not unit:
        raise UnitError(f"{_quoted(value)} has no unit", f"write for instance `{_plain(number)} km`")
    dimension = dimension_of(unit)
    return Reading(_to_si(number, unit, dimension), dimension, unit)


def parse(value: str | int | float, dimension: str) -> float:
    """The SI value of a text that should be a quantity of `dimension` (one of `DIMENSIONS`), e.g. "35 km", "length".

    Counts, fractions and ratios may be bare numbers. Raises `UnitError` as `read` does, and when the unit belongs to
    another dimension.
    """
    dimension = _known_dimension(dimension)
    number, unit = _split(value)
    if not unit:
        if dimension in _BARE:
            return number
        example = f"{_plain(number)} {_EXAMPLES[dimension].split(' ', 1)[1]}"
        raise UnitError(f"{_quoted(value)} has no unit", f"write for instance `{example}`")
    found = dimension_of(unit)
    if found != dimension:
        example = _EXAMPLES[dimension]
        raise UnitError(
            f"{_quoted(value)} is {_a(found)}, not {_a(dimension)}", f"write {_a(dimension)} such as `{example}`"
        )
    return _to_si(number, unit, found)


def show(si: float, unit: str, digits: int = 12) -> str:
    """An SI value in `unit`, as a file would write it: show(35000.0, "km") is "35 km". With an empty unit, the bare
    number. `digits` are significant digits; with the default, `parse` gives the same number back to 1e-11."""
    if not unit:
        return _plain(si, digits)
    text = _plain(from_si(si, unit), digits)
    return f"{text} {unit}"


def from_si(si: float, unit: str) -> float:
    """The number that stands before `unit` for this SI value: from_si(35000.0, "km") is 35.0."""
    if unit == "dB":
        return 10 * math.log10(si)
    if unit == "degC":
        return si - 273.15
    return si / _factor(unit, dimension_of(unit))


def dimension_of(unit: str) -> str:
    """The dimension a unit belongs to; raises `UnitError` with the nearest known unit for one we do not know."""
    if unit in _DIMENSION_OF:
        return _DIMENSION_OF[unit]
    if _COUNTED.fullmatch(unit):
        return "count"
    if _RATE.fullmatch(unit):
        return "rate"
    if _CURRENCIES.search(unit):
        raise UnitError(
            f"money in {unit!r} cannot be compared", "convert to USD, state the rate in a note and mark it derived"
        )
    if unit in _ALIASES:
        raise UnitError(f"unknown unit {unit!r}", f"write `{_ALIASES[unit]}`")
    folded = {known.lower(): known for known in (*_DIMENSION_OF, *_THINGS)}
    near = difflib.get_close_matches(unit.lower(), folded, n=1, cutoff=0.5)
    if near:
        raise UnitError(f"unknown unit {unit!r}", f"did you mean '{folded[near[0]]}'?")
    raise UnitError(f"unknown unit {unit!r}", f"use one of: {', '.join(_DIMENSION_OF)}")


def si_unit(dimension: str) -> str:
    """The SI unit of a dimension as tables name it; empty for counts and ratios."""
    return SI_UNITS[_known_dimension(dimension)]


def _known_dimension(dimension: str) -> str:
    dimension = "fraction" if dimension == "probability" else dimension
    if dimension not in _EXAMPLES:
        raise ValueError(f"no dimension is called {dimension!r}; there are {', '.join(DIMENSIONS)}")
    return dimension


def _split(value: str | int | float) -> tuple[float, str]:
    """ "35 km" -> (35.0, "km"); a number in hand -> (number, "")."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise UnitError(f"{_quoted(value)} is not a number", "write a number with its unit, such as `35 km`")
    if isinstance(value, (int, float)):
        return _finite(float(value), value), ""
    text = " ".join(value.split())
    mach = re.fullmatch(r"Mach ([^ ]+)( at 11 km)?", text)
    if mach:
        text = f"{mach[1]} Mach{mach[2] or ''}"
    match = _NUMBER.match(text)
    if match is None:
        if re.match(r"[-+]?[0-9][0-9_]*[.,][0-9,._]*|[-+]?[0-9]+_", text):
            raise UnitError(
                f"{_quoted(value)} has a comma or a separator in it", "write `1200.5 km`: digits and a point"
            )
        mend = "write a number with its unit, such as `35 km`; a range as `low:` and `high:`"
        raise UnitError(f"{_quoted(value)} does not begin with a number", mend)
    number = _finite(float(match.group()), value)
    return number, text[match.end() :].strip()


def _finite(number: float, written: Any) -> float:
    if not math.isfinite(number):
        raise UnitError(f"{_quoted(written)} is not a finite number", "write a finite number")
    return number


def _to_si(number: float, unit: str, dimension: str) -> float:
    if unit == "dB":
        if abs(number) > 300:
            raise UnitError(f"{_plain(number)} dB is beyond any use", "write a ratio between -300 and 300 dB")
        return float(10 ** (number / 10))
    if unit == "degC":
        return number + 273.15
    return _finite(number * _factor(unit, dimension), f"{_plain(number)} {unit}")


def _factor(unit: str, dimension: str) -> float:
    if dimension == "count":
        return 1.0
    if dimension == "rate":
        return 1.0 / _FACTORS["time"][unit.split("/")[1]]
    return _FACTORS[dimension][unit]


def _plain(number: float, digits: int = 12) -> str:
    """A number without needless zeros and without an exponent where a person would not write one."""
    text = f"{number:.{digits}g}"
    if "e" in text and 1e-6 <= abs(number) < 1e15:
        text = f"{float(text):.{max(0, digits - 1 - math.floor(math.log10(abs(number))))}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return text


def _quoted(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _a(dimension: str) -> str:
    article = {"money": "an amount of", "time": "a length of", "mass": "a", "mass per area": "a", "power": "a"}.get(
        dimension
    )
    return f"{article or ('an' if dimension[0] in 'aeiou' else 'a')} {dimension}"


# ------------------------------------------------------------------------------------------------ fields of files


@dataclass(frozen=True)
class InFile:
    """Marks a model's field as a quantity that files write with its unit and that objects hold in SI.

    `Annotated[float, InFile("length", low=0)]` takes "35 km" and yields 35000.0. `low` and `high` are SI bounds, both
    allowed. `whole` asks for whole numbers. Written without importing pydantic, which costs a start-up 50 ms.
    """

    dimension: str
    low: float = -math.inf
    high: float = math.inf
    whole: bool = False

    def read(self, value: Any) -> float:
        si = parse(value, self.dimension)
        if self.whole:
            if si != int(si):
                raise UnitError(f"{_quoted(value)} is not a whole number", "write a whole number")
            si = int(si)
        if si < self.low:
            bound = "negative" if self.low == 0 else f"below {self._bound(self.low)}"
            raise UnitError(f"{_quoted(value)} is {bound}", f"write {self._bound(self.low)} or more")
        if si > self.high:
            raise UnitError(
                f"{_quoted(value)} is above {self._bound(self.high)}", f"write {self._bound(self.high)} or less"
            )
        return si

    def _bound(self, si: float) -> str:
        unit = "deg" if self.dimension == "angle" else SI_UNITS[_known_dimension(self.dimension)]
        return show(si, "" if unit == "fraction" else unit, digits=6)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        if self.dimension in ("count", "fraction", "probability", "ratio"):
            kind: Any = ["integer" if self.whole else "number", "string"]
        else:
            kind = "string"
        example = _EXAMPLES[_known_dimension(self.dimension)]
        return {"type": kind, "description": f"{self.dimension}, with its unit", "examples": [example]}


Length = Annotated[float, InFile("length", low=0)]
Height = Annotated[float, InFile("length")]
"""A length that may lie below zero, such as a ground height below the sea."""
Speed = Annotated[float, InFile("speed", low=0)]
Duration = Annotated[float, InFile("time", low=0)]
Angle = Annotated[float, InFile("angle")]
Latitude = Annotated[float, InFile("angle", low=-math.pi / 2, high=math.pi / 2)]
Longitude = Annotated[float, InFile("angle", low=-math.pi, high=math.pi)]
Area = Annotated[float, InFile("area", low=0)]
Money = Annotated[float, InFile("money", low=0)]
Fraction = Annotated[float, InFile("fraction", low=0, high=1)]
Ratio = Annotated[float, InFile("ratio", low=0)]
Count = Annotated[int, InFile("count", low=0, whole=True)]
