"""The rules as a model: they read the block that a question ends with and answer at once.

They are the baseline that any model has to beat, and a second reader to compare with.  What they
know of a domain are its trigger words; without them there is nothing to read with.
"""

import re
from dataclasses import dataclass

from llmextract import rules
from llmextract.blocks import sentences_of, split_block
from llmextract.errors import RequestRefusedError, UsageError
from llmextract.model import Message, Reply, Request
from llmextract.records import Context, Usage
from llmextract.schema.answers import compact
from llmextract.schema.outline import Outline
from llmextract.verification.source_text import SourceText

_HEADLINE = re.compile(r"^Headline:[ \t]*(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Block:
    """The text of a block with the bounds and the given numbers of its sentences."""

    text: str
    bounds: tuple[tuple[int, int], ...]
    numbers: tuple[int, ...]


class RulesModel:
    """Answers with the records that the rules read.

    Args:
        name: the full name of the model, ``rules``.
        outline: the class of the records.
        triggers: the text of the domain's trigger file.
        where: the name of that file, for errors.

    Raises:
        UsageError: the domain has no trigger words, or its file cannot be used.
    """

    def __init__(self, name: str, outline: Outline, triggers: str, *, where: str = "") -> None:
        if not triggers.strip():
            raise UsageError(
                f"the model {name!r} has nothing to read {outline.key} with: the domain has no"
                " trigger words",
                hint="write prompts/NAME.triggers.toml beside the prompt, or name another model",
            )
        self.name = name
        self.slots = 1
        self._outline = outline
        self._triggers = rules.read_triggers(triggers, where or name)

    def complete(self, request: Request) -> Reply:
        """The records of the block that the last message ends with.

        Raises:
            RequestRefusedError: it ends with no such block, so it asks for something else.
        """
        before, asked = split_block(request.messages[-1].content)
        if asked is None:
            raise RequestRefusedError(
                f"{self.name} only lists the records of a paragraph; it cannot answer other questions"
            )
        block = _read_block(asked)
        headline = _HEADLINE.search(before)
        source = SourceText(
            block.text,
            context=Context(title=headline[1] if headline else ""),
            sentences=block.bounds,
        )
        rows = rules.read(source, self._outline, self._triggers)
        evidence = self._outline.evidence
        for row in rows if evidence else ():
            assert evidence is not None
            row[evidence.name] = [block.numbers[n - 1] for n in row[evidence.name]]
        text = compact({self._outline.key: rows})
        return Reply(text, usage=Usage(_words(request.messages), len(text.split())))

    def close(self) -> None:
        """Nothing to let go of."""


def _read_block(block: str) -> _Block:
    """Sentences joined as the paragraph had them; a blank line between paragraphs stays one."""
    text = ""
    bounds: list[tuple[int, int]] = []
    numbers: list[int] = []
    for sentence in sentences_of(block):
        text += ("\n\n" if sentence.opens else " ") if text else ""
        bounds.append((len(text), len(text) + len(sentence.text)))
        numbers.append(sentence.number)
        text += sentence.text
    return _Block(text, tuple(bounds), tuple(numbers))


def _words(messages: tuple[Message, ...]) -> int:
    return sum(len(message.content.split()) for message in messages)
