"""How a tracker works, from the words of people to the one row that the simulation reads: SETTINGS.

For battles and for `pavise track` alike, so that a word means the same in both.
"""

from __future__ import annotations

import numpy as np

from pavise.kinds import Association, TrackFilter, TrackMotion, TrackStart
from pavise.scenario.picture import Tracker
from pavise.sim.air_picture import SETTINGS
from pavise.sim.elementary import exp
from pavise.sim.fields import allocate

P_DETECT_UNSAID = 0.8
FALSE_PER_M3_UNSAID = 1e-15
"""What a tracker takes for granted of a sensor of which it knows nothing: about one false plot in a scan of 200 km."""


def tracker_settings(tracker: Tracker | None) -> np.recarray:
    """The one row of settings that all trackers of a study share; the usual ones for None. Frame: earth-centred axes.

    `Tracker` says what each of them means. A tracker keeps its way of moving for `manoeuvre_begins` on average, so with
    a chance of exp(-1 s / manoeuvre_begins) for one second.
    """
    wanted = Tracker() if tracker is None else tracker
    row = allocate(SETTINGS, {"A": 1})
    row["filter"] = TrackFilter[_name(wanted.filter)]
    row["motion"] = TrackMotion[_name(wanted.motion)]
    row["association"] = Association[_name(wanted.association)]
    row["start_rule"] = TrackStart[_name(wanted.start)]
    row["acceleration_psd"] = wanted.acceleration_psd
    row["turn_rate_rad_s"] = wanted.turn_rate
    row["p_stay"] = exp(-1.0 / max(wanted.manoeuvre_begins, 1e-3))
    row["gate_sigma"] = wanted.gate
    row["p_detect"] = P_DETECT_UNSAID
    row["false_per_m3"] = FALSE_PER_M3_UNSAID
    row["confirm_m"], row["confirm_n"] = wanted.confirm
    row["drop_misses"] = wanted.drop_misses
    row["drop_after_s"] = wanted.drop_after
    row["drop_sigma_m"] = wanted.drop_sigma
    row["speed_max_mps"], row["climb_max_mps"] = wanted.speed, wanted.climb
    row["merge_sigma"] = wanted.merge
    row["centre_m"] = 0.0
    return row


def _name(word: str) -> str:
    return word.upper().replace("-", "_")
