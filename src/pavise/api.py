"""The verbs of Pavise, in one list. The command line has the same names.

    evidence_list, evidence_show, evidence_conflicts, evidence_gaps     what sources claim
    status                                                              what was claimed about the purchase by a day
    check                                                               is this file fit for use?
    run, compare                                                        fight one case; all cases of a study
    explain, report                                                     from an answer back to the claims; the page
    why, replay                                                         one threat's life; record one battle
    coverage, siting                                                    who sees where; which places see most
    track                                                               tracks from a table of plots
    view                                                                what the dashboard shows; written to be mailed
    verify, verify_list                                                 the models against numbers of others
    terrain_add, terrain_get, terrain_list, terrain_remove              the library of elevation

A verb takes and returns objects or paths; it never prints and never parses a command line. Input that cannot be used
raises `BadInput` with every finding at once, a folder that is no whole result raises `ResultsError`. Verbs import what
they need when they are called, so that `import pavise` stays quick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pavise.analysis.explain import Explanation
    from pavise.analysis.life import Why
    from pavise.assemble.check_file import Checked
    from pavise.assemble.study import Assembly
    from pavise.dashboard.documents import Documents
    from pavise.dashboard.export import ProgressCallback as ExportProgress
    from pavise.evidence.ledger import Conflict, Gap
    from pavise.evidence.summaries import SystemEvidence, SystemSummary
    from pavise.evidence.timeline import StatusReport
    from pavise.fireplan.plan import FirePlan
    from pavise.fireplan.plan import Progress as AssignProgress
    from pavise.fireplan.timed_plan import TimedPlan
    from pavise.results.store import Results
    from pavise.run.campaign import ProgressCallback
    from pavise.scenario.study import Study
    from pavise.terrain.download import Fetched
    from pavise.terrain.download import Progress as DownloadProgress
    from pavise.terrain.library import Added, Entry, Holdings
    from pavise.tracking.track import Progress as TrackProgress
    from pavise.tracking.track import Tracks
    from pavise.verify.dossier import Check
    from pavise.verify.judge import ProgressCallback as VerifyProgress
    from pavise.verify.judge import Report


def evidence_list() -> list[SystemSummary]:
    """Every system with how much is claimed about it, by id."""
    from pavise.evidence.ledger import load_ledger
    from pavise.evidence.summaries import summary_of

    ledger = load_ledger()
    return [summary_of(system, ledger.for_(system.id)) for system in ledger.systems()]


def evidence_show(name: str) -> SystemEvidence:
    """The claims on the system `name`, or the single claim with that id. BadInput when there is neither."""
    from pavise.evidence.ledger import load_ledger
    from pavise.evidence.summaries import evidence_on

    return evidence_on(name, load_ledger())


def evidence_conflicts(system: str | None = None) -> list[Conflict]:
    """Where voices exclude each other, the widest first; of one system, or of all."""
    from pavise.evidence.summaries import ledger_with

    return [conflict for conflict in ledger_with(system).conflicts() if system in (None, conflict.system)]


def evidence_gaps(system: str | None = None) -> list[Gap]:
    """What one would want to know and no retrieved source states as a figure; of one system, or of all."""
    from pavise.evidence.summaries import ledger_with

    return [gap for gap in ledger_with(system).gaps() if system in (None, gap.system)]


def status(on: str | date) -> StatusReport:
    """What each side had claimed about the purchase by the day `on` (2021-01-16), which statements contradict each
    other, and which explanations were open."""
    from pavise.evidence.timeline import status_on
    from pavise.yamlfile import BadInput, Finding

    try:
        return status_on(on)
    except ValueError as error:
        raise BadInput(
            [Finding("status", None, "on", str(error).partition(";")[0], "write the day as 2021-01-16")]
        ) from None


def check(path: str | Path) -> Checked:
    """Is this file fit for use? A study, posture, raid, file of sites, catalogue entry, evidence file or timeline."""
    from pavise.assemble.check_file import check_file

    return check_file(path)


def compare(
    study: str | Path,
    out: str | Path | None = None,
    *,
    worlds: int | None = None,
    repeats: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    terrain: str | Sequence[str] | None = None,
    shard: tuple[int, int] = (0, 1),
    replays: bool = True,
    on_progress: ProgressCallback | None = None,
) -> Path | None:
    """Fight every case of a study (a packaged one by its id, or your own file) and write the result with its report.

    `out`: folder of the result, `results/<study>` when None; a result that is there is replaced. `worlds`, `repeats`,
    `seed`: instead of those of the study. `terrain`: `none`, `library` or elevation files, instead of what the study
    says. `threads`: all cores when None; changes no number. `shard` (i, n): only the i-th of n shares, counted from 0,
    for several processes with the same `out`. `replays`: record battles of the reference raid that are worth seeing.
    Returns the folder, or None when other shares are not done yet. An interrupted run is taken up by the same call.
    """
    from pavise.run.asking import asked_for, usual_folder

    with _to_be_fought(study, worlds, repeats, seed, terrain) as assembly:
        folder = usual_folder(assembly) if out is None else Path(out)
        asked = asked_for(study, worlds, repeats, seed, terrain)
        return _fight(assembly, folder, threads, shard, asked, replays, on_progress)


def run(
    study: str | Path,
    option: str,
    out: str | Path | None = None,
    *,
    raid: str | None = None,
    size: int | None = None,
    variant: str = "as-offered",
    worlds: int | None = None,
    repeats: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    terrain: str | Sequence[str] | None = None,
    replays: bool = True,
    on_progress: ProgressCallback | None = None,
) -> Path:
    """Fight one case of a study: one option against one raid. The numbers are those that `compare` finds for it.

    `raid`, `size`: those of the study's summary when None. `out`: `results/<study>-<option>-<raid>-<size>` when None.
    The rest as for `compare`. Returns the folder of the result. BadInput when the study has no such case.
    """
    from pavise.run.asking import asked_for, case_of, usual_folder

    with _to_be_fought(study, worlds, repeats, seed, terrain) as assembly:
        case = case_of(assembly, option, raid, size, variant)
        assembly.cases = [replace(case, reference=True)]  # so that its threats and sites are kept, one by one
        folder = usual_folder(assembly, case) if out is None else Path(out)
        asked = asked_for(study, worlds, repeats, seed, terrain)
        done = _fight(assembly, folder, threads, (0, 1), asked, replays, on_progress)
    assert done is not None, "a run in one share is whole"
    return done


def replay(
    folder: str | Path,
    option: str,
    *,
    raid: str | None = None,
    size: int | None = None,
    variant: str = "as-offered",
    replication: int | None = None,
    study: str | Path | None = None,
    on_progress: ProgressCallback | None = None,
) -> Path:
    """Record one battle of a result moment by moment, beside those that are there; returns the path of its file.

    `raid`, `size`: those of the study's summary when None. `replication`: the typical one when None. The battle is
    fought again from the copies of the study in the result, or from `study`: ResultsError says what has changed since,
    in the study, catalogue or evidence. docs/replay.md describes the file.
    """
    from pavise.results.manifest import read_manifest
    from pavise.run.asking import case_of
    from pavise.run.campaign import terrain_teller
    from pavise.run.replays import recorded_or_record, same_inputs
    from pavise.scenario.copies import CASE, kept_copies

    manifest = read_manifest(folder)
    again = {"study": manifest["study"], **manifest.get("asked", {})}
    if study is not None or kept_copies(Path(folder), manifest["study"]) is not None:
        again["study"] = str(study or Path(folder) / CASE / f"{manifest['study']}.yaml")
    assembly = _assembled(**again)
    same_inputs(folder, assembly, again["study"])
    case = case_of(assembly, option, raid, size, variant)
    assembly.prepare(terrain_teller(on_progress))
    return recorded_or_record(assembly, folder, case, replication, on_progress)


def why(
    folder: str | Path,
    option: str,
    *,
    raid: str | None = None,
    size: int | None = None,
    variant: str = "as-offered",
    replication: int | None = None,
    threat: str | None = None,
    picture: str | Path | None = None,
    study: str | Path | None = None,
    on_progress: ProgressCallback | None = None,
) -> Why:
    """One threat's life in one battle of a result: a timeline, who saw, held and could reach it, why it got through.

    `raid`, `size`: of the recorded battles when None. `replication`: of the recorded battles the one that was chosen
    for the most frequent cause, when None. `threat`: a name; when None a leaker that stands for most. `picture`: where
    to draw it. A battle that is not recorded is recorded first, as `replay` does, with `study` as there.
    """
    from pavise.analysis.battles import recorded_battle
    from pavise.analysis.life import why_in

    with open_result(folder) as results:
        path = recorded_battle(results, option, variant, raid, size, replication)
    if path is None:
        path = replay(
            folder, option, raid=raid, size=size, variant=variant, replication=replication, study=study,
            on_progress=on_progress,
        )  # fmt: skip
    found = why_in(path, threat)
    if found.life is not None and picture is not None:
        from pavise.views.life_chart import save_life

        save_life(found.life, picture)
    return found


def explain(folder: str | Path, option: str | None = None, measure: str = "value_saved") -> list[Explanation]:
    """What the answer of a result leans on, option by option or for one: beliefs, their claims, judgements."""
    from pavise.analysis.compare import Comparison
    from pavise.analysis.explain import explain as explain_one

    with open_result(folder) as opened:
        comparison = Comparison(opened)
        options = comparison.options_run() if option is None else [option]
        return [explain_one(comparison, each, measure) for each in options]


def report(folder: str | Path, file: str | Path | None = None) -> Path:
    """Write the report of a result anew, into the folder or to `file`; returns its path."""
    from pavise.views.report import write_report

    return write_report(folder, file)


def view(
    what: str | Path | None = None,
    export: str | Path | None = None,
    *,
    on_progress: ExportProgress | None = None,
) -> Documents:
    """What the dashboard shows, as documents by their addresses: `view("results/x").get("api/results/x/answer")`.

    `what`: a result, whose neighbours are on the shelf too; a folder of results (`results` when None); or a study, by
    name or file, shown with its result in `results` when it has been run. `export`: also write the page with all of it
    (of this result only, when it is one) into a folder, or into one file when it ends with .html. `pavise view` serves
    the same to a browser. BadInput when there is nothing of that name.
    """
    from pavise.dashboard.export import export as write
    from pavise.dashboard.opening import opened

    documents = opened(what, _version(), static=export is not None)
    if export is not None:
        write(documents, Path(export), on_progress)
    return documents


def open_result(folder: str | Path) -> Results:
    """Open the result in `folder`, to be used in a `with` statement."""
    from pavise.results.store import open_results

    return open_results(folder)


def terrain_add(files: Sequence[str | Path], link: bool = False) -> Added:
    """Take elevation rasters into the user's library: copied, or left where they are with `link`. BadInput with every
    finding about every file when any cannot serve; then none is added."""
    from pavise.terrain.library import Library

    return Library().add(files, link=link)


def terrain_get(
    bbox: tuple[float, float, float, float],
    posts: str = "30m",
    base_url: str | None = None,
    on_progress: Callable[[DownloadProgress], None] | None = None,
) -> Fetched:
    """Fetch the public Copernicus tiles of an area (west, south, east, north in degrees) into the user's library.

    `posts`: 30m or 90m. `base_url`: a mirror. An interrupted call is taken up again by the same call.
    """
    from pavise.terrain.copernicus import BASE_URL
    from pavise.terrain.download import get

    return get(*bbox, posts=posts, base_url=base_url or BASE_URL, on_progress=on_progress)


def terrain_list() -> Holdings:
    """What the user's library of elevation holds: rasters, and cells that are known to be sea."""
    from pavise.terrain.library import Library

    return Library().holdings()


def terrain_remove(name: str) -> Entry:
    """Take one raster out of the user's library; a linked file itself stays. BadInput when none has that name."""
    from pavise.terrain.library import Library

    return Library().remove(name)


def verify(only: Sequence[str] = (), *, on_progress: VerifyProgress | None = None) -> Report:
    """Put the checks of the shipped dossier, all or those with the ids `only`, and judge the answers."""
    from pavise.verify import judge

    return judge.verify(only, on_progress=on_progress)


def verify_list(only: Sequence[str] = ()) -> list[Check]:
    """What `verify` would check: claims, references, tolerances and all numbers."""
    from pavise.verify.dossier import chosen, load_dossier

    return chosen(load_dossier(), only)


def coverage(
    case: str | Path,
    out: str | Path | None = None,
    *,
    option: str | None = None,
    altitudes_m: Sequence[float] | None = None,
    above_ground_m: Sequence[float] | None = None,
    rcs_m2: Sequence[float] = (1.0,),
    pd: float = 0.5,
    cumulative: bool = False,
    speed_mps: float = 250.0,
    emits: float = 0.0,
    size_m2: float = 1.0,
    jamming: bool = False,
    radars: Sequence[str] = (),
    terrain: str | Sequence[str] | None = None,
    within_m: float = 100e3,
    box: tuple[float, float, float, float] | None = None,
    area: str | Path | None = None,
    cell_m: float = 2e3,
    worlds: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    on_progress: Callable[[Any], None] | None = None,
) -> Path:
    """Map where the sensors of a case see a target, and how surely; returns the folder with maps, charts and numbers.

    `case`: a study (its baseline unless `option` names another) or a posture, by name or file. One map for every height
    (`altitudes_m` above sea, `above_ground_m`; the usual ones when neither is given) and every cross-section. A place
    is covered where the chance of a look is `pd`; with `cumulative`, the chance that a target flying straight in at
    `speed_mps` has been confirmed as a track by then. `emits`, `size_m2`: what passive and optical sensors see of it.
    `jamming`: with the stand-off jammers of the reference raid. `radars`: only these sensors, units or types.
    `terrain`: instead of the study's. Gaps are counted within `within_m` of the defended sites, or in a `box` (west,
    south, east, north in degrees), or in the polygons of the GeoJSON file `area`. `out`:
    `results/coverage-<study>-<option>` when None. BadInput with everything that is wrong.
    """
    from pavise.coverage.demand import interest_of, question_of
    from pavise.coverage.scene import assemble_case, chosen_rows, load_case, scene_of
    from pavise.coverage.survey import survey
    from pavise.run.campaign import terrain_teller
    from pavise.views.coverage_page import draw

    study, option = load_case(case, option)
    assembly = assemble_case(study, worlds, seed, terrain)
    question = question_of(
        altitudes_m, above_ground_m, rcs_m2, pd, speed_mps if cumulative else None, emits, size_m2, jamming,
        over_terrain=bool(assembly.landscape.sha256), cell_m=cell_m,
    )  # fmt: skip
    interest = interest_of(study.sites.value, within_m, box, area)
    scene = scene_of(assembly, option, _version(), jamming, terrain_teller(on_progress))
    rows = chosen_rows(scene, radars)
    folder = Path("results") / f"coverage-{study.spec.id}-{option}" if out is None else Path(out)
    survey(scene, question, interest, folder, chosen=rows, cell_m=cell_m, threads=threads, on_progress=on_progress)
    draw(folder)
    return folder


def defended(case: str | Path, out: str | Path | None = None, **asked: Any) -> Path:
    """Map what fire units defend, and how surely; returns the folder with maps and numbers.

    `asked`: by name, whatever `pavise.coverage.footprint.footprint_of` takes. BadInput with everything that is wrong.
    """
    from pavise.coverage.footprint import footprint_of
    from pavise.run.campaign import terrain_teller
    from pavise.views.defended_page import draw

    tell = terrain_teller(asked.get("on_progress"))
    folder = footprint_of(case, out, _version(), tell, **asked)
    draw(folder)
    return folder


def siting(
    case: str | Path,
    radar: str,
    count: int,
    out: str | Path | None = None,
    *,
    option: str | None = None,
    candidates: str | Path | None = None,
    altitude_m: float | None = None,
    above_ground_m: float | None = None,
    rcs_m2: float = 1.0,
    pd: float = 0.5,
    cumulative: bool = False,
    speed_mps: float = 250.0,
    weigh: Literal["area", "value"] = "area",
    percent: int = 50,
    beside: bool = False,
    terrain: str | Sequence[str] | None = None,
    within_m: float = 100e3,
    box: tuple[float, float, float, float] | None = None,
    area: str | Path | None = None,
    cell_m: float = 5e3,
    worlds: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    on_progress: Callable[[Any], None] | None = None,
) -> Path:
    """Which `count` of the candidate places cover most with radars of one type? Returns the folder with the answer.

    `radar`: a radar, or a unit that has one, by its id in the catalogue. `candidates`: a file of places instead of
    those of the study. The target flies at one height, `altitude_m` above sea (3 km when nothing is said) or
    `above_ground_m`. A cell counts when it is covered in at least `percent` of the worlds, by its area or by the
    defended value near it (`weigh`); with `beside`, only what the sensors of the option leave open counts. Everything
    else as for `coverage`. BadInput with everything that is wrong.
    """
    from pavise.coverage.demand import interest_of, question_of
    from pavise.coverage.places import candidates_of
    from pavise.coverage.scene import assemble_case, load_case
    from pavise.coverage.siting_run import site
    from pavise.run.campaign import terrain_teller
    from pavise.views.siting_map import draw_siting

    study, option = load_case(case, option)
    above_sea = (
        () if altitude_m is None and above_ground_m is not None else (3e3 if altitude_m is None else altitude_m,)
    )
    question = question_of(
        above_sea, () if above_ground_m is None else (above_ground_m,), (rcs_m2,), pd,
        speed_mps if cumulative else None, 0.0, 1.0, False, over_terrain=False, cell_m=cell_m, most_layers=1,
    )  # fmt: skip
    interest = interest_of(study.sites.value, within_m, box, area)
    assembly = assemble_case(study, worlds, seed, terrain)
    places = assembly.places if candidates is None else candidates_of(candidates)
    folder = Path("results") / f"siting-{study.spec.id}-{radar}" if out is None else Path(out)
    site(
        assembly, option, _version(), radar, count, places, question, interest, folder, weigh=weigh,
        within_m=within_m, percent=percent, beside=beside, cell_m=cell_m, threads=threads,
        tell=terrain_teller(on_progress), on_progress=on_progress,
    )  # fmt: skip
    draw_siting(folder)
    return folder


def track(
    detections: Any,
    config: Any = None,
    out: str | Path | None = None,
    *,
    truth: Any = None,
    picture: str | Path | None = None,
    on_progress: Callable[[TrackProgress], None] | None = None,
) -> Tracks:
    """Tracks from plots: those of your own radar, of a recording, of a simulation.

    `detections`: a table as a path (`.csv`, `.parquet`, ASTERIX CAT048 as `.ast`) or columns in hand (a mapping, a data
    frame); `config`: settings as a file, as fields, or None for the usual ones; docs/tracking.md describes both. `out`:
    where to write the table of tracks (`.csv`, `.parquet`, CAT062 as `.ast`). `picture`: where to draw it (`.png`,
    `.svg`, `.pdf`), over the `truth` if there is one. BadInput with everything that is wrong in any of them.
    """
    from pavise.tracking.track import track_plots

    tracks = track_plots(detections, config, on_progress)
    if out is not None:
        tracks.write(out)
    if picture is not None:
        from pavise.tracking.drawn import drawn
        from pavise.views.track_picture import Picture, save_picture

        save_picture(Picture(**drawn(tracks, truth)), picture)
    return tracks


def assign(
    values: Any,
    p_kill: Any = None,
    rounds: Any = None,
    *,
    method: str = "assignment",
    bound: bool = True,
    time_limit_s: float | None = None,
    on_progress: Callable[[AssignProgress], None] | None = None,
) -> FirePlan | TimedPlan:
    """Which rounds go at which targets so that as little value as possible survives, and how much better it could be.

    `values`: of each target; `p_kill` [weapons, targets]: chance that one round kills; `rounds`: of each weapon, or one
    number for all (1 when None). Or `values` is a file that has all three (`.csv`, `.yaml`; docs/assign.md). `method`:
    greedy, exchange, assignment, or exact (needs `pavise[assign]`). `bound`: prove how far from the best plan it may
    be, which takes longer than the plan; `exact` always does. `time_limit_s`: then the search ends with the plan and
    the bound it has. A file that speaks of launch windows gives a timetable (`TimedPlan`). BadInput with everything
    that is wrong.
    """
    from pavise.fireplan.plan import assign_rounds
    from pavise.fireplan.problem import problem_of
    from pavise.fireplan.reading import read_problem
    from pavise.fireplan.timed_problem import TimedProblem
    from pavise.yamlfile import BadInput, Finding

    if isinstance(values, (str, Path)):
        if p_kill is not None or rounds is not None:
            said = "are in the file and given beside it"
            raise BadInput([Finding(str(values), None, "p_kill, rounds", said, "write them in the file only")])
        problem = read_problem(values)
    else:
        problem = problem_of(values, p_kill, rounds)
    if isinstance(problem, TimedProblem):
        from pavise.fireplan.timed_plan import plan_in_time

        return plan_in_time(problem, method, bound=bound, time_limit_s=time_limit_s, on_progress=on_progress)
    return assign_rounds(problem, method, bound=bound, time_limit_s=time_limit_s, on_progress=on_progress)


# ---- inside the verbs ---------------------------------------------------------------------------------------------


def _assembled(study: str | Path | Study, *asked: Any, **asked_by_name: Any) -> Assembly:
    from pavise.assemble.study import assemble_study
    from pavise.catalogue.library import load_library
    from pavise.scenario.study import Study, load_study

    read = study if isinstance(study, Study) else load_study(study)
    return assemble_study(read, load_library(), *asked, **asked_by_name)


@contextmanager
def _to_be_fought(study: str | Path, *asked: Any) -> Iterator[Assembly]:
    from pavise.run.first_start import PLAYS, compiled_beside
    from pavise.scenario.study import load_study

    read = load_study(study)
    with compiled_beside(PLAYS) if read.spec.picture == "known" else nullcontext():
        yield _assembled(read, *asked)


def _fight(
    assembly: Assembly,
    folder: Path,
    threads: int | None,
    shard: tuple[int, int],
    asked: dict[str, Any],
    replays: bool,
    on_progress: ProgressCallback | None,
) -> Path | None:
    from pavise.run.asking import about_run, cases_to_record
    from pavise.run.beside import beside, succeeded
    from pavise.run.campaign import run_study, terrain_teller
    from pavise.run.replays import ready_to_record, record_some
    from pavise.scenario.copies import keep_copies
    from pavise.views.report import REPORT, write_report

    # An old report beside an unfinished run would look like its result.
    (folder / REPORT).unlink(missing_ok=True)
    assembly.prepare(terrain_teller(on_progress))
    about, recorded = about_run(assembly, asked, _version()), cases_to_record(assembly)
    with ready_to_record(assembly, recorded[0]) if replays else nullcontext():
        done = run_study(assembly, folder, about=about, threads=threads, shard=shard, on_progress=on_progress)
    if done is not None:
        keep_copies(assembly.study, done)
        with beside("pavise", "report", str(done.absolute())) if replays else nullcontext() as second:
            if replays:  # no number of the report rests on the recordings
                record_some(assembly, done, recorded, on_progress)
        if not succeeded(second):
            write_report(done)
    return done


def _version() -> str:
    from pavise import __version__

    return __version__
