"""Which of several counts of one thing stands, and when two are of different people."""

from typing import Any

import pytest

from llmextract.merge import Merged, merge_document
from llmextract.records import Finding, Verdict
from tests.merge.conftest import Disaster, finding, make

AMBREL: dict[str, Any] = {"kind": "flood", "spots": [{"name": "Ambrel"}]}
Told = tuple[str, str, dict[str, Any], Verdict]
"""A sentence, the words of its count, what its record says, what the verifier said of the count."""


def merged(*told: Told, day: str | None = "Tuesday") -> list[Merged]:
    """The things of a document whose records count the dead, each in a sentence of its own."""
    found: dict[tuple[int, int, str], Finding] = {}
    start = 0
    for index, (text, words, row, verdict) in enumerate(told):
        at = start + text.index(words)
        for name in ("dead", "missing"):
            if (value := row.get(name)) is not None:
                found[index, 0, name] = finding(
                    0, name, value, verdict, span=(at, at + len(words)), low=value, high=value
                )
        start += len(text) + 2
    pages = make(
        *((text, [{"day": day} | AMBREL | row]) for text, _, row, _ in told), findings=found
    )
    return list(merge_document(pages, Disaster))


SURE, UNCLEAR = Verdict.SUPPORTED, Verdict.UNCLEAR


def dead(*told: Told) -> int | None:
    (one,) = merged(*told)
    value = one.record["dead"]
    assert value is None or isinstance(value, int)
    return value


def test_a_first_count_gives_way_to_the_new_total_though_no_rule_tells_what_it_counts() -> None:
    first = ("The mayor had first reported ten dead.", "ten", {"dead": 10}, SURE)
    last = ("That brought the total to 21.", "21", {"dead": 21}, UNCLEAR)
    assert dead(first, last) == 21
    other = ("There were 21 boats.", "21", {"dead": 21}, UNCLEAR)
    assert dead(("Ten drowned.", "Ten", {"dead": 10}, SURE), other) == 10


@pytest.mark.parametrize(
    "part",
    [
        "Two of the dead were monks.",
        "Among the dead were two monks.",
        "They are many, including two.",
    ],
)
def test_some_of_the_dead_are_not_all_however_little_the_total_is_carried(part: str) -> None:
    words = "Two" if part.startswith("Two") else "two"
    whole = ("Water took 21.", "21", {"dead": 21}, Verdict.UNSUPPORTED)
    assert dead(whole, (part, words, {"dead": 2}, SURE)) == 21


def test_where_it_stands_among_others_does_not_make_a_count_a_total_over_years() -> None:
    lead = ("It killed 21 in the worst flood since 2003.", "21", {"dead": 21}, SURE)
    part = ("A school lost four.", "four", {"dead": 4}, SURE)
    assert dead(lead, part) == 21
    running = ("Floods have killed 190 since 2003.", "190", {"dead": 190}, SURE)
    told = [(one.record["dead"], one.is_background) for one in merged(lead, running)]
    assert told == [(21, False), (190, True)]


def test_who_died_later_is_no_longer_missing_though_no_rule_tells_whom_the_rest_counts() -> None:
    before = ("It killed 24, seven are lost.", "24", {"dead": 24, "missing": 7}, SURE)
    after = ("Two of those were found dead.", "Two", {"dead": 26, "missing": 5}, UNCLEAR)
    (one,) = merged(before, after, ("The toll rose to 26.", "26", {"dead": 26}, SURE))
    assert (one.record["dead"], one.record["missing"]) == (26, 5)


def test_the_day_of_a_new_count_is_not_that_of_the_thing() -> None:
    text = "A monk died on Sunday, which took the toll to 14."
    late = {"kind": "flood", "spots": [], "day": "Sunday", "dead": 14}
    lead = ("A flood took 13 on Tuesday.", "13", {"dead": 13}, SURE)
    (one,) = merged(lead, (text, "14", late, SURE))
    assert one.record["dead"] == 14
    assert len(merged(lead, ("On Sunday 14 drowned.", "14", late, SURE))) == 2


def test_those_of_two_sides_are_counted_together_and_their_words_kept() -> None:
    ours = {"hit": ["boatmen"], "helpers": [{"name": "smugglers"}], "dead": 19}
    theirs = {"helpers": [{"name": "smugglers"}], "dead": 4}
    first = ("The flood killed 19 boatmen.", "19 boatmen", ours, SURE)
    (one,) = merged(first, ("Four smugglers drowned as well.", "Four smugglers", theirs, SURE))
    assert one.record["dead"] == 23
    (told,) = (f for f in one.findings if f.field == "dead")
    assert (told.value, told.verdict, told.low) == (23, Verdict.DERIVED, 23)
    assert len(told.spans) == 2
    assert {lost.value for lost in one.left_out if lost.field == "dead"} == {19, 4}


@pytest.mark.parametrize(
    ("text", "words"),
    [("Four of the smugglers drowned.", "Four"), ("Four boatmen drowned.", "Four boatmen")],
)
def test_a_part_and_those_of_the_same_side_are_not_added(text: str, words: str) -> None:
    ours = {"hit": ["boatmen"], "helpers": [{"name": "smugglers"}], "dead": 19}
    first = ("The flood killed 19 boatmen.", "19 boatmen", ours, SURE)
    assert dead(first, (text, words, {"dead": 4}, SURE)) == 19


def test_what_is_listed_apart_and_adds_up_to_the_count_told_is_a_part_of_one_thing() -> None:
    def listed(first: int, second: int) -> int:
        rows: list[dict[str, Any]] = [
            AMBREL | {"hit": ["boatmen"], "dead": first},
            AMBREL | {"hit": ["monks"], "dead": second},
        ]
        lead = ("A flood killed six in Ambrel.", [AMBREL | {"dead": 6}])
        pages = make(lead, ("The flood took boatmen, and monks of Ambrel.", rows))
        return len(merge_document(pages, Disaster))

    assert listed(4, 2) == 1
    assert listed(4, 3) == 2


def test_a_number_of_places_names_none_of_them() -> None:
    def told(spot: str) -> list[Any]:
        whole = {"kind": "flood", "spots": [{"name": spot}], "dead": 23}
        pages = make(
            ("Water took 23.", [whole]),
            (
                "In Ambrel 14 drowned.",
                [{"kind": "flood", "spots": [{"name": "Ambrel"}], "dead": 14}],
            ),
            ("In Tessel nine did.", [{"kind": "flood", "spots": [{"name": "Tessel"}], "dead": 9}]),
        )
        return [one.record["dead"] for one in merge_document(pages, Disaster)]

    assert told("two villages of Northern Sorva") == [14, 9]
    assert told("Sorva") == [23, 14, 9]
