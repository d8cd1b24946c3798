"""Write docs/verification.md from the dossier of `src/pavise/data/verify`: `python docs/write_verification.py`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pavise.verify.dossier import GRADES, Check, load_dossier

PAGE = Path(__file__).with_name("verification.md")


def page() -> str:
    """The page as text."""
    checks = load_dossier()
    grades = Counter(check.grade for check in checks)
    rows = sum(len(check.rows) for check in checks)
    head = f"""\
# What Pavise is checked against

This page is written by `python docs/write_verification.py` from the files in `src/pavise/data/verify`.

`pavise verify` holds the models against {rows} rows of numbers in {len(checks)} checks and prints a line for each: what
it claims about the world, how far off the worst value is and how far it may be, and who vouches for the number. It
needs no network and takes seconds once the kernels are compiled. `--only ID` puts one check, `--list` says what would
be checked, `--json` gives everything to another program. It leaves with 1 when a check fails.

Grades say how far a reference is from our own hands:

| grade | meaning | checks |
|---|---|---|
"""
    head += "".join(f"| {grade} | {words} | {grades[grade]} |\n" for grade, words in GRADES.items())
    head += """
Numbers of grade B and C can be worked out again: `tests/verify/second_routes` holds a second way to each, and a test
compares. A tolerance is `absolute + relative x |expected|`; a simulated value may be off by four standard errors
besides. What a model leaves out stands in its own file, under *When not to believe it*.
"""
    topics = list(dict.fromkeys(check.topic for check in checks))
    return head + "".join(section(topic, [check for check in checks if check.topic == topic]) for topic in topics)


def section(topic: str, checks: list[Check]) -> str:
    """One topic: its file, and every check."""
    return f"\n## {topic}\n\n`src/pavise/data/verify/{checks[0].file}`\n" + "".join(entry(check) for check in checks)


def entry(check: Check) -> str:
    """One check: its claim, and below it what is tested, by what, how closely and why."""
    tolerances = "; ".join(f"{output.name} {output.tolerance}" for output in check.outputs)
    computed = f" Numbers: {check.computed_with}." if check.computed_with else ""
    rows = f"{len(check.rows)} row{'s' if len(check.rows) != 1 else ''}"
    simulated = ", simulated" if check.simulated else ""
    return f"""
**{check.id}** ({check.grade}, {rows}{simulated}). {check.claim}
- Tests {", ".join(f"`{name}`" for name in check.model)}.
- Against {check.reference}.{computed}
- Within: {tolerances}. {check.because}
"""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
