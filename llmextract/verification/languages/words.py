"""Cuts a text into folded words and says what each of them is in its language."""

import re
from dataclasses import dataclass, field
from typing import Final

from llmextract.verification.languages.tables import Language, fold, openings

_APOSTROPHES: Final = "'’ʼ"
_DIGITS: Final = r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f]\d{3}(?!\d))+|\d+(?:[.,:/٫٬’'–-]\d+)*"
_TOKEN: Final = re.compile(
    rf"{_DIGITS}|[^\W\d_]+(?:[{_APOSTROPHES}\u0300-\u036f\u064b-\u0652\u0640]+[^\W\d_]*)*"
    r"|[^\w\s]"
)
_PARTED: Final = re.compile(
    rf"{_DIGITS}|[^\W\d_]+[{_APOSTROPHES}]?(?:[\u0300-\u036f]+[^\W\d_]*)*|[^\w\s]"
)
_HYPHENS: Final = frozenset("-‐‑–")
_ROW: Final = re.compile(
    r"^[ \t]*(?:[-*•·|][ \t]*)?[^\W\d_][^\d\n.,;:!?]{0,40}?"
    r"(?P<between>[:=–—|-]|\t)[ \t]*(?:\d{1,3}(?:[., ]\d{3})+|\d{1,6})[ \t|;,.]*$",
    re.MULTILINE,
)
"""A line that is a label and its number."""
YEARS: Final = range(1800, 2100)
"""Numbers that are years where nobody is counted."""
STOPS: Final = frozenset(".!?…؟")
"""What ends a sentence."""
PARTS: Final = frozenset(',;:()[]«»“”„"—،؛/|') | STOPS
"""What parts a sentence."""


@dataclass(slots=True)
class Words:
    """A text in words.

    Attributes:
        text: its characters.
        forms: the folded words; marks of punctuation are some too, hyphens inside a word are none.
        starts: offset of each.
        ends: offset after each.
        glued: whether nothing but a hyphen stands between a word and the one before.
        at: for each word the kinds that begin there, with the number after their last word.
        ending: for each number of a word the kinds that end before it.
        joined: words that "and" is written in one with.
    """

    text: str
    forms: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    glued: list[bool] = field(default_factory=list)
    at: list[dict[str, int]] = field(default_factory=list)
    ending: list[set[str]] = field(default_factory=list)
    joined: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.forms)

    def is_part(self, index: int) -> bool:
        """Whether a sentence is parted at a word, or the text ends there."""
        return not 0 <= index < len(self.forms) or self.forms[index] in PARTS

    def has(self, index: int, *kinds: str) -> bool:
        """Whether one of some kinds begins at a word."""
        return 0 <= index < len(self.at) and not self.at[index].keys().isdisjoint(kinds)

    def sentence(self, index: int) -> tuple[int, int]:
        """Numbers of the first word of a word's sentence and after the last."""
        first = last = index
        while first > 0 and self.forms[first - 1] not in STOPS:
            first -= 1
        while last < len(self.forms) and self.forms[last] not in STOPS:
            last += 1
        return first, last

    def clause(self, index: int) -> tuple[int, int]:
        """Numbers of the first word of a word's part of its sentence and after the last."""
        first = last = index
        while not self.is_part(first - 1):
            first -= 1
        while not self.is_part(last):
            last += 1
        return first, last


def cut(text: str, language: Language) -> Words:
    """Cut a text into words.

    Args:
        text: any text.
        language: whose words they are.
    """
    words = Words(text)
    marks = _row_marks(text)
    for match in (_PARTED if language.elision else _TOKEN).finditer(text):
        raw = match.group()
        start, end = match.span()
        while marks and marks[-1][0] < end:
            _add(words, *marks.pop())
        if words.ends and start < words.ends[-1]:
            continue  # what stands between label and number
        if raw in _HYPHENS and _is_inner(text, start, end):
            continue
        form = fold(raw) if raw[0].isalpha() else raw
        if not form:
            continue
        _add(words, start, end, "-" if raw in _HYPHENS else form)
    _find_kinds(words, language)
    return words


def _add(words: Words, start: int, end: int, form: str) -> None:
    words.glued.append(bool(words.ends) and words.text[words.ends[-1] : start] in _HYPHENS)
    words.forms.append(form)
    words.starts.append(start)
    words.ends.append(end)


def _row_marks(text: str) -> list[tuple[int, int, str]]:
    """Marks that the rows of a list are read with, last first: "label: number;"."""
    marks = []
    for row in _ROW.finditer(text):
        marks += [(*row.span("between"), ":"), (row.end(), row.end(), ";")]
    return marks[::-1]


def is_bare_year(words: Words, at: int) -> bool:
    """Whether a year stands at a word without a month: what is told with it is often long past."""
    form = words.forms[at]
    if len(form) != 4 or not form.isdecimal() or int(form) not in YEARS:
        return False
    around = range(max(0, at - 3), min(at + 2, len(words)))
    return not any(words.has(one, "month") for one in around)


def _is_inner(text: str, start: int, end: int) -> bool:
    """Whether a hyphen stands inside a word."""
    return start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum()


def _find_kinds(words: Words, language: Language) -> None:
    words.at = [{} for _ in words.forms]
    words.ending = [set() for _ in range(len(words.forms) + 1)]
    ends: dict[str, int] = {}
    for at, form in enumerate(words.forms):
        kinds = words.at[at]
        for entry in openings(form, language.code):
            last = at + 1 + len(entry.rest)
            if at < ends.get(entry.kind, 0) or last <= kinds.get(entry.kind, 0):
                continue
            if not entry.rest or _goes_on(words.forms, at + 1, entry.rest):
                kinds[entry.kind] = last
        for kind, last in kinds.items():
            ends[kind] = last
            words.ending[last].add(kind)
    if language.joined:
        words.joined = {
            at for at, form in enumerate(words.forms) if _has_and(form, words.at[at], language)
        }


def _goes_on(forms: list[str], at: int, wanted: tuple[str, ...]) -> bool:
    """Whether the words from one on are those of an entry; one with ``*`` has any ending."""
    if at + len(wanted) > len(forms):
        return False
    for number, word in enumerate(wanted):
        form = forms[at + number]
        if form != word and not (word[-1] == "*" and form.startswith(word[:-1])):
            return False
    return True


def _has_and(form: str, kinds: dict[str, int], language: Language) -> bool:
    """Whether a word begins with "and" and is of the same kinds without it."""
    if not form.startswith(language.joined) or len(form) < 3:
        return False
    bare = form[len(language.joined) :]
    known = (language.values, language.singular)
    if any(bare in table and form not in table for table in known):
        return True
    alike = {entry.kind for entry in openings(bare, language.code)}
    return any(("." in kind or kind == "total") and kind in alike for kind in kinds)
