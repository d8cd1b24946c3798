"""What an answer and a silence are worth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from pavise.sim.models.identification.interrogation import (
    FRIENDS_SHARE,
    P_FALSE,
    P_REPLY,
    P_SILENT,
    answers_log_ratio,
    readable_share,
)

ALL = readable_share(1, 1)
counts = st.integers(0, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


@given(counts, st.sampled_from([readable_share(1, 0), readable_share(0, 1), ALL]))
def test_the_evidence_is_the_ratio_of_two_binomial_laws(asked_answered, share):
    """Harmless: a working set that can be read, or none; hostile: false answers only. scipy's binomial."""
    asked, answered = asked_answered
    hostile = binom.pmf(answered, asked, P_FALSE)
    harmless = share * binom.pmf(answered, asked, P_REPLY) + (1.0 - share) * hostile
    if hostile > 1e-280:
        assert answers_log_ratio(asked, answered, share) == pytest.approx(math.log(hostile / harmless), abs=1e-9)


def test_one_answer_speaks_for_a_friend_and_one_silence_against():
    assert answers_log_ratio(1, 1, ALL) == pytest.approx(-math.log(ALL * P_REPLY / P_FALSE + 1.0 - ALL))
    assert answers_log_ratio(1, 1, ALL) < -4.0 and answers_log_ratio(1, 0, ALL) > 2.0


def test_silence_says_no_more_than_that_the_set_may_be_broken():
    silences = [answers_log_ratio(n, 0, ALL) for n in range(1, 200)]
    assert (np.diff(silences) >= 0.0).all()
    assert silences[-1] == pytest.approx(-math.log(1.0 - ALL), abs=1e-9)
    assert 1.0 - ALL == pytest.approx(P_SILENT)


def test_who_cannot_read_an_answer_learns_nothing_by_asking():
    assert readable_share(0, 0) == 0.0
    assert answers_log_ratio(50, 0, 0.0) == 0.0 and answers_log_ratio(50, 50, 0.0) == 0.0


def test_who_reads_only_one_mode_learns_less_from_silence():
    assert readable_share(1, 0) + readable_share(0, 1) == pytest.approx(ALL)
    assert readable_share(1, 0) == pytest.approx(FRIENDS_SHARE * (1.0 - P_SILENT))
    assert 0.0 < answers_log_ratio(5, 0, readable_share(1, 0)) < answers_log_ratio(5, 0, readable_share(0, 1)) < 3.0


@given(counts)
def test_on_average_the_evidence_points_the_right_way_and_odds_are_fair(asked_answered):
    """Weighed by hostile, the mean of exp(-evidence) is 1: a likelihood ratio, not a score."""
    asked, _ = asked_answered
    answered = np.arange(asked + 1)
    evidence = np.array([answers_log_ratio(asked, int(k), ALL) for k in answered])
    assert (binom.pmf(answered, asked, P_FALSE) * np.exp(-evidence)).sum() == pytest.approx(1.0, rel=1e-6)
