"""A verdict of the rules stands where the words around the name say the same; else it is unclear."""

import pytest

from llmextract.records import Context
from llmextract.verification import places
from llmextract.verification.judgement import Judgement
from llmextract.verification.places import doubting
from llmextract.verification.places.classifier import Classifier
from llmextract.verification.places.judging import ruled
from llmextract.verification.source_text import SourceText


def weighted(word: str, weight: float) -> Classifier:
    """A classifier that knows one word before the name, and believes nothing but the words."""
    return Classifier(0.0, {"before1": {word: weight}}, facts={"odds": 1.0})


def held(text: str, weight: float, *, value: str = "Tarsa", word: str = "in") -> Judgement:
    source = SourceText(text, language="en")
    judgement, weighed = ruled(value, source)
    return doubting.held_against(judgement, weighed, source, weighted(word, weight))


SUPPORTED = "A bomb went off in Tarsa."
BESIDE = "A bomb went off in Tarsa. In Velmo it rained."
HINTED = "A lorry was burned on the road to Tarsa."
UNSUPPORTED = "The men who struck in Velmo had trained in Tarsa."
UNREAD = "Four hostages are being held in Tarsa."
PLANNED = "The militia threatened to strike in Tarsa."


@pytest.mark.parametrize(
    ("text", "weight", "verdict"),
    [
        (BESIDE, 1.2, "supported"),
        (BESIDE, 1.0, "unclear"),
        (BESIDE, -1.3, "unclear"),
        (BESIDE, -1.5, "unsupported"),
        # where the text has no other name, less is needed
        (SUPPORTED, 0.1, "supported"),
        (SUPPORTED, -0.1, "unclear"),
        (SUPPORTED, -1.3, "unclear"),
        (SUPPORTED, -1.5, "unsupported"),
        (UNSUPPORTED, -0.9, "unsupported"),
        (UNSUPPORTED, -0.8, "unclear"),
        (UNSUPPORTED, 0.5, "unclear"),
        (UNSUPPORTED, 0.7, "supported"),
        (UNREAD, 1.0, "unclear"),
        (UNREAD, 1.2, "supported"),
        (UNREAD, -0.8, "unclear"),
        (UNREAD, -0.9, "unsupported"),
        (PLANNED, 9.0, "unclear"),
        (PLANNED, -9.0, "unclear"),
        # in capitals the words around a name tell less, and the rules are believed longer
        (SUPPORTED.upper(), -0.8, "supported"),
        (SUPPORTED.upper(), -0.9, "unclear"),
        (SUPPORTED.upper(), -2.9, "unclear"),
        (SUPPORTED.upper(), -3.0, "unsupported"),
        (UNSUPPORTED.upper(), -0.9, "unsupported"),
        (UNSUPPORTED.upper(), -0.8, "unclear"),
        (UNSUPPORTED.upper(), 1.3, "unclear"),
        (UNSUPPORTED.upper(), 1.5, "supported"),
    ],
)
def test_what_rules_and_words_say_together(text: str, weight: float, verdict: str) -> None:
    assert held(text, weight).verdict == verdict


@pytest.mark.parametrize(
    ("weight", "verdict"), [(0.1, "partly"), (-0.1, "unclear"), (-2.3, "unsupported")]
)
def test_what_is_only_hinted_at_needs_less(weight: float, verdict: str) -> None:
    assert held(HINTED, weight, word="to").verdict == verdict


def test_the_reason_says_who_doubts_and_why() -> None:
    assert held(SUPPORTED, -0.5).reason == (
        "as written; the words around it are rather those of a place where it did not happen"
    )
    assert held(UNSUPPORTED, 0.5).reason.endswith(
        "the words around it are rather those of the place where it happened"
    )
    assert held(UNREAD, 2.0).reason == "by the words around it where it happened"
    assert held(UNREAD, -2.0).reason == "by the words around it not where it happened"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Tarsa", "They shelled Velmo, not Tarsa."),
        ("Tarsa", "A reporter of the Tarsa Times saw the raid."),
        ("leg", "A man was shot in the leg."),
    ],
)
def test_what_is_denied_and_what_is_no_place_is_no_matter_of_words(value: str, text: str) -> None:
    source = SourceText(text, language="en")
    judgement, weighed = ruled(value, source)
    made = Classifier(9.0, {}, facts={"odds": 1.0})
    assert doubting.held_against(judgement, weighed, source, made) is judgement
    assert judgement.verdict != "supported"


def test_how_far_a_border_is_named_is_no_matter_of_words() -> None:
    source = SourceText("A patrol was ambushed near the border with Tarsa.", language="en")
    judgement, weighed = ruled("Tarsa", source)
    made = Classifier(-9.0, {}, facts={"odds": 1.0})
    assert doubting.held_against(judgement, weighed, source, made) is judgement
    assert judgement.verdict == "partly"


def test_words_without_a_capital_are_no_name_that_was_learnt_of() -> None:
    text = "Rockets hit a vegetable market in Tarsa."
    assert held(text, -9.0).verdict == "unsupported"
    assert held(text, -9.0, value="vegetable market", word="a").verdict == "supported"
    low = "rockets hit a vegetable market in tarsa."
    assert held(low, -9.0, value="tarsa").verdict == "unsupported"


def test_the_words_are_those_that_the_rules_point_at() -> None:
    text = "Tarsa is quiet. A bomb went off in Tarsa."
    weights = {"before1": {"in": 3.0}, "place": {"begins": -9.0}}
    made = Classifier(-1.0, weights, facts={"odds": 1.0})
    source = SourceText(text, language="en")
    judgement, weighed = ruled("Tarsa", source)
    assert len(weighed) == 2
    assert doubting.held_against(judgement, weighed, source, made).verdict == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "A mine went off in Ust-Relka on Monday, killing two herders.",
        "Three farmers were shot dead in Ust-Relka.",
        "Gunmen attacked the village of Ust-Relka overnight, residents said.",
        "Clashes were reported in Ust-Relka.",
    ],
)
def test_a_plain_sentence_is_doubted_by_nobody(text: str) -> None:
    assert places.judge("Ust-Relka", SourceText(text, language="en")).verdict == "supported"


def test_a_headline_is_judged_by_the_rules_alone() -> None:
    source = SourceText("Two bakers died.", Context(title="Blast in Tarsa"), language="en")
    assert places.judge("Tarsa", source).reason == "the headline names it"


@pytest.mark.parametrize(
    ("value", "verdict", "reason"),
    [
        ("Velmo", "supported", "by the words around it"),
        ("Velmo, Somalia", "partly", "Somalia is not stated"),
        ("southern Velmo", "partly", "“south” is not stated"),
        ("Velmo district", "partly", "stated, but not as a district"),
    ],
)
def test_the_words_around_a_name_carry_nothing_that_a_value_says_beside_it(
    value: str, verdict: str, reason: str
) -> None:
    text = "Fighters publicly shot two men accused of spying in Velmo on Friday. Shops were closed."
    source = SourceText(text, language="en")
    assert ruled("Velmo", source)[0].verdict == "unclear"
    found = places.judge(value, source)
    assert found.verdict == verdict
    assert found.reason.startswith(reason)
