"""Chance as a pure function of names: who decides what about whom, on which occasion.

There is no generator with a state that moves on. Each number is computed from its names alone,

    key      seed, replication            which experiment
    counter  who, whom, occasion, stream  which decision in it

by mixing them ten times (Philox4x32-10). So the numbers do not depend on the order in which they are asked for, on
blocks, threads or machines; and when one radar is taken away, everybody else keeps their luck. That is what makes two
options comparable raid by raid.

All six words are taken modulo 2^32. *who* and *whom* are hashes of names (`name_hash`), never row numbers; *occasion*
is a slot on an absolute schedule or an ordinal; *stream* is the kind of decision (`pavise.kinds.Stream`).

Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011),
doi:10.1145/2063384.2063405; checked against the known-answer vectors that its authors publish with Random123. Quantile
of the normal distribution: M. J. Wichura, "Algorithm AS 241", Applied Statistics 37 (1988) 477-484.

Do not use it where an adversary might guess: it is no cipher.
"""

import hashlib
import math
import unicodedata

import numpy as np

from pavise.sim.compiled import kernel, pasted
from pavise.sim.elementary import log

LOW_WORD = np.uint64(0xFFFFFFFF)
WORD_BITS = np.uint64(32)
MULTIPLIER_FIRST = np.uint64(0xD2511F53)
MULTIPLIER_SECOND = np.uint64(0xCD9E8D57)
KEY_STEP_FIRST = np.uint64(0x9E3779B9)  # golden ratio
KEY_STEP_SECOND = np.uint64(0xBB67AE85)  # sqrt(3) - 1
ROUNDS = 10


def name_hash(name: str, salt: int = 0) -> int:
    """32-bit number that stands for a name in a draw: the first four bytes of its BLAKE2s digest.

    Names are compared after Unicode normalisation (NFC), so the same name typed on two systems is the same. Among 1,000
    names two collide with a chance of 1 in 8,600; whoever builds a world must look for that and change the `salt`.
    """
    text = unicodedata.normalize("NFC", name).encode()
    return int.from_bytes(hashlib.blake2s(text, digest_size=4, salt=salt.to_bytes(8, "little")).digest(), "little")


@pasted
def word(number):
    """Any integer as a 32-bit word in a 64-bit register (modulo 2^32)."""
    return np.uint64(np.int64(number) & 0xFFFFFFFF)


@kernel
def philox(counter0, counter1, counter2, counter3, key0, key1):
    """Philox4x32-10: four counter words and two key words in, four words of noise out (32-bit words in uint64)."""
    for _ in range(ROUNDS):
        first = MULTIPLIER_FIRST * counter0
        second = MULTIPLIER_SECOND * counter2
        counter0 = (second >> WORD_BITS) ^ counter1 ^ key0
        counter1 = second & LOW_WORD
        counter2 = (first >> WORD_BITS) ^ counter3 ^ key1
        counter3 = first & LOW_WORD
        key0 = (key0 + KEY_STEP_FIRST) & LOW_WORD
        key1 = (key1 + KEY_STEP_SECOND) & LOW_WORD
    return counter0, counter1, counter2, counter3


@pasted
def words4(seed, replication, stream, who, whom, occasion):
    """Four independent 32-bit words (in uint64) for one decision."""
    return philox(word(who), word(whom), word(occasion), word(stream), word(seed), word(replication))


@pasted
def uniform(seed, replication, stream, who, whom, occasion):
    """A number between 0 and 1, never either, in steps of 2^-52, for one decision."""
    high, low, _, _ = words4(seed, replication, stream, who, whom, occasion)
    steps = (high << np.uint64(20)) | (low >> np.uint64(12))
    return (np.float64(steps) + 0.5) * 2.220446049250313e-16


@pasted
def uniforms4(seed, replication, stream, who, whom, occasion):
    """Four independent numbers between 0 and 1, never either, in steps of 2^-32, for one decision.

    The price is that of one `uniform`. The steps are coarser: do not push these through an inverse distribution whose
    far tail matters (below about 1e-8).
    """
    a, b, c, d = words4(seed, replication, stream, who, whom, occasion)
    step = 2.3283064365386963e-10
    return (
        (np.float64(a) + 0.5) * step,
        (np.float64(b) + 0.5) * step,
        (np.float64(c) + 0.5) * step,
        (np.float64(d) + 0.5) * step,
    )


@kernel
def polynomial7(x, c0, c1, c2, c3, c4, c5, c6, c7):
    """c0 + c1 x + ... + c7 x^7 by Horner's rule."""
    return ((((((c7 * x + c6) * x + c5) * x + c4) * x + c3) * x + c2) * x + c1) * x + c0


@kernel
def normal_quantile(p):
    """The value that a standard normal variable stays below with probability p, 0 < p < 1 (AS 241, PPND16).

    Relative error about 1e-15. Outside 0 < p < 1 the result has no meaning.
    """
    # fmt: off
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * polynomial7(
            r, 3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
            4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
        ) / polynomial7(
            r, 1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
            2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
        )
    r = math.sqrt(-log(min(p, 1.0 - p)))
    if r <= 5.0:
        distance = polynomial7(
            r - 1.6, 1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
            1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
        ) / polynomial7(
            r - 1.6, 1.0, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
            1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
        )
    else:
        distance = polynomial7(
            r - 5.0, 6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
            2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
        ) / polynomial7(
            r - 5.0, 1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
            7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
        )
    # fmt: on
    return math.copysign(distance, q)


@kernel
def normal(seed, replication, stream, who, whom, occasion):
    """A standard normal number for one decision."""
    return normal_quantile(uniform(seed, replication, stream, who, whom, occasion))


@kernel
def uniform_array(seed, stream, worlds, who, whom, occasion):
    """`uniform` for an array of world numbers, which take the place of the replication: shape (W,).

    For the assembly, which draws a doubtful quantity once per world and pushes the numbers through its inverse
    distribution.
    """
    numbers = np.empty(worlds.shape[0])
    for w in range(worlds.shape[0]):
        numbers[w] = uniform(seed, worlds[w], stream, who, whom, occasion)
    return numbers
