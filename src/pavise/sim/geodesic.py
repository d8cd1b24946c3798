"""Exact distances and bearings on the WGS84 ellipsoid: the shortest line between two places, the place along a line.

                      north
                 alpha1|   /
                       | /           the geodesic leaves place 1 at azimuth alpha1 and arrives at
           place 1 ----o             place 2, s metres later, at azimuth alpha2
                        .  .  .  o---- place 2

The geodesic on the ellipsoid is mapped on a great circle of the auxiliary sphere (reduced latitude beta, arc sigma,
longitude omega, azimuth alpha0 where it crosses the equator); distance and longitude differ from the sphere's by three
integrals, here as series to order 6 in the third flattening. The direct problem is then a few sums. The inverse problem
looks for alpha1 by Newton's method, kept inside a shrinking bracket, so it always ends, for places opposite each other
as well.

Source: C. F. F. Karney, "Algorithms for geodesics", Journal of Geodesy 87 (2013) 43-55, doi:10.1007/s00190-012-0578-z;
symbols and equation numbers are his. Errors measured in tests/outside and tests/sim/test_geodesic.py: below a
micrometre.

For a handful of places while a world is put together: plain Python, about 0.1 ms each. Inside the simulation use the
n-vectors of `geometry.py`. Angles in radians, azimuths clockwise from north (-pi to pi), lengths in metres.

When not to believe it: heights and terrain do not enter, so it is no path of flight; for places exactly opposite each
other, and at the poles, the azimuth is one of many.
"""

import math

from pavise.sim.elementary import PI, atan2, sin_cos
from pavise.sim.geometry import EARTH_EQUATOR_M, EARTH_FLATTENING, EARTH_POLE_M, ECCENTRICITY_2, SECOND_ECCENTRICITY_2

AXIS_RATIO = 1.0 - EARTH_FLATTENING
THIRD_FLATTENING = EARTH_FLATTENING / (2.0 - EARTH_FLATTENING)
TINY = 1e-120  # keeps a cosine at a pole from being an exact zero
ROUNDING = 2.220446049250313e-16


def inverse(latitude1_rad, longitude1_rad, latitude2_rad, longitude2_rad):
    """The shortest line from place 1 to place 2: (distance_m, azimuth1_rad, azimuth2_rad)."""
    # Bring every case into one: place 1 in the south and farther from the equator, place 2 to its east.
    turn_rad = math.remainder(longitude2_rad - longitude1_rad, 2.0 * PI)
    east = 1.0 if turn_rad >= 0.0 else -1.0
    swapped = abs(latitude1_rad) < abs(latitude2_rad)
    if swapped:
        latitude1_rad, latitude2_rad = latitude2_rad, latitude1_rad
        east = -east
    south = 1.0 if latitude1_rad < 0.0 else -1.0
    beta1 = reduced_latitude(south * latitude1_rad)
    beta2 = reduced_latitude(south * latitude2_rad)
    distance_m, alpha1, alpha2 = solve_ordered(beta1, beta2, abs(turn_rad))
    if swapped:
        alpha1, alpha2 = alpha2, alpha1
    order = -1.0 if swapped else 1.0
    azimuth1_rad, azimuth2_rad = (
        atan2(order * east * sine, order * south * cosine) for sine, cosine in (alpha1, alpha2)
    )
    return distance_m, azimuth1_rad, azimuth2_rad


def direct(latitude1_rad, longitude1_rad, azimuth1_rad, distance_m):
    """The place `distance_m` along the geodesic that sets off at an azimuth: (latitude, longitude, azimuth there)."""
    sin_alpha1, cos_alpha1 = sin_cos(azimuth1_rad)
    line = Line(reduced_latitude(latitude1_rad), (sin_alpha1, cos_alpha1))
    # Equations 7, 17 and 21: distance -> tau -> sigma by the reverted series.
    tau2 = line.sigma1 + sine_sum(line.c1, line.sin_sigma1, line.cos_sigma1) + distance_m / (EARTH_POLE_M * line.a1)
    sigma2 = tau2 + sine_sum(series_c1_reverted(line.epsilon), *sin_cos(tau2))
    sin_sigma2, cos_sigma2 = sin_cos(sigma2)
    sigma12 = sigma2 - line.sigma1
    level = length(line.sin_alpha0, line.cos_alpha0 * cos_sigma2)
    latitude2_rad = atan2(line.cos_alpha0 * sin_sigma2, AXIS_RATIO * level)
    azimuth2_rad = atan2(line.sin_alpha0, line.cos_alpha0 * cos_sigma2)
    # Whole turns of sigma are whole turns of omega: only the differences within one turn are taken from arc tangents.
    omega12 = (
        sigma12
        - (atan2(sin_sigma2, cos_sigma2) - line.sigma1)
        + atan2(abs(line.sin_alpha0) * sin_sigma2, cos_sigma2)
        - atan2(abs(line.sin_alpha0) * line.sin_sigma1, line.cos_sigma1)
    )
    lambda12 = math.copysign(omega12, line.sin_alpha0) + line.longitude_excess(sigma12, sin_sigma2, cos_sigma2)
    return latitude2_rad, math.remainder(longitude1_rad + lambda12, 2.0 * PI), azimuth2_rad


# ---- the line on the auxiliary sphere -----------------------------------------------------------------------------


class Line:
    """A geodesic through a place: where it crosses the equator (alpha0, sigma1) and its series coefficients."""

    def __init__(self, beta1, alpha1):
        sin_beta1, cos_beta1 = beta1
        sin_alpha1, cos_alpha1 = alpha1
        self.sin_alpha0 = sin_alpha1 * cos_beta1  # equation 10
        self.cos_alpha0 = length(cos_alpha1, sin_alpha1 * sin_beta1)
        at_vertex = sin_beta1 == 0.0 and cos_alpha1 == 0.0  # along the equator: count sigma from here
        self.sin_sigma1, self.cos_sigma1 = unit(sin_beta1, 1.0 if at_vertex else cos_alpha1 * cos_beta1)  # equation 11
        self.sigma1 = atan2(self.sin_sigma1, self.cos_sigma1)
        self.k2 = SECOND_ECCENTRICITY_2 * self.cos_alpha0 * self.cos_alpha0
        self.epsilon = self.k2 / (2.0 * (1.0 + math.sqrt(1.0 + self.k2)) + self.k2)  # equation 16
        self.a1, self.c1 = series_a1(self.epsilon), series_c1(self.epsilon)

    def longitude_excess(self, sigma12, sin_sigma2, cos_sigma2):
        """What longitude has in excess of omega over an arc from place 1 (negative): equation 8."""
        c3 = series_c3(self.epsilon)
        waves = sine_sum(c3, sin_sigma2, cos_sigma2) - sine_sum(c3, self.sin_sigma1, self.cos_sigma1)
        return -EARTH_FLATTENING * self.sin_alpha0 * series_a3(self.epsilon) * (sigma12 + waves)

    def distance_and_reduced_length(self, sigma12, sin_sigma2, cos_sigma2):
        """Distance s and reduced length m of an arc from place 1, in metres: equations 7 and 38 to 40."""
        a2, c2 = series_a2(self.epsilon), series_c2(self.epsilon)
        waves1 = sine_sum(self.c1, sin_sigma2, cos_sigma2) - sine_sum(self.c1, self.sin_sigma1, self.cos_sigma1)
        waves2 = sine_sum(c2, sin_sigma2, cos_sigma2) - sine_sum(c2, self.sin_sigma1, self.cos_sigma1)
        j12 = (self.a1 - a2) * sigma12 + self.a1 * waves1 - a2 * waves2
        reduced = (
            math.sqrt(1.0 + self.k2 * sin_sigma2 * sin_sigma2) * self.cos_sigma1 * sin_sigma2
            - math.sqrt(1.0 + self.k2 * self.sin_sigma1 * self.sin_sigma1) * self.sin_sigma1 * cos_sigma2
            - self.cos_sigma1 * cos_sigma2 * j12
        )
        return EARTH_POLE_M * self.a1 * (sigma12 + waves1), EARTH_POLE_M * reduced


# ---- the inverse problem in its ordered form ----------------------------------------------------------------------


def solve_ordered(beta1, beta2, lambda12):
    """Distance and both azimuths as (sine, cosine), for beta1 <= 0, |beta2| <= |beta1| and 0 <= lambda12 <= pi."""
    sin_lambda12, cos_lambda12 = sin_cos(lambda12)
    if abs(sin_lambda12) < 4.0 * ROUNDING or beta1[1] <= ROUNDING:
        along_meridian = follow_meridian(beta1, beta2, (sin_lambda12, cos_lambda12))
        if along_meridian is not None:
            return along_meridian
    if beta1[0] == 0.0 and lambda12 <= PI * AXIS_RATIO:  # both on the equator, and not too far apart to follow it
        return EARTH_EQUATOR_M * lambda12, (1.0, 0.0), (1.0, 0.0)
    guess = first_guess(beta1, beta2, lambda12)
    if guess[0] == "short":
        return guess[1:]
    alpha1 = search_azimuth(beta1, beta2, lambda12, guess[1])
    line, alpha2, sigma12, sigma2, _, _ = meet_latitude(beta1, beta2, alpha1)
    return line.distance_and_reduced_length(sigma12, *sigma2)[0], alpha1, alpha2


def follow_meridian(beta1, beta2, lambda12):
    """The line along a meridian (or over a pole), unless a shorter one leaves it: None then."""
    alpha1 = (max(lambda12[0], 0.0), lambda12[1])
    line = Line(beta1, alpha1)
    sin_sigma2, cos_sigma2 = unit(beta2[0], beta2[1])
    sigma12 = angle_between(line.sin_sigma1, line.cos_sigma1, sin_sigma2, cos_sigma2)
    distance_m, reduced_m = line.distance_and_reduced_length(sigma12, sin_sigma2, cos_sigma2)
    if sigma12 < 1.0 or reduced_m >= 0.0:
        return distance_m, alpha1, (0.0, 1.0)
    return None


def meet_latitude(beta1, beta2, alpha1):
    """Follow the geodesic with azimuth alpha1 to the latitude of place 2: section 3, equations 5 and 10 to 12.

    Returns the line, alpha2, sigma12, (sin, cos) of sigma2, the longitude reached, and its slope in alpha1.
    """
    line = Line(beta1, alpha1)
    sin_beta1, cos_beta1 = beta1
    sin_beta2, cos_beta2 = beta2
    same_parallel = cos_beta2 == cos_beta1 and abs(sin_beta2) == -sin_beta1
    sin_alpha2 = alpha1[0] if cos_beta2 == cos_beta1 else line.sin_alpha0 / cos_beta2
    if same_parallel:
        cos_alpha2 = abs(alpha1[1])
    else:
        if cos_beta1 < -sin_beta1:
            wider = (cos_beta2 - cos_beta1) * (cos_beta1 + cos_beta2)
        else:
            wider = (sin_beta1 - sin_beta2) * (sin_beta1 + sin_beta2)
        along = alpha1[1] * cos_beta1
        cos_alpha2 = math.sqrt(along * along + wider) / cos_beta2
    sigma2 = unit(sin_beta2, cos_alpha2 * cos_beta2)
    sigma12 = angle_between(line.sin_sigma1, line.cos_sigma1, *sigma2)
    omega1 = unit(line.sin_alpha0 * line.sin_sigma1, line.cos_sigma1)
    omega2 = unit(line.sin_alpha0 * sigma2[0], sigma2[1])
    lambda12 = angle_between(*omega1, *omega2) + line.longitude_excess(sigma12, *sigma2)
    if cos_alpha2 == 0.0:
        slope = -2.0 * math.sqrt(1.0 - ECCENTRICITY_2 * cos_beta1 * cos_beta1) / sin_beta1
    else:
        _, reduced_m = line.distance_and_reduced_length(sigma12, *sigma2)
        slope = reduced_m / (EARTH_EQUATOR_M * cos_alpha2 * cos_beta2)  # equation 46
    return line, (sin_alpha2, cos_alpha2), sigma12, sigma2, lambda12, slope


def search_azimuth(beta1, beta2, lambda12, alpha1):
    """Newton's method for the azimuth that reaches the longitude, halving a bracket where a step would leave it."""
    low, high = (TINY, 1.0), (TINY, -1.0)  # the longitude reached is too small at the one, too large at the other
    for attempt in range(100):
        *_, reached, slope = meet_latitude(beta1, beta2, alpha1)
        miss = reached - lambda12
        if abs(miss) <= (ROUNDING if attempt < 8 else 16.0 * ROUNDING):  # at last, 20 nanometres
            break
        if miss > 0.0:
            high = alpha1
        else:
            low = alpha1
        step_rad = -miss / slope if slope > 0.0 else math.inf
        if attempt < 20 and abs(step_rad) < PI:
            sin_step, cos_step = sin_cos(step_rad)
            newer = unit(
                alpha1[0] * cos_step + alpha1[1] * sin_step,
                alpha1[1] * cos_step - alpha1[0] * sin_step,
            )
            if newer == alpha1:
                break
            # compared by cotangent, which still tells azimuths apart where their cosines round to one
            if newer[0] > 0.0 and low[1] / low[0] > newer[1] / newer[0] > high[1] / high[0]:
                alpha1 = newer
                continue
        halfway = unit(0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1]))
        if halfway in (low, high):
            break
        alpha1 = halfway
    return alpha1


def first_guess(beta1, beta2, lambda12):
    """Where to start the search: ("azimuth", alpha1), or the whole answer ("short", s, alpha1, alpha2) below 20 cm."""
    sin_beta1, cos_beta1 = beta1
    sin_beta2, cos_beta2 = beta2
    # A sphere that fits at the mean latitude (equation 48); far apart, the auxiliary sphere itself.
    sin_beta12 = sin_beta2 * cos_beta1 - cos_beta2 * sin_beta1
    near = cos_beta2 * cos_beta1 + sin_beta2 * sin_beta1 >= 0.0 and sin_beta12 < 0.5 and cos_beta2 * lambda12 < 0.5
    stretch = 1.0
    if near:
        sin_mean, _ = unit(sin_beta1 + sin_beta2, cos_beta1 + cos_beta2)
        stretch = math.sqrt(1.0 + SECOND_ECCENTRICITY_2 * sin_mean * sin_mean)
        sin_omega12, cos_omega12 = sin_cos(lambda12 / (AXIS_RATIO * stretch))
    else:
        sin_omega12, cos_omega12 = sin_cos(lambda12)
    # 1 - cos(omega12) without loss of digits
    bow = sin_omega12 * sin_omega12 / (1.0 + cos_omega12) if cos_omega12 >= 0.0 else 1.0 - cos_omega12
    sin_beta_sum = sin_beta2 * cos_beta1 + cos_beta2 * sin_beta1
    alpha1 = (
        cos_beta2 * sin_omega12,
        sin_beta12 + cos_beta2 * sin_beta1 * bow
        if cos_omega12 >= 0.0
        else sin_beta_sum - cos_beta2 * sin_beta1 * sin_omega12 * sin_omega12 / (1.0 - cos_omega12),
    )
    sin_sigma12 = length(*alpha1)
    cos_sigma12 = sin_beta1 * sin_beta2 + cos_beta1 * cos_beta2 * cos_omega12
    if near and sin_sigma12 < 3e-8:
        alpha2 = unit(cos_beta1 * sin_omega12, sin_beta12 - cos_beta1 * sin_beta2 * bow)
        distance_m = EARTH_POLE_M * stretch * atan2(sin_sigma12, cos_sigma12)
        return "short", distance_m, unit(*alpha1) if sin_sigma12 > 0.0 else (0.0, 1.0), alpha2
    if cos_sigma12 >= 0.0 or sin_sigma12 >= 6.0 * THIRD_FLATTENING * PI * cos_beta1 * cos_beta1:
        # on the stretched sphere omega12 may exceed half a turn; then any azimuth to the east will do
        return "azimuth", unit(*alpha1) if alpha1[0] > 0.0 else (1.0, 0.0)
    return "azimuth", opposite_guess(beta1, sin_beta_sum, lambda12)


def opposite_guess(beta1, sin_beta_sum, lambda12):
    """First azimuth between places almost opposite each other, from the shape of the geodesics' envelope: section 5."""
    sin_beta1, cos_beta1 = beta1
    k2 = SECOND_ECCENTRICITY_2 * sin_beta1 * sin_beta1
    epsilon = k2 / (2.0 * (1.0 + math.sqrt(1.0 + k2)) + k2)
    width_rad = EARTH_FLATTENING * cos_beta1 * series_a3(epsilon) * PI
    x = (lambda12 - PI) / width_rad
    y = sin_beta_sum / (width_rad * cos_beta1)
    if abs(y) < 100.0 * ROUNDING:
        return unit(max(-x, TINY), -math.sqrt(max(0.0, 1.0 - x * x)))  # equation 57
    mu = astroid_root(x, y)
    return unit(max(-x / (1.0 + mu), TINY), y / mu)  # equation 56


def astroid_root(x, y):
    """The positive root mu of mu^4 + 2 mu^3 + (1 - x^2 - y^2) mu^2 - 2 y^2 mu - y^2 = 0 (equation 55)."""
    low, high = 0.0, 1.0 + length(x, y)
    for _ in range(60):  # a start for Newton's method needs no more digits than halving gives
        mu = 0.5 * (low + high)
        if (((mu + 2.0) * mu + 1.0 - x * x - y * y) * mu - 2.0 * y * y) * mu > y * y:
            high = mu
        else:
            low = mu
    return 0.5 * (low + high)


# ---- angles as (sine, cosine) -------------------------------------------------------------------------------------


def reduced_latitude(latitude_rad):
    """(sine, cosine) of the reduced latitude: tan beta = (1 - f) tan phi (equation 6)."""
    sin_latitude, cos_latitude = sin_cos(latitude_rad)
    if abs(sin_latitude) < TINY:  # its square would vanish
        sin_latitude = 0.0
    return unit(AXIS_RATIO * sin_latitude, max(cos_latitude, TINY))


def length(x, y):
    """Length of a vector; `math.hypot` rounds differently in different versions of Python."""
    return math.sqrt(x * x + y * y)


def unit(sine, cosine):
    """The same direction with length one."""
    norm = length(sine, cosine)
    return sine / norm, cosine / norm


def angle_between(sin1, cos1, sin2, cos2):
    """Angle 2 less angle 1, from 0 to pi."""
    return atan2(max(0.0, cos1 * sin2 - sin1 * cos2), cos1 * cos2 + sin1 * sin2)  # in this order -0.0 becomes 0.0


def sine_sum(coefficients, sine, cosine):
    """Sum over l = 1, 2, ... of coefficient[l - 1] sin(2 l sigma), by Clenshaw's recurrence."""
    twice = 2.0 * (cosine - sine) * (cosine + sine)
    above = after = 0.0
    for coefficient in reversed(coefficients):
        above, after = twice * above - after + coefficient, above
    return 2.0 * sine * cosine * above


# ---- the series, order 6 (equations 17, 18, 21, 24, 25, 42, 43) ---------------------------------------------------


def series_a1(e):
    """Mean of the distance integrand."""
    q = e * e
    return (1.0 + q * (1.0 / 4.0 + q * (1.0 / 64.0 + q / 256.0))) / (1.0 - e)


def series_c1(e):
    """Waves of the distance integral."""
    q = e * e
    return (
        e * (-1.0 / 2.0 + q * (3.0 / 16.0 - q / 32.0)),
        q * (-1.0 / 16.0 + q * (1.0 / 32.0 - q * 9.0 / 2048.0)),
        e * q * (-1.0 / 48.0 + q * 3.0 / 256.0),
        q * q * (-5.0 / 512.0 + q * 3.0 / 512.0),
        e * q * q * -7.0 / 1280.0,
        q * q * q * -7.0 / 2048.0,
    )


def series_c1_reverted(e):
    """Waves of sigma as a function of tau."""
    q = e * e
    return (
        e * (1.0 / 2.0 + q * (-9.0 / 32.0 + q * 205.0 / 1536.0)),
        q * (5.0 / 16.0 + q * (-37.0 / 96.0 + q * 1335.0 / 4096.0)),
        e * q * (29.0 / 96.0 - q * 75.0 / 128.0),
        q * q * (539.0 / 1536.0 - q * 2391.0 / 2560.0),
        e * q * q * 3467.0 / 7680.0,
        q * q * q * 38081.0 / 61440.0,
    )


def series_a2(e):
    """Mean of the integrand of the reduced length's second part."""
    q = e * e
    return (1.0 - e) * (1.0 + q * (1.0 / 4.0 + q * (9.0 / 64.0 + q * 25.0 / 256.0)))


def series_c2(e):
    """Waves of the same."""
    q = e * e
    return (
        e * (1.0 / 2.0 + q * (1.0 / 16.0 + q / 32.0)),
        q * (3.0 / 16.0 + q * (1.0 / 32.0 + q * 35.0 / 2048.0)),
        e * q * (5.0 / 48.0 + q * 5.0 / 256.0),
        q * q * (35.0 / 512.0 + q * 7.0 / 512.0),
        e * q * q * 63.0 / 1280.0,
        q * q * q * 77.0 / 2048.0,
    )


def series_a3(e):
    """Mean of the longitude integrand."""
    n = THIRD_FLATTENING
    return 1.0 - e * (
        (1.0 - n) / 2.0
        + e
        * (
            1.0 / 4.0
            + n * (1.0 / 8.0 - n * 3.0 / 8.0)
            + e * (1.0 / 16.0 + n * (3.0 / 16.0 + n / 16.0) + e * (3.0 / 64.0 + n / 32.0 + e * 3.0 / 128.0))
        )
    )


def series_c3(e):
    """Waves of the longitude integral."""
    n = THIRD_FLATTENING
    n2 = n * n
    q = e * e
    fifth = e * q * q
    return (
        e * (1.0 - n) / 4.0
        + q * (1.0 - n2) / 8.0
        + e * q * (3.0 + 3.0 * n - n2) / 64.0
        + q * q * (5.0 + 2.0 * n) / 128.0
        + fifth * 3.0 / 128.0,
        q * (2.0 - 3.0 * n + n2) / 32.0
        + e * q * (3.0 - 2.0 * n - 3.0 * n2) / 64.0
        + q * q * (3.0 + n) / 128.0
        + fifth * 5.0 / 256.0,
        e * q * (5.0 - 9.0 * n + 5.0 * n2) / 192.0 + q * q * (9.0 - 10.0 * n) / 384.0 + fifth * 7.0 / 512.0,
        q * q * (7.0 - 14.0 * n) / 512.0 + fifth * 7.0 / 512.0,
        fifth * 21.0 / 2560.0,
    )
