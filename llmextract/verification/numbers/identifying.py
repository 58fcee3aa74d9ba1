"""Counts people in a list beside a word for what befell them: "named the dead as …", "the murder of …"."""

from collections.abc import Iterator
from itertools import compress
from typing import Final

from llmextract.verification.numbers.deeds import apposition
from llmextract.verification.numbers.names import is_cased, name_after
from llmextract.verification.numbers.reading import Reading
from llmextract.verification.numbers.results import Result
from llmextract.verification.numbers.tables import Role
from llmextract.verification.numbers.tags import Form, Kind, Tag
from llmextract.verification.numbers.together import lists

_NAMES_THEM: Final = Form.COUNTED | Form.STATE | Form.PAST
_ROLL: Final = 80
"""Tokens of a list of names with who each of them is."""
_FAR: Final = 14
"""Tokens from those who are identified to the list that says who they were."""


def identified(reading: Reading, role: Role) -> Iterator[Result]:
    """The numbers of people in lists that say whom a word of the role means.

    "Named the dead as Ivo Marsk and Dara Lenn", "the murder of Ivo Marsk and his driver".
    """
    tokens = reading.tokens
    deeds = {
        at + 2
        for at in tokens.of_kind(Kind.EFFECT)
        if tokens.tags[at + 1] & Tag.OF and _tells(reading, at, role, Form.EVENT)
    }
    identifying = tokens.tables.names.identifying
    naming = compress(range(tokens.n), map(identifying.__contains__, tokens.words))
    said = {at + 1 for at in naming if _is_said_of(reading, at + 1, role)}
    if not deeds and not said:
        return  # most texts: no list need be looked for
    for first in said:
        yield from _with_trades(reading, first)
    for people in lists(reading):
        first = people.first
        if first in said or (first in deeds and not reading.scene.is_aside(first - 2)):
            yield people.result


def _with_trades(reading: Reading, first: int) -> Iterator[Result]:
    """A list of names each of which says who it is of: "Ivo Marsk, a cook, and Dara Lenn, a dyer"."""
    tokens = reading.tokens
    end = min(reading.scene.bounds(first)[1], first + _ROLL)
    parts: list[tuple[int, int]] = []
    trades = 0
    at = first
    while at < end:
        at += bool(tokens.tags[at] & Tag.CONJUNCTION)
        after = next((one for one in range(at, end) if tokens.tags[one] & Tag.COMMA), end)
        if name_after(tokens, at, cased=is_cased(tokens, at)) == after:
            parts.append((tokens.starts[at], tokens.ends[after - 1]))
        elif parts and apposition(reading, at, after) == 1:
            trades += 1
        else:
            return
        at = after + 1
    if trades == len(parts) > 1:
        size = len(parts)
        yield Result(size, size, tuple(parts), f"{size} named")


def _is_said_of(reading: Reading, first: int, role: Role) -> bool:
    """Whether what stands before a list says who they were: "named the dead as Ivo Marsk and …"."""
    tokens = reading.tokens
    for at in range(first - 2, max(first - 2 - _FAR, 0), -1):
        if tokens.tags[at] & Tag.STOP:
            break
        if tokens.tags[at - 1] & (Tag.DEFINITE | Tag.OF_THEM) and _tells(
            reading, at, role, _NAMES_THEM
        ):
            return True
    return False


def _tells(reading: Reading, at: int, role: Role, forms: int) -> bool:
    """Whether a token names what the role counts in one of some forms."""
    return any(
        found & forms and effect in role.effects
        for effect, found in reading.tokens.entries[at].effects.items()
    )
