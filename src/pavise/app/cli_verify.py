"""`pavise verify`: put the dossier's checks and say, one line each, how they came out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pavise.app import show

if TYPE_CHECKING:
    from pavise.verify.dossier import Check
    from pavise.verify.judge import Miss, Report, Verdict

MISSES_SHOWN = 5


def verify(
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help="Only this check; may be given several times.")
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="Say what would be checked, and check nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
) -> None:
    """Hold Pavise's models against reference values of others: one line per check, exit code 1 if any fails."""
    from pavise import api

    if listing:
        show.answer(api.verify_list(only or ()), json, listed)
        return
    with show.progress_bar("checking", at_the_end="done") as on_progress:
        report = api.verify(only or (), on_progress=on_progress)
    show.answer(report, json, reported)
    if not report.passed:
        raise typer.Exit(1)


def listed(checks: list[Check]) -> None:
    """Every check with its grade, its size and its claim."""
    rows = [(check.id, check.grade, str(len(check.rows)), check.claim) for check in checks]
    show.table(("check", "grade", "rows", "what it claims"), rows, right=("rows",), keep=("grade", "rows"))
    show.text("Grades: A printed by others, B computed by a program of others, C closed form by a second route.")


def reported(report: Report) -> None:
    """One line per verdict, the misses below those that failed, and the sum of it."""
    for verdict in report.verdicts:
        print(line(verdict))
        for miss in verdict.misses[:MISSES_SHOWN]:
            print(f"      {off(verdict, miss)}")
        if len(verdict.misses) > MISSES_SHOWN:
            print(f"      and {len(verdict.misses) - MISSES_SHOWN} values more")
        if verdict.broke:
            print(f"      no answer: {verdict.broke}")
    passed = report.checks - len(report.failed)
    amounts = f"{report.rows} rows, {report.values} values, {report.seconds:.1f} s"
    failed = f"; failed: {', '.join(report.failed)}" if report.failed else ""
    print(f"{passed} of {report.checks} checks passed ({amounts}){failed}")


def line(verdict: Verdict) -> str:
    """`PASS geodesic: claim | worst 4e-09 of 0.001 m (distance_m), 12 rows | B: source`."""
    worst = "nothing compared"
    if verdict.worst is not None:
        found = verdict.worst
        worst = f"worst {found.error:.2g} of {found.allowed:.2g} {found.unit}".rstrip() + f" ({found.output})"
        worst = "exact" if found.error == found.allowed == 0.0 else worst
    rows = f"{verdict.rows} row{'s' if verdict.rows != 1 else ''}"
    simulated = ", simulated, 4 standard errors" if verdict.simulated else ""
    state = "PASS" if verdict.passed else "FAIL"
    return f"{state} {verdict.id}: {verdict.claim} | {worst}, {rows}{simulated} | {verdict.grade}: {verdict.source}"


def off(verdict: Verdict, miss: Miss) -> str:
    """Where one value is off, by how much, and for which inputs."""
    inputs = ", ".join(f"{name} {number(value)}" for name, value in miss.inputs.items())
    allowed = f"allowed {miss.allowed:.3g}" if miss.allowed else "must be exact"
    values = f"expected {number(miss.expected)}, got {number(miss.got)} {miss.unit}".rstrip()
    return f"{verdict.file}:{miss.line} {miss.output}: {values} ({allowed}) for {inputs}"


def number(value: Any) -> str:
    """A number with all its digits; None is said."""
    return "none" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)
