"""Our tracker, alone and beside Stone Soup on the same plots: time for a look, and how good the picture is.

    python -m benchmarks.tracking                      ours only
    python -m benchmarks.tracking --peer-s 120         and Stone Soup, for so many seconds per line (2 seeds at least)

GOSPA (order 2, cut off at 500 m, ten sigmas) is the mean over looks, the first six left out, then over seeds; behind it
half the width of its 95 % interval. Times are CPU seconds of one look when all tracks run. The comparison needs
`pip install pavise[peers]`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks import page
from benchmarks.air_scenes import SCAN_S, SIGMA_M, WIDE_M, Scene, scene
from benchmarks.page import Figure
from benchmarks.stone_soup import installed, stone_soup
from pavise.sim.air_picture import COUNTS, SNAPSHOT, TRACK
from pavise.sim.fields import allocate
from pavise.tracking.convert import convert_all
from pavise.tracking.metrics import gospa, purity
from pavise.tracking.plots import read_plots
from pavise.tracking.settings import COVERED_HEIGHT_M, TrackConfig, config_of
from pavise.tracking.track import settings_of

SEEDS = 20
CUTOFF_M = 500.0
SETTLED = 6
"""Looks before everything that can be tracked is."""

NEAREST_S, JOINT_S = 0.3e-3, 2e-3
"""Most that a look of 200 targets and 50 false plots may take."""


@dataclass(frozen=True)
class Result:
    """Of one tracker on one scene, over seeds: GOSPA of each (m), CPU seconds for a look, and the mean purity of its
    tracks where it was asked for."""

    gospa_m: np.ndarray
    look_s: float
    purity: float = float("nan")

    def __str__(self) -> str:
        return f"{self.gospa_m.mean():.0f} +- {self.half_width_m:.0f} m"

    @property
    def half_width_m(self) -> float:
        """Half the width of the 95 % interval of the mean (Student's t)."""
        from scipy.stats import t

        n = len(self.gospa_m)
        return float(t.ppf(0.975, n - 1) * self.gospa_m.std(ddof=1) / np.sqrt(n)) if n > 1 else float("inf")


def config(name: str, false: float, association: str, **settings: object) -> TrackConfig:
    """Settings for a scene: what a user would write who knows the sensor and how thick the false plots are."""
    made = scene(name, 4, false, 0, looks=2)
    thicker = WIDE_M[name] ** 2 * COVERED_HEIGHT_M / made.volume_m3
    sensor = {
        "sigma_place": f"{SIGMA_M} m", "scan": f"{SCAN_S} s", "p_detect": made.p_detect, "false_plots": false * thicker,
    }  # fmt: skip
    return config_of({"sensors": {"radar": sensor}, "association": association, **settings})


def ours(made: Scene, chosen: TrackConfig, repeats: int = 1) -> tuple[list[np.ndarray], float, float]:
    """Places of the confirmed tracks after every look, CPU seconds for a look (the least of several repeats), and the
    purity of the tracks."""
    from pavise.sim.tracker import scan_all
    from pavise.sim.tracker_scratch import make_work

    plots = read_plots(made.plots, chosen)
    detection, eye = plots.detection.view(np.ndarray), plots.eye.view(np.ndarray)
    look, settings = plots.look.view(np.ndarray), settings_of(chosen, plots.frame).view(np.ndarray)
    convert_all(detection, eye)
    rows = 64 + 4 * int(look["count"].max())
    snapshot = allocate(SNAPSHOT, {"Y": rows * (len(look) + 1)}).view(np.ndarray)
    work = make_work(settings, rows, int(look["count"].max()))
    best_s = np.inf
    for _ in range(repeats + 1):
        track, counts = allocate(TRACK, {"K": rows}).view(np.ndarray), allocate(COUNTS, {"A": 1}).view(np.ndarray)
        settle = min(SETTLED, len(look) - 1)
        scan_all(settings, eye, detection, look[:settle], 0, track, counts, work, snapshot)
        started_s = time.process_time()
        done, written = scan_all(settings, eye, detection, look, settle, track, counts, work, snapshot)
        best_s = min(best_s, (time.process_time() - started_s) / (len(look) - settle))
        assert done == len(look) and not counts["full"][0] and not counts["pairs_full"][0]
    told: list[np.ndarray] = [np.zeros((0, 3))] * made.looks
    believed = snapshot[:written][snapshot[:written]["status"] == 2]
    for n in range(settle, len(look)):
        told[round(float(look["time_s"][n]) / SCAN_S)] = believed["x"][believed["look"] == n][:, :3]
    mine = np.where(np.isin(detection["track"], believed["id"]), detection["track"], -1)
    return told, best_s, purity(mine, detection["origin"])


def picture_m(made: Scene, told: list[np.ndarray]) -> float:
    """GOSPA of a picture, the mean over the looks that count."""
    each = [gospa(made.truth[k, :, :3], told[k], CUTOFF_M).distance for k in range(SETTLED, made.looks)]
    return float(np.mean(each))


def result_of_ours(name: str, targets: int, false: float, chosen: TrackConfig, seeds: int = SEEDS) -> Result:
    """Ours over seeds."""
    found, pure, least_s = [], [], np.inf
    for seed in range(seeds):
        made = scene(name, targets, false, seed)
        told, look_s, share = ours(made, chosen, repeats=2)
        found.append(picture_m(made, told))
        pure.append(share)
        least_s = min(least_s, look_s)
    return Result(np.array(found), least_s, float(np.mean(pure)))


def result_of_peer(name: str, targets: int, false: float, chosen: TrackConfig, seconds: float) -> Result:
    """Stone Soup over as many seeds as fit in the time, 2 at least and no more than ours."""
    found, each_s = [], []
    started_s = time.monotonic()
    for seed in range(SEEDS):
        if seed >= 2 and time.monotonic() - started_s > seconds:
            break
        made = scene(name, targets, false, seed)
        told, look_s = stone_soup(made, chosen)
        found.append(picture_m(made, told))
        each_s.append(look_s)
    return Result(np.array(found), min(each_s))


GENTLE = {"acceleration": "1 m/s2"}
SURE = {"acceleration": "1 m/s2", "confirm": "6 of 7", "drop_misses": 10, "speed": "100 m/s"}

CASES = (
    ("open", 10, 50.0, "nearest", {}),
    ("open", 50, 50.0, "nearest", {}),
    ("open", 200, 50.0, "nearest", {}),
    ("open", 10, 50.0, "joint", {}),
    ("open", 50, 50.0, "joint", {}),
    ("open", 200, 50.0, "joint", {}),
    ("crossing", 20, 50.0, "nearest", {}),
    ("crossing", 20, 50.0, "joint", {}),
    ("crossing", 20, 50.0, "nearest", GENTLE),
    ("crossing", 20, 50.0, "joint", GENTLE),
    ("formation", 20, 50.0, "nearest", GENTLE),
    ("formation", 20, 50.0, "joint", GENTLE),
    ("thick", 8, 200.0, "nearest", SURE),
    ("thick", 8, 200.0, "joint", SURE),
    ("turning", 20, 50.0, "nearest", {}),
    ("turning", 20, 50.0, "nearest", {"acceleration": "10 m/s2"}),
    ("turning", 20, 50.0, "nearest", {"motion": "manoeuvring", "acceleration": "1 m/s2"}),
)
"""Scene, targets, false plots per look, association, other settings."""


def figures(seeds: int = SEEDS, peer_s: float = 0.0, only: str = "") -> Iterator[Figure]:
    """Every figure, as soon as it is known."""
    if peer_s > 0.0 and not installed():
        yield Figure("Stone Soup 1.9", "not installed", "pip install pavise[peers]: nothing of it was measured")
        peer_s = 0.0
    for name, targets, false, association, settings in CASES:
        words = f"{name}, {targets} targets, {false:g} false plots, {association}{in_words(settings)}"
        if only not in words:
            continue
        chosen = config(name, false, association, **settings)
        own = result_of_ours(name, targets, false, chosen, seeds)
        limit_s = JOINT_S if association == "joint" else NEAREST_S
        whole = name == "open" and targets == 200
        yield Figure(
            f"tracker: {words}, time of a look",
            f"{own.look_s * 1e3:.3g} ms",
            f"best of {seeds} seeds",
            f"within {limit_s * 1e3:g} ms" if whole else "",
            own.look_s <= limit_s if whole else None,
        )
        peer = None
        if peer_s > 0.0 and "motion" not in settings:  # Stone Soup has no interacting multiple models
            peer = result_of_peer(name, targets, false, chosen, peer_s)
        yield beside(words, own, peer)
    if only in "many targets":
        yield from many_targets()


def beside(words: str, own: Result, peer: Result | None) -> Figure:
    """GOSPA of ours, with Stone Soup's and the mean difference on the same plots behind it."""
    if peer is None:
        return Figure(f"tracker: {words}, GOSPA", str(own), f"{len(own.gospa_m)} seeds, purity {own.purity:.1%}")
    n = len(peer.gospa_m)
    paired = Result(own.gospa_m[:n] - peer.gospa_m, 0.0)
    good = float(paired.gospa_m.mean()) <= min(paired.half_width_m, 1e9)
    return Figure(
        f"tracker: {words}, GOSPA",
        str(own),
        f"Stone Soup {peer} ({n} seeds), {peer.look_s * 1e3:.3g} ms a look: {peer.look_s / own.look_s:,.0f} times "
        f"ours; difference on the same plots {paired}",
        "no worse",
        good,
    )


def in_words(settings: Mapping[str, object]) -> str:
    """Other settings, behind a comma."""
    return "".join(f", {name.replace('_', ' ')} {value}" for name, value in settings.items())


def many_targets() -> Iterator[Figure]:
    """How the time of a look grows up to 2,000 targets and 200 false plots, over a square of constant density."""
    times = {}
    for targets, false in ((500, 50.0), (1000, 100.0), (2000, 200.0)):
        made = scene("open", targets, false, 0, looks=16)
        stretch = np.sqrt(targets / 200.0)
        for name in ("x_m", "y_m"):
            made.plots[name] *= stretch  # the same number of targets per area; speeds grow with it, at most threefold
        for association in ("nearest", "joint"):
            chosen = config("open", false, association, speed="600 m/s")
            _, times[targets, association], _ = ours(made, chosen, repeats=2)
    for association in ("nearest", "joint"):
        first, last = times[500, association], times[2000, association]
        power = float(np.log(last / first) / np.log(4.0))
        yield Figure(
            f"tracker: 2,000 targets and 200 false plots, {association}, time of a look",
            f"{last * 1e3:.3g} ms",
            f"500 targets: {first * 1e3:.3g} ms; grows as the number to the power of {power:.2f}",
            "close to linearly (power below 1.4)",
            power < 1.4,
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the tracker.", prog="python -m benchmarks.tracking")
    parser.add_argument("--peer-s", type=float, default=0.0, metavar="S", help="time for Stone Soup on each line")
    parser.add_argument("--only", default="", metavar="WORDS", help="lines with these words")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="seeds for ours")
    options = parser.parse_args()
    for figure in figures(options.seeds, options.peer_s, options.only):
        print(page.line(figure), flush=True)


if __name__ == "__main__":
    main()
