"""From a request in a caller's words to a folder: which case, which units, against what, from where, how many rounds.

    case -> assembly -> scene, attackers, posts -> `defended_run.defend`

What `pavise coverage --defended` and `pavise.api.defended` ask for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pavise.assemble.landscape import Tell
from pavise.coverage.attackers import Flown, attackers_of, check_asked, check_reach, those_asked
from pavise.coverage.count import ProgressCallback
from pavise.coverage.defended import Defence
from pavise.coverage.defended_run import defend
from pavise.coverage.scene import assemble_case, load_case, over_ground, scene_of


def footprint_of(
    case: str | Path,
    out: str | Path | None,
    version: str,
    tell: Tell | None = None,
    *,
    option: str | None = None,
    units: Sequence[str] = (),
    against: Sequence[str] = (),
    altitude_m: float | None = None,
    speed_mps: float | None = None,
    rcs_m2: float | None = None,
    release_m: float | None = None,
    distance_m: float | None = None,
    arc: str | float | None = None,
    drag: bool | None = None,
    bearing_rad: float | None = None,
    shots: int = 1,
    pd: float = 0.5,
    jamming: bool = False,
    terrain: str | Sequence[str] | None = None,
    cell_m: float = 4e3,
    worlds: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    on_progress: ProgressCallback | None = None,
) -> Path:
    """Work out what fire units defend; the folder, `results/defended-<study>-<option>` when `out` is None.

    `case`, `option`, `terrain`: as for coverage. `units`: names of units that stand alone, with their own sensors; all
    units with their networks when empty. `against`: threats of the catalogue, or the kinds of the reference raid; their
    figures are in doubt as ever, unless one is set here: of level fliers `altitude_m`, `speed_mps` and `release_m`, of
    arcs `distance_m`, `arc` (a word of a raid, or the apogee over the distance) and `drag`. `bearing_rad`: where
    threats come from; all round when None, and then a place counts only when it is defended from every bearing.
    `shots`: rounds, one after the other, that must meet a threat before it arrives. `pd`: the chance from which on
    there is a track. `version`: of Pavise, for the record. BadInput with everything that is wrong.
    """
    study, option = load_case(case, option)
    check_asked(shots, pd, cell_m)
    assembly = assemble_case(study, worlds, seed, terrain)
    flown = Flown(altitude_m, speed_mps, rcs_m2, release_m, distance_m, arc, drag)
    attackers = attackers_of(assembly, against, flown)
    scene = scene_of(assembly, option, version, jamming, tell)
    if not all(attacker.is_arc for attacker in attackers):
        scene = over_ground(scene)
    names = assembly.defence(option)[1]
    posts, sensors = those_asked(scene.world, names.units, units)
    scene = replace(scene, warnings=[*scene.warnings, *check_reach(scene.world, posts, attackers)])
    folder = Path("results") / f"defended-{study.spec.id}-{option}" if out is None else Path(out)
    asked = Defence(posts, sensors, shots, pd, bearing_rad)
    defend(scene, names.units, attackers, asked, folder, cell_m=cell_m, threads=threads, on_progress=on_progress)
    return folder
