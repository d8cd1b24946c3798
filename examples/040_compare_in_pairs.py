"""Compare two options in pairs: why the difference is known better than either answer.

Both options meet the same raids with the same luck, because every draw is a function of names (sim/draws.py). So most
of the chance cancels in the difference, and fewer battles are needed to see it.

Run it: python examples/040_compare_in_pairs.py
"""

import numpy as np

from pavise.analysis.intervals import mean_interval
from pavise.assemble.study import Assembly, assemble_study
from pavise.catalogue.library import load_library
from pavise.kinds import Fate
from pavise.run.drivers import play_fused
from pavise.scenario.study import load_study


def leakers(assembly: Assembly, option: str) -> np.ndarray:
    """Leakers in each battle of one option against the reference raid."""
    case = next(case for case in assembly.cases if case.option == option and case.reference)
    played = play_fused(assembly.world(case), 0, case.worlds * case.repeats)
    return (played.flight["fate"] == Fate.LEAKED).sum(axis=1).astype(float)


assembly = assemble_study(load_study("turkey-s400"), load_library(), worlds=16, repeats=1)
without, with_it = leakers(assembly, "none"), leakers(assembly, "s400-in-service")
for title, sample in (("S-400 out", without), ("S-400 in", with_it), ("difference", with_it - without)):
    low, high = mean_interval(sample)
    print(f"{title:11} {sample.mean():5.1f} leakers, 95 % interval {low:.1f} to {high:.1f}")
factor = (without.var(ddof=1) + with_it.var(ddof=1)) / (with_it - without).var(ddof=1)
print(f"pairing cut the variance of the difference by a factor of {factor:.1f}")

# The check: the same luck in both options makes them rise and fall together.
assert factor > 1.0
