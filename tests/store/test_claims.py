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
from llmextract import locking
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


@pytest.fixture(autouse=True, params=["bytes", "files"])
def locks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """On bytes of one file where the system can, and on files as elsewhere."""
    kind: str = request.param
    if kind == "bytes" and not locking.HAS_RANGES:
        pytest.skip("no locks of single bytes here")
    monkeypatch.setattr(locking, "HAS_RANGES", kind == "bytes")
    return kind


def hold(
    folder: str, digest: str, ready: "multiprocessing.synchronize.Event", has_ranges: bool
) -> None:
    locking.HAS_RANGES = has_ranges
    with Claims(Path(folder)).hold(digest, until=lambda: False):
        ready.set()
        time.sleep(600)


def test_what_a_dead_process_claimed_is_free(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    other = context.Process(target=hold, args=(str(tmp_path), "a" * 64, ready, locking.HAS_RANGES))
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


def test_other_requests_are_not_held_up(tmp_path: Path, locks: str) -> None:
    """Not even where they are held in another process, and however alike the digests are."""
    claims, others = Claims(tmp_path), Claims(tmp_path)
    apart = ("c" * 14 + "a" * 50, "c" * 14 + "b" * 50) if locks == "bytes" else ("c" * 64, "d" * 64)
    with claims.hold(apart[0], until=lambda: False), others.hold(apart[1], until=lambda: False):
        assert len(list(tmp_path.iterdir())) == (1 if locks == "bytes" else 2)


def test_a_claim_is_let_go_of_where_the_run_goes_on(tmp_path: Path) -> None:
    claims, others = Claims(tmp_path), Claims(tmp_path)
    waited = threading.Event()
    for one in (claims, others, claims):
        with one.hold("f" * 64, until=lambda: said(waited)):
            pass
    assert not waited.is_set()


def said(looked: threading.Event) -> bool:
    """An answer that is there as soon as somebody looks for it."""
    looked.set()
    return True


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")
def test_a_forked_process_has_claims_of_its_own(tmp_path: Path) -> None:
    claims, held = Claims(tmp_path), threading.Event()
    with claims.hold("a" * 64, until=lambda: False):
        child = os.fork()
        if child == 0:  # pragma: no cover - measured in the parent
            with claims.hold("a" * 64, until=lambda: said(held)):
                os._exit(0 if held.is_set() else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_where_nothing_can_be_locked_everybody_asks(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Claims(tmp_path / "file" / "claims").hold("e" * 64, until=lambda: False):
        pass
