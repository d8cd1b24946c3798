"""What is written as ASTERIX comes back equal within half a step of the format."""

import numpy as np
import pytest

from pavise.tracking import asterix
from pavise.yamlfile import BadInput

pytest.importorskip("asterix", reason="libasterix is not installed (the extra `asterix`)")

CHANCE = np.random.default_rng(8)
N = 250


def plots():
    return {
        "t_s": np.sort(CHANCE.uniform(86_000.0, 86_900.0, N)),  # over midnight
        "sensor": np.array(["25/12"] * (N - 1) + ["1/255"], dtype=object),
        "range_m": CHANCE.uniform(1e3, 4e5, N),
        "azimuth_deg": CHANCE.uniform(0.0, 360.0, N),
        "height_m": np.where(np.arange(N) % 7, CHANCE.uniform(0.0, 12e3, N), np.nan),
        "range_rate_mps": CHANCE.uniform(-500.0, 500.0, N),
    }


def tracks():
    return {
        "t_s": np.arange(N) * 4.0, "track_id": np.arange(N) + 65_400,
        "status": np.array(["tentative", "confirmed"] * (N // 2), dtype=object),
        "x_m": CHANCE.uniform(-1e6, 1e6, N), "y_m": CHANCE.uniform(-1e6, 1e6, N),
        "vx_mps": CHANCE.normal(0.0, 200.0, N), "vy_mps": CHANCE.normal(0.0, 200.0, N),
        "vz_mps": CHANCE.normal(0.0, 10.0, N), "latitude_deg": CHANCE.uniform(-90.0, 90.0, N),
        "longitude_deg": CHANCE.uniform(-180.0, 180.0, N), "height_m": CHANCE.uniform(0.0, 12e3, N),
        "sigma_x_m": CHANCE.uniform(0.0, 500.0, N), "sigma_y_m": CHANCE.uniform(0.0, 500.0, N),
    }  # fmt: skip


def test_plots_come_back_within_half_a_step(tmp_path):
    given = plots()
    read = asterix.read_asterix(asterix.write_cat048(given, tmp_path / "plots.ast"))
    assert not read.remarks and len(read.tracks["t_s"]) == 0
    assert (read.plots["sensor"] == given["sensor"]).all()
    for name in ("t_s", "range_m", "azimuth_deg", "height_m", "range_rate_mps"):
        off = read.plots[name] - given[name]
        off = (off + 180.0) % 360.0 - 180.0 if name == "azimuth_deg" else off
        assert np.nanmax(np.abs(off)) <= 0.5001 * asterix.STEPS[name]
        assert (np.isnan(read.plots[name]) == np.isnan(given[name])).all()


def test_tracks_come_back_within_half_a_step(tmp_path):
    given = tracks()
    read = asterix.read_asterix(asterix.write_cat062(given, tmp_path / "tracks.ast", 25, 1)).tracks
    assert (read["status"] == given["status"]).all() and (read["track_id"] == given["track_id"] % 65_536).all()
    steps = {"height_m": "track_height_m", "sigma_x_m": "sigma_m", "sigma_y_m": "sigma_m"}
    for name in set(given) - {"status", "track_id"}:
        assert np.abs(read[name] - given[name]).max() <= 0.5001 * asterix.STEPS[steps.get(name, name)], name


def test_what_the_format_cannot_hold_is_refused_with_all_findings(tmp_path):
    given = plots()
    given["range_m"][3], given["sensor"][5] = 9e5, "ankara"
    with pytest.raises(BadInput) as refused:
        asterix.write_cat048(given, tmp_path / "plots.ast")
    assert [finding.field for finding in refused.value.findings] == ["range_m, row 3", "sensor, row 5"]


def test_blocks_of_other_kinds_are_named_and_rubbish_is_refused(tmp_path):
    path = asterix.write_cat048(plots(), tmp_path / "plots.ast")
    path.write_bytes(path.read_bytes() + bytes.fromhex("01000401"))
    read = asterix.read_asterix(path)
    assert len(read.plots["t_s"]) == N and "category 001 were passed over" in read.remarks[0]
    path.write_bytes(b"30 is no block")
    with pytest.raises(BadInput, match="no ASTERIX"):
        asterix.read_asterix(path)


def test_a_recording_is_followed_and_told_in_asterix(tmp_path):
    import pavise

    time_s = np.repeat(np.arange(12) * 4.0, 2)
    given = {
        "t_s": time_s, "sensor": np.array(["25/12"] * 24, dtype=object),
        "range_m": 60e3 - 100.0 * time_s, "azimuth_deg": np.tile([40.0, 220.0], 12), "height_m": np.full(24, 6000.0),
    }  # fmt: skip
    path = asterix.write_cat048(given, tmp_path / "plots.ast")
    path.write_bytes(path.read_bytes() + bytes.fromhex("01000401"))
    done = pavise.track(path, {"sensors": {"25/12": {"scan": "4 s"}}}, tmp_path / "tracks.ast")
    assert "category 001" in done.remarks[0]
    read = asterix.read_asterix(tmp_path / "tracks.ast").tracks
    assert done.counts["confirmed"] == 2 and len(read["t_s"]) == len(done.columns["t_s"])
    assert read["x_m"] == pytest.approx(done.columns["x_m"], abs=0.2501)
