"""The road of one paragraph: the only module that knows the order of the steps.

ask → parse → verify → repair → second look → judge → keep
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from llmextract import journal
from llmextract.alignment.values import Matcher
from llmextract.errors import ModelError, RequestRefusedError
from llmextract.model import Message, Model, Request, Sampling
from llmextract.options import Options
from llmextract.providers import RULES
from llmextract.reading import confidence, unread
from llmextract.reading.alone import Refused
from llmextract.reading.drafts import Draft
from llmextract.reading.examples import Pool
from llmextract.reading.exchanges import Exchanges, draws, request_of
from llmextract.reading.judging import SAMPLING as JUDGING
from llmextract.reading.state import Domain, Question, Reading, Task
from llmextract.records import Extraction, Failure, Stated
from llmextract.schema.json_text import AnswerError
from llmextract.schema.lenient import Answer
from llmextract.store import results
from llmextract.store.shelves import Store


@dataclass(frozen=True)
class Engine:
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

    @property
    def by_rules(self) -> bool:
        """Whether trigger words decide in which sentences an incident is looked for."""
        return self.model.name == RULES or self.reading.name == "guided"

    # The road of one paragraph: each step one duty, the same noun handed on.

    def extract(self, task: Task) -> Extraction:
        """Records and findings of one paragraph, from the store or from the model."""
        return self.kept(task) or self.asked(task)

    def kept(self, task: Task) -> Extraction | None:
        """What the store has of a paragraph, at once; ``None`` where there is work to do."""
        found = self._kept(task)
        return self._rated(found) if found else None

    def asked(self, task: Task) -> Extraction:
        """Records and findings of one paragraph of which the store has no result."""
        return self._rated(self._asked(task))

    def _rated(self, extraction: Extraction) -> Extraction:
        journal.paragraph(extraction)
        if extraction.draws is None:
            return extraction
        # Not kept in the store: the table of confidences may be measured anew.
        return confidence.rated(extraction, self.calibration, self.domain.outline)

    def _kept(self, task: Task) -> Extraction | None:
        if task.paragraph.role == "title":
            return task.extraction(self.model.name, self.reading.name)
        kept = self.store.results.get(self._key(task)) if self.store else None
        return results.from_store(kept, task.document, task.paragraph) if kept else None

    def _asked(self, task: Task) -> Extraction:
        exchanges = Exchanges(self.model, self.executor)
        try:
            draft = self._read(task, exchanges)
            draft = self._repair(draft, exchanges)
            draft = self._look_again(draft, exchanges)
            draft = self._judge(draft, exchanges)
        except AnswerError as error:
            return self._failed(task, exchanges, Failure("invalid_answer", error.told))
        except ModelError as error:
            return self._failed(task, exchanges, Failure(error.kind, str(error)))
        language = task.source.language
        extraction = draft.settled(
            exchanges.run(
                reading=self.reading.name,
                notes=draft.notes + unread.notes(language, draft.records, by_rules=self.by_rules),
                language=language,
            ),
            on_unsupported=self.options.on_unsupported,
            samples=self.options.samples,
            matcher=self.matcher,
        )
        if self.store and not (extraction.failure or exchanges.missed):
            kept = results.to_store(extraction)
            self.store.results.put(self._key(task), kept, common=self.common)
        return extraction

    def _read(self, task: Task, exchanges: Exchanges) -> Draft:
        question = self.reading.question(task)
        voice: Stated = "rules" if self.model.name == RULES else "model"
        if question is None:
            return Draft.of(Answer(()), task)
        answers = self.refused.ask(
            question, task, exchanges, self.reading, lambda one: self._draws(one, task)
        )
        if self.options.samples > 1:
            return Draft.elected(answers, task, self.matcher)
        return Draft.of(answers[0], task, voice=voice)

    def _repair(self, draft: Draft, exchanges: Exchanges) -> Draft:
        """Ask once more for what the text does not carry; keep the better-verified of both."""
        if not self.options.reask:
            return draft
        question = self.reading.repair(draft.task, draft.records, draft.findings)
        answer = self._answer(question, draft.task, exchanges)
        return draft.repaired(answer) if answer else draft

    def _look_again(self, draft: Draft, exchanges: Exchanges) -> Draft:
        """Ask once about sentences that the rules point at."""
        if not self.options.second_look:
            return draft
        question = self.reading.second_look(draft.task, draft.records)
        answer = self._answer(question, draft.task, exchanges)
        return draft.with_more(answer) if answer else draft

    def _judge(self, draft: Draft, exchanges: Exchanges) -> Draft:
        """Ask somebody who can read about the values that no rule can tell."""
        judge = self.judge
        if judge is None:
            return draft
        return draft.judged(
            lambda question: exchanges.opinion(question, judge, JUDGING),
            every=self.options.judge_all,
        )

    def _answer(self, question: Question | None, task: Task, exchanges: Exchanges) -> Answer | None:
        """The answer to a further question; without one what is known stands as it is, flagged."""
        if question is None:
            return None
        try:
            return exchanges.ask([self._request(question, task)], question)[0]
        except (RequestRefusedError, AnswerError):
            return None

    def _failed(self, task: Task, exchanges: Exchanges, failure: Failure) -> Extraction:
        failed = task.failed(self.model.name, self.reading.name, failure)
        run = exchanges.run(reading=self.reading.name)
        return replace(failed, run=run) if len(exchanges) else failed

    def first_requests(self, task: Task) -> tuple[Request, ...]:
        """What the model is asked first about a paragraph; empty where it is not asked."""
        question = None if task.paragraph.role == "title" else self.reading.question(task)
        return self._draws(question, task) if question else ()

    def unanswered(self, task: Task, requests: Sequence[Request]) -> tuple[Request, ...]:
        """Those of a paragraph's first requests to which the store has neither result nor reply."""
        store = self.store
        if store and store.results.get(self._key(task)) is not None:
            return ()
        return tuple(one for one in requests if not (store and store.has_reply(one.digest)))

    def _request(self, question: Question, task: Task) -> Request:
        """The same examples when a paragraph is asked about again: its slot has read them."""
        chosen = self.pool.turns(task.paragraph.text) if self.pool else ()
        return request_of(
            question,
            model=self.model.name,
            before=(*self.preamble, *chosen),
            fixed=len(self.preamble),
            sampling=self.sampling,
        )

    def _draws(self, question: Question, task: Task) -> tuple[Request, ...]:
        return draws(self._request(question, task), self.options.samples)

    def _key(self, task: Task) -> str:
        settings = {"article": task.article.digest, **self.settings}
        return results.key_of(task.paragraph, task.context, settings)
