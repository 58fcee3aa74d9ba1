"""Parts of a run in a folder that all workers reach: what is there needs not be done again.

A part is a run file of one block, as JSON lines or Parquet, on a disk or on any filesystem that
pyarrow reads; it gets its name when it is whole.
"""

import contextlib
import io
import json
import re
import uuid
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from llmextract import run_tables, runfile
from llmextract.documents.remote import is_remote, opened
from llmextract.errors import DocumentError, OutputError, RunFileError
from llmextract.records import Extraction

Form = Literal["jsonl", "parquet"]
ABOUT = "_run.json"
"""What says in a folder whose parts it holds; its name begins as one that readers of tables leave out."""
_PART = re.compile(r"part-[0-9a-f-]+\.(?:jsonl|parquet)(?:\.[0-9a-f]{32})?\Z")
_WHOLE_AT_ONCE = frozenset({"s3", "gcs", "abfs"})
"""Filesystems where an object is there when all of it is, and a move would copy it."""


class Parts:
    """The folder of the parts of a run.

    Args:
        folder: a path, or a URL of a filesystem that pyarrow reads.
        form: how parts are written.

    Raises:
        OutputError: nothing can be made of the URL.
    """

    def __init__(self, folder: str, form: Form = "jsonl") -> None:
        self.folder = folder
        self.form = form
        try:
            url = folder if is_remote(folder) else Path(folder).absolute().as_uri()
            self._filesystem, self._path = opened(url)
        except DocumentError as error:
            raise OutputError(error.message, hint=error.hint) from None

    def make(self, header: Mapping[str, Any], settings: str, *, is_result: bool = True) -> None:
        """Make the folder where it is not there, and say in it whose parts it holds.

        Args:
            header: of the run.
            settings: digest of what results depend on besides the text.
            is_result: whether the parts are the result, so that those of another run are not mixed
                with them; else they go when the run is whole.

        Raises:
            OutputError: it cannot be made, or holds the parts of a run that reads otherwise.
        """
        about = f"{self._path.rstrip('/')}/{ABOUT}"
        before: Any = None
        with contextlib.suppress(OSError, ValueError):
            before = json.loads(self._read(about))
        if is_result and isinstance(before, dict) and before.get("settings") != settings:
            told = (before.get("llmextract") or {}).get("model", "another model")
            raise OutputError(
                f"the folder {self.folder} holds a run with {told} or with other settings",
                hint="name another folder, or remove it",
            )
        try:
            self._filesystem.create_dir(self._path, recursive=True)
            with self._filesystem.open_output_stream(about) as file:
                file.write(runfile.dump({"llmextract": header, "settings": settings}).encode())
        except OSError as error:
            raise self._error("written to", error) from error

    def is_seen(self) -> bool:
        """Whether it is there for this machine too; a bucket of a cloud is there for all."""
        if self._filesystem.type_name in _WHOLE_AT_ONCE:
            return True
        return bool(self._filesystem.get_file_info([self._path])[0].type.name == "Directory")

    def get(self, name: str) -> list[Extraction] | None:
        """The extractions of a part; ``None`` where it is not there, damaged, or has what to ask again."""
        try:
            data = self._read(self._file(name))
            rows = _of_parquet(data) if self.form == "parquet" else _of_lines(data)
            extractions = [runfile.from_json(row) for row in rows]
        except (OSError, ValueError, KeyError, TypeError, RunFileError):
            return None
        again = any(one.failure and one.failure.kind != "document" for one in extractions)
        return None if again else extractions

    def put(self, name: str, header: Mapping[str, Any], extractions: Iterable[Extraction]) -> None:
        """Keep a part, in place of any of this name.

        Raises:
            OutputError: it cannot be written.
        """
        rows = map(runfile.to_json, extractions)
        data = _to_parquet(header, rows) if self.form == "parquet" else _to_lines(header, rows)
        path = self._file(name)
        draft = (
            path if self._filesystem.type_name in _WHOLE_AT_ONCE else f"{path}.{uuid.uuid4().hex}"
        )
        try:
            with self._filesystem.open_output_stream(draft) as file:
                file.write(data)
            if draft != path:
                self._filesystem.move(draft, path)
        except OSError as error:
            raise self._error("written to", error) from error

    def tidy(self, names: Container[str]) -> None:
        """Remove the parts of before, and what was left of those that were cut short.

        Args:
            names: of the parts of this run; parts of others go.

        Raises:
            OutputError: the folder cannot be read or changed.
        """
        from pyarrow import fs  # noqa: PLC0415 - an extra

        try:
            found = self._filesystem.get_file_info(fs.FileSelector(self._path))
            ours = [one for one in found if _PART.match(one.base_name)]
            for one in ours:
                name, _, ending = one.base_name.partition(".")
                if name not in names or ending != self.form:
                    self._filesystem.delete_file(one.path)
        except OSError as error:
            raise self._error("tidied", error) from error

    def remove(self) -> None:
        """Remove the folder with its parts; what else somebody put there stays.

        Raises:
            OutputError: the folder cannot be read or changed.
        """
        from pyarrow import fs  # noqa: PLC0415 - an extra

        self.tidy(())
        with contextlib.suppress(OSError):
            self._filesystem.delete_file(f"{self._path.rstrip('/')}/{ABOUT}")
            if not self._filesystem.get_file_info(fs.FileSelector(self._path)):
                self._filesystem.delete_dir(self._path)

    def _read(self, path: str) -> bytes:
        with self._filesystem.open_input_stream(path) as file:
            return bytes(file.read())

    def _file(self, name: str) -> str:
        return f"{self._path.rstrip('/')}/{name}.{self.form}"

    def _error(self, what: str, error: OSError) -> OutputError:
        told = " ".join(str(error).split())[:200]
        return OutputError(f"the folder {self.folder} cannot be {what} ({told})")


def _to_lines(header: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> bytes:
    lines = [runfile.header_line(header), *map(runfile.dump, rows), ""]
    return "\n".join(lines).encode("utf-8", "replace")


def _of_lines(data: bytes) -> Iterable[dict[str, Any]]:
    _, *lines, end = data.decode().split("\n")
    if end:
        raise ValueError("cut short")
    return map(json.loads, lines)


def _to_parquet(header: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> bytes:
    data = io.BytesIO()
    with run_tables.open_to_write(data, header) as add:
        for row in rows:
            add(row)
    return data.getvalue()


def _of_parquet(data: bytes) -> Iterable[dict[str, Any]]:
    return (row for number, row in run_tables.rows(io.BytesIO(data)) if number)
