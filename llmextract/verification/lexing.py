"""Cuts a part of a source into folded words with offsets, for every rule that reads English."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, compress, count, pairwise
from operator import add
from typing import Any

from llmextract.verification.clauses.words import ABBREVIATIONS
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import ARTICLES, QUOTE_MARKS, WORD, fold_word, word_set

PARTS = ("text", "title", "dateline", "before")

_HYPHENS = "‐‑–-"
_TOKEN = re.compile(
    rf"(?:(?:[^\W\d_]\.){{2,}}|\b[^\W\d_]&[^\W\d_]\b|{WORD.pattern}|\.(?!\d)|--+"
    rf"|(?<![\w.])[{_HYPHENS}]|[{_HYPHENS}](?!\w)|[^\w\s.{QUOTE_MARKS}{_HYPHENS}])"
)
_REMEMBERED = 40  # characters; what is longer hardly comes again
_MOST = 50_000  # chunks that are kept: some megabytes, and nearly all that news repeats
_HYPHENED = re.compile(rf"(?<=[\w.])[{_HYPHENS}](?=\w)")
QUOTATION_MARKS = frozenset('"“”«»„')
SENTENCE_ENDS = frozenset(".!?")
STOPS = SENTENCE_ENDS | {";"}
PAUSES = STOPS | {":"}
_BEFORE_SENTENCE = PAUSES | QUOTATION_MARKS
# A headline in which every word but these has a capital tells no more than one in capitals only.
_SMALL_IN_HEADLINES = word_set(
    "with from near after over into amid upon toward towards between across before under than"
    " that their against outside around where while inside since until"
)


@dataclass(slots=True)
class Lexed:
    """The words of one part of a source.

    Attributes:
        part: ``text`` or the name of a part of the context.
        text: its characters.
        words: folded words; a mark of punctuation is one too, a hyphen inside a compound is none.
        starts: offset of each word.
        ends: offset after each word, without a possessive.
        glued: for each word 1 where a hyphen joins it to the one before, else 0.
        owner: the same for a possessive ending.
        capital: the same for a capital letter at its beginning.
        cased: whether capitals tell anything: not all words have them, and some do.
        line: all words in one string, each with a space before and after, to search phrases in.
        bare: like ``line`` without Arabic articles.
        bare_index: number of each word of ``bare`` among all words.
        memo: what rules computed of it.
    """

    part: str
    text: str
    words: Sequence[str] = ()
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    glued: Sequence[int] = ()
    owner: Sequence[int] = ()
    capital: Sequence[int] = ()
    cased: bool = False
    line: str = ""
    bare: str = ""
    bare_index: Sequence[int] = ()
    memo: dict[str, Any] = field(default_factory=dict)
    _pauses: list[int] | None = None

    def word(self, index: int) -> str:
        """The word at an index; empty beyond either end."""
        try:
            return self.words[index] if index >= 0 else ""
        except IndexError:
            return ""

    def is_name_like(self, index: int) -> bool:
        """Whether a word has a capital where capitals tell something."""
        return self.cased and 0 <= index < len(self.words) and self.capital[index] > 0

    def begins_sentence(self, index: int) -> bool:
        """Whether a word is the first one of a sentence, where a capital tells nothing."""
        return index == 0 or self.words[index - 1] in _BEFORE_SENTENCE

    def pauses(self, index: int) -> bool:
        """Whether a mark ends a sentence or a part of it: no colon of a time of day."""
        if self.words[index] not in PAUSES:
            return False
        digits = self.word(index - 1).isdigit() and self.word(index + 1).isdigit()
        return not (digits and self.words[index] == ":")

    def before(self, index: int, reach: int) -> range:
        """Numbers of the words before one that are nearer than a reach, the nearest first, up to a pause."""
        first, _ = between(self._all_pauses(), index, len(self.words))
        return range(index - 1, max(index - reach, first - 1), -1)

    def behind(self, index: int, reach: int) -> range:
        """The same of those behind it."""
        _, end = between(self._all_pauses(), index + 1, len(self.words))
        return range(index + 1, min(index + reach, end))

    def _all_pauses(self) -> list[int]:
        if self._pauses is None:
            marks = compress(count(), map(PAUSES.__contains__, self.words))
            self._pauses = list(filter(self.pauses, marks))
        return self._pauses

    def find(self, key: str) -> list[tuple[int, int]]:
        """All places where folded words stand in a row.

        Args:
            key: folded words parted by one space.

        Returns:
            ``(first, after the last)`` word numbers of each.
        """
        return _find(self.line, key)

    def find_bare(self, key: str) -> list[tuple[int, int]]:
        """Like :meth:`find`, for words without Arabic articles; these may stand between them."""
        return [(self.bare_index[i], self.bare_index[j - 1] + 1) for i, j in _find(self.bare, key)]


def between(stops: Sequence[int], index: int, size: int) -> tuple[int, int]:
    """Where what stands between two stops begins and ends: behind the last before a number, at the next."""
    place = bisect_left(stops, index)
    first = stops[place - 1] + 1 if place else 0
    return first, stops[place] if place < len(stops) else size


def _find(line: str, key: str) -> list[tuple[int, int]]:
    if not key:
        return []
    found = []
    needle = f" {key} "
    size = key.count(" ") + 1
    first = counted = 0
    at = line.find(needle)
    while at >= 0:
        first += line.count(" ", counted, at)  # words hold no spaces: as many stand before as words
        counted = at
        found.append((first, first + size))
        at = line.find(needle, at + 1)
    return found


def lexed(source: SourceText, part: str) -> Lexed:
    """The words of one part of a source, cut at the first call."""
    key = f"lexed.{part}"
    memo = source.own if part == "text" else source.memo
    found = memo.get(key)
    if found is None:
        text = source.text if part == "text" else getattr(source.context, part)
        found = memo[key] = lex(text, part=part)
    assert isinstance(found, Lexed)
    return found


def lex(text: str, *, part: str = "text") -> Lexed:
    """Cut a text into words.

    Args:
        text: any text.
        part: what to call it.
    """
    result = Lexed(part, text)
    columns = _CHUNKS.columns(text)
    if " ." in text:
        keep = _are_kept(columns[0])
        columns = [tuple(compress(column, keep)) for column in columns]
    if not columns[0]:
        return result
    result.words, result.starts, result.ends, marks = columns
    if _NUMBERED.search(text):
        result.words = _without_numbered(text, result)
    flags = bytes(marks)
    result.glued, result.owner = flags.translate(_HAS[_GLUED]), flags.translate(_HAS[_OWNER])
    result.capital = flags.translate(_HAS[_CAPITAL])
    result.cased = 1 in result.capital and 1 in flags.translate(_HAS[_LOW])
    _index(result, flags)
    return result


_GLUED, _OWNER, _CAPITAL, _LOW, _ARTICLE = (1 << bit for bit in range(5))
"""Marks of a token, as bits of a byte: a hyphen joins it to the word before; it has a possessive; it
begins with a capital; it shows that capitals tell something (a longer word in small letters that
headlines would write with a capital); it is an Arabic article."""
_HAS = [bytes(bool(marks & asked) for marks in range(256)) for asked in range(_ARTICLE + 1)]
"""For each mark which bytes have it: one byte a word is split faster than five columns of booleans."""
_TELLING = bytes(not marks & _ARTICLE for marks in range(256))
_Token = tuple[str, int, int, int, int]
"""The folded word; the size of its cell; its start and its end (without a possessive) in the cell; its
marks."""


def _tokens(chunk: str) -> tuple[_Token, ...]:
    """The words of what stands between two spaces."""
    joined = {match.end() for match in _HYPHENED.finditer(chunk)}
    found = [match for match in _TOKEN.finditer(chunk) if fold_word(match.group())]
    matches = list(compress(found, _are_kept([fold_word(match.group()) for match in found])))
    if not matches:
        return (("", len(chunk) + 1, 0, 0, 0),)
    cells = [0, *(match.start() for match in matches[1:]), len(chunk) + 1]
    return tuple(
        _token(match, cell, after - cell, joined)
        for match, (cell, after) in zip(matches, pairwise(cells), strict=True)
    )


def _token(match: re.Match[str], cell: int, size: int, joined: set[int]) -> _Token:
    raw = match.group()
    folded = fold_word(raw)
    if len(raw) > 1 and not raw.isalnum():
        folded = folded.replace(".", "").replace("&", "")  # U.S., J&K
    elif raw == "&":
        folded = "and"
    owner = len(raw) > 2 and raw[-1] in "sS" and raw[-2] in QUOTE_MARKS
    start, end = match.start() - cell, match.end() - cell - 2 * owner
    low = len(raw) > 3 and raw[0].islower() and folded not in _SMALL_IN_HEADLINES
    marks = (
        _GLUED * (match.start() in joined)
        | _OWNER * owner
        | _CAPITAL * raw[0].isupper()
        | _LOW * low
        | _ARTICLE * (folded in ARTICLES)
    )
    return folded, size, start, end, marks


class Chunks(dict[str, tuple[Any, ...]]):
    """The tokens of what stands between two spaces, by the chunk; short ones are kept.

    No token reaches over a space, and news repeats its words: what is cut once in a process and
    remembered takes a quarter to half of the time of cutting every text.

    Args:
        cut: cuts a chunk into tokens: the word of each, the size of its cell, its start and its end
            there, and what else is known of it.  Cells part a text without gaps, the space behind a
            chunk counted in; where there is no word there is one empty token.
    """

    def __init__(self, cut: Callable[[str], tuple[Any, ...]]) -> None:
        super().__init__()
        self._cut = cut

    def columns(self, text: str) -> list[Sequence[Any]]:
        """The words of a text, their starts, their ends, and what else is known of each."""
        rows = chain.from_iterable(map(self.__getitem__, text.split(" ")))
        words, sizes, starts, ends, *marks = zip(*rows, strict=True)
        cells = tuple(accumulate(sizes, initial=0))[:-1]
        starts = tuple(map(add, cells, starts)) if any(starts) else cells
        columns: list[Sequence[Any]] = [words, starts, tuple(map(add, cells, ends)), *marks]
        if "" in words:
            columns = [tuple(compress(column, words)) for column in columns]
        return columns

    def __missing__(self, chunk: str) -> tuple[Any, ...]:
        tokens = self._cut(chunk)
        if len(chunk) <= _REMEMBERED:
            if len(self) >= _MOST:
                self.clear()  # what is frequent is back at once
            self[chunk] = tokens
        return tokens


_CHUNKS = Chunks(_tokens)


_NUMBERED = re.compile(r"\bno\. ?(?=\d)", re.IGNORECASE)


def _without_numbered(text: str, result: "Lexed") -> tuple[str, ...]:
    """The words of a text in which "no. 6" denies nothing: a number is called by one word."""
    starts = {match.start() for match in _NUMBERED.finditer(text)}
    pairs = zip(result.words, result.starts, strict=True)
    return tuple("number" if start in starts else word for word, start in pairs)


def is_abbreviation(word: str) -> bool:
    """Whether a full stop right behind a word in small letters ends no sentence: "gen", "j"."""
    return word in ABBREVIATIONS or (len(word) == 1 and word.isalpha())


def _are_kept(words: Sequence[str]) -> list[bool]:
    """Which words are words and no dot of an abbreviation, which ends no sentence."""
    kept = []
    before = ""
    for word in words:
        kept.append(bool(word) and not (word == "." and is_abbreviation(before)))
        before = word or before
    return kept


def _index(result: Lexed, flags: bytes) -> None:
    """Write the words in a row, to search phrases in; ``flags`` say which are articles."""
    words = result.words
    result.line = result.bare = f" {' '.join(words)} "
    result.bare_index = range(len(words))
    telling = flags.translate(_TELLING)
    if 0 in telling:
        telling = telling[:-1] + b"\1"  # the last word is kept, whatever it is
        result.bare_index = list(compress(count(), telling))
        result.bare = f" {' '.join(compress(words, telling))} "
