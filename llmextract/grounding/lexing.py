"""Cuts a part of a passage into folded words with offsets, for the rules on places and quotes."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any

from llmextract.grounding.passage import Passage
from llmextract.grounding.spelling import ARTICLES, QUOTE_MARKS, WORD, fold_word, word_set

PARTS = ("text", "title", "dateline", "before")

_ABBREVIATIONS = word_set(
    "st ste sta mt ft dr mr mrs ms gen col lt maj capt sgt cpl brig adm sen rep gov prof rev"
    " fr sr jr no jan feb mar apr jun jul aug sep sept oct nov dec km dept"
)
_HYPHENS = "‐‑–-"
_TOKEN = re.compile(
    rf"((?:[^\W\d_]\.){{2,}}|{WORD.pattern}|\.(?!\d)|--+"
    rf"|(?<![\w.])[{_HYPHENS}]|[{_HYPHENS}](?!\w)|[^\w\s.{QUOTE_MARKS}{_HYPHENS}])"
)
_HYPHENED = re.compile(rf"(?<=[\w.])[{_HYPHENS}](?=\w)")
QUOTATION_MARKS = frozenset('"“”«»„')
_STOPS = frozenset(".!?;")
# A headline in which every word but these has a capital tells no more than one in capitals only.
_SMALL_IN_HEADLINES = word_set(
    "with from near after over into amid upon toward towards between across before under than"
    " that their against outside around where while inside since until"
)


@dataclass(slots=True)
class Lexed:
    """The words of one part of a passage.

    Attributes:
        part: ``text`` or the name of a part of the context.
        text: its characters.
        words: folded words; a mark of punctuation is one too, a hyphen inside a compound is none.
        starts: offset of each word.
        ends: offset after each word, without a possessive.
        glued: whether a hyphen joins the word to the one before.
        owner: whether the word has a possessive ending.
        capital: whether it begins with a capital letter.
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
    glued: Sequence[bool] = ()
    owner: Sequence[bool] = ()
    capital: Sequence[bool] = ()
    cased: bool = False
    line: str = ""
    bare: str = ""
    bare_index: Sequence[int] = ()
    memo: dict[str, Any] = field(default_factory=dict)

    def word(self, index: int) -> str:
        """The word at an index; empty beyond either end."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def is_name_like(self, index: int) -> bool:
        """Whether a word has a capital where capitals tell something."""
        return self.cased and 0 <= index < len(self.words) and self.capital[index]

    def begins_sentence(self, index: int) -> bool:
        """Whether a word is the first one of a sentence, where a capital tells nothing."""
        return (
            index == 0
            or self.words[index - 1] in _STOPS
            or self.words[index - 1] in QUOTATION_MARKS
            or self.words[index - 1] == ":"
        )

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


def _find(line: str, key: str) -> list[tuple[int, int]]:
    if not key:
        return []
    found = []
    needle = f" {key} "
    size = key.count(" ") + 1
    at = line.find(needle)
    while at >= 0:
        first = line.count(" ", 0, at)  # words hold no spaces: as many stand before as words
        found.append((first, first + size))
        at = line.find(needle, at + 1)
    return found


def lexed(passage: Passage, part: str) -> Lexed:
    """The words of one part of a passage, cut at the first call."""
    key = f"lexed.{part}"
    found = passage.memo.get(key)
    if found is None:
        text = passage.text if part == "text" else getattr(passage.context, part)
        found = passage.memo[key] = lex(text, part=part)
    assert isinstance(found, Lexed)
    return found


def lex(text: str, *, part: str = "text") -> Lexed:
    """Cut a text into words.

    Args:
        text: any text.
        part: what to call it.
    """
    result = Lexed(part, text)
    # Splitting gives gaps and words in turn, and their lengths the offsets, faster than matches do.
    pieces = _TOKEN.split(text)
    bounds = list(accumulate(map(len, pieces)))
    looks = list(map(_look, pieces[1::2]))
    starts, ends = bounds[0:-1:2], bounds[1::2]
    keep = _kept([look[0] for look in looks])
    if keep is not None:
        looks = [looks[i] for i in keep]
        starts, ends = [starts[i] for i in keep], [ends[i] for i in keep]
    if not looks:
        return result
    words, endings, capital, low = zip(*looks, strict=True)
    result.words, result.starts, result.ends, result.capital = words, starts, ends, capital
    if any(endings):
        result.ends = tuple(end - ending for end, ending in zip(ends, endings, strict=True))
    result.owner = tuple(map(bool, endings))
    result.glued = _glued(text, starts)
    result.cased = True in capital and any(low)
    _index(result)
    return result


@lru_cache(maxsize=65536)
def _look(raw: str) -> tuple[str, int, bool, bool]:
    """What a token looks like.

    Returns:
        The folded word, the length of its possessive ending, whether it begins with a capital, and
        whether it shows that capitals tell something: a longer word in small letters that headlines
        would write with a capital.
    """
    folded = fold_word(raw)
    if "." in raw and len(raw) > 1:
        folded = folded.replace(".", "")
    ending = 2 if raw[-1] in "sS" and raw[-2:-1] and raw[-2] in QUOTE_MARKS else 0
    low = len(raw) > 3 and raw[0].islower() and folded not in _SMALL_IN_HEADLINES
    return folded, ending, raw[0].isupper(), low


def _kept(words: Sequence[str]) -> list[int] | None:
    """Numbers of the words to keep, ``None`` for all: an abbreviation's dot ends no sentence."""
    if _ABBREVIATIONS.isdisjoint(words) and "" not in words:
        return None
    return [
        i
        for i, word in enumerate(words)
        if word and not (word == "." and i and words[i - 1] in _ABBREVIATIONS)
    ]


def _glued(text: str, starts: Sequence[int]) -> list[bool]:
    glued = [False] * len(starts)
    for match in _HYPHENED.finditer(text):
        at = bisect_left(starts, match.end())
        if at < len(starts) and starts[at] == match.end():
            glued[at] = True
    return glued


def _index(result: Lexed) -> None:
    words = result.words
    result.line = result.bare = f" {' '.join(words)} "
    result.bare_index = range(len(words))
    if not ARTICLES.isdisjoint(words):
        last = len(words) - 1
        kept = [i for i, word in enumerate(words) if word not in ARTICLES or i == last]
        result.bare_index = kept
        result.bare = f" {' '.join([words[i] for i in kept])} "
