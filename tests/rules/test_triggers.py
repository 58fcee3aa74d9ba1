"""Cue files: words, phrases, stars, what did not happen and what only points back."""

import pytest

from llmextract.content import load_prompt
from llmextract.errors import UsageError
from llmextract.rules.triggers import Cues, read_cues

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
def cues() -> Cues:
    return read_cues(TABLE, "test")


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
def test_a_verb_tells_what_happened(cues: Cues, text: str, tells: bool) -> None:
    assert cues.tells(cues.verbs, text) is tells


def test_a_star_stands_for_any_ending(cues: Cues) -> None:
    assert cues.tells(cues.effects, "Many lost their lives.")
    assert cues.nouns.search("two floods")


def test_a_noun_that_points_back_does_not_tell(cues: Cues) -> None:
    assert cues.tells_of(cues.nouns, "A flood came.")
    assert not cues.tells_of(cues.nouns, "Hours after the flood they came.")


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("The flood receded.", True),
        ("The worst great flood receded.", True),
        ("A flood receded.", False),
        ("They saw the flood.", False),
    ],
)
def test_a_sentence_points_back_by_its_opening(cues: Cues, text: str, points: bool) -> None:
    assert (cues.pointing.match(text) is not None) is points


def test_fields(cues: Cues) -> None:
    state, tools = cues.fields["state"], cues.fields["tools"]
    assert (state.default, set(state.values), set(state.sure)) == ("over", {"going_on"}, {"feared"})
    assert tools.words is not None
    assert tools.words.search("The dam broke.")
    assert not tools.words.search("The damsel spoke.")


@pytest.mark.parametrize("text", ["x = ", "field = 'kind'", "[acts]\nfield = 1"])
def test_a_broken_file_is_one_line(text: str) -> None:
    with pytest.raises(UsageError, match="cue file test cannot be used"):
        read_cues(text, "test")


def test_the_shipped_cues_name_values_of_the_schema() -> None:
    from llmextract.content import load_schema
    from llmextract.schema.form import form_of

    cues = load_prompt("incident").cues
    assert cues is not None
    slots = {slot.name: slot for slot in form_of(load_schema("incident")).slots}
    kinds = set(slots[cues.field].scalar["enum"])
    assert {act.value for act in cues.acts} <= kinds
    assert cues.general in kinds
    for name, field in cues.fields.items():
        assert name in slots
        for value in (*field.values, *field.sure, *([field.default] if field.default else [])):
            assert value in slots[name].scalar["enum"]


def test_effects_report_alone_unless_a_domain_says_otherwise() -> None:
    assert read_cues(TABLE, "test").effects_alone
    assert not read_cues(f"effects_alone = false\n{TABLE}", "test").effects_alone


def test_idioms_are_read_where_a_domain_has_some() -> None:
    assert not read_cues(TABLE, "test").idioms.search("a flood of tears")
    named = read_cues(f'idioms = "flood of *"\n{TABLE}', "test")
    assert named.idioms.search("A Flood of tears")


def test_a_decimal_may_stand_between_a_pointing_word_and_its_noun(cues: Cues) -> None:
    assert cues.pointing.match("The 3.5-metre flood came at dawn.")
    assert not cues.pointing.match("The mayor. Flood barriers held.")


def test_kinds_that_never_act_and_that_are_not_asked_belong_to_the_parts(cues: Cues) -> None:
    assert (cues.bystanders, cues.things) == (frozenset(), frozenset())
    named = read_cues(f'{TABLE}\n[parts]\nbystanders = "mayor, fire brigade"\nthings = "dyke"', "x")
    assert named.bystanders == {"mayor", "fire brigade"}
    assert named.things == {"dyke"}


def test_the_shipped_kinds_of_actors_are_those_of_the_schema() -> None:
    from llmextract.content import load_schema

    cues = load_prompt("incident").cues
    assert cues is not None
    actor = load_schema("incident").model_json_schema()["$defs"]["Actor"]
    kinds = {*actor["properties"]["kind"]["enum"]}
    assert cues.bystanders
    assert cues.bystanders <= kinds
    assert cues.things
    assert cues.things <= kinds
