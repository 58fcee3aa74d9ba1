"""Guided reading: what is asked, what is read of an answer, and who is said to have stated a value."""

import json
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from llmextract import Evidence, Grounded
from llmextract.content import Example, Prompt, load_prompt, load_schema
from llmextract.documents.building import from_text
from llmextract.errors import UsageError
from llmextract.reading.drafts import Draft
from llmextract.reading.guided import GuidedReading
from llmextract.reading.state import Domain, Question, Task, tasks_of
from llmextract.records import Finding
from llmextract.schema.lenient import Answer
from llmextract.schema.outline import outline_of

DOMAIN = Domain(outline_of(load_schema("incident")), load_prompt("incident"))
READING = GuidedReading(DOMAIN)
RAID = (
    "Shops stayed shut. On Monday gunmen shot dead three guards in Kidal. "
    "In a separate attack, rebels of the Red Column kidnapped a nurse in Gao."
)

GUARDS = "On Monday gunmen shot dead three guards in Kidal."


def task(text: str) -> Task:
    return next(tasks_of(from_text(text)))


def asked(text: str) -> Question:
    question = READING.question(task(text))
    assert question is not None
    return question


def filled(**values: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "date": None,
        "locations": [],
        "perpetrators": [],
        "targets": [],
        "weapons": [],
    }
    return {**empty, "killed": None, "injured": None, **values}


def findings(text: str, **values: Any) -> dict[str, Finding]:
    """The findings of the only record of a text, by their path, after an answer."""
    answer = asked(text).read(json.dumps({"1": filled(**values)}))
    return {one.field: one for one in Draft.of(answer, task(text)).findings}


def test_a_paragraph_that_reports_nothing_is_not_asked_about() -> None:
    assert READING.question(task("Parliament voted on the budget in Kidal on Monday.")) is None


def test_the_question_shows_the_sentences_of_the_records_and_which_each_is_about() -> None:
    question = asked(RAID)
    (message,) = question.messages
    assert message.content == (
        "Records: 1 = [2]; 2 = [3]\nParagraph:\n"
        "[2] On Monday gunmen shot dead three guards in Kidal.\n"
        "[3] In a separate attack, rebels of the Red Column kidnapped a nurse in Gao."
    )
    assert question.schema["required"] == ["1", "2"]


def test_the_sentence_before_is_shown_where_somebody_in_it_is_pointed_at() -> None:
    text = "A band came to Kidal. {} shot a guard."
    shown = asked(text.format("It")).messages[0].content
    assert "[1] A band came to Kidal." in shown
    assert "[1]" not in asked(text.format("Men")).messages[0].content


def test_the_sentence_before_is_shown_where_it_names_an_act_and_nobody_who_did_it_is_known() -> (
    None
):
    text = "The air force answered with raids. {} struck a camp near Kidal."
    assert "[1] The air force" in asked(text.format("A drone")).messages[0].content
    assert "[1]" not in asked(text.format("Army jets")).messages[0].content


def test_what_the_rules_know_is_asked_all_the_same_and_nothing_is_offered() -> None:
    one = asked(RAID).schema["properties"]["1"]
    names = ["date", "locations", "perpetrators", "targets", "killed"]
    assert one["required"] == [*one["properties"]] == names
    assert "enum" not in json.dumps(one)


def test_a_count_and_a_day_are_asked_only_where_the_sentences_may_have_one() -> None:
    fields = asked("Gunmen shot at a depot in Kidal.").schema["properties"]["1"]["properties"]
    assert {"date", "killed", "injured"}.isdisjoint(fields)


def test_pieces_of_a_sentence_that_tells_of_two_incidents_are_lines_of_their_own() -> None:
    text = "It rained. A guard was shot in Kidal and a nurse was kidnapped in Gao."
    (message,) = asked(text).messages
    assert message.content == (
        "Records: 1 = [2]; 2 = [3]\nParagraph:\n"
        "[2] A guard was shot in Kidal\n[3] a nurse was kidnapped in Gao."
    )


def test_quotes_are_asked_only_where_the_rules_see_one() -> None:
    one = asked("Gunmen fired rifles at a depot in Kidal.").schema["properties"]["1"]
    assert "weapons" in one["properties"]
    answer = asked("Gunmen fired rifles at a depot in Kidal.").read(
        '{"1":{"weapons":["rifles","depot"]}}'
    )
    assert answer.records[0].model_dump()["weapons"] == ["rifles"]
    assert answer.stated[0]["weapons[0]"] == "both"


class Sighting(BaseModel):
    sentences: Annotated[list[int], Evidence()] = Field(description="which")
    kind: Literal["bird", "beast"] = Field(description="what was seen")
    mood: Literal["calm", "wild"] = Field(description="how it was")
    spot: Annotated[str | None, Grounded("place", role="location")] = Field(description="where")


SIGHTINGS = GuidedReading(
    Domain(
        outline_of(Sighting),
        Prompt(
            "sighting",
            text="",
            examples=(),
            triggers="""
field = "kind"
effects = "seen"
pointing = "the"
apart = "another"
[acts.bird]
verbs = "flew"
[acts.beast]
verbs = "ran"
""",
            guided="List them.\n{{fields}}",
            digest="",
        ),
    )
)


def test_a_fixed_word_is_asked_only_where_the_rules_know_nothing_of_it() -> None:
    question = SIGHTINGS.question(task("An owl flew over Gao."))
    assert question is not None
    assert [*question.schema["properties"]["1"]["properties"]] == ["mood", "spot"]
    answer = question.read('{"1":{"mood":"wild","spot":"Gao"}}')
    assert answer.records == (Sighting(sentences=[1], kind="bird", mood="wild", spot="Gao"),)
    assert answer.stated == ({"spot": "both"},)


def test_the_preamble_is_instructions_and_examples_in_the_same_form() -> None:
    system, *turns = READING.preamble()
    assert system.role == "system"
    assert "- killed" in system.content
    assert not [name for name in ("sentences", "status") if f"- {name}" in system.content]
    # The third shows nothing that the two before it do not, the last has no record.
    shown = DOMAIN.prompt.examples[:2]
    assert [one.role for one in turns] == ["user", "assistant"] * len(shown)
    for example, answer in zip(shown, turns[1::2], strict=True):
        assert [*json.loads(answer.content)] == [str(n + 1) for n in range(len(example.records))]


def test_an_example_is_asked_as_a_paragraph_would_be() -> None:
    example = Example(
        "It rained. Gunmen shot a guard in Gao.",
        (
            {
                "sentences": [2],
                "event_type": "armed_attack",
                "status": "happened",
                "date": None,
                "locations": [{"name": "Gao"}],
                "perpetrators": [{"name": "Gunmen"}],
                "targets": [{"name": "guard"}],
                "weapons": [],
                "killed": None,
                "injured": None,
            },
        ),
        title="Rain",
    )
    said, answer = READING.turns(example)
    assert said.content == "Records: 1 = [2]\nParagraph:\n[2] Gunmen shot a guard in Gao."
    assert answer.content == (
        '{"1":{"locations":["Gao"],"perpetrators":["Gunmen"],"targets":["guard"]}}'
    )


def test_records_are_those_of_the_templates_with_their_evidence() -> None:
    reply = {
        "1": filled(
            date="Monday", locations=["Kidal"], perpetrators=["gunmen"], targets=["guards"]
        ),
        "2": filled(locations=["Gao"], perpetrators=["Red Column"], targets=["nurse"]),
    }
    answer = asked(RAID).read(f"Here: {json.dumps(reply)}")
    rows = [one.model_dump(mode="json") for one in answer.records]
    assert [row["sentences"] for row in rows] == [[2], [3]]
    assert [row["event_type"] for row in rows] == ["armed_attack", "kidnapping"]
    assert [one["name"] for one in rows[1]["perpetrators"]] == ["Red Column"]


def test_it_is_said_who_stated_a_value() -> None:
    found = findings(GUARDS, killed=3, locations=["Kidal"], targets=["guards"])
    assert found["killed"].stated == "both"
    assert found["locations[0].name"].stated == "both"
    assert found["date"].stated == "rules"
    assert found["date"].value == "Monday"


def test_what_only_the_rules_stated_carries_no_mark() -> None:
    found = findings(GUARDS, locations=["Kidal"])
    assert found["killed"].verdict.is_carried
    assert not found["killed"].is_confirmed
    assert found["locations[0].name"].is_confirmed


def test_a_list_behind_a_server_that_enforces_nothing_is_read_too() -> None:
    listed = {"incidents": [{"sentences": [2], "event_type": "armed_attack", "status": "happened"}]}
    answer = asked(RAID).read(json.dumps(listed))
    assert len(answer.records) == 1


def test_a_list_of_values_in_the_order_of_the_fields_is_read_too() -> None:
    answer = asked(GUARDS).read('{"1":[null,["Kidal"]]}')
    assert answer.stated[0]["locations[0].name"] == "both"
    assert answer.stated[0]["killed"] == "rules"


def test_a_record_that_is_missing_is_what_the_rules_read() -> None:
    answer = asked(RAID).read(json.dumps({"1": filled(locations=["Kidal"])}))
    second = answer.records[1].model_dump(mode="json")
    assert [one["name"] for one in second["locations"]] == ["Gao"]


def test_nobody_who_is_hit_is_taken_for_the_one_who_did_it() -> None:
    said = {"1": filled(perpetrators=["guards", "gunmen"], targets=["guards"])}
    (record,) = asked(GUARDS).read(json.dumps(said)).records
    row = record.model_dump(mode="json")
    assert [one["name"] for one in row["perpetrators"]] == ["gunmen"]


@pytest.mark.parametrize(
    ("text", "said", "kept"),
    [
        ("The army said that two guards were shot in Kidal on Monday.", ["army"], []),
        ("Mortar rounds killed two guards in Kidal on Monday.", ["Mortar rounds"], []),
        ("Two guards were shot at a hotel in Kidal on Monday.", ["hotel"], []),
        ("Sappers defused a bomb under a bus in Kidal on Monday.", ["Sappers"], []),
        (
            "Two guards were shot in Kidal on Monday. The Red Column said that it was its work.",
            ["Red Column"],
            ["Red Column"],
        ),
    ],
)
def test_who_only_reports_an_act_or_undoes_it_did_not_do_it(
    text: str, said: list[str], kept: list[str]
) -> None:
    (record,) = asked(text).read(json.dumps({"1": filled(perpetrators=said)})).records
    row = record.model_dump(mode="json")
    assert [one["name"] for one in row["perpetrators"]] == kept


def test_only_what_failed_is_asked_again() -> None:
    here = task(GUARDS)
    answer = asked(GUARDS).read(json.dumps({"1": filled(killed=3, locations=["Kidal"])}))
    wrong = answer.records[0].model_copy(update={"killed": 41})
    question = READING.repair(here, (wrong,), Draft.of(Answer((wrong,)), here).findings)
    assert question is not None
    assert [*question.schema["properties"]["1"]["properties"]] == ["killed"]
    assert "killed 41" in question.messages[0].content
    again = question.read('{"1":{"killed":3}}')
    row = again.records[0].model_dump(mode="json")
    assert (row["killed"], row["date"], row["sentences"]) == (3, "Monday", [1])


def test_a_count_that_the_text_carries_better_is_taken_and_the_other_is_told() -> None:
    answer = asked(GUARDS).read(json.dumps({"1": filled(killed=41, injured=5)}))
    row = answer.records[0].model_dump(mode="json")
    assert (row["killed"], row["injured"]) == (3, None)
    assert answer.stated[0]["killed"] == "rules"
    assert "record 1, killed: the model reads 41, the rules 3" in answer.notes
    assert "record 1, injured: the model reads 5, the rules None" in answer.notes


def test_what_does_not_stand_in_the_text_nobody_can_have_read_there() -> None:
    said = filled(locations=["Kidal (Mali)", "Timbuktu"], perpetrators=["gunmen of the Front"])
    answer = asked(GUARDS).read(json.dumps({"1": said}))
    row = answer.records[0].model_dump(mode="json")
    assert [one["name"] for one in row["locations"]] == ["Kidal"]
    assert [one["name"] for one in row["perpetrators"]] == ["gunmen"]
    assert answer.stated[0]["perpetrators[0].name"] == "rules"


def test_where_all_holds_nothing_is_asked_again_and_nothing_looked_for() -> None:
    here = task(GUARDS)
    answer = asked(GUARDS).read(json.dumps({"1": filled(killed=3, locations=["Kidal"])}))
    draft = Draft.of(answer, here)
    assert READING.repair(here, draft.records, draft.findings) is None
    assert READING.second_look(here, draft.records) is None


@pytest.mark.parametrize("missing", ["triggers", "guided"])
def test_a_domain_without_rules_or_instructions_is_refused(missing: str) -> None:
    prompt = DOMAIN.prompt
    texts = {"triggers": prompt.triggers, "guided": prompt.guided} | {missing: ""}
    bare = Prompt(prompt.name, prompt.text, prompt.examples, digest="", **texts)
    with pytest.raises(UsageError, match=f"needs prompts/incident.{missing}"):
        GuidedReading(Domain(DOMAIN.outline, bare))
