"""The order in which a person should look."""

from typing import Any

import pytest

from llmextract.alignment.values import Matcher, said
from llmextract.compare.attention import Attention, Line, Rank, rank
from llmextract.records import Finding, Verdict
from llmextract.schema.outline import outline_of
from tests.merge.conftest import Disaster, finding

OUTLINE = outline_of(Disaster)
GOOD = [finding(0, "dead", 3), finding(0, "spots[0].name", "Ebra")]
BAD = [
    finding(0, "dead", 3, Verdict.UNSUPPORTED),
    finding(0, "spots[0].name", "Ebra", Verdict.PARTLY),
]
BASE = {"kind": "flood", "spots": [{"name": "Ebra"}], "dead": 3}


def lines(*records: dict[str, Any] | None, findings: list[Finding] | None = None) -> list[Line]:
    matcher, out = Matcher(OUTLINE), []
    for kind in OUTLINE.fields:
        told = [None if r is None else said(r, findings or GOOD, kind) for r in records]
        outcome = matcher.outcome([one for one in told if one is not None], kind)
        out.append(Line(kind, outcome, tuple(told)))
    return out


def ranked(*records: dict[str, Any] | None, findings: list[Finding] | None = None) -> Rank:
    return rank(lines(*records, findings=findings), is_missed=None in records)


@pytest.mark.parametrize(
    ("other", "findings", "attention", "reason"),
    [
        ({"dead": 5}, GOOD, Attention.COUNT, "dead: 3 / 5"),
        (None, GOOD, Attention.MISSED, "found by some only, and in the text"),
        ({"spots": [{"name": "Moll"}]}, GOOD, Attention.PLACE_OR_DATE, "spots: Ebra / Moll"),
        ({"kind": "quake"}, GOOD, Attention.WHO_OR_WHAT, "kind: flood / quake"),
        ({"dead": None}, GOOD, Attention.COUNT_LEFT_OUT, "dead: 3 / nothing"),
        (None, BAD, Attention.DOUBTFUL, "found by some only, and doubtful"),
        ({"hit": ["bakers", "a mill"]}, GOOD, Attention.SMALL, "hit: nothing / bakers, a mill"),
        ({}, BAD, Attention.UNVERIFIED, "spots: Ebra; dead: 3"),
        ({}, GOOD, Attention.NONE, "agreed"),
    ],
)  # fmt: skip
def test_each_rank(
    other: dict[str, Any] | None, findings: list[Finding], attention: Attention, reason: str
) -> None:
    found = ranked(BASE, None if other is None else BASE | other, findings=findings)
    assert (found.attention, found.reason) == (attention, reason)
    assert found.attention.words


def test_the_worst_decides() -> None:
    found = ranked(BASE, BASE | {"dead": 5, "kind": "quake", "spots": [{"name": "Moll"}]})
    assert found.attention is Attention.COUNT
    assert found.reason == "dead: 3 / 5"


def test_what_contradicts_comes_before_what_is_missed_by_a_third_run() -> None:
    assert ranked(BASE, BASE | {"dead": 5}, None).attention is Attention.COUNT
    assert ranked(BASE, BASE | {"kind": "quake"}, None).attention is Attention.MISSED


def test_the_first_count_of_the_schema_comes_first_then_the_greater_gap() -> None:
    small, great = ranked(BASE, BASE | {"dead": 4}), ranked(BASE, BASE | {"dead": 90})
    later = ranked(BASE | {"missing": 1}, BASE | {"missing": 900})
    assert sorted([later, small, great], key=lambda one: one.key) == [great, small, later]


def test_a_missed_incident_with_more_that_the_text_carries_comes_first() -> None:
    more = [*GOOD, finding(0, "missing", 2)]
    rich, poor = ranked(BASE, None, findings=more), ranked(BASE, None)
    assert rich.attention is poor.attention is Attention.MISSED
    assert rich.key < poor.key


def test_of_doubtful_incidents_the_one_with_least_in_the_text_comes_first() -> None:
    half = [*GOOD, *BAD]
    some, none = ranked(BASE, None, findings=half), ranked(BASE, None, findings=BAD)
    assert some.attention is none.attention is Attention.DOUBTFUL
    assert none.key < some.key


def test_what_one_run_alone_read_says_nothing_and_comes_last() -> None:
    found = rank(lines(BASE), is_missed=False, is_alone=True)
    assert found.attention is Attention.ALONE is max(Attention)


def test_an_incident_without_checked_values_is_doubtful_when_missed() -> None:
    (note,) = [kind for kind in OUTLINE.fields if kind.name == "note"]
    line = Line(note, Matcher(OUTLINE).outcome([said({"note": "x"}, (), note)], note),
                (said({"note": "x"}, (), note), None))  # fmt: skip
    assert rank([line], is_missed=True).attention is Attention.DOUBTFUL


def test_several_versions_are_told_once_each() -> None:
    assert ranked(BASE, BASE | {"dead": 5}, BASE).reason == "dead: 3 / 5"
