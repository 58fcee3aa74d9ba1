"""What a report tells in passing is told from its news."""

from typing import Any

import pytest

from llmextract.merge import merge_document
from llmextract.merge.days import is_before, opens_old
from tests.merge.conftest import Disaster, finding, make

LEAD: dict[str, Any] = {"kind": "flood", "day": "Wednesday", "spots": [{"name": "Ambrel"}]}
RECAPS: list[tuple[str, list[dict[str, Any]]]] = [
    ("The flood took boats.", [{"kind": "flood", "hit": ["boats"]}]),
    ("The deluge was condemned by all.", [{"kind": "flood"}]),
    ("Nobody saw the flood come.", [{"kind": "flood"}]),
]
NEWS = [("A flood came to Ambrel on Wednesday.", [LEAD]), *RECAPS]


def passing(text: str, day: str | None, **more: Any) -> dict[str, Any]:
    """The one other thing of a report on a flood, by what a record and a sentence say of it."""
    row = {"kind": "quake", "day": day, "spots": [{"name": "Tessel"}], "dead": 6} | more
    pages = make(*NEWS, (text, [row]), published=None)
    news, other = merge_document(pages, Disaster)
    assert not news.is_background
    return {"background": other.is_background, "dead": other.record["dead"]}


@pytest.mark.parametrize(
    ("text", "day", "background"),
    [
        ("On Sunday a quake killed six in Tessel.", "Sunday", True),
        ("A day earlier, six had died in Tessel.", "A day earlier", True),
        ("It came a day after a quake killed six in Tessel.", "a day after", True),
        ("Earlier this week six died in Tessel.", "Earlier this week", True),
        ("At Christmas six died in Tessel.", "Christmas", True),
        ("In March six died in Tessel on the feast of the town.", "the feast", True),
        ("A quake killed six in Tessel on Thursday.", "Thursday", False),
        ("On Wednesday a quake killed six in Tessel.", "Wednesday", False),
        ("Hours later a quake killed six in Tessel.", "Hours later", False),
        ("A quake killed six in Tessel.", None, False),
    ],
)
def test_what_one_paragraph_dates_to_before_the_news(
    text: str, day: str | None, *, background: bool
) -> None:
    assert passing(text, day)["background"] is background


def test_of_a_digest_no_day_is_background() -> None:
    other = {"kind": "quake", "day": "Sunday", "spots": [{"name": "Tessel"}]}
    pages = make(NEWS[0], ("On Sunday a quake shook Tessel.", [other]), published=None)
    assert not any(one.is_background for one in merge_document(pages, Disaster))


def test_a_total_over_months_is_no_thing_of_the_news() -> None:
    text = "Since January 190 have drowned in the delta."
    row = {"kind": "flood", "spots": [{"name": "the Delta", "kind": "province"}], "dead": 190}
    found = {(1, 0, "dead"): finding(0, "dead", 190, span=(38 + 14, 38 + 17), low=190, high=190)}
    pages = make(NEWS[0], (text, [row]), findings=found)
    assert pages[1].paragraph.start == 38
    assert [one.is_background for one in merge_document(pages, Disaster)] == [False, True]


@pytest.mark.parametrize(
    ("sentence", "old"),
    [
        ("Last month 29 people drowned.", True),
        ("In 2016, a storm hit the coast.", True),
        ("Three years ago a dam burst.", True),
        ("Since March the river has risen.", False),
        ("AMBREL, June 12 (Delta News) - Water rose.", False),
        ("Two people died in the flood.", False),
    ],
)
def test_how_a_sentence_begins_that_tells_of_long_before(sentence: str, *, old: bool) -> None:
    assert opens_old(sentence) is old


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        ("Tuesday", "Wednesday", True),
        ("Saturday night", "Wednesday", True),
        ("Friday", "Wednesday", False),
        ("the night before", "Wednesday", True),
        ("in recent weeks", "Wednesday", True),
        ("almost two years", "Wednesday", True),
        ("the early 1990s", "Wednesday", True),
        ("Wednesday", "the week before", False),
    ],
)
def test_before(one: str, other: str, *, before: bool) -> None:
    assert is_before(one, other, None) is before


def test_of_two_things_told_again_and_again_neither_is_background_but_what_stands_behind_is() -> (
    None
):
    quake = {"kind": "quake", "spots": [{"name": "Sorva"}]}
    old = {"kind": "storm", "day": "Monday", "spots": [{"name": "Tessel"}], "dead": 6}
    first = [
        NEWS[0],
        ("On Wednesday a quake shook Sorva.", [quake | {"day": "Wednesday"}]),
        ("The flood took Ambrel's boats.", [{"kind": "flood", "spots": [{"name": "Ambrel"}]}]),
    ]
    again = ("In Sorva the quake split a wall.", [quake])
    storm = ("On Monday a storm killed six in Tessel.", [old])
    told = merge_document(make(*first, again, storm, published=None), Disaster)
    assert [one.is_background for one in told] == [False, False, True]
    amid = merge_document(make(NEWS[0], storm, *first[1:], again, published=None), Disaster)
    assert not any(one.is_background for one in amid)


def test_what_says_no_day_goes_with_the_background_that_it_comes_back_to() -> None:
    old = {"kind": "quake", "day": "in 2019", "spots": [{"name": "Tessel"}], "dead": 60}
    again = {"kind": "quake", "spots": [{"name": "Tessel"}], "hit": ["monks"]}
    pages = make(
        *NEWS,
        ("In 2019 a quake killed sixty in Tessel.", [old]),
        ("The quake in Tessel took monks.", [again]),
        published=None,
    )
    news, background = merge_document(pages, Disaster)
    assert (news.is_background, background.is_background) == (False, True)
    assert background.members == ((4, 0), (5, 0))


def test_what_dates_the_news_is_older_than_it() -> None:
    text = "The flood came six days after a quake in Tessel in which six died."
    row = {"kind": "quake", "day": "six days", "spots": [{"name": "Tessel"}], "dead": 6}
    _, other = merge_document(make(*NEWS, (text, [row]), published=None), Disaster)
    assert other.is_background
    _, other = merge_document(make(*NEWS, ("A quake came to Tessel.", [row])), Disaster)
    assert not other.is_background
