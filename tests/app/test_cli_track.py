"""`pavise track` as a user types it: tracks, scores, a picture; findings for nonsense."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.conftest import run_pavise


def tables(folder: Path) -> None:
    """A radar that sees one aircraft for 12 looks, its settings, and the truth."""
    plots, truth = ["t_s,range_m,azimuth_deg,height_m"], ["t_s,truth_id,x_m,y_m,z_m"]
    for k in range(12):
        y_m = 40e3 - 800.0 * k
        plots.append(f"{4 * k},{(y_m**2 + 25e6) ** 0.5 + (-1) ** k * 50:.1f},0.0,{5000 + y_m**2 / 12.742e6:.1f}")
        truth.append(f"{4 * k},a,0,{y_m},5000")
    (folder / "plots.csv").write_text("\n".join([*plots, ""]))
    (folder / "truth.csv").write_text("\n".join([*truth, ""]))
    (folder / "radar.yaml").write_text("title: One aircraft\nsensors:\n  radar: {scan: 4 s}\n")


@pytest.mark.needs_compiler
def test_track_writes_tracks_and_a_picture_and_says_how_good_they_are(tmp_path: Path) -> None:
    tables(tmp_path)
    done = run_pavise(
        tmp_path, "track", "plots.csv", "--config", "radar.yaml", "--truth", "truth.csv", "--out", "tracks.csv",
        "--picture", "picture.png",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "1 tracks confirmed" in " ".join(done.stdout.split()) and "GOSPA" in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")
    head, *rows = (tmp_path / "tracks.csv").read_text().splitlines()
    assert head.startswith("t_s,track_id,status,x_m") and len(rows) == 12
    said = json.loads(run_pavise(tmp_path, "track", "plots.csv", "--truth", "truth.csv", "--json").stdout)
    assert said["counts"]["confirmed"] == 1 and said["score"]["siap"]["spuriousness"] == 0.0


def test_a_table_that_cannot_be_used_leaves_with_all_findings(tmp_path: Path) -> None:
    (tmp_path / "plots.csv").write_text("t_s,range_m,azimuth_deg\n0,near,10\n4,-1,400\n")
    done = run_pavise(tmp_path, "track", "plots.csv")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    said = " ".join(done.stderr.split())
    assert "plots.csv:2: range_m" in said and "plots.csv:3: range_m" in said and "plots.csv:3: azimuth_deg" in said
    assert run_pavise(tmp_path, "track", "nothing.csv").returncode == 2
