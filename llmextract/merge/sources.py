"""Where an incident is told: the stretches of the documents that its records were read from."""

from collections.abc import Iterable, Mapping
from typing import Any

from llmextract.incidents import Source
from llmextract.merge.amounts import Amount, Member
from llmextract.merge.page import Page


def sources(
    members: Iterable[tuple[Member, Mapping[str, Any]]], document: str, page: Page
) -> tuple[Source, ...]:
    """The stretches of some records of a document, each once, in its order.

    A record that names its evidence sentences comes from these, any other from its whole paragraph.
    """
    found = {
        Source(document, paragraph, *stretch)
        for (paragraph, _), record in members
        for stretch in page.stretches(paragraph, evidence(record, page))
    }
    return tuple(sorted(found))


def source_of(amount: Amount, record: Mapping[str, Any], document: str, page: Page) -> Source:
    """Where a count is told: its first words, or the evidence of its record where none are known."""
    paragraph = amount.member[0]
    for start, end in sorted(amount.spans):
        if (index := page.paragraph_at(start)) is not None:
            return Source(document, index, start, end)
    return Source(document, paragraph, *page.stretches(paragraph, evidence(record, page))[0])


def evidence(record: Mapping[str, Any], page: Page) -> list[int]:
    """Numbers of the evidence sentences that a record names, from 1; none where it names none."""
    return sorted(
        number
        for kind in page.of_kind("evidence")
        for number in record.get(kind.name) or ()
        if isinstance(number, int)
    )
