"""The chance that an event is at a name: weights that are summed, and a file that is read as written."""

import json
import math

import pytest

from llmextract.records import Verdict
from llmextract.verification.lexing import lex
from llmextract.verification.places import classifier
from llmextract.verification.places.features import KINDS, Features, features


def around(text: str, name: str) -> Features:
    lexed = lex(text)
    return features(lexed, lexed.find(name))


def test_log_odds_are_the_sum_of_what_is_known() -> None:
    made = classifier.Classifier(-1.0, {"before1": {"in": 2.0}, "events": {"x": 5.0}}, {})
    assert made.log_odds({"before1": {"in", "near"}, "event": {"kill"}}) == 1.0


def test_a_verdict_of_the_rules_moves_the_chance() -> None:
    made = classifier.Classifier(0.0, {}, {"supported": (1.0, 2.0), "unclear": (0.5, 0.0)})
    assert made.probability({}, Verdict.SUPPORTED) == pytest.approx(1 / (1 + math.exp(-2)))
    assert made.probability({}, Verdict.UNCLEAR) == 0.5


def test_the_file_is_read_as_it_is_written() -> None:
    made = classifier.Classifier(0.5, {"before1": {"in": 2.0}}, {"unclear": (0.5, 0.0)})
    assert classifier.read(json.loads(made.to_json())) == made


def test_the_package_has_weights_of_every_kind_and_knows_every_verdict() -> None:
    made = classifier.loaded()
    assert set(made.weights) == set(KINDS)
    assert set(made.scale) == {verdict.value for verdict in Verdict}
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
    assert found["clause_of_before"] == {"on", "DAY", ","}
    assert {"polic", "in", "NAME"} <= found["next_clause"]


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
