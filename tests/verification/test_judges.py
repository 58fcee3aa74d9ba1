"""A judge may lie: only words of the text that hold the value make its verdict count."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from llmextract import Finding, Grounded, Verdict, verify
from llmextract.verification.judges import JudgeQuestion, Opinion, find_quote

TEXT = (
    "Los agentes contaron a doce vecinos detenidos en Sacaba. El alcalde habló con 13 reporteros."
)


class Protest(BaseModel):
    crowd: Annotated[int | None, Grounded("number", role="participantes")] = None
    place: Annotated[str | None, Grounded("place")] = None


class Asked:
    """A judge that always answers the same and remembers what it was asked."""

    def __init__(self, verdict: Verdict | None, quote: str = "") -> None:
        self.opinion = None if verdict is None else Opinion(verdict, quote, "test:judge")
        self.questions: list[JudgeQuestion] = []

    def __call__(self, question: JudgeQuestion) -> Opinion | None:
        self.questions.append(question)
        return self.opinion


def judged(record: BaseModel, judge: Asked, text: str = TEXT, **options: Any) -> Finding:
    (finding,) = [f for f in verify(record, text, judge=judge, **options) if f.value is not None]
    return finding


def test_only_what_no_rule_can_tell_is_asked() -> None:
    judge = Asked(Verdict.UNSUPPORTED)
    text = "Gunmen killed nine herders near Ansongo on Monday."

    class Toll(BaseModel):
        killed: Annotated[int, Grounded("number", role="killed")] = 9

    assert judged(Toll(), judge, text).by == "rules"
    assert judge.questions == []
    assert judged(Toll(), judge, text, judge_all=True).by == "test:judge"
    (asked,) = judge.questions
    assert (asked.role, asked.value, asked.sentences) == ("killed", 9, (text,))


def test_a_verdict_with_words_that_hold_the_value_counts() -> None:
    finding = judged(Protest(crowd=12), Asked(Verdict.SUPPORTED, "a doce vecinos detenidos"))
    assert (finding.verdict, finding.by) == (Verdict.SUPPORTED, "test:judge")
    (span,) = finding.spans
    assert TEXT[span.start : span.end] == "a doce vecinos detenidos"
    assert "unclear" in finding.reason


def test_a_reason_that_often_errs_is_asked_about_too() -> None:
    judge = Asked(Verdict.UNSUPPORTED, "Port of Spain")
    text = "Four men were shot dead on the edge of Port of Spain."

    class Raid(BaseModel):
        place: Annotated[str, Grounded("place")] = "Spain"

    rules = next(f for f in verify(Raid(), text) if f.value)
    assert rules.reason == "part of a longer name"
    judged(Raid(), judge, text)
    (asked,) = judge.questions
    assert (asked.role, asked.value) == ("location", "Spain")


LAUNCH = (
    "Raiders boarded the launch at dusk; the skipper and ten deckhands are thought to be theirs."
)


class Taken(BaseModel):
    taken: Annotated[int, Grounded("number", role="kidnapped")]


@pytest.mark.parametrize(("value", "asked"), [(11, True), (19, False)])
def test_a_count_that_stands_nowhere_is_asked_about_where_the_text_may_add_up_to_it(
    value: int, *, asked: bool
) -> None:
    judge = Asked(Verdict.DERIVED, "the skipper and ten deckhands")
    finding = judged(Taken(taken=value), judge, LAUNCH)
    assert bool(judge.questions) is asked
    assert (finding.verdict is Verdict.DERIVED) is asked


def test_a_sum_needs_words_that_add_up_to_it() -> None:
    finding = judged(Taken(taken=11), Asked(Verdict.DERIVED, "ten deckhands are thought"), LAUNCH)
    assert (finding.verdict, finding.by) == (Verdict.UNSUPPORTED, "rules")


@pytest.mark.parametrize(
    ("verdict", "quote"),
    [
        (Verdict.SUPPORTED, "contaron a doce mil vecinos"),  # invented
        (Verdict.SUPPORTED, "El alcalde habló"),  # lacks the number
        (Verdict.SUPPORTED, "habló con 13 reporteros"),  # another number
        (Verdict.SUPPORTED, ""),
        (Verdict.DERIVED, "El alcalde habló"),
        (Verdict.PARTLY, "El alcalde habló"),
        (Verdict.UNCLEAR, "a doce vecinos detenidos"),  # no answer of a judge
        (None, ""),
    ],
)
def test_a_judge_that_lies_changes_no_verdict(verdict: Verdict | None, quote: str) -> None:
    finding = judged(Protest(crowd=12), Asked(verdict, quote))
    assert (finding.verdict, finding.by) == (Verdict.UNCLEAR, "rules")


def test_what_is_not_in_the_text_needs_no_words() -> None:
    finding = judged(Protest(crowd=12), Asked(Verdict.UNSUPPORTED))
    assert finding.verdict is Verdict.UNSUPPORTED


def test_a_place_needs_its_name_and_cannot_be_derived() -> None:
    assert judged(Protest(place="Sacaba"), Asked(Verdict.SUPPORTED, "en Sacaba")).by != "rules"
    for verdict, quote in ((Verdict.SUPPORTED, "El alcalde habló"), (Verdict.DERIVED, "en Sacaba")):
        assert judged(Protest(place="Sacaba"), Asked(verdict, quote)).by == "rules"


def test_a_place_is_asked_as_the_location_and_null_is_not_asked() -> None:
    judge = Asked(None)
    verify(Protest(place="Sacaba"), TEXT, judge=judge, judge_all=True)
    assert [question.role for question in judge.questions] == ["location"]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("contaron  a doce\nvecinos", "contaron a doce vecinos"),
        ("“CONTARON a doce vecinos…”", "contaron a doce vecinos"),
        ("[1] contaron a doce vecinos", "contaron a doce vecinos"),
        ("ontaron a doce", None),
        ("doce … reporteros", None),
        ("[2]", None),
    ],
)
def test_a_quote_is_found_by_its_very_words(quote: str, found: str | None) -> None:
    span = find_quote(quote, TEXT)
    assert (TEXT[slice(*span)] if span else None) == found


def test_a_place_that_a_text_may_hint_at_is_asked_about() -> None:
    text = "The Kenyan White House was set alight by the crowd on Wednesday night."
    judge = Asked(Verdict.INFERRED, "Kenyan White House")
    assert judged(Protest(place="Nairobi"), judge, text).verdict == "inferred"
    assert [question.value for question in judge.questions] == ["Nairobi"]
    for value, told in (("Lima", text), ("Nairobi", text.upper())):
        other = Asked(Verdict.INFERRED, "White House")
        assert judged(Protest(place=value), other, told).verdict == "unsupported"
        assert not other.questions


def test_a_place_that_another_sentence_contests_is_asked_about() -> None:
    judge = Asked(Verdict.UNSUPPORTED)
    text = "Raiders burned a mill in Tarsa on Friday. Two guards were shot dead in Velmo."
    finding = judged(Protest(place="Velmo"), judge, text)
    assert [question.value for question in judge.questions] == ["Velmo"]
    assert (finding.verdict, finding.by) == (Verdict.UNSUPPORTED, "test:judge")
    alone = Asked(Verdict.UNSUPPORTED)
    assert judged(Protest(place="Velmo"), alone, text.partition(". ")[2]).verdict == "supported"
    assert not alone.questions
