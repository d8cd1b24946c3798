"""What we do not know: open stories about the status, doubt against luck, and judgements against claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pavise.analysis.compare import Comparison
from pavise.analysis.doubt import doubt_split, judgement_share
from pavise.results.measures import MEASURES

from . import numbers, plots
from .cells import Cell, cell, difference_cell
from .options import SAVED, Column, OptionRow, OptionTable, panel_titles, shown_raids
from .plots import Look, Spread


@dataclass(frozen=True)
class Story:
    """One hypothesis in words: in how many worlds it held, what the option is worth there, and what it adds."""

    title: str
    worlds: int
    saved: Cell
    gain: Cell


@dataclass(frozen=True)
class Stories:
    """The option with an open status, its stories, and the figure of them per raid."""

    look: Look
    stories: tuple[Story, ...]
    svg: str


@dataclass(frozen=True)
class DoubtAndLuck:
    """The figure and the table of how each option's scatter divides; `judged` is False where doubt was not split."""

    svg: str
    table: OptionTable
    judged: bool


def stories_of(comparison: Comparison, looks: Mapping[str, Look]) -> list[Stories]:
    """Every option whose status is open, and what it is worth under each story; none where no status was drawn."""
    run = comparison.options_run()
    found = [_stories_of_one(comparison, looks, option) for option in comparison.study.hypotheses if option in run]
    return [stories for stories in found if stories is not None]


def _stories_of_one(comparison: Comparison, looks: Mapping[str, Look], option: str) -> Stories | None:
    over_all = comparison.by_hypothesis(SAVED, option)
    if len(over_all) < 2:
        return None
    summary = shown_raids(comparison.study)
    per_raid = [
        {(row.name, row.value): row.estimate for row in comparison.by_hypothesis(SAVED, option, [at])} for at in summary
    ]
    found = np.full((3, len(over_all) + 1, len(summary)), np.nan)
    for column, at in enumerate(summary):
        estimates = [per_raid[column].get((row.name, row.value)) for row in over_all]
        for place, estimate in enumerate([*estimates, comparison.estimate(SAVED, option, [at])]):
            if estimate is not None:
                limits = (estimate.value, estimate.low, estimate.high)
                found[:, place, column] = [np.nan if v is None else v for v in limits]
    titles = [story_words(row.value) for row in over_all]
    svg = plots.dots_per_story(
        [*titles, "All stories together"],
        panel_titles(comparison),
        Spread(*found),
        f"figure-stories-{looks[option].letter}",
        f"Value saved by option {looks[option].letter} under each story about its status, per raid.",
    )
    saved = MEASURES[SAVED]
    stories = tuple(
        Story(title, row.worlds, cell(row.estimate, saved), difference_cell(row.gain) if row.gain else Cell("–"))
        for title, row in zip(titles, over_all, strict=True)
    )
    return Stories(looks[option], stories, svg)


def doubt_and_luck(comparison: Comparison, looks: Mapping[str, Look]) -> DoubtAndLuck | None:
    """How the scatter of value saved divides into luck, doubt that rests on claims, and doubt that is our judgement.

    None where it cannot be told: one world, one battle in each, or nothing that varies.
    """
    options = comparison.options_run()
    size = len(options)
    total, luck, claims, judgements = (np.full(size, np.nan) for _ in range(4))
    rows, judged = [], False
    for row, option in enumerate(options):
        parts = doubt_split(comparison, SAVED, option)
        share = judgement_share(comparison, SAVED, option)
        if parts.doubt_variance is not None and parts.luck_variance is not None:
            variance = parts.doubt_variance + parts.luck_variance
            total[row] = np.sqrt(variance)
            if variance > 0:
                of_doubt = parts.doubt_variance / variance
                luck[row] = 1 - of_doubt
                ours = 0.0 if share.share is None else share.share
                claims[row], judgements[row] = of_doubt * (1 - ours), of_doubt * ours
        judged = judged or share.share is not None
        rows.append(
            OptionRow(
                looks[option],
                option,
                option == comparison.study.baseline.id,
                (
                    Cell(numbers.plain(total[row] * 100, 1)),
                    _share_cell(parts.share, parts.share_low, parts.share_high, parts.note),
                    _share_cell(share.share, share.low, share.high, share.note),
                ),
            )
        )
    if not np.nansum(total) > 0:
        return None
    divided = [("luck", luck), ("claims", claims)] + ([("judgements", judgements)] if judged else [])
    svg = plots.parts_of_variance(
        [looks[option] for option in options],
        [*divided, ("total", total)],
        "figure-doubt",
        "How far one battle's value saved scatters per option, and how the variance divides into luck and doubt; the "
        "table below has the numbers.",
    )
    columns = (
        Column("Scatter of one battle", "standard deviation, points"),
        Column("Doubt", "share of the variance; the rest is luck"),
        Column("Judgements", "share of the doubt; the rest rests on claims"),
    )
    return DoubtAndLuck(svg, OptionTable(columns, tuple(rows)), judged)


def story_words(value: str) -> str:
    """ready_on_order -> Ready on order."""
    words = value.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def _share_cell(value: float | None, low: float | None, high: float | None, note: str) -> Cell:
    text, span = numbers.share_with_interval(value, low, high)
    return Cell(text, "" if span == numbers.DASH else span, note)
