"""Finds who is counted together: parts of a count, counts that share a verb, people beside them."""

from itertools import pairwise
from typing import Final

from llmextract.verification.languages.counts import FORMS, Count, effect, tells
from llmextract.verification.languages.tables import Language
from llmextract.verification.languages.words import Words

_OF: Final = 2  # words between some and the whole that they are of
_PART: Final = 5  # words between "among them" and its number
_JOINED: Final = 3  # words between those counted and "and", and behind it


def find_partitives(words: Words, counts: list[Count], language: Language) -> None:
    """Part what is said of some from what is said of all: "quatre des sept blessés sont morts"."""
    for some, whole in pairwise(counts):
        between = range(some.number.last, whole.number.begin)
        if not 1 <= len(between) <= _OF or not all(words.has(at, "link") for at in between):
            continue
        own, _ = effect(words, whole.number.last, language, ("noun", "passive"))
        rest = whole.roles - {own}
        if own and len(rest) == 1 and not some.roles:
            whole.roles, some.roles = {own}, rest


def find_parts(words: Words, counts: list[Count]) -> None:
    """Mark the counts that are a part of the one before: "dont trois enfants"."""
    for before, count in pairwise(counts):
        for at in range(count.number.begin, max(count.number.begin - _PART, -1), -1):
            if "part" in words.ending[at]:
                if not count.roles or count.roles == before.roles:
                    count.part, count.roles = True, set(before.roles)
                break
            if (
                before.part
                and not count.roles
                and at == count.number.begin
                and ("conj" in words.ending[at] or at in words.joined)
            ):
                count.part, count.roles = True, set(before.roles)
                break
            if at < before.number.last or (at and words.is_part(at - 1)):
                break
        at = count.last
        if words.has(at, "part") and not count.roles:
            count.part, count.roles = True, set(before.roles)


def find_groups(words: Words, counts: list[Count]) -> None:
    """Join counts that share what happened: "trois civils et deux soldats ont été tués"."""
    for before, count in pairwise(counts):
        if before.part or count.part or not _are_joined(words, before, count):
            continue
        if before.roles and count.roles and before.roles != count.roles:
            continue
        if before.until and not count.roles:
            continue  # "5 rebels were killed and 2 captured"
        if before.roles and count.roles and not _share(words, before, count):
            continue
        roles = before.roles | count.roles
        before.roles, count.roles = set(roles), set(roles)
        group = before.group or [before]
        group.append(count)
        for one in group:
            one.group = group


def _are_joined(words: Words, before: Count, count: Count) -> bool:
    """Whether only a comma or a conjunction stands between two counts of people."""
    between = range(before.last, count.number.begin)
    people = before.last > before.number.last or before.number.form == "singular"
    if not people and len(between) != 1:
        return False
    if not between and count.number.first in words.joined:
        return True
    if not between or len(between) > 4:
        return False
    joined = [at for at in between if words.has(at, "conj") or words.forms[at] in (",", "،")]
    if not joined or between[-1] != joined[-1]:
        return False
    return (
        not any(
            words.has(at, "breaks", "part", "people") or any("." in kind for kind in words.at[at])
            for at in between
        )
        and len(joined) <= 2
    )


def _share(words: Words, before: Count, count: Count) -> bool:
    """Whether two counts with one role have it of one word, no word of their own each."""
    own = [
        at
        for at in range(before.number.last, count.last)
        if any("." in kind and not kind.startswith("place") for kind in words.at[at])
    ]
    return not own


def is_open(words: Words, count: Count, language: Language) -> bool:
    """Whether somebody without a number is joined to those counted: "12 civils et leur guide"."""
    return _is_open_behind(words, count, language) or _is_open_before(words, count)


def _is_open_behind(words: Words, count: Count, language: Language) -> bool:
    at = count.last
    if _begins_with_and(words, at, language):
        return True
    for at in range(count.last, min(count.last + _JOINED, len(words))):
        if words.has(at, "conj") or words.is_part(at) or at in words.joined:
            break
    if not words.has(at, "conj"):
        return False
    if words.has(at + 1, "own"):
        return True
    for ahead in range(at + 1, min(at + 1 + _JOINED, len(words))):
        if words.is_part(ahead) or words.forms[ahead][0].isdecimal() or words.has(ahead, "breaks"):
            return False
        if effect(words, ahead, language, (*FORMS, "active"))[0]:
            return False
        if words.has(ahead, "people"):
            return not _is_numbered(words, at + 1, ahead, language)
    return False


def _begins_with_and(words: Words, at: int, language: Language) -> bool:
    """Whether a word that no table knows begins with "and" and may be somebody."""
    if not language.joined or words.is_part(at) or at in words.joined or words.at[at]:
        return False
    return words.forms[at].startswith(language.joined) and len(words.forms[at]) > 3


def _is_open_before(words: Words, count: Count) -> bool:
    begin = count.number.begin
    if not begin or "conj" not in words.ending[begin] or count.group:
        return False
    first, _ = words.clause(begin - 1)
    if any(tells(words, at) for at in range(first, begin)):
        return False
    return any(words.has(at, "people") for at in range(max(first, begin - 4), begin - 1))


def _is_numbered(words: Words, first: int, last: int, language: Language) -> bool:
    known = (language.values, language.singular, language.fixed)
    return any(words.forms[at] in table for at in range(first, last + 1) for table in known)
