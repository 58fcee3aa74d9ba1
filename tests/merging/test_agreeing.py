"""Which records of a document are joined: what speaks for it and what against it."""

from typing import Any

import pytest

from llmextract.merging import merge_document
from llmextract.records import Verdict
from tests.merging.conftest import Disaster, finding, make

FLOOD: dict[str, Any] = {
    "kind": "flood",
    "day": "Tuesday",
    "spots": [{"name": "Ambrel"}],
    "hit": ["fishermen"],
    "dead": 4,
}


def count(*paragraphs: dict[str, Any], texts: tuple[str, ...] = (), **more: Any) -> int:
    """How many incidents are left of records that stand in paragraphs of their own."""
    said = texts or ("Water rose.",) * len(paragraphs)
    pages = make(*((text, [row]) for text, row in zip(said, paragraphs, strict=True)), **more)
    return len(merge_document(pages, Disaster))


@pytest.mark.parametrize(
    "later",
    [
        FLOOD,
        {"kind": "flood", "hit": ["fishermen"]},
        {"kind": "flood", "hit": ["the four fishermen of the delta"]},
        {"kind": "other", "hit": ["fisherman"], "spots": [{"name": "town of Ambrel"}]},
        {"kind": "flood", "hit": ["fishermen"], "day": "Tuesday morning"},
        {"kind": "flood", "hit": ["fishermen"], "day": "2024-06-11"},
        {"kind": "flood", "hit": ["fishermen"], "day": "June"},
        {
            "kind": "flood",
            "spots": [{"name": "Old Mill", "within": ["Ambrel"]}],
            "hit": ["fishermen"],
        },
        {"kind": "flood", "dead": 4, "hit": ["boats"]},
    ],
)
def test_a_later_mention_of_the_same_is_joined(later: dict[str, Any]) -> None:
    assert count(FLOOD, later) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "quake"},
        {"spots": [{"name": "Tessel"}]},
        {"spots": [{"name": "Tessel", "within": ["Corvane"]}]},
        {"day": "Monday"},
        {"day": "2024-06-10"},
        {"day": "May"},
        {"day": "once upon a spring"},
        {"dead": 5},
    ],
)
def test_another_kind_place_day_or_count_keeps_two_apart(change: dict[str, Any]) -> None:
    assert count(FLOOD, FLOOD | change) == 2


def test_places_that_both_add_keep_two_apart_although_they_share_a_province() -> None:
    one = FLOOD | {"spots": [{"name": "Ambrel"}, {"name": "Corvane"}]}
    other = FLOOD | {"spots": [{"name": "Tessel"}, {"name": "Corvane province"}]}
    assert count(one, other) == 2


def test_two_towns_of_one_province_stay_apart_behind_a_mention_of_the_province() -> None:
    province = FLOOD | {"spots": [{"name": "Corvane"}], "dead": None}
    first = FLOOD | {"spots": [{"name": "Ambrel", "within": ["Corvane"]}], "dead": None}
    second = FLOOD | {"spots": [{"name": "Tessel", "within": ["Corvane"]}], "dead": None}
    assert count(province, first, second) == 2


def test_two_sides_of_a_place_are_two_places_and_one_side_lies_in_the_whole() -> None:
    north = FLOOD | {"spots": [{"name": "northern Ambrel"}]}
    south = FLOOD | {"spots": [{"name": "southern Ambrel"}]}
    assert count(north, south) == 2
    assert count(north, FLOOD) == 1


def test_the_hours_of_a_day_can_part_two_mentions() -> None:
    assert count(FLOOD | {"day": "Tuesday morning"}, FLOOD | {"day": "Tuesday night"}) == 2


def test_dates_without_a_calendar_agree_by_what_both_state() -> None:
    weekday = FLOOD | {"day": "Tuesday"}
    assert count(weekday, FLOOD | {"day": "Tuesday evening"}, published=None) == 1
    assert count(weekday, FLOOD | {"day": "last week"}, published=None) == 2
    assert count(FLOOD | {"day": "June 2023"}, FLOOD | {"day": "June"}, published=None) == 1


def test_words_that_count_from_a_day_told_before_are_no_day() -> None:
    same = FLOOD | {"day": "later on the same day", "dead": None, "hit": ["boats"]}
    other = FLOOD | {"day": "later on the same day", "dead": None, "hit": ["barges"]}
    assert count(same, other) == 2
    assert count(FLOOD, FLOOD | {"day": "the same night"}) == 2


def test_a_value_that_the_text_does_not_carry_neither_joins_nor_parts() -> None:
    wrong_place = FLOOD | {"spots": [{"name": "Tessel"}]}
    bad = finding(0, "spots[0].name", "Tessel", Verdict.UNSUPPORTED)
    assert count(FLOOD, wrong_place) == 2
    assert count(FLOOD, wrong_place, findings={(1, 0, "spots[0].name"): bad}) == 1


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("The death toll reached nine.", True),
        ("The number of dead rose to nine.", True),
        ("Nine people drowned there.", False),
    ],
)
def test_a_larger_count_is_an_update_only_where_its_sentence_says_so(
    text: str, *, joined: bool
) -> None:
    first = "Four drowned."
    at = len(first) + 2
    found = {
        (0, 0, "dead"): finding(0, "dead", 4, span=(0, 4), low=4, high=4),
        (1, 0, "dead"): finding(0, "dead", 9, span=(at, at + 4), low=9, high=9),
    }
    assert (
        count(FLOOD, FLOOD | {"dead": 9}, texts=(first, text), findings=found)
        == (1 if joined else 2)
    )  # fmt: skip
    fallen = {
        (0, 0, "dead"): finding(0, "dead", 12, span=(0, 4), low=12, high=12),
        (1, 0, "dead"): found[1, 0, "dead"],
    }
    lower = count(FLOOD | {"dead": 12}, FLOOD | {"dead": 9}, texts=(first, text), findings=fallen)
    assert lower == 2


def test_bounds_allow_a_count_that_lies_in_them() -> None:
    at_least = {(0, 0, "dead"): finding(0, "dead", 4, Verdict.PARTLY, low=4, high=None)}
    assert count(FLOOD, FLOOD | {"dead": 6}, findings=at_least) == 1
    assert count(FLOOD, FLOOD | {"dead": 3}, findings=at_least) == 2
    up_to = {(1, 0, "dead"): finding(0, "dead", 9, Verdict.PARTLY, low=0, high=9)}
    assert count(FLOOD, FLOOD | {"dead": 9}, findings=up_to) == 1
    assert count(FLOOD | {"dead": 11}, FLOOD | {"dead": 9}, findings=up_to) == 2


def test_other_names_alone_do_not_join() -> None:
    assert count({"kind": "flood", "hit": ["farmers"]}, {"kind": "flood", "hit": ["monks"]}) == 2


def test_a_recalled_thing_is_the_one_that_was_told() -> None:
    told = {"kind": "flood", "hit": ["farmers"], "spots": [{"name": "Ambrel"}]}
    again = {"kind": "flood", "hit": ["monks"], "spots": [{"name": "Ambrel"}], "sentences": [1]}
    texts = ("Water took the farmers of Ambrel.", "The sudden flood hit monks of Ambrel.")
    assert count(told, again, texts=texts) == 1
    assert count(told, again, texts=(texts[0], "A flood hit monks of Ambrel too.")) == 2
    deluge = ("Water took the farmers of Ambrel.", "That deluge hit monks of Ambrel.")
    assert count(told, again, texts=deluge) == 1
    behind = (texts[0], "Monks fled Ambrel. The flood came back.")
    assert count(told, again, texts=behind) == 2
    assert count(told, again | {"sentences": [7]}, texts=texts) == 2


def test_a_weak_sign_joins_only_where_no_other_can_be_meant() -> None:
    told = {"kind": "flood", "hit": ["farmers"], "spots": [{"name": "Ambrel"}], "dead": 2}
    also = {"kind": "flood", "hit": ["nuns"], "spots": [{"name": "Ambrel"}], "dead": 3}
    again = {"kind": "flood", "hit": ["monks"], "spots": [{"name": "Ambrel"}]}
    texts = ("Water took farmers.", "Water took nuns.", "The flood hit monks.")
    assert count(told, again, texts=(texts[0], texts[2])) == 1
    assert count(told, also, again, texts=texts) == 3


def test_who_acts_in_one_and_is_hit_in_the_other_is_no_common_name() -> None:
    one = {"kind": "flood", "helpers": [{"name": "Red Star"}], "hit": ["farmers"]}
    other = {"kind": "flood", "helpers": [{"name": "monks"}], "hit": ["Red Star"]}
    assert count(one, other, texts=("Water rose.", "The flood came.")) == 2


def test_records_of_one_paragraph_are_one_only_where_nothing_tells_them_apart() -> None:
    def within(*records: dict[str, Any], **more: Any) -> int:
        return len(merge_document(make(("Water rose.", records), **more), Disaster))

    assert within(FLOOD, FLOOD | {"hit": ["boats"]}) == 1
    assert within(FLOOD | {"dead": None}, FLOOD | {"dead": None, "hit": ["boats"]}) == 2
    assert within(FLOOD | {"dead": 1}, FLOOD | {"dead": 1}) == 1
    part = {"kind": "flood", "spots": [{"name": "Ambrel"}], "hit": ["fishermen", "boats"]}
    rest = part | {"hit": ["fishermen", "nets"]}
    assert within(part, rest) == 2
    assert within(part | {"dead": 2}, rest | {"missing": 3}) == 1
    assert within({"kind": "flood", "hit": ["monks"]}, {"kind": "flood", "hit": ["monks"]}) == 2
    two = {"kind": "flood", "hit": ["monks"], "helpers": [{"name": "scouts"}]}
    assert within(two, two) == 1


def test_equal_counts_of_one_paragraph_are_one_where_the_same_words_carry_them() -> None:
    def within(second: tuple[int, int]) -> int:
        rows = [FLOOD | {"dead": 2, "hit": ["boys"]}, FLOOD | {"dead": 2, "hit": ["girls"]}]
        found = {
            (0, 0, "dead"): finding(0, "dead", 2, span=(0, 3), low=2, high=2),
            (0, 1, "dead"): finding(1, "dead", 2, span=second, low=2, high=2),
        }
        text = "Two were lost near the weir and two at the bridge."
        return len(merge_document(make((text, rows), findings=found), Disaster))

    assert within((0, 3)) == 1
    assert within((32, 35)) == 2


def test_vague_kinds_are_no_thing_that_can_be_recalled() -> None:
    told = {"kind": "other", "hit": ["farmers"], "spots": [{"name": "Ambrel"}]}
    again = {"kind": "other", "hit": ["monks"], "spots": [{"name": "Ambrel"}]}
    assert count(told, again, texts=("Something came.", "The other flood came.")) == 2


def test_names_that_tell_nobody_do_not_count() -> None:
    one = FLOOD | {"hit": ["unknown"], "dead": None}
    assert count(one, one) == 2
    nowhere = FLOOD | {"spots": [{"name": "unknown"}], "hit": ["fishermen"]}
    assert count(FLOOD, nowhere) == 1
