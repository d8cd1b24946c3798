"""Orders and command posts as rows: what is written counts, the rest is neutral or what the catalogue believes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pavise.assemble.check import check_study
from pavise.assemble.study import Assembly, assemble_study
from pavise.catalogue.library import Library
from pavise.kinds import Doctrine, WeaponControl
from pavise.scenario.study import Study, load_study
from pavise.sim.world import POST, World, check_world

NEUTRAL = (
    "reserve_rounds", "reserve_share", "point_usd", "control", "ring_m", "control_near", "control_before_red",
    "control_alone", "front_rad", "cos_half_front", "silence", "crew_s", "fallback",
)  # fmt: skip


@pytest.fixture(scope="module")
def orders(library: Library) -> Assembly:
    return assemble_study(load_study("who-may-shoot"), library, worlds=8)


def world_of(assembly: Assembly, option: str) -> World:
    world = assembly.world(next(case for case in assembly.cases if case.option == option))
    check_world(world)
    return world


def test_without_a_word_nothing_is_commanded(orders: Assembly, assembly: Assembly):
    for world in (world_of(orders, "orders-as-usual"), world_of(assembly, "s400-in-service")):
        fields = {field.name: field for field in POST.fields}
        for name in NEUTRAL:
            assert (world.post[name] == fields[name].neutral).all(), name
        assert not world.network["operators"].any() and not world.network["warns"].any()
    assert not any(quantity == "decision_time" for _, quantity in assembly._samplers["all"].drawn)


def test_doctrines_and_their_figures_reach_the_posts(orders: Assembly):
    assert (world_of(orders, "orders-nearest").post["doctrine"] == Doctrine.NEAREST_FIRST).all()
    assert (world_of(orders, "orders-optimal").post["doctrine"] == Doctrine.HOOK).all()
    save = world_of(orders, "orders-save").post
    assert (save["doctrine"][:, 0] == Doctrine.SAVE_FOR_BALLISTIC).all() and (save["reserve_share"][:, 0] == 0.5).all()
    worth = world_of(orders, "orders-cost").post["point_usd"]
    assert np.ptp(worth[:, 0]) > 0.0 and (worth[:, 1] == 50e6).all()


def test_a_command_post_is_what_is_written_and_else_what_the_catalogue_believes(orders: Assembly):
    world, sampler = world_of(orders, "orders-command"), orders._samplers["all"]
    network = world.network[:, 0]
    assert (network["operators"] == 3).all() and (network["warns"] == 1).all()
    assert np.array_equal(network["decision_s"], sampler.of("network_notional", "decision_time"))
    assert np.array_equal(world.post["crew_s"][:, 0], sampler.of("network_notional", "crew_time_yellow"))
    assert (world.post["control_before_red"][:, 0] == WeaponControl.HOLD).all()


def test_each_post_that_may_have_to_fight_alone_has_a_network_for_it(orders: Assembly):
    world = world_of(orders, "orders-command-lost")
    posts = world.post.shape[1]
    assert world.post["fallback"][0].tolist() == list(range(1, 1 + posts)) and world.sizes["N"] == 1 + posts
    alone = world.network[:, 1:]
    assert not alone["operators"].any() and not alone["p_command_lost"].any()
    assert len(np.unique(world.network["key"][0])) == 1 + posts


def test_the_loss_of_command_changes_nothing_else(orders: Assembly):
    kept, lost = world_of(orders, "orders-command"), world_of(orders, "orders-command-lost")
    for table in ("unit", "sensor", "launcher", "missile", "threat"):
        assert np.array_equal(getattr(kept, table), getattr(lost, table)), table
    assert np.array_equal(kept.network["decision_s"], lost.network["decision_s"])


POSTURE = """
id: mine
title: Mine
summary: Mine.
entries:
  long: {{system: patriot_battery, count: 1{orders}}}
  eye: {{system: kalkan_unit, count: 1{eye}}}
{networks}
"""


def findings(folder: Path, library: Library, orders: str = "", eye: str = "", networks: str = "") -> str:
    """What is said about the study with a posture of one's own."""
    (folder / "mine.yaml").write_text(POSTURE.format(orders=orders, eye=eye, networks=networks), encoding="utf-8")
    text = (Path(load_study("who-may-shoot").source.document.file)).read_text(encoding="utf-8")
    head = text[: text.index("baseline:")] + "baseline: mine\noptions: [mine]\n" + text[text.index("raids:") :]
    (folder / "study.yaml").write_text(head, encoding="utf-8")
    study: Study = load_study(str(folder / "study.yaml"))
    return "\n".join(str(finding) for finding in check_study(study, library))


@pytest.mark.parametrize(
    "words, said",
    [
        ({}, ""),
        ({"orders": ", silence: until_cued"}, ""),
        ({"eye": ", doctrine: salvo"}, "has no rounds"),
        ({"orders": ", crew: 5 min"}, "waits for a warning"),
        ({"orders": ", rules: {alone: hold}"}, "cannot be lost"),
        ({"orders": ", silence: until_red"}, "waits for a warning"),
        ({"orders": ", crew: 5 min", "networks": "networks: {national: {warning: {state: white}}}"}, ""),
        (
            {"eye": ", network: other", "networks": "networks: {other: {command: {operators: 2}}}"},
            "no unit with rounds",
        ),
        ({"eye": ", network: other", "orders": ", silence: until_cued"}, "nobody ever sees"),
    ],
)
def test_orders_that_nobody_could_follow_are_found(tmp_path: Path, library: Library, words: dict[str, str], said: str):
    found = findings(tmp_path, library, **words)
    assert (said in found) if said else not found
