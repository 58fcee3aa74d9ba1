"""The bound on money holds, whatever the model answers and however many are in flight."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import llmextract
from llmextract.costs import pricing
from llmextract.costs.budgeting import MeteredModel
from llmextract.errors import BudgetError, ModelError, UsageError, WaitingError
from llmextract.model import Message, Reply, Request, Sampling
from llmextract.records import Usage
from tests.scripts import CountingModel, scripted_answer, write_article

NAME = "openai:gpt-4o-mini"
REQUEST = Request(NAME, (Message("user", "x" * 2000),), {}, Sampling(max_tokens=500))


@pytest.fixture
def price() -> pricing.Price:
    price = pricing.price_of(NAME)
    assert price is not None
    return price


@pytest.fixture
def dearest(price: pricing.Price) -> Decimal:
    return price.of(pricing.most(REQUEST))


class Model(CountingModel):
    """Answers with a number of tokens of our choosing."""

    def __init__(self, usage: Usage = Usage(600, 100), **given: Any) -> None:  # noqa: B008
        super().__init__(lambda _: "x", name=NAME, **given)
        self.answer_usage = usage

    def complete(self, request: Request) -> Reply:
        return Reply(super().complete(request).text, self.answer_usage)


def test_without_a_bound_tokens_and_money_are_counted(price: pricing.Price) -> None:
    model = MeteredModel(Model(slots=3))
    assert (model.name, model.slots) == (NAME, 3)
    for _ in range(2):
        assert model.complete(REQUEST).text == "x"
    assert model.usage == Usage(1200, 200)
    assert model.spent == 2 * price.of(Usage(600, 100)) > 0


def test_a_model_without_a_price_costs_nothing() -> None:
    model = MeteredModel(CountingModel(lambda _: "x", name="local:x"))
    model.complete(REQUEST)
    assert (model.usage, model.spent) == (Usage(10, 5), Decimal(0))
    assert model.price is None


def test_it_stops_before_the_bound_is_passed(price: pricing.Price, dearest: Decimal) -> None:
    behind = Model()
    each = price.of(behind.answer_usage)
    model = MeteredModel(behind, limit=dearest + 2 * each)
    for _ in range(3):
        model.complete(REQUEST)
    with pytest.raises(BudgetError, match=r"not asked: .* are spent; run again with a higher"):
        model.complete(REQUEST)
    assert len(behind.asked) == 3
    assert model.spent == 3 * each


def test_once_stopped_nothing_is_asked_any_more(dearest: Decimal) -> None:
    behind = Model()
    model = MeteredModel(behind, limit=dearest / 2)
    with pytest.raises(BudgetError):
        model.complete(REQUEST)
    with pytest.raises(BudgetError):
        model.complete(Request(NAME, (Message("user", "x"),), {}, Sampling(max_tokens=1)))
    assert behind.asked == []


def test_a_reply_that_does_not_say_its_tokens_counts_as_the_dearest(dearest: Decimal) -> None:
    model = MeteredModel(Model(Usage()), limit=dearest)
    model.complete(REQUEST)
    assert model.spent == dearest
    with pytest.raises(BudgetError):
        model.complete(REQUEST)


def test_a_request_that_failed_sets_nothing_aside(dearest: Decimal) -> None:
    answers: Iterator[Any] = iter([ModelError("it broke"), "x"])
    model = MeteredModel(CountingModel(lambda _: next(answers), name=NAME), limit=dearest)
    with pytest.raises(ModelError, match="it broke"):
        model.complete(REQUEST)
    assert model.spent == 0
    assert model.complete(REQUEST).text == "x"


def test_many_in_flight_neither_pass_the_bound_nor_are_refused_in_vain(dearest: Decimal) -> None:
    in_flight = 0
    most_in_flight = 0
    lock = threading.Lock()

    class Slow(Model):
        def complete(self, request: Request) -> Reply:
            nonlocal in_flight, most_in_flight
            with lock:
                in_flight += 1
                most_in_flight = max(most_in_flight, in_flight)
            reply = super().complete(request)
            with lock:
                in_flight -= 1
            return reply

    behind = Slow(Usage(1, 1))
    model = MeteredModel(behind, limit=dearest * 2)
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(model.complete, [REQUEST] * 60))
    assert len(replies) == len(behind.asked) == 60
    assert most_in_flight <= 2
    assert model.spent <= dearest * 2


def test_those_that_wait_are_told_when_it_stops(dearest: Decimal) -> None:
    asked, answer = threading.Event(), threading.Event()

    class Held(Model):
        def complete(self, request: Request) -> Reply:
            asked.set()
            answer.wait(10)
            return super().complete(request)

    model = MeteredModel(Held(Usage(1000, 500)), limit=dearest)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(model.complete, REQUEST)
        asked.wait(10)
        others = [pool.submit(model.complete, REQUEST) for _ in range(2)]
        answer.set()
        assert first.result(10).text == "x"
        for other in others:
            with pytest.raises(BudgetError):
                other.result(10)


def test_closing_closes_the_model_behind() -> None:
    behind = Model()
    MeteredModel(behind).close()
    assert behind.closed == 1


# In a run


def test_paragraphs_beyond_the_bound_are_failures_and_a_second_run_goes_on(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt")
    model = CountingModel(scripted_answer, name=NAME)
    extractions = list(llmextract.extract([article], model=model, max_cost=0))
    kinds = [e.failure.kind if e.failure else None for e in extractions]
    assert kinds == ["budget", "budget", "budget"]
    assert model.asked == []
    again = list(llmextract.extract([article], model=model, max_cost=1))
    assert [e.failure for e in again] == [None] * 3
    assert len(model.asked) == 3
    kept = list(llmextract.extract([article], model=model, max_cost=0))
    assert [e.failure for e in kept] == [None] * 3, "what is kept costs nothing"


def test_a_bound_without_a_price_is_wrong_use(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt")
    model = CountingModel(scripted_answer, name="local:x")
    with pytest.raises(UsageError, match="local:x has no known price"):
        list(llmextract.extract([article], model=model, max_cost=1))
    for bound in (-1, float("nan")):
        with pytest.raises(UsageError, match="is no bound on a cost"):
            list(llmextract.extract([article], model=model, max_cost=bound))


def test_what_waits_for_a_batch_stays_set_aside_and_nothing_waits_for_it(
    price: pricing.Price,
) -> None:
    answers: dict[str, Reply] = {}

    class Batched(Model):
        def complete(self, request: Request) -> Reply:
            if request.digest in answers:
                return answers[request.digest]
            raise WaitingError("it waits")

    half = replace(price, batch=True)
    assert 2 * half.of(pricing.most(REQUEST)) == price.of(pricing.most(REQUEST))
    model = MeteredModel(Batched(), limit=half.of(pricing.most(REQUEST)), batch=True)
    other = replace(REQUEST, sampling=Sampling(max_tokens=501))
    for _ in range(2):
        with pytest.raises(WaitingError):
            model.complete(REQUEST)
    with pytest.raises(BudgetError):
        model.complete(other)
    # What an earlier run has sent is taken whatever it costs.
    model.expect(other)
    for request in (REQUEST, other):
        answers[request.digest] = Reply("x", Usage(600, 100))
        assert model.complete(request).text == "x"
    assert model.spent == 2 * half.of(Usage(600, 100))
