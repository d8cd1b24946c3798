"""The air picture as rows: how networks identify, and what links carry (how trackers work: `trackers.py`).

    what the posture writes about a network or link, else what the catalogue believes  ->  NETWORK, LINK

A figure of the posture is drawn under the name of the file that wrote it and the name of the network or link, so two
options that inherit the same network have the same figures in every world. Links draw their luck by their own names.
Where the picture is known, nobody identifies anything: then the figures of networks are not even read, and no option
leans on them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from pavise.assemble.names import Keys
from pavise.assemble.sample import Figures, Sampler
from pavise.catalogue.roles import USUAL_NETWORK
from pavise.kinds import Picture
from pavise.scenario.networks import Network
from pavise.scenario.posture import PlacedLink, PlacedNetwork
from pavise.scenario.raid import Raid
from pavise.scenario.study import StudyFile
from pavise.scenario.written import Judged

PICTURES = {"known": Picture.KNOWN, "tracked": Picture.TRACKED}

TRACKED_WORDS = (
    "Posts see tracks, made of plots with errors and false plots among them, and take each for hostile, harmless or "
    "neither."
)

NETWORK_FIGURES = (
    ("identify_s", "identify", "identify_time", "s"),
    ("prior_hostile", "prior_hostile", "prior_hostile", ""),
    ("p_hostile", "hostile_at", "hostile_at", ""),
    ("p_harmless", "harmless_at", "harmless_at", ""),
)
"""Column of NETWORK, field of a posture's network, quantity of the catalogue, unit."""

LINK_FIGURES = (
    ("delay_s", "delay", "delay", "s"),
    ("p_loss", "loss", "loss", ""),
    ("up_s", "between_outages", "time_between_outages", "s"),
    ("outage_s", "outage", "outage", "s"),
)
"""The same for LINK."""


def in_words(study: StudyFile, raids: Iterable[Raid]) -> list[str]:
    """What is known of the air and who flies through it, in sentences for every output; none where posts know every
    target and nobody else is in the air."""
    aircraft = [
        f"{', '.join(f'{flow.count} {flow.system} ({flow.side})' for flow in flows.values())} in {where}"
        for where, flows in [("every raid", study.traffic), *((f"“{raid.title}”", raid.traffic) for raid in raids)]
        if flows
    ]
    tracked = PICTURES[study.picture] == Picture.TRACKED
    sentences = [TRACKED_WORDS] if tracked else []
    if aircraft:
        shot_at = "posts may take for hostile" if tracked else "posts know for what it is"
        sentences.append(f"Traffic flies through, which {shot_at}: {'; '.join(aircraft)}.")
    return sentences


def link_name(name: str) -> str:
    """The name under which a link draws its luck."""
    return f"link {name}"


def fill_networks(
    table: np.recarray,
    names: Sequence[str],
    written: Mapping[str, PlacedNetwork],
    sampler: Sampler,
    picture: Picture,
) -> None:
    """Fill the networks called `names`, whose keys are there already; only where tracks must be identified."""
    if picture == Picture.KNOWN:
        return
    for n, name in enumerate(names):
        row, placed = table[:, n], written.get(name)
        network = Network() if placed is None else placed.network
        origin = "" if placed is None else f"{placed.source.value.id}/{name}"
        row["asks_friends"] = network.asks_friends
        row["asks_civil"] = network.asks_civil
        row["has_plans"] = network.has_plans
        for column, field, quantity, unit in NETWORK_FIGURES:
            row[column] = _figure(getattr(network, field), origin, quantity, unit, USUAL_NETWORK, sampler)


def fill_links(
    table: np.recarray, written: Mapping[str, PlacedLink], networks: Sequence[str], sampler: Sampler, keys: Keys
) -> None:
    """Fill the links of a posture, in the order in which they are written."""
    for q, (name, placed) in enumerate(written.items()):
        row, link = table[:, q], placed.link
        row["key"] = keys.key(link_name(name))
        row["giver"], row["taker"] = networks.index(link.giver), networks.index(link.taker)
        for column, field, quantity, unit in LINK_FIGURES:
            origin = f"{placed.source.value.id}/{name}"
            row[column] = _figure(getattr(link, field), origin, quantity, unit, link.by, sampler)
        row["up_s"] = np.where(row["outage_s"] > 0.0, row["up_s"], math.inf)


def _figure(
    written: Judged[Any] | None, origin: str, quantity: str, unit: str, entry: str, sampler: Sampler
) -> Figures:  # fmt: skip
    """A figure in every world, shape (W,): as the posture writes it, else as the catalogue's `entry` believes."""
    return sampler.of(entry, quantity) if written is None else sampler.judged(origin, quantity, written, unit)
