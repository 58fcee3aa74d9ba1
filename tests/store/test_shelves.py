"""The stores on disk: nothing is lost, nothing is forged, nothing is ever unpickled."""

import json
import multiprocessing
import pickle  # noqa: TID251 - to prove that nobody reads it
import sqlite3
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import diskcache
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.errors import NotRecordedError, RequestRefusedError, StoreError
from llmextract.model import Message, Reply, Request, Sampling
from llmextract.records import Usage
from llmextract.store import disk as store
from llmextract.store import shelves
from llmextract.store.disk import DiskTexts, TextDisk
from llmextract.store.entries import reply_from_json, reply_to_json
from llmextract.store.shelf import Shelf
from llmextract.store.shelves import Store, StoredModel


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(DiskTexts(tmp_path / "shelf"))
    yield shelf
    shelf.close()


def tamper(shelf: Shelf, sql: str, *values: Any) -> None:
    connection = sqlite3.connect(Path(shelf.where) / "cache.db")
    with connection:
        connection.execute(sql, values)
    connection.close()


class Payload:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return Path.touch, (self.path,)


def test_what_several_threads_keep_at_once_is_all_kept_or_all_told(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put(number: int) -> bool:
        try:
            shelf.put(f"{number}", number)
        except StoreError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(put, range(200)))
        assert [shelf.get(f"{number}") for number in range(200)] == list(range(200))

        def broken(*_: Any) -> None:
            raise sqlite3.OperationalError("disk I/O error")

        monkeypatch.setattr(diskcache.Cache, "set", broken)
        assert not any(pool.map(put, range(200, 300)))
    assert len(shelf) == 200


def test_what_was_put_is_got(shelf: Shelf) -> None:
    value = {"words": ["żółw", "\u2028", "\x00"], "none": None, "n": 1.5}
    shelf.put("a", value)
    shelf.put("b", (1, 2))
    shelf.put("a", value)
    assert shelf.get("a") == value
    assert shelf.get("b") == [1, 2]
    assert shelf.get("c") is None
    assert list(shelf.items()) == [("a", value), ("b", [1, 2])]
    assert len(shelf) == 2
    assert shelf.size() > 0


def test_it_is_still_there_when_opened_again(tmp_path: Path) -> None:
    long = "x" * 200_000
    first = Store(tmp_path)
    first.replies.put("a", long)
    first.close()
    again = Store(tmp_path)
    assert again.replies.get("a") == long
    assert again.results.get("a") is None
    assert not list(tmp_path.rglob("*.val")), "a value in a file of its own can be swapped"
    assert again.replies.clear() == 1
    assert len(again.replies) == 0
    again.close()


def test_nothing_is_ever_evicted(shelf: Shelf) -> None:
    connection = sqlite3.connect(Path(shelf.where) / "cache.db")
    settings = dict(connection.execute("SELECT key, value FROM Settings").fetchall())
    connection.close()
    assert settings["eviction_policy"] == "none"
    assert settings["cull_limit"] == 0
    tamper(shelf, "UPDATE Settings SET value = 1 WHERE key = 'size_limit'")
    for number in range(50):
        shelf.put(str(number), "y" * 1000)
    assert len(shelf) == 50


@pytest.mark.parametrize("before", [None, 0o755, 0o777])
def test_the_folder_is_the_users_alone(tmp_path: Path, before: int | None) -> None:
    folder = tmp_path / "a" / "b"
    if before is not None:
        folder.mkdir(parents=True)
        folder.chmod(before)
    shelf = Shelf(DiskTexts(folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    shelf.close()


@pytest.mark.parametrize("mode", [1, 2, 3, 4, 99])
def test_a_forged_value_is_never_unpickled(shelf: Shelf, tmp_path: Path, mode: int) -> None:
    witness = tmp_path / "witness"
    shelf.put("a", "text")
    forged = pickle.dumps(Payload(witness))
    tamper(shelf, "UPDATE Cache SET mode = ?, value = ?", mode, forged)
    with pytest.raises(StoreError, match="cache check"):
        shelf.get("a")
    with pytest.raises(StoreError, match="not ours"):
        list(shelf.items())
    assert not witness.exists()
    # The payload is a real one: diskcache's own reader runs it.
    tamper(shelf, "UPDATE Cache SET mode = 4")
    with diskcache.Cache(shelf.where) as careless:
        careless.get("a")
    assert witness.exists()


def test_a_forged_key_is_never_unpickled(shelf: Shelf, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    shelf.put("a", "text")
    tamper(shelf, "UPDATE Cache SET raw = 0, key = ?", pickle.dumps(Payload(witness)))
    with pytest.raises(StoreError, match="key that is not ours"):
        list(shelf.items())
    assert not witness.exists()


def test_a_forged_file_name_is_not_opened(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('"secret"')
    shelf.put("a", "text")
    for mode in (1, 3):
        tamper(shelf, "UPDATE Cache SET mode = ?, filename = '../secret.json'", mode)
        with pytest.raises(StoreError, match="not ours"):
            shelf.get("a")


@pytest.mark.parametrize("value", ["{broken", "[" * 100_000, b"bytes", 7])
def test_a_damaged_value_is_an_error_of_the_store(shelf: Shelf, value: Any) -> None:
    shelf.put("a", "text")
    tamper(shelf, "UPDATE Cache SET value = ?", value)
    with pytest.raises(StoreError, match="cache check"):
        shelf.get("a")


def test_a_file_that_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "cache.db").write_bytes(b"this is not a database, not at all" * 100)
    with pytest.raises(StoreError, match="cannot be used"):
        Shelf(DiskTexts(tmp_path))
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="LLMEXTRACT_CACHE_DIR"):
        Shelf(DiskTexts(tmp_path / "file"))


def test_only_text_goes_in() -> None:
    disk = TextDisk("unused")
    with pytest.raises(TypeError, match="not bytes"):
        disk.store(b"x", read=False)
    with pytest.raises(TypeError, match="not int"):
        disk.put(3)


def test_a_full_disk_warns_once_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warnings: list[str] = []
    shelf = Shelf(DiskTexts(tmp_path / "shelf"), warn=warnings.append)
    strict = Shelf(DiskTexts(tmp_path / "strict"))

    def full(*_: Any, **__: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(diskcache.Cache, "set", full)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda key: shelf.put(str(key), 1), range(20)))
    assert len(warnings) == 1
    assert "disk is full" in warnings[0]
    assert shelf.get("1") is None
    with pytest.raises(StoreError, match="disk is full; llmextract cache check"):
        strict.put("a", 1)
    shelf.close()
    strict.close()


def test_a_store_that_cannot_be_written_fails_and_does_not_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.01)
    shelf = Shelf(DiskTexts(tmp_path))
    other = sqlite3.connect(tmp_path / "cache.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked or read-only"):
        shelf.put("a", 1)
    other.execute("ROLLBACK")
    other.close()
    shelf.put("a", 1)
    assert shelf.get("a") == 1
    shelf.close()


def write_many(folder: str, mark: str) -> None:
    shelf = Shelf(DiskTexts(Path(folder)))
    for number in range(40):
        shelf.put(f"{mark}{number}", mark)
        shelf.put("shared", mark)
    shelf.close()


def test_two_processes_write_the_same_store(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_many, args=(str(tmp_path), m)) for m in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    shelf = Shelf(DiskTexts(tmp_path))
    assert len(shelf) == 81
    assert shelf.get("shared") in {"a", "b"}
    shelf.close()


class Counting:
    """Answers with how often it was asked."""

    def __init__(self) -> None:
        self.name = "scripted:x"
        self.slots = 3
        self.asked = 0
        self.closed = 0
        self.gate: threading.Event | None = None

    def complete(self, request: Request) -> Reply:
        if self.gate:
            assert self.gate.wait(30)
        self.asked += 1
        return Reply(f"answer {self.asked}", Usage(4, 2), seconds=1.5, complete=False)

    def close(self) -> None:
        self.closed += 1


REQUEST = Request("scripted:x", (Message("user", "{{ 7*7 }} {% x %} %s {0}"),), {"type": "object"})


def test_a_request_is_asked_once(shelf: Shelf) -> None:
    behind = Counting()
    model = StoredModel(behind, name="scripted:x", replies=shelf)
    assert model.slots == 3
    first = model.complete(REQUEST)
    second = model.complete(REQUEST)
    assert behind.asked == 1
    assert not first.cached
    assert second == Reply("answer 1", Usage(4, 2), 1.5, complete=False, cached=True)
    other = Request("scripted:x", (Message("user", "other"),))
    assert model.complete(other).text == "answer 2"
    kept = shelf.get(REQUEST.digest)
    assert kept is not None
    assert kept["request"] == REQUEST.payload()
    model.close()
    assert behind.closed == 1


def test_the_same_request_from_many_threads_is_asked_once(shelf: Shelf) -> None:
    behind = Counting()
    behind.gate = threading.Event()
    model = StoredModel(behind, name="scripted:x", replies=shelf)
    others = [Request("scripted:x", (Message("user", str(n)),)) for n in range(2)]
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(model.complete, REQUEST) for _ in range(6)]
        waiting += [pool.submit(model.complete, other) for other in others]
        behind.gate.set()
        replies = [future.result(30) for future in waiting]
    assert behind.asked == 3
    assert sum(reply.cached for reply in replies) == 5
    assert len({reply.text for reply in replies[:6]}) == 1
    assert not model._asking


def test_a_failed_request_may_be_asked_again(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    model = StoredModel(Counting(), name="scripted:x", replies=shelf)
    with monkeypatch.context() as patch:
        patch.setattr(Counting, "complete", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            model.complete(REQUEST)
    assert not model._asking
    assert model.complete(REQUEST).text == "answer 1"


def test_the_first_few_unrecorded_requests_are_explained(shelf: Shelf) -> None:
    StoredModel(Counting(), name="scripted:x", replies=shelf).complete(REQUEST)
    shelf.put("rubbish", "no entry")
    offline = StoredModel(None, name="scripted:x", replies=shelf)
    told = []
    for seed in range(1, shelves.EXPLAINED + 2):
        with pytest.raises(NotRecordedError) as caught:
            offline.complete(replace(REQUEST, sampling=Sampling(seed=seed)))
        told.append("the sampling changed: seed 0 -> " in str(caught.value))
    assert told == [True] * shelves.EXPLAINED + [False]


def test_only_the_newest_requests_are_searched(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = StoredModel(Counting(), name="scripted:x", replies=shelf)
    model.complete(REQUEST)
    model.complete(replace(REQUEST, sampling=Sampling(max_tokens=9)))
    monkeypatch.setattr(shelves, "SEARCHED", 1)
    offline = StoredModel(None, name="scripted:x", replies=shelf)
    with pytest.raises(
        NotRecordedError, match=r"max_tokens 9 -> 1024; the sampling .* seed 0 -> 5"
    ):
        offline.complete(replace(REQUEST, sampling=Sampling(seed=5)))


def test_a_refusal_is_served_offline_and_asked_again_online(shelf: Shelf) -> None:
    class Refusing(Counting):
        def complete(self, request: Request) -> Reply:
            super().complete(request)
            raise RequestRefusedError("too long", hint="cut it")

    refusing = Refusing()
    for _ in range(2):
        with pytest.raises(RequestRefusedError, match="too long; cut it"):
            StoredModel(refusing, name="scripted:x", replies=shelf).complete(REQUEST)
    with pytest.raises(RequestRefusedError, match=r"^too long; cut it$"):
        StoredModel(None, name="scripted:x", replies=shelf).complete(REQUEST)
    answered = StoredModel(Counting(), name="scripted:x", replies=shelf).complete(REQUEST)
    assert (
        StoredModel(None, name="scripted:x", replies=shelf).complete(REQUEST).text == answered.text
    )


def test_items_come_in_the_order_they_were_written_or_back(shelf: Shelf) -> None:
    for key in "zab":
        shelf.put(key, key)
    assert list(shelf.items()) == [("z", "z"), ("a", "a"), ("b", "b")]
    assert list(shelf.items(newest_first=True)) == [("b", "b"), ("a", "a"), ("z", "z")]


def test_an_offline_run_asks_nobody(shelf: Shelf) -> None:
    StoredModel(Counting(), name="scripted:x", replies=shelf).complete(REQUEST)
    offline = StoredModel(None, name="scripted:x", replies=shelf, slots=7)
    assert offline.slots == 7
    assert offline.complete(REQUEST).text == "answer 1"
    with pytest.raises(NotRecordedError, match=r"never recorded: .*; run once without --offline"):
        offline.complete(Request("scripted:x", ()))
    offline.close()


@pytest.mark.parametrize("kept", [{}, {"reply": {}}, {"reply": {"text": 1}}])
def test_a_value_that_is_no_reply(shelf: Shelf, kept: Any) -> None:
    shelf.put(REQUEST.digest, kept | {"request": REQUEST.payload()} if kept else kept)
    with pytest.raises(StoreError, match=r"no reply|another one"):
        StoredModel(None, name="scripted:x", replies=shelf).complete(REQUEST)


USAGES = st.builds(Usage, st.integers(0, 10**9), st.integers(0, 10**9))
SECONDS = st.floats(0, 1e6)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.builds(Reply, TEXTS, USAGES, SECONDS, st.booleans(), st.just(True)))
def test_a_reply_survives_as_json(reply: Reply) -> None:
    assert reply_from_json(json.loads(json.dumps(reply_to_json(reply)))) == reply


def test_the_default_folder_is_the_users_cache(own_folders: Path) -> None:
    both = Store()
    assert Path(both.where) == own_folders / "cache" / "store"
    both.close()
