"""How closely engagements are looked at: what a study switches on, and the stores of rounds that a posture has.

    engagement:                       in a study; each word stands for "as usual" where nothing is written
      kill_assessment: doubtful       certain: posts see rightly what a round did
      kill_chance: falls_off          even: the same everywhere in the envelope
      salvo: spaced                   at_once: only launchers that can fire now take part
      reloading: by_crews             all_at_once: every empty launcher is reloaded at the same time
      patrols: by_sortie              as_planned: reliefs keep to a plan, further airframes are reloads

    stores:                           in a posture
      siper-store: {round: siper_b1_missile, rounds: 24, delivery: 2 h, serves: [siper]}

What a word switches on is described by the catalogue entry `engagement_notional`: the same for all units, since nobody
publishes any of it for any of them, so every range is our own judgement. A study without these words is played as if
they did not exist, bit for bit.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pavise.scenario.written import Judged, Name, Written
from pavise.units import Duration, InFile

Stock = Annotated[int, InFile("count", low=0, high=100_000, whole=True)]


class Engagement(Written):
    """How closely a study looks at engagements."""

    kill_assessment: Literal["certain", "doubtful"] = Field(
        default="certain", description="doubtful: a kill may be taken for a miss, and a miss for a kill"
    )
    kill_chance: Literal["even", "falls_off"] = Field(
        default="even",
        description="falls_off: a round is worth less at the edge of its reach, and against a target that crosses",
    )
    salvo: Literal["at_once", "spaced"] = Field(
        default="at_once",
        description="spaced: what the launchers cannot fire of a salvo at once follows as soon as they can; "
        "at_once: a salvo is as many rounds as there are launchers ready",
    )
    reloading: Literal["all_at_once", "by_crews"] = Field(
        default="all_at_once", description="by_crews: a unit's crews reload only so many launchers at once"
    )

    patrols: Literal["as_planned", "by_sortie"] = Field(
        default="as_planned",
        description="by_sortie: a fighter without rounds goes home, each relief comes with full racks, and airframes "
        "must be turned round before they fly again",
    )

    @property
    def in_words(self) -> list[str]:
        """What is not as usual, in sentences for every output."""
        said = {
            "What a round did is sometimes taken for the opposite.": self.kill_assessment == "doubtful",
            "Rounds are worth less at the edge of their reach and against crossing targets.": (
                self.kill_chance == "falls_off"
            ),
            "The rounds of a salvo follow each other as launchers can fire them.": self.salvo == "spaced",
            "Launchers wait for a crew that reloads them.": self.reloading == "by_crews",
            "Fighters without rounds go home and are turned round.": self.patrols == "by_sortie",
        }
        return [sentence for sentence, holds in said.items() if holds]


class Store(Written):
    """Rounds of one type that several units share: what their launchers draw on when their own reloads are used up."""

    round: Name = Field(description="id of an interceptor in the catalogue")
    rounds: Judged[Stock] = Field(description="rounds in the store when the raid begins")
    delivery: Judged[Duration] = Field(description="from a launcher's order until its rounds are at hand")
    serves: list[Name] = Field(min_length=1, description="entries of the posture whose launchers draw on it")
