"""Filters by other ways: whole matrices as textbooks write them, derivatives by complex steps, orbits flown."""

from __future__ import annotations

import math

import numpy as np
from scipy.integrate import solve_ivp
from scipy.linalg import expm, solve_discrete_are
from scipy.optimize import minimize_scalar
from scipy.stats import chi2

GM_M3PS2, EARTH_M = 3.986004418e14, 6.371e6


def track(sigma_m, sigma_mps, along, across):
    axes = np.array([[across ** abs(i - j) for j in range(3)] for i in range(3)])
    pull = along * sigma_m * sigma_mps
    covariance = np.block([[sigma_m**2 * axes, pull * axes], [pull * axes, sigma_mps**2 * axes]])
    return np.array([3e3, 40e3, 8e3, -250.0, 60.0, -20.0]), covariance


def brief(x, c):
    return (*x, *(math.sqrt(c[i, i]) for i in (0, 2, 3, 5)), c[0, 1], c[0, 3])


def white_noise(time_s, psd):
    """Van Loan's integral of white acceleration through straight flight."""
    f = np.zeros((12, 12))
    f[0:3, 3:6] = -np.eye(3)
    f[3:6, 9:12] = psd * np.eye(3)
    f[9:12, 6:9] = np.eye(3)
    big = expm(f * time_s)
    return big[6:, 6:].T @ big[:6, 6:]


def straight(sigma_m, sigma_mps, along, across, time_s, acceleration_psd):
    return turn(sigma_m, sigma_mps, along, across, time_s, acceleration_psd, 0.0, 0.0)


def turn(sigma_m, sigma_mps, along, across, time_s, acceleration_psd, rate_radps, tilt_rad):
    """Velocity' = rate x up times velocity, through the matrix exponential."""
    x, c = track(sigma_m, sigma_mps, along, across)
    _, uy, uz = 0.0, math.sin(tilt_rad), math.cos(tilt_rad)
    a = np.zeros((6, 6))
    a[:3, 3:] = np.eye(3)
    a[3:, 3:] = rate_radps * np.array([[0.0, -uz, uy], [uz, 0.0, 0.0], [-uy, 0.0, 0.0]])
    f = expm(a * time_s)
    return brief(f @ x, f @ c @ f.T + white_noise(time_s, acceleration_psd))


def density(height_m):
    """The two lowest and the next layers of the standard atmosphere, written out."""
    h = 6356766.0 * height_m / (6356766.0 + height_m)
    k = 9.80665 * 28.9644 / 8314.32
    layers = [(0, 288.15, -6.5e-3, 101325.0), (11e3, 216.65, 0.0, 22632.064), (20e3, 216.65, 1e-3, 5474.8887),
              (32e3, 228.65, 2.8e-3, 868.01868), (47e3, 270.65, 0.0, 110.90631), (51e3, 270.65, -2.8e-3, 66.938873),
              (71e3, 214.65, -2e-3, 3.9564205)]  # fmt: skip
    base, t0, lapse, p0 = [layer for layer in layers if h >= layer[0]][-1]
    t = t0 + lapse * (h - base)
    p = p0 * (math.exp(-k * (h - base) / t0) if lapse == 0.0 else (t / t0) ** (-k / lapse))
    return p * 28.9644 / (8314.32 * t)


def flown(state, time_s, drag_m2pkg):
    def slope(_, s):
        r, v = s[:3] + np.array([0.0, 0.0, EARTH_M]), s[3:]
        height_m = np.linalg.norm(r) - EARTH_M
        held = 0.5 * density(height_m) * np.linalg.norm(v) * drag_m2pkg if height_m < 86e3 else 0.0
        return np.concatenate([v, -GM_M3PS2 * r / np.linalg.norm(r) ** 3 - held * v])

    return solve_ivp(slope, (0.0, time_s), state, method="DOP853", rtol=1e-12, atol=1e-9).y[:, -1]


def fall(height_m, speed_mps, dive_rad, time_s, drag_m2pkg):
    """Flown with DOP853, and again from twelve neighbours for the derivatives."""
    start = np.array([0.0, 0.0, height_m, 0.0, speed_mps * math.cos(dive_rad), -speed_mps * math.sin(dive_rad)])
    end = flown(start, time_s, drag_m2pkg)
    slopes = []
    for step in np.diag([10.0, 10.0, 10.0, 1.0, 1.0, 1.0]):
        apart = flown(start + step, time_s, drag_m2pkg) - flown(start - step, time_s, drag_m2pkg)
        slopes.append(apart / (2.0 * step.max()))
    f = np.array(slopes).T
    c = f @ np.diag([1e4, 1e4, 1e4, 1e2, 1e2, 1e2]) @ f.T
    return (*end[[1, 2, 4, 5]], *(math.sqrt(c[i, i]) for i in (1, 2, 4, 5)))


def moments_by_rule(range_m, azimuth_rad, elevation_rad, sigmas):
    """Mean, second moments and mean cosines of a noisy plot, by Gauss and Hermite's rule of 40 points on each axis."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    weights = weights / weights.sum()
    mean, second = np.zeros(3), np.zeros((3, 3))
    for da, wa in zip(nodes, weights, strict=True):
        for de, we in zip(nodes, weights, strict=True):
            a, e = azimuth_rad + sigmas[1] * da, elevation_rad + sigmas[2] * de
            along = np.array([math.cos(e) * math.sin(a), math.cos(e) * math.cos(a), math.sin(e)])
            mean += wa * we * range_m * along
            second += wa * we * (range_m**2 + sigmas[0] ** 2) * np.outer(along, along)
    shrink_a, shrink_e = (float(weights @ np.cos(sigma * nodes)) for sigma in sigmas[1:])
    return mean, second, np.array([shrink_a * shrink_e, shrink_a * shrink_e, shrink_e])


def plot_as_place(range_m, azimuth_deg, elevation_deg, sigma_range_m, sigma_azimuth_deg, sigma_elevation_deg):
    """Moments of the raw plot by quadrature; what scales its mean to the truth scales its covariance.

    And the square of how much nearer the target is, on average over all targets that may have given this plot.
    """
    a, e, *turns = map(math.radians, (azimuth_deg, elevation_deg, sigma_azimuth_deg, sigma_elevation_deg))
    mean, second, shrink = moments_by_rule(range_m, a, e, (sigma_range_m, *turns))
    scale = 1.0 / shrink
    place = scale * range_m * np.array([math.cos(e) * math.sin(a), math.cos(e) * math.cos(a), math.sin(e)])
    assert np.allclose(place * shrink, mean * scale, rtol=1e-12, atol=1e-9)
    shift = place - mean
    c = (second - np.outer(mean, mean)) * np.outer(scale, scale) + np.outer(shift, shift)
    return (*place, *c[np.triu_indices(3)])


def noisy_plot(range_m, azimuth_deg, sigma_range_m, sigma_azimuth_deg):
    """Lerro and Bar-Shalom's closed form of the true moments."""
    a, s2 = math.radians(azimuth_deg), math.radians(sigma_azimuth_deg) ** 2
    shrink = math.exp(-0.5 * s2)
    x, y = range_m * math.cos(a) * shrink, range_m * math.sin(a) * shrink
    spread, r2, v2 = math.exp(-s2), range_m**2, sigma_range_m**2
    xx = r2 * spread * (math.cos(a) ** 2 * (math.cosh(s2) - 1) + math.sin(a) ** 2 * math.sinh(s2))
    xx += v2 * spread * (math.cos(a) ** 2 * math.cosh(s2) + math.sin(a) ** 2 * math.sinh(s2))
    yy = r2 * spread * (math.sin(a) ** 2 * (math.cosh(s2) - 1) + math.cos(a) ** 2 * math.sinh(s2))
    yy += v2 * spread * (math.sin(a) ** 2 * math.cosh(s2) + math.cos(a) ** 2 * math.sinh(s2))
    xy = math.sin(a) * math.cos(a) * math.exp(-2 * s2) * (v2 + r2 * (1.0 - math.exp(s2)))
    return x, y, xx, yy, xy


def textbook(x, c, h, y, r):
    s = h @ c @ h.T + r
    k = c @ h.T @ np.linalg.inv(s)
    nis = float(y @ np.linalg.solve(s, y))
    return nis, -0.5 * (nis + math.log(np.linalg.det(2.0 * math.pi * s))), x + k @ y, c - k @ s @ k.T


def seen(x):
    """Range, azimuth (to the north), elevation, range rate; of complex numbers too."""
    r = np.sqrt(x[0] ** 2 + x[1] ** 2 + x[2] ** 2)
    return np.array([r, np.arctan(x[0] / x[1]), np.arcsin(x[2] / r), (x[0] * x[3] + x[1] * x[4] + x[2] * x[5]) / r])


def slopes(x):
    """A step of 1e-20 i: the imaginary part is the derivative to the last digit."""
    return np.array([seen(x + 1e-20j * step).imag / 1e-20 for step in np.eye(6)]).T


def with_plot(
    how, sigma_m, sigma_mps, along, across, range_m, azimuth_rad, elevation_rad, sigma_range_m, sigma_azimuth_rad,
    sigma_elevation_rad, range_rate_mps, sigma_range_rate_mps,
):  # fmt: skip
    x, c = track(sigma_m, sigma_mps, along, across)
    if how == "converted":
        place = plot_as_place(range_m, math.degrees(azimuth_rad), math.degrees(elevation_rad), sigma_range_m,
                              math.degrees(sigma_azimuth_rad), math.degrees(sigma_elevation_rad))  # fmt: skip
        r = np.zeros((3, 3))
        r[np.triu_indices(3)] = place[3:]
        r = r + r.T - np.diag(np.diag(r))
        nis, log_likelihood, x, c = textbook(x, c, np.eye(3, 6), np.array(place[:3]) - x[:3], r)
        return nis, log_likelihood, *brief(x, c)
    m = 4 if sigma_range_rate_mps > 0.0 else 3
    z = np.array([range_m, azimuth_rad, elevation_rad, range_rate_mps])[:m]
    r = np.diag(np.square([sigma_range_m, sigma_azimuth_rad, sigma_elevation_rad, sigma_range_rate_mps])[:m])
    per_m3 = math.log(math.hypot(*x[:3]) * math.hypot(*x[:2]))
    if how == "extended":
        nis, log_likelihood, x, c = textbook(x, c, slopes(x)[:m], z - seen(x)[:m], r)
        return nis, log_likelihood - per_m3, *brief(x, c)
    order = [0, 3, 1, 4, 2, 5]
    root = np.zeros((6, 6))
    root[np.ix_(order, range(6))] = np.linalg.cholesky(c[np.ix_(order, order)])
    spread = 0.75  # alpha^2 (n + kappa) with alpha 1/2, kappa 3 - n
    points = [x, *(x + math.sqrt(spread) * root.T), *(x - math.sqrt(spread) * root.T)]
    of_mean = np.array([(spread - 6.0) / spread] + 12 * [0.5 / spread])
    of_spread = of_mean + np.array([1.0 - 0.25 + 2.0] + 12 * [0.0])
    there = np.array([seen(p)[:m] for p in points])
    mean = of_mean @ there
    s = r + sum(w * np.outer(t - mean, t - mean) for w, t in zip(of_spread, there, strict=True))
    cross = sum(w * np.outer(p - x, t - mean) for w, p, t in zip(of_spread, points, there, strict=True))
    k, y = cross @ np.linalg.inv(s), z - mean
    nis = float(y @ np.linalg.solve(s, y))
    log_likelihood = -0.5 * (nis + math.log(np.linalg.det(2.0 * math.pi * s))) - per_m3
    return nis, log_likelihood, *brief(x + k @ y, c - k @ s @ k.T)


def general(sigma_m, sigma_mps, along, across, time_s):
    x, c = track(sigma_m, sigma_mps, along, across)
    f, q = np.eye(6), np.diag([0.0, 0.0, 0.0, 1.0, 1.0, 1.0]) * 5.0 * time_s
    f[:3, 3:] = time_s * np.eye(3)
    h = np.array([[0.6, 0.8, 0, 0, 0, 0], [0, 0, 1, 0.5, 0, 0]])
    x, c = f @ x, f @ c @ f.T + q
    nis, log_likelihood, x, c = textbook(
        x, c, h, np.array([33e3, 7.8e3]) - h @ x, np.array([[400.0, 30.0], [30.0, 900.0]])
    )
    return nis, log_likelihood, *brief(x, c)


def steady_state(period_s, sigma_mps2, sigma_m):
    """From the algebraic Riccati equation."""
    f, h = np.array([[1.0, period_s], [0.0, 1.0]]), np.array([[1.0, 0.0]])
    push = np.array([[0.5 * period_s**2], [period_s]]) * sigma_mps2
    before = solve_discrete_are(f.T, h.T, push @ push.T, np.array([[sigma_m**2]]))
    gain = before @ h.T / (before[0, 0] + sigma_m**2)
    after = before - gain @ h @ before
    return gain[0, 0], gain[1, 0] * period_s, math.sqrt(after[0, 0]), math.sqrt(after[1, 1])


def modes(count, p_stay, time_s, apart_m, log1, log2, log3):
    """With the generator of the changes put through the matrix exponential."""
    tracks = [track(100.0 + 40.0 * j, 10.0 + 20.0 * j, 0.3 - 0.2 * j, 0.1) for j in range(count)]
    xs = [x + j * apart_m * np.array([1.0, -0.5, 0.0, 0.02, 0.01, 0.0]) for j, (x, _) in enumerate(tracks)]
    cs = [c for _, c in tracks]
    leave = -math.log(p_stay)
    change = expm(time_s * leave * (np.ones((count, count)) / (count - 1) - np.eye(count) * count / (count - 1)))
    p = np.array([0.5, 0.3, 0.2] if count == 3 else [0.6, 0.4])

    def blend(weights, xs, cs):
        x = sum(w * x for w, x in zip(weights, xs, strict=True))
        return x, sum(w * (c + np.outer(y - x, y - x)) for w, y, c in zip(weights, xs, cs, strict=True))

    before = p @ change
    mixed = [blend(p * change[:, j] / before[j], xs, cs) for j in range(count)]
    joint = before * np.exp([log1, log2, log3][:count])
    after = joint / joint.sum()
    x, c = blend(after, [m[0] for m in mixed], [m[1] for m in mixed])
    return (math.log(joint.sum()), after[0], after[1], *brief(x, c))


def nees_band(freedom, runs, p):
    return tuple(chi2.ppf([0.5 - 0.5 * p, 0.5 + 0.5 * p], freedom * runs) / runs)


def chi_square(x, freedom):
    return chi2.cdf(x, freedom)


def nees(sigma_m, sigma_mps, along, across, off_m, off_mps):
    _, c = track(sigma_m, sigma_mps, along, across)
    off = np.array([off_m, 0.0, off_m, off_mps, 0.0, off_mps])
    return off @ np.linalg.solve(c, off)


def two_tracks(how, sigma_a_m, sigma_b_m, along_a, along_b, share):
    """Generalised least squares for the first two; for intersection SciPy's bounded search."""
    xa, a = track(sigma_a_m, 0.1 * sigma_a_m, along_a, 0.2)
    xb, b = track(sigma_b_m, 0.05 * sigma_b_m, along_b, -0.3)
    xb = xb + np.array([60.0, -70.0, 40.0, 5.0, 3.0, -1.0])
    cross = share * np.linalg.cholesky(a) @ np.linalg.cholesky(b).T
    if how in ("information", "bar_shalom_campo"):
        cross = cross if how == "bar_shalom_campo" else np.zeros((6, 6))
        both, same = np.block([[a, cross], [cross.T, b]]), np.vstack([np.eye(6), np.eye(6)])
        c = np.linalg.inv(same.T @ np.linalg.solve(both, same))
        return brief(c @ same.T @ np.linalg.solve(both, np.concatenate([xa, xb])), c)

    def joint(weight):
        return np.linalg.inv(weight * np.linalg.inv(a) + (1.0 - weight) * np.linalg.inv(b))

    def size(weight):
        return np.trace(joint(weight)) if how == "ci_trace" else np.linalg.slogdet(joint(weight))[1]

    weight = minimize_scalar(size, bounds=(0.0, 1.0), method="bounded", options={"xatol": 1e-12}).x
    c = joint(weight)
    return brief(c @ (weight * np.linalg.solve(a, xa) + (1.0 - weight) * np.linalg.solve(b, xb)), c)


def registered(apart_m, targets, range1_m, azimuth1_deg, range2_m, azimuth2_deg, sigma1_m, sigma1_deg):
    """One large least-squares problem, the derivatives of the places taken as differences."""
    truth = np.array([range1_m, math.radians(azimuth1_deg), range2_m, math.radians(azimuth2_deg)])
    prior = np.array([sigma1_m, math.radians(sigma1_deg), 1e3, math.radians(2.0)])
    rows, values = [np.diag(1.0 / prior)], [np.zeros(4)]
    velocity = np.array([100.0, -50.0, 0.0])
    for k in range(targets):
        out_m = 30e3 + 4e3 * k
        target = np.array([0.5 * apart_m + out_m * math.cos(2.4 * k), out_m * math.sin(2.4 * k), 6e3])
        places, slopes, covariance = [], [], np.zeros((3, 3))
        for s in range(2):
            x, y, z = target + 2.0 * s * velocity - np.array([s * apart_m, 0.0, 0.0])
            r = math.sqrt(x * x + y * y + z * z)
            a, e = math.atan2(x, y), math.asin(z / r)
            plot = np.array([r, a]) + truth[2 * s : 2 * s + 2]
            told = plot_as_place(plot[0], math.degrees(plot[1]), math.degrees(e), 50.0, math.degrees(0.002),
                                 math.degrees(0.005))  # fmt: skip
            places.append(np.array(told[:3]) + np.array([s * apart_m, 0.0, 0.0]))
            half = np.zeros((3, 3))
            half[np.triu_indices(3)] = told[3:]
            covariance += half + half.T - np.diag(np.diag(half))

            def raw(range_m, azimuth_rad, e=e):
                flat_m = range_m * math.cos(e)
                return np.array([flat_m * math.sin(azimuth_rad), flat_m * math.cos(azimuth_rad), range_m * math.sin(e)])

            slopes.append((raw(plot[0] + 10.0, plot[1]) - raw(plot[0] - 10.0, plot[1])) / 20.0)
            slopes.append((raw(plot[0], plot[1] + 1e-5) - raw(plot[0], plot[1] - 1e-5)) / 2e-5)
        whiten = np.linalg.inv(np.linalg.cholesky(covariance))
        rows.append(whiten @ np.column_stack([slopes[0], slopes[1], -slopes[2], -slopes[3]]))
        values.append(whiten @ (places[0] - places[1] + 2.0 * velocity))
    design = np.vstack(rows)
    found = np.linalg.lstsq(design * prior, np.concatenate(values), rcond=None)[0] * prior
    sigma = np.sqrt(np.diag(np.linalg.inv((design * prior).T @ (design * prior)))) * prior
    turn = math.degrees(1.0)
    return found[0], found[1] * turn, found[2], found[3] * turn, sigma[0], sigma[1] * turn, sigma[2], sigma[3] * turn
