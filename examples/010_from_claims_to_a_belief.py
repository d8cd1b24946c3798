"""From claims to a belief: how far does the 40N6E reach, who says so, and what do we make of it?

Sources *claim*, the catalogue *believes*. Claims that repeat one upstream are one voice, and a belief is a
distribution, never one number.

Run it: python examples/010_from_claims_to_a_belief.py
"""

from pavise.catalogue.library import load_library
from pavise.units import show

library = load_library()
belief = library.quantity("40n6e", "range_max")

print("What sources claim:")
for name in belief.claims:
    claim = library.ledger.claims[name]
    print(f"  {claim.as_written:>12}   {claim.says or claim.source.publisher} (voice: {claim.upstream})")

print(f"\nWhat the catalogue believes: {belief.distribution.describe('km')}")
print(f"  method: {belief.method}, because: {belief.reason}")
for chance in (0.1, 0.5, 0.9):
    print(f"  {chance:.0%} of the worlds lie below {show(belief.at(chance), 'km', 4)}")

# The check: no world is drawn that nobody claimed.
stated = [number for name in belief.claims for number in library.ledger.claims[name].interval]
assert min(stated) <= belief.distribution.low <= belief.distribution.high <= max(stated)
