"""Specific attenuation by gases against the ITU's own worked examples."""

import pytest

from pavise.sim.gas_lines import OXYGEN_LINES, VAPOUR_LINES, oxygen_db_per_km, vapour_db_per_km

AIR = (1013.25, 288.15, 7.5)

# ITU-R, *Validation examples for the delivery of recommendations of study group 3* (CG-3M3J-13-ValEx, revision 5.1),
# P.676-12: frequency in GHz, dry air and water vapour in dB/km, at 1,013.25 hPa, 288.15 K, 7.5 g/m3.
PRINTED = [
    (1, 0.005388658, 5.09e-05),
    (3, 0.00707596, 0.000462793),
    (9, 0.008023466, 0.004660957),
    (13, 0.008975057, 0.012005265),
]


@pytest.mark.parametrize(("ghz", "dry", "vapour"), PRINTED)
def test_examples_of_the_itu_are_met(ghz, dry, vapour):
    assert oxygen_db_per_km(1e9 * ghz, *AIR) == pytest.approx(dry, rel=1e-6)
    assert vapour_db_per_km(1e9 * ghz, *AIR) == pytest.approx(vapour, rel=1e-3)


def test_all_lines_of_the_recommendation_are_there_in_order():
    for lines, count in ((OXYGEN_LINES, 44), (VAPOUR_LINES, 35)):
        assert lines.shape == (count, 7)
        assert sorted(lines[:, 0]) == list(lines[:, 0])


def test_dry_air_has_no_vapour_loss_and_moist_air_more():
    dry_air = (1013.25, 288.15, 0.0)
    assert vapour_db_per_km(22e9, *dry_air) == 0.0
    assert vapour_db_per_km(22.235e9, *AIR) > 10 * vapour_db_per_km(15e9, *AIR) / 2


def test_oxygen_peaks_at_60_ghz():
    assert oxygen_db_per_km(60e9, *AIR) == pytest.approx(15.0, abs=1.0)  # figure 1 of P.676
    assert oxygen_db_per_km(60e9, *AIR) > 100 * oxygen_db_per_km(35e9, *AIR)
