"""Judging a value: verdict, words, bounds and the reason an analyst reads."""

from typing import Any

import pytest

from llmextract.records import Context, Verdict
from llmextract.verification.judgement import Judgement
from llmextract.verification.numbers import judge, offered, vague
from llmextract.verification.source_text import SourceText

RAID = "Raiders shot dead four herders and wounded 11 near the well. A guard was killed later."


ALONE = "Raiders shot dead four herders and wounded 11 near the well."


def words(judgement: Judgement, source: SourceText) -> list[str]:
    parts = {"text": source.text, "title": source.context.title, "before": source.context.before}
    return [parts[s.part][s.start : s.end] for s in judgement.stretches]


def test_a_stated_number_is_supported_with_its_words() -> None:
    source = SourceText(ALONE)
    judgement = judge(4, source, role="killed")
    assert judgement.verdict is Verdict.SUPPORTED
    assert judgement.reason == "number word"
    assert words(judgement, source) == ["four herders"]
    assert (judgement.low, judgement.high) == (4, 4)
    assert judge(11, source, role="injured").reason == "digits"


def test_a_sum_is_derived_with_all_its_parts() -> None:
    source = SourceText(RAID)
    judgement = judge(5, source, role="killed")
    assert judgement.verdict is Verdict.DERIVED
    assert judgement.reason == "four herders + A guard"
    assert words(judgement, source) == ["four herders", "A guard"]
    assert (judgement.low, judgement.high) == (5, 5)


def test_no_sums_where_the_schema_wants_none() -> None:
    assert judge(5, SourceText(RAID), role="killed", sums=False).verdict is Verdict.UNSUPPORTED
    assert 5 in offered(SourceText(RAID), role="killed")
    assert 5 not in offered(SourceText(RAID), role="killed", sums=False)


def test_the_number_of_another_role_says_whose_it_is() -> None:
    source = SourceText(RAID)
    judgement = judge(11, source, role="killed")
    assert judgement.verdict is Verdict.UNSUPPORTED
    assert judgement.reason == "'11' counts the injured, not the killed"
    assert words(judgement, source) == ["11"]


@pytest.mark.parametrize(
    ("text", "value", "reason"),
    [
        ("Unit 3114 lost a man.", 3114, "'3114' is a part of a name"),
        ("A nine-year-old boy died.", 9, "'nine' is an age"),
        ("Some 12 percent left.", 12, "'Some 12' is a percentage"),
        ("The gate was shut.", 7, "not in the text"),
        ("Three trucks were shut.", 3, "'Three trucks' counts something else, not the killed"),
    ],
)
def test_reasons_for_what_is_no_count(text: str, value: int, reason: str) -> None:
    judgement = judge(value, SourceText(text), role="killed")
    assert (judgement.verdict, judgement.reason) == (Verdict.UNSUPPORTED, reason)


def test_without_a_role_any_count_will_do() -> None:
    source = SourceText("Three gates were shut on June 4.")
    assert judge(3, source).verdict is Verdict.SUPPORTED
    assert judge(3, source, role=" ").verdict is Verdict.SUPPORTED
    assert judge(4, source).verdict is Verdict.UNSUPPORTED


JUNK: list[Any] = [
    *(None, True, False, -3, 2.5, float("nan"), float("inf"), object()),
    *([4], (4,), {4}, b"4", "", "what", "4 and 5", {}, {"min": None}, {"low": 4}, {"min": "x"}),
    *({"min": -1}, {"min": 5, "max": 4}, {"min": True}, {4: 4}),
]


@pytest.mark.parametrize("value", JUNK, ids=[str(n) for n in range(len(JUNK))])
def test_what_is_no_count_is_unsupported(value: Any) -> None:
    judgement = judge(value, SourceText("Four herders died and one was hurt."), role="killed")
    assert (judgement.verdict, judgement.reason) == (Verdict.UNSUPPORTED, "not a count")


DRESSES: list[Any] = [4, 4.0, "4", "four", {"min": 4, "max": 4}, {"min": 4.0, "max": 4}]


@pytest.mark.parametrize("value", DRESSES, ids=repr)
def test_the_same_number_in_other_dress(value: Any) -> None:
    judgement = judge(value, SourceText("Four herders died and one was hurt."), role="killed")
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
    judgement = judge(value, SourceText(text), role="killed")
    assert judgement.verdict == verdict
    assert reason is None or judgement.reason == reason


def test_the_bounds_of_the_text_come_back() -> None:
    judgement = judge(40, SourceText("At least 40 died."), role="killed")
    assert (judgement.low, judgement.high) == (40, None)
    judgement = judge({"max": 9}, SourceText("Fewer than ten died."), role="killed")
    assert (judgement.low, judgement.high) == (0, 9)


def test_sums_of_bounds_are_bounds() -> None:
    source = SourceText("At least 40 died in Orvana and six died in Hult.")
    judgement = judge({"min": 46}, source, role="killed")
    assert (judgement.verdict, judgement.low, judgement.high) == (Verdict.DERIVED, 46, None)


def test_a_part_is_the_whole_of_what_was_asked_for_by_name() -> None:
    source = SourceText("Two nuns and three drivers were killed.")
    assert judge(2, source, role="killed").verdict is Verdict.PARTLY
    assert judge(2, source, role="killed", of="NUNS").verdict is Verdict.SUPPORTED
    assert judge(2, source, role="nuns killed").verdict is Verdict.SUPPORTED
    assert judge(3, source, role="killed", of="nuns").verdict is Verdict.PARTLY
    named = SourceText("Four members of the harbour police were killed and two dockers.")
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
    assert judge(value, SourceText(text), role=role).verdict is Verdict.SUPPORTED


def test_an_unknown_role_does_not_take_every_count() -> None:
    assert judge(2, SourceText("Two bridges fell."), role="camels").verdict is Verdict.UNSUPPORTED


def test_the_sentences_of_the_record_are_preferred() -> None:
    text = "Two men were killed in Hult. Two women were killed in Orvana."
    second = (text.index("Two women"), len(text))
    source = SourceText(text)
    assert words(judge(2, source, role="killed"), source) == ["Two men"]
    assert words(judge(2, source, role="killed", evidence=[second]), source) == ["Two women"]
    elsewhere = judge(2, SourceText(text), role="killed", evidence=[(0, 3)])
    assert elsewhere.verdict is Verdict.SUPPORTED


def test_the_better_verdict_wins_over_the_evidence() -> None:
    text = "At least two men were killed in Hult. Two were hurt in Orvana, where two women died."
    judgement = judge(2, SourceText(text), role="injured", evidence=[(0, 37)])
    assert judgement.verdict is Verdict.SUPPORTED


def test_what_the_evidence_tells_otherwise_is_not_carried_by_another_sentence() -> None:
    text = "Two men and a boy were killed in Hult. Two women were killed in Orvana."
    judgement = judge(2, SourceText(text), role="killed", evidence=[(0, 38)])
    assert judgement.verdict is Verdict.PARTLY


def test_the_headline_supports_what_the_text_leaves_open() -> None:
    source = SourceText("It burned for an hour.", Context(title="Nine die in mill fire"))
    judgement = judge(9, source, role="killed")
    assert judgement.verdict is Verdict.SUPPORTED
    assert [stretch.part for stretch in judgement.stretches] == ["title"]
    assert words(judgement, source) == ["Nine"]
    assert offered(source, role="killed") == (9,)


def test_the_headline_does_not_overrule_the_text() -> None:
    source = SourceText("Six people died in the fire.", Context(title="Nine die in mill fire"))
    assert judge(9, source, role="killed").verdict is Verdict.UNSUPPORTED


def test_the_paragraph_before_is_only_a_hint() -> None:
    source = SourceText("It burned for an hour.", Context(before="Nine people died in the mill."))
    judgement = judge(9, source, role="killed")
    assert judgement.verdict is Verdict.INFERRED
    assert [stretch.part for stretch in judgement.stretches] == ["before"]
    assert offered(source, role="killed") == ()
    assert vague(source, role="killed") is None


def test_a_dateline_says_nothing() -> None:
    source = SourceText("It burned for an hour.", Context(dateline="Hult, nine dead"))
    assert judge(9, source, role="killed").verdict is Verdict.UNSUPPORTED


def test_offered_values_are_those_of_the_role() -> None:
    text = (
        "A bomb killed nine people, including two boys, and wounded at least 30 at 6 pm on Route 5."
    )
    assert offered(SourceText(text), role="killed") == (2, 9)
    assert offered(SourceText(text), role="injured") == (30,)


def test_a_count_that_nothing_claims_is_offered_too() -> None:
    text = "Twelve fishermen met the storm. Nine sailors were arrested."
    assert offered(SourceText(text), role="killed") == (12,)


def test_vague_amounts_and_bare_bounds() -> None:
    source = SourceText("Dozens were wounded and at least nine were killed.")
    judgement = vague(source, role="injured")
    assert judgement is not None
    assert (judgement.low, judgement.high, judgement.reason) == (24, None, "vague amount")
    assert words(judgement, source) == ["Dozens"]
    judgement = vague(source, role="killed")
    assert judgement is not None
    assert (judgement.low, judgement.high, judgement.reason) == (9, None, "a minimum")
    assert vague(SourceText("Nine were killed."), role="killed") is None


def test_vague_amounts_prefer_the_evidence() -> None:
    text = "Dozens were wounded in Hult. Several were wounded in Orvana."
    judgement = vague(SourceText(text), role="injured", evidence=[(29, len(text))])
    assert judgement is not None
    assert judgement.low == 3


def test_a_passage_is_read_once() -> None:
    source = SourceText(ALONE)
    assert judge(4, source, role="killed").verdict is Verdict.SUPPORTED
    source.text = ""  # what was read is kept, as long as the source lives
    assert judge(11, source, role="injured").verdict is Verdict.SUPPORTED
