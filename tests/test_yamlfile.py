"""A file people write is read whole, and everything wrong with it is told at once with file, line, field and mend."""

import pickle
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator

from pavise.yamlfile import BadInput, Finding, parse_yaml, read_yaml, validate


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Battery(Part):
    id: str
    magazine: int = Field(ge=0, description="rounds ready to fire")
    state: Literal["ready", "stored"] = "ready"

    @field_validator("id")
    @classmethod
    def short(cls, value: str) -> str:
        if len(value) > 8:
            raise ValueError("is too long for a label")
        return value


class Post(Part):
    name: str
    batteries: list[Battery]
    spare: Battery | None = None


def findings_of(text: str) -> list[Finding]:
    with pytest.raises(BadInput) as caught:
        parse_yaml(text, "case.yaml")
    return caught.value.findings


def test_every_value_knows_its_line():
    document = parse_yaml("a: 1\nb:\n  - x: 2\n    y: [3,\n        4]\n  - z\n")
    assert document.data == {"a": 1, "b": [{"x": 2, "y": [3, 4]}, "z"]}
    assert [document.line(p) for p in [("a",), ("b", 0, "y"), ("b", 0, "y", 1), ("b", 1)]] == [1, 4, 5, 6]


def test_a_path_that_was_not_written_gets_the_line_of_its_parent():
    document = parse_yaml("a:\n  b: 1\n")
    assert document.line(("a", "c", "d")) == 1


def test_norway_stays_norway_and_times_and_dates_stay_text():
    document = parse_yaml("c: no\nt: 12:30:00\nd: 2018-07-27\nn: 1_000\nyes: on")
    assert document.data == {"c": "no", "t": "12:30:00", "d": "2018-07-27", "n": "1_000", "yes": "on"}


@pytest.mark.parametrize(
    ("text", "value"),
    [(".5", 0.5), ("1e3", 1000.0), ("010", 10), ("0x1F", 31), ("-3", -3), ("~", None), ("'5'", "5")],
)
def test_plain_words_follow_the_core_schema(text, value):
    assert parse_yaml(f"v: {text}").data == {"v": value}


def test_all_repeated_keys_are_told_with_both_lines():
    found = findings_of("a: 1\na: 2\nb:\n  c: 1\n  c: 2\n")
    assert [(f.line, f.field) for f in found] == [(2, "a"), (5, "b.c")]
    assert "first on line 1" in found[0].problem


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: [1, 2\nb: 3", 2, "not valid YAML"),
        ("a:\n\t- b", 2, "not valid YAML"),
        ("a: \x01", 1, "not valid YAML"),
        ("a: !!python/object:os.system x", 1, "tag"),
        ("a: .inf", 1, "finite"),
        ("a: 1\nb: 1e999", 2, "finite"),
        ("a: " + "9" * 5000, 1, "too long"),
        ("? [a]\n: b", 1, "key is a list"),
        ("a: 1\n---\nb: 2", 2, "second document"),
        ("b: *x", 1, "names nothing"),
        ("a: &a [*a]", 1, "names nothing"),
        ("[" * 100_000, 1, "nested"),
        ("base: &b {a: 1}\nc:\n  <<: *b", 3, "merging"),
        ("~: b", 1, "key is missing"),
    ],
)
def test_what_we_refuse_has_a_line_and_a_reason(text, line, words):
    found = findings_of(text)
    assert found[0].line == line
    assert words in found[0].problem
    assert all(f.mend for f in found)


def test_a_broken_line_names_the_field_that_was_being_read():
    (found,) = findings_of("posts:\n  - name: north\n    reach: [1, 2\n")
    assert found.field == "posts.0.reach.2"


def test_an_empty_file_is_a_finding_and_not_nothing():
    (found,) = findings_of("# only a remark\n")
    assert (found.line, found.field, found.problem) == (1, "(file)", "is empty")
    assert str(found).startswith("case.yaml:1: is empty.")


def test_an_alias_bomb_is_refused_in_no_time():
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12))
    assert "too many values" in findings_of(bomb)[0].problem


def test_an_honest_alias_is_the_same_value_twice():
    assert parse_yaml("a: &x {n: 1}\nb: *x").data == {"a": {"n": 1}, "b": {"n": 1}}


def test_unreadable_files_are_findings(tmp_path):
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"a: 1\nname: T\xfcrkiye\n")
    for path, words in [(tmp_path / "none.yaml", "no such file"), (tmp_path, "folder"), (latin, "UTF-8")]:
        with pytest.raises(BadInput) as caught:
            read_yaml(path)
        assert words in caught.value.findings[0].problem
        assert caught.value.findings[0].file == str(path)
    with pytest.raises(BadInput) as caught:
        read_yaml(latin)
    assert caught.value.findings[0].line == 2


def test_a_byte_order_mark_does_no_harm(tmp_path):
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_yaml(path).data == {"a": 1}


def test_a_good_file_becomes_its_model():
    document = parse_yaml("name: north\nbatteries:\n  - {id: b1, magazine: 16}\n")
    post, found = validate(document, Post)
    assert found == []
    assert post is not None and post.batteries[0].magazine == 16


def test_all_mistakes_of_a_file_are_told_together_each_on_its_line():
    document = parse_yaml(
        "name: 7\n"
        "batteries:\n"
        "  - id: b1\n"
        "    magazin: 8\n"
        "  - id: much-too-long\n"
        "    magazine: -1\n"
        "    state: storred\n"
        "spare: [1]\n",
        "case.yaml",
    )
    post, found = validate(document, Post)
    assert post is None
    told = {f.field: f for f in found}
    assert {f: told[f].line for f in told} == {
        "name": 1,
        "batteries.0.magazin": 4,
        "batteries.1.id": 5,
        "batteries.1.magazine": 6,
        "batteries.1.state": 7,
        "spare": 8,
    }
    assert told["batteries.0.magazin"].mend == "did you mean 'magazine'?"
    assert told["batteries.1.state"].mend == "did you mean 'ready'?" or "stored" in told["batteries.1.state"].mend
    assert told["batteries.1.id"].problem == "is too long for a label"


def test_a_missing_field_is_told_with_its_meaning_at_its_parent():
    _, found = validate(parse_yaml("name: n\nbatteries:\n  - id: b1\n"), Post)
    assert [(f.field, f.line) for f in found] == [("batteries.0.magazine", 3)]
    assert "rounds ready to fire" in found[0].mend


def test_a_part_of_a_file_can_be_validated_alone():
    document = parse_yaml("post:\n  name: n\n  batteries: []\n  nam: m\n", "case.yaml")
    _, found = validate(document, Post, at=("post",))
    assert [(f.field, f.line) for f in found] == [("post.nam", 4)]
    _, found = validate(document, Post, at=("posts",))
    assert found[0].problem == "is missing"


def test_a_value_where_fields_should_be_is_a_finding():
    _, found = validate(parse_yaml("just words"), Post)
    assert "should be fields with values" in found[0].problem


def test_a_finding_reads_as_one_line():
    line = str(Finding("case.yaml", 4, "batteries.0.magazin", "unknown field", "did you mean 'magazine'?"))
    assert line == "case.yaml:4: batteries.0.magazin: unknown field. Mend: did you mean 'magazine'?"


def test_bad_input_comes_back_whole_from_another_process():
    error = BadInput([Finding("b.yaml", 2, "x", "p", "m"), Finding("a.yaml", None, "", "q", "n")])
    again = pickle.loads(pickle.dumps(error))
    assert again.findings == error.findings
    assert [f.file for f in again.findings] == ["a.yaml", "b.yaml"]
