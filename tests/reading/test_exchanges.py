"""A question is asked once or several times, and each exchange is noted."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import BaseModel

from llmextract.errors import ModelUnavailableError, RequestRefusedError
from llmextract.model import Message, Reply, Request, Sampling
from llmextract.reading.exchanges import (
    DRAW_TEMPERATURE,
    Exchanges,
    draws,
    read,
    request_of,
)
from llmextract.reading.state import Question
from llmextract.records import Usage
from llmextract.schema.json_text import AnswerError
from llmextract.schema.lenient import Answer
from tests.scripts import CountingModel

REQUEST = Request("test:m", (Message("user", "Who came?"),))


class Line(BaseModel):
    text: str


def parse(text: str) -> Answer:
    if not text.startswith("ok"):
        raise AnswerError("that is no answer")
    return Answer((Line(text=text),))


QUESTION = Question((Message("user", "Who came?"),), {}, parse)


def ask(exchanges: Exchanges, requests: Sequence[Request]) -> list[list[str]]:
    """The words of the records of each answer."""
    answers = exchanges.ask(requests, QUESTION)
    return [[one.text for one in answer.records if isinstance(one, Line)] for answer in answers]


def test_a_question_is_put_after_what_never_changes() -> None:
    before = (Message("system", "Be brief."), Message("user", "Chosen?"))
    request = request_of(
        QUESTION, model="test:m", before=before, fixed=1, sampling=Sampling(max_tokens=9)
    )
    assert request == Request(
        "test:m", (*before, *QUESTION.messages), {}, Sampling(max_tokens=9), fixed=1
    )


def by_seed(**answers: str | Exception) -> CountingModel:
    """A model whose answer depends on the seed of the draw: ``s0``, ``s1`` …"""
    return CountingModel(lambda request: answers[f"s{request.sampling.seed}"])


def test_the_first_draw_is_the_request_itself_and_the_others_are_hotter_and_differ() -> None:
    drawn = draws(REQUEST, 3)
    assert draws(REQUEST, 1) == (REQUEST,)
    assert drawn[0].digest == REQUEST.digest
    assert [one.sampling for one in drawn[1:]] == [
        Sampling(DRAW_TEMPERATURE, 1024, 1),
        Sampling(DRAW_TEMPERATURE, 1024, 2),
    ]
    assert len({one.digest for one in drawn}) == 3
    assert all(one.messages == REQUEST.messages for one in drawn)


def test_a_temperature_and_a_seed_of_the_users_are_kept() -> None:
    request = Request("test:m", (), sampling=Sampling(0.3, 50, 7))
    assert [one.sampling for one in draws(request, 2)] == [
        Sampling(0.3, 50, 7),
        Sampling(0.3, 50, 8),
    ]


def test_every_draw_is_read_and_noted_in_order() -> None:
    exchanges = Exchanges(by_seed(s0="ok 0", s1="ok 1", s2="ok 2"))
    requests = draws(REQUEST, 3)
    assert ask(exchanges, requests) == [["ok 0"], ["ok 1"], ["ok 2"]]
    run = exchanges.run(reading="open")
    assert run.digests == tuple(one.digest for one in requests)
    assert run.digest == requests[0].digest
    assert (run.attempts, run.usage, run.seconds) == (3, Usage(30, 15), 1.5)


def test_an_unreadable_answer_beside_readable_ones_is_not_asked_again() -> None:
    model = by_seed(s0="what?", s1="ok 1", s2="what?")
    exchanges = Exchanges(model)
    assert ask(exchanges, draws(REQUEST, 3)) == [["ok 1"]]
    assert len(model.asked) == 3


def test_where_none_can_be_read_the_first_is_asked_once_more() -> None:
    answers = iter(["what?", "eh?", "ok at last"])
    model = CountingModel(lambda _: next(answers))
    exchanges = Exchanges(model)
    assert ask(exchanges, draws(REQUEST, 2)) == [["ok at last"]]
    again = model.asked[2]
    assert again.sampling == REQUEST.sampling
    assert [m.content for m in again.messages[1:]] == [
        "what?",
        "That answer cannot be used: that is no answer. Answer again, JSON only.",
        "Who came?",
    ], "what was asked stands last once more, where whoever answers looks for it"
    run = exchanges.run(reading="open", notes=["cut"])
    assert (run.attempts, run.reading, run.notes) == (3, "open", ("cut",))


def test_where_the_second_answer_cannot_be_read_either_it_is_said_why() -> None:
    with pytest.raises(AnswerError, match="that is no answer"):
        Exchanges(CountingModel(lambda _: "eh?")).ask(draws(REQUEST, 2), QUESTION)


def test_a_refused_draw_is_noted_and_the_others_count() -> None:
    exchanges = Exchanges(by_seed(s0=RequestRefusedError("too long"), s1="ok 1"))
    assert ask(exchanges, draws(REQUEST, 2)) == [["ok 1"]]
    assert len(exchanges) == 2
    assert exchanges.run(reading="open").attempts == 1


def test_all_refused_is_a_refusal() -> None:
    exchanges = Exchanges(CountingModel(lambda _: RequestRefusedError("too long")))
    with pytest.raises(RequestRefusedError, match="too long"):
        exchanges.ask(draws(REQUEST, 2), QUESTION)
    assert len(exchanges) == 2
    run = exchanges.run(reading="open")
    assert (run.attempts, run.cached, len(run.digests)) == (0, False, 2)


def test_a_refused_draw_and_an_unreadable_one_are_asked_again_after_the_unreadable() -> None:
    replies: list[str | Exception] = [RequestRefusedError("no"), "what?", "ok"]
    answers = iter(replies)
    model = CountingModel(lambda _: next(answers))
    assert ask(Exchanges(model), draws(REQUEST, 2)) == [["ok"]]
    assert model.asked[2].messages[1].content == "what?"
    assert model.asked[2].sampling.seed == 1


def test_a_model_that_is_gone_ends_it_and_what_was_answered_is_noted() -> None:
    model = by_seed(s0="ok 0", s1=ModelUnavailableError("gone"), s2="ok 2")
    exchanges = Exchanges(model)
    with pytest.raises(ModelUnavailableError, match="gone"):
        exchanges.ask(draws(REQUEST, 3), QUESTION)
    assert len(exchanges) == 1
    assert len(model.asked) == 2, "asked in turn, nothing is asked in vain"


def test_with_an_executor_the_draws_are_in_flight_together_and_keep_their_order() -> None:
    together = threading.Barrier(3)

    def answer(request: Request) -> str:
        together.wait(timeout=5)
        return f"ok {request.sampling.seed}"

    with ThreadPoolExecutor(3) as executor:
        exchanges = Exchanges(CountingModel(answer), executor)
        assert ask(exchanges, draws(REQUEST, 3)) == [["ok 0"], ["ok 1"], ["ok 2"]]


def test_an_error_in_flight_ends_it_and_the_others_are_noted() -> None:
    model = by_seed(s0="ok 0", s1=ModelUnavailableError("gone"), s2="ok 2")
    with ThreadPoolExecutor(1) as executor:
        exchanges = Exchanges(model, executor)
        with pytest.raises(ModelUnavailableError):
            exchanges.ask(draws(REQUEST, 3), QUESTION)
    assert len(exchanges) == 2


def test_a_reply_that_was_cut_is_not_read() -> None:
    with pytest.raises(AnswerError, match="cut at 1024 tokens"):
        read(Reply("ok", complete=False), REQUEST, QUESTION)
