"""The sketch of a paragraph: which sentences report an incident, and which belong together."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract import rules
from llmextract.verification.source_text import SourceText
from tests.rules.domain import shipped

TRIGGERS = shipped("incident")


def entries(text: str) -> list[tuple[int, ...]]:
    return [entry.sentences for entry in rules.templates(SourceText(text), TRIGGERS)]


@pytest.mark.parametrize(
    ("why", "text", "expected"),
    [
        (
            "an act and its effect",
            "Rebels raided Tolna at dawn. Six farmers were killed.",
            [(1, 2)],
        ),
        (
            "another day is another incident",
            "Rebels raided Tolna on Monday. On Tuesday soldiers shelled Brask.",
            [(1,), (2,)],
        ),
        (
            "a word that parts",
            "Rebels raided Tolna. Elsewhere, gunmen abducted a priest.",
            [(1,), (2,)],
        ),
        (
            "a sentence that points back",
            "A bomb exploded in Tolna on Monday. The explosion broke windows.",
            [(1, 2)],
        ),
        (
            "that nobody was hurt is said of what was told, also some sentences ago",
            "A bomb exploded in Tolna. It was market day. Shops closed. There were no casualties.",
            [(1, 4)],
        ),
        (
            "a sentence with an act of its own spares nobody of the one before",
            "A bomb exploded in Tolna. It was market day. Rebels raided a mill; nobody was hurt.",
            [(1,), (3,)],
        ),
        (
            "a claim says who did what was told",
            "On Monday a judge was shot in Tolna. He was 50. The Red Column claimed responsibility.",
            [(1, 3)],
        ),
        (
            "and so does blame",
            "Two men were shot in Tolna on Monday. The army blamed rebels.",
            [(1, 2)],
        ),
        (
            "more of an act at no other time and place",
            "On Monday rebels ambushed a taxi near Tolna. The driver was hacked to death.",
            [(1, 2)],
        ),
        (
            "an act in another place",
            "Rebels ambushed a taxi near Kidal. They hacked a trader to death in Gao.",
            [(1,), (2,)],
        ),
        ("what was begun", "Raiders attempted to abduct three traders in Tolna.", [(1,)]),
        ("what they resorted to", "They resorted to firing on forward posts near Tolna.", [(1,)]),
        ("lives are claimed", "The blaze at the depot claimed two lives.", [(1,)]),
        ("a device that was found", "Sappers found and defused four devices in Tolna.", [(1,)]),
        ("a threat in quotes", "Trucks in Tolna would be “treated as targets”, they said.", [(1,)]),
        ("nothing but effigies", "Marchers burned two effigies of the mayor in Tolna.", []),
        ("the head of a table", "| Date | Place | Killed |", []),
        ("a lesson", "Officers completed a course on how bombs are defused.", []),
        ("without any", "The march in Tolna went ahead on Monday without clashes.", []),
        ("a denial", "Villagers say soldiers shot two men. The army denies it.", [(1, 2)]),
        (
            "the act of an effect told first",
            "On Monday a mayor was wounded in Tolna. Masked men fired on his car.",
            [(1, 2)],
        ),
        (
            "an effect takes in the noun before it",
            "On 8 May came an ambush near Tolna. Six soldiers were killed.",
            [(1, 2)],
        ),
        ("a noun with a time of its own", "There was a bomb attack in Tolna on Monday.", [(1,)]),
        ("talk of attacks", "Attacks and ambushes worry the people of Tolna.", []),
        ("what goes on", "For years, bandits have raided the road to Tolna.", []),
        ("what did not happen", "The rebels are unable to seize power.", []),
        ("who is meant", "Relatives of the kidnapped men met the minister.", []),
        ("politics", "Parliament voted on the budget and went home.", []),
        ("an act in a noun that somebody performed", "Rebels launched a raid on Tolna.", [(1,)]),
        ("a tool that went off", "Three rockets fell on Tolna.", [(1,)]),
        ("a tool that was found", "Sappers discovered four mines near Tolna.", [(1,)]),
        ("a tool that somebody buys", "On Monday Parliament debated a plan to buy jets.", []),
        (
            "a tool of battle that somebody buys",
            "A deal on combat aircraft was signed on Monday.",
            [],
        ),
        ("a tool that lay somewhere", "On Monday there was a bomb in Tolna.", [(1,)]),
        ("nobody", "The minister said that no soldier had been killed in Tolna.", []),
        ("since a year", "The two bands have fought over the mines of Tolna since 2019.", []),
        ("a sum since a day", "In Tolna 12 people have been killed since Friday.", []),
        ("how many there were", "It is the third robbery in Tolna; a third robbery this year.", []),
        ("those who", "Marchers in Tolna honoured those who were killed in the war.", []),
        (
            "background of somebody to whom it happened",
            "The mayor of Tolna, who has ruled since 1999, was shot dead.",
            [(1,)],
        ),
        (
            "two clauses with a place of their own",
            "A guard was shot in Kidal and a priest was kidnapped in Gao.",
            [(1,), (1,)],
        ),
        (
            "two clauses, one place",
            "A bomb exploded in Kidal and two men were killed.",
            [(1,)],
        ),
        ("one clause, two places", "Rebels raided mills in Kidal and shot guards in Gao.", [(1,)]),
        ("a note to readers", "Please share this article and support our work.", []),
    ],
)
def test_phenomena(why: str, text: str, expected: list[tuple[int, ...]]) -> None:
    assert entries(text) == expected, why
    assert entries(text.upper()) == expected, f"{why}, in capitals"


@given(st.text(max_size=300))
def test_any_text_is_sketched_and_no_sentence_is_told_twice(text: str) -> None:
    source = SourceText(text)
    told = [n for entry in rules.templates(source, TRIGGERS) for n in entry.sentences]
    assert told == sorted(told)
    assert all(0 < n <= len(source.bounds) for n in told)


def test_where_effects_do_not_report_alone_an_entry_needs_a_word_of_an_act() -> None:
    triggers = shipped("disaster")
    text = "Two men died in Kesk. On Monday a mudslide hit Torvale. Six people are missing."
    assert [entry.sentences for entry in rules.templates(SourceText(text), triggers)] == [(2, 3)]
    alone = dataclasses.replace(triggers, effects_alone=True)
    assert [entry.sentences for entry in rules.templates(SourceText(text), alone)] == [(1,), (2, 3)]
