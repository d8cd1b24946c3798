"""Where a study meets the catalogue: all that does not fit, each with file, line and mend."""

from pathlib import Path

import numpy as np
import pytest

from pavise.assemble.check import check_study, hypotheses_on
from pavise.assemble.study import assemble_study
from pavise.catalogue.library import Library
from pavise.scenario.study import load_study
from pavise.yamlfile import BadInput, Finding

STUDY = """
id: case
title: A case
question: What if?
date: 2026-03-31
seed: 1
worlds: 2
repeats: 1
sites: ground
baseline: guns
options: [guns, more]
raids: {drones-here: [4, 12]}
reference: {raid: drones-here, size: 4}
"""
SITES = """
id: ground
title: Ground
reason: Because.
sites:
  town: {title: Town, lat: 39 deg, lon: 33 deg, value: 1, hardness: 1}
  port: {title: Port, lat: 40 deg, lon: 34 deg, value: 2, hardness: 1}
  mill: {title: Mill, lat: 39 deg, lon: 34 deg, value: 2, hardness: 1}
places: {rings: [2 km], bearings: [0 deg, 180 deg]}
laydown:
  {against_high: 0.4, against_low: 0.4, against_ballistic: 0.2, low_reach: 35 km, shooter: 0.5, radar: 0.9}
"""
GUNS = """
id: guns
title: Guns
summary: Guns.
entries:
  guns: {system: korkut, count: 2}
"""
MORE = """
id: more
title: More
summary: More.
extends: guns
entries:
  lot: {system: s400_battery, lot: s400_turkiye_lot, network: s400}
"""
RAID = """
id: drones-here
title: Drones
summary: Drones.
kinds:
  drone: {system: owa_drone, share: 1, distance: 50 km}
axis: {spread: 90 deg}
warning: 1 h
"""
FILES = {"case": STUDY, "ground": SITES, "guns": GUNS, "more": MORE, "drones-here": RAID}


def written(folder: Path, **changes: tuple[str, str]) -> Path:
    """The case above on disk; `changes`: file -> (text, what stands there instead)."""
    for name, text in FILES.items():
        if name in changes:
            old, new = changes[name]
            assert old in text
            text = text.replace(old, new)
        (folder / f"{name}.yaml").write_text(text)
    return folder / "case.yaml"


def findings(path: Path, library: Library) -> list[Finding]:
    return check_study(load_study(path), library)


def test_a_small_case_of_ones_own_is_fit_for_use(tmp_path: Path, library: Library):
    path = written(tmp_path)
    assert findings(path, library) == []
    assembly = assemble_study(load_study(path), library)
    assert assembly.world(assembly.cases[0]).sizes["U"] == 2


def test_the_shipped_study_has_no_findings(study, library: Library):
    assert check_study(study, library) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "mend"),
    [
        ("guns", "system: korkut", "system: korkutt", 6, "did you mean 'korkut'"),
        ("guns", "system: korkut", "system: kalkan", 6, "kalkan_unit"),
        ("guns", "system: korkut", "system: owa_drone", 6, "known:"),
        ("more", "lot: s400_turkiye_lot", "lot: s400_turkey_lot", 7, "did you mean 's400_turkiye_lot'"),
        ("more", "lot: s400_turkiye_lot", "lot: patriot_package_2018", 7, "system: patriot_battery"),
        ("more", "lot: s400_turkiye_lot", "lot: s400_battery", 7, "lot"),
        ("guns", "count: 2}", "count: 1, place: town.2km.090}", 6, "did you mean"),
        ("drones-here", "system: owa_drone", "system: korkut", 6, "owa_drone"),
        ("drones-here", "owa_drone, share: 1, distance: 50", "strike_fighter, share: 1, distance: 5", 6, "farther"),
        ("drones-here", "distance: 50 km", "distance: 40000 km", 6, "nearer"),
        ("drones-here", "system: owa_drone, share: 1, distance: 50 km", "system: srbm, share: 1, distance: 15000 km", 6,
         "nearer"),
        ("drones-here", "distance: 50 km", "distance: 50 km, arc: lofted", 6, "leave out `arc:`"),
        ("drones-here", "distance: 50 km", "distance: 50 km, drag: true", 6, "leave out `drag:`"),
        ("ground", "lat: 40 deg, lon: 34 deg", "lat: -40 deg, lon: -34 deg", 7, "signs"),
        ("case", "reference:", "hypothesis_weights: {stord: 1}\nreference:", 13, "known"),
        ("case", "reference:", "equal_budget: {raid: drones-here, options: [more], price_of: {system: s400_turkiye_lot,"
         " quantity: prize}}\nreference:", 13, "price"),
        ("drones-here", "warning: 1 h", "warning: 1 h\nstandoff_jamming: {distance: 9000 km, altitude: 9 km,"
         " jam_to_noise: 30 dB, reason: r}", 9, "4000 km or less"),
        ("drones-here", "warning: 1 h", "warning: 1 h\nstandoff_jamming: {distance: 200 km, altitude: 90 km,"
         " jam_to_noise: 30 dB, reason: r}", 9, "30 km or less"),
        ("drones-here", "warning: 1 h", "warning: 1 h\nstandoff_jamming: {distance: 200 km, altitude: 9 km,"
         " jam_to_noise: 130 dB, reason: r}", 9, "40 dB"),
        ("case", "reference:", "environment: {terrain: [nowhere.tif]}\nreference:", 13, "check the path"),
    ],
)  # fmt: skip
def test_each_name_that_does_not_fit_is_found_where_it_stands(
    tmp_path: Path, library: Library, file: str, old: str, new: str, line: int, mend: str
):
    found = findings(written(tmp_path, **{file: (old, new)}), library)
    assert len(found) == 1, found
    assert found[0].file == str(tmp_path / f"{file}.yaml")
    assert found[0].line == line
    assert mend in found[0].mend


def test_a_raid_may_say_how_its_arcs_rise_and_that_the_air_slows_them(tmp_path: Path, library: Library):
    """Its own word goes before what the catalogue believes, and drag is a doubtful figure of the type."""
    arcs = "system: srbm, share: 1, distance: 300 km"
    plain, shaped = (
        assemble_study(load_study(written(folder, **{"drones-here": (drones, words)})), library)
        for folder, drones, words in (
            (made(tmp_path / "plain"), "system: owa_drone, share: 1, distance: 50 km", arcs),
            (
                made(tmp_path / "shaped"),
                "system: owa_drone, share: 1, distance: 50 km",
                f"{arcs}, arc: lofted, drag: true",
            ),
        )
    )
    believed, said = (assembly.world(assembly.cases[0]) for assembly in (plain, shaped))
    assert (believed.threat["drag_m2pkg"] == 0.0).all() and (believed.threat["apogee_ratio"] < 0.3).all()
    assert (said.threat["apogee_ratio"] == 0.5).all()
    assert (said.threat["drag_m2pkg"] > 1.0 / 20_001.0).all() and np.ptp(said.threat["drag_m2pkg"][:, 0]) > 0.0
    assert ("srbm", "ballistic_coefficient") in shaped._samplers["all"].read
    assert ("srbm", "ballistic_coefficient") not in plain._samplers["all"].read
    assert said.config["horizon_s"][0] > 1.5 * believed.config["horizon_s"][0]
    assert said.sizes["P"] > believed.sizes["P"]


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_all_findings_come_at_once_and_none_twice(tmp_path: Path, library: Library):
    path = written(
        tmp_path,
        guns=("korkut", "korkutt"),
        more=("s400_turkiye_lot", "no_such_lot"),
        **{"drones-here": ("owa_drone", "owa_drones")},
    )
    with pytest.raises(BadInput) as bad:
        assemble_study(load_study(path), library)
    assert sorted(Path(finding.file).stem for finding in bad.value.findings) == ["drones-here", "guns", "more"]


def test_a_network_without_any_radar_is_found(tmp_path: Path, library: Library):
    """Every battery of the catalogue has a radar, so we take it away."""
    from dataclasses import replace

    blind = replace(library.systems["korkut"], sensors=())
    found = findings(written(tmp_path), replace(library, systems={**library.systems, "korkut": blind}))
    assert len(found) == 1 and "nobody on the network 'national' has a radar" in found[0].problem


APART = "radars: {system: kalkan_unit, count: 1, network: others}"
LINK = "links: {told: {from: others, to: national, by: voice_link_notional}}"


def test_a_link_from_a_network_that_has_a_radar_is_enough(tmp_path: Path, library: Library):
    from dataclasses import replace

    blind = replace(library, systems={**library.systems, "korkut": replace(library.systems["korkut"], sensors=())})
    old = "guns: {system: korkut, count: 2}"
    assert findings(written(tmp_path, guns=(old, f"{old}\n  {APART}\n{LINK}")), blind) == []
    (found,) = findings(written(tmp_path, guns=(old, f"{old}\n  {APART}")), blind)
    assert "or a link from one that has" in found.mend


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        (LINK.replace("voice", "vocie"), "links.told.by", "did you mean 'voice_link_notional'"),
        (LINK.replace("voice_link_notional", "korkut"), "links.told.by", "is a fire_unit, not a link"),
        ("networks: {others: {hostile_at: 0.25}}", "networks.others.hostile_at", "they overlap"),
        ("networks: {others: {harmless_at: 0.9}}", "networks.others.harmless_at", "they overlap"),
        ("networks: {others: {harmless_at: 0.2, hostile_at: 0.1}}", "networks.others.hostile_at", "they overlap"),
    ],
)
def test_networks_and_links_that_do_not_fit_are_found(tmp_path: Path, library: Library, text, field, said):
    old = "guns: {system: korkut, count: 2}"
    (found,) = findings(written(tmp_path, guns=(old, f"{old}\n  {APART}\n{text}")), library)
    assert found.field == field and said in str(found)
    assert found.line == 8


ECHOES = "\n  echoes: {system: bistatic_post_notional, count: 1}"


def test_a_receiver_of_echoes_needs_the_radar_that_makes_them(tmp_path: Path, library: Library):
    old = "guns: {system: korkut, count: 2}"
    (found,) = findings(written(tmp_path, guns=(old, old + ECHOES)), library)
    assert "listens to the echoes of 'kalkan', which its network does not have" in found.problem
    assert found.line == 7
    (tmp_path / "lit").mkdir()
    lit = written(tmp_path / "lit", guns=(old, old + ECHOES + "\n  lamp: {system: kalkan_unit, count: 1}"))
    assert findings(lit, library) == []


def test_a_radar_on_another_network_lights_up_nothing(tmp_path: Path, library: Library):
    old = "guns: {system: korkut, count: 2}"
    lamp = "\n  lamp: {system: kalkan_unit, count: 1, network: other}"
    (found,) = findings(written(tmp_path, guns=(old, old + ECHOES + lamp)), library)
    assert "which its network does not have" in found.problem


STATUS = """
status:
  name: s400_status
  hypotheses:
    ready_on_order: {meaning: Ready., entries: {lot: {readiness: stored}}}
    leaving: {meaning: Gone., entries: {}}
"""


def test_a_hypothesis_that_is_open_must_mean_something(tmp_path: Path, library: Library):
    path = written(tmp_path, more=("network: s400}\n", "network: s400}\n" + STATUS))
    (found,) = findings(path, library)
    assert "'stored' is open on 2026-03-31" in found.problem


def test_before_the_deal_no_hypothesis_is_open(tmp_path: Path, library: Library):
    path = written(tmp_path, more=("network: s400}\n", "network: s400}\n" + STATUS), case=("2026-03-31", "2014-01-01"))
    (found,) = findings(path, library)
    assert "none of them is open on 2014-01-01" in found.problem


def test_all_four_stories_are_open_on_the_day_of_the_study(study):
    said = hypotheses_on(study.spec.date)
    for name in study.postures["s400-as-it-stands"].status.hypotheses:
        assert said[name].is_open
