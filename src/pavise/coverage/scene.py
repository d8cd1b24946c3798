"""From a case to what a map needs: whose sensors, in which worlds, over which ground, and what to say about it.

    "turkey-s400", option       a study that ships with Pavise, or a file of one; its baseline when no option is named
    "s400-in-service"           a posture by itself: as an option of the first packaged study that has it
    my-posture.yaml             a posture of one's own, put into the frame of the first packaged study

The arrays are those of the battles: `Assembly.defence`. Nothing is drawn anew for a map.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from pavise.assemble.check_file import kind_of, study_in_frame
from pavise.assemble.landscape import Landscape, Tell, sentences
from pavise.assemble.study import Assembly, assemble_study
from pavise.assemble.weather import in_words
from pavise.catalogue.library import load_library
from pavise.coverage.summary import Place
from pavise.scenario.study import Study, load_study, shipped, shipped_studies
from pavise.sim.world import World
from pavise.yamlfile import BadInput, Finding, did_you_mean, read_yaml


@dataclass(frozen=True)
class Scene:
    """A case as a map needs it: its World, the names behind the rows, and what there is to say about it.

    `sensors`, `types`, `pulses`: for each row of the sensor table its name, the title of its type, and how many pulses
    one look adds. `values`: of the sites.
    `conditions`: sentences that every output repeats, the ground first. `warnings`: what a reader must know before
    trusting the map.
    """

    title: str
    about: Mapping[str, Any]
    world: World
    sensors: Sequence[str]
    types: Sequence[str]
    pulses: Sequence[int]
    sites: Sequence[Place]
    values: Sequence[float]
    landscape: Landscape = field(default_factory=Landscape)
    conditions: Sequence[str] = (Landscape.statement,)
    warnings: Sequence[str] = ()


def load_case(name: str | Path, option: str | None = None) -> tuple[Study, str]:
    """The study and the option that a case means. Raises BadInput with what is wrong in any file, or with what to
    write instead of a name that is not known."""
    text = str(name)
    is_file = isinstance(name, Path) or text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text
    if is_file and kind_of(read_yaml(Path(name))) == "posture":
        return _lone_posture(Path(name), option)
    postures = sorted(path.stem for path in (shipped("scenarios") / "postures").glob("*.yaml"))
    if not is_file and text in postures and text not in shipped_studies():
        for study_id in shipped_studies():
            study = load_study(study_id)
            if text in study.postures:
                return _with_option(study, option or text)
        return _lone_posture(shipped("scenarios") / "postures" / f"{text}.yaml", option)
    if not is_file and text not in shipped_studies():
        known = [*shipped_studies(), *postures]
        mend = did_you_mean(text, known) or f"studies: {', '.join(shipped_studies())}; postures: {', '.join(postures)}"
        raise BadInput([Finding(text[:80], None, "", "there is no study or posture of this name", mend)])
    study = load_study(name)
    return _with_option(study, option or study.spec.baseline)


def _lone_posture(path: Path, option: str | None) -> tuple[Study, str]:
    study = study_in_frame(path, options=[path.stem], baseline=path.stem)
    return _with_option(study, option or path.stem)


def _with_option(study: Study, option: str) -> tuple[Study, str]:
    if option not in study.postures:
        mend = did_you_mean(option, study.postures) or f"its options: {', '.join(study.postures)}"
        raise BadInput([study.source.finding(("options",), f"has no option {option!r}", mend)])
    return study, option


def assemble_case(study: Study, worlds: int | None, seed: int | None, terrain: str | Sequence[str] | None) -> Assembly:
    """The arrays of the study's forces. `terrain` as in `assemble_study`."""
    return assemble_study(study, load_library(), worlds, None, seed, terrain)


def scene_of(
    assembly: Assembly, option: str, version: str, jamming: bool = False, tell: Tell | None = None
) -> Scene:  # fmt: skip
    """The scene of one option. `version`: of Pavise, for the record. `jamming`: with the stand-off jammers of the
    reference raid, if it has any."""
    assembly.prepare_defence(option, tell)
    world, names = assembly.defence(option, raid=assembly.study.spec.reference.raid if jamming else None)
    return scene_with(assembly, option, version, world, names.sensors, names.units)


def over_ground(scene: Scene) -> Scene:
    """The same with the table of ground that level fliers keep above, where there is terrain: as in battles."""
    if not scene.landscape.sha256:
        return scene
    config = scene.world.config.copy()
    scene.landscape.fill_config(config, True)
    ground = scene.landscape.lookups(True)["ground"]
    return replace(scene, world=scene.world._replace(config=config, ground=ground))


def scene_with(
    assembly: Assembly, option: str, version: str, world: World, sensors: Sequence[str], units: Sequence[str]
) -> Scene:
    """The scene of a World made with an assembly; `sensors`, `units`: names behind its rows."""
    study = assembly.study
    sites = study.sites.value.sites.values()
    systems = [assembly.library.system(type_of(sensor)) for sensor in sensors]
    return Scene(
        title=study.postures[option].title,
        about=about(assembly, option, version),
        world=world,
        sensors=sensors,
        types=[system.name for system in systems],
        pulses=[1 if system.radar is None else system.radar.pulses for system in systems],
        sites=[(site.title, math.degrees(site.lat), math.degrees(site.lon)) for site in sites],
        values=[site.value for site in sites],
        landscape=assembly.landscape,
        conditions=[assembly.landscape.statement, in_words(study.spec.environment)],
        warnings=[*sentences(assembly.landscape.remarks), *_not_at_once(world, units)],
    )


def about(assembly: Assembly, option: str, version: str) -> dict[str, Any]:
    """Where a map comes from."""
    return {
        "study": assembly.study.spec.id,
        "study_title": assembly.study.spec.title,
        "option": option,
        "seed": assembly.seed,
        "pavise_version": version,
        "hashes": assembly.hashes(),
    }


def type_of(sensor: str) -> str:
    """`s400 1/92n6e`, `korkut 2/kalkan#2` -> the id of the type."""
    return sensor.split("/")[-1].split("#")[0]


def chosen_rows(scene: Scene, wanted: Sequence[str]) -> list[int] | None:
    """Rows of the sensors that these words name: a sensor, its unit, or its type. None for no words: all of them."""
    if not wanted:
        return None
    rows: list[int] = []
    findings = []
    for word in wanted:
        known = [{name, name.split("/")[0], type_of(name)} for name in scene.sensors]
        found = [s for s, names in enumerate(known) if word in names]
        if not found:
            everything = sorted(set().union(*known)) if known else []
            mend = did_you_mean(word, everything) or f"sensors here: {', '.join(scene.sensors) or 'none'}"
            findings.append(Finding(word[:80], None, "radar", "there is no such sensor, unit or type here", mend))
        rows += [s for s in found if s not in rows]
    if findings:
        raise BadInput(findings)
    return sorted(rows)


def _not_at_once(world: World, units: Sequence[str]) -> list[str]:
    """Units that could not act at once are on the map all the same; say which."""
    late = (world.unit["present"] == 1) & (world.unit["ready_at_s"] > 0.0)
    has_sensor = np.isin(np.arange(len(units)), np.unique(world.sensor["unit"]))
    names = [name for u, name in enumerate(units) if late[:, u].any() and has_sensor[u]]
    if not names:
        return []
    listed = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    return [f"Shown as if ready, though they need notice in at least some worlds: {listed}."]
