"""Numbers that follow from those stated: sums, persons listed by name, differences."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from llmextract.grounding.numbers.counts import Count
from llmextract.grounding.numbers.reading import Reading
from llmextract.grounding.numbers.scene import Clause, Rest
from llmextract.grounding.numbers.tables import Role
from llmextract.grounding.numbers.tokens import Tag

_LONGEST_RUN: Final = 4
"""Amounts a sum may have: with more, some sum fits nearly any value."""
_ENDS_RUN: Final = (
    Tag.STOP | Tag.VERB | Tag.EFFECT | Tag.BE | Tag.HAVE | Tag.VERBLIKE | Tag.SUBORDINATOR
)  # fmt: skip
_CONJUNCTION_OR_COMMA: Final = Tag.CONJUNCTION | Tag.COMMA
_RELATIVE_OR_COMMA: Final = Tag.RELATIVE | Tag.COMMA
_VERB_OR_EFFECT: Final = Tag.VERB | Tag.EFFECT


@dataclass(frozen=True, slots=True)
class Result:
    """A number with the way to it.

    Attributes:
        low: least value.
        high: greatest value, ``None`` for no bound.
        parts: offsets of the words it was made from.
        reason: the sum in words.
    """

    low: int
    high: int | None
    parts: tuple[tuple[int, int], ...]
    reason: str


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


def derived(
    reading: Reading, hits: list[Count], role: Role | None, *, only: int | None = None
) -> Iterator[Result]:
    """All numbers that follow for a role from the counts that have it.

    Args:
        reading: the text.
        hits: counts of the role, in order.
        role: the role.
        only: a value that sums must have, for a caller who looks for nothing else.
    """
    effects = role.effects if role is not None else frozenset()
    by_effect = [count for count in hits if count.effects & effects]
    for count in by_effect:
        whole = [member for member in count.group if member in by_effect]
        whole = [member for member in whole if _adds(member, listed=True)]
        if len(whole) > 1 and whole[0] is count:
            yield from _sum(
                reading, whole, only
            )  # "a widow and the two boys": nobody is named twice in it
    units = list(_units(by_effect))
    for first in range(len(units)):
        for last in range(first + 1, min(len(units), first + _LONGEST_RUN)):
            run = [count for unit in units[first : last + 1] for count in unit]
            yield from _sum(reading, run, only)
    yield from _lists(reading, [count for count in hits if not count.effects & effects], only)
    if role is not None:
        yield from _named(reading, role)
        yield from _differences(reading, role)


def _units(hits: list[Count]) -> Iterator[list[Count]]:
    """Counts that may be added: whole coordinations, lone counts; no parts, no totals."""
    done: set[int] = set()
    for count in hits:
        if id(count) in done or not _adds(count):
            continue
        members = [member for member in count.group if _adds(member) and member in hits]
        unit = members or [count]
        done.update(id(member) for member in unit)
        yield unit


def _lists(reading: Reading, hits: list[Count], only: int | None) -> Iterator[Result]:
    """Sums of what counts by its noun alone: only where the text itself makes it one list."""
    run: list[Count] = []
    for count in hits:
        if not _adds(count):
            continue
        if run and not _joined(reading, run[-1], count):
            run = []
        run.append(count)
        if len(run) > 1:
            yield from _sum(reading, run, only)


def _joined(reading: Reading, one: Count, other: Count) -> bool:
    """Whether a comma or conjunction, and no verb, stands between two counts."""
    tags = reading.tokens.tags
    between = tags[one.after : other.first]
    verbs = _ENDS_RUN
    return (
        len(between) < 12
        and any(tag & _CONJUNCTION_OR_COMMA for tag in between)
        and not any(tag & verbs for tag in between)
    )


def _adds(count: Count, *, listed: bool = False) -> bool:
    """Whether a count may be added: no part, no total, nobody named before."""
    numeral = count.numeral
    if (
        numeral.kind not in {"exact", "minimum", "range", "maximum"}
        or numeral.low == numeral.high == 0
    ):
        return False
    known = (
        not listed
        and count.definite
        and numeral.form not in {"singular", "article"}
        and not count.more
    )
    return not (count.subset or count.total or count.is_whole or known)


def _sum(reading: Reading, counts: list[Count], only: int | None) -> Iterator[Result]:
    """The sum of some counts, unless another value is looked for."""
    low = sum(count.numeral.low for count in counts)
    if only is not None and low != only:
        return
    highs = [count.numeral.high for count in counts]
    high = None if any(high is None for high in highs) else sum(high or 0 for high in highs)
    if any(count.open_ended for count in counts):
        high = None
    yield Result(
        low,
        high,
        tuple(span(reading, count) for count in counts),
        " + ".join(words(reading, count) for count in counts),
    )


# --- persons by name ---------------------------------------------------------------------------

_NAME: Final = Tag.UNKNOWN | Tag.ABBREVIATION
_NOT_NAME: Final = (
    Tag.ARTICLE | Tag.DEFINITE | Tag.ADVERB | Tag.VERB | Tag.EFFECT | Tag.PREPOSITION
    | Tag.NUMBER | Tag.DIGITS | Tag.BE | Tag.HAVE | Tag.MODAL | Tag.OF
)  # fmt: skip
# What stands first behind these belongs to them and not to the list.
_NO_MEMBER: Final = Tag.PREPOSITION | Tag.OF | Tag.BY | Tag.EFFECT
_LIST_ENDS: Final = (
    Tag.SUBORDINATOR | Tag.RELATIVE | Tag.CONTRAST | Tag.BE | Tag.HAVE | Tag.MODAL | Tag.OPEN
    | Tag.CLOSE | Tag.COLON | Tag.PREPOSITION | Tag.OF | Tag.BY
)  # fmt: skip


def _named(reading: Reading, role: Role) -> Iterator[Result]:
    """Counts persons named in a list: "Ivo Marsk and Dara Lenn were shot"."""
    for clause in reading.clauses:
        if not clause.effects & role.effects:
            continue
        items = _items(reading, clause)
        names = [item for item in items if item[2] is None]
        if not names:
            continue
        total = sum(1 if count is None else count.numeral.low for _, _, count in items)
        exact = all(count is None or count.value is not None for _, _, count in items)
        if exact:
            parts = tuple((start, end) for start, end, _ in items)
            reason = (
                f"{len(names)} named" if len(names) == len(items) else "named persons and others"
            )
            yield Result(total, total, parts, reason)


def _items(reading: Reading, clause: Clause) -> list[tuple[int, int, Count | None]]:
    """Members of the list of names and counts beside a verb, or nothing if it is no such list."""
    if reading.tokens.tags[clause.verb + 1] & Tag.BE:
        pieces = _pieces_right(reading, clause.verb + 2)  # "killed were Ivo Marsk and Dara Lenn"
    elif clause.looks < 0:
        pieces = _pieces_left(reading, clause.start)
    else:
        pieces = _pieces_right(reading, clause.verb + 1)
    items: list[tuple[int, int, Count | None]] = []
    for position, (first, after, comma_after) in enumerate(pieces):
        count = reading.owner[first]
        if count is not None and count.people and not count.subset:
            apposed = items and items[-1][2] is None and comma_after
            apposed = apposed and not reading.tokens.tags[first - 1] & Tag.CONJUNCTION
            if not (apposed and count.numeral.form == "article"):
                start, end = span(reading, count)
                items.append((start, end, count))
        elif _is_apposed(items, pieces, position):
            continue
        elif _is_name(reading, first, after, listed=bool(items) and items[-1][2] is None):
            items.append((reading.tokens.starts[first], reading.tokens.ends[after - 1], None))
        elif not _is_age(reading, first, after):
            return [] if clause.looks < 0 else items
    return items


def _is_apposed(
    items: list[tuple[int, int, Count | None]],
    pieces: list[tuple[int, int, bool]],
    position: int,
) -> bool:
    """Whether a piece between commas is the name of the one before: "their cook, Dara Lenn"."""
    if not items or not pieces[position][2] or not pieces[position - 1][2]:
        return False
    count = items[-1][2]
    return count is not None and count.numeral.form in {"article", "singular"}


def _pieces_left(reading: Reading, start: int) -> list[tuple[int, int, bool]]:
    """The pieces of a list that ends before a token: first token, token after, comma behind it."""
    tags = reading.tokens.tags
    relative = start > 0 and bool(tags[start - 1] & Tag.RELATIVE)
    while start > 0 and tags[start - 1] & _RELATIVE_OR_COMMA:
        start -= 1  # "A and B, who were shot"
    first = start
    while first > 0 and start - first < 60:
        tag = tags[first - 1]
        if tag & _LIST_ENDS or (tag & Tag.STOP and not _initial(reading, first - 1)):
            break
        if tag & _VERB_OR_EFFECT and reading.owner[first - 1] is None:
            break
        first -= 1
    pieces = _cut(reading, first, start)
    governed = first and not relative and tags[first - 1] & _NO_MEMBER
    return pieces[1:] if governed else pieces


def _pieces_right(reading: Reading, start: int) -> list[tuple[int, int, bool]]:
    """The pieces of a list that begins with a token."""
    tags = reading.tokens.tags
    after = start
    while after < reading.tokens.n and after - start < 60:
        tag = tags[after]
        if tag & _LIST_ENDS or (tag & Tag.STOP and not _initial(reading, after)):
            break
        if tag & _VERB_OR_EFFECT and reading.owner[after] is None:
            break
        after += 1
    return _cut(reading, start, after)


def _initial(reading: Reading, at: int) -> bool:
    tokens = reading.tokens
    if at < 1 or tokens.words[at] != "." or tokens.starts[at] != tokens.ends[at - 1]:
        return False
    return bool(tokens.tags[at - 1] & Tag.ABBREVIATION) or len(tokens.words[at - 1]) == 1


def _cut(reading: Reading, first: int, after: int) -> list[tuple[int, int, bool]]:
    """Cuts a stretch of tokens at commas and conjunctions."""
    tags = reading.tokens.tags
    pieces: list[tuple[int, int, bool]] = []
    begin = first
    for at in range(first, after + 1):
        boundary = at == after or (tags[at] & _CONJUNCTION_OR_COMMA and reading.owner[at] is None)
        if boundary:
            end = at
            while (
                end > begin and tags[end - 1] & Tag.ADVERB and " " in reading.tokens.words[end - 1]
            ):
                end -= 1  # "Ivo Marsk and Dara Lenn at dawn"
            while begin < end and tags[begin] & Tag.DEFINITE and tags[begin + 1] & Tag.PLURAL:
                begin += 2  # "the teachers Ivo Marsk and Dara Lenn"
            if end > begin:
                pieces.append(
                    (begin, end, (at < after and bool(tags[at] & Tag.COMMA)) or at == after)
                )
            begin = at + 1
    return pieces


def _is_name(reading: Reading, first: int, after: int, *, listed: bool) -> bool:
    """Whether a piece is a person's name: words that no table knows, a title before them.

    Upper case is not looked at: the verdict must be the same for text in upper case.  A piece that
    ends like a plural is taken for a noun ("olive growers"), but behind another name only if it is
    that of a trade ("Ivo Marsk, Otto Weims and Dara Lenn").
    """
    tags = reading.tokens.tags
    unknown = 0
    for at in range(first, after):
        tag = tags[at]
        if tag & Tag.HYPHEN or (tag & Tag.STOP and _initial(reading, at)) or tag & Tag.QUOTE:
            continue
        if at + 1 < after and tags[at + 1] & Tag.STOP and _initial(reading, at + 1):
            continue  # "A." is an initial here and no article
        if tag & _NAME and not tag & _NOT_NAME:
            unknown += 1
        elif not (tag & Tag.SINGULAR and "person" in reading.tokens.entries[at].classes):
            return False
    plural = Tag.PLURAL
    if listed and unknown == after - first > 1:
        trade = reading.tokens.tables.endings.get("trade", ())
        plural = Tag.PLURAL if reading.tokens.words[after - 1].endswith(trade) else 0
    return 0 < unknown <= 6 and not tags[after - 1] & (plural | Tag.NOUN | Tag.VERBLIKE)


def _is_age(reading: Reading, first: int, after: int) -> bool:
    return after - first == 1 and bool(reading.tokens.tags[first] & Tag.DIGITS)


# --- differences -------------------------------------------------------------------------------


_HARM: Final = frozenset({"killed", "injured"})


def _differences(reading: Reading, role: Role) -> Iterator[Result]:
    """Those left when others are taken away: 50 aboard and 18 who survived make 32."""
    for part in reading.counts:
        if not part.effects & role.complement or part.value is None:
            continue
        for whole in _wholes(reading, part, role):
            if whole.value is not None and whole.value > part.value:
                yield _minus(reading, whole, part)
    for rest in reading.rests:
        if rest.effects & role.effects:
            yield from _remainders(reading, rest)


def _remainders(reading: Reading, rest: Rest) -> Iterator[Result]:
    """What is left of the nearest whole: "thirty were aboard; 12 escaped and the rest died"."""
    before = [
        count
        for count in reading.counts
        if count.first < rest.at and count.people and count.value and not count.subset
    ]
    for position in range(len(before) - 1, -1, -1):
        whole = before[position]
        parts = [count for count in before if count is not whole and count.first > whole.first]
        parts += [count for count in reading.counts if count.whole is whole and count not in parts]
        left = whole.numeral.low - sum(part.numeral.low for part in parts)
        if parts and left > 0:
            spans = tuple(span(reading, count) for count in (whole, *parts))
            reason = " − ".join(words(reading, count) for count in (whole, *parts))
            yield Result(left, left, spans, reason)
            return


def _wholes(reading: Reading, part: Count, role: Role) -> Iterator[Count]:
    """Counts of which a part may have been taken: its own whole, people counted before it."""
    if part.whole is not None:
        yield part.whole
        return
    for count in reading.counts:
        if count is part:
            return
        if count.people and not count.effects & (role.effects | role.complement | _HARM):
            yield count


def _minus(reading: Reading, whole: Count, part: Count) -> Result:
    value = whole.numeral.low - part.numeral.low
    return Result(
        value,
        value,
        (span(reading, whole), span(reading, part)),
        f"{words(reading, whole)} − {words(reading, part)}",
    )
