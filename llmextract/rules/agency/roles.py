"""Who acts and who is hit, read from the chunks of a sentence.

English tells it by position, and these are the rules: the subject of an active verb and the "by" of
a passive one act; the object of the one and the subject of the other are hit; "the attack on X by
Y", "the murder of X" and "X survived" say the same in nouns.  A phrase between subject and verb
("gunmen *on a motorcycle* fired"), an apposition and a relative clause are stepped over.  Which
verbs are acts is the domain's (its trigger file).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from llmextract.rules import words as w
from llmextract.rules.agency.chunks import Chunk, chunks
from llmextract.rules.agency.positions import Positions
from llmextract.rules.triggers import Triggers

Part = Literal["agent", "patient", "speaker"]

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


def mentions(text: str, triggers: Triggers) -> list[Mention]:
    """The noun phrases of a text that may name an actor, each with its part, in order.

    Left out are phrases that name nobody: acts ("the attack"), tools ("a bomb"), sums and
    abstractions.  A phrase with an "of" behind it is named with it ("positions of the army").
    """
    return _Reader(text, triggers).mentions()


def tools(text: str, triggers: Triggers, words: re.Pattern[str]) -> list[str]:
    """The noun phrases that end in one of the words and neither act nor are hit, in order."""
    return _Reader(text, triggers).tools(words)


class _Reader:
    """The chunks of one text, and what the verbs among them say of the phrases."""

    def __init__(self, text: str, triggers: Triggers) -> None:
        self._text = text
        self._triggers = triggers
        self._parts: dict[int, Part | None] = {}
        self._chunks: Sequence[Chunk] = chunks(text, triggers.roles.any)
        self._at = Positions(self._chunks)

    def mentions(self) -> list[Mention]:
        for index, chunk in enumerate(self._chunks):
            if chunk.sort == "verb":
                self._read_verb(index)
            elif chunk.sort == "np":
                self._read_noun(index)
        self._share_parts()
        return list(self._named())

    def tools(self, words: re.Pattern[str]) -> list[str]:
        found: dict[str, str] = {}
        played = [one.start for one in self.mentions() if one.part in {"agent", "patient"}]
        for chunk in self._chunks:
            if chunk.sort != "np" or chunk.start in played:
                continue
            if _ends_in(words, chunk.low):
                name = _ORDINALS.sub("", self._text[chunk.start : chunk.end])
                found.setdefault(name.casefold(), name)
        return list(found.values())

    # What a verb says.

    def _read_verb(self, at: int) -> None:
        verb, roles = self._chunks[at], self._triggers.roles
        if roles.suffering.fullmatch(verb.low):
            self._mark(self._at.subject(at), "patient")
        elif roles.claiming.fullmatch(verb.low):
            self._mark(self._at.agent(at) if verb.passive else self._at.subject(at), "agent")
        elif roles.blaming.fullmatch(verb.low):
            self._mark(
                self._at.subject(at) if verb.passive else self._at.object(at, w.PREPOSITIONS),
                "agent",
            )
        elif roles.bursting.fullmatch(verb.low):
            self._read_burst(at)
        elif roles.performing.fullmatch(verb.low):
            self._read_performed(at)
        elif roles.acts.fullmatch(verb.low):
            self._read_act(at)
        elif roles.undoing.fullmatch(verb.low):
            self._stand_by(self._at.agent(at) if verb.passive else self._at.subject(at))
        elif verb.low in w.REPORTING and not verb.passive:
            self._stand_by(self._at.subject(at))

    def _read_act(self, at: int) -> None:
        verb = self._chunks[at]
        agent = self._at.agent(at)
        if self._is_found(at) or verb.passive or (agent and not self._at.object(at, frozenset())):
            self._mark(self._at.subject(at), "patient")
            self._mark(agent, "agent")
            return
        if verb.infinitive and not self._tried(at):
            return
        hit = self._at.object(at, w.AIMED)
        if hit and self._is_nobody(hit[-1]):  # "threw grenades at", "opened fire on"
            hit = self._at.beside(hit[-1] + 1)
        self._mark(hit, "patient")
        if not self._triggers.roles.effects.fullmatch(verb.low) or hit:
            self._mark(self._at.subject(at), "agent")

    def _is_found(self, at: int) -> bool:
        """Whether a participle belongs to a passive verb before it ("was found murdered")."""
        if self._at.sort(at - 1) != "verb" or not self._chunks[at - 1].passive:
            return False
        return not self._at.object(at, frozenset())  # "the men who were freed killed a priest"

    def _read_burst(self, at: int) -> None:
        """Read "a bomb exploded near X"; "X set off a bomb near Y"; "X blew up a bridge"."""
        tool = self._at.object(at, frozenset())
        if tool and not self._is_nobody(tool[-1]):
            self._read_act(at)
            return
        self._mark(self._at.beside(tool[-1] + 1 if tool else at + 1), "patient")
        self._mark(
            self._at.subject(at) if tool and not self._chunks[at].passive else self._at.agent(at),
            "agent",
        )

    def _read_performed(self, at: int) -> None:
        """Read "X carried out an attack on Y": the noun of the act is read by itself."""
        verb = self._chunks[at]
        if verb.infinitive:
            return
        if verb.passive or self._at.agent(at):
            self._mark(self._at.agent(at), "agent")
        elif any(self._names_act(index) for index in self._at.object(at, frozenset())):
            self._mark(self._at.subject(at), "agent")

    def _tried(self, at: int) -> bool:
        """Whether an infinitive stands behind a verb of attempt ("tried to kill")."""
        before = at - 2 if self._at.sort(at - 1) == "prep" else at - 1
        return self._at.sort(before) == "verb" and self._chunks[before].low in w.TRYING

    # What a noun says.

    def _read_noun(self, at: int) -> None:
        if not self._names_act(at):
            return
        index, by = at + 1, False
        for _ in range(3):  # "the attack on X by Y", "the murder of X in Z by Y"
            if self._at.sort(index) != "prep" or self._at.sort(index + 1) != "np":
                return
            preposition = self._chunks[index].low
            people = self._at.row(index + 1)
            if preposition in w.BETWEEN:
                people = self._at.pair(index + 1)
                self._mark_sides(people)
            elif preposition == "by":
                self._mark(people, "agent")
                by = True
            elif preposition in w.OF_WHOM and not self._names_act(index + 1):
                is_mount = by and self._at.head(index + 1) in w.MOUNTS
                if not is_mount:  # "an attack by men on a motorcycle"
                    self._mark(people, "patient")
            index = self._at.behind_apposition(self._at.behind_of(people[-1]))

    def _names_act(self, at: int) -> bool:
        phrase = self._chunks[at].low
        named = self._triggers.nouns.search(self._at.head(at)) or (
            self._is_abstract(self._at.head(at)) and self._triggers.nouns.search(phrase)
        )
        return bool(named) and not self._is_somebody(at)

    # What a phrase is.

    def _is_somebody(self, at: int) -> bool:
        return _ends_in(self._triggers.roles.somebody, self._chunks[at].low)

    def _is_nobody(self, at: int) -> bool:
        head = self._at.head(at)
        return not self._is_somebody(at) and (
            self._is_abstract(head)
            or self._triggers.roles.inert.search(head) is not None
            or self._triggers.nouns.search(head) is not None
        )

    def _is_abstract(self, noun: str) -> bool:
        """Whether a noun names nobody, by the language or by the domain."""
        return noun in w.NO_ACTORS or self._triggers.roles.nobody.fullmatch(noun) is not None

    def _mark(self, found: Sequence[int], part: Part) -> None:
        if part == "agent":
            found = [owner for phrase in found for owner in self._owners(phrase)]
        for phrase in found:
            index = self._meant(phrase)
            if self._is_nobody(index) or self._is_denied(index):
                continue
            known = self._parts.get(index, part)
            self._parts[index] = part if known in {part, "speaker"} else None

    def _stand_by(self, found: Sequence[int]) -> None:
        for index in found:
            self._parts.setdefault(index, "speaker")

    def _owners(self, at: int) -> list[int]:
        """Whose men they are, where somebody says it of their own: "X said that *its men* did"."""
        before = self._text[: self._chunks[at].start].split()
        if not before or before[-1].casefold() not in w.OWN or self._at.head(at) not in w.FOLLOWERS:
            return [at]
        return self._at.who_says(at) or [at]

    def _meant(self, at: int) -> int:
        """Who is meant by one who speaks for others: "the spokesman *of the front*"."""
        is_of = self._at.sort(at + 1) == "prep" and self._chunks[at + 1].low in {"of", "for"}
        speaks = self._at.head(at) in w.SPEAKING_FOR
        return at + 2 if speaks and is_of and self._at.sort(at + 2) == "np" else at

    def _mark_sides(self, people: Sequence[int]) -> None:
        """Mark the sides of an act that has no direction: in the order of the text."""
        self._mark(people[:1], "agent")
        self._mark(people[1:], "patient")

    def _is_denied(self, at: int) -> bool:
        """Whether a phrase says that it was nobody: "no group claimed"."""
        before = self._text[: self._chunks[at].start].split()
        return bool(before) and before[-1].casefold() in w.NONE

    def _share_parts(self) -> None:
        """Give those that are one and the same ("gunmen known as X") the part of either."""
        for index, chunk in enumerate(self._chunks):
            if chunk.sort != "np" or self._is_nobody(index):
                continue
            other = self._identified(index, self._at.behind_of(index))
            if other is not None:
                part = self._parts.get(index) or self._parts.get(other)
                self._parts[index] = self._parts[other] = part

    def _identified(self, at: int, behind: int) -> int | None:
        """The phrase that says who a phrase is: "gunmen *believed to be* rebels of the X"."""
        index = behind
        if self._at.sort(index) == "comma":
            index += 1
        if self._at.sort(index) != "verb" or self._chunks[index].low not in w.IDENTIFYING:
            return None
        if self._at.sort(index + 1) != "prep" or self._chunks[index + 1].low not in w.BEING:
            return None
        index += 2
        return index if self._at.sort(index) == "np" and not self._is_nobody(index) else None

    def _named(self) -> Iterator[Mention]:
        skip = -1
        for index, chunk in enumerate(self._chunks):
            if chunk.sort != "np" or index <= skip or self._is_nobody(index):
                continue
            behind = self._at.behind_of(index)
            first = index
            if behind > index + 1 and self._at.head(index) in w.QUANTITIES | w.SIDES:
                first = index + 2  # "a group of armed men": the men
            end = self._chunks[behind - 1].end
            start = self._chunks[first].start
            part = self._parts.get(index, self._parts.get(first))
            yield self._mention(start, end, part)
            if chunk.alias:
                yield self._mention(*chunk.alias, part)
            skip = behind - 1

    def _mention(self, start: int, end: int, part: Part | None) -> Mention:
        name = self._text[start:end]
        # The first word of a sentence has a capital whatever it is.
        head = name.split(" of ")[0].split()[-1]
        opens = start == 0 or self._text[:start].rstrip()[-1:] in {".", "!", "?"}
        capital = head[0].isupper() and not (opens and " " not in name)
        return Mention(name, start, end, part, capital and not self._text.isupper())


def _ends_in(words: re.Pattern[str], phrase: str) -> bool:
    return any(match.end() == len(phrase) for match in words.finditer(phrase))
