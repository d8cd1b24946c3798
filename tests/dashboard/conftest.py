"""Documents without the elevation that the user may keep: it would be read for maps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def no_elevation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty library."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAVISE_TERRAIN", str(tmp_path_factory.mktemp("elevation")))
        yield
