"""Why threats got through, option by option: leakers by cause and class over the summary, and a sentence made of them.

    reasons_of(comparison)["s400-stored"].sentence
        18% of the threats got through. Most (61%) because no launcher could reach their path, chiefly ballistic
        missiles; 20% because every round fired at them missed, chiefly cruise missiles.

Counted from table threats, which holds every threat of the cases of the summary; each of these cases counts equally, as
in every mean over the summary. A cause is named when it stands behind an eighth of the leakers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from pavise.analysis.compare import Comparison
from pavise.analysis.outcomes import ALL_DOUBT, AS_OFFERED
from pavise.results.measures import CAUSE_NAMES, CAUSE_TITLES, CLASS_NAMES, CLASS_TITLES

NAMED = 0.125
MOST, CHIEFLY = 0.5, 0.6

BECAUSE = {
    "out_of_envelope": "no launcher could reach their path",
    "not_ready": "the fire units that could reach them were not ready",
    "masked": "they were hidden from the radars",
    "undetected": "no armed post got a track of them",
    "tracked_late": "they were tracked too late",
    "no_time": "no time was left to shoot",
    "no_channel": "all channels were busy",
    "magazine_empty": "no round was left",
    "missed": "every round fired at them missed",
    "not_identified": "they were not taken for hostile in time",
    "not_permitted": "the rules did not permit a shot at them",
    "no_operator": "no operator was free to decide on them",
    "held_back": "rounds were kept for other targets",
}
"""A cause as the end of a sentence. One that is not here is said with its title."""


@dataclass(frozen=True)
class Reasons:
    """Leakers of one option by class and cause: means per battle, [class, cause], in the order of the names.

    `share`: leakers as a share of all threats. Empty names where nothing got through.
    """

    option: str
    classes: tuple[str, ...]
    causes: tuple[str, ...]
    mean: np.ndarray
    share: float

    @property
    def sentence(self) -> str:
        """What most got through for, in a sentence or two."""
        whole = float(self.mean.sum())
        if whole <= 0.0:
            return "Nothing got through."
        parts: list[str] = []
        by_cause = self.mean.sum(axis=0) / whole
        for column in np.argsort(-by_cause, kind="stable"):
            part = float(by_cause[column])
            if parts and part < NAMED:
                break
            cause = self.causes[column]
            lead = f"Most ({part:.0%})" if not parts and part > MOST else f"{part:.0%}"
            words = BECAUSE.get(cause, f"of this: {CAUSE_TITLES.get(cause, cause)}")
            parts.append(f"{lead} because {words}{self._chiefly(int(column))}")
        return f"{_share(self.share)} of the threats got through. {'; '.join(parts)}."

    def _chiefly(self, column: int) -> str:
        """Which class it was that this cause let through, where one stands out among several."""
        own = self.mean[:, column]
        row = int(np.argmax(own))
        if len(self.classes) < 2 or own[row] < CHIEFLY * own.sum():
            return ""
        return f", {'all' if own[row] == own.sum() else 'chiefly'} {CLASS_TITLES[self.classes[row]]}"


def reasons_of(comparison: Comparison) -> dict[str, Reasons]:
    """The reasons of every option that was run over the whole summary."""
    results, study = comparison.results, comparison.study
    cases = results.cases(doubt=ALL_DOUBT, variant=AS_OFFERED)
    battles = {
        case: (option, float(n), size)
        for case, option, raid, size, n in zip(
            *(cases[name].tolist() for name in ("case", "option", "raid", "size", "replications")), strict=True
        )
        if (raid, size) in study.summary
    }
    columns = ("case", "threat_class", "cause")
    leaked = results.table("threats", columns, case=list(battles), fate="leaked", side="hostile")
    counts = Counter(zip(*(leaked[name].tolist() for name in columns), strict=True))
    options = [option.id for option in study.options]
    found = {}
    for option in options:
        mine = {case: (n, size) for case, (owner, n, size) in battles.items() if owner == option}
        if len(mine) < len(study.summary):
            continue
        mean: defaultdict[tuple[str, str], float] = defaultdict(float)
        for (case, kind, cause), number in counts.items():
            if case in mine:
                mean[(kind, cause)] += number / mine[case][0] / len(mine)
        # in the order in which they are declared; what an older program wrote and this one does not know comes last
        classes = _ordered({kind for kind, _ in mean}, list(CLASS_NAMES.values()))
        causes = _ordered({cause for _, cause in mean}, list(CAUSE_NAMES.values()))
        table = np.array([[mean[(kind, cause)] for cause in causes] for kind in classes]).reshape(
            len(classes), len(causes)
        )
        threats = sum(size for _, size in mine.values()) / len(mine)
        found[option] = Reasons(option, classes, causes, table, float(table.sum()) / threats)
    return found


def _ordered(names: set[str], known: list[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (known.index(name) if name in known else len(known), name)))


def _share(share: float) -> str:
    return "Less than 1%" if share < 0.01 else f"{share:.0%}"
