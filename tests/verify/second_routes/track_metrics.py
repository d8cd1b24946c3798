"""Measures of a picture by Stone Soup; only the scene of tracks and objects is ours."""

from __future__ import annotations

import datetime

START = datetime.datetime(2020, 1, 1)


def states(places):
    from stonesoup.types.state import State

    return [State(list(place), timestamp=START) for place in places]


def ospa(truth, tracks, cutoff_m, order):
    from stonesoup.metricgenerator.ospametric import OSPAMetric

    return OSPAMetric(c=cutoff_m, p=order).compute_OSPA_distance(states(tracks), states(truth)).value


def gospa(truth, tracks, cutoff_m, order):
    from stonesoup.metricgenerator.ospametric import GOSPAMetric

    found = GOSPAMetric(c=cutoff_m, p=order).compute_gospa_metric(states(tracks), states(truth))[0].value
    return tuple(float(found[name]) for name in ("distance", "localisation", "missed", "false"))


def siap(**scene):
    from stonesoup.dataassociator.tracktotrack import TrackToTruth
    from stonesoup.measures import Euclidean
    from stonesoup.metricgenerator.manager import MultiManager
    from stonesoup.metricgenerator.tracktotruthmetrics import SIAPMetrics
    from stonesoup.types.groundtruth import GroundTruthPath, GroundTruthState
    from stonesoup.types.state import State
    from stonesoup.types.track import Track

    from pavise.verify.track_metrics import THRESHOLD_M, a_picture

    def told(course, whole, one):
        rows = zip(course.times_s, course.places_m, course.velocities_mps, strict=True)
        return whole(
            [one([p[0], v[0], p[1], v[1]], timestamp=START + datetime.timedelta(seconds=float(t))) for t, p, v in rows]
        )

    truths, tracks = a_picture(**scene)
    place, velocity = Euclidean([0, 2]), Euclidean([1, 3])
    manager = MultiManager(
        [SIAPMetrics(place, velocity, generator_name="siap", tracks_key="tracks", truths_key="truths")],
        associator=TrackToTruth(association_threshold=THRESHOLD_M, measure=place),
    )
    manager.add_data(
        {
            "truths": {told(course, GroundTruthPath, GroundTruthState) for course in truths},
            "tracks": {told(course, Track, State) for course in tracks},
        }
    )
    found = manager.generate_metrics()["siap"]
    names = (
        *("Completeness", "Ambiguity", "Spuriousness", "Position Accuracy", "Velocity Accuracy"),
        *("Rate of Track Number Change", "Longest Track Segment"),
    )
    return tuple(float(found[f"SIAP {name}"].value) for name in names)
