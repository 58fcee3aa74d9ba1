"""Who acts and who is hit, read from the chunks of a sentence.

English tells it by position, and these are the rules: the subject of an active verb and the "by" of
a passive one act; the object of the one and the subject of the other are hit; "the attack on X by
Y", "the murder of X" and "X survived" say the same in nouns.  A phrase between subject and verb
("gunmen *on a motorcycle* fired"), an apposition and a relative clause are stepped over.  Which
verbs are acts is the domain's (its cue file).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from llmextract.rules.agency import words as w
from llmextract.rules.agency.chunks import Chunk, chunks
from llmextract.rules.triggers import Cues

Part = Literal["acts", "hit", "speaks"]

_AIMED = w.word_set("on at against upon into towards toward over")
_BESIDE = _AIMED | w.word_set("near outside inside in under beside behind within before aboard")
_SIDES = w.word_set(
    "front vicinity proximity route way outskirts side middle center centre door doors gate gates"
    " entrance edge back"
)
"""Nouns that only say where beside a thing: what is meant is behind their "of"."""
_OF_WHOM = w.word_set("of on against at upon")
_COUNTING = re.compile(r"\A(?:(?:first|second|third|fourth|fifth|last|new|so-called)\s+)+", re.I)
"""Words before a tool that say which one it is in the story, not what it is."""
_FAR = 14
"""Most chunks that a parenthesis between two commas may have."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase that names somebody or something.

    Attributes:
        name: as the text has it, without determiner and number.
        start: offset of its first character in the text.
        end: offset behind its last one.
        part: the part it plays, where the syntax tells; ``speaks`` who only reports.
        is_name: whether it is spelt like a proper name; never in a text without small letters.
    """

    name: str
    start: int
    end: int
    part: Part | None
    is_name: bool = False


def mentions(text: str, cues: Cues) -> list[Mention]:
    """The noun phrases of a text that may name an actor, each with its part, in order.

    Left out are phrases that name nobody: acts ("the attack"), tools ("a bomb"), sums and
    abstractions.  A phrase with an "of" behind it is named with it ("positions of the army").
    """
    return _Reader(text, cues).mentions()


def tools(text: str, cues: Cues, words: re.Pattern[str]) -> list[str]:
    """The noun phrases that end in one of the words and neither act nor are hit, in order."""
    return _Reader(text, cues).tools(words)


class _Reader:
    """The chunks of one text, and what the verbs among them say of the phrases."""

    def __init__(self, text: str, cues: Cues) -> None:
        self._text = text
        self._cues = cues
        self._parts: dict[int, Part | None] = {}
        self._chunks: Sequence[Chunk] = chunks(text, cues.parts.any)

    def mentions(self) -> list[Mention]:
        for index, chunk in enumerate(self._chunks):
            if chunk.sort == "verb":
                self._read_verb(index)
            elif chunk.sort == "np":
                self._read_noun(index)
        return list(self._named())

    def tools(self, words: re.Pattern[str]) -> list[str]:
        found: dict[str, str] = {}
        played = [one.start for one in self.mentions() if one.part in {"acts", "hit"}]
        for chunk in self._chunks:
            if chunk.sort != "np" or chunk.start in played:
                continue
            if _ends_in(words, chunk.low):
                name = _COUNTING.sub("", self._text[chunk.start : chunk.end])
                found.setdefault(name.casefold(), name)
        return list(found.values())

    # What a verb says.

    def _read_verb(self, at: int) -> None:
        verb, parts = self._chunks[at], self._cues.parts
        if parts.suffering.fullmatch(verb.low):
            self._mark(self._subject(at), "hit")
        elif parts.claiming.fullmatch(verb.low):
            self._mark(self._agent(at) if verb.passive else self._subject(at), "acts")
        elif parts.blaming.fullmatch(verb.low):
            self._mark(
                self._subject(at) if verb.passive else self._object(at, w.PREPOSITIONS), "acts"
            )
        elif parts.bursting.fullmatch(verb.low):
            self._read_burst(at)
        elif parts.performing.fullmatch(verb.low):
            self._read_performed(at)
        elif parts.acts.fullmatch(verb.low):
            self._read_act(at)
        elif verb.low in w.REPORTING and not verb.passive:
            for index in self._subject(at):
                self._parts.setdefault(index, "speaks")

    def _read_act(self, at: int) -> None:
        verb = self._chunks[at]
        agent = self._agent(at)
        if self._is_found(at) or verb.passive or (agent and not self._object(at, frozenset())):
            self._mark(self._subject(at), "hit")
            self._mark(agent, "acts")
            return
        if verb.infinitive and not self._tried(at):
            return
        hit = self._object(at, _AIMED)
        if hit and self._is_nobody(hit[-1]):  # "threw grenades at", "opened fire on"
            hit = self._beside(hit[-1] + 1)
        self._mark(hit, "hit")
        if not self._cues.parts.effects.fullmatch(verb.low) or hit:
            self._mark(self._subject(at), "acts")

    def _is_found(self, at: int) -> bool:
        """Whether a participle belongs to a passive verb before it ("was found murdered")."""
        if self._sort(at - 1) != "verb" or not self._chunks[at - 1].passive:
            return False
        return not self._object(at, frozenset())  # "the men who were freed killed a priest"

    def _read_burst(self, at: int) -> None:
        """Read "a bomb exploded near X"; "X set off a bomb near Y"; "X blew up a bridge"."""
        tool = self._object(at, frozenset())
        if tool and not self._is_nobody(tool[-1]):
            self._read_act(at)
            return
        self._mark(self._beside(tool[-1] + 1 if tool else at + 1), "hit")
        self._mark(
            self._subject(at) if tool and not self._chunks[at].passive else self._agent(at), "acts"
        )

    def _read_performed(self, at: int) -> None:
        """Read "X carried out an attack on Y": the noun of the act is read by itself."""
        verb = self._chunks[at]
        if verb.infinitive:
            return
        if verb.passive or self._agent(at):
            self._mark(self._agent(at), "acts")
        elif any(self._names_act(index) for index in self._object(at, frozenset())):
            self._mark(self._subject(at), "acts")

    def _tried(self, at: int) -> bool:
        """Whether an infinitive stands behind a verb of attempt ("tried to kill")."""
        before = at - 2 if self._sort(at - 1) == "prep" else at - 1
        return self._sort(before) == "verb" and self._chunks[before].low in _TRYING

    # What a noun says.

    def _read_noun(self, at: int) -> None:
        if not self._names_act(at):
            return
        index, by = at + 1, False
        for _ in range(3):  # "the attack on X by Y", "the murder of X in Z by Y"
            if self._sort(index) != "prep" or self._sort(index + 1) != "np":
                return
            preposition = self._chunks[index].low
            people = self._row(index + 1)
            if preposition == "by":
                self._mark(people, "acts")
                by = True
            elif preposition in _OF_WHOM and not self._names_act(index + 1):
                is_mount = by and self._head(index + 1) in w.MOUNTS
                if not is_mount:  # "an attack by men on a motorcycle"
                    self._mark(people, "hit")
            index = self._behind_apposition(self._behind_of(people[-1]))

    def _names_act(self, at: int) -> bool:
        phrase = self._chunks[at].low
        named = self._cues.nouns.search(self._head(at)) or (
            self._head(at) in w.NO_ACTORS and self._cues.nouns.search(phrase)
        )
        return bool(named) and not self._is_somebody(at)

    def _behind_apposition(self, index: int) -> int:
        """The index behind ", a leader of X," where a preposition goes on."""
        if self._sort(index) != "comma" or self._sort(index + 1) != "np":
            return index
        end = self._behind_of(index + 1)
        return end + 1 if self._sort(end) == "comma" and self._sort(end + 1) == "prep" else index

    # Where the phrases of a verb stand.

    def _subject(self, at: int) -> list[int]:
        """The phrases that are the subject of a verb, found to its left."""
        index = at - 1
        while index >= 0:
            found = self._subject_at(index)
            if isinstance(found, list):
                return found
            index = found
        return []

    def _subject_at(self, index: int) -> list[int] | int:
        """The subject, where a chunk to the left of its verb tells it; else where to look next."""
        chunk = self._chunks[index]
        if chunk.sort == "np":
            return self._phrase_as_subject(index)
        if chunk.sort == "comma":
            return self._before_parenthesis(index)
        if chunk.sort == "and":
            return self._subject_of_first(index)
        if chunk.sort == "verb":
            return self._subject(index)  # "tried to kill", "managed to escape"
        if self._is_relative(index):
            return self._antecedent(index)
        if chunk.sort == "other" and chunk.low in _SAYERS:
            return self._who_says(index)
        return index - 1 if chunk.sort in {"other", "prep"} else []

    def _phrase_as_subject(self, index: int) -> list[int] | int:
        """The phrases that end here as a subject; the index before them where they are none."""
        row = self._row_left(index)
        before = row[0] - 1
        if self._sort(before) == "verb" and self._is_participle(before):
            return before - 1  # "men wearing masks robbed"
        if self._sort(before) == "verb" and self._is_relative(before - 1):
            return self._antecedent(before - 1)  # "men who knew a guard robbed"
        if self._sort(before) != "prep":
            return row
        if len(row) > 1 and self._is_finite(before - 1):
            return [index]  # "nine were killed near Dorn and a member of … was"
        if self._sort(before - 1) in {"np", "comma", "and", "verb"}:
            return before - 1  # "gunmen on a motorcycle fired"
        return []  # "in Dorn attacked …": a phrase that opens the clause

    def _is_relative(self, at: int) -> bool:
        sort = self._sort(at)
        return sort == "rel" or (sort == "other" and self._chunks[at].low == "that")

    def _is_finite(self, at: int) -> bool:
        if self._sort(at) != "verb":
            return False
        verb = self._chunks[at]
        return verb.passive or not (verb.low in w.DESCRIBING or verb.low.endswith("ing"))

    def _who_says(self, pronoun: int) -> list[int]:
        """Who is meant in "X announced that *they* had killed": the subject of the verb before."""
        index = pronoun - 1
        if self._sort(index) == "other" and self._chunks[index].low == "that":
            index -= 1
        told = self._sort(index) == "verb" and self._chunks[index].low in w.REPORTING
        return self._subject(index) if told else []

    def _is_participle(self, at: int) -> bool:
        verb = self._chunks[at]
        return verb.low.endswith("ing") and self._sort(at - 1) == "np"

    def _subject_of_first(self, conjunction: int) -> list[int]:
        """The subject that "attacked a post *and* killed two" shares with its first verb."""
        for index in range(conjunction - 1, -1, -1):
            sort = self._chunks[index].sort
            if sort == "verb":
                return self._subject(index)
            if sort in {"stop", "clause"}:
                break
        return []

    def _antecedent(self, relative: int) -> list[int]:
        index = relative - 1
        if self._sort(index) == "comma":
            index -= 1
        while (
            self._sort(index) == "np"
            and self._sort(index - 1) == "prep"
            and self._sort(index - 2) == "np"
        ):
            index -= 2
        if self._sort(index) != "np":
            return []
        return [index] if self._sort(relative - 1) == "comma" else self._row_left(index)

    def _before_parenthesis(self, comma: int) -> int:
        """The index before the comma that opens what this comma closes; past the comma else."""
        for index in range(comma - 1, max(-1, comma - _FAR), -1):
            sort = self._sort(index)
            if sort == "comma":
                return index - 1
            if sort in {"stop", "clause"}:
                break
        return comma - 1 if self._sort(comma - 1) == "verb" else -1

    def _row_left(self, at: int) -> list[int]:
        """A phrase and those coordinated with it to its left ("A, B and C were")."""
        row = [at]
        index = at - 1
        while self._sort(index) == "and" or (self._sort(index) == "comma" and len(row) > 1):
            comma = self._sort(index) == "comma"
            index -= 2 if not comma and self._sort(index - 1) == "comma" else 1
            while self._sort(index) == "np" and self._chunks[index - 1].low == "of" and index > 1:
                index -= 2  # "positions of the army and posts"
            before = self._sort(index - 1)
            if self._sort(index) != "np" or before == "verb" or (comma and before == "prep"):
                break
            row.insert(0, index)
            index -= 1
        return row

    def _row(self, at: int) -> list[int]:
        """A phrase and those coordinated with it to its right, none that opens a new clause."""
        row = [at]
        index = self._behind_of(at)
        while self._sort(index) in {"and", "comma"}:
            while self._sort(index) in {"and", "comma"}:
                index += 1
            end = self._behind_of(index)
            if self._sort(index) != "np" or self._sort(end) in {"verb", "rel"}:
                break
            row.append(index)
            index = end
        closed = len(row) == 1 or any(
            self._sort(index) == "and" for index in range(row[0] + 1, row[-1])
        )
        return row if closed else row[:1]  # "A, a village near B": an apposition

    def _behind_of(self, at: int) -> int:
        """The index behind a phrase and the "of" phrases that belong to it."""
        index = at + 1
        while (
            self._sort(index) == "prep"
            and self._chunks[index].low == "of"
            and self._sort(index + 1) == "np"
        ):
            index += 2
        return index

    def _object(self, at: int, through: frozenset[str]) -> list[int]:
        index = at + 1
        if self._sort(index) == "prep" and self._chunks[index].low == "with" and through:
            index = self._row(index + 1)[-1] + 1  # "opened fire *with rifles* on"
        if self._sort(index) == "prep" and self._chunks[index].low in through:
            index += 1
        return self._row(index) if self._sort(index) == "np" else []

    def _agent(self, at: int) -> list[int]:
        """Whom the "by" of a passive verb names, behind phrases of place and time."""
        index = at + 1
        for _ in range(9):
            sort = self._sort(index)
            if sort == "prep" and self._chunks[index].low == "by" and self._sort(index + 1) == "np":
                return self._row(index + 1)
            if sort in {"prep", "other"} or (sort == "np" and self._sort(index - 1) == "prep"):
                index += 1
                continue
            return []
        return []

    def _beside(self, index: int) -> list[int]:
        """What stands at the place that a bomb went off: "in front of the bank"."""
        for _ in range(6):
            sort = self._sort(index)
            if sort == "other" or (sort == "prep" and self._sort(index + 1) != "np"):
                index += 1
                continue
            if sort != "prep" or self._chunks[index].low not in _BESIDE | {"of"}:
                return []
            if self._chunks[index + 1].low in _SIDES:
                index += 2
                continue
            return self._row(index + 1)
        return []

    # What a phrase is.

    def _sort(self, index: int) -> str:
        return self._chunks[index].sort if 0 <= index < len(self._chunks) else "stop"

    def _head(self, at: int) -> str:
        return self._chunks[at].low.rsplit(" ", 1)[-1]

    def _is_somebody(self, at: int) -> bool:
        return _ends_in(self._cues.parts.somebody, self._chunks[at].low)

    def _is_nobody(self, at: int) -> bool:
        head = self._head(at)
        return not self._is_somebody(at) and (
            head in w.NO_ACTORS
            or self._cues.parts.inert.search(head) is not None
            or self._cues.nouns.search(head) is not None
        )

    def _mark(self, found: Sequence[int], part: Part) -> None:
        for index in found:
            if self._is_nobody(index):
                continue
            known = self._parts.get(index, part)
            self._parts[index] = part if known in {part, "speaks"} else None

    def _named(self) -> Iterator[Mention]:
        skip = -1
        for index, chunk in enumerate(self._chunks):
            if chunk.sort != "np" or index <= skip or self._is_nobody(index):
                continue
            behind = self._behind_of(index)
            first = index
            if behind > index + 1 and self._head(index) in w.QUANTITIES | _SIDES:
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


_SAYERS = frozenset({"they", "it", "he", "she"})
_TRYING = w.word_set("tried attempted sought wanted planned plotted managed")
