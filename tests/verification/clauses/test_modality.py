"""How an event is told: as one that was, or as tried, threatened, planned, foiled, denied."""

import pytest

from llmextract.verification.clauses.modality import (
    Forms,
    is_foiled,
    is_none,
    may_be,
    near,
    told_as,
    words_of,
)
from llmextract.verification.lexing import lex
from llmextract.verification.numbers import judge as judge_number
from llmextract.verification.places import judge as judge_place
from llmextract.verification.source_text import SourceText

EN = words_of("en")


@pytest.mark.parametrize(
    ("text", "event", "told"),
    [
        # infinitives
        ("They tried to kill two men.", "kill", "attempted"),
        ("They tried repeatedly to kill two men.", "kill", "attempted"),
        ("They threatened to try to kill two men.", "kill", "threatened"),
        ("They would try to kill two men.", "kill", "imagined"),
        ("They vowed to kill two men.", "kill", "threatened"),
        ("They agreed to kill two men.", "kill", "planned"),
        ("They were about to kill two men.", "kill", "planned"),
        ("Two men were to be killed.", "killed", "planned"),
        ("They are likely to kill two men.", "kill", "expected"),
        ("They told the men of their unit to kill two men.", "kill", "ordered"),
        ("They refused to kill two men.", "kill", "refused"),
        ("They threatened and managed to kill two men.", "kill", "achieved"),
        ("They never managed to kill two men.", "kill", "denied"),
        ("They tried to flee, turned to kill two men.", "kill", ""),
        ("They sought a man said to have killed two men.", "killed", ""),
        ("They gave the order to kill two men.", "kill", ""),
        ("They came to kill two men.", "kill", ""),
        ("Two men were beaten to death.", "death", ""),
        # verb groups
        ("They could kill two men.", "kill", "imagined"),
        ("They may yet kill two men.", "kill", "possible"),
        ("In May they killed two men.", "killed", ""),
        ("Since 4 May killed two men.", "killed", ""),
        ("In May killed two men were found.", "killed", ""),
        ("They nearly killed two men.", "killed", "nearly"),
        ("They narrowly survived it.", "survived", ""),
        ("They did not kill two men.", "kill", "denied"),
        ("They not only killed two men.", "killed", ""),
        # gerunds
        ("They were kept from killing two men.", "killing", "foiled"),
        ("He fled. They hid from killing two men.", "killing", ""),
        ("They fled. Far from killing two men.", "killing", ""),
        ("They stopped short of killing two men.", "killing", "refused"),
        ("They left without killing two men.", "killing", "denied"),
        ("Two men escaped being killed.", "killed", "nearly"),
        ("Two men escaped killing.", "killing", "nearly"),
        ("Two men escaped a killing.", "killing", ""),
        ("They risked killing two men.", "killing", ""),
        # nouns
        ("A murder plot failed.", "murder", "planned"),
        ("The attempted murder failed.", "murder", "attempted"),
        ("The foiled murder failed.", "murder", "attempted"),
        ("Police foiled the murder of two men.", "murder", "foiled"),
        ("There was a plot for the murder of two men.", "murder", "planned"),
        ("They planned the murder of two men.", "murder", ""),
        ("They planned a murder.", "murder", "planned"),
        ("They warned of the murder of two men.", "murder", "threatened"),
        ("There were fears of a murder.", "murder", "feared"),
        ("The murder of two men shook Dorn.", "murder", ""),
        # states
        ("They were sentenced in Dorn to death.", "death", "ordered"),
        ("They are feared dead.", "dead", "feared"),
        ("They were dead.", "dead", ""),
        ("Asked twice. Dead.", "dead", ""),
        ("The fire wounded men dead on arrival.", "dead", ""),
    ],
)
def test_how_an_event_is_told(text: str, event: str, told: str) -> None:
    words = lex(text)
    at = len(words.words) - 1 - list(words.words)[::-1].index(event)
    forms: Forms = "state" if event == "dead" or "sentenced" in text else "verb noun"
    assert told_as(words, at, EN, forms=forms) == told


def test_a_chain_of_attempts_is_followed_for_two_links() -> None:
    words = lex("They threatened " + "to try " * 20_000 + "to kill two men.")
    assert told_as(words, len(words.words) - 4, EN) == "attempted"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("They warned of a large raid", "threatened"),
        ("They could have seen a large raid", "imagined"),
        ("They spoke of a possible second raid", "feared"),
        ("It might be a raid", "possible"),
        ("The plan, a raid", ""),
        ("A threat. The raid", ""),
        ("They wanted men for a raid", ""),
        ("They planned a theft in the raid", ""),
        ("They told him of the raid", ""),
    ],
)
def test_what_stands_near_an_event(text: str, told: str) -> None:
    words = lex(text)
    is_event = {"theft", "raid"}.__contains__
    assert near(words, len(words.words) - 1, EN, is_event) == told


def test_a_modal_makes_an_event_one_that_may_be() -> None:
    words = lex("The storm could reach Dorn in May")
    told = [may_be(words, at, EN) for at in range(len(words.words))]
    assert told == ["", "", "imagined", "", "", "", ""]


@pytest.mark.parametrize(
    ("text", "foiled"),
    [
        ("Police foiled a bid to raid", True),
        ("Police foiled a theft, then a raid", False),
        ("A foiled raid", False),
        ("The foiled second raid", False),
        ("They made a raid", False),
    ],
)
def test_what_was_prevented(text: str, foiled: bool) -> None:
    words = lex(text)
    assert is_foiled(words, len(words.words) - 1, EN) is foiled


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("There was no raid", "denied"),
        ("No raid was reported", "denied"),
        ("No man was hurt", ""),
        ("It did not explode", "denied"),
        ("Never a large raid", "denied"),
        ("Nothing exploded", "denied"),
        ("Nobody was hurt", "of nobody"),
        ("A raid", ""),
    ],
)
def test_an_event_that_was_none(text: str, told: str) -> None:
    words = lex(text)
    assert is_none(words, len(words.words) - 1, EN, {"raid"}.__contains__) == told


@pytest.mark.parametrize(
    "said",
    [
        "threatened to kill",
        "vowed to kill",
        "swore to kill",
        "planned to kill",
        "offered to kill",
        "decided to kill",
        "were about to kill",
        "were ordered to kill",
        "are expected to kill",
        "refused to kill",
        "would kill",
        "can kill",
        "may kill",
        "will kill",
        "did not kill",
        "were stopped from killing",
        "stopped short of killing",
        "foiled the murder of",
        "warned of the death of",
        "demanded the death of",
    ],
)
def test_numbers_and_places_are_told_alike(said: str) -> None:
    """What was only meant has neither people nor a place: no reader knows a word that others lack."""
    text = f"The raiders {said} three judges in Sarno."
    assert not judge_number(3, SourceText(text), role="killed").verdict.is_carried
    assert not judge_place("Sarno", SourceText(text)).verdict.is_carried


@pytest.mark.parametrize("said", ["tried to kill", "attempted to kill", "nearly killed"])
def test_what_was_tried_has_a_place_and_nobody_killed(said: str) -> None:
    text = f"The raiders {said} three judges in Sarno."
    assert judge_number(3, SourceText(text), role="killed").verdict == "unsupported"
    assert judge_place("Sarno", SourceText(text)).verdict == "supported"


@pytest.mark.parametrize("said", ["were to be", "could be", "are expected to be", "were nearly"])
def test_the_passive_is_told_as_the_active(said: str) -> None:
    text = f"Three judges {said} killed in Sarno."
    assert not judge_number(3, SourceText(text), role="killed").verdict.is_carried


def test_an_upper_bound_says_itself_that_it_may_be_less() -> None:
    source = SourceText("Up to three judges may have been killed in Sarno.")
    assert judge_number({"max": 3}, source, role="killed").verdict == "supported"
