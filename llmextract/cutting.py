"""Cuts a paragraph where the words begin and end that something rests on."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

from llmextract.records import Paragraph, Span

T = TypeVar("T")


def within(paragraph: Paragraph, spans: Iterable[tuple[Span, T]]) -> Iterator[tuple[int, int, T]]:
    """The stretches of a paragraph that some things rest on, by offsets in it.

    Args:
        paragraph: the paragraph.
        spans: with what rests on each; those beside the text or in another paragraph are left out.
    """
    for span, owner in spans:
        if span.where == "text" and paragraph.start <= span.start < span.end <= paragraph.end:
            yield span.start - paragraph.start, span.end - paragraph.start, owner


def cut(text: str, stretches: Iterable[tuple[int, int, T]]) -> Iterator[tuple[str, list[T]]]:
    """A text in pieces, each with what rests on all of it, what begins first before the rest.

    Args:
        text: the text.
        stretches: start and end, offsets in the text, and what rests on each.
    """
    begin: dict[int, list[tuple[int, T]]] = defaultdict(list)
    end: dict[int, list[int]] = defaultdict(list)
    for number, (start, stop, owner) in enumerate(stretches):
        begin[start].append((number, owner))
        end[stop].append(number)
    over: dict[int, T] = {}
    last = 0
    for at in sorted({*begin, *end, len(text)}):
        if at > last:
            yield text[last:at], list(over.values())
            last = at
        for number in end[at]:
            del over[number]
        over |= dict(begin[at])
