"""The nouns of reading: the domain of a run, the task of one paragraph, the question put to a model."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from llmextract.content import Example, Prompt
from llmextract.lazy import Lazy
from llmextract.model import Message, digest
from llmextract.records import (
    Context,
    Document,
    Extraction,
    Failure,
    Finding,
    Paragraph,
    Run,
    Usage,
)
from llmextract.schema.answers import answer_schema
from llmextract.schema.lenient import Answer
from llmextract.schema.outline import Outline
from llmextract.verification.article import ArticleText
from llmextract.verification.normalising import normalised
from llmextract.verification.source_text import SourceText

if TYPE_CHECKING:
    from pydantic import BaseModel


@dataclass(frozen=True)
class Domain:
    """What a run reads for.

    Attributes:
        outline: the class of the records.
        prompt: instructions, examples, and the trigger words of the domain if it has any.
    """

    outline: Outline
    prompt: Prompt

    @cached_property
    def schema_digest(self) -> str:
        """Digest of what is asked and of what is checked."""
        outline = self.outline
        marks = repr([(one.path, one.grounded, one.found) for one in outline.fields])
        return digest([answer_schema(outline), outline.record.model_json_schema(), marks])


@dataclass(frozen=True)
class Article:
    """A document as its paragraphs share it: what is computed of it is computed once.

    Attributes:
        document: the document.
        language: code given by the user; ``None`` to detect it.
    """

    document: Document
    language: str | None = None

    @Lazy
    def digest(self) -> str:
        """SHA-256 of all that a reader of one of its paragraphs may see of it."""
        one = self.document
        body = [[p.role, p.text] for p in one.paragraphs]
        return digest([one.title, one.dateline, one.published, body, self.language])

    @Lazy
    def text(self) -> ArticleText:
        """Its text as the verifier reads it, lexed once for all of its paragraphs."""
        bounds = [(one.start, one.end) for one in self.document.paragraphs]
        return ArticleText(self.document.text, paragraphs=bounds, language=self.language)

    @Lazy
    def body(self) -> tuple[Paragraph, ...]:
        """Its paragraphs but the headline."""
        return tuple(one for one in self.document.paragraphs if one.role == "body")

    @Lazy
    def length(self) -> int:
        """Characters of its body."""
        return sum(len(one.text) for one in self.body)

    def body_before(self, paragraph: Paragraph) -> tuple[Paragraph, ...]:
        """The paragraphs of the body that stand before one."""
        at = bisect_left(self.body, paragraph.index, key=lambda one: one.index)
        return self.body[:at]


@dataclass(frozen=True)
class Task:
    """One paragraph of one document, with its context.

    Attributes:
        article: the document it belongs to.
        paragraph: what is read.
        context: headline, dateline and the paragraph before.
    """

    article: Article
    paragraph: Paragraph
    context: Context

    @property
    def document(self) -> Document:
        """The document it belongs to."""
        return self.article.document

    @Lazy
    def source(self) -> SourceText:
        """The paragraph as verifier and rules read it."""
        start = self.paragraph.start
        bounds = [(s.start - start, s.end - start) for s in self.paragraph.sentences]
        return SourceText(
            self.paragraph.text,
            context=self.context,
            sentences=bounds,
            article=self.article.text,
            start=start,
            language=self.article.language,
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """The texts of its sentences as they are read, in order."""
        return shown_sentences(self.paragraph)

    def extraction(self, model: str, reading: str) -> Extraction:
        """An extraction with nothing in it: the model was not asked."""
        run = Run(
            model, digest="", cached=False, seconds=0.0, attempts=0, usage=Usage(), reading=reading
        )
        return Extraction(self.document, self.paragraph, (), (), None, run)

    def failed(self, model: str, reading: str, failure: Failure) -> Extraction:
        """An extraction that says why there is none."""
        return replace(self.extraction(model, reading), failure=failure)


def shown_sentences(paragraph: Paragraph) -> tuple[str, ...]:
    """The texts of a paragraph's sentences as they are read: normalised as parts of the whole."""
    plain = normalised(paragraph.text)
    if not plain.layers:
        return tuple(one.text for one in paragraph.sentences)
    at = [
        (plain.position(one.start - paragraph.start), plain.position(one.end - paragraph.start))
        for one in paragraph.sentences
    ]
    return tuple(plain.text[start:end].strip() for start, end in at)


def tasks_of(document: Document, *, language: str | None = None) -> Iterator[Task]:
    """The paragraphs of a document, each with its context."""
    article = Article(document, language)
    offsets = {}
    if document.title_span:
        offsets["title"] = document.title_span[0]
    if document.dateline and (start := document.text.find(document.dateline)) >= 0:
        offsets["dateline"] = start
    before = ""
    for paragraph in document.paragraphs:
        context = Context(
            title=document.title or "",
            dateline=document.dateline or "",
            before=before,
            published=document.published or "",
            offsets=dict(offsets),
        )
        yield Task(article, paragraph, context)
        if paragraph.role == "body":
            before, offsets["before"] = paragraph.text, paragraph.start


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a model.

    Attributes:
        messages: the turns that follow what never changes.
        schema: JSON Schema of the answer.
        read: the records of a reply; raises ``AnswerError``, whose text tells the model what to mend.
    """

    messages: tuple[Message, ...]
    schema: Mapping[str, Any]
    read: Callable[[str], Answer]


class Reading(Protocol):
    """How paragraphs are put to a model, and what is asked again; every question in its own form."""

    @property
    def name(self) -> str:
        """``open`` or ``guided``."""
        ...

    def preamble(self) -> tuple[Message, ...]:
        """The messages that never change: instructions and the examples of the prompt."""
        ...

    def turns(self, example: Example) -> tuple[Message, Message]:
        """A worked example as it would be asked and answered."""
        ...

    def question(self, task: Task) -> Question | None:
        """What to ask about a paragraph; ``None`` where it is known to report nothing."""
        ...

    def bare(self, task: Task) -> Question | None:
        """The same question without the article around the paragraph; ``None`` where none is shown.

        For servers that refuse a paragraph for what stands elsewhere in its article.
        """
        ...

    def repair(
        self, task: Task, records: Sequence["BaseModel"], findings: Sequence[Finding]
    ) -> Question | None:
        """What to ask again about values that the text does not carry; ``None`` where all hold.

        Its answer has one record for each record with such a value, in their order.
        """
        ...

    def second_look(self, task: Task, records: Sequence["BaseModel"]) -> Question | None:
        """What to ask about sentences that may have been overlooked; its answer has new records."""
        ...
