"""Which strings stand in a text, in any spelling, and that numbers and denials are never bent."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract.records import Context, Verdict
from llmextract.verification import quotes
from llmextract.verification.judgement import Judgement, Stretch
from llmextract.verification.source_text import SourceText

TEXT = (
    "Exactly 14 herders were robbed on the bridge. No farmers were robbed, an elder said. Men"
    " of the “Red Dunes Company” used sniper-rifles and a home-made mortar in Bogotá. The army"
    " denied that smugglers had burned the ferry. A corporal of the 31st Brigade was hurt. The"
    " raiders did not burn the mill, and neither the elders nor the guards saw Hizb al-Wadi’s"
    " flags."
)


def judge(value: object, text: str = TEXT, **context: str) -> Judgement:
    return quotes.judge(value, SourceText(text, Context(**context)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("Exactly 14 herders were robbed", Verdict.SUPPORTED),
        ("exactly  14 HERDERS were\nrobbed", Verdict.SUPPORTED),
        ("Exactly 15 herders were robbed", Verdict.UNSUPPORTED),
        ("Exactly fourteen herders were robbed", Verdict.SUPPORTED),
        ("Exactly fifteen herders were robbed", Verdict.UNSUPPORTED),
        ("14 herders were robbed", Verdict.SUPPORTED),
        ("farmers were robbed", Verdict.UNSUPPORTED),
        ("No farmers were robbed", Verdict.SUPPORTED),
        ("smugglers had burned the ferry", Verdict.UNSUPPORTED),
        ("burn the mill", Verdict.UNSUPPORTED),
        ("did not burn the mill", Verdict.SUPPORTED),
        ("elders nor the guards", Verdict.UNSUPPORTED),
        ('"Red Dunes Company"', Verdict.SUPPORTED),
        ("the Red Dunes Companies", Verdict.SUPPORTED),
        ("Red-Dunes Compani", Verdict.SUPPORTED),
        ("Red Dunes Compagny", Verdict.SUPPORTED),
        ("sniper rifle", Verdict.SUPPORTED),
        ("homemade mortars", Verdict.SUPPORTED),
        ("Bogota", Verdict.SUPPORTED),
        ("31st Brigade", Verdict.SUPPORTED),
        ("32nd Brigade", Verdict.UNSUPPORTED),
        ("31 Brigade", Verdict.UNSUPPORTED),
        ("Hizb Wadi", Verdict.SUPPORTED),
        ("Hizb al-Wadi militants", Verdict.PARTLY),
        ("Green Dunes militants", Verdict.PARTLY),
        ("Blue Hills militants", Verdict.UNSUPPORTED),
        ("flags of Hizb al-Wadi", Verdict.PARTLY),
        ("members of the Red Dunes Company", Verdict.PARTLY),
        ("smugglers", Verdict.SUPPORTED),
        ("farmers of the hills", Verdict.UNSUPPORTED),
        (
            "Men of the Red Dunes Company carried sniper rifles and a mortar in Bogota",
            Verdict.PARTLY,
        ),
        ("A corporal of the 32nd Brigade was hurt badly in the leg", Verdict.UNSUPPORTED),
        (
            "In Bogota a mortar and rifles of snipers used the company Dunes Red of men",
            Verdict.UNSUPPORTED,
        ),
        ("Nothing of all these long words stands anywhere here", Verdict.UNSUPPORTED),
        ("the", Verdict.UNSUPPORTED),
        ("", Verdict.UNSUPPORTED),
        ("…", Verdict.UNSUPPORTED),
        (None, Verdict.UNSUPPORTED),
        (14, Verdict.UNSUPPORTED),
    ],
)
def test_verdicts(value: object, verdict: Verdict) -> None:
    judgement = judge(value)
    assert judgement.verdict is verdict
    assert judgement.stretches or verdict is Verdict.UNSUPPORTED


def test_the_reason_says_how_the_words_match() -> None:
    assert judge("Red Dunes Company").reason == "as written"
    assert judge("red dunes company").reason == "in another spelling"
    assert judge("Hizb al-Wadi militants").reason == "only “hizb” is in the text"
    assert judge("flags of Hizb al-Wadi").reason == "its words stand in the text, but not together"
    assert judge("farmers were robbed").reason == "the text denies it"


def test_the_stretch_has_the_words() -> None:
    (stretch,) = judge("red dunes companies").stretches
    assert TEXT[stretch.start : stretch.end] == "Red Dunes Company"


def test_other_parts_of_the_passage() -> None:
    headline = judge("salt lorry", "It burned.", title="Salt lorry burned")
    assert (headline.verdict, headline.reason) == (Verdict.SUPPORTED, "the headline has it")
    assert headline.stretches == (Stretch(0, 10, "title"),)
    before = judge("salt lorry", "It burned.", before="A salt lorry came.")
    assert (before.verdict, before.stretches[0].part) == (Verdict.INFERRED, "before")
    partly = judge("Taoudeni lorries", "A Taoudeni man ran.", before="Taoudeni lorries")
    assert (partly.verdict, partly.stretches[0].part) == (Verdict.PARTLY, "text")
    only = judge("salt lorries of Taoudeni", "It burned.", before="A Taoudeni man ran.")
    assert only.verdict is Verdict.UNSUPPORTED


def test_words_in_the_evidence_are_preferred() -> None:
    text = "A shepherd ran. A shepherd fell."
    source = SourceText(text)
    assert quotes.judge("shepherd", source).stretches[0].start == 2
    assert quotes.judge("shepherd", source, evidence=[(16, 32)]).stretches[0].start == 18


def test_an_affirmed_place_is_preferred_to_a_denied_one() -> None:
    text = "No bakers were hurt at first. Later bakers were hurt."
    (stretch,) = judge("bakers were hurt", text).stretches
    assert stretch.start == text.rindex("bakers")


@given(st.integers(0, 999), st.integers(0, 999))
def test_two_numbers_are_never_the_same(one: int, other: int) -> None:
    verdict = judge(
        f"about {one} herders were robbed", f"In all about {other} herders were robbed."
    ).verdict
    assert (verdict is Verdict.SUPPORTED) == (one == other)
    assert verdict in (Verdict.SUPPORTED, Verdict.UNSUPPORTED)


@settings(max_examples=200, deadline=None)
@given(
    value=st.one_of(st.text(max_size=60), st.sampled_from(TEXT.split(". "))),
    text=st.one_of(st.text(max_size=150), st.just(TEXT)),
)
def test_never_an_exception_never_a_stretch_outside(value: str, text: str) -> None:
    source = SourceText(text)
    for stretch in quotes.judge(value, source).stretches:
        start, end, written = source.as_written(stretch.start, stretch.end)
        assert 0 <= start < end <= len(text)
        assert text[start:end] == written


@given(st.data())
def test_any_run_of_words_without_a_denial_is_supported(data: st.DataObject) -> None:
    words = "Nine red lorries with salt came from some old mines to that ferry by noon".split()  # noqa: SIM905
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    value = " ".join(words[first:last])
    assert judge(value, " ".join(words)).verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("22nd Brigade", "supported"),
        ("22th Brigade", "supported"),
        ("22d Brigade", "supported"),
        ("23rd Brigade", "unsupported"),
        ("22 Brigade", "unsupported"),
    ],
)
def test_an_ordinal_is_one_number_whatever_its_ending(value: str, verdict: str) -> None:
    text = "A soldier of the 22nd Rifles and one of the 22th Brigade fell."
    assert quotes.judge(value, SourceText(text)).verdict == verdict
