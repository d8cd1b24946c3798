"""Repetition is not evidence; conditions are not mixed; the method is named, and the ends are those of the voices."""

import numpy as np
import pytest

from pavise.evidence.claim import Claim, Source
from pavise.evidence.distributions import Beta, Fixed, LogNormal, Mixture, Triangular, Uniform
from pavise.evidence.weigh import METHODS, WeighError, judged, voices, weigh


def said(voice: str, value: float | None = None, **more) -> Claim:
    fields = {
        "id": f"s.range.{voice}-{value}-{len(more)}",
        "system": "s",
        "quantity": "range",
        "value": value,
        "low": None,
        "high": None,
        "text": None,
        "bound": None,
        "dimension": "length",
        "unit": "km",
        "as_written": "",
        "condition": "",
        "claimant": "press",
        "says": voice,
        "upstream": voice,
        "source": Source(publisher=voice),
        "confidence": "medium",
        "suspect": False,
        "unseen": False,
        "derived": False,
        "note": "",
    }
    return Claim(**(fields | more))


def test_one_upstream_is_one_voice():
    forty_outlets = [said(f"outlet-{n}", 400.0, upstream="maker") for n in range(40)]
    one_institute = said("institute", low=150.0, high=200.0)
    heard = voices([*forty_outlets, one_institute])
    assert [(v.upstream, len(v.claims)) for v in heard] == [("institute", 1), ("maker", 40)]
    assert weigh([*forty_outlets, one_institute], "mixture").mean == pytest.approx((175 + 400) / 2)


def test_repeating_a_voice_changes_nothing():
    claims = [said("a", 100.0), said("b", 250.0), said("c", 400.0)]
    for method in ("envelope", "triangular", "mixture"):
        once = weigh(claims, method)
        again = weigh([*claims, *(said(f"copy-{n}", 400.0, upstream="c") for n in range(9))], method)
        assert again == once


def test_a_voice_is_as_wide_as_everything_it_says():
    (heard,) = voices([said("a", 100.0), said("a", 120.0), said("a", low=90.0, high=110.0)])
    assert (heard.low, heard.high, heard.centre) == (90.0, 120.0, 100.0)


def test_suspect_claims_are_never_sampled():
    claims = [said("a", 1.0), said("b", 12.0, suspect=True)]
    assert weigh(claims, "envelope") == Fixed(1.0)
    assert weigh(claims, "envelope", include_unseen=True) == Fixed(1.0)


def test_unseen_claims_are_no_voice_unless_asked_for():
    claims = [said("a", 1.0), said("b", 2.0, unseen=True)]
    assert weigh(claims, "envelope") == Fixed(1.0)
    assert weigh(claims, "envelope", include_unseen=True) == Uniform(1.0, 2.0)


def test_envelope_spans_the_lowest_and_the_highest_voice():
    assert weigh([said("a", low=150.0, high=200.0), said("b", 400.0)], "envelope") == Uniform(150.0, 400.0)


def test_triangular_is_likeliest_at_the_median_of_the_voices():
    claims = [said("a", 100.0), said("b", 250.0), said("c", 300.0), said("c", 300.0), said("d", 400.0)]
    assert weigh(claims, "triangular") == Triangular(100.0, 275.0, 400.0)


def test_mixture_gives_every_voice_the_same_weight_and_invents_nothing_between():
    lot = weigh([said("a", 2.0), said("b", 4.0), said("c", 4.0), said("d", 4.0)], "mixture")
    assert isinstance(lot, Mixture)
    drawn = lot.ppf(np.linspace(0.01, 0.99, 99))
    assert set(drawn) == {2.0, 4.0}
    assert np.mean(drawn == 2.0) == pytest.approx(0.25, abs=0.02)


def test_single_takes_one_voice_at_its_word():
    assert weigh([said("a", 4.0), said("a", 4.0)], "single") == Fixed(4.0)
    assert weigh([said("a", low=4.0, high=8.0)], "single") == Uniform(4.0, 8.0)
    with pytest.raises(WeighError, match="meets 2 voices"):
        weigh([said("a", 4.0), said("b", 5.0)], "single")


@pytest.mark.parametrize("method", METHODS)
def test_voices_that_agree_leave_no_doubt(method):
    assert weigh([said("a", 4.0)], method) == Fixed(4.0)


def test_claims_under_different_conditions_are_never_pooled_in_silence():
    claims = [said("a", 400.0, condition="aircraft"), said("b", 60.0, condition="ballistic target")]
    with pytest.raises(WeighError, match="different conditions: aircraft; ballistic target"):
        weigh(claims, "envelope")
    assert weigh(claims, "envelope", across_conditions=True) == Uniform(60.0, 400.0)


def test_different_kinds_of_figures_are_never_pooled():
    with pytest.raises(WeighError, match="different kinds"):
        weigh([said("a", 1.0), said("b", 2.0, dimension="time")], "envelope", across_conditions=True)


def test_when_nothing_can_be_sampled_the_reason_is_told():
    words = said("a", text="far", dimension=None)
    with pytest.raises(WeighError, match="1 suspect, 1 in words, 1 unseen"):
        weigh([words, said("b", 1.0, suspect=True), said("c", 1.0, unseen=True)], "envelope")
    with pytest.raises(WeighError, match="no claims"):
        weigh([], "envelope")


def test_an_unknown_method_is_refused():
    with pytest.raises(WeighError, match="no method 'average'"):
        weigh([said("a", 1.0)], "average")


def test_a_judgement_takes_the_shape_it_names():
    assert judged(0.5, 0.9) == Uniform(0.5, 0.9)
    assert judged(0.5, 0.9, 0.7) == Triangular(0.5, 0.7, 0.9)
    assert judged(0.5, 0.9, 0.7, "beta") == Beta(0.5, 0.9, 0.7)
    assert judged(1e-3, 1e-1, shape="lognormal") == LogNormal(1e-3, 1e-1)
    assert judged(4.0, 4.0) == Fixed(4.0)


@pytest.mark.parametrize(
    ("low", "high", "mode", "shape", "words"),
    [
        (2.0, 1.0, None, None, "above `high`"),
        (1.0, 2.0, 3.0, None, "outside"),
        (1.0, 2.0, None, "beta", "needs a `mode`"),
        (1.0, 2.0, 1.5, "uniform", "has no `mode`"),
        (0.0, 2.0, None, "lognormal", "0 < low"),
        (1.0, 2.0, None, "bell", "no shape"),
        (float("nan"), 2.0, None, None, "above `high`"),
    ],
)
def test_a_judgement_that_makes_no_sense_is_refused(low, high, mode, shape, words):
    with pytest.raises(WeighError, match=words) as caught:
        judged(low, high, mode, shape)
    assert caught.value.mend
