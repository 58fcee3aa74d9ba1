"""Turns a prompt, a form and a paragraph into the messages of a request.

What never changes comes first and the paragraph last, so that servers reuse the prefix.  Source
text is only ever joined to other strings: it meets no template engine and no format string.
"""

import re
from collections.abc import Mapping, Sequence

from llmextract.content import Prompt
from llmextract.errors import UsageError
from llmextract.forms import Form
from llmextract.model import Message
from llmextract.records import Context

PARAGRAPH = "Paragraph: "
"""What stands before the paragraph itself; everything before it is context."""
_SHORT = 40
"""Letters below which capitals may be a name or a headline."""
_BRACKETED = re.compile(r"\[[a-z]{2,8}\]")
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def system_message(prompt: Prompt, form: Form) -> Message:
    """The instructions with their placeholders filled.

    Placeholders: ``{{fields}}`` the list of fields, ``{{key}}`` the name of the list in the answer.

    Raises:
        UsageError: the prompt names a placeholder that does not exist: a half-filled prompt is
            refused before any model is asked.
    """
    values = {"fields": form.describe(), "key": form.key}
    unknown = sorted({name for name in _PLACEHOLDER.findall(prompt.text) if name not in values})
    if unknown:
        raise UsageError(
            f"the prompt {prompt.name!r} has unknown placeholders: {', '.join(map(repr, unknown))}",
            hint=f"known: {', '.join(sorted(values))}",
        )
    return Message("system", _PLACEHOLDER.sub(lambda m: values[m[1]], prompt.text).strip())


def user_text(
    sentences: Mapping[int, str], context: Context, entries: Sequence[Sequence[int]] = ()
) -> str:
    """The paragraph as the model reads it: context marked as such, sentences numbered from 1.

    The paragraph before is not shown: a small model takes names and numbers from it (measured), and
    reading it again for each paragraph costs as much as the paragraph itself.

    Args:
        sentences: the sentences that are shown, by their number in the paragraph.
        context: what a reader knows besides; of it the headline is shown.
        entries: for a sheet of blanks, the sentence numbers of each blank.
    """
    lines = []
    if context.title:
        lines.append(f"Headline (context only): {_one_line(context.title)}")
    numbered = " ".join(f"[{i}] {calm(_one_line(text))}" for i, text in sentences.items())
    lines.append(f"{PARAGRAPH}{numbered}")
    if entries:
        listed = (
            f"{number} = {''.join(f'[{n}]' for n in entry)}"
            for number, entry in enumerate(entries, start=1)
        )
        lines.append(f"Fill: {'; '.join(listed)}")
    return "\n".join(lines)


def reask_messages(answer: str, complaint: str) -> list[Message]:
    """The turns that ask once more after an answer that could not be read."""
    return [
        Message("assistant", answer),
        Message("user", f"That answer cannot be used: {complaint}. Answer again, JSON only."),
    ]


def calm(text: str) -> str:
    """Text in capitals as a model reads it best: in small letters, names of one word kept in brackets.

    Wire copy of older decades is in capitals throughout; a small model takes common words for names
    there and needs twice the tokens.  What it copies is found again whatever its case.
    """
    letters = [char for char in text if char.isalpha()]
    if len(letters) < _SHORT or sum(char.isupper() for char in letters) < 0.9 * len(letters):
        return text
    lowered = _BRACKETED.sub(lambda match: match.group().upper(), text.lower())
    return lowered[:1].upper() + lowered[1:]


def _one_line(text: str) -> str:
    return " ".join(text.split())
