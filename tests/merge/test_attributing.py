"""Who a sentence names as saying a count."""

import pytest

from llmextract.merge.attributing import who_says


def by(sentence: str, words: str) -> str | None:
    at = sentence.index(words)
    return who_says(sentence, at, at + len(words))


@pytest.mark.parametrize(
    ("sentence", "words", "who"),
    [
        ("Nine people drowned on Tuesday, police said.", "Nine", "police"),
        (
            "Nurses at the old clinic said that nine had drowned.",
            "nine",
            "Nurses at the old clinic",
        ),
        ("Nine drowned, according to two officials.", "Nine", "two officials"),
        ('"Nine drowned," said the mayor, Ada Brin.', "Nine", "the mayor"),
        ("The police still gave the number of dead as nine.", "nine", "The police"),
        ("Later the state agency said that nine had drowned.", "nine", "the state agency"),
    ],
)
def test_who_stands_beside_a_verb_of_saying_says_it(sentence: str, words: str, who: str) -> None:
    assert by(sentence, words) == who


def test_of_several_the_nearest_says_it() -> None:
    sentence = "Police said nine had drowned, but the hospital put the number at 12."
    assert (by(sentence, "nine"), by(sentence, "12")) == ("Police", "the hospital")


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("He first gave the number of dead as 13.", "13"),
        ("Nine people told reporters that the shop had burned.", "Nine"),
        ("Nine people drowned.", "Nine"),
    ],
)
def test_a_pronoun_those_counted_and_nobody_say_nothing(sentence: str, words: str) -> None:
    assert by(sentence, words) is None
