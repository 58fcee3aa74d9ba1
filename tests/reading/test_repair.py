"""What is asked again about records of which something failed, and which answer wins."""

from typing import Annotated, Any

from llmextract.reading.asking import Question
from llmextract.schema.form import form_of
from pydantic import BaseModel

from llmextract import Evidence, Grounded, Verdict
from llmextract.reading import repair as reasking
from llmextract.records import Finding
from llmextract.verification.source_text import SourceText


class Raid(BaseModel):
    sentences: Annotated[list[int], Evidence()]
    who: Annotated[str | None, Grounded("name")]
    dead: Annotated[int | None, Grounded("number", role="killed")]
    hurt: Annotated[int | None, Grounded("number", role="injured")]


FORM = form_of(Raid)
TEXT = "Gunmen killed two. Rain fell all day."


def record(*sentences: int, **values: Any) -> Raid:
    return Raid(**{"sentences": list(sentences), "who": None, "dead": None, "hurt": None} | values)


def finding(number: int, name: str, value: Any, verdict: Verdict = Verdict.UNSUPPORTED) -> Finding:
    return Finding(number, name, value, verdict, f"no {name}", ())


def ask(records: list[Raid], *findings: Finding) -> Question | None:
    return reasking.question(FORM, SourceText(TEXT), records, findings, None)


def test_where_nothing_failed_nothing_is_asked() -> None:
    assert ask([record(1, dead=2)], finding(0, "dead", 2, Verdict.SUPPORTED)) is None


def test_what_failed_is_asked_again_with_what_the_sentences_offer() -> None:
    question = ask([record(1, dead=7)], finding(0, "dead", 7))
    assert question is not None
    assert question.settled is None
    assert question.schema["properties"]["1"]["properties"] == {"dead": {"enum": [2, None]}}
    assert "Paragraph: [1] Gunmen killed two." in question.text
    assert "they were wrong: 1: dead 7: no dead. What" in question.text


def test_where_the_sentences_offer_nothing_for_it_nothing_is_the_answer() -> None:
    question = ask([record(2, dead=7, who="Rain")], finding(0, "dead", 7))
    assert question is not None
    assert question.settled == [record(2, who="Rain")]


def test_only_what_is_asked_again_is_told_to_be_wrong() -> None:
    question = ask(
        [record(2, dead=7), record(1, dead=2), record(1, dead=8, hurt=9)],
        finding(0, "dead", 7),
        finding(2, "dead", 8),
        finding(2, "hurt", 9),
    )
    assert question is not None
    assert question.settled is None
    assert list(question.schema["properties"]) == ["2"]
    assert question.text.count("Fill: 2 = [1]\n") == 1
    assert "they were wrong: 2: dead 8: no dead. What" in question.text
    assert question.parse('{"2": {"dead": 2}}') == [record(2), record(1, dead=2)]
