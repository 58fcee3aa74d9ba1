"""What those who act and are hit in a document are called: one name and one kind for each group.

The same words with or without an article, a name and its acronym ("Liptako Front (LF)", "LF"), what
the user's file says, the men of a group ("Liptako Front fighters") and, where only one can be meant,
what the text comes back to it by ("the group", "the militants").
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from llmextract.merge.aliases import Aliases, folded
from llmextract.merge.names import name_of
from llmextract.merge.page import Page
from llmextract.merge.tables import tables_of
from llmextract.records import Extraction
from llmextract.schema.outline import VAGUE, Field
from llmextract.verification import gazetteer
from llmextract.verification.spelling import fold_place, initials

How = Literal["aliases", "acronym", "the same words", "men of it", "only one it can be"]
"""Why a name stands for another."""

_PROPER = r"(?:al-)?[A-ZÀ-Þ][\w’]*"
_CORE = re.compile(
    rf"(?:[Tt]he\s+)?(?:[a-z]+\s+of\s+(?:the\s+)?)?"
    rf"(?P<core>{_PROPER}(?:\s+{_PROPER})+|al-[A-Z][\w’]*|[A-Z][A-Z0-9]{{2,}})(?:\s+[a-z]+){{0,2}}"
)
"""A name of two words, with an article written on to it or in capitals, and its men in small letters."""
COMES_BACK: How = "only one it can be"

_BRACKETED = re.compile(
    r"((?:[A-ZÀ-Þ][\w'’-]*|al-[A-Z][\w'’-]*)(?:\s+(?:(?:of|the|for|and|de|la|del|des|du|al)\s+){0,2}"
    r"(?:[A-ZÀ-Þ][\w'’-]*|al-[A-Z][\w'’-]*)){1,8})\s+\(([A-Z][A-Z&.-]{1,9})[),;]"
)
"""A name of several words with its acronym in brackets."""
_ACRONYM = re.compile(r"[A-Z][A-Z&-]{1,9}")
_BACK = re.compile(r"(?:[Tt]he|[Tt]his|[Tt]hat|[Tt]hese|[Tt]hose)\s+(?P<rest>.+)")
_GROUP = re.compile(r"(?:(?:armed|same|\w+ist)\s+)?(?:group|organi[sz]ation|movement|faction)")
_HEDGES = re.compile(
    r"\b(?:suspected|alleged|former|ex|anti|pro|unknown|rival|presumed|ousted|against|or|and)\b"
)
_SMALL = frozenset({"of", "the", "for", "and", "de", "la", "del", "des", "du", "al", "el"})


@dataclass(frozen=True, slots=True)
class Calling:
    """What somebody is called beside the words of one record.

    Attributes:
        name: the name that the document, or the user's file, has for them.
        kind: their kind; ``None`` where none is known.
        how: why; ``None`` where the name is as written.
    """

    name: str
    kind: str | None = None
    how: How | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """A name as a record has it."""

    said: str
    kind: str | None
    is_agent: bool
    paragraph: int


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of a document by how they are written, and where the text comes back to them.

    Attributes:
        by_words: by the name as written.
        by_place: by paragraph and name, what means another from place to place ("the group").
    """

    by_words: Mapping[str, Calling] = field(default_factory=dict)
    by_place: Mapping[tuple[int, str], Calling] = field(default_factory=dict)

    def compared(self, said: str) -> str:
        """The name that one as written is compared by: of an alias or an acronym the whole name."""
        calling = self.by_words.get(said)
        return calling.name if calling and calling.how in {"aliases", "acronym"} else said

    def of(self, said: str, paragraph: int) -> Calling:
        """What somebody is called who is written so in a paragraph."""
        return self.by_place.get((paragraph, said)) or self.by_words.get(said) or Calling(said)


def naming(extractions: Sequence[Extraction], page: Page, aliases: Aliases) -> Naming:
    """The names of the records of a document."""
    told = list(_told(extractions, page))
    made: dict[str, Calling] = {}
    for one in told:
        made.setdefault(one.said, Calling(one.said))
    acronyms = _acronyms(page, made)
    for said in made:
        made[said] = _direct(said, acronyms, aliases)
    _share_words(made)
    _men(made, told, page)
    kinds = _kinds(told, made, aliases, page)
    by_words = {said: replace(one, kind=kinds.get(one.name)) for said, one in made.items()}
    return Naming(by_words, dict(_back(told, by_words, page)))


def _told(extractions: Iterable[Extraction], page: Page) -> Iterator[_Told]:
    fields = [one for one in page.of_kind("name") if one.head]
    for extraction in extractions:
        for record in extraction.records:
            for kind in fields:
                for _, item in kind.items(record):
                    if said := kind.called(item):
                        yield _Told(
                            said, kind_of(item, kind), kind == fields[0], extraction.paragraph.index
                        )


def kind_part(kind: Field) -> str | None:
    """The part of a field's items that says of what kind they are: the one of fixed words."""
    return next((part.name for part in kind.parts if part.words), None)


def kind_of(item: Any, kind: Field) -> str | None:
    """The kind that an item of a field is said to be; ``None`` for none or a vague one."""
    part = kind_part(kind)
    said = item.get(part) if part and isinstance(item, Mapping) else None
    return said if isinstance(said, str) and said not in VAGUE else None


def _acronyms(page: Page, names: Iterable[str]) -> dict[str, str]:
    """What acronyms of the text stand for; of two that may be meant, nothing."""
    found: dict[str, set[str]] = {}
    for paragraph in page.paragraphs.values():
        for full, short in _BRACKETED.findall(paragraph.text):
            found.setdefault(short, set()).add(full)
    full_names = [_bare(one) for one in names if " " in one and not _comes_back(one)]
    for short in {one for one in names if _ACRONYM.fullmatch(one)} - found.keys():
        fitting = {one for one in full_names if short.lower() in _initials(one)}
        if fitting:
            found[short] = fitting
    return {short: min(full) for short, full in found.items() if len({*map(folded, full)}) == 1}


def _initials(name: str) -> frozenset[str]:
    return initials([part for part in re.split(r"[\s-]+", name.lower()) if part], _SMALL)


def _bare(said: str) -> str:
    """A name without the article before it and the acronym in brackets behind it."""
    return re.sub(r"^(?:[Tt]he)\s+|\s*\([A-Z][A-Z&.-]+\)$", "", said)


def _direct(said: str, acronyms: Mapping[str, str], aliases: Aliases) -> Calling:
    bare = _bare(said)
    for one in (said, bare, acronyms.get(said, "")):
        if one and (name := aliases.name_of(one)) is not None:
            return Calling(name, how="aliases" if name != said else None)
    if said in acronyms:
        return Calling(acronyms[said], how="acronym")
    return Calling(said)


def _comes_back(said: str) -> re.Match[str] | None:
    """What comes back to a group by a noun: "the militants", "the Islamist group"."""
    match = _BACK.fullmatch(said)
    if match is None:
        return None
    rest = match["rest"]
    return match if rest.lower() == rest or _GROUP.fullmatch(rest.lower()) else None


def _share_words(made: dict[str, Calling]) -> None:
    """Names of the same words are one, by the way that has a capital and is told first."""
    ways: dict[tuple[str, ...], list[str]] = {}
    for one in made.values():
        ways.setdefault(folded(_bare(one.name)), []).append(_bare(one.name))
    for said, one in made.items():
        own = ways[folded(_bare(one.name))]
        name = next((way for way in own if _is_full(way)), None)
        if name is not None and name != one.name and not _comes_back(said):
            made[said] = replace(one, name=name, how=one.how or "the same words")


def _men(made: dict[str, Calling], told: Sequence[_Told], page: Page) -> None:
    """The men of a group are called by its name: "fighters of the Front", "al-Qaeda militants"."""
    groups = _groups(page)
    kinds = {one.said: one.kind for one in told if one.kind in groups}
    full = {
        one.name
        for said, one in made.items()
        if _is_full(one.name) and (kinds.get(said) or one.how == "aliases")
    }
    for said, one in list(made.items()):
        if one.how is not None or said not in kinds or _HEDGES.search(said.lower()):
            continue
        whole = {name for name in full if name != said and _is_men_of(said, name)}
        if not whole and (core := _core(said)) is not None:
            whole = {made[core].name if core in made else core}
        if len(whole) == 1:
            made[said] = Calling(whole.pop(), how="men of it")


def _core(said: str) -> str | None:
    """The name of a group in what its men are called; ``None`` for none, or one of a people."""
    found = _CORE.fullmatch(said)
    if found is None:
        return None
    core = found["core"]
    if core == _bare(said):
        return None
    key = fold_place(core)
    return None if gazetteer.countries_of_demonym(key) or gazetteer.named(key) else core


def _is_men_of(said: str, name: str) -> bool:
    """Whether a name has another whole in it, and else only nouns in small letters."""
    found = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])(?:['’]s)?", said)
    if found is None:
        return False
    rest = said[: found.start()] + said[found.end() :]
    return rest.lower() == rest and bool(rest.strip())


def _is_full(said: str) -> bool:
    words = [word for word in said.split() if word.lower() not in _SMALL]
    return bool(words) and all(any(letter.isupper() for letter in word) for word in words)


def _groups(page: Page) -> frozenset[str]:
    return frozenset(
        kind for kinds in tables_of(page.outline.record).groups.values() for kind in kinds
    )


def _kinds(
    told: Sequence[_Told], made: Mapping[str, Calling], aliases: Aliases, page: Page
) -> dict[str, str]:
    """One kind for each name: the user's, or the one that is told most often, of equals the first."""
    counted: dict[str, Counter[str]] = {}
    for one in told:
        if one.kind is not None:
            counted.setdefault(made[one.said].name, Counter())[one.kind] += 1
    allowed = {word for kind in page.of_kind("name") for part in kind.parts for word in part.words}
    found = {name: kinds.most_common(1)[0][0] for name, kinds in counted.items()}
    return found | {name: kind for name, kind in aliases.kinds.items() if kind in allowed}


def _back(
    told: Sequence[_Told], by_words: Mapping[str, Calling], page: Page
) -> Iterator[tuple[tuple[int, str], Calling]]:
    """Where the text comes back to a group by a noun, and only one can be meant."""
    groups = tables_of(page.outline.record).groups
    named: dict[str, Calling] = {}
    likely: set[str] = set()
    for one in sorted(told, key=lambda t: (t.paragraph, _comes_back(t.said) is not None)):
        match = _comes_back(one.said)
        if match is None:
            calling = by_words[one.said]
            if _is_full(calling.name) and name_of(calling.name) is not None:
                named[calling.name] = calling
                if one.is_agent:
                    likely.add(calling.name)
            continue
        if _GROUP.fullmatch(match["rest"].lower()):
            kinds = frozenset(groups.get("the group", ()))
        else:
            kinds = _groups(page) & {one.kind}
        fitting = [
            calling
            for calling in named.values()
            if (calling.kind in kinds or (calling.kind is None and calling.name in likely))
        ]
        if kinds and len(fitting) == 1:
            yield (one.paragraph, one.said), replace(fitting[0], how=COMES_BACK)
