"""The options side by side in a terminal: the answer in sentences, then the same numbers as the report, in blocks.

A block is as many columns as fit beside the options; the letter of an option is the same in every block and in the
report. Under each number stands its interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pavise.app import show

if TYPE_CHECKING:
    from pavise.analysis.compare import Comparison
    from pavise.results.store import Results
    from pavise.views.options import OptionTable

SPAN_WIDTH = 14
"""Columns for a number and its interval, as in `62.1 to 64.8`, with the gap to the next."""
OPTION_WIDTH = 22
"""Least columns for the letter and title of an option."""


def options(results: Results, json: bool) -> None:
    """Every option against the measures of the summary, and where the report is."""
    from pavise.analysis.answer import answer
    from pavise.analysis.compare import Comparison
    from pavise.views import options as view
    from pavise.views.looks import looks_of
    from pavise.views.report import REPORT

    comparison = Comparison(results)
    if json:
        show.as_json(_numbers(comparison))
        return
    study, saved = comparison.study, comparison.table([view.SAVED])
    open_status = results.manifest.get("hypothesis_option")
    looks = looks_of(
        study.options, {name: row[view.SAVED] for name, row in saved.items()}, study.baseline.id, open_status
    )
    raids = "; ".join(view.raid_words(comparison, cell) for cell in study.summary)
    show.text(f"{results.manifest.get('study_title', results.folder)}: means and 95% intervals over {raids}")
    _blocks(view.summary_table(comparison, looks))
    show.text()
    show.points(answer(comparison))
    show.text()
    conditions(results)
    show.text(f"The whole report: {results.folder / REPORT}")


def conditions(results: Results) -> None:
    """The ground, the weather and the jamming that the numbers hold for."""
    said = results.manifest.get("conditions") or []
    if said:
        show.points([str(sentence) for sentence in said])
        show.text()


def one_case(results: Results, json: bool) -> None:
    """Every measure of the only case of a result."""
    from pavise.analysis.compare import Comparison
    from pavise.results.measures import MEASURES
    from pavise.views.cells import cell
    from pavise.views.report import REPORT

    comparison = Comparison(results)
    if json:
        show.as_json(_numbers(comparison))
        return
    ((raid, size),) = comparison.study.cells
    (option,) = comparison.study.options
    (variant,) = comparison.study.variants
    battles = int(results.cases()["replications"][0])
    show.text(f"{option.title} against {comparison.study.raids[raid]} of {size}, {variant}: {battles} battles")
    rows = []
    for name, measure in MEASURES.items():
        if name in results.measures():
            shown = cell(comparison.estimate(name, option.id, variant=variant), measure)
            rows.append((measure.title, shown.value, shown.span, measure.unit if measure.kind == "count" else ""))
    show.table(("measure", "mean", "95% interval", "unit"), rows, right=("mean",), keep=("mean", "95% interval"))
    show.text()
    conditions(results)
    show.text(f"The whole report: {results.folder / REPORT}")


def _blocks(table: OptionTable) -> None:
    """The table cut into blocks of columns that fit the width of the terminal."""
    from rich.console import Console

    per_block = max(1, (Console().width - OPTION_WIDTH) // SPAN_WIDTH)
    for first in range(0, len(table.columns), per_block):
        columns = table.columns[first : first + per_block]
        headings = [f"{column.title}\n{column.unit}" if column.unit else column.title for column in columns]
        rows: list[Sequence[str]] = []
        for row in table.rows:
            cells = row.cells[first : first + per_block]
            rows.append((f"{row.look.letter}  {row.look.title}", *(f"{c.value}{c.mark}\n{c.span}" for c in cells)))
        show.text()
        show.table(("option", *headings), rows, right=headings)
    if table.notes:
        show.text("* an interval that needs care; the report says why.")


def _numbers(comparison: Comparison) -> dict[str, object]:
    """The estimates behind the tables, for another program: by case, then by measure."""
    study = comparison.study
    measures = comparison.results.measures()
    return {
        "manifest": {key: value for key, value in comparison.results.manifest.items() if key != "tables"},
        "options": {option.id: option.title for option in study.options},
        "summary": [{"raid": raid, "size": size} for raid, size in study.summary],
        "estimates": {variant: comparison.table(measures, variant=variant) for variant in study.variants},
    }
