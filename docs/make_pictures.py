"""Make the pictures of the README from results: `python docs/make_pictures.py results/turkey-s400 FOLDER_OF_COVERAGE
FOLDER_OF_DEFENDED`.

They are the figures of the report and of the coverage page, so a picture can never say something else than these.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from pavise.analysis.compare import Comparison
from pavise.results.store import open_results
from pavise.views import report

PICTURES = Path(__file__).parent / "pictures"


COVERED = "3km-sea-1m2-covered.png"
"""The map of `pavise coverage turkey-s400 --option s400-in-service --altitude 3km`."""


DEFENDED = "strike-fighter-defended.png"
"""That of `pavise coverage turkey-s400 --option s400-in-service --defended --unit "s400 1" --unit "s400-command 1"
--against strike_fighter --worlds 100`."""


def main(folder: str, coverage: str, defended: str) -> None:
    """Write the figures of a comparison as SVG, and the maps of a coverage and of a footprint as they are."""
    PICTURES.mkdir(exist_ok=True)
    with open_results(folder) as results:
        content = report.page_content(Comparison(results))
    for name, key in (("value-saved", "saved_svg"),):
        (PICTURES / f"{name}.svg").write_text(on_white(str(content[key])), encoding="utf-8")
    shutil.copyfile(Path(coverage) / COVERED, PICTURES / "coverage.png")
    shutil.copyfile(Path(defended) / DEFENDED, PICTURES / "defended.png")


def on_white(svg: str) -> str:
    """The figure on a white ground, since a page that shows it may be dark."""
    head, rest = svg.split(">", 1)
    return f'{head}><rect width="100%" height="100%" fill="#ffffff"/>{rest}'


if __name__ == "__main__":
    main(*sys.argv[1:])
