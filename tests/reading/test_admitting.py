"""What of a model's answer can be of a record: the text itself says who and where it is not."""

from typing import Any

import pytest

from llmextract import rules
from llmextract.content import load_prompt, load_schema
from llmextract.reading.admitting import admitted
from llmextract.schema.outline import outline_of
from llmextract.verification.source_text import SourceText

INCIDENT = outline_of(load_schema("incident"))
TRIGGERS = rules.read_triggers(load_prompt("incident").triggers, "incident")


def left(text: str, *, record: int = 0, **said: Any) -> dict[str, Any]:
    """What is left of what a model says of one of the records of a text."""
    source = SourceText(text)
    found = rules.templates(source, TRIGGERS)
    template = found[record]
    apart = rules.apart(source, template, found, INCIDENT, TRIGGERS)
    read = rules.read_template(source, template, INCIDENT, TRIGGERS)
    return admitted(said, read, INCIDENT, source, TRIGGERS, apart).said


@pytest.mark.parametrize(
    ("text", "said", "places"),
    [
        ("Hill Brigade fighters shot two men of the Red Column.", ["Red Column"], []),
        ("Rebels shelled Kidal.", ["Kidal"], ["Kidal"]),
        ("Rebels shot a guard near Ostrel.", ["Ostrel"], ["Ostrel"]),
        ("Rebels shot a guard near Ostrel in Dorn province.", ["Dorn"], []),
        ("Rebels shot a guard on the Ostrel road in the town of Dorn.", ["Dorn"], ["Dorn"]),
    ],
)
def test_no_actor_is_a_place_nor_what_nobody_takes_for_one(
    text: str, said: list[str], places: list[str]
) -> None:
    assert left(text, locations=said, targets=["men of the Red Column"])["locations"] == places


def test_a_place_of_another_incident_gives_way_to_one_of_its_own() -> None:
    text = "A guard was shot in Kidal. In Gao, a nurse was kidnapped."
    assert left(text, locations=["Kidal", "Gao"])["locations"] == ["Kidal"]
    assert left(text, record=1, locations=["Kidal"])["locations"] == []


@pytest.mark.parametrize(
    ("text", "doers", "kept"),
    [
        ("A helicopter hit a camp in Kidal. Later unknown men robbed a bus.", ["unknown men"], []),
        ("A mine killed two herders in Kidal. The army, which holds it, sent men.", ["army"], []),
        ("Judge Amon died in Kidal when shells struck.", ["Judge Amon"], []),
        ("Shells struck a mill in Kidal.", ["artillery fire", "Shells"], []),
        ("Shells struck a mill in Kidal, from where the Red Column fires.", ["Red Column"], None),
    ],
)
def test_who_did_it_is_nobody_of_whom_the_text_says_something_else(
    text: str, doers: list[str], kept: list[str] | None
) -> None:
    assert left(text, perpetrators=doers)["perpetrators"] == (doers if kept is None else kept)


def test_who_only_speaks_was_not_hit() -> None:
    said = left("Residents said that a guard was shot.", targets=["Residents", "guard"])
    assert said["targets"] == ["guard"]


def test_whom_the_model_puts_on_both_sides_was_hit() -> None:
    said = left(
        "A shell struck a school beside the stand of the driver.",
        perpetrators=["driver"],
        targets=["driver"],
    )
    assert (said["perpetrators"], said["targets"]) == ([], ["driver"])


def test_a_place_was_not_hit_where_the_text_tells_who_was() -> None:
    said = left("Shells hit a mill near Kidal.", targets=["mill", "Kidal"])
    assert said["targets"] == ["mill"]
    assert left("Rebels shelled Kidal.", targets=["Kidal"])["targets"] == ["Kidal"]


def test_what_has_no_word_is_no_name() -> None:
    told = left("Men shot a guard and scores more in Kidal.", targets=[":", "scores", "guard"])
    assert told["targets"] == ["guard"]


def test_names_that_were_written_as_one_are_parted() -> None:
    said = left("Men shot a guard, a cook and a clerk.", targets=["guard, a cook", "clerk"])
    assert said["targets"] == ["guard", "a cook", "clerk"]
