"""One question that shows what a server really does: enforces a schema, refuses parameters, or neither."""

import json
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from llmextract.model import Message, Model, Reply, Request, Sampling
from llmextract.providers.facts import Facts
from llmextract.providers.profiles import Profile, profile_of
from llmextract.providers.structures import IN_PROMPT

Enforcement = Literal["enforced", "followed", "json", "ignored"]

WORDS = ("zyx-40817", "zyx-22596")
"""What the schema allows; nothing that a model would answer by chance."""
_QUESTION = "Which city is the capital of France? Answer with one plain English sentence."
_SCHEMA = {
    "type": "object",
    "properties": {"code": {"type": "string", "enum": list(WORDS)}},
    "required": ["code"],
    "additionalProperties": False,
}
_EXPLAINED: dict[Enforcement, str] = {
    "enforced": "the server enforces schemas: invented values cannot be written",
    "followed": "no schema is enforced; the model followed one that it was shown",
    "json": "the server writes JSON, not by the schema: answers are checked and reasked",
    "ignored": "the server ignores schemas: answers are checked and asked again",
}


@runtime_checkable
class Known(Protocol):
    """A model that can tell what is known of it and its server."""

    def facts(self) -> Facts:
        """What is known by now."""
        ...


@dataclass(frozen=True, slots=True)
class Check:
    """What the question showed.

    Attributes:
        enforcement: ``enforced``: the reply obeyed a schema that it could not know; ``followed``: it
            obeyed one that it was shown; ``json``: it is JSON but not of that schema; ``ignored``:
            the schema had no effect.
        reply: the reply.
        profile: what was known of the model before.
        facts: what was found, where the model can tell.
    """

    enforcement: Enforcement
    reply: Reply
    profile: Profile
    facts: Facts | None = None

    def explain(self) -> str:
        """What that means for a user."""
        return _EXPLAINED[self.enforcement]

    def lines(self) -> list[str]:
        """All that was found, a line each."""
        usage = self.reply.usage
        tokens = f"{usage.prompt_tokens} tokens read, {usage.completion_tokens} written"
        found = [
            f"reachable: answered in {self.reply.seconds:.1f} s ({tokens})",
            f"structure: {self.enforcement}: {self.explain()}",
        ]
        found += _found(self.facts) if self.facts else []
        profile = self.profile
        article = f"{profile.article_tokens} tokens" if profile.article_tokens else "headline only"
        return [
            *found,
            f"reading: {profile.reading} (profile: {profile.name}), article as context: {article}",
        ]


def check(model: Model) -> Check:
    """Ask a model for prose under a schema that only allows two nonsense words.

    Raises:
        ModelError: the model cannot be asked.
    """
    profile = profile_of(model.name)
    request = Request(
        model=model.name,
        messages=(Message("user", _QUESTION),),
        schema=_SCHEMA,
        sampling=Sampling(max_tokens=60),
    )
    reply = model.complete(request)
    facts = model.facts() if isinstance(model, Known) else None
    shown = facts is not None and (facts.structure in IN_PROMPT or facts.structure == "tools")
    return Check(_judge(reply.text, shown=shown), reply, profile, facts)


def _found(facts: Facts) -> list[str]:
    lines = [f"server: {facts.server or 'does not tell which it is'}"]
    lines.append(f"asked by: {facts.structure}")
    lines += [f"refused: {learnt}" for learnt in facts.learnt]
    if facts.left_out:
        lines.append(f"left out: {', '.join(sorted(facts.left_out))}")
    sent = f"{facts.length} is sent" if facts.length else "no bound is sent"
    if facts.thinking_tokens:
        sent += f", with {facts.thinking_tokens} tokens more for reasoning"
    lines.append(f"length of an answer: {sent}")
    if not facts.system:
        lines.append("system: its messages go into the user's")
    if facts.context is None:
        lines.append(f"context: not told; {facts.profile.context} tokens are counted on")
    else:
        lines.append(f"context: {facts.context} tokens")
    return lines


def _judge(text: str, *, shown: bool) -> Enforcement:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return "ignored"
    if value not in [{"code": word} for word in WORDS]:
        return "json"
    return "followed" if shown else "enforced"
