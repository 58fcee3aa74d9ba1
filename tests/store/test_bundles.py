"""Bundles: what goes in comes out elsewhere and repeats the run; nothing of a bundle is believed."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

import llmextract
from llmextract import runfile, settings
from llmextract.errors import OutputError, RequestRefusedError, UsageError
from llmextract.model import Request
from llmextract.store import bundles as bundling
from llmextract.store.bundles import export_run
from llmextract.store.importing import import_run, run_of
from llmextract.store.shelves import Store
from tests.scripts import (
    MARKET,
    QUIET,
    CountingModel,
    asked_about,
    scripted_answer,
)
from tests.store.conftest import answers, is_asked_again, members, without_times, write_run


def test_a_run_with_reasks_is_repeated_in_an_empty_home(
    tmp_path: Path, article: Path, run: Path, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = [bundling.requests_of(e) for e in runfile.read(run).extractions]
    assert [len(each) for each in digests] == [2, 1, 2]
    monkeypatch.setenv(settings.CACHE_DIR_VARIABLE, str(tmp_path / "home"))
    home = Store()
    imported = import_run(bundle, store=home)
    home.close()
    assert (imported.new, imported.other, imported.changed) == (5, 0, ())
    assert b"".join(run_of(bundle)) == run.read_bytes()
    again = tmp_path / "again.jsonl"
    extractions = write_run(again, article, None)
    assert [e.failure for e in extractions] == [None, None, None]
    assert [e.run.cached for e in extractions] == [True, True, True]
    assert without_times(again) == without_times(run)


def test_a_run_served_from_the_store_is_exported_whole(
    tmp_path: Path, article: Path, run: Path, store: Store
) -> None:
    second = tmp_path / "second.jsonl"
    write_run(second, article, CountingModel(answers, name="openai:none"))
    assert export_run(second, tmp_path / "s.zip", store=store).replies == 5
    assert without_times(second) == without_times(run)


def test_refusals_are_repeated_too(
    tmp_path: Path, article: Path, store: Store, elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(request: Request) -> str | Exception:
        refused = "near Bellam" in asked_about(request) or is_asked_again(request)
        return RequestRefusedError("too long", hint="cut it") if refused else answers(request)

    run = tmp_path / "run.jsonl"
    before = write_run(run, article, CountingModel(refusing, name="openai:none"))
    assert [e.failure.kind if e.failure else None for e in before] == [None, None, "refused"]
    assert [len(bundling.requests_of(e)) for e in before] == [
        2,
        1,
        2,
    ]  # with the article around it, then alone
    done = export_run(run, tmp_path / "r.zip", store=store)
    assert (done.replies, done.unanswered) == (5, 0)
    import_run(tmp_path / "r.zip", store=elsewhere)
    monkeypatch.setenv(settings.CACHE_DIR_VARIABLE, str(tmp_path / "elsewhere"))
    write_run(tmp_path / "again.jsonl", article, None)
    assert without_times(tmp_path / "again.jsonl") == without_times(run)


def test_what_was_refused_is_asked_again_when_there_is_a_model(article: Path) -> None:
    refusing = CountingModel(lambda _: RequestRefusedError("too long"))
    list(llmextract.extract([article], model=refusing))
    second = CountingModel(scripted_answer)
    assert all(e.failure is None for e in llmextract.extract([article], model=second))
    assert len(second.asked) == 3


def test_paragraphs_that_were_never_answered_are_counted(
    tmp_path: Path, store: Store, article: Path
) -> None:
    def failing(request: Request) -> str | Exception:
        failed = "near Bellam" in asked_about(request)
        return llmextract.errors.ModelError("it broke") if failed else scripted_answer(request)

    run = tmp_path / "run.jsonl"
    write_run(run, article, CountingModel(failing, name="openai:none"))
    done = export_run(run, tmp_path / "r.zip", store=store)
    assert (done.replies, done.unanswered) == (2, 1)


def test_the_same_run_makes_the_same_bytes(
    tmp_path: Path, run: Path, bundle: Path, store: Store
) -> None:
    export_run(run, tmp_path / "b.zip", store=store)
    assert (tmp_path / "b.zip").read_bytes() == bundle.read_bytes()
    assert not list(tmp_path.glob(".*")), "no draft is left"
    assert bundle.stat().st_mode & 0o777 == 0o644


def test_the_manifest_names_versions_and_digests(bundle: Path, run: Path, article: Path) -> None:
    content = members(bundle)
    assert sorted(content) == ["manifest.json", "replies.jsonl", "run.jsonl"]
    manifest = json.loads(content["manifest.json"])
    assert manifest["llmextract_bundle"] == bundling.FORMAT
    assert manifest["version"] == llmextract.__version__
    header = runfile.read(run).header
    assert manifest["run"] == {k: v for k, v in header.items() if k not in {"started", "format"}}
    for name in ("run.jsonl", "replies.jsonl"):
        assert manifest["sha256"][name] == hashlib.sha256(content[name]).hexdigest()
    (document,) = manifest["inputs"]
    assert document["source"] == str(article)
    assert document["sha256"] == hashlib.sha256(article.read_bytes()).hexdigest()
    assert document["paragraphs"][:2] == [
        hashlib.sha256(text.encode()).hexdigest() for text in (MARKET, QUIET)
    ]


def test_a_source_that_is_gone_has_no_digest_and_one_that_changed_is_named(
    tmp_path: Path, article: Path, run: Path, bundle: Path, store: Store, elsewhere: Store
) -> None:
    article.write_text("Other words.\n", encoding="utf-8")
    assert import_run(bundle, store=elsewhere).changed == (str(article),)
    article.unlink()
    assert import_run(bundle, store=elsewhere).changed == ()
    export_run(run, tmp_path / "b.zip", store=store)
    (document,) = json.loads(members(tmp_path / "b.zip")["manifest.json"])["inputs"]
    assert document["sha256"] is None


def test_a_run_whose_replies_are_not_there_is_refused(
    tmp_path: Path, run: Path, elsewhere: Store
) -> None:
    with pytest.raises(UsageError, match=r"5 of the run's 5 replies are not in the store"):
        export_run(run, tmp_path / "b.zip", store=elsewhere)
    assert not (tmp_path / "b.zip").exists()


def test_a_run_that_does_not_name_all_its_requests_is_refused(
    tmp_path: Path, run: Path, store: Store
) -> None:
    rows = [json.loads(line) for line in run.read_text(encoding="utf-8").splitlines()]
    rows[1]["run"].pop("digests")
    run.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with pytest.raises(UsageError, match="an older version wrote it; run again"):
        export_run(run, tmp_path / "b.zip", store=store)


@pytest.mark.parametrize("entry", ["text", {"request": {"model": "x"}, "reply": {}}])
def test_an_entry_of_the_store_that_was_tampered_with_is_refused(
    tmp_path: Path, run: Path, store: Store, entry: Any
) -> None:
    (key, *_) = bundling.requests_of(runfile.read(run).extractions[0])
    store.replies.put(key, entry)
    with pytest.raises(UsageError, match=f"entry {key[:12]} does not belong to its request"):
        export_run(run, tmp_path / "b.zip", store=store)


def test_a_key_is_never_exported(
    tmp_path: Path, run: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHORT_API_KEY", "Kassou")
    export_run(run, tmp_path / "b.zip", store=store)
    monkeypatch.setenv("OTHER_API_KEY", "the market of Kassou\n")
    with pytest.raises(UsageError, match="holds the key of OTHER_API_KEY"):
        export_run(run, tmp_path / "c.zip", store=store)
    assert not (tmp_path / "c.zip").exists()


@pytest.mark.parametrize(
    ("model", "refused"),
    [
        ("server:m@http://user:word@host/v1", True),
        ("server:m@https://token@host:8000/v1", True),
        ("server:m@http://host:8000/v1/@x", False),
        ("server:a@b@http://host/v1", False),
        ("openai:m", False),
    ],
)
def test_an_address_with_a_password_is_never_exported(
    tmp_path: Path, run: Path, store: Store, model: str, refused: bool
) -> None:
    header, *lines = run.read_text(encoding="utf-8").splitlines()
    top = json.loads(header)
    top["llmextract"]["model"] = model
    run.write_text("\n".join([json.dumps(top), *lines]) + "\n", encoding="utf-8")
    if not refused:
        assert export_run(run, tmp_path / "b.zip", store=store).replies == 5
        return
    with pytest.raises(UsageError, match="holds a password"):
        export_run(run, tmp_path / "b.zip", store=store)


def test_a_bundle_that_cannot_be_written_is_an_error_of_the_output(
    tmp_path: Path, run: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        export_run(run, tmp_path / "nowhere" / "b.zip", store=store)
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OutputError, match="cannot be written: full"):
        export_run(run, tmp_path / "b.zip", store=store)
    assert not list(tmp_path.glob("*b.zip*"))
