"""From tables to detections: what is measured, what is put in its place, and what becomes of bad rows."""

import numpy as np
import pytest

from pavise.tracking.frame import Frame
from pavise.tracking.plots import read_plots
from pavise.tracking.settings import TrackConfig, config_of
from pavise.tracking.table import read_table, write_table
from pavise.yamlfile import BadInput

POLAR = {"t_s": [0.0, 4.0], "range_m": [50e3, 49e3], "azimuth_deg": [90.0, 90.5]}


def places(plots):
    from pavise.tracking.convert import convert_all

    detection = plots.detection.view(np.ndarray)
    assert convert_all(detection, plots.eye.view(np.ndarray)) == 0
    return detection["position_m"]


def test_azimuth_is_counted_from_north_over_east():
    place = places(read_plots({**POLAR, "elevation_deg": [0.0, 0.0]}, TrackConfig()))[0]
    assert place == pytest.approx([50e3, 0.0, 0.0], abs=1.0)


def test_a_height_gives_the_elevation_over_a_round_earth():
    plots = read_plots({**POLAR, "height_m": [3000.0, 3000.0]}, TrackConfig())
    place = places(plots)
    assert plots.frame.heights_m(place) == pytest.approx([3000.0, 3000.0], abs=1.0)
    assert place[0, 2] < 3000.0 - 190.0  # the plane rises over the earth by 50 km squared / 2 R


def test_with_neither_height_nor_elevation_a_usual_height_is_assumed_and_said():
    plots = read_plots(POLAR, TrackConfig())
    assert not plots.heights
    assert plots.frame.heights_m(places(plots)) == pytest.approx([5000.0, 5000.0], abs=10.0)  # unbiased: 0.1 % off
    assert any("5000 m above the sea was assumed" in words for words in plots.remarks)


def test_a_near_plot_without_a_height_is_taken_as_overhead_not_refused():
    plots = read_plots({"t_s": [0.0], "range_m": [2e3], "azimuth_deg": [10.0]}, TrackConfig())
    assert np.isfinite(places(plots)).all()


def test_places_come_back_as_they_were_given():
    given = {"t_s": [0.0, 0.0], "x_m": [12e3, -250e3], "y_m": [-7e3, 400e3], "z_m": [500.0, 11e3]}
    plots = read_plots(given, TrackConfig())
    place = places(plots)
    order = np.argsort(plots.row)
    assert place[order] == pytest.approx(np.column_stack([given[name] for name in ("x_m", "y_m", "z_m")]), abs=0.01)
    sigma_m = np.sqrt(plots.detection.covariance_m2[:, [0, 3, 5]])
    assert sigma_m == pytest.approx(np.full((2, 3), 100.0), rel=0.01)


def test_latitudes_come_back_as_they_were_given():
    given = {"t_s": [0.0], "latitude_deg": [40.1], "longitude_deg": [33.2], "height_m": [9000.0]}
    config = config_of({"origin": {"lat": "39.9 deg", "lon": "32.8 deg", "height": "900 m"}})
    plots = read_plots(given, config)
    assert plots.frame.to_earth(places(plots))[0] == pytest.approx([40.1, 33.2, 9000.0], abs=1e-4)


def test_a_radar_on_the_earth_sees_along_its_own_axes():
    config = config_of(
        {
            "origin": {"lat": "39 deg", "lon": "32 deg"},
            "sensors": {"far": {"at": {"lat": "41 deg", "lon": "36 deg", "height": "500 m"}}},
        }
    )
    plots = read_plots({**POLAR, "elevation_deg": [2.0, 2.0], "sensor": ["far", "far"]}, config)
    there = Frame(41.0, 36.0, 500.0)
    flat = np.array([50e3 * np.cos(np.radians(2.0)), 0.0, 50e3 * np.sin(np.radians(2.0))])
    assert plots.frame.to_earth(places(plots))[0] == pytest.approx(there.to_earth(flat), abs=0.1)


def test_rows_that_lack_a_number_or_come_twice_are_left_out_and_counted(tmp_path):
    path = tmp_path / "plots.csv"
    path.write_text(
        "t_s,range_m,azimuth_deg,height_m\n4,5e4,10,300\n0,5e4,9,300\n0,,9,300\n4,5e4,10,300\n8,5e4,11,\n\n"
    )
    plots = read_plots(path, TrackConfig())
    assert plots.counts == {"rows": 5, "not_finite": 1, "duplicates": 1, "out_of_order": 1, "plots": 3}
    assert "line 4" in " ".join(plots.remarks) and "line 5" in " ".join(plots.remarks)
    assert plots.row.tolist() == [1, 0, 4] and plots.detection.time_s.tolist() == [0.0, 4.0, 8.0]


def test_everything_wrong_in_a_table_is_said_at_once(tmp_path):
    path = tmp_path / "plots.csv"
    path.write_text("t_s,range_m,azimuth_deg\n0,far,9\n1,-5,9\n2,5e4,777\n3,5e4\n")
    with pytest.raises(BadInput) as refused:
        read_plots(path, TrackConfig())
    told = [(finding.line, finding.field) for finding in refused.value.findings]
    assert told == [(2, "range_m"), (3, "range_m"), (4, "azimuth_deg"), (5, "(file)")]
    assert all(finding.mend for finding in refused.value.findings)


def test_missing_columns_and_unknown_sensors_are_named():
    with pytest.raises(BadInput, match="no column range_m and azimuth_deg"):
        read_plots({"t_s": [0.0], "rang_m": [1.0]}, TrackConfig())
    config = config_of({"sensors": {"north": {}}})
    with pytest.raises(BadInput, match="did you mean 'north'"):
        read_plots({**POLAR, "sensor": ["nort", "north"]}, config)


def test_a_scan_in_which_nothing_was_seen_is_a_look_all_the_same():
    config = config_of({"sensors": {"radar": {"scan": "4 s"}}})
    given = {"t_s": [0.0, 12.0], "range_m": [5e4, 5e4], "azimuth_deg": [1.0, 2.0]}
    look = read_plots(given, config).look
    assert look.time_s.tolist() == [0.0, 4.0, 8.0, 12.0] and look["count"].tolist() == [1, 0, 0, 1]


def test_plots_of_one_turn_with_times_of_their_own_are_one_look():
    config = config_of({"sensors": {"radar": {"scan": "4 s"}}})
    given = {"t_s": [0.1, 2.2, 3.9, 4.3], "range_m": [5e4] * 4, "azimuth_deg": [1.0, 90.0, 200.0, 2.0]}
    look = read_plots(given, config).look
    assert look["count"].tolist() == [3, 1] and look.time_s.tolist() == pytest.approx([4.1, 8.1])


@pytest.mark.parametrize("name", ["table.csv", "table.parquet"])
def test_tables_are_read_as_they_were_written(tmp_path, name):
    columns = {
        "t_s": np.array([0.0, 1.5, np.nan]),
        "n": np.array([1, 2, 3]),
        "who": np.array(["a", "b", "c,d"], dtype=object),
    }
    table = read_table(write_table(columns, tmp_path / name))
    assert table.numbers("t_s") == pytest.approx(columns["t_s"], nan_ok=True)
    assert table.numbers("n").tolist() == [1.0, 2.0, 3.0] and table.texts("who") == ["a", "b", "c,d"]


def test_settings_say_everything_that_is_wrong_with_them():
    with pytest.raises(BadInput) as refused:
        config_of({"motion": "strait", "confirm": "5 of 3", "gate": 0.1, "sensors": {"a": {"at": {"lat": "3 deg"}}}})
    assert {finding.field for finding in refused.value.findings} == {"motion", "confirm", "gate", "sensors.a.at"}
