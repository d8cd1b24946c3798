"""The picture of tracks: everything that is asked for is drawn, and nothing falls off the sheet."""

import numpy as np
import pytest

from pavise.views import style
from pavise.views.track_picture import Picture, save_picture, track_picture


def picture(**more):
    k = np.arange(10.0)
    tracks = {
        "t_s": np.tile(4.0 * k, 2), "track_id": np.repeat([3, 7], 10), "x_m": np.concatenate([1e3 * k, 1e3 * k]),
        "y_m": np.concatenate([500.0 * k, 9e3 - 500.0 * k]), "cov_x_x": np.full(20, 1e4),
        "cov_x_y": np.full(20, 2e3), "cov_y_y": np.full(20, 4e4),
    }  # fmt: skip
    truth = {"t_s": 4.0 * k, "truth_id": np.array(["a"] * 10), "x_m": 1e3 * k, "y_m": 500.0 * k + 50.0}
    plots = {"x_m": np.array([1e3, 2e3]), "y_m": np.array([600.0, 1100.0])}
    return Picture("A title", "Some words about it.", tracks, plots, truth, **more)


def labels(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_what_is_there_has_a_key_and_what_is_not_has_none():
    with style.drawing():
        bare = track_picture(picture())
        full = track_picture(picture(false=frozenset({7}), swaps=[(3e3, 2e3)]))
    assert labels(bare)[:3] == ["what flew", "plot", "track, from its ring on"] and "false track" not in labels(bare)
    assert {"false track", "swap: the track went on with another"} <= set(labels(full))


def test_an_ellipse_has_the_size_and_direction_of_the_covariance():
    from matplotlib.patches import Ellipse

    with style.drawing():
        figure = track_picture(picture())
    ellipse = next(patch for patch in figure.axes[0].patches if isinstance(patch, Ellipse))
    values = np.linalg.eigvalsh([[1e4, 2e3], [2e3, 4e4]])
    assert ellipse.width / ellipse.height == pytest.approx(np.sqrt(values[1] / values[0]))
    assert ellipse.angle % 180.0 == pytest.approx(90.0 - np.degrees(0.5 * np.arctan2(4e3, 3e4)), abs=0.1)


def test_the_strip_of_time_stands_below_when_the_truth_is_known():
    over_time = {
        "t_s": 4.0 * np.arange(10), "objects": np.ones(10), "tracked": np.ones(10), "false": np.zeros(10),
        "error_m": np.append(np.full(9, 50.0), np.nan),
    }  # fmt: skip
    with style.drawing():
        assert len(track_picture(picture()).axes) == 1
        assert len(track_picture(picture(over_time=over_time)).axes) == 3


@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.pdf"])
def test_it_is_written_in_the_kind_that_its_name_says(tmp_path, name):
    start = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[name[-3:]]
    assert save_picture(picture(), tmp_path / "new" / name).read_bytes().startswith(start)


def test_no_track_at_all_is_a_picture_too(tmp_path):
    none = {name: np.zeros(0) for name in ("t_s", "track_id", "x_m", "y_m", "cov_x_x", "cov_x_y", "cov_y_y")}
    plots = {"x_m": np.array([1e3, 2e3]), "y_m": np.array([600.0, 1100.0])}
    save_picture(Picture("Nothing", "No tracks.", none, plots), tmp_path / "none.png")
