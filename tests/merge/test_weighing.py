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
        {"day": "two years ago"},
    ],
)
def test_another_kind_place_day_or_count_keeps_two_apart(change: dict[str, Any]) -> None:
    assert count(FLOOD, FLOOD | change) == 2


def test_places_that_both_add_keep_two_apart_although_they_share_a_province() -> None:
    one = FLOOD | {"spots": [{"name": "Ambrel"}, {"name": "Corvane"}]}
    other = FLOOD | {"spots": [{"name": "Tessel"}, {"name": "Corvane province"}]}
    assert count(one, other) == 2


def test_two_towns_of_one_province_stay_apart_behind_a_mention_of_the_province() -> None:
    province = FLOOD | {"spots": [{"name": "Corvane", "kind": "province"}], "dead": None}
    first = FLOOD | {"spots": [{"name": "Ambrel", "within": ["Corvane"]}], "dead": None}
    second = FLOOD | {"spots": [{"name": "Tessel", "within": ["Corvane"]}], "dead": None}
    assert count(province, first, second) == 2


def test_two_sides_of_a_place_are_two_places_and_one_side_lies_in_the_whole() -> None:
    north = FLOOD | {"spots": [{"name": "northern Ambrel"}]}
    south = FLOOD | {"spots": [{"name": "southern Ambrel"}]}
    assert count(north, south) == 2
    assert count(north, FLOOD) == 1


def test_the_hours_of_a_day_can_part_two_mentions_but_evening_runs_into_night() -> None:
    assert count(FLOOD | {"day": "Tuesday morning"}, FLOOD | {"day": "Tuesday night"}) == 2
    assert count(FLOOD | {"day": "Tuesday evening"}, FLOOD | {"day": "Tuesday night"}) == 1


def test_dates_without_a_calendar_agree_by_what_both_state() -> None:
    weekday = FLOOD | {"day": "Tuesday"}
    assert count(weekday, FLOOD | {"day": "Tuesday evening"}, published=None) == 1
    assert count(weekday, FLOOD | {"day": "June 11"}, published=None) == 1
    assert count(weekday, FLOOD | {"day": "last year"}, published=None) == 2
    assert count(FLOOD | {"day": "June 2023"}, FLOOD | {"day": "June"}, published=None) == 1


def test_a_value_that_the_text_does_not_carry_neither_joins_nor_parts() -> None:
    wrong_place = FLOOD | {"spots": [{"name": "Tessel"}]}
    bad = finding(0, "spots[0].name", "Tessel", Verdict.UNSUPPORTED)
    assert count(FLOOD, wrong_place) == 2
    assert count(FLOOD, wrong_place, findings={(1, 0, "spots[0].name"): bad}) == 1


SPARE = {"kind": "flood", "hit": ["boats"]}
"""A record of which little but its count can tell that it is of the flood."""


def test_another_count_alone_parts_nothing_but_is_no_sign_either() -> None:
    assert count(FLOOD, FLOOD | {"dead": 5}) == 1
    told = {"kind": "flood", "spots": [{"name": "Ambrel"}], "day": "Tuesday", "hit": ["Lena Orr"]}
    other = {"kind": "flood", "hit": ["Tom Ibe"]}
    assert count(told | {"dead": 1}, other | {"dead": 1}) == 2
    assert count(told | {"dead": 40}, other | {"dead": 40}) == 1


def test_bounds_allow_a_count_that_lies_in_them() -> None:
    at_least = {(0, 0, "dead"): finding(0, "dead", 40, Verdict.PARTLY, low=40, high=None)}
    pages = make(
        ("Water rose.", [FLOOD | {"dead": 40}]),
        ("Water rose.", [SPARE | {"dead": 60}]),
        findings=at_least,
    )
    (one,) = merge_document(pages, Disaster)
    assert "count within bounds" in one.why[0].signs


ELSEWHERE = {"kind": "flood", "hit": ["monks"], "day": "Tuesday"}
"""A record that is of the flood only if its text says so."""


def test_a_recalled_thing_is_the_one_that_was_told() -> None:
    told = FLOOD | {"day": None, "spots": [{"name": "Corvane", "kind": "province"}]}
    again = ELSEWHERE | {"spots": [{"name": "Ambrel", "kind": "town"}], "sentences": [1]}

    def why(text: str) -> set[str]:
        pages = make(("Water rose.", [told]), (text, [again]))
        found = merge_document(pages, Disaster)
        return {sign for one in found for joint in one.why for sign in joint.signs}

    assert "comes back to it" in why("The sudden flood hit monks of Ambrel.")
    assert "comes back to it" in why("That deluge hit monks of Ambrel.")
    assert "comes back to it" not in why("A flood hit monks of Ambrel too.")
    assert "comes back to it" not in why("Monks fled Ambrel. The flood came back.")


def members(*told: tuple[str, dict[str, Any]], **more: Any) -> list[list[int]]:
    """For each incident the paragraphs that tell of it."""
    pages = make(*((text, [row]) for text, row in told), **more)
    return [[paragraph for paragraph, _ in one.members] for one in merge_document(pages, Disaster)]


TWO = (
    ("Water took farmers.", {"kind": "flood", "hit": ["farmers"], "dead": 2}),
    ("Water took nuns.", {"kind": "flood", "hit": ["nuns"], "dead": 3}),
)


def test_a_recalled_thing_is_the_one_of_several_that_agrees_best() -> None:
    apart = [
        ("Water took farmers.", TWO[0][1] | {"spots": [{"name": "Ambrel"}], "day": "Monday"}),
        ("Water took nuns.", TWO[1][1] | {"spots": [{"name": "Tessel"}], "day": "Tuesday"}),
    ]
    again = {"kind": "flood", "hit": ["monks"], "day": "Monday"}
    assert members(*apart, ("The flood hit monks.", again)) == [[0, 2], [1]]
    later = again | {"day": "Tuesday"}
    assert members(*apart, ("The flood hit monks.", later)) == [[0], [1, 2]]


def test_what_says_nothing_of_its_own_goes_on_with_what_was_told() -> None:
    apart = [
        ("Water took farmers.", TWO[0][1] | {"spots": [{"name": "Ambrel"}]}),
        ("Water took nuns.", TWO[1][1] | {"spots": [{"name": "Tessel"}]}),
    ]
    bare = {"kind": "flood"}
    assert members(apart[0], ("It was bad.", bare)) == [[0, 1]]
    nuns = bare | {"hit": ["nuns"]}
    assert members(*apart, ("It was bad.", nuns)) == [[0], [1, 2]]


def test_a_kind_of_its_own_is_another_thing_however_little_is_said() -> None:
    assert members(TWO[0], ("It shook.", {"kind": "quake"})) == [[0], [1]]


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
        ("The second flood took the fishermen.", True),  # one of two that the lead told
        ("Boats sank. Another flood had come.", True),
    ],
)
def test_one_more_is_another(text: str, *, joined: bool) -> None:
    later = {"kind": "flood", "hit": ["fishermen"], "sentences": [1]}
    first = ("Water rose.", FLOOD)
    assert members(first, (text, later)) == ([[0, 1]] if joined else [[0], [1]])


@pytest.mark.parametrize(
    ("text", "points"),
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
def test_how_a_text_points_back(text: str, *, points: bool) -> None:
    pages = make(("Water rose.", [FLOOD]), (text, [{"kind": "flood", "hit": ["monks"]}]))
    (one,) = merge_document(pages, Disaster)
    assert ("comes back to it" in one.why[0].signs) == points


def test_who_acts_in_one_and_is_hit_in_the_other_speaks_against_it() -> None:
    one = FLOOD | {"helpers": [{"name": "Red Star"}], "hit": ["farmers"]}
    other = {"kind": "flood", "helpers": [{"name": "Blue Moon"}], "hit": ["Red Star"]}
    assert count(one, other) == 2
    assert count(one, other | {"hit": ["farmers"]}) == 1


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


def test_a_place_that_is_only_a_bearing_hardly_sets_apart() -> None:
    far = FLOOD | {"spots": [{"name": "Tessel"}]}
    assert count(FLOOD, far) == 2
    bearing = finding(0, "spots[0].name", "Tessel", Verdict.PARTLY)
    assert count(FLOOD, far, findings={(1, 0, "spots[0].name"): bearing}) == 1
    stated = finding(0, "spots[0].name", "Tessel")
    assert count(FLOOD, far, findings={(1, 0, "spots[0].name"): stated}) == 2


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


def test_records_of_one_paragraph_were_told_apart() -> None:
    def within(*records: dict[str, Any], **more: Any) -> int:
        return len(merge_document(make(("Water rose.", records), **more), Disaster))

    assert within(FLOOD, FLOOD | {"hit": ["boats"], "dead": None}) == 2
    assert within({"kind": "flood", "hit": ["monks"]}, {"kind": "flood", "hit": ["monks"]}) == 2
    assert within(FLOOD | {"dead": 40}, FLOOD | {"dead": 40}) == 1


def test_a_count_of_the_same_words_is_one_statement() -> None:
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


def test_names_that_tell_nobody_do_not_count() -> None:
    one = FLOOD | {"hit": ["unknown"], "dead": None}
    pages = make(("Water rose.", [one]), ("Water rose.", [one]))
    (both,) = merge_document(pages, Disaster)
    assert not any("hit" in sign for sign in both.why[0].signs)


def test_two_groups_of_which_one_is_called_by_its_letters_are_two() -> None:
    told = {"kind": "flood", "helpers": [{"name": "Sons of the River"}], "hit": ["fishermen"]}
    other = {"kind": "flood", "day": "June 10", "spots": [{"name": "Tessel"}], "hit": ["monks"]}
    pages = [("Men took fishermen.", told), ("RCD units took monks.", other)]
    assert members(*pages[:1], (pages[1][0], other | {"helpers": [{"name": "RCD units"}]})) == [
        [0],
        [1],
    ]


def test_a_report_that_goes_on_names_its_people_one_after_the_other() -> None:
    lead = {"kind": "flood", "spots": [{"name": "Ambrel"}], "hit": ["Ana Voss", "Ulf Reer"]}
    assert count(lead, {"kind": "flood", "hit": ["Bram Teller"]}) == 1
    elsewhere = {"kind": "flood", "hit": ["Bram Teller"], "spots": [{"name": "Tessel"}]}
    assert count(lead, elsewhere) == 2


def test_a_noun_beside_a_name_tells_its_kind() -> None:
    lead = {"kind": "flood", "day": "Tuesday", "spots": [{"name": "Ambrel", "kind": "city"}]}
    later = {"kind": "flood", "spots": [{"name": "Sulm"}]}
    for text, left in (
        ("The flood came to the quarter of Sulm.", 1),
        ("The flood came to the town of Sulm.", 2),
    ):
        start = len("Water rose.") + 2 + text.index("Sulm")
        found = finding(0, "spots[0].name", "Sulm", span=(start, start + 4))
        given = {(1, 0, "spots[0].name"): found}
        assert count(lead, later, texts=("Water rose.", text), findings=given) == left


def test_one_of_several_is_not_several() -> None:
    lead = "It was one of the worst floods of the year when water rose in Ambrel on Tuesday."
    assert count(FLOOD, {"kind": "flood", "dead": 3}, texts=(lead, "Three were found.")) == 1
