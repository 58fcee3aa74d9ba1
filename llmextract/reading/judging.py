"""A model as a judge: one closed question on one value, in the form that is pinned."""

from importlib.resources import files
from typing import Any, Final

from llmextract.blocks import one_line
from llmextract.model import Message, Sampling
from llmextract.records import Verdict
from llmextract.schema.answers import compact
from llmextract.schema.json_text import AnswerError, find_json
from llmextract.verification.judges import LABELS, JudgeQuestion, Opinion

TEXT: Final = "Text:"
"""The line that the text follows, sentence by sentence."""
VALUE: Final = "Value:"
"""The line that asks about the value; nothing comes after it."""

INSTRUCTIONS: Final = files(__package__).joinpath("judge.md").read_text("utf-8").strip()
"""What a judge is told of the labels: in the words of the guide, label for label."""

SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "verdict": {"type": "string", "enum": [str(label) for label in LABELS]},
        "quote": {"type": "string", "maxLength": 400},
    },
    "required": ["verdict", "quote"],
    "additionalProperties": False,
}

SAMPLING: Final = Sampling(max_tokens=256)
"""How an opinion is drawn: the likeliest, and no longer than a label and a quote."""


def messages_of(question: JudgeQuestion) -> tuple[Message, ...]:
    """The question as it is put to a model."""
    text = "\n".join(
        f"[{n}] {one_line(sentence)}" for n, sentence in enumerate(question.sentences, start=1)
    )
    context = f"Known besides: {one_line(question.context)}\n\n" if question.context else ""
    asked = f"{VALUE} {question.role} = {compact(question.value)}"
    return (
        Message("system", INSTRUCTIONS),
        Message("user", f"{context}{TEXT}\n{text}\n{asked}"),
    )


def read_opinion(reply: str, *, by: str) -> Opinion:
    """The opinion of a reply.

    Args:
        reply: what the model answered.
        by: its name.

    Raises:
        AnswerError: it holds no verdict.
    """
    value = find_json(reply, lambda one: isinstance(one, dict) and "verdict" in one)
    said = str(value["verdict"]).strip().lower()
    if said not in {str(label) for label in LABELS}:
        raise AnswerError(f"{said[:40]!r} is no verdict")
    quote = value.get("quote")
    return Opinion(Verdict(said), quote if isinstance(quote, str) else "", by)
