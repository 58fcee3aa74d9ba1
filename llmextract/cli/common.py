"""What several commands share: options, and writing a file whole or not at all."""

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import click

from llmextract.errors import OutputError

model_option = click.option(
    "-m", "--model", default="local", show_default=True, help="provider:model, see `models list`."
)
content_option = click.option(
    "--content",
    multiple=True,
    metavar="DIR",
    help="Folder with schemas/ and prompts/ of your own; its Python is run. Repeatable.",
)


def check_writable(path: Path | None) -> None:
    """Refuse an output that cannot be written before any model is asked.

    Raises:
        OutputError: its folder is missing or closed, or it is a folder itself.
    """
    if path is None or str(path) == "-":
        return
    folder = path.parent
    if path.is_dir():
        raise OutputError(f"{path} is a folder", hint="name a file in it")
    if not folder.is_dir():
        raise OutputError(f"the folder {folder} does not exist", hint=f"make it: mkdir -p {folder}")
    if not os.access(folder, os.W_OK):
        raise OutputError(f"the folder {folder} cannot be written to")


@contextlib.contextmanager
def open_output(path: Path | None) -> Iterator[IO[str]]:
    """A stream for the result: standard output, or a file that gets its name when it is whole.

    What is there so far stands in ``NAME.partial`` and stays when the run is cut short.

    Raises:
        OutputError: the disk is full or the file cannot be written.
    """
    if path is None or str(path) == "-":
        yield sys.stdout
        return
    draft = path.with_name(f"{path.name}.partial")
    try:
        with draft.open("w", encoding="utf-8", newline="") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        raise _output_error(error, path, draft) from error


def _output_error(error: OSError, path: Path, draft: Path) -> OutputError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return OutputError(
            f"the disk is full: {path} is not complete",
            hint=f"free space and run again (answers are kept; so far: {draft})",
        )
    return OutputError(f"{path} cannot be written: {error.strerror or error}")
