"""Checks strings that must stand in the text: names of actors, weapons, quoted words.

Spelling may bend (case, white space, quotes, diacritics, hyphens, articles, possessives, plurals, a
slip of the pen in a long word); what a statement says may not: numbers must be the same, a negation
may be neither dropped nor added.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, count, repeat

from rapidfuzz.distance import Levenshtein

from llmextract.records import Verdict
from llmextract.verification.clauses import words as w
from llmextract.verification.judgement import Judgement, Sentences, Stretch, rests_on
from llmextract.verification.lexing import Lexed, lexed
from llmextract.verification.places import lexicon as lx
from llmextract.verification.source_text import SourceText
from llmextract.verification.spelling import ARTICLES, WORD, fold_word, word_set

_FILLERS = word_set("the a an of and s") | (ARTICLES - word_set("at as us"))
_NEGATIONS = w.NEGATIONS | {"unhurt", "unharmed"}
_DENIALS = w.DENYING | {"untrue", "false", "not"}
# "16 herders" for "Sixteen herders": the same number.  Numbers of several words are left alone, for
# the words of a quotation are compared one by one.
_NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
)  # fmt: skip
_NUMBERS = frozenset(_NUMBER_WORDS) | word_set(
    "thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million"
    " millions billion dozen dozens half first second third fourth fifth sixth seventh eighth ninth"
    " tenth several few many some scores"
)
_DIGITS = {word: str(number) for number, word in enumerate(_NUMBER_WORDS)}
_SLIP = 5  # letters that a word must have to be allowed one slip, 9 for two
_SHARE = 0.6  # of a long quotation's content words that must stand in a row of the text
_SHORT = 4  # content words up to which a value is a name rather than a sentence


@dataclass(frozen=True, slots=True)
class _Plain:
    """The words of a text that carry meaning, in the loose form that quotes are compared in."""

    keys: tuple[str, ...]
    index: tuple[int, ...]
    line: str


def judge(value: object, source: SourceText, *, evidence: Sentences = None) -> Judgement:
    """Judge whether the words of a value stand in the text.

    Args:
        value: words of the text; anything but a string is unsupported.
        source: the paragraph and its context.
        evidence: ``(start, end)`` of the record's sentences, preferred where there is a choice.

    Returns:
        ``supported`` for the words in any spelling, also in the headline; ``partly`` for a part of
        them; ``inferred`` when only the paragraph before has them.
    """
    if not isinstance(value, str) or not WORD.search(value):
        return Judgement(Verdict.UNSUPPORTED, "no words to look for")
    denied: Judgement | None = None
    partly: Judgement | None = None
    for part in ("text", "title", "before"):
        text = lexed(source, part)
        if not text.words:
            continue
        found = in_part(value, text, evidence or ())
        if found is None:
            continue
        if found.verdict is Verdict.SUPPORTED:
            if partly is not None and part == "before":
                return partly
            return _placed(found, part)
        if found.verdict is Verdict.PARTLY:
            partly = partly or (found if part != "before" else None)
        else:
            denied = denied or found
    return partly or denied or Judgement(Verdict.UNSUPPORTED, "not in the text")


def _placed(found: Judgement, part: str) -> Judgement:
    if part == "title":
        return Judgement(found.verdict, "the headline has it", found.stretches)
    if part == "before":
        return Judgement(Verdict.INFERRED, "only the paragraph before has it", found.stretches)
    return found


def in_part(value: str, text: Lexed, evidence: Sequence[tuple[int, int]] = ()) -> Judgement | None:
    """How far one part of a source has the words of a value; ``None`` where it has none of them."""
    plain = _plain(text)
    keys = _value_keys(value)
    if not keys:
        return None
    runs = _runs(plain, keys)
    affirmed = [run for run in runs if not _is_denied(text, run[0], keys)]
    if affirmed:
        first, last = _preferred(text, affirmed, evidence)
        stretch = _stretch(text, first, last)
        exact = text.text[stretch.start : stretch.end] == value.strip()
        return Judgement(
            Verdict.SUPPORTED, "as written" if exact else "in another spelling", (stretch,)
        )
    if runs:
        return Judgement(Verdict.UNSUPPORTED, "the text denies it", (_stretch(text, *runs[0]),))
    return _respelt(text, plain, keys) or _in_part_only(text, plain, keys)


def everywhere(value: str, text: Lexed) -> list[Stretch]:
    """Each place where the words of a value stand in a row and are not denied, in order."""
    keys = _value_keys(value)
    runs = _runs(_plain(text), keys) if keys else []
    return [_stretch(text, *run) for run in runs if not _is_denied(text, run[0], keys)]


def telling(value: str) -> frozenset[str]:
    """The words of a value by which it may be found: folded, those that carry meaning."""
    return frozenset(key for key in _value_keys(value) if key not in lx.STOP)


def _stretch(text: Lexed, first: int, last: int) -> Stretch:
    return Stretch(text.starts[first], text.ends[last - 1], text.part)


def _preferred(
    text: Lexed, runs: list[tuple[int, int]], evidence: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    for first, last in runs:
        if rests_on(evidence, text.starts[first], text.ends[last - 1]):
            return first, last
    return runs[0]


def _key(word: str) -> str:
    """The loose form of a folded word: no plural ending, a number word in digits, one ending for ordinals."""
    if word in _DIGITS:
        return _DIGITS[word]
    if word[0].isdigit() and _ORDINAL.fullmatch(word):
        return f"{word.rstrip('dhnrst')}th"
    if len(word) > 3 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=32768)
def _content_key(word: str) -> str:
    """The loose form of a word of a text; empty for one that carries no meaning."""
    return _key(word) if word not in _FILLERS and word[0].isalnum() else ""


def _plain(text: Lexed) -> _Plain:
    found = text.memo.get("quotes.plain")
    if found is None:
        keys = tuple(map(_content_key, text.words))
        if _DECIMAL.search(text.text):  # few texts have one, and this costs time
            keys = tuple(map(_halved, keys, repeat(text.text), text.starts, text.ends))
        index = tuple(compress(count(), keys))
        keys = tuple(filter(None, keys))
        found = text.memo["quotes.plain"] = _Plain(keys, index, f" {' '.join(keys)} ")
    assert isinstance(found, _Plain)
    return found


_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|d)")
"""An ordinal, also in the short forms of military names ("3d") and with slips ("41th")."""
_POINTS = frozenset((".", ","))
_DECIMAL = re.compile(r"\d[.,]\d")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")


def _value_keys(value: str) -> tuple[str, ...]:
    value = _DOTTED.sub(lambda match: match.group().replace(".", ""), value)
    words = [
        (folded, _halved(_key(folded), value, match.start(), match.end()))
        for match in WORD.finditer(value)
        if (folded := fold_word(match.group()))
    ]
    return tuple(key for word, key in words if word not in _FILLERS) or tuple(k for _, k in words)


def _halved(key: str, text: str, start: int, end: int) -> str:
    """The key of a half of a number, marked as one: "magnitude 6" is not what "magnitude 6.4" says.

    Point and comma are one, for languages differ in which they use.
    """
    if not key[:1].isdigit():
        return key
    if text[end : end + 1] in _POINTS and text[end + 1 : end + 2].isdigit():
        key += "."
    if start > 1 and text[start - 1] in _POINTS and text[start - 2].isdigit():
        key = f".{key}"
    return key


def _runs(plain: _Plain, keys: tuple[str, ...]) -> list[tuple[int, int]]:
    """``(first, after the last)`` word of the text wherever the words stand in a row."""
    needle = f" {' '.join(keys)} "
    found = []
    number, counted = -1, 0
    at = plain.line.find(needle)
    while at >= 0:
        number += plain.line.count(" ", counted, at + 1)
        counted = at + 1
        found.append((plain.index[number], plain.index[number + len(keys) - 1] + 1))
        at = plain.line.find(needle, at + 1)
    return found


def _is_denied(text: Lexed, first: int, keys: tuple[str, ...]) -> bool:
    """Whether the text denies what follows: "no X", "not X", "denied that X"."""
    if keys[0] in _NEGATIONS:
        return False
    at = first - 1
    while text.word(at) in _FILLERS or text.word(at) in ("any", "single", "other"):
        at -= 1
    if text.word(at) in _NEGATIONS and text.word(at + 1) not in ("only",):
        return True
    if text.word(at) == "that" and len(keys) > 2:  # a statement, not a name in one
        return any(text.word(back) in _DENIALS for back in range(at - 1, at - 4, -1))
    return False


def _is_hard(word: str) -> bool:
    """Whether a word must be the same: it holds a digit, or is a number or a negation."""
    return word in _NUMBERS or word in _NEGATIONS or any(c.isdigit() for c in word)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    if one[0] != other[0]:
        return False
    shorter = min(len(one), len(other))
    if shorter < _SLIP or _is_hard(one) or _is_hard(other):
        return False
    return Levenshtein.distance(one, other, score_cutoff=2) <= (1 if shorter < 9 else 2)


def _respelt(text: Lexed, plain: _Plain, keys: tuple[str, ...]) -> Judgement | None:
    """The same words in a row with slips of the pen; also compounds written as one word or two."""
    size = len(keys)
    first_letter = keys[0][0]
    for at in range(len(plain.keys) - size + 1):
        if plain.keys[at][0] != first_letter:
            continue
        window = plain.keys[at : at + size]
        if all(map(_alike, keys, window)) and not _is_denied(text, plain.index[at], keys):
            stretch = _stretch(text, plain.index[at], plain.index[at + size - 1] + 1)
            return Judgement(Verdict.SUPPORTED, "in another spelling", (stretch,))
    return _compound(text, plain, keys)


def _compound(text: Lexed, plain: _Plain, keys: tuple[str, ...]) -> Judgement | None:
    joined = "".join(keys)
    if len(joined) < _SLIP or any(map(_is_hard, keys)):
        return None
    for at, start in enumerate(plain.keys):
        if start[0] != joined[0] or not joined.startswith(start):
            continue
        run, end = start, at + 1
        while len(run) < len(joined) and end < len(plain.keys):
            run += plain.keys[end]
            end += 1
        if run == joined and not _is_denied(text, plain.index[at], keys):
            stretch = _stretch(text, plain.index[at], plain.index[end - 1] + 1)
            return Judgement(Verdict.SUPPORTED, "in another spelling", (stretch,))
    return None


def _in_part_only(text: Lexed, plain: _Plain, keys: tuple[str, ...]) -> Judgement | None:
    """Some of the words: the name without its description, most of a sentence."""
    have = set(plain.keys)
    if any(_is_hard(key) and key not in have for key in keys):
        return None
    content = [k for k in keys if k not in lx.STOP] or list(keys)
    telling = [k for k in content if k not in lx.NEWS and f"{k}s" not in lx.NEWS]
    wanted = telling or content
    if len(content) > _SHORT:
        return _most_of_sentence(text, plain, keys)
    initials = {k[0] for k in wanted}
    near = [other for other in have if other[0] in initials]
    found = [k for k in wanted if k in have or any(_alike(k, other) for other in near)]
    if not found or len(found) * 2 < len(wanted):
        return None
    at = next(i for i, key in enumerate(plain.keys) if _alike(found[0], key))
    first = plain.index[at]
    if _is_denied(text, first, keys):
        return Judgement(
            Verdict.UNSUPPORTED, "the text denies it", (_stretch(text, first, first + 1),)
        )
    whole = len([k for k in content if k in have]) == len(content)
    reason = (
        "its words stand in the text, but not together"
        if whole
        else f"only “{found[0]}” is in the text"
    )
    return Judgement(Verdict.PARTLY, reason, (_stretch(text, first, first + 1),))


def _most_of_sentence(text: Lexed, plain: _Plain, keys: tuple[str, ...]) -> Judgement | None:
    """A long quotation of which most words stand in the text in their order, numbers unchanged."""
    size = len(keys)
    best, best_at = 0, 0
    wanted = set(keys)
    hits = [key in wanted for key in plain.keys]
    count = sum(hits[:size])
    for at in range(max(1, len(hits) - size + 1)):
        if at:
            count += (hits[at + size - 1] if at + size - 1 < len(hits) else 0) - hits[at - 1]
        if count > best:
            best, best_at = count, at
    if best < _SHARE * size:
        return None
    window = plain.keys[best_at : best_at + size]
    if not _agree_on_hard_words(keys, window) or not _in_order(keys, window):
        return None
    last = min(best_at + size, len(plain.index)) - 1
    return Judgement(
        Verdict.PARTLY,
        "only a part of these words is in the text",
        (_stretch(text, plain.index[best_at], plain.index[last] + 1),),
    )


def _agree_on_hard_words(keys: Sequence[str], window: Sequence[str]) -> bool:
    return sorted(filter(_is_hard, keys)) == sorted(filter(_is_hard, window))


def _in_order(keys: Sequence[str], window: Sequence[str]) -> bool:
    """Whether enough of the words keep their order."""
    same = len(keys) + len(window) - Levenshtein.distance(keys, window, weights=(1, 1, 2))
    return same / 2 >= _SHARE * len(keys)
