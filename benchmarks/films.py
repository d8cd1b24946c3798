"""What a frame of a film costs the page: CPU time of script per frame, with 500 and with 5,000 objects in the air.

    python -m benchmarks.films                 both surfaces: plain canvas, and WebGL drawn by the processor
    python -m benchmarks.films --objects 5000 --seconds 20

A small study is fought, and a made-up recording of so many objects put in place of one of its own: all of them are in
the air for 1,200 s, with two rounds fired at each. It is served, opened in Chromium and played. Times are CPU times of
the page's main thread as Chromium counts them, so that other programs on the machine hardly count; frames are those
that were asked for meanwhile. The main thread has the drawing of the plain canvas in it; what the graphics card, or the
processor in its place, needs for WebGL comes on top. Frames a second depend on the machine and on what else it does.

Needs the built page (`python3 go.py web`), Chromium, and Playwright (the group `browser`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from pavise import api
from pavise.results.replay import ENDING, Replay, encode, read_replay, write_replay

END_S, EVERY_S = 1200.0, 10.0
ROUNDS_EACH, ROUND_S = 2, 40.0
SURFACES = {
    "canvas": ("?canvas=1", ("--disable-gpu",)),
    "WebGL": ("?canvas=0", ("--use-gl=angle", "--use-angle=gl-egl", "--ignore-gpu-blocklist")),
}
STUDY = """\
id: film
title: Something to look at
question: What does a frame cost?
date: 2026-03-31
seed: 7
worlds: 2
repeats: 1
sites: sites-turkiye
baseline: none
options: [none, s400-in-service]
raids: {mixed: [8]}
reference: {raid: mixed, size: 8}
"""
COUNT_FRAMES = "() => { window.frames_asked = 0; const f = () => { frames_asked++; requestAnimationFrame(f); }; f(); }"


def main() -> None:
    """Measure and print a table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--objects", type=int, nargs="+", default=[500, 5000])
    ask.add_argument("--seconds", type=float, default=15.0, help="for how long each film is played")
    ask.add_argument("--surfaces", nargs="+", choices=list(SURFACES), default=list(SURFACES))
    asked = ask.parse_args()
    print(
        "| objects | surface | script, ms a frame | main thread, ms a frame | frames a second |\n|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "film.yaml"
        study.write_text(STUDY, encoding="utf-8")
        result = api.compare(study, Path(folder) / "results" / "film")
        file = sorted(result.glob(f"replays/s400-in-service*{ENDING}"))[0]
        battle = read_replay(file)
        for objects in asked.objects:
            write_replay(file, encode(battle.about | {"end_s": END_S}, crowded(battle, objects)))
            for surface in asked.surfaces:
                with served(result.parent) as address:
                    script_ms, all_ms, fps = played(address, file.name.removesuffix(ENDING), surface, asked.seconds)
                print(f"| {objects:,} | {surface} | {script_ms:.2f} | {all_ms:.2f} | {fps:.0f} |", flush=True)


def crowded(battle: Replay, objects: int) -> dict[str, dict[str, Any]]:
    """The tables of a battle with so many threats instead of its own, each on a bent way of its own, and rounds."""
    rng = np.random.default_rng(7)
    tables = {name: dict(columns) for name, columns in battle.tables.items()}
    copy = np.arange(objects) % battle.rows("threats")
    threats = {name: values[copy] for name, values in tables["threats"].items()}
    threats["name"] = np.array([f"mixed/object/{i}" for i in range(objects)], object)
    threats["start_s"], threats["end_s"] = np.zeros(objects), np.full(objects, END_S)
    time_s = np.arange(0.0, END_S + 1.0, EVERY_S)
    threats["way_first"], threats["way_count"] = np.arange(objects) * time_s.size, np.full(objects, time_s.size)
    turn = rng.uniform(0.0, 2.0 * np.pi, objects)[:, None] + 1e-3 * time_s
    step_deg = rng.uniform(0.5e-3, 3e-3, objects)[:, None] * EVERY_S
    way = {
        "time_s": np.tile(time_s, (objects, 1)),
        "lon_deg": rng.uniform(28.0, 43.0, objects)[:, None] + np.cumsum(step_deg * np.cos(turn), axis=1),
        "lat_deg": rng.uniform(36.5, 41.0, objects)[:, None] + np.cumsum(step_deg * np.sin(turn), axis=1),
        "height_m": np.tile(rng.uniform(50.0, 9000.0, objects)[:, None], (1, time_s.size)),
    }
    target = np.repeat(np.arange(objects), ROUNDS_EACH)
    shots = {name: values[np.arange(target.size) % battle.rows("shots")] for name, values in tables["shots"].items()}
    met = rng.integers(5, time_s.size, target.size)
    shots["threat"], shots["end_s"] = target, time_s[met]
    shots["start_s"] = np.maximum(shots["end_s"] - ROUND_S, 0.0)
    for name in ("lon_deg", "lat_deg", "height_m"):
        shots[f"to_{name}"] = way[name][target, met]
    tables |= {"threats": threats, "way": {name: values.ravel() for name, values in way.items()}, "shots": shots}
    return tables


@contextmanager
def served(results: Path) -> Iterator[str]:
    """The address of a server of these results."""
    command = [sys.executable, "-m", "pavise", "view", str(results), "--port", "0", "--no-browser"]
    environment = {**os.environ, "PAVISE_NO_WEB": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


def played(address: str, replay: str, surface: str, seconds: float) -> tuple[float, float, float]:
    """Milliseconds of script and of the whole main thread for a frame, CPU time both, and frames a second."""
    from playwright.sync_api import sync_playwright

    query, flags = SURFACES[surface]
    own, _, token = address.partition("#")
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", *flags])
        page = chromium.new_page(viewport={"width": 1400, "height": 900})
        page.goto(f"{own}{query}#{token}")
        page.wait_for_timeout(2000)
        page.evaluate("place => { location.hash = place }", f"#/replay?replay={replay}&t=300&speed=20")
        page.wait_for_selector(".transport button.main", timeout=120_000)
        page.wait_for_timeout(4000)
        chrome = page.context.new_cdp_session(page)
        chrome.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.click(".transport button.main")
        page.evaluate(COUNT_FRAMES)
        page.wait_for_timeout(2000)  # what is compiled on the way does not count

        def now() -> tuple[float, float, float]:
            told = {one["name"]: one["value"] for one in chrome.send("Performance.getMetrics")["metrics"]}
            return told["ScriptDuration"], told["TaskDuration"], page.evaluate("window.frames_asked")

        before = now()
        page.wait_for_timeout(1000 * seconds)
        script_s, all_s, frames = (b - a for a, b in zip(before, now(), strict=True))
        assert page.query_selector(f".stage[data-surface={'plan' if surface == 'canvas' else 'globe'}]"), "as asked"
        chromium.close()
    return 1e3 * script_s / frames, 1e3 * all_s / frames, frames / seconds


if __name__ == "__main__":
    main()
