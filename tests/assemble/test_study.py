"""The study as cases: complete, paired, quick, and saying what it rests on."""

from collections import Counter

import numpy as np
import pytest

from pavise.assemble.study import Assembly, assemble_study
from pavise.catalogue.library import Library
from pavise.scenario.study import Study


def test_every_option_meets_every_raid_in_every_size(assembly: Assembly):
    spec = assembly.study.spec
    met = Counter(
        (case.raid, case.size) for case in assembly.cases if case.variant == "as-offered" and case.doubt == "all"
    )
    assert met == {(raid, size): len(spec.options) for raid, sizes in spec.raids.items() for size in sizes}
    assert len({case.case for case in assembly.cases}) == len(assembly.cases)


def test_the_summary_has_one_size_of_every_raid_fought_more_often(study: Study, library: Library):
    cases = assemble_study(study, library).cases
    told = Counter((case.raid, case.size) for case in cases if case.reference)
    middle = {raid: sizes[2] for raid, sizes in study.spec.raids.items()}  # five sizes each
    assert told == {cell: len(study.spec.options) for cell in middle.items()}
    for case in cases:
        of_summary = middle[case.raid] == case.size
        assert case.repeats == (study.spec.reference.repeats if of_summary else study.spec.repeats)


def test_doubt_is_taken_apart_against_the_reference_raid(study: Study, library: Library):
    cases = assemble_study(study, library).cases
    doubt = [case for case in cases if case.doubt != "all"]
    assert len(doubt) == 2 * len(study.spec.options)
    assert {case.repeats for case in doubt} == {study.spec.reference.repeats}
    assert {(case.raid, case.size) for case in doubt} == {(study.spec.reference.raid, study.spec.reference.size)}


def test_equal_money_meets_the_raids_of_the_summary_too(study: Study, library: Library):
    cases = assemble_study(study, library).cases
    met = {(case.raid, case.size) for case in cases if case.variant == "equal-budget"}
    swept = {("mixed", size) for size in study.spec.raids["mixed"]}
    assert met == set(study.summary.items()) | swept


def test_the_baseline_stands_in_both_variants(assembly: Assembly):
    for variant in ("as-offered", "equal-budget"):
        options = [case.option for case in assembly.cases if case.variant == variant and case.baseline]
        assert set(options) == {"none"}


def test_worlds_repeats_and_seed_can_be_asked_for(study: Study, library: Library):
    small = assemble_study(study, library, worlds=3, repeats=2, seed=5)
    world = small.world(small.cases[0])
    assert (world.sizes["W"], world.config["repeats"][0], world.config["seed"][0]) == (3, 2, 5)
    assert {case.repeats for case in small.cases} == {2}


def test_the_same_study_is_assembled_to_the_same_bits(study: Study, library: Library):
    first, second = (assemble_study(study, library, worlds=4) for _ in range(2))
    for case in first.cases[:3] + first.cases[-3:]:
        for a, b in zip(first.world(case), second.world(case), strict=True):
            assert np.array_equal(a, b)
    assert first.hashes() == second.hashes()


def test_the_order_in_which_cases_are_asked_for_does_not_matter(study: Study, library: Library):
    forward, backward = (assemble_study(study, library, worlds=4) for _ in range(2))
    cases = forward.cases[::37]
    there = {case.case: forward.world(case) for case in cases}
    for case in reversed(cases):
        world = backward.world(case)
        for name, table in zip(world._fields, world, strict=True):
            if name == "sensor":  # rows of lookups are numbered as they come up
                columns = [column for column in table.dtype.names if column not in ("pd_row", "beam_row", "loss_row")]
                assert np.array_equal(table[columns], getattr(there[case.case], name)[columns])
            elif name not in ("pd_table", "beam_table", "loss_table"):
                assert np.array_equal(table, getattr(there[case.case], name)), name


def test_memory_does_not_grow_with_the_number_of_cases(study: Study, library: Library, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("pavise.assemble.study.MOST_KEPT_BYTES", 300_000)
    tight = assemble_study(study, library, worlds=2)
    for case in tight.cases[:: len(tight.cases) // 60]:
        world = tight.world(case)
        assert sum(half.size_bytes for half in tight._defences.values()) <= 300_000
    monkeypatch.undo()
    easy = assemble_study(study, library, worlds=2)
    assert np.array_equal(world.launcher, easy.world(case).launcher)


def test_doubt_moves_nobody(assembly: Assembly):
    places = {
        doubt: {
            unit.name: place.name
            for unit, place in zip(
                assembly._forces[("s400-in-service", "as-offered", doubt)].units,
                assembly._forces[("s400-in-service", "as-offered", doubt)].places,
                strict=True,
            )
        }
        for doubt in ("all", "claims", "judgements")
    }
    for doubt in ("claims", "judgements"):
        assert places[doubt].items() <= places["all"].items()


@pytest.mark.parametrize("kind", ["claims", "judgements"])
def test_frozen_doubt_leaves_only_its_own_figures_in_doubt(assembly: Assembly, kind: str):
    assembly.table_rows()
    case = next(case for case in assembly.cases if case.doubt == kind and case.option == "s400-in-service")
    assembly.world(case)
    for drawn in assembly._samplers[kind].drawn.values():
        if (drawn.origin == "claims") != (kind == "claims") and drawn.quantity != "axis_bearing":
            assert np.ptp(drawn.values) == 0.0, (drawn.system, drawn.quantity)


def test_tables_say_what_was_drawn_and_what_it_rests_on(assembly: Assembly):
    rows = assembly.table_rows()
    for name, columns in rows.items():
        assert len({len(column) for column in columns.values()}) == 1, name
    beliefs = set(zip(rows["beliefs"]["system"], rows["beliefs"]["quantity"], strict=True))
    leans = set(zip(rows["leans"]["system"], rows["leans"]["quantity"], strict=True))
    draws = set(zip(rows["draws"]["system"], rows["draws"]["quantity"], strict=True))
    assert {name for name in leans if name[0] != "hypothesis"} <= beliefs
    assert {name for name in draws if name[1] != "axis_bearing"} <= beliefs
    assert len(rows["draws"]["world"]) == assembly.worlds * len(draws)
    used = [name for name, used in zip(rows["claims"]["id"], rows["claims"]["used"], strict=True) if used]
    named = {claim for text in rows["beliefs"]["claims"] for claim in text.split(";") if claim}
    assert set(used) == named


def test_an_option_leans_on_its_own_equipment_only(assembly: Assembly):
    rows = assembly.table_rows()["leans"]
    systems = {
        option: {system for at, system in zip(rows["option"], rows["system"], strict=True) if at == option}
        for option in ("none", "s400-in-service", "returned-patriot-2018")
    }
    assert "40n6e" in systems["s400-in-service"]
    assert not systems["none"] & {"40n6e", "92n6e", "an_mpq65"}
    assert "an_mpq65" in systems["returned-patriot-2018"] - systems["s400-in-service"]


def test_the_map_shows_every_unit_once(assembly: Assembly):
    rows = assembly.table_rows()["units"]
    keys = list(zip(rows["option"], rows["variant"], rows["unit"], strict=True))
    assert len(set(keys)) == len(keys)
    there = dict(zip(keys, rows["share_of_worlds"], strict=True))
    assert there[("s400-in-service", "as-offered", "s400 1")] == 1.0
    assert 0.0 < there[("s400-in-service", "as-offered", "s400 4")] < 1.0
    assert all(35 < lat < 43 and 25 < lon < 45 for lat, lon in zip(rows["lat_deg"], rows["lon_deg"], strict=True))


def test_one_hypothesis_holds_in_each_world(assembly: Assembly):
    rows = assembly.table_rows()["hypotheses"]
    assert rows["world"] == list(range(assembly.worlds))
    assert Counter(rows["value"]) == dict.fromkeys(["ready_on_order", "stored", "leaving", "second_batch"], 4)


def test_hashes_follow_content_and_not_comments(study: Study, library: Library, assembly: Assembly, tmp_path):
    from pavise.scenario.study import load_study, shipped

    text = (shipped("studies") / "turkey-s400.yaml").read_text(encoding="utf-8")
    same, other = tmp_path / "same.yaml", tmp_path / "other.yaml"
    same.write_text("# a remark\n" + text, encoding="utf-8")
    other.write_text(text.replace("seed: 20260331", "seed: 1"), encoding="utf-8")
    assert assemble_study(load_study(same), library, worlds=2).hashes()["study"] == assembly.hashes()["study"]
    assert assemble_study(load_study(other), library, worlds=2).hashes()["study"] != assembly.hashes()["study"]
