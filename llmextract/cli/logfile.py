"""``--log-file``: the events of a run as JSON lines."""

import contextlib
import json
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from llmextract import journal
from llmextract.errors import OutputError


class _Lines(logging.FileHandler):
    """Writes events; a full disk ends the log and not the run."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        facts = getattr(record, "facts", {})
        line = {"time": at, "event": record.getMessage(), "thread": record.threadName, **facts}
        return json.dumps(line, ensure_ascii=False, default=str)

    failed: BaseException | None = None
    """Why the first event that is not there could not be written."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - its name is logging's
        """Remember it: the log is a help, and Python's default is a traceback."""
        self.failed = self.failed or sys.exception()


@contextlib.contextmanager
def log_to(path: Path | None, *, text: bool = False) -> Iterator[None]:
    """Write the events of the block to the end of a file.

    Args:
        path: the file; nothing is written without one.
        text: whether texts of articles, prompts and answers are written too.

    Raises:
        OutputError: it cannot be written.
    """
    if path is None:
        yield
        return
    try:
        handler = _Lines(path, encoding="utf-8", errors="replace")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    logger = logging.getLogger(journal.NAME)
    before = logger.level, logger.propagate
    logger.setLevel(logging.DEBUG if text else logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]
        with contextlib.suppress(OSError):
            handler.close()
        if handler.failed is not None:
            said = getattr(handler.failed, "strerror", None) or handler.failed
            click.echo(f"llmextract: the log {path} is not complete: {said}", err=True)
