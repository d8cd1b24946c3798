"""Follow aircraft through a table of plots: a radar, false plots, two aircraft that cross, and how good the picture is.

The plots are made up here; `pavise track plots.csv` does the same with a table of your own (docs/tracking.md).

Run it: python examples/060_follow_plots.py
"""

import numpy as np

import pavise

chance = np.random.default_rng(60)
looks_s = 4.0 * np.arange(60)
ways = {"alpha": ((-30e3, 20e3, 6e3), (200.0, 60.0, 0.0)), "bravo": ((-30e3, 40e3, 6.3e3), (200.0, -60.0, 0.0))}

truth, plots = [], []
for name, (start, velocity) in ways.items():
    for t in looks_s:
        place = np.array(start) + t * np.array(velocity)
        truth.append((t, name, *place))
        if chance.random() < 0.9:  # one look in ten fails
            level = np.hypot(place[0], place[1])
            plots.append(
                (
                    t, np.hypot(level, place[2]) + chance.normal(0, 60),
                    np.degrees(np.arctan2(place[0], place[1])) + chance.normal(0, 0.1),
                    np.degrees(np.arctan2(place[2], level)) + chance.normal(0, 0.3), name,
                )
            )  # fmt: skip
for t in looks_s:
    for _ in range(chance.poisson(5)):  # what is no aircraft
        plots.append((t, 80e3 * np.sqrt(chance.random()), chance.uniform(0, 360), chance.uniform(2, 20), ""))


def columns(rows, names):
    """Rows as a table that has columns."""
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


table = columns(plots, ("t_s", "range_m", "azimuth_deg", "elevation_deg", "truth_id"))
flown = columns(truth, ("t_s", "truth_id", "x_m", "y_m", "z_m"))
settings = {"sensors": {"radar": {"sigma_range": "60 m", "scan": "4 s", "false_plots": 5}}}

tracks = pavise.track(table, settings, truth=flown, picture="crossing.png")
score = tracks.score(flown, from_s=20.0)
print(f"{len(table['t_s'])} plots, {tracks.counts['confirmed']} tracks; see crossing.png")
print(f"  tracked {score.siap.completeness:.0%} of the time, {score.siap.spuriousness:.0%} of the tracks false")
print(f"  error {score.rmse_m:.0f} m, {score.purity:.0%} of the plots in tracks are of the right aircraft")

# The check: both are followed through the crossing, nobody is made up, and tracks are better than the plots.
assert score.siap.completeness > 0.95 and score.siap.spuriousness < 0.05
assert score.purity is not None and score.purity > 0.95
assert score.rmse_m < 260.0  # 0.3 degrees of elevation at 50 km
