"""Bundles: what goes in comes out elsewhere and repeats the run; nothing of a bundle is believed."""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

import llmextract
from llmextract import runfile, settings
from llmextract.errors import OutputError, RequestRefusedError, UsageError
from llmextract.model import Request
from llmextract.options import Options
from llmextract.outputs import write
from llmextract.records import Extraction
from llmextract.run import open_extractor
from llmextract.store import bundles as bundling
from llmextract.store.bundles import export_run, import_run
from llmextract.store.shelves import Store
from tests.scripts import (
    MARKET,
    MARKET_RECORD,
    QUIET,
    CountingModel,
    scripted_answer,
    write_article,
)


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store()
    yield store
    store.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "elsewhere" / "store")
    yield store
    store.close()


def answers(request: Request) -> str | Exception:
    """An answer that cannot be read at first, and one value that the text does not carry."""
    last = request.messages[-1].content
    if "cannot be used" not in last and "near Bellam" in last:
        return "no JSON"
    if "market of Kassou" in last and "Fill only these again" not in last:
        return json.dumps({"incidents": [{**MARKET_RECORD, "killed": 77}]})
    return (
        scripted_answer(replace(request, messages=request.messages[:-2]))
        if ("cannot be used" in last)
        else scripted_answer(request)
    )


def write_run(path: Path, source: Path, model: Any, **given: Any) -> list[Extraction]:
    options = Options(model=model.name if model else "test:m", **given)
    if model is None:
        options = replace(options, offline=True, model="openai:none")
    with open_extractor([source], options, model=model) as extractor:
        extractions = list(extractor)
        header, record = extractor.header(), extractor.record
        path.write_text("".join(write("jsonl", header, extractions, record)), encoding="utf-8")
    return extractions


@pytest.fixture
def article(tmp_path: Path) -> Path:
    return write_article(tmp_path / "a.txt")


@pytest.fixture
def run(tmp_path: Path, article: Path) -> Path:
    path = tmp_path / "run.jsonl"
    write_run(path, article, CountingModel(answers, name="openai:none"))
    return path


@pytest.fixture
def bundle(tmp_path: Path, run: Path, store: Store) -> Path:
    path = tmp_path / "run.zip"
    export_run(run, path, store=store)
    return path


def members(bundle: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(bundle) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def without_times(path: Path) -> list[Any]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows[0]["llmextract"].pop("started")
    for row in rows[1:]:
        row["run"].pop("cached")
    return rows


def test_a_run_with_reasks_is_repeated_in_an_empty_home(
    tmp_path: Path, article: Path, run: Path, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = [bundling.requests_of(e) for e in runfile.read(run).extractions]
    assert [len(each) for each in digests] == [2, 0, 2]
    monkeypatch.setenv(settings.CACHE_DIR_VARIABLE, str(tmp_path / "home"))
    home = Store()
    imported = import_run(bundle, store=home)
    home.close()
    assert (imported.new, imported.other, imported.changed) == (4, 0, ())
    assert imported.run == run.read_bytes()
    again = tmp_path / "again.jsonl"
    extractions = write_run(again, article, None)
    assert [e.failure for e in extractions] == [None, None, None]
    assert [e.run.cached for e in extractions] == [True, False, True]
    assert without_times(again) == without_times(run)


def test_a_run_served_from_the_store_is_exported_whole(
    tmp_path: Path, article: Path, run: Path, store: Store
) -> None:
    second = tmp_path / "second.jsonl"
    write_run(second, article, CountingModel(answers, name="openai:none"))
    assert export_run(second, tmp_path / "s.zip", store=store).replies == 4
    assert without_times(second) == without_times(run)


def test_refusals_are_repeated_too(
    tmp_path: Path, article: Path, store: Store, elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(request: Request) -> str | Exception:
        last = request.messages[-1].content
        refused = "near Bellam" in last or "Fill only these again" in last
        return RequestRefusedError("too long", hint="cut it") if refused else answers(request)

    run = tmp_path / "run.jsonl"
    before = write_run(run, article, CountingModel(refusing, name="openai:none"))
    assert [e.failure.kind if e.failure else None for e in before] == [None, None, "refused"]
    assert [len(bundling.requests_of(e)) for e in before] == [2, 0, 1]
    done = export_run(run, tmp_path / "r.zip", store=store)
    assert (done.replies, done.unanswered) == (3, 0)
    import_run(tmp_path / "r.zip", store=elsewhere)
    monkeypatch.setenv(settings.CACHE_DIR_VARIABLE, str(tmp_path / "elsewhere"))
    write_run(tmp_path / "again.jsonl", article, None)
    assert without_times(tmp_path / "again.jsonl") == without_times(run)


def test_what_was_refused_is_asked_again_when_there_is_a_model(article: Path) -> None:
    refusing = CountingModel(lambda _: RequestRefusedError("too long"))
    list(llmextract.extract([article], model=refusing))
    second = CountingModel(scripted_answer)
    assert all(e.failure is None for e in llmextract.extract([article], model=second))
    assert len(second.asked) == 2


def test_paragraphs_that_were_never_answered_are_counted(
    tmp_path: Path, store: Store, article: Path
) -> None:
    def failing(request: Request) -> str | Exception:
        failed = "near Bellam" in request.messages[-1].content
        return llmextract.errors.ModelError("it broke") if failed else scripted_answer(request)

    run = tmp_path / "run.jsonl"
    write_run(run, article, CountingModel(failing, name="openai:none"))
    done = export_run(run, tmp_path / "r.zip", store=store)
    assert (done.replies, done.unanswered) == (1, 1)


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
    with pytest.raises(UsageError, match=r"4 of the run's 4 replies are not in the store"):
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
        assert export_run(run, tmp_path / "b.zip", store=store).replies == 4
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


# What comes from outside


def rewrite(bundle: Path, change: Callable[[dict[str, bytes]], None], *, seal: bool = True) -> None:
    """Change members; with ``seal`` the manifest says what they are now, as a forger would."""
    content = members(bundle)
    change(content)
    if seal and "manifest.json" in content:
        manifest = json.loads(content["manifest.json"])
        for name in manifest.get("sha256", ()):
            if name in content:
                manifest["sha256"][name] = hashlib.sha256(content[name]).hexdigest()
        content["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(bundle, "w") as archive:
        for name, value in content.items():
            archive.writestr(name, value)


def replies(content: dict[str, bytes]) -> list[Any]:
    return [json.loads(line) for line in content["replies.jsonl"].splitlines()]


def forged(change: Callable[[list[Any]], Any]) -> Callable[[dict[str, bytes]], None]:
    def apply(content: dict[str, bytes]) -> None:
        rows = replies(content)
        rows = change(rows) or rows
        content["replies.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    return apply


def set_in(*path: Any, to: Any) -> Callable[[dict[str, bytes]], None]:
    def change(rows: list[Any]) -> None:
        owner: Any = rows
        for step in path[:-1]:
            owner = owner[step]
        owner[path[-1]] = to

    return forged(change)


FORGERIES: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "another request": (
        set_in(0, "request", "messages", 0, "content", to="x"),
        "reply 1 does not belong to its request",
    ),
    "another digest": (set_in(2, "digest", to="0" * 64), "reply 3 does not belong"),
    "no request": (set_in(0, "request", to=None), "reply 1 does not belong"),
    "no reply": (set_in(1, "reply", to={"text": "x"}), "reply 2 is no reply"),
    "text that is none": (set_in(0, "reply", "text", to=3), "reply 1 is no reply"),
    "usage that is none": (
        set_in(0, "reply", "usage", "prompt_tokens", to="9"),
        "reply 1 is no reply",
    ),
    "seconds that are none": (set_in(0, "reply", "seconds", to="9"), "is no reply"),
    "complete that is none": (set_in(0, "reply", "complete", to=1), "is no reply"),
    "a refusal that is none": (set_in(0, "refused", to=["x"]), "is no reply"),
    "twice": (forged(lambda rows: [rows[0], *rows[:3]]), "reply 2 is there twice"),
    "too few": (forged(lambda rows: rows[1:]), "does not hold as many replies"),
    "no object": (forged(lambda _: [3]), "replies.jsonl, line 1 is not a JSON object"),
    "no JSON": (
        lambda content: content.update({"replies.jsonl": b"{\n"}),
        "replies.jsonl, line 1 is not JSON",
    ),
    "deep": (
        lambda content: content.update({"replies.jsonl": b"[" * 200_000}),
        "replies.jsonl, line 1 is not JSON",
    ),
    "a path upwards": (
        lambda content: content.update({"../../evil.py": b"x"}),
        "does not hold just manifest.json",
    ),
    "no manifest": (lambda content: content.__delitem__("manifest.json"), "does not hold just"),
    "another format": (
        lambda content: content.update({"manifest.json": b'{"llmextract_bundle": 9}'}),
        "has bundle format 9; this version reads 1",
    ),
    "no sums": (
        lambda content: content.update({"manifest.json": b'{"llmextract_bundle": 1}'}),
        "run.jsonl is not what the manifest says",
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_bundle_is_refused_and_nothing_of_it_is_taken(
    bundle: Path, elsewhere: Store, name: str
) -> None:
    change, message = FORGERIES[name]
    rewrite(bundle, change)
    with pytest.raises(UsageError) as caught:
        import_run(bundle, store=elsewhere)
    assert message in str(caught.value)
    assert str(bundle) in str(caught.value)
    assert len(elsewhere.replies) == 0


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("run.jsonl", b"Kassou", b"Hassou"), ("replies.jsonl", b'"seconds":0.5', b'"seconds":0.6')],
)
def test_a_member_that_is_not_what_the_manifest_says_is_refused(
    bundle: Path, elsewhere: Store, name: str, old: bytes, new: bytes
) -> None:
    def change(content: dict[str, bytes]) -> None:
        assert old in content[name]
        content[name] = content[name].replace(old, new)

    rewrite(bundle, change, seal=False)
    with pytest.raises(UsageError, match=f"damaged: {name} is not what the manifest says"):
        import_run(bundle, store=elsewhere)


def test_a_bomb_is_refused_before_it_is_unpacked(
    bundle: Path, elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundling, "MAX_BYTES", 100)
    with pytest.raises(UsageError, match="it is too large"):
        import_run(bundle, store=elsewhere)


def test_a_line_without_an_end_is_refused(
    bundle: Path, elsewhere: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundling, "MAX_LINE", 2000)
    with pytest.raises(UsageError, match=r"a line of (replies|run)\.jsonl is too long"):
        import_run(bundle, store=elsewhere)


def test_a_head_that_lies_about_its_size_is_refused(bundle: Path, elsewhere: Store) -> None:
    content = bytearray(bundle.read_bytes())
    with zipfile.ZipFile(bundle) as archive:
        size = archive.getinfo("replies.jsonl").file_size
    field = size.to_bytes(4, "little")
    assert content.count(field) == 2
    bundle.write_bytes(bytes(content).replace(field, (size - 7).to_bytes(4, "little")))
    with pytest.raises(UsageError, match=r"damaged: replies\.jsonl cannot be unpacked"):
        import_run(bundle, store=elsewhere)


def test_a_cut_a_missing_and_another_file_are_refused(bundle: Path, elsewhere: Store) -> None:
    whole = bundle.read_bytes()
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        import_run(bundle.with_name("none.zip"), store=elsewhere)
    for content in (b"", b"hello", whole[: len(whole) // 2]):
        bundle.write_bytes(content)
        with pytest.raises(UsageError, match="it is no zip file"):
            import_run(bundle, store=elsewhere)
    flipped = bytearray(whole)
    flipped[whole.index(b"replies.jsonl") + 40] ^= 0xFF
    bundle.write_bytes(bytes(flipped))
    with pytest.raises(UsageError, match="damaged"):
        import_run(bundle, store=elsewhere)
    assert len(elsewhere.replies) == 0


def test_another_answer_in_the_store_is_kept_unless_it_is_to_be_replaced(
    tmp_path: Path, bundle: Path, store: Store
) -> None:
    key = replies(members(bundle))[0]["digest"]
    entry: Any = store.replies.get(key)
    assert import_run(bundle, store=store).other == 0, "the same answer is not another one"
    store.replies.put(key, {**entry, "reply": {**entry["reply"], "text": "mine"}})
    done = import_run(bundle, store=store)
    assert (done.new, done.other) == (0, 1)
    assert cast("Any", store.replies.get(key))["reply"]["text"] == "mine"
    assert len(store.results) == 2
    assert import_run(bundle, store=store, replace=True).other == 1
    assert store.replies.get(key) == entry
    assert len(store.results) == 0, "results that rest on the replaced reply are made anew"
    store.replies.put(key, "rubbish")
    assert import_run(bundle, store=store, replace=True).other == 1
