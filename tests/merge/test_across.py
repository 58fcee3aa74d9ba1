"""Incidents of several documents: which are one, which only look alike, and what becomes of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from llmextract.merge import Merged, Telling, merge_across, merge_document
from llmextract.records import Verdict
from tests.merge.conftest import Disaster, finding, make

FLOOD: dict[str, Any] = {
    "kind": "flood",
    "day": "4 June",
    "spots": [{"name": "Ambrel"}],
    "dead": 13,
}


def telling(
    name: str,
    *rows: dict[str, Any],
    published: str | None = "2024-06-06",
    texts: Sequence[str] = (),
) -> Telling:
    """A document with a paragraph for each record."""
    said = [*texts, *(f"It was {n}." for n in range(len(texts), len(rows)))]
    pages = make(
        *((text, [row]) for text, row in zip(said, rows, strict=True)), published=published
    )
    pages = tuple(replace(one, document=replace(one.document, id=name)) for one in pages)
    return Telling(name, published, merge_document(pages, Disaster))


def together(*tellings: Telling) -> list[list[str]]:
    """The documents of each incident."""
    return [
        [document.document, *(other.document for other in one.elsewhere)]
        for document, incidents in zip(tellings, merge_across(tellings, Disaster), strict=True)
        for one in incidents
    ]


def test_one_that_two_documents_tell_of_is_one() -> None:
    assert together(telling("a", FLOOD), telling("b", FLOOD | {"dead": 14})) == [["a", "b"]]


@pytest.mark.parametrize(
    "other",
    [
        {"day": "5 June"},
        {"day": "4 May"},
        {"spots": [{"name": "Tessel"}]},
        {"kind": "quake"},
        {"dead": 90},
    ],
)
def test_another_day_place_kind_or_toll_is_another(other: dict[str, Any]) -> None:
    assert together(telling("a", FLOOD), telling("b", FLOOD | other)) == [["a"], ["b"]]


def test_a_place_that_is_in_every_town_joins_nothing() -> None:
    row = FLOOD | {"spots": [{"name": "the old mill"}], "dead": None}
    assert together(telling("a", row), telling("b", row)) == [["a"], ["b"]]


def test_what_says_neither_where_nor_who_is_left_alone() -> None:
    row = FLOOD | {"spots": []}
    assert together(telling("a", row), telling("b", row)) == [["a"], ["b"]]
    row |= {"hit": ["Lena Orr"]}
    assert together(telling("a", row), telling("b", row)) == [["a", "b"]]


def test_two_parts_of_one_day_are_two_but_a_night_ends_the_next_day() -> None:
    def at(day: str) -> dict[str, Any]:
        return FLOOD | {"day": day}

    assert len(together(telling("a", at("Tuesday morning")), telling("b", at("late Tuesday")))) == 2
    assert len(together(telling("a", at("night of 4 June")), telling("b", at("5 June")))) == 1


def test_a_weekday_is_a_day_by_the_date_of_its_report() -> None:
    row = FLOOD | {"day": "Tuesday"}
    assert together(telling("a", row), telling("b", FLOOD)) == [["a", "b"]]
    later = telling("b", row, published="2024-06-13")
    assert together(telling("a", row), later) == [["a"], ["b"]]


def test_news_without_a_day_was_in_the_days_before_its_report() -> None:
    row = FLOOD | {"day": None}
    assert together(telling("a", row), telling("b", FLOOD)) == [["a", "b"]]
    assert len(together(telling("a", row, published="2024-08-06"), telling("b", FLOOD))) == 2


def test_an_incident_of_two_that_both_fit_is_left_alone() -> None:
    twice = telling(
        "b",
        FLOOD | {"spots": [{"name": "northern Ambrel"}], "hit": ["Lena Orr"], "dead": 40},
        FLOOD | {"spots": [{"name": "southern Ambrel"}], "hit": ["Ivo Brin"], "dead": 3},
    )
    assert len(twice.incidents) == 2
    one = telling("a", FLOOD | {"dead": None})
    assert len(together(one, twice)) == 3


def test_a_document_has_one_incident_of_each_that_fits_best() -> None:
    other = FLOOD | {"spots": [{"name": "Ambrel"}, {"name": "Orm"}], "dead": 40, "missing": 2}
    twice = telling("b", other | {"spots": [{"name": "Orm"}]}, FLOOD)
    assert together(telling("a", FLOOD), twice) == [["a", "b"], ["b"]]


def test_what_is_surely_apart_is_not_joined_by_a_third() -> None:
    wide = telling("c", FLOOD | {"day": "June 2024"}, published="2024-07-06")
    groups = together(telling("a", FLOOD), wide, telling("b", FLOOD | {"day": "9 June"}))
    assert sorted(map(len, groups)) in ([1, 1, 1], [1, 2])


def joined(*tellings: Telling) -> Merged:
    ((one,), *rest) = merge_across(tellings, Disaster)
    assert not any(rest)
    return one


def test_it_stands_where_it_was_told_first_and_keeps_its_name() -> None:
    late = telling("a", FLOOD | {"hit": ["monks"]}, published="2024-06-08")
    early = telling("b", FLOOD, published="2024-06-05")
    nothing, (one,) = merge_across([late, early], Disaster)
    assert nothing == ()
    assert one.id == early.incidents[0].id
    assert [other.incident.id for other in one.elsewhere] == [late.incidents[0].id]
    assert "same place" in one.elsewhere[0].signs
    assert {source.document for source in one.sources} == {"a", "b"}
    assert one.record["hit"] == ["monks"]
    more = telling("c", FLOOD, published="2024-06-07")
    assert merge_across([late, early, more], Disaster)[1][0].id == one.id


def test_findings_of_another_document_say_so() -> None:
    pages = make(("At Tessel.", [FLOOD | {"hit": ["monks"]}]),
                 findings={(0, 0, "hit[0]"): finding(0, "hit[0]", "monks", span=(0, 2)),
                           (0, 0, "day"): finding(0, "day", "4 June")})  # fmt: skip
    other = Telling("b", "2024-06-07", merge_document(pages, Disaster))
    one = joined(telling("a", FLOOD), other)
    (hit,) = (found for found in one.findings if found.field == "hit[0]")
    assert (hit.document, hit.verdict) == ("b", Verdict.SUPPORTED)


def test_figures_of_all_documents_are_kept_and_none_is_averaged() -> None:
    pages = [telling("a", FLOOD), telling("b", FLOOD | {"dead": 10}), telling("c", FLOOD)]
    one = joined(*pages)
    figures = one.figures["dead"]
    assert (figures.low, figures.best, figures.high) == (10, 13, 13)
    assert [(said.where.document, said.value) for said in figures.said] == [
        ("a", 13),
        ("b", 10),
        ("c", 13),
    ]
    (lost,) = (lost for lost in one.left_out if lost.field == "dead")
    assert (lost.document, lost.value, lost.member) == ("b", 10, (0, 0))


def test_the_date_that_the_calendar_tells_best_stands() -> None:
    wide = telling("a", FLOOD | {"day": "June 2024"}, published="2024-06-05")
    assert joined(wide, telling("b", FLOOD)).record["day"] == "4 June"


def test_background_of_one_report_is_news_where_another_reports_it() -> None:
    old = FLOOD | {"day": "4 June"}
    news = FLOOD | {"day": "9 September", "spots": [{"name": "Tessel"}], "dead": 2}
    later = telling("b", news, old, published="2024-09-10")
    assert [one.is_background for one in later.incidents] == [False, True]
    (one,), (other,) = merge_across([telling("a", old), later], Disaster)
    assert (one.is_background, other.is_background) == (False, False)
    assert other.findings == ()


def test_an_incident_that_names_no_place_is_at_the_one_of_its_report() -> None:
    bare = FLOOD | {"spots": [], "missing": 7}
    other = FLOOD | {"day": "9 June", "dead": 1}
    report = telling("b", other, bare, published="2024-06-10")
    assert len(report.incidents) == 2
    assert together(telling("a", FLOOD | {"missing": 7}), report) == [["a", "b"], ["b"]]
    two = telling("b", other, other | {"spots": [{"name": "Tessel"}]}, bare, published="2024-06-10")
    assert len(together(telling("a", FLOOD | {"missing": 7}), two)) == 4


def test_the_order_of_documents_changes_no_incident() -> None:
    documents = [
        telling("a", FLOOD, published="2024-06-05"),
        telling("b", FLOOD | {"dead": 14}, published="2024-06-06"),
        telling("c", FLOOD | {"spots": [{"name": "Tessel"}]}, published="2024-06-07"),
        telling("d", FLOOD | {"dead": None, "hit": ["monks"]}, published="2024-06-08"),
    ]

    def made(order: Sequence[Telling]) -> list[tuple[str, Any]]:
        found = merge_across(order, Disaster)
        return sorted((one.id, one.record["dead"]) for own in found for one in own)

    assert made(documents) == made(documents[::-1])
