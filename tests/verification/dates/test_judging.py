"""How far a text states a date."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract.records import Context, Verdict
from llmextract.verification import dates
from llmextract.verification.judgement import Judgement, Stretch
from llmextract.verification.source_text import SourceText

TEXT = (
    "Late on June 9, a ferry burned. On Friday morning it rained. In March 1994 and on 21 March"
    " 1994 nothing burned; then, last week, a mill did. It was overnight."
)


def judge(value: object, text: str = TEXT, **context: str) -> Judgement:
    return dates.judge(value, SourceText(text, Context(**context)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "verdict", "reason"),
    [
        ("June 9", Verdict.SUPPORTED, "as written"),
        ("june  9", Verdict.SUPPORTED, "as written"),
        ("9 June", Verdict.SUPPORTED, "another spelling of Late on June 9"),
        ("June 9th", Verdict.SUPPORTED, "another spelling of Late on June 9"),
        ("June", Verdict.SUPPORTED, "as written"),
        ("9 June 1994", Verdict.SUPPORTED, "another spelling of Late on June 9"),
        ("1994-06-09", Verdict.SUPPORTED, "another spelling of Late on June 9"),
        ("9 June 2001", Verdict.PARTLY, "the year is not stated"),
        ("June 9 at night", Verdict.PARTLY, "the part of the day is not stated"),
        ("June 8", Verdict.UNSUPPORTED, "no such date in the text"),
        ("June 90", Verdict.UNSUPPORTED, "no such date in the text"),
        ("9 July", Verdict.UNSUPPORTED, "no such date in the text"),
        ("9 March 1994", Verdict.UNSUPPORTED, "no such date in the text"),
        ("21 March 1995", Verdict.UNSUPPORTED, "no such date in the text"),
        ("1994-03", Verdict.SUPPORTED, "another spelling of March 1994"),
        ("1994", Verdict.SUPPORTED, "as written"),
        ("1995", Verdict.UNSUPPORTED, "no such date in the text"),
        ("march", Verdict.SUPPORTED, "as written"),
        ("April", Verdict.UNSUPPORTED, "no such date in the text"),
        ("Friday", Verdict.SUPPORTED, "as written"),
        ("Fri. morning", Verdict.SUPPORTED, "another spelling of Friday morning"),
        ("Friday evening", Verdict.UNSUPPORTED, "no such date in the text"),
        ("Saturday morning", Verdict.UNSUPPORTED, "no such date in the text"),
        ("last Friday", Verdict.PARTLY, "the wording is not stated"),
        ("the last week", Verdict.SUPPORTED, "another spelling of last week"),
        ("last month", Verdict.UNSUPPORTED, "no such date in the text"),
        ("at midnight", Verdict.UNSUPPORTED, "no such date in the text"),
        ("2021-01-01", Verdict.INFERRED, "it is a Friday, the day the text names"),
        ("2021-01-02", Verdict.UNSUPPORTED, "no such date in the text"),
        ("2021-02-31", Verdict.UNSUPPORTED, "no such date in the text"),
        ("soon", Verdict.UNSUPPORTED, "no such date in the text"),
        ("", Verdict.UNSUPPORTED, "no date"),
        ("…", Verdict.UNSUPPORTED, "no date"),
        (None, Verdict.UNSUPPORTED, "no date"),
        (9, Verdict.UNSUPPORTED, "no date"),
    ],
)
def test_verdicts(value: object, verdict: Verdict, reason: str) -> None:
    judgement = judge(value)
    assert (judgement.verdict, judgement.reason) == (verdict, reason)
    assert bool(judgement.stretches) == (verdict is not Verdict.UNSUPPORTED)


def test_another_day_of_the_month_contradicts_a_vague_one() -> None:
    assert judge("June 3", "In early June it rained.").verdict is Verdict.PARTLY
    assert judge("June 3", "In early June, on June 5, it rained.").verdict is Verdict.UNSUPPORTED


def test_other_parts_of_the_passage() -> None:
    title = judge("June 9", "It burned.", title="Blast on June 9")
    assert (title.verdict, title.reason) == (Verdict.SUPPORTED, "as written, in the headline")
    assert title.stretches == (Stretch(9, 15, "title"),)
    before = judge("June 9", "It burned.", before="On June 9 it rained.")
    assert (before.verdict, before.reason) == (Verdict.INFERRED, "only the paragraph before has it")
    filed = judge("June 9", "It burned.", dateline="GAO, June 9 (AFP) —")
    assert (filed.verdict, filed.reason) == (Verdict.INFERRED, "only the dateline has it")
    both = judge("June 9, 1994", "On June 9 it burned.", title="June 9, 1994: a fire")
    assert both.stretches[0].part == "title"


def test_parts_of_the_day_have_other_words() -> None:
    judgement = judge("at noon", "It burned at midday.")
    assert judgement.reason == "another spelling of midday"


def test_a_value_of_two_expressions_states_both() -> None:
    assert judge("last week, on Friday", "It burned last week.").verdict is Verdict.PARTLY


def test_words_in_the_evidence_are_preferred() -> None:
    text = "On Friday it rained. On Friday it burned. On friday mornings it is dry."
    source = SourceText(text)
    evidence = [(21, 41)]
    assert dates.judge("Friday", source, evidence=evidence).stretches[0].start == 24
    assert dates.judge("Fri.", source, evidence=evidence).stretches[0].start == 24
    assert dates.judge("Fri.", source).stretches[0].start == 3


@given(st.integers(1, 28), st.integers(1, 28))
def test_two_days_are_never_the_same(one: int, other: int) -> None:
    verdict = judge(f"June {one}", f"It burned on {other} June.").verdict
    assert (verdict is Verdict.SUPPORTED) == (one == other)


@settings(max_examples=200, deadline=None)
@given(value=st.text(max_size=30), text=st.text(max_size=80))
def test_never_an_exception(value: str, text: str) -> None:
    for stretch in judge(value, f"{text} May 2, Friday").stretches:
        assert 0 <= stretch.start < stretch.end <= len(text) + 15


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [
        ("According to local elders, two huts burned.", "According to local elders", "unclear"),
        ("At the same time, guns fell silent.", "At the same time", "unclear"),
        ("Guards may have fled the depot.", "May", "unsupported"),
        ("They march at dawn.", "March", "unsupported"),
        ("In May the depot burned.", "May", "supported"),
        ("IN MARCH THE DEPOT BURNED.", "March", "supported"),
        ("The 1987 raid left a scar.", "1987", "supported"),
        ("A September raid left a scar.", "September", "supported"),
        ("Over recent weeks, barns burned.", "recent weeks", "supported"),
        ("The horn blew at 4:30 p.m. sharp.", "4:30 p.m.", "supported"),
        ("It began during the rainy season.", "the rainy season", "supported"),
        ("In the 1990s the mill was looted.", "the 1990s", "supported"),
    ],
)
def test_only_words_of_time_stand_as_written(text: str, value: str, verdict: str) -> None:
    assert dates.judge(value, SourceText(text)).verdict == verdict
