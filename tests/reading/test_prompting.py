"""Messages of a request: placeholders are filled or refused, source text is only ever joined."""

import pytest
from pydantic import BaseModel, Field

from llmextract.errors import UsageError
from llmextract.reading import prompting
from llmextract.schema.outline import outline_of


class Storm(BaseModel):
    town: str = Field(description="where {{key}} was")


STORM = outline_of(Storm)


def filled(text: str) -> str:
    message = prompting.instructions(text, STORM, name="storm")
    assert message.role == "system"
    return message.content


def test_placeholders_are_filled_once() -> None:
    assert filled('Give {"{{key}}":[…]}:\n{{ fields }}\n\n') == (
        'Give {"storms":[…]}:\n- town (string): where {{key}} was'
    )


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{{field}}", "'field'"),
        ("{{ fields | upper }}", "'fields | upper'"),
        ("{{}}", "''"),
        ("{{ b }} {{a.b}} {{key}}", "'a.b', 'b'"),
    ],
)
def test_a_half_filled_prompt_is_refused(text: str, unknown: str) -> None:
    with pytest.raises(UsageError) as caught:
        filled(text)
    assert f"the prompt 'storm' has unknown placeholders: {unknown};" in str(caught.value)
    assert "known: fields, key" in str(caught.value)


def test_single_braces_and_formats_are_left_alone() -> None:
    text = 'A {0} %s {% x %} \\1 {"a": {"b": {}}}'
    assert filled(text) == text


def test_asking_again_shows_the_answer_and_says_what_is_wrong() -> None:
    answer, feedback = prompting.again("{oops", "no JSON")
    assert (answer.role, answer.content) == ("assistant", "{oops")
    assert feedback.role == "user"
    assert "no JSON" in feedback.content


@pytest.mark.parametrize(
    ("text", "shouted"),
    [
        ("THE RIVER ROSE AND 400 PEOPLE LEFT THEIR HOMES IN ORLO.", True),
        ("THE RIVER ROSE AND 400 PEOPLE LEFT THEIR HOMES IN Orlo.", True),
        ("THE RIVER ROSE AND 400 PEOPLE LEFT their HOMES IN ORLO.", False),
        ("THE RIVER ROSE IN ORLO. " + "4 5 6 7 8 9 - " * 5, False),
        ("R" * 40, True),
        ("R" * 39, False),
        ("", False),
    ],
)
def test_a_text_is_shouted_where_it_is_long_and_nearly_all_capitals(
    text: str, *, shouted: bool
) -> None:
    assert prompting.is_shouted(text) is shouted
    assert (prompting.calm(text) != text) is shouted
