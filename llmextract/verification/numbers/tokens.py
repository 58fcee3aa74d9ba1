"""Cuts a text into tokens with offsets and looks each up in the tables of its language."""

import re
from bisect import bisect_left
from functools import cache, partial
from itertools import compress, pairwise
from operator import add
from typing import Final, cast

from llmextract.verification.clauses.modality import Forms, Told, of_joined_infinitive, told_as
from llmextract.verification.lexing import Chunks, Lexed, lex
from llmextract.verification.numbers.lexicon import PIECE, normal
from llmextract.verification.numbers.tables import Tables
from llmextract.verification.numbers.tags import Entry, Form, Tag

_UNKNOWN: Final = Entry(tags=Tag.UNKNOWN)
_UNKNOWN_PLURAL: Final = Entry(tags=Tag.UNKNOWN | Tag.PLURAL)
_PERSONS: Final = Entry(tags=Tag.NOUN | Tag.PLURAL | Tag.PERSON, classes=frozenset({"person"}))
_UNKNOWN_ADVERB: Final = Entry(tags=Tag.ADVERB)
_UNKNOWN_VERB: Final = Entry(tags=Tag.UNKNOWN | Tag.VERBLIKE)
_OTHER_SIGN: Final = Entry(tags=Tag.SIGN)
_DOT: Final = Entry(tags=Tag.DOT | Tag.SIGN)
"""The full stop of an abbreviation or an initial, which ends no sentence."""
_END: Final = Entry(tags=Tag.STOP | Tag.SIGN)
_AHEAD: Final = 8
DECIMAL: Final = "a decimal"
_MANY: Final = 50_000
"""Words whose guess is kept: a few megabytes, and nearly all that news repeats."""
_HAS: Final = [bytes(bool(kind & asked) for kind in range(256)) for asked in range(256)]
"""For each choice of kinds which bytes have one of them."""
_LONGEST: Final = 20
_SHORTEST_PERSONS: Final = 6
"""Letters that a plural in "-men" has more than: shorter ones are names ("Yemen", "Bremen")."""
_INSERTED: Final = re.compile(r"(?<=\S)\[\d{1,3}\]|(?<=\s)\[[^\[\]\d]{1,120}\](?=[\s,.;])")
"""What an editor put into a text: the mark of a footnote, the long form of a name, "as heard"."""
_LINE: Final = re.compile(
    r"\n(?=[ \t]*(?:(?:[-*•·–]|\d{1,2}[.)]|\d\d[:.]\d\d)[ \t]+\S"
    r"|[^\n:|=]{1,40}(?:[=|][ \t]*|(?::|[ \t]-)[ \t]+)[^\s:|=]|\||[^\n]{1,40}\t\d))"
    r"|(?<=[^\n.!?;,:-])\n(?=[ \t]*\n)|(?<=[:=|] \d)\n|(?<=[:=|] \d\d)\n|(?<=[:=|] \d\d\d)\n"
)
"""The end of a line behind which a list, a label or a table goes on: a sentence ends there too."""
_UNKNOWN_OR_POSSESSIVE: Final = Tag.UNKNOWN | Tag.POSSESSIVE
_EVENT_OR_COUNTED: Final = Form.EVENT | Form.COUNTED
_NOUN_OR_PLURAL: Final = Tag.NOUN | Tag.PLURAL


class Tokens:
    """A text as parallel lists; ``n`` and a few beyond are stops, so that rules may look ahead.

    Attributes:
        text: the text.
        words: each token as the tables spell it; a fixed phrase is one token.
        starts: offset of each token.
        ends: offset after each token.
        entries: what the tables say of it.
        tags: the tags of ``entries``, for speed.
        n: how many tokens there are.
        tables: the tables of the language.
        kinds: the kinds of ``entries``, for more speed.
        is_low: whether it has no capitals.
        is_high: whether it has nothing else.
    """

    __slots__ = (
        "_lexed", "_of_kind", "_told", "ends", "entries", "is_high", "is_low", "kinds", "n", "starts",
        "tables", "tags", "text", "words",
    )  # fmt: skip

    def __init__(self, text: str, tables: Tables, lexed: Lexed | None = None) -> None:
        """Cut a text.

        Args:
            text: the text.
            tables: the tables of its language.
            lexed: the words of the same text that other readers share; cut when first asked for.
        """
        self.text = text
        self.is_low = text.islower()
        self.is_high = text.isupper()
        self.tables = tables
        self._lexed = lexed
        self._told: dict[int, Told] = {}
        self._of_kind: dict[int, list[int]] = {}
        marked = _marked(normal(text)) if "[" in text or "\n" in text else text
        columns = cast(_Cut, tuple(map(list, _chunks(tables).columns(marked))))
        self.words, self.starts, self.ends, self.entries, self.tags, kinds = columns
        self._join_phrases(kinds)
        self.n = len(self.words)
        self.words += [""] * _AHEAD
        self.starts += [len(text)] * _AHEAD
        self.ends += [len(text)] * _AHEAD
        self.entries += [_END] * _AHEAD
        self.tags += [_END.tags] * _AHEAD
        self.kinds = bytes(kinds) + bytes([_END.kind] * _AHEAD)

    def of_kind(self, kind: int) -> list[int]:
        """The tokens that have one of some :class:`Kind` bits; the list is shared by all who ask."""
        found = self._of_kind.get(kind)
        if found is None:
            having = compress(range(self.n), self.kinds.translate(_HAS[kind]))
            found = self._of_kind[kind] = list(having)
        return found

    def told(self, at: int) -> Told:
        """How a word of what happened is told: as it was, or tried, planned, denied (``modality``)."""
        known = self._told.get(at)
        if known is None:
            known = self._told[at] = self._told_as(at)
        return known

    @property
    def lexed(self) -> Lexed:
        """The words of the same text that other readers share."""
        if self._lexed is None:
            self._lexed = lex(self.text)
        return self._lexed

    def told_as_verb(self, at: int) -> Told:
        """The same of a verb that tells of no harm by itself: "planned to take hostages"."""
        return self._told_as(at, forms="verb")

    def _told_as(self, at: int, forms: Forms | None = None) -> Told:
        lexed = self.lexed
        starts = lexed.starts
        first = bisect_left(starts, self.starts[at])
        if first == len(starts):
            return ""
        after = bisect_left(starts, self.ends[at], first, min(first + _AHEAD, len(starts)))
        own = self.entries[at].forms
        words = self.tables.modality
        told = told_as(lexed, first, words, after=after, forms=forms or _forms(own))
        if not told and (forms or (own & Form.ACTIVE and not own & Form.PAST)):
            told = of_joined_infinitive(lexed, first, words)
        return told

    def ends_with_preposition(self, at: int) -> bool:
        """Whether a token is a fixed phrase that has its preposition within it."""
        entry = self.last_entry(at)
        return entry is not None and bool(entry.tags & Tag.PREPOSITION)

    def last_entry(self, at: int) -> Entry | None:
        """Entry of the last word of a fixed phrase ("of the dead"); ``None`` for a single word."""
        _, space, last = self.words[at].rpartition(" ")
        return self.tables.lexicon.get(last) if space else None

    def _join_phrases(self, kinds: list[int]) -> None:
        """Makes each fixed phrase of the tables one token, the longest where several fit."""
        phrases = self.tables.phrases
        words = self.words
        found: list[tuple[int, int, str]] = []
        free = 0
        for index in compress(range(len(words)), map(phrases.__contains__, pairwise(words))):
            if index < free:
                continue
            for rest, phrase in phrases[words[index], words[index + 1]]:
                after = index + 2 + len(rest)
                fits = not rest or tuple(words[index + 2 : after]) == rest
                if fits and not self._is_bound(after - 1):
                    found.append((index, after, phrase))
                    free = after
                    break
        for index, after, phrase in reversed(found):
            entry = self.tables.known[phrase]
            words[index:after] = [phrase]
            self.entries[index:after] = [entry]
            self.tags[index:after] = [entry.tags]
            kinds[index:after] = [entry.kind]
            del self.starts[index + 1 : after]
            self.ends[index:after] = [self.ends[after - 1]]

    def _is_bound(self, at: int) -> bool:
        """Whether a word begins the bound of a number: "up" of "holding up to 30 hostages"."""
        if at + 2 >= len(self.words) or not self.tags[at + 2] & Tag.DIGITS:
            return False
        begun = self.tables.phrases.get((self.words[at], self.words[at + 1]), ())
        return any(not rest and self.tables.known[phrase].bound for rest, phrase in begun)


def _marked(folded: str) -> str:
    """A text as long without what an editor put in, with a stop where a line ends that is no sentence."""
    if "[" in folded:
        folded = _INSERTED.sub(lambda match: " " * len(match.group()), folded)
    return _LINE.sub("!", folded)  # a stop that no abbreviation ends with


@cache
def _forms(forms: int) -> Forms:
    """What a word of an event may be, by the forms of its effects."""
    named = (("verb", Form.ACTIVE), ("noun", _EVENT_OR_COUNTED), ("state", Form.STATE))
    return cast(Forms, " ".join(name for name, bits in named if forms & bits))


_Token = tuple[str, int, int, int, Entry, int, int]
"""A token: its word, the size of its cell, its start and its end there, its entry with its tags and kind."""


_Cut = tuple[list[str], list[int], list[int], list[Entry], list[int], list[int]]
"""Words, starts, ends, entries, tags and kinds of the tokens of a text."""


@cache
def _chunks(tables: Tables) -> Chunks:
    return Chunks(partial(_tokens, tables=tables))


def _tokens(chunk: str, tables: Tables) -> tuple[_Token, ...]:
    """The tokens of what stands between two spaces."""
    folded = normal(chunk)
    pieces: list[str] = PIECE.findall(f"{folded} ")
    words = list(map(str.rstrip, pieces))
    if not words:
        return (("", len(chunk) + 1, 0, 0, _END, 0, 0),)
    entries = _look_up(words, tables)
    for at in range(1, len(words)):
        if words[at] == "." and _is_short(pieces[at - 1], entries[at - 1]):
            entries[at] = _DOT
    before = len(folded) - len(folded.lstrip())
    sizes = list(map(len, pieces))
    sizes[0] += before
    starts = [before, *[0] * (len(words) - 1)]
    ends = list(map(add, starts, map(len, words)))
    tags, kinds = ([entry.tags for entry in entries], [entry.kind for entry in entries])
    return tuple(zip(words, sizes, starts, ends, entries, tags, kinds, strict=True))


def _is_short(piece: str, entry: Entry) -> bool:
    """Whether a full stop right behind a token belongs to it: to an abbreviation or an initial."""
    abbreviation = entry.tags & Tag.ABBREVIATION and not piece[-1].isspace()
    return bool(abbreviation) or (len(piece) == 1 and piece.isalpha())


def _look_up(words: list[str], tables: Tables) -> list[Entry]:
    """Entry of each token; what was guessed is kept beside the lexicon, so that all is one map."""
    known = tables.known
    found = [known.get(word) or _guess(word, tables) for word in words]
    if len(known) < len(tables.lexicon) + _MANY:  # else later words are guessed each time
        known.update(zip(words, found, strict=True))
    return found


def _guess(word: str, tables: Tables) -> Entry:
    """Entry of a token that is not in the tables, from its make."""
    if word[0].isdecimal():
        return _digits(word)
    if not word[0].isalpha():
        return _OTHER_SIGN
    endings = tables.endings
    if "'" in word:
        return _apostrophe(word, tables)
    if word.endswith(endings["adverb"]):
        return _UNKNOWN_ADVERB
    if word.endswith(endings.get("persons", ())) and len(word) > _SHORTEST_PERSONS:
        return _PERSONS  # "herdsmen": no list of trades is complete
    if word.endswith(endings["plural"]) and not word.endswith(endings["singular"]):
        return _UNKNOWN_PLURAL
    if word.endswith(endings["past"] + endings["gerund"]):
        return _UNKNOWN_VERB
    return _UNKNOWN


def _apostrophe(word: str, tables: Tables) -> Entry:
    """A possessive keeps the tags of its noun; what it stands before is the head."""
    stem, _, _ = word.rpartition("'")
    known = tables.lexicon.get(stem)
    if known is None:
        return Entry(tags=_UNKNOWN_OR_POSSESSIVE)
    return Entry(tags=(known.tags & _NOUN_OR_PLURAL) | Tag.POSSESSIVE)


def _digits(word: str) -> Entry:
    """Entry of a token of digits: a whole number however grouped, a decimal, a time or a date."""
    if len(word) > _LONGEST:
        return Entry(tags=Tag.DIGITS, value=-1, after="a code")
    if word.isdecimal():
        if len(word) > 1 and int(word[0]) == 0:
            return Entry(tags=Tag.DIGITS, value=-1, after="a code")
        return Entry(tags=Tag.DIGITS, value=int(word))
    signs = {sign for sign in word if not sign.isdecimal()}
    groups = _split(word)
    if len(signs) > 1:
        return _mixed(word, groups)
    sign = signs.pop()
    if sign in ":/":
        return Entry(tags=Tag.DIGITS, value=-1, after="time" if sign == ":" else "date")
    if all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3 and sign != "٫":
        if int(groups[0]) > 0:
            return Entry(tags=Tag.DIGITS, value=int("".join(groups)))
        return Entry(tags=Tag.DIGITS, value=-1, after=DECIMAL, before=".".join(groups))
    if len(groups) == 2:
        return Entry(tags=Tag.DIGITS, value=-1, after=DECIMAL, before=".".join(groups))
    return Entry(tags=Tag.DIGITS, value=-1, after="date")


def _mixed(word: str, groups: list[str]) -> Entry:
    """Two kinds of signs: a grouped number with decimals, or a code."""
    if len(groups) > 2 and all(len(group) == 3 for group in groups[1:-1]):
        whole = "".join(groups[:-1])
        return Entry(tags=Tag.DIGITS, value=-1, after=DECIMAL, before=f"{whole}.{groups[-1]}")
    return Entry(tags=Tag.DIGITS, value=-1, after="a code", before="")


def _split(word: str) -> list[str]:
    groups = [""]
    for sign in word:
        if sign.isdecimal():
            groups[-1] += sign
        else:
            groups.append("")
    return groups
