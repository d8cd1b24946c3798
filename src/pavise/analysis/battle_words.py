"""Times, distances and heights of a battle in words, the same in sentences, timelines and pictures."""

from __future__ import annotations


def clock_words(time_s: float) -> str:
    """Seconds from the start of the clock as minutes and seconds: 12:05."""
    minutes, seconds = divmod(round(time_s), 60)
    return f"{minutes}:{seconds:02d}"


def distance_words(distance_m: float) -> str:
    """41 km; 4.1 km."""
    return f"{distance_m / 1e3:.0f} km" if distance_m >= 20e3 else f"{distance_m / 1e3:.1f} km"


def height_words(height_m: float) -> str:
    """120 m; 12.0 km."""
    return f"{height_m:.0f} m" if height_m < 2e3 else f"{height_m / 1e3:.1f} km"
