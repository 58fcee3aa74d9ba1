"""Finds what frames a clause of English so that it is not told as a fact: denied, asked, supposed, made up.

"The army denied that …", "whether …", "if …", "Reports that … are false", "In the drill, …": the words
of the frame take what stands in it, a number as well as a place.  What a framed clause takes for
granted is told as a fact nevertheless (Karttunen 1973, "Presuppositions of compound sentences"): a
relative clause in it ("whether the bomb that killed four …") and a phrase with "the" ("denied that the
four dead were …"); :func:`is_granted` tells these.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import compress, pairwise
from typing import Final, Literal, NamedTuple

from llmextract.verification.clauses import words as w
from llmextract.verification.lexing import STOPS, Lexed

Kind = Literal[
    "denied", "disputed", "contested", "doubted", "supposed", "asked", "made up", "rehearsed"
]

_OPENS: Final = frozenset({"“", '"', "‘", "'", "(", "-", "–"})
_NEAR: Final = 5
"""Words between a denial and what was said ("dismissed as nonsense a radio report")."""
_FAR: Final = 40
"""Words from what was said to the verb that calls it false: a long sentence of news."""
_NOT_FAR: Final = 3
_INDEFINITE: Final = frozenset({"a", "an", "any"})
_SETTINGS: Final = w.FICTIONAL | w.FICTION | w.STAGED | w.DRILLS
_BEFORE_CLAUSE: Final = w.REPORTING | w.HEARSAY | w.UNTRUE | {","}
"""Words behind which "that" opens no relative clause."""
_AFTER_NOUN: Final = w.PREPOSITIONS | w.AUXILIARIES | w.CONJUNCTIONS | w.DETERMINERS
_OPENING: Final = 8
"""Words before the comma of a phrase that opens a sentence."""


class Frame(NamedTuple):
    """A stretch of a text that is not told as a fact.

    Attributes:
        start: offset of its first character, the words that frame it among them.
        end: offset behind its last one.
        kind: what it is told as.
        inner: offset behind the words that frame it.
        sure: whether nothing in it happened; else no rule tells.
    """

    start: int
    end: int
    kind: Kind
    inner: int
    sure: bool = True


def may_be_framed(words: Collection[str]) -> bool:
    """Whether a text with these words in small letters, marks among them, may hold a frame."""
    return not w.FRAMING.isdisjoint(words)


def frames(text: Lexed) -> tuple[Frame, ...]:
    """The framed stretches of a text, in the order of its sentences; they may overlap."""
    found: tuple[Frame, ...] | None = text.memo.get("frames")
    if found is None:
        found = ()
        if may_be_framed(text.words):
            found = tuple(
                frame for bounds in _sentences(text) for frame in _of_sentence(text, *bounds)
            )
        text.memo["frames"] = found
    return found


def is_granted(text: Lexed, frame: Frame, offset: int) -> bool:
    """Whether a frame takes for granted what stands at an offset.

    It stands in a relative clause ("whether the bomb that killed four …") or behind a word of time
    ("denied that he had fled after four were killed").
    """
    first = bisect_left(text.starts, frame.inner)
    between = text.words[first : bisect_left(text.starts, offset, first)]
    for at, word in enumerate(between):
        if at and word in w.RELATIVES - w.POSSESSIVES:
            return frame.kind != "denied" or _INDEFINITE.isdisjoint(
                between[max(0, at - _NEAR) : at]
            )
        if at and word == "that" and between[at - 1] not in _BEFORE_CLAUSE:
            return True
        if at and word in w.GRANTING and "," not in between[at:]:
            return True
    return False


def _sentences(words: Lexed) -> Iterator[tuple[int, int]]:
    """First token of each sentence that has a word of a frame, and the one behind its last mark."""
    first = 0
    low = words.words
    for at in compress(range(len(low)), map(STOPS.__contains__, low)):
        word = low[at]
        glued = at + 1 < len(low) and words.starts[at + 1] == words.ends[at]
        if word == "." and glued and low[at + 1].isalnum():
            continue  # "example.org"
        if may_be_framed(low[first : at + 1]):
            yield first, at + 1
        first = at + 1
    if may_be_framed(low[first:]):
        yield first, len(low)


def _of_sentence(words: Lexed, first: int, after: int) -> Iterator[Frame]:
    low = words.words
    while first < after and low[first] in _OPENS:
        first += 1
    if first == after:
        return
    if low[after - 1] == "?" and (asked := _asked(words, first, after)):
        yield asked
    yield from _setting(words, first, after)
    for at in compress(range(first, after), map(_READERS.__contains__, low[first:after])):
        readers = _READERS[low[at]]
        found = next(filter(None, (reader(words, first, at, after) for reader in readers)), None)
        if found:
            yield found


def _frame(
    words: Lexed, first: int, after: int, kind: Kind, inner: int, *, sure: bool = True
) -> Frame:
    behind = words.starts[inner] if inner < len(words.starts) else words.ends[-1]
    sure = sure and kind != "doubted"
    return Frame(words.starts[first], words.ends[max(after, first + 1) - 1], kind, behind, sure)


def _end(words: Lexed, at: int, after: int) -> int:
    """Where a clause ends that begins at a token: with its sentence, a contrast, or who says it."""
    low = words.words
    for end in range(at, after):
        if low[end] in STOPS or low[end] == "but":
            return end
        joined = low[end] == "," or low[end] in {"and", "while", "although", "though"}
        if joined and low[end + 1 : end + 2] and low[end + 1] in w.REPORTING:
            return end
    return after


def _what_is_denied(low: Sequence[str], at: int, after: int) -> int:
    """Where the clause begins behind a verb of denial; 0 where it denies no clause.

    "denied that …", "denied killing …", "denied the deaths of …", "rejected claims of …".
    """
    behind = at + 1
    if behind >= after:
        return 0
    verb = low[at][:3] in {"den", "ref", "dis", "con"}
    if verb and low[behind] == "that":
        return behind + 1
    if low[at].startswith("den"):
        noun = behind + (low[behind] in w.DETERMINERS)
        if low[behind] == "having" or (noun == behind and low[behind].endswith("ing")):
            return behind
        if low[noun + 1 : noun + 2] and low[noun + 1] == "of" and low[noun] not in w.NOT_DENIED:
            return behind
    for heard in range(behind, min(behind + _NEAR, after)):
        if low[heard] in {"that", ",", "to"}:
            break
        if low[heard] in w.HEARSAY:
            of_guilt = low[heard + 1 : heard + 3] == ("of", "responsibility")
            return 0 if of_guilt else _behind_that(low, heard)
    return 0


def _leads(low: Sequence[str], at: int) -> bool:
    """Whether what there is no proof of is told behind it."""
    return any(word in {"that", "of", "for", "to", "in", "behind"} for word in low[at + 1 : at + 2])


def _what_is_untrue(low: Sequence[str], first: int, at: int, after: int) -> int:
    """Where the clause begins that a word calls untrue: "false that …", "wrongly said …"; 0 for none."""
    if low[at] in {"true", "case"} and not _is_negated(low, first, at):
        return 0
    if low[at + 1 : at + 2] == (",",) and "that" in (aside := low[at + 2 : at + _OPENING]):
        that = aside.index("that")
        return at + 3 + that if that == 0 or aside[that - 1] == "," else 0
    if low[at] in w.UNTRUTHS and low[at + 1 : at + 2] != ("that",):
        return 0
    for behind in range(at + 1, min(at + 1 + _NEAR, after)):
        word = low[behind]
        if word == "that" or low[behind : behind + 2] == ("to", "say"):
            return behind + 1
        if low[at] not in {"true", "case"} and (word in w.HEARSAY or word in w.REPORTING):
            told = low[at].endswith("ly") or low[behind + 1 : behind + 2] == ("that",)
            told = told or not w.PREPOSITIONS.isdisjoint(low[behind + 1 : behind + 2])
            return _behind_that(low, behind) if told else 0  # not "a false alarm was followed by"
        if word not in w.DETERMINERS and low[at] not in w.NOUNS_OF_UNTRUTH:
            return 0
    return 0


def _is_negated(low: Sequence[str], first: int, at: int) -> bool:
    before = low[max(first, at - _NOT_FAR) : at]
    return not w.NEGATIONS.isdisjoint(before)


def _behind_that(low: Sequence[str], at: int) -> int:
    """Where what is said begins: "reports on social media that …"."""
    heard = low[at + 1 : at + 1 + _OPENING]
    return at + 1 + (heard.index("that") + 1 if "that" in heard else 0)


def _called_false(low: Sequence[str], at: int, after: int) -> int:
    """Where something said is called false behind it: "reports that … are false"; 0 for nowhere."""
    for called in range(at + 1, min(at + _FAR, after)):
        word = low[called]
        if word in w.UNTRUE | w.CALLED_UNTRUE and low[called] not in {"case"}:
            back = called - 1
            negated = False
            while back > at and (low[back] in w.BETWEEN_CALLED or low[back].endswith("ly")):
                negated = negated or low[back] == "not"
                back -= 1
            truly = word == "true"
            if back > at and low[back] in w.CALLING and truly == negated:
                return called
    return 0


def _condition(words: Lexed, first: int, at: int, after: int) -> Frame | None:
    """The condition that an "if" opens, with what follows from it where that is only imagined."""
    low = words.words
    if low[at + 1 : at + 2] and low[at + 1] in w.NO_CONDITION:
        return None
    if at > first and low[at - 1] in {"as", "even", "only"}:
        return None
    imagined = not w.IMAGINING.isdisjoint(low[first:after])
    if at == first or low[at - 1] in {",", "that", "what"} | _OPENS:
        comma = next((i for i in range(at, after) if low[i] == ","), after)
        end = after if imagined else comma
        return _frame(words, at, end, "supposed", at + 1)
    return _frame(
        words, at, _end(words, at + 1, after), "supposed" if imagined else "doubted", at + 1
    )


def _asked(words: Lexed, first: int, after: int) -> Frame | None:
    """A question that is no "why" or "who", which takes for granted what it asks about."""
    opening = words.words[first : first + _NOT_FAR]
    if not w.ASKING.isdisjoint(opening):
        return None
    inverted = opening[0] in w.AUXILIARIES or opening[0] in w.NEGATIONS
    return _frame(words, first, after, "asked" if inverted else "doubted", first)


def _found_well(low: Sequence[str], at: int, after: int) -> int:
    """Where those are found well of whom worse was feared; 0 for nowhere."""
    for well in range(at + 1, min(at + _FAR, after)):
        if low[well] in w.WELL and low[well - 1] in w.FOUND:
            return well + 1
    return 0


def _setting(words: Lexed, first: int, after: int) -> Iterator[Frame]:
    """What a sentence or the rest of the text is set in: a novel, a film, a drill."""
    low = words.words
    for at in compress(range(first, after), map(_SETTINGS.__contains__, low[first:after])):
        word = low[at]
        if word in w.FICTIONAL or (word in w.FICTION and _is_told(low, first, at, after)):
            yield _frame(words, first, len(low), "made up", first)
            return
        if word in w.STAGED or (word in w.DRILLS and _is_played(low, at)):
            yield _frame(words, 0, len(low), "rehearsed", 0)
            return
        if word in w.DRILLS and at - first < _OPENING and low[first] in {"in", "during"}:
            yield _frame(words, first, after, "rehearsed", first, sure=low[first + 1] == "the")


def _is_told(low: Sequence[str], first: int, at: int, after: int) -> bool:
    """Whether a work of fiction is what a text tells of: "in the novel", "a film in which"."""
    if low[at] in w.SERIAL and low[max(first, at - 1)] not in w.STAGES:
        return False  # a game is played, a series is one of events
    behind = low[at + 1 : at + 3]
    if behind and (behind[0] in w.TELLING or behind in (("in", "which"), ("based", "on"))):
        return True
    if behind and behind[0].isalpha() and behind[0] not in _AFTER_NOUN:
        return False  # "in the film museum"
    return "in" in low[max(first, at - _NEAR) : at - 1]


def _is_played(low: Sequence[str], at: int) -> bool:
    """Whether a drill is what a text tells of: words of playing stand in it, or it says so."""
    before = low[max(0, at - _NOT_FAR) : at]
    said = len(before) > 1 and any(
        one in w.BE | {"of"} and other in w.DETERMINERS for one, other in pairwise(before)
    )
    return said or not w.ACTING.isdisjoint(low)


def _disputed(words: Lexed, first: int, at: int, after: int) -> Frame | None:
    """What somebody denies ("disputed"); of himself, or what others said, "contested"."""
    low = words.words
    inner = _what_is_denied(low, at, after)
    begins = low[inner] if 0 < inner < after else ""
    himself = begins in w.POSSESSIVES | w.SAYERS or begins.endswith(
        "ing"
    )  # "denied having burned it"
    heard = not w.HEARSAY.isdisjoint(low[at:inner])
    kind: Kind = "contested" if himself or heard else "disputed"
    return _frame(words, at, _end(words, inner, after), kind, inner) if inner else None


def _unproven(words: Lexed, first: int, at: int, after: int) -> Frame | None:
    if "no" not in words.words[max(first, at - _NOT_FAR) : at] or not _leads(words.words, at):
        return None
    return _frame(words, at, _end(words, at + 2, after), "denied", at + 2)


def _untrue(words: Lexed, first: int, at: int, after: int) -> Frame | None:
    inner = _what_is_untrue(words.words, first, at, after)
    return _frame(words, at, _end(words, inner, after), "denied", inner) if inner else None


def _refuted(words: Lexed, first: int, at: int, after: int) -> Frame | None:
    end = _called_false(words.words, at, after)
    return _frame(words, at, end, "denied", _behind_that(words.words, at)) if end else None


def _against(words: Lexed, first: int, at: int, after: int) -> Frame | None:
    if words.words[at + 1 : at + 2] != ("to",):
        return None
    return _frame(words, at, _end(words, at + 2, after), "denied", at + 2)


def _unsaid(words: Lexed, first: int, at: int, after: int) -> Frame | None:
    """What nobody says or what is not said: "did not say that", "it never happened that"."""
    low = words.words
    if at == first or low[at - 1] not in w.UNSAID or not _is_negated(low, first, at - 1):
        return None
    return _frame(words, at, _end(words, at + 1, after), "doubted", at + 1)


def _dreamt(words: Lexed, first: int, at: int, after: int) -> Frame:
    return _frame(words, at, _end(words, at + 1, after), "made up", at + 1)


def _open_question(words: Lexed, first: int, at: int, after: int) -> Frame:
    return _frame(words, at, _end(words, at + 1, after), "doubted", at + 1)


def _unfounded_fear(words: Lexed, first: int, at: int, after: int) -> Frame | None:
    end = _found_well(words.words, at, after)
    return _frame(words, first, end, "denied", at + 1) if end else None


_Reader = Callable[[Lexed, int, int, int], Frame | None]
_TABLES: Final[tuple[tuple[Collection[str], _Reader], ...]] = (
    (w.DENYING, _disputed),
    (w.PROOF, _unproven),
    (w.UNTRUE | w.UNTRUTHS, _untrue),
    (w.HEARSAY, _refuted),
    ({"contrary"}, _against),
    ({"that"}, _unsaid),
    (w.DREAMING, _dreamt),
    ({"whether"}, _open_question),
    ({"if"}, _condition),
    (w.FEARED, _unfounded_fear),
)
_READERS: Final[dict[str, list[_Reader]]] = {}
"""What reads a frame at a word; the first that finds one counts."""
for _table, _reader in _TABLES:
    for _word in _table:
        _READERS.setdefault(_word, []).append(_reader)
