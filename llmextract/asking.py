"""What is asked about one paragraph: the words, the schema of the answer, and how to read it.

With the cue words of a domain the paragraph is sketched and the model fills one blank for each
entry; without them it lists the records itself.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llmextract import narrowing, prompting
from llmextract.content import Example, Prompt
from llmextract.cues import Cues
from llmextract.documents.segmenting import sentence_bounds
from llmextract.errors import UsageError
from llmextract.forms import Form
from llmextract.grounding import places
from llmextract.grounding.passage import Passage
from llmextract.model import Message
from llmextract.records import Context
from llmextract.sketching import Entry, sketch

if TYPE_CHECKING:
    from pydantic import BaseModel


_LEANING = re.compile(
    r"\b(?:he|she|his|her|him|they|their|them|it|its|same|this|these|those|there|such)\b", re.I
)
"""Words by which a sentence leans on the one before it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a model.

    Attributes:
        text: the last message: context, paragraph, and what to fill.
        schema: JSON Schema of the answer, narrowed to the paragraph.
        parse: reads the records of an answer; raises ``AnswerError``.
    """

    text: str
    schema: Mapping[str, Any]
    parse: Callable[[str], "list[BaseModel]"]


def question(form: Form, passage: Passage, cues: Cues | None) -> Question | None:
    """What to ask about a paragraph; ``None`` where no cue word stands in it."""
    if cues is None:
        text = prompting.user_text(dict(enumerate(_sentences(passage), start=1)), passage.context)
        return Question(text, form.schema(narrowing.offers(form, passage)), form.parse)
    entries = sketch(passage, cues)
    if not entries:
        return None
    sheet = narrowing.sheet(form, passage, entries, cues)
    return Question(blanks_text(passage, entries), sheet.schema(), sheet.parse)


def preamble(prompt: Prompt, form: Form) -> tuple[Message, ...]:
    """The part of the messages that never changes: instructions, then worked examples as turns.

    Raises:
        UsageError: an example does not fit the schema.
    """
    messages = [prompting.system_message(prompt, form)]
    for number, example in enumerate(prompt.examples, start=1):
        try:
            asked, answer = _turn(example, form, prompt.cues)
        except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
            raise UsageError(
                f"example {number} of the prompt {prompt.name!r} does not fit the schema: {error!r}",
                hint=f"see: llmextract schemas check {prompt.name}",
            ) from error
        messages += [Message("user", asked), Message("assistant", answer)]
    return tuple(messages)


def _turn(example: Example, form: Form, cues: Cues | None) -> tuple[str, str]:
    """An example as it would be asked and answered: narrowed like any other paragraph."""
    bounds = sentence_bounds(example.text)
    passage = Passage(example.text, context=Context(title=example.title), sentences=bounds)
    if cues is None:
        text = prompting.user_text(dict(enumerate(_sentences(passage), start=1)), passage.context)
        return text, form.answer(example.records)
    evidence = next(slot.name for slot in form.slots if slot.evidence)
    entries = [Entry(tuple(record[evidence])) for record in example.records]
    sheet = narrowing.sheet(form, passage, entries, cues)
    return blanks_text(passage, entries), sheet.answer(example.records)


def blanks_text(passage: Passage, entries: Sequence[Entry]) -> str:
    """The sentences that the blanks are about, and the one before where they lean on it.

    What comes after the last of them is not shown: reading is time, and it tempts a small model to
    fill in what another sentence says.
    """
    first = min(number for entry in entries for number in entry.sentences)
    last = max(number for entry in entries for number in entry.sentences)
    start, end = passage.bounds[first - 1]
    leans = _LEANING.search(passage.text[start:end]) is not None
    shown = {
        number: text
        for number, text in enumerate(_sentences(passage), start=1)
        if first <= number <= last or (number == first - 1 and leans)
    }
    numbers = [entry.sentences for entry in entries]
    context = Context() if places.offered(_bare(passage)) else passage.context
    return prompting.user_text(shown, context, numbers)


def _bare(passage: Passage) -> Passage:
    return Passage(passage.text, sentences=passage.sentences, language=passage.language)


def _sentences(passage: Passage) -> Sequence[str]:
    return [passage.text[start:end] for start, end in passage.bounds]
