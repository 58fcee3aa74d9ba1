"""Says when a paragraph was left alone because the rules have no words for its language."""

from collections.abc import Sequence
from typing import Any

import pycountry

from llmextract.verification.language import FALLBACK, RULED, UNKNOWN


def notes(language: str, records: Sequence[Any], *, by_rules: bool) -> tuple[str, ...]:
    """What is to be said of a paragraph in which nothing was found.

    Args:
        language: code of its language; empty where it was not told.
        records: what was found in it.
        by_rules: whether trigger words decided what was looked for.
    """
    if records or not by_rules or language in RULED or language in {"", UNKNOWN}:
        return ()
    said = (
        f"the rules have trigger words of {called(FALLBACK)} only and this is {called(language)}, so "
        "nothing was looked for: take a model that reads by itself (--reading open)"
    )
    return (said,)


def called(code: str) -> str:
    """The English name of a language; its code where it has none."""
    found = pycountry.languages.get(alpha_2=code) or pycountry.languages.get(alpha_3=code)
    return str(found.name).partition(" (")[0] if found else repr(code)
