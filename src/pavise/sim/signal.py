"""How likely one look sees what is in sight: the one chain that battles and coverage maps share.

    cross-section (or own emissions, or visible size) of the target
        x gain of the beam at its elevation       beam.py
        x what the air lets through               attenuation.py
        x interference with the ground's echo     lobing.py
        / noise with jamming over noise without   jamming.py
      = what the sensor would see alike in its best beam, in the air of its claim, unjammed
        -> the law of its kind (models/sensing/)  -> chance of detection

Row 0 of a lookup, no wavelength for lobing and a noise of 1 stand for "nothing known": the chance is then exactly that
of the claimed range.

When not to believe it: jammers are taken to enter the main beam at its full gain whatever their elevation, and through
clear air; other threats that jam for the sake of one that does not (escorts) are left out; so is clutter. Of a bistatic
sensor, beam, air and ground's echo are those of a radar at the equivalent range, seen from the receiver.
"""

from __future__ import annotations

import math

from pavise.kinds import SensorKind
from pavise.sim.aspect import cos_aspect_of, rcs_of_roots_m2
from pavise.sim.attenuation import HELD, LOSS_HEIGHTS, loss_lookup
from pavise.sim.beam import beam_lookup
from pavise.sim.compiled import inner, rare
from pavise.sim.elementary import exp
from pavise.sim.geometry import distance, earth_centred
from pavise.sim.jamming import gain_towards, jam_noise_ratio
from pavise.sim.lobing import lobing_factor
from pavise.sim.mask import range_below
from pavise.sim.models.sensing import bistatic_radar, optical_sight, passive_receiver, rotating_radar
from pavise.sim.sight import horizon_m

RADAR = int(SensorKind.RADAR)
PASSIVE = int(SensorKind.PASSIVE)
BISTATIC = int(SensorKind.BISTATIC)
OPTICAL = int(SensorKind.OPTICAL)


@inner
def p_look(
    sensor, equivalent_range_m, sin_elevation, sensor_height_m, target_height_m, earth_radius_m,
    rcs_m2, emits, size_m2, noise_ratio, pd_table, beam_table, loss_table,
):  # fmt: skip
    """Chance that one look of `sensor` (a row of SENSOR) sees one target that is in its sight.

    `equivalent_range_m`: slant range; for a bistatic sensor the geometric mean of both legs. `sin_elevation` (apparent,
    at the sensor) counts only where a beam, loss or lobing is given. `rcs_m2` in the sensor's band and at the target's
    aspect; `emits` and `size_m2` are asked by passive and optical sensors. `noise_ratio`: noise with jamming over noise
    without, 1 or more. The three tables are those of a `World`.
    """
    kind = sensor.kind
    strength = rcs_m2
    if kind == PASSIVE:
        strength = emits
    elif kind == OPTICAL:
        strength = size_m2
    if sensor.beam_row > 0:
        strength *= beam_lookup(beam_table[sensor.beam_row], sin_elevation)
    if sensor.loss_row > 0:
        strength *= loss_lookup(loss_table[sensor.loss_row], equivalent_range_m, target_height_m)
    if sensor.lobing_wave_m > 0.0:
        strength *= lobing_at(sensor, equivalent_range_m, sensor_height_m, target_height_m, earth_radius_m)
    strength /= noise_ratio
    pd_row = pd_table[sensor.pd_row]
    if kind == PASSIVE:
        return passive_receiver.p_detect(equivalent_range_m, strength, sensor.snr_scale_m2, pd_row)
    if kind == OPTICAL:
        return optical_sight.p_detect(equivalent_range_m, strength, sensor.snr_scale_m2, pd_row)
    if kind == BISTATIC:
        return bistatic_radar.p_detect(equivalent_range_m, strength, sensor.snr_scale_m2, pd_row)
    return rotating_radar.p_detect(equivalent_range_m, strength, sensor.snr_scale_m2, pd_row)


@rare
def lobing_at(sensor, range_m, sensor_height_m, target_height_m, earth_radius_m):
    """Factor of the ground's echo on the signal; the ground is even, at the height that the sensor stands on."""
    ground_m = sensor_height_m - sensor.antenna_height_m
    factor = lobing_factor(
        range_below(range_m, sensor_height_m, target_height_m, earth_radius_m), sensor.antenna_height_m,
        max(target_height_m - ground_m, 0.0), sensor.lobing_wave_m, sensor.lobing_roughness_m, earth_radius_m,
    )  # fmt: skip
    return math.sqrt(factor) if sensor.kind == PASSIVE else factor


LOBING_AT_BEST = 16.0
ROUNDING = 1.0 + 1e-9
"""Room for the last bits, in which a product of factors may exceed the product of their bounds."""


@inner
def best_gain(sensor, loss_table):
    """No beam, air or lobing of a sensor makes a signal stronger than by this factor over its claim."""
    gain = ROUNDING
    if sensor.loss_row > 0:  # no air gives back more than the loss that the claim holds already
        gain *= exp(loss_table[sensor.loss_row, LOSS_HEIGHTS, HELD])
    if sensor.lobing_wave_m > 0.0:
        gain *= LOBING_AT_BEST
    return gain


@inner
def p_at_best(sensor, gain, threat, range_m, pd_table):
    """Never less than the chance of a look by a sensor that is not bistatic: in its best beam, at the best aspect,
    unjammed. It takes a fraction of the time of `p_look` and tells the looks that cannot succeed. `gain`: `best_gain`.
    """
    pd_row = pd_table[sensor.pd_row]
    if sensor.kind == PASSIVE:
        return passive_receiver.p_detect(range_m, threat.emits * gain, sensor.snr_scale_m2, pd_row)
    if sensor.kind == OPTICAL:
        return optical_sight.p_detect(range_m, threat.size_m2 * gain, sensor.snr_scale_m2, pd_row)
    largest_m2 = threat.rcs_m2 * max(max(threat.rcs_side_ratio, threat.rcs_tail_ratio), 1.0)
    strength = largest_m2 * threat.rcs_band_ratio[sensor.band] * gain
    return rotating_radar.p_detect(range_m, strength, sensor.snr_scale_m2, pd_row)


@inner
def can_ever_see(sensor, threat):
    """False when a sensor of this kind has nothing to see of a threat: it is silent, or has no size."""
    if sensor.kind == PASSIVE:
        return threat.emits > 0.0
    if sensor.kind == OPTICAL:
        return threat.size_m2 > 0.0
    return True


@inner
def is_plain(threat):
    """True when a radar sees a threat by its cross-section alone: the same from all sides, in all bands, no noise."""
    bands = threat.rcs_band_ratio
    alike = threat.rcs_side_ratio == 1.0 and threat.rcs_tail_ratio == 1.0
    return alike and bands[0] == 1.0 and bands[1] == 1.0 and bands[2] == 1.0 and threat.jam_to_noise == 0.0


# ---- what a radar gets of the target's cross-section ---------------------------------------------------------------


@inner
def rcs_shown_m2(s, sensor, threat, look, flight, range_m):
    """Cross-section that a threat shows to sensor `s`: in its band, and by the angle between its way and that sight.

    A bistatic one sees it as from midway between its two legs (R. E. Kell, Proc. IEEE 53 (1965) 983-988).
    """
    rcs_m2 = threat.rcs_m2 * threat.rcs_band_ratio[sensor[s].band]
    heading = flight.heading
    if sensor[s].kind == BISTATIC:
        x, y, z = direction_to(look[s], flight)
        out_x, out_y, out_z = direction_to(look[sensor[s].illuminator], flight)
        cos_aspect = cos_aspect_of(x + out_x, y + out_y, z + out_z, heading[0], heading[1], heading[2])
    else:
        here, there = flight.position_m, look[s].position_m
        x_m, y_m, z_m = there[0] - here[0], there[1] - here[1], there[2] - here[2]
        cos_aspect = (x_m * heading[0] + y_m * heading[1] + z_m * heading[2]) / max(range_m, 1e-3)
    return rcs_of_roots_m2(rcs_m2, flight.side_root, flight.tail_root, min(max(cos_aspect, -1.0), 1.0))


@inner
def direction_to(look, flight):
    """Unit vector from a threat to a sensor."""
    here, there = flight.position_m, look.position_m
    x, y, z = there[0] - here[0], there[1] - here[1], there[2] - here[2]
    range_m = max(math.sqrt(x * x + y * y + z * z), 1e-3)
    return x / range_m, y / range_m, z / range_m


# ---- jamming -------------------------------------------------------------------------------------------------------


@rare
def hear_jammers(config, place, look, jammer, jammed):
    """Note how each jammer that stands off reaches one sensor: its noise in the main beam, and where it is."""
    n = place.n
    for j in range(jammer.size):
        look.plain = 0
        row = jammed[j]
        x_m, y_m, z_m = earth_centred(jammer[j].n[0], jammer[j].n[1], jammer[j].n[2], jammer[j].height_m)
        range_m = distance(x_m, y_m, z_m, look.position_m[0], look.position_m[1], look.position_m[2])
        row.noise = 0.0
        if range_m <= look.horizon_m + horizon_m(config, jammer[j].height_m):
            row.noise = jam_noise_ratio(jammer[j].jam_to_noise, range_m)
        dx_m, dy_m, dz_m = x_m - look.position_m[0], y_m - look.position_m[1], z_m - look.position_m[2]
        above_m = dx_m * n[0] + dy_m * n[1] + dz_m * n[2]
        dx_m, dy_m, dz_m = dx_m - above_m * n[0], dy_m - above_m * n[1], dz_m - above_m * n[2]
        level_m = max(math.sqrt(dx_m * dx_m + dy_m * dy_m + dz_m * dz_m), 1.0)
        row.direction[0] = dx_m / level_m
        row.direction[1] = dy_m / level_m
        row.direction[2] = dz_m / level_m


@inner
def noise_ratio_at(sensor, place, look, threat, flight, range_m, jammed):
    """Noise of a radar that looks at a threat over its noise without jamming: 1 or more.

    The threat's own jammer is in the main beam; those that stand off are in it as far as they are near its bearing.
    What is no radar hears no radar's jammer.
    """
    ratio = 1.0
    if sensor.kind == PASSIVE or sensor.kind == OPTICAL:
        return ratio
    if threat.jam_to_noise > 0.0:
        ratio += jam_noise_ratio(threat.jam_to_noise, range_m)
    if jammed.size > 0:
        n = place.n
        dx_m = flight.position_m[0] - look.position_m[0]
        dy_m = flight.position_m[1] - look.position_m[1]
        dz_m = flight.position_m[2] - look.position_m[2]
        above_m = dx_m * n[0] + dy_m * n[1] + dz_m * n[2]
        level_m = math.sqrt(max(dx_m * dx_m + dy_m * dy_m + dz_m * dz_m - above_m * above_m, 0.0))
        for j in range(jammed.size):
            if jammed[j].noise > 0.0:
                d = jammed[j].direction
                cos_off = (dx_m * d[0] + dy_m * d[1] + dz_m * d[2]) / level_m if level_m > 0.0 else 1.0
                ratio += jammed[j].noise * gain_towards(cos_off, sensor.beamwidth_rad, sensor.sidelobe)
    return ratio
