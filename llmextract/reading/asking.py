"""What is asked about one paragraph: the words, the schema of the answer, and how to read it.

With the cue words of a domain the paragraph is sketched and the model fills one blank for each
entry; without them it lists the records itself.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llmextract.content import Example, Prompt
from llmextract.documents.segmenting import sentence_bounds
from llmextract.errors import UsageError
from llmextract.model import Message
from llmextract.reading import prompting
from llmextract.reading.sheets import Sheet
from llmextract.records import Context
from llmextract.rules import candidates as narrowing
from llmextract.rules.sketching import Entry, sketch
from llmextract.rules.triggers import Cues
from llmextract.schema.form import Form
from llmextract.verification import places
from llmextract.verification.source_text import SourceText

if TYPE_CHECKING:
    from pydantic import BaseModel


_LEANING = re.compile(
    r"\b(?:he|she|his|her|him|they|their|them|it|its|same|this|these|those|there|such)\b", re.I
)
"""Words by which a sentence leans on the one before it."""
_NOTHING_OPEN = "{}"
"""The answer to a sheet that the text itself fills."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a model.

    Attributes:
        text: the last message: context, paragraph, and what to fill.
        schema: JSON Schema of the answer, narrowed to the paragraph.
        parse: reads the records of an answer; raises ``AnswerError``.
        settled: the records, where the text leaves nothing open and no model need be asked.
    """

    text: str
    schema: Mapping[str, Any]
    parse: Callable[[str], "list[BaseModel]"]
    settled: "list[BaseModel] | None" = None


def question(form: Form, source: SourceText, cues: Cues | None) -> Question | None:
    """What to ask about a paragraph; ``None`` where no cue word stands in it."""
    if cues is None:
        text = prompting.user_text(dict(enumerate(_sentences(source), start=1)), source.context)
        return Question(text, form.schema(narrowing.offers(form, source)), form.parse)
    entries = sketch(source, cues)
    if not entries:
        return None
    sheet = narrowing.sheet(form, source, entries, cues)
    settled = sheet.settled() if sheet.is_settled else None
    text = "" if sheet.is_settled else blanks_text(source, entries, sheet)
    return Question(text, sheet.schema(), sheet.parse, settled)


def preamble(prompt: Prompt, form: Form) -> tuple[Message, ...]:
    """The part of the messages that never changes: instructions, then worked examples as turns.

    An example that leaves nothing open is not shown: no such paragraph is asked about, and an empty
    answer would only teach to leave forms empty.

    Raises:
        UsageError: an example does not fit the schema.
    """
    messages = [prompting.system_message(prompt, form)]
    for number, example in enumerate(prompt.examples, start=1):
        try:
            asked, answer = turns(example, form, prompt.cues)
        except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
            raise UsageError(
                f"example {number} of the prompt {prompt.name!r} does not fit the schema: {error!r}",
                hint=f"see: llmextract schemas check {prompt.name}",
            ) from error
        messages += (asked, answer) if answer.content != _NOTHING_OPEN else ()
    return tuple(messages)


def turns(example: Example, form: Form, cues: Cues | None) -> tuple[Message, Message]:
    """An example as it would be asked and answered: narrowed like any other paragraph.

    Raises:
        KeyError, TypeError, IndexError, ValueError, AttributeError: it does not fit the schema.
    """
    bounds = sentence_bounds(example.text)
    source = SourceText(example.text, context=Context(title=example.title), sentences=bounds)
    if cues is None:
        asked = prompting.user_text(dict(enumerate(_sentences(source), start=1)), source.context)
        answer = form.answer(example.records)
    else:
        evidence = next(slot.name for slot in form.slots if slot.evidence)
        entries = [Entry(tuple(record[evidence])) for record in example.records]
        sheet = narrowing.sheet(form, source, entries, cues)
        asked = blanks_text(source, entries, sheet)
        answer = sheet.answer(example.records)
    return Message("user", asked), Message("assistant", answer)


def blanks_text(source: SourceText, entries: Sequence[Entry], sheet: Sheet) -> str:
    """The sentences that the blanks are about, and the one before where they lean on it.

    What comes after the last of them is not shown: reading is time, and it tempts a small model to
    fill in what another sentence says.  Nor are those of a blank that leaves nothing open.
    """
    asked = [
        entry.sentences if sheet.asks(at) or sheet.is_settled else ()
        for at, entry in enumerate(entries)
    ]
    first = min(number for numbers in asked for number in numbers)
    last = max(number for numbers in asked for number in numbers)
    start, end = source.bounds[first - 1]
    leans = _LEANING.search(source.text[start:end]) is not None
    shown = {
        number: text
        for number, text in enumerate(_sentences(source), start=1)
        if first <= number <= last or (number == first - 1 and leans)
    }
    parties = [[party.shown for party in blank.parties] for blank in sheet.blanks]
    context = Context() if places.offered(_bare(source)) else source.context
    return prompting.user_text(shown, context, asked, parties)


def _bare(source: SourceText) -> SourceText:
    return SourceText(source.text, sentences=source.sentences, language=source.language)


def _sentences(source: SourceText) -> Sequence[str]:
    return [source.text[start:end] for start, end in source.bounds]
