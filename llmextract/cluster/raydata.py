"""Ray Data as the engine of a run: it reads, schedules, retries and scales; what is asked is ours.

The corpus is read in one task, so that ids are those of a single machine's run, and cut into blocks;
workers are actors that handle blocks; what comes of them goes back in the order of the input.
"""

import contextlib
import importlib
import json
import logging
import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Unpack

from llmextract import content, documents, run_tables, runfile
from llmextract.cluster.blocks import Block, cut
from llmextract.cluster.parts import Form, Parts
from llmextract.cluster.worker import AT_ONCE, Job, Worker, is_embedded, job_of, shared, told
from llmextract.costs.budgeting import MeteredModel
from llmextract.documents import rows
from llmextract.documents.reading import Options as Given
from llmextract.errors import LlmextractError, ModelUnavailableError, UsageError
from llmextract.options import OptionArgs, Options
from llmextract.records import Extraction

if TYPE_CHECKING:
    from pydantic import BaseModel
    from ray.data import Dataset

REACHED_SECONDS = 10.0
"""Within which the head of a cluster takes a connection."""
DOCUMENTS = 64
"""Rows of a dataset that a worker handles at once."""


@dataclass
class RayRun:
    """A run on a cluster that is set up: iterate it once for its extractions, in the input's order.

    Attributes:
        sources: what to read.
        job: what the workers are told.
        workers: how many there are.
        record: the class of the records.
        is_result: whether the parts are the result, and not only what is finished so far.
        meters: none: what workers spent is not told.
        done: names of the parts that came back.
    """

    sources: Sequence[str]
    job: Job
    workers: int
    record: "type[BaseModel]"
    is_result: bool = False
    meters: tuple[MeteredModel, ...] = ()
    done: set[str] = field(default_factory=set)

    def header(self) -> Mapping[str, Any]:
        """What the first line of the run's file says."""
        return self.job.header

    def count(self) -> int | None:
        """How many paragraphs there are is known when the last was read."""
        return None

    def __iter__(self) -> Iterator[Extraction]:
        ray = _ray()
        if self.job.parts:
            Parts(self.job.parts, self.job.form).make(
                self.job.header, self.job.settings, is_result=self.is_result
            )
        context = ray.data.DataContext.get_current().copy()
        context.enable_progress_bars = False
        context.execution_options.preserve_order = self.job.options.ordered
        context.target_min_block_size = 0
        context.target_max_block_size = 1  # a row holds a whole block of ours
        with ray.data.DataContext.current(context):
            dataset = ray.data.read_datasource(
                _corpus(self.sources, self.job),
                override_num_blocks=1,
                num_cpus=0,
                label_selector={"ray.io/node-id": ray.get_runtime_context().get_node_id()},
            ).map_batches(
                BlockActor,
                batch_size=1,
                batch_format="pyarrow",
                fn_constructor_args=[self.job],
                **pool_of(ray, self.job.options, self.workers),
            )
        for row in dataset.iter_rows():
            self.done.add(row["name"])
            yield from extractions_of(row)


def extractions_of(row: Mapping[str, Any]) -> Iterator[Extraction]:
    """What a worker says of a block, or what is wrong with the worker."""
    if row["error"]:
        raise _raised(json.loads(row["error"]))
    for line in row["lines"].split("\n"):
        if line:
            yield runfile.from_json(json.loads(line))


def _raised(error: Mapping[str, Any]) -> LlmextractError:
    kinds: dict[int, type[LlmextractError]] = {
        one.exit_status: one for one in (UsageError, ModelUnavailableError)
    }
    return kinds.get(error["status"], LlmextractError)(error["message"], hint=error["hint"])


@contextlib.contextmanager
def open_on_ray(
    sources: Sequence[str],
    options: Options,
    *,
    parts: str | None = None,
    form: Form = "jsonl",
    is_result: bool = False,
    address: str | None = None,
    workers: int | None = None,
    warn: Callable[[str], None] = lambda _: None,
) -> Iterator[RayRun]:
    """Set up a run on a cluster; leaving the context lets go of the cluster.

    Args:
        sources: files, folders, globs and URLs, as this machine names them.
        options: how the run goes; ``jobs`` holds for all workers together.
        parts: folder in which what is finished is kept, for all machines to reach; none by default.
        form: how parts are written.
        is_result: whether they are the result, and not only what is finished so far.
        address: of the cluster; one is started on this machine where none is given.
        workers: how many; by default one for each processor, one for each machine where the model
            is embedded.
        warn: called with a line that the user should know and that stops nothing.

    Raises:
        UsageError: Ray is not installed or there is no cluster, or an option cannot hold there.
    """
    _check(sources, options)
    # What Ray writes about its own actors beside the logs is no news for who runs a command.
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    ray = _ray()
    job, slots, record = job_of(options, None, warn)
    started = not ray.is_initialized()
    if started:
        connect(ray, address)
    try:
        options, count = shared(job.options, slots, workers or workers_of(ray, options))
        yield RayRun(
            sources, replace(job, options=options, parts=parts, form=form), count, record, is_result
        )
    finally:
        if started:
            ray.shutdown()


def extract_dataset(
    dataset: "Dataset",
    *,
    schema: "str | type[BaseModel]" = "incident",
    model: str = "local",
    parts: str | None = None,
    workers: int | None = None,
    batch_size: int = DOCUMENTS,
    **options: Unpack[OptionArgs],
) -> "Dataset":
    """Extract records from the rows of a dataset of Ray Data, within a pipeline of one's own.

    Args:
        dataset: a row a document: ``text``, and if known ``id`` (by which documents are told apart),
            ``title``, ``published`` and ``source``.
        schema: name of the schema, or its Pydantic class, which all workers can import.
        model: name of the model, ``provider:model``.
        parts: folder or URL where the results of each batch are kept, for all machines to reach: a
            pipeline that died does not ask again.
        workers: how many; by default one for each processor of the cluster, one for each machine
            where the model is embedded.
        batch_size: documents that a worker handles at once.
        **options: as of :func:`llmextract.extract`; ``jobs`` holds for all workers together.

    Returns:
        A row a paragraph with the keys of a run file: ``document``, ``paragraph`` and ``failure`` are
        structures, ``records``, ``findings`` and ``run`` are JSON.

    Raises:
        UsageError: Ray is not installed, or an option cannot hold on a cluster.
    """
    record = None if isinstance(schema, str) else schema
    name = schema if isinstance(schema, str) else content.name_of(schema)
    chosen = Options(schema=name, model=model, **options)
    _check((), chosen)
    if chosen.limit is not None:
        raise UsageError("a pipeline has no limit of paragraphs", hint="limit its rows")
    ray = _ray()
    job, slots, _ = job_of(chosen, record)
    chosen, count = shared(job.options, slots, workers or workers_of(ray, chosen))
    job = replace(job, options=chosen, parts=parts)
    if parts:
        Parts(parts).make(job.header, job.settings)
    return dataset.map_batches(
        RowActor,
        batch_size=batch_size,
        batch_format="pyarrow",
        fn_constructor_args=[job],
        **pool_of(ray, chosen, count),
    )


class _Actor:
    """A worker in an actor; what is wrong with it is told when it is first asked, not by its death."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._error: LlmextractError | None = None
        # Names that the user gave (a script, weights, a folder of schemas) count from where he stood.
        with contextlib.suppress(OSError):
            os.chdir(job.folder)
        try:
            self.worker = Worker(job)
        except LlmextractError as error:
            self._error = error

    def check(self) -> None:
        if self._error is not None:
            raise self._error


class BlockActor(_Actor):
    """Blocks of a corpus in, the lines of each out."""

    def __call__(self, batch: Any) -> Any:
        """The lines of one block."""
        import pyarrow as pa  # noqa: PLC0415 - an extra

        (row,) = batch.to_pylist()
        block, lines, error = Block(**row), "", ""
        try:
            self.check()
            lines = "\n".join(map(runfile.line, self.worker.block(block)))
        except LlmextractError as wrong:
            error = json.dumps(told(wrong))
        columns = {"name": [block.name(self.job.settings)], "error": [error]}
        return pa.table({**columns, "lines": pa.array([lines], pa.large_string())})


class RowActor(_Actor):
    """Rows of a dataset in, one a paragraph out."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._given = Given(job.options.text_column, job.options.published)

    def __call__(self, batch: Any) -> Any:
        """The paragraphs of some documents."""
        self.check()
        given = batch.to_pylist()
        items = [rows.document_of(row, "dataset", self._given) for row in given]
        (block,) = cut(items, size=len(items) << 20) if items else (Block(0, "[]"),)
        return run_tables.to_table(map(runfile.to_json, self.worker.block(block)))


def _corpus(sources: Sequence[str], job: Job) -> Any:
    """The corpus as a source of Ray Data: one task that reads it in order, a row a block."""
    import pyarrow as pa  # noqa: PLC0415 - an extra
    from ray.data.block import BlockMetadata  # noqa: PLC0415
    from ray.data.datasource import Datasource, ReadTask  # noqa: PLC0415

    def blocks() -> Iterator[Any]:
        options = job.options
        with contextlib.chdir(job.folder):
            read = documents.read(
                sources, text_column=options.text_column, published=options.published
            )
            for one in cut(documents.told_apart(read), limit=options.limit):
                yield pa.table(
                    {
                        "number": [one.number],
                        "text": pa.array([one.text], pa.large_string()),
                        "most": pa.array([one.most], pa.int64()),
                    }
                )

    nothing = BlockMetadata(num_rows=None, size_bytes=None, input_files=None, exec_stats=None)
    told = {
        "estimate_inmemory_data_size": lambda _: None,
        "get_read_tasks": lambda *_, **__: [ReadTask(blocks, nothing)],
    }
    return type("Corpus", (Datasource,), told)()


def _check(sources: Sequence[str], options: Options) -> None:
    if "-" in sources:
        raise UsageError("a cluster reads no standard input", hint="write it to a file first")
    for given, what, hint in (
        (
            options.max_cost,
            "no bound on a cost can be held",
            "leave out --max-cost, or use --limit",
        ),
        (options.sample, "nothing is drawn", "draw on one machine: leave out --engine ray"),
        (options.batch or None, "nothing is asked in batches", "leave out --batch or --engine ray"),
    ):
        if given is not None:
            raise UsageError(f"{what} on a cluster", hint=hint)


def _ray() -> Any:
    """The package, when it is needed.

    Raises:
        UsageError: it is not installed.
    """
    try:
        ray, _ = map(importlib.import_module, ("ray", "ray.data"))
    except ImportError as error:
        raise UsageError(
            f"a run on a cluster needs Ray Data, which cannot be imported ({error})",
            hint="pip install 'llmextract[ray]'",
        ) from None
    # Where its logs lie, and that it shows no bars, is no news of each run.
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    return ray


def connect(ray: Any, address: str | None) -> None:
    """Join a cluster, or start one on this machine.

    Raises:
        UsageError: there is none at the address.
    """
    host, _, port = (address or "").removeprefix("ray://").rpartition(":")
    try:
        if port.isdecimal():  # Ray itself would try for minutes
            socket.create_connection((host.strip("[]"), int(port)), timeout=REACHED_SECONDS).close()
        ray.init(address=address or "local", log_to_driver=False, logging_level="ERROR")
    except (OSError, ValueError, RuntimeError) as error:
        told = " ".join(str(error).split())[:200]
        raise UsageError(
            f"no Ray cluster answers at {address or 'this machine'} ({told})",
            hint="start one with: ray start --head, or leave out --address",
        ) from None


def workers_of(ray: Any, options: Options) -> int:
    """One for each processor; for an embedded model, which takes all of them, one for each machine."""
    nodes = _processors(ray)
    return len(nodes) if is_embedded(options) else max(1, int(sum(nodes)))


def _processors(ray: Any) -> list[float]:
    """The processors of each machine that has any."""
    nodes = (one["Resources"].get("CPU", 0.0) for one in ray.nodes() if one["Alive"])
    return [count for count in nodes if count]


def pool_of(ray: Any, options: Options, workers: int) -> dict[str, Any]:
    """Workers as Ray Data is told: how many, what each takes, and that it handles two blocks at once."""
    nodes = _processors(ray)
    share = min(nodes, default=1.0) if is_embedded(options) else min(1.0, sum(nodes) / workers)
    return {
        "compute": ray.data.ActorPoolStrategy(
            size=workers,
            max_concurrent_calls_per_actor=AT_ONCE,
            max_tasks_in_flight_per_actor=AT_ONCE + 1,
            enable_true_multi_threading=True,
        ),
        "num_cpus": share,
    }
