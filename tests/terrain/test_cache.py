"""A shadow is worked out once; a damaged file is noticed, an outdated one cannot be."""

import math
import os
import time

import numpy as np
import pytest

from pavise.sim.mask import ALWAYS_HIDDEN, MASK_AZIMUTHS, MASK_RANGES, shadow_m
from pavise.terrain import cache
from pavise.terrain.cache import Antenna, masks_of, stored_ground, stored_shadow
from pavise.terrain.ground import ground_table
from pavise.terrain.shadow import BuriedAntennaError, cast_shadow
from tests.terrain.relief import Posts, flat

pytestmark = pytest.mark.needs_compiler

EARTH_RADIUS_M = 4.0 / 3.0 * 6_371_000.0
HERE = Antenna(math.radians(39.0), math.radians(35.0), 1230.0, 30_000.0)
AREA = tuple(math.radians(angle) for angle in (38.8, 34.8, 39.2, 35.2, 0.05))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty cache of its own for each test."""
    monkeypatch.setattr(cache, "user_cache_folder", lambda: str(tmp_path))
    return tmp_path / "pavise" / "masks"


@pytest.fixture(scope="module")
def posts():
    height_m = np.random.default_rng(4).uniform(0.0, 1200.0, (61, 61))
    return Posts(height_m, math.radians(38.75), math.radians(34.75), math.radians(1 / 120))


@pytest.fixture
def counted(monkeypatch):
    """How often a shadow is really worked out."""
    calls = []

    def count(*arguments):
        calls.append(arguments)
        return cast_shadow(*arguments)

    monkeypatch.setattr(cache, "cast_shadow", count)
    return calls


def same(one, other):
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))


# ---- one shadow ----


def test_the_second_time_a_shadow_comes_from_the_disk_and_is_the_same(posts, counted, folder):
    first = stored_shadow(posts, HERE, EARTH_RADIUS_M)
    second = stored_shadow(posts, HERE, EARTH_RADIUS_M)
    assert len(counted) == 1 and len(list(folder.iterdir())) == 1
    assert same(first, second) and same(first, cast_shadow(posts, *HERE[:3], EARTH_RADIUS_M, HERE.reach_m))
    assert second.mask.dtype == np.int16 and isinstance(second.step_m, float)


@pytest.mark.parametrize("field", Antenna._fields)
def test_another_place_height_or_reach_is_another_shadow(posts, counted, field):
    stored_shadow(posts, HERE, EARTH_RADIUS_M)
    stored_shadow(posts, HERE._replace(**{field: getattr(HERE, field) * (1.0 + 1e-9)}), EARTH_RADIUS_M)
    assert len(counted) == 2


def test_another_earth_other_elevation_or_other_code_is_another_shadow(posts, counted, monkeypatch):
    stored_shadow(posts, HERE, EARTH_RADIUS_M)
    stored_shadow(posts, HERE, EARTH_RADIUS_M + 1.0)
    other = Posts(posts.height_m + 1e-9, posts.south_rad, posts.west_rad, posts.step_rad)
    stored_shadow(other, HERE, EARTH_RADIUS_M)
    monkeypatch.setattr(cache, "code_version", lambda: "another")
    stored_shadow(posts, HERE, EARTH_RADIUS_M)
    assert len(counted) == 4


def damage_half(content):
    return content[: len(content) // 2]


def damage_bit(content):
    return content[:500_000] + bytes([content[500_000] ^ 1]) + content[500_001:]


def damage_all(content):
    return b""


def other_content(content):
    return b"not a shadow at all" * 40


@pytest.mark.parametrize("damage", [damage_half, damage_bit, damage_all, other_content])
def test_a_damaged_file_is_worked_out_anew_and_replaced(posts, counted, folder, damage):
    first = stored_shadow(posts, HERE, EARTH_RADIUS_M)
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert same(stored_shadow(posts, HERE, EARTH_RADIUS_M), first)
    assert len(counted) == 2 and path.read_bytes() == whole and list(folder.iterdir()) == [path]


def test_a_whole_file_with_the_wrong_things_in_it_is_not_believed(posts, counted, folder):
    stored_shadow(posts, HERE, EARTH_RADIUS_M)
    (path,) = folder.iterdir()
    cache.store(path, ground_table(posts, *AREA))
    stored_shadow(posts, HERE, EARTH_RADIUS_M)
    assert len(counted) == 2


def test_where_nothing_can_be_stored_shadows_are_worked_out_all_the_same(posts, counted, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("a file where a folder should be")
    monkeypatch.setattr(cache, "user_cache_folder", lambda: str(tmp_path / "file"))
    assert same(stored_shadow(posts, HERE, EARTH_RADIUS_M), stored_shadow(posts, HERE, EARTH_RADIUS_M))
    assert len(counted) == 2


def test_a_full_disk_leaves_no_half_file(posts, folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache.os, "replace", full)
    assert stored_shadow(posts, HERE, EARTH_RADIUS_M).mask.shape == (MASK_AZIMUTHS, MASK_RANGES)
    assert list(folder.iterdir()) == []


def test_what_no_run_has_used_for_a_season_goes_and_what_is_used_stays(posts, counted, folder):
    stored_shadow(posts, HERE, EARTH_RADIUS_M)
    (used,) = folder.iterdir()
    long_ago_s = time.time() - (cache.UNUSED_DAYS + 1) * 86_400.0
    for name in ("old.shadow", "old.ground", "draft-xyz", "somebody-elses.txt"):
        (folder / name).write_text("old")
        os.utime(folder / name, (long_ago_s, long_ago_s))
    os.utime(used, (long_ago_s, long_ago_s))
    stored_shadow(posts, HERE, EARTH_RADIUS_M)  # used again
    stored_shadow(posts, HERE._replace(eye_height_m=1300.0), EARTH_RADIUS_M)
    assert len(counted) == 2
    assert used.exists()
    assert sorted(path.name for path in folder.iterdir() if path.suffix != ".shadow") == ["somebody-elses.txt"]


# ---- the masks of a case ----


def test_antennas_in_one_place_share_a_row_and_row_zero_hides_nothing(posts, counted):
    higher = HERE._replace(eye_height_m=1300.0)
    masks = masks_of(posts, [HERE, higher, HERE], EARTH_RADIUS_M)
    assert masks.table.shape == (3, MASK_AZIMUTHS, MASK_RANGES) and masks.table.dtype == np.int16
    assert masks.row == [1, 2, 1] and len(counted) == 2
    assert (masks.table[0] == -ALWAYS_HIDDEN).all()
    assert shadow_m(masks.table[0], 1.0, 1000.0, 50.0) < -30_000.0
    for row, shadow in zip(masks.row, masks.shadows, strict=True):
        assert np.shares_memory(shadow.mask, masks.table[row])
        assert (masks.table[row] < 20_000).all()
    assert masks.shadows[1].eye_height_m == 1300.0


def test_without_antennas_there_is_the_neutral_row_alone(posts):
    assert masks_of(posts, [], EARTH_RADIUS_M).table.shape == (1, MASK_AZIMUTHS, MASK_RANGES)


def test_progress_counts_all_antennas_from_the_disk_or_not(posts):
    antennas = [HERE._replace(eye_height_m=1300.0 + i) for i in range(3)]
    stored_shadow(posts, antennas[1], EARTH_RADIUS_M)
    seen = []
    masks_of(posts, antennas, EARTH_RADIUS_M, lambda *step: seen.append(step))
    assert seen[-1] == (3000, 3000) and seen == sorted(seen) and (2000, 3000) in seen


def test_an_antenna_below_the_ground_stops_the_whole():
    with pytest.raises(BuriedAntennaError):
        masks_of(flat(2000.0), [HERE], EARTH_RADIUS_M)


# ---- ground ----


def test_a_table_of_ground_is_kept_as_well(posts, folder, monkeypatch):
    first = stored_ground(posts, *AREA)
    monkeypatch.setattr(cache, "ground_table", None)  # from now on it cannot be worked out
    second = stored_ground(posts, *AREA)
    assert same(first, second) and isinstance(second.step_rad, float) and second.height_m.dtype == np.int16
    assert [path.suffix for path in folder.iterdir()] == [".ground"]
