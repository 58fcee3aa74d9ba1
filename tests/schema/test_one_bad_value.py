"""One value that cannot be read, or that is told under another name, costs nothing but itself."""

import json

import pytest
from pydantic import BaseModel, create_model

from llmextract.schema.lenient import read_answer
from llmextract.schema.outline import outline_of
from tests.schema.test_lenient import FLOOD, ROW, flood


@pytest.mark.parametrize("said", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_costs_its_own_value_and_not_the_answer(said: str) -> None:
    text = json.dumps({"floods": [ROW]})
    for field in ("homes", "depth"):
        written = json.dumps(ROW[field])
        answer = read_answer(text.replace(f'"{field}": {written}', f'"{field}": {said}'), FLOOD)
        assert answer.records[0].model_dump()[field] is None
        assert any(f"record 1, {field}" in note for note in answer.notes)


@pytest.mark.parametrize("digits", [19, 400, 5000])
def test_a_number_that_fits_no_table_is_left_out(digits: int) -> None:
    text = json.dumps({"floods": [ROW]}).replace('"homes": 2', f'"homes": {"9" * digits}')
    answer = read_answer(text, FLOOD)
    assert answer.records[0].model_dump()["homes"] is None
    assert any("record 1, homes" in note for note in answer.notes)


def test_half_of_a_surrogate_pair_costs_a_character() -> None:
    text = json.dumps({"floods": [ROW]}).replace("Orlo", "Orlo\\ud83d")
    assert read_answer(text, FLOOD).records[0].model_dump()["places"][0]["name"] == "Orlo?"


def test_names_of_fields_may_be_cased_and_joined_in_other_ways() -> None:
    class Raid(BaseModel):
        event_type: str
        killed: int | None = None

    for row in (
        {"eventType": "raid", "Killed": 3},
        {"EVENT_TYPE": "raid", "KILLED": 3},
        {"Event type": "raid", "killed": 3, "Killed": 9},
    ):
        answer = read_answer(json.dumps({"raids": [row]}), outline_of(Raid))
        assert answer.records == (Raid(event_type="raid", killed=3),)

    odd = create_model("Odd", eventType=(str, ...), Killed=(int | None, None))
    for row in ({"eventType": "raid", "Killed": 3}, {"event_type": "raid", "killed": 3}):
        (record,) = read_answer(json.dumps({"odds": [row]}), outline_of(odd)).records
        assert record.model_dump() == {"eventType": "raid", "Killed": 3}


def test_a_list_of_a_hundred_thousand_items_takes_a_moment() -> None:
    record, _ = flood(sentences=list(range(100_000)), places=[f"p{n}" for n in range(20_000)])
    assert record.sentences == [1, 2, 3]
    assert len(record.places) == 20_000
