"""A run before it is made: what would be asked, how many tokens that is, and what it would cost."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

from llmextract import runfile
from llmextract.costs import pricing
from llmextract.documents.drawing import Draw
from llmextract.errors import NotRecordedError
from llmextract.model import Reply, Request
from llmextract.options import Options
from llmextract.pipeline import Engine
from llmextract.providers import full_name
from llmextract.records import Document, Extraction, Paragraph, Usage
from llmextract.run import Source, open_extractor
from llmextract.store.shelves import SEARCHED


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would be.

    Attributes:
        model: full name of the model.
        paragraphs: how many there are.
        asked: paragraphs that the model would be asked about.
        requests: how often it would be asked: once for each, or for each of several samples.
        kept: paragraphs whose answer is in the store.
        verified: of these the ones whose result is not: they are verified anew, and nobody is asked.
        unreadable: of each document that cannot be read, which it is and why.
        usage: tokens of all that would be asked, estimated; questions that are asked again because
            of an answer come on top.
        cost: its price in US dollars; ``None`` where the model has none.
        estimate: what the tokens were estimated by.
        before: what an earlier run has of it, where one was named.
        drawn: what is drawn from the inputs, where only a part is asked for.
    """

    model: str
    paragraphs: int
    asked: int
    requests: int
    kept: int
    verified: int
    unreadable: tuple[str, ...]
    usage: Usage
    cost: Decimal | None
    estimate: pricing.Estimate
    before: "Before | None" = None
    drawn: Draw | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier run beside the one that would be made now.

    Attributes:
        paragraphs: how many it has.
        gone: those of them that are not in the input any more.
        new: paragraphs that would be asked about and that it does not have; the others to ask are
            asked otherwise today.
        changed: what of the header is another one today, with its value then and now.
    """

    paragraphs: int
    gone: int
    new: int
    changed: tuple[tuple[str, str, str], ...]


TOLD_APART = (
    "version",
    "model",
    "schema_digest",
    "prompt_digest",
    "reading",
    "unit",
    "verifier",
    "judge",
)
"""Of a run's header what makes paragraphs asked or verified anew."""


class _Nobody:
    """Stands where the model would: a plan opens no model, so it needs no key and no weights."""

    slots = 1

    def __init__(self, name: str) -> None:
        self.name = name

    def complete(self, request: Request) -> Reply:
        raise NotRecordedError("a plan asks nobody")

    def close(self) -> None:
        """Nothing to let go of."""


def plan(
    sources: Iterable[Source],
    options: Options,
    *,
    run: Path | None = None,
    warn: Callable[[str], None] = lambda _: None,
) -> Plan:
    """Go over all paragraphs of a run without asking anybody.

    Args:
        sources: files, folders, globs, ``-`` for standard input.
        options: how the run would go.
        run: the run file of an earlier run, to say what changed since.
        warn: called with a line that the user should know and that stops nothing.

    Raises:
        UsageError: a schema, prompt, model or option that cannot be.
        RunFileError: the earlier run cannot be read.
    """
    nobody = _Nobody(full_name(options.model))
    is_batch = options.batch
    options = replace(options, offline=False, batch=False, max_cost=None)
    paragraphs = kept = verified = asked = sent = new = 0
    header, known = _known(run) if run else ({}, set[bytes]())
    had = len(known)
    unreadable: list[str] = []
    total, cost = Usage(), Decimal(0)
    with open_extractor(sources, options, model=nobody, warn=warn) as extractor:
        engine = extractor.engine
        estimate, price = _estimate(engine), pricing.price_of(nobody.name, batch=is_batch)
        for task in extractor.work():
            if isinstance(task, Extraction):
                assert task.failure is not None
                unreadable.append(task.failure.message)
                continue
            paragraphs += 1
            mark = _mark(task.document, task.paragraph)
            is_new = mark not in known
            known.discard(mark)
            requests = engine.first_requests(task)
            if not requests:
                continue
            unanswered = engine.unanswered(task, requests)
            if not unanswered:
                kept += 1
                verified += engine.kept(task) is None
                continue
            asked += 1
            new += is_new
            sent += len(unanswered)
            for usage in map(estimate.usage, unanswered):
                total += usage
                cost += price.of(usage) if price else 0
        drawn = extractor.drawn
        changed = _changed(header, extractor.header()) if run else ()
    return Plan(
        model=nobody.name,
        paragraphs=paragraphs,
        asked=asked,
        requests=sent,
        kept=kept,
        verified=verified,
        unreadable=tuple(unreadable),
        usage=total,
        cost=cost if price else None,
        estimate=estimate,
        before=Before(had, len(known), new, changed) if run else None,
        drawn=drawn,
    )


def _known(run: Path) -> tuple[Mapping[str, Any], set[bytes]]:
    """The header of a run file, and a mark for each of its paragraphs: 60 bytes of memory each."""
    header, extractions = runfile.stream(run)
    return header, {_mark(one.document, one.paragraph) for one in extractions}


def _mark(document: Document, paragraph: Paragraph) -> bytes:
    told = f"{document.source}\0{document.id}\0{paragraph.index}\0{paragraph.text}"
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (name, str(old.get(name)), str(new.get(name)))
        for name in TOLD_APART
        if old.get(name) != new.get(name)
    )


def _estimate(engine: Engine) -> pricing.Estimate:
    if engine.store is None:
        return pricing.Estimate()
    newest = islice(engine.store.replies.items(newest_first=True), SEARCHED)
    return pricing.estimate((entry for _, entry in newest), engine.model.name)
