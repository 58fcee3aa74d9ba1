"""Two shelves of one store: raw replies by request, and verified results by all that they depend on."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmextract import journal, settings
from llmextract.errors import NotRecordedError, RequestRefusedError, StoreError
from llmextract.model import Model, Reply, Request
from llmextract.store import differing, entries, folders
from llmextract.store.claims import Claims
from llmextract.store.disk import DiskTexts
from llmextract.store.entries import (
    REFUSED,
    VOID,
    fault,
    is_answer,
    reply_from_json,
    reply_to_json,
)
from llmextract.store.sealing import SealedShelf
from llmextract.store.shelf import MemoryShelf, Shelf, Texts

if TYPE_CHECKING:
    from llmextract.store.postgres import Database, PostgresClaims

EXPLAINED = 3
"""How many unrecorded requests of a run are told what changed."""
SEARCHED = 5_000
"""How many recorded requests are looked at for the nearest one, newest first (under a second)."""


class Store:
    """Both shelves of one place: a folder, or a database that several machines share.

    Args:
        folder: where it lies; by default what ``LLMEXTRACT_STORE`` names, else the user's own.
        warn: see :class:`Shelf`.

    Attributes:
        where: the place, as a message names it.
        replies: raw replies by the digest of their request.
        results: verified results by all that they depend on.
        claims: which requests are being asked by whom.
    """

    def __init__(
        self, folder: Path | None = None, *, warn: Callable[[str], None] | None = None
    ) -> None:
        url = settings.store_url() if folder is None else None
        self._database: Database | None = None
        replies: Texts
        results: Texts
        self.claims: Claims | PostgresClaims
        if url is None:
            folder = folder or settings.store_dir()
            folders.check(folder)
            self.where = str(folder)
            replies, results = DiskTexts(folder / "replies"), DiskTexts(folder / "results")
            self.claims = Claims(folder / "claims")
        else:
            from llmextract.store import postgres  # noqa: PLC0415 - only where a store is shared

            self._database = postgres.Database(url)
            self.where = self._database.where
            replies = postgres.PostgresTexts(self._database, "replies")
            results = postgres.PostgresTexts(self._database, "results")
            self.claims = postgres.PostgresClaims(self._database)
        self.replies = Shelf(replies, warn=warn)
        self.results = SealedShelf(results, warn=warn)

    def has_reply(self, digest: str) -> bool:
        """Whether a reply to a request is kept that can be used; see :func:`entries.is_answer`."""
        kept = self.replies.get(digest)
        return isinstance(kept, dict) and fault(kept, digest) is None and is_answer(kept)

    def close(self) -> None:
        """Close both."""
        self.replies.close()
        self.results.close()
        self.claims.close()
        if self._database is not None:
            self._database.close()


class StoredModel:
    """A model whose complete replies are kept, and served again for the same request.

    Args:
        model: who answers what is not in the store; ``None`` for an offline run.
        name: full name of the model.
        replies: the shelf of raw replies, or the memory of this run.
        slots: requests in flight, where no model says.
        claims: which requests other processes are asking; ``None`` where nothing is shared.
    """

    def __init__(
        self,
        model: Model | None,
        *,
        name: str,
        replies: Shelf | MemoryShelf,
        slots: int = 1,
        claims: "Claims | PostgresClaims | None" = None,
    ) -> None:
        self.name = name
        self.slots = model.slots if model else slots
        self._model = model
        self._replies = replies
        self._claims = claims if model else None
        self._lock = threading.Lock()
        self._explained = 0
        self._own: set[str] = set()
        """What this run was told and is no answer for good: asked once more it would be the same."""
        self._asking: dict[str, tuple[threading.Lock, int]] = {}

    def complete(self, request: Request) -> Reply:
        """Serve from the store, else ask and keep the answer.

        Raises:
            NotRecordedError: offline, and this request was never answered.
        """
        self._replies.know(entries.common_of(request))
        reply = self._kept(request.digest) or self._answered(request)
        journal.note(
            "reply",
            digest=request.digest,
            model=self.name,
            kept=reply.cached,
            complete=reply.complete,
            prompt_tokens=reply.usage.prompt_tokens,
            completion_tokens=reply.usage.completion_tokens,
            seconds=reply.seconds,
        )
        journal.quote(
            "said",
            lambda: {"digest": request.digest, "request": request.payload(), "reply": reply.text},
        )
        return reply

    def _answered(self, request: Request) -> Reply:
        """Ask, or wait for who asks the same."""
        with self._alone(request.digest):
            if self._claims is None:
                return self._ask(request)
            with self._claims.hold(request.digest, until=lambda: self._has(request.digest)):
                return self._ask(request)

    def _has(self, digest: str) -> bool:
        """Whether another process has the answer by now."""
        return self._kept(digest) is not None

    def _kept(self, digest: str) -> Reply | None:
        """What was answered to a request; what is no answer for good only offline, or in this run."""
        kept = self._replies.get(digest)
        if kept is None:
            return None
        wrong = fault(kept, digest) if isinstance(kept, dict) else "is no reply"
        if wrong:
            self._replies.refuse(digest, f"what the store holds for a request {wrong}")
            return None
        if not is_answer(kept) and self._model is not None and digest not in self._own:
            return None
        if REFUSED in kept:
            raise RequestRefusedError(str(kept[REFUSED]))
        return reply_from_json(kept["reply"])

    def _ask(self, request: Request) -> Reply:
        kept = self._kept(request.digest)  # another thread may have asked meanwhile
        if kept is not None:
            return kept
        if self._model is None:
            raise NotRecordedError(
                f"the request {request.digest[:12]} to {request.model} was never recorded"
                + self._why(request),
                hint="run once without --offline",
            )
        try:
            reply = self._model.complete(request)
        except RequestRefusedError as error:
            self._keep(request, {REFUSED: str(error)})
            raise
        said = {"reply": reply_to_json(reply)}
        if not is_answer(said):
            self._own.add(request.digest)
        self._keep(request, said)
        return reply

    def _keep(self, request: Request, said: Mapping[str, Any]) -> None:
        self._replies.put(
            request.digest,
            {"request": request.payload(), **said},
            common=entries.common_of(request),
            text=entries.text_of(request, said),
        )

    def disown(self, digest: str, why: str) -> None:
        """Keep a reply as what was said, not as an answer: the next run asks anew.

        Args:
            digest: of its request.
            why: what is wrong with it.
        """
        kept = self._replies.get(digest)
        if isinstance(kept, dict) and self._model is not None:
            self._own.add(digest)
            self._replies.put(digest, {**kept, VOID: why})

    def _why(self, request: Request) -> str:
        """What changed since the nearest recorded request; told of the first few, for it is a search."""
        with self._lock:
            if self._explained >= EXPLAINED:
                return ""
            self._explained += 1
        recorded = (
            kept["request"]
            for _, kept in islice(self._replies.items(newest_first=True), SEARCHED)
            if isinstance(kept, dict) and isinstance(kept.get("request"), dict)
        )
        try:
            return f": {differing.explain(request.payload(), recorded)}"
        except StoreError:
            return ""  # a damaged store has nothing to compare with; that was told already

    @contextlib.contextmanager
    def _alone(self, digest: str) -> Iterator[None]:
        """Hold back other threads with the same request: the same words are asked once."""
        with self._lock:
            lock, users = self._asking.get(digest, (threading.Lock(), 0))
            self._asking[digest] = lock, users + 1
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, users = self._asking.pop(digest)
                if users > 1:
                    self._asking[digest] = lock, users - 1

    def close(self) -> None:
        """Close the model behind; nobody waits for other processes any more."""
        if self._claims is not None:
            self._claims.close()
        if self._model is not None:
            self._model.close()
