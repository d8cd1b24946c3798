"""Words about engagements become columns, and without them every column is neutral."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from pavise.assemble.check import check_study
from pavise.assemble.study import Assembly, assemble_study
from pavise.catalogue.library import Library
from pavise.scenario.study import load_study, shipped
from pavise.sim.world import check_world
from pavise.yamlfile import BadInput

STUDY = (shipped("studies") / "decoys-and-stocks.yaml").read_text(encoding="utf-8")
RAID = (shipped("scenarios") / "raids" / "drones-and-decoys.yaml").read_text(encoding="utf-8")
STOCKED = (shipped("scenarios") / "postures" / "guns-and-missiles-stocked.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def stocks(library: Library) -> Assembly:
    return assemble_study(load_study("decoys-and-stocks"), library, worlds=8)


def case(assembly: Assembly, option: str, raid: str = "drones-and-decoys", size: int = 40):
    spec = next(one for one in assembly.cases if (one.option, one.raid, one.size) == (option, raid, size))
    return assembly.world(spec), assembly.names(spec)


def test_a_study_without_the_words_is_neutral_and_reads_nothing_about_engagements(assembly: Assembly):
    world = assembly.world(assembly.cases[0])
    for column in ("spaced", "reload_crews", "p_kill_unseen", "p_miss_unseen", "look_again_s"):
        assert not world.post[column].any()
    assert (world.launcher["store"] == -1).all() and (world.launcher["cos_half_sector"] == -1.0).all()
    assert (world.missile["edge_share"] == 1.0).all() and (world.missile["crossing_share"] == 1.0).all()
    assert not world.threat["feigned_damage"].any() and not world.threat["timed_by_arrival"].any()
    assert "engagement_notional" not in assembly.table_rows()["beliefs"]["system"]


def test_every_word_is_drawn_from_what_the_catalogue_believes(stocks: Assembly, library: Library):
    world, _ = case(stocks, "guns-and-missiles")
    for table, column, quantity in (
        ("post", "p_kill_unseen", "kill_unseen"), ("post", "p_miss_unseen", "miss_unseen"),
        ("post", "look_again_s", "look_again"), ("post", "reload_crews", "reload_crews"),
        ("missile", "edge_share", "edge_share"), ("missile", "crossing_share", "crossing_share"),
    ):  # fmt: skip
        values = getattr(world, table)[column]
        belief = library.quantity("engagement_notional", quantity).distribution
        assert (values >= belief.low).all() and (values <= belief.high).all() and len(np.unique(values)) > 1
        assert (values == values[:, :1]).all()  # the same for all units of a world
    assert world.post["spaced"].all()
    assert sum(sentence.startswith(("What a round", "Rounds are", "The rounds", "Launchers wait"))
               for sentence in stocks.conditions()) == 4  # fmt: skip


def test_depots_stores_and_sectors_reach_their_launchers_and_nobody_elses(stocks: Assembly):
    world, names = case(stocks, "guns-and-missiles-stocked")
    check_world(world)
    launcher, of = world.launcher, [name.split(" ")[0] for name in names.launchers]
    own = {entry: [row for row, name in enumerate(of) if name == entry] for entry in set(of)}
    assert (launcher["store"][:, own["korkut"]] == -1).all()
    assert (launcher["stock"][:, own["hisar-a"]].sum(axis=1) == 2 * 24).all()
    assert not launcher["reloads"][:, own["hisar-a"]].any() and launcher["reloads"][:, own["hisar-o"]].any()
    assert (launcher["stock"][:, own["hisar-o"]].sum(axis=1) == 48).all()
    assert (launcher["store"][:, own["hisar-o"]] == own["hisar-o"][0]).all()
    assert (launcher["delivery_s"][:, own["hisar-o"]] >= 600.0).all() and not launcher["delivery_s"][
        :, own["hisar-a"]
    ].any()
    assert launcher["cos_half_sector"][0, own["hisar-a"][0]] == pytest.approx(math.cos(math.radians(120.0)))
    plain, _ = case(stocks, "guns-and-missiles")
    for column in ("rounds", "interval_s", "reload_s"):
        assert np.array_equal(plain.launcher[column], launcher[column])


def magazines_of(folder: Path, library: Library, entry: str, worlds: int = 8) -> Assembly:
    """The shipped study with this entry in place of the short-range batteries."""
    text = STOCKED.replace("  hisar-a: {system: hisar_a, count: 2, depot: 24, sector: 240 deg}", entry)
    return assemble_study(load_study(study_of(folder, (STOCKED, text), file="stocked")), library, worlds=worlds)


def rounds_of(assembly: Assembly, entry: str) -> np.ndarray:
    """Rounds on the launchers of an entry, shape (W, launchers)."""
    world, names = case(assembly, "guns-and-missiles-stocked")
    return world.launcher["rounds"][:, [name.startswith(f"{entry} ") for name in names.launchers]]


def test_a_magazine_stands_on_the_launchers_of_its_own_units_as_evenly_as_can_be(tmp_path, library, stocks: Assembly):
    words = "  hisar-a: {system: hisar_a, count: 2, magazine: {hisar_a_missile: 10}}"
    loaded = magazines_of(tmp_path, library, words)
    rounds = rounds_of(loaded, "hisar-a")
    assert (rounds.sum(axis=1) == 2 * 10).all()
    for world in rounds:
        assert np.ptp(world[world > 0]) <= 1
    assert np.array_equal(rounds_of(loaded, "hisar-o"), rounds_of(stocks, "hisar-o"))
    stands = {row: loaded.table_rows()["units"][row] for row in ("option", "unit", "lat_deg", "lon_deg")}
    usual = {row: stocks.table_rows()["units"][row] for row in ("option", "unit", "lat_deg", "lon_deg")}
    plain = [k for k, option in enumerate(usual["option"]) if option == "guns-and-missiles"]
    for k, option in enumerate(stands["option"]):
        if option == "guns-and-missiles-stocked":
            twin = next(j for j in plain if usual["unit"][j] == stands["unit"][k])
            assert (stands["lat_deg"][k], stands["lon_deg"][k]) == (usual["lat_deg"][twin], usual["lon_deg"][twin])


def test_a_magazine_in_doubt_is_drawn_anew_in_every_world_and_launchers_take_no_more_than_they_hold(tmp_path, library):
    written = "{low: 0, high: 24, reason: A guess.}"
    words = f"  hisar-a: {{system: hisar_a, count: 1, magazine: {{hisar_a_missile: {written}}}, depot: 5}}"
    loaded = magazines_of(tmp_path, library, words, worlds=64)
    rounds = rounds_of(loaded, "hisar-a")
    assert len(np.unique(rounds.sum(axis=1))) > 8 and rounds.max() == 4
    rows = loaded.table_rows()["units"]
    (at_hand,) = (
        number
        for number, option, unit in zip(rows["rounds"], rows["option"], rows["unit"], strict=True)
        if option == "guns-and-missiles-stocked" and unit == "hisar-a 1"
    )
    assert at_hand == pytest.approx(np.median(rounds.sum(axis=1)) + 5, abs=0.5)


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("  hisar-a: {system: hisar_a, count: 1, magazine: {hisar_o_missile: 4}}", "does not fire"),
        ("  hisar-a: {system: hisar_a, count: 1, magazine: {hisar_a_missile: 400}}", "at most"),
        ("  kalkan: {system: kalkan_unit, count: 1, magazine: {hisar_a_missile: 4}}", "has no launchers"),
    ],
)
def test_a_magazine_that_does_not_fit_is_found_with_its_line(tmp_path, library, entry, problem):
    old = "  hisar-a: {system: hisar_a, count: 2, depot: 24, sector: 240 deg}"
    try:
        findings = check_study(load_study(study_of(tmp_path, (old, entry), file="stocked")), library)
    except BadInput as error:
        findings = list(error.findings)
    assert any(problem in finding.problem for finding in findings), findings
    assert all(finding.line for finding in findings)


def test_a_decoy_does_no_damage_and_is_expected_to_do_as_much_as_what_it_imitates(stocks: Assembly):
    world, names = case(stocks, "guns-and-missiles")
    kind = np.array([name.split("/")[1] for name in names.threats])
    threat = world.threat
    assert not threat["damage"][:, kind == "decoy"].any() and not threat["feigned_damage"][:, kind == "drone"].any()
    assert np.array_equal(
        threat["feigned_damage"][:, kind == "decoy"][:, 0], threat["damage"][:, kind == "drone"][:, 0]
    )
    assert (threat["threat_class"] == threat["threat_class"][0, 0]).all()


def test_a_raid_on_time_has_one_hour_of_arrival_whoever_flies(stocks: Assembly):
    small, _ = case(stocks, "guns-and-missiles", "all-at-once")
    assert small.threat["timed_by_arrival"].all() and (small.threat["start_spread_s"] == 120.0).all()
    assert (np.ptp(small.threat["start_s"], axis=1) == 0.0).all()


def study_of(folder: Path, *changes: tuple[str, str], file: str = "study") -> Path:
    """The shipped study beside changed copies of its files."""
    texts = {"study": STUDY, "raid": RAID, "stocked": STOCKED}
    for old, new in changes:
        assert old in texts[file]
        texts[file] = texts[file].replace(old, new)
    (folder / "raids").mkdir()
    (folder / "postures").mkdir()
    (folder / "study.yaml").write_text(texts["study"].replace("id: decoys-and-stocks", "id: study"), encoding="utf-8")
    (folder / "raids" / "drones-and-decoys.yaml").write_text(texts["raid"], encoding="utf-8")
    (folder / "postures" / "guns-and-missiles-stocked.yaml").write_text(texts["stocked"], encoding="utf-8")
    return folder / "study.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("study", "salvo: spaced", "salvo: quickly", "quickly"),
        ("raid", "imitates: drone", "imitates: dragon", "no other kind"),
        ("raid", "system: decoy_notional", "system: owa_drone", "no decoy"),
        ("raid", "drone: {system: owa_drone", "drone: {system: cruise_missile", "cannot be taken for"),
        ("stocked", "serves: [hisar-o]", "serves: [hisar-oh]", "no entry"),
        ("stocked", "serves: [hisar-o]", "serves: [korkut]", "does not fire"),
        ("stocked", "round: hisar_o_missile", "round: hisar_o", "is a fire_unit"),
        ("stocked", "round: hisar_o_missile", "round: hisar_a_missile", "does not fire"),
        ("stocked", "serves: [hisar-o]", "serves: [hisar-a]", "does not fire"),
    ],
)
def test_words_that_do_not_fit_are_found_with_their_line(tmp_path, library, file, old, new, problem):
    path = study_of(tmp_path, (old, new), file=file)
    try:
        findings = check_study(load_study(path), library)
    except BadInput as error:
        findings = list(error.findings)
    assert any(problem in finding.problem or problem in finding.mend for finding in findings), findings
    assert all(finding.line for finding in findings)


def test_a_unit_with_a_depot_of_its_own_has_no_store_beside_it(tmp_path, library):
    text = ("round: hisar_o_missile", "round: hisar_a_missile"), ("serves: [hisar-o]", "serves: [hisar-a]")
    findings = check_study(load_study(study_of(tmp_path, *text, file="stocked")), library)
    assert ["depot of its own" in finding.problem for finding in findings] == [True]


def test_patrols_by_sortie_have_airframes_where_others_have_reloads(tmp_path, library):
    """Fighters of the shipped study: as many airframes, which now must be turned round."""
    text = (shipped("studies") / "turkey-s400.yaml").read_text(encoding="utf-8")
    words = "\nengagement: {patrols: by_sortie}\n"
    (tmp_path / "study.yaml").write_text(text.replace("id: turkey-s400", "id: study") + words, encoding="utf-8")
    planned = assemble_study(load_study("turkey-s400"), library, worlds=4)
    flown = assemble_study(load_study(tmp_path / "study.yaml"), library, worlds=4)
    before, after = planned.world(planned.cases[0]), flown.world(flown.cases[0])
    patrols = before.unit["orbit_radius_m"][0] > 0.0
    assert patrols.any() and (after.unit["airframes"][:, ~patrols] == 0).all()
    posts = before.group["post"][before.launcher["group"][0]]
    of = before.post["unit"][0, posts]
    for ell in np.flatnonzero(patrols[of]):
        assert (after.unit["airframes"][:, of[ell]] == before.launcher["reloads"][:, ell] + 1).all()
        assert not after.launcher["reloads"][:, ell].any()
    assert (after.unit["turn_round_s"][:, patrols] >= 45 * 60.0).all()
    assert np.array_equal(before.launcher["rounds"], after.launcher["rounds"])
    assert "Fighters without rounds go home and are turned round." in flown.conditions()
