"""Published numbers, worked out a second time by hand from the claims named beside them.

Nothing here reads the catalogue's own files: a slip in an entry, in the weighing or in the ledger shows up as a
difference. Lengths in km, money in millions of dollars, unless the line says otherwise.
"""

from __future__ import annotations

import numpy as np
import pytest

from pavise.catalogue.library import Library, load_library

KM, MUSD, KUSD, HOUR_S, KMH, MACH = 1e3, 1e6, 1e3, 3600.0, 1 / 3.6, 340.294

U = (np.arange(10_000) + 0.5) / 10_000


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


# (system, quantity, lowest, highest, unit, claims on, voice at the lowest and at the highest end)
ENVELOPES = [
    ("9m96e2", "range_max", 100, 120, KM, "9m96e2.max_range", "hindu-businessline", "bryen-2018"),
    ("77n6", "range_max", 400, 600, KM, "s500.max_range", "press-tv-2017", "afp-2021"),
    # "A little over 40 miles" is 64 km; the press repeats 160 km.
    ("gem_t", "range_max", 64, 160, KM, "patriot_system.max_range", "no-labels", "wp-tech"),
    ("pac3", "range_max", 45, 70, KM, "pac3.max_range", "dpa-2013", "taiwan-mnd"),
    # 4.5 billion for 870 missiles is 5.17 million each; the export package of 8.3 million must not be in it.
    ("pac3_mse", "unit_cost", 3.0, 5.17, MUSD, "pac3_mse.unit_cost", "italian-post", "us-army-870-missiles"),
    ("hisar_a_missile", "range_max", 15, 20, KM, "hisar_a.max_range", "elintsignt", "demir-2021"),
    ("hisar_o_missile", "range_max", 20, 25, KM, "hisar_o.max_range", "demir-2021", "milli-envanter"),
    ("siper_b1_missile", "range_max", 100, 100, KM, "siper_b1.max_range", "demir", "straturka"),
    ("an_mpq65", "range_ref", 90, 160, KM, "an_mpq65.detection_range", "dpa-2013", "no-labels"),
    ("eirs", "instrumented_range", 470, 600, KM, "eirs.instrumented_range", "elintsignt", "milli-envanter"),
    # Lot 14 and lot 11 of the programme office; prices without the engine must not be in it.
    ("f35a", "unit_cost", 77.9, 89.2, MUSD, "f35a.unit_cost", "jpo-2019-lot-14", "jpo-lot-11"),
    ("f35a", "rcs", 0.001, 0.01, 1, "f35a.rcs", "bhaswanth", "bhaswanth"),
    ("su57", "rcs", 0.1, 1, 1, "su57.rcs", "defence-in", "defence-in"),
    ("owa_drone", "speed", 180, 190, KMH, "owa_drone.cruise_speed", "uk-mod-2022", "wp-tech-2023-september"),
    ("owa_drone", "unit_cost", 7, 370, KUSD, "owa_drone.unit_cost", "budanov-2022", "leaked-papers-2025"),
    ("cruise_missile", "unit_cost", 1.2, 13, MUSD, "cruise_missile.unit_cost", "defense-daily-2014",
     "forbes-ukraine-2022-kh-101"),
]  # fmt: skip


@pytest.mark.parametrize(("system", "quantity", "low", "high", "unit", "on", "lowest", "highest"), ENVELOPES)
def test_the_ends_are_those_of_the_claims(library, system, quantity, low, high, unit, on, lowest, highest):
    belief = library.quantity(system, quantity)
    assert belief.origin == "claims"
    assert {f"{on}.{lowest}", f"{on}.{highest}"} <= set(belief.claims)
    assert belief.distribution.low == pytest.approx(low * unit, rel=1e-9)
    assert belief.distribution.high == pytest.approx(high * unit, rel=1e-9)


@pytest.mark.parametrize(("missile", "headline"), [("40n6e", 400), ("48n6e3", 250)])
def test_the_reach_of_the_s400_runs_from_the_sceptics_to_the_headline(library, missile, headline):
    # The Swedish study puts the true reach at 150 to 200 km; Bryen (2018) repeats the maker's list.
    belief = library.quantity(missile, "range_max")
    assert belief.distribution.low == 150 * KM
    assert belief.distribution.high == headline * KM
    assert "s400_system.max_engagement_range_aircraft.foi-2019" in belief.claims
    assert f"{missile}.max_range.bryen-2018" in belief.claims


# (system, quantity, claimed value, unit, lowest and highest judged factor, claim, origin)
SCALED = [
    # 2.5 billion over four batteries, half to four fifths of it without rounds and support.
    ("s400_battery", "unit_cost", 625, MUSD, 0.5, 0.8, "s400_system.unit_price.chemezov-2017-per-battery", "judgement"),
    # 1.7 billion for four fire units without missiles.
    ("patriot_battery", "unit_cost", 425, MUSD, 0.9, 1.5, "patriot_system.unit_price.raytheon-2025", "judgement"),
    ("gem_t", "speed_mean", 5, MACH, 0.5, 0.75, "gem_t.max_speed.wp-tech", "judgement"),
    # 5.6 billion for up to 1,000 missiles.
    ("gem_t", "unit_cost", 5.6, MUSD, 0.6, 1.1, "gem_t.unit_cost.nspa", "judgement"),
    ("91n6e", "range_ref", 390, KM, 0.6, 1.1, "91n6e.detection_range_vs_rcs.wikipedia-rcs-4-m2", "unverified"),
    ("srbm", "unit_cost", 3, MUSD, 0.6, 2, "srbm.unit_cost.forbes-ukraine-2022", "judgement"),
]


@pytest.mark.parametrize(("system", "quantity", "claimed", "unit", "low", "high", "claim", "origin"), SCALED)
def test_scaled_claims_end_where_the_factor_says(library, system, quantity, claimed, unit, low, high, claim, origin):
    belief = library.quantity(system, quantity)
    assert belief.origin == origin
    assert belief.claims == (claim,)
    assert belief.distribution.low == pytest.approx(claimed * unit * low, rel=1e-9)
    assert belief.distribution.high == pytest.approx(claimed * unit * high, rel=1e-9)


# Voices by hand. Batteries: Rostec 4, Defense News and those who repeat it 4, Russian state media 4, TASS 2, the
# Turkish agency and those who repeat it 2. Launchers: 36 (Defense News), 16 and 32 (computed from the size of a
# battalion). Missiles: 192 (Defense News), 120 (TASS).
LOT = [
    ("batteries", {2: 2 / 5, 4: 3 / 5}),
    ("launchers", {16: 1 / 3, 32: 1 / 3, 36: 1 / 3}),
    ("missiles", {120: 1 / 2, 192: 1 / 2}),
]


@pytest.mark.parametrize(("quantity", "shares"), LOT)
def test_the_contested_lot_is_one_voice_or_another_and_nothing_between(library, quantity, shares):
    values, counts = np.unique(library.quantity("s400_turkiye_lot", quantity).distribution.ppf(U), return_counts=True)
    assert list(values) == list(shares)
    assert counts / len(U) == pytest.approx(list(shares.values()), abs=1e-3)


def test_the_patriot_package_is_what_the_notice_lists(library):
    # Notice of 18 December 2018: 4 radar sets, 20 launching stations, 80 GEM-T, 60 MSE, 3.5 billion dollars.
    lot = library.system("patriot_package_2018")
    stated = {"batteries": 4, "launchers": 20, "missiles": 140, "price": 3.5e9}
    for name, value in stated.items():
        belief = lot.quantities[name]
        assert belief.distribution.low == belief.distribution.high == value
        assert "patriot_system.composition.dsca-2018" in belief.claims
    assert lot.rounds == {"gem_t": 80, "pac3_mse": 60}
    assert sum(lot.rounds.values()) == 140


def test_notice_of_a_stored_battery_spans_brochure_ministers_and_doubt(library):
    # 3 minutes (brochure), 1 h (Akar 2022), 12 h (Güler 2024); four worlds in ten take a day to 60 days instead.
    belief = library.quantity("s400_battery", "notice_time_stored")
    values = belief.distribution.ppf(U)
    assert values.min() == pytest.approx(3 * 60, abs=10)
    assert np.mean(values <= 12 * HOUR_S) == pytest.approx(0.6, abs=1e-3)
    assert not np.any((values > 12 * HOUR_S) & (values < 24 * HOUR_S))
    assert belief.distribution.high == 60 * 24 * HOUR_S
    ministers = (
        "s400_system.readiness_time_turkish_unit.akar-2022",
        "s400_system.readiness_time_turkish_unit.guler-2024",
    )
    assert set(ministers) <= set(belief.claims)


def test_a_launcher_of_mse_holds_twelve(library):
    # Twelve MSE or sixteen PAC-3 in the room of four GEM-T.
    room = library.quantity("patriot_launcher", "missiles_per_launcher").at(0.5)
    assert room * library.quantity("pac3_mse", "rounds_per_cell").at(0.5) == 12
    assert room * library.quantity("pac3", "rounds_per_cell").at(0.5) == 16
    assert room * library.quantity("gem_t", "rounds_per_cell").at(0.5) == 4
