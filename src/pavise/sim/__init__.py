"""Arrays in, arrays out: the simulation. Begin with `step.py`, which tells the whole story on one page.

It knows neither files nor units nor names of systems: NumPy, Numba and `pavise.kinds` only, SI units and radians.
"""
