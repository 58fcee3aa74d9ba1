"""Messages of a request: placeholders are filled or refused, source text is only ever joined."""

from dataclasses import replace
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from llmextract.schema.form import form_of
from pydantic import BaseModel, Field

from llmextract import Evidence, Grounded
from llmextract.content import Prompt
from llmextract.errors import UsageError
from llmextract.reading import prompting
from llmextract.records import Context
from tests.rules.agency import scene


class Storm(BaseModel):
    town: str = Field(description="where {{key}} was")


FORM = form_of(Storm)


def prompt(text: str) -> Prompt:
    return Prompt("storm", text, (), cues=None, digest="")


def test_placeholders_are_filled_once() -> None:
    message = prompting.system_message(prompt('Give {"{{key}}":[…]}:\n{{ fields }}\n\n'), FORM)
    assert message.role == "system"
    assert message.content == 'Give {"storms":[…]}:\n- town (string): where {{key}} was'


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
        prompting.system_message(prompt(text), FORM)
    assert f"unknown placeholders: {unknown};" in str(caught.value)
    assert "known: fields, key" in str(caught.value)


def test_single_braces_and_formats_are_left_alone() -> None:
    text = 'A {0} %s {% x %} \\1 {"a": {"b": {}}}'
    assert prompting.system_message(prompt(text), FORM).content == text


def test_a_paragraph_is_numbered_and_its_context_is_marked() -> None:
    context = Context(title="Storm\nhits Orlo", before="It had\trained.")
    assert prompting.user_text({1: "Roofs flew.", 2: "Nobody\nslept."}, context) == (
        "Headline (context only): Storm hits Orlo\nParagraph: [1] Roofs flew. [2] Nobody slept."
    )
    assert prompting.user_text({}, Context()) == "Paragraph: "


def test_a_sheet_of_blanks_names_the_sentences_of_each() -> None:
    text = prompting.user_text({2: "Roofs flew.", 4: "No."}, Context(), [[2], [2, 4]])
    assert text.splitlines()[0] == "Paragraph: [2] Roofs flew. [4] No."
    assert text.splitlines()[-1] == "Fill: 1 = [2]; 2 = [2][4]"


HOSTILE = "{{ 7*7 }} {{fields}} {% x %} %s {0} \\1 $HOME"


def test_the_parties_of_a_blank_are_named_behind_its_sentences() -> None:
    told = prompting.user_text(
        {1: "Roofs flew."}, Context(), [[1], [], [1]], [["mayor", "Red Star"], ["nobody"]]
    )
    assert told.splitlines()[-1] == "Fill: 1 = [1] parties: mayor, Red Star; 3 = [1]"


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


def test_fields_that_are_never_asked_by_name_are_not_described() -> None:
    class Player(BaseModel):
        name: Annotated[str, Grounded("name")]

    class Match(BaseModel):
        sentences: Annotated[list[int], Evidence()] = Field(description="never")
        act: str = Field(description="asked")
        doers: list[Player] = Field(description="by parts")
        hit: list[str] = Field(description="plain words, so a list")

    def described(**sides: Any) -> str:
        cues = replace(scene.CUES, **sides)
        made = Prompt("match", "{{fields}}", (), cues=cues, digest="")
        return prompting.system_message(made, form_of(Match)).content

    both = described()
    assert both.splitlines() == [
        "- act (string): asked",
        "- hit (list of string): plain words, so a list",
    ]
    assert "by parts" in described(doers="others")


def test_source_text_meets_no_template() -> None:
    text = prompting.user_text({1: HOSTILE}, Context(title=HOSTILE, before=HOSTILE))
    assert text.count(HOSTILE) == 2


@given(st.lists(st.text(max_size=30), max_size=4), st.text(max_size=30), st.text(max_size=30))
def test_source_text_cannot_forge_a_line(sentences: list[str], title: str, before: str) -> None:
    numbered = dict(enumerate(sentences, start=1))
    text = prompting.user_text(numbered, Context(title=title, before=before))
    lines = text.splitlines()
    assert len(lines) == 1 + bool(title)
    assert lines[-1].startswith("Paragraph: ")


def test_a_reask_shows_the_answer_and_says_what_is_wrong() -> None:
    answer, complaint = prompting.reask_messages("{oops", "no JSON")
    assert (answer.role, answer.content) == ("assistant", "{oops")
    assert complaint.role == "user"
    assert "no JSON" in complaint.content
