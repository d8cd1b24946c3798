"""Every shape: the inverse undoes the cumulative, keeps ranks, and stays between its ends."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pavise.evidence.distributions import (
    Beta,
    Distribution,
    Fixed,
    LogNormal,
    Mixture,
    Triangular,
    Uniform,
)

U = np.linspace(0.001, 0.999, 201)
few = settings(max_examples=60, deadline=None)  # the machine may be busy

amounts = st.floats(1e-3, 1e6)
shares = st.floats(0.0, 1.0)


@st.composite
def spans(draw):
    low = draw(amounts)
    return low, low * draw(st.floats(1.01, 1e3))


@st.composite
def simple(draw) -> Distribution:
    low, high = draw(spans())
    mode = min(high, max(low, low + draw(shares) * (high - low)))
    kind = draw(st.sampled_from(["fixed", "uniform", "triangular", "lognormal", "beta"]))
    return {
        "fixed": Fixed(low),
        "uniform": Uniform(low, high),
        "triangular": Triangular(low, mode, high),
        "lognormal": LogNormal(low, high),
        "beta": Beta(low, high, mode),
    }[kind]


@st.composite
def mixtures(draw) -> Distribution:
    parts = draw(st.lists(simple(), min_size=1, max_size=4))
    weights = draw(st.lists(st.floats(0.1, 10), min_size=len(parts), max_size=len(parts)))
    return Mixture(tuple(parts), tuple(weights))


any_shape = simple() | mixtures()


@few
@given(any_shape)
def test_a_higher_rank_never_gives_a_lower_value(shape):
    assert np.all(np.diff(shape.ppf(U)) >= 0)


@few
@given(any_shape)
def test_no_world_lies_outside_what_was_claimed(shape):
    x = shape.ppf(U)
    assert np.all((x >= shape.low) & (x <= shape.high))


@few
@given(any_shape)
def test_ppf_is_the_inverse_of_cdf(shape):
    """The generalised inverse: cdf reaches u at ppf(u), and has not reached it just below."""
    x = shape.ppf(U)
    width = (shape.high - shape.low) or abs(shape.high)
    slack = 1e-7
    assert np.all(shape.cdf(x + 1e-7 * width) >= U - slack)
    assert np.all(shape.cdf(x - 1e-7 * width) <= U + slack)


@few
@given(any_shape.filter(lambda s: not isinstance(s, (Fixed, Mixture))))
def test_where_nothing_jumps_cdf_of_ppf_is_the_share_itself(shape):
    np.testing.assert_allclose(shape.cdf(shape.ppf(U)), U, atol=1e-6)


@few
@given(any_shape)
def test_the_mean_is_the_average_over_worlds(shape):
    u = (np.arange(2000) + 0.5) / 2000
    assert np.mean(shape.ppf(u)) == pytest.approx(shape.mean, rel=5e-3)


def test_shapes_agree_with_scipy():
    np.testing.assert_allclose(Triangular(1, 2, 5).ppf(U), stats.triang(0.25, loc=1, scale=4).ppf(U), rtol=1e-12)
    np.testing.assert_allclose(Beta(1, 5, 2).ppf(U), stats.beta(2, 4, loc=1, scale=4).ppf(U), rtol=1e-8)
    cut = stats.truncnorm(-2, 2)
    np.testing.assert_allclose(np.log(LogNormal(np.exp(-2), np.exp(2)).ppf(U)), cut.ppf(U), atol=1e-8)


def test_a_mixture_of_values_steps_from_one_voice_to_the_next():
    lot = Mixture((Fixed(16), Fixed(36), Fixed(32)), (1, 1, 2))
    np.testing.assert_array_equal(lot.ppf([0.1, 0.2499, 0.26, 0.74, 0.76, 0.99]), [16, 16, 32, 32, 36, 36])
    assert lot.cdf(32) == pytest.approx(0.75)
    assert lot.cdf(31.9) == pytest.approx(0.25)


def test_a_mixture_of_a_value_and_a_range_has_a_jump_inside_the_range():
    mixed = Mixture((Uniform(0, 2), Fixed(1)))
    np.testing.assert_allclose(mixed.ppf([0.1, 0.25, 0.5, 0.75, 0.9]), [0.4, 1, 1, 1, 1.6])


def test_narrowing_a_belief_keeps_ranks():
    wide, narrow = Uniform(100, 400), Uniform(200, 300)
    u = np.random.default_rng(1).uniform(0.01, 0.99, 50)
    np.testing.assert_array_equal(np.argsort(wide.ppf(u)), np.argsort(narrow.ppf(u)))


def test_the_median_splits_worlds_in_half():
    assert Uniform(100, 400).median == 250
    assert Fixed(4).median == 4
    assert LogNormal(1e-4, 1e-2).median == pytest.approx(1e-3, rel=1e-8)


def test_shape_in_is_shape_out():
    assert Uniform(0, 1).ppf(np.full((3, 2), 0.5)).shape == (3, 2)
    assert Mixture((Fixed(1), Fixed(2))).ppf(0.5).shape == ()


@pytest.mark.parametrize("u", [0.0, 1.0, -0.1, 1.1, np.nan])
def test_shares_outside_zero_to_one_are_refused(u):
    with pytest.raises(ValueError, match="strictly between"):
        Uniform(0, 1).ppf([0.5, u])


@pytest.mark.parametrize(
    "build",
    [
        lambda: Uniform(2, 1),
        lambda: Uniform(1, 1),
        lambda: Uniform(0, np.inf),
        lambda: Triangular(0, 3, 2),
        lambda: LogNormal(0, 1),
        lambda: Beta(0, 1, 2),
        lambda: Fixed(np.nan),
        lambda: Mixture(()),
        lambda: Mixture((Fixed(1),), (1, 2)),
        lambda: Mixture((Fixed(1),), (0,)),
    ],
)
def test_a_shape_that_makes_no_sense_is_refused(build):
    with pytest.raises(ValueError):
        build()


def test_shapes_speak_in_the_readers_unit():
    assert Uniform(150e3, 400e3).describe("km") == "anywhere between 150 km and 400 km"
    assert Mixture((Fixed(2), Fixed(4))).describe() == "exactly 2 (50%); or exactly 4 (50%)"
    for shape in (Fixed(1), Triangular(1, 2, 3), LogNormal(1, 2), Beta(1, 3, 2)):
        assert "1" in shape.describe()
