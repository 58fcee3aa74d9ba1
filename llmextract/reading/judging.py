"""A model as a judge: one closed question on one value, in the form that is pinned."""

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

INSTRUCTIONS: Final = """\
You check one value of a record against a text: does the text carry the value for the role that it is said to have? Read the text closely; judge only what it says. Answer with one JSON object, {"verdict": ..., "quote": ...}.

verdict is one of:
- supported: the text states this value for this role: in digits, in words ("a soldier" is 1, "a couple" 2, "a dozen" 12), as a denial (no casualties: 0), or as the very bound or range that is asked about; a place that the text names as the place of the incident, in any spelling, also more exactly than the value does.
- derived: not stated, but it follows by adding, subtracting or counting what the text states about different people.
- partly: stated only as a bound ("at least nine" for 9), as one end of a range, for a part of those who are counted; or the place is only a point of reference ("20 km north of X", "between X and Y"), or a part of the value is stated and the rest is not.
- inferred: only hinted at: a demonym, the seat of an institution.
- unsupported: not in the text, or there as something else: the injured for the killed, an age, a date, a distance, a running total, an older or another incident, a figure that is denied, planned, rumoured or only asked about; a place where somebody speaks, comes from, is treated or fled to, or a part of the name of something else; or contradicted.

quote: the shortest words of the text, copied exactly, that the verdict rests on; they hold the number or the name. An empty string where the text has no such words."""

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
