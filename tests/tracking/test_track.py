"""The verb: tracks from tables, alone, with what can go wrong on the way."""

import numpy as np
import pytest

import pavise
from pavise.yamlfile import BadInput

SCAN = {"sensors": {"radar": {"scan": "4 s"}}}


def flight(looks=12, seed=0, missed=()):
    """Two aircraft, each look's plots of a radar at the origin, and the truth."""
    chance = np.random.default_rng(seed)
    plots = {name: [] for name in ("t_s", "range_m", "azimuth_deg", "elevation_deg", "truth_id")}
    truth = {name: [] for name in ("t_s", "truth_id", "x_m", "y_m", "z_m", "vx_mps", "vy_mps", "vz_mps")}
    for k in range(looks):
        for who, (start, velocity) in enumerate(
            (((-40e3, 30e3, 8e3), (200, 10, 0)), ((50e3, 20e3, 5e3), (-60, -180, 0)))
        ):
            place = np.array(start) + 4.0 * k * np.array(velocity)
            for name, value in zip(truth, (4.0 * k, who, *place, *velocity), strict=True):
                truth[name].append(value)
            if (k, who) in missed:
                continue
            range_m = np.linalg.norm(place) + chance.normal(0, 100)
            azimuth = np.degrees(np.arctan2(place[0], place[1])) + chance.normal(0, 0.1)
            elevation = np.degrees(np.arcsin(place[2] / np.linalg.norm(place))) + chance.normal(0, 0.3)
            for name, value in zip(plots, (4.0 * k, range_m, azimuth, elevation, who), strict=True):
                plots[name].append(value)
    return {n: np.array(c) for n, c in plots.items()}, {n: np.array(c) for n, c in truth.items()}


@pytest.fixture(scope="module")
def followed():
    plots, truth = flight(missed={(7, 0), (8, 0)})
    return pavise.track(plots, SCAN), truth


def test_two_aircraft_become_two_tracks(followed):
    tracks, truth = followed
    picture = tracks.confirmed()
    assert len(np.unique(picture["track_id"])) == 2 and tracks.counts["confirmed"] == 2
    score = tracks.score(truth, from_s=20.0)
    assert score.siap.completeness == 1.0 and score.siap.spuriousness == 0.0 and score.purity == 1.0
    assert score.rmse_m < 400.0  # 0.3 deg of elevation at 50 km are 260 m


def test_a_missed_look_leaves_the_track_where_it_should_be_with_more_doubt(followed):
    picture = followed[0].confirmed()
    mine = picture["track_id"] == picture["track_id"][picture["misses"] == 2][0]
    sigma_m = np.sqrt(picture["cov_x_x"][mine])
    misses = picture["misses"][mine]
    assert misses.max() == 2 and sigma_m[misses == 2][0] > 1.3 * sigma_m[np.flatnonzero(misses == 1)[0] - 1]


def test_every_row_knows_its_track(followed):
    tracks, _ = followed
    assert set(tracks.track_of_row.tolist()) == set(tracks.confirmed()["track_id"].tolist())


def test_covariances_are_positive_and_whole(followed):
    columns = followed[0].columns
    names = ("x", "y", "z", "vx", "vy", "vz")
    for k in range(len(columns["t_s"])):
        matrix = np.array(
            [
                [columns[f"cov_{min(a, b, key=names.index)}_{max(a, b, key=names.index)}"][k] for b in names]
                for a in names
            ]
        )
        assert np.linalg.eigvalsh(matrix).min() > 0.0


@pytest.mark.parametrize("name", ["tracks.csv", "tracks.parquet"])
def test_the_table_is_written_as_it_is(followed, tmp_path, name):
    from pavise.tracking.table import read_table

    tracks, _ = followed
    table = read_table(tracks.write(tmp_path / name))
    assert list(table.columns) == list(tracks.columns)
    assert table.numbers("x_m") == pytest.approx(tracks.columns["x_m"], rel=1e-9)
    assert table.texts("status") == tracks.columns["status"].tolist()


def test_a_radar_without_heights_is_followed_as_well():
    plots, truth = flight()
    flat = {name: column for name, column in plots.items() if name != "elevation_deg"}
    tracks = pavise.track(flat, SCAN)
    score = tracks.score(truth, from_s=20.0)
    assert score.siap.completeness == 1.0 and score.switches == 0
    assert np.isnan(tracks.columns["z_m"]).all() and not tracks.heights
    assert score.rmse_m < 1000.0  # it flies 8 km up at 50 km: drawn 0.5 km too far out, not lost


def test_a_place_on_the_earth_gives_latitudes():
    config = {"sensors": {"radar": {"scan": "4 s", "at": {"lat": "39.9 deg", "lon": "32.8 deg", "height": "900 m"}}}}
    columns = pavise.track(flight()[0], config).confirmed()
    assert np.abs(columns["latitude_deg"] - 40.1).max() < 0.4 and np.abs(columns["longitude_deg"] - 32.8).max() < 0.8
    assert 4e3 < columns["height_m"].min() and columns["height_m"].max() < 11e3


def test_the_order_of_rows_changes_nothing():
    plots, _ = flight()
    order = np.random.default_rng(5).permutation(len(plots["t_s"]))
    straight = pavise.track(plots, SCAN)
    mixed = pavise.track({name: column[order] for name, column in plots.items()}, SCAN)
    assert mixed.counts["rows_out_of_order"] > 0
    for track in np.unique(straight.columns["track_id"]):
        mine = straight.columns["track_id"] == track
        near = np.abs(mixed.columns["x_m"][:, None] - straight.columns["x_m"][mine]).min(axis=0)
        assert near.max() < 1e-6


def test_a_false_plot_starts_no_confirmed_track():
    plots, _ = flight()
    alone = {
        name: np.append(column, value)
        for (name, column), value in zip(plots.items(), (20.0, 90e3, 200.0, 1.0, -1), strict=True)
    }
    tracks = pavise.track(alone, SCAN)
    assert tracks.counts["started"] == 3 and tracks.counts["confirmed"] == 2 and tracks.origin_of_row[-1] == -1


@pytest.mark.needs_compiler
def test_a_table_too_small_for_the_tracks_is_made_larger():
    chance = np.random.default_rng(2)
    many = {
        "t_s": np.arange(3000.0) * 0.01,
        "range_m": chance.uniform(1e4, 3e5, 3000),
        "azimuth_deg": chance.uniform(0, 360, 3000),
    }
    tracks = pavise.track(many, {"confirm": "32 of 32"})
    assert tracks.counts["full"] == 0 and tracks.counts["started"] > 64


def test_progress_is_told_to_the_end():
    told = []
    pavise.track(flight()[0], SCAN, on_progress=told.append)
    assert told[-1].done == told[-1].total == 12


def test_a_truth_that_cannot_be_used_is_refused(followed):
    with pytest.raises(BadInput, match="truth_id"):
        followed[0].score({"t_s": [0.0], "x_m": [0.0], "y_m": [0.0]})
