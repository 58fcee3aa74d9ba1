"""What a checker hands back: a verdict on one value, with the words it rests on."""

from collections.abc import Sequence
from typing import NamedTuple

from llmextract.records import Verdict

Sentences = Sequence[tuple[int, int]] | None
"""Where each of the sentences begins and ends that a record rests on, where they are known."""


class Stretch(NamedTuple):
    """Offsets of words in a part of a source: ``text``, a part of the context or ``article``."""

    start: int
    end: int
    part: str = "text"


def rests_on(evidence: Sentences, start: int, end: int) -> bool:
    """Whether words stand in one of the sentences that a record rests on; not where none are known.

    Args:
        evidence: these sentences.
        start: offset of the first character of the words.
        end: offset behind their last one.
    """
    return any(first <= start and end <= after for first, after in evidence or ())


class Judgement(NamedTuple):
    """A verdict on one value.

    Attributes:
        verdict: how far the source carries the value.
        reason: why, in words that an analyst understands, for instance ``number word`` or
            ``"19" counts the injured, not the killed``.
        stretches: the words that carry the value, or those that were taken for it; in order.
        low: least count that the source allows, for numbers.
        high: greatest count, ``None`` for no upper bound, for numbers.
        final: whether it stands whatever else the article says: the value is none, or the text
            contradicts it.
        misplaced: whether the text surely has it on another side than its field.
    """

    verdict: Verdict
    reason: str
    stretches: tuple[Stretch, ...] = ()
    low: int | None = None
    high: int | None = None
    final: bool = False
    misplaced: bool = False
