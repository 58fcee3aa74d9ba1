"""How a run goes: one typed object, made once."""

from dataclasses import dataclass, field
from os import PathLike
from typing import Literal, TypedDict

from llmextract.model import Sampling

OnUnsupported = Literal["flag", "drop", "fail"]
"""What to do with a value that the text does not carry: keep it with its verdict, empty the field
and keep the finding, or make the paragraph a failure."""
ReadingName = Literal["open", "guided"]
Unit = Literal["paragraph", "article"]
PATIENCE = 120.0
"""Seconds: a server that restarts loads its weights in less."""
FEW = 2
"""Examples for each paragraph when not said otherwise: each is about as long to read as the
paragraph itself."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a run goes.

    Attributes:
        schema: name of the schema.
        prompt: name of the prompt; the schema's own when not given.
        model: name of the model, ``provider:model``.
        reading: how paragraphs are put to the model; what is known of the model says it when not
            given.
        unit: what is asked about at once, a paragraph or the whole article.
        language: code of the texts' language; detected for each paragraph when not given.
        content: folders searched before the shipped schemas and prompts.
        published: date of publication for documents that name none, ISO.
        text_column: column or key of the text in CSV and JSONL input.
        jobs: requests in flight; what the model likes when not given.
        ordered: whether documents come in the order in which they were given; else as they are
            finished, each of them whole.
        on_unsupported: what to do with a value that the text does not carry.
        reask: whether values that the text does not carry are asked for once more.
        judge: who is asked about values that no rule can tell: ``self``, ``none`` or the name of a
            model; as suits the model when not given.
        judge_all: whether the judge is asked about every value.
        second_look: whether sentences that the rules point at are asked about once more.
        batch: whether questions go into batches of the provider, at its price for those.
        offline: answer from the store only.
        cache: whether to use the store at all.
        limit: most paragraphs to handle.
        sample: most documents to handle, drawn by the digests of their texts; all when not given.
        stratify: what they are drawn in proportion to: ``source``, ``year``, ``month``,
            ``language`` or a column of the rows.
        sampling: how answers are drawn.
        answer_tokens: most tokens of an answer; as is known of the model when not given.
        timeout: most seconds for one answer; by the tokens that it may have when not given.
        patience: most seconds to wait for a server that has answered and went away.
        max_cost: most US dollars to spend; paragraphs that are not asked about for it are failures.
        examples: a file of worked examples, or a reviewed run file; of these the ones most like a
            paragraph are shown with it.
        shots: how many of them.
        samples: answers to each question; of several the best is chosen by vote.
    """

    schema: str = "incident"
    prompt: str | None = None
    model: str = "local"
    reading: ReadingName | None = None
    unit: Unit = "paragraph"
    language: str | None = None
    content: tuple[str, ...] = ()
    published: str | None = None
    text_column: str | None = None
    jobs: int | None = None
    ordered: bool = True
    on_unsupported: OnUnsupported = "flag"
    reask: bool = True
    second_look: bool = True
    judge: str | None = None
    judge_all: bool = False
    batch: bool = False
    offline: bool = False
    cache: bool = True
    limit: int | None = None
    sample: int | None = None
    stratify: str | None = None
    sampling: Sampling = field(default_factory=Sampling)
    answer_tokens: int | None = None
    timeout: float | None = None
    patience: float = PATIENCE
    max_cost: float | None = None
    examples: str | PathLike[str] | None = None
    shots: int = FEW
    samples: int = 1

    @property
    def prompt_name(self) -> str:
        """The prompt that is used."""
        return self.prompt or self.schema.partition(":")[0]


class OptionArgs(TypedDict, total=False):
    """The options of a run as keyword arguments; see :class:`Options`."""

    prompt: str | None
    reading: ReadingName | None
    unit: Unit
    language: str | None
    content: tuple[str, ...]
    published: str | None
    text_column: str | None
    jobs: int | None
    ordered: bool
    on_unsupported: OnUnsupported
    reask: bool
    second_look: bool
    judge: str | None
    judge_all: bool
    batch: bool
    offline: bool
    cache: bool
    limit: int | None
    sample: int | None
    stratify: str | None
    sampling: Sampling
    answer_tokens: int | None
    timeout: float | None
    patience: float
    max_cost: float | None
    examples: str | PathLike[str] | None
    shots: int
    samples: int
