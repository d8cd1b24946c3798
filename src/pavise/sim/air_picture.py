"""What a tracker keeps: its settings, the eyes that report to it, their detections, and its tracks.

    EYE  --detections-->  DETECTION  --scan-->  TRACK          COUNTS: whatever was lost on the way, by name

The same tables serve a network in a battle (`sim/step_tracked.py`) and a recording on a disk (`pavise.track`). All
places are in one Cartesian frame, in metres: earth-centred axes in a battle; in a recording east, north and up of some
point. A state is [px, py, pz, vx, vy, vz].

A tracker never reads `origin`: what a detection really came from is carried along so that the picture can be scored,
and so that a battle knows what a round meets that was fired at a track.
"""

from __future__ import annotations

from .fields import Field, Table

STATES = 6
MODES = 3

SETTINGS = Table(
    "settings",
    "A",
    "One row: how a tracker works.",
    (
        Field("filter", "i4", "", "kinds.TrackFilter"),
        Field("motion", "i4", "", "kinds.TrackMotion"),
        Field("association", "i4", "", "kinds.Association"),
        Field("start_rule", "i4", "", "kinds.TrackStart"),
        Field("acceleration_psd", "f8", "m2/s3", "power density of the white acceleration that a target may show"),
        Field("turn_rate_rad_s", "f8", "rad/s", "rate of the turns that MANOEUVRING expects, to either side"),
        Field("p_stay", "f8", "", "chance that a target keeps its way of moving for a second"),
        Field("gate_sigma", "f8", "", "a detection farther from where a track is expected is not its own"),
        Field("p_detect", "f8", "", "chance of detection where the eye does not say"),
        Field("false_per_m3", "f8", "1/m3", "false detections per look and volume where the eye does not say"),
        Field("confirm_m", "i4", "", "detections that confirm a track, M of the last N looks"),
        Field("confirm_n", "i4", "", "the N looks among which these are counted, at most 32"),
        Field("drop_misses", "i4", "", "a track that so many looks in a row have missed is dropped; 0: never"),
        Field("drop_after_s", "f8", "s", "a track without a detection for so long is dropped; 0: never"),
        Field("drop_sigma_m", "f8", "m", "a missed track less certain in place is dropped; 0: never"),
        Field("p_start_false", "f8", "", "SEQUENTIAL: chance that a track of false detections is believed", 1, 1e-4),
        Field("p_drop_true", "f8", "", "SEQUENTIAL: chance that a true track is given up before", 1, 1e-2),
        Field("late_max_s", "f8", "s", "a detection older than its look by more is refused; 0: none is"),
        Field("speed_max_mps", "f8", "m/s", "standard deviation of the unknown speed of a new track along each axis"),
        Field("climb_max_mps", "f8", "m/s", "the same along the eye's vertical; 0: as along the others"),
        Field("merge_sigma", "f8", "", "two tracks nearer than this in place and speed are one; 0: never merged"),
        Field("centre_m", "f8", "m", "the earth's centre in this frame", 3),
    ),
)
EYE = Table(
    "eye",
    "S",
    "A sensor as its tracker knows it.",
    (
        Field("position_m", "f8", "m", "its place", 3),
        Field("east", "f8", "", "unit vector from which its azimuths are counted: azimuth 90 degrees", 3),
        Field("north", "f8", "", "unit vector of azimuth 0", 3),
        Field("up", "f8", "", "unit vector of elevation 90 degrees", 3),
        Field("p_detect", "f8", "", "chance that a look sees a target in its coverage; 0: as the settings say"),
        Field("false_per_m3", "f8", "1/m3", "false detections per look and volume; 0: as the settings say"),
        Field("range_max_m", "f8", "m", "tracks beyond are not counted as missed; 0: no limit"),
        Field("range_bias_m", "f8", "m", "known error of its ranges, taken off"),
        Field("azimuth_bias_rad", "f8", "rad", "known error of its azimuths, taken off"),
    ),
)
DETECTION = Table(
    "detection",
    "X",
    "One plot: what one sensor measured in one look.",
    (
        Field("time_s", "f8", "s", "when it was measured"),
        Field("eye", "i4", "", "row of the sensor"),
        Field("range_m", "f8", "m", "slant range"),
        Field("azimuth_rad", "f8", "rad", "bearing from north over east"),
        Field("elevation_rad", "f8", "rad", "geometric, above the plane of east and north"),
        Field("range_rate_mps", "f8", "m/s", "speed away from the sensor"),
        Field("sigma_range_m", "f8", "m", "standard deviation of the range"),
        Field("sigma_azimuth_rad", "f8", "rad", "of the azimuth"),
        Field("sigma_elevation_rad", "f8", "rad", "of the elevation"),
        Field("sigma_range_rate_mps", "f8", "m/s", "of the range rate; inf where none is measured"),
        Field("position_m", "f8", "m", "the same as a place in the frame", 3),
        Field("covariance_m2", "f8", "m2", "covariance of that place: xx, xy, xz, yy, yz, zz", 6),
        Field("interrogated", "u1", "", "1 when the sensor asked it whether it is a friend or civil traffic"),
        Field("origin", "i4", "", "the object that it really came from; -1: none. Never read by the tracker"),
        Field("track", "i4", "", "id of the track that it was given to; -1: none, -2: refused"),
    ),
)
TRACK = Table(
    "track",
    "K",
    "One track; rows with status FREE are empty.",
    (
        Field("id", "i4", "", "counts from 0 in the order of starting; never used twice"),
        Field("status", "i4", "", "kinds.TrackStatus"),
        Field("time_s", "f8", "s", "time that its state stands for"),
        Field("x", "f8", "", "place (m) and velocity (m/s)", STATES),
        Field("covariance", "f8", "", "covariance of x, row by row", STATES * STATES),
        Field("mode_x", "f8", "", "x of each mode, one after the other; only where several run side by side", 18),
        Field("mode_covariance", "f8", "", "covariance of each mode, one after the other", MODES * STATES * STATES),
        Field("mode_p", "f8", "", "probability of each mode", MODES),
        Field("started_s", "f8", "s", "time of its first detection"),
        Field("confirmed_s", "f8", "s", "when it was confirmed; inf before"),
        Field("updated_s", "f8", "s", "time of its last detection"),
        Field("interrogated_s", "f8", "s", "the same of a detection that was interrogated; -inf: none yet"),
        Field("hits", "i4", "", "detections so far"),
        Field("misses", "i4", "", "looks in a row that missed it"),
        Field("looks", "u4", "", "the last 32 looks, newest in the lowest bit, 1 where it was detected"),
        Field("score", "f8", "", "log of how much likelier a target is than chance detections"),
        Field("eye", "i4", "", "the eye that detected it last: only that one's looks can miss it"),
        Field("origin", "i4", "", "origin of its last detection"),
        Field("object", "i4", "", "the last real object among its origins; -1: none so far"),
        Field("swaps", "i4", "", "how often its origin changed from one real object to another"),
    ),
)
COUNTS = Table(
    "counts",
    "A",
    "One row: what happened to detections and tracks; nothing is lost without being counted here.",
    (
        Field("track_rows", "i8", "", "rows of the table of tracks that were ever in use; those behind are free"),
        Field("scans", "i8", "", "looks worked off"),
        Field("detections", "i8", "", "detections worked off"),
        Field("started", "i8", "", "tracks started"),
        Field("confirmed", "i8", "", "tracks confirmed"),
        Field("dropped", "i8", "", "tracks dropped"),
        Field("merged", "i8", "", "tracks merged into another"),
        Field("swaps", "i8", "", "changes of a confirmed track from one real object to another"),
        Field("full", "i8", "", "detections that started no track because the table was full"),
        Field("pairs_full", "i8", "", "pairs of track and detection that found no room in the scratch tables"),
        Field("clusters_cut", "i8", "", "clusters too large for exact joint association, done by the approximation"),
        Field("singular", "i8", "", "updates refused because a covariance was not positive"),
        Field("not_finite", "i8", "", "detections refused because a number was missing"),
        Field("late", "i8", "", "detections older than their track, taken in as of their own time"),
        Field("too_late", "i8", "", "detections older than late_max_s, and reports too old to begin a track: refused"),
        Field("duplicates", "i8", "", "detections refused because the same one had come before"),
    ),
)
LOOK = Table(
    "look",
    "B",
    "One look of one sensor, in a recording: which detections it gave.",
    (
        Field("time_s", "f8", "s", "when it ended; the tracks are judged at this time"),
        Field("eye", "i4", "", "row of the sensor"),
        Field("first", "i8", "", "row of its first detection"),
        Field("count", "i8", "", "number of its detections, which lie side by side; 0: it saw nothing"),
    ),
)
SNAPSHOT = Table(
    "snapshot",
    "Y",
    "One track as it stood after one look, carried on to the time of the look.",
    (
        Field("look", "i8", "", "row of the look"),
        Field("time_s", "f8", "s", "time of the look"),
        Field("id", "i4", "", "of the track"),
        Field("status", "i4", "", "kinds.TrackStatus"),
        Field("x", "f8", "", "place (m) and velocity (m/s) at that time", STATES),
        Field("covariance", "f8", "", "covariance of x, row by row", STATES * STATES),
        Field("updated_s", "f8", "s", "time of its last detection"),
        Field("hits", "i4", "", "detections so far"),
        Field("misses", "i4", "", "looks in a row that missed it"),
        Field("score", "f8", "", "log of how much likelier a target is than chance detections"),
        Field("origin", "i4", "", "origin of its last detection"),
        Field("swaps", "i4", "", "how often its origin changed from one real object to another"),
    ),
)
