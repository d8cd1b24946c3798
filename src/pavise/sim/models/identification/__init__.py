"""Identification models: what speaks for a track being hostile or harmless, one file per kind of evidence.

Each gives, for one track, the logarithm of how much likelier its evidence is from a hostile object than from a harmless
one: above zero it speaks for hostile. `sim/identification.py` adds them to the odds before.
"""
