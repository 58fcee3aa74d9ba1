"""What frames a toll so that it happened to nobody, and numbers that count something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.records import Verdict
from tests.verification.metamorphic.telling import COUNTS, TOWNS, WHO, few, said, sentence

FRAMES = (
    "The army denied that {it}.",
    "It is not true that {it}.",
    "Reports that {it} were false, the army said.",
    "The claim that {it} was an invention, police said.",
    "A video that shows how {it} is a fake.",
    "Rumours that {it} spread on Monday.",
    "Nobody could say whether {it}.",
    "If {it}, the market would be closed.",
    "The market would close if {it}.",
    "In the novel, {it}.",
    "In the drill, {it}.",
    "During an exercise for rescue teams, {it}.",
    "The film tells how {it}.",
    "A computer game in which {it} was banned.",
    "Imagine that {it}.",
    "The court found no proof that {it}.",
    "Contrary to first reports, it was not the case that {it}.",
)
CLAUSES = (
    "gunmen killed {n} {who} in {town}",
    "{n} {who} were killed in {town}",
    "{n} {who} died in {town} when a shell hit a school",
    "a bomb left {n} {who} dead in {town}",
)


@pytest.mark.parametrize("frame", FRAMES)
@few
@given(n=COUNTS, who=WHO, town=TOWNS)
def test_what_is_denied_or_made_up_is_not_carried(frame: str, n: int, who: str, town: str) -> None:
    for clause in CLAUSES:
        text = sentence(frame, it=clause.format(n=n, who=who, town=town))
        assert not said(n, text).is_carried, text


NOT_DONE = (
    "Gunmen threatened to kill {n} {who} in {town}.",
    "Gunmen planned to kill {n} {who} in {town}.",
    "Gunmen tried to kill {n} {who} in {town}.",
    "Gunmen did not kill {n} {who} in {town}, police said.",
    "Gunmen would have killed {n} {who} in {town}, had guards not stopped them.",
    "Gunmen could kill {n} {who} in {town}, police warned.",
    "Gunmen spared {n} {who} in {town}.",
    "Gunmen nearly killed {n} {who} in {town}.",
    "A bomb in {town} could have killed {n} {who}.",
    "A plot to kill {n} {who} in {town} was foiled.",
    "Gunmen released {n} {who} in {town}; nobody was killed.",
    "{n} {who} escaped death in {town}.",
    "{n} {who} survived an attack on {town} that killed their driver.",
    "{n} {who} were not killed in {town}, as had been reported.",
    "{n} {who} feared dead in {town} were found alive.",
    "{n} {who} marched in {town} for those who had been killed.",
    "{n} {who} witnessed the killing of a trader in {town}.",
    "{n} {who} killed a thief in {town}.",
    "A thief was killed by {n} {who} in {town}.",
    "Did gunmen kill {n} {who} in {town}?",
)


@pytest.mark.parametrize("form", NOT_DONE)
@few
@given(n=COUNTS, who=WHO, town=TOWNS)
def test_what_did_not_happen_to_them_is_not_carried(form: str, n: int, who: str, town: str) -> None:
    text = sentence(form, n=n, who=who, town=town)
    assert not said(n, text).is_carried, text


OTHER_NUMBERS = (
    "Gunmen killed a {n}-year-old herder in {town}.",
    "A herder, {n}, was killed in {town}.",
    "A herder aged {n} was killed in {town}.",
    "A herder was killed on {n} May in {town}.",
    "A herder was killed on May {n} in {town}.",
    "The {n}th victim, a herder, was killed in {town}.",
    "A herder was killed {n} kilometres from {town}.",
    "A herder was killed {n} km north of {town}.",
    "A herder was killed {n} days ago in {town}.",
    "A herder was killed after {n} years in {town}.",
    "A herder was killed for {n} dollars in {town}.",
    "A herder was killed for ${n} in {town}.",
    "A herder was killed on Highway {n} near {town}.",
    "A herder was killed by the {n}th Brigade in {town}.",
    "A herder was killed in {town}, and {n} percent of the herd was stolen.",
    "A herder was killed in {town} and {n} cattle were stolen.",
    "A herder was killed in {town} with {n} bullets.",
    "A herder was killed in {town} when {n} shells fell.",
    "A herder was killed in {town} by {n} gunmen.",
    "A {n}mm shell killed a herder in {town}.",
    "A herder was killed in {town} at {n}:30.",
    "A herder was killed in {town}, where {n} houses burned.",
    "A herder was killed in House {n} in {town}.",
    "A herder was killed in {town}; {n} people fled.",
    "A herder, a father of {n}, was killed in {town}.",
    "A herder was killed in {town}, {n} policemen were arrested.",
)


@pytest.mark.parametrize("form", OTHER_NUMBERS)
@few
@given(n=st.integers(4, 23), town=TOWNS)
def test_a_number_of_something_else_is_not_carried(form: str, n: int, town: str) -> None:
    text = sentence(form, n=n, town=town)
    assert not said(n, text).is_carried
    assert not said(n + 1, text).is_carried
    assert not said(n, text, "injured").is_carried
    assert said(1, text) is not Verdict.UNSUPPORTED
