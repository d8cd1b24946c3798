"""The process of one job: `python -m pavise.app.web.work FOLDER`. Reads `job.json`, calls verbs, writes how far it is.

A comparison is fought with a few worlds first, then with twice as many, and so on up to the number asked for. Each step
is a whole result of its own, so what is shown on the way has proper intervals, and these sharpen from step to step. All
steps together fight less than twice as many battles as the last one alone.

To add a kind of job, add a function to `VERBS`.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pavise.app.web.jobs import JOB, PROGRESS, RESULT, STEPS
from pavise.scenario.copies import CASE
from pavise.yamlfile import BadInput

FEWEST_WORLDS = 4
BETWEEN_NOTES_S = 0.3


def main() -> int:
    """Do the job in the folder given; 0 when it was done."""
    folder = Path(sys.argv[1])
    threading.Thread(target=end_with_server, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(5)  # the page and the server come first
    asked = json.loads((folder / JOB).read_text(encoding="utf-8"))
    notes = Notes(folder / PROGRESS)
    try:
        VERBS[asked["verb"]](asked, folder, notes)
    except BadInput as bad:
        findings = [{**asdict(finding), "file": Path(finding.file).name} for finding in bad.findings]
        notes.write(state="failed", problem="the files cannot be used", findings=findings)
        return 1
    except Exception as error:
        notes.write(state="failed", problem=str(error).replace(str(folder), "")[:500] or type(error).__name__)
        raise
    notes.write(state="done", doing="", done=notes.told["total"])
    return 0


def end_with_server() -> None:
    """Wait for the server to let go of our input, which it never writes to, and end."""
    while os.read(sys.stdin.fileno(), 1024):  # not through Python's buffer, whose lock would outlive us
        pass
    os._exit(3)


class Notes:
    """How far the job is, for the server to read. What was written last stands until it is written again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.started_s, self.written_s = time.monotonic(), 0.0
        self.told: dict[str, Any] = {"state": "running", "done": 0, "total": 0, "eta_s": None, "doing": "reading files"}
        self.write()

    def write(self, **news: Any) -> None:
        """Tell something."""
        self.told.update(news)
        self.written_s = time.monotonic()
        unfinished = self.path.with_name(self.path.name + ".tmp")
        unfinished.write_text(json.dumps(self.told), encoding="utf-8")
        os.replace(unfinished, self.path)

    def count(self, done: float, total: float, doing: str) -> None:
        """Tell how much of everything is done, with the time that is probably left; not too often."""
        elapsed_s = time.monotonic() - self.started_s
        eta_s = elapsed_s * (total - done) / done if done > 0 and elapsed_s > 1.0 else None
        if time.monotonic() - self.written_s > BETWEEN_NOTES_S:
            self.write(done=int(done), total=int(total), eta_s=eta_s, doing=doing)


def steps_up_to(worlds: int) -> list[int]:
    """The number asked for, before it half of that, and so on while there are 4 worlds or more: 4, 8, 16, 32."""
    steps = [worlds]
    while steps[0] // 2 >= FEWEST_WORLDS:
        steps.insert(0, steps[0] // 2)
    return steps


def compare(asked: Mapping[str, Any], folder: Path, notes: Notes) -> None:
    """A comparison that sharpens."""
    from pavise import api
    from pavise.run.campaign import Progress

    steps = steps_up_to(asked["worlds"])
    before = None
    for k, worlds in enumerate(steps):

        def tell(progress: Progress, k: int = k, worlds: int = worlds) -> None:
            if progress.doing:
                notes.count(progress.done, progress.total, progress.doing)
                return
            per_world = progress.total / worlds
            done = per_world * sum(steps[:k]) + progress.done
            notes.count(done, per_world * sum(steps), f"fighting with {worlds} worlds")

        out = folder / f"{STEPS}{worlds:05d}"
        case, last = folder / CASE / asked["study"], worlds == steps[-1]
        api.compare(case, out, worlds=worlds, seed=asked.get("seed"), replays=last, on_progress=tell)
        notes.write(worlds_so_far=worlds)
        if before is not None:
            shutil.rmtree(before, ignore_errors=True)
        before = out
    assert before is not None, "there is at least one step"
    shutil.rmtree(folder / RESULT, ignore_errors=True)
    before.rename(folder / RESULT)


def coverage(asked: Mapping[str, Any], folder: Path, notes: Notes) -> None:
    """A map of what the sensors of an option see, kept beside the result."""
    from pavise import api

    shown = {"altitudes_m": (asked["height_m"],), "rcs_m2": (asked["rcs_m2"],)}
    _map(api.coverage, "looking around", shown, asked, folder, notes)


def defended(asked: Mapping[str, Any], folder: Path, notes: Notes) -> None:
    """A map of what the fire units of an option defend, kept beside the result."""
    from pavise import api

    shown = {"against": (asked["threat"],), "units": asked["units"]}
    _map(api.defended, "flying in", shown, asked, folder, notes)


def _map(
    verb: Callable[..., Any],
    doing: str,
    shown: Mapping[str, Any],
    asked: Mapping[str, Any],
    folder: Path,
    notes: Notes,
) -> None:
    """Have a verb make a map, and put it where its document is looked for; one that lay there goes."""

    def tell(progress: Any) -> None:
        notes.count(progress.done, progress.total, doing)

    made, keep = folder / "map", Path(asked["keep"])
    verb(
        folder / CASE / asked["study"],
        made,
        option=asked["option"],
        **shown,
        worlds=asked["worlds"],
        seed=asked["seed"],
        on_progress=tell,
    )
    keep.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(keep, ignore_errors=True)
    shutil.move(made, keep)


VERBS: dict[str, Callable[[Mapping[str, Any], Path, Notes], None]] = {
    "compare": compare,
    "coverage": coverage,
    "defended": defended,
}

if __name__ == "__main__":
    sys.exit(main())
