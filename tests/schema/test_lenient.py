"""Answers are read leniently: what can be read is kept, what cannot is noted, and nothing else is lost."""

import json
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from llmextract.content import load_schema
from llmextract.schema.answers import answer_text
from llmextract.schema.json_text import AnswerError
from llmextract.schema.lenient import Answer, read_answer
from llmextract.schema.outline import outline_of
from llmextract.verification.marks import Evidence, Grounded
from tests.schema.classes import Cause, Flood, Place, Word

WORDS = outline_of(Word)
FLOOD = outline_of(Flood)
GOOD = '{"words":[{"word":"dam"}]}'
ROW: dict[str, Any] = {
    "sentences": [1],
    "level": "low",
    "stage": None,
    "depth": None,
    "homes": 2,
    "places": ["Orlo"],
    "causes": [],
    "main": None,
    "words": None,
    "closed": False,
}


def read(*rows: Any, sentences: int | None = 3) -> Answer:
    return read_answer(json.dumps({"floods": rows}), FLOOD, sentences=sentences)


def flood(**changed: Any) -> tuple[Flood, tuple[str, ...]]:
    """The record of a row with these values, and what was noted."""
    answer = read(ROW | changed)
    (record,) = answer.records
    assert isinstance(record, Flood)
    return record, answer.notes


# Where in a reply the answer stands

CITING = " ".join(f"Sentence [{n}] says so, as do [{n}, {n + 1}] and [ {n} ]." for n in range(40))
DRAFT = '{"words":[{"word":"draft"}]}'


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"Here it is:\n```json\n{GOOD}\n```\nDone.",
        f"As sentence [1] and [2] say: {GOOD}",
        f"{GOOD} {{'words': []}}",
        f"{GOOD} Its size is [].",
        f'{{"thought": "none"}} {GOOD}',
        f"{{as asked}} {GOOD}",
        f"Sets like {{a, b}} and [see below] are prose. {GOOD} So [1] {{it}} is.",
        f"{CITING} {GOOD} {CITING}",
        f"<think>First {DRAFT}, no.</think>{GOOD}",
        f'<think>A brace {{ and a quote " and a list [ </think>\n{GOOD}',
        f"First I draft {DRAFT}, but no.</think>{GOOD}",
        f"<|channel|>analysis<|message|>{DRAFT}<|channel|>final<|message|>{GOOD}",
        f"{DRAFT}\nOn second thoughts:\n{GOOD}",
        f"[THINK]{DRAFT}[/THINK] {GOOD}",
        f"{GOOD}<think>is it right? {DRAFT}",
        '[{"word":"dam"}]',
        'Sentences [1, 2]: [{"word":"dam"}]',
        '{"word":"dam","size":1}',
        '{"words":{"word":"dam"}}',
        '{"word":[{"word":"dam"}]}',
        '{"Words":[{"word":"dam"}]}',
        '{"results":[{"word":"dam"}]}',
        '\ufeff{"words":[{"word":"dam"}]}',
        json.dumps(GOOD),
        '{"words":[{"word":"dam",},],}',
        '{"words":[{"word":"dam","note":"two\nlines\there"}]}',
        "{'words': [{'word': 'dam', 'size': None, 'note': \"the dam's\",}]}",
        "It's this: [{'word': 'dam', 'note': 'it\\'s \"big\"'}] (that's all)",
        '{"answer":{"words":[{"word":"dam"}]}}',
        '{"type":"object","properties":{"words":[{"word":"dam"}]}}',
        '[[{"word":"dam"}]]',
    ],
)
def test_the_answer_is_found_in_what_surrounds_it(text: str) -> None:
    assert read_answer(text, WORDS).records == (Word(word="dam"),)


@pytest.mark.parametrize("text", ['{"words":[]}', '{"words":null}', "Nothing [1]: []", "[]"])
def test_no_record_is_a_full_answer(text: str) -> None:
    assert read_answer(text, WORDS).records == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ("I cannot help with that", "no JSON: 'I cannot help with that'"),
        ("no, " * 900, "no JSON"),
        ('"no"', "no JSON"),
        ('"\\"', "no JSON"),
        ("As [1] and [2] say, nothing", "no JSON"),
        (f"<think>{GOOD}", "no JSON"),
        ('{"words":[{"word":"dam"},{"wor', "not valid JSON"),
        ('{"words":[{"word":"dam"}', "not valid JSON"),
        ('{"other":[]}', "another shape"),
        ('{"words":["dam"]}', "another shape"),
        ('{"words":[{"word":[{}]},"dam"]}', "record 2 was dropped: it is no object"),
        ("{'words': [{'word': 'the dam's', 'tags': []}]}", "not valid JSON"),
        ('{"properties":{"words":{"type":"array","items":{"word":"dam"}}}}', "another shape"),
        ('{"words":[{"word":"cascade"}]}', "record 1 was dropped: word"),
        ('{"words":[{"word":null}]}', "record 1 was dropped: word: Field required"),
        ("[" * 100_000, "nested too deeply"),
        ('{"words":' * 20_000, "nested too deeply"),
    ],
)
def test_an_answer_that_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(AnswerError, match=why) as caught:
        read_answer(text, WORDS)
    assert "pydantic.dev" not in str(caught.value)
    assert len(str(caught.value)) < 600


def test_one_bad_record_is_dropped_with_its_reason_and_the_others_stay() -> None:
    answer = read(ROW, ROW | {"level": "middling"}, "none", ROW | {"homes": 7})
    assert [record.model_dump()["homes"] for record in answer.records] == [2, 7]
    dropped = [note for note in answer.notes if "was dropped" in note]
    assert dropped == [
        "record 2 was dropped: level: Field required",
        "record 3 was dropped: it is no object",
    ]


# Values in another shape


@pytest.mark.parametrize(
    ("said", "homes"),
    [
        (12, 12),
        ("14", 14),
        (" 1,200 ", 1200),
        ("1.200", 1200),
        ("1 200 000", 1_200_000),
        ("3.0", 3),
        (4.0, 4),
        ({"min": 9, "max": 12}, 9),
        ({"at_least": "9"}, 9),
        ({"value": 5}, 5),
        ([6], 6),
        (None, None),
        ("null", None),
        ("not stated", None),
        ([], None),
    ],
)
def test_a_number_is_read_however_it_is_written(said: Any, homes: int | None) -> None:
    assert flood(homes=said)[0].homes == homes


@pytest.mark.parametrize(
    "said", ["a dozen", "12 men", 3.5, -4, True, "1,20", {"about": 3}, "9" * 5000]
)
def test_what_is_no_number_is_left_out_with_a_note(said: Any) -> None:
    record, notes = flood(homes=said)
    assert record.homes is None
    assert any("record 1, homes" in note for note in notes)


@pytest.mark.parametrize(("said", "depth"), [("2.5", 2.5), (2, 2), ("1,200", 1200), ("deep", None)])
def test_a_measure_may_have_a_fraction(said: Any, depth: float | None) -> None:
    assert flood(depth=said)[0].depth == depth


def test_a_measure_that_is_no_number_at_all_is_left_out() -> None:
    for said in ("nan", "inf", "-Infinity", "1e999", 10**400):
        assert flood(depth=said)[0].depth is None, said
    text = json.dumps([ROW]).replace('"depth": null', '"depth": 1e999')
    assert read_answer(text, FLOOD).records[0].model_dump()["depth"] is None


@pytest.mark.parametrize(("said", "closed"), [("yes", True), ("False", False), ("maybe", False)])
def test_yes_and_no(said: str, closed: bool) -> None:
    assert flood(closed=said)[0].closed is closed


def test_a_fixed_word_in_another_spelling_is_that_word() -> None:
    class Raid(BaseModel):
        kind: Literal["armed_attack", "suicide_bombing", "other"]

    def kind(said: Any) -> tuple[Any, tuple[str, ...]]:
        answer = read_answer(json.dumps({"raids": [{"kind": said}]}), outline_of(Raid))
        return answer.records[0].model_dump()["kind"], answer.notes

    assert kind("Armed attack") == ("armed_attack", ())
    assert kind(" SUICIDE-BOMBING ") == ("suicide_bombing", ())
    assert kind("picnic") == (
        "other",
        ("record 1, kind: 'picnic' is none of its values, so 'other'",),
    )


def test_a_list_longer_than_the_class_takes_is_cut_with_a_note() -> None:
    causes = [{"what": f"rain {n}", "sure": True} for n in range(5)]
    record, notes = flood(causes=causes)
    assert [one.what for one in record.causes] == ["rain 0", "rain 1", "rain 2"]
    assert notes == ("record 1, causes: 5 items, cut to the 3 that the class takes",)


def test_a_list_of_no_bound_is_kept_however_long() -> None:
    names = [f"Place {n}" for n in range(9)]
    assert [one.name for one in flood(places=names)[0].places] == names


def test_one_value_for_a_list_and_a_list_for_one_value() -> None:
    assert [one.name for one in flood(places="Orlo")[0].places] == ["Orlo"]
    record, notes = flood(level=["low", "high"])
    assert record.level == "low"
    assert notes == ("record 1, level: ['low', 'high'] became its first item",)


def test_null_for_a_list() -> None:
    record, notes = flood(places=None, causes=None, words=None)
    assert (record.places, record.causes, record.words, notes) == ([], [], None, ())


def test_names_as_objects_and_what_is_not_asked_is_not_taken_from_the_model() -> None:
    record, _ = flood(places=[{"name": "Orlo", "kind": "capital"}, "Besk"])
    assert record.places == [Place(name="Orlo"), Place(name="Besk")]


def test_what_stands_for_nothing_and_what_is_said_twice() -> None:
    record, _ = flood(
        sentences=[1, 1, 2],
        places=["Orlo", "unknown", "Orlo", {"name": "Besk"}, "None", "", None],
        causes=[{"what": "rain", "sure": True}] * 2 + [{"what": "rain", "sure": False}],
        words=["N/A", "wet"],
    )
    assert record.sentences == [1, 2]
    assert [place.name for place in record.places] == ["Orlo", "Besk"]
    assert [cause.sure for cause in record.causes] == [True, False]
    assert record.words == ["wet"]


def test_equal_numbers_may_be_two_measures_and_words_may_mean_what_they_say() -> None:
    class Gauge(BaseModel):
        depths: list[int]
        sure: Literal["yes", "unknown"] | None
        hint: str | None

    row = {"depths": [3, 3], "sure": "unknown", "hint": " None "}
    answer = read_answer(json.dumps([row]), outline_of(Gauge))
    assert answer.records == (Gauge(depths=[3, 3], sure="unknown", hint=None),)


def test_a_word_that_is_too_long_is_left_out_with_a_note() -> None:
    record, notes = flood(words=["wet", "much too long a word"])
    assert record.words == ["wet"]
    assert len(notes) == 1
    assert "record 1, words: 'much too long a word' is longer" in notes[0]


def test_a_sub_record_that_is_no_object_is_left_out_with_a_note() -> None:
    record, notes = flood(main="rain", causes=[{"what": "snow", "sure": "yes"}, 7])
    assert record.main is None
    assert record.causes == [Cause(what="snow", sure=True)]
    assert [note.split(":")[0] for note in notes] == ["record 1, causes", "record 1, main"]


# Evidence


def test_sentences_that_do_not_exist_are_no_evidence() -> None:
    record, notes = flood(sentences=[0, 2, 9, -1, "3"])
    assert record.sentences == [2, 3]
    assert notes == ("record 1, sentences: numbers of sentences that do not exist were left out",)
    assert read(ROW | {"sentences": [9]}, sentences=None).records[0].model_dump()["sentences"] == [
        9
    ]


@pytest.mark.parametrize("said", [[], None, [17]])
def test_where_no_sentence_is_named_all_are_taken_if_the_class_wants_one(said: Any) -> None:
    record, notes = flood(sentences=said)
    assert record.sentences == [1, 2, 3]
    assert "no evidence sentence was named; all of them are taken" in notes[-1]


def test_more_evidence_than_the_class_takes_is_cut() -> None:
    class Short(BaseModel):
        sentences: Annotated[list[int], Evidence()] = Field(max_length=2)

    text = '[{"sentences":[1,2,3]}]'
    answer = read_answer(text, outline_of(Short), sentences=3)
    assert answer.records == (Short(sentences=[1, 2]),)
    assert "cut to the 2" in answer.notes[0]


# The shipped domain


def test_the_actors_of_an_incident_keep_the_kind_that_their_names_tell() -> None:
    row = {
        "sentences": [1], "event_type": "clash", "status": "happened", "date": None,
        "locations": [], "perpetrators": [{"name": "gunmen", "kind": "police"}],
        "targets": ["a judge"], "weapons": [], "killed": None, "injured": None,
    }  # fmt: skip
    outline = outline_of(load_schema("incident"))
    (incident,) = read_answer(json.dumps({"incidents": [row]}), outline).records
    dumped = incident.model_dump()
    actors = dumped["perpetrators"] + dumped["targets"]
    assert [actor["kind"] for actor in actors] == ["rebels", "officials"]


# What holds of every answer

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NAMES = st.text(st.characters(categories=["L", "N"]), min_size=5, max_size=8)
SAID = ANY.map(lambda text: f"a {text.strip()}".strip())
CAUSES = st.builds(Cause, what=SAID, sure=st.booleans())


class Named(BaseModel):
    name: Annotated[str, Grounded("name")]


def known(name: str) -> bool:
    return name.casefold() != "unknown"


FLOODS = st.builds(
    Flood,
    sentences=st.lists(st.integers(1, 9), min_size=1, unique=True),
    level=st.sampled_from(["low", "high"]),
    stage=st.sampled_from([1, 2, None]),
    depth=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    homes=st.none() | st.integers(0, 10**12),
    places=st.lists(
        st.builds(Place, name=NAMES.filter(known)), max_size=4, unique_by=lambda one: one.name
    ),
    causes=st.lists(CAUSES, max_size=3, unique_by=repr),
    main=st.none() | CAUSES,
    words=st.none() | st.lists(NAMES.filter(known), max_size=4, unique=True),
    closed=st.booleans(),
)


@given(
    st.lists(FLOODS, max_size=3),
    st.sampled_from(["{}", "```json\n{}\n```", "<think>So [1]: [ </think> Sure: {} ."]),
)
def test_an_answer_stands_for_its_records(floods: list[Flood], around: str) -> None:
    text = answer_text(FLOOD, [flood.model_dump(mode="json") for flood in floods])
    answer = read_answer(around.replace("{}", text), FLOOD, sentences=9)
    assert answer == Answer(tuple(floods))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["floods", *Flood.model_fields, "name", "min"]), inner)
    ),
    max_leaves=12,
)
VALUES = st.dictionaries(st.sampled_from([*Flood.model_fields]), JSON)


@given(
    st.text()
    | st.text(st.sampled_from('{}[]":,0123 floods<think></think>'), max_size=60)
    | JSON.map(json.dumps)
    | st.lists(VALUES.map(lambda more: ROW | more), max_size=2).map(
        lambda rows: json.dumps({"floods": rows})
    )
)
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        answer = read_answer(text, FLOOD, sentences=4)
    except AnswerError:
        return
    for record in answer.records:
        assert isinstance(record, Flood)
        Flood.model_validate(record.model_dump())
