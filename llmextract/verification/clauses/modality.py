"""Says how a text tells an event: as one that was, or as tried, threatened, planned, foiled, denied.

One reader for numbers, places and actors.  It looks at the words beside the word of an event: the
auxiliaries of a verb ("would have killed"), what governs an infinitive ("threatened to kill"), what
stands before a noun and behind it ("an attempted murder", "a plot for the murder of", "a murder
plot").  Its words are data (``languages/*.modality.toml``).  What frames a whole clause, wherever its
events stand, is read by :mod:`.frames`.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Final, Literal

from llmextract.verification.lexing import Lexed
from llmextract.verification.once import once
from llmextract.verification.spelling import fold_word

Told = Literal[
    "", "attempted", "threatened", "planned", "expected", "ordered", "demanded", "feared", "played", "foiled",
    "refused", "nearly", "achieved", "imagined", "possible", "denied", "of nobody",
]  # fmt: skip
"""How an event is told: empty where nothing says that it was none.

``attempted`` and ``nearly``: something was done, and nobody had from it what the word says.
``achieved``: it happened, said outright ("managed to kill").
``imagined``: only what would, could or will be; ``possible``: what may have been.
"""

Forms = Literal[
    "", "verb", "noun", "state", "verb noun", "verb state", "noun state", "verb noun state"
]
"""What a word of an event may be: a verb in the infinitive, a noun, what somebody is afterwards."""
TRIED: Final[frozenset[Told]] = frozenset({"attempted", "nearly"})
"""Ways to tell an event of which something was done, and not what its word says."""
MEANT: Final[frozenset[Told]] = frozenset(
    {"threatened", "planned", "expected", "ordered", "demanded", "played", "foiled", "refused"}
)
"""Ways to tell one of which nothing was done."""
NOT_DONE: Final = TRIED | MEANT
"""Ways to tell one of which nobody had what its word says."""
MAYBE: Final[frozenset[Told]] = frozenset({"feared", "imagined", "possible"})
"""Ways to tell one of which nobody knows."""
_MAY_BE: Final = frozenset({"threatened", "planned", "expected", "played", "feared"})
_TELLING: Final = (
    *("achieved", "modals", "maybes", "nearly", "negations", "from", "without"),
    *("refraining", "sentencing", "escaping"),
)
_LISTS: Final = ("verbs", "governing", "nouns", "beside")
_PARTS: Final = ("adverbs", "auxiliaries", "maybes", "modals", "negations", "nearly")
_SHORT: Final = 5
"""Letters of a word that is no adverb, however it ends: "early"."""
_GROUP: Final = 6
"""Words that a verb group may have before its verb."""
_GOVERNED: Final = 7
"""Words from what governs an infinitive to it: "ordered the men of his unit to"."""
_NEAR: Final = 5
"""Words before an event in which something may say that it was only to be."""
_JOINED: Final = 9
"""Words from an infinitive to the one that is joined to it."""
_BETWEEN: Final = 3
"""Determiners and prepositions between a noun or verb and the event that it governs."""
_FOILING: Final = 12
"""Words from what prevents to what is prevented."""
_KEPT: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class Modality:
    """The words of one language, folded as :class:`.Lexed` has them.

    Attributes:
        any: words of a kind that have an event beside them.
        governing: those that govern an infinitive.
        nouns: nouns of a kind, which do too.
        right_before: words that govern an infinitive where they stand right before it.
        group: what the words of a verb group are, by the name of their list.
        endings: of infinitives that stand behind their verb without a word between.
        adverb: how adverbs end.
        infinitives: words before one.
        doubting: those that make of an event near them one that may be.
        foiling: those that say that it was prevented.
        denying: those that say that there was none.
        telling: words of which one stands near every other event that was none.
        sets: the other words, by what the language's file calls them.
        written: every word of a kind as it is written.
    """

    any: Mapping[str, Told]
    governing: Mapping[str, Told]
    nouns: Mapping[str, Told]
    right_before: Mapping[str, Told]
    group: Mapping[str, str]
    endings: tuple[str, ...]
    adverb: str
    infinitives: frozenset[str]
    doubting: frozenset[str]
    foiling: frozenset[str]
    denying: frozenset[str]
    telling: frozenset[str]
    sets: Mapping[str, frozenset[str]]
    written: frozenset[str]

    def has(self, name: str, word: str) -> bool:
        """Whether a word is one of those that the file lists under a name."""
        return word in self.sets[name]


@once
def words_of(language: str) -> Modality:
    """The words of a language.

    Args:
        language: ISO 639-1 code of one that has a file of them.
    """
    path = Path(__file__).parent / "languages" / f"{language}.modality.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    kinds = table.pop("kinds")
    verbs, governing, nouns, beside, right_before = (
        {fold_word(w): kind for kind in kinds for w in kinds[kind].get(name, "").split()}
        for name in (*_LISTS, "right_before")
    )
    endings, adverb = table.pop("infinitive_endings"), table.pop("adverb_ending")
    sets = {name: frozenset(map(_folded, words.split())) for name, words in table.items()}
    lists = (kind.get(name, "") for kind in kinds.values() for name in _LISTS)
    every: dict[str, Told] = {**beside, **nouns, **verbs}
    return Modality(
        any=every,
        governing={**nouns, **governing, **verbs},
        nouns=nouns,
        right_before=right_before,
        group={word: name for name in _PARTS for word in sets[name]},
        endings=tuple(endings.split()),
        adverb=adverb,
        infinitives=sets["infinitives"],
        doubting=sets["doubting"] | {w for w in every if every[w] in _MAY_BE},
        foiling=frozenset(word for word in every if every[word] == "foiled"),
        denying=sets["none"] | sets["negations"] | sets["nothing"] | sets["nobody"],
        telling=frozenset(every).union(governing, right_before, *(sets[name] for name in _TELLING)),
        sets=sets,
        written=frozenset(" ".join(lists).split()),
    )


def _folded(word: str) -> str:
    return fold_word(word) if word[0].isalpha() else word


def told_as(
    text: Lexed, at: int, words: Modality, *, after: int = 0, forms: Forms = "verb noun"
) -> Told:
    """How the words next to an event's word tell it.

    Args:
        text: the part of the source.
        at: number of the first word of the event's word or phrase.
        words: those of its language.
        after: number of the word behind it; 0: of the next.
        forms: what the word may be.
    """
    after = after or at + 1
    if words.telling.isdisjoint(
        text.words[max(at - _GROUP - _GOVERNED, 0) : after + 1]
    ) and words.infinitives.isdisjoint(text.words[max(at - _BETWEEN, 0) : at]):
        return ""
    told, before = _of_group(text, at, words)
    if told:
        return told
    if "verb" in forms or before < at - 1:  # "to kill", "to be killed"
        told = _of_infinitive(text, before, at, words)
    if not told and text.words[before + 1].endswith("ing"):  # "killing", "being killed"
        told = _of_gerund(text, before, words)
    if not told and "noun" in forms:
        told = _of_noun(text, at, after, words)
    return told or (_of_state(text, at, words) if "state" in forms else "")


def _of_group(text: Lexed, at: int, words: Modality) -> tuple[Told, int]:
    """What the auxiliaries and adverbs of a verb say, and the number of the word before them."""
    before = at - 1
    while before >= max(at - _GROUP, 0):
        word = text.words[before]
        part = words.group.get(word)
        if part is None and not _is_adverb(word, words):
            break
        if part == "nearly":
            return "" if words.has("escaping", text.words[at]) else "nearly", before
        if part == "negations":
            alone = words.has("but_not_alone", text.word(before + 1))
            return "" if alone else "denied", before
        if part in {"modals", "maybes"}:
            return _of_modal(text, before, at, words), before
        before -= 1
    return "", before


def _is_adverb(word: str, words: Modality) -> bool:
    """Whether a word is an adverb by its ending: "repeatedly", not "early" or "likely"."""
    return word.endswith(words.adverb) and len(word) > _SHORT and word not in words.right_before


def _of_modal(text: Lexed, modal: int, at: int, words: Modality) -> Told:
    """What a modal says of the verb behind it: no month of May, no doubt about who did it."""
    word = text.words[modal]
    if modal == at - 1 and text.words[at].endswith("ed"):
        return ""
    beside = (text.word(modal - 1), text.word(modal + 1))
    if words.has("maybes", word):
        month = any(one.isdigit() for one in beside) or words.has("month", beside[0])
        return "" if month else "possible"
    return "imagined"


def _of_infinitive(
    text: Lexed, link: int, at: int, words: Modality, *, chained: bool = False
) -> Told:
    """What governs an infinitive: "tried to kill", "a threat to kill", "ordered his men to kill".

    Args:
        text: the part of the source.
        link: number of the word before it, which may be a "to".
        at: its own number.
        words: those of the language.
        chained: whether it governs the event's word itself; then what governs the next is not asked.
    """
    if link < 0 or words.has("no_verbs", text.words[at]):
        return ""
    before = link
    if text.words[link] in words.infinitives:
        before -= 1
        while before > 0 and _is_adverb(text.words[before], words):
            before -= 1
    elif not text.words[at].endswith(words.endings):
        return ""
    word = text.word(before)
    if words.has("copulas", word):
        return "planned"  # "were to be killed"
    if word in words.right_before:
        return words.right_before[word]
    far = words.sets["perfect"].isdisjoint(text.words[link:at])  # not "a man said to have killed"
    return _governing(text, before, _GOVERNED if far else 1, words, chained=chained)


def of_joined_infinitive(text: Lexed, at: int, words: Modality) -> Told:
    """What governs a verb in the infinitive that is joined to another: "planned to enter and kill"."""
    if not words.has("joining", text.word(at - 1)):
        return ""
    for back in _of_clause(text, at - 1, _JOINED + 1, words):
        if text.words[back] in words.infinitives:
            return _of_infinitive(text, back, back + 1, words)
    return ""


def _governing(text: Lexed, last: int, reach: int, words: Modality, *, chained: bool) -> Told:
    """What the nearest word that governs an infinitive says, among the last ones before it."""
    for back in _of_clause(text, last + 1, reach + 1, words, ","):
        word = text.words[back]
        if words.has("achieved", word):
            above, _ = _of_group(text, back, words)
            return above or "achieved"
        if told := words.governing.get(word):
            return told if chained else _in_turn(text, back, told, words)
    return ""


def _in_turn(text: Lexed, at: int, told: Told, words: Modality) -> Told:
    """How what governs an infinitive is told itself: "threatened to try to kill"."""
    if told != "attempted":
        return told
    above, before = _of_group(text, at, words)
    if above in MEANT | MAYBE:
        return above
    return _of_infinitive(text, before, at, words, chained=True) or told


def _of_gerund(text: Lexed, before: int, words: Modality) -> Told:
    """What governs a gerund: "prevented from killing", "stopped short of killing"."""
    word = text.word(before)
    if words.has("escaping", word):
        return "nearly"
    if words.has("without", word):
        return "denied"
    behind = text.word(before - 1) if word == "of" else word
    if words.has("refraining", behind):
        return "refused"
    if word == "from":
        kept = (text.words[back] for back in _of_clause(text, before, _KEPT, words))
        if any(words.has("keeping", word) or words.any.get(word) == "foiled" for word in kept):
            return "foiled"
    return ""


def _of_noun(text: Lexed, at: int, after: int, words: Modality) -> Told:
    """What stands beside a noun: "a murder attempt", "the planned murder", "a plot for the murder"."""
    if told := words.nouns.get(text.word(after)):
        return told
    before = at - 1
    while before > 0 and at - before <= _BETWEEN and _is_between(text.words[before], words):
        before -= 1
    word = text.word(before)
    told = words.any.get(word, "")
    if before == at - 1:
        was = told == "foiled" and words.has("determiners", text.word(before - 1))
        return "attempted" if was else told  # "a foiled attack" was one
    if word in words.nouns or told not in {"planned", "expected"}:
        return told
    # "they planned the murder of two": it was one
    return "" if words.has("definite", text.words[before + 1]) else told


def _of_state(text: Lexed, at: int, words: Modality) -> Told:
    """What brings a state about in words only: "sentenced four men to death", "wanted him dead"."""
    for back in _of_clause(text, at, _GOVERNED + 1, words, *words.sets["copulas"]):
        word = text.words[back]
        if words.has("sentencing", word):
            return "ordered"
        if (told := words.any.get(word) or words.governing.get(word)) and back >= at - _BETWEEN:
            return told
        if word.endswith("ed"):
            break
    return ""


def _of_clause(text: Lexed, at: int, reach: int, words: Modality, *ends: str) -> Iterator[int]:
    """Numbers of the words before one in its clause, the nearest first, up to one of some words."""
    clauses = words.sets["clauses"]
    return takewhile(
        lambda back: text.words[back] not in clauses and text.words[back] not in ends,
        text.before(at, reach),
    )


def _is_between(word: str, words: Modality) -> bool:
    return words.has("determiners", word) or words.has("prepositions", word)


def near(text: Lexed, event: int, words: Modality, is_event: Callable[[str], bool]) -> Told:
    """How an event is told by any word near before it: "warned of a large attack".

    Looser than :func:`told_as`, for those who ask only whether an event surely was one.

    Args:
        text: the part of the source.
        event: number of the event's word.
        words: those of its language.
        is_event: whether a word tells an event itself; one of those takes what stands before it.
    """
    if words.doubting.isdisjoint(text.words[max(event - _NEAR, 0) : event]):
        return ""
    for back in _of_clause(text, event, _NEAR + 1, words, ",", "by"):
        if told := may_be(text, back, words):
            return told
        if is_event(text.words[back]) and text.word(back + 1) not in words.infinitives:
            return ""
    return ""


def may_be(text: Lexed, at: int, words: Modality) -> Told:
    """What a word makes of the events around it: one that is planned or may be."""
    word = text.words[at]
    if word not in words.doubting:
        return ""
    return words.any.get(word) or _of_modal(text, at, at, words)


def is_foiled(text: Lexed, event: int, words: Modality) -> bool:
    """Whether an event was prevented: "foiled a bid to storm X"."""
    if words.foiling.isdisjoint(text.words[max(event - _FOILING, 0) : event]):
        return False
    for back in _of_clause(text, event, _FOILING, words, *words.sets["spared"]):
        if text.words[back] in words.foiling:
            return not words.has("determiners", text.word(back - 1))
    return False


def is_none(text: Lexed, event: int, words: Modality, is_event: Callable[[str], bool]) -> Told:
    """Whether an event was none, or befell nobody: "no attack", "no raid was reported", "none hurt"."""
    before = text.words[max(0, event - 3) : event]
    if words.denying.isdisjoint(before):
        return ""
    was = words.has("copulas", text.word(event - 1))
    if not words.sets["none"].isdisjoint(before) and (not was or is_event(text.word(event - 2))):
        return "denied"
    if not words.sets["negations"].isdisjoint(before[-2:]) or "never" in before:
        return "denied"
    if not words.sets["nothing"].isdisjoint(before[-1:]):
        return "denied"
    return "" if words.sets["nobody"].isdisjoint(before) else "of nobody"
