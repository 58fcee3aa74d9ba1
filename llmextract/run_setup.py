"""What stays the same for all paragraphs of a run, and the requests and keys that follow from it."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from llmextract.alignment.values import Matcher
from llmextract.model import Message, Model, Request, Sampling
from llmextract.options import Options
from llmextract.reading import confidence
from llmextract.reading.alone import Refused
from llmextract.reading.examples import Pool
from llmextract.reading.exchanges import draws, request_of
from llmextract.reading.state import Domain, Question, Reading, Task
from llmextract.records import Stated
from llmextract.store import results
from llmextract.store.shelves import Store


@dataclass(frozen=True)
class RunSetup:
    """What stays the same for all paragraphs of a run.

    Attributes:
        options: how the run goes.
        domain: what is read for.
        reading: how paragraphs are put to the model.
        model: who answers.
        store: both stores, or ``None``.
        sampling: how answers are drawn.
        settings: what a result depends on besides the text, for its key in the store.
        judge: who is asked about values that no rule can tell, if anybody.
        pool: examples that are chosen from for each paragraph, if any.
        calibration: what agreement is worth, where that was measured for such a run.
        executor: sends the requests where several answers are drawn; one after the other without.
        refused: articles that the server does not take as context.
        voice: who states what is answered: a model, or the rules alone.
        by_rules: whether trigger words decide in which sentences an incident is looked for.
    """

    options: Options
    domain: Domain
    reading: Reading
    model: Model
    store: Store | None
    sampling: Sampling
    settings: Mapping[str, Any]
    judge: Model | None = None
    pool: Pool | None = None
    calibration: confidence.Calibration | None = None
    executor: Executor | None = None
    refused: Refused = field(default_factory=Refused)
    voice: Stated = "model"
    by_rules: bool = False

    @cached_property
    def preamble(self) -> tuple[Message, ...]:
        """The part of the messages that never changes."""
        return self.reading.preamble()

    @cached_property
    def matcher(self) -> Matcher:
        """Tells what is the same in two answers.

        Not by the date of publication: the answers are about the same words, and a result in the
        store does not depend on it.
        """
        return Matcher(self.domain.outline)

    @cached_property
    def common(self) -> str:
        """What all results of the run have in common as they are kept."""
        return results.common_of((f.path for f in self.domain.outline.fields), self.model.name)

    def first_requests(self, task: Task) -> tuple[Request, ...]:
        """What the model is asked first about a paragraph; empty where it is not asked."""
        question = None if task.paragraph.role == "title" else self.reading.question(task)
        return self.draws(question, task) if question else ()

    def unanswered(self, task: Task, requests: Sequence[Request]) -> tuple[Request, ...]:
        """Those of a paragraph's first requests to which the store has neither result nor reply."""
        store = self.store
        if store and store.results.get(self.key(task)) is not None:
            return ()
        return tuple(one for one in requests if not (store and store.has_reply(one.digest)))

    def request(self, question: Question, task: Task) -> Request:
        """The request of a question about a paragraph.

        The same examples when it is asked about again: its slot has read them.
        """
        chosen = self.pool.turns(task.paragraph.text) if self.pool else ()
        return request_of(
            question,
            model=self.model.name,
            before=(*self.preamble, *chosen),
            fixed=len(self.preamble),
            sampling=self.sampling,
        )

    def draws(self, question: Question, task: Task) -> tuple[Request, ...]:
        """The requests of a question: one, or one for each of several samples."""
        return draws(self.request(question, task), self.options.samples)

    def key(self, task: Task) -> str:
        """The key of a paragraph's result in the store."""
        settings = {"article": task.article.digest, **self.settings}
        return results.key_of(task.paragraph, task.context, settings)
