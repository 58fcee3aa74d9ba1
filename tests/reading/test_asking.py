"""What is asked about one paragraph, what is shown of it, and when nobody need be asked."""

from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel

from llmextract import Evidence, Grounded
from llmextract.content import Example, Prompt
from llmextract.reading import asking
from llmextract.reading.sheets import Blank, Party, Sheet
from llmextract.records import Context
from llmextract.rules.sketching import Entry
from llmextract.rules.triggers import read_cues
from llmextract.schema.form import form_of
from llmextract.verification.source_text import SourceText


class Spot(BaseModel):
    name: Annotated[str, Grounded("place", role="location")]


class Actor(BaseModel):
    name: Annotated[str, Grounded("name")]


class Raid(BaseModel):
    sentences: Annotated[list[int], Evidence()]
    spots: list[Spot]
    doers: list[Actor]


FORM = form_of(Raid)
CUES = read_cues(
    """
field = "act"
doers = "doers"
effects = "wounded"
pointing = "the"
apart = "elsewhere"

[acts.strike]
verbs = "attacked"
nouns = "raid*"
""",
    "raid",
)
PLAIN = "Gunmen attacked a mill in Kidal."
OPEN = "Elsewhere, gunmen attacked a mill between Gao and Mopti."


def ask(text: str, **context: Any) -> asking.Question:
    question = asking.question(FORM, SourceText(text, context=Context(**context)), CUES)
    assert question is not None
    return question


def test_a_paragraph_that_leaves_nothing_open_has_its_records_and_no_question() -> None:
    question = ask(PLAIN)
    assert question.text == ""
    assert question.schema["properties"] == {}
    assert question.settled is not None
    (record,) = question.settled
    assert record.model_dump() == {
        "sentences": [1],
        "spots": [{"name": "Kidal"}],
        "doers": [{"name": "Gunmen"}],
    }
    assert question.parse("{}") == [record]


def test_one_open_blank_makes_a_question_that_shows_only_what_that_is_about() -> None:
    question = ask(f"{PLAIN} {OPEN}")
    assert question.settled is None
    assert question.text == f"Paragraph: [2] {OPEN}\nFill: 2 = [2]"
    assert list(question.schema["properties"]) == ["2"]
    first, second = (record.model_dump() for record in question.parse('{"2":{"spots":["Gao"]}}'))
    assert (first["spots"], second["spots"]) == ([{"name": "Kidal"}], [{"name": "Gao"}])


def test_the_parties_of_each_blank_are_named_behind_its_sentences() -> None:
    text = f"{PLAIN} Elsewhere, some were wounded in Gao; Red Star was there."
    question = ask(text)
    assert question.text.endswith("\nFill: 2 = [2] parties: Red Star")


def test_without_cues_all_of_a_paragraph_is_asked_about() -> None:
    question = asking.question(FORM, SourceText(PLAIN), None)
    assert question is not None
    assert question.settled is None
    assert question.text == f"Paragraph: [1] {PLAIN}"
    assert list(question.schema["properties"]) == ["raids"]


def test_what_lies_between_two_open_blanks_is_shown_and_what_leans_is_not_left_alone() -> None:
    source = SourceText(f"{OPEN} {PLAIN} It was so. {OPEN}")
    entries = [Entry((1,)), Entry((2,)), Entry((3, 4))]
    blanks = (Blank({}, {}), Blank({}, {"sentences": [2], "spots": [], "doers": []}), Blank({}, {}))
    sheet = Sheet(FORM, blanks)
    text = asking.blanks_text(source, entries, sheet)
    assert text.startswith(f"Paragraph: [1] {OPEN} [2] {PLAIN} [3] It was so.")
    assert text.endswith("Fill: 1 = [1]; 3 = [3][4]")
    last = Sheet(FORM, (blanks[1], blanks[1], blanks[2]))
    assert asking.blanks_text(source, entries, last).startswith(f"Paragraph: [2] {PLAIN} [3] It")


def test_a_sheet_with_nothing_open_can_be_shown_all_the_same() -> None:
    settled = Blank({}, {"sentences": [1], "spots": [], "doers": []})
    shown = asking.blanks_text(SourceText(PLAIN), [Entry((1,))], Sheet(FORM, (settled,)))
    assert shown == f"Paragraph: [1] {PLAIN}\nFill: 1 = [1]"


def test_the_headline_is_shown_where_the_paragraph_has_no_place_of_its_own() -> None:
    told = "Some were wounded; Red Star was there."
    assert ask(told, title="Raid in Gao").text.startswith("Headline (context only): Raid in Gao\n")
    named = ask(told.replace("wounded", "wounded in Mopti"), title="Raid in Gao")
    assert named.text.startswith("Paragraph: ")


def row(*spots: str) -> dict[str, Any]:
    return {
        "sentences": [1],
        "spots": [{"name": name} for name in spots],
        "doers": [{"name": "Gunmen"}],
    }


def test_an_example_that_leaves_nothing_open_is_not_shown() -> None:
    settled = Example(PLAIN, (row("Kidal"),))
    teaching = Example("Gunmen attacked a mill between Gao and Mopti.", (row("Gao"),))
    prompt = Prompt("raid", "Fill.", (settled, teaching), cues=CUES, digest="")
    _, *turns = asking.preamble(prompt, FORM)
    assert [(turn.role, turn.content) for turn in turns] == [
        ("user", f"Paragraph: [1] {teaching.text}\nFill: 1 = [1]"),
        ("assistant", '{"1":{"spots":["Gao"]}}'),
    ]
    # Without cues the model lists the records, and every example teaches.
    _, *turns = asking.preamble(replace(prompt, cues=None), FORM)
    assert len(turns) == 4


def test_an_example_is_answered_by_the_parts_of_its_parties() -> None:
    text = "There was a raid in Gao; Red Star and Jon Orlo were there."
    record = row("Gao") | {"doers": [{"name": "Red Star"}]}
    asked, answer = asking.turns(Example(text, (record,)), FORM, CUES)
    assert asked.content.endswith("Fill: 1 = [1] parties: Red Star, Jon Orlo")
    assert answer.content == '{"1":{"parties":{"Red Star":"doer","Jon Orlo":"neither"}}}'
    parties = Party("Red Star", "Red Star", ("doer",)), Party("Jon Orlo", "Jon Orlo", ("doer",))
    sheet = Sheet(FORM, (Blank({}, {"sentences": [1]}, parties, {"doer": "doers"}),))
    assert sheet.answer([record])[:-2].endswith(
        '"parties":{"Red Star":"doer","Jon Orlo":"neither"}'
    )
