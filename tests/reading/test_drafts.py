"""The records of a paragraph on their way: who stated what, and what becomes of it step by step."""

from typing import Any

import pytest

from llmextract.alignment.values import Matcher
from llmextract.reading.drafts import DROPPED, Draft
from llmextract.records import Finding, Run, Usage, Verdict
from llmextract.schema.lenient import Answer
from tests.reading.scene import domain, storm, tasks

(TASK,) = tasks("A gale hit Orlo on Monday. Two men died in Besk.")
MATCHER = Matcher(domain().outline)
RUN = Run("test:m", "", cached=False, seconds=0.0, attempts=1, usage=Usage(), reading="open")


def by_path(draft: Draft) -> dict[tuple[int, str], Finding]:
    return {(one.record, one.field): one for one in draft.findings}


def settled(draft: Draft, **given: Any) -> Any:
    options: dict[str, Any] = {"on_unsupported": "flag", "samples": 1} | given
    return draft.settled(RUN, matcher=MATCHER, **options)


def test_the_model_stated_a_value_unless_it_is_said_who_did() -> None:
    answer = Answer((storm(1, town="Orlo", dead=2),), stated=({"town": "rules"},))
    found = by_path(Draft.of(answer, TASK))
    assert found[0, "town"].stated == "rules"
    assert found[0, "dead"].stated == "model"
    assert not found[0, "town"].is_confirmed, "whoever checks it has stated it"


def test_who_stated_a_field_stated_each_of_its_values() -> None:
    answer = Answer((storm(1, names=["Anna"]),), stated=({"names": "both"},))
    assert by_path(Draft.of(answer, TASK))[0, "names[0]"].stated == "both"


def test_a_value_that_was_asked_again_was_stated_by_the_model() -> None:
    first = Draft.of(Answer((storm(2, dead=9),), stated=({"dead": "rules"},)), TASK)
    second = first.repaired(Answer((storm(2, dead=2),), notes=("cut",)))
    found = by_path(second)[0, "dead"]
    assert (found.value, found.stated, found.verdict) == (2, "model", Verdict.SUPPORTED)
    assert found.reason.endswith("asked again, the first answer was 9")
    assert second.notes == ("cut",)


@pytest.mark.parametrize("records", [(), (storm(2, dead=8),), (storm(2, dead=2), storm(1))])
def test_an_answer_that_is_no_better_or_does_not_fit_changes_nothing(records: Any) -> None:
    first = Draft.of(Answer((storm(2, dead=9),)), TASK)
    assert first.repaired(Answer(records, notes=("cut",))) is first


def test_what_a_second_look_found_stands_after_what_there_was() -> None:
    first = Draft.of(Answer((storm(1, town="Orlo"),), notes=("one",)), TASK)
    more = first.with_more(Answer((storm(2, dead=2),), notes=("two",), stated=({"dead": "both"},)))
    assert more.records == (storm(1, town="Orlo"), storm(2, dead=2))
    assert more.notes == ("one", "two")
    assert by_path(more)[1, "dead"].stated == "both"
    assert first.with_more(Answer((), notes=("nothing",))) is first


def test_of_several_answers_a_value_is_of_the_rules_alone_where_no_model_has_it() -> None:
    record = storm(2, dead=2, town="Besk")
    answers = [
        Answer((record,), stated=({"dead": "rules", "town": "rules"},)),
        Answer((record,), stated=({"dead": "rules", "town": "both"},)),
        Answer((storm(2, dead=3, town="Besk"),), stated=({"dead": "model"},)),
    ]
    found = by_path(Draft.elected(answers, TASK, MATCHER))
    assert found[0, "dead"].value == 2
    assert found[0, "dead"].stated == "rules"
    assert found[0, "town"].stated == "both"


def test_notes_of_several_answers_are_told_once() -> None:
    answers = [Answer((storm(2, dead=2),), notes=("cut", n)) for n in ("a", "b")]
    draft = Draft.elected(answers, TASK, MATCHER)
    assert draft.notes == ("cut", "a", "b")
    drawn = settled(draft, samples=3).draws
    assert (drawn.asked, drawn.read) == (3, 2)
    assert {(one.field, one.share) for one in drawn.agreement} >= {("dead", 1.0)}


def test_a_dropped_value_is_empty_and_its_finding_says_so() -> None:
    draft = Draft.of(Answer((storm(2, dead=9, town="Besk", names=["Zeno", "Yara"]),)), TASK)
    made = settled(draft, on_unsupported="drop")
    (row,) = made.records
    assert (row["dead"], row["town"], row["names"]) == (None, "Besk", [])
    dropped = {one.value for one in made.findings if one.reason.endswith(DROPPED)}
    assert dropped == {9, "Zeno", "Yara"}
    assert made.failure is None


def test_a_paragraph_may_fail_by_what_is_nowhere() -> None:
    draft = Draft.of(Answer((storm(2, dead=9),)), TASK)
    made = settled(draft, on_unsupported="fail")
    assert made.failure.kind == "unsupported"
    assert "dead = 9" in made.failure.message
    fine = Draft.of(Answer((storm(2, dead=2),)), TASK)
    assert settled(fine, on_unsupported="fail").failure is None
