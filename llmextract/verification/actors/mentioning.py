"""The noun phrases of a text that may name an actor, each with its part."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from llmextract.verification.actors.deeds import Deeds
from llmextract.verification.actors.parts import Part
from llmextract.verification.actors.reading import Reader
from llmextract.verification.clauses import words as w
from llmextract.verification.lexing import SENTENCE_ENDS, lex

_ORDINALS = re.compile(rf"\A(?:(?:{'|'.join(w.COUNTING)})\s+)+", re.I)
"""Words before a tool that say which one it is in the story, not what it is."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase that names somebody or something.

    Attributes:
        name: as the text has it, without determiner and number.
        start: offset of its first character in the text.
        end: offset behind its last one.
        part: the part it plays, where the syntax tells; ``speaker`` who only reports or undoes.
        is_name: whether it is spelt like a proper name; never in a text without small letters.
    """

    name: str
    start: int
    end: int
    part: Part | None
    is_name: bool = False


def mentions(text: str, deeds: Deeds) -> list[Mention]:
    """The noun phrases of a text that may name an actor, each with its part, in order.

    Left out are phrases that name nobody: acts ("the attack"), tools ("a bomb"), sums and
    abstractions.  A phrase with an "of" behind it is named with it ("positions of the army").
    """
    return list(_named(Reader(lex(text), deeds).read()))


def tools(text: str, deeds: Deeds, words: re.Pattern[str]) -> list[str]:
    """The noun phrases that end in one of the words and neither act nor are hit, in order."""
    reader = Reader(lex(text), deeds).read()
    found: dict[str, str] = {}
    played = [one.start for one in _named(reader) if one.part in {"agent", "patient"}]
    for chunk in reader.chunks:
        if chunk.sort != "np" or chunk.start in played:
            continue
        if any(match.end() == len(chunk.low) for match in words.finditer(chunk.low)):
            name = _ORDINALS.sub("", text[chunk.start : chunk.end])
            found.setdefault(name.casefold(), name)
    return list(found.values())


def _named(reader: Reader) -> Iterator[Mention]:
    skip = -1
    for index, chunk in enumerate(reader.chunks):
        if chunk.sort != "np" or index <= skip or reader.is_nobody(index):
            continue
        behind = reader.at.behind_of(index)
        first = index
        if behind > index + 1 and reader.at.head(index) in w.QUANTITIES | w.SIDES:
            first = index + 2  # "a group of armed men": the men
        end = reader.chunks[behind - 1].end
        start = reader.chunks[first].start
        part = reader.parts.of(index) or reader.parts.of(first)
        yield _mention(reader.text, start, end, part)
        if chunk.alias:
            yield _mention(reader.text, *chunk.alias, part)
        skip = behind - 1


def _mention(text: str, start: int, end: int, part: Part | None) -> Mention:
    name = text[start:end]
    # The first word of a sentence has a capital whatever it is.
    head = name.split(" of ")[0].split()[-1]
    opens = start == 0 or text[:start].rstrip()[-1:] in SENTENCE_ENDS
    capital = head[0].isupper() and not (opens and " " not in name)
    return Mention(name, start, end, part, capital and not text.isupper())
