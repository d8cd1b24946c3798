"""`pavise assign`: which rounds go at which targets, and how far from the best plan that may be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pavise.app import show

if TYPE_CHECKING:
    from pavise.fireplan.plan import FirePlan
    from pavise.fireplan.timed_plan import TimedPlan


def assign(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Values, rounds, chances: .csv or .yaml.", show_default=False)
    ],
    method: Annotated[
        str, typer.Option("--method", metavar="METHOD", help="greedy, exchange, assignment or exact.")
    ] = "assignment",
    time_limit: Annotated[
        str | None,
        typer.Option("--time-limit", metavar="TIME", help="Then say how far it is: 60s.", show_default="none"),
    ] = None,
    bound: Annotated[bool, typer.Option("--bound/--no-bound", help="Prove how far from the best it may be.")] = True,
    json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON instead of a table.")] = False,
) -> None:
    """Give rounds to targets so that as little value as possible survives; quick, or proven to be the best plan.

    With launch windows in the file: a timetable.
    """
    from pavise import api
    from pavise.app.cli_coverage import measures

    limit = measures({"time_limit_s": ("--time-limit", time_limit, "time")})
    with show.progress_bar("planning", at_the_end="done") as on_progress:
        plan = api.assign(file, method=method, bound=bound, on_progress=on_progress, **limit)
    show.answer(plan, json, assigned)


def assigned(plan: FirePlan | TimedPlan) -> None:
    """Who fires at what, and what survives."""
    from pavise.fireplan.timed_plan import TimedPlan

    if isinstance(plan, TimedPlan):
        in_time(plan)
        return
    rows = []
    for j, target in enumerate(plan.targets):
        fired = [
            name if n == 1 else f"{name} x{n}"
            for name, n in zip(plan.weapons, plan.rounds[:, j].tolist(), strict=True)
            if n
        ]
        rows.append((target, ", ".join(fired) or "-", f"{plan.surviving_of_target[j]:.4g}"))
    show.table(("target", "rounds", "survives"), rows, right=("survives",), keep=("survives",))
    show.text()
    share = plan.surviving / plan.value if plan.value > 0.0 else 0.0
    show.text(f"{plan.surviving:.6g} of {plan.value:.6g} survive on average ({share:.1%}); method: {plan.method}.")
    if plan.proven:
        show.text("No plan is better.")
    elif plan.lower_bound is not None and plan.gap is not None:
        show.text(f"Under any plan at least {plan.lower_bound:.6g} survive: this one is at most {plan.gap:.3%} above.")
    for words in plan.remarks:
        show.text(f"Note: {words}")


def in_time(plan: TimedPlan) -> None:
    """Who fires when at what, and what survives."""
    rows = [
        (f"{shot.launch_s:.4g} s", shot.weapon, shot.target, f"{shot.arrives_s:.4g} s", f"{shot.needed:.0%}")
        for shot in plan.shots
    ]
    show.table(("launch", "weapon", "target", "arrives", "needed"), rows, right=("launch", "arrives", "needed"))
    show.text()
    left = zip(plan.targets, plan.surviving_of_target.tolist(), strict=True)
    show.table(("target", "survives"), [(name, f"{value:.4g}") for name, value in left], right=("survives",))
    show.text()
    share = plan.surviving / plan.value if plan.value > 0.0 else 0.0
    show.text(f"{plan.surviving:.6g} of {plan.value:.6g} survive on average ({share:.1%}); method: {plan.method}.")
    show.text(f"{len(plan.shots)} rounds are set aside, {plan.rounds_on_average:.3g} are fired on average.")
    if plan.proven:
        show.text("No timetable is better.")
    elif plan.lower_bound is not None:
        show.text(f"Under any timetable at least {plan.lower_bound:.6g} survive.")
    if plan.lower_bound_as_it_goes is not None:
        show.text(f"Under any plan, also one that decides as it goes, at least {plan.lower_bound_as_it_goes:.6g} do.")
    for words in plan.remarks:
        show.text(f"Note: {words}")
