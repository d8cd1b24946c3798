"""Pavise: what published claims about air-defence systems say about a choice, and how sure one can be.

Sources *claim*; the catalogue *believes*; a scenario *places*; assembly turns names into *arrays*; the simulation
*steps* the arrays; results are *tables*; analysis *compares* tables; views *show* them. One folder per verb.

The verbs of `pavise.api` can be called from here: `pavise.compare("turkey-s400")`. They are loaded on first use, so
that `import pavise` and `pavise --help` stay quick.
"""

from pavise import kernel_cache

__version__ = "0.1.0"

VERBS = ()

kernel_cache.announce_to_numba()
