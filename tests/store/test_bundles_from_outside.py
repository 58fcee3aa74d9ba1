"""Nothing of a bundle that comes from elsewhere is believed: it is checked before it is taken in."""

import hashlib
import json
import os
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from llmextract.errors import UsageError
from llmextract.store import importing as bundling
from llmextract.store.importing import import_run
from llmextract.store.shelves import Store
from tests.store.conftest import members


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
    with pytest.raises(UsageError, match=r"it would unpack to 0 MB"):
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
    assert len(store.results) == 3
    assert import_run(bundle, store=store, replace=True).other == 1
    assert store.replies.get(key) == entry
    assert len(store.results) == 0, "results that rest on the replaced reply are made anew"
    store.replies.put(key, "rubbish")
    assert import_run(bundle, store=store, replace=True).other == 1


@pytest.mark.parametrize(
    "text",
    [
        '{"llmextract_bundle": 1, "llmextract_bundle": 1}',
        '{"llmextract_bundle": 1, "replies": NaN}',
        '{"llmextract_bundle": 1, "replies": Infinity}',
    ],
)
def test_what_only_python_takes_for_json_is_refused(
    bundle: Path, elsewhere: Store, text: str
) -> None:
    rewrite(bundle, lambda content: content.update({"manifest.json": text.encode()}), seal=False)
    with pytest.raises(UsageError, match=r"damaged: manifest\.json is not JSON"):
        import_run(bundle, store=elsewhere)


def test_a_bomb_is_refused_by_what_it_would_become(bundle: Path, elsewhere: Store) -> None:
    bomb = bytes(bundling.SMALL + 1)
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("manifest.json", b"{}"),
            ("replies.jsonl", b""),
            ("run.jsonl", bomb),
        ):
            archive.writestr(name, content)
    assert bundle.stat().st_size < 100_000
    tracemalloc.start()
    try:
        with pytest.raises(UsageError, match="it would unpack to 67 MB"):
            import_run(bundle, store=elsewhere)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_sources_that_are_no_files_are_not_opened(
    bundle: Path, elsewhere: Store, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x", encoding="utf-8")
    (tmp_path / "link").symlink_to(secret)
    os.mkfifo(tmp_path / "pipe")
    names = ["/dev/zero", str(tmp_path / "pipe"), str(tmp_path / "link"), str(tmp_path), "\0", ""]

    def name_them(content: dict[str, bytes]) -> None:
        manifest = json.loads(content["manifest.json"])
        manifest["inputs"] = [{"source": name, "sha256": "0" * 64} for name in names]
        content["manifest.json"] = json.dumps(manifest).encode()

    rewrite(bundle, name_them)
    assert import_run(bundle, store=elsewhere).changed == ()


def test_a_bundle_that_is_no_file(tmp_path: Path, elsewhere: Store) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path):
        with pytest.raises(UsageError, match="is not a bundle: it is no file"):
            import_run(path, store=elsewhere)
