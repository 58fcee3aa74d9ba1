"""The second domain: its schema is whole, its triggers report its own article and leave conflict alone."""

import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from llmextract import extract, rules
from llmextract.content import load_prompt, load_schema
from llmextract.documents.segmenting import sentence_bounds
from llmextract.records import Verdict
from llmextract.schema.outline import outline_of
from llmextract.schema_check import problems
from llmextract.verification.marks import Found, Grounded
from llmextract.verification.source_text import SourceText
from llmextract.verification.walk import plan_of
from tests.scripts import write_script

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT / "examples" / "disaster" / "river-and-quake.txt"
CONFLICT = sorted((ROOT / "examples").glob("*.txt"))
DISASTER = load_schema("disaster")
MODULE: Any = sys.modules[DISASTER.__module__]
TRIGGERS = rules.read_triggers(load_prompt("disaster").triggers, "disaster")


def source(text: str) -> SourceText:
    return SourceText(text, sentences=sentence_bounds(text))


def entries(text: str) -> list[tuple[int, ...]]:
    return [one.sentences for one in rules.templates(source(text), TRIGGERS)]


def read(text: str) -> dict[str, Any]:
    """The one disaster of a text, as the rules read it."""
    ((row,),) = [one.records for one in extract(text=text, schema="disaster", model="rules")]
    return dict(row)


def test_schema_prompt_and_examples_are_good() -> None:
    assert problems("disaster") == []
    assert len(load_prompt("disaster").examples) >= 2


@pytest.mark.parametrize("name", ["Disaster", "Location"])
def test_every_field_and_class_is_described(name: str) -> None:
    record: type[BaseModel] = getattr(MODULE, name)
    assert record.__doc__
    for field, info in record.model_fields.items():
        assert info.description, field


def test_every_value_that_the_text_can_carry_is_checked() -> None:
    marks = {mark.name: mark.mark for mark in plan_of(DISASTER).marks}
    roles = {
        "dead": "killed",
        "injured": "injured",
        "missing": "missing",
        "displaced": "displaced",
        "houses_destroyed": "buildings",
    }
    for field, role in roles.items():
        assert marks[field] == Grounded("number", role=role)
    assert marks["magnitude"] == Grounded("quote", role="magnitude, Richter")
    assert marks["date"] == Grounded("date")
    assert marks["responders"] == Grounded("name")
    place = {mark.name: mark.mark for mark in plan_of(MODULE.Location).marks}
    assert place["name"] == Grounded("place", role="location")
    assert (place["kind"], place["within"]) == (Found("kind"), Found("within"))


def test_the_tables_name_each_type_of_disaster() -> None:
    types = set(get_args(MODULE.DisasterType))
    assert set(MODULE.GLIDE_CODE) == types
    assert len(set(MODULE.GLIDE_CODE.values())) == len(types)
    assert {act.value for act in TRIGGERS.acts} == types - {"other"}
    assert set(MODULE.RECALLED_AS["disaster_type"]) == types - {"other"}
    finer = outline_of(DISASTER).finer["disaster_type"]
    assert {value for row in finer.items() for value in (row[0], *row[1])} <= types


@pytest.mark.parametrize("kind", get_args(MODULE.DisasterType)[:-1])
def test_each_type_is_told_by_its_own_noun(kind: str) -> None:
    name = {"storm": "cyclone"}.get(kind, kind.replace("_", " "))
    found = read(f"A {name} in Kesk killed nine people on Tuesday.")
    assert (found["disaster_type"], found["dead"]) == (kind, 9)


@pytest.mark.parametrize(
    ("why", "text", "expected"),
    [
        (
            "the toll goes on",
            "A flood hit Torvale. Six people drowned. Some 40 houses were washed away.",
            [(1, 2, 3)],
        ),
        (
            "two disasters",
            "A quake shook Kesk on Monday. Meanwhile, a mudslide buried a road in Miran.",
            [(1,), (2,)],
        ),
        ("help for a flood", "A flood hit Torvale. Divers are searching for a child.", [(1, 2)]),
        ("the dead of a war", "Gunmen killed six people in Torvale. Three were injured.", []),
        ("a habit", "Floods kill about 200 people a year in Miran.", []),
        ("no disaster", "The council sent a delegation and praised the aid of its guests.", []),
        ("another of a toll", "A flood hit Torvale. Another 90 people are missing.", [(1, 2)]),
        (
            "another disaster",
            "A flood hit Torvale on Monday. Another storm flooded Kesk on Friday.",
            [(1,), (2,)],
        ),
        ("pointing back", "A quake shook Kesk. The 7.1-magnitude quake hit at dawn.", [(1, 2)]),
        ("an idiom", "A landslide victory cost two ministers; six are missing from the list.", []),
        ("a flood of people", "A flood of refugees reached Adorra; 300 are homeless.", []),
        ("a storm of words is none", "Guards stormed the hall and killed two men.", []),
    ],
)
def test_a_sketch(why: str, text: str, expected: list[tuple[int, ...]]) -> None:
    assert entries(text) == expected, why


def test_what_the_words_leave_no_doubt_of_is_filled_in() -> None:
    found = read(
        "A magnitude 5.7 quake shook the coast. Twelve people died, thirty were injured and nine are "
        "missing; 2,000 residents were made homeless, and 85 houses collapsed."
    )
    assert found == {
        "sentences": [1, 2],
        "disaster_type": "earthquake",
        "status": "happened",
        "date": None,
        "locations": [],
        "magnitude": 5.7,
        "dead": 12,
        "injured": 30,
        "missing": 9,
        "displaced": 2000,
        "houses_destroyed": 85,
        "responders": [],
    }


def test_a_forecast_is_told_from_what_happened() -> None:
    found = read("A cyclone is expected to flatten huts in Miran on Friday.")
    assert found["status"] == "forecast"


def test_the_article_is_sketched_and_conflict_is_not() -> None:
    paragraphs = ARTICLE.read_text(encoding="utf-8").split("\n\n")[1:]
    assert [len(entries(text)) for text in paragraphs] == [1, 0, 1, 1, 1, 1, 1, 0, 0]
    assert CONFLICT
    for path in CONFLICT:
        for text in path.read_text(encoding="utf-8").split("\n\n"):
            assert entries(text) == [], text


QUAKE: dict[str, Any] = {
    "sentences": [1, 2, 3],
    "disaster_type": "earthquake",
    "status": "happened",
    "date": "Sunday",
    "locations": ["Badakhshan"],
    "magnitude": 6.1,
    "dead": 17,
    "injured": 42,
    "missing": None,
    "displaced": None,
    "houses_destroyed": 85,
    "responders": [],
}


def test_the_article_is_extracted_and_each_value_checked(tmp_path: Path) -> None:
    wrong = {**QUAKE, "magnitude": 250.0, "dead": 5}
    lines: list[dict[str, Any]] = [
        {"when": "before dawn on Sunday", "answer": {"disasters": [QUAKE, wrong]}},
        {"answer": {"disasters": []}},
    ]
    model = write_script(tmp_path / "script.jsonl", lines)
    text = ARTICLE.read_text(encoding="utf-8")
    (found,) = [
        one
        for one in extract([ARTICLE], schema="disaster", model=model, cache=False)
        if one.records
    ]
    by_field = {(f.record, f.field): f for f in found.findings}
    for field in ("magnitude", "dead", "injured", "houses_destroyed", "date", "locations[0].name"):
        assert by_field[0, field].verdict is Verdict.SUPPORTED, field
    assert by_field[1, "magnitude"].verdict is Verdict.UNSUPPORTED
    assert by_field[1, "dead"].verdict is not Verdict.SUPPORTED
    for finding in found.findings:
        for span in finding.spans:
            assert text[span.start : span.end] == span.text
    assert found.records[0]["locations"] == [
        {"name": "Badakhshan", "kind": "province", "within": []}
    ]
