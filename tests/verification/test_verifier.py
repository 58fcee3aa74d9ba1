"""The frame around the checkers: which findings there are, and where their spans point."""

import dataclasses
import subprocess
import sys
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from llmextract import Context, Evidence, Finding, Grounded, UsageError, Verdict, verify
from llmextract.verification.source_text import SourceText
from llmextract.verification.verifier import verify_record
from tests.scripts import unmeasured


class Toll(BaseModel):
    killed: Annotated[int | None, Grounded("number", role="killed")] = None
    injured: Annotated[int | None, Grounded("number", role="injured")] = None
    place: Annotated[str | None, Grounded("place")] = None
    date: Annotated[str | None, Grounded("date")] = None
    doer: Annotated[str | None, Grounded("name")] = None
    weapons: list[Annotated[str, Grounded("quote")]] = []
    sentences: Annotated[list[int], Evidence()] = []


TEXT = (
    "Gunmen of the Red Column killed two millers in Ostrel on Tuesday with hunting rifles. "
    "In Varna Polje five porters were injured."
)


def by_field(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    assert len({f.field for f in findings}) == len(findings)
    return {finding.field: finding for finding in findings}


def test_each_value_that_is_not_null_has_one_finding_and_its_words() -> None:
    record = Toll(
        killed=2,
        injured=5,
        place="Ostrel",
        date="Tuesday",
        doer="Gunmen of the Red Column",
        weapons=["hunting rifles", "knives"],
    )
    findings = by_field(verify(record, TEXT))
    assert list(findings) == [
        "killed", "injured", "place", "date", "doer", "weapons[0]", "weapons[1]",
    ]  # fmt: skip
    verdicts = [str(f.verdict) for f in findings.values()]
    assert verdicts == ["supported"] * 6 + ["unsupported"]
    assert [f.spans[0].text for f in findings.values() if f.spans] == [
        "two millers", "five porters", "Ostrel", "Tuesday",
        "Gunmen of the Red Column", "hunting rifles",
    ]  # fmt: skip
    assert (findings["killed"].value, findings["killed"].low, findings["killed"].high) == (2, 2, 2)
    assert all(f.record == 0 and f.reason and not f.elsewhere for f in findings.values())


def test_a_null_count_has_a_finding_only_where_the_text_is_vague() -> None:
    assert verify(Toll(), TEXT) == ()
    vague = "Several porters were injured and at least three drivers were killed near Ostrel."
    findings = by_field(verify(Toll(), vague))
    assert list(findings) == ["killed", "injured"]
    assert findings["killed"].value is None
    assert (findings["killed"].low, findings["killed"].high) == (3, None)
    assert findings["injured"].spans[0].text == "Several porters"


def test_words_outside_the_evidence_sentences_are_marked() -> None:
    findings = by_field(verify(Toll(killed=2, injured=5, place="Ostrel", sentences=[2]), TEXT))
    assert findings["killed"].elsewhere
    assert findings["killed"].reason.endswith("; outside the evidence sentences")
    assert findings["killed"].verdict is Verdict.SUPPORTED
    assert findings["place"].elsewhere
    assert not findings["injured"].elsewhere


def test_evidence_that_names_no_sentence_marks_nothing() -> None:
    for numbers in ([], [0], [-1], [9]):
        (finding,) = verify(Toll(killed=2, sentences=numbers), TEXT)
        assert not finding.elsewhere


def test_what_is_not_in_the_text_is_not_elsewhere() -> None:
    (finding,) = verify(Toll(killed=5, sentences=[1]), TEXT)
    assert (finding.verdict, finding.elsewhere) == (Verdict.UNSUPPORTED, False)
    assert finding.spans[0].text == "five porters"


def test_words_inside_the_evidence_are_preferred() -> None:
    text = "A mine killed two men in Ostrel. Days later a bomb killed two women in Ostrel."
    (killed, place) = verify(Toll(killed=2, place="Ostrel", sentences=[2]), text)
    assert killed.spans[0].text == "two women"
    assert place.spans[0].start == text.rindex("Ostrel")
    assert not killed.elsewhere
    assert not place.elsewhere


def test_spans_count_from_the_start_of_the_document() -> None:
    lead = "An older paragraph that is of no interest.\n\n"
    source = SourceText(TEXT)
    (finding,) = verify_record(Toll(killed=2), source, index=3, offset=len(lead))
    document = lead + TEXT
    (span,) = finding.spans
    assert document[span.start : span.end] == span.text == "two millers"
    assert (finding.record, span.where) == (3, "text")


def test_spans_in_a_context_beside_the_text_say_so() -> None:
    title = "Quarry village of Ostrel mourns its dead"
    (finding,) = verify(Toll(place="Ostrel"), "Two men died on Monday.", context=title)
    (span,) = finding.spans
    assert span.where == "context"
    assert title[span.start : span.end] == span.text == "Ostrel"


def test_spans_in_a_context_of_the_same_document_count_in_the_document() -> None:
    title, body = "Quarry village of Ostrel mourns its dead", "Two men died on Monday."
    document = f"\n{title}\n\n{body}"
    context = Context(title=title, offsets={"title": 1})
    source = SourceText(body, context=context)
    (finding,) = verify_record(Toll(place="Ostrel"), source, offset=document.index(body))
    (span,) = finding.spans
    assert span.where == "text"
    assert document[span.start : span.end] == "Ostrel"


def test_a_dateline_is_told_from_a_headline() -> None:
    record = Toll(place="Ostrel")
    (finding,) = verify(record, "Two men died on Monday.", context="OSTREL, 3 May (Agency) -")
    assert finding.verdict is not Verdict.SUPPORTED


BODY = "Two millers were killed by gunmen on Monday, the council said."


@pytest.mark.parametrize(
    "dateline", ["OSTREL, 3 May (Agency) - ", "OSTREL (AP) — ", "Ostrel, Varnia, 3 May 2021 — "]
)
def test_a_dateline_that_opens_the_text_is_no_place_of_the_event(dateline: str) -> None:
    (finding,) = verify(Toll(place="Ostrel"), dateline + BODY)
    assert (finding.verdict, finding.reason) == ("unsupported", "only where the report was filed")
    assert (finding.spans[0].start, finding.spans[0].end) == (0, 6)


def test_a_place_of_the_dateline_that_the_report_itself_names_is_supported() -> None:
    text = f"OSTREL, 3 May (Agency) - {BODY} Gunmen shot two guards dead in Ostrel at noon."
    (finding,) = verify(Toll(place="Ostrel"), text)
    assert finding.verdict is Verdict.SUPPORTED
    assert finding.spans[0].start == text.rindex("Ostrel")


def test_here_points_at_the_dateline() -> None:
    text = "OSTREL, 3 May (Agency) - Two millers were killed here on Monday, the council said."
    (finding,) = verify(Toll(place="Ostrel"), text)
    assert (finding.verdict, finding.spans[0].text) == ("inferred", "OSTREL")


def test_a_list_of_records_is_told_apart() -> None:
    findings = verify([Toll(killed=2), Toll(), Toll(killed=9)], TEXT)
    assert [(f.record, f.verdict) for f in findings] == [(0, "supported"), (2, "unsupported")]
    assert verify([], TEXT) == ()


def test_another_language_reads_its_own_number_words() -> None:
    text = "Dieciséis campesinos murieron en el ataque."
    assert verify(Toll(killed=16), text, language="es")[0].verdict is Verdict.SUPPORTED
    assert verify(Toll(killed=16), text)[0].verdict is Verdict.SUPPORTED
    assert verify(Toll(killed=16), text, language="en")[0].verdict is Verdict.UNSUPPORTED


def test_a_class_without_marks_has_no_findings() -> None:
    @dataclasses.dataclass
    class Plain:
        killed: int = 9

    assert verify(Plain(), TEXT) == ()


@pytest.mark.parametrize("record", [{"killed": 3}, "three", 3, None, Toll, [Toll(), {"killed": 3}]])
def test_what_can_have_no_marks_is_wrong_use(record: Any) -> None:
    with pytest.raises(UsageError, match=r"is a class, not a record|says nothing of how"):
        verify(record, TEXT)


@pytest.mark.parametrize("text", [None, b"Two men died.", 5, ["Two men died."]])
def test_a_text_that_is_no_string_is_wrong_use(text: Any) -> None:
    with pytest.raises(UsageError, match="not a string"):
        verify(Toll(killed=2), text)


def test_a_context_that_is_no_string_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="context is a list"):
        verify(Toll(killed=2), TEXT, context=["Headline"])  # type: ignore[arg-type]


@settings(deadline=None)  # the first word asked of the gazetteer opens it
@given(
    text=st.text(max_size=120),
    context=st.none() | st.text(max_size=40),
    killed=st.none() | st.integers(),
    words=st.text(max_size=20),
    numbers=st.lists(st.integers(-2, 4), max_size=3),
)
def test_any_text_and_any_value_have_a_verdict_and_spans_that_are_there(
    text: str, context: str | None, killed: int | None, words: str, numbers: list[int]
) -> None:
    record = Toll(
        killed=killed, place=words, date=words, doer=words, weapons=[words], sentences=numbers
    )
    findings = verify(record, text, context=context)
    assert {"place", "date", "doer", "weapons[0]"} <= {f.field for f in findings}
    for finding in findings:
        for span in finding.spans:
            assert 0 <= span.start < span.end
            assert span.where == "context" or text[span.start : span.end] == span.text


# Half a surrogate pair, signs that change their length in lower case, digits of other scripts.
ODD = [
    "\ud800",
    "\udfff",
    "İ",
    "ß",
    "\0",
    "٥",
    "３",
    "’",
    "—",
    "(AP)",
    "\n",
    "KYIV",
    "3 May",
    "here",
]
PLAIN = ["Goma", "five", "1,200", "no", "killed", "men", ".", " ", " "]


@settings(deadline=None)
@given(
    text=st.lists(st.sampled_from(ODD + PLAIN), max_size=24).map("".join),
    context=st.lists(st.sampled_from(ODD + PLAIN), max_size=8).map("".join),
    words=st.lists(st.sampled_from(ODD + PLAIN), max_size=4).map("".join),
)
def test_badly_decoded_text_is_judged_like_any_other(text: str, context: str, words: str) -> None:
    record = Toll(killed=5, sentences=[1]).model_copy(
        update={"place": words, "date": words, "doer": words, "weapons": [words]}
    )
    for finding in verify(record, text, context=context):
        for span in finding.spans:
            assert span.start < span.end
            assert span.where == "context" or text[span.start : span.end] == span.text


def test_verify_imports_neither_pydantic_nor_a_client_and_checkers_only_when_needed() -> None:
    code = (
        "import sys, llmextract; llmextract.verify; "
        "heavy = {'pydantic', 'openai', 'instructor', 'diskcache', 'dateparser', 'trafilatura', "
        "'sqlite3', 'rapidfuzz', 'sentencex', 'llmextract.verification.numbers', "
        "'llmextract.verification.places'}; print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=unmeasured()
    )
    assert out.stdout.strip() == "[]"
