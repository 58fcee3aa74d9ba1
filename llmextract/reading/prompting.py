"""Turns a prompt, a form and a paragraph into the messages of a request.

What never changes comes first and the paragraph last, so that servers reuse the prefix.  Source
text is only ever joined to other strings: it meets no template engine and no format string.
"""

import re
from collections.abc import Mapping, Sequence

from llmextract.content import Prompt
from llmextract.errors import UsageError
from llmextract.model import Message
from llmextract.records import Context
from llmextract.schema.form import Form

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
    values = {"fields": form.describe(without=_never_asked(prompt, form)), "key": form.key}
    unknown = sorted({name for name in _PLACEHOLDER.findall(prompt.text) if name not in values})
    if unknown:
        raise UsageError(
            f"the prompt {prompt.name!r} has unknown placeholders: {', '.join(map(repr, unknown))}",
            hint=f"known: {', '.join(sorted(values))}",
        )
    return Message("system", _PLACEHOLDER.sub(lambda m: values[m[1]], prompt.text).strip())


def _never_asked(prompt: Prompt, form: Form) -> set[str]:
    """The fields that the text itself fills where a domain has cue words: reading them is time."""
    if prompt.cues is None:
        return set()
    told = {name for name, field in prompt.cues.fields.items() if field.phrases}
    sides = (prompt.cues.doers, prompt.cues.hit)
    return told | {
        slot.name
        for slot in form.slots
        if slot.evidence or (slot.name in sides and slot.lists_names)
    }


def user_text(
    sentences: Mapping[int, str],
    context: Context,
    entries: Sequence[Sequence[int]] = (),
    parties: Sequence[Sequence[str]] = (),
) -> str:
    """The paragraph as the model reads it: context marked as such, sentences numbered from 1.

    The paragraph before is not shown: a small model takes names and numbers from it (measured), and
    reading it again for each paragraph costs as much as the paragraph itself.

    Args:
        sentences: the sentences that are shown, by their number in the paragraph.
        context: what a reader knows besides; of it the headline is shown.
        entries: for a sheet of blanks, the sentence numbers of each blank.
        parties: likewise, the parties whose part is asked.
    """
    lines = []
    if context.title:
        lines.append(f"Headline (context only): {_one_line(context.title)}")
    numbered = " ".join(f"[{i}] {calm(_one_line(text))}" for i, text in sentences.items())
    lines.append(f"{PARAGRAPH}{numbered}")
    if entries:
        named = [*parties, *[()] * (len(entries) - len(parties))]
        listed = (
            f"{number} = {''.join(f'[{n}]' for n in entry)}"
            + (f" parties: {', '.join(names)}" if names else "")
            for number, (entry, names) in enumerate(zip(entries, named, strict=True), start=1)
            if entry
        )
        lines.append(f"Fill: {'; '.join(listed)}")
    return "\n".join(lines)


def reask_messages(answer: str, complaint: str) -> list[Message]:
    """The turns that ask once more after an answer that could not be read."""
    return [
        Message("assistant", answer),
        Message("user", f"That answer cannot be used: {complaint}. Answer again, JSON only."),
    ]


def is_shouted(text: str) -> bool:
    """Whether a text is in capitals throughout, and long enough to be no name or headline."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= _SHORT and sum(map(str.isupper, letters)) >= 0.9 * len(letters)


def calm(text: str) -> str:
    """Text in capitals as a model reads it best: in small letters, names of one word kept in brackets.

    Wire copy of older decades is in capitals throughout; a small model takes common words for names
    there and needs twice the tokens.  What it copies is found again whatever its case.
    """
    if not is_shouted(text):
        return text
    lowered = _BRACKETED.sub(lambda match: match.group().upper(), text.lower())
    return lowered[:1].upper() + lowered[1:]


def _one_line(text: str) -> str:
    return " ".join(text.split())
