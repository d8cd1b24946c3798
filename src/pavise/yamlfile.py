"""Reading the files people write, and telling them everything that is wrong in one go.

    text -> events of the YAML parser -> plain Python values, and the line where each was written
         -> a pydantic model           -> findings: file, line, field, problem, mend

A *finding* is one thing that the person who wrote the file can mend. Nothing here stops at the first one: a reader
collects all findings of a file (or of a whole folder) and raises them together as `BadInput`. The command line prints
them and leaves with exit code 2; nobody ever sees a traceback for a slip of the pen.

What we accept is the plain core of YAML 1.2: `no` is the text "no" and not False, `12:30:00` is text and not a number
in base sixty, `2018-07-27` is text. Refused are keys given twice, tags that build objects, numbers that are not finite,
endless nesting and aliases that blow up when they are spread out, because each has either hidden a mistake or crashed a
reader before.

We build the values from the parser's events ourselves rather than with PyYAML's constructors for two reasons: it gives
a line for every value, and it needs no recursion, so a file of 100,000 brackets is a finding and not a crash.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

if TYPE_CHECKING:
    from pydantic import BaseModel

    M = TypeVar("M", bound=BaseModel)

FieldPath = tuple[str | int, ...]
"""Where a value stands in a file: keys and list positions from the top, e.g. `("claims", 3, "value")`."""

WHOLE_FILE = "(file)"
"""Stands in `Finding.field` where no single field is meant."""

MAX_BYTES = 20_000_000
MAX_DEPTH = 60
MAX_VALUES = 1_000_000
"""Far above any file a person writes; a file beyond them is broken or hostile (an alias bomb spreads without end)."""


@dataclass(frozen=True)
class Finding:
    """One thing that the writer of a file can mend. `line` counts from 1; None when the file cannot even be opened.
    `field` is the dotted path of what is meant, or `WHOLE_FILE`."""

    file: str
    line: int | None
    field: str
    problem: str
    mend: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        what = self.problem if self.field in ("", WHOLE_FILE) else f"{self.field}: {self.problem}"
        return f"{place}: {what.rstrip('.')}. Mend: {self.mend.rstrip('.')}{'' if self.mend.endswith('?') else '.'}"


class BadInput(Exception):
    """The input cannot be used; `findings` holds everything found wrong, in order of file and line."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = sorted(findings, key=lambda f: (f.file, f.line or 0))
        super().__init__("\n".join(str(finding) for finding in self.findings))

    def __reduce__(self) -> tuple[type[BadInput], tuple[list[Finding]]]:
        return type(self), (self.findings,)  # so that it survives the way back from a worker process


@dataclass(frozen=True)
class Document:
    """A file that was read: plain values (`data`) and the line where each was written."""

    file: str
    data: Any
    lines: dict[FieldPath, int] = field(repr=False, default_factory=dict)

    def line(self, path: Sequence[str | int]) -> int | None:
        """Line of the value at `path`, counted from 1; of its nearest parent if that path was not written."""
        path = tuple(path)
        while path not in self.lines:
            if not path:
                return None
            path = path[:-1]
        return self.lines[path]

    def finding(self, path: Sequence[str | int], problem: str, mend: str) -> Finding:
        """A finding about the value at `path`, for checks that only the caller can make."""
        return Finding(self.file, self.line(path), dotted(path) or WHOLE_FILE, problem, mend)


def dotted(path: Sequence[str | int]) -> str:
    """`("claims", 3, "value")` as people read it: `claims.3.value` (list positions count from 0)."""
    return ".".join(str(part) for part in path)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`"did you mean 'magazine'?"` if one of `known` resembles `word`, else an empty text."""
    near = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


# ------------------------------------------------------------------------------------------------ reading


def read_yaml(path: str | Path) -> Document:
    """The file at `path` as plain values with their lines. Raises `BadInput` with every finding when it is unreadable,
    not UTF-8, not YAML, or uses what the module's story refuses."""
    name = str(path)
    try:
        with open(path, "rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _whole_file(name, "there is no such file", "check the path") from None
    except IsADirectoryError:
        raise _whole_file(name, "this is a folder, not a file", "name a file inside it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _whole_file(name, f"cannot be read ({reason})", "make the file readable") from None
    if len(raw) > MAX_BYTES:
        raise _whole_file(name, f"is larger than {MAX_BYTES // 1_000_000} MB", "split it into several files")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadInput([Finding(name, line, WHOLE_FILE, "is not UTF-8 text", "save the file as UTF-8")]) from None
    return parse_yaml(text, name)


def yaml_files(folder: Path, in_place: str | Path | None = None) -> list[Path]:
    """The YAML files of a folder, by name. The file `in_place` is taken instead of the one of its name, or with them:
    so one file can be checked among the others that it belongs to."""
    files = {path.stem: path for path in folder.glob("*.yaml")}
    if in_place is not None:
        files[Path(in_place).stem] = Path(in_place)
    return [files[name] for name in sorted(files)]


def parse_yaml(text: str, file: str = "<text>") -> Document:
    """As `read_yaml`, from text already in hand; `file` is the name that findings show."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where there is one: ten times quicker
    composer = _Composer(file)
    try:
        for event in yaml.parse(text, Loader=loader):
            composer.take(event)
            if composer.stopped:
                break
    except yaml.YAMLError as error:
        composer.findings.append(_syntax_finding(error, text, file, composer.place()))
    except (RecursionError, MemoryError, ValueError, OverflowError) as error:
        composer.findings.append(
            Finding(file, 1, composer.place(), f"is not readable YAML ({error})", "check the file")
        )
    if not composer.findings and not composer.documents:
        composer.findings.append(Finding(file, 1, WHOLE_FILE, "is empty", "write the entries, or remove the file"))
    if composer.findings:
        raise BadInput(composer.findings)
    return Document(file, composer.documents[0], composer.lines)


def _whole_file(file: str, problem: str, mend: str) -> BadInput:
    return BadInput([Finding(file, None, WHOLE_FILE, problem, mend)])


def _syntax_finding(error: Any, text: str, file: str, place: str) -> Finding:
    """The parser's complaint with its line; it knows a mark in most cases and a character offset in the others."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        line = min(mark.line, text.count("\n")) + 1
        said = getattr(error, "problem", None) or getattr(error, "context", None) or "unreadable here"
    else:
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) and position >= 0 else 1
        said = getattr(error, "reason", None) or str(error).splitlines()[0]
    mend = "check indentation, brackets, quotes and colons on this line and the one before"
    if "\t" in (text.splitlines()[line - 1 : line] or [""])[0]:
        mend = "indent with spaces, not with tabs"
    return Finding(file, line, place, f"is not valid YAML: {said}", mend)


_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLEAN = {text: text.lower() == "true" for text in ("true", "True", "TRUE", "false", "False", "FALSE")}
_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "map", "seq")}


@dataclass
class _Open:
    """A mapping or list whose end has not come yet. `key` is set between a mapping's key and its value."""

    value: Any
    path: FieldPath
    line: int
    anchor: str | None
    key: Any = None
    has_key: bool = False
    count: int = 1


class _Composer:
    """Takes the parser's events one by one and builds plain values, their lines, and findings."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.documents: list[Any] = []
        self.lines: dict[FieldPath, int] = {}
        self.findings: list[Finding] = []
        self.stopped = False
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._total = 0

    def take(self, event: Any) -> None:
        """One event of `yaml.parse`, in order."""
        import yaml

        line = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], event, line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(str(event.anchor), line)
        elif isinstance(event, yaml.DocumentStartEvent) and self.documents:
            self._stop(line, "a second document begins here (`---`)", "keep one document per file")

    def _complain(self, line: int, path: FieldPath, problem: str, mend: str) -> None:
        self.findings.append(Finding(self.file, line, dotted(path) or WHOLE_FILE, problem, mend))

    def place(self) -> str:
        """Where the reading has got to, for complaints of the parser itself."""
        return dotted(self._path()) or WHOLE_FILE

    def _stop(self, line: int, problem: str, mend: str) -> None:
        self._complain(line, (), problem, mend)
        self.stopped = True

    def _scalar(self, event: Any, line: int) -> None:
        path = self._path()
        if event.tag is not None and event.tag not in _PLAIN_TAGS and event.tag != "!":
            self._complain(line, path, f"the tag {event.tag!r} is not used here", "write the plain value")
        quoted = not event.implicit[0] or (event.tag or "").endswith(":str")
        value = event.value if quoted else self._plain(event.value, line, path)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)
        self._put(value, line, 1)

    def _plain(self, text: str, line: int, path: FieldPath) -> Any:
        """An unquoted word by the core schema of YAML 1.2: nothing, true or false, a number, else text."""
        if text in _NULL:
            return None
        if text in _BOOLEAN:
            return _BOOLEAN[text]
        if _INTEGER.fullmatch(text):
            if len(text) > 30:
                self._complain(line, path, "this whole number is too long", "write a number people can read")
                return 0
            return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
        if _FLOAT.fullmatch(text):
            named = text.lstrip("-+").lower() in (".inf", ".nan")
            number = math.inf if named else float(text)
            if not math.isfinite(number):
                self._complain(line, path, f"{text} is not a finite number", "write a number, or leave the field out")
                return 0.0
            return number
        return text

    def _open(self, value: Any, event: Any, line: int) -> None:
        if event.tag is not None and event.tag not in _PLAIN_TAGS and event.tag != "!":
            self._complain(line, self._path(), f"the tag {event.tag!r} is not used here", "leave the tag out")
        if len(self._stack) >= MAX_DEPTH:
            self._stop(line, f"is nested more than {MAX_DEPTH} deep", "write it flatter")
            return
        if self._expects_key():
            self._stop(line, "a key is a list or a mapping", "use a word as the key")
            return
        self._stack.append(_Open(value, self._path(), line, event.anchor))

    def _close(self) -> None:
        done = self._stack.pop()
        if done.anchor:
            self._anchors[done.anchor] = (done.value, done.count)
        self._put(done.value, done.line, done.count)

    def _alias(self, anchor: str, line: int) -> None:
        if anchor not in self._anchors:
            self._complain(line, self._path(), f"the alias *{anchor} names nothing written before it", "write it out")
            self._put(None, line, 1)
            return
        value, count = self._anchors[anchor]
        self._put(value, line, count)

    def _expects_key(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1].value, dict) and not self._stack[-1].has_key

    def _path(self) -> FieldPath:
        """Path of the value that comes next."""
        if not self._stack:
            return ()
        parent = self._stack[-1]
        if isinstance(parent.value, list):
            return (*parent.path, len(parent.value))
        return (*parent.path, parent.key) if parent.has_key else parent.path

    def _put(self, value: Any, line: int, count: int) -> None:
        """Hang a finished value (which holds `count` values when aliases are spread out) into its parent."""
        self._total += 1
        if count > MAX_VALUES or self._total > MAX_VALUES:
            self._stop(line, "holds too many values once its aliases are spread out", "write fewer, or no aliases")
            return
        path = self._path()
        if not self._stack:
            self.documents.append(value)
            self.lines[()] = line
            return
        parent = self._stack[-1]
        parent.count += count
        if isinstance(parent.value, list):
            self.lines[path] = line
            parent.value.append(value)
        elif not parent.has_key:
            self._key(parent, value, line)
        else:
            parent.value[parent.key] = value
            parent.has_key = False

    def _key(self, parent: _Open, key: Any, line: int) -> None:
        if key is None or isinstance(key, (list, dict)):
            self._complain(line, parent.path, "a key is missing or not a word", "write `name: value`")
            key = f"(unnamed on line {line})"
        elif key == "<<":
            self._complain(line, parent.path, "merging with `<<` is not part of YAML 1.2", "write the fields out")
        elif key in parent.value:
            first = self.lines.get((*parent.path, key))
            self._complain(
                line, (*parent.path, key), f"is given twice (first on line {first})", "remove one of the two"
            )
        else:
            self.lines[(*parent.path, key)] = line
        parent.key, parent.has_key = key, True


# ------------------------------------------------------------------------------------------------ validating


def validate(document: Document, model: type[M], at: Sequence[str | int] = ()) -> tuple[M | None, list[Finding]]:
    """The part of `document` at the path `at` as a `model`, or None with everything that keeps it from being one.

    The model should forbid unknown fields (`extra="forbid"`); a misspelt one then gets a "did you mean".
    """
    from pydantic import ValidationError

    data = document.data
    for step in at:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None, [document.finding(at, "is missing", f"add `{dotted(at)}`")]
    if not isinstance(data, dict):
        return None, [document.finding(at, f"should be fields with values, found {_kind(data)}", "write `name: value`")]
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        return None, list(_findings(error.errors(include_url=False), document, model, tuple(at), data))


def _findings(errors: Any, document: Document, model: Any, at: FieldPath, data: Any) -> Iterator[Finding]:
    placed = [(_path_in_data(error["loc"], data), error) for error in errors]
    suggested: set[FieldPath] = set()
    seen: set[tuple[FieldPath, str]] = set()
    for path, error in placed:
        if error["type"] == "extra_forbidden":
            guess = difflib.get_close_matches(str(path[-1]), _field_names(model, error["loc"][:-1]), n=1)
            if guess:
                suggested.add((*path[:-1], guess[0]))
    for path, error in placed:
        if error["type"] == "missing" and path in suggested:
            continue  # the misspelt field already says so
        finding = _one_finding(error, document, model, at, path)
        if (path, finding.problem) not in seen:
            seen.add((path, finding.problem))
            yield finding


def _one_finding(error: Any, document: Document, model: Any, at: FieldPath, path: FieldPath) -> Finding:
    kind, loc, context = error["type"], error["loc"], error.get("ctx") or {}
    if kind == "extra_forbidden":
        known = _field_names(model, loc[:-1])
        mend = did_you_mean(str(path[-1]), known) or f"known fields: {', '.join(sorted(known))}"
        return document.finding((*at, *path), "unknown field", mend)
    if kind == "missing":
        return document.finding((*at, *path), "is missing", f"add `{path[-1]}: ...`{_meaning(model, loc)}")
    if kind in ("literal_error", "enum"):
        known = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        mend = did_you_mean(str(error["input"]), known) or f"write one of: {', '.join(known)}"
        return document.finding((*at, *path), f"{_shown(error['input'])} is not known here", mend)
    reason = context.get("error")
    if kind in ("value_error", "assertion_error") and reason is not None:
        mend = getattr(reason, "mend", None) or "correct the value"
        return document.finding((*at, *path), getattr(reason, "problem", None) or str(reason), mend)
    message = error["msg"][0].lower() + error["msg"][1:]
    if kind.endswith("_type") or kind.endswith("_parsing") or kind.startswith("is_instance"):
        mend = message.removeprefix("input ").replace("should", "it should")
        return document.finding((*at, *path), f"found {_kind(error['input'])}", mend)
    return document.finding((*at, *path), f"{_shown(error['input'])} does not fit", message.removeprefix("input "))


def _path_in_data(loc: Sequence[str | int], data: Any) -> FieldPath:
    """pydantic's location without the names of union members it puts in between: only steps that exist in the file,
    and the last one when it names what is missing."""
    path: list[str | int] = []
    for position, step in enumerate(loc):
        if (isinstance(data, dict) and step in data) or (
            isinstance(data, (list, tuple)) and isinstance(step, int) and step < len(data)
        ):
            data = data[step]  # type: ignore[index]
            path.append(step)
        elif isinstance(data, dict) and position == len(loc) - 1 and step != "[key]":
            path.append(step)
    return tuple(path)


def _field_names(model: Any, loc: Sequence[str | int]) -> list[str]:
    names: dict[str, None] = {}
    for found in _models_at(model, loc):
        for name, info in found.model_fields.items():
            names[info.alias or name] = None
    return list(names)


def _meaning(model: Any, loc: Sequence[str | int]) -> str:
    for found in _models_at(model, loc[:-1]):
        info = found.model_fields.get(str(loc[-1]))
        if info is not None and info.description:
            return f" ({info.description})"
    return ""


def _models_at(model: Any, loc: Sequence[str | int]) -> list[Any]:
    """The pydantic models that may stand at `loc` inside `model`: several where a field allows several."""
    here = _models_in(model)
    for step in loc:
        deeper: list[Any] = []
        for candidate in here:
            for name, info in candidate.model_fields.items():
                if step in (name, info.alias):
                    deeper += _models_in(info.annotation)
        here = deeper or here  # a list position or the name of a union member: stay
    return here


def _models_in(annotation: Any) -> list[Any]:
    """Models named anywhere in a type such as `list[Wave] | None`."""
    if hasattr(annotation, "model_fields"):
        return [annotation]
    if get_origin(annotation) is None:
        return []
    return [found for part in get_args(annotation) for found in _models_in(part)]


def _kind(value: Any) -> str:
    """What a value is, in words of the file."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the yes-or-no value {str(value).lower()}"
    if isinstance(value, (int, float)):
        return f"the bare number {value}"
    if isinstance(value, str):
        return f"the text {_shown(value)}"
    return "a list" if isinstance(value, (list, tuple)) else "fields with values"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
