"""The road of one paragraph: the only module that knows the order of the steps.

ask → parse → verify → repair → second look → judge → keep
"""

from dataclasses import replace

from llmextract import journal
from llmextract.errors import ModelError, RequestRefusedError
from llmextract.reading import confidence, unread
from llmextract.reading.drafts import Draft
from llmextract.reading.exchanges import Exchanges
from llmextract.reading.judging import SAMPLING as JUDGING
from llmextract.reading.state import Question, Task
from llmextract.records import Extraction, Failure
from llmextract.run_setup import RunSetup
from llmextract.schema.json_text import AnswerError
from llmextract.schema.lenient import Answer
from llmextract.store import results


class Engine(RunSetup):
    """Takes the paragraphs of a run along the road: each step one duty, the same noun handed on."""

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
        kept = self.store.results.get(self.key(task)) if self.store else None
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
            self.store.results.put(self.key(task), kept, common=self.common)
        return extraction

    def _read(self, task: Task, exchanges: Exchanges) -> Draft:
        question = self.reading.question(task)
        if question is None:
            return Draft.of(Answer(()), task)
        answers = self.refused.ask(
            question, task, exchanges, self.reading, lambda one: self.draws(one, task)
        )
        if self.options.samples > 1:
            return Draft.elected(answers, task, self.matcher)
        return Draft.of(answers[0], task, voice=self.voice)

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
            return exchanges.ask([self.request(question, task)], question)[0]
        except (RequestRefusedError, AnswerError):
            return None

    def _failed(self, task: Task, exchanges: Exchanges, failure: Failure) -> Extraction:
        failed = task.failed(self.model.name, self.reading.name, failure)
        run = exchanges.run(reading=self.reading.name)
        return replace(failed, run=run) if len(exchanges) else failed
