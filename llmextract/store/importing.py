"""Takes in a bundle that comes from elsewhere: nothing of it is believed."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmextract.errors import UsageError
from llmextract.store.bundles import FORMAT, MANIFEST, MEMBERS, REPLIES, RUN, file_sha256
from llmextract.store.entries import REFUSED, fault
from llmextract.store.shelves import Store

MAX_BYTES = 2 << 30
"""Most bytes that the members of a bundle may unpack to."""
MAX_RATIO = 200
"""How many times its own size a bundle may unpack to: a bomb of a few kilobytes is refused.

Requests repeat their article: 16 for one of 18 paragraphs, more for longer ones."""
SMALL = 64 << 20
"""Bytes that may be unpacked whatever the ratio."""
MAX_LINE = 64 << 20
"""Most bytes of one reply with its request."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read.

    Attributes:
        manifest: what the bundle says of itself.
        new: replies that the store did not have.
        other: replies where the store has another one for the same request.
        changed: sources that are here and are not what they were at the export.
    """

    manifest: Mapping[str, Any]
    new: int
    other: int
    changed: tuple[str, ...]


def import_run(bundle: Path, *, store: Store, replace: bool = False) -> Imported:
    """Put the replies of a bundle into the store; nothing is put before all of it was checked.

    Args:
        bundle: the zip.
        store: where the replies go.
        replace: whether the bundle's reply takes the place of another one to the same request.

    Raises:
        UsageError: it is no bundle, it is damaged, or a reply does not belong to its request.
    """
    with _open(bundle) as archive:
        manifest = _manifest(archive, bundle)
        for _ in _unpacked(archive, RUN, manifest, bundle):
            pass
        # Twice, for a run may have more replies than memory: once to check, once to take.
        if sum(1 for _ in _checked(archive, manifest, bundle)) != manifest.get("replies"):
            raise UsageError(f"{bundle} is damaged: it does not hold as many replies as it says")
        new, other = _put(_checked(archive, manifest, bundle), store, replace=replace)
    return Imported(manifest, new, other, tuple(_changed(manifest)))


def run_of(bundle: Path) -> Iterator[bytes]:
    """The lines of a bundle's run file.

    Raises:
        UsageError: it is no bundle, or damaged.
    """
    with _open(bundle) as archive:
        yield from _unpacked(archive, RUN, _manifest(archive, bundle), bundle)


def _open(bundle: Path) -> zipfile.ZipFile:
    if bundle.exists() and not bundle.is_file():
        raise UsageError(f"{bundle} is not a bundle: it is no file")
    try:
        archive = zipfile.ZipFile(bundle)
    except OSError as error:
        raise UsageError(f"{bundle} cannot be read: {error.strerror or error}") from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UsageError(f"{bundle} is not a bundle: it is no zip file") from error
    names = sorted(archive.namelist())
    size = sum(info.file_size for info in archive.infolist())
    most = min(MAX_BYTES, max(SMALL, MAX_RATIO * bundle.stat().st_size))
    if names != sorted(MEMBERS) or size > most:
        archive.close()
        what = (
            f"would unpack to {size / 1e6:,.0f} MB"
            if size > most
            else f"does not hold just {', '.join(MEMBERS)}"
        )
        raise UsageError(f"{bundle} is not a bundle: it {what}")
    return archive


def _unpacked(
    archive: zipfile.ZipFile, name: str, manifest: Mapping[str, Any] | None, bundle: Path
) -> Iterator[bytes]:
    """The lines of a member, which as a whole is what the manifest says, where that is there.

    zipfile itself holds a member to the size in its head, whose sum was bounded, and to its CRC.
    """
    digested = hashlib.sha256()
    try:
        with archive.open(name) as member:
            while line := member.readline(MAX_LINE + 1):
                digested.update(line)
                if len(line) > MAX_LINE:
                    raise UsageError(f"{bundle} is damaged: a line of {name} is too long")
                yield line
    # A method that is unknown is a NotImplementedError, an encrypted member a RuntimeError.
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as error:
        raise UsageError(f"{bundle} is damaged: {name} cannot be unpacked") from error
    sums = manifest.get("sha256") if manifest is not None else None
    if manifest is not None and (
        not isinstance(sums, dict) or sums.get(name) != digested.hexdigest()
    ):
        raise UsageError(f"{bundle} is damaged: {name} is not what the manifest says")


def _manifest(archive: zipfile.ZipFile, bundle: Path) -> Mapping[str, Any]:
    content = b"".join(_unpacked(archive, MANIFEST, None, bundle))
    manifest = _json(content, bundle, MANIFEST)
    if manifest.get("llmextract_bundle") != FORMAT:
        raise UsageError(
            f"{bundle} has bundle format {manifest.get('llmextract_bundle')!r}; "
            f"this version reads {FORMAT}"
        )
    return manifest


def _checked(
    archive: zipfile.ZipFile, manifest: Mapping[str, Any], bundle: Path
) -> Iterator[dict[str, Any]]:
    """The replies, each of which belongs to its request."""
    seen: set[str] = set()
    for number, line in enumerate(_unpacked(archive, REPLIES, manifest, bundle), start=1):
        row = _json(line, bundle, f"{REPLIES}, line {number}")
        wrong = fault(row, str(row.get("digest")))
        if wrong or row["digest"] in seen:
            raise UsageError(
                f"{bundle}: reply {number} {wrong or 'is there twice'}; none was taken"
            )
        seen.add(row["digest"])
        yield row


def _json(content: bytes, bundle: Path, what: str) -> dict[str, Any]:
    try:
        value = json.loads(content, parse_constant=_no_number, object_pairs_hook=_no_key_twice)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{bundle} is damaged: {what} is not JSON") from error
    if not isinstance(value, dict):
        raise UsageError(f"{bundle} is damaged: {what} is not a JSON object")
    return value


def _no_number(name: str) -> None:
    """NaN and the infinities are no JSON, whatever Python writes."""
    raise ValueError(f"{name} is no number of JSON")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two values under one key readers take different ones: what was checked must be what is used."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in an object")
    return found


def _put(rows: Iterable[dict[str, Any]], store: Store, *, replace: bool) -> tuple[int, int]:
    """How many were new, and how many differ from what the store has."""
    new = other = 0
    for row in rows:
        key = row.pop("digest")
        kept = store.replies.get(key)
        if kept is None:
            new += 1
        elif _answer(kept) != _answer(row):
            other += 1
        if kept is None or (replace and _answer(kept) != _answer(row)):
            store.replies.put(key, row)
    if other and replace:
        # Verified results rest on the replies that were replaced; they are made again from those
        # that are there now, and nobody is asked for it.
        store.results.clear()
    return new, other


def _answer(entry: Any) -> Any:
    """What was said, whatever time it took."""
    reply = entry.get("reply") if isinstance(entry, dict) else None
    if isinstance(reply, dict):
        return reply.get("text"), reply.get("complete")
    return entry.get(REFUSED) if isinstance(entry, dict) else None


def _changed(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Sources that are here under the same name and have other content."""
    inputs = manifest.get("inputs")
    for row in inputs if isinstance(inputs, list) else []:
        was = row.get("sha256") if isinstance(row, dict) else None
        here = file_sha256(str(row.get("source")), is_own=False) if was else None
        if here is not None and here != was:
            yield str(row["source"])
