"""The report: one HTML file that holds everything, made from a result folder and nothing else.

    write_report("results/turkey-s400")        -> results/turkey-s400/report.html

It opens without a network, runs no script and loads nothing (the page forbids itself to). It neither knows nor needs
the simulation: an old result makes its report again. The same tables give the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pavise.analysis.answer import answer
from pavise.analysis.compare import HOLDS_AT, Comparison
from pavise.analysis.outcomes import EQUAL_BUDGET
from pavise.results.measures import CAUSE_TITLES, MEASURES
from pavise.results.store import open_results

from . import differences, doubts, numbers, options, plots, postures, sources, style
from .air_picture import air_picture_of
from .cause_by_class import reasons_by_class
from .hindsight import hindsight_view
from .looks import looks_of

if TYPE_CHECKING:
    from markupsafe import Markup

REPORT = "report.html"
_CONTENTS = (
    ("answer", "Answer"),
    ("options", "Options"),
    ("saved", "By raid"),
    ("sizes", "By size"),
    ("differences", "Differences"),
    ("causes", "Causes"),
    ("hindsight", "Hindsight"),
    ("picture", "Air picture"),
    ("stories", "Open status"),
    ("doubt", "Doubt"),
    ("places", "Map"),
    ("evidence", "Evidence"),
    ("judgements", "Judgements"),
    ("limits", "Limits"),
    ("manifest", "How made"),
)
BEFORE_TERRAIN = "There is no terrain here beyond a smooth earth, and no jamming."
"""Conditions of results that do not state theirs: older ones knew nothing else."""

_VARIANCE_WORDS = {
    "luck": "luck in battle",
    "claims": "doubt: published claims that disagree, open stories",
    "judgements": "doubt: our judgements",
}


def write_report(folder: str | Path, file: str | Path | None = None) -> Path:
    """Write the report of the result in `folder` and return its path (`report.html` in the folder unless named).

    The file is either whole or absent. ResultsError when the folder is not a complete result.
    """
    folder = Path(folder)
    path = Path(file) if file is not None else folder / REPORT
    unfinished = path.with_name(path.name + ".tmp")
    try:
        unfinished.write_text(report_html(folder), encoding="utf-8")
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def report_html(folder: str | Path) -> str:
    """The page as text."""
    with open_results(folder) as results:
        content = page_content(Comparison(results))
    # here, so that a command which makes no report does not wait for it
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("pavise.views"),
        autoescape=select_autoescape(enabled_extensions=("j2",), default=True),
        undefined=StrictUndefined,  # a misspelt name is an error, not a gap in the page
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2").render(style=Markup(stylesheet()), **content)


def page_content(comparison: Comparison) -> dict[str, Any]:
    """Everything that the page shows, by name. Figures are SVG text, tables are cells."""
    study, manifest = comparison.study, comparison.results.manifest
    comparison.read(list(MEASURES))
    saved = {option: row[options.SAVED] for option, row in comparison.table([options.SAVED]).items()}
    looks = looks_of(study.options, saved, study.baseline.id, next(iter(study.hypotheses), None))
    cause_panels, causes, cause_table = options.cause_panels(comparison, looks)
    several = len(comparison.options_run()) > 1
    stories = doubts.stories_of(comparison, looks)
    curves = options.curves(comparison, looks)
    doubt = doubts.doubt_and_luck(comparison, looks)
    picture = air_picture_of(comparison, looks)
    hindsight = hindsight_view(comparison, looks)
    skipped = {
        "hindsight": hindsight is None, "picture": picture is None, "stories": not stories, "sizes": not curves,
        "differences": not several,
    }  # fmt: skip
    return {
        "title": str(manifest.get("study_title") or manifest.get("study") or "A comparison of options"),
        "question": str(manifest.get("question") or ""),
        "contents": [(id_, words) for id_, words in _CONTENTS if not skipped.get(id_)],
        "answer": [with_letters(sentence, looks) for sentence in answer(comparison)],
        "confidence": numbers.share(1 - comparison.alpha),
        "worlds": _from_to(comparison.results.cases()["worlds"].tolist()),
        "repeats": _from_to(comparison.results.cases()["repeats"].tolist()),
        "saved_meaning": MEASURES[options.SAVED].meaning,
        "baseline": looks[study.baseline.id],
        "summary": options.summary_table(comparison, looks),
        "summary_raids": [options.raid_words(comparison, at) for at in study.summary],
        "everything": options.full_table(comparison, looks),
        "per_raid": [
            {"title": options.raid_words(comparison, at), "table": options.full_table(comparison, looks, [at])}
            for at in options.shown_raids(study)
        ],
        "saved_svg": options.saved_per_raid(comparison, looks),
        "has_budget": EQUAL_BUDGET in study.variants,
        "curves": curves,
        "curves_equal": options.curves(comparison, looks, EQUAL_BUDGET) if EQUAL_BUDGET in study.variants else [],
        "size_words": _size_words(study.sizes),
        "focus": [_with_css(look) for look in looks.values() if look.focus],
        "grey": [look for look in looks.values() if not look.focus],
        "holding": options.holding_table(comparison, looks),
        "holds_share": numbers.share(HOLDS_AT),
        "pairs": differences.pairs_of(comparison, looks) if several else None,
        "cause_panels": cause_panels,
        "cause_key": [_filled(plots.cause_fill(cause), CAUSE_TITLES[cause]) for cause in causes],
        "cause_reasons": reasons_by_class(comparison, looks, causes),
        "cause_table": cause_table,
        "hindsight": hindsight,
        "picture": picture,
        "stories": stories,
        "doubt": doubt,
        "variance_key": _variance_key(judged=doubt is not None and doubt.judged),
        "postures": postures.postures_of(comparison.results, looks, study.baseline.id),
        "sources": sources.sources_of(comparison, looks),
        "conditions": [str(sentence) for sentence in manifest.get("conditions") or (BEFORE_TERRAIN,)],
        "about": _about(manifest),
    }


def stylesheet() -> str:
    """The style of a page that stands by itself."""
    from jinja2 import Environment, StrictUndefined

    css = Environment(undefined=StrictUndefined).from_string(_packaged("style.css")).render(font_stack=style.FONT_STACK)
    return _colours() + css


def _colours() -> str:
    """The colours of both themes as CSS variables; paper is always light."""
    light = "".join(f"{css}: {drawn}; " for drawn, css in style.CSS_NAME.items())
    light += "--sea: #eaf0f4; --land: #fafaf7; --coast: #aab5bc; --focus-land: #f2ecdd; "
    dark = "".join(f"{css}: {colour}; " for css, colour in style.DARK.items())
    dark += "--sea: #10161a; --land: #1d242a; --coast: #4a565f; --focus-land: #2a2d28; "
    return f":root {{ {light}}}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark}}} }}\n"


def _packaged(name: str) -> str:
    from importlib import resources

    return resources.files("pavise.views").joinpath("templates", name).read_text(encoding="utf-8")


def _filled(look: tuple[str, bool], title: str) -> dict[str, str]:
    fill, white = look
    return {"fill": fill, "ink": "#ffffff" if white else "#1a1a1a", "title": title}


def _variance_key(judged: bool) -> list[dict[str, str]]:
    """The parts of the scatter; where doubt was not divided it is one part."""
    words = _VARIANCE_WORDS if judged else {"luck": _VARIANCE_WORDS["luck"], "claims": "doubt"}
    return [_filled(plots.VARIANCE_FILLS[part], title) for part, title in words.items()]


def _with_css(look: plots.Look) -> dict[str, str]:
    return {"letter": look.letter, "title": look.title, "css": style.CSS_NAME[look.colour]}


def with_letters(sentence: str, looks: Mapping[str, plots.Look]) -> Markup:
    """A sentence as markup, with the letter of each option in the place of the quotation marks around its title."""
    from markupsafe import Markup, escape

    text = str(escape(sentence))
    for look in looks.values():
        title = str(escape(look.title))
        text = text.replace(f"“{title}”", f'<span class="named"><b>{look.letter}</b>\N{NO-BREAK SPACE}{title}</span>')
    return Markup(text)


def _from_to(values: list[int]) -> str:
    """16, or 1–4."""
    return str(min(values)) if min(values) == max(values) else f"{min(values)}–\N{WORD JOINER}{max(values)}"


def _size_words(sizes: Mapping[str, tuple[int, ...]]) -> str:
    return f"{_from_to([s[0] for s in sizes.values()])} to {_from_to([s[-1] for s in sizes.values()])} threats"


_FACTS = (
    ("study", "Study"),
    ("date", "Asked for the day"),
    ("seed", "Seed"),
    ("worlds", "Worlds"),
    ("repeats", "Battles per world"),
    ("started", "Started"),
    ("finished", "Finished"),
)


def _about(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest in words: plain facts, versions, and hashes of inputs and tables."""
    machine = {str(key): str(value) for key, value in manifest.get("machine", {}).items()}
    command = str(manifest.get("command") or machine.pop("command", ""))
    versions = {
        key.removesuffix("_version"): str(value)
        for key, value in sorted(manifest.items())
        if key.endswith("_version") and key != "schema_version"
    } | machine
    facts = [(words, str(manifest[key])) for key, words in _FACTS if manifest.get(key) not in (None, "")]
    facts.append(("Made with", ", ".join(f"{name} {value}" for name, value in versions.items())))
    facts.append(("Tables", f"schema {manifest['schema_version']}"))
    hashes = [(f"Input: {name}", str(value)) for name, value in sorted(manifest.get("hashes", {}).items())]
    hashes += [
        (f"Table {name}, {part['file']}", str(part["sha256"]))
        for name, table in sorted(manifest["tables"].items())
        if name != "replays"  # more may be recorded later; no number of the report rests on them
        for part in table["parts"]
    ]
    return {
        "version": versions.get("pavise", ""),
        "facts": facts,
        "command": command,
        "hashes": hashes,
    }
