"""Over langextract's results: its objects, or the lines of the JSONL that it writes."""

import json
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import pytest

from llmextract import Grounded, UsageError, verify_extractions

TEXT = "A mine killed five carters near Oru on Sunday. Two guards were injured when shells hit Bex."
MARKS = {
    "killed": Grounded("number", role="killed"),
    "injured": Grounded("number", role="injured"),
    "place": Grounded("place"),
}


class Status(Enum):
    """As langextract has it."""

    EXACT = "match_exact"
    FUZZY = "match_fuzzy"


@dataclass
class Interval:
    """As langextract has it."""

    start_pos: int | None
    end_pos: int | None


@dataclass
class Extraction:
    """The attributes of langextract's class that are read."""

    extraction_class: str
    extraction_text: str
    attributes: dict[str, Any] | None = None
    char_interval: Interval | None = None
    alignment_status: Status | None = None


@dataclass
class AnnotatedDocument:
    """The attributes of langextract's class that are read."""

    extractions: list[Extraction] | None
    text: str | None = None
    extra: list[Any] = field(default_factory=list)


def summary(findings: Any) -> list[tuple[int, str, Any, str]]:
    return [(f.record, f.field, f.value, str(f.verdict)) for f in findings]


def test_attributes_of_objects_are_checked_as_values() -> None:
    document = AnnotatedDocument(
        [
            Extraction("attack", "killed five carters", {"killed": "five", "place": "Oru"}),
            Extraction("attack", "Two guards", {"injured": "5", "place": ["Bex", "Kol"], "x": "y"}),
            Extraction("attack", "nothing"),
        ],
        TEXT,
    )
    assert summary(verify_extractions(document, marks=MARKS)) == [
        (0, "killed", "five", "supported"),
        (0, "place", "Oru", "supported"),
        (1, "injured", 5, "unsupported"),
        (1, "place[0]", "Bex", "supported"),
        (1, "place[1]", "Kol", "unsupported"),
    ]


def test_a_line_of_the_jsonl_is_read_as_it_is_written() -> None:
    row = {
        "document_id": "doc_1",
        "text": TEXT,
        "extractions": [
            {
                "extraction_class": "attack",
                "extraction_text": "killed five carters",
                "char_interval": {"start_pos": 7, "end_pos": 26},
                "alignment_status": "match_exact",
                "extraction_index": 1,
                "group_index": 0,
                "description": None,
                "attributes": {"killed": "5", "injured": "unknown", "place": "Bex"},
            }
        ],
    }
    findings = verify_extractions(json.loads(json.dumps(row)), marks=MARKS)
    assert summary(findings) == [(0, "killed", 5, "supported"), (0, "place", "Bex", "supported")]
    assert [f.elsewhere for f in findings] == [False, True]
    assert findings[1].spans[0].text == TEXT[findings[1].spans[0].start : findings[1].spans[0].end]


def test_a_fuzzy_or_a_missing_alignment_is_no_evidence() -> None:
    for status, start in ((Status.FUZZY, 7), (Status.EXACT, None)):
        one = Extraction("attack", "x", {"place": "Bex"}, Interval(start, 26), status)
        (finding,) = verify_extractions([one], TEXT, marks=MARKS)
        assert not finding.elsewhere


def test_an_interval_that_touches_a_sentence_only_at_its_end_is_not_in_it() -> None:
    second = TEXT.index("Two")
    one = Extraction("attack", "x", {"killed": "5"}, Interval(second, second + 3), Status.EXACT)
    (finding,) = verify_extractions([one], TEXT, marks=MARKS)
    assert finding.elsewhere
    beyond = Extraction("attack", "x", {"killed": "5"}, Interval(500, 510), Status.EXACT)
    (finding,) = verify_extractions([beyond], TEXT, marks=MARKS)
    assert not finding.elsewhere


def test_the_words_of_an_extraction_can_be_checked_for_one_class() -> None:
    extractions = [Extraction("town", "Orru"), Extraction("town", "Kol"), Extraction("act", "Kol")]
    marks = {"town.extraction_text": Grounded("place")}
    found = summary(verify_extractions(extractions, TEXT, marks=marks))
    assert [(record, name) for record, name, _, _ in found] == [
        (0, "extraction_text"),
        (1, "extraction_text"),
    ]
    assert found[1][3] == "unsupported"


def test_a_mark_for_one_class_goes_before_a_mark_for_all() -> None:
    marks = {"toll": Grounded("number", role="killed"), "hurt.toll": MARKS["injured"]}
    extractions = [Extraction("dead", "", {"toll": "2"}), Extraction("hurt", "", {"toll": "2"})]
    verdicts = [f.verdict for f in verify_extractions(extractions, TEXT, marks=marks)]
    assert verdicts == ["unsupported", "supported"]


def test_a_text_of_ones_own_and_its_context_go_before_the_documents() -> None:
    document = AnnotatedDocument([Extraction("a", "", {"place": "Kol"})], TEXT)
    other = "Two carters died on Sunday."
    (finding,) = verify_extractions(document, other, marks=MARKS, context="Mine blast near Kol")
    assert finding.verdict == "supported"
    assert finding.spans[0].where == "context"


def test_another_language_can_be_named() -> None:
    one = Extraction("a", "", {"killed": "dieciséis"})
    text = "Dieciséis campesinos murieron en el ataque."
    (finding,) = verify_extractions([one], text, marks=MARKS, language="es")
    assert finding.verdict == "supported"


def test_what_has_no_extractions_or_no_text_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="a str has no extractions"):
        verify_extractions("x", TEXT, marks=MARKS)
    with pytest.raises(UsageError, match="a AnnotatedDocument has no extractions"):
        verify_extractions(AnnotatedDocument(None, TEXT), marks=MARKS)
    with pytest.raises(UsageError, match="without their text"):
        verify_extractions(AnnotatedDocument([]), marks=MARKS)
    with pytest.raises(UsageError, match="not a string"):
        verify_extractions([], b"x", marks=MARKS)  # type: ignore[arg-type]
    assert verify_extractions([], TEXT, marks=MARKS) == ()
