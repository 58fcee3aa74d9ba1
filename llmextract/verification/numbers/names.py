"""Tells a person's name by its words: no table knows them, a title or a given name is before them.

Two questions are asked.  :func:`is_name` is that of a list beside a verb, where the verb itself
speaks of people: any words that no table knows will do.  :func:`name_after` is asked where a thing
or a place may stand as well ("the death of …"): it takes only what is surely a person, and where a
text has both cases, names have their capitals.
"""

from typing import Final

from llmextract.verification.numbers.tags import Tag
from llmextract.verification.numbers.tokens import Tokens

NAMING: Final = Tag.UNKNOWN | Tag.ABBREVIATION
"""What the last word of a name is, whatever else."""
_NOT_NAME: Final = (
    Tag.ARTICLE | Tag.DEFINITE | Tag.ADVERB | Tag.VERB | Tag.EFFECT | Tag.PREPOSITION
    | Tag.NUMBER | Tag.DIGITS | Tag.BE | Tag.HAVE | Tag.MODAL | Tag.OF
)  # fmt: skip
_NO_PART: Final = (
    _NOT_NAME | Tag.POSSESSIVE | Tag.UNREAL | Tag.MONTH | Tag.TIME | Tag.SAY
    | Tag.CHANGE | Tag.ORDINAL | Tag.SUBORDINATOR | Tag.CONJUNCTION
)  # fmt: skip
_BEFORE_TITLE: Final = Tag.UNKNOWN | Tag.ADJECTIVE | Tag.NOUN
_NO_TITLE: Final = (
    _NO_PART | Tag.STOP | Tag.COMMA | Tag.QUOTE | Tag.OPEN | Tag.CLOSE | Tag.COLON
)  # fmt: skip
_BEHIND_VERB: Final = Tag.DEFINITE | Tag.ARTICLE | Tag.PRONOUN
_MOST: Final = 6
"""Words that a name may have."""
_BEFORE: Final = 5
"""Words that may stand before and in a title ("former Liberal Party leader")."""


def is_name(tokens: Tokens, first: int, after: int, *, listed: bool) -> bool:
    """Whether a piece of a list is a person's name: words that no table knows, a title before them.

    Upper case is not looked at: the verdict must be the same for text in upper case.  A piece that
    ends like a plural is taken for a noun ("olive growers"), but behind another name only if it is
    that of a trade ("Ivo Marsk, Otto Weims and Dara Lenn").
    """
    tags = tokens.tags
    unknown = 0
    titled = tokens.words[first] in tokens.tables.names.titles
    for at in range(first, after):
        tag = tags[at]
        if tag & (Tag.HYPHEN | Tag.DOT | Tag.QUOTE):
            continue
        if at + 1 < after and tags[at + 1] & Tag.DOT:
            # "A." is an initial here and no article, "Mr." of "Mr. and Mrs. Marsk" a person
            unknown += after == first + 2 and titled
            continue
        if tag & NAMING and not tag & _NOT_NAME:
            unknown += 1
        elif not (tag & Tag.SINGULAR and "person" in tokens.entries[at].classes):
            return False
    plural = Tag.PLURAL
    if titled or (listed and unknown == after - first > 1):
        trade = tokens.tables.endings.get("trade", ())
        plural = Tag.PLURAL if tokens.words[after - 1].endswith(trade) else 0
    return 0 < unknown <= _MOST and not tags[after - 1] & (plural | Tag.NOUN | Tag.VERBLIKE)


def is_cased(tokens: Tokens, at: int) -> bool:
    """Whether capitals tell names around a token: not in a text or a headline of one case."""
    return not _written(tokens, at).isupper() and not tokens.is_low


def _written(tokens: Tokens, at: int) -> str:
    return tokens.text[tokens.starts[at] : tokens.ends[at]]


def name_after(tokens: Tokens, first: int, *, cased: bool, possessor: bool = False) -> int:
    """Token after the name of one person that begins at a token; -1 where none surely does.

    Args:
        tokens: the text.
        first: first token, that of a title included ("former senator Ivo Marsk").
        cased: whether a name has its capitals here.
        possessor: the name must end with a possessive ("Ivo Marsk's").
    """
    begin = _title_end(tokens, first)
    at = begin
    parts: list[int] = []
    while len(parts) < _MOST + 1:
        after = _part_end(tokens, at, begin, cased=cased)
        if after == at:
            break
        if after == at + 1 and tokens.tags[at] & NAMING and not _is_particle(tokens, at, begin):
            parts.append(at)
        at = after
    if possessor and _is_possessor(tokens, at) and (not cased or _is_capital(tokens, at)):
        parts.append(at)
        at += 1
    elif possessor or _runs_on(tokens, at, cased=cased):
        return -1
    if not parts or parts[-1] != at - 1 or len(parts) > _MOST:
        return -1
    return at if _is_sure(tokens, parts, titled=begin > first, cased=cased) else -1


def is_title(tokens: Tokens, at: int) -> bool:
    """Whether a word is a title or another noun for one person."""
    tag, names = tokens.tags[at], tokens.tables.names
    if tokens.words[at] in names.titles:
        return True
    person = tag & Tag.PERSON and tag & Tag.SINGULAR and not tag & Tag.POSSESSIVE
    return bool(person) and tokens.words[at] not in names.others


def _title_end(tokens: Tokens, first: int) -> int:
    """Token after the title with which a phrase begins, with words before it; itself for none."""
    end = at = first
    while at < first + _BEFORE + end - first:
        tag = tokens.tags[at]
        if is_title(tokens, at):
            at += 1
            at += bool(tokens.tags[at] & Tag.DOT)
            end = at
            continue
        joined = tag & Tag.HYPHEN and at > first and tokens.starts[at] == tokens.ends[at - 1]
        people = tag & Tag.NOUN and tag & Tag.PLURAL
        if not joined and (tag & _NO_TITLE or people or not tag & _BEFORE_TITLE):
            break
        at += 1
    return end


def _part_end(tokens: Tokens, at: int, begin: int, *, cased: bool) -> int:
    """Token after the part of a name that a token is, an initial or a hyphen too; itself for none."""
    tag = tokens.tags[at]
    if tokens.tags[at + 1] & Tag.DOT:
        last = tokens.tags[at + 2] & Tag.STOP or at + 2 >= tokens.n
        return at if last and at > begin else at + 2
    if at > begin and tag & Tag.HYPHEN and tokens.starts[at + 1] - tokens.ends[at - 1] == 1:
        return at + 1
    if _is_particle(tokens, at, begin):
        return at + 1
    if not tag & NAMING or tag & _NO_PART:
        return at
    if cased:
        return at + 1 if _is_capital(tokens, at) else at
    verb = tag & Tag.VERBLIKE and tokens.words[at] not in tokens.tables.names.given
    return at if verb else at + 1


def _is_particle(tokens: Tokens, at: int, begin: int) -> bool:
    return at > begin and tokens.words[at] in tokens.tables.names.particles


def _is_capital(tokens: Tokens, at: int) -> bool:
    return tokens.text[tokens.starts[at]].isupper()


def _is_possessor(tokens: Tokens, at: int) -> bool:
    """Whether a token is an unknown word with the ending of a possessive."""
    tag = tokens.tags[at]
    return bool(tag & Tag.POSSESSIVE) and "'" in tokens.words[at] and not tag & Tag.NOUN


def _runs_on(tokens: Tokens, at: int, *, cased: bool) -> bool:
    """Whether what looks like a name belongs to a noun behind it: "Ivo Marsk supporters"."""
    tag = tokens.tags[at]
    if tag & Tag.HYPHEN and tokens.starts[at] == tokens.ends[at - 1]:
        return True
    if tag & Tag.POSSESSIVE and "'" in tokens.words[at]:
        return True
    if tag & Tag.NOUN:
        return not tag & (Tag.VERB | Tag.PREPOSITION | Tag.ADVERB)
    if not cased or tag & NAMING != Tag.UNKNOWN or tag & (Tag.VERBLIKE | _NO_PART):
        return False
    return not tokens.tags[at + 1] & _BEHIND_VERB  # "Ivo Marsk shook the town"


def _is_sure(tokens: Tokens, parts: list[int], *, titled: bool, cased: bool) -> bool:
    """Whether words that may be a name are one: by a title, a given name, or two and their make."""
    names, words = tokens.tables.names, tokens.words
    stems = [words[at].partition("'")[0] for at in parts]
    if stems[-1] in names.others:
        return False  # "Carlos Marsk Airport"
    if stems[0] not in names.others and any(stem in names.given for stem in stems[:-1]):
        return True
    if not titled and len(parts) < 2:
        return False
    if any(word in names.others or word.endswith(names.endings) for word in stems):
        return False
    plural = tokens.tags[parts[-1]] & Tag.PLURAL
    trade = words[parts[-1]].endswith(tokens.tables.endings.get("trade", ()))
    return not plural or (not trade and (cased or titled))
