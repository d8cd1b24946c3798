"""From doubt to worlds: every doubtful figure drawn once per world, under its own name.

    name of the figure --hash--> one number u per world, evenly spread over (0, 1)
    u --inverse distribution--> one value per world

Three promises follow from this shape, and the tests hold it to them:

* the same figure has the same values in every option, whatever else the option contains;
* narrowing a belief keeps the ranks: a world at the 80th percentile stays there, so before and after are paired;
* what does not depend on names depends on nothing: order, threads and machines play no role.

**Strata.** W worlds cut (0, 1) into W equal slices; a figure visits every slice once, in an order of its own (a Latin
hypercube: M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979) 239-245). So 32 worlds already show the
whole width of a belief. The price: a study with 33 worlds has other worlds than one with 32, and an interval computed
as if worlds were independent is a little wider than it need be.

**Frozen doubt.** With doubt `claims` only beliefs that rest on claims vary, and everything judged (or resting on a
figure nobody has read) stays at its median; with doubt `judgements` the other way round. Which hypothesis about a
status holds counts as claims, since statements are what it rests on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pavise.assemble.names import Keys
from pavise.catalogue.library import Library
from pavise.catalogue.products import whole_numbers
from pavise.evidence.distributions import Distribution
from pavise.kinds import Stream
from pavise.scenario.written import Judged
from pavise.sim.draws import uniform_array

Figures = NDArray[np.float64]
Whole = NDArray[np.int64]
Doubt = Literal["all", "claims", "judgements"]

BELOW_ONE = float(np.nextafter(1.0, 0.0))
ORDER, WITHIN = 0, 1
"""Occasions of the PARAMETER stream: the order of the slices, and the place within a slice."""


@dataclass(frozen=True)
class Drawn:
    """One figure in all worlds: `values` of shape (W,) in SI units. `doubtful`: can it differ between worlds?"""

    system: str
    quantity: str
    unit: str
    origin: str
    values: Figures
    doubtful: bool = True


class Sampler:
    """Draws figures of the catalogue and of the scenario for all worlds of a study."""

    def __init__(self, library: Library, keys: Keys, seed: int, worlds: int, doubt: Doubt = "all") -> None:
        self.library = library
        self.worlds = worlds
        self.doubt = doubt
        self.drawn: dict[tuple[str, str], Drawn] = {}
        self.judgements: dict[tuple[str, str], Judged[Any]] = {}
        self.hypotheses: dict[str, list[str]] = {}
        self.read: set[tuple[str, str]] = set()
        self._keys, self._seed = keys, seed
        self._readers: list[set[tuple[str, str]]] = []
        self._asides: dict[tuple[str, str], Figures] = {}

    def of(self, system: str, quantity: str) -> Figures:
        """A quantity of the catalogue in every world, shape (W,); whole numbers where only those make sense."""
        self._note_reading(system, quantity)
        known = self.drawn.get((system, quantity))
        if known is not None:
            return known.values
        belief = self.library.quantity(system, quantity)
        frozen = self.doubt != "all" and (self.doubt == "claims") != belief.rests_on_claims
        values = self._values(system, quantity, belief.distribution, frozen)
        if belief.whole:
            values = np.rint(values)
        return self._note(
            Drawn(
                system, quantity, belief.unit, belief.origin, values, belief.distribution.low < belief.distribution.high
            )
        )

    def aside(self, system: str, quantity: str) -> Figures:
        """The same for a figure that no battle reads: no option leans on it, and no table of draws has it."""
        if (system, quantity) not in self._asides:
            belief = self.library.quantity(system, quantity)
            frozen = self.doubt != "all" and (self.doubt == "claims") != belief.rests_on_claims
            values = self._values(system, quantity, belief.distribution, frozen)
            self._asides[(system, quantity)] = np.rint(values) if belief.whole else values
        return self._asides[(system, quantity)]

    def whole(self, system: str, quantity: str) -> Whole:
        """The same, as integers."""
        return np.rint(self.of(system, quantity)).astype(np.int64)

    def middle(self, system: str, quantity: str) -> float:
        """The median of a quantity: for choices that must be the same in all worlds, such as places and prices."""
        self._note_reading(system, quantity)
        return self.library.quantity(system, quantity).at(0.5)

    def judged(self, system: str, quantity: str, figure: Judged[Any], unit: str, whole: bool = False) -> Figures:
        """A figure that the scenario sets, in every world, shape (W,); drawn under these two names.

        `whole`: only whole numbers make sense, each as likely as its share of the range.
        """
        if not figure.in_doubt:
            return np.full(self.worlds, figure.distribution.low)
        self._note_reading(system, quantity)
        known = self.drawn.get((system, quantity))
        if known is not None:
            return known.values
        self.judgements[(system, quantity)] = figure
        belief = figure.distribution
        if whole:
            belief = whole_numbers(belief) or belief
        values = self._values(system, quantity, belief, self.doubt == "claims")
        return self._note(Drawn(system, quantity, unit, "judgement", np.rint(values) if whole else values))

    def turn(self, system: str, quantity: str) -> Figures:
        """A bearing drawn from all round in every world, shape (W,), in radians: for what has no known direction.

        Not a belief but the lack of one, so it varies whatever doubt is switched on.
        """
        known = self.drawn.get((system, quantity))
        if known is not None:
            return known.values
        return self._note(Drawn(system, quantity, "rad", "judgement", 2.0 * math.pi * self.shares(system, quantity)))

    def pick(self, status: str, hypotheses: Sequence[str], weights: Sequence[float]) -> Whole:
        """Which hypothesis is true in every world: positions in `hypotheses`, shape (W,)."""
        shares = np.cumsum(np.asarray(weights, dtype=np.float64))
        chance = np.full(self.worlds, 0.5) if self.doubt == "judgements" else self.shares("status", status)
        picked = np.minimum(np.searchsorted(shares / shares[-1], chance), len(hypotheses) - 1)
        self.hypotheses[status] = [hypotheses[k] for k in picked]
        return picked.astype(np.int64)

    def shares(self, system: str, quantity: str) -> Figures:
        """The numbers u behind a figure: shape (W,), one in each of W equal slices of (0, 1), in the figure's order."""
        worlds = np.arange(self.worlds)
        who, whom = self._keys.key(system), self._keys.key(quantity)
        order = uniform_array(self._seed, int(Stream.PARAMETER), worlds, who, whom, ORDER)
        within = uniform_array(self._seed, int(Stream.PARAMETER), worlds, who, whom, WITHIN)
        slices = np.empty(self.worlds)
        slices[np.argsort(order, kind="stable")] = worlds
        return np.minimum((slices + within) / self.worlds, BELOW_ONE)

    @contextmanager
    def reading(self) -> Iterator[set[tuple[str, str]]]:
        """Notes every (system, quantity) that is read inside the `with` block: what an option leans on."""
        reads: set[tuple[str, str]] = set()
        self._readers.append(reads)
        try:
            yield reads
        finally:
            self._readers.remove(reads)

    def _note_reading(self, system: str, quantity: str) -> None:
        self.read.add((system, quantity))
        for reader in self._readers:
            reader.add((system, quantity))

    def _values(self, system: str, quantity: str, belief: Distribution, frozen: bool) -> Figures:
        if belief.low == belief.high:
            return np.full(self.worlds, belief.low)
        if frozen:
            return np.full(self.worlds, belief.median)
        return belief.ppf(self.shares(system, quantity))

    def _note(self, drawn: Drawn) -> Figures:
        drawn.values.setflags(write=False)
        self.drawn[(drawn.system, drawn.quantity)] = drawn
        return drawn.values
