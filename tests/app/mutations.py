"""Slips of the pen, made by a machine: a file of ours with one to three things changed that people (or disks) change.

    original text -> one to three mutations, chosen by a seeded generator -> bytes

Most leave YAML that is still readable and says something wrong, since that is the hard case; some break the syntax or
the encoding. The same seed makes the same files on every machine.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pavise
from pavise.yamlfile import BadInput, parse_yaml

DATA = Path(pavise.__file__).parent / "data"

JUNK = (
    *("-5 km", "35", "35 parsec", "12,5 km", "few", "1e999 km", "NaN", ".inf", "-.inf", "0x7fffffffffffffff", "0 km"),
    *("null", "~", "yes", "true", "[]", "{}", "[1, 2, 3]", "{low: 1 km}", "{low: 9 km, high: 1 km, reason: r}", "''"),
    *("2026-02-30", "2026-13-01", "12:30:00", "010", "*nobody", "&a [*a]", "!!python/object/apply:os.getcwd []", "<<"),
    *("'unclosed", '"\\q"', "|", ">", "?", "- -", "@", "`", "%", "\u200b", "Türkiye", "💥", "x" * 3000, "9" * 400),
    *("1 USD", "1 EUR", "300 %", "-1", "1.5", "99999999999999 km", "1 km 2", "km", "mixed", "none", "s400_battery"),
)

Mutation = Callable[[random.Random, list[str]], None]


def sources() -> list[Path]:
    """Every packaged file that people may write: scenario files several times, for there are few of them."""
    scenarios = sorted((DATA / "scenarios").rglob("*.yaml")) + sorted((DATA / "studies").rglob("*.yaml"))
    others = sorted((DATA / "catalogue").glob("*.yaml")) + sorted((DATA / "evidence").glob("*.yaml"))
    return scenarios * 6 + others


def mutated(seed: int) -> tuple[Path, bytes]:
    """The file that this seed begins with, and what becomes of it."""
    dice = random.Random(seed)
    source = dice.choice(sources())
    lines = source.read_text(encoding="utf-8").split("\n")
    if dice.random() < 0.05:
        return source, dice.choice(DAMAGE)(dice, "\n".join(lines).encode("utf-8"))
    # Nine of ten slips should leave YAML behind: what it says is then the only thing wrong.
    tries = 20 if dice.random() < 0.9 else 1
    for _ in range(tries):
        changed = list(lines)
        for _ in range(dice.choice((1, 1, 2, 3))):
            dice.choice(MUTATIONS)(dice, changed)
        if _is_yaml("\n".join(changed)):
            break
    return source, "\n".join(changed).encode("utf-8")


def _is_yaml(text: str) -> bool:
    try:
        parse_yaml(text)
    except BadInput:
        return False
    return True


# ---- to the lines -------------------------------------------------------------------------------------------------


def _written_lines(lines: list[str]) -> list[int]:
    """Lines that say something: neither empty nor a comment."""
    return [i for i, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")] or [0]


def another_value(dice: random.Random, lines: list[str]) -> None:
    """The value of a field becomes something else entirely."""
    i = dice.choice(_written_lines(lines))
    match = re.match(r"(\s*(?:- )?[\w.-]+:)\s", lines[i] + " ")
    lines[i] = f"{match[1]} {dice.choice(JUNK)}" if match else f"{lines[i]} {dice.choice(JUNK)}"


def a_value_inside(dice: random.Random, lines: list[str]) -> None:
    """One word or number inside a line becomes something else."""
    i = dice.choice(_written_lines(lines))
    words = list(re.finditer(r"[\w.-]+(?: (?:km|m|s|min|h|deg|USD|MUSD))?", lines[i]))
    if words:
        word = dice.choice(words)
        lines[i] = lines[i][: word.start()] + dice.choice(JUNK) + lines[i][word.end() :]


def a_misspelt_word(dice: random.Random, lines: list[str]) -> None:
    """Two letters swapped, one dropped or one doubled."""
    i = dice.choice(_written_lines(lines))
    at = dice.randrange(max(1, len(lines[i]) - 1))
    line = lines[i]
    lines[i] = dice.choice(
        (line[:at] + line[at + 1 :], line[:at] + line[at : at + 1] * 2 + line[at + 1 :],
         line[:at] + line[at + 1 : at + 2] + line[at : at + 1] + line[at + 2 :])
    )  # fmt: skip


def a_line_lost(dice: random.Random, lines: list[str]) -> None:
    """A line is deleted."""
    del lines[dice.choice(_written_lines(lines))]


def a_line_twice(dice: random.Random, lines: list[str]) -> None:
    """A line is pasted twice."""
    i = dice.choice(_written_lines(lines))
    lines.insert(i, lines[i])


def two_lines_swapped(dice: random.Random, lines: list[str]) -> None:
    """Two lines change places."""
    i, j = dice.choice(_written_lines(lines)), dice.choice(_written_lines(lines))
    lines[i], lines[j] = lines[j], lines[i]


def another_indent(dice: random.Random, lines: list[str]) -> None:
    """A line moves to the left or right, or is indented with a tab."""
    i = dice.choice(_written_lines(lines))
    lines[i] = dice.choice(("", " ", "   ", "      ", "\t")) + lines[i].lstrip()


def a_field_nobody_knows(dice: random.Random, lines: list[str]) -> None:
    """A field that does not exist, beside one that does."""
    i = dice.choice(_written_lines(lines))
    indent = lines[i][: len(lines[i]) - len(lines[i].lstrip())]
    lines.insert(
        i, f"{indent}{dice.choice(('colour', 'rang', 'Value', 'name', '42', 'true', '? x'))}: {dice.choice(JUNK)}"
    )


def a_negative_number(dice: random.Random, lines: list[str]) -> None:
    """A number changes its sign."""
    i = dice.choice(_written_lines(lines))
    lines[i] = re.sub(r"(?<![\w.-])(\d)", r"-\1", lines[i], count=1)


def another_size(dice: random.Random, lines: list[str]) -> None:
    """A number grows or shrinks by many orders of magnitude."""
    i = dice.choice(_written_lines(lines))
    lines[i] = re.sub(r"\b(\d+)\b", dice.choice((r"\g<1>0000000", r"0.0000\1", "0")), lines[i], count=1)


def another_unit(dice: random.Random, lines: list[str]) -> None:
    """A quantity gets the unit of another kind."""
    i = dice.choice(_written_lines(lines))
    unit = dice.choice((" s", " USD", " deg", " km", "", " furlong", " m/s", "%"))
    lines[i] = re.sub(r"(\d) (km|m|s|min|h|days|deg|MUSD|USD|m/s)\b", rf"\1{unit}", lines[i], count=1)


def the_end_is_lost(dice: random.Random, lines: list[str]) -> None:
    """The file ends in the middle of a line."""
    i = dice.randrange(len(lines))
    lines[i:] = [lines[i][: dice.randrange(len(lines[i]) + 1)]]


def a_part_elsewhere(dice: random.Random, lines: list[str]) -> None:
    """A few lines are moved to another place."""
    i = dice.randrange(len(lines))
    part = lines[i : i + dice.randint(1, 5)]
    del lines[i : i + len(part)]
    at = dice.randrange(len(lines) + 1)
    lines[at:at] = part


MUTATIONS: tuple[Mutation, ...] = (
    *(another_value, another_value, another_value, a_value_inside, a_value_inside, a_misspelt_word, a_misspelt_word),
    *(a_line_lost, a_line_twice, two_lines_swapped, another_indent, a_field_nobody_knows, a_negative_number),
    *(another_size, another_unit, the_end_is_lost, a_part_elsewhere),
)


# ---- to the bytes -------------------------------------------------------------------------------------------------


def _a_byte_flipped(dice: random.Random, content: bytes) -> bytes:
    at = dice.randrange(max(1, len(content)))
    return content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :]


def _other_encoding(dice: random.Random, content: bytes) -> bytes:
    return content.decode("utf-8").encode(dice.choice(("utf-16", "latin-1")), errors="replace") + b"\xe9"


def _nothing_left(dice: random.Random, content: bytes) -> bytes:
    return dice.choice((b"", b"\n", b"---\n", b"# only a comment\n", b"\x00" * 50))


def _endless_nesting(dice: random.Random, content: bytes) -> bytes:
    return dice.choice((b"[" * 5000, b"{a: " * 5000, b"- " * 5000 + b"x"))


def _alias_bomb(dice: random.Random, content: bytes) -> bytes:
    lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [b"a%d: &a%d [%s]" % (i, i, b", ".join([b"*a%d" % (i - 1)] * 9)) for i in range(1, 12)]
    return b"\n".join([*lines, content])


DAMAGE = (_a_byte_flipped, _a_byte_flipped, _other_encoding, _nothing_left, _endless_nesting, _alias_bomb)
