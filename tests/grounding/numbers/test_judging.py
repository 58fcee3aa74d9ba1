"""Judging a value: verdict, words, bounds and the reason an analyst reads."""

from typing import Any

import pytest

from llmextract.grounding.judgement import Judgement
from llmextract.grounding.numbers import judge, offered, vague
from llmextract.grounding.passage import Passage
from llmextract.records import Context, Verdict

RAID = "Raiders shot dead four herders and wounded 11 near the well. A guard was killed later."


def words(judgement: Judgement, passage: Passage) -> list[str]:
    parts = {"text": passage.text, "title": passage.context.title, "before": passage.context.before}
    return [parts[s.part][s.start : s.end] for s in judgement.stretches]


def test_a_stated_number_is_supported_with_its_words() -> None:
    passage = Passage(RAID)
    judgement = judge(4, passage, role="killed")
    assert judgement.verdict is Verdict.SUPPORTED
    assert judgement.reason == "number word"
    assert words(judgement, passage) == ["four herders"]
    assert (judgement.low, judgement.high) == (4, 4)
    assert judge(11, passage, role="injured").reason == "digits"


def test_a_sum_is_derived_with_all_its_parts() -> None:
    passage = Passage(RAID)
    judgement = judge(5, passage, role="killed")
    assert judgement.verdict is Verdict.DERIVED
    assert judgement.reason == "four herders + A guard"
    assert words(judgement, passage) == ["four herders", "A guard"]
    assert (judgement.low, judgement.high) == (5, 5)


def test_no_sums_where_the_schema_wants_none() -> None:
    assert judge(5, Passage(RAID), role="killed", sums=False).verdict is Verdict.UNSUPPORTED
    assert 5 in offered(Passage(RAID), role="killed")
    assert 5 not in offered(Passage(RAID), role="killed", sums=False)


def test_the_number_of_another_role_says_whose_it_is() -> None:
    passage = Passage(RAID)
    judgement = judge(11, passage, role="killed")
    assert judgement.verdict is Verdict.UNSUPPORTED
    assert judgement.reason == "'11' counts the injured, not the killed"
    assert words(judgement, passage) == ["11"]


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("Unit 3114 lost a man.", 3114, "'3114' is a part of a name"),
        ("A nine-year-old boy died.", 9, "'nine' is an age"),
        ("Some 12 percent left.", 12, "'Some 12' is a percentage"),
        ("The gate was shut.", 7, "not in the text"),
        ("Three gates were shut.", 3, "'Three gates' counts something else, not the killed"),
    ],
)
def test_reasons_for_what_is_no_count(text: str, value: int, reason: str) -> None:
    judgement = judge(value, Passage(text), role="killed")
    assert (judgement.verdict, judgement.reason) == (Verdict.UNSUPPORTED, reason)


def test_without_a_role_any_count_will_do() -> None:
    passage = Passage("Three gates were shut on June 4.")
    assert judge(3, passage).verdict is Verdict.SUPPORTED
    assert judge(3, passage, role=" ").verdict is Verdict.SUPPORTED
    assert judge(4, passage).verdict is Verdict.UNSUPPORTED


JUNK: list[Any] = [
    *(None, True, False, -3, 2.5, float("nan"), float("inf"), object()),
    *([4], (4,), {4}, b"4", "", "what", "4 and 5", {}, {"min": None}, {"low": 4}, {"min": "x"}),
    *({"min": -1}, {"min": 5, "max": 4}, {"min": True}, {4: 4}),
]


@pytest.mark.parametrize("value", JUNK, ids=[str(n) for n in range(len(JUNK))])
def test_what_is_no_count_is_unsupported(value: Any) -> None:
    judgement = judge(value, Passage("Four herders died and one was hurt."), role="killed")
    assert (judgement.verdict, judgement.reason) == (Verdict.UNSUPPORTED, "not a count")


DRESSES: list[Any] = [4, 4.0, "4", "four", {"min": 4, "max": 4}, {"min": 4.0, "max": 4}]


@pytest.mark.parametrize("value", DRESSES, ids=repr)
def test_the_same_number_in_other_dress(value: Any) -> None:
    judgement = judge(value, Passage("Four herders died and one was hurt."), role="killed")
    assert judgement.verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("text", "value", "verdict", "reason"),
    [
        ("At least 40 died.", {"min": 40}, "supported", "digits"),
        ("At least 40 died.", {"min": 40, "max": None}, "supported", "digits"),
        ("At least 40 died.", 40, "partly", "only as a lower bound"),
        ("At least 40 died.", {"max": 40}, "unsupported", None),
        ("At least 40 died.", {"min": 40, "max": 50}, "partly", "only one end is stated"),
        ("At least 40 died.", "at least 40", "supported", "digits"),
        ("More than 40 died.", {"min": 41}, "supported", "digits"),
        ("More than 40 died.", {"min": 40}, "partly", "only one end is stated"),
        ("Up to 40 died.", {"max": 40}, "supported", "digits"),
        ("Up to 40 died.", 40, "partly", "only as an upper bound"),
        ("Up to 40 died.", {"min": 40}, "unsupported", None),
        ("Between 30 and 40 died.", {"min": 30, "max": 40}, "supported", "digits"),
        ("Between 30 and 40 died.", {"min": 30}, "partly", "only one end is stated"),
        ("Between 30 and 40 died.", {"max": 40}, "partly", "only one end is stated"),
        ("Between 30 and 40 died.", 30, "partly", "only as one end of a range"),
        ("Between 30 and 40 died.", 35, "unsupported", None),
        ("About 40 died.", 40, "partly", "only as an approximation"),
        ("Forty died.", {"min": 40}, "partly", "only one end is stated"),
        ("Forty died.", {"min": 30}, "unsupported", None),
        ("Dozens died.", "dozens", "supported", "vague amount"),
        ("Dozens died.", "Dozens of", "supported", "vague amount"),
        ("Dozens died.", "scores", "unsupported", None),
        ("Dozens died.", 24, "unsupported", None),
        ("Dozens died.", {"min": 24}, "unsupported", None),
        ("Forty died.", "dozens", "unsupported", None),
        ("Nine people, including two boys, died.", 2, "partly", "only for a part of those counted"),
        ("Two men and a boy died.", 2, "partly", "only for Two men, not for all"),
    ],
)
def test_bounds_parts_and_vague_amounts(
    text: str, value: Any, verdict: str, reason: str | None
) -> None:
    judgement = judge(value, Passage(text), role="killed")
    assert judgement.verdict == verdict
    assert reason is None or judgement.reason == reason


def test_the_bounds_of_the_text_come_back() -> None:
    judgement = judge(40, Passage("At least 40 died."), role="killed")
    assert (judgement.low, judgement.high) == (40, None)
    judgement = judge({"max": 9}, Passage("Fewer than ten died."), role="killed")
    assert (judgement.low, judgement.high) == (0, 9)


def test_sums_of_bounds_are_bounds() -> None:
    passage = Passage("At least 40 died in Orvana and six died in Hult.")
    judgement = judge({"min": 46}, passage, role="killed")
    assert (judgement.verdict, judgement.low, judgement.high) == (Verdict.DERIVED, 46, None)


def test_a_part_is_the_whole_of_what_was_asked_for_by_name() -> None:
    passage = Passage("Two nuns and three drivers were killed.")
    assert judge(2, passage, role="killed").verdict is Verdict.PARTLY
    assert judge(2, passage, role="killed", of="NUNS").verdict is Verdict.SUPPORTED
    assert judge(2, passage, role="nuns killed").verdict is Verdict.SUPPORTED
    assert judge(3, passage, role="killed", of="nuns").verdict is Verdict.PARTLY
    named = Passage("Four members of the harbour police were killed and two dockers.")
    assert judge(4, named, role="killed", of="POLICE").verdict is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("role", "text", "value"),
    [
        ("human_targets", "Two nuns were attacked.", 2),
        ("physical_targets", "They burned a bridge and two mills.", 2),
        ("Killed", "Two nuns were murdered.", 2),
        ("death toll", "Two nuns were murdered.", 2),
        ("civilians_killed", "Two civilians were murdered.", 2),
        ("bridges", "Two bridges fell.", 2),
        ("bridge", "Two bridges fell.", 2),
        ("stolen paintings", "Two paintings are gone.", 2),
        ("camels", "Two camels are gone.", 2),
        ("beheaded", "Two men were beheaded.", 2),
        ("deputies", "Two deputies spoke.", 2),
    ],
)
def test_roles_in_free_text(role: str, text: str, value: int) -> None:
    assert judge(value, Passage(text), role=role).verdict is Verdict.SUPPORTED


def test_an_unknown_role_does_not_take_every_count() -> None:
    assert judge(2, Passage("Two bridges fell."), role="camels").verdict is Verdict.UNSUPPORTED


def test_the_sentences_of_the_record_are_preferred() -> None:
    text = "Two men were killed in Hult. Two women were killed in Orvana."
    second = (text.index("Two women"), len(text))
    passage = Passage(text)
    assert words(judge(2, passage, role="killed"), passage) == ["Two men"]
    assert words(judge(2, passage, role="killed", evidence=[second]), passage) == ["Two women"]
    elsewhere = judge(2, Passage(text), role="killed", evidence=[(0, 3)])
    assert elsewhere.verdict is Verdict.SUPPORTED


def test_the_better_verdict_wins_over_the_evidence() -> None:
    text = "Two men and a boy were killed in Hult. Two women were killed in Orvana."
    judgement = judge(2, Passage(text), role="killed", evidence=[(0, 38)])
    assert judgement.verdict is Verdict.SUPPORTED


def test_the_headline_supports_what_the_text_leaves_open() -> None:
    passage = Passage("It burned for an hour.", Context(title="Nine die in mill fire"))
    judgement = judge(9, passage, role="killed")
    assert judgement.verdict is Verdict.SUPPORTED
    assert [stretch.part for stretch in judgement.stretches] == ["title"]
    assert words(judgement, passage) == ["Nine"]
    assert offered(passage, role="killed") == (9,)


def test_the_headline_does_not_overrule_the_text() -> None:
    passage = Passage("Six people died in the fire.", Context(title="Nine die in mill fire"))
    assert judge(9, passage, role="killed").verdict is Verdict.UNSUPPORTED


def test_the_paragraph_before_is_only_a_hint() -> None:
    passage = Passage("It burned for an hour.", Context(before="Nine people died in the mill."))
    judgement = judge(9, passage, role="killed")
    assert judgement.verdict is Verdict.INFERRED
    assert [stretch.part for stretch in judgement.stretches] == ["before"]
    assert offered(passage, role="killed") == ()
    assert vague(passage, role="killed") is None


def test_a_dateline_says_nothing() -> None:
    passage = Passage("It burned for an hour.", Context(dateline="Hult, nine dead"))
    assert judge(9, passage, role="killed").verdict is Verdict.UNSUPPORTED


def test_offered_values_are_those_of_the_role() -> None:
    text = (
        "A bomb killed nine people, including two boys, and wounded at least 30 at 6 pm on Route 5."
    )
    assert offered(Passage(text), role="killed") == (2, 9)
    assert offered(Passage(text), role="injured") == (30,)


def test_a_count_that_nothing_claims_is_offered_too() -> None:
    text = "Twelve fishermen met the storm. Nine sailors were arrested."
    assert offered(Passage(text), role="killed") == (12,)


def test_vague_amounts_and_bare_bounds() -> None:
    passage = Passage("Dozens were wounded and at least nine were killed.")
    judgement = vague(passage, role="injured")
    assert judgement is not None
    assert (judgement.low, judgement.high, judgement.reason) == (24, None, "vague amount")
    assert words(judgement, passage) == ["Dozens"]
    judgement = vague(passage, role="killed")
    assert judgement is not None
    assert (judgement.low, judgement.high, judgement.reason) == (9, None, "a minimum")
    assert vague(Passage("Nine were killed."), role="killed") is None


def test_vague_amounts_prefer_the_evidence() -> None:
    text = "Dozens were wounded in Hult. Several were wounded in Orvana."
    judgement = vague(Passage(text), role="injured", evidence=[(29, len(text))])
    assert judgement is not None
    assert judgement.low == 3


def test_a_passage_is_read_once() -> None:
    passage = Passage(RAID)
    assert judge(4, passage, role="killed").verdict is Verdict.SUPPORTED
    passage.text = ""  # what was read is kept, as long as the passage lives
    assert judge(11, passage, role="injured").verdict is Verdict.SUPPORTED
