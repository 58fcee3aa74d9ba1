"""A whole article in one question: its records are told apart by the paragraphs they rest on.

The same question is put for each paragraph of an article, so it is asked once and its answer is
served to the others; all that follows (verifying, repair, the run file) goes by paragraphs as ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmextract.blocks import article_block
from llmextract.model import Message
from llmextract.reading.context import CHARACTERS, context_of
from llmextract.reading.open import OpenReading, joined
from llmextract.reading.state import Question, Task, shown_sentences
from llmextract.schema.answers import answer_schema
from llmextract.schema.lenient import Answer, read_answer

if TYPE_CHECKING:
    from pydantic import BaseModel

MOST_RECORDS = 60
"""Most records of a whole article in one answer."""


@dataclass(frozen=True)
class ArticleReading(OpenReading):
    """Open reading with the article for a unit.

    An article longer than the model has room for is asked about by paragraphs.
    """

    def question(self, task: Task) -> Question:
        """The whole article; of the answer the records of the task's paragraph."""
        body = task.article.body
        if task.article.length > self.article_tokens * CHARACTERS or len(body) < 2:
            return super().question(task)
        outline = self.domain.outline
        counts = [len(one.sentences) for one in body]
        block = article_block(shown_sentences(one) for one in body)
        at = next(n for n, one in enumerate(body) if one.index == task.paragraph.index)

        def read(text: str) -> Answer:
            answer = read_answer(text, outline, sentences=sum(counts))
            records = _of_paragraph(answer.records, at, counts, self._evidence)
            return Answer(tuple(records), answer.notes if records else ())

        return Question(
            (Message("user", joined(context_of(task, tokens=0), block)),),
            answer_schema(outline, most=MOST_RECORDS),
            read,
        )

    def second_look(self, task: Task, records: Sequence["BaseModel"]) -> None:
        """Nothing: who has read the whole article has seen every sentence beside the others."""

    @property
    def _evidence(self) -> str | None:
        evidence = self.domain.outline.evidence
        return evidence.name if evidence else None


def _of_paragraph(
    records: Sequence["BaseModel"], at: int, counts: Sequence[int], evidence: str | None
) -> list["BaseModel"]:
    """The records that rest most on one paragraph, with their sentences numbered in it.

    Args:
        records: all records of the article.
        at: place of the paragraph among those of the body.
        counts: how many sentences each of them has.
        evidence: the field of the evidence sentences; without it all belong to the first paragraph.
    """
    if evidence is None:
        return list(records) if at == 0 else []
    first = sum(counts[:at])
    out = []
    for record in records:
        numbers: list[int] = getattr(record, evidence)
        if _home(numbers, counts) != at:
            continue
        own = [number - first for number in numbers if first < number <= first + counts[at]]
        out.append(record.model_copy(update={evidence: own}))
    return out


def _home(numbers: Sequence[int], counts: Sequence[int]) -> int:
    """The paragraph with most of some sentences; the first of several, and where there are none."""
    best, most, first = 0, 0, 0
    for at, count in enumerate(counts):
        own = sum(first < number <= first + count for number in numbers)
        if own > most:
            best, most = at, own
        first += count
    return best
