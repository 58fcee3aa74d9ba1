"""Which records of several runs are about one incident."""

from typing import Annotated, Any, Literal

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from llmextract.alignment.records import align
from llmextract.alignment.values import Matcher
from llmextract.schema.outline import outline_of
from llmextract.verification.marks import Grounded
from tests.merge.conftest import Disaster

COMPARER = Matcher(outline_of(Disaster))


def row(
    spot: str | None = None, *hit: str, dead: int | None = None, at: int = 1, **more: Any
) -> dict[str, Any]:
    spots = [{"name": spot}] if spot else []
    return {
        "sentences": [at],
        "kind": "flood",
        "spots": spots,
        "hit": list(hit),
        "dead": dead,
        **more,
    }


def test_records_are_paired_by_what_they_tell_not_by_their_order() -> None:
    one = [row("Ebra", "bakers", at=1), row("Moll", "sailors", at=2)]
    assert align([one, one[::-1]], COMPARER) == [(0, 1), (1, 0)]


def test_a_record_without_a_partner_stands_alone() -> None:
    one = [row("Ebra", "bakers"), row("Moll", "sailors", at=2)]
    assert align([one, one[1:]], COMPARER) == [(0, None), (1, 0)]
    assert align([[], one], COMPARER) == [(None, 0), (None, 1)]
    assert align([[], []], COMPARER) == []


def test_a_contradicted_count_does_not_part_records_of_one_sentence() -> None:
    assert align([[row("Ebra", "bakers", dead=3)], [row("Ebra", "bakers", dead=30)]], COMPARER) == [
        (0, 0)
    ]
    assert align([[row(dead=3)], [row(dead=30)]], COMPARER) == [(0, 0)]


def test_other_places_people_and_counts_are_other_incidents_even_in_one_sentence() -> None:
    one, other = row("Ebra", "bakers", dead=3), row("Moll", "sailors", dead=5)
    assert align([[one], [other]], COMPARER) == [(0, None), (None, 0)]


def test_that_one_died_in_both_makes_no_pair_but_a_rare_count_does() -> None:
    assert len(align([[row("Ebra", dead=1, at=1)], [row("Moll", dead=1, at=1)]], COMPARER)) == 1
    assert len(align([[row("Ebra", dead=1, at=1)], [row("Moll", dead=1, at=2)]], COMPARER)) == 2
    assert (
        len(align([[row("Ebra", "a mill", dead=64)], [row("Moll", "horses", dead=64)]], COMPARER))
        == 1
    )


def test_fixed_words_alone_make_no_pair() -> None:
    assert len(align([[row(at=1)], [row(at=2)]], COMPARER)) == 2


def test_equal_records_are_a_pair_whatever_they_tell() -> None:
    assert align([[{"kind": "flood"}], [{"kind": "flood"}]], COMPARER) == [(0, 0)]


def test_a_schema_of_fixed_words_only_pairs_what_there_is() -> None:
    class Mood(BaseModel):
        tone: Literal["calm", "tense"]
        heat: Literal["low", "high"] = "low"

    matcher = Matcher(outline_of(Mood))
    one = [{"tone": "calm", "heat": "low"}, {"tone": "tense", "heat": "high"}]
    other = [{"tone": "tense", "heat": "low"}]
    assert len(align([one, other], matcher)) == 2


def test_what_the_first_run_missed_is_aligned_among_the_others() -> None:
    runs = [[row("Ebra", at=1)], [row("Moll", at=2)], [row("Moll", at=2), row("Ebra", at=1)]]
    assert align(runs, COMPARER) == [(0, None, 1), (None, 0, 0)]


def test_a_record_placed_early_finds_its_better_place_when_more_is_known() -> None:
    # Of the first run's two, the bakers of the second fit those at Ebra better, until the third
    # run tells that bakers were at Moll too.
    runs = [
        [row("Ebra", "bakers", "mill"), row("Moll", "sailors", dead=64, day="2 May")],
        [row(None, "bakers")],
        [row("Moll", "sailors", "bakers", dead=64, day="2 May")],
    ]
    assert align(runs[:2], COMPARER) == [(0, 0), (1, None)]
    assert align(runs, COMPARER) == [(0, None, None), (1, 0, 0)]


def test_that_few_died_in_both_is_a_weaker_sign_than_a_rare_count() -> None:
    def groups(dead: int) -> int:
        return len(
            align([[row("Ebra", dead=dead, sentences=[])], [row("Moll", dead=dead)]], COMPARER)
        )

    assert [groups(dead) for dead in (0, 1, 2, 64)] == [2, 2, 1, 1]


def test_a_bad_match_of_the_rest_does_not_part_a_good_pair() -> None:
    one = [
        row("Ebra", "bakers", dead=3, sentences=[]),
        row(None, "mill", day="2 May", sentences=[]),
    ]
    other = [
        row("Ebra", dead=9, day="2 May", sentences=[]),
        row(None, "bakers", "sailors", day="5 May", sentences=[]),
    ]
    assert (0, 0) in align([one, other], COMPARER)


ROWS = st.lists(
    st.builds(
        lambda spot, hit, dead, at: row(spot, *hit, dead=dead, at=at),
        st.sampled_from([None, "Ebra", "Moll"]),
        st.lists(st.sampled_from(["bakers", "sailors"]), max_size=2, unique=True),
        st.sampled_from([None, 1, 7]),
        st.integers(1, 2),
    ),
    max_size=3,
)


@given(st.lists(ROWS, min_size=2, max_size=4))
def test_every_record_stands_in_exactly_one_group(runs: list[list[dict[str, Any]]]) -> None:
    groups = align(runs, COMPARER)
    for run, rows in enumerate(runs):
        assert sorted(at for g in groups if (at := g[run]) is not None) == list(range(len(rows)))
    assert all(any(index is not None for index in group) for group in groups)


@given(ROWS)
def test_a_run_aligned_with_itself_has_no_difference(rows: list[dict[str, Any]]) -> None:
    for one, other in align([rows, rows], COMPARER):
        assert one is not None
        assert other is not None
        assert rows[one] == rows[other]


def test_marks_decide_not_names() -> None:
    class Sale(BaseModel):
        buyer: Annotated[str, Grounded("name")]
        price: Annotated[int, Grounded("number")]

    matcher = Matcher(outline_of(Sale))
    one = [{"buyer": "the mill", "price": 5}, {"buyer": "bakers", "price": 60}]
    assert align([one, [{"buyer": "baker", "price": 70}]], matcher) == [(0, None), (1, 0)]
