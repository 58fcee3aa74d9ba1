"""What happened to each request, for who looks after runs: events with digests and times, no text.

Events are records of the logger ``llmextract.journal``: whoever uses the library attaches a handler,
``--log-file`` writes them as JSON lines.  The text of articles, prompts and answers, and what servers
say, which may quote it, are left out unless the logger's level is DEBUG.  Keys are never told.
"""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from llmextract.records import Extraction

NAME = "llmextract.journal"
_log = logging.getLogger(NAME)


def note(event: str, **facts: Any) -> None:
    """Tell an event.

    Args:
        event: what happened, in a word.
        **facts: plain JSON; never text of an article, an answer or a server.
    """
    if _log.isEnabledFor(logging.INFO):
        _log.info(event, extra={"facts": facts})


def quote(event: str, words: Callable[[], Mapping[str, Any]]) -> None:
    """Tell what was said, where that was asked for.

    Args:
        event: what it belongs to.
        words: makes the facts, text among them; called only where they are told.
    """
    if _log.isEnabledFor(logging.DEBUG):
        _log.debug(event, extra={"facts": dict(words())})


def paragraph(extraction: Extraction) -> None:
    """Tell what came of a paragraph."""
    run = extraction.run
    note(
        "paragraph",
        source=extraction.document.source,
        index=extraction.paragraph.index,
        digests=list(run.digests or ([run.digest] if run.digest else [])),
        records=len(extraction.records),
        failure=extraction.failure.kind if extraction.failure else None,
        kept=run.cached,
        seconds=run.seconds,
    )


@contextlib.contextmanager
def attempt(digest: str, **facts: Any) -> Iterator[None]:
    """Tell how an attempt of a request went, and how long it took.

    Args:
        digest: of the request.
        **facts: what else is known of it.
    """
    started = time.perf_counter()
    status: object = 200
    error: str | None = None
    try:
        yield
    except Exception as failure:
        cause = failure.__cause__ or failure
        status = getattr(failure, "status_code", getattr(cause, "status_code", None))
        error = type(cause).__name__
        raise
    finally:
        seconds = round(time.perf_counter() - started, 3)
        note("attempt", digest=digest, **facts, status=status, error=error, seconds=seconds)
