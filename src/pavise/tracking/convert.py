"""Every plot of a recording as a place in the frame of the tracks."""

from pavise.sim.compiled import kernel
from pavise.sim.models.tracking.converted import convert


@kernel
def convert_all(detection, eye):
    """Fill `position_m` and `covariance_m2` of all detections; the number of those that cannot be used, whose place
    is then NaN, so that the tracker refuses and counts them."""
    refused = 0
    for n in range(detection.size):
        if not convert(detection[n], eye[detection[n].eye]):
            detection[n].position_m[0] = float("nan")
            refused += 1
    return refused
