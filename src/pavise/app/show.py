"""How things look in a terminal: tables on standard output, everything else on standard error.

A table goes to standard output so that it can be piped, redirected or searched; progress and messages go to standard
error so that they never end up in the table. Where standard output is no terminal, lines are 80 columns wide, plain and
without colour.
"""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pavise.yamlfile import WHOLE_FILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from pavise.yamlfile import Finding

Align = Literal["left", "right"]


class HowFar(Protocol):
    """How far some long work is: done of a total, and the seconds probably left (None while unknown)."""

    @property
    def done(self) -> float: ...
    @property
    def total(self) -> float: ...
    @property
    def left_s(self) -> float | None: ...


def speak_plainly() -> None:
    """Let no character that a terminal lacks (a thin space, a real minus) break a command off."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    title: str = "",
    right: Sequence[str] = (),
    keep: Sequence[str] = (),
) -> None:
    """Print a table. `right`: headings of the columns set to the right; `keep`: of those never broken over lines."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shape = Table(box=None, pad_edge=False, title_justify="left", header_style="bold", padding=(0, 2, 0, 0))
    for heading in headings:
        align: Align = "right" if heading in right else "left"
        shape.add_column(heading, justify=align, no_wrap=heading in keep, overflow="fold", vertical="top")
    for row in rows:
        shape.add_row(*(Text(cell) for cell in row))
    console = Console(highlight=False)
    if title:
        console.print(Text(title, style="bold"))
    console.print(shape)


def text(words: str = "") -> None:
    """Print a paragraph, broken at the width of the terminal."""
    from rich.console import Console

    Console(highlight=False, markup=False).print(words)


def points(sentences: Iterable[str]) -> None:
    """Print a list of sentences, each set off from the next."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shape = Table.grid(padding=(0, 1))
    for sentence in sentences:
        shape.add_row("-", Text(sentence))
    Console(highlight=False).print(shape)


def answer(value: Any, json: bool, printer: Callable[[Any], None]) -> None:
    """Print what a verb returned: as JSON, or with the function that knows how it reads best."""
    if json:
        as_json(value)
    else:
        printer(value)


def findings(found: Sequence[Finding]) -> int:
    """Print everything wrong with some input, one finding per line; returns the exit code for bad input."""
    for finding in found:
        if finding.line is not None and finding.field in ("", WHOLE_FILE):
            finding = dataclasses.replace(finding, field="the file")  # every line names a field, for eyes and programs
        message(str(finding))
    message(f"{len(found)} finding{'s' if len(found) != 1 else ''}; nothing was run")
    return 2


def as_json(value: Any) -> None:
    """Print a verb's answer as JSON: the same content as the tables, for another program."""
    print(json.dumps(jsonable(value), indent=2, ensure_ascii=False, allow_nan=False))


def jsonable(value: Any) -> Any:
    """Plain lists, dictionaries, texts and numbers; what is not a finite number becomes null."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: jsonable(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if hasattr(value, "model_dump"):
        return jsonable(value.model_dump())
    if isinstance(value, Mapping):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [jsonable(item) for item in value]
    if hasattr(value, "tolist"):  # NumPy arrays and scalars
        return jsonable(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (Path, date)):
        return str(value)
    return value


def message(words: str) -> None:
    """A line for the person at the keyboard, out of the way of the output."""
    print(words, file=sys.stderr, flush=True)


@contextmanager
def progress_bar(what: str, at_the_end: str = "fought; writing the result") -> Iterator[Callable[[HowFar], None]]:
    """A bar with the time left on standard error; a few plain lines where that is no terminal.

    Gives the function to call with each step; `at_the_end` is said when all of it is done.
    """
    if not sys.stderr.isatty():
        yield _plain_progress(what, at_the_end)
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[left]}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, left="getting ready")

        def tell(progress: HowFar) -> None:
            doing = getattr(progress, "doing", "")
            left = "" if doing else _left(progress, at_the_end)
            bar.update(task, description=doing or what, total=progress.total, completed=progress.done, left=left)

        yield tell


def _plain_progress(what: str, at_the_end: str) -> Callable[[HowFar], None]:
    message(f"{what} ...")
    next_quarter = [1]
    said: list[str] = []

    def tell(progress: HowFar) -> None:
        first = getattr(progress, "doing", "")
        if first:  # what comes before the work itself is said once
            if said != [first]:
                said[:] = [first]
                message(f"{first} ...")
            return
        if progress.total and progress.done >= next_quarter[0] * progress.total / 4:
            next_quarter[0] = math.floor(4 * progress.done / progress.total) + 1
            message(f"{what}: {int(100 * progress.done // progress.total)}%, {_left(progress, at_the_end)}")

    return tell


def _left(progress: HowFar, at_the_end: str) -> str:
    if progress.done >= progress.total:
        return at_the_end
    if progress.left_s is None:
        return "just begun"
    minutes, seconds = divmod(round(progress.left_s), 60)
    return f"{minutes} min {seconds:02d} s left" if minutes else f"{seconds} s left"
