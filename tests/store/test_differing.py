"""What differs between a request and the nearest recorded one, told so that a user can act."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.model import Message, Request, Sampling
from llmextract.store import differing

SYSTEM = "List every attack that the paragraph reports. Leave out rumours."
EXAMPLES = (
    Message("user", "Paragraph: [1] A mortar hit the mill of Zelm."),
    Message("assistant", '{"incidents": [1]}'),
    Message("user", "Paragraph: [1] The mill of Zelm was sold."),
    Message("assistant", '{"incidents": []}'),
)
ASKED = (
    "Headline (context only): Raid on Orva\n"
    "Paragraph: [1] Four riders burned the granary of Orva on Sunday night.\n"
    "Fill: 1 = [1]"
)


def request(**changes: Any) -> Request:
    messages = (Message("system", SYSTEM), *EXAMPLES, Message("user", ASKED))
    schema = {"properties": {"killed": {"enum": [4, None]}}, "type": "object"}
    return replace(Request("test:m", messages, schema, Sampling()), **changes)


def with_message(number: int, old: str, new: str) -> Request:
    messages = list(request().messages)
    content = messages[number].content
    assert old in content
    messages[number] = replace(messages[number], content=content.replace(old, new))
    return request(messages=tuple(messages))


def told(new: Request, *recorded: Request) -> str:
    return differing.explain(new.payload(), [one.payload() for one in recorded or (request(),)])


def test_a_changed_word_of_the_prompt_is_named() -> None:
    new = with_message(0, "attack", "assault")
    assert told(new) == 'the prompt changed: "attack" -> "assault"'


def test_words_added_and_left_out_are_named() -> None:
    assert told(with_message(0, " every", "")) == 'the prompt changed: left out "every"'
    assert told(with_message(0, "Leave", "Always leave")) == (
        'the prompt changed: "Leave" -> "Always leave"'
    )
    assert told(with_message(0, "rumours.", "rumours now.")) == 'the prompt changed: added "now"'


def test_white_space_alone_is_said_to_be_that() -> None:
    assert told(with_message(0, ". Leave", ".\nLeave")) == (
        "the prompt changed: only its white space"
    )


def test_many_changes_are_counted_and_long_ones_shortened() -> None:
    new = with_message(0, SYSTEM, "Name every raid that a source tells. Skip out hearsay!")
    assert re.search(r", and \d+ more$", told(new))
    long = with_message(0, "rumours", "rumours " + "and hearsay " * 40)
    assert len(told(long)) < 120
    assert told(long).endswith(' …"')


def test_model_and_sampling_are_named() -> None:
    new = request(model="test:n", sampling=Sampling(temperature=0.5, seed=3))
    assert told(new) == (
        'the model changed: "test:m" -> "test:n"; the sampling changed: seed 0 -> 3; '
        "the sampling changed: temperature 0.0 -> 0.5"
    )


def test_an_example_is_named_by_its_number() -> None:
    assert told(with_message(3, "sold", "bought")) == 'example 2 changed: "sold" -> "bought"'
    assert told(with_message(2, "[1]", "[2]")) == 'example 1 changed: "1" -> "2"'


@pytest.mark.parametrize(
    ("kept", "line"),
    [
        (EXAMPLES[2:], "examples changed: 1 -> none"),
        (EXAMPLES[:2], "examples changed: 2 -> none"),
        ((*EXAMPLES, *EXAMPLES[:2]), "examples changed: none -> 3"),
    ],
)
def test_examples_left_out_and_added_are_counted(kept: tuple[Message, ...], line: str) -> None:
    new = request(messages=(Message("system", SYSTEM), *kept, Message("user", ASKED)))
    assert told(new) == line


def test_an_edited_paragraph_is_told_by_its_words_and_its_schema_is_not() -> None:
    new = replace(with_message(5, "Four riders", "Five riders"), schema={"enum": [5]})
    assert told(new) == 'the paragraph changed: "Four" -> "Five"'


def test_what_stands_beside_the_paragraph_is_told_apart() -> None:
    assert told(with_message(5, "Raid on", "Fire at")) == (
        'what stands beside the paragraph changed: "Raid on" -> "Fire at"'
    )


def test_another_paragraph_was_never_asked_about() -> None:
    new = with_message(5, "Four riders burned the granary of Orva on Sunday night.", "It rained.")
    assert told(new) == "this paragraph was never asked about"
    assert told(replace(new, model="test:n")) == (
        "this paragraph was never asked about, nor anything to test:n"
    )


def test_a_schema_is_told_by_its_paths() -> None:
    new = request(schema={"properties": {"killed": {"enum": [4]}, "place": {}}, "type": "object"})
    assert told(new) == "the schema changed at properties.killed.enum, properties.place"
    assert told(request(schema={})) == "the schema changed at properties, type"
    many = {"properties": {name: {} for name in "abcd"}, "type": "object"}
    assert told(request(schema=many)).endswith(
        "at properties.killed, properties.a, properties.b and 2 more"
    )


def test_a_schema_that_is_no_object_differs_at_its_root() -> None:
    payload = request().payload()
    assert differing.explain(payload, [{**payload, "schema": None}]) == (
        "the schema changed at its root"
    )


def test_turns_after_the_question_are_told_apart_from_examples() -> None:
    again = (Message("assistant", "no"), Message("user", "That answer cannot be used: no JSON."))
    asked = request(messages=(*request().messages, *again))
    assert told(asked).startswith("the turns after the question changed: added")
    parts = differing.parts_of(asked.payload())
    assert len(parts.examples) == 2
    assert parts.turns == ("no", "That answer cannot be used: no JSON.")


def test_the_nearest_is_the_one_with_the_same_paragraph_then_the_same_model() -> None:
    new = with_message(0, "attack", "assault")
    elsewhere = with_message(5, "Four riders", "Nine hooded riders")
    other_model = request(model="test:n")
    for recorded in ((elsewhere, other_model, request()), (request(), other_model, elsewhere)):
        assert told(new, *recorded) == 'the prompt changed: "attack" -> "assault"'


def test_of_two_as_near_the_first_is_taken() -> None:
    newest, older = with_message(0, "attack", "raid"), with_message(0, "attack", "strike")
    assert told(request(), newest, older) == 'the prompt changed: "raid" -> "attack"'


def test_an_empty_store_says_so_and_rubbish_is_passed_over() -> None:
    payload = request().payload()
    assert differing.explain(payload, []) == "the store holds no request at all"
    rubbish: list[Any] = [{}, {"messages": 3}, {**payload, "sampling": 1}, {"messages": [1]}]
    assert differing.explain(payload, rubbish) == "the store holds no request at all"
    changed = with_message(0, "attack", "raid").payload()
    assert "the prompt changed" in differing.explain(payload, [*rubbish, changed])


def test_a_request_without_system_message_or_paragraph_is_taken_apart() -> None:
    parts = differing.parts_of(Request("test:m", (Message("user", "hello"),)).payload())
    assert (parts.system, parts.examples, parts.paragraph, parts.rest) == ("", (), "", "hello")
    nothing = differing.parts_of(Request("test:m", ()).payload())
    assert (nothing.rest, nothing.turns) == ("", ())


def test_the_same_request_has_no_difference_to_tell() -> None:
    assert told(request()) == "only the order of its parts changed"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared(old: str, new: str) -> None:
    line = differing.word_changes(old, new)
    assert line
    assert "\n" not in line
    same_words = re.findall(r"\w+|[^\w\s]", old) == re.findall(r"\w+|[^\w\s]", new)
    assert (line == "only its white space") == same_words
