"""The numbers of the story are those of the shipped files."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from pavise.assemble.study import assemble_study
from pavise.catalogue.library import load_library
from pavise.evidence.ledger import load_ledger
from pavise.evidence.weigh import voices
from pavise.scenario.study import load_study

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "story.md").read_text(encoding="utf-8")
STORY = " ".join(PAGE.split())


def test_the_claim_is_quoted_as_it_stands() -> None:
    claim = load_ledger().claims["40n6e.max_range.bryen-2018"]
    assert (claim.as_written, claim.upstream, str(claim.source.date)) == ("400 km", "almaz-antey", "2018-01-19")
    for part in (claim.id, claim.says, claim.upstream, claim.source.publisher):
        assert part in PAGE


def test_the_belief_has_the_voices_and_the_spread_of_the_story() -> None:
    belief = load_library().quantity("40n6e", "range_max")
    ledger = load_ledger()
    heard = {voice.upstream: voice for voice in voices([ledger.claims[name] for name in belief.claims])}
    assert set(heard) == {"foi", "almaz-antey"} and len(heard["almaz-antey"].claims) == 3
    assert (heard["foi"].low, heard["foi"].high) == (150e3, 200e3)
    low, middle, high = belief.distribution.ppf(np.array([0.1, 0.5, 0.9])) / 1e3
    assert f"below {low:.0f} km, half lie below {middle:.0f} km, nine in ten below {high:.0f} km" in STORY
    assert belief.method == "envelope" and belief.reason in STORY


def test_the_worlds_of_the_story_are_the_first_three_of_the_study() -> None:
    assembly = assemble_study(load_study("turkey-s400"), load_library())
    draws = assembly.table_rows()["draws"]

    def first_three(system: str, quantity: str) -> list[str]:
        mine = (np.array(draws["system"], str) == system) & (np.array(draws["quantity"], str) == quantity)
        worlds, values = np.array(draws["world"])[mine], np.array(draws["value"])[mine]
        return [f"{values[worlds == w][0]:.0f}" for w in range(3)]

    reach_km = [f"{float(metres) / 1e3:.0f}" for metres in first_three("40n6e", "range_max")]
    assert f"reaches {reach_km[0]}, {reach_km[1]} and {reach_km[2]} km" in STORY
    assert first_three("s400_turkiye_lot", "batteries") == ["4", "4", "4"]
    a, b, c = first_three("s400_turkiye_lot", "launchers")
    assert f"four batteries each time, but {a}, {b} and {c} launchers" in STORY


def test_every_command_of_the_story_names_something_that_exists() -> None:
    option, raid, size = re.search(r"--option (\S+) --raid (\S+) --size (\d+)", PAGE).groups()  # type: ignore[union-attr]
    study = load_study("turkey-s400")
    cases = assemble_study(study, load_library()).cases
    assert any((c.option, c.raid, c.size) == (option, raid, int(size)) for c in cases)
