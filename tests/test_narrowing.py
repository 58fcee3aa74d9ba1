"""Narrowing to a paragraph: what is offered for a measure, with the cues of a domain and without."""

from typing import Annotated

import pytest
from pydantic import BaseModel, Field

from llmextract import Grounded, narrowing
from llmextract.content import load_prompt, load_schema
from llmextract.forms import form_of
from llmextract.grounding.passage import Passage
from llmextract.sketching import Entry

DISASTER = form_of(load_schema("disaster"))


class Haul(BaseModel):
    weight: Annotated[float | None, Grounded("quote", role="kilogram, kg")] = Field(description="w")
    boxes: Annotated[int, Grounded("quote")] = Field(description="any number of the text")
    label: Annotated[str | None, Grounded("quote")] = Field(description="as written")
    sealed: Annotated[bool | None, Grounded("quote")] = Field(description="whether it was shut")


@pytest.mark.parametrize(
    ("text", "weight", "boxes"),
    [
        ("Customs found 212.5 kilograms of scales in 12 boxes.", [212.5], [212.5, 12.0]),
        ("Customs found 12 boxes, of 14 and 15.5 kg.", [15.5], [12.0, 14.0, 15.5]),
        ("Customs found boxes.", [], []),
    ],
)
def test_a_measure_is_offered_the_numbers_beside_its_words(
    text: str, weight: list[float], boxes: list[float]
) -> None:
    found = narrowing.offers(form_of(Haul), Passage(text))
    assert list(found["weight"]) == weight
    assert list(found["boxes"]) == boxes
    assert "label" not in found
    assert "sealed" not in found


def test_a_measure_that_is_asked_again_is_offered_its_own_sentence_with_or_without_cues() -> None:
    text = "A quake of magnitude 5.5 shook Kesk. A shock of magnitude 4.1 came later."
    passage = Passage(text)
    cues = load_prompt("disaster").cues
    for given in (None, cues):
        found, empty = narrowing.open_offers(
            DISASTER, passage, Entry((2,)), ["magnitude", "missing"], given
        )
        assert list(found["magnitude"]) == [4.1]
        assert empty == {"missing": None}


def test_fields_that_only_cues_know_are_left_open_without_them() -> None:
    passage = Passage("A quake shook Kesk.")
    names = ["disaster_type", "status", "responders"]
    assert narrowing.open_offers(DISASTER, passage, Entry((1,)), names, None) == ({}, {})
    found, empty = narrowing.open_offers(
        DISASTER, passage, Entry((1,)), names, load_prompt("disaster").cues
    )
    assert found == {"disaster_type": ["earthquake"], "status": ["happened"]}
    assert empty == {"responders": []}
