"""How requests are put to one server, and what it taught us by refusing: kept while a model is open.

A refused parameter is sent under the name that the server wants, with a value that it takes, or not
at all; a way to ask for a shape gives way to the next weaker one.  None of that is part of what is
asked, so none of it is in a request's digest.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from llmextract.model import Message, Request, digest
from llmextract.providers import structures
from llmextract.providers.profiles import Profile
from llmextract.providers.refusals import LENGTHS, STRUCTURE, SYSTEM, Refusal
from llmextract.providers.structures import Structure

_OTHER_LENGTH: Mapping[str, str] = {
    "max_tokens": "max_completion_tokens",
    "max_completion_tokens": "max_tokens",
}
THINKING_TOKENS = (4096, 16384)
"""Room for thoughts that is tried when an answer was cut before it began, on top of the answer's."""
_ROLE_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class Way:
    """How requests are put at present.

    Attributes:
        structures: ways to ask for a shape that were not refused, strongest first.
        length: name of the parameter for the most tokens, or ``None`` when none is taken.
        left_out: parameters that are not sent.
        system: whether messages of the role ``system`` are sent as such.
        most_tokens: the largest answer that the server lets us ask for.
        thinking_tokens: tokens on top of the answer's.
    """

    structures: tuple[Structure, ...]
    length: str | None
    left_out: frozenset[str]
    system: bool
    most_tokens: int | None = None
    thinking_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it is put: what a wire form is made of.

    Attributes:
        way: the way that was current.
        structure: how the shape is asked for, or ``None`` where no shape is asked.
        schema: the shape.
        messages: with the schema where the way wants it in the prompt.
        parameters: sampling, under the names that the server takes.
        schema_digest: of the shape.
    """

    way: Way
    structure: Structure | None
    schema: Mapping[str, Any]
    messages: tuple[Message, ...]
    parameters: Mapping[str, Any]
    schema_digest: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """Something a server taught us: what it refuses, and what is done instead, in words."""

    parameter: str
    done: str
    words: str

    def __str__(self) -> str:
        return f"{self.parameter} {self.done} ({self.words})"


@dataclass
class Negotiation:
    """What is known of one server; safe to use from several threads.

    Args:
        profile: what is known before anything is asked.
        tell: called with each thing that is learnt.
    """

    profile: Profile
    tell: Callable[[Learnt], None] = lambda _: None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _way: Way = field(init=False)
    _refused: dict[str, set[Structure]] = field(default_factory=dict)
    _renamed: set[str] = field(default_factory=set)
    _learnt: list[Learnt] = field(default_factory=list)
    _schema: tuple[Mapping[str, Any], str, bool] = ({}, "", False)

    def __post_init__(self) -> None:
        self._way = Way(
            _with_text(self.profile.structures),
            self.profile.length,
            self.profile.leaves_out,
            self.profile.system,
            thinking_tokens=self.profile.thinking_tokens,
        )

    @property
    def way(self) -> Way:
        """How requests are put at present."""
        return self._way

    @property
    def learnt(self) -> tuple[Learnt, ...]:
        """What was learnt, in order."""
        return tuple(self._learnt)

    def restrict(self, allowed: frozenset[Structure]) -> None:
        """Leave out ways to ask for a shape that the server's own API does not have."""
        with self._lock:
            kept = tuple(each for each in self._way.structures if each in allowed)
            self._way = replace(self._way, structures=_with_text(kept))

    def ask(self, request: Request, *, most_tokens: int | None = None) -> Asked:
        """A request as it is put at present.

        Args:
            request: what is asked.
            most_tokens: an upper bound for this request alone.
        """
        way = self._way
        schema_digest, can_be_strict = self._known(request.schema)
        structure = self._structure(way, request.schema, schema_digest, can_be_strict=can_be_strict)
        messages = request.messages
        if structure is not None:
            messages = structures.in_the_prompt(structure, request.schema, messages)
        if not way.system:
            messages = without_system(messages)
        sampling = request.sampling
        parameters: dict[str, Any] = {"temperature": sampling.temperature, "seed": sampling.seed}
        parameters = {n: v for n, v in parameters.items() if n not in way.left_out}
        if way.length is not None:
            bounds = (sampling.max_tokens + way.thinking_tokens, way.most_tokens, most_tokens)
            parameters[way.length] = min(bound for bound in bounds if bound is not None)
        return Asked(way, structure, request.schema, messages, parameters, schema_digest)

    def learn(self, asked: Asked, refusal: Refusal) -> bool:
        """Take in a refusal; whether it is worth asking again.

        False when nothing can be done about it: what is refused was not sent, or is needed.
        """
        with self._lock:
            refused = self._refused.get(asked.schema_digest, set())
            if asked.way != self._way or asked.structure in refused:
                return True  # another thread learnt something meanwhile
            if refusal.parameter in {STRUCTURE, "tools"}:
                done = self._weaken(asked, refusal)
            else:
                done = self._change(refusal)
            if done is None:
                return False
            what = Learnt(refusal.parameter, done, refusal.words)
            self._learnt.append(what)
        self.tell(what)
        return True

    def think_longer(self, asked: Asked) -> bool:
        """Allow more tokens for thoughts, after an answer that was cut before it began."""
        with self._lock:
            if asked.way != self._way:
                return True
            more = [n for n in THINKING_TOKENS if n > self._way.thinking_tokens]
            if not more or self._way.length is None or self._way.most_tokens is not None:
                return False
            self._way = replace(self._way, thinking_tokens=more[0])
            return True

    def _known(self, schema: Mapping[str, Any]) -> tuple[str, bool]:
        """The digest of a schema and whether it can be strict; those of the one before are kept."""
        before = self._schema
        if before[0] is not schema:
            before = self._schema = schema, digest(schema), structures.can_be_strict(schema)
        return before[1:]

    def _structure(
        self, way: Way, schema: Mapping[str, Any], schema_digest: str, *, can_be_strict: bool
    ) -> Structure | None:
        if not schema:
            return None
        refused = self._refused.get(schema_digest, set())
        for each in way.structures:
            strict = each == "json_schema_strict"
            if each not in refused and (can_be_strict or not strict):
                return each
        return "text"

    def _weaken(self, asked: Asked, refusal: Refusal) -> str | None:
        used = asked.structure
        if used is None or used == "text":
            return None
        if refusal.for_this_schema:
            self._refused.setdefault(asked.schema_digest, set()).add(used)
            return f"as {used} is refused for one schema"
        left = tuple(each for each in self._way.structures if each != used)
        self._way = replace(self._way, structures=left)
        return f"as {used} is refused; asking by {left[0]}"

    def _change(self, refusal: Refusal) -> str | None:
        way, name = self._way, refusal.parameter
        if name == SYSTEM:
            if not way.system:
                return None
            self._way = replace(way, system=False)
            return "is put into the first message of the user"
        if name in LENGTHS:
            return self._change_length(refusal)
        if name in way.left_out:
            return None
        self._way = replace(way, left_out=way.left_out | {name})
        return "is left out"

    def _change_length(self, refusal: Refusal) -> str | None:
        way, name = self._way, refusal.parameter
        if refusal.most is not None and refusal.most != way.most_tokens:
            self._way = replace(way, most_tokens=refusal.most)
            return f"is {refusal.most} at most"
        if name != way.length:
            return None
        self._renamed.add(name)
        other = refusal.instead or _OTHER_LENGTH.get(name)
        if other in _OTHER_LENGTH and other not in self._renamed:
            self._way = replace(way, length=other)
            return f"is sent as {other}"
        self._way = replace(way, length=None)
        return "is left out"


def without_system(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """The messages with those of the system put into the user's, for models that know no such role.

    Turns of the same role that follow each other become one: the templates of such models often
    want the roles to alternate.
    """
    turns: list[Message] = []
    for message in messages:
        role = "user" if message.role == "system" else message.role
        if turns and turns[-1].role == role:
            text = f"{turns[-1].content}{_ROLE_BREAK}{message.content}"
            turns[-1] = Message(role, text)
        else:
            turns.append(Message(role, message.content))
    return tuple(turns)


def _with_text(ways: tuple[Structure, ...]) -> tuple[Structure, ...]:
    """A way that asks for nothing is left in any case."""
    return ways if "text" in ways else (*ways, "text")
