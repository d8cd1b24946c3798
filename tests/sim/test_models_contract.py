"""What every model file promises, asked of all of them: the tests are made from the files that are there.

A new file in `sim/models/` is found by its folder and must keep these promises from its first day: parameters declared
once, no clock or chance or memory, chances between 0 and 1, the same result compiled and as plain Python.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import math
import pkgutil
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pavise.kinds import Doctrine, ThreatClass
from pavise.sim.air_picture import SETTINGS
from pavise.sim.detection import anchor_scale, pd_table
from pavise.sim.evaluation import Means, Target
from pavise.sim.models.declaration import WITHHELD, Parameter
from pavise.sim.models.doctrine import wants
from pavise.sim.models.identification import kinematics
from pavise.sim.models.sensing import optical_sight, passive_receiver
from pavise.sim.schedule import STEP_S
from pavise.sim.world import GROUP, LAUNCHER, MISSILE, NETWORK, POST, SENSOR, THREAT
from tests.sim.test_fields import SUFFIXES

FOLDERS = ("motion", "sensing", "tracking", "identification", "doctrine", "engagement")


def files_in(folder: str) -> list[ModuleType]:
    """The model files of one folder."""
    package = importlib.import_module(f"pavise.sim.models.{folder}")
    return [
        importlib.import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)
    ]


MODELS = [
    pytest.param(model, id=model.__name__.split("models.")[1]) for folder in FOLDERS for model in files_in(folder)
]
SENSORS = [model for model in files_in("sensing") if hasattr(model, "p_detect")]
DOCTRINES = files_in("doctrine")
COLUMNS = {
    field.name: field
    for table in (SENSOR, POST, GROUP, LAUNCHER, MISSILE, THREAT, NETWORK, SETTINGS)
    for field in table.fields
}


def kernels_of(model: ModuleType) -> list:
    """The compiled functions that a file defines (with the compiler off: none)."""
    return [f for f in vars(model).values() if hasattr(f, "py_func") and f.py_func.__module__ == model.__name__]


# ---- every file ---------------------------------------------------------------------------------------------------


def test_every_folder_has_models_and_every_doctrine_its_file():
    assert all(files_in(folder) for folder in FOLDERS)
    named = {model.__name__.rsplit(".", 1)[1] for model in DOCTRINES}
    assert named == {doctrine.name.lower() for doctrine in Doctrine if doctrine != Doctrine.HOOK}


@pytest.mark.parametrize("model", MODELS)
def test_a_model_file_tells_its_story_names_a_source_and_says_when_not_to_believe_it(model):
    story = " ".join((model.__doc__ or "").split())
    assert len(story) > 200
    assert any(word in story for word in ("From:", "Source:", "Sources:"))
    doubts = ("not believe", "not to believe", "Do not use", "do not use", "Ignores", "upper bound", "can be off")
    assert any(word in story for word in doubts)


@pytest.mark.parametrize("model", MODELS)
def test_parameters_are_declared_once_with_unit_bounds_and_a_sentence(model):
    parameters = model.PARAMETERS
    assert all(isinstance(parameter, Parameter) for parameter in parameters)
    assert len({parameter.name for parameter in parameters}) == len(parameters)
    for name, unit, low, high, meaning in parameters:
        assert low < high and math.isfinite(high) and len(meaning) > 5
        suffix = next((s for s in sorted(SUFFIXES, key=len, reverse=True) if name.endswith(s)), "")
        assert unit == ("" if name == "confirm_m" else SUFFIXES.get(suffix, ""))
        if name.startswith("p_"):
            assert (low, high) == (0.0, 1.0)


@pytest.mark.parametrize("model", MODELS)
def test_parameters_are_columns_of_the_world_in_the_same_unit(model):
    for parameter in model.PARAMETERS:
        kinds = {f"p_kill_{kind.name.lower()}" for kind in ThreatClass}
        column = COLUMNS["p_kill" if parameter.name in kinds else parameter.name]
        assert column.unit == parameter.unit


@pytest.mark.parametrize("model", MODELS)
def test_a_model_has_no_chance_no_clock_no_memory_and_no_log(model):
    """It imports neither draws nor events, and writes to nothing but arrays that it is given to fill."""
    tree = ast.parse(inspect.getsource(model))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    forbidden = {"pavise.sim.draws", "pavise.sim.events", "pavise.sim.state", "random", "time", "datetime"}
    assert not imported & forbidden
    assert not any(isinstance(node, ast.Global | ast.Nonlocal) for node in ast.walk(tree))
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        given = {argument.arg for argument in function.args.args}
        for node in ast.walk(function):
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in targets:
                if (
                    isinstance(target, ast.Subscript)
                    and isinstance(target.value, ast.Name)
                    and target.value.id in given
                ):
                    assert target.value.id.endswith("_out"), f"{function.name} writes into {target.value.id}"


# ---- sensing ------------------------------------------------------------------------------------------------------

LAWS = {name: pd_table(*name) for name in ((0, 1, 1e-6), (1, 1, 1e-6), (3, 8, 1e-4))}
ranges_m = st.floats(0.0, 800e3)
rcs_m2 = st.floats(1e-4, 1e3)
scales_m2 = st.floats(1e12, 1e24)
laws = st.sampled_from(sorted(LAWS))
SIGHT_ROW = optical_sight.optical_row()


def row_of(model, law):
    """The row of chances by signal that a model looks up; that of an eye knows no Swerling cases and false alarms."""
    return SIGHT_ROW if model is optical_sight else LAWS[law]


def scale_from_claim(model, claimed_m, strength, pd, law):
    """The scale that makes the claim true: cross-section, emission or size `strength` at the claimed range."""
    if model is optical_sight:
        return optical_sight.optical_scale_m2(claimed_m, strength, pd)
    if model is passive_receiver:
        return passive_receiver.passive_scale_m2(claimed_m, strength, pd, *law)
    return anchor_scale(claimed_m, strength, pd, *law)


@pytest.mark.parametrize("model", SENSORS)
@given(range_m=ranges_m, rcs=rcs_m2, scale=scales_m2, law=laws)
def test_the_chance_of_a_look_is_a_probability(model, range_m, rcs, scale, law):
    assert 0.0 <= model.p_detect(range_m, rcs, scale, row_of(model, law)) <= 1.0


@pytest.mark.parametrize("model", SENSORS)
@given(near=ranges_m, far=ranges_m, small=rcs_m2, large=rcs_m2, scale=scales_m2, law=laws)
def test_detection_falls_with_range_and_rises_with_cross_section(model, near, far, small, large, scale, law):
    near, far, small, large = *sorted((near, far)), *sorted((small, large))
    at = row_of(model, law)
    assert model.p_detect(far, small, scale, at) <= model.p_detect(near, small, scale, at) + 1e-12
    assert model.p_detect(far, small, scale, at) <= model.p_detect(far, large, scale, at) + 1e-12


@pytest.mark.parametrize("model", SENSORS)
@given(range_m=st.floats(1e3, 400e3), rcs=rcs_m2, scale=scales_m2, law=laws)
def test_the_signal_falls_with_the_stated_power_of_range(model, range_m, rcs, scale, law):
    """Out and back: sixteen times the cross-section doubles the range; one way: four times the emission or size."""
    at = row_of(model, law)
    once = model.p_detect(range_m, rcs, scale, at)
    assert model.RANGE_POWER in (2, 4)
    assert model.p_detect(2.0 * range_m, 2.0**model.RANGE_POWER * rcs, scale, at) == pytest.approx(once, abs=1e-9)


@pytest.mark.parametrize("model", SENSORS)
@given(claimed_m=st.floats(10e3, 600e3), rcs=rcs_m2, pd=st.floats(0.1, 0.95), law=laws)
def test_at_the_claimed_range_the_chance_is_the_claimed_one(model, claimed_m, rcs, pd, law):
    scale_m2 = scale_from_claim(model, claimed_m, rcs, pd, law)
    assert model.p_detect(claimed_m, rcs, scale_m2, row_of(model, law)) == pytest.approx(pd, abs=5e-4)


def test_no_radar_looks_more_often_than_the_clock_steps():
    """A look that falls between two steps is lost, and counts as a miss in M of N."""
    period = next(p for model in SENSORS for p in model.PARAMETERS if p.name == "scan_period_s")
    assert period.low >= STEP_S


# ---- doctrines ----------------------------------------------------------------------------------------------------

targets = st.builds(
    Target,
    threat_class=st.integers(0, 3),
    time_to_go_s=st.floats(0.0, 5000.0),
    value_at_stake=st.floats(0.0, 100.0),
    price_usd=st.floats(1e3, 1e8),
    is_own=st.booleans(),
    range_m=st.floats(0.0, 500e3),
    in_flight=st.integers(0, 9),
)
means = st.builds(
    Means,
    p_kill=st.floats(0.0, 1.0),
    price_usd=st.floats(1e3, 1e7),
    salvo=st.integers(1, 8),
    own_in_flight=st.integers(0, 3),
    own_fired=st.integers(0, 5),
    left=st.integers(0, 40),
    kept=st.floats(0.0, 40.0),
    point_usd=st.floats(0.0, 1e9),
)
BUILT_IN = [d for d in Doctrine if d != Doctrine.HOOK]
UNCOORDINATED = {Doctrine.NEAREST_FIRST}
"""Doctrines that do not ask what others of the network are shooting at."""


@pytest.mark.parametrize("doctrine", BUILT_IN)
@given(target=targets, can=means)
def test_a_doctrine_wants_no_more_than_a_salvo_and_nothing_while_it_waits(doctrine, target, can):
    preference, rounds = wants(int(doctrine), target, can)
    assert math.isfinite(preference) and preference >= 0.0
    assert rounds == WITHHELD or 0 <= rounds <= can.salvo
    waits = can.own_in_flight > 0 if doctrine in UNCOORDINATED else target.in_flight > 0
    assert rounds <= 0 or not waits


@pytest.mark.parametrize("doctrine", BUILT_IN)
@given(target=targets, can=means, later_s=st.floats(0.0, 500.0), more=st.floats(0.0, 100.0))
def test_a_doctrine_prefers_what_is_more_pressing_and_what_is_worth_more(doctrine, target, can, later_s, more):
    now, _ = wants(int(doctrine), target, can)
    assert now >= wants(int(doctrine), target._replace(time_to_go_s=target.time_to_go_s + later_s), can)[0]
    assert now <= wants(int(doctrine), target._replace(value_at_stake=target.value_at_stake + more), can)[0]


@pytest.mark.parametrize("doctrine", BUILT_IN)
def test_the_number_of_a_doctrine_leads_to_its_file(doctrine):
    own = next(model for model in DOCTRINES if model.__name__.endswith(doctrine.name.lower()))
    assert wants(int(doctrine), TARGET, CAN) == own.wants(TARGET, CAN)


def rounds_of(doctrine: Doctrine, target: Target, can: Means) -> int:
    return wants(int(doctrine), target, can)[1]


TARGET = Target(2, 30.0, 2.0, 20e3, True, 12e3, 0)
CAN = Means(0.6, 1e5, 3, 0, 0, 10, 4.0, 1e6)
"""A drone, 30 s away from the own site, and what a post could do about it."""


def test_one_round_or_two_or_a_salvo():
    assert rounds_of(Doctrine.SHOOT_LOOK_SHOOT, TARGET, CAN) == 1
    assert rounds_of(Doctrine.SALVO, TARGET, CAN) == 3
    assert rounds_of(Doctrine.SHOOT_SHOOT_LOOK, TARGET, CAN) == 2
    assert rounds_of(Doctrine.SHOOT_SHOOT_LOOK, TARGET, CAN._replace(own_fired=2)) == 1


def test_nearest_first_wants_the_nearest_and_does_not_ask_what_others_do():
    near, far = (wants(int(Doctrine.NEAREST_FIRST), TARGET._replace(range_m=m), CAN) for m in (8e3, 20e3))
    assert near[0] > far[0]
    assert rounds_of(Doctrine.NEAREST_FIRST, TARGET._replace(in_flight=4), CAN) == 1
    assert rounds_of(Doctrine.NEAREST_FIRST, TARGET, CAN._replace(own_in_flight=1)) == 0


def test_rounds_are_kept_for_ballistic_targets_only_down_to_the_reserve():
    few, ballistic = CAN._replace(left=4), TARGET._replace(threat_class=int(ThreatClass.BALLISTIC))
    assert rounds_of(Doctrine.SAVE_FOR_BALLISTIC, TARGET, CAN) == 1
    assert rounds_of(Doctrine.SAVE_FOR_BALLISTIC, TARGET, few) == WITHHELD
    assert rounds_of(Doctrine.SAVE_FOR_BALLISTIC, ballistic, few) == 1
    assert rounds_of(Doctrine.SAVE_FOR_BALLISTIC, TARGET, few._replace(left=0, kept=0.0)) == 1  # cannot meet them


def test_point_defence_answers_for_its_own_site_and_area_defence_for_all():
    elsewhere = TARGET._replace(is_own=False)
    assert rounds_of(Doctrine.POINT_DEFENCE, TARGET, CAN) == 1
    assert rounds_of(Doctrine.POINT_DEFENCE, elsewhere, CAN) == WITHHELD
    assert rounds_of(Doctrine.AREA_DEFENCE, elsewhere, CAN) == 1


def test_no_round_of_four_million_at_a_drone_of_twenty_thousand_unless_what_it_would_hit_is_worth_it():
    dear, nothing_much = CAN._replace(price_usd=4e6), TARGET._replace(value_at_stake=0.01)
    assert rounds_of(Doctrine.COST_AWARE, nothing_much, dear) == WITHHELD
    assert rounds_of(Doctrine.COST_AWARE, nothing_much._replace(value_at_stake=10.0), dear) == 1
    assert rounds_of(Doctrine.COST_AWARE, nothing_much, dear._replace(price_usd=10e3)) == 1


# ---- compiled or not ----------------------------------------------------------------------------------------------

SAMPLES = {
    "p_detect": (80e3, 0.3, 1e20, LAWS[1, 1, 1e-6]),
    "passive_scale_m2": (200e3, 1.0, 0.5, 1, 1, 1e-6),
    "equivalent_range_m": (40e3, 90e3),
    "optical_scale_m2": (12e3, 4.0, 0.5),
    "cycles_for": (0.8,),
    "p_of_cycles": (1.3,),
    "with_detection": (np.uint32(0b1011), 3),
    "confirmed": (np.uint32(0b1011), 3, 5),
    "wants": (TARGET, CAN),
    "flight_time_s": (45e3, 900.0),
    "in_envelope": (20e3, 3e3, 1e3, 40e3, 30.0, 15e3),
    "readable_share": (1, 0),
    "answers_log_ratio": (3, 1, 0.95),
    "fit": (kinematics.HOSTILE, 240.0, 900.0, 3.0, 10.0, 300.0, 5.0),
    "kinematics_log_ratio": (240.0, 900.0, 3.0, 10.0, 300.0, 5.0),
    "plan_ratio": (6e3, 12.0, 400.0, 9.0),
    "plan_log_ratio": (70.0,),
    "p_kill_round": (np.array([0.1, 0.2, 0.3, 0.4]), 2),
    "share_kept": (0.9, -0.4, 0.5, 0.7),
}
"""Arguments for one call of each compiled function; a new function needs a line here."""


NUMBERS = [p for p in MODELS if not p.id.startswith(("motion", "tracking")) or p.id == "tracking.confirm_m_of_n"]
"""The files whose functions return numbers; those that fill arrays: see test_same_bits.py."""


@pytest.mark.needs_compiler
@pytest.mark.parametrize("model", NUMBERS)
def test_the_result_is_the_same_compiled_and_as_plain_python(model):
    assert kernels_of(model)
    for kernel in kernels_of(model):
        arguments = SAMPLES[kernel.py_func.__name__]
        assert kernel(*arguments) == kernel.py_func(*arguments), kernel.py_func.__name__
