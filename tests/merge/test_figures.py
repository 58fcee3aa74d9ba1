"""What stands beside a joined record: its name, where it is told, its counts as low, best and high."""

from collections.abc import Sequence
from typing import Any

import pytest

from llmextract.incidents import Figures
from llmextract.merge import merge_document
from llmextract.records import Extraction, Finding, Verdict
from tests.merge.conftest import Disaster, finding, make

FLOOD: dict[str, Any] = {"kind": "flood", "day": "Tuesday", "spots": [{"name": "Ambrel"}]}


def told(*rows: tuple[str, str, dict[str, Any]], **given: Any) -> tuple[Extraction, ...]:
    """A document of sentences; of each the words of its count and its record."""
    found: dict[tuple[int, int, str], Finding] = {}
    start = 0
    for index, (text, words, row) in enumerate(rows):
        if "dead" in row:
            at = start + text.index(words)
            found[index, 0, "dead"] = finding(
                0,
                "dead",
                row["dead"],
                given.get("verdict", Verdict.SUPPORTED),
                span=(at, at + len(words)),
                low=row["dead"],
                high=None if "at least" in text else row["dead"],
            )
        start += len(text) + 2
    return make(*((text, [row]) for text, _, row in rows), findings=found)


def dead(pages: Sequence[Extraction]) -> Figures:
    (one,) = merge_document(pages, Disaster)
    return one.figures["dead"]


def test_figures_of_two_that_say_so_are_the_bounds_and_none_is_averaged() -> None:
    pages = told(
        ("A flood took twelve lives in Ambrel, the hospital said.", "twelve", FLOOD | {"dead": 12}),
        ("The police said that nine died.", "nine", FLOOD | {"dead": 9}),
    )
    figures = dead(pages)
    assert (figures.low, figures.best, figures.high) == (9, 12, 12)
    assert [(one.by, one.value, one.part) for one in figures.said] == [
        ("the hospital", 12, "counted"),
        ("The police", 9, "counted"),
    ]
    first = figures.said[0].where
    assert pages[0].paragraph.text[first.start : first.end] == "twelve"
    assert (first.document, first.paragraph) == ("d", 0)


@pytest.mark.parametrize(
    ("text", "words", "count", "part"),
    [
        ("Two of the dead were monks, the police said.", "Two", 2, "part"),
        ("The police first reported nine dead.", "nine", 9, "older"),
        ("Nine were laid out in the chapel.", "Nine", 9, "part"),
    ],
)
def test_what_counts_some_or_was_taken_back_is_no_bound(
    text: str, words: str, count: int, part: str
) -> None:
    whole = ("A flood took twelve lives, the hospital said.", "twelve", FLOOD | {"dead": 12})
    figures = dead(told(whole, (text, words, FLOOD | {"dead": count})))
    assert (figures.low, figures.best, figures.high) == (12, 12, 12)
    assert figures.said[1].part == part


def test_at_least_has_no_upper_bound_until_somebody_counts() -> None:
    least = ("The mayor said that at least nine drowned.", "nine", FLOOD | {"dead": 9})
    figures = dead(told(least))
    assert (figures.low, figures.best, figures.high) == (9, 9, None)
    counted = ("The hospital said that twelve drowned.", "twelve", FLOOD | {"dead": 12})
    figures = dead(told(least, counted))
    assert (figures.low, figures.best, figures.high) == (9, 12, 12)


def test_a_count_that_is_replaced_is_older_though_somebody_said_it() -> None:
    pages = told(
        ("The police said that nine drowned.", "nine", FLOOD | {"dead": 9}),
        ("The toll rose to twelve, the hospital said.", "twelve", FLOOD | {"dead": 12}),
    )
    figures = dead(pages)
    assert (figures.low, figures.best, figures.said[0].part) == (12, 12, "older")


def test_a_figure_that_the_text_does_not_carry_is_doubted() -> None:
    pages = told(
        ("The police said nine drowned.", "nine", FLOOD | {"dead": 9}), verdict=Verdict.UNSUPPORTED
    )
    assert dead(pages).said[0].part == "doubted"


def test_a_record_without_a_count_has_no_figures() -> None:
    (one,) = merge_document(make(("A flood.", [FLOOD])), Disaster)
    assert one.figures == {}


def test_sources_are_the_evidence_of_every_record_neighbours_in_one() -> None:
    pages = make(
        ("Rain fell. A flood came. It took boats. All fled.", [FLOOD | {"sentences": [2, 3]}]),
        ("The flood was the worst ever.", [FLOOD]),
    )
    (one,) = merge_document(pages, Disaster)
    text = "\n\n".join(page.paragraph.text for page in pages)
    assert [text[at.start : at.end].strip() for at in one.sources] == [
        "A flood came. It took boats.",
        "The flood was the worst ever.",
    ]


def test_names_of_incidents_are_their_own_and_stay() -> None:
    other = FLOOD | {"spots": [{"name": "Tessel"}], "day": "Friday"}
    pages = make(("A flood came.", [FLOOD, other, other | {"spots": [{"name": "Orm"}]}]))
    names = [one.id for one in merge_document(pages, Disaster)]
    assert len(set(names)) == len(names) == 3
    longer = (*pages, *make(("So.", []), ("The flood took boats.", [FLOOD]))[1:])
    assert [one.id for one in merge_document(longer, Disaster)] == names
