"""Open reading: the model is given the article and one paragraph, and lists all records of it.

Any schema, any language, no word list.  What a model is asked is pinned in the guide: the last
message ends with the sentences of the paragraph, numbered; the answer is a list of records.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from llmextract.alignment.values import Matcher
from llmextract.blocks import one_line, paragraph_block
from llmextract.content import Example
from llmextract.documents.segmenting import sentence_bounds
from llmextract.model import Message
from llmextract.reading import prompting, repair, second_look
from llmextract.reading.context import context_of
from llmextract.reading.state import Domain, Question, Task
from llmextract.records import Finding
from llmextract.schema.answers import answer_schema, answer_text
from llmextract.schema.lenient import Answer, read_answer

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True)
class OpenReading:
    """The list protocol.

    Attributes:
        domain: what is read for.
        article_tokens: most tokens of the article that are shown as context.
        looks_twice: whether the rules may point at sentences that were left out.
    """

    domain: Domain
    article_tokens: int = 4000
    looks_twice: bool = True
    name: str = "open"

    @cached_property
    def schema(self) -> dict[str, Any]:
        """JSON Schema of every answer: made once, it is the same for all paragraphs."""
        return answer_schema(self.domain.outline)

    def preamble(self) -> tuple[Message, ...]:
        """The instructions, then the examples of the prompt as turns."""
        prompt = self.domain.prompt
        system = prompting.instructions(prompt.text, self.domain.outline, name=prompt.name)
        turns = (message for example in prompt.examples for message in self.turns(example))
        return (system, *turns)

    def turns(self, example: Example) -> tuple[Message, Message]:
        """A worked example: its paragraph, and the list of its records."""
        sentences = [example.text[start:end] for start, end in sentence_bounds(example.text)]
        headline = f"Headline: {one_line(example.title)}" if example.title else ""
        asked = joined(headline, paragraph_block(sentences))
        return (
            Message("user", asked),
            Message("assistant", answer_text(self.domain.outline, example.records)),
        )

    def question(self, task: Task) -> Question:
        """The paragraph, with the article before it."""
        return self._question(task, "")

    def bare(self, task: Task) -> Question | None:
        """The paragraph alone."""
        asked, alone = self.question(task), self._question(task, "", is_bare=True)
        return None if asked.messages == alone.messages else alone

    def repair(
        self, task: Task, records: Sequence["BaseModel"], findings: Sequence[Finding]
    ) -> Question | None:
        """The records with values that the text does not carry, and why each of them fails."""
        failed = repair.failed_fields(findings)
        if not failed:
            return None
        asked = [records[index] for index in failed]
        told = repair.feedback(findings, numbers={at: n for n, at in enumerate(failed, start=1)})
        text = (
            "You listed of the paragraph below: "
            + answer_text(self.domain.outline, [one.model_dump(mode="json") for one in asked])
            + f"\nNot in the text: {told}.\n"
            "List these records again, in the same order and form. Mend the values that are not in"
            " the text, or make them null or [] where it does not say; keep all others."
        )
        question = self._question(task, text)

        def read(reply: str) -> Answer:
            answer = question.read(reply)
            paired = repair.paired(asked, answer.records, Matcher(self.domain.outline))
            return Answer(tuple(paired), answer.notes)

        return Question(question.messages, question.schema, read)

    def second_look(self, task: Task, records: Sequence["BaseModel"]) -> Question | None:
        """The sentences in which the rules see an incident and of which no record was listed."""
        if not self.looks_twice:
            return None
        overlooked = second_look.overlooked(task, records, self.domain)
        if not overlooked:
            return None
        listed = answer_text(self.domain.outline, [one.model_dump(mode="json") for one in records])
        marks = "".join(f"[{number}]" for number in overlooked)
        question = self._question(
            task,
            f"You listed of the paragraph below: {listed}\n"
            f"Look once more at {marks}: does it report one that is not listed? List only those; an"
            " empty list where it reports none.",
        )

        def read(reply: str) -> Answer:
            answer = question.read(reply)
            fresh = second_look.new_records(answer.records, overlooked, records, self.domain)
            return Answer(tuple(fresh), answer.notes if fresh else ())

        return Question(question.messages, question.schema, read)

    def _question(self, task: Task, request: str, *, is_bare: bool = False) -> Question:
        outline = self.domain.outline
        context = "" if is_bare else context_of(task, tokens=self.article_tokens)
        block = paragraph_block(task.sentences)
        sentences = len(task.sentences)
        return Question(
            (Message("user", joined(context, request, block)),),
            self.schema,
            lambda text: read_answer(text, outline, sentences=sentences),
        )


def joined(*parts: str) -> str:
    """The parts of a message that say something, parted by blank lines."""
    return "\n\n".join(part for part in parts if part)
