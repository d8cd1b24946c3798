"""What each document of the dashboard holds, declared once (those about evidence: `evidence_shapes.py`).

Numbers are in SI units with the unit at the end of the name; places are in degrees, because people read them. A number
that is not known is null, never NaN. The OpenAPI description of the server is made from these declarations.
"""

from __future__ import annotations

from typing import (
    Any,
    Literal,
    NotRequired,  # pydantic reads these on Python 3.11 too
)

from typing_extensions import TypedDict


class Error(TypedDict):
    """Why there is no answer: the problem, what to do about it, and findings where files of the reader are meant."""

    problem: str
    mend: str
    findings: list[FindingShape]
    job: NotRequired[dict[str, Any]]


class FindingShape(TypedDict):
    """One thing that the writer of a file can mend."""

    file: str
    line: int | None
    field: str
    problem: str
    mend: str


class State(TypedDict):
    """What is served: `static` for an export, which can start nothing. `opened`: what to show first."""

    version: str
    static: bool
    read_only: bool
    opened: str | None
    opened_study: str | None


class ResultEntry(TypedDict):
    """One result of the list. `problem`: why it cannot be opened, empty where it can."""

    id: str
    title: str
    study: str
    question: str
    made: str
    complete: bool
    options: int
    raids: int
    replays: int
    size_bytes: int
    kind: Literal["compare", "run", "what-if"]
    problem: str


class OptionEntry(TypedDict):
    """An option of a result."""

    id: str
    title: str
    summary: str
    baseline: bool


class RaidEntry(TypedDict):
    """A raid family with the sizes that were swept. `in_summary`: the size that the summary is told by."""

    id: str
    title: str
    sizes: list[int]
    in_summary: int | None


class MeasureEntry(TypedDict):
    """A measure: title, unit, which way is better, and its meaning in words."""

    id: str
    title: str
    unit: str
    kind: str
    better: Literal["low", "high", ""]
    words: str


class Site(TypedDict):
    """A defended site."""

    site: str
    title: str
    lon_deg: float
    lat_deg: float
    value: float


class Reference(TypedDict):
    """The raid that was looked at most closely."""

    raid: str
    size: int
    repeats: int


class ComparisonEntry(TypedDict):
    """Where a comparison is found. `raid` and `size` are null for the summary over several raids."""

    path: str
    raid: str | None
    size: int | None
    variant: str
    title: str


class Result(TypedDict):
    """A result: what was asked, of which options and raids, and which documents there are about it."""

    id: str
    title: str
    question: str
    study: str
    date: str
    seed: int | None
    worlds: int
    repeats: int
    made: str
    version: str
    sites: str
    baseline: str
    reference: Reference | None
    conditions: list[str]
    options: list[OptionEntry]
    raids: list[RaidEntry]
    variants: list[str]
    measures: list[MeasureEntry]
    defended: list[Site]
    comparisons: list[ComparisonEntry]
    has_files: bool
    replays: int
    documents: list[str]


class Answer(TypedDict):
    """The answer in sentences, and what it does not say."""

    sentences: list[str]
    caveats: list[str]


class Estimate(TypedDict):
    """A mean with its 95% interval; null where there is none, and `note` says why."""

    mean: float | None
    low: float | None
    high: float | None
    note: str


class Paired(TypedDict):
    """Option minus baseline, battle by battle under the same luck. `told_apart`: with all pairs looked at together."""

    difference: float | None
    low: float | None
    high: float | None
    variance_factor: float | None
    told_apart: bool


class ComparisonRow(TypedDict):
    option: str
    measures: dict[str, Estimate]
    paired: dict[str, Paired]


CauseRow = TypedDict(
    "CauseRow", {"option": str, "class": str, "cause": str, "title": str, "leakers_per_battle": float | None}
)


class Comparison(TypedDict):
    """Options side by side over some raids. `cells`: those raids with their sizes, all counting the same."""

    raid: str | None
    size: int | None
    variant: str
    cells: list[tuple[str, int]]
    baseline: str
    worlds: int
    measures: list[str]
    rows: list[ComparisonRow]
    causes: list[CauseRow]


class CurveRow(TypedDict):
    """One option over the sizes of a raid."""

    option: str
    mean: list[float | None]
    low: list[float | None]
    high: list[float | None]


class Curves(TypedDict):
    """One measure over the sizes of one raid family, a row per option."""

    measure: str
    raid: str
    variant: str
    sizes: list[int]
    rows: list[CurveRow]


class Quantiles(TypedDict):
    """Values that one in ten, half and nine in ten draws stay below."""

    p10: float
    p50: float
    p90: float


class Weapon(TypedDict):
    """A round that a unit fires, as the result believes in it; null where the result holds no such belief.

    `on_full_launchers`: so many stand on the launchers of one unit when these are full; null for a fighter.
    """

    missile: str
    title: str
    on_full_launchers: int | None
    range_m: Quantiles | None
    range_ballistic_m: Quantiles | None
    min_range_m: Quantiles | None
    ceiling_m: Quantiles | None
    floor_m: Quantiles | None


class Sensor(TypedDict):
    """A sensor of a unit: how far it sees its reference target, and how far at all."""

    sensor: str
    title: str
    fire_control: bool
    range_m: Quantiles | None
    instrumented_range_m: Quantiles | None


class Unit(TypedDict):
    """A unit where it stands. `present_share`: in which share of the worlds it exists."""

    name: str
    entry: str
    system: str
    title: str
    role: str
    lon_deg: float
    lat_deg: float
    readiness: str
    network: str | None
    present_share: float
    launchers: int
    rounds: int
    reach_m: float | None
    sees_m: float | None
    shared_with_baseline: bool
    weapons: list[Weapon]
    sensors: list[Sensor]


class Place(TypedDict):
    """A candidate place."""

    name: str
    lon_deg: float
    lat_deg: float


class Stands(TypedDict):
    """Units that stand where those of another option do (`like`), but for some (`but`: unit -> place)."""

    like: str
    but: dict[str, str]


class Posture(TypedDict):
    """One option on the map. `entries`, `links`: as written, empty where the files of the case are not at hand."""

    option: str
    title: str
    sites: list[Site]
    units: list[Unit]
    entries: dict[str, dict[str, Any]]
    links: list[dict[str, Any]]
    places: list[Place]
    stands: Stands | None
    notes: list[str]


class Doubt(TypedDict):
    """Share of the variance that is doubt about the figures; the rest is luck in battle."""

    share: float | None
    low: float | None
    high: float | None
    note: str


class BeliefRow(TypedDict):
    """A belief that a number leans on. `correlation`: how closely outcomes follow it over the worlds."""

    system: str
    system_title: str
    quantity: str
    words: str
    unit: str
    origin: str
    method: str
    reason: str
    p10: float
    p50: float
    p90: float
    correlation: float | None
    beyond_chance: bool
    claims: list[str]


class UsedClaim(TypedDict):
    """A claim as the result has it."""

    id: str
    system: str
    quantity: str
    as_written: str
    condition: str
    claimant: str
    says: str
    upstream: str
    publisher: str
    url: str
    date: str
    confidence: str
    suspect: bool
    unseen: bool
    used: bool


class Explained(TypedDict):
    """What one number of one option leans on: beliefs, and the claims behind them by id."""

    option: str
    measure: str
    estimate: Estimate
    doubt: Doubt
    hypotheses: list[str]
    unknown: list[str]
    origins: dict[str, int]
    beliefs: list[BeliefRow]
    claims: dict[str, UsedClaim]


class Files(TypedDict):
    """The files of a case, by name; `study` is the one that names the others."""

    study: str
    files: dict[str, str]


class CoverageEntry(TypedDict):
    """A map of coverage that has been made."""

    path: str
    what: str
    option: str
    height_m: float
    rcs_m2: float


class DefendedSite(TypedDict):
    """A defended site, and in which share of the worlds a footprint holds it."""

    title: str
    defended_in: float


class FootprintEntry(TypedDict):
    """What the fire units of an option defend against a threat, worked out. `who`: an entry of the posture, or all."""

    path: str
    option: str
    threat: str
    who: str
    words: str
    area_m2: Quantiles
    sites: list[DefendedSite]


class Ground(TypedDict):
    """The ground below a map. `heights_m`: base64 of int16, little-endian, by rows from the north and columns from the
    west, even on a Web-Mercator map, -32768 where unknown. `fought_over`: did the battles know of it?"""

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float
    columns: int
    rows: int
    cell_m: float
    heights_m: str
    fought_over: bool
    words: str


class ReplayEntry(TypedDict):
    """A recorded battle. `picked_as`: typical, best, worst, or `cause:<cause>`."""

    name: str
    path: str
    case: str
    option: str
    variant: str
    raid: str
    size: int
    replication: int
    picked_as: list[str]
    picture: str
    end_s: float
    leakers: int
    size_bytes: int


class StudyEntry(TypedDict):
    """A study that can be run."""

    id: str
    title: str
    question: str
    options: list[str]
    raids: dict[str, list[int]]
    shipped: bool


class CatalogueEntry(TypedDict):
    """A system that a posture may name."""

    id: str
    title: str
    role: str


class MomentShape(TypedDict):
    """Something that happened to a threat; `sort`: way, seen, held, shot, blocked or end."""

    time_s: float
    sort: str
    words: str


class BarShape(TypedDict):
    """From when to when somebody saw a threat, held it, had it in reach, or was not ready for it; spans in seconds."""

    sort: Literal["seen", "held", "reach", "unready"]
    who: str
    spans_s: list[tuple[float, float]]


class LifeShape(TypedDict):
    """Why one threat got through: the rule by which its cause was decided, what happened, who was concerned with it.
    `threat`: its row in the recording."""

    threat: int
    name: str
    because: list[str]
    start_s: float
    end_s: float
    moments: list[MomentShape]
    bars: list[BarShape]


class RaidKind(TypedDict):
    """One kind of threat of a raid family."""

    name: str
    system: str
    title: str
    share: float
    decoy: bool


class RaidWaves(TypedDict):
    """When a raid comes."""

    count: int
    gap_s: float
    spread_s: float
    spacing_s: float
    timed_by: str


class RaidFamily(TypedDict):
    """A notional raid family that ships: what flies, in which waves, how wide it fans out, and its file."""

    id: str
    title: str
    summary: str
    kinds: list[RaidKind]
    waves: RaidWaves
    fan_deg: float
    text: str


class Draft(TypedDict):
    """A case of the reader's own, saved beside the results."""

    name: str
    study: str
    made: str


class JobShape(TypedDict):
    """A piece of long work. `partial`: the comparison so far, which sharpens as `worlds_so_far` doubles."""

    id: str
    verb: str
    title: str
    state: Literal["waiting", "running", "done", "failed", "cancelled", "interrupted"]
    doing: str
    done: int
    total: int
    eta_s: float | None
    worlds_so_far: int
    partial: Comparison | None
    result: str | None
    path: str | None
    problem: str
    findings: list[FindingShape]


class Checked(TypedDict):
    """Is a case fit for use, and what is wrong with it?"""

    fit: bool
    findings: list[FindingShape]
