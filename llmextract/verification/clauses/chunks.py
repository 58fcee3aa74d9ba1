"""Cuts an English sentence into chunks: noun phrases, verbs, and the small words between them.

A shallow parse in the manner of Abney (1991, "Parsing by chunks"): the closed classes of English
say where a phrase ends, so no dictionary is needed and names that nobody has listed are found, in
text without capitals too.  A statistical parser would be better on running text; the light ones
come without their models, and those with models weigh more than all the rest of this package.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from llmextract.verification.clauses import words as w
from llmextract.verification.lexing import Chunks, is_abbreviation

Sort = Literal["np", "verb", "prep", "and", "rel", "clause", "stop", "comma", "other"]

_NUMBER = rf"(?:\d+|{'|'.join(sorted(w.NUMBERS))})"
_BOUND = re.compile(
    rf"(?:between\s+{_NUMBER}\s+and\s+{_NUMBER}|at\s+(?:least|most)|(?:more|less|fewer)\s+than|up\s+to|as\s+many\s+as)\b",
    re.IGNORECASE,
)
_OPENS_BOUND = frozenset(["between", "at", "more", "less", "fewer", "up", "as"])
_TOKEN = re.compile(
    rf"{_BOUND.pattern}"
    r"|(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?(?![-\w])"
    r"|[‘ʻʿʾ]?\w+(?:[-‐‑/&]\w+)*"
    r"|['’](?:s|d|ll|ve|re)\b|['’]|--+|[^\w\s]",
    re.IGNORECASE,
)
_STOPS = frozenset(".;:!?()[]—–") | {"--", "---"}
_QUOTES = frozenset('"“”„«»')
"""Not read: what they enclose is mostly a part of a name ("the “Free Men” brigade")."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a sentence.

    Attributes:
        sort: ``np`` a noun phrase; ``verb``; ``prep`` a preposition; ``and`` a coordination;
            ``rel`` a relative pronoun; ``clause`` a conjunction that opens a clause; ``comma``;
            ``stop`` a mark that parts; ``other`` adverbs, pronouns, times.
        start: offset of its first character; of a noun phrase without determiners and numbers.
        end: offset behind its last one.
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
    low: str
    sort: str  # those of Chunk, and: word, det, num, aux, be, to, adv, own
    capital: bool = False  # inside of a sentence whose words are not all in capitals


def chunks(
    text: str,
    verbs: re.Pattern[str],
    bases: Collection[str] = frozenset(),
    *,
    pieces: Sequence[str] | None = None,
) -> list[Chunk]:
    """The chunks of a text, in order.

    Args:
        text: one or more sentences, in any case.
        verbs: phrases that are verbs wherever they do not stand before a noun as its participle;
            looked for in small letters.
        bases: words that are verbs behind "to" and auxiliaries, and nouns elsewhere.
        pieces: what stands between two spaces of the text, where another reader has cut it.
    """
    tokens = _Cutting(text, verbs).through(text.split(" ") if pieces is None else pieces)
    _participles(tokens, bases)
    return _joined(tokens)


_Cut = tuple[int, int, str, str]
"""A token of a piece: its start and its end in the piece, itself, and itself in small letters."""


def _cut(piece: str) -> tuple[_Cut, ...]:
    """The tokens of what stands between two spaces, over which only phrases and bounds reach."""
    return tuple(
        (match.start(), match.end(), match.group(), match.group().lower())
        for match in _TOKEN.finditer(piece)
    )


_CUTS = Chunks(_cut)


class _Cutting:
    """A text while its tokens are told."""

    def __init__(self, text: str, verbs: re.Pattern[str]) -> None:
        small = text.lower()
        if len(small) != len(text):  # a letter whose small form is two
            small = text
        self._text = text
        self._phrases = {match.start(): match for match in verbs.finditer(small)}
        self._cased = not text.isupper()
        self._tokens: list[_Token] = []

    def through(self, pieces: Iterable[str]) -> list[_Token]:
        """The tokens of all that stands between two spaces."""
        at = cell = 0
        for piece in pieces:
            for begin, after, raw, low in _CUTS[piece]:
                end = cell + after
                if cell + begin >= at:
                    at = self._add(cell + begin, end, raw, low)
                while at < end and (match := _TOKEN.search(self._text, at)):
                    if match.start() >= end:
                        break
                    raw = match.group()  # what a phrase left of the token in which it ends
                    at = self._add(match.start(), match.end(), raw, raw.lower())
            cell += len(piece) + 1
        return self._tokens

    def _add(self, start: int, end: int, raw: str, low: str) -> int:
        """Note a token, or the phrase or bound that begins with it; the offset behind it."""
        if low in _OPENS_BOUND and (bound := _BOUND.match(self._text, start)):
            end, raw, low = bound.end(), bound.group(), bound.group().lower()
        phrase = self._phrases.get(start)
        if phrase is not None and phrase.end() >= end:
            self._tokens.append(_Token(start, phrase.end(), phrase.group().lower(), "verb"))
            return phrase.end()
        last = self._tokens[-1] if self._tokens else None
        if low == "." and last is not None and last.end == start and is_abbreviation(last.low):
            last.end = end  # "Gen." is no end of a sentence
        elif low not in _QUOTES:
            inside = last is not None and last.sort != "stop"
            capital = self._cased and inside and raw[0].isupper()
            sort = self._sort(raw, low, capital=capital)
            self._tokens.append(_Token(start, end, low, sort, capital))
        return end

    def _sort(self, raw: str, low: str, *, capital: bool) -> str:
        if self._cased and raw == "US":
            return "word"
        if capital and low in w.TIMES and low not in w.CALENDAR:
            return "word"  # "the New Dawn Front"
        return _class(low)


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
    (w.AUXILIARIES | {f"{mark}{end}" for mark in "'’" for end in ("d", "ll", "ve", "re")}, "aux"),
    (w.ADVERBS, "adv"),
    (w.VERBS, "verb"),
    (_STOPS, "stop"),
    (frozenset({"'s", "’s", "'", "’"}), "own"),
    (frozenset({","}), "comma"),
)


@lru_cache(maxsize=32768)
def _class(low: str) -> str:
    for members, name in _CLASSES:
        if low in members:
            return name
    if _BOUND.fullmatch(low):
        return "num"
    if low[0].isdigit():
        return "word" if low[-1] in "tdh" and low[:-2].isdigit() else "num"
    if low.endswith("ly") and low not in w.NO_ADVERBS and len(low) > 4:
        return "adv"
    return "word" if low.lstrip("‘ʻʿʾ")[:1].isalpha() else "stop"


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
            made.append(Chunk(sort, token.start, token.end, token.low))
        index += 1
    return made


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
        at = tokens[end].start
        made.append(Chunk("and", at, at, "and"))
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
        made.append(Chunk("other", tokens[first].start, tokens[index - 1].end, tokens[first].low))
        return index
    low = " ".join(token.low for token in tokens[start:index])
    made.append(Chunk("np", tokens[start].start, tokens[index - 1].end, low))
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
    return Chunk("verb", token.start, token.end, token.low, passive, infinitive, bare)


_SHORT = 4
_ALIAS = 9
