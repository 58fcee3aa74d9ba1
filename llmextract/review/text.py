"""The paragraphs of a document cut where the words that values rest on begin and end."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from llmextract.cutting import cut, within
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
    found: dict[int, list[tuple[Span, int]]] = defaultdict(list)
    for number, span in spans:
        if (at := bisect_right(starts, span.start) - 1) >= 0:
            found[paragraphs[at].index].append((span, number))
    return {
        one.index: [
            (text, tuple(dict.fromkeys(numbers)))
            for text, numbers in cut(one.text, within(one, found[one.index]))
        ]
        for one in paragraphs
    }
