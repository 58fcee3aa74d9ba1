"""Names for incidents that are the same from run to run, whatever other documents are read beside."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from llmextract.merge.amounts import Member
from llmextract.merge.page import Page
from llmextract.merge.recalling import recalling_of
from llmextract.merge.sources import evidence

_LENGTH = 16
"""Hexadecimal digits: of a million incidents two have the same name once in forty million."""


def identities(
    document: str, firsts: Iterable[tuple[Member, Mapping[str, Any]]], page: Page
) -> list[str]:
    """A name for each incident of a document.

    It comes of the document, of where the incident is first told and of what kind it is said to be
    there, so that what is told of it later, and how records are brought together, change nothing.

    Args:
        document: its id.
        firsts: the first record of each incident, in order, and where it was read.
        page: the document.
    """
    kinds = sorted(recalling_of(page.outline.record).fields)
    told: Counter[str] = Counter()
    names = []
    for (paragraph, _), record in firsts:
        key = json.dumps(
            [document, paragraph, evidence(record, page), [record.get(kind) for kind in kinds]],
            ensure_ascii=False,
        )
        told[key] += 1
        names.append(_digest(f"{key}{told[key]}"))
    return names


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_LENGTH]
