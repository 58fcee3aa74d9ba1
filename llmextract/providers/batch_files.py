"""Batches on this machine: what was written, uploaded and submitted, so that nothing is sent twice.

A batch is two files: ``NAME.jsonl.zst`` has its requests, ``NAME.json`` says how far it is and appears
when the requests are whole.  Each step is written down before the next is taken, so a run that is
killed anywhere goes on where it was.
"""

import contextlib
import json
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from filelock import FileLock, Timeout

from llmextract import zst
from llmextract.errors import UsageError
from llmextract.model import Message, Request, Sampling

_REQUESTS = ".jsonl.zst"


class BatchFile:
    """A batch that was written.

    Args:
        path: of ``NAME.json``.

    Attributes:
        told: how far it is: ``requests``, what the provider wants known before it is submitted, and
            ``batch``, the id that the server gave (``None`` while it must wait for others), and
            ``strangers``, those of batches that were taken for it and are not.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))

    @property
    def name(self) -> str:
        """Its name, which is no other batch's."""
        return self._path.stem

    def tell(self, **more: Any) -> None:
        """Write down how far it is."""
        self.told |= more
        _write(self._path, self.told)

    def requests(self) -> Iterator[Request]:
        """What it asks, in order."""
        with zst.open_bytes(self._path.with_suffix(_REQUESTS)) as lines:
            for line in lines:
                yield _request(json.loads(line))

    def scratch(self, ending: str) -> Path:
        """A file of its own for a while; it goes with the batch."""
        return self._path.with_suffix(f".{ending}")

    def forget(self) -> None:
        """Remove all of it; the file that says that it is there goes first."""
        for path in (self._path, *self._path.parent.glob(f"{self.name}.*")):
            path.unlink(missing_ok=True)


class BatchFolder:
    """The batches of one model.

    Args:
        folder: where they are; nobody else may read it.

    Attributes:
        batches: those that were written and not collected yet.

    Raises:
        UsageError: another run has them.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._lock = FileLock(folder / "lock")
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise UsageError(
                "another run has batches of this model under way",
                hint="wait until it has ended; one at a time submits them",
            ) from None
        self.batches = [BatchFile(path) for path in sorted(folder.glob("*.json"))]
        known = {one.name for one in self.batches}
        for path in folder.glob(f"*{_REQUESTS}"):
            if path.name.removesuffix(_REQUESTS) not in known:
                path.unlink()  # it was cut before it was whole, and nothing of it was sent
        self._open: contextlib.ExitStack | None = None
        self._stream: IO[str]
        self._path: Path
        self._count = 0

    def add(self, request: Request) -> int:
        """Write a request into the batch that is open; how many it has."""
        if self._open is None:
            self._path = self._folder / f"{uuid.uuid4().hex}.json"
            self._open = contextlib.ExitStack()
            stream = zst.open_to_write(self._path.with_suffix(_REQUESTS))
            self._stream = self._open.enter_context(stream)
        row = {"fixed": request.fixed, **request.payload()}
        self._stream.write(json.dumps(row, ensure_ascii=False, default=list) + "\n")
        self._count += 1
        return self._count

    def cut(self) -> BatchFile | None:
        """End the batch that is open; ``None`` where nothing was added."""
        if self._open is None:
            return None
        self._open.close()
        _write(self._path, {"requests": self._count})
        self._open, self._count = None, 0
        self.batches.append(BatchFile(self._path))
        return self.batches[-1]

    def forget(self, one: BatchFile) -> None:
        """Remove a batch."""
        one.forget()
        self.batches.remove(one)

    def close(self) -> None:
        """Let others have them; what is open and was not ended is dropped by the next."""
        if self._open is not None:
            self._open.close()
            self._open = None
        self._lock.release()


class Rows:
    """The answers of a batch where they lie: only where each stands is held in memory.

    Args:
        files: files of JSON lines, each with the ``custom_id`` of its request.
    """

    def __init__(self, files: Sequence[IO[bytes]]) -> None:
        self._places: dict[str, tuple[IO[bytes], int]] = {}
        for file in files:
            at = 0
            for line in file:
                if line.strip():
                    self._places[str(json.loads(line).get("custom_id"))] = file, at
                at += len(line)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, digest: object) -> bool:
        return digest in self._places

    def get(self, digest: str) -> dict[str, Any] | None:
        """The row of a request, if there is one."""
        if digest not in self._places:
            return None
        file, at = self._places[digest]
        file.seek(at)
        row: dict[str, Any] = json.loads(file.readline())
        return row


def _write(path: Path, value: Any) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(value), encoding="utf-8")
    draft.replace(path)


def _request(row: dict[str, Any]) -> Request:
    return Request(
        model=row["model"],
        messages=tuple(Message(**one) for one in row["messages"]),
        schema=row["schema"],
        sampling=Sampling(**row["sampling"]),
        fixed=row["fixed"],
    )
