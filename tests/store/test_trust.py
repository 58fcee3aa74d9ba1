"""What the store believes: its own user's folders, replies that fit, results under its own seal."""

import json
import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from llmextract import settings
from llmextract.cli import run
from llmextract.errors import StoreError
from llmextract.options import Options
from llmextract.records import Extraction, Verdict
from llmextract.run import open_extractor
from llmextract.store.disk import DiskTexts
from llmextract.store.sealing import SECRET, SealedShelf, secret_of
from llmextract.store.shelf import Shelf
from llmextract.store.shelves import Store
from tests.scripts import CountingModel, scripted_answer, write_article
from tests.store.rewriting import rewrite


@pytest.fixture
def extract(tmp_path: Path) -> Callable[..., tuple[list[Extraction], int, list[str]]]:
    """Run over an article: what came, how many requests were sent, what was told."""
    article = write_article(tmp_path / "a.txt")

    def extracted(**given: Any) -> tuple[list[Extraction], int, list[str]]:
        model = CountingModel(scripted_answer, name="openai:none")
        warnings: list[str] = []
        options = replace(Options(model=model.name, judge="none"), **given)
        asked = None if options.offline else model
        with open_extractor([article], options, model=asked, warn=warnings.append) as extractor:
            return list(extractor), len(model.asked), warnings

    return extracted


def change(shelf: str, old: str, new: str, *, where: str = "1") -> int:
    folder = settings.cache_dir() / "store" / shelf
    return rewrite(folder, lambda text: text.replace(old, new), where=where)


def killed(extractions: list[Extraction]) -> list[tuple[Any, Verdict]]:
    found = (finding for one in extractions for finding in one.findings)
    return [(one.value, one.verdict) for one in found if one.field == "killed"]


def test_a_forged_result_is_not_served_but_made_again(extract: Callable[..., Any]) -> None:
    honest, asked, _ = extract()
    assert asked
    assert extract()[1] == 0
    assert change("results", '"killed":3', '"killed":999')
    assert change("results", '"value":3', '"value":999')
    again, asked, warnings = extract()
    assert asked == 0, "the replies are there"
    assert killed(again) == killed(honest)
    assert any("a kept result was changed or made elsewhere (entry " in one for one in warnings)
    assert extract()[2] == [], "it was put right"


def test_a_result_that_another_made_is_not_served(
    extract: Callable[..., Any], own_folders: Path
) -> None:
    extract()
    (own_folders / "state" / SECRET).unlink()
    _, asked, warnings = extract()
    assert asked == 0
    assert any("made elsewhere" in one for one in warnings)


def test_a_forged_reply_certifies_nothing(extract: Callable[..., Any]) -> None:
    extract(reask=False)
    assert change("replies", '\\"killed\\": 3', '\\"killed\\": 999')
    Store().results.clear()
    again, _, _ = extract(reask=False)
    assert (999, Verdict.UNSUPPORTED) in killed(again)


def test_a_reply_to_another_request_is_named_and_asked_again(extract: Callable[..., Any]) -> None:
    honest, all_asked, _ = extract()
    assert change("replies", "market of Kassou", "market of Bassou", where="rowid = 1")
    Store().results.clear()
    again, asked, warnings = extract()
    assert 0 < asked < all_asked
    assert killed(again) == killed(honest)
    assert any("does not belong to its request" in one for one in warnings)


@pytest.mark.parametrize("rubbish", ["{broken", "[1]", '"x"', "{}", '{"request": 3}', "\x00"])
def test_a_damaged_row_costs_one_question(extract: Callable[..., Any], rubbish: str) -> None:
    honest, _, _ = extract()
    for shelf in ("replies", "results"):
        connection = sqlite3.connect(settings.cache_dir() / "store" / shelf / "cache.db")
        with connection:
            connection.execute("UPDATE Cache SET value = ? WHERE rowid = 1", (rubbish,))
        connection.close()
    again, asked, warnings = extract()
    assert asked == 1
    assert [one.records for one in again] == [one.records for one in honest]
    assert warnings
    assert extract()[1:] == (0, [])


def test_no_more_than_a_few_are_named(
    extract: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("llmextract.store.shelf.TOLD", 1)
    extract()
    assert change("results", '"seal":"', '"seal":"0')
    (warning,) = extract()[2]
    assert warning.endswith("llmextract cache check")


def test_half_a_pair_in_an_answer_is_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.replies.put("a", {"text": "A \ud83d mill"})
    assert store.replies.get("a") == {"text": "A \ud83d mill"}
    store.close()


def refused(folder: Path) -> str:
    with pytest.raises(StoreError) as caught:
        Store(folder)
    return str(caught.value)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "store").symlink_to(elsewhere)
    assert "is a link, and is not followed" in refused(tmp_path / "store")
    (tmp_path / "store").unlink()
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "results").symlink_to(elsewhere)
    assert "is a link, and is not followed" in refused(tmp_path / "store")
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("make", [Path.symlink_to, Path.hardlink_to])
def test_a_file_that_is_a_link_is_not_opened(make: Callable[..., None], tmp_path: Path) -> None:
    precious = tmp_path / "precious.db"
    precious.write_bytes(b"mine")
    (tmp_path / "store" / "replies").mkdir(parents=True)
    make(tmp_path / "store" / "replies" / "cache.db", precious)
    assert "is a link or no file, and is not opened" in refused(tmp_path / "store")
    assert precious.read_bytes() == b"mine"


def test_a_folder_that_everybody_may_change(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    told = refused(tmp_path / "cache" / "store")
    assert f"everybody may change {tmp_path}; chmod o-w {tmp_path}, or set" in told
    tmp_path.chmod(0o1777)  # sticky, like /tmp
    Store(tmp_path / "cache" / "store").close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
@pytest.mark.parametrize("whose", ["", "store", "store/replies", "store/results/cache.db"])
def test_what_belongs_to_somebody_else(whose: str, tmp_path: Path) -> None:
    Store(tmp_path / "cache" / "store").close()
    os.chown(tmp_path / "cache" / whose, 12345, 12345)
    assert "belongs to somebody else" in refused(tmp_path / "cache" / "store")


def test_a_run_goes_on_without_such_a_store(
    tmp_path: Path, own_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("Nobody came.", encoding="utf-8")
    (own_folders / "cache" / "store").symlink_to(tmp_path)
    assert run(["extract", str(tmp_path / "a.txt"), "-m", "rules", "-f", "json"]) == 0
    assert "is not followed; set LLMEXTRACT_CACHE_DIR" in capsys.readouterr().err


def test_the_secret_is_the_users_alone(own_folders: Path) -> None:
    state = own_folders / "state"
    first = secret_of(state)
    assert first is not None
    assert secret_of(state) == first
    assert (state / SECRET).stat().st_mode & 0o077 == 0
    assert [one.name for one in state.iterdir()] == [SECRET]
    (state / SECRET).chmod(0o644)
    assert secret_of(state) is None
    (state / SECRET).write_bytes(b"short")
    (state / SECRET).chmod(0o600)
    assert secret_of(state) is None


def test_without_a_secret_no_result_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LLMEXTRACT_STATE_DIR", str(tmp_path / "file"))
    shelf = SealedShelf(DiskTexts(tmp_path / "shelf"), warn=lambda line: pytest.fail(line))
    shelf.put("a", 1)
    assert shelf.get("a") is None
    assert len(shelf) == 0
    shelf.close()


def test_a_seal_is_of_one_key_and_one_value(tmp_path: Path) -> None:
    told: list[str] = []
    shelf = SealedShelf(DiskTexts(tmp_path / "shelf"), warn=told.append)
    shelf.put("a", {"x": 1})
    kept = dict(Shelf.items(shelf))["a"]
    Shelf.put(shelf, "b", kept)
    assert (shelf.get("a"), shelf.get("b")) == ({"x": 1}, None)
    for wrong in ({**kept, "value": {"x": 2}}, {"value": {"x": 1}}, {**kept, "seal": 3}, [1]):
        Shelf.put(shelf, "a", json.loads(json.dumps(wrong)))
        assert shelf.get("a") is None
    assert len(told) == 5
    shelf.close()
