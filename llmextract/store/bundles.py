"""One file for a whole run: its replies, digests and versions, to repeat it anywhere offline.

A bundle is a zip of three members: ``manifest.json``, ``run.jsonl`` (the run file itself) and
``replies.jsonl`` (a line for each request that the run sent, with its reply).  It holds no key,
nothing that is run and nothing that is unpacked to a path of its own choosing.
"""

import contextlib
import hashlib
import json
import os
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from llmextract import run_tables, runfile, zst
from llmextract.errors import OutputError, UsageError
from llmextract.records import Extraction
from llmextract.store.entries import fault
from llmextract.store.shelf import Shelf
from llmextract.store.shelves import Store
from llmextract.version import __version__

FORMAT = 1
MANIFEST, RUN, REPLIES = "manifest.json", "run.jsonl", "replies.jsonl"
MEMBERS = (MANIFEST, REPLIES, RUN)
_OF_THE_RUN = (
    "version", "schema", "prompt", "model", "schema_digest", "prompt_digest", "verifier", "sampling",
)  # fmt: skip
_WHERE_SAID = ("reading", "unit", "judge", "language", "samples")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SHORTEST_KEY = 12
"""Shorter values of the environment are no keys but words like ``none``, found in any text."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        replies: how many requests with their replies.
        unanswered: paragraphs that failed before any request was recorded: a replay fails there.
    """

    replies: int
    unanswered: int


def export_run(run: Path, target: Path, *, store: Store) -> Exported:
    """Write the bundle of a run.

    Args:
        run: the run file.
        target: the zip; it appears when it is whole, and is the same bytes for the same run.
        store: where the replies are kept.

    Raises:
        UsageError: the run cannot be read, a reply is missing, or something in it is a key.
        OutputError: the bundle cannot be written.
    """
    read = runfile.read(run)
    wanted = _wanted(read.extractions, store.replies)
    content = _lines(run)
    _refuse_login(str(read.header.get("model")))
    manifest: dict[str, Any] = {
        "llmextract_bundle": FORMAT,
        "version": __version__,
        "run": {key: read.header.get(key) for key in _OF_THE_RUN}
        | {key: read.header[key] for key in _WHERE_SAID if key in read.header},
        "replies": len(wanted),
        "inputs": list(_inputs(read.extractions)),
    }
    with _atomic_zip(target) as archive:
        manifest["sha256"] = {
            REPLIES: _pack(archive, REPLIES, _rows(wanted, store.replies)),
            RUN: _pack(archive, RUN, [content]),
        }
        text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
        _pack(archive, MANIFEST, [text.encode()])
    unanswered = sum(e.failure is not None and not e.run.digest for e in read.extractions)
    return Exported(len(wanted), unanswered)


# Writing


def _lines(run: Path) -> bytes:
    """A run file as JSON lines."""
    if run_tables.is_table(run):
        rows = (row for _, row in run_tables.rows(run))
        return "".join(runfile.dump(row) + "\n" for row in rows).encode("utf-8", "replace")
    with zst.open_bytes(run) as stream:
        return stream.read()


def requests_of(extraction: Extraction) -> tuple[str, ...]:
    """Digests of all requests that were sent for a paragraph."""
    run = extraction.run
    return run.digests or ((run.digest,) if run.digest else ())


def _wanted(extractions: Iterable[Extraction], shelf: Shelf) -> list[str]:
    """Digests of all requests of a run, each of which is in the store."""
    wanted: set[str] = set()
    for extraction in extractions:
        asked = requests_of(extraction)
        if len(asked) < extraction.run.attempts:
            raise UsageError(
                "the run file does not name all requests of the run: an older version wrote it",
                hint="run again with the same -o; nothing is asked that was asked before",
            )
        wanted.update(asked)
    missing = sorted(key for key in wanted if shelf.get(key) is None)
    if missing:
        raise UsageError(
            f"{len(missing)} of the run's {len(wanted)} replies are not in the store "
            f"{shelf.where} (the first is {missing[0][:12]})",
            hint="was it cleared, or the run made with --no-cache or elsewhere? run again",
        )
    return sorted(wanted)


def _rows(wanted: Iterable[str], shelf: Shelf) -> Iterator[bytes]:
    """The line of each reply."""
    for key in wanted:
        entry = shelf.get(key)
        row = {"digest": key, **(entry if isinstance(entry, dict) else {})}
        wrong = fault(row, key)
        if wrong:
            raise UsageError(f"the store's entry {key[:12]} {wrong}", hint="run again")
        yield f"{_dump(row)}\n".encode()


def _inputs(extractions: Iterable[Extraction]) -> Iterator[dict[str, Any]]:
    """Each document with the digests of its file, where that is here, and of its paragraphs."""
    for (source, name), group in groupby(
        extractions, key=lambda e: (e.document.source, e.document.id)
    ):
        texts = [_sha256(e.paragraph.text.encode("utf-8", "surrogatepass")) for e in group]
        yield {"source": source, "id": name, "sha256": file_sha256(source), "paragraphs": texts}


def _refuse_login(model: str) -> None:
    """A name such as ``server:MODEL@http://user:password@host`` stands in every request.

    Raises:
        UsageError: the model's address names a user.
    """
    _, http, address = model.partition("@http")
    if http and "@" in address.partition("://")[2].partition("/")[0]:
        raise UsageError("the model's address holds a password", hint="run with one that does not")


def _keys() -> dict[str, bytes]:
    """Keys of the environment: a bundle is made to be handed on and must not carry one."""
    found = {name: value.strip() for name, value in os.environ.items() if name.endswith("_API_KEY")}
    return {name: key.encode() for name, key in found.items() if len(key) >= _SHORTEST_KEY}


def _pack(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> str:
    """Write a member of fixed time and rights; its SHA-256.

    Raises:
        UsageError: a key of the environment stands in it.
    """
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3  # the same bytes on every system
    info.external_attr = 0o644 << 16
    keys, digested = _keys(), hashlib.sha256()
    with archive.open(info, "w", force_zip64=True) as member:
        for piece in pieces:
            for variable, key in keys.items():
                if key in piece:
                    raise UsageError(f"the run holds the key of {variable}; no bundle was written")
            digested.update(piece)
            member.write(piece)
    return digested.hexdigest()


@contextlib.contextmanager
def _atomic_zip(target: Path) -> Iterator[zipfile.ZipFile]:
    """A zip that has its name only when it is whole."""
    draft: Path | None = None
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            draft = Path(file.name)
            with zipfile.ZipFile(file, "w", compresslevel=6) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)
        draft.replace(target)
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def file_sha256(source: str, *, is_own: bool = True) -> str | None:
    """Digest of a regular file; of a device or a pipe nothing is read.

    Args:
        source: its name.
        is_own: whether the user named it; a link that somebody else names is not followed.
    """
    try:
        status = os.stat(source) if is_own else os.lstat(source)  # noqa: PTH116 - one call for both
        if not stat.S_ISREG(status.st_mode):
            return None
        with Path(source).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):  # standard input, a row of a table, a file that is gone
        return None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _dump(value: object) -> str:
    """ASCII only: a lone surrogate of a broken page must not make the bundle unwritable."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
