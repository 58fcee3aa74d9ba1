"""States of a model that has read a prompt's unchanging beginning, kept on disk between processes.

Reading 700 tokens takes two cores about 13 seconds, loading the state that it leads to a few
hundredths.  The state is what llama.cpp saves, byte for byte, so answers are the same either way.
"""

import hashlib
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

KEPT = 4
"""Most states kept; one takes about 20 MB."""
_FORGOTTEN_SECONDS = 3600.0


class PrefixCache:
    """A small folder of states.

    A file's name is ``KEY-HASH.state``: it gets that name in one step when it is whole, and the
    hash of its content tells a damaged one.  The reader is a parser in C++, so nothing but what
    was written here may reach it.

    Args:
        folder: where they lie; made when missing, for this user only.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def find(self, key: str) -> str | None:
        """The file name of the state of that key, or None; damaged files are deleted."""
        for path in self.folder.glob(f"{key}-*.state"):
            with suppress(OSError):  # another process may delete it at any moment
                if path.name == self._name(key, path):
                    os.utime(path)  # the latest used are kept
                    return path.name
                path.unlink()
        return None

    def draft(self) -> str:
        """A file name to save a new state under."""
        return f"{secrets.token_hex(8)}.draft"

    def adopt(self, key: str, draft: str) -> str:
        """Give a saved state its name and let go of the oldest; returns the name.

        Raises:
            OSError: the draft is not there, or the folder cannot be written.
        """
        path = self.folder / draft
        name = self._name(key, path)
        path.replace(self.folder / name)
        self._prune()
        return name

    def discard(self, draft: str) -> None:
        """Delete a draft that came to nothing."""
        (self.folder / draft).unlink(missing_ok=True)

    def _name(self, key: str, path: Path) -> str:
        with path.open("rb") as file:
            return f"{key}-{hashlib.file_digest(file, 'sha256').hexdigest()[:32]}.state"

    def _prune(self) -> None:
        def used(path: Path) -> float:
            try:
                return path.stat().st_mtime
            except OSError:
                return 0.0

        states = sorted(self.folder.glob("*.state"), key=used, reverse=True)
        dead = time.time() - _FORGOTTEN_SECONDS  # drafts of processes that were killed
        drafts = [path for path in self.folder.glob("*.draft") if used(path) < dead]
        for path in [*states[KEPT:], *drafts]:
            with suppress(OSError):
                path.unlink()
