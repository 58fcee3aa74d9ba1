"""Several paragraphs in flight: none waits for a slow one, and what is finished comes out in order.

A reply that takes forty times as long as the others holds one slot, not all of them: what finishes
behind it waits for its turn in memory, up to a bound of bytes, while the slots are kept full.
"""

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from queue import SimpleQueue
from typing import Generic, TypeVar

from llmextract.records import Extraction

T = TypeVar("T")

WAITING = 64 << 20
"""Bytes of finished extractions that wait for their turn: at 300 paragraphs a second about two
minutes behind one slow reply, and well under the memory that a run has anyway."""
STOP_SECONDS = 1.0
"""Most seconds that a stopped run waits for answers that came to be verified and kept."""
_BESIDE = 4
"""For how many requests in flight there is a thread more.  What comes before a request and after it
takes some hundredth of a second where the processor is busy, against a tenth and more that it waits."""
_PARAGRAPH, _FINDING = 2_000, 1_000
"""About what an extraction and each of its findings take in memory besides the text, measured with
tracemalloc over extractions of the incident schema."""


def threads_for(jobs: int) -> int:
    """Threads that keep so many requests in flight: some verify and keep while others wait."""
    return jobs + jobs // _BESIDE


class _Document:
    """The extractions of one document, in order, as far as they did not go out yet."""

    __slots__ = ("begun", "closed", "items", "name", "unfinished")

    def __init__(self, name: tuple[str, str]) -> None:
        self.name = name
        self.items: deque[Extraction | Future[Extraction]] = deque()
        self.unfinished = 0
        self.begun = self.closed = False

    @property
    def is_whole(self) -> bool:
        return self.closed and not self.unfinished


class InFlight(Generic[T]):
    """Handles items in threads and yields what came of them.

    Args:
        handle: makes the extraction of an item; an item that is one goes out as it is.
        at_hand: the extraction of an item for which there is nothing to wait, else ``None``; it is
            asked in the thread that reads, since to hand over costs more than a look into a store.
        name_of: which document an item belongs to; items of one stand together.
        jobs: items in hand at a time.
        ordered: whether documents go out in the order in which they came in; else as they are
            finished.  The paragraphs of one stand together and in order either way, so that who
            reads on document by document need not know.
        waiting: bytes of finished extractions from which nothing is begun until some went out.
        stop: set when the run is stopped: then only what was answered is waited for, and not long.
    """

    def __init__(
        self,
        handle: Callable[[T], Extraction],
        at_hand: Callable[[T], Extraction | None],
        name_of: Callable[[T | Extraction], tuple[str, str]],
        *,
        jobs: int,
        ordered: bool = True,
        waiting: int = WAITING,
        stop: threading.Event | None = None,
    ) -> None:
        self._handle = handle
        self._at_hand = at_hand
        self._name_of = name_of
        self._jobs = jobs
        self._ordered = ordered
        self._most = waiting
        self._stop = stop or threading.Event()
        self._documents: deque[_Document] = deque()
        self._finished: SimpleQueue[tuple[_Document, Future[Extraction]]] = SimpleQueue()
        self._unfinished = 0
        self._held = 0

    def over(self, items: Iterable[T | Extraction]) -> Generator[Extraction, None, None]:
        """What comes of the items; those not begun are dropped where it is closed early."""
        source = iter(items)
        more = True
        pool = ThreadPoolExecutor(self._jobs, thread_name_prefix="llmextract")
        try:
            while more or self._documents:
                # Twice as many as are in flight: enough that no slot waits for the reader.
                if more and self._unfinished < 2 * self._jobs and self._held < self._most:
                    more = self._begin(source, pool)
                elif self._unfinished:
                    self._note(*self._finished.get())
                while not self._finished.empty():
                    self._note(*self._finished.get())
                yield from self._ready()
        except KeyboardInterrupt:
            self._stop.set()
            raise
        finally:
            self._end(pool)

    def _end(self, pool: ThreadPoolExecutor) -> None:
        """Wait for what is in flight; where the run was stopped, only for what was answered."""
        pool.shutdown(wait=not self._stop.is_set(), cancel_futures=True)
        if not self._stop.is_set():
            return
        items = [item for document in self._documents for item in document.items]
        # What was cancelled would be taken for what is still to come.
        wait(
            [one for one in items if isinstance(one, Future) and not one.cancelled()], STOP_SECONDS
        )

    def _begin(self, source: Iterator[T | Extraction], pool: ThreadPoolExecutor) -> bool:
        """Take the next item; whether there was one."""
        newest = self._documents[-1] if self._documents else None
        try:
            item = next(source)
        except StopIteration:
            if newest:
                newest.closed = True
            return False
        name = self._name_of(item)
        if newest is None or newest.name != name:
            if newest:
                newest.closed = True
            newest = _Document(name)
            self._documents.append(newest)
        if isinstance(item, Extraction):
            self._append(newest, item)
        elif (done := self._at_hand(item)) is not None:
            self._append(newest, done)
        else:
            self._submit(newest, pool.submit(self._handle, item))
        return True

    def _append(self, document: _Document, done: Extraction) -> None:
        document.items.append(done)
        self._held += _size(done)

    def _submit(self, document: _Document, future: "Future[Extraction]") -> None:
        document.items.append(future)
        document.unfinished += 1
        self._unfinished += 1
        future.add_done_callback(lambda done: self._finished.put((document, done)))

    def _note(self, document: _Document, done: "Future[Extraction]") -> None:
        document.unfinished -= 1
        self._unfinished -= 1
        if done.exception() is None:
            self._held += _size(done.result())

    def _ready(self) -> Iterator[Extraction]:
        """What may go out now."""
        while (document := self._next()) is not None:
            while document.items and _is_done(document.items[0]):
                document.begun = True
                one = document.items.popleft()
                extraction = one if isinstance(one, Extraction) else one.result()
                yield extraction
                self._held -= _size(extraction)
            if document.items or not document.closed:
                return
            self._documents.remove(document)

    def _next(self) -> _Document | None:
        """The document whose turn it is."""
        if not self._documents:
            return None
        first = self._documents[0]
        if self._ordered or first.begun or self._held >= self._most:
            return first
        for one in self._documents:
            if one.begun or one.is_whole:
                return one
        return None


def _is_done(item: "Extraction | Future[Extraction]") -> bool:
    return isinstance(item, Extraction) or item.done()


def _size(one: Extraction) -> int:
    """About how many bytes of memory an extraction holds."""
    return _PARAGRAPH + 4 * len(one.paragraph.text) + _FINDING * len(one.findings)
