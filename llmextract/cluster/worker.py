"""A worker: an engine in a process of its own that handles blocks within its share of what is in flight."""

import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmextract.cluster.blocks import Block, items_of
from llmextract.cluster.parts import Form, Parts
from llmextract.errors import DocumentError, LlmextractError, UsageError
from llmextract.model import Model, digest
from llmextract.options import Options
from llmextract.reading.state import Task
from llmextract.records import Document, Extraction
from llmextract.run import open_extractor

if TYPE_CHECKING:
    from pydantic import BaseModel

AT_ONCE = 2
"""Blocks that a worker handles at once: while the last answers of one are waited for, the next is asked
about, within the same share."""


@dataclass(frozen=True, slots=True)
class Job:
    """What all workers of a run are told.

    Attributes:
        options: how the run goes; ``jobs`` is the share of one worker.
        header: the first line of the run's file.
        settings: digest of what results depend on besides the text, where the run was set up.
        folder: from which names that the user gave count.
        parts: folder of the parts; ``None`` for none.
        form: how parts are written.
        record: the class of the records, where it has no name.
    """

    options: Options
    header: Mapping[str, Any]
    settings: str
    folder: str = "."
    parts: str | None = None
    form: Form = "jsonl"
    record: "type[BaseModel] | None" = None


def job_of(
    options: Options,
    record: "type[BaseModel] | None" = None,
    warn: Callable[[str], None] = lambda _: None,
) -> tuple[Job, int, "type[BaseModel]"]:
    """What workers are told, how much the model likes in flight, and the class of the records.

    Args:
        options: how the run goes.
        record: the class of the records, instead of the one that the options name.
        warn: called with a line that the user should know and that stops nothing.

    Raises:
        UsageError: a schema, prompt, model or option that cannot be.
    """
    with open_extractor((), options, record=record, warn=warn) as extractor:
        settings = digest(extractor.engine.settings)
        job = Job(options, extractor.header(), settings, str(Path.cwd()), record=record)
        return job, extractor.engine.model.slots, extractor.record


def shared(options: Options, slots: int, workers: int) -> tuple[Options, int]:
    """The options of one worker, and how many there may be, so that the bound holds for all together.

    An embedded model is each worker's own, so nothing is divided there.

    Args:
        options: how the run goes, ``jobs`` for all workers.
        slots: requests in flight that the model likes.
        workers: how many there should be.
    """
    if is_embedded(options):
        return options, workers
    jobs = options.jobs or slots
    workers = max(1, min(workers, jobs))
    return replace(options, jobs=jobs // workers), workers


def is_embedded(options: Options) -> bool:
    """Whether the model runs in the worker itself."""
    return options.model.partition(":")[0] == "local"


class Worker:
    """An engine that is set up once and handles one block after the other.

    Args:
        job: what it is told.
        model: who answers, instead of the one that the options name.

    Raises:
        LlmextractError: it cannot be set up, or not as the run was.
    """

    def __init__(self, job: Job, *, model: Model | None = None) -> None:
        self._job = job
        self._parts = Parts(job.parts, job.form) if job.parts else None
        self._open = ExitStack()
        self._extractor = self._open.enter_context(
            open_extractor((), job.options, model=model, record=job.record)
        )
        self._check()

    def _check(self) -> None:
        here = socket.gethostname()
        if digest(self._extractor.engine.settings) != self._job.settings:
            raise UsageError(
                f"a worker on {here} would read otherwise than the run was set up",
                hint="give all machines the same llmextract, schemas, prompts and gazetteer",
            )
        if self._parts is not None and not self._parts.is_seen():
            raise UsageError(
                f"a worker on {here} does not see the folder {self._parts.folder}",
                hint="name one that all machines share, or a URL such as s3://BUCKET/FOLDER",
            )

    def block(self, block: Block) -> list[Extraction]:
        """What comes of a block: as it is kept in its part, or made and kept there.

        Raises:
            LlmextractError: there is no model at all, or the part cannot be written.
        """
        name = block.name(self._job.settings)
        kept = self._parts.get(name) if self._parts else None
        if kept is not None:
            return kept
        made = list(self.extractions(items_of(block.text), most=block.most))
        if self._parts:
            self._parts.put(name, self._job.header, made)
        return made

    def extractions(
        self, items: Iterable[Document | DocumentError], *, most: int | None = None
    ) -> Iterator[Extraction]:
        """What comes of some documents, several of their paragraphs in flight.

        Args:
            items: the documents.
            most: most paragraphs to handle.
        """
        return self._extractor.over(self._tasks(items, most), self._extractor.engine.asked)

    def _tasks(
        self, items: Iterable[Document | DocumentError], most: int | None
    ) -> Iterator[Task | Extraction]:
        return islice((task for item in items for task in self._extractor.tasks(item)), most)

    def close(self) -> None:
        """Let go of the model and the store."""
        self._open.close()


def told(error: LlmextractError) -> dict[str, Any]:
    """An error as plain values, to be raised in the process that waits for it."""
    return {"message": error.message, "hint": error.hint, "status": error.exit_status}
