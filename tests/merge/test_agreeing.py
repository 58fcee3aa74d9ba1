"""Which records of a document are joined: what speaks for it and what against it."""

from dataclasses import replace
from typing import Any

import pytest

from llmextract.merge import merge_document
from llmextract.records import Span, Verdict
from tests.merge.conftest import Disaster, finding, make

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


def members(*told: tuple[str, dict[str, Any]], **more: Any) -> list[list[int]]:
    """For each incident the paragraphs that tell of it."""
    pages = make(*((text, [row]) for text, row in told), **more)
    return [[paragraph for paragraph, _ in one.members] for one in merge_document(pages, Disaster)]


TWO = (
    ("Water took farmers.", {"kind": "flood", "hit": ["farmers"], "dead": 2}),
    ("Water took nuns.", {"kind": "flood", "hit": ["nuns"], "dead": 3}),
)


def test_a_recalled_thing_is_the_nearest_of_several_that_can_be_meant() -> None:
    again = {"kind": "flood", "hit": ["monks"]}
    assert members(*TWO, ("The flood hit monks.", again)) == [[0], [1, 2]]
    nearer = {"kind": "flood", "hit": ["monks"], "day": "Tuesday"}
    dated = ("Water took farmers.", TWO[0][1] | {"day": "Tuesday"})
    assert members(dated, TWO[1], ("The flood hit monks.", nearer)) == [[0, 2], [1]]


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("The floods hit monks.", {"kind": "flood", "hit": ["monks"]}),
        ("It was bad.", {"kind": "flood", "helpers": [{"name": "scouts"}], "hit": ["monks"]}),
    ],
)
def test_a_weak_sign_joins_only_where_no_other_can_be_meant(
    text: str, later: dict[str, Any]
) -> None:
    helped = [(said, row | {"helpers": [{"name": "scouts"}]}) for said, row in TWO]
    assert members(helped[0], (text, later)) == [[0, 1]]
    assert members(*helped, (text, later)) == [[0], [1], [2]]


@pytest.mark.parametrize("counts", [{}, {"dead": 0}, {"dead": 0, "missing": 0}])
def test_what_says_nothing_of_its_own_goes_on_with_what_was_told_last(
    counts: dict[str, int],
) -> None:
    bare = {"kind": "flood"} | counts
    uncounted = [(said, {**row, "dead": None}) for said, row in TWO]
    assert members(*uncounted, ("It was bad.", bare)) == [[0], [1, 2]]
    own = bare | {"missing": 7}
    assert members(*uncounted, ("It was bad.", own)) == [[0], [1], [2]]


def test_what_a_join_leaves_alone_is_looked_at_again() -> None:
    same = ("Water took nuns.", {"kind": "flood", "hit": ["nuns"], "dead": 2})
    assert members(TWO[0], same, ("It was bad.", {"kind": "flood"})) == [[0, 1, 2]]
    fuller = ("Water took nuns.", TWO[0][1] | {"hit": ["nuns"], "missing": 7})
    assert members(TWO[0], fuller, ("It was bad.", {"kind": "flood"})) == [[0, 1, 2]]


@pytest.mark.parametrize(
    "own",
    [{"day": "Tuesday"}, {"missing": 4}, {"spots": [{"name": "Ambrel"}]}, {"hit": ["monks"]}],
)
def test_only_what_says_nothing_of_its_own_is_joined_without_a_sign(own: dict[str, Any]) -> None:
    assert members(TWO[0], ("It was bad.", {"kind": "flood"} | own)) == [[0], [1]]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Water took the fishermen again.", True),
        ("Another sudden flood took the fishermen.", False),
        ("A second flood took the fishermen.", False),
        ("Boats sank in similar floods.", False),
        ("Another storm had passed.", True),  # one more, but of another kind
        ("Another two fishermen drowned.", True),
        ("Meanwhile, boats sank.", False),
        ("In another village boats sank.", False),
        ("At about the same time boats sank.", False),
        ("Meanwhile, the flood took boats.", True),
        ("Boats sank meanwhile.", True),
        ("Boats sank. Another flood had come.", True),
    ],
)
def test_one_more_is_another(text: str, *, joined: bool) -> None:
    later = {"kind": "flood", "hit": ["fishermen"], "sentences": [1]}
    first = ("Water rose.", FLOOD)
    assert members(first, (text, later)) == ([[0, 1]] if joined else [[0], [1]])
    assert members(first, (text, later | {"dead": 4})) == [[0, 1]]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("This flood hit monks.", True),
        ("Tuesday night's flood hit monks.", True),
        ("Yesterday’s sudden flood hit monks.", True),
        ("The second flood hit monks.", False),
        ("The latest flood hit monks.", False),
        ("The event hit monks.", True),
        ("A flood hit monks.", False),
    ],
)
def test_how_a_text_points_back(text: str, *, joined: bool) -> None:
    found = members(*TWO, (text, {"kind": "flood", "hit": ["monks"]}))
    assert found == ([[0], [1, 2]] if joined else [[0], [1], [2]])


def test_who_acts_in_one_and_is_hit_in_the_other_keeps_two_apart() -> None:
    one = {"kind": "flood", "helpers": [{"name": "Red Star"}], "hit": ["farmers"]}
    other = {"kind": "flood", "helpers": [{"name": "monks"}], "hit": ["Red Star"]}
    texts = ("Water rose.", "The flood came.")
    assert count(one, other, texts=texts) == 2
    assert count(one | {"dead": 4}, other | {"dead": 4}, texts=texts) == 2
    assert count(one, other | {"hit": ["boats"]}, texts=texts) == 1


def test_a_name_in_both_fields_is_a_sign_only_where_no_names_differ() -> None:
    one = {"kind": "flood", "helpers": [{"name": "Red Star"}], "hit": ["farmers"]}
    both = {"kind": "flood", "helpers": [{"name": "Red Star"}], "hit": ["Red Star"]}
    assert count(one, both) == 2
    assert count(one, both | {"hit": ["farmers", "Red Star"]}) == 1
    assert count(one, both | {"hit": ["monks"]}) == 1


SURE = {"kind": "flood", "hit": ["fishermen"]}


def at(name: str, kind: str = "unknown") -> dict[str, Any]:
    return SURE | {"spots": [{"name": name, "kind": kind}]}


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        (at("Ambrel", "town"), at("Tessel", "village"), False),
        (at("Ambrel"), at("Tessel", "village"), False),
        (at("Ambrel", "town"), at("Corvane", "province"), True),
        (at("Mill Street", "road"), at("Ambrel", "town"), True),
        (at("Old Mill", "site"), at("Coast Road", "road"), True),
        (at("Corvane", "province"), at("Ostrel", "province"), False),
        (at("Corvane", "province"), at("Ostrel", "region"), True),
        (at("Bamako"), at("Mali"), True),
        (at("Nairobi", "city"), at("Mali", "country"), False),
    ],
)
def test_places_of_different_size_may_hold_one_another(
    one: dict[str, Any], other: dict[str, Any], *, joined: bool
) -> None:
    assert count(one, other) == count(other, one) == (1 if joined else 2)


def test_a_town_that_is_known_to_lie_in_the_country_is_no_second_place() -> None:
    both = SURE | {"spots": [{"name": "Mopti"}, {"name": "Bamako"}]}
    assert count(both, SURE | {"spots": [{"name": "Mopti"}, {"name": "Mali"}]}) == 1
    assert count(both, SURE | {"spots": [{"name": "Mopti"}, {"name": "Kenya"}]}) == 2


def test_a_place_that_is_only_a_bearing_sets_nothing_apart() -> None:
    far = at("Tessel")
    assert count(at("Ambrel"), far) == 2
    bearing = finding(0, "spots[0].name", "Tessel", Verdict.PARTLY)
    assert count(at("Ambrel"), far, findings={(1, 0, "spots[0].name"): bearing}) == 1
    stated = finding(0, "spots[0].name", "Tessel")
    assert count(at("Ambrel"), far, findings={(1, 0, "spots[0].name"): stated}) == 2
    more = SURE | {"spots": [{"name": "Ambrel"}, {"name": "Lorn"}]}
    beside = SURE | {"spots": [{"name": "Tessel"}, {"name": "Ambrel"}]}
    assert count(more, beside) == 2
    assert count(more, beside, findings={(1, 0, "spots[0].name"): bearing}) == 1


def test_in_a_text_of_capitals_a_place_of_no_kind_sets_nothing_apart() -> None:
    texts = ("WATER ROSE.", "WATER ROSE.")
    assert count(at("Ambrel"), at("Tessel"), texts=texts) == 1
    assert count(at("Ambrel", "town"), at("Tessel", "town"), texts=texts) == 2
    assert count(at("Ambrel"), at("Tessel"), texts=("WATER ROSE.", "Water rose.")) == 2
    bare = ("WATER ROSE.", "* * *")
    assert count(at("Ambrel"), at("Tessel"), texts=bare) == 1


DATELINE = "AMBREL, June 12 (Delta News) - "


@pytest.mark.parametrize(
    ("start", "where", "text", "joined"),
    [
        (8, "text", "June 12", True),
        (8, "context", "June 12", True),
        (40, "text", "June 12", False),
        (2, "context", "June 12", False),
    ],
)
def test_the_day_of_a_report_is_no_day_of_a_thing(
    start: int, where: str, text: str, *, joined: bool
) -> None:
    reported = replace(
        finding(0, "day", "June 12"), spans=(Span(start, start + len(text), text, where),)
    )
    told = [
        (f"{DATELINE}Water took fishermen on June 12.", SURE | {"day": "June 12"}),
        ("Water came on Monday.", SURE | {"day": "June 10"}),
    ]
    found = members(*told, findings={(0, 0, "day"): reported})
    assert found == ([[0, 1]] if joined else [[0], [1]])


def test_the_day_that_is_told_stays_where_the_other_is_that_of_the_report() -> None:
    reported = finding(0, "day", "June 12, 2024", span=(8, 15))
    told = finding(0, "day", "June 10", Verdict.PARTLY, span=(48, 55))
    pages = make(
        (f"{DATELINE}Water rose.", [SURE | {"day": "June 12, 2024"}]),
        ("On June 10 it rose.", [SURE | {"day": "June 10"}]),
        findings={(0, 0, "day"): reported, (1, 0, "day"): told},
    )
    (one,) = merge_document(pages, Disaster)
    assert one.record["day"] == "June 10"
    assert [(o.field, o.value) for o in one.left_out] == [("day", "June 12, 2024")]


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
