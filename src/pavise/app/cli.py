"""The command `pavise`: parse, call one verb of `pavise.api`, show what it returned.

Verbs are imported when a command runs, so that `pavise --help` answers at once. Input that cannot be used ends with
every finding and exit code 2, Ctrl-C with one line and exit code 130.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import pavise
from pavise.app import show
from pavise.app.cli_assign import assign
from pavise.app.cli_coverage import coverage
from pavise.app.cli_replay import replay
from pavise.app.cli_siting import siting
from pavise.app.cli_terrain import terrain
from pavise.app.cli_track import track
from pavise.app.cli_verify import verify
from pavise.app.cli_view import view
from pavise.app.cli_why import why
from pavise.app.options import Option, Raid, Result, Seed, Size, Threads, Variant, Worlds
from pavise.yamlfile import BadInput

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="From published claims about air-defence systems to a comparison of options, with the doubt carried through.",
    epilog="Begin with: pavise compare turkey-s400",
)
evidence = typer.Typer(no_args_is_help=True, help="What sources claim: every figure with who says it, where and when.")
app.add_typer(evidence, name="evidence")
app.command()(verify)
app.command()(coverage)
app.command()(siting)
app.command()(track)
app.command()(assign)
app.command()(replay)
app.command()(view)
app.command()(why)
app.add_typer(terrain, name="terrain")

System = Annotated[str | None, typer.Option("--system", help="Only this system; see `pavise evidence list`.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder of the result.", show_default="results/<study>")]
Repeats = Annotated[
    int | None,
    typer.Option("--repeats", min=1, max=10_000, help="Battles per world.", show_default="of the study"),
]
Terrain = Annotated[
    str | None,
    typer.Option("--terrain", metavar="none|library|FILE", help="The ground.", show_default="of the study"),
]
Replays = Annotated[bool, typer.Option("--replays/--no-replays", help="Record battles that are worth seeing.")]


def main() -> None:
    """Run the command line and leave with its exit code: 0 fine, 1 failed, 2 bad input, 130 interrupted."""
    show.speak_plainly()
    try:
        app()
    except SystemExit as leaving:
        if leaving.code == 130:
            show.message(
                "pavise: interrupted; nothing unfinished counts as a result, and the same command takes it up again"
            )
        raise
    except BadInput as bad:
        raise SystemExit(show.findings(bad.findings)) from None
    except Exception as error:
        code = exit_code(error)
        if code is None:
            raise
        show.message(f"pavise: {error}")
        raise SystemExit(code) from None


def exit_code(error: Exception) -> int | None:
    """The exit code for a failure whose message says all that a user can use; None for a bug of ours, which keeps its
    traceback."""
    from pavise.results.schema import ResultsError
    from pavise.run.drivers import RunError

    if isinstance(error, ResultsError):
        return 2
    return 1 if isinstance(error, (RunError, OSError)) else None


def print_version(wanted: bool) -> None:
    """Print the version and leave."""
    if wanted:
        print(f"pavise {pavise.__version__}")
        raise typer.Exit


@app.callback()
def top(
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that stand before any command."""


@evidence.command("list")
def evidence_list(json: Json = False) -> None:
    """Every system with how much is claimed about it."""
    from pavise import api
    from pavise.app import show_evidence

    show.answer(api.evidence_list(), json, show_evidence.systems)


@evidence.command("show")
def evidence_show(
    name: Annotated[str, typer.Argument(help="A system, or the id of one claim.", show_default=False)],
    json: Json = False,
) -> None:
    """All claims about a system, or one claim in full."""
    from pavise import api
    from pavise.app import show_evidence

    show.answer(api.evidence_show(name), json, show_evidence.claims)


@evidence.command("conflicts")
def evidence_conflicts(system: System = None, json: Json = False) -> None:
    """Quantities on which sources cannot all be right, the widest quarrel first."""
    from pavise import api
    from pavise.app import show_evidence

    show.answer(api.evidence_conflicts(system), json, show_evidence.conflicts)


@evidence.command("gaps")
def evidence_gaps(system: System = None, json: Json = False) -> None:
    """What one would want to know and no source read so far states as a figure."""
    from pavise import api
    from pavise.app import show_evidence

    show.answer(api.evidence_gaps(system), json, show_evidence.gaps)


@app.command()
def status(
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day, e.g. 2021-01-16.", show_default=False)],
    all_statements: Annotated[bool, typer.Option("--all", help="Every statement, not only the latest.")] = False,
    json: Json = False,
) -> None:
    """What each side had claimed about the purchase by a day, who contradicts whom, and what was still open."""
    from pavise import api
    from pavise.app import show_status

    show.answer(api.status(on), json, lambda found: show_status.status(found, all_statements))


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files to check.", show_default=False)],
    json: Json = False,
) -> None:
    """Is a file fit for use? A study, posture, raid, sites, catalogue entry or evidence; everything wrong at once."""
    from pavise import api

    checked = [api.check(file) for file in files]
    if json:
        show.as_json(checked)
    else:
        for one in checked:
            if one.fit:
                print(f"{one.file}: fit for use ({one.kind})")
    findings = [finding for one in checked for finding in one.findings]
    if findings:
        raise typer.Exit(2 if json else show.findings(findings))


@app.command()
def compare(
    study: Annotated[
        str, typer.Argument(help="A packaged study such as turkey-s400, or your own file.", show_default=False)
    ],
    out: Out = None,
    threads: Threads = None,
    seed: Seed = None,
    worlds: Worlds = None,
    repeats: Repeats = None,
    terrain: Terrain = None,
    shard: Annotated[
        str | None, typer.Option("--shard", metavar="I/N", help="Only share I of N, for several machines: 1/4 ... 4/4.")
    ] = None,
    replays: Replays = True,
    json: Json = False,
) -> None:
    """Fight every case of a study and set its options side by side; writes a result folder with report.html."""
    from pavise import api
    from pavise.app import show_comparison

    with show.progress_bar("fighting the raids") as on_progress:
        folder = api.compare(
            study,
            out,
            worlds=worlds,
            repeats=repeats,
            seed=seed,
            threads=threads,
            terrain=terrain,
            shard=share(shard),
            replays=replays,
            on_progress=on_progress,
        )
    if folder is None:
        show.message("this share is done; the result is closed by whichever share finishes last")
        return
    with api.open_result(folder) as results:
        show_comparison.options(results, json)


@app.command()
def run(
    study: Annotated[str, typer.Argument(help="The study that has the case.", show_default=False)],
    option: Option,
    raid: Raid = None,
    size: Size = None,
    variant: Variant = "as-offered",
    out: Out = None,
    threads: Threads = None,
    seed: Seed = None,
    worlds: Worlds = None,
    repeats: Repeats = None,
    terrain: Terrain = None,
    replays: Replays = True,
    json: Json = False,
) -> None:
    """Fight one case of a study, one option against one raid, and show every measure."""
    from pavise import api
    from pavise.app import show_comparison

    with show.progress_bar("fighting the raid") as on_progress:
        folder = api.run(
            study,
            option,
            out,
            raid=raid,
            size=size,
            variant=variant,
            worlds=worlds,
            repeats=repeats,
            seed=seed,
            threads=threads,
            terrain=terrain,
            replays=replays,
            on_progress=on_progress,
        )
    with api.open_result(folder) as results:
        show_comparison.one_case(results, json)


@app.command()
def explain(
    result: Result,
    option: Annotated[str | None, typer.Option("--option", help="One option in full.", show_default="all")] = None,
    measure: Annotated[str, typer.Option("--measure", help="The number to explain.")] = "value_saved",
    all_beliefs: Annotated[bool, typer.Option("--all", help="Every belief, not only those that matter most.")] = False,
    json: Json = False,
) -> None:
    """From an answer back to the claims: doubt and luck, beliefs, judgements, sources."""
    from pavise import api
    from pavise.app import show_explanation

    found = api.explain(result, option, measure)
    show.answer(found, json, lambda every: show_explanation.explanations(every, all_beliefs))


@app.command()
def report(
    result: Result,
    file: Annotated[
        Path | None, typer.Option("--file", help="Where to write it.", show_default="<result>/report.html")
    ] = None,
) -> None:
    """Write the report of a result anew: one page that opens without a network."""
    from pavise import api

    print(api.report(result, file))


def share(text: str | None) -> tuple[int, int]:
    """`2/4` as (1, 4): which of how many shares, counted from 0."""
    if text is None:
        return 0, 1
    part, _, whole = text.partition("/")
    if not (part.isdecimal() and whole.isdecimal() and 1 <= int(part) <= int(whole)):
        raise typer.BadParameter(f"{text!r} is no share; write 1/4 for the first of four", param_hint="--shard")
    return int(part) - 1, int(whole)
