"""How a document's records come together: why, in what order, and in what time."""

from typing import Any

import pytest

from llmextract.merge import merge_document, weighing
from llmextract.merge.mentions import Mention
from llmextract.merge.page import Page
from llmextract.merge.weighing import Weighed
from llmextract.records import Span, Verdict
from tests.merge.conftest import Disaster, finding, make

LEAD: dict[str, Any] = {
    "kind": "flood",
    "day": "Tuesday",
    "spots": [{"name": "Ambrel"}],
    "dead": 13,
}
RECAPS: list[tuple[str, dict[str, Any]]] = [
    ("Nine bodies were brought to the chapel.", {"kind": "flood", "dead": 9}),
    ("The deluge was condemned by all.", {"kind": "flood"}),
    ("Among them were Lena Orr and her sons.", {"kind": "flood", "hit": ["Lena Orr"], "dead": 3}),
]


def test_an_article_that_comes_back_to_one_thing_tells_one() -> None:
    pages = make(("A flood came on Tuesday.", [LEAD]), *((text, [row]) for text, row in RECAPS))
    (one,) = merge_document(pages, Disaster)
    assert one.record["dead"] == 13
    assert len(one.members) == 4
    assert {lost.value: lost.reason for lost in one.left_out if lost.field == "dead"} == {
        9: "a part, or an older count",
        3: "a part, or an older count",
    }


def test_each_time_that_two_were_brought_together_says_why() -> None:
    pages = make(("A flood came.", [LEAD]), ("The flood took boats.", [LEAD | {"hit": ["boats"]}]))
    (one,) = merge_document(pages, Disaster)
    (joint,) = one.why
    assert (joint.earlier, joint.later) == ((0, 0), (1, 0))
    assert joint.score > 0
    assert {"same place", "same day", "same count", "comes back to it"} <= set(joint.signs)
    (alone,) = merge_document(pages[:1], Disaster)
    assert alone.why == ()


def test_what_is_dated_to_long_before_is_background_and_takes_no_recap() -> None:
    old = {"kind": "flood", "day": "in 2019", "spots": [{"name": "Tessel"}], "dead": 60}
    pages = make(
        ("A flood came on Tuesday.", [LEAD]),
        ("In 2019 sixty drowned in Tessel.", [old]),
        ("Eleven of the dead were buried.", [{"kind": "flood", "dead": 11}]),
    )
    news, background = merge_document(pages, Disaster)
    assert [one[0] for one in news.members] == [0, 2]
    assert not news.is_background
    assert background.is_background
    assert background.record["dead"] == 60


def test_what_a_report_on_one_thing_only_touches_on_is_background() -> None:
    before = {"kind": "flood", "day": "the week before", "spots": [{"name": "Tessel"}], "dead": 6}
    told = [(text, [row]) for text, row in RECAPS]
    pages = make(("A flood came.", [LEAD]), *told, ("Six died in Tessel.", [before]))
    news, touched = merge_document(pages, Disaster)
    assert (news.is_background, touched.is_background) == (False, True)
    short = make(("A flood came.", [LEAD]), ("Six died in Tessel.", [before]))
    assert not any(one.is_background for one in merge_document(short, Disaster))


def part(place: str, kind: str, dead: int, missing: int) -> dict[str, Any]:
    return {"kind": kind, "spots": [{"name": place}], "dead": dead, "missing": missing}


def test_a_sum_over_several_things_is_none_of_them() -> None:
    whole = {"kind": "flood", "day": "Tuesday", "dead": 21, "missing": 46}
    pages = make(
        ("Water and wind took 21.", [whole]),
        ("In Ambrel 12 drowned.", [part("Ambrel", "flood", 12, 28)]),
        ("In Tessel 9 died.", [part("Tessel", "hurricane", 9, 18)]),
    )
    first, second = merge_document(pages, Disaster)
    assert (first.record["dead"], second.record["dead"]) == (12, 9)
    assert first.members == ((0, 0), (1, 0))
    assert {lost.value for lost in first.left_out} >= {21, 46}


def test_the_parts_of_one_toll_are_no_things() -> None:
    pages = make(
        ("A flood took 21 in Ambrel.", [part("Ambrel", "flood", 21, 46)]),
        ("One chapel took in twelve.", [{"kind": "flood", "dead": 12, "missing": 28}]),
        ("Another place had nine.", [{"kind": "flood", "dead": 9, "missing": 18}]),
    )
    (one,) = merge_document(pages, Disaster)
    assert one.record["dead"] == 21


@pytest.mark.parametrize(
    ("text", "count"),
    [("The toll was lowered to nine.", 9), ("Nine of them were farmers.", 10)],
)
def test_a_smaller_count_stands_only_where_its_sentence_says_so(text: str, count: int) -> None:
    first = "Ten drowned."
    at = len(first) + 2
    found = {
        (0, 0, "dead"): finding(0, "dead", 10, span=(0, 3), low=10, high=10),
        (1, 0, "dead"): finding(0, "dead", 9, span=(at, at + 4), low=9, high=9),
    }
    rows = (first, [LEAD | {"dead": 10}]), (text, [LEAD | {"dead": 9}])
    (one,) = merge_document(make(*rows, findings=found), Disaster)
    assert one.record["dead"] == count


def test_counts_of_one_record_are_equally_new() -> None:
    found = {
        (p, 0, name): finding(0, name, value, low=value, high=value)
        for p, name, value in ((0, "dead", 3), (0, "missing", 7), (1, "dead", 4), (1, "missing", 6))
    }
    pages = make(
        ("Three drowned, seven are missing.", [LEAD | {"dead": 3, "missing": 7}]),
        ("One of those was found dead.", [LEAD | {"dead": 4, "missing": 6}]),
        findings=found,
    )
    (one,) = merge_document(pages, Disaster)
    assert (one.record["dead"], one.record["missing"]) == (4, 6)


def test_a_count_that_the_text_does_not_carry_gives_way() -> None:
    found = {
        (0, 0, "dead"): finding(0, "dead", 12, low=12, high=12),
        (1, 0, "dead"): finding(0, "dead", 90, Verdict.UNSUPPORTED),
    }
    pages = make(("Twelve.", [LEAD | {"dead": 12}]), ("So.", [LEAD | {"dead": 90}]), findings=found)
    (one,) = merge_document(pages, Disaster)
    assert one.record["dead"] == 12
    assert one.left_out[0].reason == "another count is better verified"


def test_a_finding_beside_the_text_counts_from_its_own_start() -> None:
    told = finding(0, "dead", 13)
    beside = Span(0, 2, "13", "context")
    found = {(0, 0, "dead"): told.__class__(0, "dead", 13, told.verdict, "", (beside,), 13, 13)}
    (one,) = merge_document(make(("Water rose.", [LEAD]), findings=found), Disaster)
    assert one.record["dead"] == 13


def test_a_mention_is_weighed_against_few_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    weighed = []

    def counted(one: Mention, other: Mention, page: Page) -> Weighed | None:
        weighed.append((one, other))
        return weigh(one, other, page)

    weigh = weighing.weigh
    monkeypatch.setattr("llmextract.merge.clustering.weigh", counted)
    rows = [
        (f"{n}.", [{"kind": "flood", "spots": [{"name": f"Ambrel{n}"}], "hit": ["monks"]}])
        for n in range(300)
    ]
    assert len(merge_document(make(*rows), Disaster)) == 300
    assert len(weighed) < 300 * 40
