"""How a number is said to a reader.

One place decides on digits, signs and units, so that a share is written the same way in a table, in a sentence and on
an axis. Rules: a share is a percentage; a difference of shares is in percentage points and always carries its sign; the
digits shown follow the width of the interval, because a digit inside the interval's noise is not information; what is
not known is a dash, never a zero. The minus sign is the real one, which is as wide as the plus.
"""

from __future__ import annotations

import math

DASH = "–"
_MINUS = "\N{MINUS SIGN}"


def known(value: float | None) -> bool:
    """True for a number that can be shown: not missing, not NaN, not infinite."""
    return value is not None and math.isfinite(value)


def decimals_for(half_width: float, most: int = 2) -> int:
    """Decimals worth showing for a value known to plus or minus `half_width` (same unit).

    None from a half width of 0.5 upwards, one from 0.05, two below: just enough that the two ends of an interval do not
    look equal. More would be noise, and would make the numbers of one column differ in length.
    """
    if not known(half_width) or half_width <= 0:
        return 0
    return max(0, min(most, math.ceil(-math.log10(half_width * 2) - 1e-9)))


def plain(value: float | None, decimals: int = 0, sign: bool = False) -> str:
    """A number with a thin thousands space, a real minus and, if asked, a plus."""
    if not known(value):
        return DASH
    assert value is not None
    rounded = round(value, decimals)
    text = f"{abs(rounded):,.{decimals}f}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    if rounded == 0:  # no "minus zero", and no plus on nothing
        return text
    if rounded < 0:
        return _MINUS + text
    return ("+" + text) if sign else text


def share(value: float | None, decimals: int = 0) -> str:
    """A fraction as a percentage: 0.634 -> 63%. What is nearly all or nearly none is not rounded to certainty."""
    if not known(value):
        return DASH
    assert value is not None
    smallest = 10.0**-decimals
    percent = value * 100
    if 0 < percent < smallest / 2:
        return f"<{plain(smallest, decimals)}%"
    if 100 - smallest / 2 < percent < 100:
        return f">{plain(100 - smallest, decimals)}%"
    return plain(percent, decimals) + "%"


def share_with_interval(value: float | None, low: float | None, high: float | None) -> tuple[str, str]:
    """(`63.4%`, `62.1 to 64.8`): a fraction and its interval in percent, digits by the width of the interval."""
    digits = _digits(low, high, 100.0)
    return share(value, digits), _span(low, high, 100.0, digits)


def points_with_interval(value: float | None, low: float | None, high: float | None) -> tuple[str, str]:
    """(`+4.2`, `+3.1 to +5.3`): a difference of fractions in percentage points, always signed."""
    digits = max(1, _digits(low, high, 100.0))
    return (
        plain(None if not known(value) else value * 100, digits, sign=True),  # type: ignore[operator]
        _span(low, high, 100.0, digits, sign=True),
    )


def amount_with_interval(value: float | None, low: float | None, high: float | None) -> tuple[str, str]:
    """(`12.4`, `11.9 to 12.9`): a count or a plain quantity with its interval."""
    digits = _digits(low, high, 1.0, most=1 if known(value) and abs(value or 0) >= 1 else 2)
    return plain(value, digits), _span(low, high, 1.0, digits)


def _digits(low: float | None, high: float | None, factor: float, most: int = 1) -> int:
    if not (known(low) and known(high)):
        return most
    return decimals_for((high - low) / 2 * factor, most)  # type: ignore[operator]


def _span(low: float | None, high: float | None, factor: float, digits: int, sign: bool = False) -> str:
    if not (known(low) and known(high)):
        return DASH
    return f"{plain(low * factor, digits, sign)} to {plain(high * factor, digits, sign)}"  # type: ignore[operator]


def dollars(value_usd: float | None) -> str:
    """Money in the unit a reader would say: $1.2 bn, $340 m, $45 k, $300."""
    if not known(value_usd):
        return DASH
    assert value_usd is not None
    minus = _MINUS if value_usd < 0 else ""
    size = abs(value_usd)
    for unit, scale in (("bn", 1e9), ("m", 1e6), ("k", 1e3)):
        if size >= 0.9995 * scale:
            in_unit = size / scale
            return f"{minus}${plain(in_unit, 1 if in_unit < 10 else 0)}\N{NO-BREAK SPACE}{unit}"
    return f"{minus}${plain(size)}"


def duration(seconds: float | None) -> str:
    """A time in the unit a reader would say: 45 s, 12 min, 3.5 h."""
    if not known(seconds):
        return DASH
    assert seconds is not None
    if abs(seconds) < 120:
        return f"{plain(seconds)}\N{NO-BREAK SPACE}s"
    if abs(seconds) < 7200:
        return f"{plain(seconds / 60, 1 if abs(seconds) < 1200 else 0)}\N{NO-BREAK SPACE}min"
    return f"{plain(seconds / 3600, 1)}\N{NO-BREAK SPACE}h"


def distance(metres: float | None) -> str:
    """A distance: 250 km, 3.5 km, 800 m."""
    if not known(metres):
        return DASH
    assert metres is not None
    if abs(metres) < 1000:
        return f"{plain(metres)}\N{NO-BREAK SPACE}m"
    tenths = abs(metres) < 10_000 and abs(metres / 1000 - round(metres / 1000)) > 0.05
    return f"{plain(metres / 1000, 1 if tenths else 0)}\N{NO-BREAK SPACE}km"


def frequency(hertz: float) -> str:
    """A frequency in the unit that keeps it short: 3e9 -> 3 GHz."""
    units = (("GHz", 1e9), ("MHz", 1e6), ("kHz", 1e3), ("Hz", 1.0))
    name, size = next((unit for unit in units if hertz >= unit[1]), units[-1])
    amount = hertz / size
    tenths = amount < 10 and abs(amount - round(amount)) > 0.05
    return f"{plain(amount, 1 if tenths else 0)}\N{NO-BREAK SPACE}{name}"


def quantity(value: float | None, unit: str) -> str:
    """A believed value in SI as a reader would write it: 250000 m -> 250 km, 0.7 rad -> 40 deg, 6 count -> 6."""
    if not known(value):
        return DASH
    assert value is not None
    if unit == "m":
        return distance(value)
    if unit == "s":
        return duration(value)
    if unit in ("USD", "usd"):
        return dollars(value)
    if unit == "Hz":
        return frequency(value)
    if unit == "rad":
        return f"{plain(math.degrees(value), 0 if abs(value) > 0.2 else 1)}°"
    if unit in ("fraction", "probability"):
        return plain(value, 2) if value >= 0.01 or value == 0 else f"{value:.0e}"
    digits = 0 if float(value).is_integer() or abs(value) >= 100 else (1 if abs(value) >= 10 else 2)
    if 0 < abs(value) < 0.01:
        text = f"{value:.1g}"
    else:
        text = plain(value, digits)
    named = {"m/s": "m/s", "m2": "m²", "m^2": "m²"}.get(unit, "" if unit in ("count", "1", "") else unit)
    return f"{text}\N{NO-BREAK SPACE}{named}" if named else text
