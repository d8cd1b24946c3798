"""The textbook intervals against printed values, and against what they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.analysis.intervals import (
    clopper_pearson,
    mean_interval,
    mean_sd,
    quantile_interval,
    t_quantile,
    welch,
    wilson,
)

# Michelson (1882), speed of light in air, km/s less 299,000; NIST StRD "Michelso" certifies mean and sd.
MICHELSON = """
850 740 900 1070 930 850 950 980 980 880 1000 980 930 650 760 810 1000 1000 960 960 960 940 960 940 880 800 850 880 900
840 830 790 810 880 880 830 800 790 760 800 880 880 880 860 720 720 620 860 970 950 880 910 850 870 840 840 850 840 840
840 890 810 810 820 800 770 760 740 750 760 910 920 890 860 880 720 840 850 850 780 890 840 780 810 760 810 790 810 820
850 870 870 810 740 810 940 950 800 810 870
"""
# Student (1908), Biometrika 6, 1-25: additional hours of sleep under two drugs, the same ten patients.
SLEEP_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]


def alternating(first: float) -> list[float]:
    """NIST StRD NumAcc2 to 4: a first value, then 500 times (first - 0.1, first + 0.1)."""
    return [first] + [round(first - 0.1, 1), round(first + 0.1, 1)] * 500


@pytest.mark.parametrize(
    ("values", "mean", "sd", "digits"),
    [
        # Certified values of the NIST Statistical Reference Datasets, univariate summary statistics.
        ([10000001.0, 10000003.0, 10000002.0], 10000002.0, 1.0, 15),
        (alternating(1.2), 1.2, 0.1, 14),
        (alternating(1000000.2), 1000000.2, 0.1, 9),
        (alternating(10000000.2), 10000000.2, 0.1, 8),  # the data themselves are only good to 8 digits of 0.1
        ([299.0 + int(v) / 1000 for v in MICHELSON.split()], 299.852400000000, 0.0790105478190518, 12),
    ],
)
def test_mean_and_sd_agree_with_nist_to_the_digits_that_the_data_hold(values, mean, sd, digits):
    found_mean, found_sd = mean_sd(values)
    assert found_mean == pytest.approx(mean, rel=1e-15)
    assert found_sd == pytest.approx(sd, rel=10.0**-digits)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), st.floats(-1e6, 1e6))
def test_moving_all_values_moves_the_mean_and_not_the_spread(values, shift):
    mean, sd = mean_sd(values)
    moved_mean, moved_sd = mean_sd([value + shift for value in values])
    assert moved_mean == pytest.approx(mean + shift, abs=1e-8)
    assert moved_sd == pytest.approx(sd, abs=1e-8, rel=1e-8)


def test_no_values_have_no_mean_and_one_value_no_interval():
    with pytest.raises(ValueError):
        mean_sd([])
    with pytest.raises(ValueError):
        mean_interval([3.0])
    assert mean_sd([3.0]) == (3.0, 0.0)


@pytest.mark.parametrize(
    ("successes", "n", "wilson_limits", "exact_limits"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, methods 3 (score) and 5 (Clopper-Pearson).
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_chances_agree_with_newcombe(successes, n, wilson_limits, exact_limits):
    assert wilson(successes, n) == pytest.approx(wilson_limits, abs=5e-5)
    assert clopper_pearson(successes, n) == pytest.approx(exact_limits, abs=5e-5)


@pytest.mark.parametrize(
    ("successes", "n", "alpha", "expected"),
    [
        # Computed with statsmodels 0.14 proportion_confint (wilson, beta).
        (0, 20, 0.05, (0.0, 0.1611251581, 0.0, 0.168433471)),
        (1000, 1000, 0.1, (0.9973017568, 1.0, 0.9970087505, 1.0)),
        (2, 200, 0.1, (0.003314757589, 0.02976545985, 0.001779681448, 0.03114259941)),
        (14, 100, 0.1, (0.09237297703, 0.2065937819, 0.08666757759, 0.2101739253)),
    ],
)
def test_chances_agree_with_statsmodels_to_nine_digits(successes, n, alpha, expected):
    found = (*wilson(successes, n, alpha), *clopper_pearson(successes, n, alpha))
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_none_of_n_is_bounded_by_the_closed_form():
    for n in (1, 7, 48):
        assert clopper_pearson(0, n, 0.05)[1] == pytest.approx(1 - 0.025 ** (1 / n))
        assert clopper_pearson(n, n, 0.05)[0] == pytest.approx(0.025 ** (1 / n))


@given(st.integers(1, 400), st.data())
def test_an_interval_for_a_chance_holds_the_share_seen_and_mirrors(n, data):
    k = data.draw(st.integers(0, n))
    for method in (wilson, clopper_pearson):
        low, high = method(k, n)
        assert 0 <= low <= k / n <= high <= 1
        mirrored = method(n - k, n)
        assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)


@pytest.mark.parametrize(("successes", "n"), [(3, 2), (-1, 5), (0, 0)])
def test_more_successes_than_tries_are_no_count(successes, n):
    for method in (wilson, clopper_pearson):
        with pytest.raises(ValueError):
            method(successes, n)


def test_clopper_pearson_never_covers_less_than_it_says():
    n, alpha = 12, 0.1
    limits = [clopper_pearson(k, n, alpha) for k in range(n + 1)]
    for p in np.linspace(0.01, 0.99, 50):
        covered = sum(
            math.comb(n, k) * p**k * (1 - p) ** (n - k) for k, (low, high) in enumerate(limits) if low <= p <= high
        )
        assert covered >= 1 - alpha - 1e-12


def test_students_t_agrees_with_the_printed_table():
    # Fisher & Yates, Statistical Tables, table III.
    for df, p, value in ((9, 0.975, 2.262), (23, 0.975, 2.069), (1, 0.975, 12.706), (60, 0.995, 2.660)):
        assert t_quantile(p, df) == pytest.approx(value, abs=5e-4)


def test_student_and_welch_agree_with_the_sleep_data():
    # As printed in the help page of t.test in R (Welch), and its paired form.
    t, df, p = welch(SLEEP_1, SLEEP_2)
    assert (t, df, p) == pytest.approx((-1.8608, 17.776, 0.07939), rel=7e-5)
    paired = [x - y for x, y in zip(SLEEP_1, SLEEP_2, strict=True)]
    assert mean_interval(paired) == pytest.approx((-2.4598858, -0.7001142), abs=5e-8)


def test_welch_of_equal_spreads_is_the_pooled_test():
    x = [1.0, 2.0, 3.0, 4.0]
    t, df, _ = welch(x, [value + 1 for value in x])
    assert df == pytest.approx(6)
    assert t == pytest.approx(-1 / math.sqrt(2 * (5 / 3) / 4))


def test_welch_has_nothing_to_say_about_constants_or_single_values():
    with pytest.raises(ValueError, match="neither sample varies"):
        welch([1.0, 1.0], [2.0, 2.0])
    with pytest.raises(ValueError, match="two values"):
        welch([1.0], [2.0, 3.0])


@pytest.mark.parametrize(("n", "ranks"), [(10, (2, 9)), (20, (6, 15)), (50, (18, 33)), (100, (40, 61))])
def test_the_median_lies_between_the_ranks_of_the_printed_table(n, ranks):
    # The usual table of 95% limits for a median; each follows from summing Binomial(n, 1/2) by hand.
    value, low, high = quantile_interval(np.arange(1, n + 1), 0.5)
    assert (low, high) == ranks
    assert value == n / 2


def test_a_quantile_near_the_edge_is_unbounded_on_that_side():
    _, low, high = quantile_interval(np.arange(10.0), 0.95)
    assert high == math.inf
    assert low > 0
    assert quantile_interval(np.arange(10.0), 0.05)[1] == -math.inf


def test_never_is_a_fine_value_for_a_quantile():
    times = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0] + [math.inf] * 4
    assert quantile_interval(times, 0.5) == (50.0, 20.0, math.inf)


def test_fewer_effective_values_never_narrow_a_quantile():
    values = np.random.default_rng(2).normal(size=48)
    _, low, high = quantile_interval(values, 0.5)
    for n_effective in (40.5, 24.0, 12.9, 3.0, 0.4):
        _, wider_low, wider_high = quantile_interval(values, 0.5, n_effective=n_effective)
        assert wider_low <= low and high <= wider_high
        low, high = wider_low, wider_high


@pytest.mark.parametrize(("values", "q"), [([], 0.5), ([1.0, math.nan], 0.5), ([1.0], 0.0), ([1.0], 1.0)])
def test_a_quantile_of_nothing_is_refused(values, q):
    with pytest.raises(ValueError):
        quantile_interval(values, q)


def test_intervals_cover_as_often_as_they_say():
    rng = np.random.default_rng(11)
    n_trials, n = 2000, 15
    mean_hits = median_hits = 0
    for sample in rng.normal(3.0, 2.0, size=(n_trials, n)):
        low, high = mean_interval(sample)
        mean_hits += low <= 3.0 <= high
        _, low, high = quantile_interval(sample, 0.5)
        median_hits += low <= 3.0 <= high
    four_errors = 4 * math.sqrt(0.95 * 0.05 / n_trials)
    assert mean_hits / n_trials == pytest.approx(0.95, abs=four_errors)
    assert median_hits / n_trials > 0.95 - four_errors
