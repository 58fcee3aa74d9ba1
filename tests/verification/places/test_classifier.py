"""The chance that an event is at a name: weights that are summed, and a file that is read as written."""

import json
import math

import pytest

from llmextract.verification.lexing import lex
from llmextract.verification.places import classifier
from llmextract.verification.places.classifier import Classifier
from llmextract.verification.places.company import FACTS
from llmextract.verification.places.features import KINDS, Features, features


def around(text: str, name: str) -> Features:
    lexed = lex(text)
    return features(lexed, lexed.find(name))


def test_log_odds_are_the_sum_of_what_is_known() -> None:
    made = Classifier(-1.0, {"before1": {"in": 2.0}, "events": {"x": 5.0}})
    assert made.log_odds({"before1": {"in", "near"}, "event": {"kill"}}) == 1.0


def test_the_chance_is_what_all_facts_add_up_to() -> None:
    made = Classifier(0.0, {}, start=1.0, facts={"odds": 0.5, "alone": 2.0, "rival": -1.0})
    odds = 1.0 + 0.5 * 3 + 2.0
    assert made.probability({"odds": 3.0, "alone": 1.0, "others": 7.0}) == pytest.approx(
        1 / (1 + math.exp(-odds))
    )


def test_the_file_is_read_as_it_is_written() -> None:
    made = Classifier(0.5, {"before1": {"in": 2.0}}, 0.1, {"odds": 1.5})
    assert classifier.read(json.loads(made.to_json())) == made


def test_the_package_has_weights_of_every_kind_and_of_every_fact_that_texts_show() -> None:
    made = classifier.loaded()
    assert set(made.weights) == set(KINDS)
    assert set(made.facts) <= set(FACTS)
    assert {name for name in FACTS if " if " not in name and "is " not in name} <= set(made.facts)
    assert sum(map(len, made.weights.values())) > 5000


def test_what_stands_around_a_name() -> None:
    found = around(
        "On Monday, gunmen killed nine traders near Tarsa market, police in Velmo said.", "tarsa"
    )
    assert found["before1"] == {"near"}
    assert found["two_before"] == {"trader near"}
    assert found["behind1"] == {"market"}
    assert found["around"] == {"near market"}
    assert found["event"] == {"kill"}
    assert found["between"] == {"nine", "trader", "near"}
    assert found["left"] == {"3"}
    assert found["opened"] == {","}
    assert found["closed"] == {","}
    assert found["tied"] == {"near"}
    assert found["tied_marks"] == {"near , ,"}
    assert found["tied_events"] == {"near 3 "}
    assert found["near_before"] == {"DAY", ",", "gunmen", "kill", "nine", "trader", "near"}
    assert {"market", "polic", "NAME"} <= found["near_behind"]


def test_names_figures_years_and_months_are_all_alike() -> None:
    found = around("In July 2013 some 40 men of Ansa Brigade held Tarsa.", "tarsa")
    assert {"MONTH", "#Y", "#", "NAME"} <= found["sentence_before"]


def test_where_a_name_stands() -> None:
    assert around("Tarsa fell. Nobody died.", "tarsa")["place"] == {"begins", "first"}
    assert around("Nobody died. All of it was in Tarsa.", "tarsa")["place"] == {"last"}
    assert "again" in around("Tarsa fell. Then Tarsa burned.", "tarsa")["place"]
    assert "place" not in around("It was late. He was in Tarsa. Nobody died.", "tarsa")


def test_where_else_something_happened() -> None:
    text = "A bomb killed nobody in Velmo. The mayor was in Tarsa. Two men died."
    assert around(text, "tarsa")["events"] == {"sides 00", "earlier 1", "elsewhere 1"}
    assert around("A bomb killed two men in Tarsa.", "tarsa")["events"] == {
        "sides 10", "earlier 0", "elsewhere 0"
    }  # fmt: skip
    assert "right" in around("In Tarsa two men were killed.", "tarsa")


def test_capitals_tell_nothing_where_all_words_have_them() -> None:
    found = around("GUNMEN OF THE FRONT KILLED TWO MEN IN TARSA.", "tarsa")
    assert "NAME" not in found["sentence_before"]
    assert found["before1"] == {"in"}
