"""A doubtful number times a doubtful factor, and counts."""

from __future__ import annotations

import numpy as np
import pytest

from pavise.catalogue.products import MOST_WHOLE, product, scaled, whole_numbers
from pavise.evidence.distributions import Beta, Fixed, LogNormal, Mixture, Triangular, Uniform

U = (np.arange(4000) + 0.5) / 4000

SHAPES = [Uniform(2.0, 4.0), Triangular(1.0, 2.0, 5.0), LogNormal(0.1, 10.0), Beta(1.0, 3.0, 2.5), Fixed(3.0)]
SHAPES.append(Mixture((Fixed(1.0), Uniform(2.0, 3.0)), (0.3, 0.7)))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: type(shape).__name__)
def test_scaling_scales_every_draw(shape):
    assert scaled(shape, 2.5).ppf(U) == pytest.approx(2.5 * shape.ppf(U), rel=1e-8)


@pytest.mark.parametrize("amount", SHAPES, ids=lambda shape: type(shape).__name__)
def test_a_product_has_the_mean_and_spread_of_independent_draws(amount):
    factor = Uniform(0.5, 0.75)
    found = product(amount, factor).ppf(U)
    a, f = amount.ppf(U), factor.ppf(U)
    true_variance = np.mean(a**2) * np.mean(f**2) - (np.mean(a) * np.mean(f)) ** 2
    assert np.mean(found) == pytest.approx(np.mean(a) * np.mean(f), rel=0.02)
    assert np.std(found) == pytest.approx(np.sqrt(true_variance), rel=0.06)


@pytest.mark.parametrize("amount", SHAPES, ids=lambda shape: type(shape).__name__)
def test_a_product_stays_within_the_ends(amount):
    found = product(amount, Uniform(0.5, 0.75))
    assert found.low >= amount.low * 0.5 - 1e-12
    assert found.high <= amount.high * 0.75 + 1e-12


def test_whole_numbers_of_a_mixture_keep_the_weights():
    counts = whole_numbers(Mixture((Fixed(8.0), Uniform(6.0, 8.0))))
    values = counts.ppf(U)
    assert np.mean(values == 8) == pytest.approx(0.5 + 0.5 / 3, abs=0.001)
    assert set(np.unique(values)) == {6.0, 7.0, 8.0}


def test_whole_numbers_of_a_triangle_lean_to_its_mode():
    values = whole_numbers(Triangular(1.0, 2.0, 6.0)).ppf(U)
    assert np.mean(values == 2) > np.mean(values == 5)
    assert np.all(values == np.rint(values))


def test_a_wide_count_stays_continuous():
    wide = Uniform(0.0, MOST_WHOLE + 1.0)
    assert whole_numbers(wide) is wide


def test_there_may_be_no_whole_number():
    assert whole_numbers(Uniform(2.2, 2.8)) is None
