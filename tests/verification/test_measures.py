"""Measures: numbers that stand beside the word that names them, decimals included."""

from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from llmextract import Grounded, verify
from llmextract.records import Context, Verdict
from llmextract.verification import measures
from llmextract.verification.feedback import complaint
from llmextract.verification.judgement import Judgement
from llmextract.verification.source_text import SourceText

ROLE = "magnitude, Richter"


def judged(value: float, text: str, role: str | None = ROLE) -> Judgement:
    return measures.judge(value, SourceText(text, language="en"), role=role)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A quake of magnitude 6.4 killed 31 people.", 6.4),
        ("A 6.4-magnitude quake killed 31 people.", 6.4),
        ("A 6,4 magnitude quake was felt.", 6.4),
        ("The tremor measured 5.2 on the open Richter scale.", 5.2),
        ("Its magnitude was put at 7.", 7.0),
        ("A quake of magnitude seven was felt.", 7.0),
        ("It killed 31 people; the magnitude was 4.9, with a shock of 3.1 after it.", 4.9),
        ("A magnitude-M5.5 shock", 5.5),
        ("MAGNITUDE 6.4", 6.4),
    ],
)
def test_a_number_beside_its_word_is_supported_and_no_other(text: str, value: float) -> None:
    found = judged(value, text)
    assert found.verdict is Verdict.SUPPORTED
    assert measures.offered(SourceText(text, language="en"), role=ROLE) == (value,)
    for other in (31.0, 3.1, value + 0.1, -value):
        assert judged(other, text).verdict is Verdict.UNSUPPORTED


@pytest.mark.parametrize(
    ("text", "role", "value"),
    [
        ("Winds of 180 km/h tore roofs off.", "km/h", 180.0),
        ("Gusts of 180km/h were measured.", "km/h", 180.0),
        ("The fire burned 1.5 million hectares.", "hectare", 1_500_000.0),
        ("The fire burned 12,400 hectares.", "hectare", 12_400.0),
        ("A debt of two thousand dollars.", "dollar", 2_000.0),
        ("It was minus 12.5 degrees in Kesk.", "degree", -12.5),
        ("It was -12.5 degrees in Kesk.", "degree", -12.5),
        ("Between 10-12 degrees were forecast.", "degree", 12.0),
    ],
)
def test_units_scales_and_signs(text: str, role: str, value: float) -> None:
    assert judged(value, text, role).verdict is Verdict.SUPPORTED
    assert measures.offered(SourceText(text, language="en"), role=role) == (value,)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A quake of magnitude 6.4.", 6.0),
        ("A quake of magnitude 6.4.", 4.0),
        ("The magnitude was written down on 6.4.2026.", 6.4),
        ("The magnitude is not known. Some 7 houses fell.", 7.0),
        ("The magnitude of what then befell the people of 7 towns", 7.0),
        ("Nothing is known of 7 towns but of no quake's magnitude", 7.0),
        ("Submagnitude 3", 3.0),
        ("No number at all, only magnitude.", 3.0),
    ],
)
def test_halves_dates_and_numbers_out_of_reach_are_not_offered(text: str, value: float) -> None:
    assert judged(value, text).verdict is Verdict.UNSUPPORTED
    assert value not in measures.offered(SourceText(text, language="en"), role=ROLE)


def test_the_reason_tells_a_number_of_something_else_from_an_invented_one() -> None:
    other = judged(31, "A quake of magnitude 6.4 killed 31 people.")
    assert other.reason == "not as a number of magnitude, Richter"
    assert [(s.start, s.end) for s in other.stretches] == [(32, 34)]
    assert judged(32, "A quake of magnitude 6.4 killed 31 people.").reason == "not in the text"


@pytest.mark.parametrize("hedge", ["about", "at least", "more than", "almost", "above"])
def test_a_hedged_number_is_only_partly_stated(hedge: str) -> None:
    assert judged(6, f"A quake of magnitude {hedge} 6 shook Kesk.").verdict is Verdict.PARTLY


def test_a_plain_statement_is_preferred_to_a_hedged_one() -> None:
    text = "A quake of magnitude about 6 shook Kesk. The magnitude was 6, experts said."
    found = judged(6, text)
    assert found.verdict is Verdict.SUPPORTED
    assert found.stretches[0].start == text.rindex("6")


def test_a_number_in_the_evidence_is_preferred() -> None:
    text = "A shock of magnitude 5.1 came first. A shock of magnitude 5.1 came again."
    second = (text.index("A shock of", 5), len(text))
    found = measures.judge(5.1, SourceText(text, language="en"), role=ROLE, evidence=[second])
    assert found.stretches[0].start == text.rindex("5.1")


def test_the_headline_counts_and_the_paragraph_before_hints() -> None:
    context = Context(title="Magnitude 6.4 quake", before="A magnitude of 5.5 was reported.")
    source = SourceText("The shock was felt far away.", context=context)
    title = measures.judge(6.4, source, role=ROLE)
    assert (title.verdict, title.reason) == (Verdict.SUPPORTED, "the headline has it")
    assert title.stretches[0].part == "title"
    before = measures.judge(5.5, source, role=ROLE)
    assert (before.verdict, before.stretches[0].part) == (Verdict.INFERRED, "before")
    assert measures.offered(source, role=ROLE) == ()


def test_without_a_role_the_number_only_has_to_stand_in_the_text() -> None:
    assert judged(31, "It killed 31 people.", None).verdict is Verdict.SUPPORTED
    assert measures.offered(SourceText("6.4 and 31"), role=None) == (6.4, 31.0)
    assert measures.offered(SourceText("6.4 and 31"), role=" , ") == ()


@given(
    value=st.decimals(min_value=0, max_value=9999, places=1).map(float),
    before=st.text(alphabet="abc .,;\n", max_size=12),
)
def test_a_span_holds_the_number(value: float, before: str) -> None:
    text = f"{before}\nA magnitude {value} quake"
    found = judged(value, text)
    assert found.verdict is Verdict.SUPPORTED
    stretch = found.stretches[0]
    assert float(text[stretch.start : stretch.end]) == value


class Quake(BaseModel):
    magnitude: Annotated[float | None, Grounded("quote", role="magnitude")]
    depth: Annotated[str | None, Grounded("quote")] = None


def test_a_float_field_marked_as_a_quote_is_checked_as_a_measure() -> None:
    text = "A quake of magnitude 6.4, at a depth of 6 kilometres, shook Kesk."
    (finding,) = verify(Quake(magnitude=6.4), text)
    assert finding.verdict is Verdict.SUPPORTED
    assert [span.text for span in finding.spans] == ["6.4"]
    assert verify(Quake(magnitude=6), text)[0].verdict is Verdict.UNSUPPORTED
    assert complaint(Quake(magnitude=6.5), SourceText(text, language="en")) == (
        "magnitude: 6.5 is not in the text; it states 6.4, or null"
    )


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("magnitude 6.4", Verdict.SUPPORTED),
        ("6.4", Verdict.SUPPORTED),
        ("magnitude 6", Verdict.UNSUPPORTED),
        ("4 quake", Verdict.UNSUPPORTED),
    ],
)
def test_a_quotation_does_not_cut_a_number_in_two(said: str, verdict: Verdict) -> None:
    text = "A magnitude 6.4 quake shook Kesk."
    assert verify(Quake(magnitude=None, depth=said), text)[0].verdict is verdict
