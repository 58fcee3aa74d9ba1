"""Places: an event in a town, and the same name in a part of a sentence where nothing happens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.records import Verdict
from tests.verification.metamorphic.telling import few, forms, place_said, sentence

TOWNS = st.sampled_from(("Kidal", "Goma", "Tumaco", "Maiduguri", "Ostrelka", "Varna Polje"))
OTHERS = st.sampled_from(("Timbuktu", "Bukavu", "Sake", "Velmostad"))

HELD = (
    "Gunmen killed four herders in {town} on Monday.",
    "A bomb went off near the market in {town}.",
    "In {town}, raiders burned nine houses.",
    "Shells fell on {town} on Monday, killing a nurse.",
    "Four herders were killed in {town}.",
    "An attack on {town} left four herders dead.",
    "Clashes broke out in the town of {town} on Monday.",
)
"""Each tells of an event in ``town``."""


@pytest.mark.parametrize("form", HELD)
@few
@given(town=TOWNS, other=OTHERS)
def test_an_event_is_where_it_is_told_to_be(form: str, town: str, other: str) -> None:
    text = sentence(form, town=town)
    assert place_said(town, text) is Verdict.SUPPORTED
    assert not place_said(other, text).is_carried
    upper = place_said(town, text.upper())
    assert upper in {Verdict.SUPPORTED, Verdict.UNCLEAR}


@pytest.mark.parametrize(
    "town",
    forms(
        ("Kidal", "Goma", "Tumaco", "Maiduguri", "Ostrelka"),
        {"Goma": "the gazetteer has the longer name as another name of the same town"},
    ),
)
def test_a_longer_name_is_another_place(town: str) -> None:
    for form in HELD:
        assert not place_said(f"New {town}", sentence(form, town=town)).is_carried


ENDED = (
    "Raiders from {town} killed four herders.",
    "Gunmen killed four herders from {town} in {other}.",
    "Gunmen killed four herders in {other}, not in {town}.",
    "Gunmen killed four herders not in {town} but in {other}.",
    "There was no attack in {town} on Monday.",
    "No shells fell on {town} on Monday.",
    "Nobody was killed in {town} on Monday.",
    "The army denied that four herders were killed in {town}.",
    "Four herders were killed, according to a priest in {town}.",
    "Four herders were killed in {other}, a doctor in {town} said.",
    "Four herders were killed in {other}, said a doctor contacted in {town}.",
    "Soldiers stationed in {town} killed four herders in {other}.",
    "Gunmen threatened to attack {town}.",
    "Gunmen planned to kill four herders in {town}.",
    "If gunmen attack {town}, the road will be cut.",
    "Gunmen killed four herders in the Hotel {town} in {other}.",
    "Gunmen killed four herders on {town} Street in {other}.",
    "Gunmen killed four herders at {town} University in {other}.",
    "Gunmen killed four sailors in the Gulf of {town}.",
    "Gunmen killed four sailors in the Bay of {town}.",
    "Gunmen killed four herders 40 kilometres from {town}.",
    "Gunmen killed four herders 40 km north of {town}.",
    "Gunmen killed four herders on the road from {town} to {other}.",
    "Gunmen killed four herders who were travelling to {town}.",
    "Four herders killed in {other} were buried in {town}.",
    "The wounded were flown from {other} to {town}.",
    "Two men were on trial in {town} for an attack in {other}.",
    "The {town} Battalion killed four herders in {other}.",
    "The bishop of {town} was killed in {other}.",
    "Colonel {town} was killed in {other}.",
    "A {town}-born nurse was killed in {other}.",
    "The attack in {other} was like the one in {town} in 2011.",
    "Vigils were held in {town} for four herders killed in {other}.",
    "The film tells how gunmen killed four herders in {town}.",
    "During a drill in {town}, four herders were counted as killed.",
    "The newspaper {town} Today told of an attack in {other}.",
)


@pytest.mark.parametrize("form", ENDED)
@few
@given(town=TOWNS, other=OTHERS)
def test_where_nothing_happened_the_place_is_not_carried(form: str, town: str, other: str) -> None:
    text = sentence(form, town=town, other=other)
    assert not place_said(town, text).is_carried, text
