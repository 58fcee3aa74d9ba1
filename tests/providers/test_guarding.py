"""A request that fails is told from a model that is gone, by asking something else and by waiting."""

import threading
from collections.abc import Callable

import pytest

from llmextract.errors import (
    AuthenticationError,
    ModelError,
    ModelUnavailableError,
    RequestRefusedError,
    StoppedError,
)
from llmextract.model import Message, Reply, Request
from llmextract.options import PATIENCE
from llmextract.providers.guarding import ROUNDS, GuardedModel
from tests.scripts import CountingModel

LOST = ModelUnavailableError("connection lost", hint="is it running?", doubt="outage")
BUSY = ModelError("overloaded", hint="later", doubt="outage")
BROKEN = ModelError("the runner died", doubt="crash")
NOT_FOUND = ModelUnavailableError("not found", hint="look at the name", doubt="request")
EMPTY = ModelUnavailableError("no credit left")


def about(text: str) -> Request:
    return Request("test:m", (Message("user", text),))


class Away(CountingModel):
    """A model that can be probed, and is there or not as it is told.

    Attributes:
        now: seconds that were waited.
        probed: when it was probed.
    """

    def __init__(
        self,
        answer: Callable[[Request], str | Exception],
        there: Callable[[float], Exception | None] = lambda _: None,
    ) -> None:
        super().__init__(answer)
        self.now = 0.0
        self.probed: list[float] = []
        self.told: list[str] = []
        self._there = there
        self.guard = GuardedModel(
            self, warn=self.told.append, sleep=self.wait, clock=lambda: self.now
        )

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def probe(self) -> None:
        self.probed.append(self.now)
        if error := self._there(self.now):
            raise error

    def has_answered(self) -> "Away":
        self.guard.answered = True
        return self


def failing_for(bad: str, error: Exception) -> Callable[[Request], str | Exception]:
    return lambda request: error if bad in request.messages[0].content else "fine"


@pytest.mark.parametrize("error", [LOST, BUSY, BROKEN, NOT_FOUND], ids=lambda e: e.message)
@pytest.mark.parametrize("first", [True, False])
def test_what_fails_for_one_request_alone_stops_no_other(error: ModelError, first: bool) -> None:
    model = Away(failing_for("bad", error))
    if not first:
        assert model.guard.complete(about("one")).text == "fine"
    with pytest.raises(ModelError) as caught:
        model.guard.complete(about("bad"))
    assert not isinstance(caught.value, ModelUnavailableError)
    assert error.message in str(caught.value)
    assert model.guard.error is None
    assert model.guard.complete(about("two")).text == "fine"
    assert len(model.asked) <= 3 + ROUNDS
    assert model.now == 0


def test_a_refusal_by_doubt_says_that_others_are_answered() -> None:
    model = Away(failing_for("bad", NOT_FOUND))
    with pytest.raises(RequestRefusedError, match="not found; other requests are answered"):
        model.guard.complete(about("bad"))
    assert len(model.asked) == 1  # nothing that passes by itself


def test_a_request_that_breaks_a_server_is_one_that_it_refuses() -> None:
    # So the paragraph is asked about without the article, which may be what breaks it.
    model = Away(failing_for("bad", BROKEN))
    with pytest.raises(RequestRefusedError, match="the runner died; other requests are answered"):
        model.guard.complete(about("bad"))


def test_where_there_is_no_model_it_is_said_at_once_and_not_asked_again() -> None:
    model = Away(lambda _: LOST, there=lambda _: LOST)
    for _ in range(3):
        with pytest.raises(ModelUnavailableError, match="connection lost; is it running"):
            model.guard.complete(about("one"))
    assert (len(model.asked), len(model.probed), model.now) == (1, 1, 0)
    assert model.told == []


def test_what_the_probe_meets_is_believed_before_what_the_request_met() -> None:
    refused = AuthenticationError("the key is refused", hint="set the key")
    model = Away(lambda _: LOST, there=lambda _: refused).has_answered()
    with pytest.raises(AuthenticationError, match="set the key"):
        model.guard.complete(about("one"))
    assert model.guard.error is refused


def test_an_outage_is_waited_for_and_costs_nothing() -> None:
    model = Away(
        lambda _: LOST if model.now < 20 else "fine", lambda now: LOST if now < 20 else None
    )
    model.has_answered()
    assert model.guard.complete(about("one")).text == "fine"
    begun, ended = model.told
    assert "connection lost; waiting for it" in begun
    assert "answers again after 30 s" in ended
    pauses = [b - a for a, b in zip(model.probed, model.probed[1:], strict=False)]
    assert pauses == sorted(pauses)


@pytest.mark.parametrize("error", [LOST, BUSY])
def test_an_outage_without_end_leaves_the_rest_to_the_next_run(error: ModelError) -> None:
    model = Away(lambda _: error, there=lambda _: error).has_answered()
    with pytest.raises(
        ModelUnavailableError, match="did not answer for 120 s; run the same command"
    ):
        model.guard.complete(about("one"))
    assert model.now == PATIENCE
    asked = len(model.asked)
    with pytest.raises(ModelUnavailableError):
        model.guard.complete(about("two"))
    assert len(model.asked) == asked


def test_an_empty_account_is_believed_without_asking() -> None:
    model = Away(lambda _: EMPTY).has_answered()
    with pytest.raises(ModelUnavailableError, match="no credit"):
        model.guard.complete(about("one"))
    assert model.probed == []
    assert model.guard.error is EMPTY


def test_a_model_that_cannot_be_probed_is_believed() -> None:
    answers = iter(list[str | Exception]([BUSY, "fine", LOST]))
    guard = GuardedModel(CountingModel(lambda _: next(answers)))
    with pytest.raises(ModelError, match="overloaded"):
        guard.complete(about("one"))
    assert guard.error is None
    assert isinstance(guard.complete(about("one")), Reply)
    assert guard.answered
    with pytest.raises(ModelUnavailableError):
        guard.complete(about("one"))
    assert guard.error is LOST


def test_a_run_that_is_stopped_waits_for_nobody() -> None:
    stopped = StoppedError("stopped")
    model = Away(lambda _: LOST, there=lambda _: stopped).has_answered()
    with pytest.raises(StoppedError):
        model.guard.complete(about("one"))
    assert model.guard.error is None


def test_nobody_asks_while_somebody_finds_out() -> None:
    looking, found = threading.Event(), threading.Event()

    def there(_: float) -> None:
        looking.set()
        assert found.wait(10)

    model = Away(failing_for("bad", LOST), there=there)
    outcomes: list[str] = []

    def ask(text: str) -> None:
        try:
            outcomes.append(model.guard.complete(about(text)).text)
        except RequestRefusedError as error:
            outcomes.append(error.message)

    first = threading.Thread(target=ask, args=("bad",))
    first.start()
    assert looking.wait(10)
    others = [threading.Thread(target=ask, args=(f"other {n}",)) for n in range(3)]
    for one in others:
        one.start()
    assert len(model.asked) == 1
    found.set()
    for one in (first, *others):
        one.join(10)
    assert sorted(outcomes) == ["connection lost; other requests are answered", *["fine"] * 3]
