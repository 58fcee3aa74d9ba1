"""The embedded model: weights on this machine, llama.cpp in this process, no server to set up.

llama.cpp serves itself on loopback and :class:`ServerModel` asks it like any other endpoint, so the
embedded model has no road of its own; what is particular is starting it, and reading the
unchanging beginning of the prompts once.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmextract import settings
from llmextract.errors import ModelError
from llmextract.model import Message, Reply, Request, digest
from llmextract.providers import llama_server, weights
from llmextract.providers.facts import EMBEDDED, Facts
from llmextract.providers.prefix_cache import PrefixCache
from llmextract.providers.probing import Said
from llmextract.providers.profiles import profile_of
from llmextract.providers.server import ServerModel
from llmextract.providers.weights_table import HUB_PREFIX, UNKNOWN, Reading

if TYPE_CHECKING:
    import httpx2

    from llmextract.providers.weight_sources import Report

WORTH_WARMING = 1000
"""Characters of a beginning below which reading it again costs less than the trouble."""


class LocalModel:
    """A model that runs here.

    Nothing is fetched or loaded before the first question: a run that is served from the store
    needs no weights at all.

    Args:
        which: a name of the table of weights, ``hf:OWNER/REPO/FILE.gguf`` for any file of a model
            hub, or the path of a ``.gguf`` file.
        slots: requests answered at the same time; what the profile says when None.  The last digits
            of a sum depend on who else is in the batch, so that two runs at temperature 0 may
            differ in a word; one slot is repeatable to the letter, and the store repeats any run.
        context: most tokens of one request with its answer; what the profile says when None.
        on_fetch: called with how far it is while missing weights are fetched.
        warn: called with a line that the user should know.
        timeout: most seconds for one answer; by its tokens when ``None``.
        stop: set when the run is stopped.
        transport: an ``httpx2`` transport in place of the network's, for tests.

    Attributes:
        context: most tokens of one request with its answer.
        reading: whether these weights read by themselves or are guided by rules.

    Raises:
        UsageError: neither a known name nor a ``.gguf`` file.
    """

    def __init__(
        self,
        which: str,
        *,
        slots: int | None = None,
        context: int | None = None,
        on_fetch: "Report | None" = None,
        warn: Callable[[str], None] = lambda _: None,
        timeout: float | None = None,
        stop: threading.Event | None = None,
        transport: Any = None,
    ) -> None:
        self.name = f"local:{which}"
        self.profile = profile_of(self.name)
        self.slots = slots or self.profile.slots
        self._on_fetch = on_fetch
        self._warn = warn
        self._weights = weights.find(which) if _is_name(which) else None
        self.reading: Reading = self.profile.reading
        self.context = context or self.profile.context
        self._token_bytes = (self._weights.serving if self._weights else UNKNOWN).token_bytes
        self._which = which
        self._transport = transport
        self._timeout = timeout
        self._stop = stop or threading.Event()
        self._lock = threading.Lock()
        self._running: _Running | None = None

    def complete(self, request: Request) -> Reply:
        """Answer a request; the first one loads the model.

        Raises:
            ModelUnavailableError: weights, library or memory are missing.
            ModelError: this request has no answer.
        """
        running = self._started()
        running.warm(request)
        return running.model.complete(request)

    def prepare(self) -> None:
        """Load the model, where the weights are here already.

        While llama.cpp loads no other thread of Python runs, so what takes other threads long is
        better done in another process.
        """
        if self._weights is not None and weights.path_of(self._weights) is None:
            return  # they are fetched when somebody asks, who then sees how far it is
        with suppress(ModelError):
            self._started()

    def facts(self) -> Facts:
        """What is known of the model and its server; loads the model."""
        return self._started().model.facts()

    def close(self) -> None:
        """Stop llama.cpp and free the memory; asked again, the model starts anew."""
        with self._lock:
            running, self._running = self._running, None
        if running is not None:
            running.stop()

    def _started(self) -> "_Running":
        with self._lock:
            if self._running is None:
                self._running = self._start()
            return self._running

    def _start(self) -> "_Running":
        llama_server.library()  # before a gigabyte is fetched in vain
        path = self._path()
        cache = _prefix_cache()
        server = llama_server.start(
            llama_server.Setup(
                path=path,
                slots=self.slots,
                context=self.context,
                token_bytes=self._token_bytes,
                threads=llama_server.usable_cores() or -1,
                states=cache.folder if cache else None,
            )
        )
        client = _client(server, self._transport or _transport(self._stop))
        model = ServerModel(
            self.name,
            model=path.name,
            base_url=f"{server.address}/v1",
            api_key=server.token,
            profile=self.profile,
            slots=self.slots,
            said=Said(EMBEDDED, self.context),
            warn=self._warn,
            timeout=self._timeout,
            stop=self._stop,
            http_client=client,
        )
        # llama.cpp refuses a state saved by a server with another number of slots.
        origin = [self._identity(path), server.version, self.context, self.slots]
        return _Running(server, client, model, cache=cache, origin=origin)

    def _path(self) -> Path:
        if self._weights is None:
            return Path(self._which).expanduser()
        return weights.pull(self._weights, progress=self._on_fetch)

    def _identity(self, path: Path) -> list[object]:
        """What tells these weights from all others, cheaply: a file of the user is not hashed."""
        if self._weights is not None:
            return [*weights.digests(self._weights)]
        status = path.stat()
        return [path.name, status.st_size, status.st_mtime_ns]


class _Running:
    """A started model: the server, the road to it, and which beginnings it has read.

    Args:
        server: llama.cpp.
        client: an HTTP client with its address and key.
        model: asks it.
        cache: states on disk, or None where there is no room for any.
        origin: all but the prompt that a state depends on, as plain JSON.
    """

    def __init__(
        self,
        server: llama_server.LlamaServer,
        client: "httpx2.Client",
        model: ServerModel,
        *,
        cache: PrefixCache | None,
        origin: list[object],
    ) -> None:
        self.model = model
        self._server = server
        self._client = client
        self._cache = cache
        self._origin = origin
        self._lock = threading.Lock()
        self._warm: list[tuple[Message, ...]] = []

    def stop(self) -> None:
        """Close the connections, then the server."""
        self.model.close()
        self._client.close()
        self._server.stop()

    def warm(self, request: Request) -> None:
        """See that every slot has read the messages that never change, once for each beginning.

        The slots of llama.cpp share nothing: without this each would read the same beginning for
        itself (neither ``kv_unified`` nor its cache of prompts in memory changes that).  A later
        turn of a conversation whose beginning is known (a reask) is left to its slot, and so are
        examples that were chosen for one paragraph.
        """
        messages = request.messages
        prefix = messages[:-1] if request.fixed is None else messages[: request.fixed]
        if self._cache is None or sum(len(m.content) for m in prefix) < WORTH_WARMING:
            return
        # Others wait: a request that overtakes would read the beginning for itself.
        with self._lock:
            if any(messages[: len(known)] == known for known in self._warm):
                return
            self._warm.append(prefix)
            import httpx2

            # A way to be faster and nothing else: whatever goes wrong, the request itself will do
            # without or will meet the same trouble and report it.
            with suppress(OSError, httpx2.HTTPError):
                self._fill_slots(self._cache, prefix)

    def _fill_slots(self, cache: PrefixCache, prefix: tuple[Message, ...]) -> None:
        key = digest([self._origin, [[m.role, m.content] for m in prefix]])[:32]
        slots = range(self.model.slots)
        if (name := cache.find(key)) and all(self._restore(slot, name) for slot in slots):
            return
        self._read(slots[0], prefix)
        draft = cache.draft()
        try:
            self._slot(slots[0], "save", draft)
            name = cache.adopt(key, draft)
        finally:
            cache.discard(draft)
        for slot in slots[1:]:
            self._restore(slot, name)

    def _read(self, slot: int, prefix: tuple[Message, ...]) -> None:
        """Let one slot read the beginning alone, with nothing where the paragraph will stand.

        Not the first request itself: its paragraph would be saved with the state, and an article
        has no business in a cache of prompts.
        """
        turns = [*prefix, Message("user", "")]
        body = {
            "messages": [{"role": m.role, "content": m.content} for m in turns],
            "max_tokens": 1,
            "id_slot": slot,
        }
        self._client.post("/v1/chat/completions", json=body).raise_for_status()

    def _restore(self, slot: int, name: str) -> bool:
        import httpx2

        try:
            self._slot(slot, "restore", name)
        except httpx2.HTTPStatusError:  # a state that llama.cpp refuses
            return False
        return True

    def _slot(self, slot: int, action: str, name: str) -> None:
        answer = self._client.post(f"/slots/{slot}?action={action}", json={"filename": name})
        answer.raise_for_status()


def _is_name(which: str) -> bool:
    """Whether it names weights, not a file."""
    return which.lower().startswith(HUB_PREFIX) or not which.lower().endswith(".gguf")


def _client(server: llama_server.LlamaServer, transport: Any) -> "httpx2.Client":
    """A client for loopback: proxies of the environment have no part in it."""
    import httpx2

    return httpx2.Client(
        base_url=server.address,
        headers={"Authorization": f"Bearer {server.token}"},
        timeout=600,
        trust_env=False,
        transport=transport,
    )


def _transport(stop: threading.Event) -> Any:
    from llmextract.providers.network import Transport

    return Transport(stop=stop)


def _prefix_cache() -> PrefixCache | None:
    try:
        return PrefixCache(settings.cache_dir() / "prefixes")
    except OSError:  # a read-only home: every process reads the beginning itself
        return None
