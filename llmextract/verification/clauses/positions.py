"""Where the phrases of a verb stand among the chunks of a sentence: its subject, its object.

English tells it by position.  A phrase between subject and verb ("gunmen *on a motorcycle* fired"),
an apposition and a relative clause are stepped over.  Phrases are given by their index.
"""

from collections.abc import Collection, Sequence

from llmextract.verification.clauses import words as w
from llmextract.verification.clauses.chunks import Chunk

_COMMA_AND = 2
_FAR = 14
"""Most chunks that a parenthesis between two commas may have."""


class Positions:
    """The chunks of a text, and what stands where around its verbs.

    Args:
        chunks: of one text, in order.
    """

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._chunks = chunks

    def sort(self, index: int) -> str:
        """The sort of a chunk; ``stop`` beyond the ends."""
        return self._chunks[index].sort if 0 <= index < len(self._chunks) else "stop"

    def is_prep(self, at: int, words: Collection[str]) -> bool:
        """Whether a chunk is one of some prepositions."""
        return self.sort(at) == "prep" and self._chunks[at].low in words

    def head(self, at: int) -> str:
        """The last word of a phrase."""
        return self._chunks[at].low.rsplit(" ", 1)[-1]

    def subject(self, at: int) -> list[int]:
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
            return self.subject(index)  # "tried to kill", "managed to escape"
        if self.is_relative(index):
            return self._antecedent(index)
        if chunk.sort == "other" and chunk.low in w.SAYERS:
            return self.who_says(index)
        return index - 1 if chunk.sort in {"other", "prep"} else []

    def _phrase_as_subject(self, index: int) -> list[int] | int:
        """The phrases that end here as a subject; the index before them where they are none."""
        row = self._row_left(index)
        before = row[0] - 1
        if self.sort(before) == "verb" and self._is_participle(before):
            return before - 1  # "men wearing masks robbed"
        if self.sort(before) == "verb" and self.is_relative(before - 1):
            return self._antecedent(before - 1)  # "men who knew a guard robbed"
        if self.sort(before) != "prep" or self._chunks[before].low in w.CLAUSAL:
            return row
        if len(row) > 1 and self._is_finite(before - 1):
            return [index]  # "nine were killed near Dorn and a member of … was"
        if self.sort(before - 1) in {"np", "comma", "and", "verb"}:
            return before - 1  # "gunmen on a motorcycle fired"
        return []  # "in Dorn attacked …": a phrase that opens the clause

    def is_relative(self, at: int) -> bool:
        """Whether a chunk opens a relative clause."""
        sort = self.sort(at)
        return sort == "rel" or (sort == "other" and self._chunks[at].low == "that")

    def _is_finite(self, at: int) -> bool:
        if self.sort(at) != "verb":
            return False
        verb = self._chunks[at]
        return verb.passive or not (verb.low in w.DESCRIBING or verb.low.endswith("ing"))

    def _is_participle(self, at: int) -> bool:
        verb = self._chunks[at]
        return verb.low.endswith("ing") and self.sort(at - 1) == "np"

    def _subject_of_first(self, conjunction: int) -> list[int]:
        """The subject that "attacked a post *and* killed two" shares with its first verb."""
        for index in range(conjunction - 1, -1, -1):
            sort = self._chunks[index].sort
            if sort == "verb":
                return self.subject(index)
            if sort in {"stop", "clause"}:
                break
        return []

    def _antecedent(self, relative: int) -> list[int]:
        index = relative - 1
        if self.sort(index) == "comma":
            index -= 1
        while (
            self.sort(index) == "np"
            and self.sort(index - 1) == "prep"
            and self.sort(index - 2) == "np"
        ):
            index -= 2
        if self.sort(index) != "np":
            return []
        return [index] if self.sort(relative - 1) == "comma" else self._row_left(index)

    def _before_parenthesis(self, comma: int) -> int:
        """The index before the comma that opens what this comma closes; past the comma else.

        An age opens more of them: "Ana Ruiz, 55, a nurse, a mother of two, was".
        """
        for index in range(comma - 1, max(0, comma - _FAR), -1):
            if self.sort(index) in {"stop", "clause", "verb"}:
                break
            if self._is_age(index):
                return index - 2
        for index in range(comma - 1, max(-1, comma - _FAR), -1):
            sort = self.sort(index)
            if sort == "comma":
                return index - 1
            if sort in {"stop", "clause"}:
                break
        return comma - 1 if self.sort(comma - 1) == "verb" else -1

    def _is_age(self, at: int) -> bool:
        """Whether a number stands between commas, or before the last of a row."""
        commas = self.sort(at - 1) == "comma" and self.sort(at + 1) in {"comma", "and"}
        return commas and self.sort(at) == "other" and self._chunks[at].low.isdigit()

    def _row_left(self, at: int) -> list[int]:
        """A phrase and those coordinated with it to its left ("A, B and C were")."""
        row = [at]
        index = at - 1
        while self.sort(index) == "and" or (self.sort(index) == "comma" and len(row) > 1):
            comma = self.sort(index) == "comma"
            index -= 2 if not comma and self.sort(index - 1) == "comma" else 1
            while self.sort(index) == "np" and self._chunks[index - 1].low == "of" and index > 1:
                index -= 2  # "positions of the army and posts"
            before = self.sort(index - 1)
            if self.sort(index) != "np" or before == "verb":
                break
            if before == "prep" and (comma or self.sort(row[0] - 2) == "comma"):
                break  # "burned by the clan, and a nurse was"
            row.insert(0, index)
            index -= 1
        return row

    def row(self, at: int) -> list[int]:
        """A phrase and those coordinated with it to its right, none that opens a new clause."""
        row = [at]
        index = self.behind_of(at)
        while self.sort(index) in {"and", "comma"}:
            joined = index
            while self.sort(index) in {"and", "comma"} or self._is_age(index):
                index += 1
            anew = len(row) == 1 and index - joined == _COMMA_AND and self.sort(joined) == "comma"
            if anew and self.sort(self.behind_of(index)) != "stop":
                break  # "by the clan, and a nurse, who was": another clause
            if self.sort(index) == "other" and self._chunks[index + 1 :][:1]:
                index += 2 * (self._chunks[index + 1].low == "of")  # "two of his sons"
            end = self.behind_of(index)
            if self.sort(index) != "np" or self.sort(end) in {"verb", "rel"}:
                break
            row.append(index)
            index = end
        closed = len(row) == 1 or any(
            self.sort(index) == "and" for index in range(row[0] + 1, row[-1])
        )
        return row if closed else row[:1]  # "A, a village near B": an apposition

    def who_says(self, at: int) -> list[int]:
        """Who says what a phrase stands in: "X announced that *they* had killed"."""
        index = at - 1
        for _ in range(_FAR):
            sort = self.sort(index)
            if sort == "np" and self.sort(index - 1) == "prep":
                index -= 2  # "said *on its radio* that"
            elif sort in {"other", "prep"}:
                index -= 1
            else:
                break
        told = self.sort(index) == "verb" and self._chunks[index].low in w.REPORTING
        return self.subject(index) if told else []

    def pair(self, at: int) -> list[int]:
        """A phrase and the one that "and" joins to it, whatever follows ("between A and B was")."""
        index = self.behind_of(at)
        joined = self.sort(index) == "and" and self.sort(index + 1) == "np"
        return [at, index + 1] if joined else [at]

    def behind_of(self, at: int) -> int:
        """The index behind a phrase and the "of" phrases that belong to it."""
        index = at + 1
        while self.is_prep(index, ("of",)) and self.sort(index + 1) == "np":
            index += 2
        return index

    def object(self, at: int, through: frozenset[str]) -> list[int]:
        """The phrases that are the object of a verb, also behind one of some prepositions."""
        index = at + 1
        if through and self.is_prep(index, w.AIMED_PAST):
            index = self.row(index + 1)[-1] + 1  # "opened fire *with rifles* on"
        index += self.is_prep(index, through)
        return self.row(index) if self.sort(index) == "np" else []

    def agent(self, at: int) -> list[int]:
        """Whom the "by" of a passive verb names, behind phrases of place and time."""
        index = at + 1
        for _ in range(9):
            sort = self.sort(index)
            if self.is_prep(index, ("by",)) and self.sort(index + 1) == "np":
                return self.row(index + 1)
            # "the same evening", "several times": what a passive verb has no object for
            is_time = self.sort(index + 1) == "other" or self.is_prep(index + 1, ("by",))
            behind = self.sort(index - 1) == "prep" or (
                is_time and (index > at + 1 or self._chunks[at].passive)
            )
            days = sort == "and" and self.sort(index - 1) == self.sort(index + 1) == "other"
            if sort in {"prep", "other"} or (sort == "np" and behind) or days:
                index += 1
                continue
            return []
        return []

    def beside(self, index: int) -> list[int]:
        """What stands at the place that a bomb went off: "in front of the bank"."""
        for _ in range(6):
            sort = self.sort(index)
            if sort == "other" or (sort == "prep" and self.sort(index + 1) != "np"):
                index += 1
                continue
            if sort != "prep" or self._chunks[index].low not in w.BESIDE | {"of"}:
                return []
            if self._chunks[index + 1].low in w.SIDES:
                index += 2
                continue
            return self.row(index + 1)
        return []

    def behind_apposition(self, index: int) -> int:
        """The index behind ", a leader of X," where a preposition goes on."""
        if self.sort(index) != "comma" or self.sort(index + 1) != "np":
            return index
        end = self.behind_of(index + 1)
        return end + 1 if self.sort(end) == "comma" and self.sort(end + 1) == "prep" else index
