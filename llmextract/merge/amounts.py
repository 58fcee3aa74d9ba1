"""A count as merging reads it: its bounds, who says it, what its words say of other counts."""

from collections.abc import Iterable
from dataclasses import dataclass

from llmextract.merge import wording
from llmextract.merge.attributing import who_says
from llmextract.merge.page import Page
from llmextract.records import Finding, Span

Member = tuple[int, int]
"""Where a record came from: index of its paragraph, index in the paragraph."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A count of a mention.

    Attributes:
        value: the count.
        low: least count that the words allow; ``None`` where nobody looked.
        high: greatest, ``None`` for no bound.
        spans: offsets of the words in the document.
        member: the record that says it.
        is_newer: whether its sentence says that it takes the place of an older count.
        is_running: whether it is a total over more than the thing told.
        is_older: whether its clause says that another has taken its place.
        is_part: whether it is of some of those that were counted: "two of the dead".
        is_lowered: whether its sentence says that it is less than was told before.
        by: who the text says it is from; ``None`` where it names nobody.
    """

    value: int
    low: int | None
    high: int | None
    spans: frozenset[tuple[int, int]]
    member: Member
    is_newer: bool = False
    is_running: bool = False
    is_older: bool = False
    is_part: bool = False
    is_lowered: bool = False
    by: str | None = None

    def allows(self, value: int) -> bool:
        """Whether the words allow another count: "at least nine" allows twelve."""
        if self.value == value:
            return True
        return (
            self.low is not None and self.low <= value and (self.high is None or value <= self.high)
        )

    def is_same_statement(self, other: "Amount") -> bool:
        """Whether the two rest on the same words."""
        return any(a < d and c < b for a, b in self.spans for c, d in other.spans)


def amount_of(value: int, finding: Finding | None, member: Member, page: Page) -> Amount:
    """The amount of a count in a record.

    Args:
        value: the count.
        finding: what the verifier says of it, if anything.
        member: where the record was read.
        page: the document.
    """
    spans = [one for one in (finding.spans if finding else ()) if one.where == "text"]
    said = [page.around(span.start) for span in spans]
    clauses = [page.clause(span.start, span.end) for span in spans]
    return Amount(
        value,
        finding.low if finding else value,
        finding.high if finding else value,
        frozenset((span.start, span.end) for span in spans),
        member,
        is_newer=any(wording.NEWER.search(sentence) for sentence in said),
        is_running=bool(said) and all(map(_is_running, said)),
        is_older=bool(clauses) and all(wording.OLDER.search(" ".join(one)) for one in clauses),
        is_part=bool(clauses) and all(_is_part(*one) for one in clauses),
        is_lowered=any(wording.LOWER.search(sentence) for sentence in said),
        by=_by(spans, page),
    )


def _is_running(sentence: str) -> bool:
    return wording.RUNNING.search(wording.RANKED.sub("", sentence)) is not None


def _is_part(before: str, behind: str) -> bool:
    return bool(wording.PART.match(behind) or wording.AMONG.search(before))


def _by(spans: Iterable[Span], page: Page) -> str | None:
    """Who says what stands at the first of some spans for which anybody is named."""
    for span in spans:
        sentence, at = page.sentence_at(span.start)
        by = who_says(sentence, span.start - at, span.end - at) if sentence else None
        if by is not None:
            return by
    return None
