"""Make the pictures of the README from a result folder: `python docs/make_pictures.py results/turkey-s400`.

They are the report's own figures, so a picture can never say something else than the report.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pavise.analysis.compare import Comparison
from pavise.results.store import open_results
from pavise.views import report

PICTURES = Path(__file__).parent / "pictures"


def main(folder: str) -> None:
    """Write each picture as SVG."""
    PICTURES.mkdir(exist_ok=True)
    with open_results(folder) as results:
        content = report.page_content(Comparison(results))
    for name, key in (("value-saved", "saved_svg"),):
        (PICTURES / f"{name}.svg").write_text(on_white(str(content[key])), encoding="utf-8")


def on_white(svg: str) -> str:
    """The figure on a white ground, since a page that shows it may be dark."""
    head, rest = svg.split(">", 1)
    return f'{head}><rect width="100%" height="100%" fill="#ffffff"/>{rest}'


if __name__ == "__main__":
    main(*sys.argv[1:])
