"""Notes on findings: words of an analyst, and silence where nothing is to be looked at."""

import pytest

from llmextract.notes import note
from llmextract.records import Finding, Span, Verdict


def finding(verdict: str, reason: str, words: str = "", **more: object) -> Finding:
    spans = (Span(0, len(words), words),) if words else ()
    value = more.pop("value", "x")
    return Finding(0, "f", value, Verdict(verdict), reason, spans, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("verdict", "reason", "words", "told"),
    [
        ("unsupported", "not in the text", "", "not in the text"),
        (
            "unsupported",
            "where somebody went to",
            "Isha",
            "not for this: the text has it as where somebody went to (“Isha”)",
        ),
        (
            "unclear",
            "as written; no rule reads here whether it is hit",
            "tanks",
            "whether it was hit cannot be told from the sentence (“tanks”)",
        ),
        ("unclear", "no amount", "", "cannot be told: no amount"),
        ("derived", "two men + a boy", "two men", "counted together: two men + a boy"),
        ("derived", "nobody was even hurt", "", "the text says that nobody was hurt"),
        (
            "inferred",
            "only elsewhere in the article: as written",
            "",
            "told in another paragraph only",
        ),
        ("partly", "only one end of a road is named", "", "only one end of a road is named"),
    ],
)
def test_a_reason_is_told_in_words(verdict: str, reason: str, words: str, told: str) -> None:
    assert note(finding(verdict, reason, words)) == told


def test_what_is_plain_needs_no_note() -> None:
    assert note(finding("supported", "as written")) is None
    assert note(finding("supported", "digits", stated="rules")) is None
    assert note(finding("partly", "only as a lower bound", value=9, low=9)) is None
    assert note(finding("supported", "as written; outside the evidence sentences", elsewhere=True))


def test_long_words_are_cut_and_controls_taken_out() -> None:
    told = note(finding("unclear", "no\x1b[31m amount", "word " * 40))
    assert told is not None
    assert "\x1b" not in told
    assert told.endswith(" …”)")
    assert len(told) < 130
