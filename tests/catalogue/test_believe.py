"""One written belief at a time: what it becomes, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

MINUTE_S = 60.0
U = (np.arange(2000) + 0.5) / 2000


def test_one_upstream_is_one_voice_however_often_it_is_printed(believed):
    belief = believed("reload_time", claims_of="reload", method="mixture")
    # The maker's figure is printed as 20 and as 30 minutes: one voice, anywhere in between, against one critic.
    values = belief.distribution.ppf(U)
    assert np.mean(values == 60 * MINUTE_S) == pytest.approx(0.5, abs=0.001)
    assert np.mean(values <= 30 * MINUTE_S) == pytest.approx(0.5, abs=0.001)


def test_an_envelope_spans_the_voices_and_nothing_else(believed):
    belief = believed("reload_time", claims_of="reload", method="envelope")
    assert (belief.distribution.low, belief.distribution.high) == (20 * MINUTE_S, 60 * MINUTE_S)
    assert belief.origin == "claims"
    assert belief.unit == "s"


def test_suspect_and_unread_claims_and_other_conditions_stay_out(believed):
    belief = believed("reload_time", claims_of="reload", method="envelope")
    assert set(belief.claims) == {"rail.reload.herald", "rail.reload.courier", "rail.reload.critic"}


def test_an_unread_figure_makes_a_belief_unverified(believed):
    belief = believed("reload_time", claims_of="reload", method="envelope", include_unseen=True)
    assert belief.origin == "unverified"
    assert not belief.rests_on_claims
    assert belief.distribution.low == 5 * MINUTE_S


def test_asking_for_unread_figures_where_there_are_none_changes_nothing(believed):
    belief = believed("missiles_per_launcher", claims_of="rounds", method="mixture", include_unseen=True)
    assert belief.origin == "claims"


def test_a_condition_chooses_its_own_claims(believed):
    belief = believed("reload_time", claims_of="reload", condition="in frost", method="single")
    assert belief.distribution.mean == 240 * MINUTE_S


def test_conditions_are_pooled_only_with_a_reason(believed):
    why = "Frost is the usual weather there."
    belief = believed("reload_time", claims_of="reload", one_condition=why, method="envelope")
    assert belief.distribution.high == 240 * MINUTE_S


def test_naming_claims_of_two_conditions_without_a_reason_is_refused(complaint):
    text = complaint("reload_time", claims=["rail.reload.critic", "rail.reload.frost"], method="envelope")
    assert "different conditions: (none stated); in frost" in text


def test_a_factor_makes_a_judgement_of_a_claim(believed):
    belief = believed("reload_time", claims_of="reload", method="envelope", times={"low": 0.5, "high": 0.75})
    assert belief.origin == "judgement"
    assert belief.claims  # it still says what it was scaled from
    assert belief.distribution.low >= 0.5 * 20 * MINUTE_S
    assert belief.distribution.high <= 0.75 * 60 * MINUTE_S
    assert belief.distribution.mean == pytest.approx(0.625 * 40 * MINUTE_S)


def test_widening_gives_the_judged_range_its_weight(believed):
    wider = {"low": "10 h", "high": "20 h", "weight": 0.25}
    belief = believed("reload_time", claims_of="reload", method="envelope", widened=wider)
    values = belief.distribution.ppf(U)
    assert np.mean(values >= 10 * 60 * MINUTE_S) == pytest.approx(0.25, abs=0.001)
    assert belief.origin == "judgement"


def test_words_are_read_as_a_number_by_us_and_stay_a_claim(believed):
    belief = believed("missiles_per_launcher", claims_of="loaded", reads={"value": 3})
    assert belief.distribution.mean == 3.0
    assert belief.origin == "claims"
    assert belief.method == "read from words"


def test_a_judgement_may_say_which_claims_it_looked_at(believed):
    judgement = {"low": "30 min", "high": "50 min"}
    belief = believed("reload_time", judgement=judgement, informed_by=["rail.reload.*"])
    assert belief.claims == ()
    assert "rail.reload.critic" in belief.informed_by
    assert "rail.reload.rumour" not in belief.informed_by
    assert belief.origin == "judgement"


def test_a_judgement_that_looked_at_an_unread_figure_is_unverified(believed):
    judgement = {"low": "5 min", "high": "50 min"}
    belief = believed("reload_time", judgement=judgement, informed_by=["rail.reload.*"], include_unseen=True)
    assert belief.origin == "unverified"


def test_counts_are_whole_numbers_with_the_weights_of_the_voices(believed):
    belief = believed("missiles_per_launcher", judgement={"low": 2, "high": 4})
    values, counts = np.unique(belief.distribution.ppf(U), return_counts=True)
    assert list(values) == [2, 3, 4]
    assert counts == pytest.approx([667, 667, 667], abs=1)


def test_orders_of_magnitude_can_be_asked_for(believed):
    belief = believed("reload_time", claims_of="reload", method="envelope", shape="lognormal")
    assert belief.distribution.median == pytest.approx(np.sqrt(20 * 60) * MINUTE_S, rel=1e-6)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"judgement": {"low": "20 min", "high": "90 min"}, "reason": ""}, "without a reason"),
        ({"judgement": {"low": "90 min", "high": "20 min"}}, "`low` is above `high`"),
        ({"judgement": {"low": "20 min"}}, "judgement.high: is missing"),
        ({"judgement": {"low": "20 min", "high": "90 km"}}, "is a length, not a length of time"),
        ({"judgement": {"low": -1, "high": "90 min"}}, "has no unit"),
        ({"judgement": {"low": "-5 min", "high": "90 min"}}, "is negative"),
        ({"judgement": {"value": "5 min", "low": "1 min"}}, "stands beside a range"),
        ({"judgement": {"low": "1 min", "high": "9 min", "shape": "beta"}}, "needs a `mode`"),
        ({}, "rests on nothing"),
        ({"claims_of": "reload"}, "exactly one of `method` and `reads`"),
        ({"claims_of": "reload", "claims": ["rail.reload.critic"], "method": "envelope"}, "keep one of the two"),
        ({"claims_of": "reload", "method": "single"}, "meets 2 voices"),
        ({"claims_of": "relaod", "method": "envelope"}, "did you mean 'reload'?"),
        ({"claims_of": "rial.reload", "method": "envelope"}, "did you mean 'rail'?"),
        ({"claims_of": "reload", "condition": "in forst", "method": "single"}, "did you mean 'in frost'?"),
        ({"claims": ["rail.reload.critc"], "method": "single"}, "did you mean 'rail.reload.critic'?"),
        ({"claims": ["rail.reload.muddle"], "method": "single"}, "it is suspect"),
        ({"claims": ["rail.reload.rumour"], "method": "single"}, "nobody has read its source"),
        ({"claims_of": "price", "method": "single"}, "nobody has read its source"),
        ({"claims_of": "rounds", "method": "mixture"}, "is of the kind count, not time"),
        ({"claims_of": "loaded", "method": "single"}, "it is in words"),
        ({"claims_of": "reload", "method": "mixture", "shape": "lognormal"}, "`envelope` and `single` only"),
        ({"judgement": {"value": "5 min"}, "method": "single"}, "goes with claims only"),
        ({"judgement": {"value": "5 min"}, "informed_by": ["rail.reload.rumour"]}, "nobody has read its source"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place_and_the_mend(complaint, written, says):
    text = complaint("reload_time", **written)
    assert says in text
    assert "Mend: " in text
    assert "quantities.reload_time" in text


def test_a_count_between_two_whole_numbers_is_refused(complaint):
    assert "whole number" in complaint("missiles_per_launcher", judgement={"value": 2.5})


def test_a_belief_must_stay_within_what_makes_sense(complaint):
    text = complaint("missiles_per_launcher", claims_of="rounds", method="mixture", times={"low": 0, "high": 1})
    assert "beyond the lowest that makes sense" in text
