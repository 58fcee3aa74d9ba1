"""Reads the numbers of a text: in digits, in words, as bounds and ranges, and what is no count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from llmextract.verification.languages.tables import Language
from llmextract.verification.languages.words import YEARS, Words

_GROUPED: Final = re.compile(r"\d{1,3}(?:([.,٬’' \u00a0\u202f])\d{3})(?:\1\d{3})*$")
_RANGE: Final = re.compile(r"(\d{1,5})[-–](\d{1,5})$")
_DECIMAL: Final = re.compile(r"\d+[.,٫]\d{1,2}$")
_NO_DIGIT: Final = re.compile(r"\D")
_LONGEST: Final = 12  # digits; a longer one is a code, and none that was counted
_BEFORE: Final = 4  # words between a bound and its number
_BEHIND: Final = 4  # words between a number and a bound behind it
_BOUNDS: Final = {"least": "minimum", "above": "above", "most": "maximum", "below": "below",
                  "about": "about"}  # fmt: skip
_RISING: Final = 4  # words between a verb of rising and the figure before
_LINKED: Final = 3  # words between two figures of a toll
_SCALE: Final = 1000  # from here on a scale closes what stands before it
_DATE: Final = "a date"


@dataclass(frozen=True, slots=True)
class Number:
    """A number where it stands.

    Attributes:
        first: number of its first word.
        last: number after its last word.
        low: its least value.
        high: its greatest value, ``None`` for no bound.
        stated: the numbers as written.
        kind: ``exact``, ``minimum``, ``maximum``, ``about`` or ``range``.
        form: ``digits``, ``number word``, ``article`` or ``singular``.
        reject: what it is if no count.
        begin: number of the first word of its bound, or its own.
    """

    first: int
    last: int
    low: int
    high: int | None
    stated: tuple[int, ...]
    kind: str = "exact"
    form: str = "number word"
    reject: str = ""
    begin: int = -1

    @property
    def exact(self) -> bool:
        """Whether it is one value."""
        return self.kind == "exact"


def numbers(words: Words, language: Language) -> list[Number]:
    """The numbers of a text, in order.

    Args:
        words: the text.
        language: its language.
    """
    found: list[Number] = []
    at = 0
    while at < len(words):
        number = _digits(words, at, language) or _spelt(words, at, language)
        if number is None:
            at += 1
            continue
        if not (number.form == "singular" and found and found[-1].last == at):
            found.append(number)  # the noun of a number is none by itself
        at = number.last
    found = [_rejected(words, number) for number in found]
    return [_bounded(words, number) for number in _ranges(words, found)]


def _exact(first: int, last: int, value: int, form: str) -> Number:
    return Number(first, last, value, value, (value,), form=form, begin=first)


def _digits(words: Words, at: int, language: Language) -> Number | None:
    """A number in digits, with a scale behind it."""
    form = words.forms[at]
    if not form[0].isdecimal():
        return None
    scale = _scale(words, at + 1, language)
    if scale and not words.glued[at + 1]:
        last, factor = scale
        if _DECIMAL.match(form):
            value = round(float(re.sub(r"[,٫]", ".", form)) * factor)
            return _exact(at, last, value, "digits")
        if form.isdecimal():
            return _exact(at, last, int(form) * factor, "digits")
    if match := _RANGE.match(form):
        low, high = int(match[1]), int(match[2])
        if low < high and not (low in YEARS and high in YEARS):
            return Number(at, at + 1, low, high, (low, high), "range", "digits", begin=at)
    if form.isdecimal() and len(form) < _LONGEST:
        return _exact(at, at + 1, int(form), "digits")
    digits = _NO_DIGIT.sub("", form)[:_LONGEST]
    number = _exact(at, at + 1, int(digits), "digits")
    if _GROUPED.match(form):
        return number
    return replace(number, reject="a part of a longer number or a date")


def _scale(words: Words, at: int, language: Language) -> tuple[int, int] | None:
    factor = language.scales.get(words.forms[at]) if at < len(words) else None
    return None if factor is None or factor < _SCALE else (at + 1, factor)


def _value(words: Words, at: int, language: Language) -> tuple[int, int, bool] | None:
    """The value of a number word, the number after it, whether "and" is written in one with it."""
    form = words.forms[at]
    joined = False
    for bare in (form, form.removeprefix(language.joined) if language.joined else form):
        if at + 1 < len(words):
            pair = f"{bare} {words.forms[at + 1]}"
            if pair in language.values:
                return language.values[pair], at + 2, joined
        if bare in language.values:
            return language.values[bare], at + 1, joined
        joined = True
    return None


def _spelt(words: Words, at: int, language: Language) -> Number | None:
    """A number in words: parts that go on below one another, multiplied by scales."""
    found = _whole(words, at, language)
    if found is not None:
        return found
    total = current = 0
    last = at
    while last < len(words):
        joined = last > at and words.has(last, "joiner")
        ahead = last + joined
        factor = language.scales.get(words.forms[ahead]) if ahead < len(words) else None
        if factor is not None and not joined and (current or ahead == at):
            current = max(current, 1) * factor
            if factor >= _SCALE:
                total, current = total + current, 0
            last = ahead + 1
            continue
        part = _value(words, ahead, language) if ahead < len(words) else None
        if part is None:
            break
        value, end, with_and = part
        joined = joined or with_and
        if last > at and not _goes_on(current, value, language, total=total, joined=joined):
            break
        current, last = current + value, end
    if last == at or (last == at + 1 and words.has(at, "article_one")):
        return None
    return _exact(at, last, total + current, "number word")


def _goes_on(current: int, value: int, language: Language, *, total: int, joined: bool) -> bool:
    """Whether a part of a number goes on one before it: "sixty" and "two", "hundred" and "ten"."""
    if not current:
        return bool(total) and value < _SCALE
    tens = current % 100
    if tens == 0:
        return value < (_SCALE if current % _SCALE == 0 else 100)
    if tens % 10 == 0 and tens >= 20:
        return value < (20 if language.vigesimal and tens in (60, 80) else 10)
    # Units before tens: "five and twenty".
    return joined and tens < 10 and value % 10 == 0 and 20 <= value < 100


def _whole(words: Words, at: int, language: Language) -> Number | None:
    """An amount that is one expression: a dozen, some twenty, two men in one word."""
    for size in (3, 2, 1):
        key = " ".join(words.forms[at : at + size])
        if at + size > len(words):
            continue
        if key in language.fixed:
            return _exact(at, at + size, language.fixed[key], "number word")
        if key in language.about:
            value = language.about[key]
            return Number(at, at + size, value, value, (value,), "about", begin=at)
    form = words.forms[at]
    if form not in language.singular and at in words.joined:
        form = form[1:]
    if form in language.singular:
        return _exact(at, at + 1, language.singular[form], "singular")
    if words.has(at, "article_one") and _names_somebody(words, at + 1):
        return _exact(at, at + 1, 1, "article")
    return None


def _names_somebody(words: Words, at: int) -> bool:
    """Whether a noun for somebody stands at a word, or behind an adjective."""
    if words.has(at, "people") or _is_called(words, at):
        return True
    return words.has(at + 1, "people") and not (words.is_part(at) or words.has(at, "link", "conj"))


def _is_called(words: Words, at: int) -> bool:
    return at < len(words) and any(kind.endswith(".noun") for kind in words.at[at])


def _rejected(words: Words, number: Number) -> Number:
    """The number with what it is if the words beside it make it no count."""
    if number.reject:
        return number
    reason = ""
    after = words.at[number.last] if number.last < len(words) else {}
    for kind in after:
        if kind.startswith("after:"):
            reason = kind.partition(":")[2]
    for kind in words.ending[number.first]:
        if kind.startswith("before:"):
            reason = kind.partition(":")[2]
    if number.form == "digits":
        reason = reason or _joined(words, number)
    if not reason and number.low <= 31 and _is_day(words, number.last):
        reason = _DATE
    if not reason and _is_year(words, number):
        reason = _DATE
    return replace(number, reject=reason) if reason else number


def _is_day(words: Words, after: int) -> bool:
    """Whether a month follows, with or without a word between."""
    if words.has(after, "month_link"):
        after = words.at[after]["month_link"]
    return words.has(after, "month")


def _joined(words: Words, number: Number) -> str:
    """What a number is that is written in one with a word."""
    first, last = number.first, number.last
    if first and words.glued[first] and words.forms[first - 1] not in ("-",):
        return "part of a name"
    if last < len(words) and words.forms[last][0].isalpha():
        if words.glued[last]:
            return "age" if words.has(last, "age_adjective") else "part of a name"
        if words.starts[last] == words.ends[last - 1]:
            return "part of a name"
    return ""


def _is_year(words: Words, number: Number) -> bool:
    if number.low not in YEARS or number.form != "digits":
        return False
    if not words.forms[number.first].isdecimal():
        return False
    return not any(words.has(number.last + ahead, "people") for ahead in (0, 1))


def _ranges(words: Words, found: list[Number]) -> Iterator[Number]:
    """The numbers, those that are ends of one range as one."""
    skip = False
    for index, number in enumerate(found):
        if skip:
            skip = False
            continue
        after = found[index + 1] if index + 1 < len(found) else None
        if after is not None and _rises(words, number, after):
            yield replace(number, reject="an earlier figure")
        elif after is not None and _is_range(words, number, after):
            skip = True
            yield replace(
                number,
                last=after.last,
                high=after.low,
                stated=(number.low, after.low),
                kind="range",
                reject=after.reject,
            )
        else:
            yield number


def _rises(words: Words, low: Number, high: Number) -> bool:
    """Whether a toll rises or falls from one number to the next: "est passé de 12 à 18 morts".

    The later one is then marked as the figure that the toll came to.
    """
    begin = next(
        (at for at in range(max(0, low.first - _RISING), low.first) if words.has(at, "rising")), -1
    )
    linked = high.first - low.last
    if begin < 0 or not 1 <= linked <= _LINKED or low.reject or not words.has(high.first - 1, "to"):
        return False
    words.at[begin]["rose"] = high.first
    words.ending[high.first].add("rose")
    return True


def _is_range(words: Words, low: Number, high: Number) -> bool:
    if not (low.exact and high.exact and low.low < high.low) or low.reject:
        return False
    if high.first == low.last and words.glued[high.first]:
        return True
    if high.first != low.last + 1:
        return False
    ended = words.ending[low.first]
    return (words.has(low.last, "to") and ("to" not in ended)) or (
        words.has(low.last, "range_to", "conj") and "between" in ended
    )


def _bounded(words: Words, number: Number) -> Number:
    """The number with the bound before or behind it."""
    at, kind = number.first, ""
    for _ in range(_BEFORE):
        kinds = words.ending[at]
        if "rose" in kinds:
            break
        kind = kind or next((name for name in _BOUNDS if name in kinds), "")
        if kind:
            begins = [i for i in range(max(0, at - 5), at) if words.at[i].get(kind) == at]
            at = min(begins, default=at)
            break
        if "filler" not in kinds or at == 0:
            break
        at -= 1
    if not kind:
        at = number.first if "rose" not in words.ending[at] else at
        for ahead in range(number.last, min(number.last + _BEHIND, len(words))):
            if words.is_part(ahead) and words.forms[ahead] != ",":
                break
            if words.has(ahead, "least_after"):
                kind = "least"
                break
    if not kind or number.kind == "range" or number.reject:
        return replace(number, begin=at) if kind else number
    return _with_bound(replace(number, begin=at), _BOUNDS[kind])


def _with_bound(number: Number, kind: str) -> Number:
    value = number.low
    if kind == "minimum":
        return replace(number, kind="minimum", high=None)
    if kind == "above":
        return replace(number, kind="minimum", low=value + 1, high=None)
    if kind == "maximum":
        return replace(number, kind="maximum", low=0, high=value)
    if kind == "below":
        return replace(number, kind="maximum", low=0, high=max(0, value - 1))
    return replace(number, kind="about")
