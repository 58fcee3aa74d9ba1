"""Gets a question answered: asks once or draws several answers, reads them, notes each exchange."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from llmextract.errors import ModelError, NotRecordedError, RequestRefusedError
from llmextract.model import Message, Model, Reply, Request, Sampling
from llmextract.reading import judging, prompting
from llmextract.reading.state import Question
from llmextract.records import Run, Usage
from llmextract.schema.json_text import AnswerError
from llmextract.schema.lenient import Answer
from llmextract.verification.judges import JudgeQuestion, Opinion

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


def request_of(
    question: Question,
    *,
    model: str,
    before: tuple[Message, ...],
    fixed: int,
    sampling: Sampling,
) -> Request:
    """The request that puts a question.

    Args:
        question: what is asked.
        model: full name of the model.
        before: the messages before it: what never changes, then chosen examples.
        fixed: how many of them never change.
        sampling: how the answer is drawn.
    """
    return Request(
        model=model,
        messages=(*before, *question.messages),
        schema=question.schema,
        sampling=sampling,
        fixed=fixed,
    )


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


class Exchanges:
    """The requests sent for one paragraph and what came of them.

    Args:
        model: who is asked.
        executor: sends several requests at once; one after the other without.
    """

    def __init__(self, model: Model, executor: Executor | None = None) -> None:
        self._model = model
        self._executor = executor
        self._sent: list[Exchange] = []
        self.missed: list[str] = []
        """Why a judge could not be asked, in words for an analyst."""

    def __len__(self) -> int:
        return len(self._sent)

    def ask(self, requests: Sequence[Request], question: Question) -> list[Answer]:
        """The answers that can be read, in the order of the requests.

        Where none can be read, the first is asked once more; an answer that cannot be read beside
        others that can is left out, for asking again would cost more than one vote is worth.

        Raises:
            AnswerError: no answer can be read, nor the second one.
            RequestRefusedError: all requests were refused.
            ModelError: a request has no answer.
        """
        replies = self._send_all(requests)
        answers: list[Answer] = []
        unread: tuple[Request, Reply, str] | None = None
        for request, reply in zip(requests, replies, strict=True):
            try:
                answers += [read(reply, request, question)] if reply else []
            except AnswerError as error:
                assert reply is not None  # it was read
                unread = unread or (request, reply, str(error))
        if answers or unread is None:
            return answers
        sent = len(self._sent)
        try:
            return [self._ask_again(*unread, question)]
        except AnswerError as error:
            again = (exchange.digest for exchange in self._sent[sent:])
            for digest in (*(request.digest for request in requests), *again):
                _disown(self._model, digest, str(error))
            raise

    def _ask_again(
        self, request: Request, reply: Reply, problem: str, question: Question
    ) -> Answer:
        again = prompting.again(reply.text, problem)
        # What was asked stands last once more, so that who looks for it there finds it.
        request = replace(request, messages=(*request.messages, *again, *question.messages))
        return read(self._send(request), request, question)

    def opinion(self, question: JudgeQuestion, judge: Model, sampling: Sampling) -> Opinion | None:
        """What a judge says of one value; ``None`` where it has no answer that can be read.

        A judge that cannot be had costs nobody a record: what it would have been asked is noted.

        Raises:
            NotRecordedError: offline, and this question was never answered.
        """
        request = Request(judge.name, judging.messages_of(question), judging.SCHEMA, sampling, 1)
        try:
            reply = judge.complete(request)
        except NotRecordedError:
            raise
        except RequestRefusedError:
            return None  # a refusal is an answer: asked again it would be the same
        except ModelError as error:
            self.missed.append(f"the judge could not be asked: {error}")
            return None
        self._sent.append(Exchange(request.digest, reply))
        try:
            return judging.read_opinion(reply.text, by=judge.name)
        except AnswerError as error:
            _disown(judge, request.digest, str(error))
            return None

    def _send(self, request: Request) -> Reply:
        (reply,) = self._send_all([request])
        assert reply is not None  # a single refusal was raised
        return reply

    def _send_all(self, requests: Sequence[Request]) -> list[Reply | None]:
        """The replies; ``None`` for a request that was refused beside others that were not."""
        outcomes = list(self._outcomes(requests))
        replies = [one if isinstance(one, Reply) else None for one in outcomes]
        errors = [one for one in outcomes if isinstance(one, ModelError)]
        for request, outcome in zip(requests, outcomes, strict=False):
            if isinstance(outcome, Reply | RequestRefusedError):
                reply = outcome if isinstance(outcome, Reply) else None
                self._sent.append(Exchange(request.digest, reply))
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

    def run(self, *, reading: str, notes: Sequence[str] = (), language: str = "") -> Run:
        """How the extraction came about; with no digest where nothing was asked.

        Args:
            reading: how the paragraph was put to the model.
            notes: what was changed to read the answers.
            language: what the paragraph was read in.
        """
        replies = [exchange.reply for exchange in self._sent if exchange.reply is not None]
        digests = tuple(exchange.digest for exchange in self._sent)
        return Run(
            model=self._model.name,
            digest=digests[0] if digests else "",
            cached=bool(replies) and all(reply.cached for reply in replies),
            seconds=round(sum(reply.seconds for reply in replies), 3),
            attempts=len(replies),
            usage=sum((reply.usage for reply in replies), Usage()),
            digests=digests if len(digests) > 1 else (),
            reading=reading,
            notes=(*notes, *dict.fromkeys(self.missed)),
            language=language,
        )


@runtime_checkable
class Keeper(Protocol):
    """A model that keeps replies and can be told that one is no answer."""

    def disown(self, digest: str, why: str) -> None:
        """Keep a reply as what was said, not as an answer."""
        ...


def _disown(model: Model, digest: str, why: str) -> None:
    if isinstance(model, Keeper):
        model.disown(digest, why)


def read(reply: Reply, request: Request, question: Question) -> Answer:
    """The records of a reply.

    Raises:
        AnswerError: it was cut short, or cannot be read.
    """
    if not reply.complete:
        raise AnswerError(
            f"the answer was cut at {request.sampling.max_tokens} tokens; be shorter",
            hint="allow more with --max-tokens",
        )
    return question.read(reply.text)
