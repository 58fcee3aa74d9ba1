"""Inputs on the filesystems that pyarrow reads, named by URL: object stores of clouds, HDFS."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, cast

from llmextract.documents.inputs import ByteStream, Input
from llmextract.errors import DocumentError

_URL = re.compile(r"(?:s3|gs|gcs|hdfs|viewfs|abfss?|file)://", re.IGNORECASE)
EXTRA = "parquet"


@dataclass(frozen=True, slots=True)
class Remote(Input):
    """A file on such a filesystem.

    Attributes:
        filesystem: of pyarrow.
        inside: its path there.
    """

    filesystem: Any = None
    inside: str = ""

    @property
    def suffix(self) -> str:
        """The suffix that tells the format, in lower case."""
        return PurePosixPath(self.inside).suffix.lower()

    @contextmanager
    def open(self) -> Iterator[ByteStream]:
        """Open it for reading bytes; what reads tables may go back in it.

        Raises:
            DocumentError: it is missing, or may not be read.
        """
        try:
            file = self.filesystem.open_input_file(self.inside)
        except OSError as error:
            raise _unreadable(error, self.source) from None
        with file:
            yield io.BufferedReader(cast(io.RawIOBase, file))


def is_remote(name: str) -> bool:
    """Whether a name is a URL of such a filesystem."""
    return _URL.match(name) is not None


def opened(url: str) -> tuple[Any, str]:
    """The filesystem of a URL, and the path there.

    Raises:
        DocumentError: pyarrow is not installed, or cannot make anything of it.
    """
    try:
        from pyarrow import fs  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise DocumentError(
            f"needs pyarrow, which cannot be imported ({error})",
            source=url,
            hint=f"pip install 'llmextract[{EXTRA}]'",
        ) from None
    try:
        filesystem, path = fs.FileSystem.from_uri(re.sub(r"\Agcs:", "gs:", url))
    except (OSError, ValueError, NotImplementedError) as error:
        raise _unreadable(error, url) from None
    return filesystem, path


def find_remote(url: str, *, suffixes: frozenset[str]) -> Iterator[Remote | DocumentError]:
    """The file of a URL, or the files of its folder and those below, sorted, hidden ones left out."""
    try:
        filesystem, path = opened(url)
        (about,) = filesystem.get_file_info([path])
        if about.is_file:
            yield Remote(url, None, filesystem, path)
            return
        names = _names(filesystem, path) if about.type.name == "Directory" else []
    except DocumentError as error:
        yield error
        return
    except OSError as error:
        yield _unreadable(error, url)
        return
    found = [one for one in names if PurePosixPath(one).suffix.lower() in suffixes]
    for name in found:
        yield Remote(url.rstrip("/") + name.removeprefix(path.rstrip("/")), None, filesystem, name)
    if not found:
        what = "the folder has no file that can be read" if names else "there is no such file"
        yield DocumentError(what, source=url)


def _names(filesystem: Any, path: str) -> list[str]:
    from pyarrow import fs  # noqa: PLC0415 - an extra

    told = filesystem.get_file_info(fs.FileSelector(path, recursive=True))
    below = len(path.rstrip("/")) + 1
    hidden = re.compile(r"(?:^|/)\.")
    return sorted(one.path for one in told if one.is_file and not hidden.search(one.path[below:]))


def _unreadable(error: Exception, source: str) -> DocumentError:
    # What pyarrow says of a cloud may go on for lines.
    told = " ".join(str(error).split())[:200]
    return DocumentError(f"cannot be read ({told})", source=source)
