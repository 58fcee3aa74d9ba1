"""Cuts a text into tokens with offsets and looks each up in the tables of its language."""

import re
from itertools import accumulate, pairwise
from operator import add
from typing import Final

from llmextract.verification.numbers.lexicon import PIECE, normal
from llmextract.verification.numbers.tables import Tables
from llmextract.verification.numbers.tags import Entry, Kind, Tag

_UNKNOWN: Final = Entry(tags=Tag.UNKNOWN)
_UNKNOWN_PLURAL: Final = Entry(tags=Tag.UNKNOWN | Tag.PLURAL)
_PERSONS: Final = Entry(tags=Tag.NOUN | Tag.PLURAL | Tag.PERSON, classes=frozenset({"person"}))
_UNKNOWN_ADVERB: Final = Entry(tags=Tag.ADVERB)
_UNKNOWN_VERB: Final = Entry(tags=Tag.UNKNOWN | Tag.VERBLIKE)
_OTHER_SIGN: Final = Entry(tags=Tag.SIGN)
_END: Final = Entry(tags=Tag.STOP | Tag.SIGN)
_AHEAD: Final = 8
DECIMAL: Final = "a decimal"
_MANY: Final = 50_000
"""Words whose guess is kept: a few megabytes, and nearly all that news repeats."""
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
        marks: tokens at which any rule begins; the rules look at these only.
    """

    __slots__ = (
        "ends", "entries", "kinds", "marks", "n", "starts", "tables", "tags", "text", "words",
    )  # fmt: skip

    def __init__(self, text: str, tables: Tables) -> None:
        self.text = text
        self.tables = tables
        folded = normal(text)
        if "[" in folded:
            folded = _INSERTED.sub(lambda match: " " * len(match.group()), folded)
        if "\n" in folded:
            folded = _LINE.sub("!", folded)  # a stop that no abbreviation ends with
        self.words, self.starts, self.ends = _cut(folded)
        self._join_phrases()
        self.entries = _look_up(self.words, tables)
        self.n = len(self.words)
        self.words += [""] * _AHEAD
        self.starts += [len(text)] * _AHEAD
        self.ends += [len(text)] * _AHEAD
        self.entries += [_END] * _AHEAD
        self.tags = [entry.tags for entry in self.entries]
        self.kinds = [entry.kind for entry in self.entries]
        self.marks = [at for at, kind in enumerate(self.kinds) if kind & Kind.MARK]

    def ends_with_preposition(self, at: int) -> bool:
        """Whether a token is a fixed phrase that has its preposition within it."""
        entry = self.last_entry(at)
        return entry is not None and bool(entry.tags & Tag.PREPOSITION)

    def last_entry(self, at: int) -> Entry | None:
        """Entry of the last word of a fixed phrase ("of the dead"); ``None`` for a single word."""
        _, space, last = self.words[at].rpartition(" ")
        return self.tables.lexicon.get(last) if space else None

    def _join_phrases(self) -> None:
        """Makes each fixed phrase of the tables one token, the longest where several fit."""
        phrases = self.tables.phrases
        words = self.words
        found: list[tuple[int, int, str]] = []
        free = 0
        pairs = list(pairwise(words))
        for index in [at for at, pair in enumerate(pairs) if pair in phrases]:
            if index < free:
                continue
            for rest, phrase in phrases[pairs[index]]:
                after = index + 2 + len(rest)
                if not rest or tuple(words[index + 2 : after]) == rest:
                    found.append((index, after, phrase))
                    free = after
                    break
        for index, after, phrase in reversed(found):
            words[index:after] = [phrase]
            del self.starts[index + 1 : after]
            self.ends[index:after] = [self.ends[after - 1]]


def _cut(text: str) -> tuple[list[str], list[int], list[int]]:
    """Tokens of a text with start and end of each.

    The pieces are the whole text, so that their lengths add up to the offsets: a third of the time
    of asking the regular expression for its match objects, as no line of ours runs for a token.
    """
    pieces: list[str] = PIECE.findall(text)
    words = list(map(str.rstrip, pieces))
    starts = list(accumulate(map(len, pieces), initial=len(text) - len(text.lstrip())))
    starts.pop()
    return words, starts, list(map(add, starts, map(len, words)))


def _look_up(words: list[str], tables: Tables) -> list[Entry]:
    """Entry of each token; what was guessed is kept beside the lexicon, so that all is one map."""
    known = tables.known
    try:
        return list(map(known.__getitem__, words))
    except KeyError:
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
