"""Counts the persons of a numbered list below a line that says what happened to them.

"Held over the fire:" and below it "1. R. Mbevi, trader", "2. S. Oduya, teacher" make two: the marks
of the list are no counts, and their last is the number of those named.
"""

from collections.abc import Iterator
from typing import Final

from llmextract.verification.numbers.names import name_after
from llmextract.verification.numbers.notcounts import LIST_MARK
from llmextract.verification.numbers.reading import Reading
from llmextract.verification.numbers.results import Result
from llmextract.verification.numbers.tables import Role
from llmextract.verification.numbers.tags import Tag

_HEADING: Final = 40
"""Tokens that the line above a list may have."""


def enumerated(reading: Reading, role: Role) -> Iterator[Result]:
    """The number of persons of each list whose heading is of a role."""
    marks: list[int] = []
    for numeral in [one for one in reading.rejected if one.reject == LIST_MARK]:
        if numeral.low == 1:
            yield from _counted(reading, role, marks)
            marks = []
        if numeral.low == len(marks) + 1:
            marks.append(numeral.number)
    yield from _counted(reading, role, marks)


def _counted(reading: Reading, role: Role, marks: list[int]) -> Iterator[Result]:
    """The result of one list, if its heading is of the role and its lines begin with names."""
    tokens = reading.tokens
    if len(marks) < 2 or not _is_of_role(reading, role, marks[0] - 1):
        return
    first = [at + 2 for at in marks]
    capital = all(tokens.text[tokens.starts[at]].isupper() for at in first)
    if capital and any(name_after(tokens, at, cased=True) >= 0 for at in first):
        parts = tuple((tokens.starts[at], tokens.ends[at]) for at in first)
        yield Result(len(marks), len(marks), parts, f"{len(marks)} listed by name")


def _is_of_role(reading: Reading, role: Role, at: int) -> bool:
    """Whether a line that ends with a colon says that it happened to those below it."""
    tokens = reading.tokens
    while at > 0 and tokens.tags[at] & Tag.STOP:
        at -= 1
    if not tokens.tags[at] & Tag.COLON:
        return False
    for before in range(at - 1, max(-1, at - _HEADING), -1):
        tag = tokens.tags[before]
        if tag & (Tag.STOP | Tag.NEGATION):
            return False
        if tag & Tag.EFFECT and not role.effects.isdisjoint(tokens.entries[before].effects):
            return True
    return False
