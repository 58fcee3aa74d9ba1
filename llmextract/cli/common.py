"""What several commands share: options, and writing a file whole or not at all."""

import contextlib
import errno
import io
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import click

from llmextract import locking, zst
from llmextract.cli import completion
from llmextract.errors import OutputError, UsageError

FORMATS = (
    "jsonl", "csv", "json", "geojson", "parquet", "sqlite", "acled-like", "ucdp-like",
    "svg", "png", "timeline.svg", "timeline.png",
)  # fmt: skip
"""The formats of exports, for help and completion: the table of the outputs imports too much for that."""

model_option = click.option(
    "-m",
    "--model",
    default="local",
    show_default=True,
    shell_complete=completion.models,
    help="provider:model, see `models list`.",
)
schema_option = click.option(
    "-s",
    "--schema",
    default="incident",
    show_default=True,
    shell_complete=completion.schemas,
    help="What to extract.",
)
content_option = click.option(
    "--content",
    multiple=True,
    metavar="DIR",
    help="Folder with schemas/ and prompts/ of your own; its Python is run. Repeatable.",
)

across_option = click.option(
    "--no-across",
    is_flag=True,
    help="Join records within each document only; else incidents of several"
    " documents become one where day, place and kind agree.",
)

aliases_option = click.option(
    "--aliases",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="TOML or CSV file of what else groups are called; see docs/merging.md.",
)


def check_joining(aliases: Path | None, *, is_merged: bool, no_across: bool) -> None:
    """Refuse what says how records become incidents where none are shown or written.

    Raises:
        UsageError: records are given as they were read.
    """
    for name, is_given in (("--aliases", aliases is not None), ("--no-across", no_across)):
        if is_given and not is_merged:
            raise UsageError(
                f"{name} is for incidents, and here records stay as they were read",
                hint="give it where incidents are made: -o incidents.csv, or `export` of the run file",
            )


def about_gazetteer() -> Iterator[str]:
    """What a user should know before a run, a line each: his own gazetteer changes verdicts and map."""
    from llmextract.verification import gazetteer

    if not gazetteer.is_compiled():
        yield "compiling the gazetteer, once on this machine: a few seconds"

    about = gazetteer.about()
    if about:
        yield f"gazetteer: {int(about['added']):,} places of {about['files']} beside the shipped ones"
    elif gazetteer.outdated():
        yield "your gazetteer was built by another version and is not used; build it again"


def check_writable(path: Path | None, inputs: Iterable[str | os.PathLike[str]] = ()) -> None:
    """Refuse an output that cannot be written, or that is an input, before any model is asked.

    Args:
        path: the output; ``None`` or ``-`` for standard output.
        inputs: what is read: files, folders, globs, ``-`` for standard input.

    Raises:
        OutputError: its folder is missing or closed, or it is a folder itself.
        UsageError: it is one of the inputs, or the draft beside it would be.
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
    _refuse_input(path, inputs)


def _refuse_input(path: Path, inputs: Iterable[str | os.PathLike[str]]) -> None:
    """Files are told by their inode: a link, another spelling and a member of a folder are the same."""
    targets = {identity: one for one in (path, draft_of(path)) if (identity := _identity(one))}
    if not targets:
        return  # what does not exist yet is no input
    from llmextract.documents.inputs import Input, find_inputs
    from llmextract.documents.reading import SUFFIXES

    for found in find_inputs(inputs, suffixes=SUFFIXES):
        if not isinstance(found, Input):
            continue
        target = targets.get(_identity(found.path) or (-1, -1))
        if target is not None:
            same = "an input" if str(target) == found.source else f"the input {found.source}"
            raise UsageError(
                f"{target} is {same} and is not written over", hint="name another file to write"
            )


def _identity(path: Path | None) -> tuple[int, int] | None:
    """Device and inode of a regular file, or of what standard input reads; ``None`` for all else."""
    try:
        status = os.fstat(sys.stdin.fileno()) if path is None else path.stat()
    except (OSError, ValueError, AttributeError):  # standard input may be closed, or no file at all
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


@contextlib.contextmanager
def open_output(path: Path | None) -> Iterator[IO[str]]:
    """A stream for the result: standard output, or a file that gets its name when it is whole.

    What is there so far stands in ``NAME.partial`` and stays when the run is cut short.

    Raises:
        OutputError: the disk is full, the file cannot be written, or another run writes it.
    """
    if path is None or str(path) == "-":
        yield _as_file(sys.stdout)
        return
    if is_no_file(path):
        # A pipe or a device takes what comes; a draft would be put in its place.
        with zst.open_to_write(path) as stream:
            yield stream
        return
    draft = draft_of(path)
    with _alone(path):
        try:
            _unlink_what_is_no_file(draft)
            with zst.open_to_write(draft) as stream:
                yield stream
            _put_in_place(draft, path)
        except OSError as error:
            raise _output_error(error, path, draft) from error


def _as_file(stream: IO[str]) -> IO[str]:
    """Standard output as data are written to it: UTF-8 like a file, unless a terminal shows it."""
    if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
        stream.reconfigure(encoding="utf-8", errors="replace", newline="")
    return stream


def is_no_file(path: Path) -> bool:
    """Whether something is there that takes what comes and cannot be replaced: a pipe, a device."""
    try:
        mode = path.stat().st_mode
    except OSError:  # it is not there, or cannot be: writing says what is wrong with it
        return False
    return not stat.S_ISREG(mode)


def draft_of(path: Path) -> Path:
    """Where an output is written until it is whole."""
    return path.with_name(f"{path.name}.partial")


@contextlib.contextmanager
def whole_file(path: Path, *, is_kept: bool = False) -> Iterator[Path]:
    """A draft to write to that gets the output's name when the block ends well.

    Args:
        path: the output.
        is_kept: whether the draft stays when it does not; else it goes.

    Raises:
        OutputError: the disk is full, the file cannot be written, or another run writes it.
    """
    if is_no_file(path):
        raise OutputError(f"{path} is no file", hint="this format is written to a file")
    draft = draft_of(path)
    with _alone(path):
        try:
            draft.unlink(missing_ok=True)
            yield draft
            _put_in_place(draft, path)
        except OSError as error:
            raise _output_error(error, path) from error
        finally:
            if not is_kept:
                with contextlib.suppress(OSError):
                    draft.unlink(missing_ok=True)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold an output for one run; the system lets go of it when the process ends, however it ends.

    Raises:
        OutputError: another run writes it, or the folder cannot be written to.
    """
    target = path.resolve()  # through a link and by its own name it is one file
    beside = target.with_name(f".{target.name}.lock")
    file = _locked(beside, path)
    try:
        yield
    finally:
        # Before it is let go of: who opens it afterwards makes a new one.
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        os.close(file)


def _locked(beside: Path, path: Path) -> int:
    """The descriptor of the file beside an output, locked where its file system knows locks."""
    while True:
        try:
            file = locking.opened(beside)
        except OSError as error:
            raise _output_error(error, path) from error
        try:
            if not locking.taken(file):
                os.close(file)
                raise OutputError(
                    f"{path} is being written by another run",
                    hint="wait until it has ended, or name another file",
                )
        except OSError as error:
            said = error.strerror or error
            click.echo(
                f"llmextract: {path} cannot be kept from other runs ({said}); start no other that writes it",
                err=True,
            )
            return file
        if os.fstat(file).st_nlink:
            return file
        os.close(file)  # whoever held it has ended, and taken the file away: the next one counts


def _put_in_place(draft: Path, path: Path) -> None:
    with draft.open("rb") as stream:
        os.fsync(stream.fileno())
    draft.replace(path)


def _unlink_what_is_no_file(draft: Path) -> None:
    """A link or a pipe under the draft's name was put there by somebody else: it is not followed."""
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(draft.lstat().st_mode):
            draft.unlink()


def _output_error(error: OSError, path: Path, draft: Path | None = None) -> OutputError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        so_far = f"; so far: {draft}" if draft else ""
        return OutputError(
            f"the disk is full: {path} is not complete",
            hint=f"free space and run again (answers are kept{so_far})",
        )
    return OutputError(f"{path} cannot be written: {error.strerror or error}")


def many(count: int, noun: str) -> str:
    """A count with its noun: ``1 incident``, ``2 incidents``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
