"""The page where the built one is missing: which results there are, with links to their reports, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from pavise.dashboard import shapes

HOW_TO_GET_IT = (
    "The map and the dashboard are not part of this copy of Pavise: they are built from the folder `web` of the "
    "sources (python3 go.py web), and come ready in the wheel (pip install 'pavise[web]')."
)

NOT_BUILT = (
    "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Pavise</title></head><body>"
    f"<p>{escape(HOW_TO_GET_IT)}</p><p>The results are listed at the address that <code>pavise view</code> printed.</p>"
    "</body></html>"
)


def plain_page(entries: Sequence[shapes.ResultEntry], token: str) -> str:
    """The page as HTML. `token`: what a link to a report must carry."""
    rows = "".join(_row(entry, token) for entry in entries) or "<li>There is no result here yet.</li>"
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Pavise</title>"
        "<meta name='viewport' content='width=device-width'><style>"
        "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color:#1a1a1a;"
        "background:#fff}a{color:#0b5394}@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#14181c}"
        "a{color:#8ab8e6}}</style></head><body><h1>Pavise</h1>"
        f"<p>{escape(HOW_TO_GET_IT)}</p><h2>Results</h2><ul>{rows}</ul></body></html>"
    )


def _row(entry: shapes.ResultEntry, token: str) -> str:
    title = escape(entry["title"])
    if not entry["complete"]:
        return f"<li>{title}: {escape(entry['problem'])}</li>"
    address = f"report/{quote(entry['id'])}?token={quote(token)}"
    return f"<li><a href='{escape(address)}'>{title}</a> ({escape(entry['id'])}, {escape(entry['made'][:16])})</li>"
