"""The shape of one catalogue file, as it is written by people and before anything in it is believed.

These models know only which fields there are. What a number means, whether a claim exists and whether a belief makes
sense is decided in `believe` and `library`, which know the roles and the ledger.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from pavise.evidence.weigh import Method, Shape
from pavise.kinds import Band, PathKind, SensorKind, ThreatClass

Written = str | int | float
"""A value as written: text with a unit (`250 km`), or a bare number where the quantity has none."""


class _Written(BaseModel):
    """Refuses fields it does not know, so that a slip of the pen is found and not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class JudgementFile(_Written):
    """A range we choose ourselves: `low` and `high` (with `mode` or `shape` if wanted), or one fixed `value`."""

    low: Written | None = None
    high: Written | None = None
    mode: Written | None = None
    value: Written | None = None
    shape: Shape | None = None


class WidenedFile(_Written):
    """A judged range that takes `weight` of the chance away from what the claims say."""

    low: Written
    high: Written
    mode: Written | None = None
    shape: Shape | None = None
    weight: float = Field(gt=0.0, lt=1.0)


class ReadingFile(_Written):
    """What a claim in words comes to as a number: `low` and `high`, or `value`."""

    low: Written | None = None
    high: Written | None = None
    value: Written | None = None


class BeliefFile(_Written):
    """One quantity of an entry: which claims it rests on, or our judgement, and always the reason."""

    claims: list[str] | None = None
    claims_of: str | None = None
    condition: str | None = None
    one_condition: str | None = None
    include_unseen: bool = False
    method: Method | None = None
    shape: Literal["uniform", "lognormal"] = "uniform"
    reads: ReadingFile | None = None
    times: JudgementFile | None = None
    widened: WidenedFile | None = None
    judgement: JudgementFile | None = None
    informed_by: list[str] = []
    reason: str = ""
    reviewer: str | None = None


class SensorFile(_Written):
    """A sensor of a unit, by the id of its entry."""

    type: str
    fire_control: bool = False


class LaunchersFile(_Written):
    """The launchers of a unit, and which share of them carries which round."""

    type: str
    load: dict[str, Annotated[float, Field(gt=0.0, le=1.0, strict=False)]]


class SettingsFile(_Written):
    """Choices of model, not figures about the world, hence without doubt: see `roles` for who needs which."""

    kind: str = "radar"
    band: str | None = None
    pattern: str | None = None
    illuminator: str | None = None
    swerling: Annotated[int, Field(ge=0, le=4)] | None = None
    pulses: Annotated[int, Field(ge=1, le=1000)] | None = None
    confirm: list[int] | None = None
    drop_after: str | None = None
    threat_class: str | None = None
    path: str | None = None


class EntryFile(_Written):
    """One file of the catalogue."""

    id: str
    name: str
    role: str
    quantities: dict[str, BeliefFile]
    settings: SettingsFile = SettingsFile()
    sensors: list[SensorFile] = []
    launchers: LaunchersFile | None = None
    load: dict[str, Annotated[int, Field(gt=0)]] | None = None
    unit: str | None = None
    rounds: dict[str, Annotated[int, Field(ge=0)]] | None = None


THREAT_CLASSES = {kind.name.lower(): kind for kind in ThreatClass}
SENSOR_KINDS = {kind.name.lower(): kind for kind in SensorKind}
BANDS = {band.name.lower(): band for band in Band}
PATTERNS = ("flat", "fan", "cosecant_squared")
"""How gain falls with elevation: not (the beam is pointed), as one wide lobe, or so that a height stays covered."""
PATHS = {kind.name.lower(): kind for kind in PathKind}
