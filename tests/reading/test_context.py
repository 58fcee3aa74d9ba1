"""What is shown of the article around a paragraph: all where it fits, else the lead and the nearest."""

import pytest

from llmextract.reading.context import CHARACTERS, context_of
from llmextract.reading.open import OpenReading
from tests.reading.scene import domain, tasks

PARAGRAPHS = [f"In part {n} of it the wind blew on and on." for n in range(20)]
LENGTH = len(PARAGRAPHS[0])


def shown(at: int, tokens: int) -> list[int]:
    """The numbers of the paragraphs that stand as context before one."""
    task = tasks(*PARAGRAPHS)[at]
    lines = context_of(task, tokens=tokens).split("\n")
    return [int(line.split()[3]) for line in lines if line.startswith("> ")]


def room_for(paragraphs: int) -> int:
    """Tokens that so many paragraphs of the article take, and a few characters more."""
    return (paragraphs * (LENGTH + 1)) // CHARACTERS + 1


def test_all_is_shown_where_it_fits() -> None:
    assert shown(7, 1000) == list(range(20))


def test_a_longer_article_is_cut_to_its_lead_and_what_stands_right_before() -> None:
    assert shown(12, room_for(4)) == [0, 9, 10, 11]
    assert shown(2, room_for(4)) == [0, 1]
    assert shown(12, room_for(1)) == [0]


def test_nothing_stands_before_the_first_and_a_lead_without_room_is_left_out() -> None:
    assert shown(0, room_for(4)) == []
    assert shown(12, 5) == []


@pytest.mark.parametrize("tokens", [0, 1000])
def test_the_headline_and_the_date_are_always_shown(tokens: int) -> None:
    task = tasks(*PARAGRAPHS, title="Wind\nblows", published="2020-05-03")[3]
    lines = context_of(task, tokens=tokens).split("\n")
    assert lines[:2] == ["Headline: Wind blows", "Published: 2020-05-03"]
    assert len(lines) == (2 if tokens == 0 else 23)


def test_the_headline_is_no_paragraph_of_the_article() -> None:
    made = tasks("Storm leaves many without homes", *PARAGRAPHS[:3])
    assert made[0].paragraph.role == "title"
    told = context_of(made[1], tokens=1000)
    assert told.count("Storm leaves many without homes") == 1
    assert told.startswith("Headline: Storm leaves")


def test_an_article_costs_no_more_than_linear_in_its_length() -> None:
    reading = OpenReading(domain(), article_tokens=300)

    def asked(copies: int) -> int:
        made = tasks(*PARAGRAPHS * copies)
        return sum(len(reading.question(task).messages[0].content) for task in made)

    assert asked(16) < 2.1 * asked(8)


def test_the_article_is_the_same_before_each_paragraph_so_that_servers_read_it_once() -> None:
    reading = OpenReading(domain())
    made = [reading.question(task).messages[0].content for task in tasks(*PARAGRAPHS)]
    assert len({content.partition("\nParagraph:")[0] for content in made}) == 1
