"""The catalogue that ships: complete, honest about what it rests on, and quick to load."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from pavise.catalogue.library import Library, load_library, packaged_catalogue
from pavise.catalogue.quantity import Quantity
from pavise.catalogue.roles import ROLES
from pavise.catalogue.system import SystemType
from pavise.evidence.ledger import Ledger, load_ledger
from pavise.evidence.weigh import Voice, voices
from pavise.kinds import Band, SensorKind
from pavise.yamlfile import read_yaml

NAMED_IN_THE_ARTICLES = {
    "S-400": ("91n6e", "96l6e", "92n6e", "s400_launcher", "48n6e2", "48n6e3", "40n6e", "9m96e", "9m96e2"),
    "S-400 as a whole": ("s400_battery", "s400_regiment_command", "s400_turkiye_lot"),
    "S-500": ("s500_battery", "s500_radar", "s500_launcher", "77n6"),
    "Patriot": ("an_mpq65", "patriot_launcher", "gem_t", "pac3", "pac3_mse", "patriot_battery", "patriot_package_2018"),
    "national layers": ("korkut", "sungur", "hisar_a", "hisar_o", "siper_b1", "siper_b2", "siper_b3", "kalkan", "eirs"),
    "fighters": ("f35a", "f16", "su57", "su35", "aim120", "r77"),
    "what comes": ("cruise_missile", "owa_drone", "srbm", "strike_fighter", "airliner"),
}

Beliefs = list[tuple[SystemType, Quantity]]


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return load_ledger()


@pytest.fixture(scope="module")
def library(ledger: Ledger) -> Library:
    return load_library(ledger=ledger)


@pytest.fixture(scope="module")
def beliefs(library: Library) -> Beliefs:
    return [(system, quantity) for system in library.systems.values() for quantity in system.quantities.values()]


def name(system: SystemType, belief: Quantity) -> str:
    return f"{system.id}.{belief.name}"


@pytest.mark.parametrize("group", NAMED_IN_THE_ARTICLES)
def test_every_system_that_the_articles_name_has_an_entry(library, group):
    assert set(NAMED_IN_THE_ARTICLES[group]) <= set(library.systems)


def test_every_role_has_entries_and_every_entry_all_quantities_of_its_role(library):
    assert {system.role for system in library.systems.values()} == set(ROLES)
    for system in library.systems.values():
        role, sensor = ROLES[system.role], system.radar
        if sensor is not None:
            role = role.for_kind(sensor.kind.name.lower(), sensor.pattern)
        if system.threat is not None:
            role = role.for_kind(system.threat.path.name.lower(), "flat")
        assert tuple(system.quantities) == role.quantity_names, system.id


def test_every_kind_of_sensor_and_every_band_pattern_is_shipped(library):
    sensors = [system.radar for system in library.of_role("radar")]
    assert {sensor.kind for sensor in sensors} == set(SensorKind)
    assert {sensor.pattern for sensor in sensors} == {"flat", "fan", "cosecant_squared"}


def test_what_is_nobodys_says_so_in_its_title(library):
    """What is invented for the sake of an example is called notional, in its id and in the name that reports show."""
    notional = [system for system in library.systems.values() if "notional" in system.id]
    assert len(notional) >= 7
    for system in notional:
        assert "(notional)" in system.name
        assert {quantity.origin for quantity in system.quantities.values()} <= {"judgement", "claims"}, system.id


def test_bands_that_sources_state_in_words_are_used_as_claims(library):
    for name in ("91n6e", "92n6e", "96l6e", "an_mpq65", "eirs", "kalkan"):
        belief = library.quantity(name, "frequency")
        assert belief.claims == tuple(claim for claim in belief.claims if f"{name}.band." in claim) != (), name


def test_the_band_of_a_radar_is_that_of_its_frequency(library):
    edges_hz = {Band.LOW: (30e6, 1e9), Band.MIDDLE: (1e9, 4e9), Band.HIGH: (4e9, 40e9)}
    for radar in library.of_role("radar"):
        if radar.radar.kind in (SensorKind.RADAR, SensorKind.BISTATIC):
            low_hz, high_hz = edges_hz[radar.radar.band]
            assert low_hz <= radar.quantities["frequency"].at(0.5) <= high_hz, radar.id


def test_no_lobe_leaves_the_horizon_out(library):
    """At most half of the power of a beam on the ground is lost at the horizon, whatever world is drawn."""
    lobed = [radar for radar in library.of_role("radar") if "lobe_tilt" in radar.quantities]
    assert len(lobed) >= 8
    for radar in lobed:
        tilt, width = (radar.quantities[name].distribution for name in ("lobe_tilt", "lobe_width"))
        assert -0.5 * width.low <= tilt.low <= tilt.high <= 0.5 * width.low + 1e-9, radar.id


def test_every_radar_sees_down_to_the_horizon(library):
    """From a mast of 30 m on flat ground the horizon lies a seventh of a degree below level."""
    for radar in library.of_role("radar"):
        assert radar.quantities["elevation_min"].distribution.high < math.radians(-0.2), radar.id


def test_every_file_tells_a_newcomer_what_it_is():
    for path in sorted(packaged_catalogue().glob("*.yaml")):
        assert path.read_text(encoding="utf-8").startswith("# "), path.name


def heard(ledger: Ledger, belief: Quantity) -> list[Voice]:
    return voices((ledger.claims[claim] for claim in belief.claims), include_unseen=True)


def test_a_belief_computed_from_claims_stays_within_their_hull(ledger, beliefs):
    computed = [it for it in beliefs if it[1].method in ("envelope", "triangular", "mixture", "single")]
    assert len(computed) > 50
    outside = []
    for system, belief in computed:
        speaking = heard(ledger, belief)
        low, high = min(voice.low for voice in speaking), max(voice.high for voice in speaking)
        if not low <= belief.distribution.low <= belief.distribution.high <= high:
            outside.append(name(system, belief))
    assert outside == []


def test_suspect_claims_are_never_used(ledger, beliefs):
    used = {claim for _, belief in beliefs for claim in (*belief.claims, *belief.informed_by)}
    assert any(claim.suspect for claim in ledger.claims.values())
    assert [claim for claim in used if ledger.claims[claim].suspect] == []


def test_no_unread_figure_passes_as_a_claim(ledger, beliefs):
    wrong = []
    for system, belief in beliefs:
        unread = any(ledger.claims[claim].unseen for claim in (*belief.claims, *belief.informed_by))
        if (belief.origin == "unverified") != unread:
            wrong.append(name(system, belief))
    assert wrong == []


def test_no_judged_number_passes_as_a_claim(beliefs):
    on_claims = [it for it in beliefs if it[1].origin == "claims"]
    assert [name(*it) for it in on_claims if not it[1].claims or "judge" in it[1].method] == []


def test_single_is_said_of_one_voice_and_of_nothing_else(ledger, beliefs):
    weighed = [it for it in beliefs if it[1].claims and not it[1].method.startswith("read")]
    wrong = [name(*it) for it in weighed if it[1].method.startswith("single") != (len(heard(ledger, it[1])) == 1)]
    assert wrong == []


def test_conditions_are_never_pooled_without_a_written_reason(ledger, beliefs):
    pooled = 0
    for system, belief in beliefs:
        if len({ledger.claims[claim].condition for claim in belief.claims}) > 1:
            written = read_yaml(Path(system.file)).data["quantities"][belief.name]
            assert len(written["one_condition"]) > 20, name(system, belief)
            pooled += 1
    assert 0 < pooled < 10  # rare enough to be read one by one


def test_judged_kill_probabilities_are_wide(beliefs):
    kills = [it for it in beliefs if it[1].name.startswith("p_kill") and it[1].distribution.high > 0.0]
    assert {belief.origin for _, belief in kills} <= {"judgement", "unverified"}
    assert [name(*it) for it in kills if it[1].distribution.high - it[1].distribution.low < 0.3] == []


def test_every_belief_can_be_drawn_within_its_bounds(beliefs):
    wrong = []
    for system, belief in beliefs:
        low, middle, high = belief.at(0.001), belief.at(0.5), belief.at(0.999)
        spec = ROLES[system.role].spec(belief.name)
        whole = not belief.whole or middle == int(middle)
        if not (spec.at_least <= low <= middle <= high <= spec.at_most and whole):
            wrong.append(name(system, belief))
    assert wrong == []


def test_ballistic_reach_and_chance_go_together(library):
    for missile in library.of_role("interceptor"):
        reaches = missile.quantities["range_max_ballistic"].distribution.high > 0
        kills = missile.quantities["p_kill_ballistic"].distribution.high > 0
        assert reaches == kills, missile.id


def test_a_unit_leans_on_its_radars_launchers_and_rounds(library):
    leans = library.lean("s400_battery")
    for expected in [
        ("92n6e", "range_ref"),
        ("96l6e", "antenna_height"),
        ("s400_launcher", "reload_time"),
        ("40n6e", "range_max"),
        ("48n6e3", "p_kill_drone"),
        ("s400_battery", "notice_time_stored"),
    ]:
        assert expected in leans
    assert not any(system == "gem_t" for system, _ in leans)
    assert len(leans) == len(set(leans))


def test_a_lot_leans_on_the_battery_that_it_is_so_many_of(library):
    assert ("an_mpq65", "sector") in library.lean("patriot_package_2018")


def test_every_fire_unit_has_a_sensor_that_guides_its_rounds(library):
    for role in ("fire_unit", "aircraft"):
        for unit in library.of_role(role):
            assert unit.fire_control is not None, unit.id
            assert unit.missiles, unit.id


def test_the_table_of_beliefs_has_a_row_for_each(library, beliefs):
    rows = library.beliefs()
    assert len(rows) == len(beliefs)
    assert len({(row["system"], row["quantity"]) for row in rows}) == len(rows)
    assert {row["origin"] for row in rows} == {"claims", "unverified", "judgement"}
    for row in rows:
        assert row["p10"] <= row["p50"] <= row["p90"]


def test_rows_fit_the_columns_of_the_result_table(library):
    from pavise.results.schema import TABLES

    assert list(library.beliefs(["40n6e"])[0]) == list(TABLES["beliefs"].column_names)
