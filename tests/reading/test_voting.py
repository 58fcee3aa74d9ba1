"""One set of records of several answers: votes, their weight, ties, lists, missing records."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, model_validator

from llmextract import Evidence, Grounded
from llmextract.alignment.values import Matcher
from llmextract.reading.voting import Election, elect
from llmextract.records import Finding, Verdict
from llmextract.schema.outline import outline_of
from tests.merge.conftest import Disaster

COMPARER = Matcher(outline_of(Disaster))
GOOD, HINTED, BAD = Verdict.SUPPORTED, Verdict.PARTLY, Verdict.UNSUPPORTED


class Judge:
    """Stands where the verifier does: says of each value what the test says of it."""

    def __init__(self, verdicts: Mapping[Any, Verdict]) -> None:
        self._verdicts = verdicts

    def __call__(self, record: BaseModel) -> list[Finding]:
        found = []
        for name, value in record.model_dump().items():
            for path, one in items(name, value):
                verdict = self._verdicts.get(one)
                if verdict is not None:
                    found.append(Finding(0, path, one, verdict, "because"))
        return found


def items(name: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, list):
        named = [one["name"] if isinstance(one, dict) else one for one in value]
        tail = ".name" if value and isinstance(value[0], dict) else ""
        return [(f"{name}[{index}]{tail}", one) for index, one in enumerate(named)]
    return [(name, value)]


def vote(*answers: Sequence[dict[str, Any]], **verdicts: Verdict) -> Election:
    """Elect among answers, each the rows of its records; verdicts by value, numbers as ``n3``."""
    told = {int(key[1:]) if key[1:].isdigit() else key: v for key, v in verdicts.items()}
    made = [[Disaster.model_validate({"sentences": [1]} | row) for row in rows] for rows in answers]
    return elect(made, matcher=COMPARER, verify=Judge(told))


def chosen(*rows: dict[str, Any], **verdicts: Verdict) -> dict[str, Any]:
    """The one record that is made of one record of each answer."""
    (record,) = vote(*([row] for row in rows), **verdicts).records
    return record.model_dump(exclude_unset=False)


def spots(*names: str) -> dict[str, Any]:
    return {"spots": [{"name": name} for name in names]}


def test_the_value_of_most_wins() -> None:
    assert chosen({"dead": 3}, {"dead": 4}, {"dead": 4})["dead"] == 4
    assert chosen({"kind": "flood"}, {"kind": "storm"}, {"kind": "storm"})["kind"] == "storm"


def test_a_tie_goes_to_the_first_answer() -> None:
    assert chosen({"dead": 3}, {"dead": 4})["dead"] == 3
    assert chosen({"dead": 9}, {"dead": 4}, {"dead": 4}, {"dead": 9}, {"dead": 1})["dead"] == 9
    assert chosen({"dead": 1}, {"dead": 4}, {"dead": 4}, {"dead": 9}, {"dead": 9})["dead"] == 4


def test_null_is_a_vote() -> None:
    assert chosen({"dead": 3}, {"dead": None}, {"dead": None})["dead"] is None
    assert chosen({"dead": 3}, {"dead": 3}, {"dead": None})["dead"] == 3
    assert chosen({"dead": None}, {"dead": 3})["dead"] is None


def test_a_value_that_the_text_does_not_carry_loses_to_one_that_it_does() -> None:
    rows = [{"dead": 30}, {"dead": 30}, {"dead": 30}, {"dead": 30}, {"dead": 3}]
    assert chosen(*rows, n30=BAD, n3=GOOD)["dead"] == 3
    assert chosen(*rows, n30=GOOD, n3=BAD)["dead"] == 30
    assert chosen({"dead": 30}, {"dead": 30}, {"dead": None}, n30=BAD)["dead"] is None


def test_where_nothing_is_carried_most_votes_decide() -> None:
    rows = [{"dead": 8}, {"dead": 30}, {"dead": 30}]
    assert chosen(*rows, n30=BAD, n8=BAD)["dead"] == 30


def test_a_bound_counts_half() -> None:
    rows = [{"dead": 8}, {"dead": 8}, {"dead": 3}]
    assert chosen(*rows, n8=HINTED, n3=GOOD)["dead"] == 8, "1 against 1: the first answer"
    assert chosen(*rows[1:], n8=HINTED, n3=GOOD)["dead"] == 3


def test_a_finding_of_a_vague_amount_takes_no_weight_from_null() -> None:
    def verify(record: BaseModel) -> list[Finding]:
        vague = Finding(0, "dead", None, BAD, "several", low=3)
        return [] if record.model_dump()["dead"] else [vague]

    answers = [[Disaster(dead=n, sentences=[1])] for n in (5, None, None)]
    (record,) = elect(answers, matcher=COMPARER, verify=verify).records
    assert record.model_dump()["dead"] is None


def test_dates_and_names_are_compared_as_merging_compares_them() -> None:
    days = [{"day": "Monday"}, {"day": "last Friday"}, {"day": "LAST FRIDAY"}]
    assert chosen(*days)["day"] == "last Friday"
    said = [{"hit": ["the mill"]}, {"hit": ["mill"]}, {"hit": ["Mills"]}]
    assert chosen(*said)["hit"] == ["the mill"]


def test_of_several_spellings_that_which_holds_best_then_the_commonest() -> None:
    said = [{"hit": ["the mill"]}, {"hit": ["mill"]}, {"hit": ["mill"]}]
    assert chosen(*said)["hit"] == ["mill"]
    assert chosen(*said, mill=BAD)["hit"] == ["the mill"]


def test_an_item_stays_when_half_of_the_answers_have_it() -> None:
    assert names(chosen(spots("Ebra"), spots("Ebra", "Moll"), spots("Ebra", "Sund"))) == ["Ebra"]
    assert names(chosen(spots("Ebra"), spots("Ebra", "Moll"))) == ["Ebra", "Moll"]
    assert names(chosen(spots("Ebra"), spots("Moll"), spots())) == []
    three = chosen(spots("Sund"), spots("Ebra", "Sund"), spots("Moll", "Ebra"))
    assert names(three) == ["Sund", "Ebra"], "in the order in which they were first said"


def names(row: dict[str, Any]) -> list[str]:
    return [spot["name"] for spot in row["spots"]]


def test_two_items_of_one_answer_are_two_things() -> None:
    twice = {"hit": ["a school", "the school"]}
    assert chosen(twice, twice, {"hit": ["school"]})["hit"] == ["a school", "the school"]


def test_no_more_items_than_the_schema_has_room_for_and_those_that_most_have() -> None:
    rows = [
        spots("Arle", "Besk", "Cord", "Dunn"),
        spots("Elme", "Besk", "Cord", "Dunn"),
        spots("Elme", "Besk", "Cord", "Dunn"),
        spots("Arle", "Elme", "Besk"),
    ]
    assert names(chosen(*rows)) == ["Besk", "Cord", "Dunn", "Elme"]


def test_the_items_of_one_answer_are_taken_whole() -> None:
    kept = chosen(
        {"spots": [{"name": "Ebra", "kind": "town", "within": ["Tule"]}]}, spots("Ebra"), spots()
    )
    assert kept["spots"] == [{"name": "Ebra", "kind": "town", "within": ["Tule"]}]


def test_records_are_aligned_where_the_answers_list_them_in_another_order() -> None:
    flood = {"sentences": [1], "kind": "flood", "hit": ["bakers"], **spots("Ebra")}
    quake = {"sentences": [2], "kind": "quake", "hit": ["sailors"], **spots("Moll")}
    election = vote(
        [flood | {"dead": 2}, quake], [quake, flood | {"dead": 3}], [flood | {"dead": 3}]
    )
    assert [r.model_dump()["dead"] for r in election.records] == [3, None]
    assert [r.model_dump()["sentences"] for r in election.records] == [[1], [2]]
    assert election.outvoted == ()


def test_a_record_that_most_do_not_have_is_left_out_and_told() -> None:
    flood = {"sentences": [1], "hit": ["bakers"], **spots("Ebra")}
    quake = {"sentences": [2], "hit": ["sailors"], "kind": "quake", **spots("Moll")}
    election = vote([flood, quake], [flood], [flood])
    assert [r.model_dump()["hit"] for r in election.records] == [["bakers"]]
    (lost,) = election.outvoted
    assert (lost.record["kind"], lost.share) == ("quake", 0.3333)
    half = vote([flood], [flood, quake])
    assert len(half.records) == 2
    assert vote([], []).records == []
    none = vote([], [flood], [])
    assert (none.records, len(none.outvoted)) == ([], 1)


def test_of_the_answers_that_have_the_record_half_must_have_an_item() -> None:
    flood = {"sentences": [1], "dead": 64, **spots("Ebra")}
    election = vote([], [flood | {"hit": ["mill"]}], [flood | {"hit": ["mill"]}], [flood])
    assert election.records[0].model_dump()["hit"] == ["mill"]


def test_blanks_of_the_same_sentences_are_the_same_record_whatever_they_say() -> None:
    one = [{"sentences": [1], "dead": 1}, {"sentences": [2], "dead": 2}]
    other = [{"sentences": [1], "dead": 2}, {"sentences": [2], "dead": 1}]
    assert [r.model_dump()["dead"] for r in vote(one, other, other).records] == [2, 1]


def test_records_of_one_sentence_are_told_apart_by_what_they_say() -> None:
    flood, quake = {"hit": ["bakers"], **spots("Ebra")}, {"hit": ["sailors"], **spots("Moll")}
    election = vote([flood, quake], [quake, flood], [quake, flood])
    assert [r.model_dump()["hit"] for r in election.records] == [["bakers"], ["sailors"]]


def test_the_sentences_are_those_of_half_of_the_answers_and_never_none() -> None:
    rows = [{"sentences": [2, 1]}, {"sentences": [2, 3]}, {"sentences": [1, 2]}]
    rows = [row | spots("Ebra") for row in rows]
    assert chosen(*rows)["sentences"] == [1, 2]
    apart = [{"sentences": [n], "dead": 64} | spots("Ebra") for n in (1, 2, 3)]
    assert chosen(*apart)["sentences"] == [1]


def test_one_answer_alone_is_taken_as_it_is() -> None:
    election = vote([{"dead": 30, "hit": ["mill"]}], n30=BAD)
    assert election.records[0].model_dump()["dead"] == 30
    agreement = election.agreement(election.records, COMPARER)
    assert {one.share for one in agreement} == {1.0}


class Toll(BaseModel):
    """Counts that must fit each other."""

    sentences: Annotated[list[int], Evidence()] = Field(default_factory=list)
    dead: Annotated[int | None, Grounded("number")] = None
    hurt: Annotated[int | None, Grounded("number")] = None

    @model_validator(mode="after")
    def _fits(self) -> "Toll":
        if self.dead == self.hurt:
            raise ValueError("no two counts are equal here")
        return self


def test_where_the_class_refuses_the_mixture_the_first_answer_stands() -> None:
    answers = [[Toll(dead=d, hurt=h)] for d, h in ((1, 2), (5, 3), (5, 4), (6, 5), (7, 5))]
    matcher = Matcher(outline_of(Toll))
    election = elect(answers, matcher=matcher, verify=lambda _: [])
    assert [r.model_dump() for r in election.records] == [{"sentences": [], "dead": 1, "hurt": 2}]


def test_agreement_is_the_share_of_all_answers_with_the_chosen_value() -> None:
    flood = {"sentences": [1], "kind": "flood", "words": [], **spots("Ebra")}
    election = vote(
        [flood | {"dead": 3, "hit": ["the mill"]}],
        [flood | {"dead": 3, "hit": ["mill"]}],
        [flood | {"dead": 4, "hit": ["mill", "a shop"], **spots("Sund", "Ebra")}],
        [],
    )
    told = {
        (one.record, one.field): one.share for one in election.agreement(election.records, COMPARER)
    }
    assert told[0, "dead"] == 0.5
    assert told[0, "hit[0]"] == 0.75
    assert told[0, "spots[0].name"] == 0.75
    assert told[0, "words"] == 0.75, "a list that is empty agrees with lists that are empty"
    assert told[0, "missing"] == 0.75
    assert (0, "sentences") not in told
    assert not any(field.startswith(("spots[1]", "hit[1]")) for _, field in told)


def test_agreement_is_of_the_values_in_the_end_not_of_those_that_were_chosen() -> None:
    election = vote([{"dead": 3}], [{"dead": 3}], [{"dead": 4}])
    mended = [election.records[0].model_copy(update={"dead": 4})]
    told = {one.field: one.share for one in election.agreement(mended, COMPARER)}
    assert told["dead"] == 0.3333
    other = [election.records[0].model_copy(update={"dead": 8})]
    assert {one.field: one.share for one in election.agreement(other, COMPARER)}["dead"] == 0.0


ROW = st.fixed_dictionaries(
    {
        "dead": st.sampled_from([None, 1, 2, 3]),
        "kind": st.sampled_from(["flood", "storm"]),
        "hit": st.lists(st.sampled_from(["mill", "bakers", "a school"]), unique=True),
    }
)


@given(st.lists(ROW, min_size=1, max_size=6))
def test_nothing_is_chosen_that_nobody_said_and_shares_are_shares(
    rows: list[dict[str, Any]],
) -> None:
    election = vote(*([row] for row in rows))
    (record,) = (one.model_dump() for one in election.records)
    assert record["dead"] in {row["dead"] for row in rows}
    for item in record["hit"]:
        assert 2 * sum(item in row["hit"] for row in rows) >= len(rows)
    for item in ("mill", "bakers", "a school"):
        if 2 * sum(item in row["hit"] for row in rows) >= len(rows):
            assert item in record["hit"]
    for one in election.agreement(election.records, COMPARER):
        assert 0 <= one.share <= 1
        if one.field == "dead":
            same = sum(row["dead"] == record["dead"] for row in rows)
            assert one.share == pytest.approx(same / len(rows), abs=1e-4)
            assert all(same >= sum(row["dead"] == n for row in rows) for n in (None, 1, 2, 3))


@given(ROW, st.integers(1, 5))
def test_equal_answers_are_taken_whole(row: dict[str, Any], count: int) -> None:
    election = vote(*([row] for _ in range(count)))
    assert election.records[0] == Disaster.model_validate({"sentences": [1]} | row)
    assert {one.share for one in election.agreement(election.records, COMPARER)} == {1.0}
