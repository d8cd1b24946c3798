"""The dossier: what Pavise says about the world, held against numbers that others worked out.

    check      a sentence about the world, the functions that stand for it, a reference, a tolerance with its reason,
               and rows of numbers (`data/verify/*.yaml`, read by `dossier.py`)
    answer     one row's inputs turned into units and handed to the functions under test: `earth.py`, `radar.py`, ...
               The answer never sees what is expected, and holds no formula of its own
    verdict    how far the answers lie from the reference, row by row (`judge.py`)

It ships with the package, so that anyone can rerun it where Pavise runs: `pavise verify`. The references are graded:
A printed by somebody else, B computed by a program that nobody here wrote, C a closed form that was worked out by a
second route (those routes are in `tests/verify/second_routes`, and a test holds the rows to them).
"""
