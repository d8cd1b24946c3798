"""What a wrong air picture leads to, in sentences: who is shot at by mistake, what is held back, which rounds are lost.

For each of these the option with the least of it and the one with the most are named, and whether the two are told
apart when all pairs are looked at together. Results whose posts knew every target have nothing to say here.
"""

from __future__ import annotations

from pavise.analysis.compare import Comparison
from pavise.analysis.worlds import Estimate
from pavise.results.measures import OF_THE_PICTURE

TOPICS = (
    ("neutrals_engaged", "Civil aircraft shot at"),
    ("friends_engaged", "Own aircraft shot at"),
    ("hostiles_held_back", "Leakers that were seen and never taken for hostile"),
    ("rounds_wasted", "Rounds that met nothing they were meant for"),
)
SIDE_OF = {
    "neutrals_engaged": "neutral", "neutrals_killed": "neutral", "friends_engaged": "friend", "friends_killed": "friend"
}  # fmt: skip
"""Measures about traffic, and whose: where none of that side flies, they have nothing to say."""


def has_picture(comparison: Comparison) -> bool:
    """Did posts in this result see a picture that could be wrong?"""
    return set(OF_THE_PICTURE) <= set(comparison.results.measures())


def flown_through(comparison: Comparison) -> dict[str, int]:
    """How many aircraft of each side fly through beside the raid, by name of the side.

    Raids may have different traffic: the largest number counts. 0 where there are none.
    """
    found = {}
    for side in dict.fromkeys(SIDE_OF.values()):
        cases = comparison.results.table("threats", ["case"], side=side, replication=0)["case"].tolist()
        found[side] = max((cases.count(case) for case in set(cases)), default=0)
    return found


def picture_sentences(comparison: Comparison) -> list[str]:
    """A sentence for each topic that the result has something to say about."""
    if not has_picture(comparison):
        return []
    flown = flown_through(comparison)
    asked = [(name, words) for name, words in TOPICS if name not in SIDE_OF or flown[SIDE_OF[name]]]
    return [f"{words} in a raid, on average: {_least_and_most(comparison, name)}." for name, words in asked]


def _least_and_most(comparison: Comparison, measure: str) -> str:
    found = [(option, row[measure]) for option, row in comparison.table([measure]).items()]
    found.sort(key=lambda row: row[1].value or 0.0)
    (least, few), (most, many) = found[0], found[-1]
    if len(found) == 1:
        return _amount(few)
    if few.value == many.value:
        return f"{_amount(few)} in every option" if few.value else "none in any option"
    (pair,) = [pair for pair in comparison.pairs(measure) if {pair.a, pair.b} == {least, most}]
    told = "the two are told apart" if pair.told_apart else "it is not shown that the two differ"
    return (
        f"least for {_title(comparison, least)}, {_amount(few)}; most for {_title(comparison, most)}, "
        f"{_amount(many)}; {told}"
    )


def _title(comparison: Comparison, option: str) -> str:
    return f"“{comparison.study.option(option).title}”"


def _amount(found: Estimate) -> str:
    if found.value is None:
        return "no value"
    if found.low is None or found.high is None:
        return f"{found.value:.2g}"
    digits = 1 if found.high >= 1.0 else 2
    return f"{found.value:.{digits}f} ({found.low:.{digits}f} to {found.high:.{digits}f})"
