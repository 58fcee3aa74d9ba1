"""The targeted repair: what failed, how it is told, and which of two answers wins field by field."""

from dataclasses import replace
from typing import Any

import pytest

from llmextract.alignment.values import Matcher
from llmextract.reading import repair
from llmextract.records import Finding, Verdict
from llmextract.schema.outline import outline_of
from tests.reading.scene import Storm, storm

MATCHER = Matcher(outline_of(Storm))


def finding(record: int, path: str, value: Any, verdict: str = "unsupported") -> Finding:
    return Finding(record, path, value, Verdict(verdict), f"no {path}", ())


def judging(**verdicts: str) -> Any:
    """A verifier that says of each value of ``dead`` and ``town`` what it is told."""

    def verify(record: Any) -> list[Finding]:
        said = []
        for name in ("dead", "town"):
            value = getattr(record, name)
            if value is not None:
                said.append(finding(0, name, value, verdicts[f"v{value}"]))
        return said

    return verify


def test_only_what_the_text_does_not_carry_has_failed_each_field_once() -> None:
    assert repair.failed_fields(
        [
            finding(2, "names[0]", "A"),
            finding(2, "names[1]", "B"),
            finding(2, "dead", 3),
            finding(0, "town", "Orlo"),
            finding(1, "dead", 4, "unclear"),
            finding(1, "town", "Besk", "partly"),
        ]
    ) == {0: ["town"], 2: ["names", "dead"]}


def test_a_name_on_the_wrong_side_is_asked_about_again_and_told_why() -> None:
    wrong = replace(finding(0, "names[0]", "A", "partly"), misplaced=True, reason="it is hit")
    assert repair.failed_fields([wrong, finding(0, "names[1]", "B", "partly")]) == {0: ["names"]}
    assert repair.feedback([wrong], numbers={0: 1}) == "record 1, names 'A' (it is hit)"


def test_the_feedback_numbers_the_records_as_the_question_does() -> None:
    told = repair.feedback(
        [finding(2, "dead", 3), finding(2, "town", "Orlo", "supported"), finding(5, "dead", 1)],
        numbers={2: 1},
    )
    assert told == "record 1, dead 3 (no dead)"


def test_of_each_failed_field_the_better_verified_answer_is_taken_and_no_other_field() -> None:
    old = [storm(1, dead=7, town="Orlo")]
    new = [storm(2, dead=2, town="Besk", names=["Anna"])]
    verify = judging(v7="unsupported", v2="supported", vOrlo="supported", vBesk="supported")
    records, replaced = repair.better(old, new, failed={0: ["dead"]}, verify=verify)
    assert records == [storm(1, dead=2, town="Orlo")]
    assert replaced == {(0, "dead"): 7}


@pytest.mark.parametrize(
    ("second", "verdict", "wins"),
    [
        (None, "", True),
        (2, "supported", True),
        (2, "derived", True),
        (2, "inferred", True),
        (2, "partly", True),
        (2, "unclear", True),
        (2, "unsupported", False),
    ],
)
def test_not_stated_is_better_than_what_is_nowhere(
    second: int | None, verdict: str, wins: bool
) -> None:
    verify = judging(v7="unsupported", v2=verdict)
    records, _ = repair.better(
        [storm(dead=7)], [storm(dead=second)], failed={0: ["dead"]}, verify=verify
    )
    assert records == [storm(dead=second if wins else 7)]


def test_the_first_values_of_names_are_told_as_names() -> None:
    def verify(record: Any) -> list[Finding]:
        return [finding(0, f"names[{n}]", name) for n, name in enumerate(record.names)]

    _, replaced = repair.better(
        [storm(names=["A", "B"])], [storm()], failed={0: ["names"]}, verify=verify
    )
    assert replaced == {(0, "names"): ["A", "B"]}


def test_as_many_answers_as_were_asked_for_are_taken_in_their_order() -> None:
    asked = [storm(1, town="Orlo"), storm(2, town="Besk")]
    answered = [storm(2, town="Besk", dead=1), storm(1, town="Orlo")]
    assert repair.paired(asked, answered, MATCHER) == answered


def test_all_records_again_are_told_apart_by_what_they_are_about() -> None:
    asked = [storm(2, town="Besk", dead=9)]
    answered = [storm(1, town="Orlo", dead=2), storm(2, town="Besk", dead=1)]
    assert repair.paired(asked, answered, MATCHER) == [answered[1]]
    assert repair.paired(asked, [], MATCHER) == asked
    strangers = [storm(5, town="Kesk"), storm(6, town="Orlo", dead=4)]
    assert repair.paired([storm(2, town="Besk", dead=9)], strangers, MATCHER) == asked
