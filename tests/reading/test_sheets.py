"""Sheets of blanks: what is asked, what is filled in, and the way back."""

import json
import re
from dataclasses import replace
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from llmextract import Evidence, Grounded
from llmextract.content import Prompt, load_prompt, load_schema
from llmextract.errors import UsageError
from llmextract.reading import asking
from llmextract.reading.sheets import NEITHER, PARTIES, Blank, Party, Sheet
from llmextract.records import Context
from llmextract.rules.candidates import sheet
from llmextract.rules.sketching import Entry
from llmextract.schema.form import AnswerError, form_of
from llmextract.verification.source_text import SourceText

FORM = form_of(load_schema("incident"))
PROMPT = load_prompt("incident")
TEXT = (
    "On Friday gunmen opened fire on a bus in Kassou, killing three traders. "
    "Elsewhere, a mine or a bomb killed a driver near Bellam on Saturday."
)


def blanks(text: str, *entries: tuple[int, ...]) -> Any:
    assert PROMPT.cues is not None
    return sheet(FORM, SourceText(text), [Entry(entry) for entry in entries], PROMPT.cues)


def asked(text: str, *entries: tuple[int, ...]) -> list[dict[str, Any]]:
    schema = blanks(text, *entries).schema()
    assert schema["required"] == list(schema["properties"])
    return [blank["properties"] for blank in schema["properties"].values()]


def test_each_blank_is_narrowed_to_its_own_sentences() -> None:
    text = (
        "On Friday or Saturday gunmen opened fire on a bus between Kassou and Bellam. "
        "Elsewhere, a mine or a bomb killed a driver on the road from Miran to Dorn on Monday."
    )
    first, second = asked(text, (1,), (2,))
    assert first["locations"]["items"] == {"enum": ["Kassou", "Bellam"]}
    assert second["locations"]["items"] == {"enum": ["Miran", "Dorn"]}
    assert first["date"] == {"enum": ["Friday", "Saturday", None]}
    assert set(second["event_type"]["enum"]) >= {"landmine", "bombing"}


def test_the_only_place_and_day_of_an_incident_are_not_asked() -> None:
    (second,) = asked(TEXT, (1,), (2,))
    assert not {"locations", "date"} & {*second}
    one, other = blanks(TEXT, (1,), (2,)).parse('{"2":{"event_type":"landmine"}}')
    assert ([p.name for p in one.locations], one.date) == (["Kassou"], "Friday")
    assert ([p.name for p in other.locations], other.date) == (["Bellam"], "Saturday")


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
    (only,) = asked("Gunmen opened fire on a bus between Kassou and Bellam.", (1,))
    assert list(only) == ["locations"]
    sheet = blanks("Gunmen opened fire on a bus between Kassou and Bellam.", (1,))
    (record,) = sheet.parse('{"1": {"locations": []}}')
    assert (record.killed, record.injured) == (None, None)


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
        source = SourceText("A bomb killed two men.", context=Context(title=title))
        made = sheet(FORM, source, [Entry((1,))], PROMPT.cues)
        blank = made.schema()["properties"].get("1", {"properties": {}})["properties"]
        assert blank.get("locations", {}).get("items", {}).get("enum") == offered
        assert made.is_settled is (offered is None)


@pytest.mark.parametrize("answer", ['{"2": {}}', '{"1": []}', '{"1": {"event_type": "sad"}}'])
def test_a_blank_that_is_missing_or_wrong_is_told(answer: str) -> None:
    with pytest.raises(AnswerError):
        blanks(TEXT, (2,)).parse(answer)


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("A bomb killed two clerks in Kassou or Bellam.", ""),
        ("A bomb killed two clerks in their shop in Kassou or Bellam.", "[2] Trade was slow. "),
    ],
)
def test_a_question_shows_what_the_blanks_are_about_and_what_they_lean_on(
    told: str, shown: str
) -> None:
    text = f"Rain fell. Trade was slow. {told} It was market day. Rain fell."
    question = asking.question(FORM, SourceText(text), PROMPT.cues)
    assert question is not None
    assert question.text == f"Paragraph: {shown}[3] {told}\nFill: 1 = [3]"
    assert question.settled is None


def test_there_is_no_question_where_no_cue_stands() -> None:
    assert asking.question(FORM, SourceText("Rain fell in Kassou."), PROMPT.cues) is None


def test_the_examples_of_the_prompt_are_asked_like_any_paragraph() -> None:
    _, *turns = asking.preamble(PROMPT, FORM)
    assert turns
    assert [turn.role for turn in turns] == ["user", "assistant"] * (len(turns) // 2)
    answers = [turn.content for turn in turns if turn.role == "assistant"]
    assert all(re.match(r'\{"\d":\{"', answer) for answer in answers)


@pytest.mark.parametrize("records", [({"killed": 1},), ({"sentences": [9], "killed": 1},)])
def test_an_example_that_does_not_fit_is_wrong_use(records: tuple[dict[str, Any], ...]) -> None:
    example = replace(PROMPT.examples[0], records=records)
    broken = Prompt(PROMPT.name, PROMPT.text, (example,), PROMPT.cues, PROMPT.digest)
    with pytest.raises(UsageError, match="example 1 of the prompt 'incident' does not fit"):
        asking.preamble(broken, FORM)


# The part that each party plays


class Player(BaseModel):
    name: Annotated[str, Grounded("name")]


class Match(BaseModel):
    sentences: Annotated[list[int], Evidence()]
    act: Literal["raid", "theft"]
    doers: list[Player] = Field(max_length=2)
    hit: list[Player] = Field(max_length=3)


MATCH = form_of(Match)
LEAGUE = Party("KITE LEAGUE", "kite league", ("doer", "hit"))
MAYOR = Party("mayor", "mayor", ("hit",))
WEAVERS = Party("weavers", "weavers", ("doer", "hit"))
FULLERS = Party("fullers", "fullers", ("doer", "hit"))
SIDES: Any = {"doer": "doers", "hit": "hit"}
SETTLED = Blank({}, {"sentences": [1], "act": "raid", "doers": [], "hit": ["nuns"]})
"""A blank of which the text fills all."""


def match(*parties: Party, **fixed: Any) -> Blank:
    known = {"sentences": [2], "act": "theft", **fixed}
    sides = {side: name for side, name in SIDES.items() if name not in fixed}
    return Blank({}, known, parties, sides)


def parts(**said: str) -> str:
    return json.dumps(
        {"1": {PARTIES: {name.replace("_", " "): part for name, part in said.items()}}}
    )


def names(record: Any) -> tuple[list[str], list[str]]:
    return [one.name for one in record.doers], [one.name for one in record.hit]


def test_each_party_is_asked_for_its_part_by_the_name_that_is_shown() -> None:
    made = Sheet(MATCH, (match(LEAGUE, MAYOR),))
    assert made.schema()["properties"]["1"] == {
        "type": "object",
        "properties": {
            PARTIES: {
                "type": "object",
                "properties": {
                    "kite league": {"enum": ["doer", "hit", "neither"]},
                    "mayor": {"enum": ["doer", "hit", "neither"]},
                },
                "required": ["kite league", "mayor"],
                "additionalProperties": False,
            }
        },
        "required": [PARTIES],
        "additionalProperties": False,
    }


def test_fields_that_are_open_are_asked_beside_the_parties_and_sides_are_not() -> None:
    blank = replace(match(LEAGUE), fixed={"sentences": [2]}, offers={"act": ["raid"]})
    asked = Sheet(MATCH, (blank,)).schema()["properties"]["1"]
    assert asked["required"] == list(asked["properties"]) == ["act", PARTIES]
    assert asked["properties"]["act"] == {"enum": ["raid"]}
    assert [slot.name for slot in blank.asked(MATCH)] == ["act"]


def test_answers_go_into_the_lists_of_their_sides_by_the_names_of_the_text() -> None:
    made = Sheet(MATCH, (match(LEAGUE, MAYOR, WEAVERS),))
    (record,) = made.parse(parts(kite_league="doer", mayor="hit", weavers=NEITHER))
    assert names(record) == (["KITE LEAGUE"], ["mayor"])
    assert record.model_dump()["act"] == "theft"


def test_what_the_text_says_of_one_side_stays_and_only_the_other_is_asked() -> None:
    blank = match(Party("weavers", "weavers", ("hit",)), doers=["Red Star"])
    made = Sheet(MATCH, (blank,))
    assert names(made.parse(parts(weavers="hit"))[0]) == (["Red Star"], ["weavers"])
    # A server that enforces nothing may answer what was not asked.
    listed = json.dumps({"1": {"doers": ["monks"], PARTIES: {"weavers": NEITHER}}})
    assert names(made.parse(listed)[0]) == (["Red Star"], [])


def test_a_list_takes_no_more_than_it_may_hold() -> None:
    made = Sheet(MATCH, (match(LEAGUE, WEAVERS, FULLERS),))
    (record,) = made.parse(parts(kite_league="doer", weavers="doer", fullers="doer"))
    assert names(record) == (["KITE LEAGUE", "weavers"], [])


def test_the_lists_themselves_are_heard_and_come_before_the_parts() -> None:
    made = Sheet(MATCH, (match(LEAGUE, WEAVERS),))
    row = {"doers": ["monks"], "hit": None, PARTIES: {"kite league": "doer", "weavers": "hit"}}
    (record,) = made.parse(json.dumps({"1": row}))
    assert names(record) == (["monks", "KITE LEAGUE"], ["weavers"])
    assert names(made.parse('{"1": {"hit": ["nuns"]}}')[0]) == ([], ["nuns"])


@pytest.mark.parametrize("row", [{}, {PARTIES: None}, {PARTIES: {}}, {PARTIES: {"monks": "hit"}}])
def test_a_party_of_which_nothing_is_said_is_on_no_side(row: dict[str, Any]) -> None:
    made = Sheet(MATCH, (match(LEAGUE),))
    assert names(made.parse(json.dumps({"1": row}))[0]) == ([], [])


def test_a_part_that_does_not_count_of_a_party_puts_it_on_no_side() -> None:
    made = Sheet(MATCH, (match(LEAGUE, MAYOR),))
    assert names(made.parse(parts(mayor="doer", kite_league="hit"))[0]) == ([], ["KITE LEAGUE"])


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"mayor": "doers"}, '"1".parties: mayor must be one of doer, hit, neither'),
        ({"kite league": "both"}, '"1".parties: kite league must be one of doer, hit, neither'),
        ({"kite league": ["doer"]}, '"1".parties: kite league must be one of doer, hit, neither'),
        ({"kite league": None}, '"1".parties: kite league must be one of doer, hit, neither'),
        (["kite league"], '"1".parties must be an object'),
    ],
)
def test_a_part_that_was_not_offered_is_told(said: Any, complaint: str) -> None:
    made = Sheet(MATCH, (match(LEAGUE, MAYOR),))
    with pytest.raises(AnswerError) as caught:
        made.parse(json.dumps({"1": {PARTIES: said}}))
    assert str(caught.value) == complaint


def test_an_example_is_answered_by_parts_and_comes_back_as_it_was() -> None:
    rows = [
        {"sentences": [1], "act": "raid", "doers": [], "hit": [{"name": "nuns"}]},
        {
            "sentences": [2],
            "act": "theft",
            "doers": [{"name": "KITE LEAGUE"}],
            "hit": [{"name": "mayor"}],
        },
    ]
    made = Sheet(MATCH, (SETTLED, match(LEAGUE, MAYOR, WEAVERS)))
    answer = made.answer(rows)
    assert answer == '{"2":{"parties":{"kite league":"doer","mayor":"hit","weavers":"neither"}}}'
    assert [record.model_dump() for record in made.parse(answer)] == rows


# What leaves nothing open


def test_a_sheet_that_leaves_nothing_open_has_its_records() -> None:
    made = Sheet(MATCH, (SETTLED, match(doers=["monks"])))
    assert made.is_settled
    assert made.schema() == {
        "type": "object",
        "properties": {},
        "required": [],
        "additionalProperties": False,
    }
    assert [names(record) for record in made.settled()] == [([], ["nuns"]), (["monks"], [])]
    assert made.parse("{}") == made.settled()


def test_a_blank_that_leaves_nothing_open_is_not_asked_beside_one_that_does() -> None:
    made = Sheet(MATCH, (SETTLED, match(LEAGUE)))
    assert not made.is_settled
    assert [made.asks(0), made.asks(1)] == [False, True]
    assert made.schema()["required"] == list(made.schema()["properties"]) == ["2"]
    prose = 'Sentence [1] is known. {"2": {"parties": {"kite league": "hit"}}}'
    assert [names(record) for record in made.parse(prose)] == [
        ([], ["nuns"]),
        ([], ["KITE LEAGUE"]),
    ]
    with pytest.raises(AnswerError, match='must have an object "2"'):
        made.parse('{"1": {}}')
    # What was not asked is not heard against the text.
    with pytest.raises(AnswerError, match='must have an object "1"'):
        made.parse('{"1": [], "2": {}}')


def test_the_records_may_be_listed_all_the_same() -> None:
    row = {"sentences": [1], "act": "raid", "doers": [], "hit": ["monks"]}
    made = Sheet(MATCH, (match(LEAGUE),))
    assert names(made.parse(json.dumps({"matchs": [row]}))[0]) == ([], ["monks"])
    assert names(made.parse(json.dumps([row]))[0]) == ([], ["monks"])
