"""Cuts an English sentence into chunks: noun phrases, verbs, and the small words between them.

A shallow parse in the manner of Abney (1991, "Parsing by chunks"): the closed classes of English
say where a phrase ends, so no dictionary is needed and names that nobody has listed are found, in
text without capitals too.  A statistical parser would be better on running text; the light ones
come without their models, and those with models weigh more than all the rest of this package.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from llmextract.verification.clauses import words as w
from llmextract.verification.lexing import QUOTATION_MARKS, Lexed

Sort = Literal["np", "verb", "prep", "and", "rel", "clause", "stop", "comma", "other"]

_BOUNDS = frozenset(
    tuple(phrase.split())
    for phrase in (
        *("at least", "at most", "more than", "less than", "fewer than", "up to", "as many as"),
    )
)
"""Words that make a number a bound, before it; "between" and its two numbers are another."""
_OPENS_BOUND = frozenset(bound[0] for bound in _BOUNDS) | {"between"}
_STOPS = frozenset(".;:!?()[]—–") | {"--", "---"}
_APOSTROPHES = ("'", "’")
_AYN = frozenset("‘ʻʿʾ")
_SHORTENED = {"d": "aux", "ll": "aux", "m": "be", "re": "be", "ve": "aux"}
"""What stands behind the apostrophe of "they'd"."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a sentence.

    Attributes:
        sort: ``np`` a noun phrase; ``verb``; ``prep`` a preposition; ``and`` a coordination;
            ``rel`` a relative pronoun; ``clause`` a conjunction that opens a clause; ``comma``;
            ``stop`` a mark that parts; ``other`` adverbs, pronouns, times.
        start: offset of its first character; of a noun phrase without determiners and numbers.
        end: offset behind its last one.
        first: number of its first word among those of the text.
        after: number behind its last one.
        low: its words in small letters.
        passive: of a verb: a form of "be" stands before it.
        infinitive: of a verb: "to" or a modal stands before it.
        bare: of a verb: nothing of it stands before it, no form of "be" or "have", no "to".
        owner: of a noun phrase: a possessive 's stands behind it.
        alias: of a noun phrase: offsets of another name for it in brackets behind it.
    """

    sort: Sort
    start: int
    end: int
    first: int
    after: int
    low: str
    passive: bool = False
    infinitive: bool = False
    bare: bool = False
    owner: bool = False
    alias: tuple[int, int] | None = None


@dataclass(slots=True)
class _Token:
    start: int
    end: int
    first: int
    after: int
    low: str
    sort: str  # those of Chunk, and: word, det, num, aux, be, to, adv, own
    capital: bool = False  # inside of a sentence whose words are not all in capitals


def chunks(
    words: Lexed, verbs: re.Pattern[str], bases: Collection[str] = frozenset()
) -> list[Chunk]:
    """The chunks of a text, in order.

    Args:
        words: those of one or more sentences, in any case; quotation marks among them are not read,
            for what they enclose is mostly a part of a name ("the “Free Men” brigade").
        verbs: phrases that are verbs wherever they do not stand before a noun as its participle;
            looked for in small letters.
        bases: words that are verbs behind "to" and auxiliaries, and nouns elsewhere.
    """
    tokens: list[_Token] = []
    for token in _tokens(words, verbs):
        inside = bool(tokens) and tokens[-1].sort != "stop"
        token.capital = token.capital and inside
        if token.capital and token.low in w.TIMES and token.low not in w.CALENDAR:
            token.sort = "word"  # "the New Dawn Front"
        tokens.append(token)
    _participles(tokens, bases)
    return _joined(tokens)


def _tokens(words: Lexed, verbs: re.Pattern[str]) -> Iterator[_Token]:
    """The tokens of a text: its words, what joins several of them, and possessives."""
    text, starts = words.text, words.starts
    small = text.lower()
    if len(small) != len(text):  # a letter whose small form is two
        small = text
    phrases = {match.start(): match.end() for match in verbs.finditer(small)}
    cased = not text.isupper()
    at, n = 0, len(starts)
    while at < n:
        first, start = at, starts[at]
        bound = _behind_bound(words.words, at)
        at = bound or _behind_compound(words, at)
        end = words.ends[at - 1]
        low = small[start:end]
        if phrases.get(start, 0) >= end:
            end = phrases[start]
            at = bisect_left(starts, end, at)
            yield _Token(start, end, first, at, small[start:end], "verb")
        elif low == "s" and text.startswith(_APOSTROPHES, start - 1):
            yield _Token(start, end, first, at, low, "own")  # "the Front (NF)'s"
        elif low not in QUOTATION_MARKS:
            ayn = start > 0 and text[start - 1] in _AYN
            sort = "num" if bound else "word" if cased and text[start:end] == "US" else ""
            capital = cased and words.capital[first] > 0
            token = _Token(start - ayn, end, first, at, low, sort, capital)
            yield from _parted(token) if not sort else (token,)
        if words.owner[at - 1]:
            yield _Token(end, end + 2, at, at, "'s", "own")
        elif text.startswith(_APOSTROPHES, end):
            yield _Token(end, end + 1, at, at, "'", "own")


def _behind_bound(words: Sequence[str], at: int) -> int:
    """Number behind the words that make a number a bound; 0 where none begin there."""
    if words[at] not in _OPENS_BOUND:
        return 0
    if words[at] == "between":
        least, joined, most = (*words[at + 1 : at + 4], "", "", "")[:3]
        return at + 4 if joined == "and" and _is_number(least) and _is_number(most) else 0
    sizes = (size for size in (2, 3) if tuple(words[at : at + size]) in _BOUNDS)
    return next((at + size for size in sizes), 0)


def _is_number(word: str) -> bool:
    return word.isdecimal() or word in w.NUMBERS


def _behind_compound(words: Lexed, at: int) -> int:
    """Number behind all that a hyphen, a slash, or a mark inside of figures joins to a word."""
    text, starts, ends = words.text, words.starts, words.ends
    at += 1
    while at < len(starts) and starts[at] <= ends[at - 1] + 1:
        end = ends[at - 1]
        mark, behind = text[end], text[end + 1 : end + 2]
        figures = mark in ".,:" and behind.isdecimal() and text[end - 1].isdecimal()
        if not (words.glued[at] or figures or (mark == "/" and behind.isalnum())):
            break
        at += 1 + (starts[at] == end)  # the mark is a word, or none: a hyphen, a decimal point
    return at


def _parted(token: _Token) -> Iterator[_Token]:
    """A word with what it is, and with an auxiliary behind its apostrophe apart: "they'll"."""
    stem, mark, tail = token.low.replace("’", "'").rpartition("'")
    if tail == "t" and stem.endswith("n"):
        token.sort = "be" if stem[:-1] in w.BE else "aux"  # "didn't", "wasn't"
    elif mark and tail in _SHORTENED:
        end, first, after = token.end - len(tail) - 1, token.first, token.after
        yield _Token(token.start, end, first, after, stem, _class(stem), token.capital)
        yield _Token(end, token.end, first, after, tail, _SHORTENED[tail])
        return
    else:
        token.sort = _class(token.low)
    yield token


_CLASSES: tuple[tuple[frozenset[str], str], ...] = (
    (w.DETERMINERS, "det"),
    (w.NUMBERS, "num"),
    (frozenset({"to"}), "to"),
    (frozenset({"and", "or"}), "and"),
    (w.PREPOSITIONS, "prep"),
    (w.CONJUNCTIONS, "clause"),
    (w.RELATIVES, "rel"),
    (w.PRONOUNS | w.TIMES, "other"),
    (w.BE, "be"),
    (w.AUXILIARIES, "aux"),
    (w.ADVERBS, "adv"),
    (w.VERBS, "verb"),
    (_STOPS, "stop"),
    (frozenset({","}), "comma"),
)


@lru_cache(maxsize=32768)
def _class(low: str) -> str:
    for members, name in _CLASSES:
        if low in members:
            return name
    if low[0].isdigit():
        return "word" if low[-1] in "tdh" and low[:-2].isdigit() else "num"
    if low.endswith("ly") and low not in w.NO_ADVERBS and len(low) > 4:
        return "adv"
    return "word" if low[0].isalpha() else "stop"


def _participles(tokens: Sequence[_Token], bases: Collection[str]) -> None:
    """Tell verbs from the participles that describe a noun: "armed men", "the wounded soldiers"."""
    for index, token in enumerate(tokens):
        last = tokens[index - 1].sort if index else "stop"
        if token.low == "as" and last in {"verb", "word", "other", "det"}:
            token.sort = "prep"  # "known as", "such as", not "As the bus passed"
        if token.sort == "adv" and last in {"det", "own"}:
            token.sort = "word" if last == "own" else "det"  # "the only mill", "Orla's only mill"
            continue
        if (
            token.low in w.CALENDAR
            and last == "det"
            and token.capital
            and _is_capital(tokens, index)
        ):
            token.sort = "word"  # "the March Coalition"
        if token.low == "may" and last in {"word", "other", "rel"} and not token.capital:
            token.sort = "aux"  # "they may come", not "in May"
        if token.sort not in {"word", "verb"} or " " in token.low:
            continue
        if last in {"to", "aux"} and token.low in bases:
            token.sort = "verb"
            continue
        back = index - 1
        while back >= 0 and tokens[back].sort == "adv":
            back -= 1  # "heavily armed men"
        before = tokens[back].sort if back >= 0 else "stop"
        if back > 0 and tokens[back].low == "that" and tokens[back - 1].sort == "word":
            before = "rel"  # "the men that shot"
        after = tokens[index + 1].sort if index + 1 < len(tokens) else "stop"
        token.sort = _participle(token, before, after)


def _is_capital(tokens: Sequence[_Token], at: int) -> bool:
    """Whether the word behind a token has a capital."""
    return at + 1 < len(tokens) and tokens[at + 1].capital and tokens[at + 1].sort == "word"


def _participle(token: _Token, before: str, after: str) -> str:
    """Whether a word between two others is a verb.

    A form in -ed before a noun describes it where no noun that could be its subject stands before
    it; elsewhere it is a verb.  One in -ing is a verb, but behind a determiner a noun.  With a
    capital inside a sentence either is a part of a name ("the Motorised Regiment").
    """
    if after == "word" and (token.low in w.DESCRIBING or token.capital):
        return "word"
    if token.low.endswith("ed") and len(token.low) > _SHORT:
        sure = {"word", "aux", "be", "rel", "and", "comma", "other"}
        sure |= {"stop"} if token.sort == "verb" else set()
        return "word" if after in {"word", "own"} and before not in sure else "verb"
    if token.low.endswith("ing") and len(token.low) > _SHORT:
        noun = before in {"own", "word", "num"} and after not in {"det", "num", "word"}
        return "word" if noun or before == "det" or token.capital else "verb"
    if token.sort == "verb":
        return "word" if before == "det" else "verb"  # "the shot", "a hit"
    if before == "aux" and token.low not in w.NO_ACTORS:
        return "verb"
    if token.capital or token.low in w.NO_ACTORS:
        return "word"
    return "verb" if before == "to" and after in {"det", "num", "other", "prep"} else "word"


_KEPT: Mapping[str, Sort] = {
    "to": "prep",
    "prep": "prep",
    "and": "and",
    "rel": "rel",
    "clause": "clause",
    "stop": "stop",
    "comma": "comma",
    "other": "other",
}
"""The sort of chunk that a token of some sort is by itself; "be", "had" and adverbs are none."""


def _joined(tokens: Sequence[_Token]) -> list[Chunk]:
    made: list[Chunk] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.sort == "stop" and (end := _alias(tokens, index, made)):
            index = end
            continue
        if token.sort in {"det", "num", "word"}:
            index = _noun_phrase(tokens, index, made)
            continue
        if token.sort == "verb":
            made.append(_verb(tokens, index))
        elif token.sort == "own":
            if made and made[-1].sort == "np":
                made[-1] = replace(made[-1], owner=True)
        elif sort := _KEPT.get(token.sort):
            made.append(_chunk(sort, token, token, token.low))
        index += 1
    return made


def _chunk(sort: Sort, one: _Token, last: _Token, low: str) -> Chunk:
    return Chunk(sort, one.start, last.end, one.first, last.after, low)


def _alias(tokens: Sequence[_Token], index: int, made: list[Chunk]) -> int:
    """The index behind a name in brackets that says the phrase before it again; 0 for none.

    "the National Front [NF] guerrillas": front and guerrillas are two names for those who act.
    """
    if tokens[index].low not in {"(", "["} or not made or made[-1].sort != "np":
        return 0
    end = index + 1
    while end < len(tokens) and end - index <= _ALIAS and tokens[end].sort != "stop":
        end += 1
    if end in {index + 1, len(tokens)} or tokens[end].low not in {")", "]"}:
        return 0
    if any(token.sort in {"verb", "comma"} for token in tokens[index:end]):
        return 0
    last = made[-1]
    made[-1] = replace(last, alias=(tokens[index + 1].start, tokens[end - 1].end))
    if end + 1 < len(tokens) and tokens[end + 1].sort == "word":
        at = tokens[end]
        made.append(Chunk("and", at.start, at.start, at.first, at.first, "and"))
    return end + 1


def _noun_phrase(tokens: Sequence[_Token], index: int, made: list[Chunk]) -> int:
    """Put a noun phrase at the end of the chunks; the index behind it."""
    first = index
    while index < len(tokens) and tokens[index].sort in {"det", "num"}:
        index += 1
    start = index
    while _goes_on(tokens, index):
        index += 1
    if start == index:  # "three of them", "both": nothing that has a name
        made.append(_chunk("other", tokens[first], tokens[index - 1], tokens[first].low))
        return index
    low = " ".join(token.low for token in tokens[start:index])
    made.append(_chunk("np", tokens[start], tokens[index - 1], low))
    return index


def _goes_on(tokens: Sequence[_Token], index: int) -> bool:
    """Whether a phrase goes on: a noun, or a possessive before one ("the people's army")."""
    if index >= len(tokens):
        return False
    if tokens[index].sort == "own":
        return index + 1 < len(tokens) and tokens[index + 1].sort == "word"
    return tokens[index].sort in {"word", "num"}


def _verb(tokens: Sequence[_Token], index: int) -> Chunk:
    passive = infinitive = False
    bare = True
    back = index - 1
    while back >= 0 and tokens[back].sort in {"adv", "aux", "be", "to"}:
        bare = bare and tokens[back].sort == "adv"
        passive = passive or tokens[back].sort == "be"
        infinitive = infinitive or tokens[back].sort == "to" or tokens[back].low in w.MODALS
        back -= 1
    token = tokens[index]
    passive = passive and not token.low.endswith("ing")
    where = (token.start, token.end, token.first, token.after)
    return Chunk("verb", *where, token.low, passive, infinitive, bare)


_SHORT = 4
_ALIAS = 9
