"""Reads words that count from another day: from which one, in what units, and how many of them.

"Yesterday" counts from the day that speaks, which is that of publication; "the next morning" from the
day that was told last.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

Origin = Literal["published", "told"]
# fmt: off
_NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}
# fmt: on
_WITHIN_A_DAY: Final = frozenset({"second", "minute", "hour"})
_HOURS: Final = 24
_VAGUE: Final = frozenset({"several", "a few", "few", "a couple of", "some", "many", ""})
_UNIT: Final = r"(?P<unit>second|minute|hour|day|night|week|weekend|fortnight|month|year|decade)s?"
_PART: Final = r"(?:morning|dawn|noon|midday|afternoon|evening|dusk|night|midnight)"
_AMOUNT: Final = (
    rf"(?P<amount>\d{{1,3}}|{'|'.join(_NUMBERS)}|several|a few|few|a couple of|some|many)"
)
_ORDER: Final = r"(?P<which>next|following|subsequent|previous|preceding)"
_NEAR: Final = r"(?P<which>last|past|previous|this|current|next)"
_LONG: Final = r"(?P<unit>week|weekend|month|year)"
_WAY: Final = r"(?P<way>earlier|later|before|after(?:wards?)?)(?P<what>(?: .*)?)"
_HURRIED: Final = "shortly|soon|moments|immediately|just|some time|sometime"


@dataclass(frozen=True, slots=True)
class Count:
    """Words that count from a day.

    Attributes:
        origin: the day that they count from.
        unit: ``day``, ``weekend``, ``week``, ``month``, ``year``; empty where they say no time that
            can be told, such as "in recent weeks".
        steps: how many units from it, below zero for before; ``None`` for some that are not told.
        sign: the direction where ``steps`` are not told.
    """

    origin: Origin
    unit: str
    steps: int | None
    sign: int = 0


_DAYS: Final[dict[str, int]] = {
    "yesterday": -1,
    "last night": -1,
    "day before yesterday": -2,
    "night before last": -2,
    "today": 0,
    "tonight": 0,
    "overnight": 0,
    "tomorrow": 1,
    "day after tomorrow": 2,
}
_STEPS: Final = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1}
_TOLD_STEPS: Final = {"next": 1, "following": 1, "subsequent": 1, "previous": -1, "preceding": -1}
_LEADS: Final = re.compile(
    r"^(?:(?:on|in|at|by|since|during|over|until|from|around|about|within|for|early|earlier|late|later|mid"
    r"|only|just|almost|nearly)[ -]+)*(?:(?:the )?(?:end|start|beginning|middle) of )?"
)

_FORMS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(form + "$"), kind)
    for form, kind in (
        (rf"{_AMOUNT} {_UNIT} ago", "ago"),
        (rf"{_AMOUNT} {_UNIT} {_WAY}", "told"),
        (rf"(?P<unit>second|minute|hour|day|week|month|year)s {_WAY}", "vague"),
        (rf"(?:{_HURRIED}) {_WAY}", "soon"),
        (r"(?:later|earlier|afterwards?|meanwhile|simultaneously)", "soon"),
        (rf"(?:the )?(?:same|that)(?: very)? (?:{_UNIT}|{_PART}|time|date)", "same"),
        (rf"(?:the )?{_ORDER} (?:day|night|{_PART})", "step"),
        (rf"the {_ORDER} {_LONG}", "step"),
        (rf"(?P<which>following|subsequent|preceding) {_LONG}", "step"),
        (r"(?:the )?(?:day|night|evening|morning) before", "before"),
        (r"(?:the )?(?:day|morning) after", "after"),
        (rf"(?:the )?{_NEAR} {_LONG}", "deictic"),
        (rf"this (?P<unit>day|{_PART})", "today"),
        (r"(?:the )?weekend", "weekend"),
        (r"(?:the )?year", "year"),
        (r"(?:the )?(?:recent|coming|last|past|previous|next) (?:\w+ )?(?:day|week|month|year)s", "never"),
    )
)  # fmt: skip


@lru_cache(maxsize=4096)
def counted(words: str) -> Count | None:
    """What words count; ``None`` for words that count from no day.

    Args:
        words: a phrase of time as written: "late on the same day", "three days ago".
    """
    said = " ".join(words.lower().strip(" .,;").split())
    for bare in dict.fromkeys((said, _LEADS.sub("", said))):
        if (days := _DAYS.get(bare.removeprefix("the "))) is not None:
            return Count("published", "day", days)
        for form, kind in _FORMS:
            if match := form.match(bare):
                return _count(kind, match)
    return None


def _count(kind: str, match: re.Match[str]) -> Count:
    groups = match.groupdict()
    unit = groups.get("unit") or "day"
    if kind == "ago":
        return _some("published", unit, groups["amount"], -1)
    if kind in {"told", "vague"}:
        sign = -1 if groups["way"] in {"earlier", "before"} else 1
        if groups["what"] and unit not in _WITHIN_A_DAY:
            return Count("told", "", None)  # "two weeks after the vote": nobody knows of which day
        return _some("told", unit, groups.get("amount") or "", sign)
    if kind == "step":
        return Count("told", unit, _TOLD_STEPS[groups["which"]])
    if kind == "deictic":
        return Count("published", unit, _STEPS[groups["which"]])
    if kind == "same":
        wide = unit in {"week", "weekend", "month", "year"}
        return Count("told", unit if wide else "day", 0)
    if kind in {"before", "after"}:
        return Count("told", "day", -1 if kind == "before" else 1)
    if kind == "never":
        return Count("published", "", None)
    if kind == "weekend":
        return Count("published", "weekend", 0)
    return Count("told" if kind == "soon" else "published", "year" if kind == "year" else "day", 0)


def _some(origin: Origin, unit: str, amount: str, sign: int) -> Count:
    """So many units in a direction; what is less than a day moves no day."""
    if unit in _WITHIN_A_DAY:
        days = int(amount) // _HOURS if unit == "hour" and amount.isdecimal() else 0
        return Count(origin, "day", sign * days)
    unit, times = {"night": ("day", 1), "fortnight": ("week", 2), "decade": ("year", 10)}.get(
        unit, (unit, 1)
    )
    if amount in _VAGUE:
        return Count(origin, unit, None, sign)
    number = int(amount) if amount.isdecimal() else _NUMBERS[amount]
    return Count(origin, unit, sign * number * times)
