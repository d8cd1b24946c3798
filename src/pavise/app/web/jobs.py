"""Long work: a few jobs at a time, each in a process of its own, counted, watched and cancelled.

    asked  ->  waiting  ->  running (a process that writes how far it is)  ->  done, failed or cancelled

A job is a folder below `what-if`: `job.json` says what is to be done, `progress.json` how far it is (written by the
process, see `work.py`), `case` holds the files, `result` what came out. So jobs outlive the page and the server: those
that a server left behind are shown as interrupted. A process that loses its server ends by itself.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pavise.analysis.compare import Comparison
from pavise.dashboard import shapes
from pavise.dashboard.comparing import SUMMARY, compared
from pavise.dashboard.shelf import WHAT_IF, NoDocument
from pavise.results.schema import ResultsError
from pavise.results.store import open_results
from pavise.scenario.copies import CASE, write_texts

State = Literal["waiting", "running", "done", "failed", "cancelled", "interrupted"]

AT_ONCE = 1
"""Processes at a time: a job uses all cores already."""
MOST_JOBS = 8
"""Jobs that wait or run; who asks for more is told to wait."""
JOB, PROGRESS, RESULT = "job.json", "progress.json", "result"
STEPS = "worlds-"
"""Folders of results with fewer worlds, made on the way; see `work.py`."""
_ID = re.compile(r"[0-9a-f]{8}")
OVER: tuple[State, ...] = ("done", "failed", "cancelled", "interrupted")


class TooMany(Exception):
    """There are as many jobs as this server takes on."""


@dataclass
class Job:
    """One job. `asked`: what `job.json` holds."""

    id: str
    folder: Path
    asked: Mapping[str, Any]
    state: State = "waiting"
    process: subprocess.Popen[bytes] | None = None
    partial: tuple[str, shapes.Comparison] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Jobs:
    """All jobs of one shelf. Methods may be called from several threads."""

    def __init__(self, root: Path, most: int = MOST_JOBS) -> None:
        self.folder, self.most = root / WHAT_IF, most
        self._jobs: dict[str, Job] = {}
        self._lock = threading.RLock()
        self._left_behind()

    def start(self, asked: Mapping[str, Any], files: Mapping[str, str]) -> Job:
        """Take on a job. `files`: of the case, by names that were checked. TooMany when there are enough."""
        with self._lock:
            if sum(job.state not in OVER for job in self._jobs.values()) >= self.most:
                raise TooMany
            name = secrets.token_hex(4)
            job = Job(name, self.folder / name, {**asked, "id": name})
            job.folder.mkdir(parents=True)
            write_texts(dict(files), job.folder / CASE)
            (job.folder / JOB).write_text(json.dumps(job.asked, indent=1), encoding="utf-8")
            self._jobs[name] = job
        self._next()
        return job

    def listed(self) -> list[Job]:
        """All jobs, the newest last."""
        with self._lock:
            return list(self._jobs.values())

    def job(self, name: str) -> Job:
        """The job with this id. NoDocument when there is none."""
        with self._lock:
            if name not in self._jobs:
                raise NoDocument(f"there is no job {name[:80]}", "ask api/jobs for those there are")
            return self._jobs[name]

    def cancel(self, name: str) -> Job:
        """Stop a job; one that is over is taken off the list, and its folder goes unless it holds a result."""
        job = self.job(name)
        with self._lock:
            if job.state in OVER:
                self._jobs.pop(name, None)
                if not (job.folder / RESULT).is_dir():
                    shutil.rmtree(job.folder, ignore_errors=True)
                return job
            job.state = "cancelled"
            process = job.process
        if process is not None:
            end(process)
        return job

    def close(self) -> None:
        """End all processes: nothing goes on without its server."""
        with self._lock:
            running = [job for job in self._jobs.values() if job.state not in OVER]
            for job in running:
                job.state = "interrupted"
        for job in running:
            if job.process is not None:
                end(job.process)

    def _next(self) -> None:
        """Start what waits, as far as there is room."""
        with self._lock:
            running = sum(job.state == "running" for job in self._jobs.values())
            waiting = [job for job in self._jobs.values() if job.state == "waiting"]
            for job in waiting[: max(0, AT_ONCE - running)]:
                job.state = "running"
                job.process = begin(job.folder)
                threading.Thread(target=self._watch, args=(job, job.process), daemon=True).start()

    def _watch(self, job: Job, process: subprocess.Popen[bytes]) -> None:
        code = process.wait()
        with self._lock:
            if job.state == "running":
                job.state = "done" if code == 0 else "failed"
        self._next()

    def _left_behind(self) -> None:
        """Jobs of an earlier server: done where their result is whole, else interrupted."""
        for path in sorted(self.folder.glob(f"*/{JOB}"), key=lambda path: path.stat().st_mtime):
            name = path.parent.name
            try:
                asked = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            if _ID.fullmatch(name) and isinstance(asked, dict):
                state = read_progress(path.parent).get("state")
                over: State = "done" if state == "done" else "failed" if state == "failed" else "interrupted"
                self._jobs[name] = Job(name, path.parent, asked, over)


def begin(folder: Path) -> subprocess.Popen[bytes]:
    """Start the process of a job. It reads from us until we are gone, and then ends."""
    command = [sys.executable, "-m", "pavise.app.web.work", str(folder)]
    with open(folder / "log.txt", "wb") as log:
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, env={**os.environ})


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process, kindly first."""
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()


def read_progress(folder: Path) -> dict[str, Any]:
    """What the process of a job wrote last; empty before it has."""
    try:
        found = json.loads((folder / PROGRESS).read_text(encoding="utf-8"))
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


def shape_of(job: Job) -> shapes.JobShape:
    """A job as a document."""
    told = read_progress(job.folder)
    failed = job.state == "failed"
    return {
        "id": job.id,
        "verb": str(job.asked.get("verb", "")),
        "title": str(job.asked.get("title", "")),
        "state": job.state,
        "doing": str(told.get("doing", "")),
        "done": int(told.get("done", 0)),
        "total": int(told.get("total", 0)),
        "eta_s": told.get("eta_s") if job.state == "running" else None,
        "worlds_so_far": int(told.get("worlds_so_far", 0)),
        "partial": partial_of(job),
        "result": f"{WHAT_IF}.{job.id}" if job.state == "done" and job.asked.get("verb") == "compare" else None,
        "path": job.asked.get("path") if job.state == "done" else None,
        "problem": str(told.get("problem") or ("it ended without a word; see its log" if failed else "")),
        "findings": told.get("findings", []),
    }


def partial_of(job: Job) -> shapes.Comparison | None:
    """The comparison over the summary from the last step that is whole; None before the first one is."""
    if job.asked.get("verb") != "compare":
        return None
    names = sorted((path.name for path in job.folder.glob(f"{STEPS}*")), reverse=True)
    for name in [RESULT, *names]:
        if job.partial is not None and job.partial[0] == name:
            return job.partial[1]
        try:
            with job.lock, open_results(job.folder / name) as results:
                job.partial = (name, compared(Comparison(results), f"{SUMMARY}-as-offered"))
                return job.partial[1]
        except (ResultsError, OSError):
            continue
    return job.partial[1] if job.partial is not None else None
