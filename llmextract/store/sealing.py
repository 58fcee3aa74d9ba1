"""Verified results with a seal: one that this user's own runs did not write is not believed.

A reply can be checked, for whatever it says is verified against the text; a result *is* the verdict.
The seal is an HMAC over key and value; its secret lies outside the store, so that who can write the
store, or hands one on, cannot make a result that is served.
"""

import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from llmextract import settings
from llmextract.model import digest
from llmextract.store.shelf import Shelf, Texts

SECRET = "result.key"  # noqa: S105 - the name of the file
_BYTES = 32


class SealedShelf(Shelf):
    """A shelf whose values are sealed as they are put, and served only under their own seal.

    Args:
        texts: where it lies.
        warn: see :class:`Shelf`.
    """

    def __init__(self, texts: Texts, *, warn: Callable[[str], None] | None = None) -> None:
        super().__init__(texts, warn=warn)
        self._secret = secret()

    def get(self, key: str) -> Any | None:
        """The value, or ``None`` where there is none of this user's own making."""
        kept = super().get(key) if self._secret else None
        if kept is None:
            return None
        if self.is_sealed(key, kept):
            return kept["value"]
        self.refuse(key, "a kept result was changed or made elsewhere")
        return None

    def put(self, key: str, value: Any, *, common: str = "", text: str | None = None) -> None:
        """Keep a JSON value under its seal, which is no part of a text that somebody else spelled."""
        if self._secret:
            super().put(key, {"value": value, "seal": self._seal(key, value)}, common=common)

    def is_sealed(self, key: str, kept: Any) -> bool:
        """Whether this user put just this value here."""
        if not isinstance(kept, dict) or not isinstance(kept.get("seal"), str):
            return False
        return hmac.compare_digest(
            kept["seal"].encode(), self._seal(key, kept.get("value")).encode()
        )

    def _seal(self, key: str, value: Any) -> str:
        return hmac.digest(
            self._secret or b"", f"{key}\0{digest(value)}".encode(), hashlib.sha256
        ).hex()


def secret() -> bytes | None:
    """What seals results here: the words that several machines share, else the user's own secret."""
    return settings.store_secret() or secret_of(settings.state_dir())


def secret_of(folder: Path) -> bytes | None:
    """The user's secret, made when it is first asked for.

    ``None`` where none can be kept: then no result is, and each is made again from the kept replies,
    which asks no model.
    """
    path = folder / SECRET
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            # Under a name of its own first: another process must never read half of it.
            draft = folder / f".{SECRET}.{secrets.token_hex(8)}"
            with os.fdopen(
                os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb"
            ) as file:
                file.write(secrets.token_bytes(_BYTES))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        status = path.lstat()
        if stat.S_ISREG(status.st_mode) and _is_private(status):
            found = path.read_bytes()
            if len(found) == _BYTES:
                return found
    except OSError:
        pass
    return None


def _is_private(status: os.stat_result) -> bool:
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & 0o077
