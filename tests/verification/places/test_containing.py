"""A place that the text says holds the place of the event is hinted at; one that holds another is not."""

import pytest

from llmextract.verification import places
from llmextract.verification.judgement import Judgement
from llmextract.verification.source_text import SourceText

STRUCK = "Gunmen attacked Kolopi on Monday and killed four people. "


def judged(text: str, value: str = "Kagua") -> Judgement:
    return places.judge(value, SourceText(text, language="en"))


@pytest.mark.parametrize(
    ("sentence", "what"),
    [
        ("Kolopi is in Kagua.", "Kolopi"),
        ("Kolopi belongs to Kagua district.", "Kolopi"),
        ("Kolopi belongs to the municipality of Kagua.", "Kolopi"),
        ("Kolopi forms part of Kagua.", "Kolopi"),
        ("Kolopi is situated in the far north of Kagua.", "Kolopi"),
        ("Kolopi is a small fishing village of 300 people on the coast of Kagua.", "Kolopi"),
        ("Kolopi, which no road reaches, lies in the south of Kagua district.", "Kolopi"),
        ("Kolopi is one of the larger villages of Sefu Township, Kagua.", "Kolopi"),
        ("The town, home to some 4,000 people, is in Kagua province.", "the place"),
        ("It is one of the oldest villages in Kagua.", "the place"),
        ("The mayor spoke of Kagua, to which Kolopi belongs.", "Kolopi"),
        ("Nobody comes to Kagua district, of which Kolopi is a part.", "Kolopi"),
        ("Kolopi district lies in Sefu, Kagua.", "Kolopi"),
        ("Kolopi, like the other islands of Kagua, was closed to fishermen.", "the place"),
    ],
)
def test_what_holds_the_place_of_the_event_is_inferred(sentence: str, what: str) -> None:
    judgement = judged(STRUCK + sentence)
    assert (judgement.verdict, judgement.reason) == (
        "inferred",
        f"the text says that {what} lies in it",
    )


def test_several_places_lie_in_one() -> None:
    assert (
        judged("Shells hit Rafu and Denno. Both districts belong to Kagua.").verdict == "inferred"
    )
    assert judged("Nine were hurt in Rafu. Both are districts of Kagua.").verdict == "inferred"


def test_the_words_are_those_of_the_holding_place() -> None:
    text = STRUCK + "Kolopi is in Kagua."
    stretch = judged(text).stretches[0]
    assert text[stretch.start : stretch.end] == "Kagua"


@pytest.mark.parametrize(
    "sentence",
    [
        "Kolopi is not in Kagua.",
        "Kolopi was once part of Kagua.",
        "Kolopi is close to Kagua.",
        "Kolopi is twinned with a town in Kagua.",
        "Sefu is a village in Kagua.",
        "The minister was in Kagua.",
        "He was in Kagua.",
        "The wounded are in Kagua.",
        "Kolopi is a stronghold of the Kagua brigade.",
        "Kolopi is a long day's journey across swamps and rivers without a single bridge in Kagua.",
        "They spoke of Kagua, of which nobody there had heard a word before. Kolopi burned.",
    ],
)
def test_what_does_not_hold_it_is_not(sentence: str) -> None:
    assert judged(STRUCK + sentence).verdict == "unsupported"


def test_what_lies_beside_it_is_not_held() -> None:
    assert judged(STRUCK + "Kolopi lies north of Kagua.").verdict in ("partly", "unclear")


def test_a_place_where_nothing_happened_hints_at_nothing() -> None:
    assert judged("The village is in Kagua.").verdict != "inferred"


def test_a_part_of_a_longer_name_holds_nothing() -> None:
    text = "A bomb went off in Mondo, a hamlet of Santa Rita de Kagua."
    assert judged(text, "Santa Rita").verdict == "unsupported"


@pytest.mark.parametrize(
    "sentence",
    [
        "The village is north of Kagua.",
        "They spoke of Kagua, to which the men who struck had fled.",
    ],
)
def test_a_direction_or_another_clause_holds_nothing(sentence: str) -> None:
    assert judged(STRUCK + sentence).verdict != "inferred"
