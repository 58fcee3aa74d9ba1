"""Sentences with holes, of our own, and what is said of a value in them."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st

from llmextract.records import Verdict
from llmextract.verification import numbers, places
from llmextract.verification.judgement import Judgement
from llmextract.verification.source_text import SourceText

few = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=5,
    phases=(Phase.explicit, Phase.generate),
)
"""The same few examples in every run: each form has its own test, so that few are enough, and what
fails is short as it is."""
fewer = settings(few, max_examples=3)
"""Where each example goes through all sentences."""

ROLES = ("killed", "injured")
WHO = st.sampled_from(("herders", "farmers", "soldiers", "people", "traders", "miners", "pupils"))
TOWNS = st.sampled_from(("Kidal", "Gao", "Tumaco", "Maiduguri", "Ostrelka", "Varna Polje"))
COUNTS = st.integers(2, 28)

KILLING = (
    "Gunmen killed {n} {who} in {town} on Monday.",
    "A bomb killed {n} {who} near the market in {town}, police said.",
    "Raiders shot dead {n} {who} at a well outside {town}.",
    "Mortar shells fell on {town}, killing {n} {who}.",
    "On Monday, {n} {who} were killed in {town}, police said.",
    "At a well outside {town}, {n} {who} were shot dead by raiders.",
    "In {town}, {n} {who} died when a shell hit a school.",
    "The attack on {town} left {n} {who} dead.",
    "The governor said {n} {who} had been killed in an attack on {town}.",
    "Police found the bodies of {n} {who} in {town} after a raid.",
)
"""Each tells of ``n`` killed in ``town``, and of no other number."""
BOTH = (
    "{killed} {who} were killed and {injured} injured when a bomb went off in {town}.",
    "A bomb killed {killed} {who} and injured {injured} in {town}.",
    "The attack on {town} left {killed} {who} dead and {injured} injured.",
    "In {town}, {injured} {who} were injured and {killed} were killed by shells.",
    "Gunmen killed {killed} {who} in {town} on Monday. Another {injured} were injured.",
    "Shells fell on {town}, killing {killed} {who} and injuring {injured}.",
    "{killed} {who} died in {town} and {injured} more were injured, doctors said.",
)
"""Each tells of ``killed`` and ``injured``, who are different people."""


def sentence(form: str, **holes: object) -> str:
    """A form with its holes filled; a sentence begins with a capital."""
    text = form.format(**holes)
    return text[0].upper() + text[1:]


def said(value: int, text: str, role: str = "killed", language: str | None = "en") -> Verdict:
    return found(value, text, role, language)[0].verdict


def found(
    value: int, text: str, role: str = "killed", language: str | None = "en"
) -> tuple[Judgement, SourceText]:
    source = SourceText(text, language=language)
    return numbers.judge(value, source, role=role), source


def place_said(name: str, text: str) -> Verdict:
    return places.judge(name, SourceText(text, language="en")).verdict


def forms(names: Iterable[str], known: Mapping[str, str]) -> list[Any]:
    """Forms as parameters of a test; those that fail today are marked with the reason.

    Args:
        names: the forms.
        known: the kind of mistake, by form; each is one of them.
    """
    names = list(names)
    assert known.keys() <= set(names)
    return [
        pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=known[name]))
        if name in known
        else name
        for name in names
    ]
