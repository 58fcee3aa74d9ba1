"""A number that follows from others, and the words of the counts that it was made from."""

from dataclasses import dataclass

from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.reading import Reading


@dataclass(frozen=True, slots=True)
class Result:
    """A number with the way to it.

    Attributes:
        low: least value.
        high: greatest value, ``None`` for no bound.
        parts: offsets of the words it was made from.
        reason: the sum in words.
        doubtful: whether somebody may be counted twice in it.
        counts: the counts that were added.
        stated: whether nobody was counted: one who is named or meant is stated, as "a soldier" is.
    """

    low: int
    high: int | None
    parts: tuple[tuple[int, int], ...]
    reason: str
    doubtful: bool = False
    counts: tuple[Count, ...] = ()
    stated: bool = False


def span(reading: Reading, count: Count) -> tuple[int, int]:
    """Offsets of a count with its noun."""
    tokens = reading.tokens
    after = count.head + 1 if count.head >= count.numeral.after else count.numeral.after
    first = min(count.numeral.first, count.first) if count.head < 0 else count.numeral.first
    return tokens.starts[first], tokens.ends[after - 1]


def words(reading: Reading, count: Count) -> str:
    """The words of a count, for a reason."""
    start, end = span(reading, count)
    return " ".join(reading.tokens.text[start:end].split())
