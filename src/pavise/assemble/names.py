"""Names become keys: 32-bit numbers under which units, radars, threats and figures draw their luck.

A key depends on the name alone, so a unit keeps its luck whatever else an option has. Two names may share a key by
accident (one chance in some thousand for a large study); then a *salt* is mixed into all of them and everything is
hashed again. The salt is recorded with the result.
"""

from __future__ import annotations

from collections.abc import Iterable

from pavise.sim.draws import name_hash

MOST_SALTS = 1000


class Keys:
    """Hands out keys under one salt, each name's worked out once."""

    def __init__(self, salt: int = 0) -> None:
        self.salt = salt
        self._keys: dict[str, int] = {}

    def key(self, name: str) -> int:
        """The key of one name."""
        key = self._keys.get(name)
        if key is None:
            key = self._keys[name] = name_hash(name, self.salt)
        return key

    def keys(self, names: Iterable[str]) -> list[int]:
        """The keys of several names, in their order."""
        return [self.key(name) for name in names]


def salt_without_collision(names: Iterable[str], first: int = 0) -> int:
    """The first salt from `first` on under which no two of the names share a key."""
    different = set(names)
    for salt in range(first, first + MOST_SALTS):
        if len({name_hash(name, salt) for name in different}) == len(different):
            return salt
    raise RuntimeError(f"no salt keeps {len(different)} names apart: there are far too many of them")
