"""The beginning and the end of a result folder.

    begin   an `unfinished.json` is written; whatever an older run left in the folder goes
    ...     parts are written (writer.py)
    finish  every part is opened and counted, `manifest.json` is written, `unfinished.json` goes

`manifest.json` is the last file to appear. A folder without it, or whose parts do not match it, is not a result, and
`open_results` says so. What belongs into the manifest beyond the tables (versions, seed, hashes) is given by the run.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pavise.results.schema import SCHEMA_VERSION, TABLES, ResultsError
from pavise.results.writer import ColumnValues, one_thread, write_table

MANIFEST = "manifest.json"
UNFINISHED = "unfinished.json"


def begin_results(folder: str | Path, about: Mapping[str, Any] | None = None, keep_parts: bool = False) -> Path:
    """Make `folder` ready for a new result and return its path.

    `about`: what is being run (goes into `unfinished.json`, where a resumed run can compare it with its own plan).
    `keep_parts`: leave finished parts in place, for a run that continues an interrupted one.
    Raises ResultsError when the folder holds something else than a result: nothing of the user's is ever deleted.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise ResultsError(f"{folder} is a file; name a folder for the result")
    present = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    if present and MANIFEST not in present and UNFINISHED not in present:
        raise ResultsError(f"{folder} holds files, but no result; name an empty or new folder")
    folder.mkdir(parents=True, exist_ok=True)
    # The manifest goes first: from here on, and until the end, the folder does not count as a result.
    write_json(folder / UNFINISHED, dict(about or {}))
    (folder / MANIFEST).unlink(missing_ok=True)
    if not keep_parts:
        for name in TABLES:
            shutil.rmtree(folder / name, ignore_errors=True)
    return folder


def unfinished_about(folder: str | Path) -> dict[str, Any] | None:
    """What `begin_results` was told about the interrupted run in `folder`; None when there is none."""
    path = Path(folder) / UNFINISHED
    if not path.is_file():
        return None
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        return None


def parts_of(folder: str | Path, table: str) -> list[Path]:
    """The finished parts of one table, in order."""
    return sorted((Path(folder) / table).glob("part-*.parquet"))


def finish_results(folder: str | Path, about: Mapping[str, Any]) -> dict[str, Any]:
    """Check the parts, write the manifest, and return it. `about` must be JSON; its keys stand at the top level.

    Adds `complete`, `schema_version` and `tables` (per table: rows, and per part: file, rows, bytes, sha256).
    Raises ResultsError when a required table has no part or a part cannot be read; the folder stays unfinished.
    """
    folder = Path(folder)
    tables: dict[str, Any] = {}
    missing = []
    for name, table in TABLES.items():
        parts = [_part_entry(folder, path) for path in parts_of(folder, name)]
        if parts:
            tables[name] = {"rows": sum(part["rows"] for part in parts), "parts": parts}
        elif table.required:
            missing.append(name)
    if missing:
        raise ResultsError(f"{folder} cannot be closed: no part of {', '.join(missing)} was written")
    manifest = {**about, "complete": True, "schema_version": SCHEMA_VERSION, "tables": tables}
    write_json(folder / MANIFEST, manifest)
    (folder / UNFINISHED).unlink(missing_ok=True)
    return manifest


def add_rows(folder: str | Path, name: str, columns: Mapping[str, ColumnValues]) -> None:
    """Add rows to a table of a result that is closed already: as a part of their own, and then in the manifest.

    Nothing that the manifest names is touched, so the result stays whole if this is broken off.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    table = manifest["tables"].setdefault(name, {"rows": 0, "parts": []})
    entry = _part_entry(folder, write_table(folder, name, columns, part=len(table["parts"])))
    table["parts"].append(entry)
    table["rows"] += entry["rows"]
    write_json(folder / MANIFEST, manifest)


def read_manifest(folder: str | Path) -> dict[str, Any]:
    """The manifest of a complete result; ResultsError for anything else, saying what is wrong."""
    folder = Path(folder)
    path = folder / MANIFEST
    if not folder.is_dir():
        raise ResultsError(f"{folder}: there is no such folder")
    if not path.is_file():
        if (folder / UNFINISHED).is_file():
            raise ResultsError(f"{folder}: the run that wrote this folder did not finish; run it again")
        raise ResultsError(f"{folder}: not a result folder (no {MANIFEST})")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise ResultsError(f"{path}: cannot be read ({error}); run it again") from error
    if not isinstance(manifest, dict) or manifest.get("complete") is not True:
        raise ResultsError(f"{folder}: the manifest does not say that the run was completed; run it again")
    version = manifest.get("schema_version")
    if version != SCHEMA_VERSION:
        raise ResultsError(
            f"{folder}: written with table schema {version}, this version of pavise reads schema {SCHEMA_VERSION}; "
            f"run it again, or read it with the version named in {MANIFEST}"
        )
    _check_parts(folder, manifest)
    return manifest


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON so that the file is either whole or absent."""
    unfinished = path.with_name(path.name + ".tmp")
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    try:
        unfinished.write_text(text + "\n", encoding="utf-8")
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _check_parts(folder: Path, manifest: Mapping[str, Any]) -> None:
    tables = manifest.get("tables")
    if not isinstance(tables, dict):
        raise ResultsError(f"{folder}: the manifest lists no tables; run it again")
    missing = [name for name, table in TABLES.items() if table.required and name not in tables]
    if missing:
        raise ResultsError(f"{folder}: tables {', '.join(missing)} are missing; run it again")
    for name in TABLES:
        for part in tables.get(name, {}).get("parts", ()):
            path = folder / part["file"]
            if not path.is_file():
                raise ResultsError(f"{folder}: {part['file']} is missing; run it again")
            if path.stat().st_size != part["bytes"]:
                raise ResultsError(f"{folder}: {part['file']} is not as it was written; run it again")


def _part_entry(folder: Path, path: Path) -> dict[str, Any]:
    import duckdb  # here, so that reading a manifest does not wait for it

    try:
        with one_thread().cursor() as connection:
            rows = connection.execute("SELECT num_rows FROM parquet_file_metadata(?)", [str(path)]).fetchall()[0][0]
    except duckdb.Error as error:
        raise ResultsError(f"{path} cannot be read: {error}") from error
    content = path.read_bytes()
    return {
        "file": path.relative_to(folder).as_posix(),
        "rows": int(rows),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
