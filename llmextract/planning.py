"""A run before it is made: what would be asked, how many tokens that is, and what it would cost."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from llmextract.costs import pricing
from llmextract.errors import NotRecordedError
from llmextract.model import Reply, Request
from llmextract.options import Options
from llmextract.pipeline import Engine
from llmextract.providers import full_name
from llmextract.records import Extraction, Usage
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
        unreadable: of each document that cannot be read, which it is and why.
        usage: tokens of all that would be asked, estimated; questions that are asked again because
            of an answer come on top.
        cost: its price in US dollars; ``None`` where the model has none.
        estimate: what the tokens were estimated by.
    """

    model: str
    paragraphs: int
    asked: int
    requests: int
    kept: int
    unreadable: tuple[str, ...]
    usage: Usage
    cost: Decimal | None
    estimate: pricing.Estimate


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
    sources: Iterable[Source], options: Options, *, warn: Callable[[str], None] = lambda _: None
) -> Plan:
    """Go over all paragraphs of a run without asking anybody.

    Args:
        sources: files, folders, globs, ``-`` for standard input.
        options: how the run would go.
        warn: called with a line that the user should know and that stops nothing.

    Raises:
        UsageError: a schema, prompt, model or option that cannot be.
    """
    nobody = _Nobody(full_name(options.model))
    options = replace(options, offline=False, max_cost=None)
    paragraphs = kept = asked = sent = 0
    unreadable: list[str] = []
    total, cost = Usage(), Decimal(0)
    with open_extractor(sources, options, model=nobody, warn=warn) as extractor:
        engine = extractor.engine
        estimate, price = _estimate(engine), pricing.price_of(nobody.name)
        for task in extractor.work():
            if isinstance(task, Extraction):
                assert task.failure is not None
                unreadable.append(task.failure.message)
                continue
            paragraphs += 1
            requests = engine.first_requests(task)
            if not requests:
                continue
            unanswered = engine.unanswered(task, requests)
            if not unanswered:
                kept += 1
                continue
            asked += 1
            sent += len(unanswered)
            for usage in map(estimate.usage, unanswered):
                total += usage
                cost += price.of(usage) if price else 0
    return Plan(
        model=nobody.name,
        paragraphs=paragraphs,
        asked=asked,
        requests=sent,
        kept=kept,
        unreadable=tuple(unreadable),
        usage=total,
        cost=cost if price else None,
        estimate=estimate,
    )


def _estimate(engine: Engine) -> pricing.Estimate:
    if engine.store is None:
        return pricing.Estimate()
    newest = islice(engine.store.replies.items(newest_first=True), SEARCHED)
    return pricing.estimate((entry for _, entry in newest), engine.model.name)
