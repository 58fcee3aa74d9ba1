"""One question that shows whether a server really enforces a schema, or only says so."""

import json
from dataclasses import dataclass
from typing import Literal

from llmextract.model import Message, Model, Reply, Request, Sampling

Enforcement = Literal["enforced", "json", "ignored"]

WORDS = ("zyx-40817", "zyx-22596")
"""What the schema allows; nothing that a model would answer by chance."""
_QUESTION = "Which city is the capital of France? Answer with one plain English sentence."
_SCHEMA = {
    "type": "object",
    "properties": {"code": {"enum": list(WORDS)}},
    "required": ["code"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Check:
    """What the question showed.

    Attributes:
        enforcement: ``enforced``: the reply obeyed a schema that it could not know; ``json``: it is
            JSON but not of that schema; ``ignored``: the schema had no effect.
        reply: the reply.
    """

    enforcement: Enforcement
    reply: Reply

    def explain(self) -> str:
        """What that means for a user."""
        return {
            "enforced": "the server enforces schemas: invented values cannot be written",
            "json": "the server writes JSON, not by the schema: answers are checked and reasked",
            "ignored": "the server ignores schemas: answers are checked and asked again",
        }[self.enforcement]


def check(model: Model) -> Check:
    """Ask a model for prose under a schema that only allows two nonsense words.

    Raises:
        ModelError: the model cannot be asked.
    """
    request = Request(
        model=model.name,
        messages=(Message("user", _QUESTION),),
        schema=_SCHEMA,
        sampling=Sampling(max_tokens=60),
    )
    reply = model.complete(request)
    return Check(_judge(reply.text), reply)


def _judge(text: str) -> Enforcement:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return "ignored"
    return "enforced" if value in [{"code": word} for word in WORDS] else "json"
