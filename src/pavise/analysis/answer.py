"""The answer in a few plain sentences, made from the numbers and never saying more than the intervals do.

    ranking     who saves the most, and who cannot be told apart from that
    baseline    who is shown to be better or worse than the option that all are compared with
    sizes       up to which raid the options hold
    order       whether options change places between raids
    money       whether equal money changes the picture
    picture     who is shot at by mistake, what is held back, and which rounds meet nothing, where that can happen
    hindsight   how many of the leakers no plan could have stopped
    stories     what the option with an open status is worth under each story
    doubt       doubt against luck, judgements against claims, the figures that move the outcome
    ground      what all of it rests on

Two options are only called different when the interval of their paired difference leaves out zero with *all* pairs
looked at taken together. "Not shown" never means "the same". The same tables give the same sentences.
"""

from __future__ import annotations

from collections.abc import Sequence

from pavise.analysis.compare import HOLDS_AT, BreakingPoint, Comparison, HypothesisRow, Pair, Swap
from pavise.analysis.doubt import doubt_split, judgement_share, movers
from pavise.analysis.enough import enough
from pavise.analysis.explain import JUDGEMENT, UNVERIFIED, beliefs_of
from pavise.analysis.hindsight import hindsight_sentences
from pavise.analysis.outcomes import AS_OFFERED, EQUAL_BUDGET, Cell
from pavise.analysis.picture import picture_sentences
from pavise.analysis.worlds import Difference, Estimate

SAVED = "value_saved"
NAMED_AT_MOST = 4
"""A longer list of options is cut, and says how many it leaves out."""
POINT = 0.01


def answer(comparison: Comparison) -> list[str]:
    """The sentences, in the order of the table above; a topic about which the result has nothing gives none."""
    topics = (
        _ranking, _baseline, _sizes, _order, _money, picture_sentences, hindsight_sentences, _stories, _doubt,
        _figures, _ground,
    )  # fmt: skip
    return [sentence for topic in topics for sentence in topic(comparison)]


def _ranking(comparison: Comparison) -> list[str]:
    saved = _ranked(comparison, AS_OFFERED)
    if not saved:
        return []
    return [f"{_against(comparison)}, {_top(comparison, saved, AS_OFFERED, 'saves', 'save')}"]


def _top(comparison: Comparison, saved: list[tuple[str, Estimate]], variant: str, saves: str, save: str) -> str:
    """Who saves the most, and who is not told apart from that. `saves`, `save`: the verb, singular and plural."""
    best, found = saved[0]
    level = [option for option, other in saved if other.value == found.value]
    verb = saves if len(level) == 1 else save
    words = f"{_some(comparison, level)} {verb} the most value: {_with_interval(found)}."
    if len(saved) == 1:
        return words
    unclear = [
        pair.b if pair.a == best else pair.a
        for pair in comparison.pairs(SAVED, variant=variant)
        if best in (pair.a, pair.b) and not pair.told_apart
    ]
    tied = [option for option, _ in saved if option in unclear and option not in level]
    rest = len(saved) - len(level) - len(tied)
    if not tied:
        return words + (" No other option is level with that." if rest else "")
    if rest == 0:
        return words + " It is not shown that this is more than any other option saves."
    none_shown = f" It is not shown that this is more than {_some(comparison, tied, 'or')}"
    return (
        words + none_shown + f"; the other {rest} save less."
        if rest > 1
        else words + none_shown + "; the last saves less."
    )


def _baseline(comparison: Comparison) -> list[str]:
    pairs = comparison.against_baseline(SAVED)
    if not pairs:
        return []
    baseline = comparison.study.baseline.id
    better = sorted((p for p in pairs if p.told_apart and _gap(p) > 0), key=_gap, reverse=True)
    worse = sorted((p for p in pairs if p.told_apart and _gap(p) < 0), key=_gap)
    unclear = [p.a for p in pairs if not p.told_apart]
    parts = []
    if better:
        parts.append("more is saved by " + _some_gaps(comparison, better))
    if worse:
        parts.append("less is saved by " + _some_gaps(comparison, worse))
    if unclear:
        whom = "any other option" if len(unclear) == len(pairs) > 1 else _some(comparison, unclear)
        parts.append("no difference is shown for " + whom)
    own = _with_interval(comparison.estimate(SAVED, baseline))
    return [f"{_title(comparison, baseline)} saves {own}. Compared with that, {'; '.join(parts)}."]


def _sizes(comparison: Comparison) -> list[str]:
    points = comparison.breaking_points()
    raids_of: dict[str, list[str]] = {}  # the same is often true of several raids, and need not be said twice
    for raid, title in comparison.study.raids.items():
        if len(comparison.study.sizes[raid]) > 1:
            words = _holding(comparison, [p for p in points if p.raid == raid])
            raids_of.setdefault(words, []).append(_lower(title))
    if not raids_of:
        return []
    said = f"An option holds where it surely saves at least {_percent(HOLDS_AT)} of the value on average."
    return [" ".join([said, *(f"Against {_as_list(raids)}, {words}." for words, raids in raids_of.items())])]


def _holding(comparison: Comparison, points: list[BreakingPoint]) -> str:
    """Which options hold up to the largest raid, and where the last one fails."""
    held = max((p.holds_up_to for p in points if p.holds_up_to is not None), default=None)
    fails = [p.fails_from for p in points if p.fails_from is not None]
    longest = [p.option for p in points if p.holds_up_to == held]
    if held is None:
        words = "none is shown to hold at any size"
    elif len(longest) == len(points):
        words = f"all hold up to {held} threats"
    else:
        hold = "holds" if len(longest) == 1 else "hold"
        words = f"{_some(comparison, longest)} {hold} up to {held} threats, and no other is shown to"
    if len(fails) == len(points):
        words += f"; all fail from {max(fails)} on"
    return words


def _order(comparison: Comparison) -> list[str]:
    if len(comparison.study.cells) < 2 or len(comparison.study.options) < 2:
        return []
    swaps = comparison.swaps(SAVED)
    if not swaps:
        return ["No two options are shown to change places between raids or sizes."]
    shown = _swap_words(comparison, swaps[0])
    if len(swaps) == 1:
        return [f"The order of the options depends on the raid: {shown}."]
    return [f"The order of the options depends on the raid: {len(swaps)} pairs change places. The clearest: {shown}."]


def _swap_words(comparison: Comparison, swap: Swap) -> str:
    return (
        f"{_title(comparison, swap.a)} saves more than {_title(comparison, swap.b)} against "
        f"{_raid(comparison, swap.cell_a)}, and less against {_raid(comparison, swap.cell_b)}"
    )


def _money(comparison: Comparison) -> list[str]:
    saved = _ranked(comparison, EQUAL_BUDGET) if EQUAL_BUDGET in comparison.study.variants else []
    if len(saved) < 2:
        return []
    return ["For equal money, " + _top(comparison, saved, EQUAL_BUDGET, "would save", "would save")]


def _stories(comparison: Comparison) -> list[str]:
    sentences = []
    for option in comparison.study.hypotheses:
        rows = comparison.by_hypothesis(SAVED, option)
        if len(rows) > 1:
            rows.sort(key=lambda row: -_gain(row))
            whole = f"{_title(comparison, option)} saves {_with_interval(comparison.estimate(SAVED, option))} over all"
            if rows[0].gain is None:
                each = [f"{_with_interval(row.estimate)} {_if_story(row)}" for row in rows]
                sentences.append(f"{whole} open stories: {_as_list(each)}.")
            else:
                each = [f"{_gain_words(row.gain)} {_if_story(row)}" for row in rows if row.gain is not None]
                against = _title(comparison, comparison.study.baseline.id)
                sentences.append(f"{whole} open stories. Compared with {against} in the same worlds: {_as_list(each)}.")
    return sentences


def _gain(row: HypothesisRow) -> float:
    found = row.estimate.value if row.gain is None else row.gain.value
    return found or 0.0


def _if_story(row: HypothesisRow) -> str:
    worlds = f"{row.worlds} world{'s' if row.worlds != 1 else ''}"
    return f"if the story is “{row.value.replace('_', ' ')}” ({worlds})"


def _gain_words(gain: Difference) -> str:
    return f"{_points(gain.value)} points ({_points(gain.low)} to {_points(gain.high)})"


def _doubt(comparison: Comparison) -> list[str]:
    splits = [(option, doubt_split(comparison, SAVED, option)) for option in comparison.options_run()]
    told = [(split.share, option, split) for option, split in splits if split.share is not None]
    if not told:
        return []
    told.sort(key=lambda row: (-row[0], row[1]))
    (_, most, largest), (_, least, smallest) = told[0], told[-1]
    words = (
        "How much outcomes scatter because we do not know the figures, and how much by luck in battle: doubt makes up "
        f"{_span(largest.share, largest.share_low, largest.share_high)} of the variance for {_title(comparison, most)}"
    )
    if most != least:
        words += (
            f", and {_span(smallest.share, smallest.share_low, smallest.share_high)} for {_title(comparison, least)}, "
            "the largest and the smallest share"
        )
    sentences = [words + "."]
    judged = judgement_share(comparison, SAVED, most)
    if judged.share is not None and judged.low is not None and judged.high is not None:
        if judged.high - judged.low > 0.8:
            sentences.append("How much of that doubt is our own judgement cannot be said from so few worlds.")
        elif judged.note and judged.share == 1.0:
            sentences.append(
                f"Of the doubt about {_title(comparison, most)}, at least {_percent(judged.low)} comes from our own "
                "judgements; what published claims that disagree add does not show beside luck."
            )
        else:
            stories = " and the open stories" if most in comparison.study.hypotheses else ""
            sentences.append(
                f"Of the doubt about {_title(comparison, most)}, {_span(judged.share, judged.low, judged.high)} comes "
                f"from our own judgements, the rest from published claims that disagree{stories}."
            )
    return sentences


def _figures(comparison: Comparison) -> list[str]:
    """The doubtful figures that outcomes follow, over all options looked at together."""
    options = comparison.options_run()
    follow: dict[tuple[str, str, str], list[str]] = {}
    tested = False
    for option in options:
        found = movers(comparison, SAVED, option, alpha=comparison.alpha / len(options))
        tested = tested or bool(found.movers)
        for mover in found.found:
            follow.setdefault((mover.system, mover.quantity, mover.origin), []).append(option)
    if not tested:
        return []
    if not follow:
        return [
            "No single doubtful figure is shown to move an option's result by itself; with so few worlds only a very "
            "strong one would show."
        ]
    titles = {(belief.system, belief.quantity): belief.system_title for belief in beliefs_of(comparison)[0]}
    ordered = sorted(follow.items(), key=lambda item: (-len(item[1]), item[0]))
    parts = [
        f"{_quantity(quantity)} of {titles.get((system, quantity), system)} "
        f"({'our judgement' if origin == JUDGEMENT else 'unverified' if origin == UNVERIFIED else 'claims disagree'}; "
        f"{_some(comparison, moved)})"
        for (system, quantity, origin), moved in ordered[:NAMED_AT_MOST]
    ]
    more = f", and {len(ordered) - NAMED_AT_MOST} more" if len(ordered) > NAMED_AT_MOST else ""
    return [f"Outcomes follow these doubtful figures more closely than chance explains: {_as_list(parts)}{more}."]


def _ground(comparison: Comparison) -> list[str]:
    saved = _ranked(comparison, AS_OFFERED)
    beliefs, _ = beliefs_of(comparison)
    if not saved or not beliefs:
        return []
    judged = sum(belief.origin == JUDGEMENT for belief in beliefs)
    unverified = sum(belief.origin == UNVERIFIED for belief in beliefs)
    best, found = saved[0]
    needed = enough(comparison.values(SAVED, best), POINT, comparison.alpha)
    words = (
        f"All of this rests on {len(beliefs)} beliefs, {judged} of them our own judgement and {unverified} unverified, "
        f"drawn in {found.worlds} worlds."
    )
    if needed.worlds is not None and needed.worlds > found.worlds:
        words += f" To know the best option's value saved to within a point would take about {needed.worlds} worlds."
    return [words + " What the simulation leaves out is in no interval."]


def _ranked(comparison: Comparison, variant: str) -> list[tuple[str, Estimate]]:
    """Options with their value saved, most first; options that tie stay in the order of the study."""
    found = [
        (option, comparison.estimate(SAVED, option, variant=variant))
        for option in comparison.options_run(variant=variant)
    ]
    return sorted(found, key=lambda row: -(row[1].value or 0.0))


def _gap(pair: Pair) -> float:
    return pair.difference.value or 0.0


def _against(comparison: Comparison) -> str:
    cells = comparison.study.summary
    if len(cells) == 1:
        return f"Against {_raid(comparison, cells[0])}"
    return f"Averaged over the {len(cells)} raids of the summary, which all count the same"


def _raid(comparison: Comparison, cell: Cell) -> str:
    return f"{_lower(comparison.study.raids[cell[0]])} ({cell[1]} threats)"


def _title(comparison: Comparison, option: str) -> str:
    return f"“{comparison.study.option(option).title}”"


def _some(comparison: Comparison, options: Sequence[str], last: str = "and") -> str:
    return _cut([_title(comparison, option) for option in options], last)


def _some_gaps(comparison: Comparison, pairs: Sequence[Pair]) -> str:
    return _cut(
        [
            f"{_title(comparison, pair.a)} ({_points(_gap(pair))} points, "
            f"{_points(pair.difference.low)} to {_points(pair.difference.high)})"
            for pair in pairs
        ]
    )


def _cut(words: list[str], last: str = "and") -> str:
    if len(words) > NAMED_AT_MOST + 1:
        words = [*words[:NAMED_AT_MOST], f"{len(words) - NAMED_AT_MOST} others"]
    return _as_list(words, last)


def _as_list(words: Sequence[str], last: str = "and") -> str:
    """one; one and two; one, two and three."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _quantity(name: str) -> str:
    """p_kill_drone -> chance to kill (drone); scan_period -> scan period."""
    if name.startswith("p_kill_"):
        return f"chance to kill ({name.removeprefix('p_kill_').replace('_', ' ')})"
    return name.replace("_", " ")


def _lower(title: str) -> str:
    """A title inside a sentence: "Mixed raid" -> "mixed raid", but an abbreviation stays."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _with_interval(found: Estimate) -> str:
    return _span(found.value, found.low, found.high)


def _span(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return "no value"
    if low is None or high is None:
        return _percent(value)
    return f"{_percent(value)} ({_percent(low)} to {_percent(high)})"


def _percent(share: float) -> str:
    """Whole percents; what is nearly all or nearly none is not rounded to certainty."""
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 < share < 1:
        return "over 99%"
    return f"{share * 100:.0f}%"


def _points(difference: float | None) -> str:
    if difference is None:
        return "?"
    rounded = round(difference * 100)
    return "0" if rounded == 0 else f"{rounded:+d}".replace("-", "−")
