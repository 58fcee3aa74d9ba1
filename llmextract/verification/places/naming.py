"""Finds the names in a text that may be places, with or without the help of capitals."""

from collections.abc import Iterable, Iterator
from itertools import compress, count

from llmextract.verification import gazetteer
from llmextract.verification.lexing import Lexed
from llmextract.verification.places import lexicon as lx
from llmextract.verification.spelling import ARTICLES, word_set

Run = tuple[int, int]
"""Numbers of the first word and after the last word of a name."""

_WELL_KNOWN = 150_000  # people, to be a place without any other sign
_LONGEST = 6
_CUES = lx.AT | word_set("from to toward towards between via of linking through past")


def names(text: Lexed) -> list[Run]:
    """All runs of words that may be names of places, in order, without overlap."""
    known: list[Run] | None = text.memo.get("names")
    if known is None:
        known = text.memo["names"] = _apart(
            sorted({*(_capital_runs(text) if text.cased else _caseless_runs(text))})
        )
    return known


def _apart(runs: Iterable[Run]) -> list[Run]:
    """Of runs that overlap the longest, the first of equal ones.

    The list is handed on when it is whole: paragraphs of one article are read by several threads.
    """
    kept: list[Run] = []
    for run in runs:
        if kept and run[0] < kept[-1][1]:
            if run[1] - run[0] > kept[-1][1] - kept[-1][0]:
                kept[-1] = run
            continue
        kept.append(run)
    return kept


# With capitals ------------------------------------------------------------------------------------


def _capital_runs(text: Lexed) -> Iterator[Run]:
    end = 0
    for at in compress(count(), text.capital):
        if at < end or not _starts_name(text, at):
            continue
        end = _run_end(text, at)
        first, last = trimmed(text, at, end)
        if first < last:
            yield first, last


def _starts_name(text: Lexed, at: int) -> bool:
    word = text.words[at]
    if word in lx.STOP:
        return word == "us" and text.ends[at] - text.starts[at] > 1 and not text.begins_sentence(at)
    if text.begins_sentence(at) and _is_common(word):
        return False
    return not gazetteer.countries_of_demonym(word)


def _is_common(word: str) -> bool:
    return (
        word in lx.NEWS
        or word in lx.ADJECTIVES
        or word in lx.AT
        or word in lx.FLEE
        or word in lx.ASSAULT
        or word in lx.PEOPLE
    )


def _run_end(text: Lexed, at: int) -> int:
    last = at + 1
    while last < len(text.words) and last - at < _LONGEST and not text.owner[last - 1]:
        word = text.words[last]
        if text.capital[last] and (word not in lx.STOP or text.glued[last]):
            last += 1
        elif (word in ARTICLES or word in lx.CONNECTORS) and (
            (text.is_name_like(last + 1) and (text.glued[last + 1] or word not in lx.STOP))
            or (word in lx.CONNECTORS and text.is_name_like(last + 2))
        ):
            last += 2
        else:
            break
    return min(last, len(text.words))


def trimmed(text: Lexed, first: int, last: int) -> Run:
    """A run less what is not the name: directions before it, the kind of place before or after."""
    while first < last:
        word = text.words[first]
        known = gazetteer.named(" ".join(text.words[first:last]))
        if known and (word not in lx.COMPASS or any(p.kind != "city" for p in known)):
            break
        if (
            word in lx.COMPASS
            or word in lx.PART_OF
            or (word in lx.KINDS and last - first > 1 and word != "mount")
        ) or (gazetteer.countries_of_demonym(word) and last - first > 1):
            first += 1
        else:
            break
    while last - first > 1 and text.words[last - 1] in lx.KINDS:
        if text.words[last - 1] in lx.KEPT_NOUNS:
            break
        last -= 1
    return first, _known_part(text, first, last)


_HEADS = lx.GROUPS | lx.STREETS | lx.PAPERS | lx.INSTITUTIONS


def _known_part(text: Lexed, first: int, last: int) -> int:
    """Where the place in a longer name ends: in "Xville Martyrs Brigade" after "Xville"."""
    if last - first > 1 and text.words[last - 1] in _HEADS and not _is_known(text, first, last):
        for end in range(last - 1, first, -1):
            if _is_known(text, first, end):
                return end
    return last


# Without ------------------------------------------------------------------------------------------


_LISTING = lx.COORDINATORS | {","}


def _caseless_runs(text: Lexed) -> Iterator[Run]:
    after_name = -1
    for at, use in enumerate(map(_use, text.words)):
        goes_on = at == after_name and text.words[at] in _LISTING
        if not use and not goes_on:
            continue  # most words of a text
        if use == "cue":
            run = _after_cue(text, at + 1)
        elif goes_on:
            run = _after_cue(text, at + 1 + (text.word(at + 1) in lx.COORDINATORS))
        elif use == "kind":
            run = _before_kind(text, at)
        elif use == "target":
            run = _target(text, at + 1)
        elif use == "prefix":
            run = _known_run(text, at)
        else:
            run = (at, at + 1)
        if run is not None and run[0] < run[1]:
            yield run
            after_name = run[1]
            while text.word(after_name) in lx.KINDS:
                after_name += 1


_KIND_ENDS = frozenset(
    noun
    for noun, kind in lx.KINDS.items()
    if kind in ("district", "province", "village", "town", "site", "region")
) - word_set(
    "coast island islands plain zone areas regions states capital church camp sector field"
)


def _target(text: Lexed, at: int) -> Run | None:
    run = _after_cue(text, at)
    if run is None:
        return None
    if gazetteer.named(" ".join(text.words[run[0] : run[1]])):
        return run
    after = text.word(run[1])
    return run if (not after or not after[0].isalnum()) and run[1] - run[0] <= 3 else None


def _after_cue(text: Lexed, at: int) -> Run | None:
    """The name after a preposition, its articles, directions and kinds, up to a common word."""
    steps = 0
    while steps < 7 and _is_passable(text, at) and not _is_compass_name(text, at):
        at, steps = at + 1, steps + 1
    return _caseless_name(text, at)


def _is_compass_name(text: Lexed, at: int) -> bool:
    """Whether a direction begins a name of its own: South Sudan, West Bank."""
    if text.word(at) not in lx.COMPASS:
        return False
    return any(p.kind != "city" for p in gazetteer.named(" ".join(text.words[at : at + 2])))


def _is_passable(text: Lexed, at: int) -> bool:
    word, after = text.word(at), text.word(at + 1)
    known = word in lx.PREFIXES and bool(after) and after not in lx.NEWS and after != "of"
    if word in lx.KINDS and known:
        return False
    return (
        word in ("the", "a", "of", '"', "both", "in", "at")
        or word in lx.COMPASS
        or word in lx.KINDS
        or (word in lx.PARTS and not known)
        or (word in lx.ADJECTIVES and not known)
        or word in lx.PART_OF
        or bool(word and gazetteer.countries_of_demonym(word))
    )


def _caseless_name(text: Lexed, at: int) -> Run | None:
    """The name that begins at a word: what the gazetteer knows, else up to a common word."""
    last = _caseless_end(text, at)
    if last == at:
        return None
    for end in range(last, at, -1):
        # "SAN MIGUEL" is known, but the text goes on: "SAN MIGUEL DE MERCEDES".
        if end < last and text.words[end] in ("de", "del"):
            break
        if end - at == 1 and end < last and text.words[at] in lx.PREFIXES:
            break
        if (end == last or not text.glued[end]) and _is_known(text, at, end):
            return at, end
    return at, min(last, at + 5)


def _caseless_end(text: Lexed, at: int) -> int:
    last = at + _is_compass_name(text, at)
    while last < len(text.words) and last - at < _LONGEST:
        if not text.words[last][0].isalpha():
            break
        if _ends_name(text.words[last]) and not text.glued[last]:
            break
        last += 1
        if text.owner[last - 1]:
            break
    while last > at and text.words[last - 1] in lx.CONNECTORS:
        last -= 1
    return last


def _is_known(text: Lexed, first: int, last: int) -> bool:
    return bool(gazetteer.named(" ".join(text.words[first:last])))


@gazetteer.cached(maxsize=16384)
def _use(word: str) -> str:
    """What a word of a text without case tells of a name near it; empty for nothing."""
    if word in _CUES or word in lx.CALLED:
        return "cue"
    if word in _KIND_ENDS:
        return "kind"
    if word in lx.TARGETING:
        return "target"
    if word in lx.PREFIXES and word not in lx.STOP:
        return "prefix"
    return "name" if _is_known_alone(word) else ""


@gazetteer.cached(maxsize=16384)
def _ends_name(word: str) -> bool:
    """Whether a word of a text without case is an ordinary one, at which a name ends."""
    if word in lx.CONNECTORS or (word in lx.PREFIXES and word not in lx.STOP):
        return False
    return (
        word in lx.STOP
        or word in lx.NEWS
        or word in lx.KINDS
        or word in lx.ASSAULT
        or word in lx.FLEE
        or word in lx.PEOPLE
        or (word.endswith(("ing", "ed")) and not _is_well_known(word))
        or bool(gazetteer.countries_of_demonym(word))
    )


def _before_kind(text: Lexed, at: int) -> Run | None:
    """The name before "department", "municipality", "farm"."""
    end = at
    if text.word(end - 1) == '"':
        end -= 1
    first = end
    while first > 0 and end - first < 4:
        word = text.words[first - 1]
        if not word[0].isalpha() or _ends_name(text.words[first - 1]) or text.owner[first - 1]:
            break
        first -= 1
    while (
        first < end and text.words[first] in lx.CONNECTORS and text.words[first] not in lx.PREFIXES
    ):
        if gazetteer.named(" ".join(text.words[first:end])):
            break
        first += 1
    return (first, end) if first < end else None


def _known_run(text: Lexed, at: int) -> Run | None:
    for end in range(min(at + 5, len(text.words)), at + 1, -1):
        if gazetteer.named(" ".join(text.words[at:end])):
            return at, end
    return None


def _is_known_alone(word: str) -> bool:
    """Whether a single word is a known place and no common word: "LIMA RESIDENTS"."""
    if len(word) < 4 or not word[0].isalpha() or word in lx.GIVEN_NAMES or _ends_name(word):
        return False
    return _is_well_known(word)


def _is_well_known(word: str) -> bool:
    places = gazetteer.named(word)
    return bool(places) and places[0].population >= _WELL_KNOWN
