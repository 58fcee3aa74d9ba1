"""The figures, counted by hand on a small key."""

from typing import Any

import pytest

from benchmarks.muc4.answers import answer
from benchmarks.muc4.key import KeyDocument, template
from benchmarks.muc4.scoring import score
from tests.benchmarks.muc4.keys import RIGHT, TEMPLATE


def figures(
    predictions: dict[str, list[dict[str, Any]]], *templates: dict[str, Any]
) -> dict[str, Any]:
    """All figures for one document called ``a`` with these templates."""
    return score([KeyDocument("a", tuple(map(template, templates)))], predictions)


def test_the_right_answer() -> None:
    found = figures({"a": [RIGHT]}, TEMPLATE)
    assert found["documents"] == {
        "scored": 1,
        "without_prediction_line": 0,
        "unknown_prediction_ids": 0,
    }
    assert found["relevance"]["f1"] == 100.0
    assert found["incidents"] == {
        "predicted": 1,
        "gold": 1,
        "gold_required": 1,
        "aligned": 1,
        "aligned_required": 1,
        "precision": 100.0,
        "recall": 100.0,
    }
    assert found["exact"]["micro"]["f1"] == 100.0
    assert found["exact"]["micro"]["p_den"] == 6.0
    assert found["partial"]["micro"]["f1"] == 100.0
    assert found["location"]["finest_accuracy"] == 100.0
    assert found["location"]["below_country_accuracy"] == 100.0
    assert found["date"]["exact_accuracy"] == 100.0
    assert found["killed"]["nonzero_accuracy"] == 100.0
    assert found["injured"]["bounded_accuracy"] == 100.0


def test_the_literature_forgives_no_optional_fill() -> None:
    found = figures({"a": [RIGHT]}, TEMPLATE)["literature"]
    assert found["perpetrators"]["r"] == 66.67
    assert found["victims"]["r"] == 50.0
    assert found["victims_named"] == {
        "p": None, "r": 0.0, "f1": None, "p_num": None, "p_den": None, "r_num": 0.0, "r_den": 1.0,
    }  # fmt: skip
    named = figures({"a": [RIGHT | {"victims": [["trader", "Ana Ruiz"]]}]}, TEMPLATE)["literature"]
    assert named["victims_named"]["r"] == 0.0
    alone = figures({"a": [RIGHT | {"victims": ["Ana Ruiz"]}]}, TEMPLATE)["literature"]
    assert alone["victims_named"]["r"] == 100.0


def test_the_type_is_a_slot_in_the_main_measure_and_a_gate_in_the_literature() -> None:
    found = figures({"a": [RIGHT | {"type": "arson"}]}, TEMPLATE)
    assert found["exact"]["type"]["p"] == 0.0
    assert found["exact"]["micro_no_type"]["f1"] == 100.0
    assert found["literature"]["micro"]["f1"] == 0.0
    without = figures({"a": [RIGHT | {"type": None}]}, TEMPLATE)
    assert without["exact"]["type"]["p_den"] == 0.0
    assert without["exact"]["micro"]["p"] == 100.0
    assert without["literature"]["type"]["p_den"] == 1.0


def test_nothing_predicted() -> None:
    found = figures({}, TEMPLATE)
    assert found["documents"]["without_prediction_line"] == 1
    assert found["relevance"]["fn"] == 1
    assert found["relevance"]["r"] == 0.0
    assert found["exact"]["micro"]["r_den"] == 6.0
    assert found["exact"]["micro"]["r"] == 0.0
    assert found["incidents"]["precision"] is None
    assert found["killed"]["accuracy"] is None


def test_what_is_optional_is_never_missed_but_right_where_it_is_found() -> None:
    doubted = TEMPLATE | {"optional": True}
    missed = figures({"a": []}, doubted)
    assert missed["relevance"]["skipped_optional_only"] == 1
    assert missed["exact"]["micro"]["r_den"] == 0.0
    assert missed["incidents"]["gold_required"] == 0
    assert missed["incidents"]["recall"] is None
    found = figures({"a": [RIGHT | {"victims": ["trader", "guards"]}]}, doubted)
    assert found["exact"]["victims"]["p"] == 100.0
    assert found["exact"]["victims"]["r_den"] == 2.0
    assert found["incidents"]["aligned_required"] == 0


def test_documents_without_templates() -> None:
    assert figures({"a": []})["relevance"]["tn"] == 1
    wrong = figures({"a": [RIGHT], "stranger": []})
    assert wrong["relevance"]["fp"] == 1
    assert wrong["exact"]["micro"]["p"] == 0.0
    assert wrong["documents"]["unknown_prediction_ids"] == 1


def test_incidents_are_aligned_for_the_greatest_agreement() -> None:
    other = TEMPLATE | {
        "phys_targets": [["BRIDGE"]],
        "locations": [{"parts": [{"name": "BELLAM"}]}],
        "killed": None,
    }
    second = RIGHT | {"targets": ["the bridge"], "locations": ["Bellam"], "killed": 1}
    found = figures({"a": [second, RIGHT]}, TEMPLATE, other)
    assert found["exact"]["micro"]["f1"] == 100.0
    assert found["location"]["finest_accuracy"] == 100.0
    assert found["killed"]["accuracy"] == 100.0
    assert found["killed"]["key_silent_n"] == 1
    assert found["killed"]["key_silent_but_given"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"locations": [{"parts": [{"name": "BELLAM"}]}]},
        {"date_ranges": [["1990-02-01", "1990-02-01"]]},
        {"killed": {"value": 4, "min": 4, "max": 4}},
        {"optional": True},
    ],
)
def test_place_date_counts_and_need_break_ties(change: dict[str, Any]) -> None:
    found = figures({"a": [RIGHT]}, TEMPLATE | change, TEMPLATE)
    assert found["location"]["finest_accuracy"] == 100.0
    assert found["date"]["in_range_accuracy"] == 100.0
    assert found["killed"]["accuracy"] == 100.0
    assert found["incidents"]["aligned_required"] == 1


def test_an_incident_with_nothing_in_common_is_not_aligned() -> None:
    assert figures({"a": [{"type": "arson"}]}, TEMPLATE)["incidents"]["aligned"] == 0


def test_a_fill_is_right_once_but_finds_each_entity_of_its_name() -> None:
    twice = TEMPLATE | {"phys_targets": [["HOUSES"], ["HOUSES"]]}
    found = figures({"a": [RIGHT | {"targets": ["houses", "Houses"]}]}, twice)["exact"]["targets"]
    assert (found["p_num"], found["p_den"], found["r_num"], found["r_den"]) == (1.0, 1.0, 2.0, 2.0)
    literature = figures({"a": [RIGHT | {"targets": ["houses"]}]}, twice)["literature"]["targets"]
    assert (literature["p_num"], literature["r_num"]) == (1.0, 2.0)


def test_a_fill_goes_to_the_entity_that_must_be_found() -> None:
    both = TEMPLATE | {
        "phys_targets": [["OLD STORE"], ["NEW STORE"]],
        "phys_optional": [True, False],
    }
    found = figures({"a": [RIGHT | {"targets": ["store"]}]}, both)["partial"]["targets"]
    assert found["p_num"] == 0.667
    assert found["r_num"] == 0.667
    assert found["r_den"] == 1.0


def test_split_perpetrators_have_precision_of_their_own() -> None:
    split = {k: v for k, v in RIGHT.items() if k != "perpetrators"} | {
        "perpetrator_individuals": ["masked men"],
        "perpetrator_orgs": ["Column", "Wind"],
    }
    found = figures({"a": [split]}, TEMPLATE)
    assert found["exact"]["perp_orgs"]["p"] == 50.0
    assert found["exact"]["perpetrators"]["p_den"] == 3.0
    assert set(found["literature"]) >= {"perp_individuals", "perp_orgs"}
    assert "perpetrators" not in found["literature"]
    merged = figures({"a": [RIGHT]}, TEMPLATE)
    assert merged["exact"]["perp_individuals"]["p"] is None
    assert merged["exact"]["perp_individuals"]["r"] == 100.0


def test_no_place_date_or_count_given() -> None:
    bare = {"type": "ATTACK", "perpetrators": ["masked men"]}
    found = figures({"a": [bare]}, TEMPLATE)
    assert found["location"]["none_given"] == 1
    assert found["location"]["any_level_accuracy"] == 0.0
    assert found["date"]["none_given"] == 1
    assert found["killed"]["none_given"] == 1
    assert found["injured"]["bounded_accuracy"] == 0.0
    zero = TEMPLATE | {
        "killed": {"value": 0, "min": 0, "max": 0},
        "injured": {"value": None, "min": None, "max": None},
        "locations": [],
        "date_ranges": [],
    }
    none = figures({"a": [RIGHT | {"killed": 0}]}, zero)
    assert none["killed"]["accuracy"] == 100.0
    assert none["killed"]["nonzero_n"] == 0
    assert none["injured"]["bounded_n"] == 0
    assert none["location"]["finest_accuracy"] is None
    assert none["date"]["in_range_accuracy"] is None
    upper = TEMPLATE | {"injured": {"value": None, "min": None, "max": 1}}
    assert figures({"a": [RIGHT]}, upper)["injured"]["bounded_accuracy"] == 0.0
    assert figures({"a": [RIGHT | {"injured": 1}]}, upper)["injured"]["bounded_accuracy"] == 100.0
    assert figures({"a": [RIGHT | {"injured": 1}]}, TEMPLATE)["injured"]["bounded_accuracy"] == 0.0


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (None, None),
        (True, None),
        ("1,200", 1200),
        (2.0, 2),
        (2.5, None),
        ("many", None),
        ({"exact": 4}, 4),
        ({"value": 5}, 5),
        ("inf", None),
    ],
)
def test_counts_are_read_from_any_form(said: object, number: int | None) -> None:
    assert answer({"killed": said}).counts["killed"] == number


def test_an_answer_may_have_one_string_or_the_singular() -> None:
    one = answer({"weapons": "bomb", "location": "Kassou", "targets": ["", None, "[x]", "the"]})
    assert one.roles["weapons"] == ((frozenset({"bomb"}),),)
    assert one.locations == ("Kassou",)
    assert one.roles["targets"] == ((frozenset({"x"}),),)
