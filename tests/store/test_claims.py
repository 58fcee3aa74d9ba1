"""Several processes over the same input and store ask each request once."""

import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

import llmextract
from llmextract.model import Reply, Request
from llmextract.store.claims import Claims

PARAGRAPHS = 12
TEXT = "\n\n".join(f"Gunmen killed {n} drivers near Gao." for n in range(2, 2 + PARAGRAPHS))
ANSWER = '{"incidents": []}'


class Noting:
    """Notes in a file what it is asked, and takes its time."""

    slots = 3
    name = "test:m"

    def __init__(self, log: Path) -> None:
        self._log = log

    def complete(self, request: Request) -> Reply:
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"{request.digest}\n")
        time.sleep(0.01)
        return Reply(ANSWER)

    def close(self) -> None:
        pass


def work(folder: str, start: "multiprocessing.synchronize.Barrier") -> None:
    start.wait(120)
    model = Noting(Path(folder) / "log")
    done = list(llmextract.extract(text=TEXT, model=model, second_look=False))
    assert len(done) == PARAGRAPHS
    assert not any(one.failure for one in done)


@pytest.mark.slow
def test_four_processes_ask_each_paragraph_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(4)
    workers = [context.Process(target=work, args=(str(tmp_path), start)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0] * 4
    asked = Counter((tmp_path / "log").read_text(encoding="utf-8").split())
    assert len(asked) == PARAGRAPHS
    assert set(asked.values()) == {1}


def hold(folder: str, digest: str, ready: "multiprocessing.synchronize.Event") -> None:
    with Claims(Path(folder)).hold(digest, until=lambda: False):
        ready.set()
        time.sleep(600)


def test_what_a_dead_process_claimed_is_free(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    other = context.Process(target=hold, args=(str(tmp_path), "a" * 64, ready))
    other.start()
    assert ready.wait(60)
    assert other.pid is not None
    threading.Timer(0.1, os.kill, (other.pid, signal.SIGKILL)).start()
    with Claims(tmp_path).hold("a" * 64, until=lambda: False):
        other.join(10)
        assert other.exitcode == -signal.SIGKILL


def test_who_waits_goes_on_when_the_answer_is_there_or_the_claim_too_old(tmp_path: Path) -> None:
    answered = threading.Event()
    claims, digest = Claims(tmp_path), "b" * 64
    with claims.hold(digest, until=lambda: False):
        threading.Timer(0.1, answered.set).start()
        with Claims(tmp_path).hold(digest, until=answered.is_set):
            assert answered.is_set()
        with Claims(tmp_path, expires=0.0).hold(digest, until=lambda: False):
            pass
        waiting = Claims(tmp_path)
        threading.Timer(0.1, waiting.close).start()
        with waiting.hold(digest, until=lambda: False):
            pass


def test_other_requests_are_not_held_up(tmp_path: Path) -> None:
    claims = Claims(tmp_path)
    with claims.hold("c" * 64, until=lambda: False), claims.hold("d" * 64, until=lambda: False):
        assert len(list(tmp_path.iterdir())) == 2


def test_where_nothing_can_be_locked_everybody_asks(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Claims(tmp_path / "file" / "claims").hold("e" * 64, until=lambda: False):
        pass
