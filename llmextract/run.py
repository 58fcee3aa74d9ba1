"""A whole run: documents in, extractions out, lazily and in document order."""

import gc
import logging
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, islice
from os import PathLike
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Unpack

from llmextract import content, documents, rounds
from llmextract.assembly import assemble, domain_of, header, judge_of, model_of, reading_of
from llmextract.costs.budgeting import MeteredModel
from llmextract.documents import drawing
from llmextract.errors import DocumentError, StoreError, UsageError
from llmextract.inflight import STOP_SECONDS, InFlight, threads_for
from llmextract.model import Model, Preparable
from llmextract.objects import with_objects
from llmextract.options import OptionArgs, Options
from llmextract.pipeline import Engine
from llmextract.providers import OnFetch, full_name
from llmextract.providers.guarding import GuardedModel
from llmextract.providers.profiles import profile_of
from llmextract.reading.state import Article, Task, tasks_of
from llmextract.records import Context, Document, Extraction, Failure, Paragraph
from llmextract.stacking import Stack, stacked
from llmextract.store.shelves import Store
from llmextract.verification import gazetteer

if TYPE_CHECKING:
    from pydantic import BaseModel

Source = documents.Source | Document
COLLECTED = 50_000
"""Objects after which a run lets Python look for rings of dead ones: by its default of 700 that takes
a tenth of the processor time of a paragraph, and paragraphs leave next to none."""
_log = logging.getLogger("llmextract")


@dataclass
class Extractor:
    """A run that is set up: iterate it once for its extractions.

    Attributes:
        engine: schema, prompt, model and store.
        guard: the model, and whether it is still there.
        sources: what to read.
        meters: tokens of the model and of a judge of its own, and their price; none offline.
        stop: set when the run is stopped: nothing is asked or waited for any more.
        batched: the models that are asked in batches.
        warn: called with a line that the user should know.
    """

    engine: Engine
    guard: GuardedModel | None
    sources: Sequence[Source]
    meters: tuple[MeteredModel, ...] = ()
    stop: threading.Event = field(default_factory=threading.Event)
    batched: tuple[Stack, ...] = ()
    warn: Callable[[str], None] = lambda _: None

    def __iter__(self) -> Iterator[Extraction]:
        extractions = self.over(self.work(), self.engine.asked)
        try:
            yield from extractions
        finally:
            if self.engine.executor is not None:
                # What was not sent yet is not sent any more where the run is cut short.
                self.engine.executor.shutdown(wait=False, cancel_futures=True)
            extractions.close()

    def over(
        self, work: Iterable[Task | Extraction], ask: Callable[[Task], Extraction]
    ) -> Generator[Extraction, None, None]:
        """What comes of some paragraphs, several of them in flight.

        Args:
            work: the paragraphs.
            ask: makes the extraction of one that the store does not have.
        """
        options = self.engine.options
        if self.batched:
            rounds.answer(self.engine, self.work, self.batched, warn=self.warn)
        flight = InFlight(
            ask,
            self.engine.kept,
            lambda item: (item.document.source, item.document.id),
            jobs=threads_for(options.jobs or self.engine.model.slots),
            ordered=options.ordered,
            stop=self.stop,
        )
        extractions = flight.over(work)
        before = gc.get_threshold()
        gc.set_threshold(max(before[0], COLLECTED), *before[1:])
        try:
            for extraction in extractions:
                yield self._checked(extraction)
        finally:
            gc.set_threshold(*before)
            extractions.close()

    @property
    def record(self) -> "type[BaseModel]":
        """The class of the records."""
        return self.engine.domain.outline.record

    def header(self) -> dict[str, Any]:
        """What the first line of the run's file says."""
        drawn = self.drawn
        return header(self.engine) | (
            {"sample": {"drawn": drawn.drawn, "documents": drawn.documents, "by": drawn.by}}
            if drawn
            else {}
        )

    @cached_property
    def drawn(self) -> drawing.Draw | None:
        """What is drawn from the sources, where only a part is asked for; they are read for it.

        Raises:
            UsageError: they can be read only once, or have no such column.
        """
        options = self.engine.options
        if options.sample is None:
            if options.stratify is not None:
                raise UsageError("--stratify goes with --sample", hint="say how many: --sample 100")
            return None
        if any(_reads_once(source) for source in self.sources):
            raise UsageError(
                "a sample is drawn from what can be read twice", hint="save it to a file first"
            )
        found = documents.told_apart(self._given())
        return drawing.draw(found, options.sample, options.stratify)

    def count(self) -> int | None:
        """How many paragraphs there are; ``None`` when only reading standard input would tell."""
        if any(_reads_once(source) for source in self.sources):
            return None
        return sum(1 for _ in self.work())

    def work(self) -> Iterator[Task | Extraction]:
        """The paragraphs; a document that cannot be read is an extraction with its failure."""
        limit = self.engine.options.limit
        work = (task for item in self._documents() for task in self.tasks(item))
        return islice(work, limit) if limit is not None else work

    def _documents(self) -> Iterator[Document | DocumentError]:
        """What there is to read, in the order in which it was given, each with an id of its own."""
        items = documents.told_apart(self._given())
        return self.drawn.of(items) if self.drawn else items

    def _given(self) -> Iterator[Document | DocumentError]:
        options = self.engine.options
        for is_made, group in groupby(self.sources, key=lambda one: isinstance(one, Document)):
            if is_made:
                yield from (one for one in group if isinstance(one, Document))
                continue
            named = [one for one in group if not isinstance(one, Document)]
            yield from documents.read(
                named,
                text_column=options.text_column,
                published=options.published,
                group_column=options.stratify,
            )

    def tasks(self, item: Document | DocumentError) -> Iterator[Task | Extraction]:
        """The paragraphs of a document; of one that cannot be read the extraction that says so."""
        if isinstance(item, DocumentError):
            yield _unreadable(item, self.engine)
        else:
            yield from tasks_of(item, language=self.engine.options.language)

    def _checked(self, extraction: Extraction) -> Extraction:
        guard = self.guard
        # Where no paragraph was ever answered there is nothing to save: the run is an error, once.
        if extraction.failure and guard and guard.error and not guard.answered:
            raise guard.error
        return extraction


@contextmanager
def open_extractor(
    sources: Iterable[Source],
    options: Options,
    *,
    model: Model | None = None,
    record: "type[BaseModel] | None" = None,
    warn: Callable[[str], None] = lambda _: None,
    on_fetch: OnFetch = lambda _: None,
) -> Iterator[Extractor]:
    """Set up a run; leaving the context closes the model and the store.

    Args:
        sources: files, folders, globs, ``-`` for standard input.
        options: how the run goes.
        model: who answers, instead of the one that ``options.model`` names.
        record: the class of the records, instead of the one that ``options.schema`` names.
        warn: called with a line that the user should know and that stops nothing.
        on_fetch: called while the weights of an embedded model are fetched.

    Raises:
        UsageError: a schema, prompt, model or option that cannot be.
    """
    if options.samples < 1:
        raise UsageError(f"{options.samples} samples: at least one answer must be drawn")
    if options.batch and (model is not None or options.offline or not options.cache):
        raise UsageError(
            "batches are of a provider's own models, whose answers go into the store",
            hint="leave out --offline and --no-cache, or --batch",
        )
    name = model.name if model else full_name(options.model)
    # A bad schema, a bad prompt, then bad examples are told before anything is read or asked.
    domain = domain_of(options, record)
    reading_of(domain, options, profile_of(name))
    store = _open_store(options, warn)
    stop = threading.Event()
    opened = None
    if not options.offline:
        opened = model or model_of(name, domain, options, warn=warn, on_fetch=on_fetch, stop=stop)
    gate = threading.BoundedSemaphore(options.jobs or opened.slots) if opened else None
    stack = stacked(opened, name, options, store, warn=warn, stop=stop, gate=gate)
    judge = judge_of(
        options, domain, stack, store, warn=warn, on_fetch=on_fetch, stop=stop, gate=gate
    )
    # With several answers to each question it is requests that are bounded, not paragraphs.
    jobs = options.jobs or stack.top.slots
    executor = ThreadPoolExecutor(jobs, "llmextract-draw") if options.samples > 1 else None
    getting_ready = _prepare(opened)
    try:
        engine = assemble(options, domain, stack, store=store, judge=judge, executor=executor)
        stacks = list({id(x): x for x in (stack, judge) if x}.values())
        yield Extractor(
            engine,
            stack.guard,
            tuple(sources),
            tuple(one.meter for one in stacks if one.meter),
            stop,
            tuple(one for one in stacks if one.batch),
            warn,
        )
    except KeyboardInterrupt:
        stop.set()
        raise
    finally:
        if executor is not None:
            executor.shutdown(wait=not stop.is_set(), cancel_futures=True)
        if getting_ready is not None:
            getting_ready.join(STOP_SECONDS if stop.is_set() else None)
        stack.top.close()
        if judge is not None and judge is not stack:
            judge.top.close()
        if store is not None:
            store.close()


def extract(
    sources: Source | Iterable[Source] = (),
    *,
    text: str | None = None,
    schema: "str | type[BaseModel]" = "incident",
    model: str | Model = "local",
    warn: Callable[[str], None] | None = None,
    **options: Unpack[OptionArgs],
) -> Iterator[Extraction]:
    """Extract records from documents, lazily and in document order.

    Args:
        sources: a file, folder, glob, ``-`` for standard input, an open file, a :class:`Document`;
            or several of them.
        text: a text to read, instead of sources.
        schema: name of the schema, or its Pydantic class.
        model: name of the model, ``provider:model``, or an object that satisfies ``Model``.
        warn: called with a line that the user should know and that stops nothing; by default it
            goes to the ``llmextract`` logger.
        **options: the other attributes of :class:`llmextract.options.Options`.

    Yields:
        One extraction for each paragraph; its records are objects of the class with ``findings``,
        and can be read like dictionaries too.  A paragraph that failed, and a document that cannot be
        read, is an extraction with a failure, beside the good ones.

    Raises:
        UsageError: an option, schema, prompt or model name that cannot be.
        ModelUnavailableError: there is no model at all.
    """
    known = OptionArgs.__annotations__
    if unknown := sorted(set(options) - set(known)):
        raise UsageError(f"unknown options: {', '.join(unknown)}")
    named = model if isinstance(model, str) else model.name
    record = None if isinstance(schema, str) else schema
    name = schema if isinstance(schema, str) else content.name_of(schema)
    chosen = Options(schema=name, model=named, **options)
    given = list(documents.several(sources))
    if text is not None:
        given.append(documents.from_text(text, published=chosen.published))
    if not given:
        raise UsageError("nothing to extract from", hint="give files, Documents or text=…")
    who = None if isinstance(model, str) else model
    warn = warn or _log.warning
    with open_extractor(given, chosen, model=who, record=record, warn=warn) as extractor:
        for extraction in extractor:
            yield with_objects(extraction, extractor.record)


def _prepare(model: object) -> Thread | None:
    """The first time on a machine, compile the gazetteer and load the model at the same time.

    Later there is nothing to wait for, and a run that is served from the store needs no model.
    """
    if gazetteer.is_compiled():
        return None
    gazetteer.prepare()
    if not isinstance(model, Preparable):
        return None
    thread = Thread(target=model.prepare, name="llmextract-prepare")
    thread.start()
    return thread


def _open_store(options: Options, warn: Callable[[str], None]) -> Store | None:
    if not options.cache:
        return None
    try:
        return Store(warn=warn)
    except StoreError as error:
        if options.offline:
            raise
        warn(f"{error}; going on without it")
        return None


def _unreadable(error: DocumentError, engine: Engine) -> Extraction:
    """A document that cannot be read, as a line of the run: nothing is lost, nothing is silent."""
    name = documents.well_formed(error.source)
    document = Document(id=name, source=name, text="", paragraphs=())
    task = Task(Article(document), Paragraph(0, 0, 0, ""), Context())
    failure = Failure("document", documents.well_formed(str(error)))
    return task.failed(engine.model.name, engine.reading.name, failure)


def _reads_once(source: Source) -> bool:
    """Whether what is read of a source is gone: standard input, or a pipe that has a name."""
    if not isinstance(source, str | PathLike):
        return not isinstance(source, Document)
    # What lies elsewhere is not fetched twice only to be counted.
    return (
        documents.is_remote(str(source))
        or str(source) == "-"
        or (Path(source).exists() and Path(source).is_fifo())
    )
