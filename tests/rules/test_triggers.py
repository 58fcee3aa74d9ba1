"""Trigger files: words, phrases, stars, what did not happen and what only points back."""

import pytest

from llmextract.errors import UsageError
from llmextract.rules.triggers import Triggers, read_triggers
from tests.rules.domain import shipped

TABLE = """
field = "kind"
general = "hit"
effects = "killed, los* their lives"
pointing = "the, this"
apart = "elsewhere"
unreal = "to, will"
naming = "the, those"

[acts.flood]
verbs = "flooded, burst its-banks"
nouns = "flood*"
[acts.hit]
verbs = "struck"

[fields.state]
default = "over"
[fields.state.values]
going_on = "still"
[fields.state.sure]
feared = "is feared"
[fields.tools]
words = "dam"
"""


@pytest.fixture
def triggers() -> Triggers:
    return read_triggers(TABLE, "test")


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("The river flooded the town.", True),
        ("THE RIVER FLOODED THE TOWN.", True),
        ("The river burst  its banks.", True),
        ("The river burst\nits-banks.", True),
        ("The unflooded town.", False),
        ("The river is going to struck.", False),
        ("The flooded town was quiet.", False),
        ("A flooded town was quiet.", True),
        ("The flooded town was struck again.", True),
    ],
)
def test_a_verb_tells_what_happened(triggers: Triggers, text: str, tells: bool) -> None:
    assert triggers.tells(triggers.verbs, text) is tells


def test_a_star_stands_for_any_ending(triggers: Triggers) -> None:
    assert triggers.tells(triggers.effects, "Many lost their lives.")
    assert triggers.nouns.search("two floods")


def test_a_noun_that_points_back_does_not_tell(triggers: Triggers) -> None:
    assert triggers.tells_of(triggers.nouns, "A flood came.")
    assert not triggers.tells_of(triggers.nouns, "Hours after the flood they came.")


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("The flood receded.", True),
        ("The worst great flood receded.", True),
        ("A flood receded.", False),
        ("They saw the flood.", False),
    ],
)
def test_a_sentence_points_back_by_its_opening(triggers: Triggers, text: str, points: bool) -> None:
    assert (triggers.pointing.match(text) is not None) is points


def test_fields(triggers: Triggers) -> None:
    state, tools = triggers.fields["state"], triggers.fields["tools"]
    assert (state.default, set(state.values), set(state.sure)) == ("over", {"going_on"}, {"feared"})
    assert tools.words is not None
    assert tools.words.search("The dam broke.")
    assert not tools.words.search("The damsel spoke.")


@pytest.mark.parametrize("text", ["x = ", "field = 'kind'", "[acts]\nfield = 1"])
def test_a_broken_file_is_one_line(text: str) -> None:
    with pytest.raises(UsageError, match="trigger file test cannot be used"):
        read_triggers(text, "test")


def test_the_shipped_triggers_name_values_of_the_schema() -> None:
    from llmextract.content import load_schema
    from llmextract.schema.outline import outline_of

    triggers = shipped("incident")
    slots = {field.name: field for field in outline_of(load_schema("incident")).asked}
    kinds = set(slots[triggers.field].words)
    assert {act.value for act in triggers.acts} <= kinds
    assert {value for act in triggers.acts for value in act.manner_of} <= kinds
    assert {act.of_many or act.of_people or act.value for act in triggers.acts} <= kinds
    assert triggers.general in kinds
    for name, field in triggers.fields.items():
        assert name in slots
        for value in (*field.values, *field.sure, *([field.default] if field.default else [])):
            assert value in slots[name].scalar["enum"]


def test_effects_report_alone_unless_a_domain_says_otherwise() -> None:
    assert read_triggers(TABLE, "test").effects_alone
    assert not read_triggers(f"effects_alone = false\n{TABLE}", "test").effects_alone


def test_idioms_are_read_where_a_domain_has_some() -> None:
    assert not read_triggers(TABLE, "test").idioms.search("a flood of tears")
    named = read_triggers(f'idioms = "flood of *"\n{TABLE}', "test")
    assert named.idioms.search("A Flood of tears")


def test_a_decimal_may_stand_between_a_pointing_word_and_its_noun(triggers: Triggers) -> None:
    assert triggers.pointing.match("The 3.5-metre flood came at dawn.")
    assert not triggers.pointing.match("The mayor. Flood barriers held.")


def test_kinds_that_never_act_and_that_are_not_asked_belong_to_the_roles(
    triggers: Triggers,
) -> None:
    assert (triggers.bystanders, triggers.things) == (frozenset(), frozenset())
    named = read_triggers(
        f'{TABLE}\n[roles]\nbystanders = "mayor, fire brigade"\nthings = "dyke"', "x"
    )
    assert named.bystanders == {"mayor", "fire brigade"}
    assert named.things == {"dyke"}


def test_the_shipped_kinds_of_actors_are_those_of_the_schema() -> None:
    from llmextract.content import load_schema

    triggers = shipped("incident")
    actor = load_schema("incident").model_json_schema()["$defs"]["Actor"]
    kinds = {*actor["properties"]["kind"]["enum"]}
    assert triggers.bystanders
    assert triggers.bystanders <= kinds
    assert triggers.things
    assert triggers.things <= kinds
