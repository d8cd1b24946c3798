"""Timetables against all timetables there are, what each may not do, and what a file of windows says."""

from __future__ import annotations

import json
from itertools import combinations_with_replacement

import numpy as np
import pytest

import pavise
from pavise.fireplan.reading import read_problem
from pavise.fireplan.timed_plan import plan_in_time
from pavise.fireplan.windows_of import Weapon, Window, shots_of
from pavise.yamlfile import BadInput

FIELDS = """
step: 10 s
targets: {bridge: 80, port: 60}
weapons:
  battery:
    rounds: 3
    assess: 5 s
    p_kill: 0.7
    windows:
      bridge: {earliest: 0 s, latest: 60 s, flight: 20 s}
      port: {earliest: 30 s, latest: 1 min, flight: 20 s, p_kill: 0.5}
"""
TABLE = """weapon,target,value,p_kill,earliest_s,latest_s,flight_s,rounds,assess_s
battery,bridge,80,0.7,0,60,20,3,5
battery,port,60,0.5,30,60,20,,
"""


def small_problem(seed, reloads=0):
    """Two or three targets, one or two weapons with one launcher each, few launches."""
    chance = np.random.default_rng(seed)
    targets, weapons = int(chance.integers(2, 4)), 1 if reloads else int(chance.integers(1, 3))
    units = {
        f"weapon {i}": Weapon(
            rounds=int(chance.integers(1, 3)), channels=int(chance.integers(1, 3)),
            in_flight=int(chance.integers(1, 3)), interval_s=float(chance.choice([5.0, 12.0])), assess_s=2.0,
            reloads=reloads, reload_s=25.0,
        )
        for i in range(weapons)
    }  # fmt: skip
    windows = []
    for i in range(weapons):
        for j in range(targets):
            first_s = float(chance.integers(0, 4)) * 10.0
            windows.append(
                Window(f"weapon {i}", f"target {j}", first_s, first_s + 10.0 * int(chance.integers(0, 3)),
                       float(chance.integers(5, 16)), float(chance.choice([0.3, 0.6, 0.9])))
            )  # fmt: skip
    values = {f"target {j}": float(chance.integers(1, 10)) for j in range(targets)}
    return shots_of(values, units, windows, 10.0)


def is_allowed(problem, shots):
    """Every rule, looked up one by one. One launcher for each weapon."""
    post = problem.weapon_post[problem.weapon]
    for i in range(len(problem.rounds)):
        times = sorted(problem.launch_s[o] for o in shots if problem.weapon[o] == i)
        if len(times) > problem.rounds[i] * problem.loads[i]:
            return False
        for k in range(1, len(times)):
            reloading = k % problem.rounds[i] == 0
            pause_s = max(problem.interval_s[i], problem.reload_s[i]) if reloading else problem.interval_s[i]
            if times[k] - times[k - 1] < pause_s - 1e-9:
                return False
    for now in shots:
        aloft = [
            problem.target[o]
            for o in shots
            if post[o] == post[now] and problem.launch_s[o] <= problem.launch_s[now] < problem.known_s[o]
        ]
        if len(set(aloft)) > problem.channels[post[now]]:
            return False
        if max(aloft.count(j) for j in set(aloft)) > problem.salvo[post[now]]:
            return False
    return True


def survives(problem, shots):
    left = problem.values.copy()
    for o in shots:
        left[problem.target[o]] *= 1.0 - problem.p[o]
    return left.sum()


def least_of_all_timetables(problem):
    most = int((problem.rounds * problem.loads).sum())
    return min(
        survives(problem, shots)
        for rounds in range(most + 1)
        for shots in combinations_with_replacement(range(len(problem.weapon)), rounds)
        if is_allowed(problem, shots)
    )


def shots_of_plan(problem, plan):
    """Rows of the shots of a timetable."""
    names = list(zip(problem.weapon, problem.target, problem.launch_s, strict=True))
    return [
        names.index((problem.weapons.index(s.weapon), problem.targets.index(s.target), s.launch_s)) for s in plan.shots
    ]


@pytest.mark.parametrize("seed", range(10))
def test_the_exact_timetable_is_the_best_of_all(seed):
    problem = small_problem(seed)
    found = plan_in_time(problem, "exact")
    assert found.proven
    assert found.surviving == pytest.approx(least_of_all_timetables(problem), abs=1e-5 * problem.values.sum())


@pytest.mark.parametrize("seed", [1, 4])
def test_reloads_are_planned_too(seed):
    problem = small_problem(seed, reloads=1)
    found = plan_in_time(problem, "exact")
    assert found.surviving == pytest.approx(least_of_all_timetables(problem), abs=1e-5 * problem.values.sum())


@pytest.mark.parametrize("method", ["greedy", "assignment", "exact"])
@pytest.mark.parametrize("seed", range(5))
def test_every_timetable_keeps_the_rules_and_the_bounds(seed, method):
    problem = small_problem(seed, reloads=seed % 2)
    found = plan_in_time(problem, method)
    shots = shots_of_plan(problem, found)
    assert is_allowed(problem, shots)
    assert found.surviving == pytest.approx(survives(problem, shots))
    assert found.lower_bound_as_it_goes <= found.lower_bound <= found.surviving
    assert found.lower_bound <= least_of_all_timetables(problem) + 1e-6 * problem.values.sum()


def test_shoot_look_shoot_saves_rounds_it_does_not_need():
    """Looks at 0 and 30 s: the second round only when the first has missed."""
    windows = [Window("battery", "raid", 0.0, 30.0, 20.0, 0.6)]
    one = shots_of({"raid": 1.0}, {"battery": Weapon(rounds=2, assess_s=5.0)}, windows, 30.0)
    found = plan_in_time(one)
    assert found.surviving == pytest.approx(0.16) and len(found.shots) == 2
    assert [shot.needed for shot in found.shots] == pytest.approx([1.0, 0.4])
    assert found.rounds_on_average == pytest.approx(1.4)
    assert found.proven and found.lower_bound_as_it_goes == pytest.approx(0.16)


def test_without_time_it_is_the_static_problem():
    """All launches in one moment, channels and rounds in flight for all: what `pavise.assign` finds without windows."""
    pytest.importorskip("highspy", reason="the extra `assign` is not installed")
    chance = np.random.default_rng(5)
    values, p = chance.uniform(1, 9, 3), chance.uniform(0.3, 0.9, (3, 3))
    one = shots_of(
        {f"t{j}": values[j] for j in range(3)},
        {f"w{i}": Weapon(rounds=1, channels=3) for i in range(3)},
        [Window(f"w{i}", f"t{j}", 0.0, 0.0, 10.0, p[i, j]) for i in range(3) for j in range(3)],
        1.0,
    )
    static = pavise.assign(values, p, 1, method="exact")
    assert plan_in_time(one, "exact").surviving == pytest.approx(static.surviving, abs=1e-5 * values.sum())


def test_a_table_and_fields_say_the_same(tmp_path):
    (tmp_path / "a.yaml").write_text(FIELDS)
    (tmp_path / "a.csv").write_text(TABLE)
    fields, table = read_problem(tmp_path / "a.yaml"), read_problem(tmp_path / "a.csv")
    for problem in (fields, table):
        assert problem.targets == ("bridge", "port") and problem.rounds.tolist() == [3]
        assert problem.values.tolist() == [80.0, 60.0] and set(problem.p) == {0.7, 0.5}
        assert (problem.launch_s.min(), problem.launch_s.max(), problem.known_s.max()) == (0.0, 60.0, 85.0)
    assert len(fields.weapon) == 7 + 4  # every ten seconds, both ends included
    plan = pavise.assign(tmp_path / "a.yaml", method="exact")
    assert plan.proven and plan.surviving == pytest.approx(80 * 0.09 + 60 * 0.5)


def test_every_slip_in_a_file_of_windows_is_named(tmp_path):
    broken = (
        FIELDS.replace("rounds: 3", "rounds: three")
        .replace("latest: 60 s", "latest: -5 s")
        .replace("port: {e", "pot: {e")
    )
    (tmp_path / "a.yaml").write_text(broken.replace("assess: 5 s", "asess: 5"))
    with pytest.raises(BadInput) as caught:
        read_problem(tmp_path / "a.yaml")
    fields = [finding.field for finding in caught.value.findings]
    at = "weapons.battery"
    assert {f"{at}.rounds", f"{at}.asess", f"{at}.windows.bridge.latest", f"{at}.windows.pot"} <= set(fields)
    (tmp_path / "a.csv").write_text(
        TABLE.replace("60,0.5", ",1.5").replace(",30,60", ",30,20").replace(",3,5", ",-3,5")
    )
    with pytest.raises(BadInput) as caught:
        read_problem(tmp_path / "a.csv")
    found = [(finding.line, finding.field) for finding in caught.value.findings]
    assert {(2, "rounds"), (3, "p_kill"), (3, "latest_s"), (None, "port")} <= set(found)


def test_the_command_prints_the_timetable(tmp_path):
    from typer.testing import CliRunner

    from pavise.app.cli import app

    (tmp_path / "a.yaml").write_text(FIELDS)
    said = CliRunner().invoke(app, ["assign", str(tmp_path / "a.yaml")])
    assert said.exit_code == 0, said.output
    assert "rounds are set aside" in said.output and "battery" in said.output
    plan = json.loads(CliRunner().invoke(app, ["assign", str(tmp_path / "a.yaml"), "--json"]).stdout)
    assert plan["shots"][0]["target"] == "bridge"
