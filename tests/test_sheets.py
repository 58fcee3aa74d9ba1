"""Sheets of blanks: what is asked, what is filled in, and the way back."""

import json
from typing import Any

import pytest

from llmextract import asking
from llmextract.content import Prompt, load_prompt, load_schema
from llmextract.errors import UsageError
from llmextract.forms import AnswerError, form_of
from llmextract.grounding.passage import Passage
from llmextract.narrowing import sheet
from llmextract.records import Context
from llmextract.sketching import Entry

FORM = form_of(load_schema("incident"))
PROMPT = load_prompt("incident")
TEXT = (
    "On Friday gunmen opened fire on a bus in Kassou, killing three traders. "
    "Elsewhere, a mine or a bomb killed a driver near Bellam on Saturday."
)


def blanks(text: str, *entries: tuple[int, ...]) -> Any:
    assert PROMPT.cues is not None
    return sheet(FORM, Passage(text), [Entry(entry) for entry in entries], PROMPT.cues)


def asked(text: str, *entries: tuple[int, ...]) -> list[dict[str, Any]]:
    schema = blanks(text, *entries).schema()
    assert schema["required"] == list(schema["properties"])
    return [blank["properties"] for blank in schema["properties"].values()]


def test_each_blank_is_narrowed_to_its_own_sentences() -> None:
    first, second = asked(TEXT, (1,), (2,))
    assert first["locations"]["items"] == {"enum": ["Kassou"]}
    assert second["locations"]["items"] == {"enum": ["Bellam"]}
    assert first["date"] == {"enum": ["Friday", None]}
    assert second["date"] == {"enum": ["Saturday", None]}
    assert set(second["event_type"]["enum"]) >= {"landmine", "bombing"}


def test_what_has_one_possible_value_is_not_asked_but_filled_in() -> None:
    filled = blanks(TEXT, (1,), (2,)).parse(
        json.dumps(
            {
                "1": {"date": "Friday", "locations": ["Kassou"], "perpetrators": ["gunmen"], "targets": []},
                "2": {"event_type": "landmine", "date": None, "locations": [], "perpetrators": [],
                      "targets": ["driver"], "weapons": ["mine"]},
            }
        )
    )  # fmt: skip
    first, second = (record.model_dump() for record in filled)
    assert (first["sentences"], first["event_type"], first["status"]) == (
        [1],
        "armed_attack",
        "happened",
    )
    assert (first["killed"], first["injured"], first["weapons"]) == (3, None, [])
    assert (second["sentences"], second["killed"]) == ([2], 1)


def test_a_number_that_no_word_carries_is_null() -> None:
    (only,) = asked("Gunmen opened fire on a bus in Kassou.", (1,))
    assert "killed" not in only
    assert "injured" not in only


def test_parts_that_add_up_are_one_count() -> None:
    text = "Two officers and a clerk were killed by gunmen in Kassou."
    record = blanks(text, (1,)).parse(
        '{"1": {"perpetrators": [], "targets": [], "locations": []}}'
    )[0]
    assert record.killed == 3


def test_a_place_named_once_serves_all_incidents_of_the_paragraph() -> None:
    text = "It was market day in Kassou. A bomb killed two men."
    (blank,) = asked(text, (2,))
    assert blank["locations"]["items"] == {"enum": ["Kassou"]}


def test_a_headline_with_one_place_serves_a_paragraph_with_none() -> None:
    assert PROMPT.cues is not None
    for title, offered in (
        ("Bomb in Kassou", ["Kassou"]),
        ("From Kassou to Bellam and Miran", None),
    ):
        passage = Passage("A bomb killed two men.", context=Context(title=title))
        schema = sheet(FORM, passage, [Entry((1,))], PROMPT.cues).schema()
        places = schema["properties"]["1"]["properties"].get("locations", {}).get("items", {})
        assert places.get("enum") == offered


@pytest.mark.parametrize("answer", ['{"2": {}}', '{"1": []}', '{"1": {"date": "Friday"}}'])
def test_a_blank_that_is_missing_or_wrong_is_told(answer: str) -> None:
    with pytest.raises(AnswerError):
        blanks(TEXT, (1,)).parse(answer)


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("A bomb killed two men in Kassou.", ""),
        ("A bomb killed two of their men in Kassou.", "[2] Trade was slow. "),
    ],
)
def test_a_question_shows_what_the_blanks_are_about_and_what_they_lean_on(
    told: str, shown: str
) -> None:
    text = f"Rain fell. Trade was slow. {told} It was market day. Rain fell."
    question = asking.question(FORM, Passage(text), PROMPT.cues)
    assert question is not None
    assert question.text == f"Paragraph: {shown}[3] {told}\nFill: 1 = [3]"


def test_there_is_no_question_where_no_cue_stands() -> None:
    assert asking.question(FORM, Passage("Rain fell in Kassou."), PROMPT.cues) is None


def test_the_examples_of_the_prompt_are_asked_like_any_paragraph() -> None:
    _, *turns = asking.preamble(PROMPT, FORM)
    assert [turn.role for turn in turns] == ["user", "assistant"] * len(PROMPT.examples)
    assert all(turn.content.startswith('{"1":{') for turn in turns if turn.role == "assistant")
    assert not any(" " in turn.content.split('"')[0] for turn in turns if turn.role == "assistant")


@pytest.mark.parametrize("records", [({"killed": 1},), ({"sentences": [9], "killed": 1},)])
def test_an_example_that_does_not_fit_is_wrong_use(records: tuple[dict[str, Any], ...]) -> None:
    from dataclasses import replace

    example = replace(PROMPT.examples[0], records=records)
    broken = Prompt(PROMPT.name, PROMPT.text, (example,), PROMPT.cues, PROMPT.digest)
    with pytest.raises(UsageError, match="example 1 of the prompt 'incident' does not fit"):
        asking.preamble(broken, FORM)
