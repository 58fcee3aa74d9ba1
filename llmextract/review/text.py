"""The paragraphs of a document cut where the words that values rest on begin and end."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from llmextract.records import Paragraph, Span

Piece = tuple[str, tuple[int, ...]]
"""Some words, and the numbers of the values that rest on them."""


def pieces_of(
    paragraphs: Sequence[Paragraph], spans: Iterable[tuple[int, Span]]
) -> Mapping[int, list[Piece]]:
    """Each paragraph in pieces, by its index.

    Offsets count code points here and UTF-16 units in a browser, so none are given to a page.

    Args:
        paragraphs: of one document, in order.
        spans: each with the number of the value that rests on it; those that lie beside the text or
            in no paragraph are left out.
    """
    starts = [one.start for one in paragraphs]
    found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number, span in spans:
        at = bisect_right(starts, span.start) - 1
        if span.where != "text" or at < 0:
            continue
        paragraph = paragraphs[at]
        if span.start < span.end <= paragraph.end:
            start, end = span.start - paragraph.start, span.end - paragraph.start
            found[paragraph.index].append((start, end, number))
    return {one.index: list(_cut(one.text, found[one.index])) for one in paragraphs}


def _cut(text: str, spans: Sequence[tuple[int, int, int]]) -> Iterator[Piece]:
    begin: dict[int, list[int]] = defaultdict(list)
    end: dict[int, list[int]] = defaultdict(list)
    for start, stop, number in spans:
        begin[start].append(number)
        end[stop].append(number)
    open_: list[int] = []
    last = 0
    for at in sorted({*begin, *end, len(text)}):
        if at > last:
            yield text[last:at], tuple(dict.fromkeys(open_))
            last = at
        for number in end[at]:
            open_.remove(number)
        open_ += begin[at]
