"""What happened is where the word for it has a place beside it; another place of the sentence is none."""

import pytest

from llmextract.verification.places.contested import is_contested
from llmextract.verification.places.judging import ruled
from llmextract.verification.source_text import SourceText


def verdict(value: str, text: str) -> str:
    return str(ruled(value, SourceText(text, language="en"))[0].verdict)


@pytest.mark.parametrize(
    "text",
    [
        "The inquest into the shooting in Tarsa met in Velmo.",
        "Investigators searched a flat in Velmo in connection with the stabbing in Tarsa.",
        "The bodies of the guards killed at Tarsa lie in a morgue in Velmo.",
        "A man wanted for the shooting in Tarsa was caught in Velmo.",
        "Officials in Velmo put the toll from the bombing of Tarsa at 23.",
        "Villagers poured into Velmo after an airstrike hit Tarsa.",
        "A clinic in Velmo took in 14 casualties of the airstrike on Tarsa.",
        "Ten students of a college in Velmo were killed in Tarsa.",
        "The vest worn by the bomber in Tarsa had been sewn in Velmo.",
        "Raiders bypassed Velmo and killed five rangers in Tarsa.",
        "Clashes in Tarsa displaced 600 people, of whom 400 have reached Velmo on foot.",
        "Asked about the killings at Tarsa, the general, who was opening a bridge in Velmo, was silent.",
        "A nurse who now lives in Velmo was hurt in the shelling of Tarsa.",
        "A baker displaced from Velmo was killed in the strike on Tarsa.",
        "A guard hurt at Tarsa died of his wounds in Velmo.",
    ],
)
def test_the_place_of_something_else_is_not_carried(text: str) -> None:
    assert verdict("Velmo", text) in ("unsupported", "unclear")
    assert verdict("Tarsa", text) == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "In Velmo district, raiders burned a mill in Tarsa.",
        "Raiders burned a mill in Tarsa, a village of the Velmo district.",
        "Two millers were killed in Tarsa and three in Velmo.",
        "Raiders killed three millers in Tarsa and, an hour later, five more in Velmo.",
        "Three millers were taken from a mill in Velmo, and in May seven were shot dead in Tarsa.",
        "Shells fell on Tarsa and Velmo.",
        "A grenade was thrown on Tarsa Street in Velmo.",
    ],
)
def test_two_places_of_one_sentence_may_both_be_the_place(text: str) -> None:
    assert verdict("Velmo", text) == "supported"


@pytest.mark.parametrize(
    "text",
    [
        "Tension gripped Velmo after three women were killed there.",
        "Residents of Velmo said that herders raided the village at dawn.",
        "The toll from the Velmo ambush has risen to five.",
        "A funeral in Velmo was hit by a missile.",
        "Raiders laid siege to Velmo and killed three millers.",
        "Four men walked into Velmo and began shooting weavers.",
        "Raiders shot dead two journalists in Velmo.",
        "Three weavers were driven out of Velmo.",
        "A guard was shot dead moments after he landed in Velmo.",
        "Raiders descended on Velmo and killed three millers.",
        "Three men walked into a radio station in the Velmo quarter and shot its director.",
        "A sniper shot a boy as he was carrying water to a house in a quarter of Velmo.",
        "Residents of Velmo were forced from home when gunmen entered the hillside quarter.",
    ],
)
def test_a_place_is_carried_by_what_is_told_of_it_in_other_words(text: str) -> None:
    assert verdict("Velmo", text) == "supported"


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        (
            "Ouagadougou",
            "Gunfire died down around the presidential palace of Burkina Faso.",
            "inferred",
        ),
        ("Tripoli", "Gunmen stormed the headquarters of the Central Bank of Libya.", "inferred"),
        (
            "Beirut",
            "The Lebanese army said a corporal was killed in a suburb of the capital.",
            "inferred",
        ),
        (
            "Beirut",
            "Lebanese and Syrian soldiers were killed in a suburb of the capital.",
            "unsupported",
        ),
        (
            "Beirut",
            "The Lebanese army raided a flat in the capital of a northern district.",
            "unsupported",
        ),
        ("New Zealand", "Raiders shot dead a New Zealand pilot near Velmo.", "unsupported"),
        ("Tarsa", "A sergeant hurt near Velmo died on the way to Tarsa hospital.", "unsupported"),
        ("Tarsa", "Raiders attacked Tarsa hospital and killed three nurses.", "inferred"),
    ],
)
def test_what_stands_for_a_place_or_only_looks_like_one(
    value: str, text: str, expected: str
) -> None:
    assert verdict(value, text) == expected


def test_a_place_beside_another_of_which_the_text_tells_as_plainly_is_contested() -> None:
    text = "Raiders burned a mill in Tarsa on Friday. Two guards were shot dead in Velmo."
    source = SourceText(text, language="en")
    assert is_contested(source, text.index("Velmo"))
    assert is_contested(source, text.index("Tarsa"))
    assert not is_contested(source, text.index("mill"))
    second = [(text.index("Two"), len(text))]
    assert not is_contested(source, text.index("Velmo"), evidence=second)
    alone = SourceText("Raiders burned a mill in Tarsa, near Velmo.", language="en")
    assert not is_contested(alone, alone.text.index("Tarsa"))
    loud = SourceText(text.upper(), language="en")
    assert not is_contested(loud, text.index("Velmo"))
    held = "Raiders burned a mill in Kidal. Two guards were shot dead elsewhere in Mali."
    assert not is_contested(SourceText(held, language="en"), held.index("Kidal"))


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("Velmo East", "Two weavers were stabbed in Velmo West district.", "unsupported"),
        ("Tarsa, Mali", "In Mali, the mayor said, a bomb went off in Tarsa.", "supported"),
        (
            "Red Cross",
            "Shelling of Tarsa forced 140 families from home, the Red Cross said.",
            "unsupported",
        ),
        ("Unilom", "Two weavers were hurt in Tarsa, Unilom said.", "unsupported"),
        ("Velmo", "Raiders burst into a hall in Tarsa, across the river from Velmo.", "partly"),
        (
            "Velmo",
            "Rangers shot dead two men on Monday, a year after a bomb hurt two in Velmo.",
            "unsupported",
        ),
    ],
)
def test_names_that_words_beside_them_tell_apart(value: str, text: str, expected: str) -> None:
    assert verdict(value, text) == expected
