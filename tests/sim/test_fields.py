"""Every array is declared once: name, type, unit, meaning; and what is made from the declaration agrees with it."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from pavise.sim import fields
from pavise.sim.fields import Field, NotFiniteError, Table, allocate, document, require_numbers
from pavise.sim.paths import SLOWED_POINTS
from pavise.sim.state import PATH_POINTS, STATE_TABLES, State, make_state
from pavise.sim.world import WORLD_TABLES, Lookups, World, make_world

SUFFIXES = {
    "_m": "m",
    "_s": "s",
    "_mps": "m/s",
    "_rad": "rad",
    "_m2": "m2",
    "_usd": "USD",
    "_w": "W",
    "_db": "dB",
    "_hz": "Hz",
    "_rad_s": "rad/s",
    "_per_m3": "1/m3",
    "_psd": "m2/s3",
    "_m2pkg": "m2/kg",
}
COUNTED = {"confirm_m"}
"""M of "M of N" is a count of looks, not metres; the name is that of the textbooks."""

TABLES = [*WORLD_TABLES, *STATE_TABLES]
FIELDS = [pytest.param(table, field, id=f"{table.name}.{field.name}") for table in TABLES for field in table.fields]
SIZES = {"W": 2, "U": 3, "S": 4, "C": 3, "G": 3, "L": 5, "M": 2, "T": 6, "D": 2, "J": 3, "N": 2, "Q": 1}


@pytest.mark.parametrize("table, field", FIELDS)
def test_every_column_says_what_it_is_and_its_name_ends_in_its_unit(table, field):
    assert len(field.meaning) >= 5 and field.meaning == field.meaning.strip()
    assert not field.meaning.endswith(".") and field.length >= 1
    suffix = next((s for s in sorted(SUFFIXES, key=len, reverse=True) if field.name.endswith(s)), "")
    if field.name in COUNTED:
        assert field.unit == ""
    else:
        assert field.unit == SUFFIXES.get(suffix, ""), "the unit at the end of the name and in the declaration differ"


@pytest.mark.parametrize("table, field", [p for p in FIELDS if p.values[1].name.startswith("p_")])
def test_what_is_called_a_probability_has_no_unit_and_is_real(table, field):
    assert field.unit == "" and field.dtype == "f8"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_says_what_a_row_is_and_its_axes_are_explained(table):
    assert table.meaning.endswith(".") and len({field.name for field in table.fields}) == len(table.fields)
    letters = set(re.findall(r"\b([A-Z]) [a-z]", fields.__doc__ or ""))
    # one row of settings, and the plots, are no axis of the simulation: their tables explain themselves
    assert set(table.axes) - {"A", "X"} <= letters
    assert table.axes[0] == "R" if table in STATE_TABLES else "R" not in table.axes


def test_tables_and_tuples_list_the_same_arrays_in_the_same_order():
    only_looked_up = Lookups._fields[1:]  # all but the networks, which pictures are made by as well
    assert Lookups._fields[0] == "network"
    assert World._fields == (*(table.name for table in WORLD_TABLES[:-2]), *only_looked_up)
    assert State._fields == tuple(table.name for table in STATE_TABLES)


def test_arrays_have_the_declared_columns_and_axes():
    world, state = make_world(SIZES, 1, 10), make_state(SIZES, 7, shots=11, events=13)
    lengths = {**SIZES, "A": 1, "R": 7, "I": 11, "E": 13, "P": state.path.shape[2], "X": SIZES["S"] * SIZES["T"]}
    for table, array in zip(TABLES, [*world[: len(WORLD_TABLES)], *state], strict=True):
        assert array.shape == tuple(lengths[axis] for axis in table.axes), table.name
        assert array.dtype.names == tuple(field.name for field in table.fields)
        for field in table.fields:
            column = array[field.name]
            assert column.dtype == np.dtype(field.dtype)
            assert column.shape == array.shape + ((field.length,) if field.length > 1 else ())


def test_a_world_knows_its_own_sizes_and_how_long_paths_are():
    world = make_world(SIZES, 1, 10)
    assert {**world.sizes, "N": 2} == {**SIZES, "P": PATH_POINTS}
    world.threat["drag_m2pkg"][0, 0] = 1e-4
    assert world.sizes["P"] == SLOWED_POINTS > PATH_POINTS


def test_a_column_that_nobody_fills_changes_nothing():
    """A world made by hand: sensors that see all round, nobody's signals, cross-sections alike from all sides."""
    world = make_world(SIZES, 1, 10)
    assert (world.sensor["illuminator"] == -1).all() and (world.sensor["cos_half_sector"] == -1.0).all()
    assert (world.sensor["sin_elevation_min"] == -1.0).all() and (world.sensor["sin_elevation_max"] == 1.0).all()
    for column in ("rcs_side_ratio", "rcs_tail_ratio", "rcs_band_ratio"):
        assert (world.threat[column] == 1.0).all()
    assert (world.threat["size_m2"] == 0.0).all() and (world.unit["on_station_s"] == math.inf).all()
    assert make_world({**SIZES, "J": 0}, 1, 10).jammer.shape == (2, 0)


def test_records_are_aligned_so_that_each_number_is_read_in_one_go():
    for table in TABLES:
        assert table.dtype.isalignedstruct
        for name in table.dtype.names:
            base = table.dtype[name].base
            assert table.dtype.fields[name][1] % base.alignment == 0


TINY = Table("tiny", "RT", "A test.", (Field("far_m", "f8", "m", "distance"), Field("n", "i4", "", "count"),
                                       Field("place_m", "f8", "m", "place", 3)))  # fmt: skip


def test_a_missing_number_is_named_by_table_column_and_row():
    array = allocate(TINY, {"R": 2, "T": 3})
    require_numbers(TINY, array)
    array["far_m"][0, 1] = math.inf  # never
    require_numbers(TINY, array)
    array["place_m"][1, 2, 0] = math.nan
    with pytest.raises(NotFiniteError, match=r"'tiny', column 'place_m', row \(1, 2, 0\)"):
        require_numbers(TINY, array)


def test_the_documentation_page_names_every_column_with_unit_and_meaning():
    page = document(tuple(TABLES))
    for table in TABLES:
        assert f"### {table.name} " in page and table.meaning in page
        for field in table.fields:
            assert re.search(
                rf"^\| `{field.name}` \| {field.dtype}[^|]* \| .*\| {re.escape(field.meaning)} \|$", page, re.M
            )


def test_rows_read_alike_with_and_without_the_compiler():
    """`row.far_m` is how compiled code reads; a recarray row lets plain Python read the same."""
    array = allocate(TINY, {"R": 1, "T": 2})
    array[0, 1].far_m = 5.0
    assert array["far_m"].tolist() == [[0.0, 5.0]] and array[0, 1].place_m.tolist() == [0.0, 0.0, 0.0]
