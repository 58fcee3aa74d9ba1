"""Gets a question answered: asks once or draws several answers, reads them, notes each exchange."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from llmextract.errors import ModelError, RequestRefusedError
from llmextract.model import Model, Reply, Request, Sampling
from llmextract.reading import prompting
from llmextract.reading.asking import Question
from llmextract.records import Run, Usage
from llmextract.schema.form import AnswerError

if TYPE_CHECKING:
    from pydantic import BaseModel

DRAW_TEMPERATURE = 0.7
"""How freely the answers after the first are drawn.

The value of the paper on self-consistency (Wang et al. 2022, arXiv:2203.11171), which found 0.5 to
0.7 alike: lower, and the answers repeat the first; higher, and a small model breaks off its JSON.
"""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that was sent for a paragraph, and its reply.

    Attributes:
        digest: the digest of the request.
        reply: the reply; ``None`` where the server refused the request.
    """

    digest: str
    reply: Reply | None


def draws(request: Request, samples: int) -> tuple[Request, ...]:
    """A request and the further draws of it: the same question, hotter, each with its own seed.

    The first is the request itself, so that it shares the store with a run of one sample.

    Args:
        request: the question as it is asked once.
        samples: how many answers are drawn in all.
    """
    first = request.sampling
    return tuple(replace(request, sampling=_sampling(first, number)) for number in range(samples))


def _sampling(first: Sampling, number: int) -> Sampling:
    if number == 0:
        return first
    return replace(
        first, temperature=first.temperature or DRAW_TEMPERATURE, seed=first.seed + number
    )


class Interview:
    """All that a model is asked about one paragraph.

    Args:
        model: who answers.
        executor: sends the requests; where it has room, several answers to one question are in
            flight together.  Without one they are asked for in turn.

    Attributes:
        exchanges: what was asked, in order.
    """

    def __init__(self, model: Model, executor: Executor | None = None) -> None:
        self.exchanges: list[Exchange] = []
        self._model = model
        self._executor = executor

    def send(self, request: Request) -> Reply:
        """Ask, and note what was asked, also where the answer was a refusal."""
        (reply,) = self._send_all([request])
        assert reply is not None  # a single refusal was raised
        return reply

    def ask(self, requests: Sequence[Request], question: Question) -> list[list["BaseModel"]]:
        """The records of each answer that can be read, in the order of the requests.

        Where none can be read, the first is asked once more; an answer that cannot be read beside
        others that can is left out, for asking again would cost more than one vote is worth.

        Raises:
            AnswerError: no answer can be read, nor the second one.
            RequestRefusedError: all requests were refused.
            ModelError: a request has no answer.
        """
        replies = self._send_all(requests)
        answers: list[list[BaseModel]] = []
        unread: tuple[Request, Reply, str] | None = None
        for request, reply in zip(requests, replies, strict=True):
            try:
                answers += [read(reply, request, question)] if reply else []
            except AnswerError as error:
                assert reply is not None  # it was read
                unread = unread or (request, reply, str(error))
        if answers or unread is None:
            return answers
        return [self._ask_again(*unread, question)]

    def _ask_again(
        self, request: Request, reply: Reply, complaint: str, question: Question
    ) -> list["BaseModel"]:
        again = prompting.reask_messages(reply.text, complaint)
        request = replace(request, messages=(*request.messages, *again))
        return read(self.send(request), request, question)

    def _send_all(self, requests: Sequence[Request]) -> list[Reply | None]:
        """The replies; ``None`` for a request that was refused beside others that were not."""
        outcomes = list(self._outcomes(requests))
        replies = [one if isinstance(one, Reply) else None for one in outcomes]
        errors = [one for one in outcomes if isinstance(one, ModelError)]
        for request, outcome in zip(requests, outcomes, strict=False):
            if isinstance(outcome, Reply | RequestRefusedError):
                reply = outcome if isinstance(outcome, Reply) else None
                self.exchanges.append(Exchange(request.digest, reply))
        fatal = [one for one in errors if not isinstance(one, RequestRefusedError)]
        if fatal or not any(replies):
            raise (fatal or errors)[0]
        return replies

    def _outcomes(self, requests: Sequence[Request]) -> Iterator[Reply | ModelError]:
        """What comes of each request, in their order; in turn, nothing is asked after a failure."""
        if self._executor is not None:
            futures = [self._executor.submit(self._outcome, request) for request in requests]
            yield from (future.result() for future in futures)
            return
        for request in requests:
            outcome = self._outcome(request)
            yield outcome
            if isinstance(outcome, ModelError) and not isinstance(outcome, RequestRefusedError):
                return

    def _outcome(self, request: Request) -> Reply | ModelError:
        try:
            return self._model.complete(request)
        except ModelError as error:
            return error

    def run(self) -> Run:
        """How the extraction came about."""
        replies = [exchange.reply for exchange in self.exchanges if exchange.reply is not None]
        digests = tuple(exchange.digest for exchange in self.exchanges)
        return Run(
            model=self._model.name,
            digest=digests[0],
            cached=bool(replies) and all(reply.cached for reply in replies),
            seconds=round(sum(reply.seconds for reply in replies), 3),
            attempts=len(replies),
            usage=sum((reply.usage for reply in replies), Usage()),
            digests=digests if len(digests) > 1 else (),
        )


def read(reply: Reply, request: Request, question: Question) -> list["BaseModel"]:
    """The records of a reply.

    Raises:
        AnswerError: it was cut short, or cannot be read.
    """
    if not reply.complete:
        raise AnswerError(f"the answer was cut at {request.sampling.max_tokens} tokens; be shorter")
    return question.parse(reply.text)
