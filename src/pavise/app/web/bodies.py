"""What may be sent to the server, as pydantic models: the bodies of its actions.

They are strict: what is not declared, of another type or beyond its bounds is refused before anything is done with it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FileName = Annotated[str, Field(min_length=1, max_length=80)]
Id = Annotated[str, Field(min_length=1, max_length=200)]
MOST_WORLDS = 4096


class Body(BaseModel):
    """Base of all bodies."""

    model_config = ConfigDict(extra="forbid", strict=True)


class CaseBody(Body):
    """The files of a case. Those of `result` or of the study `base` lie below them: a file that is sent wins."""

    study: FileName = Field(description="name of the study's file")
    files: dict[FileName, str] = Field(description="texts by name: what-if.yaml, postures/mine.yaml", max_length=100)
    result: Id | None = Field(default=None, description="id of a result whose files lie below")
    base: Id | None = Field(default=None, description="id of a shipped study whose files lie below")


class CompareJob(CaseBody):
    """Fight the options of a case against each other."""

    verb: Literal["compare"]
    title: str = Field(default="", max_length=200)
    worlds: int | None = Field(default=None, ge=1, le=MOST_WORLDS, description="draws; those of the study when null")
    seed: int | None = Field(default=None, ge=0, le=2**32 - 1)


class CoverageJob(Body):
    """Map what an option of a result covers."""

    verb: Literal["coverage"]
    result: Id
    option: Id
    what: str = Field(default="sensors", max_length=20)
    height_m: float = Field(description="above sea", ge=1.0, le=40_000.0)
    rcs_m2: float = Field(description="cross-section", ge=1e-5, le=1e4)


class DefendedJob(Body):
    """Map what the fire units of an option defend against a threat."""

    verb: Literal["defended"]
    result: Id
    option: Id
    threat: Id = Field(description="of the catalogue, one that a notional raid is made of")
    who: Id = Field(default="all", description="an entry of the posture, alone with its own sensors; or all of them")


class DraftBody(Body):
    """A case to be saved under a name."""

    name: str = Field(min_length=1, max_length=60)
    study: FileName
    files: dict[FileName, str] = Field(max_length=100)
