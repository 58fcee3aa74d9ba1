"""The one seam of the engine: a request, a reply, and the protocol of all that can answer.

Providers, the store of replies and the scripted model all satisfy :class:`Model`, so they stack.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, Protocol, runtime_checkable

from llmextract.lazy import Lazy
from llmextract.records import Usage

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the answer is drawn.

    Attributes:
        temperature: 0 for the likeliest answer.
        max_tokens: most tokens the answer may have.
        seed: seed of the draw.
    """

    temperature: float = 0.0
    max_tokens: int = 1024
    seed: int = 0


@dataclass(frozen=True)
class Request:
    """All that changes an answer.

    Attributes:
        model: full name of the model, ``provider:model``.
        messages: what never changes first, the paragraph last: servers reuse the prefix.
        schema: JSON Schema of the answer, narrowed to the paragraph; not changed once it was asked.
        sampling: how the answer is drawn.
        fixed: how many of the messages are the same in all requests of a run; all but the last when
            not said.  A hint for servers, no part of what is asked.
    """

    model: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any] = field(default_factory=dict)
    sampling: Sampling = field(default_factory=Sampling)
    fixed: int | None = field(default=None, compare=False)

    def payload(self) -> dict[str, Any]:
        """The request as plain JSON: the very text that its digest covers."""
        return {
            "model": self.model,
            "messages": [{"role": m.role, "content": m.content} for m in self.messages],
            "schema": self.schema,
            "sampling": {
                "temperature": self.sampling.temperature,
                "max_tokens": self.sampling.max_tokens,
                "seed": self.sampling.seed,
            },
        }

    @Lazy
    def digest(self) -> str:
        """SHA-256 of the payload, made once: the store, its claims and the run file all ask for it.

        Left out on purpose: the address of a server whose model is named without one, keys,
        time limits, retries, and which messages other requests share. None of them changes what a
        model answers.
        """
        shared, own = self._parted()
        state = _begun(shared).copy()
        end = _ended(self)[0]
        state.update(f"{','.join(map(_canonical, own))}{end}".encode("utf-8", "surrogatepass"))
        return state.hexdigest()

    def text(self) -> str:
        """The payload as JSON in one line, as the store keeps it."""
        shared, own = self._parted()
        begin, end = _opened(self.model, shared), _ended(self)[1]
        return f"{begin}{','.join(map(_spelled, own))}{end}"

    def _parted(self) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
        """The messages that other requests have too, and its own, of which there is one at least."""
        last = len(self.messages) - 1
        at = max(0, last if self.fixed is None else min(self.fixed, last))
        return self.messages[:at], self.messages[at:]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered, before anybody parsed it.

    Attributes:
        text: the raw answer.
        usage: tokens read and written.
        seconds: time the model took.
        complete: false when the answer was cut at ``max_tokens``.
        cached: whether it came from the store.
    """

    text: str
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    complete: bool = True
    cached: bool = False


@runtime_checkable
class Model(Protocol):
    """Anything that answers a request.

    ``name`` is the full ``provider:model`` name. ``slots`` is how many requests it likes to have in
    flight. ``complete`` may be called from several threads; it raises a ``ModelError`` when there
    is no answer, and never returns one that it made up.
    """

    name: str
    slots: int

    def complete(self, request: Request) -> Reply:
        """Answer one request."""
        ...

    def close(self) -> None:
        """Let go of what it holds (a server, connections). Harmless when called twice."""
        ...


@runtime_checkable
class Preparable(Protocol):
    """A model that can get ready before it is asked, where that takes it seconds."""

    def prepare(self) -> None:
        """Get ready; it never raises a ``ModelError``: the first request tells what is amiss."""
        ...


def digest(value: object) -> str:
    """SHA-256 of a JSON value in one canonical spelling: sorted keys, no white space, UTF-8."""
    return hashlib.sha256(_SORTED(value).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    """What JSON has no name for: a mapping that is no dict must not lose its values."""
    return dict(value) if isinstance(value, Mapping) else list(value)


# Made once: to make one takes longer than to spell a word.
_SPELL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
_SORTED = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
).encode


# What all requests of a run have in common is spelled once, and what each of them adds is put to it.
# The canonical spelling begins with the messages, so the digest of what they share is gone on with.


def _canonical(message: Message) -> str:
    return f'{{"content":{_SORTED(message.content)},"role":{_SORTED(message.role)}}}'


def _spelled(message: Message) -> str:
    return f'{{"role":{_SPELL(message.role)},"content":{_SPELL(message.content)}}}'


@lru_cache(maxsize=64)
def _begun(messages: tuple[Message, ...]) -> "hashlib._Hash":
    """The digest as far as these messages; to be copied, not to be gone on with itself."""
    text = '{"messages":[' + "".join(f"{_canonical(one)}," for one in messages)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=64)
def _opened(model: str, messages: tuple[Message, ...]) -> str:
    """A payload as far as these messages."""
    shared = "".join(f"{_spelled(one)}," for one in messages)
    return f'{{"model":{_SPELL(model)},"messages":[{shared}'


_Ending = tuple[Mapping[str, Any], Sampling, str, tuple[str, str]]
_endings: dict[tuple[int, int], _Ending] = {}
_ENDINGS = 64


def _ended(request: Request) -> tuple[str, str]:
    """What follows the messages, in the canonical spelling and in that of the store.

    Schema and sampling are known again by being the very same objects: to compare what a schema says
    takes long, and 0 equals 0.0, which is spelled otherwise.
    """
    schema, sampling, model = request.schema, request.sampling, request.model
    key = id(schema), id(sampling)
    kept = _endings.get(key)
    if kept and kept[0] is schema and kept[1] is sampling and kept[2] == model:
        return kept[3]
    drawn = request.payload()["sampling"]
    texts = (
        f'],"model":{_SORTED(model)},"sampling":{_SORTED(drawn)},"schema":{_SORTED(schema)}}}',
        f'],"schema":{_SPELL(schema)},"sampling":{_SPELL(drawn)}}}',
    )
    if len(_endings) >= _ENDINGS:
        _endings.clear()
    _endings[key] = schema, sampling, model, texts
    return texts
