"""Small defences in a few words, as the dossier plays them: they live in `pavise.verify.small_defence`."""

from pavise.verify.small_defence import (
    CENTRE,
    EARTH_RADIUS_M,
    FOR_EVER_S,
    FireUnit,
    Jammer,
    Missile,
    Radar,
    Raider,
    Site,
    offset,
    put,
    raid,
    small_defence,
)

__all__ = [
    "CENTRE",
    "EARTH_RADIUS_M",
    "FOR_EVER_S",
    "FireUnit",
    "Jammer",
    "Missile",
    "Radar",
    "Raider",
    "Site",
    "offset",
    "put",
    "raid",
    "small_defence",
]
