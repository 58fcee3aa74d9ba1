"""Asks about a paragraph without its article where the server refuses it with the article around it.

A server that minds one paragraph minds it in the article around the others too.  An article that was
refused is remembered, or each of its paragraphs would cost a refusal of its own, and with the
retries of a dropped connection seconds.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from llmextract.errors import ModelError, NotRecordedError, RequestRefusedError
from llmextract.model import Request
from llmextract.reading.exchanges import Exchanges
from llmextract.reading.state import Question, Reading, Task
from llmextract.schema.lenient import Answer

ENOUGH = 2
"""Refusals after which an article is not shown any more: one may be chance."""
_NOTE = "asked without the article around it, which the server refused"


class Refused:
    """Articles that were refused as context; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: Counter[str] = Counter()

    def ask(
        self,
        question: Question,
        task: Task,
        exchanges: Exchanges,
        reading: Reading,
        draws: Callable[[Question], Sequence[Request]],
    ) -> list[Answer]:
        """What is answered; to the paragraph alone where the server takes it in no other way.

        Args:
            question: about the paragraph, with its article around it.
            task: the paragraph.
            exchanges: how it is asked.
            reading: which question is asked about the paragraph alone.
            draws: the requests of a question.

        Raises:
            ModelError: see :meth:`Exchanges.ask`.
        """
        article = task.article.digest
        failed: ModelError | None = None
        if self._times[article] < ENOUGH:
            try:
                return exchanges.ask(draws(question), question)
            except (RequestRefusedError, NotRecordedError) as error:
                failed = error
        bare = reading.bare(task)
        if bare is None:
            if failed is not None:
                raise failed
            return exchanges.ask(draws(question), question)
        try:
            answers = exchanges.ask(draws(bare), bare)
        except NotRecordedError as error:
            # Offline it counts that the first one was not recorded.
            raise (failed or error) from None
        if failed is not None:
            with self._lock:
                self._times[article] += 1
        said = f": {failed}" if isinstance(failed, RequestRefusedError) else ""
        return [replace(one, notes=(*one.notes, _NOTE + said)) for one in answers]
