"""Makes and checks the folders of the store: what others can write to is no record of anything."""

import os
import stat
from pathlib import Path

from llmextract.errors import StoreError

_ELSEWHERE = "set LLMEXTRACT_CACHE_DIR to a folder of your own"


def make(folder: Path) -> None:
    """Make a folder of the store, closed to all others, and check what lies in it.

    Raises:
        StoreError: it is somebody else's, or a link stands where a folder or file of ours should.
        OSError: it cannot be made.
    """
    _refuse_foreign(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _refuse_foreign(folder)
    folder.chmod(0o700)
    for path in folder.glob("cache.db*"):
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
            raise StoreError(
                f"{path} is a link or no file, and is not opened",
                hint=f"remove it, or {_ELSEWHERE}",
            )
        if not _is_ours(status):
            raise StoreError(f"{path} belongs to somebody else", hint=_ELSEWHERE)


def check(folder: Path) -> None:
    """Check where a store lies before anything is opened there.

    Raises:
        StoreError: the store or the folder above it is a link or somebody else's, or everybody may
            rename a folder above it.
    """
    _refuse_foreign(folder)
    above = folder.parent
    try:
        if above.exists() and not _is_ours(above.stat()) and above.stat().st_uid != 0:
            raise StoreError(f"{above} belongs to somebody else", hint=_ELSEWHERE)
        for one in folder.resolve().parents:
            if one.exists() and _is_open_to_all(one):
                raise StoreError(
                    f"the store in {folder} is not safe: everybody may change {one}",
                    hint=f"chmod o-w {one}, or {_ELSEWHERE}",
                )
    except OSError as error:
        raise StoreError(
            f"the store in {folder} cannot be used: {error.strerror or error}", hint=_ELSEWHERE
        ) from error


def _refuse_foreign(folder: Path) -> None:
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(
            f"the store in {folder} cannot be used: {error.strerror or error}", hint=_ELSEWHERE
        ) from error
    if stat.S_ISLNK(status.st_mode):
        raise StoreError(
            f"the store's folder {folder} is a link, and is not followed",
            hint="set LLMEXTRACT_CACHE_DIR to where it points, or remove it",
        )
    if not _is_ours(status):
        raise StoreError(f"the store's folder {folder} belongs to somebody else", hint=_ELSEWHERE)


def _is_ours(status: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or status.st_uid == os.geteuid()


def _is_open_to_all(folder: Path) -> bool:
    """Whether everybody may rename what is in it; in a sticky folder such as ``/tmp`` only owners."""
    mode = folder.stat().st_mode
    return os.name == "posix" and bool(mode & stat.S_IWOTH) and not mode & stat.S_ISVTX
