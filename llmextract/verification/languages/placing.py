"""Judges a place against a text in a language whose words of place stand in a file.

A name is the place of an event where a preposition of place governs it and what stands nearest in
its sentence tells of an event.  It is none where the words beside it surely say something else: who
comes from there, speaks or lives there, a brigade, a person.  Whatever no word tells is unclear.

Tables of ``[places]``: ``in``, ``near``, ``off`` ("al norte de"), ``to``, ``against``, ``from``,
``origin`` ("oriundo de") and ``between`` govern; ``kinds``, ``parts``, ``link`` and ``adjective`` are
passed on the way to what governs; ``group``, ``office``, ``institution``, ``inhabitants``, ``road``
and ``title`` take the name into another; ``event``, ``strike``, ``spoken``, ``resident``, ``moved``
and ``stays`` tell what the clause is about.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from llmextract.records import Verdict
from llmextract.verification.judgement import Judgement, Sentences, Stretch, rests_on
from llmextract.verification.languages import governing, naming
from llmextract.verification.languages.tables import Language, load
from llmextract.verification.languages.words import Words, cut
from llmextract.verification.source_text import SourceText

_PARTS: Final = ("text", "title", "before")


class _Weighed(NamedTuple):
    """A place where a name stands: its verdict, why, its words."""

    verdict: Verdict
    reason: str
    first: int
    last: int


def judge(value: object, source: SourceText, *, evidence: Sentences = None) -> Judgement:
    """How far a text carries a value as the place of an incident.

    Args:
        value: the name of a place, with or without what contains it behind a comma.
        source: the paragraph, in a language of this package.
        evidence: offsets of the record's sentences, preferred where there is a choice.
    """
    if not isinstance(value, str) or not naming.keys(value):
        return Judgement(Verdict.UNSUPPORTED, "no name of a place", final=True)
    language = load(source.language)
    best: Judgement | None = None
    for part in _PARTS:
        words = _words(source, part, language)
        found = _in_part(value, words, source, part, evidence) if len(words) else None
        if found is not None and (best is None or found.verdict.rank < best.verdict.rank):
            best = found
        if best is not None and best.verdict is Verdict.SUPPORTED:
            break
    return best or _absent(value, source, language)


def _words(source: SourceText, part: str, language: Language) -> Words:
    memo = source.own if part == "text" else source.memo
    key = f"languages.words.{part}.{language.code}"
    if key not in memo:
        text = source.text if part == "text" else str(getattr(source.context, part))
        memo[key] = cut(text, language)
    words: Words = memo[key]
    return words


def _in_part(
    value: str,
    words: Words,
    source: SourceText,
    part: str,
    evidence: Sentences,
) -> Judgement | None:
    """What a part of a source says of a value."""
    language = load(source.language)
    name, *containers = (piece.strip() for piece in value.split(","))
    found = list(_found(name, words, source, part))
    if not found:
        return None
    weighed = [_weighed(words, first, last, naming.keys(name), language) for first, last in found]

    def preference(one: _Weighed) -> tuple[int, bool, int]:
        inside = rests_on(evidence, words.starts[one.first], words.ends[one.last - 1])
        return one.verdict.rank, not inside, one.first

    best = min(weighed, key=preference)
    if best.verdict in (Verdict.PARTLY, Verdict.INFERRED):
        best = next((one for one in weighed if one.verdict is Verdict.UNCLEAR), best)
    verdict, reason = best.verdict, best.reason
    missing = next((c for c in containers if not any(_found(c, words, source, part))), "")
    if missing and verdict is Verdict.SUPPORTED:
        verdict, reason = Verdict.PARTLY, f"{missing} is not stated"
    if part == "before" and verdict is not Verdict.UNSUPPORTED:
        verdict, reason = Verdict.INFERRED, "only the paragraph before has it"
    stretch = Stretch(words.starts[best.first], words.ends[best.last - 1], part)
    return Judgement(verdict, reason, (stretch,))


def _found(name: str, words: Words, source: SourceText, part: str) -> Iterator[tuple[int, int]]:
    """Where a name stands: as it is, without the kind of place before it, in another spelling."""
    for keys in _readings(name, load(source.language)):
        found = list(naming.occurrences(words, keys, source.language))
        if found:
            yield from found
            return
        if not keys[0].isascii():
            continue
        if source.language in naming.CYRILLIC:
            yield from naming.transliterated(words, " ".join(keys))
            return
        from llmextract.verification.lexing import lexed  # noqa: PLC0415 - only for what is not found
        from llmextract.verification.places import matching  # noqa: PLC0415 - as above

        text = lexed(source, part)
        spans = [
            naming.numbers_of(words, text, *one[:2])
            for one in (matching.occurrences(text, " ".join(keys)))
        ]
        found = [one for one in spans if one is not None]
        if found:
            yield from found
            return


def _readings(name: str, language: Language) -> Iterator[tuple[str, ...]]:
    """The words of a name, and those without "municipio de" before them."""
    keys = naming.keys(name)
    yield keys
    inner = cut(name, language)
    at = 0
    while at < len(inner) and inner.has(at, *governing.PASSED):
        at = max(inner.at[at].get(kind, 0) for kind in governing.PASSED)
    if 0 < at < len(inner):
        yield tuple(inner.forms[at:])


def _weighed(
    words: Words, first: int, last: int, name: tuple[str, ...], language: Language
) -> _Weighed:
    verdict, reason = governing.longer(words, first, last) or governing.governed(
        words, first, last, name, language
    )
    return _Weighed(verdict, reason, first, last)


def _absent(value: str, source: SourceText, language: Language) -> Judgement:
    """What is said of a name that stands nowhere."""
    keys = naming.keys(value.split(",")[0])
    words_of_text = _words(source, "text", language)
    for part in _PARTS:
        words = _words(source, part, language)
        like = naming.alike(words, keys, language)
        if like is not None:
            stretch = Stretch(words.starts[like[0]], words.ends[like[1] - 1], part)
            return Judgement(Verdict.UNCLEAR, "a word like it stands in the text", (stretch,))
    holder = naming.held(words_of_text, keys, language)
    if holder is not None:
        stretch = Stretch(words_of_text.starts[holder], words_of_text.ends[holder])
        return Judgement(Verdict.INFERRED, "only what lies in it is named", (stretch,))
    from llmextract.verification import unread  # noqa: PLC0415 - it knows what scripts are

    if not unread.shares_script(value, source.text):
        return Judgement(Verdict.UNCLEAR, "the text is in another script")
    return Judgement(Verdict.UNSUPPORTED, "not in the text")
