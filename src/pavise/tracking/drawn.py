"""What a picture of the tracks shows, worked out as plain columns: the view itself decides nothing."""

from __future__ import annotations

from typing import Any

import numpy as np

from pavise.tracking.metrics import Course, by_time, follow, pair_up
from pavise.tracking.score import CUTOFF_M, Score, false_tracks, read_truth
from pavise.tracking.track import Columns, Tracks


def drawn(tracks: Tracks, truth: Any = None, cutoff_m: float = CUTOFF_M) -> dict[str, Any]:
    """The fields of `views.track_picture.Picture`, with the truth where it is given."""
    picture = tracks.confirmed()
    placed = np.isfinite(tracks.plot_places_m[:, 0])
    place_m = tracks.plot_places_m[placed]
    number = len(np.unique(picture["track_id"]))
    tracks_words = "1 track" if number == 1 else f"{number:,} tracks"
    found: dict[str, Any] = {
        "title": tracks.config.title or "The picture of the tracker",
        "tracks": picture,
        "plots": {"x_m": place_m[:, 0], "y_m": place_m[:, 1]},
        "words": f"{tracks_words} from {len(place_m):,} plots in {tracks.counts['scans']:,} looks.",
    }
    if truth is None:
        return found
    truths, said = tracks.against(truth)
    found["truth"] = read_truth(truth, tracks.frame)
    found["false"] = frozenset(int(one) for one in false_tracks(truths, said, cutoff_m))
    found["swaps"] = swaps(truths, said, cutoff_m)
    found["over_time"] = over_time(truths, said, cutoff_m)
    found["words"] += " " + in_words(tracks.score(truth, cutoff_m))
    return found


def in_words(score: Score) -> str:
    """The main numbers in a sentence."""
    siap = score.siap
    return (
        f"Tracked {siap.completeness:.1%} of what flew, {siap.spuriousness:.1%} of the tracks false, "
        f"error {score.rmse_m:.0f} m, GOSPA {score.gospa_m:.0f} m (cut off at {score.cutoff_m / 1e3:g} km), "
        f"{score.switches} switch{'' if score.switches == 1 else 'es'}."
    )


def over_time(truths: list[Course], tracks: list[Course], cutoff_m: float) -> Columns:
    """At each time: objects, how many are tracked, tracks without an object, mean distance of those with one (m)."""
    there, said = by_time(truths), by_time(tracks)
    rows = []
    for tick in sorted({*there, *said}):
        true_m = there[tick][2] if tick in there else np.zeros((0, 3))
        seen_m = said[tick][2] if tick in said else np.zeros((0, 3))
        powers = pair_up(true_m, seen_m, cutoff_m, 2.0)[2]
        error_m = float(np.sqrt(powers).mean()) if len(powers) else np.nan
        rows.append((tick * 1e-3, len(true_m), len(powers), len(seen_m) - len(powers), error_m))
    table = np.array(rows, float).reshape(-1, 5)
    return dict(zip(("t_s", "objects", "tracked", "false", "error_m"), table.T, strict=True))


def swaps(truths: list[Course], tracks: list[Course], cutoff_m: float) -> list[tuple[float, float]]:
    """Where a track that followed one object went on with another: x, y of the track."""
    found = []
    spans = follow(truths, tracks, cutoff_m)
    for j, track in enumerate(tracks):
        mine = sorted((start_s, i) for (i, of), each in spans.items() if of == j for start_s, _ in each)
        for (_, before), (start_s, after) in zip(mine[:-1], mine[1:], strict=True):
            if before != after:
                step = int(np.argmin(np.abs(track.times_s - start_s)))
                found.append((float(track.places_m[step, 0]), float(track.places_m[step, 1])))
    return found
