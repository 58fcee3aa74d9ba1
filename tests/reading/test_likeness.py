"""Which texts are most like another: what counts, what does not, and that it is the same each time."""

from hypothesis import given
from hypothesis import strategies as st

from llmextract.reading.likeness import Pool, words

TEXTS = st.lists(st.text("abcd ", min_size=1).filter(str.strip), min_size=1, max_size=8)


def ranked(texts: list[str], text: str) -> list[int]:
    return Pool(words(one) for one in texts).ranked(words(text))


def test_words_are_folded_and_figures_are_alike() -> None:
    assert words("ＧＵＮＭＥＮ shot 12 men; 3,500.5 fled O’Hara's camp_2") == [
        *("gunmen", "shot", "#", "men", "#", "fled", "o", "hara", "s", "camp", "#"),
    ]


def test_rare_words_tell_more_than_common_ones() -> None:
    texts = ["the men of the town", "the men of the river", "the ferry sank in the night"]
    assert ranked(texts, "the men saw the ferry")[0] == 2


def test_a_long_text_is_not_likelier_for_its_length() -> None:
    mine = "a mine on the road"
    assert ranked([f"{mine} and {mine} and the rain and the wind and the snow", mine], mine)[0] == 1


def test_a_word_that_is_said_twice_counts_more_but_not_twice() -> None:
    assert ranked(["bomb bus", "bomb bomb bus"], "bomb bomb bus")[0] == 1
    assert ranked(["bomb bus", "bus bomb ferry"], "bomb ferry bus bomb")[0] == 1


def test_ties_are_in_the_order_of_the_pool() -> None:
    assert ranked(["b a", "c d", "a b"], "a b") == [0, 2, 1]
    assert ranked(["b", "a", "c"], "nothing of it") == [0, 1, 2]
    assert ranked(["a", "b"], "") == [0, 1]
    assert Pool([]).ranked(["a"]) == []


@given(TEXTS, st.data())
def test_a_text_is_likest_to_itself(texts: list[str], data: st.DataObject) -> None:
    bags = list({tuple(sorted(words(text))): text for text in texts}.values())
    text = data.draw(st.sampled_from(bags))
    first = bags[ranked(bags, text)[0]]
    # Counts of the same proportion point the same way ("a" and "a a"): nothing else is as like.
    assert set(words(first)) == set(words(text))
    if len(set(words(text))) > 1:
        counts = [sorted(words(one).count(word) for word in words(one)) for one in (first, text)]
        assert counts[0] == counts[1] or ranked([first, text], text) == [0, 1]


@given(TEXTS, st.text("abcd "))
def test_every_text_is_ranked_once_and_always_the_same(texts: list[str], text: str) -> None:
    pool = Pool(words(one) for one in texts)
    once = pool.ranked(words(text))
    assert sorted(once) == list(range(len(texts)))
    assert pool.ranked(words(text)) == once
