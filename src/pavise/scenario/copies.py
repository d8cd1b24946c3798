"""The files of a study as texts, so that they can be kept beside a result, changed, and run again.

    case/turkey-s400.yaml    case/postures/none.yaml    case/raids/mixed.yaml    case/sites-turkiye.yaml

Texts are copied as they were written, with their comments. Elevation files are not: they are large, and a study that
names some by their full path finds them again.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from pavise.scenario.study import Study

CASE = "case"
"""Folder of the copies in a result."""
KINDS = ("postures", "raids")


def texts_of(study: Study) -> tuple[str, dict[str, str]]:
    """Name of the study's own file, and all files of the study by name, in the order in which they were read."""
    own = f"{study.spec.id}.yaml"
    texts: dict[str, str] = {}
    for document in study.documents:
        path = Path(document.file)
        name = own if document is study.source.document else path.name
        if path.parent.name in KINDS and document is not study.source.document:
            name = f"{path.parent.name}/{name}"
        texts[name] = path.read_text(encoding="utf-8-sig")
    return own, texts


def keep_copies(study: Study, folder: Path) -> None:
    """Write the files of the study into `folder/case`; what stood there goes."""
    shutil.rmtree(folder / CASE, ignore_errors=True)
    write_texts(texts_of(study)[1], folder / CASE)


def write_texts(texts: dict[str, str], folder: Path) -> None:
    """Write files by their names into `folder`. Names are taken as they are: check those of a stranger first."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def kept_copies(folder: Path, study: str) -> tuple[str, dict[str, str]] | None:
    """The copies that a result of the study with this id keeps, as `texts_of` gave them; None when it keeps none."""
    case, own = folder / CASE, f"{study}.yaml"
    if not (case / own).is_file():
        return None
    names = sorted(path.relative_to(case).as_posix() for path in case.rglob("*.yaml"))
    return own, {name: (case / name).read_text(encoding="utf-8") for name in names}
