"""Our own exp, log, sine, cosine and their inverses: the same bits on every machine.

Addition, multiplication, division and square root are exact by the IEEE 754 standard; the others come from the
machine's mathematics library, and two libraries may differ in the last bit. One such bit can turn a hit into a miss,
and then the same seed would no longer give the same battle. So everything in the simulation that needs a
transcendental function calls this file: argument reduction and a polynomial, nothing but IEEE operations in a fixed
order.

Source: the published reductions and coefficients of FDLIBM 5.3 (Sun Microsystems, 1993, freely distributable). Errors,
measured against 50-digit arithmetic in tests/sim/test_elementary.py: below 1 unit in the last place (ulp) for
exp, log, sin, cos and atan, below 2 ulp for atan2, asin, acos and the logarithms to other bases, relative error below
5e-15 for `ratio_from_db` between -60 and 60 dB. Arguments are finite float64 numbers.

When not to believe it: sine and cosine hold to |angle| < 1.6e6 rad and lose digits beyond that.
"""

import math

import numpy as np

from pavise.sim.compiled import kernel

PI = 3.141592653589793
HALF_PI = 1.5707963267948966
PI_TAIL = 1.2246467991473532e-16  # pi = PI + PI_TAIL to 107 bits
LN_10 = 2.302585092994046

# Adding and subtracting 1.5 * 2^52 rounds a number below 2^51 to the nearest integer in the default rounding mode.
ROUNDING_SHIFT = 6755399441055744.0

INVERSE_LN_2 = 1.4426950408889634
LN_2_HEAD = 6.93147180369123816490e-01  # 32 bits, so that k * LN_2_HEAD is exact
LN_2_TAIL = 1.90821492927058770002e-10


@kernel
def power_of_two(exponent):
    """2 to an integer power from -1022 to 1023, written straight into the exponent bits."""
    return np.int64((np.int64(exponent) + 1023) << 52).view(np.float64)


@kernel
def exp(x):
    """e to the power x. Overflows to infinity above 709.78 and underflows to zero below -745.13."""
    if x != x:
        return np.float64(x)
    if x > 709.782712893384:
        return np.inf
    if x < -745.1332191019412:
        return 0.0
    k = (x * INVERSE_LN_2 + ROUNDING_SHIFT) - ROUNDING_SHIFT
    head = x - k * LN_2_HEAD
    tail = k * LN_2_TAIL
    r = head - tail
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))
        )
    )
    y = 1.0 - ((tail - (r * c) / (2.0 - c)) - head)
    half = np.int64(k) >> 1  # in two factors, so that the ends of the range do not overflow on the way
    return y * power_of_two(half) * power_of_two(np.int64(k) - half)


@kernel
def log(x):
    """Natural logarithm. Zero gives minus infinity, a negative number NaN."""
    if not x > 0.0:
        return -np.inf if x == 0.0 else np.nan
    if x == np.inf:
        return np.inf
    k = np.int64(0)
    if x < 2.2250738585072014e-308:
        x = x * 18014398509481984.0  # 2^54 lifts a subnormal number into the normal range
        k = np.int64(-54)
    bits = np.float64(x).view(np.int64)
    # Split x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2); 0x95f64 is where FDLIBM cuts.
    mantissa = bits & 0xFFFFFFFFFFFFF
    carry = ((mantissa >> 32) + 0x95F64) & 0x100000
    k = k + (bits >> 52) - 1023 + (carry >> 20)
    f = np.int64(mantissa | ((carry ^ 0x3FF00000) << 32)).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    odd = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    even = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half_square = 0.5 * f * f
    exponent = np.float64(k)
    return exponent * LN_2_HEAD - ((half_square - (s * (half_square + (odd + even)) + exponent * LN_2_TAIL)) - f)


@kernel
def log10(x):
    """Logarithm to the base 10."""
    return log(x) * 0.4342944819032518


@kernel
def ratio_from_db(level_db):
    """Power ratio of a level in decibels: 10^(level/10)."""
    return exp(level_db * 0.23025850929940458)


@kernel
def db_from_ratio(ratio):
    """Level in decibels of a power ratio: 10 log10(ratio)."""
    return log(ratio) * 4.3429448190325175


@kernel
def sin_cos(angle_rad):
    """(sine, cosine) of one angle, sharing the reduction: cheaper than the two calls."""
    # Cody and Waite: subtract quarter turns with pi/2 in pieces of 33 bits, so that quarter * piece is exact.
    quarter = (angle_rad * 0.6366197723675814 + ROUNDING_SHIFT) - ROUNDING_SHIFT
    near = angle_rad - quarter * 1.57079632673412561417e00
    piece = quarter * 6.07710050630396597660e-11
    first = near - piece
    rest = quarter * 2.02226624879595063154e-21 - ((near - first) - piece)
    x = first - rest
    y = (first - x) - rest  # the angle is x + y, y far below the last bit of x
    z = x * x
    cube = z * x
    r = 8.33333333332248946124e-03 + z * (
        -1.98412698298579493134e-04
        + z * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10))
    )
    sine = x - ((z * (0.5 * y - cube * r) - y) - cube * -1.66666666666666324348e-01)
    w = z * z
    r = z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * 2.48015872894767294178e-05)) + (
        w * w
    ) * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11))
    half = 0.5 * z
    w = 1.0 - half
    cosine = w + (((1.0 - w) - half) + (z * r - x * y))
    turn = np.int64(quarter) & 3
    if turn == 0:
        return sine, cosine
    if turn == 1:
        return cosine, -sine
    if turn == 2:
        return -sine, -cosine
    return -cosine, sine


@kernel
def sin(angle_rad):
    """Sine of an angle in radians."""
    return sin_cos(angle_rad)[0]


@kernel
def cos(angle_rad):
    """Cosine of an angle in radians."""
    return sin_cos(angle_rad)[1]


@kernel
def atan(x):
    """Arc tangent, from -pi/2 to pi/2."""
    a = abs(x)
    if a < 0.4375:
        head, tail = 0.0, 0.0
    elif a < 0.6875:
        a = (2.0 * a - 1.0) / (2.0 + a)
        head, tail = 4.63647609000806093515e-01, 2.26987774529616870924e-17
    elif a < 1.1875:
        a = (a - 1.0) / (a + 1.0)
        head, tail = 7.85398163397448278999e-01, 3.06161699786838301793e-17
    elif a < 2.4375:
        a = (a - 1.5) / (1.0 + 1.5 * a)
        head, tail = 9.82793723247329054082e-01, 1.39033110312309984516e-17
    else:
        a = -1.0 / a
        head, tail = 1.57079632679489655800e00, 6.12323399573676603587e-17
    z = a * a
    w = z * z
    odd = z * (
        3.33333333333329318027e-01
        + w
        * (
            1.42857142725034663711e-01
            + w
            * (
                9.09088713343650656196e-02
                + w * (6.66107313738753120669e-02 + w * (4.97687799461593236017e-02 + w * 1.62858201153657823623e-02))
            )
        )
    )
    even = w * (
        -1.99999999998764832476e-01
        + w
        * (
            -1.11111104054623557880e-01
            + w * (-7.69187620504482999495e-02 + w * (-5.83357013379057348645e-02 + w * -3.65315727442169155270e-02))
        )
    )
    return math.copysign(head - ((a * (odd + even) - tail) - a), x)


@kernel
def atan2(y, x):
    """Angle of the point (x, y) from the x axis, from -pi to pi. The origin gives zero."""
    across, along = abs(y), abs(x)
    if along >= across:
        if along == 0.0:
            return 0.0
        angle_rad = atan(across / along)
    else:
        angle_rad = HALF_PI - (atan(along / across) - 0.5 * PI_TAIL)
    if x < 0.0:
        angle_rad = PI - (angle_rad - PI_TAIL)
    return math.copysign(angle_rad, y)


@kernel
def asin(x):
    """Arc sine of a number from -1 to 1; a number beyond, by rounding or otherwise, gives the nearer end."""
    return atan2(x, math.sqrt(max((1.0 - x) * (1.0 + x), 0.0)))


@kernel
def acos(x):
    """Arc cosine of a number from -1 to 1; a number beyond, by rounding or otherwise, gives the nearer end."""
    return atan2(math.sqrt(max((1.0 - x) * (1.0 + x), 0.0)), x)
