"""What a user sees: help at once, tables that fit, one clear complaint for every slip, and never a traceback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

import pavise as package
from pavise import api
from tests.app.conftest import Compared, Pavise

VERBS = ("evidence", "status", "check", "run", "compare", "explain", "report", "replay", "why")


def assert_clean(done: subprocess.CompletedProcess[str], code: int = 0) -> None:
    """It left with this code, and whatever it had to say, it was no traceback."""
    assert "Traceback" not in done.stderr + done.stdout
    assert done.returncode == code, done.stderr


def fits(text: str, columns: int = 80) -> bool:
    return all(len(line) <= columns for line in text.splitlines())


def test_help_names_every_verb(pavise: Pavise) -> None:
    """How long it takes stands in docs/benchmarks.md; that it imports nothing slow, in tests/test_architecture.py."""
    done = pavise("--help")
    assert_clean(done)
    assert all(verb in done.stdout for verb in VERBS) and fits(done.stdout)


@pytest.mark.parametrize("verb", [*VERBS, "evidence list", "evidence show", "evidence conflicts", "evidence gaps"])
def test_every_verb_explains_itself(pavise: Pavise, verb: str) -> None:
    done = pavise(*verb.split(), "--help")
    assert_clean(done)
    assert "Usage" in done.stdout


def test_the_version_is_that_of_the_package(pavise: Pavise) -> None:
    assert pavise("--version").stdout.strip() == f"pavise {package.__version__}"


def test_a_word_that_is_no_verb_is_bad_usage(pavise: Pavise) -> None:
    assert_clean(pavise("attack"), 2)


# ---- evidence and status ------------------------------------------------------------------------------------------


def test_every_system_on_file_is_listed(pavise: Pavise) -> None:
    done = pavise("evidence", "list")
    assert_clean(done)
    assert fits(done.stdout)
    listed = {line.split(" ")[0] for line in done.stdout.splitlines()}
    assert {system.id for system in api.evidence_list()} <= listed


def test_the_list_counts_what_the_ledger_holds() -> None:
    from pavise.evidence.ledger import load_ledger

    ledger = load_ledger()
    listed = {one.id: one for one in api.evidence_list()}
    assert sum(one.claims for one in listed.values()) == len(ledger.claims)
    assert sum(one.suspect for one in listed.values()) == sum(claim.suspect for claim in ledger.claims.values())
    lot = ledger.for_("s400_turkiye_lot")
    assert listed["s400_turkiye_lot"].voices == len({claim.upstream for claim in lot})


def test_a_system_is_shown_with_every_claim_and_a_claim_with_its_source(pavise: Pavise) -> None:
    shown = pavise("evidence", "show", "s400_turkiye_lot")
    assert_clean(shown)
    assert fits(shown.stdout)
    claims = api.evidence_show("s400_turkiye_lot").claims
    for quantity in {claim.quantity for claim in claims}:
        assert f"s400_turkiye_lot.{quantity}" in shown.stdout
    with_address = next(claim for claim in claims if claim.source.url)
    one = pavise("evidence", "show", with_address.id)
    assert_clean(one)
    assert "".join(with_address.source.url.split()) in "".join(one.stdout.replace("address", "").split())


def test_a_misspelt_system_is_met_with_the_right_one(pavise: Pavise) -> None:
    done = pavise("evidence", "show", "s400_turkye_lot")
    assert_clean(done, 2)
    assert "did you mean 's400_turkiye_lot'?" in done.stderr


def test_conflicts_name_all_voices_and_gaps_what_nobody_says(pavise: Pavise) -> None:
    conflicts = pavise("evidence", "conflicts", "--system", "s400_turkiye_lot")
    assert_clean(conflicts)
    assert "16 launchers" in conflicts.stdout and "36 launchers" in conflicts.stdout
    gaps = pavise("evidence", "gaps")
    assert_clean(gaps)
    assert fits(conflicts.stdout) and fits(gaps.stdout)
    assert f"{len(api.evidence_gaps())} gaps" in gaps.stdout


def test_json_says_the_same_as_the_table(pavise: Pavise) -> None:
    listed = json.loads(pavise("evidence", "conflicts", "--json").stdout)
    assert [one["quantity"] for one in listed] == [conflict.quantity for conflict in api.evidence_conflicts()]
    status = json.loads(pavise("status", "--on", "2021-01-16", "--json").stdout)
    assert status["date"] == "2021-01-16"


def test_the_status_on_a_day_knows_nothing_later(pavise: Pavise) -> None:
    done = pavise("status", "--on", "2021-01-16", "--all")
    assert_clean(done)
    assert fits(done.stdout)
    days = re.findall(r"^(\d{4}-\d{2}-\d{2})\b", done.stdout, re.MULTILINE)
    assert days and max(days) <= "2021-01-16"
    assert "Open explanations" in done.stdout and "contradict" in done.stdout


def test_a_day_that_does_not_exist_is_bad_input(pavise: Pavise) -> None:
    done = pavise("status", "--on", "2021-02-30")
    assert_clean(done, 2)
    assert "2021-02-30" in done.stderr and "2021-01-16" in done.stderr


# ---- check --------------------------------------------------------------------------------------------------------


def test_the_shipped_files_of_every_kind_are_fit_for_use(pavise: Pavise) -> None:
    data = Path(package.__file__).parent / "data"
    files = {
        "study": data / "studies/turkey-s400.yaml",
        "posture": data / "scenarios/postures/s400-as-it-stands.yaml",
        "raid": data / "scenarios/raids/mixed.yaml",
        "sites file": data / "scenarios/sites-turkiye.yaml",
        "evidence file": data / "evidence/40n6e.yaml",
        "catalogue entry": data / "catalogue/40n6e.yaml",
        "timeline": data / "evidence/timeline-turkey-s400.yaml",
        "list of upstreams": data / "evidence/upstreams.yaml",
        "list of remarks": data / "evidence/remarks.yaml",
    }
    done = pavise("check", *files.values())
    assert_clean(done)
    for kind, path in files.items():
        assert f"{path}: fit for use ({kind})" in done.stdout


def test_everything_wrong_is_said_at_once_with_file_line_field_and_mend(pavise: Pavise, tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(
        "id: study\ntitle: T\nquestion: Q\ndate: 2026-02-30\nseed: -1\nworlds: 4\nrepeats: 1\nsites: sites-turkiye\n"
        "baseline: none\noptions: [none, s400-in-servise]\nraids: {mixed: [4]}\n"
        "reference: {raid: mixed, size: 4, repeets: 2}\n"
    )
    (tmp_path / "raid.yaml").write_text(
        "id: raid\ntitle: T\nsummary: S\nkinds:\n  drone: {system: owa_drone, share: 1.0, distance: 120 parsec}\n"
        "axis: {spread: 120 deg}\nwarning: 1 h\n"
    )
    (tmp_path / "broken.yaml").write_text("entries: [a, {b\n")
    (tmp_path / "latin.yaml").write_bytes("name: Türkiye\n".encode("latin-1"))
    names = ("study.yaml", "raid.yaml", "broken.yaml", "latin.yaml", "absent.yaml")
    done = pavise("check", *names)
    assert_clean(done, 2)
    lines = done.stderr.splitlines()
    for name in names:
        assert any(line.startswith(name) for line in lines), name
    assert all(". Mend: " in line for line in lines[:-1])
    assert any(line.startswith("study.yaml:4: date: ") for line in lines)
    assert any(line.startswith("study.yaml:5: seed: ") for line in lines)
    assert any(line.startswith("raid.yaml:5: kinds.drone.distance: ") for line in lines)
    assert lines[-1] == f"{len(lines) - 1} findings; nothing was run"


def test_a_file_of_no_kind_is_told_which_kinds_there_are(pavise: Pavise, tmp_path: Path) -> None:
    (tmp_path / "letter.yaml").write_text("dear: reader\n")
    done = pavise("check", "letter.yaml")
    assert_clean(done, 2)
    assert "letter.yaml:1: dear: " in done.stderr and "a study has options" in done.stderr


# ---- compare, run, explain, report --------------------------------------------------------------------------------


def outcomes_of(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted((folder / "outcomes").glob("*.parquet"))]


@pytest.mark.needs_compiler
def test_a_comparison_shows_a_table_and_leaves_a_result_with_its_report(compared: Compared) -> None:
    """The table goes to standard output, the progress to standard error, the result and its page into a folder."""
    assert_clean(compared.done)
    shown = compared.done.stdout
    assert "A small study" in shown and "S-400 in service" in shown and "95% intervals over" in shown
    assert fits(shown)
    assert "fighting the raids: 100%" in compared.done.stderr
    assert "<html" in (compared.folder / "report.html").read_text(encoding="utf-8")[:500]
    assert not list(compared.folder.rglob("*.tmp"))


@pytest.mark.needs_compiler
def test_an_answer_is_explained_down_to_the_claims(pavise: Pavise, compared: Compared) -> None:
    explained = pavise("explain", compared.folder, "--option", "s400-in-service", "--all")
    assert_clean(explained)
    assert fits(explained.stdout)
    assert "Judgements: no source states these" in explained.stdout and "40n6e" in explained.stdout
    assert_clean(pavise("explain", compared.folder))
    assert_clean(pavise("explain", compared.folder, "--option", "s400"), 2)


@pytest.mark.needs_compiler
def test_the_report_is_made_from_the_tables_again_to_the_byte(
    pavise: Pavise, compared: Compared, tmp_path: Path
) -> None:
    assert_clean(pavise("report", compared.folder, "--file", "again.html"))
    assert (tmp_path / "again.html").read_bytes() == (compared.folder / "report.html").read_bytes()


@pytest.mark.needs_compiler
def test_threads_and_shares_change_no_number_and_the_seed_does(
    pavise: Pavise, compared: Compared, tmp_path: Path
) -> None:
    assert_clean(pavise("compare", compared.study, "--out", "shared", "--threads", "2", "--shard", "1/1"))
    assert outcomes_of(tmp_path / "shared") == outcomes_of(compared.folder)
    assert_clean(pavise("compare", compared.study, "--out", "other", "--seed", "8"))
    assert outcomes_of(tmp_path / "other") != outcomes_of(compared.folder)


@pytest.mark.needs_compiler
def test_one_case_has_the_numbers_that_the_study_has_for_it(pavise: Pavise, compared: Compared, tmp_path: Path) -> None:
    done = pavise("run", compared.study, "--option", "s400-in-service", "--size", "4", "--out", "one", "--json")
    assert_clean(done)
    with api.open_result(compared.folder) as whole, api.open_result(tmp_path / "one") as alone:
        case = "s400-in-service/as-offered/mixed/4/all"
        for measure in ("leakers", "rounds_fired", "money_spent_usd"):
            (_, expected), (_, found) = whole.matrix(measure, case=case), alone.matrix(measure)
            assert (expected == found).all()
    estimate = json.loads(done.stdout)["estimates"]["as-offered"]["s400-in-service"]["leakers"]
    assert estimate["low"] <= estimate["value"] <= estimate["high"]


@pytest.mark.needs_compiler
def test_a_study_in_which_nobody_stands_is_still_answered(pavise: Pavise, small_study: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing.yaml").write_text("id: nothing\ntitle: Nothing\nsummary: Nobody stands there.\nentries: {}\n")
    text = small_study.read_text().replace("none, s400-in-service, s400-as-it-stands", "nothing")
    small_study.write_text(text.replace("baseline: none", "baseline: nothing"))
    done = pavise("compare", small_study)
    assert_clean(done)
    assert "A  Nothing" in done.stdout


def test_a_case_that_the_study_has_not_is_bad_input(pavise: Pavise, small_study: Path) -> None:
    done = pavise("run", small_study, "--option", "s400-in-servise", "--size", "4")
    assert_clean(done, 2)
    assert "did you mean 's400-in-service/as-offered/mixed/4/all'?" in done.stderr


@pytest.mark.needs_compiler
@pytest.mark.skipif(sys.platform == "win32", reason="no signal like Ctrl-C can be sent to one process there")
def test_an_interrupted_run_is_no_result_and_its_repetition_has_the_same_bits(
    pavise: Pavise, small_study: Path, tmp_path: Path
) -> None:
    import signal

    # Two blocks; the second is long enough to be interrupted in.
    long_study = (
        small_study.read_text().replace("[4, 8]", "[4, 6, 8, 10, 12, 14, 16, 200]").replace("worlds: 4", "worlds: 16")
    )
    small_study.write_text(long_study)
    command = [sys.executable, "-m", "pavise", "compare", str(small_study), "--out", "broken", "--threads", "1"]
    running = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        # A shell that runs the tests in the background has its children ignore Ctrl-C, and they theirs.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    first_block = tmp_path / "broken" / "outcomes" / "part-00000.parquet"
    while not first_block.exists() and running.poll() is None:
        time.sleep(0.002)
    running.send_signal(signal.SIGINT)
    output, errors = running.communicate(timeout=60)
    assert running.returncode == 130 and output == "" and "Traceback" not in errors
    assert errors.splitlines()[-1].startswith("pavise: interrupted")
    assert not (tmp_path / "broken" / "manifest.json").exists() and not (tmp_path / "broken" / "report.html").exists()
    refused = pavise("explain", "broken")
    assert_clean(refused, 2)
    assert "did not finish" in refused.stderr

    api.compare(small_study, tmp_path / "broken")
    for share in ((0, 2), (1, 2)):
        api.compare(small_study, tmp_path / "shared", shard=share)
    assert len(outcomes_of(tmp_path / "shared")) == 2
    assert outcomes_of(tmp_path / "broken") == outcomes_of(tmp_path / "shared")


def test_a_folder_with_other_things_in_it_is_left_alone(pavise: Pavise, small_study: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    done = pavise("compare", small_study, "--out", "mine")
    assert_clean(done, 2)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_bad_input_leaves_nothing_half_written(pavise: Pavise, small_study: Path, tmp_path: Path) -> None:
    small_study.write_text(small_study.read_text().replace("mixed: [4, 8]", "mixd: [4, 8]"))
    done = pavise("compare", small_study)
    assert_clean(done, 2)
    assert not (tmp_path / "results").exists()
    assert_clean(pavise("compare", "turkey-s40"), 2)


@pytest.mark.parametrize("share", ["0/2", "3/2", "1", "a/b", "-1/2", "1/2/3"])
def test_a_share_that_makes_no_sense_is_bad_usage(pavise: Pavise, small_study: Path, share: str) -> None:
    assert_clean(pavise("compare", small_study, f"--shard={share}"), 2)
