"""How long a large result takes to open: seconds until each view of it stands in the browser.

    python -m benchmarks.opening results/turkey-s400 --times 72

The result is copied into a temporary folder and made large: its worlds are repeated so many times, with a little noise
in the numbers so that they do not compress, and every recorded battle becomes one of many objects. The server has just
begun, the browser has kept nothing, and times are on the wall: from asking for a view until what it is for is there.

Needs the built page (`python3 go.py web`), Chromium, and Playwright (the group `browser`).
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from benchmarks.films import END_S, crowded, served
from pavise.results.manifest import finish_results, read_manifest
from pavise.results.replay import ENDING, encode, read_replay, write_replay

TILED = {"outcomes": "value", "threats": "end_s", "sites": "damage"}
"""Tables with rows for every battle, and the column that gets noise."""
VIEWS = {
    "map": "details.ground, .systems summary",
    "compare": ".comparison td",
    "replay": ".transport button.main",
    "what-if": ".entry summary",
}


def main() -> None:
    """Make it large, open it, print the seconds."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("result", type=Path)
    ask.add_argument("--times", type=int, default=72, help="as many worlds as the result has, times this")
    ask.add_argument("--objects", type=int, default=5000, help="in each recorded battle")
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "results" / "large"
        shutil.copytree(asked.result, large)
        more_worlds(large, asked.times)
        more_objects(large, asked.objects)
        size_bytes = sum(path.stat().st_size for path in large.rglob("*") if path.is_file())
        print(f"{size_bytes / 1e6:.0f} MB", flush=True)
        for view, seconds in opened(large).items():
            print(f"{view:10s} {seconds:6.2f} s", flush=True)


def more_worlds(result: Path, times: int) -> None:
    """Repeat the worlds of a result."""
    import duckdb

    sql, about = duckdb.connect(), read_manifest(result)
    fought = f"'{result}/cases/*.parquet'"
    for table, noisy in TILED.items():
        for part in sorted((result / table).glob("*.parquet")):
            own = part.rename(part.with_suffix(".own.parquet"))
            noise = f"CASE WHEN t.{noisy} > 1 THEN t.{noisy} * (1 + 1e-3 * random()) ELSE t.{noisy} END AS {noisy}"
            sql.execute(
                f"COPY (SELECT t.* REPLACE (t.replication + k * c.replications AS replication, {noise}) FROM '{own}' t"
                f' JOIN {fought} c ON t."case" = c."case", range({times}) many(k)) TO \'{part}\' (COMPRESSION zstd)'
            )
            own.unlink()
    for part in sorted((result / "cases").glob("*.parquet")):
        own = part.rename(part.with_suffix(".own.parquet"))
        more = f"t.replications * {times} AS replications, t.worlds * {times} AS worlds"
        sql.execute(f"COPY (SELECT t.* REPLACE ({more}) FROM '{own}' t) TO '{part}'")
        own.unlink()
    for part in [*(result / "draws").glob("*.parquet"), *(result / "hypotheses").glob("*.parquet")]:
        own = part.rename(part.with_suffix(".own.parquet"))
        more = f"t.world + k * {about['worlds']} AS world"
        sql.execute(f"COPY (SELECT t.* REPLACE ({more}) FROM '{own}' t, range({times}) many(k)) TO '{part}'")
        own.unlink()
    finish_results(result, {**about, "worlds": times * about["worlds"]})


def more_objects(result: Path, objects: int) -> None:
    """Let every recorded battle be one of so many objects."""
    for file in sorted(result.glob(f"replays/*{ENDING}")):
        battle = read_replay(file)
        write_replay(file, encode(battle.about | {"end_s": END_S}, crowded(battle, objects)))


def opened(result: Path) -> dict[str, float]:
    """Seconds until each view is there: the first from the start of the page, the others from being asked for."""
    from playwright.sync_api import sync_playwright

    took_s = {}
    with served(result.parent) as address, sync_playwright() as started:
        chromium = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page(viewport={"width": 1400, "height": 900})
        for view, there in VIEWS.items():
            begin = time.perf_counter()
            if took_s:
                page.evaluate("place => { location.hash = place }", f"#/{view}")
            else:
                page.goto(address)
            page.wait_for_selector(there, timeout=120_000)
            took_s[view] = time.perf_counter() - begin
        chromium.close()
    return took_s


if __name__ == "__main__":
    main()
