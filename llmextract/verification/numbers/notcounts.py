"""Tells a count from a number that is none: a date, an age, a unit, a part of a name."""

from dataclasses import dataclass
from typing import Final

from llmextract.verification.numbers.tags import Tag
from llmextract.verification.numbers.tokens import Tokens

WORDS: Final = Tag.NUMBER | Tag.SCALE | Tag.PACK
LIST_MARK: Final = "mark of a list"
"""Why the number before a line of a list is no count."""
NOUNISH: Final = Tag.NOUN | Tag.EFFECT | Tag.OTHER | Tag.ADJECTIVE
_WORDS_OR_DIGITS: Final = WORDS | Tag.DIGITS
_WORDS_OR_FIXED: Final = WORDS | Tag.FIXED
_SIGN_OR_DIGITS_OR_WORDS: Final = Tag.SIGN | Tag.DIGITS | WORDS
_AFTER_MODAL: Final = Tag.BE | Tag.HAVE | Tag.NEGATION | Tag.ADVERB | Tag.VERB
_OF_OR_HYPHEN: Final = Tag.OF | Tag.HYPHEN
_DATE_LINK: Final = Tag.CONJUNCTION | Tag.TO | Tag.HYPHEN | Tag.COMMA
_NOUN_OR_OTHER: Final = Tag.NOUN | Tag.OTHER
_COMMA_OR_STOP_OR_CONJUNCTION: Final = Tag.COMMA | Tag.STOP | Tag.CONJUNCTION
_COMMA_OR_OPEN: Final = Tag.COMMA | Tag.OPEN
_NUMBER_WORD: Final = Tag.NUMBER | Tag.DIGITS | Tag.FIXED | Tag.PACK
_OLDEST: Final = 120
_MOST_CHILDREN: Final = 20
_PHRASE: Final = 3
"""Tokens from a number to the noun that it counts."""
_ENDS_SAID: Final = _COMMA_OR_STOP_OR_CONJUNCTION | Tag.SUBORDINATOR
_PLURAL_OR_GROUP: Final = Tag.PLURAL | Tag.GROUP
_UNKNOWN_OR_SINGULAR: Final = Tag.UNKNOWN | Tag.SINGULAR


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount as a text states it.

    Attributes:
        start: offset of its first character, bounds included ("at least nine").
        end: offset after its last character.
        low: least count that the words allow.
        high: greatest count, ``None`` for no upper bound.
        kind: ``exact``, ``minimum``, ``maximum``, ``range``, ``about``, ``vague`` or ``none``
            (a denial).
        form: how it is written: ``digits``, ``number word``, ``fixed phrase``, ``article``,
            ``singular``, ``denial`` or ``vague amount``.
        stated: the numbers as written ("more than 20": 20, though ``low`` is 21).
        reject: why it is no count ("date", "age", "part of a name" …), empty for a count.
    """

    start: int
    end: int
    low: int
    high: int | None
    kind: str = "exact"
    form: str = "digits"
    stated: tuple[int, ...] = ()
    reject: str = ""


@dataclass(slots=True)
class Numeral:
    """A quantity with the tokens it takes: ``first`` up to but without ``after``.

    ``number`` is its first token without the bound before it.  ``members``: it is joined to a noun
    ("a 15-member team").
    """

    first: int
    number: int
    after: int
    low: int
    high: int | None
    kind: str
    form: str
    stated: tuple[int, ...]
    reject: str = ""
    members: bool = False

    def quantity(self, tokens: Tokens) -> Quantity:
        """The same with offsets into the text."""
        return Quantity(
            start=tokens.starts[self.first],
            end=tokens.ends[self.after - 1],
            low=self.low,
            high=self.high,
            kind=self.kind,
            form=self.form,
            stated=self.stated,
            reject=self.reject,
        )


def reject_reason(tokens: Tokens, numeral: Numeral) -> str:
    """Why a number is no count of people or things; empty if it may be one."""
    return (
        _list_mark(tokens, numeral)
        or _denied(tokens, numeral)
        or _unit_before(tokens, numeral)
        or _date(tokens, numeral)
        or _joined(tokens, numeral)
        or _of_group(tokens, numeral)
        or _apposed_age(tokens, numeral)
        or _said_age(tokens, numeral)
        or _of_one(tokens, numeral)
        or _of_quarter(tokens, numeral)
    )


def _list_mark(tokens: Tokens, numeral: Numeral) -> str:
    """Digits that open a line, with a full stop or a bracket behind them."""
    start, after = tokens.starts[numeral.number], numeral.after
    if tokens.words[after] not in {".", ")"} or (start and tokens.text[start - 1] != "\n"):
        return ""
    beside = (
        tokens.starts[after] == tokens.ends[after - 1]
        and tokens.starts[after + 1] > tokens.ends[after]
    )
    return LIST_MARK if beside and tokens.tags[numeral.number] & Tag.DIGITS else ""


def _denied(tokens: Tokens, numeral: Numeral) -> str:
    """A denial right before a number: "not 999 people were killed"."""
    at = numeral.first - 1
    if at < 0 or numeral.low < 2 or not tokens.tags[at] & Tag.NEGATION:
        return ""
    return "number that is denied" if not tokens.tags[at] & Tag.PREPOSITION else ""


def unit_after(tokens: Tokens, numeral: Numeral) -> str:
    """A unit, a percent sign or an ordinal ending behind the number."""
    at = numeral.after
    entries, tags = tokens.entries, tokens.tags
    hyphen = bool(tags[at] & Tag.HYPHEN) and tokens.starts[at] == tokens.ends[at - 1]
    if hyphen:
        at += 1
        inside = entries[at].inside
        if inside == "members":
            numeral.members = True
            return ""
        if tags[at] & Tag.SIGN or tags[at] & _WORDS_OR_DIGITS:
            return "score" if tags[at] & Tag.DIGITS else ""
    entry = entries[at]
    if tags[at] & Tag.ORDINAL and not entry.after:
        return "fraction" if numeral.kind == "exact" and not tags[at + 1] & Tag.NOUN else ""
    if entry.after and entry.after != "part of a name" and not tags[at] & Tag.DIGITS:
        follows = at + (2 if tags[at + 1] & Tag.HYPHEN else 1)
        if tags[follows] & Tag.DIGITS and tags[at + 1] & Tag.HYPHEN:
            return ""  # "five M-4 rifles": no metres
        return "age" if tags[follows] & Tag.OLD else entry.after
    if hyphen:
        return "compound" if not tokens.starts[at] > tokens.ends[at - 1] else ""
    if tokens.starts[at] == tokens.ends[at - 1] and not tags[at] & Tag.SIGN:
        if tokens.words[at] in tokens.tables.times and tags[at + 1] & NOUNISH:
            numeral.after = at + 1  # "2x wounded"
            return ""
        return "ordinal" if entry.after else "part of a name"
    return ""


def _unit_before(tokens: Tokens, numeral: Numeral) -> str:
    """A currency, "Highway", "Unit", "AK-" in front of the number."""
    first = numeral.number
    if not first:
        return ""
    tags, entries = tokens.tags, tokens.entries
    at = first - 1
    words = bool(tags[first] & _WORDS_OR_FIXED)
    if tags[at] & Tag.HYPHEN and at and not tags[at - 1] & _SIGN_OR_DIGITS_OR_WORDS:
        joined = (
            tokens.starts[at] == tokens.ends[at - 1] and tokens.starts[first] == tokens.ends[at]
        )
        model = len(tokens.words[at - 1]) == 1 or entries[at - 1].before
        return "part of a name" if not words and (joined or model) else ""
    if tokens.starts[first] == tokens.ends[at] and not tags[at] & Tag.SIGN:
        return "part of a name"
    if tags[at] & Tag.DOT and at and tags[at - 1] & Tag.ABBREVIATION:
        at -= 1
    if tags[at] & Tag.BETWEEN and at and entries[at - 1].before == "age":
        at -= 1  # "aged between eight and 13"
    reason = entries[at].before
    if not reason or reason == "score" or tags[at] & Tag.DIGITS:
        return ""
    if reason == "part of a name":
        after = tags[numeral.after]
        if words and _is_capital(tokens, at) and _is_capital(tokens, first):
            return reason  # "a Form Three pupil"
        free = words or not after & Tag.EFFECT
        if after & (NOUNISH if free else Tag.NOUN) or (words and not after & Tag.SIGN):
            return ""
    return reason


def _is_month(tokens: Tokens, at: int) -> bool:
    """A month name that is not the modal "may" or a verb."""
    if at < 0 or not tokens.tags[at] & Tag.MONTH:
        return False
    return not (tokens.tags[at] & Tag.MODAL and tokens.tags[at + 1] & _AFTER_MODAL)


def _date(tokens: Tokens, numeral: Numeral) -> str:
    """The day beside a month, the year behind one, a year by its make."""
    first, after = numeral.number, numeral.after
    tags = tokens.tags
    if not tags[first] & Tag.DIGITS and not tags[first] & Tag.NUMBER:
        return ""
    dated = first > 1 and tags[first - 2] & Tag.DIGITS and not tags[first] & Tag.DIGITS
    if dated and tags[after] & NOUNISH:
        return ""  # "on 8 October two cyclists"
    if _is_month(tokens, first - 1) and numeral.low <= 2100:
        # "in May 300 people": a day of the month has two digits, a year stands before no noun.
        return "" if tags[after] & NOUNISH and numeral.low > 31 else "date"
    follows = after + 1 if tags[after] & _OF_OR_HYPHEN else after
    if _is_month(tokens, follows) and numeral.low <= 31:
        return "date"
    if (
        (tags[after] & _DATE_LINK and tags[after + 1] & Tag.DIGITS)
        and _is_month(tokens, after + 2)
        and numeral.low <= 31
    ):
        return "date"
    return _year(tokens, numeral) or _after_date(tokens, numeral)


def _after_date(tokens: Tokens, numeral: Numeral) -> str:
    """Whether a number goes on a date: "June 4 and 5", "June 4, 2020"."""
    at = numeral.number - 1
    tags = tokens.tags
    if (
        (at >= 1 and tags[at] & _DATE_LINK and tags[at - 1] & Tag.DIGITS)
        and _is_month(tokens, at - 2)
        and not tags[numeral.after] & NOUNISH
    ):
        return "date"
    return ""


def _year(tokens: Tokens, numeral: Numeral) -> str:
    first, after = numeral.number, numeral.after
    if not (tokens.tags[first] & Tag.DIGITS and 1900 <= numeral.low <= 2099):
        return ""
    if numeral.high != numeral.low or after - first != 1 or not tokens.words[first].isdigit():
        return ""
    if len(tokens.words[first]) != 4 or tokens.tags[after] & _NOUN_OR_OTHER:
        return ""
    before = tokens.tags[first - 1] if first else 0
    if before & Tag.YEAR_BEFORE or not before & Tag.EFFECT:
        return "date"
    return ""


def _joined(tokens: Tokens, numeral: Numeral) -> str:
    """A score ("3-1") or one number of a chain ("12-34-56")."""
    first = numeral.number
    tags = tokens.tags
    if numeral.kind == "range" and first and tokens.entries[first - 1].before == "score":
        return "score"
    if first >= 2 and tags[first - 1] & Tag.HYPHEN and tags[first - 2] & Tag.DIGITS:
        return "score"
    return ""


def _of_group(tokens: Tokens, numeral: Numeral) -> str:
    """Whether a number is of the name of a group: "the gang 400 Zanmi", "the 400 Zanmi gang".

    A word that no table knows, with a capital and no plural, stands behind it; nobody counts by that.
    """
    first, after = numeral.number, numeral.after
    tags = tokens.tags
    named = tags[after] & Tag.UNKNOWN and not tags[after] & Tag.POSSESSIVE
    named = named and not tokens.words[after].endswith(tokens.tables.endings["plural"])
    if not first or not tags[first] & Tag.DIGITS or not named or not _is_capital(tokens, after):
        return ""
    if tokens.words[first - 1] in tokens.tables.named_groups:
        return "part of a name"
    while tags[after] & Tag.UNKNOWN and _is_capital(tokens, after):
        after += 1
    group = tokens.words[after] in tokens.tables.named_groups and tags[first - 1] & Tag.DEFINITE
    return "part of a name" if group and not tags[after + 1] & Tag.NOUN else ""


def _is_capital(tokens: Tokens, at: int) -> bool:
    return tokens.text[tokens.starts[at]].isupper()


def _apposed_age(tokens: Tokens, numeral: Numeral) -> str:
    """Whether it is a bare number between commas behind a name: "Ivo Marsk, 34, was shot"."""
    first, after = numeral.number, numeral.after
    tags = tokens.tags
    if first < 2 or not (tags[first - 1] & _COMMA_OR_OPEN and tags[first] & Tag.DIGITS):
        return ""
    ends = Tag.CLOSE if tags[first - 1] & Tag.OPEN else _COMMA_OR_STOP_OR_CONJUNCTION
    if not tags[after] & ends or numeral.low > _OLDEST:
        return ""
    before = tags[first - 2]
    if before & _UNKNOWN_OR_SINGULAR and not before & Tag.PLURAL:
        return "age"
    counted = any(tags[at] & _NUMBER_WORD for at in range(max(0, first - 2 - _PHRASE), first - 2))
    return "age" if before & Tag.PERSON and counted else ""  # "two brothers, 19, were killed"


def _said_age(tokens: Tokens, numeral: Numeral) -> str:
    """Whether it is what one person is said to be: "the driver was 71"."""
    first, tags = numeral.number, tokens.tags
    ends = tags[numeral.after] & _ENDS_SAID
    if first < 2 or not tags[first - 1] & Tag.BE or not ends or not 0 < numeral.low <= _OLDEST:
        return ""
    who = first - 2
    single = tags[who] & Tag.PERSON and not tags[who] & Tag.PLURAL
    named = tags[who] & Tag.UNKNOWN and not tokens.is_high and _is_capital(tokens, who)
    known = tokens.words[who] in tokens.tables.names.pronouns
    return "age" if single or known or named else ""


def _of_one(tokens: Tokens, numeral: Numeral) -> str:
    """Whether it says how old one is, or how many one has: "a boy of 12", "a town of 900 people"."""
    first, tags = numeral.number, tokens.tags
    if first < 2 or not tags[first - 1] & Tag.OF or tags[numeral.after] & _NOUN_OR_OTHER:
        return ""
    who = tags[first - 2]
    if "place" in tokens.entries[first - 2].classes:
        return "" if tags[numeral.after] & NOUNISH else "number of inhabitants"
    if not who & Tag.PERSON or who & _PLURAL_OR_GROUP or not 0 < numeral.low <= _OLDEST:
        return ""
    parent = tokens.words[first - 2] in tokens.tables.parents and numeral.low <= _MOST_CHILDREN
    return "number of somebody's children" if parent else "age"


def _of_quarter(tokens: Tokens, numeral: Numeral) -> str:
    """Whether it is of the name of a place: "shots in Delva 33".

    A word that no table knows stands before it, with a capital and behind a preposition, and a sign behind.
    """
    first, tags = numeral.number, tokens.tags
    if first < 2 or tokens.is_high or not tags[first] & Tag.DIGITS:
        return ""
    named = tags[first - 1] & Tag.UNKNOWN and _is_capital(tokens, first - 1)
    ends = tags[numeral.after] & _COMMA_OR_STOP_OR_CONJUNCTION
    return "part of a name" if named and ends and tags[first - 2] & Tag.PREPOSITION else ""
