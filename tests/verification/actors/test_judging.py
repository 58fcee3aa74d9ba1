"""A name must stand on the side of its field: who acts among those who act, who is hit among the hit."""

from dataclasses import dataclass, field
from typing import Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract import verify
from llmextract.records import Context, Verdict
from llmextract.verification.marks import Evidence, Grounded, Side

Names = list[Annotated[str, Grounded("name")]]


@dataclass
class Deed:
    """Who did it, to whom."""

    doers: Annotated[Names, Side("agent", but_where=("kind", "fight"))] = field(
        default_factory=list
    )
    hit: Annotated[Names, Side("patient", but_where=("kind", "fight"))] = field(
        default_factory=list
    )
    kind: str = "attack"
    sentences: Annotated[list[int], Evidence()] = field(default_factory=list)


def verdict(name: str, text: str, side: str, **more: object) -> Verdict:
    (finding,) = verify(Deed(**{side: [name]}, **more), text)  # type: ignore[arg-type]
    return finding.verdict


def sides(name: str, text: str) -> tuple[Verdict, Verdict]:
    """The verdict on a name as one who acts and as one who is hit."""
    return verdict(name, text, "doers"), verdict(name, text, "hit")


ACTS = (Verdict.SUPPORTED, Verdict.PARTLY)
IS_HIT = (Verdict.PARTLY, Verdict.SUPPORTED)
BOTH = (Verdict.SUPPORTED, Verdict.SUPPORTED)
UNTOLD = (Verdict.UNCLEAR, Verdict.UNCLEAR)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Marsh League", "The Marsh League attacked a mill near Orla."),
        (
            "Marsh League",
            "A mill near Orla was burned to the ground on Friday by the Marsh League.",
        ),
        ("Marsh League", "Fighters of the Marsh League ambushed a convoy."),
        ("Marsh League", "The Marsh League claimed responsibility for the blast."),
        ("Marsh League", "The governor blamed the Marsh League for the blast."),
        ("Marsh League", "The governor blamed the raid on the Marsh League."),
        ("Marsh League", "The raid was attributed to the Marsh League."),
        ("Marsh League", "The Marsh League was accused of killing two nurses."),
        ("Marsh League", "The governor said the Marsh League was behind the attack."),
        ("Marsh League", "Men believed to be members of the Marsh League shot a nurse."),
        ("Marsh League", "A raid by the Marsh League on Orla left a nurse dead."),
        ("Marsh League", "The Marsh League's attack on Orla lasted an hour."),
        ("Marsh League", "The Marsh League said it had shelled the bridge at Orla."),
        ("Marsh League", "The nurses fled after the Marsh League stormed the clinic."),
        ("Marsh League", "The Marsh League tried to kill a judge."),
        ("Marsh League", "The Marsh League, a band of deserters, robbed a bank."),
    ],
)
def test_who_acts_is_no_target(name: str, text: str) -> None:
    assert sides(name, text) == ACTS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Ana Ruiz", "Ana Ruiz was shot dead by raiders in Orla."),
        ("Ana Ruiz", "Raiders shot Ana Ruiz, a nurse, in Orla."),
        ("Ana Ruiz", "Raiders shot a nurse, Ana Ruiz, in Orla."),
        ("Ana Ruiz", "Ana Ruiz died in the blast."),
        ("Ana Ruiz", "The murder of Ana Ruiz shook Orla."),
        ("Ana Ruiz", "Ana Ruiz's murder shook Orla."),
        ("Ana Ruiz", "The victims were Ana Ruiz and Tom Vance."),
        ("Tom Vance", "The victims were Ana Ruiz and Tom Vance."),
        ("Tom Vance", "Also killed were Ana Ruiz and Tom Vance."),
        ("Ana Ruiz", "Ana Ruiz was among those killed."),
        ("Ana Ruiz", "Seven people were killed, including Ana Ruiz."),
        ("Ana Ruiz", "Seven people were killed, among them Ana Ruiz."),
        ("Ana Ruiz", "Tom Vance was killed along with Ana Ruiz."),
        ("Ana Ruiz", "Ana Ruiz, 55, a nurse, a mother of two, was stabbed by raiders."),
        ("the mill", "A grenade was thrown late on Friday into the mill."),
        ("the mill", "A bomb exploded near the mill."),
        ("rangers", "The raiders left two rangers dead."),
        ("rangers", "Orla mourns the slain rangers."),
        ("rangers", "The raid against the rangers failed."),
        ("Ana Ruiz", "Raiders attacked a car carrying Ana Ruiz."),
    ],
)
def test_who_is_hit_did_not_do_it(name: str, text: str) -> None:
    assert sides(name, text) == IS_HIT


@pytest.mark.parametrize(
    "text",
    [
        "The Marsh League clashed with the Red Column near Orla.",
        "Clashes between the Red Column and the Marsh League went on.",
        "The Red Column and the Marsh League exchanged fire.",
        "A firefight with the Marsh League went on for hours.",
    ],
)
def test_either_side_of_a_fight_may_stand_in_either_field(text: str) -> None:
    assert sides("Marsh League", text) == BOTH


@pytest.mark.parametrize(
    "text",
    [
        "The Marsh Society met in Orla on Friday, when a bomb went off.",
        "The Marsh Society said that raiders had shot a nurse.",
        "The Marsh Society did not attack the mill.",
        "The Marsh Society attacked the Red Column and was attacked by the army; the Marsh Society met.",
    ],
)
def test_where_no_rule_knows_it_is_unclear(text: str) -> None:
    assert UNTOLD in {sides("Marsh Society", text), (*sides("Marsh Society", text)[::-1],)} or (
        sides("Marsh Society", text) == BOTH
    )


def test_a_noun_tells_where_the_syntax_does_not() -> None:
    assert sides("gunmen", "Two gunmen in a boat; nobody knows more.") == (
        Verdict.SUPPORTED,
        Verdict.UNCLEAR,
    )
    assert sides("villagers", "Terror among the villagers.") == (
        Verdict.UNCLEAR,
        Verdict.SUPPORTED,
    )


def test_an_attacker_who_dies_is_no_mistake_that_is_sure() -> None:
    assert sides("gunmen", "Three gunmen were shot dead by guards.") == (
        Verdict.UNCLEAR,
        Verdict.SUPPORTED,
    )


def test_soldiers_act_where_nobody_else_does() -> None:
    alone = "Panic spread when soldiers came into Orla. A nurse was beaten."
    assert verdict("soldiers", alone, "doers") is Verdict.SUPPORTED
    others = "Panic spread when soldiers came into Orla. A nurse was beaten by raiders."
    assert verdict("soldiers", others, "doers") is Verdict.UNCLEAR


def test_a_pronoun_is_a_hint_but_no_proof() -> None:
    text = "Raiders stopped the car of Tom Vance. He was shot."
    assert sides("Tom Vance", text) == (Verdict.UNCLEAR, Verdict.SUPPORTED)


def test_the_evidence_sentences_count_first() -> None:
    text = "The Marsh League robbed a bank. Guards shot two men of the Marsh League."
    assert verdict("Marsh League", text, "hit", sentences=[1]) is Verdict.PARTLY
    assert verdict("Marsh League", text, "hit", sentences=[2]) is Verdict.SUPPORTED
    assert verdict("Marsh League", text, "doers", sentences=[1]) is Verdict.SUPPORTED


@pytest.mark.parametrize("side", ["doers", "hit"])
def test_in_a_record_of_an_act_without_direction_either_part_will_do(side: str) -> None:
    text = "The Marsh League attacked a mill. Clinics were busy."
    assert verdict("Marsh League", text, side, kind="fight") is Verdict.SUPPORTED
    assert verdict("mill", text, side, kind="fight") is Verdict.SUPPORTED
    assert verdict("clinics", text, side, kind="fight") is Verdict.UNCLEAR


def test_who_acts_in_another_sentence_may_do_another_act() -> None:
    text = "A drone struck a camp near Orla. The Marsh League robbed a bank."
    assert verdict("Marsh League", text, "doers", sentences=[1]) is Verdict.UNCLEAR
    claimed = "A drone struck a camp near Orla. The Marsh League claimed responsibility."
    assert verdict("Marsh League", claimed, "doers", sentences=[1]) is Verdict.SUPPORTED
    own = "A drone struck a camp. The Marsh League said on Friday that both raids were its work."
    assert verdict("Marsh League", own, "doers") is Verdict.SUPPORTED


def test_a_name_of_the_headline_alone_is_a_hint() -> None:
    (finding,) = verify(
        Deed(doers=["Marsh League"]),
        "A mill near Orla was burned down on Friday.",
        context=Context(title="Marsh League raids three towns"),
    )
    assert (finding.verdict, finding.where) == (Verdict.INFERRED, "headline")


def test_what_is_misplaced_is_said_in_words() -> None:
    (finding,) = verify(Deed(doers=["Ana Ruiz"]), "Raiders shot Ana Ruiz in Orla.")
    assert finding.misplaced
    assert finding.reason == "on the other side: the text says that it is hit (“shot”)"
    assert [span.text for span in finding.spans] == ["Ana Ruiz"]


def test_a_name_that_is_not_there_is_unsupported_on_any_side() -> None:
    assert sides("Red Column", "The Marsh League attacked a mill.") == (
        Verdict.UNSUPPORTED,
        Verdict.UNSUPPORTED,
    )


def test_a_language_without_rules_is_unclear() -> None:
    text = (
        "Los asaltantes mataron a la enfermera Ana Ruiz en la carretera de Orla el viernes pasado."
    )
    assert sides("Ana Ruiz", text) == UNTOLD


def test_a_field_without_a_side_is_judged_by_its_words_alone() -> None:
    @dataclass
    class Note:
        """Any names."""

        names: Names

    (finding,) = verify(Note(["Ana Ruiz"]), "Raiders shot Ana Ruiz.")
    assert finding.verdict is Verdict.SUPPORTED
    assert finding.reason == "as written"


_WORDS = (
    *(
        "attacked",
        "killed",
        "hit",
        "blamed",
        "blamed each other",
        "said",
        "exploded",
        "clashed",
        "lost",
    ),
    *(
        "identified",
        "left",
        "dead",
        "victims",
        "attack",
        "bomb",
        "Ana Ruiz",
        "men",
        "mine",
        "people",
    ),
    *(",", ".", "(", ")", "'s", "and", "of", "with", "together with", "by", "on", "after", "among"),
    *(
        "who",
        "that",
        "them",
        "him",
        "he",
        "his",
        "including",
        "one",
        "55",
        "was",
        "were",
        "not",
        "the",
    ),
    *("their", "work", "to", "between", "as", "May", "US"),
)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(_WORDS), max_size=14))
def test_any_order_of_words_can_be_judged(words: list[str]) -> None:
    text = f"{' '.join(words)} Ana Ruiz {' '.join(reversed(words))}"
    for side in ("doers", "hit"):
        for kind in ("attack", "fight"):
            assert verdict("Ana Ruiz", text, side, kind=kind) is not None
