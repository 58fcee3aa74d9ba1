"""A store that several machines share: a real server, started for these tests on a socket of its own."""

import gc
import json
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from benchmarks.postgres import BINARIES, Server
from llmextract.cli import run
from llmextract.errors import StoreError, UsageError
from llmextract.model import Message, Reply, Request, Sampling
from llmextract.records import Usage
from llmextract.settings import STORE_SECRET_VARIABLE, STORE_VARIABLE
from llmextract.store import mending
from llmextract.store.shelves import Store, StoredModel

pytestmark = pytest.mark.skipif(
    not BINARIES or sys.platform == "win32", reason="no PostgreSQL server is installed"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        Path(folder).chmod(0o755)
        made = Server(Path(folder) / "s")
        made.start()
        yield made
        made.kill()
        with warnings.catch_warnings():
            # A pool may be making a connection anew as it is closed, and forgets to close that one.
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()


@pytest.fixture
def url(server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(STORE_VARIABLE, server.url)
    store = Store()
    store.replies.clear()
    store.results.clear()
    store.close()
    return server.url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    made = Store()
    yield made
    made.close()


class Counting:
    """A model that says how often it was asked."""

    name = "test:counting"
    slots = 1

    def __init__(self) -> None:
        self.asked = 0

    def complete(self, request: Request) -> Reply:
        self.asked += 1
        return Reply("[]", Usage(1, 1), 0.1, complete=True)

    def close(self) -> None:
        pass


def request(text: str) -> Request:
    return Request("test:counting", (Message("user", text),), {}, Sampling())


def test_values_are_kept_in_order_and_forgotten(store: Store) -> None:
    shelf = store.replies
    assert shelf.get("a") is None
    for key in ("b", "a", "c"):
        shelf.put(key, {"text": f"{key} \u0000 \ud800 ü"})
    assert shelf.get("a") == {"text": "a \u0000 \ud800 ü"}
    assert [entry[0] for entry in shelf.items()] == ["b", "a", "c"]
    assert [entry[0] for entry in shelf.items(newest_first=True)] == ["c", "a", "b"]
    shelf.put("a", {"text": "new"})
    assert (shelf.get("a"), len(shelf)) == ({"text": "new"}, 3)
    assert shelf.size() > 0
    shelf.remove("a")
    assert shelf.get("a") is None
    assert (shelf.clear(), len(shelf)) == (2, 0)


def test_what_texts_have_in_common_is_kept_once_also_after_somebody_removed_it(url: str) -> None:
    common = "You read reports and list what each of them tells. " * 40
    value = {"said": common, "and": "the mill of Oru burnt down \u2014 nobody knows why"}
    one, other = Store(), Store()
    for key in ("a", "b", "c"):
        one.replies.put(key, value, common=common)
    assert len(json.dumps(value)) > 2_000
    assert one.replies.size() < 3 * 200 + len(common)
    assert other.replies.get("a") == value
    assert other.replies.clear() == 3
    assert one.replies.get("a") is None
    one.replies.put("d", value, common=common)  # rests on what the other one removed
    fresh = Store()
    assert fresh.replies.get("d") == value
    for store in (one, other, fresh):
        store.close()


def test_what_was_kept_before_values_were_packed_is_read(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE llmextract")
        connection.execute(
            "CREATE TABLE llmextract (shelf text, key text, value text NOT NULL,"
            " number bigint GENERATED ALWAYS AS IDENTITY UNIQUE, PRIMARY KEY (shelf, key))"
        )
        connection.execute(
            "INSERT INTO llmextract (shelf, key, value) VALUES ('replies', 'a', '{\"x\":\"\u00fc\"}')"
        )
        store = Store()
        assert store.replies.get("a") == {"x": "\u00fc"}
        connection.execute("UPDATE llmextract SET value = '\\xff'")
        with pytest.raises(StoreError, match="damaged"):
            store.replies.get("a")
        store.close()


def test_many_keys_are_read_page_by_page(store: Store) -> None:
    shelf = store.replies
    for number in range(1_100):
        shelf.put(str(number), number)
    assert [entry[1] for entry in shelf.items()] == list(range(1_100))


def test_two_machines_ask_a_request_once(url: str) -> None:
    one, other = Store(), Store()
    model = Counting()
    for store in (one, other):
        asking = StoredModel(model, name=model.name, replies=store.replies, claims=store.claims)
        assert asking.complete(request("a")).text == "[]"
    assert model.asked == 1
    one.close()
    other.close()


def test_a_claim_waits_for_the_answer_of_another_and_ends_with_its_owner(url: str) -> None:
    one, other = Store(), Store()
    digest = "0" * 64
    with one.claims.hold(digest, until=lambda: False):
        looks = iter((False, False, True))
        with other.claims.hold(digest, until=lambda: next(looks)):
            assert next(looks, None) is None  # it waited till the answer was there
    held = one.claims.hold(digest, until=lambda: False)
    held.__enter__()
    one.close()  # as a process that dies does
    with other.claims.hold(digest, until=lambda: False):
        pass  # the server lets go a moment after the connection is gone
    other.close()


def test_results_of_another_machine_are_believed_under_a_shared_secret_only(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def seen(secret: str | None, machine: str) -> object:
        monkeypatch.setenv("LLMEXTRACT_STATE_DIR", str(tmp_path / machine))
        if secret is None:
            monkeypatch.delenv(STORE_SECRET_VARIABLE, raising=False)
        else:
            monkeypatch.setenv(STORE_SECRET_VARIABLE, secret)
        told: list[str] = []
        store = Store(warn=told.append)
        found = store.results.get("k")
        if found is None:
            store.results.put("k", {"of": machine})
        store.close()
        return found

    assert seen(None, "one") is None
    assert seen(None, "one") == {"of": "one"}
    assert seen(None, "two") is None
    assert seen("shared words", "three") is None
    assert seen("shared words", "four") == {"of": "three"}


def test_a_server_that_is_restarted_is_waited_for(server: Server, url: str) -> None:
    store = Store()
    store.replies.put("a", 1)
    server.kill()
    server.start()
    assert store.replies.get("a") == 1
    with store.claims.hold("1" * 64, until=lambda: False):
        server.kill()
        server.start()
    store.replies.put("b", 2)
    assert len(store.replies) == 2
    store.close()


def test_bad_entries_are_named_and_removed(store: Store) -> None:
    store.replies.put("not a digest", {"reply": {}})
    (replies, results) = mending.check_shared(store)
    assert [key for key, _ in replies.bad] == ["not a digest"]
    assert results.is_whole
    mending.check_shared(store, repair=True)
    assert mending.check_shared(store)[0].is_whole


def test_what_cannot_be_reached_is_told_without_the_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(STORE_VARIABLE, f"postgresql://me:s3cret@/db?host={tmp_path}")
    with pytest.raises(StoreError) as caught:
        Store()
    assert "s3cret" not in str(caught.value)
    assert "LLMEXTRACT_STORE" in str(caught.value.hint)
    monkeypatch.setenv(STORE_VARIABLE, "no address of anything")
    with pytest.raises(UsageError, match="no address"):
        Store()


def test_a_shared_store_that_is_away_costs_the_own_one_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = Store()
    own.replies.put("a", 1)
    own.close()
    monkeypatch.setenv(STORE_VARIABLE, f"postgresql://me@/db?host={tmp_path}")
    assert run(["cache", "clear", "-y"]) == 1
    assert run(["cache", "check"]) == 1
    assert "shared store" in capsys.readouterr().err
    monkeypatch.delenv(STORE_VARIABLE)
    own = Store()
    assert own.replies.get("a") == 1
    own.close()


def test_the_commands_look_at_the_shared_store(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    store.replies.put("not a digest", {"reply": {}})
    assert run(["cache", "check"]) == 1
    assert f"store: {store.where}" in capsys.readouterr().out
