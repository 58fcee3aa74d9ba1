"""Weights on a model hub: what it states about a file, and the file itself, resumed after any cut.

``huggingface_hub`` talks to the hub: addresses, keys, redirects, retries, ranges.  Its own cache is
left out: ``hf_hub_download`` throws a half file away when its process ends and never hashes what
came over plain HTTP, and a user should find (carry, delete) all weights in one folder, ours.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, ClassVar, cast

from llmextract.providers import deadlines
from llmextract.providers.weight_sources import (
    DamagedError,
    Fetched,
    Progress,
    Report,
    SourceError,
    one_line,
    room_for,
)
from llmextract.providers.weights_table import File, Weights

if TYPE_CHECKING:
    from huggingface_hub import HfFileMetadata

ENDPOINT_VARIABLE = "HF_ENDPOINT"
OFFLINE_VARIABLE = "HF_HUB_OFFLINE"
TOKEN_VARIABLE = "HF_TOKEN"  # noqa: S105 - the name of a variable
PUBLIC_HUB = "https://huggingface.co"

ANSWER_SECONDS = 6.0
"""How long a hub may take to say what it knows about a file, all in all: looking its name up,
reaching it, one redirect.  A hub that is not there costs no more."""

_SHA256_DIGITS = 64
_CLIENT = "llmextract"


def switched_off() -> bool:
    """Whether the user wants no hub to be asked (``HF_HUB_OFFLINE``, the hub library's own word)."""
    return os.environ.get(OFFLINE_VARIABLE, "").strip().upper() in {"1", "ON", "YES", "TRUE"}


class Hub:
    """A model hub: the one that ``HF_ENDPOINT`` names, else the public one.

    The key is ``HF_TOKEN`` of the environment, read when it is needed and kept nowhere.
    """

    title: ClassVar[str] = "the model hub"

    def __init__(self) -> None:
        given = os.environ.get(ENDPOINT_VARIABLE, "").strip()
        self.address = (given or PUBLIC_HUB).rstrip("/")

    def fetch(self, weights: Weights, file: File, folder: Path, report: Report) -> Fetched:
        """Download a file, beginning where the last attempt stopped.

        Raises:
            SourceError: the hub cannot be reached, has no such file or does not give it.
            DamagedError: the hub has another file of that name than the table knows.
            DiskFullError: there is no room.
        """
        with _quiet(), self._explained(weights, file):
            stated = deadlines.in_time(lambda: self._ask(weights, file), ANSWER_SECONDS)
        size, sha256 = self._checked(stated, file)
        fetched = Fetched(self._partial(file, folder, sha256), size, sha256)
        self._drop_older(file, folder, keep=fetched.path)
        done = _length(fetched.path)
        if done > size:  # no beginning of this file
            fetched.path.unlink()
            done = 0
        with room_for(size - done, folder), _quiet(), self._explained(weights, file):
            self._download(weights, file, fetched, report)
        return fetched

    def forget(self, weights: Weights, file: File, folder: Path) -> None:
        """Delete what fetches that were given up have left."""
        self._drop_older(file, folder, keep=None)

    def _ask(self, weights: Weights, file: File) -> "HfFileMetadata":
        from huggingface_hub import get_hf_file_metadata

        return get_hf_file_metadata(
            self._url(weights, file),
            # False: no key, not the one that the hub's own tool may have put on this disk.
            token=_token() or False,
            library_name=_CLIENT,
            timeout=ANSWER_SECONDS,
        )

    def _checked(self, stated: "HfFileMetadata", file: File) -> tuple[int, str]:
        """The length and hash that the file will be held to."""
        size, sha256 = stated.size, (stated.etag or "").lower()
        if size is None or len(sha256) != _SHA256_DIGITS:
            # Not a hub, or a text file that it keeps without a hash of its content.
            raise SourceError(f"{self.address} states no length and SHA-256 for {file.name}")
        if file.sha256 not in {None, sha256} or file.size not in {None, size}:
            raise DamagedError(f"{self.address} has another file named {file.name}")
        return size, sha256

    def _download(self, weights: Weights, file: File, fetched: Fetched, report: Report) -> None:
        """Fetch what is missing, as long as each attempt brings it further."""
        import httpx2
        from huggingface_hub.file_download import http_get
        from huggingface_hub.utils.tqdm import silent_tqdm

        while True:
            with fetched.path.open("ab") as target:
                before = target.tell()
                watched = _Watched(target, fetched.size, report)
                try:
                    http_get(
                        # Not the address behind the redirect: the client leaves the key out there.
                        self._url(weights, file),
                        cast(BinaryIO, watched),
                        resume_size=before,
                        headers=_headers(),
                        expected_size=fetched.size,
                        tqdm_class=cast(Any, silent_tqdm),
                    )
                except httpx2.TransportError:
                    if target.tell() <= before:
                        raise
                else:
                    return

    def _url(self, weights: Weights, file: File) -> str:
        from huggingface_hub import hf_hub_url

        return hf_hub_url(
            weights.repository, file.name, revision=weights.revision, endpoint=self.address
        )

    def _partial(self, file: File, folder: Path, sha256: str) -> Path:
        # With the hash: what was begun when the name meant another file is no beginning of this.
        path = folder / file.name
        return path.with_name(f".{path.name}.{sha256[:12]}.part")

    def _drop_older(self, file: File, folder: Path, *, keep: Path | None) -> None:
        path = folder / file.name
        for partial in path.parent.iterdir():
            name = partial.name
            if name.startswith(f".{path.name}.") and name.endswith(".part") and partial != keep:
                partial.unlink()

    @contextmanager
    def _explained(self, weights: Weights, file: File) -> Iterator[None]:
        """Turn the library's errors into one line each; theirs hold addresses, ids and advice."""
        try:
            import httpx2
            from huggingface_hub import errors
        except ImportError as error:
            raise SourceError(
                f"it needs huggingface_hub ({one_line(error)})",
                hint="install it with: pip install 'llmextract[local]'",
            ) from error
        place = f"{self.address}/{weights.repository}"
        try:
            yield
        except errors.RemoteEntryNotFoundError as error:
            raise SourceError(
                f"{place} has no file {file.name} at {weights.revision}",
                hint=f"see which files it has: {place}/tree/{weights.revision}",
            ) from error
        except errors.RevisionNotFoundError as error:
            raise SourceError(f"{place} has no revision {weights.revision}") from error
        except errors.HfHubHTTPError as error:
            raise self._refused(weights, error.response.status_code, error) from error
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ConnectionError) as error:
            raise SourceError(f"{self.address} does not answer ({one_line(error)})") from error
        except OSError as error:
            if error.errno is not None:  # of the disk
                raise
            raise SourceError(f"{self.address} broke off, or sent another length") from error

    def _refused(self, weights: Weights, status: int, error: Exception) -> SourceError:
        from huggingface_hub import errors

        place = f"{self.address}/{weights.repository}"
        given = bool(_token())
        if isinstance(error, errors.GatedRepoError) or status == 403:
            return SourceError(
                f"{place} is open only to those who accepted its terms",
                hint=f"accept them on that page with the account of your {TOKEN_VARIABLE}"
                if given
                else f"accept them on that page and put your key into {TOKEN_VARIABLE}",
            )
        if isinstance(error, errors.RepositoryNotFoundError):
            return SourceError(
                f"{place} does not exist, or is private",
                hint="check the name"
                + ("" if given else f"; a private one needs your key in {TOKEN_VARIABLE}"),
            )
        if status == 401:
            return SourceError(
                f"{self.address} refuses the key" if given else f"{self.address} wants a key",
                hint=f"put one that is valid into {TOKEN_VARIABLE}",
            )
        return SourceError(f"{self.address} answers {status} for {weights.repository}")


class _Watched:
    """A file that tells how much is in it and takes no more than was announced.

    Args:
        file: where the bytes go, opened for appending.
        size: how many there will be in all.
        report: told after each block.
    """

    def __init__(self, file: IO[bytes], size: int, report: Report) -> None:
        self._file = file
        self._size = size
        self._report = report
        self.tell, self.seek, self.truncate = file.tell, file.seek, file.truncate

    def write(self, block: bytes) -> int:
        written = self._file.write(block)
        done = self._file.tell()
        if done > self._size:  # nobody may fill the disk
            raise DamagedError("it sends more than was announced")
        self._report(Progress("hub", done, self._size))
        return written


def _token() -> str | None:
    """The user's key; the line break that a file or a paste left at its end is not it."""
    return os.environ.get(TOKEN_VARIABLE, "").strip() or None


def _headers() -> dict[str, str]:
    # Compressed on the way, lengths and ranges would not be those of the file.
    headers = {"User-Agent": _CLIENT, "Accept-Encoding": "identity"}
    if token := _token():
        headers["Authorization"] = f"Bearer {token}"
    return headers


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's warnings off the terminal: what matters of them is in our own errors."""
    logger = logging.getLogger("huggingface_hub")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
