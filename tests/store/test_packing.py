"""Packed values: small, whole again, read without their file, refused where they are damaged."""

import zlib
from pathlib import Path

import pytest

from llmextract.errors import StoreError
from llmextract.store import packing
from llmextract.store.disk import DiskTexts
from llmextract.store.packing import FolderCommons, is_packed
from llmextract.store.shelf import Shelf
from tests.store.rewriting import rewrite

COMMON = "You read reports and list what each of them tells. " * 40
TEXT = COMMON + "On Monday the mill of Oru burnt down — nobody knows why."


def test_what_is_common_is_kept_once(tmp_path: Path) -> None:
    packed = FolderCommons(tmp_path).pack(TEXT, COMMON)
    assert is_packed(packed)
    assert len(packed) < 120
    assert FolderCommons(tmp_path).unpack(packed) == TEXT
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_without_anything_in_common_there_is_no_file(tmp_path: Path) -> None:
    packed = FolderCommons(tmp_path).pack(TEXT, "")
    assert FolderCommons(tmp_path).unpack(packed) == TEXT
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("change", ["gone", "changed", "link"])
def test_a_common_text_that_is_not_what_it_was_is_not_used(tmp_path: Path, change: str) -> None:
    packed = FolderCommons(tmp_path).pack(TEXT, COMMON)
    (file,) = tmp_path.iterdir()
    if change == "changed":
        file.write_text("x" + COMMON[1:], encoding="utf-8")
    else:
        file.rename(tmp_path / "other")
    if change == "link":
        file.symlink_to(tmp_path / "other")
    with pytest.raises(StoreError, match="in common"):
        FolderCommons(tmp_path).unpack(packed)
    knowing = FolderCommons(tmp_path)
    knowing.know(COMMON)  # as the request at hand does
    assert knowing.unpack(packed) == TEXT


@pytest.mark.parametrize("at", [20, 40, -1])
def test_a_damaged_value_is_refused(tmp_path: Path, at: int) -> None:
    commons = FolderCommons(tmp_path)
    packed = bytearray(commons.pack(TEXT, ""))
    packed[at] ^= 0xFF
    with pytest.raises(StoreError, match=r"damaged|cut or too long"):
        commons.unpack(bytes(packed))


def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MOST", 1000)
    bomb = zlib.compressobj(9)
    value = b"\x01" + bytes(16) + bomb.compress(b" " * 100_000) + bomb.flush()
    with pytest.raises(StoreError, match="too long"):
        FolderCommons(tmp_path).unpack(value)


def test_a_shelf_reads_what_older_versions_wrote(tmp_path: Path) -> None:
    shelf = Shelf(DiskTexts(tmp_path / "shelf"))
    shelf.put("a", {"x": 1})
    assert rewrite(tmp_path / "shelf", lambda text: text.replace("1", "3")) == 1  # as plain text
    assert shelf.get("a") == {"x": 3}
    shelf.put("a", {"x": 2}, common=COMMON)
    assert shelf.get("a") == {"x": 2}
    assert shelf.clear() == 1
    assert not list((tmp_path / "shelf").glob("*.common"))
    shelf.close()
