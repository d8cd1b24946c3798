"""The look that all figures share, and the way a matplotlib figure becomes a small piece of SVG inside the page.

Figures are drawn with a handful of named colours. On the way out each of them becomes a CSS variable with the drawn
colour as fallback, so that a page can turn dark or print in black without drawing again, and a figure taken out of the
page still looks as drawn. Text stays text, in the reader's own system font: small files, searchable, readable aloud.

No option is told apart by colour alone. Every option has a letter, in the order in which the study lists them, and the
letter stands beside each of its marks in every figure and table.

Output is the same to the byte for the same tables: ids come from a fixed salt, no dates are written, and ids that
nothing refers to are dropped, which also keeps them unique when several figures share a page.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Colour as drawn -> CSS variable. All text colours reach a contrast of at least 4.5 on paper (test_style.py).
INK = "#1d2429"
SOFT = "#56616a"
RULE = "#d6dbdf"
REST = "#a7b0b7"
PAPER = "#fefefe"
BAND = "#f1f3f4"
BLUE = "#0b5c9e"
RUST = "#b0470c"
GREEN = "#0a7157"
PLUM = "#86388c"
OCHRE = "#836200"
CSS_NAME = {
    INK: "--ink",
    SOFT: "--soft",
    RULE: "--rule",
    REST: "--rest",
    PAPER: "--paper",
    BAND: "--band",
    BLUE: "--blue",
    RUST: "--rust",
    GREEN: "--green",
    PLUM: "--plum",
    OCHRE: "--ochre",
}
FOCUS_COLOURS = (BLUE, RUST, GREEN, PLUM, OCHRE)

# Dark twins of the colours above, lightness turned round and hue kept; used by the page under prefers-color-scheme.
DARK = {
    "--ink": "#e6eaed",
    "--soft": "#a9b3bb",
    "--rule": "#3b454d",
    "--rest": "#6d7880",
    "--paper": "#14191d",
    "--band": "#1e252a",
    "--blue": "#6db5f2",
    "--rust": "#f2935c",
    "--green": "#4fc7a4",
    "--plum": "#d794dc",
    "--ochre": "#d8b44a",
}

FONT_STACK = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif"
_SALT = "pavise"

_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": _SALT,
    # DejaVu ships with matplotlib and is wider than the fonts of the stack: what fits in it will fit.
    "font.family": ["DejaVu Sans"],
    "font.size": 8.5,
    "text.color": INK,
    "axes.facecolor": "none",
    "axes.edgecolor": RULE,
    "axes.labelcolor": SOFT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.axisbelow": True,
    "axes.grid": False,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "xtick.color": RULE,
    "ytick.color": RULE,
    "xtick.labelcolor": SOFT,
    "ytick.labelcolor": SOFT,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "path.simplify": True,
    "hatch.linewidth": 0.7,
}


def letter(position: int) -> str:
    """A, B ... Z, AA, AB ...: the letter of the option at `position` (from 0)."""
    text = ""
    position += 1
    while position > 0:
        position, digit = divmod(position - 1, 26)
        text = chr(ord("A") + digit) + text
    return text


@contextmanager
def drawing() -> Iterator[None]:
    """Everything drawn inside has the shared look. No global state of matplotlib is left changed."""
    import matplotlib

    settings: Any = _SETTINGS  # matplotlib types the keys as one long list of literals
    with matplotlib.rc_context(settings):
        yield


def new_figure(width_in: float, height_in: float) -> Figure:
    """An empty figure that belongs to no window and no global list."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width_in, height_in))


def to_svg(figure: Figure, name: str, label: str, stretch: float = 1.0) -> str:
    """The figure as an `<svg>` element: `name` makes its ids unique on the page, `label` says in words what is seen.

    `stretch`: how far beyond its size it may grow where the page has room. Small figures stay readable on a phone.
    """
    raw = io.StringIO()
    figure.savefig(raw, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return inline_svg(raw.getvalue(), name, label, width_px=figure.get_figwidth() * 96 * stretch)


def inline_svg(document: str, name: str, label: str, width_px: float) -> str:
    """Turn matplotlib's stand-alone SVG document into an element that may stand in a page beside others."""
    text = document[document.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.S)
    text = re.sub(r"<!--.*?-->\s*", "", text, flags=re.S)
    text = text.replace("xlink:href", "href")
    wanted = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', text))

    def keep(match: re.Match[str]) -> str:
        return f' id="{name}-{match[1]}"' if match[1] in wanted else ""

    text = re.sub(r'\sid="([^"]+)"', keep, text)
    text = re.sub(r'(url\(#|href="#)([^)"]+)', rf"\g<1>{name}-\2", text)
    # `font: bold 10px 'DejaVu Sans'` (or the same in three properties) -> size and weight; the page gives the family
    text = re.sub(
        r"font: (?:(bold|[0-9]{3}) )?([0-9.]+)px [^;\"]+",
        lambda m: f"font-size: {m[2]}px" + (f"; font-weight: {m[1]}" if m[1] else ""),
        text,
    )
    text = re.sub(r"font-family: [^;\"]+;? ?", "", text)
    text = re.sub(r'<style type="text/css">.*?</style>', "", text, flags=re.S)
    for colour, css in CSS_NAME.items():
        # only inside style attributes and presentation of strokes and fills: `fill: #rrggbb`
        text = text.replace(f": {colour}", f": var({css}, {colour})")
    text = re.sub(r' transform="rotate\(-?0[^"]*\)"', "", text)
    text = re.sub(r'(?<= )(d|x|y|points|transform)="([^"]+)"', _shorter, text)
    text = re.sub(r">\s+<", "><", text)  # no white space matters here: every text stands within one element
    while (emptied := re.sub(r"<(g|defs)/>|<(g|defs)></\2>", "", text)) != text:
        text = emptied
    box = re.search(r'viewBox="([^"]+)"', text)
    assert box is not None, "matplotlib writes a viewBox"
    body = text[text.index(">") + 1 :]
    return open_svg(name, label, box[1], width_px) + body.strip() + "\n"


def _shorter(match: re.Match[str]) -> str:
    """Coordinates to a hundredth of a point on one line: a third of the size, and no noise in the last digits."""
    numbers = re.sub(r"-?\d+\.\d+", lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), match[2])
    return f'{match[1]}="{" ".join(numbers.split())}"'


def open_svg(name: str, label: str, view_box: str, width_px: float) -> str:
    """The opening tag that all pictures of the page share: named in words for those who cannot see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="figure" id="{name}" viewBox="{view_box}" role="img" '
        f'aria-label="{escape(label, quote=True)}" '
        f'style="max-width: {width_px:.0f}px; font-family: {escape(FONT_STACK, quote=True)}">'
    )
