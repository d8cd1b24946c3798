"""What all files of a scenario share: a strict form, plain names, figures that may be in doubt, and where each stands.

A model here knows only what can be seen inside its own file. Whether a posture names a system that the catalogue has is
found out later, by `assemble.check`, which needs to say *where* the name was written: so a model read from a file
travels together with its document, as `Placed`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from pavise.evidence.distributions import Beta, Distribution, Fixed, LogNormal, Triangular, Uniform
from pavise.yamlfile import Document, Finding

Amount = TypeVar("Amount")
Model = TypeVar("Model")

Shape = Literal["uniform", "triangular", "lognormal", "beta"]


class WrongValue(ValueError):
    """A value that the person who wrote it can mend; `yamlfile.validate` turns it into a finding with file and line."""

    def __init__(self, problem: str, mend: str) -> None:
        self.problem, self.mend = problem, mend
        super().__init__(f"{problem}; {mend}")


class Written(BaseModel):
    """Base of every model read from a file: frozen, no silent conversion, no unknown field."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


@dataclass(frozen=True)
class Placed(Generic[Model]):
    """A model and the document it was read from."""

    value: Model
    document: Document

    def finding(self, path: Sequence[str | int], problem: str, mend: str) -> Finding:
        """A finding about the value at `path` of the file."""
        return self.document.finding(path, problem, mend)


def _plain_name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,59}", text):
        raise WrongValue(f"{text[:60]!r} is not a plain name", "use small letters, digits, `-` and `_`, e.g. `hisar-o`")
    return text


def _said(text: str) -> str:
    if not text.strip():
        raise WrongValue("is empty", "say it in a sentence")
    return " ".join(text.split())


Name = Annotated[str, AfterValidator(_plain_name)]
"""A name that files, draws and tables use: small letters, digits, `-` and `_`."""

Sentence = Annotated[str, AfterValidator(_said)]
"""Words for people; line breaks do not matter."""


class Judged(Written, Generic[Amount]):
    """A figure that the scenario sets: one value (`2 h`), or a range of our own judgement with a reason.

    A range is drawn anew for each world, like any belief of the catalogue, and counts as a judgement wherever doubt is
    reported. `lognormal` is even in orders of magnitude; with a `mode` and no shape the range is triangular.
    """

    low: Amount = Field(description="lowest value")
    high: Amount = Field(description="highest value")
    mode: Amount | None = Field(default=None, description="likeliest value")
    shape: Shape | None = Field(default=None, description="uniform, triangular, lognormal or beta")
    reason: Sentence | None = Field(default=None, description="why this range")

    @model_validator(mode="before")
    @classmethod
    def _one_value_is_a_range_too(cls, written: Any) -> Any:
        return written if isinstance(written, dict) else {"low": written, "high": written}

    @model_validator(mode="after")
    def _makes_sense(self) -> Judged[Amount]:
        low, high, mode = self._numbers()
        if low > high:
            raise WrongValue("its low is above its high", "swap the two")
        if self.in_doubt and self.reason is None:
            raise WrongValue("a range without a reason", "add `reason:` with a sentence why it is this wide")
        if mode is not None and not low <= mode <= high:
            raise WrongValue("its mode is not between low and high", "choose a mode inside the range")
        if mode is None and self.shape in ("triangular", "beta"):
            raise WrongValue(f"a {self.shape} range needs its likeliest value", "add `mode:`")
        if mode is not None and self.shape in ("uniform", "lognormal"):
            raise WrongValue(f"a {self.shape} range has no mode", "leave out `mode:` or `shape:`")
        if self.shape == "lognormal" and low <= 0:
            raise WrongValue("a lognormal range must begin above zero", "raise `low:` or choose another shape")
        return self

    def _numbers(self) -> tuple[float, float, float | None]:
        mode = None if self.mode is None else float(self.mode)  # type: ignore[arg-type]
        return float(self.low), float(self.high), mode  # type: ignore[arg-type]

    @property
    def in_doubt(self) -> bool:
        """Does it differ between worlds?"""
        low, high, _ = self._numbers()
        return low < high

    @property
    def distribution(self) -> Distribution:
        """The range as a distribution in SI units."""
        low, high, mode = self._numbers()
        if not self.in_doubt:
            return Fixed(low)
        if mode is not None:
            return Beta(low, high, mode) if self.shape == "beta" else Triangular(low, mode, high)
        return LogNormal(low, high) if self.shape == "lognormal" else Uniform(low, high)
