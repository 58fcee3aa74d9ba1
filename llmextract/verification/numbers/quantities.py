"""The number lexer: reads quantities, their bounds and what is no count, from tokens."""

from decimal import Decimal
from typing import Final

from llmextract.verification.numbers.notcounts import (
    WORDS,
    Numeral,
    reject_reason,
    unit_after,
)
from llmextract.verification.numbers.tags import Kind, Tag
from llmextract.verification.numbers.tokens import DECIMAL, Tokens

_STARTS: Final = WORDS | Tag.DIGITS | Tag.FIXED | Tag.VAGUE | Tag.NOBODY | Tag.NO | Tag.ANY
_MAX: Final = 10**12
_SCALE_OR_PACK: Final = Tag.SCALE | Tag.PACK
_CONJUNCTION_OR_COMMA_OR_TO: Final = Tag.CONJUNCTION | Tag.COMMA | Tag.TO
_NOUN_OR_OTHER: Final = Tag.NOUN | Tag.OTHER
_WORDS_OR_DIGITS: Final = WORDS | Tag.DIGITS
_STOP_OR_DIGITS: Final = Tag.STOP | Tag.DIGITS
_WORDS_OR_ARTICLE: Final = WORDS | Tag.ARTICLE
_STOP_OR_SUBORDINATOR: Final = Tag.STOP | Tag.SUBORDINATOR
_ARTICLE_OR_PACK: Final = Tag.ARTICLE | Tag.PACK
_TOTAL_OR_TOLL_OR_CHANGE: Final = Tag.TOTAL | Tag.TOLL | Tag.CHANGE


def read_numerals(tokens: Tokens) -> list[Numeral]:
    """All amounts of a text in order, without articles: whether those count depends on the noun."""
    found: list[Numeral] = []
    tags = tokens.tags
    free = 0
    for index in tokens.of_kind(Kind.AMOUNT):
        if index < free:
            continue
        if not tags[index] & _STARTS and not tags[index + 1] & _SCALE_OR_PACK:
            continue
        numeral = _read(tokens, index)
        if numeral is not None:
            _finish(tokens, numeral, free)
            if found and not numeral.reject:
                numeral.reject = _carried(tokens, found[-1], numeral)
            found.append(numeral)
            free = numeral.after
    return found


def _carried(tokens: Tokens, previous: Numeral, numeral: Numeral) -> str:
    """Why the next number of a list is no count either: "aged 7 and 9", "Highways 3 and 7"."""
    if previous.after != numeral.number - 1 or previous.reject not in {"age", "part of a name"}:
        return ""
    if not tokens.tags[previous.after] & _CONJUNCTION_OR_COMMA_OR_TO:
        return ""
    return "" if tokens.tags[numeral.after] & _NOUN_OR_OTHER else previous.reject


def _finish(tokens: Tokens, numeral: Numeral, floor: int) -> None:
    """Adds the range, the bounds and the reason why it is no count."""
    if numeral.kind == "exact":
        if not _join_range(tokens, numeral):
            _bound_before(tokens, numeral, floor)
            _bound_after(tokens, numeral)
        numeral.reject = (
            unit_after(tokens, numeral) or numeral.reject or reject_reason(tokens, numeral)
        )
    elif numeral.kind == "vague":
        numeral.reject = unit_after(tokens, numeral)


def _read(tokens: Tokens, index: int) -> Numeral | None:
    tag = tokens.tags[index]
    entry = tokens.entries[index]
    if tag & Tag.VAGUE:
        if tag & Tag.BOUND and tokens.tags[index + 1] & _WORDS_OR_DIGITS:
            return None  # "unas 200 personas": there it is only "about"
        return Numeral(index, index, index + 1, entry.value, None, "vague", "vague amount", ())
    if tag & Tag.NOBODY or (tag & Tag.NO and not tokens.tags[index + 1] & _STOP_OR_DIGITS):
        return Numeral(index, index, index + 1, 0, 0, "none", "denial", (0,))
    if tag & Tag.ANY:
        return _read_any(tokens, index)
    if tag & Tag.FIXED:
        value = entry.value
        return Numeral(index, index, index + 1, value, value, "exact", "fixed phrase", (value,))
    if tag & Tag.DIGITS:
        return _read_digits(tokens, index)
    if tag & _WORDS_OR_ARTICLE:
        return _read_words(tokens, index)
    return None


def _read_any(tokens: Tokens, index: int) -> Numeral | None:
    """Reads "any" as a denial after a negation: "did not cause any casualties"."""
    tags = tokens.tags
    for before in range(index - 1, max(index - 9, -1), -1):
        if tags[before] & _STOP_OR_SUBORDINATOR and not tags[before] & Tag.PREPOSITION:
            return None
        if tags[before] & Tag.NEGATION:
            return Numeral(index, index, index + 1, 0, 0, "none", "denial", (0,))
    return None


def _read_digits(tokens: Tokens, index: int) -> Numeral:
    entry = tokens.entries[index]
    value, reject, after = entry.value, entry.after, index + 1
    form = "digits"
    if value >= 0:
        value, after = _spaced_groups(tokens, index)
    scale = tokens.entries[after]
    near = len(tokens.words[after]) > 1 or tokens.starts[after] == tokens.ends[after - 1]
    if scale.tags & _SCALE_OR_PACK and near and reject in {"", DECIMAL}:
        number = Decimal(entry.before) if reject == DECIMAL else Decimal(value)
        scaled = number * scale.value
        if scaled == int(scaled) and number < _MAX:
            value, reject, after, form = int(scaled), "", after + 1, "digits"
    elif scale.tags & Tag.SCALE == 0 and reject == "" and value >= _MAX:
        reject = "a code"
    return Numeral(index, index, after, value, value, "exact", form, (value,), reject)


def _spaced_groups(tokens: Tokens, index: int) -> tuple[int, int]:
    """Joins groups of three digits set apart by a space (1 200): value and the token after."""
    value, after = tokens.entries[index].value, index + 1
    length = tokens.ends[index] - tokens.starts[index]
    if length > 3 or value == 0 or tokens.tags[index - 1 if index else tokens.n] & Tag.MONTH:
        return value, after
    while (
        tokens.tags[after] & Tag.DIGITS
        and tokens.ends[after] - tokens.starts[after] == 3
        and tokens.words[after].isdigit()
        and (gap := tokens.text[tokens.ends[after - 1] : tokens.starts[after]]).isspace()
        and gap != "\t"  # two cells of a table
    ):
        value = value * 1000 + int(tokens.words[after])
        after += 1
    return value, after


def _read_words(tokens: Tokens, index: int) -> Numeral | None:
    after, value = _compose(tokens, index)
    if after == index:
        return None
    form = "number word"
    if tokens.tags[index] & _ARTICLE_OR_PACK:
        form = "fixed phrase"
    return Numeral(index, index, after, value, value, "exact", form, (value,))


def _lowest(number: int) -> int:
    """Size of the last part that is not zero, which bounds what may still be added."""
    if number % 10:
        return 1
    return 10 if number % 100 else 100


def _compose(tokens: Tokens, index: int) -> tuple[int, int]:
    """Adds up number words from a token on: the token after them and their value."""
    tags, entries = tokens.tags, tokens.entries
    total = current = 0
    at = index
    if tags[at] & Tag.ARTICLE:
        at += 1
    after = index
    while True:
        tag, value = tags[at], entries[at].value
        if tag & Tag.NUMBER and (current == 0 or (0 < value < _lowest(current))):
            if total and value >= 1000:
                break
            current += value
        elif tag & Tag.SCALE and value >= 1000 and (not total or total % (value * 1000) == 0):
            total += max(current, 1) * value
            current = 0
        elif tag & _SCALE_OR_PACK and value < 1000 and current < 100:
            current = max(current, 1) * value
        else:
            break
        at += 1
        after = at
        at = _over_joiner(tokens, at, total if current == 0 else current)
    return after, total + current


def _over_joiner(tokens: Tokens, at: int, current: int) -> int:
    """The next number word behind a hyphen or the joiner ("and"), or the same token."""
    tags = tokens.tags
    if tags[at] & Tag.HYPHEN and tags[at + 1] & WORDS:
        joined = (
            tokens.starts[at] == tokens.ends[at - 1] and tokens.starts[at + 1] == tokens.ends[at]
        )
        return at + 1 if joined else at
    if tags[at] & Tag.JOINER and tags[at + 1] & Tag.NUMBER:
        limit = _lowest(current)
        if limit >= tokens.tables.joiner_after and tokens.entries[at + 1].value < limit:
            return at + 1
    return at


def _join_range(tokens: Tokens, numeral: Numeral) -> bool:
    """Makes "10 to 15", "30-40" and "between 10 and 15" one quantity."""
    tags = tokens.tags
    after = numeral.after
    before = tags[numeral.first - 1] if numeral.first else 0
    if tags[after] & Tag.HYPHEN:
        if not _hyphen_may_join(tokens, numeral):
            return False
    elif tags[after] & Tag.BETWEEN_AND:
        if not before & Tag.BETWEEN or before & Tag.TO:
            return False
    elif not tags[after] & Tag.TO or (before & Tag.BETWEEN and _changes(tokens, numeral.first)):
        return False
    second = _read(tokens, after + 1) if tags[after + 1] & _WORDS_OR_DIGITS else None
    if second is None or second.kind != "exact" or second.reject or numeral.reject:
        return False
    low, high = numeral.low, second.low
    if low * 1000 <= high and high % 1000 == 0 and tags[second.after - 1] & Tag.SCALE:
        low *= tokens.entries[second.after - 1].value  # "2 to 3 million"
    if high <= low:
        return False
    if before & Tag.BETWEEN:
        numeral.first -= 1
    numeral.low, numeral.high, numeral.stated = low, high, (low, high)
    numeral.kind, numeral.after = "range", second.after
    return True


def _hyphen_may_join(tokens: Tokens, numeral: Numeral) -> bool:
    """Whether a dash after a number may make a range: not in a chain of numbers or a name."""
    after = numeral.after
    tags = tokens.tags
    if tags[after + 2] & Tag.HYPHEN and tags[after + 3] & Tag.DIGITS:
        return False
    return not (numeral.first and tags[numeral.first - 1] & Tag.HYPHEN)


def _changes(tokens: Tokens, first: int) -> bool:
    """Whether "from 9 to 12" tells of a toll that moved, not of a range."""
    return any(tokens.tags[at] & _TOTAL_OR_TOLL_OR_CHANGE for at in range(max(first - 8, 0), first))


def _bound_before(tokens: Tokens, numeral: Numeral, floor: int) -> None:
    at = numeral.first - 1
    while at >= floor and (tokens.tags[at] & Tag.OTHER or tokens.entries[at].bound == "exact"):
        at -= 1
    if at < floor or not tokens.tags[at] & Tag.BOUND:
        return
    bound = tokens.entries[at].bound
    numeral.first = at
    _apply(numeral, bound)
    # "at least about 20": the outer word rules.
    if bound == "about" and at - 1 >= floor and tokens.tags[at - 1] & Tag.BOUND:
        outer = tokens.entries[at - 1].bound
        if outer not in {"exact", "about"}:
            numeral.first = at - 1
            _apply(numeral, outer)


def _bound_after(tokens: Tokens, numeral: Numeral) -> None:
    at = numeral.after
    if tokens.tags[at] & Tag.BOUND_AFTER and numeral.kind == "exact":
        numeral.after = at + 1
        _apply(numeral, tokens.entries[at].bound)
    elif tokens.words[at] == "+" and tokens.starts[at] == tokens.ends[at - 1]:
        numeral.after = at + 1
        _apply(numeral, "minimum")


def _apply(numeral: Numeral, bound: str) -> None:
    value = numeral.stated[0]
    numeral.kind = bound
    if bound == "minimum":
        numeral.low, numeral.high = value, None
    elif bound == "above":
        numeral.kind, numeral.low, numeral.high = "minimum", value + 1, None
    elif bound == "maximum":
        numeral.low, numeral.high = 0, value
    elif bound == "below":
        numeral.kind, numeral.low, numeral.high = "maximum", 0, max(value - 1, 0)
    elif bound == "exact":
        numeral.kind = "exact"
