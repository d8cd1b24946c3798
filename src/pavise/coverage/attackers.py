"""Which threats, and which fire units, a footprint is asked about: words of a caller to rows, everything wrong at once.

    --against srbm --distance 300km --arc lofted --drag      a threat of the catalogue, its figures in doubt as ever
    --against strike_fighter --altitude 3km --rcs 2m2        the same, with figures that the caller sets

With no `--against`, the kinds of the study's reference raid.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pavise.assemble.check import LONGEST_ARC
from pavise.assemble.study import Assembly
from pavise.coverage.defended import Attacker, rounds_reach_m
from pavise.coverage.defended_run import wrong
from pavise.coverage.demand import LARGEST_CELL_M, SMALLEST_CELL_M
from pavise.coverage.question import metres, plain
from pavise.kinds import PathKind
from pavise.scenario.raid import ARCS, FLATTEST, STEEPEST, Kind
from pavise.sim.models.motion.great_circle import MEAN_RADIUS_M
from pavise.sim.world import World
from pavise.yamlfile import BadInput, did_you_mean

Rows = tuple[int, ...]

USUAL_ARC_M = 300e3
MOST = 12


@dataclass(frozen=True)
class Flown:
    """What a caller sets instead of what the catalogue believes; None: as believed. SI units."""

    altitude_m: float | None = None
    speed_mps: float | None = None
    rcs_m2: float | None = None
    release_m: float | None = None
    distance_m: float | None = None
    arc: str | float | None = None
    drag: bool | None = None

    @property
    def ratio(self) -> float | None:
        """The apogee over the distance that `arc` means; None when it is not set."""
        return ARCS[self.arc] if isinstance(self.arc, str) else self.arc


def attackers_of(assembly: Assembly, against: Sequence[str], flown: Flown) -> list[Attacker]:
    """The attackers asked for, or BadInput."""
    library = assembly.library
    threats = sorted(name for name, system in library.systems.items() if system.role == "threat")
    findings = []
    for name in against:
        if name not in threats:
            mend = did_you_mean(name, threats) or f"threats: {', '.join(threats)}"
            findings.append(wrong("against", f"the catalogue has no threat {name[:80]!r}", mend))
    findings += _odd(flown)
    if len(against) > MOST:
        findings.append(wrong("against", f"{len(against)} kinds of threat", f"ask for at most {MOST} at once"))
    if findings:
        raise BadInput(findings)
    study = assembly.study
    kinds = [Kind.model_construct(system=name, share=1.0, distance=USUAL_ARC_M) for name in against]
    if not against:
        kinds = list(study.raids[study.spec.reference.raid].value.kinds.values())
    return _named([_attacker(assembly, kind, flown) for kind in kinds])


def those_asked(world: World, units: Sequence[str], wanted: Sequence[str]) -> tuple[tuple[int, ...], Rows | None]:
    """Rows of the posts that may shoot, and of the sensors that count: those of the units that these words name.

    A word is the name of a unit (`s400 1`) or of an entry (`s400`: all its units). For no words it is all posts, with
    all that their networks hear (None). `units`: names by row. BadInput for a word that names nobody, or when nobody
    who is named has rounds.
    """
    owner = [int(u) for u in world.post["unit"][0]]
    if not owner:
        raise BadInput([wrong("unit", "nobody here has rounds", "choose an option with fire units")])
    if not wanted:
        return tuple(range(len(owner))), None
    findings, rows = [], set()
    for word in wanted:
        found = [u for u, name in enumerate(units) if word in (name, name.rsplit(" ", 1)[0])]
        if not found:
            mend = did_you_mean(word, units) or f"units here: {', '.join(units[:12])}"
            findings.append(wrong("unit", f"no unit is called {word[:80]!r}", mend))
        rows.update(found)
    posts = tuple(c for c, u in enumerate(owner) if u in rows)
    if not findings and not posts:
        findings.append(wrong("unit", "none of these has rounds", "name a fire unit as well"))
    if findings:
        raise BadInput(findings)
    return posts, tuple(s for s, u in enumerate(world.sensor["unit"][0]) if int(u) in rows)


def check_asked(shots: int, level: float, cell_m: float) -> None:
    """Raise BadInput with what makes no sense in a question."""
    findings = []
    if not 1 <= shots <= 20:
        findings.append(wrong("shots", f"{shots} rounds", "ask for 1 to 20"))
    if not 0.0 < level < 1.0:
        findings.append(wrong("pd", f"{level:g} is no chance to ask for", "write one between 0 and 1, such as 0.5"))
    if not SMALLEST_CELL_M <= cell_m <= LARGEST_CELL_M:
        mend = f"write {SMALLEST_CELL_M:g} m to {LARGEST_CELL_M / 1000:g} km"
        findings.append(wrong("cell", f"{cell_m:g} m is no width of a cell", mend))
    if findings:
        raise BadInput(findings)


def check_reach(world: World, posts: Sequence[int], attackers: Sequence[Attacker]) -> list[str]:
    """Sentences about attackers that no round of these posts is meant for."""
    return [
        f"No round of these units is meant for {attacker.words}."
        for attacker in attackers
        if rounds_reach_m(world, posts, int(attacker.threat["threat_class"][0])) == 0.0
    ]


def _odd(flown: Flown) -> list:
    longest_m = LONGEST_ARC * 2.0 * math.pi * MEAN_RADIUS_M
    bounds = (
        ("altitude", flown.altitude_m, 0.0, 30e3, "a height from 0 to 30 km"),
        ("speed", flown.speed_mps, 1.0, 3000.0, "a speed from 1 m/s to 3 km/s"),
        ("rcs", flown.rcs_m2, 1e-6, 1e6, "a cross-section above zero"),
        ("release", flown.release_m, 0.0, 500e3, "a distance up to 500 km"),
        ("distance", flown.distance_m, 10e3, longest_m, "a distance from 10 km on that an arc may have"),
    )
    found = [
        wrong(name, f"{value:g} is out of bounds", f"write {mend}")
        for name, value, low, high, mend in bounds
        if value is not None and not low <= value <= high
    ]
    if isinstance(flown.arc, str) and flown.arc not in ARCS:
        found.append(wrong("arc", f"{flown.arc[:60]!r} is no shape of an arc", f"write {', '.join(ARCS)}, or a ratio"))
    elif not isinstance(flown.arc, str) and flown.arc is not None and not FLATTEST <= flown.arc <= STEEPEST:
        found.append(wrong("arc", f"{flown.arc:g} is no arc", f"write {FLATTEST:g} to {STEEPEST:g}"))
    return found


def _attacker(assembly: Assembly, kind: Kind, flown: Flown) -> Attacker:
    settings = assembly.library.system(kind.system).threat
    assert settings is not None
    is_arc = settings.path == PathKind.ARC
    if is_arc:
        changes = {"distance": flown.distance_m, "arc": flown.ratio, "drag": flown.drag}
        kind = kind.model_copy(update={name: value for name, value in changes.items() if value is not None})
    threat = assembly.threat(kind)
    columns = {"rcs_m2": flown.rcs_m2}
    if not is_arc:
        columns |= {"altitude_m": flown.altitude_m, "speed_mps": flown.speed_mps, "release_range_m": flown.release_m}
    for column, value in columns.items():
        if value is not None:
            threat[column] = value
    return Attacker(kind.system.replace("_", "-"), _words(assembly, kind, threat, is_arc), threat)


def _words(assembly: Assembly, kind: Kind, threat: np.recarray, is_arc: bool) -> str:
    """`Cruise missile at 50 m, 240 m/s`: the middle values of what it does."""
    name = assembly.library.system(kind.system).name
    if is_arc:
        ratio = float(np.median(threat["apogee_ratio"]))
        shape = "least-energy arc" if ratio == 0.0 else f"arc as high as {plain(round(ratio, 3))} of that"
        return f"{name} from {metres(kind.distance)}, {shape}{', slowed by the air' if kind.drag else ''}"
    height_m, speed_mps, release_m = (
        float(f"{np.median(threat[column]):.2g}") for column in ("altitude_m", "speed_mps", "release_range_m")
    )
    release = f", releasing at {metres(release_m)}" if release_m > 0.0 else ""
    return f"{name} at {metres(height_m)}, {plain(speed_mps)} m/s{release}"


def _named(attackers: list[Attacker]) -> list[Attacker]:
    """With slugs of their own where two are of one type."""
    seen: dict[str, int] = {}
    found = []
    for one in attackers:
        seen[one.slug] = seen.get(one.slug, 0) + 1
        slug = one.slug if seen[one.slug] == 1 else f"{one.slug}-{seen[one.slug]}"
        found.append(Attacker(slug, one.words, one.threat))
    return found
