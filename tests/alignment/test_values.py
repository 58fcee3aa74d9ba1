"""What is the same, near or contrary, by the kind of a field."""

from typing import Any

import pytest

from llmextract.alignment.values import Matcher, Outcome, Said, label, said, shown
from llmextract.records import Finding, Verdict
from llmextract.schema.outline import Field, outline_of
from tests.merge.conftest import Disaster, finding

OUTLINE = outline_of(Disaster)
COMPARER = Matcher(OUTLINE, "2024-06-14")
KINDS = {kind.name: kind for kind in OUTLINE.fields}


def field(name: str, scalar: dict[str, Any]) -> Field:
    return Field(name, name, "", scalar)


def told(name: str, *values: Any) -> list[Said]:
    return [said({name: value}, (), KINDS[name]) for value in values]


@pytest.mark.parametrize(
    ("name", "values", "outcome"),
    [
        ("dead", (3, 3), Outcome.SAME),
        ("dead", (3, 4), Outcome.CONTRARY),
        ("dead", (0, None), Outcome.LEFT_OUT),
        ("dead", (None, None), Outcome.SILENT),
        ("dead", (3, 3, 5), Outcome.CONTRARY),
        ("dead", (3, None, 5), Outcome.CONTRARY),
        ("dead", (3, None, 3), Outcome.LEFT_OUT),
        ("kind", ("flood", "flood"), Outcome.SAME),
        ("kind", ("storm", "hurricane"), Outcome.PARTLY),
        ("kind", ("other", "flood"), Outcome.PARTLY),
        ("kind", ("flood", "storm"), Outcome.CONTRARY),
        ("day", ("2 May", "May 2"), Outcome.SAME),
        ("day", ("2 May", "3 May"), Outcome.CONTRARY),
        ("day", ("May", "3 May"), Outcome.PARTLY),
        ("hit", (["the bakers"], ["baker"]), Outcome.SAME),
        ("hit", (["bakers", "a mill"], ["mill", "bakers"]), Outcome.SAME),
        ("hit", (["bakers", "mill"], ["mill"]), Outcome.PARTLY),
        ("hit", (["bakers"], ["mill"]), Outcome.CONTRARY),
        ("hit", (["bakers"], []), Outcome.LEFT_OUT),
        ("hit", (["Harbour Guild sailors"], ["Harbour Guild"]), Outcome.PARTLY),
        ("spots", ([{"name": "town of Ebra"}], [{"name": "Ebra"}]), Outcome.SAME),
        ("spots", ([{"name": "Ebra", "within": ["Moll"]}], [{"name": "Moll"}]), Outcome.PARTLY),
        ("spots", ([{"name": "Ebra"}], [{"name": "Moll"}]), Outcome.CONTRARY),
        ("spots", ([{"name": "Ebra", "within": [None]}], [{"name": "Moll"}]), Outcome.CONTRARY),
        ("spots", ([{"name": "Ebra", "within": "Moll"}], [{"name": "Moll"}]), Outcome.CONTRARY),
        ("words", (["All lost"], ["all lost"]), Outcome.SAME),
        ("words", (["All lost"], ["all saved"]), Outcome.CONTRARY),
        ("note", ("x", "x"), Outcome.SAME),
        ("note", ("x", "y"), Outcome.CONTRARY),
    ],
)
def test_outcomes(name: str, values: tuple[Any, ...], outcome: Outcome) -> None:
    assert COMPARER.outcome(told(name, *values), KINDS[name]) is outcome
    assert COMPARER.outcome(told(name, *reversed(values)), KINDS[name]) is outcome


def test_an_overlap_is_the_share_of_items_in_common() -> None:
    one, other = told("hit", ["bakers", "mill"], ["mill", "a boat", "a pier", "horses"])
    assert COMPARER.overlap(one, other, KINDS["hit"]) == 0.25
    empty = Said((), ())
    assert COMPARER.overlap(empty, empty, KINDS["hit"]) == 0.0
    assert COMPARER.overlap(one, empty, KINDS["hit"]) == 0.0


@pytest.mark.parametrize(
    ("verdicts", "carried"),
    [
        ([Verdict.SUPPORTED, Verdict.DERIVED], True),
        ([Verdict.SUPPORTED, Verdict.INFERRED], False),
        ([Verdict.PARTLY, Verdict.SUPPORTED], False),
        ([], False),
    ],
)
def test_a_field_is_carried_when_the_text_supports_all_of_it(
    verdicts: list[Verdict], carried: bool
) -> None:
    findings = [finding(0, f"hit[{i}]", "x", verdict) for i, verdict in enumerate(verdicts)]
    assert said({"hit": ["bakers", "mill"]}, findings, KINDS["hit"]).is_carried is carried


def test_a_value_that_is_not_given_is_not_carried_whatever_was_found() -> None:
    vague = finding(0, "dead", None, Verdict.SUPPORTED)
    assert not said({"dead": None}, [vague], KINDS["dead"]).is_carried


def test_findings_go_to_their_field_and_item() -> None:
    findings = [
        finding(0, "spots[1].name", "b"), finding(0, "spots[10].name", "c"),
        finding(0, "spotsy", "d"), finding(0, "dead", 3),
    ]  # fmt: skip
    own = said({"spots": [{"name": "a"}, {"name": "b"}]}, findings, KINDS["spots"])
    assert own.findings == tuple(findings[:2])
    assert own.of_item("spots[1]") == (findings[0],)
    assert own.of_item("spots[0]") == ()


def _label(name: str, value: Any) -> Any:
    (one,) = told(name, value)
    return label(one, KINDS[name])


def test_labels_fold_what_is_the_same() -> None:
    assert _label("hit", ["the Bakers", "mill"]) == _label("hit", ["a mill", "baker"])
    assert _label("hit", ["unknown"]) == "unknown"
    assert _label("spots", [{"name": "Town of Ébra"}]) == _label("spots", [{"name": "Ebra"}])
    assert _label("spots", [{"name": "north Ebra"}]) != _label("spots", [{"name": "Ebra"}])
    assert _label("kind", "flood") == "flood"
    assert _label("words", ["All lost"]) == _label("words", ["all  lost"])
    assert _label("dead", 0) == 0
    assert _label("dead", "many") is None
    assert _label("dead", [3]) == 3
    assert _label("dead", [3, 4]) is None
    assert _label("dead", None) is None
    assert _label("hit", []) is None


def test_a_reader_sees_the_name_of_a_place_and_fixed_words_without_underscores() -> None:
    assert shown({"name": "Ebra", "kind": "town"}, KINDS["spots"]) == "Ebra"
    assert shown("armed_attack", field("x", {"enum": ["armed_attack"]})) == "armed attack"
    assert shown("unit_7", field("x", {"type": "string"})) == "unit_7"
    assert shown(3, KINDS["dead"]) == "3"


def test_values_of_a_type_that_nobody_expects_are_apart_not_an_error() -> None:
    assert COMPARER.outcome(told("kind", 3, "flood"), KINDS["kind"]) is Outcome.CONTRARY
    assert COMPARER.outcome(told("day", 3, "2 May"), KINDS["day"]) is Outcome.CONTRARY
    assert isinstance(finding(0, "dead", 3), Finding)
