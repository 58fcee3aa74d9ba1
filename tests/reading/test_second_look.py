"""A second look: the rules point at sentences, the model is asked once, and its answer is final."""

import json
from typing import Any

import pytest

from llmextract.content import load_prompt, load_schema
from llmextract.reading.open import OpenReading
from llmextract.reading.state import Domain
from llmextract.schema.lenient import read_answer
from llmextract.schema.outline import outline_of
from tests.reading.scene import domain, storm, tasks

OUTLINE = outline_of(load_schema("incident"))
INCIDENTS = OpenReading(Domain(OUTLINE, load_prompt("incident")))
TEXT = (
    "Gunmen shot dead two traders in Kassou on Friday. In a separate incident, a mine exploded near "
    "Bellam on Sunday and killed a driver."
)
(TASK,) = tasks(TEXT)
SHOT: dict[str, Any] = {
    "sentences": [1],
    "event_type": "armed_attack",
    "status": "happened",
    "date": "Friday",
    "locations": ["Kassou"],
    "perpetrators": ["Gunmen"],
    "targets": ["traders"],
    "weapons": [],
    "killed": 2,
    "injured": None,
}
MINE = SHOT | {
    "sentences": [2],
    "event_type": "landmine",
    "date": "Sunday",
    "locations": ["Bellam"],
    "perpetrators": [],
    "targets": ["driver"],
    "weapons": ["mine"],
    "killed": 1,
}


def answer(*rows: dict[str, Any]) -> str:
    return json.dumps({"incidents": rows})


def records(*rows: dict[str, Any]) -> list[Any]:
    return list(read_answer(answer(*rows), OUTLINE).records)


def test_sentences_of_which_nothing_was_listed_are_asked_about_in_the_same_form() -> None:
    question = INCIDENTS.second_look(TASK, records(SHOT))
    assert question is not None
    content = question.messages[-1].content
    assert "Look once more at [2]" in content
    assert "[1]: does" not in content
    assert '"locations":["Kassou"]' in content, "what is listed already is told"
    assert content.endswith(f"Paragraph:\n[1] {TASK.sentences[0]}\n[2] {TASK.sentences[1]}")


def test_where_all_is_listed_or_nothing_is_reported_nothing_is_asked() -> None:
    assert INCIDENTS.second_look(TASK, records(SHOT, MINE)) is None
    (quiet,) = tasks("The council met on Monday and spoke about the price of grain.")
    assert INCIDENTS.second_look(quiet, []) is None


def test_an_empty_list_is_a_full_answer() -> None:
    question = INCIDENTS.second_look(TASK, records(SHOT))
    assert question is not None
    assert question.read(answer()).records == ()


def test_what_is_listed_already_does_not_count_twice() -> None:
    """Whoever is shown the same paragraph may list all of it again."""
    known = records(SHOT)
    question = INCIDENTS.second_look(TASK, known)
    assert question is not None
    assert question.read(answer(SHOT, MINE)).records == tuple(records(MINE))
    assert question.read(answer(SHOT)).records == ()


def test_what_rests_on_a_sentence_that_was_not_asked_about_is_not_taken() -> None:
    question = INCIDENTS.second_look(TASK, records(SHOT))
    assert question is not None
    stray = SHOT | {"locations": ["Tondo"], "killed": 9, "sentences": [1]}
    assert question.read(answer(stray)).records == ()


def test_two_records_of_one_sentence_are_two() -> None:
    text = "A mine killed a driver near Bellam on Sunday and gunmen kidnapped a nurse in Kassou."
    (task,) = tasks(text)
    both = SHOT | {"event_type": "kidnapping", "targets": ["nurse"], "killed": None}
    question = INCIDENTS.second_look(task, [])
    assert question is not None
    told = answer(MINE | {"sentences": [1]}, both)
    assert len(question.read(told).records) == 2


@pytest.mark.parametrize(
    "reading",
    [OpenReading(domain()), OpenReading(INCIDENTS.domain, looks_twice=False)],
    ids=["no triggers", "switched off"],
)
def test_without_rules_or_when_it_is_switched_off_nothing_is_asked_twice(
    reading: OpenReading,
) -> None:
    assert reading.second_look(TASK, [storm()] if reading.looks_twice else []) is None
