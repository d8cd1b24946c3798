"""A complete, plausible and wholly invented result folder: analysis and views can be worked on without a run.

Nothing in it is a finding. Luck is shared as in a real run: threat k of repetition r has the same random number in
every option, and world w has the same draws in every case. Each option has a capacity and a quality; a threat leaks
when its number is below a chance that rises with the size of the raid over that capacity, and moves with the draws.

As in the shipped study, one raid of one size is the reference: it is fought more often, its threats are kept, and it is
run again with each kind of doubt alone. One raid family also has the variant for equal money.

    python -m tests.results.synthetic FOLDER       writes the full-sized one: 13 options, 5 raids, 5 sizes, 2 variants
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

from pavise.kinds import Cause, Fate, Side, ThreatClass
from pavise.results.manifest import begin_results, finish_results
from pavise.results.measures import (
    CAUSE_NAMES,
    CLASS_NAMES,
    PictureFates,
    SiteFates,
    Spent,
    ThreatFates,
    measures_from,
    never_is_missing,
    outcome_rows,
    stack_rows,
)
from pavise.results.schema import HYPOTHESIS
from pavise.results.writer import write_table

# id, title, capacity (threats it can take on), quality (chance to kill one), systems it rests on, price in MUSD
OPTIONS: tuple[tuple[str, str, float, float, tuple[str, ...], float], ...] = (
    ("none", "No long-range system", 10, 0.55, ("korkut", "hisar_a"), 0),
    ("s400-in-service", "S-400 in service, delivered lot", 40, 0.75, ("s400_battery", "91n6e", "40n6e"), 2500),
    ("s400-stored", "S-400 in storage", 14, 0.60, ("s400_battery", "91n6e", "40n6e"), 2500),
    ("s400-as-it-stands", "S-400 as it stands", 25, 0.68, ("s400_battery", "91n6e", "40n6e"), 2500),
    ("s400-second", "A second S-400 regiment", 70, 0.77, ("s400_battery", "91n6e", "40n6e"), 5000),
    ("s400-opened", "S-400 opened to inspection", 34, 0.68, ("s400_battery", "91n6e", "40n6e"), 2500),
    ("returned-f35", "S-400 returned, back to the F-35", 24, 0.72, ("f35a", "aim120"), 4000),
    ("returned-patriot", "S-400 returned, Patriot bought", 45, 0.80, ("patriot_battery", "gem_t", "pac3_mse"), 3500),
    ("national-2025", "National layers as delivered in 2025", 30, 0.66, ("korkut", "hisar_o", "siper_b1"), 1500),
    ("national-planned", "National layers as planned", 80, 0.74, ("korkut", "hisar_o", "siper_b1", "siper_b2"), 4500),
    ("joint-s500", "A joint S-500", 46, 0.78, ("s500_battery", "77n6"), 4200),
    ("su57", "Su-57 instead of the F-35", 22, 0.66, ("su57", "r77"), 3800),
    ("s400-and-national", "S-400 in service with the national layers", 75, 0.76, ("s400_battery", "siper_b1"), 4000),
)
RAIDS: tuple[tuple[str, str, dict[ThreatClass, float]], ...] = (
    ("cruise", "Cruise missiles", {ThreatClass.CRUISE_MISSILE: 1.0}),
    ("drones", "One-way-attack drones", {ThreatClass.DRONE: 1.0}),
    ("ballistic", "Short-range ballistic missiles", {ThreatClass.BALLISTIC: 1.0}),
    ("mixed", "Mixed raid", {ThreatClass.DRONE: 0.5, ThreatClass.CRUISE_MISSILE: 0.3, ThreatClass.BALLISTIC: 0.2}),
    ("fighters", "Fighter-bombers", {ThreatClass.AIRCRAFT: 1.0}),
)
SIZES = (4, 12, 30, 60, 100)
COST_USD = {
    ThreatClass.AIRCRAFT: 6.0e7,
    ThreatClass.CRUISE_MISSILE: 1.5e6,
    ThreatClass.DRONE: 4.0e4,
    ThreatClass.BALLISTIC: 2.5e6,
}
SITES = (
    ("ankara", "Ankara", 39.93, 32.86, 3.0),
    ("istanbul", "Istanbul", 41.01, 28.98, 3.0),
    ("izmir", "Izmir", 38.42, 27.14, 2.0),
    ("adana", "Adana", 37.00, 35.32, 1.5),
    ("diyarbakir", "Diyarbakır", 37.91, 40.24, 1.0),
    ("erzurum", "Erzurum", 39.90, 41.27, 1.0),
)
HARDNESS = 3.0
STATUS = ("ready_on_order", "stored", "leaving")
STATUS_WORTH = {"ready_on_order": 1.4, "stored": 0.6, "leaving": 0.4}

# system, title, quantity, unit, origin, low, mode, high, strength with which it moves the leak chance
BELIEFS: tuple[tuple[str, str, str, str, str, float, float, float, float], ...] = (
    ("s400_battery", "S-400 battery", "channels", "", "claims", 4, 6, 10, 0.10),
    ("s400_battery", "S-400 battery", "reaction_time", "s", "claims", 9, 10, 15, 0.05),
    ("s400_battery", "S-400 battery", "availability", "", "judgement", 0.5, 0.8, 0.95, 0.30),
    ("91n6e", "91N6E acquisition radar", "range_ref", "m", "claims", 340e3, 390e3, 600e3, 0.10),
    ("91n6e", "91N6E acquisition radar", "scan_period", "s", "judgement", 5, 8, 12, 0.05),
    ("40n6e", "40N6E interceptor", "range_max", "m", "claims", 250e3, 380e3, 400e3, 0.10),
    ("40n6e", "40N6E interceptor", "p_kill_cruise_missile", "", "judgement", 0.4, 0.6, 0.85, 0.35),
    ("patriot_battery", "Patriot battery", "channels", "", "claims", 5, 8, 9, 0.10),
    ("gem_t", "GEM-T interceptor", "p_kill_cruise_missile", "", "judgement", 0.4, 0.65, 0.85, 0.35),
    ("pac3_mse", "PAC-3 MSE interceptor", "range_max", "m", "claims", 35e3, 60e3, 120e3, 0.10),
    ("korkut", "Korkut gun system", "p_kill_drone", "", "judgement", 0.2, 0.5, 0.8, 0.60),
    ("hisar_a", "Hisar-A", "range_max", "m", "claims", 12e3, 15e3, 15e3, 0.05),
    ("hisar_o", "Hisar-O", "range_max", "m", "claims", 25e3, 25e3, 40e3, 0.05),
    ("siper_b1", "Siper Block 1", "range_max", "m", "claims", 70e3, 100e3, 100e3, 0.05),
    ("siper_b1", "Siper Block 1", "p_kill_cruise_missile", "", "judgement", 0.4, 0.6, 0.8, 0.30),
    ("siper_b2", "Siper Block 2", "range_max", "m", "unverified", 150e3, 150e3, 180e3, 0.05),
    ("s500_battery", "S-500 battery", "reaction_time", "s", "unverified", 3, 4, 10, 0.10),
    ("77n6", "77N6 interceptor", "p_kill_ballistic", "", "judgement", 0.2, 0.5, 0.8, 0.30),
    ("f35a", "F-35A", "time_on_station", "s", "judgement", 3600, 5400, 9000, 0.20),
    ("aim120", "AIM-120", "range_max", "m", "claims", 70e3, 105e3, 160e3, 0.05),
    ("su57", "Su-57", "availability", "", "judgement", 0.3, 0.5, 0.8, 0.30),
    ("r77", "R-77", "range_max", "m", "claims", 80e3, 110e3, 110e3, 0.05),
)


def write_synthetic(
    folder: str | Path,
    n_options: int = len(OPTIONS),
    n_raids: int = len(RAIDS),
    sizes: tuple[int, ...] = SIZES,
    worlds: int = 32,
    repeats: int = 1,
    reference_repeats: int = 8,
    seed: int = 20260815,
    picture: bool = False,
) -> Path:
    """Write the folder and return its path. Same arguments, same content.

    `picture`: posts see tracks, and ten civil and four own aircraft fly through, at which some options shoot.
    """
    rng = np.random.default_rng(seed)
    options, raids = OPTIONS[:n_options], RAIDS[:n_raids]
    systems = {system for option in options for system in option[4]}
    beliefs = tuple(b for b in BELIEFS if b[0] in systems)
    ranks = rng.random((worlds, len(beliefs)))
    status = np.array(STATUS, dtype=object)[rng.integers(0, len(STATUS), worlds)]
    folder = begin_results(folder, {"command": "synthetic"})
    _write_small_tables(folder, options, beliefs, ranks, status)

    names = [raid for raid, _, _ in raids]
    reference_cell = ("mixed" if "mixed" in names else names[0], sizes[len(sizes) // 2])
    cases: list[dict[str, Any]] = []
    luck = {}  # shared by all options: this is what makes their difference sharp
    for raid, raid_title, mix in raids:
        for size in sizes:
            reference = (raid, size) == reference_cell
            of_each = reference_repeats if reference else repeats
            stream = np.random.default_rng([seed, sum(raid.encode()), size])
            classes = stream.choice([k.value for k in mix], p=list(mix.values()), size=size)
            luck[raid, size] = (classes, stream.random((worlds * of_each, size, 4)))
            runs = [("as-offered", "all")]
            runs += [("equal-budget", "all")] if raid == reference_cell[0] else []
            runs += [("as-offered", "claims"), ("as-offered", "judgements")] if reference else []
            for variant, doubt in runs:
                for option in options:
                    cases.append(
                        {
                            "case": f"{option[0]}|{variant}|{raid}|{size}|{doubt}",
                            "option": option[0],
                            "option_title": option[1],
                            "variant": variant,
                            "raid": raid,
                            "raid_title": raid_title,
                            "size": size,
                            "doubt": doubt,
                            "replications": worlds * of_each,
                            "worlds": worlds,
                            "repeats": of_each,
                            "baseline": option[0] == "none",
                            "reference": reference and doubt == "all" and variant == "as-offered",
                        }
                    )
    write_table(folder, "cases", {name: [case[name] for case in cases] for name in cases[0]})
    per_part = 60
    for first in range(0, len(cases), per_part):
        _write_fates(folder, first // per_part, cases[first : first + per_part], beliefs, ranks, status, luck, picture)
    finish_results(folder, _about(seed, worlds, repeats))
    return folder


def _about(seed: int, worlds: int, repeats: int) -> dict[str, Any]:
    return {
        "study": "synthetic",
        "study_title": "An invented study",
        "command": "python -m tests.results.synthetic",
        "seed": seed,
        "worlds": worlds,
        "repeats": repeats,
        "pavise_version": "0.0.0",
        "python_version": "3.11.7",
        "numpy_version": "2.4.6",
        "numba_version": "0.61.0",
        "started": "2026-08-15T12:00:00+00:00",
        "finished": "2026-08-15T12:00:40+00:00",
        "hashes": {"scenario": "0" * 64, "catalogue": "1" * 64, "evidence": "2" * 64, "kernels": "3" * 64},
    }


def _triangular(rank: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    turn = (mode - low) / (high - low)
    up = low + np.sqrt(rank * (high - low) * (mode - low))
    down = high - np.sqrt((1 - rank) * (high - low) * (high - mode))
    return np.where(rank < turn, up, down)


def _write_fates(
    folder: Path,
    part: int,
    cases: list[dict[str, Any]],
    beliefs: tuple[tuple[Any, ...], ...],
    ranks: np.ndarray,
    status: np.ndarray,
    luck: dict[tuple[str, int], tuple[np.ndarray, np.ndarray]],
    picture: bool,
) -> None:
    threat_blocks, outcome_blocks, site_blocks = [], [], []
    site_names = np.array([site[0] for site in SITES], dtype=object)
    site_value = np.array([site[4] for site in SITES])
    class_words = np.array([CLASS_NAMES[n] for n in range(len(CLASS_NAMES))], dtype=object)
    cause_words = np.array([None, *(CAUSE_NAMES[n] for n in range(1, len(CAUSE_NAMES) + 1))], dtype=object)
    by_id = {option[0]: option for option in OPTIONS}
    for case in cases:
        _, _, capacity, quality, systems, price = by_id[case["option"]]
        classes, u = luck[case["raid"], case["size"]]
        n_replications, n_threats = u.shape[:2]
        world = np.arange(n_replications) // case["repeats"]
        if case["variant"] == "equal-budget":
            capacity = 10 + (capacity - 10) * min(2.0, 2500 / price) if price else 26
        shift = np.zeros(len(ranks))
        for column, (system, _, _, _, origin, _, _, _, strength) in enumerate(beliefs):
            frozen = case["doubt"] != "all" and (case["doubt"] == "claims") != (origin == "claims")
            if system in systems:
                shift += strength * (0.0 if frozen else 2.0) * (ranks[:, column] - 0.5)
        worth = np.ones(len(ranks))
        if case["option"] == "s400-as-it-stands":
            worth = np.array([STATUS_WORTH[value] for value in status])
        load = n_threats / (capacity * worth[world])
        p_leak = 1 / (1 + np.exp(-(-np.log(quality / (1 - quality)) * 2 + 1.8 * np.log(load) - shift[world])))
        leaked = u[:, :, 0] < p_leak[:, None]
        cause = np.select(
            [u[:, :, 1] < 0.15, u[:, :, 1] < 0.35, u[:, :, 1] < 0.5, (load[:, None] > 1) & (u[:, :, 1] < 0.8)],
            [Cause.OUT_OF_ENVELOPE, Cause.UNDETECTED, Cause.NO_TIME, Cause.MAGAZINE_EMPTY],
            Cause.MISSED,
        )
        cause = np.where(leaked, cause, Cause.NONE)
        unseen = cause == Cause.UNDETECTED
        tracked_s = np.where(unseen, np.inf, 60 + 300 * u[:, :, 2])
        shot_s = np.where(unseen | (cause == Cause.OUT_OF_ENVELOPE), np.inf, tracked_s + 20 + 60 * u[:, :, 3])
        rounds = np.where(np.isinf(shot_s), 0, 1 + (u[:, :, 3] > 0.6)).astype(np.int64)
        site = (np.arange(n_threats) * 7) % len(SITES)
        damage = np.stack([leaked[:, site == s].sum(axis=1) for s in range(len(SITES))], axis=1).astype(float)
        lost = damage >= HARDNESS
        fates = ThreatFates(
            threat_class=classes,
            fate=np.where(leaked, Fate.LEAKED, Fate.KILLED),
            cause=cause,
            first_track_s=tracked_s,
            first_shot_s=shot_s,
            rounds=rounds,
            unit_cost_usd=np.tile([COST_USD[ThreatClass(c)] for c in classes], (n_replications, 1)),
        )
        fired = rounds.sum(axis=1)
        measures = measures_from(
            fates,
            SiteFates(site_value, lost, np.minimum(damage / HARDNESS, 1)),
            Spent(fired, np.maximum(0, 3 * capacity - fired), fired * 1.1e6),
            _mistakes(u, quality, fired) if picture else None,
        )
        replications = np.arange(n_replications)
        outcome_blocks.append(outcome_rows(case["case"], replications, measures))
        if not case["reference"]:
            continue
        threat_blocks.append(
            {
                "case": np.full(u.shape[0] * n_threats, case["case"], dtype=object),
                "replication": np.repeat(replications, n_threats),
                "threat": np.tile(np.array([f"threat {k}" for k in range(n_threats)], dtype=object), n_replications),
                "threat_class": np.tile(class_words[classes], n_replications),
                "side": np.full(u.shape[0] * n_threats, "hostile", dtype=object),
                "site": np.tile(site_names[site], n_replications),
                "fate": np.where(leaked, "leaked", "killed").astype(object).ravel(),
                "cause": cause_words[cause].ravel(),
                "end_s": (400 + 300 * u[:, :, 2]).ravel(),
                "first_track_s": never_is_missing(tracked_s.ravel()),
                "first_shot_s": never_is_missing(shot_s.ravel()),
                "rounds": rounds.ravel(),
            }
        )
        if picture:
            threat_blocks.append(_traffic_rows(case["case"], replications, str(site_names[0])))
        site_blocks.append(
            {
                "case": np.full(damage.size, case["case"], dtype=object),
                "replication": np.repeat(replications, len(SITES)),
                "site": np.tile(site_names, n_replications),
                "value": np.tile(site_value, n_replications),
                "damage": damage.ravel(),
                "lost": lost.ravel(),
            }
        )
    write_table(folder, "outcomes", stack_rows(outcome_blocks), part)
    if threat_blocks:
        write_table(folder, "threats", stack_rows(threat_blocks), part)
        write_table(folder, "sites", stack_rows(site_blocks), part)


SIDES = np.array([Side.NEUTRAL] * 10 + [Side.FRIEND] * 4)


def _mistakes(u: np.ndarray, quality: float, fired: np.ndarray) -> PictureFates:
    """What a picture leads to that is the worse the worse the option: `u` as in `_write_fates`."""
    n = len(u)
    chance = np.resize(u[:, :, 3], (n, len(SIDES)))
    rounds = (chance > quality + 0.1).astype(int)
    some = u[:, 0, 1]
    return PictureFates(
        side=SIDES, rounds=rounds, killed=(rounds > 0) & (chance > 0.95), hostiles_held=(some > quality).astype(int),
        rounds_at_ghosts=(some > 0.5).astype(int), rounds_at_dead=fired // 9, rounds_track_lost=fired // 7,
        false_tracks=np.full(n, 3), track_swaps=np.zeros(n), track_error_m=200 + 300 * some, identify_s=20 + 30 * some,
    )  # fmt: skip


def _traffic_rows(case: str, replications: np.ndarray, site: str) -> dict[str, Any]:
    n, each = len(replications) * len(SIDES), len(replications)
    sides = np.array([Side(side).name.lower() for side in SIDES], dtype=object)
    never = np.ma.MaskedArray(np.zeros(n), mask=np.ones(n, bool))
    return {
        "case": np.full(n, case, dtype=object),
        "replication": np.repeat(replications, len(SIDES)),
        "threat": np.tile(np.array([f"air traffic/{k}" for k in range(len(SIDES))], dtype=object), each),
        "threat_class": np.full(n, "aircraft", dtype=object),
        "side": np.tile(sides, each),
        "site": np.full(n, site, dtype=object),
        "fate": np.full(n, "passed", dtype=object),
        "cause": np.full(n, None, dtype=object),
        "end_s": np.full(n, 900.0),
        "first_track_s": never,
        "first_shot_s": never,
        "rounds": np.zeros(n, np.int64),
    }


def _rows(table_rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in table_rows] for name in table_rows[0]}


def _write_small_tables(
    folder: Path, options: tuple[Any, ...], beliefs: tuple[Any, ...], ranks: np.ndarray, status: np.ndarray
) -> None:
    write_table(
        folder,
        "draws",
        _rows(
            [
                {
                    "world": w,
                    "system": b[0],
                    "quantity": b[2],
                    "value": float(_triangular(ranks[w, column], *b[5:8])),
                    "unit": b[3],
                    "origin": b[4],
                }
                for column, b in enumerate(beliefs)
                for w in range(len(ranks))
            ]
        ),
    )
    write_table(
        folder,
        "hypotheses",
        _rows([{"world": w, "name": "s400_status", "value": value} for w, value in enumerate(status)]),
    )
    names = ("site", "title", "lat_deg", "lon_deg", "value")
    write_table(folder, "defended", _rows([dict(zip(names, site, strict=True)) for site in SITES]))
    write_table(
        folder,
        "leans",
        _rows(
            [
                {"option": option[0], "system": b[0], "quantity": b[2]}
                for option in options
                for b in beliefs
                if b[0] in option[4]
            ]
            + [
                {"option": option[0], "system": HYPOTHESIS, "quantity": "s400_status"}
                for option in options
                if option[0] == "s400-as-it-stands"
            ]
        ),
    )
    write_table(folder, "units", _rows([row for option in options for row in _unit_rows(option)]))
    write_table(folder, "beliefs", _rows([_belief_row(b) for b in beliefs]))
    write_table(folder, "claims", _rows([row for b in beliefs for row in _claim_rows(b)]))


def _unit_rows(option: tuple[Any, ...]) -> list[dict[str, Any]]:
    rows = []
    for variant in ("as-offered", "equal-budget"):
        for number in range(max(2, int(option[2] / 12))):
            _, _, lat_deg, lon_deg, _ = SITES[number % len(SITES)]
            system = option[4][number % len(option[4])]
            title = next((b[1] for b in BELIEFS if b[0] == system), system)
            doubtful = option[0] == "s400-as-it-stands" or number >= 4
            radar = system == "91n6e"
            rows.append(
                {
                    "option": option[0],
                    "variant": variant,
                    "unit": f"{title} {number + 1}",
                    "system": system,
                    "system_title": title,
                    "role": "warning_radar" if radar else "aircraft" if system in ("f35a", "su57") else "fire_unit",
                    "lat_deg": lat_deg + 0.25 * (number // len(SITES)) + 0.1,
                    "lon_deg": lon_deg - 0.2,
                    "reach_m": None if radar else 15e3 if system == "korkut" else 120e3,
                    "sees_m": 350e3 if radar else 90e3,
                    "share_of_worlds": 0.5 if doubtful else 1.0,
                    "readiness": "stored" if option[0] == "s400-stored" else "in_service",
                    "launchers": 0 if radar else 4,
                    "rounds": 0 if radar else 16,
                }
            )
    return rows


def _belief_row(b: tuple[Any, ...]) -> dict[str, Any]:
    p10, p50, p90 = (float(_triangular(np.array(q), *b[5:8])) for q in (0.1, 0.5, 0.9))
    judged = b[4] == "judgement"
    return {
        "system": b[0],
        "system_title": b[1],
        "quantity": b[2],
        "unit": b[3],
        "origin": b[4],
        "method": "judgement" if judged else "triangular",
        "reason": "No source states it; wide on purpose." if judged else "Voices differ; the middle one is likeliest.",
        "p10": p10,
        "p50": p50,
        "p90": p90,
        "claims": "" if judged else f"{b[0]}.{b[2]}.agency-2018;{b[0]}.{b[2]}.maker-2019",
    }


def _claim_rows(b: tuple[Any, ...]) -> list[dict[str, Any]]:
    if b[4] == "judgement":
        return []
    common = {
        "system": b[0],
        "quantity": b[2],
        "condition": "",
        "url": "https://example.org/article",
        "confidence": "medium",
        "suspect": False,
        "unseen": b[4] == "unverified",
        "used": True,
    }
    return [
        {
            **common,
            "id": f"{b[0]}.{b[2]}.{who}-{year}",
            "as_written": f"{value:g} {b[3]}".strip(),
            "claimant": claimant,
            "says": says,
            "upstream": who,
            "publisher": "An invented newspaper",
            "date": f"{year}-07-27",
        }
        for who, year, value, claimant, says in (
            ("agency", 2018, b[5], "press", "An invented agency, July 2018"),
            ("maker", 2019, b[7], "manufacturer", "An invented maker's brochure"),
        )
    ]


if __name__ == "__main__":
    print(write_synthetic(sys.argv[1]))
