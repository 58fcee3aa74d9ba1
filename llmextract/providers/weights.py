"""The weights of the embedded models: which are known, which are here, and fetching one safely.

A file gets its final name only after its size and hash were checked, and a stamp beside it says
so; whatever else lies in the folder is a half-done job that the next :func:`pull` goes on with.
Where the bytes come from is the business of ``weight_sources``.
"""

import difflib
import functools
import hashlib
import json
import os
import tomllib
from collections.abc import Callable
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any

from llmextract import settings
from llmextract.errors import ModelUnavailableError, UsageError
from llmextract.providers.locking import locked
from llmextract.providers.weight_sources import (
    DamagedError,
    DiskFullError,
    FetchPart,
    Hub,
    Part,
    Progress,
    SourceError,
    Weights,
    Wheels,
    download_with_pip,
)

__all__ = ["Part", "Progress", "Weights", "default", "find", "known", "path_of", "pull"]

HUB_URL_VARIABLE = "LLMEXTRACT_HUB_URL"
HUB_URL = "https://huggingface.co"
HUB_SWITCHED_OFF = frozenset({"", "0", "none", "off"})

_HASHED_AT_ONCE = 1 << 20


def known() -> tuple[Weights, ...]:
    """All weights of the table; the default is the first."""
    return tuple(_table().values())


def default() -> Weights:
    """The weights that a bare ``local`` means."""
    return known()[0]


def find(name: str) -> Weights:
    """The weights of that name.

    Raises:
        UsageError: the table has no such name; the nearest one is suggested.
    """
    table = _table()
    if name in table:
        return table[name]
    near = difflib.get_close_matches(name.lower(), table, n=1, cutoff=0.5)
    raise UsageError(
        f"no weights named {name!r} are known" + (f", did you mean {near[0]!r}?" if near else ""),
        hint=f"known are {', '.join(table)}; a file of your own is local:PATH.gguf",
    )


def path_of(weights: Weights) -> Path | None:
    """Where the verified file lies, or None when it has to be pulled.

    A file without a stamp (carried here by hand, to a machine without a network) is hashed once
    and stamped.  One whose size or time is no longer that of its stamp is hashed again.
    """
    path = settings.models_dir() / weights.file
    try:
        status = path.stat()
        if status.st_size != weights.size:
            return None
        if _read_stamp(path) == _stamp_of(weights, status):
            return path
        if _sha256(path) != weights.sha256:
            return None
    except OSError:
        return None
    # A shared folder may be read-only: the file is good all the same, only hashed each time.
    with suppress(OSError):
        _write_stamp(path, _stamp_of(weights, status))
    return path


def pull(
    weights: Weights,
    *,
    progress: Callable[[Progress], None] | None = None,
    hub_url: str | None = None,
    fetch_part: FetchPart = download_with_pip,
    transport: Any = None,
) -> Path:
    """Fetch weights into the folder of models, or return at once when they are there.

    The hub is asked first, then the package index.  Any number of processes may pull at the same
    time: one fetches, the others wait for its result.  A pull that was killed is resumed.

    Args:
        weights: what to fetch.
        progress: called often with how far the present stage is.
        hub_url: the hub's address; ``LLMEXTRACT_HUB_URL`` or the public hub when None; ``off``
            leaves the hub out.
        fetch_part: downloads the wheel of one part into a folder.
        transport: an ``httpx2`` transport for the hub, for tests and for unusual proxies.

    Raises:
        ModelUnavailableError: no source gave the right bytes, or there is no room for them.
    """
    if (path := path_of(weights)) is not None:
        return path
    folder = settings.models_dir()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(folder / f".{weights.file}.lock"):
            if (path := path_of(weights)) is not None:  # somebody else fetched it while we waited
                return path
            address = _hub_address(hub_url)
            hub = Hub(address, transport=transport) if address else None
            return _fetch(weights, folder, progress or _silent, hub, Wheels(fetch_part))
    except DiskFullError as error:
        raise _no_room(weights, folder, error.needed) from error
    except OSError as error:
        raise ModelUnavailableError(
            f"the folder of models {folder} cannot be used: {error.strerror or error}",
            hint=f"{settings.MODELS_DIR_VARIABLE} names another one",
        ) from error


def _fetch(
    weights: Weights,
    folder: Path,
    report: Callable[[Progress], None],
    hub: Hub | None,
    wheels: Wheels,
) -> Path:
    """Ask each source in turn; what one delivers is verified before it gets its name."""
    failures = [] if hub else ["the model hub: switched off"]
    sources = [source for source in (hub, wheels) if source is not None]
    for source in sources:
        try:
            unverified = source.fetch(weights, folder, report)
            _verify(weights, unverified, report)
        except SourceError as error:
            failures.append(f"{source.title}: {error}")
            if isinstance(error, DamagedError):  # kept, it would be met again for ever
                source.forget(weights, folder)
            continue
        path = _give_name(weights, unverified, folder / weights.file)
        for each in sources:
            each.forget(weights, folder)
        return path
    raise ModelUnavailableError(
        f"the weights {weights.name} could not be fetched ({'; '.join(failures)})",
        hint=f"try again, or put a copy of {weights.file} into {folder}",
    )


def _verify(weights: Weights, unverified: Path, report: Callable[[Progress], None]) -> None:
    """Hash what lies on the disk, not what went over the wire: a resumed file has two makers."""
    size = unverified.stat().st_size
    good = size == weights.size and weights.sha256 == _sha256(
        unverified, lambda done: report(Progress("verifying", done, weights.size))
    )
    if not good:
        unverified.unlink()
        raise DamagedError("what it delivered is damaged or is another file (wrong size or hash)")


def _give_name(weights: Weights, verified: Path, path: Path) -> Path:
    """Stamp, then rename: at no moment is there a file of that name that was not checked.

    Renaming keeps the time of the last change, so the stamp can go first.
    """
    with verified.open("rb+") as file:
        os.fsync(file.fileno())
    _write_stamp(path, _stamp_of(weights, verified.stat()))
    verified.replace(path)
    return path


def _silent(progress: Progress) -> None:
    """Tell nobody."""


def _no_room(weights: Weights, folder: Path, needed: int) -> ModelUnavailableError:
    return ModelUnavailableError(
        f"no room for the weights {weights.name} in {folder}: {needed} more bytes are needed",
        hint=f"make room, or name another folder in {settings.MODELS_DIR_VARIABLE}",
    )


def _hub_address(given: str | None) -> str | None:
    address = given if given is not None else os.environ.get(HUB_URL_VARIABLE, HUB_URL)
    return None if address.strip().lower() in HUB_SWITCHED_OFF else address.strip().rstrip("/")


def _sha256(path: Path, report: Callable[[int], None] = lambda done: None) -> str:
    state = hashlib.sha256()
    done = 0
    with path.open("rb") as file:
        while block := file.read(_HASHED_AT_ONCE):
            state.update(block)
            done += len(block)
            report(done)
    return state.hexdigest()


def _stamp_of(weights: Weights, status: os.stat_result) -> dict[str, Any]:
    return {
        "sha256": weights.sha256,
        "bytes": status.st_size,
        "modified_ns": status.st_mtime_ns,
    }


def _stamp_path(path: Path) -> Path:
    return path.with_name(f".{path.name}.verified")


def _read_stamp(path: Path) -> object:
    try:
        return json.loads(_stamp_path(path).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _write_stamp(path: Path, stamp: dict[str, Any]) -> None:
    target = _stamp_path(path)
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    draft.write_text(json.dumps(stamp), "utf-8")
    draft.replace(target)


@functools.cache
def _table() -> dict[str, Weights]:
    source = resources.files("llmextract.providers").joinpath("weights.toml")
    data = tomllib.loads(source.read_text("utf-8"))
    rows = {name: _row(name, row) for name, row in data["models"].items()}
    first = data["default"]
    return {first: rows.pop(first)} | rows


def _row(name: str, row: dict[str, Any]) -> Weights:
    wheels = row["wheels"]
    return Weights(
        name=name,
        file=row["file"],
        size=row["bytes"],
        sha256=row["sha256"],
        licence=row["licence"],
        repository=row["hub"]["repository"],
        revision=row["hub"]["revision"],
        parts=tuple(
            Part(
                package=wheels["package"].format(n=n),
                version=wheels["version"],
                member=wheels["member"].format(n=n),
            )
            for n in range(1, wheels["count"] + 1)
        ),
    )
