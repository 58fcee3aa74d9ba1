"""What is kept of a run: good answers, and whatever was answered before it was stopped."""

import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import llmextract
from llmextract.model import Reply, Request
from llmextract.records import Extraction
from tests.scripts import MARKET, CountingModel, asked_about, scripted_answer, write_article


def run(source: Path, model: Any, **options: Any) -> list[Extraction]:
    return list(llmextract.extract([source], model=model, **options))


class Saying(CountingModel):
    """A model that says the same to everything, whole or cut."""

    def __init__(self, text: str, *, complete: bool = True) -> None:
        super().__init__(lambda _: text)
        self.complete_answers = complete

    def complete(self, request: Request) -> Reply:
        return replace(super().complete(request), complete=self.complete_answers)


@pytest.mark.parametrize(
    ("said", "complete", "told"),
    [
        ("", True, "the answer is empty"),
        ("I cannot help with violence.", True, "no JSON: 'I cannot help with violence.'"),
        (
            '{"incidents": [{"sentences": [1], "kil',
            False,
            "cut at 1024 tokens; be shorter; allow more",
        ),
        ('{"error": "busy"}', True, "another shape"),
    ],
)
def test_only_good_answers_are_kept_for_good(
    tmp_path: Path, said: str, complete: bool, told: str
) -> None:
    article = write_article(tmp_path / "a.txt", MARKET)
    bad = Saying(said, complete=complete)
    (failed,) = run(article, bad)
    assert failed.failure is not None
    assert told in failed.failure.message
    asked = len(bad.asked)
    (repeated,) = run(article, bad, offline=True)  # what was said is still the record of that run
    assert repeated.failure == failed.failure
    assert len(bad.asked) == asked
    good = CountingModel(scripted_answer)
    (extraction,) = run(article, good)
    assert extraction.failure is None
    assert len(extraction.records) == len(good.asked) == 1


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C raises, also where the tests run behind a shell that ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_stopped_run_ends_at_once_and_keeps_what_was_answered(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt")
    silent, asked = threading.Event(), threading.Event()

    def answer(request: Request) -> Any:
        if "near Bellam" in asked_about(request):
            asked.set()
            silent.wait(120)
        return scripted_answer(request)

    def interrupt() -> None:
        assert asked.wait(60)  # a busy machine takes its time to begin
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        run(article, CountingModel(answer, slots=3))
    silent.set()
    again = CountingModel(scripted_answer)
    assert all(one.failure is None for one in run(article, again))
    assert all("near Bellam" in asked_about(one) for one in again.asked)
