"""The folder of states on disk."""

import os
import sys
from pathlib import Path

import pytest

from llmextract.providers.prefix_cache import KEPT, PrefixCache


@pytest.fixture
def cache(tmp_path: Path) -> PrefixCache:
    return PrefixCache(tmp_path / "deep" / "prefixes")


def add(cache: PrefixCache, key: str, content: bytes = b"state") -> str:
    draft = cache.draft()
    (cache.folder / draft).write_bytes(content)
    return cache.adopt(key, draft)


def test_a_state_is_found_under_its_key_only(cache: PrefixCache) -> None:
    name = add(cache, "k1")
    assert cache.find("k1") == name
    assert (cache.folder / name).read_bytes() == b"state"
    assert cache.find("k") is None
    assert cache.find("k2") is None


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_the_folder_is_for_this_user_only(cache: PrefixCache) -> None:
    assert cache.folder.stat().st_mode & 0o777 == 0o700


def test_drafts_have_names_of_their_own_and_are_no_states(cache: PrefixCache) -> None:
    first, second = cache.draft(), cache.draft()
    assert first != second
    (cache.folder / first).write_bytes(b"half")
    assert cache.find(first.removesuffix(".draft")) is None
    cache.discard(first)
    cache.discard(second)
    assert list(cache.folder.iterdir()) == []


def test_a_damaged_state_is_ignored_and_deleted(cache: PrefixCache) -> None:
    path = cache.folder / add(cache, "k1")
    path.write_bytes(b"stat")
    assert cache.find("k1") is None
    assert not path.exists()


def test_a_foreign_file_is_ignored(cache: PrefixCache) -> None:
    (cache.folder / "k1-0123.state").write_bytes(b"brought along")
    assert cache.find("k1") is None


def test_the_latest_used_are_kept(cache: PrefixCache) -> None:
    for n in range(KEPT):
        os.utime(cache.folder / add(cache, f"k{n}"), (n + 1, n + 1))
    assert cache.find("k0") is not None  # the oldest made, and now the latest used
    add(cache, "new")
    assert cache.find("k1") is None
    assert [cache.find(key) is not None for key in ("k0", "k2", "k3", "new")] == [True] * 4
    assert len(list(cache.folder.iterdir())) == KEPT


def test_drafts_of_the_dead_are_swept_and_those_of_the_living_are_not(cache: PrefixCache) -> None:
    dead, alive = cache.folder / cache.draft(), cache.folder / cache.draft()
    for path in (dead, alive):
        path.write_bytes(b"half")
    os.utime(dead, (1, 1))
    add(cache, "k1")
    assert not dead.exists()
    assert alive.exists()


def test_adopting_what_was_never_saved_is_an_os_error(cache: PrefixCache) -> None:
    with pytest.raises(FileNotFoundError):
        cache.adopt("k1", cache.draft())


def test_a_state_that_another_process_deletes_is_no_state(
    cache: PrefixCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(cache, "k1")

    def vanish(path: Path, *_: object) -> None:
        raise FileNotFoundError(path)

    monkeypatch.setattr(os, "utime", vanish)
    assert cache.find("k1") is None


def test_pruning_stands_a_file_that_vanishes(
    cache: PrefixCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(KEPT + 1):
        (cache.folder / f"gone{n}.state").symlink_to("nowhere")
    name = add(cache, "k1")
    assert (cache.folder / name).exists()
    assert len(list(cache.folder.iterdir())) == KEPT
