"""Every table of a result folder, declared once: column, type, unit and meaning.

The writer checks against these declarations, the Parquet files carry them as metadata, and the documentation page is
made from them (`markdown_page`). Change a column here and nowhere else, and raise `SCHEMA_VERSION` when an older
folder would be read wrongly.

A missing value is a null on disk, never a NaN: readers disagree about what a NaN in a Parquet file means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SCHEMA_VERSION = 1

ColumnType = Literal["text", "whole", "real", "yes_no"]

SQL_TYPES: dict[ColumnType, str] = {"text": "VARCHAR", "whole": "BIGINT", "real": "DOUBLE", "yes_no": "BOOLEAN"}
TYPE_WORDS: dict[ColumnType, str] = {"text": "text", "whole": "whole number", "real": "number", "yes_no": "yes or no"}


HYPOTHESIS = "hypothesis"
"""Stands in table leans in place of a system where an option rests on a hypothesis: which of some stories is true."""


class ResultsError(Exception):
    """A result folder or table is not what it should be; the message says which, and what to do."""


@dataclass(frozen=True)
class Column:
    """One column: name (unit at the end), type, unit ("" where it has none), meaning, and whether it may be null.

    `before`: a column of text that was added later says here what holds in all rows of folders that do not have it.
    """

    name: str
    type: ColumnType
    unit: str
    meaning: str
    nullable: bool = False
    before: str | None = None


@dataclass(frozen=True)
class Table:
    """One table: what a row is, which columns together name a row (`key`), and whether a result may lack it."""

    name: str
    row_is: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = True

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError when the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names in the order in which they are written."""
        return tuple(column.name for column in self.columns)


def _text(name: str, meaning: str, nullable: bool = False) -> Column:
    return Column(name, "text", "", meaning, nullable)


def _whole(name: str, meaning: str, unit: str = "") -> Column:
    return Column(name, "whole", unit, meaning)


def _real(name: str, unit: str, meaning: str, nullable: bool = False) -> Column:
    return Column(name, "real", unit, meaning, nullable)


def _yes_no(name: str, meaning: str) -> Column:
    return Column(name, "yes_no", "", meaning)


_CASE = _text("case", "Which case the row belongs to: see table cases.")
_REPLICATION = _whole("replication", "Which repetition, from 0. It lives in world `replication // repeats`.")

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "cases",
            "one option, in one variant, against one raid family of one size, with one kind of doubt switched on",
            ("case",),
            (
                _text("case", "Name of the case, unique in the folder."),
                _text("option", "Id of the option (a posture)."),
                _text("option_title", "The option in words."),
                _text("variant", "as-offered: what the option names. equal-budget: cut or grown to the same money."),
                _text("raid", "Id of the raid family."),
                _text("raid_title", "The raid family in words."),
                _whole("size", "Declared size of the raid.", "threats"),
                _text("doubt", "Which beliefs vary between worlds: all, claims or judgements. Others rest at medians."),
                _whole("replications", "How many repetitions were run: worlds x repeats."),
                _whole("worlds", "How many draws of the doubtful figures."),
                _whole("repeats", "How many battles were fought in each world."),
                _yes_no("baseline", "Is this the option that the others are compared with?"),
                _yes_no("reference", "Is this one of the cases that the summary is made from?"),
            ),
        ),
        Table(
            "draws",
            "the value of one doubtful figure in one world (the same for every case)",
            ("world", "system", "quantity"),
            (
                _whole("world", "Which world, from 0."),
                _text("system", "Id of the system in the catalogue."),
                _text("quantity", "Name of the quantity."),
                _real("value", "as in column unit", "The value drawn, in SI units."),
                _text("unit", "SI unit of the value; empty for a bare number."),
                _text("origin", "What the belief rests on: claims, unverified or judgement."),
            ),
        ),
        Table(
            "threats",
            "what became of one threat, or of one aircraft of traffic, in one repetition",
            ("case", "replication", "threat"),
            (
                _CASE,
                _REPLICATION,
                _text("threat", "Name of the threat, the same in every option."),
                _text("threat_class", "aircraft, cruise_missile, drone or ballistic."),
                Column(
                    "side", "text", "", "hostile; or neutral or friend: traffic that flies through.", before="hostile"
                ),
                _text("site", "The defended site it is sent against, or flies over."),
                _text("fate", "How it ended: killed or leaked; traffic: killed, passed, or still waiting or flying."),
                _text("cause", "Why it leaked; null when it did not.", nullable=True),
                _real("end_s", "s", "When it ended, from the start of the clock."),
                _real("first_track_s", "s", "When a post first held a track of it; null if never.", nullable=True),
                _real("first_shot_s", "s", "When the first round was fired at it; null if never.", nullable=True),
                _whole("rounds", "Rounds fired at it.", "rounds"),
            ),
        ),
        Table(
            "outcomes",
            "one measure of one repetition",
            ("case", "replication", "measure"),
            (
                _CASE,
                _REPLICATION,
                _text("measure", "Name of the measure: see the list of measures."),
                _real("value", "that of the measure", "The value; null where the measure has none.", nullable=True),
            ),
        ),
        Table(
            "sites",
            "what became of one defended site in one repetition",
            ("case", "replication", "site"),
            (
                _CASE,
                _REPLICATION,
                _text("site", "Id of the site."),
                _real("value", "", "Its worth, relative to the other sites."),
                _real("damage", "damage points", "Damage taken."),
                _yes_no("lost", "Did the damage reach what the site can bear?"),
            ),
        ),
        Table(
            "hindsight",
            "what a plan that foresaw every path could have made of one repetition; a sample of the summary's",
            ("case", "replication"),
            (
                _CASE,
                _REPLICATION,
                _whole("threats", "Threats of the raid, decoys left out.", "threats"),
                _whole("leakers", "Of these, how many got through in the battle.", "threats"),
                _real(
                    "leakers_at_least",
                    "threats",
                    "How many get through at least, on average over the dice, whatever is planned: a proven bound.",
                ),
                _real(
                    "leakers_by_plan",
                    "threats",
                    "How many get through under a plan that was found, the mean of a few fights by dice.",
                ),
            ),
            required=False,
        ),
        Table(
            "units",
            "one unit of an option as it stands on the map (middle values over the worlds)",
            ("option", "variant", "unit"),
            (
                _text("option", "Id of the option."),
                _text("variant", "as-offered or equal-budget."),
                _text("unit", "Name of the unit."),
                _text("system", "Id of its system in the catalogue."),
                _text("system_title", "The system in words."),
                _text("role", "fire_unit, warning_radar, aircraft ..."),
                _real("lat_deg", "deg", "Latitude, WGS-84."),
                _real("lon_deg", "deg", "Longitude, WGS-84."),
                _real("reach_m", "m", "How far its longest-ranged round reaches; null if it has none.", nullable=True),
                _real("sees_m", "m", "How far its best sensor sees its reference target; null if none.", nullable=True),
                _real("share_of_worlds", "", "In which share of the worlds the unit exists at all, 0 to 1."),
                _text("readiness", "Its state of readiness, or the most frequent one where that is in doubt."),
                _whole("launchers", "Launchers.", "launchers"),
                _whole("rounds", "Rounds at hand when the clock starts.", "rounds"),
            ),
        ),
        Table(
            "defended",
            "one defended site",
            ("site",),
            (
                _text("site", "Id of the site."),
                _text("title", "The site in words."),
                _real("lat_deg", "deg", "Latitude, WGS-84."),
                _real("lon_deg", "deg", "Longitude, WGS-84."),
                _real("value", "", "Its worth, relative to the other sites."),
            ),
        ),
        Table(
            "beliefs",
            "what the catalogue believes about one quantity of one system",
            ("system", "quantity"),
            (
                _text("system", "Id of the system."),
                _text("system_title", "The system in words."),
                _text("quantity", "Name of the quantity."),
                _text("unit", "SI unit; empty for a bare number."),
                _text("origin", "What the belief rests on: claims, unverified or judgement."),
                _text("method", "How the claims became one distribution."),
                _text("reason", "Why that method, or why that judgement."),
                _real("p10", "as in column unit", "One in ten draws lies below."),
                _real("p50", "as in column unit", "The middle."),
                _real("p90", "as in column unit", "One in ten draws lies above."),
                _text("claims", "Ids of the claims it rests on, separated by `;`; empty for a judgement."),
            ),
        ),
        Table(
            "claims",
            "one published claim",
            ("id",),
            (
                _text("id", "Id of the claim."),
                _text("system", "Id of the system it is about."),
                _text("quantity", "What it is about."),
                _text("as_written", "The figure as it was published."),
                _text("condition", "What the figure applies to; empty if the source does not say."),
                _text("claimant", "manufacturer, government, analyst, press or encyclopaedia."),
                _text("says", "Whose words."),
                _text("upstream", "Claims with the same upstream count as one voice."),
                _text("publisher", "Who published it."),
                _text("url", "Where."),
                _text("date", "When; as exactly as known."),
                _text("confidence", "How sure we are that the source says so."),
                _yes_no("suspect", "Kept, but never used."),
                _yes_no("unseen", "Nobody has read the source itself: counts as unverified."),
                _yes_no("used", "Does a belief of this run rest on it?"),
            ),
        ),
        Table(
            "leans",
            "one belief, or one hypothesis, that the units of one option rest on",
            ("option", "system", "quantity"),
            (
                _text("option", "Id of the option."),
                _text("system", f"Id of the system; `{HYPOTHESIS}` where the option rests on a hypothesis."),
                _text("quantity", "Name of the quantity, or of the hypothesis as in table hypotheses."),
            ),
        ),
        Table(
            "hypotheses",
            "which of several open stories is true in one world",
            ("world", "name"),
            (
                _whole("world", "Which world, from 0."),
                _text("name", "What is open, e.g. s400_status."),
                _text("value", "What holds in this world, e.g. stored."),
            ),
        ),
        Table(
            "events",
            "one event of one repetition, for the few repetitions whose log was kept",
            (),  # a thing may happen twice in the same instant
            (
                _CASE,
                _REPLICATION,
                _real("time_s", "s", "When, from the start of the clock."),
                _text("kind", "What happened."),
                _text("who", "Who did it.", nullable=True),
                _text("whom", "To whom.", nullable=True),
                _real("value", "depends on kind", "A number that goes with it.", nullable=True),
            ),
            required=False,
        ),
        Table(
            "replays",
            "one battle that was recorded moment by moment, see [replays](replay.md)",
            ("case", "replication"),
            (
                _CASE,
                _REPLICATION,
                _text("file", "Where the recording lies, from the folder of the result on."),
                _text(
                    "chosen_as",
                    "Why this one: typical, best, worst, cause and its name, or asked for; several separated by `;`.",
                ),
                _text("picture", "known or tracked: what posts saw."),
                _real("end_s", "s", "Length of the battle."),
                _whole("bytes", "Size of the file.", "bytes"),
                _text("sha256", "SHA-256 of the file."),
            ),
            required=False,
        ),
    )
}


def parquet_metadata(table: Table) -> dict[str, str]:
    """What a Parquet file of `table` says about itself: schema version, what a row is, and a line for each column."""
    about = {"pavise.schema_version": str(SCHEMA_VERSION), "pavise.table": table.name, "pavise.row_is": table.row_is}
    for column in table.columns:
        unit = f" [{column.unit}]" if column.unit else ""
        about[f"column.{column.name}"] = f"{TYPE_WORDS[column.type]}{unit}: {column.meaning}"
    return about


def markdown_page() -> str:
    """The documentation page of the tables, as Markdown."""
    lines = [
        "# The tables of a result",
        "",
        f"Schema version {SCHEMA_VERSION}. This page is made from `src/pavise/results/schema.py` and `measures.py`.",
        "A missing value is a null, never a NaN. Numbers are in SI units, angles of places in degrees.",
        'In SQL write `"case"` with its quotes: the bare word belongs to the language.',
    ]
    for table in TABLES.values():
        lines += ["", f"## {table.name}", "", f"A row is {table.row_is}."]
        if table.key:
            lines.append("A row is named by " + ", ".join(f"`{name}`" for name in table.key) + ".")
        if not table.required:
            lines.append("A result may lack this table.")
        lines += ["", "| column | type | unit | may be null | meaning |", "| --- | --- | --- | --- | --- |"]
        for column in table.columns:
            nullable = "yes" if column.nullable else ""
            lines.append(
                f"| `{column.name}` | {TYPE_WORDS[column.type]} | {column.unit} | {nullable} | {column.meaning} |"
            )
    return "\n".join(lines) + "\n"
