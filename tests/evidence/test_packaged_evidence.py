"""What ships with the package is what was collected: nothing lost, nothing invented, nothing copied."""

from collections import Counter
from pathlib import Path

import pytest

from pavise.evidence.ledger import load_ledger, packaged_evidence
from pavise.evidence.weigh import voices, weigh

# Typed from the head of the collected catalogue, which counts itself: 37 systems, 472 claims, 375 read in a retrieved
# text, 97 from memory, 9 that look like misreadings; and by who claims.
COLLECTED = {"claims": 472, "seen": 375, "unseen": 97, "suspect": 9}
BY_CLAIMANT = {"press": 228, "encyclopaedia": 102, "government": 70, "manufacturer": 42, "analyst": 30}
# Counted in the collected catalogue, system by system.
BY_SYSTEM = {
    "s400_system": 71,
    "s400_turkiye_lot": 21,
    "91n6e": 11,
    "92n6e": 4,
    "96l6e": 3,
    "s400_launcher": 4,
    "40n6e": 10,
    "48n6e3": 12,
    "48n6e2": 4,
    "9m96e2": 9,
    "9m96e": 4,
    "s500": 15,
    "patriot_system": 51,
    "an_mpq65": 7,
    "patriot_launcher": 11,
    "gem_t": 10,
    "pac3": 12,
    "pac3_mse": 15,
    "steel_dome": 10,
    "korkut": 13,
    "sungur": 9,
    "hisar_a": 11,
    "hisar_o": 15,
    "siper_b1": 16,
    "siper_b2": 6,
    "siper_b3": 2,
    "kalkan": 6,
    "eirs": 10,
    "f35a": 17,
    "su57": 8,
    "f16": 9,
    "su35": 6,
    "cruise_missile": 16,
    "owa_drone": 22,
    "srbm": 9,
    "airliner": 7,
    "reference_rcs_anchors": 6,
}
ARTICLES = "turkiye_s400_deal"
"""The file that the collectors did not have: what the five articles add."""


@pytest.fixture(scope="module")
def ledger():
    return load_ledger()


@pytest.fixture(scope="module")
def collected(ledger):
    return [claim for claim in ledger.claims.values() if claim.system != ARTICLES]


def test_no_claim_was_lost_or_added(collected):
    assert dict(Counter(claim.system for claim in collected)) == BY_SYSTEM
    assert sum(BY_SYSTEM.values()) == COLLECTED["claims"]
    assert len(BY_SYSTEM) == 37


def test_marks_survived(collected):
    assert sum(not claim.unseen for claim in collected) == COLLECTED["seen"]
    assert sum(claim.unseen for claim in collected) == COLLECTED["unseen"]
    assert sum(claim.suspect for claim in collected) == COLLECTED["suspect"]
    # 33 were collected as derived; two more were given in euro and are converted here
    assert sum(claim.derived for claim in collected) == 33 + 2
    assert dict(Counter(claim.claimant for claim in collected)) == BY_CLAIMANT


def test_the_articles_add_facts_that_were_read(ledger):
    added = ledger.for_(ARTICLES)
    assert len(added) == 22
    assert not any(claim.unseen or claim.suspect for claim in added)


def test_every_system_of_the_articles_has_claims(ledger):
    assert {s.id for s in ledger.systems()} == {*BY_SYSTEM, ARTICLES}


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        # Figures typed from the articles and the collected catalogue, by hand.
        ("s400_turkiye_lot.launchers.bulgarian-military-2021", 36, 36),
        ("s400_turkiye_lot.missiles.tass-2019", 120, 120),
        ("s400_turkiye_lot.price.chemezov-2017", 2.5e9, 2.5e9),
        ("s400_system.max_engagement_range_aircraft.foi-2019", 150e3, 200e3),
        ("s400_system.max_target_speed.fomin", 4700, 4700),
        ("s400_system.readiness_time_turkish_unit.guler-2024", 43200, 43200),
        ("91n6e.rotation_period.circulating", 6, 12),
        ("pac3_mse.unit_cost.us-army-870-missiles", 5.17e6, 5.17e6),
        ("korkut.rate_of_fire.haberturk", 1100 / 60, 1100 / 60),
        ("f35a.rcs.everything2", 1e-6, 1e-6),
        ("owa_drone.unit_cost.csis-2025", 20e3, 50e3),
        ("hisar_o.delivery_rate.elintsignt", 2 / (365.25 * 86400), 3 / (365.25 * 86400)),
        ("siper_b3.max_range.elintsignt", 180e3, 180e3),
        ("turkiye_s400_deal.sanctions_loan_limit.bulgarian-military-2021", 10e6, 10e6),
    ],
)
def test_figures_are_those_of_the_sources(ledger, name, low, high):
    assert ledger.claims[name].interval == pytest.approx((low, high), rel=1e-12)


def test_the_headline_range_is_one_voice_however_often_it_is_printed(ledger):
    """400 km (the maker), 250 km (TASS, before the 40N6), 150 to 200 km (FOI)."""
    heard = voices(ledger.for_("s400_system", "max_engagement_range_aircraft", "aircraft"))
    assert {v.upstream: (v.low, v.high) for v in heard} == {
        "almaz-antey": (400e3, 400e3),
        "tass": (250e3, 250e3),
        "foi": (150e3, 200e3),
    }


def test_the_size_of_the_lot_is_two_or_four(ledger):
    lot = weigh(ledger.for_("s400_turkiye_lot", "batteries"), "mixture")
    assert set(lot.ppf([0.1, 0.3, 0.5, 0.7, 0.9])) == {2.0, 4.0}


def test_all_s500_figures_are_one_voice(ledger):
    heard = voices(claim for claim in ledger.for_("s500") if claim.quantity == "max_range")
    assert [v.upstream for v in heard] == ["russian-state-media"]


def test_known_quarrels_are_found(ledger):
    found = {(c.system, c.quantity): c for c in ledger.conflicts()}
    for quarrel in [
        ("s400_system", "max_engagement_range_aircraft"),
        ("s400_system", "simultaneous_targets_engaged"),
        ("s400_turkiye_lot", "batteries"),
        ("s400_turkiye_lot", "launchers"),
        ("patriot_system", "max_range"),
        ("pac3_mse", "unit_cost"),
    ]:
        assert found[quarrel].why
    assert ("9m96e2", "max_speed") not in found  # one of the two is suspect
    assert ("s400_turkiye_lot", "missiles") not in found  # "more than 120" and 192 can both be right


def test_known_gaps_are_found(ledger):
    gaps = {(gap.system, gap.quantity): gap.state for gap in ledger.gaps()}
    assert gaps["91n6e", "detection_range_vs_rcs"] == "only unseen"
    assert gaps["48n6e3", "kill_probability"] == "only unseen"
    assert gaps["s400_launcher", "reload_time"] == "only in words"
    assert gaps["siper_b1", "unit_cost"] == "nothing"
    assert ("40n6e", "max_range") not in gaps


def test_every_voice_listed_is_heard(ledger):
    assert set(ledger.upstreams) == {claim.upstream for claim in ledger.claims.values()}


def test_remarks_are_about_something_on_file(ledger):
    on_file = {claim.system for claim in ledger.claims.values()}
    on_file |= {f"{claim.system}.{claim.quantity}" for claim in ledger.claims.values()}
    assert set(ledger.reasons) <= on_file
    assert set(ledger.remarks) <= on_file


def test_seen_claims_can_be_looked_up(ledger):
    """Every claim that somebody read has an address, but for article copies and one repository without a name."""
    without = {c.source.publisher for c in ledger.claims.values() if not c.unseen and c.source.url is None}
    assert without == {
        "public code repository (name not shown)",
        "BulgarianMilitary.com",
        "PA Turkey",
        "SouthFront",
        "news outlet relaying Bloomberg",
    }


def test_nothing_of_the_collectors_boilerplate_is_left():
    text = "".join(path.read_text(encoding="utf-8") for path in Path(packaged_evidence()).glob("*.yaml"))
    for words in ("general knowledge", "check before", "seed", "Idem", "\t"):
        assert words not in text
