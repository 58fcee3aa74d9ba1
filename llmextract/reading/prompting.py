"""The words of a request: instructions filled, text in capitals made calm, an answer asked for again.

What never changes comes first and the paragraph last, so that servers reuse the prefix.  Source
text is only ever joined to other strings: it meets no template engine and no format string.
"""

import re
from collections.abc import Collection

from llmextract.errors import UsageError
from llmextract.model import Message
from llmextract.schema.answers import describe
from llmextract.schema.outline import Outline

_SHORT = 40
"""Letters below which capitals may be a name or a headline."""
_BRACKETED = re.compile(r"\[[a-z]{2,8}\]")
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def instructions(
    text: str, outline: Outline, *, name: str, without: Collection[str] = ()
) -> Message:
    """The instructions of a domain with their placeholders filled.

    Placeholders: ``{{fields}}`` the list of fields, ``{{key}}`` the name of the list in the answer.

    Args:
        text: the instructions.
        outline: the class of the records.
        name: of the prompt, for errors.
        without: names of fields that are not asked for.

    Raises:
        UsageError: a placeholder does not exist: a half-filled prompt is refused before any model
            is asked.
    """
    values = {"fields": describe(outline, without=without), "key": outline.key}
    unknown = sorted({name for name in _PLACEHOLDER.findall(text) if name not in values})
    if unknown:
        raise UsageError(
            f"the prompt {name!r} has unknown placeholders: {', '.join(map(repr, unknown))}",
            hint=f"known: {', '.join(sorted(values))}",
        )
    return Message("system", _PLACEHOLDER.sub(lambda m: values[m[1]], text).strip())


def again(answer: str, problem: str) -> tuple[Message, Message]:
    """The turns that ask once more after an answer that could not be read."""
    return (
        Message("assistant", answer),
        Message("user", f"That answer cannot be used: {problem}. Answer again, JSON only."),
    )


def is_shouted(text: str) -> bool:
    """Whether a text is in capitals throughout, and long enough to be no name or headline."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= _SHORT and sum(map(str.isupper, letters)) >= 0.9 * len(letters)


def calm(text: str) -> str:
    """Text in capitals as a small model reads it best: in small letters, but for names in brackets.

    Wire copy of older decades is in capitals throughout; a small model takes common words for names
    there and needs twice the tokens.  What it copies is found again whatever its case.
    """
    if not is_shouted(text):
        return text
    lowered = _BRACKETED.sub(lambda match: match.group().upper(), text.lower())
    return lowered[:1].upper() + lowered[1:]
