"""Worked examples chosen for each paragraph (few-shot): a file of them, its check, the likest ones.

The file is one of examples (a line is ``{"text", "records", "title"}``, as beside a prompt) or a
run file whose records somebody reviewed.  The examples of the prompt stay where they are: what
never changes comes first, so that servers read it once, and the chosen ones follow it.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from llmextract import runfile, zst
from llmextract.content import Example, read_examples
from llmextract.documents.segmenting import sentence_bounds
from llmextract.errors import UsageError
from llmextract.model import Message
from llmextract.options import FEW
from llmextract.reading import likeness
from llmextract.reading.state import Reading
from llmextract.records import Context, Extraction, Finding, Verdict
from llmextract.schema.answers import answer_text
from llmextract.schema.json_text import AnswerError
from llmextract.schema.lenient import read_answer
from llmextract.schema.outline import Outline
from llmextract.verification.normalising import normalised
from llmextract.verification.source_text import SourceText
from llmextract.verification.verifier import verify_record

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class ExampleFile:
    """A file of examples as it was read.

    Attributes:
        name: the file's name.
        digest: SHA-256 of its bytes.
        examples: each with where it stands ("line 3", "paragraph 2 of a.txt").
        reviewed: whether it is a run file.
    """

    name: str
    digest: str
    examples: tuple[tuple[str, Example], ...]
    reviewed: bool


@dataclass(frozen=True)
class Pool:
    """Examples that may stand in a question, and how many of them do.

    Attributes:
        file: where they came from.
        examples: those that can be used, in file order.
        reading: how they are put to the model.
        shots: how many are shown with each paragraph.
    """

    file: ExampleFile
    examples: tuple[Example, ...]
    reading: Reading
    shots: int
    _kept: dict[int, tuple[Message, Message]] = field(default_factory=dict, init=False, repr=False)

    def turns(self, text: str) -> tuple[Message, ...]:
        """The examples most like a paragraph as turns, the likest last: nearest to the question.

        An example that has the paragraph in it, or stands in it, would tell the answer: it is left
        out.
        """
        own = _plain(text)
        numbers = self._ranking.ranked(likeness.words(text))
        apart = [n for n in numbers if self._texts[n] not in own and own not in self._texts[n]]
        return tuple(
            message
            for number in reversed(apart[: self.shots])
            for message in self._rendered(number)
        )

    def header(self) -> dict[str, object]:
        """What a run file says of the examples."""
        return {
            "file": self.file.name,
            "digest": self.file.digest,
            "used": len(self.examples),
            "shots": self.shots,
        }

    def _rendered(self, number: int) -> tuple[Message, Message]:
        """An example as turns, made once."""
        if number not in self._kept:
            self._kept[number] = self.reading.turns(self.examples[number])
        return self._kept[number]

    @cached_property
    def _ranking(self) -> likeness.Pool:
        return likeness.Pool(likeness.words(example.text) for example in self.examples)

    @cached_property
    def _texts(self) -> list[str]:
        return [_plain(example.text) for example in self.examples]


def load_pool(
    path: str | PathLike[str], *, reading: Reading, outline: Outline, name: str, shots: int = FEW
) -> Pool:
    """The examples of a file, held to the schema and to the verifier.

    A paragraph of a run file that does not pass is left out: it was not written to be an example.

    Args:
        path: a file of examples or a run file.
        reading: how they are put to the model.
        outline: the class of the records.
        name: of the schema, for errors.
        shots: how many are shown with each paragraph.

    Raises:
        UsageError: the file cannot be read, an example does not pass, or none can be used.
    """
    if shots < 1:
        raise UsageError(f"{shots} examples for each paragraph cannot be shown")
    file = read_file(path)
    usable: dict[str, Example] = {}
    for where, example in file.examples:
        fault = next(problems(example, outline), None)
        if fault and not file.reviewed:
            raise UsageError(
                f"{path}, {where} cannot be an example: {fault}",
                hint=f"see all: llmextract schemas check {name} --examples {path}",
            )
        if not fault:
            usable.setdefault(_plain(example.text), example)
    if not usable:
        raise UsageError(
            f"{path} holds no example that can be shown",
            hint=f"none passes (llmextract schemas check {name} --examples {path})",
        )
    return Pool(file, tuple(usable.values()), reading, shots)


def read_file(path: str | PathLike[str]) -> ExampleFile:
    """Read a file of examples, or the paragraphs with records of a run file.

    Raises:
        UsageError: it cannot be read, or a line of it is neither.
    """
    file = Path(path).expanduser()
    reviewed = runfile.is_run_file(file)
    try:
        with zst.open_bytes(file) as stream:
            content = stream.read()
        text = "" if reviewed else content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError, *zst.DAMAGED) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    examples = (
        [
            (f"paragraph {one.paragraph.index + 1} of {one.document.source}", _example(one))
            for one in runfile.read(file).extractions
            if one.records
        ]
        if reviewed
        else [(f"line {number}", one) for number, one in read_examples(text, str(path)).items()]
    )
    return ExampleFile(file.name, hashlib.sha256(content).hexdigest(), tuple(examples), reviewed)


def _example(extraction: Extraction) -> Example:
    text, title = extraction.paragraph.text, extraction.document.title or ""
    return Example(normalised(text).text, extraction.records, normalised(title).text)


def problems(example: Example, outline: Outline) -> Iterator[str]:
    """Why an example may not stand in a prompt: words of a wrong example leak into answers."""
    sentences = sentence_bounds(example.text)
    try:
        text = answer_text(outline, example.records)
        answer = read_answer(text, outline, sentences=len(sentences))
    except (AnswerError, KeyError, TypeError, ValueError, AttributeError) as error:
        yield f"its records do not fit the schema: {error}"
        return
    yield from answer.notes
    context = Context(title=example.title)
    passage = SourceText(example.text, context=context, sentences=sentences)
    for index, record in enumerate(answer.records):
        yield from _unsupported(record, passage, index)


def _unsupported(record: "BaseModel", passage: SourceText, index: int) -> Iterator[str]:
    for finding in verify_record(record, passage, index=index):
        passes = finding.verdict.is_carried or finding.verdict is Verdict.UNCLEAR
        if not (passes or finding.value is None or _is_bound(finding)):
            yield f"record {index + 1}, {finding.field} = {finding.value!r}: {finding.reason}"


def _is_bound(finding: Finding) -> bool:
    """Whether a count is the bound that the text gives: 9 for "at least nine" is all it can be."""
    return finding.verdict is Verdict.PARTLY and finding.value in {finding.low, finding.high}


def _plain(text: str) -> str:
    """A text by which two are the same however they are set: case and white space."""
    return " ".join(text.casefold().split())
