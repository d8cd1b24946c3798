"""Chance and arithmetic by other ways: Python's own whole numbers, and mpmath with fifty digits."""

from __future__ import annotations


def philox(counter0, counter1, counter2, counter3, key0, key1):
    """Salmon et al. (2011), with integers that cannot overflow."""
    counter, key = (counter0, counter1, counter2, counter3), (key0, key1)
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * counter[0], 2**32)
        high1, low1 = divmod(0xCD9E8D57 * counter[2], 2**32)
        counter = (high1 ^ counter[1] ^ key[0], low1, high0 ^ counter[3] ^ key[1], low0)
        key = ((key[0] + 0x9E3779B9) % 2**32, (key[1] + 0xBB67AE85) % 2**32)
    return counter


def uniform(seed, replication, stream, who, whom, occasion):
    words = philox(who, whom, occasion, stream, seed, replication)
    fine = ((words[0] << 20) + (words[1] >> 12) + 0.5) / 2.0**52
    return fine, *((word + 0.5) / 2.0**32 for word in words)


def uniform_array(seed, stream, world, who, whom, occasion):
    return uniform(seed, world, stream, who, whom, occasion)[0]


def many_digits():
    import mpmath

    mpmath.mp.dps = 50
    return mpmath


def normal_quantile(p):
    mp = many_digits()
    return float(mp.findroot(lambda z: mp.ncdf(z) / mp.mpf(p) - 1, _near(p)))


def _near(p):
    from statistics import NormalDist

    return NormalDist().inv_cdf(p)


def normal(seed, replication, stream, who, whom, occasion):
    return normal_quantile(uniform(seed, replication, stream, who, whom, occasion)[0])


def elementary_function(function, x):
    mp = many_digits()
    if function == "ratio_from_db":
        return float(mp.power(10, mp.mpf(x) / 10))
    if function == "db_from_ratio":
        return float(10 * mp.log10(mp.mpf(x)))
    return float(getattr(mp, function)(mp.mpf(x)))


def sine_and_cosine(angle_rad):
    mp = many_digits()
    sine, cosine = float(mp.sin(mp.mpf(angle_rad))), float(mp.cos(mp.mpf(angle_rad)))
    return sine, cosine, sine, cosine


def arc_tangent(y, x):
    mp = many_digits()
    return float(mp.atan2(mp.mpf(y), mp.mpf(x)))
