"""From what a reader names to what is shown: a result, a folder of results, or a study.

results/turkey-s400    that result first, its neighbours beside it
results, or nothing    all results there
turkey-s400            the study, and its result where it was run into `results`
my-study.yaml          likewise
"""

from __future__ import annotations

from pathlib import Path

from pavise.results.manifest import MANIFEST, UNFINISHED
from pavise.scenario.study import load_study
from pavise.yamlfile import BadInput, Finding

from .documents import Documents
from .shelf import Shelf

RESULTS = Path("results")
"""Where `pavise compare` writes when nothing else is said."""


def opened(what: str | Path | None, version: str, *, static: bool = False) -> Documents:
    """The documents of what is named. `static`: for an export, which holds a result without its neighbours.

    BadInput when there is neither a result nor a study of that name.
    """
    if what is None:
        return Documents(Shelf(RESULTS), version, static=static)
    folder = Path(what)
    if folder.is_dir():
        if (folder / MANIFEST).is_file() or (folder / UNFINISHED).is_file():
            return _with_result(folder.resolve(), version, static=static)
        if any(path.is_file() for path in folder.glob(f"*/{MANIFEST}")):
            return Documents(Shelf(folder), version, static=static)
        problem, mend = "holds neither a result nor results", "name the folder that `pavise compare` wrote"
        raise BadInput([Finding(str(what), None, "", problem, mend)])
    study = load_study(what)
    made = RESULTS / study.spec.id
    if (made / MANIFEST).is_file():
        return _with_result(made.resolve(), version, own=what, static=static)
    return Documents(Shelf(RESULTS), version, own=what, static=static)


def _with_result(folder: Path, version: str, *, own: str | Path | None = None, static: bool) -> Documents:
    shelf = Shelf(folder.parent, only=folder if static else None)
    return Documents(shelf, version, shelf.id_at(folder), own, static=static)
