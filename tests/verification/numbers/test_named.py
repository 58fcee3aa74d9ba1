"""Persons who are named beside a noun or before an apposition, or meant by a pronoun for one."""

import pytest

from llmextract.verification.numbers import judge, offered
from llmextract.verification.numbers.names import is_cased, name_after
from llmextract.verification.numbers.tables import load
from llmextract.verification.numbers.tokens import Tokens
from llmextract.verification.source_text import SourceText


def values(text: str, role: str = "killed") -> tuple[int, ...]:
    return offered(SourceText(text), role=role)


def after(text: str, *, possessor: bool = False) -> str:
    """The name with which a text begins, as :func:`name_after` reads it."""
    tokens = Tokens(text, load("en"))
    end = name_after(tokens, 0, cased=is_cased(tokens, 0), possessor=possessor)
    return "" if end < 0 else text[: tokens.ends[end - 1]]


@pytest.mark.parametrize(
    ("text", "value", "role"),
    [
        ("The assassination of Ivo Marsk shook the town.", 1, "killed"),
        ("The murder of Vesk mayor Pedro Marsk was condemned.", 1, "killed"),
        ("The murder of Ivo Marsk, a clerk of the court, was condemned.", 1, "killed"),
        ("The murder of Ivo Marsk, 44, was condemned.", 1, "killed"),
        ("The murder of Ivo Marsk, mayor of Dorn, was condemned.", 1, "killed"),
        ("They condemned the murder of Ivo Marsk and asked for calm.", 1, "killed"),
        ("They condemned the murder of Ivo Marsk and the attack on a school.", 1, "killed"),
        ("Gov. J. Marsk's murder was condemned.", 1, "killed"),
        ("The murder of a guard and of Ivo Marsk was condemned.", 2, "killed"),
        ("The kidnapping and murder of Dara de la Lenn was condemned.", 1, "kidnapped"),
        ("The arrest of Ivo Marsk was announced.", 1, "arrested"),
        ("The disappearance of Dara Lenn worried the town.", 1, "missing"),
        ("The deaths of Ivo Marsk and Dara Lenn were announced.", 2, "killed"),
        ("Gunmen shot Ivo Marsk dead.", 1, "killed"),
        ("On Monday Ivo Marsk and Dara Lenn were killed.", 2, "killed"),
        ("Ivo Marsk was abducted and murdered.", 1, "killed"),
        ("Ivo Marsk, former head teacher of the school in Dorn, was murdered.", 1, "killed"),
    ],
)
def test_names_are_counted_in_any_case(text: str, value: int, role: str) -> None:
    for written in (text, text.upper(), text.lower()):
        assert value in values(written, role), written


@pytest.mark.parametrize(
    "text",
    [
        "The murder of Ivo Marsk and the leader's aides was condemned.",
        "They condemned the murder of Ivo Marsk, mayor of Dorn, and Dara Lenn.",
        "They condemned the murder of Ivo Marsk and Dara Lenn fled.",
        "They condemned the murder of Ivo Marsk, Dara Lenn.",
        "Ivo Marsk and Dara Lenn's murder was condemned.",
        "Ivo Marsk's murder of villagers was condemned.",
        "Their execution of Ivo Marsk's will was slow.",
        "If the murder of Ivo Marsk goes ahead, they will act.",
        "It was not the murder of Ivo Marsk.",
        "The murder of Ivo Marsk would change much.",
        "They want the death of Ivo Marsk.",
        "The deaths of Ivo Marsk were announced.",
        "Orvana Lenn, Ivo Marsk, mayor of Dorn, was murdered.",
        "Ivo Marsk, teachers at the school, was murdered.",
        "The army, Ivo Marsk, police and rescue departments, were killed.",
    ],
)
def test_what_is_unclear_offers_nothing(text: str) -> None:
    for written in (text, text.upper(), text.lower()):
        assert values(written) == (), written


def test_a_person_named_is_judged_as_beside_a_verb() -> None:
    beside = judge(1, SourceText("Ivo Marsk was murdered."), role="killed")
    of_noun = judge(1, SourceText("The murder of Ivo Marsk was condemned."), role="killed")
    pronoun = judge(1, SourceText("He was murdered."), role="killed")
    assert beside.verdict == of_noun.verdict == pronoun.verdict == "supported"
    assert beside.reason == of_noun.reason == "one who is named or meant"


def test_the_stretch_of_a_deed_is_the_name() -> None:
    text = "They condemned the murder of Senator Ivo Marsk in Dorn."
    (stretch,) = judge(1, SourceText(text), role="killed").stretches
    assert text[stretch.start : stretch.end] == "Senator Ivo Marsk"


def test_names_are_no_sums() -> None:
    text = "The murder of Ivo Marsk was condemned."
    assert offered(SourceText(text), role="killed", sums=False) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ivo Marsk in Dorn", "Ivo Marsk"),
        ("Ivo Marsk shocked them", "Ivo Marsk"),
        ("IVO MARSK SHOCKED THEM", "IVO MARSK"),
        ("Col. J. Marsk died", "Col. J. Marsk"),
        ("Ahmed Lenn", "Ahmed Lenn"),
        ("Maria de la Luz Marsk", "Maria de la Luz Marsk"),
        ("former Blue Party leader Ivo Robles", "former Blue Party leader Ivo Robles"),
        ("CARLOS ROBLES", "CARLOS ROBLES"),
        ("Jean-Luc Marsk", "Jean-Luc Marsk"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert after(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "Marsk",
        "Dorn City",
        "San Orvana",
        "Radio Orvana",
        "monetary policy",
        "MONETARY POLICY",
        "coffee growers",
        "COFFEE BARONS",
        "senator",
        "Ivo Marsk supporters",
        "Ivo Marsk Airport",
        "Ivo Marsk's brother",
        "the Red Front",
        "wild dogs",
        "Ivo Marsk-led",
    ],
)
def test_no_names(text: str) -> None:
    assert after(text) == ""


def test_possessors() -> None:
    assert after("Senator Marsk's murder", possessor=True) == "Senator Marsk's"
    assert after("Marsk's murder", possessor=True) == ""
    assert after("The senator's murder", possessor=True) == ""


def test_a_language_without_names_has_none() -> None:
    tables = load("es")
    assert not tables.names.given
    assert offered(SourceText("El asesinato de Ivo Marsk.", language="es"), role="killed") == ()


def test_where_a_list_of_names_may_begin_with_a_place_it_is_not_counted() -> None:
    text = "In Sulm Ivo Marsk and Dara Lenn were killed."
    assert judge(1, SourceText(text), role="killed").verdict == "unsupported"
    assert values(text.replace("Sulm ", "Sulm, ")) == (2,)
