"""A model as the engine asks it: kept answers first, then what it costs, then whether it is there."""

from dataclasses import dataclass
from decimal import Decimal

from llmextract.costs import pricing
from llmextract.costs.budgeting import MeteredModel
from llmextract.errors import ModelUnavailableError, UsageError
from llmextract.model import Model, Reply, Request
from llmextract.options import Options
from llmextract.store.shelves import MemoryShelf, Store, StoredModel


class GuardedModel:
    """A model that is not asked again once it turned out that there is none.

    Without it a dead server would cost the time of its retries for every paragraph.

    Args:
        model: who is asked.

    Attributes:
        answered: whether it ever answered.
        error: why it cannot be had, once that is known.
    """

    def __init__(self, model: Model) -> None:
        self.name = model.name
        self.slots = model.slots
        self.answered = False
        self.error: ModelUnavailableError | None = None
        self._model = model

    def complete(self, request: Request) -> Reply:
        """Ask, unless it is known to be in vain."""
        if self.error is not None:
            raise self.error
        try:
            reply = self._model.complete(request)
        except ModelUnavailableError as error:
            self.error = error
            raise
        self.answered = True
        return reply

    def close(self) -> None:
        """Close the model behind."""
        self._model.close()


@dataclass(frozen=True, slots=True)
class Stack:
    """A model with what stands before it.

    Attributes:
        top: what the engine asks.
        guard: whether the model is there; ``None`` for an offline run.
        meter: its tokens and their price; likewise.
    """

    top: Model
    guard: GuardedModel | None
    meter: MeteredModel | None


def stacked(model: Model | None, name: str, options: Options, store: Store | None) -> Stack:
    """The stack over a model.

    Args:
        model: who is asked; ``None`` for an offline run.
        name: its full name.
        options: how the run goes.
        store: where replies are kept; those of this run are remembered without one.

    Raises:
        UsageError: an offline run without a store, or a bound on a cost that is not known.
    """
    guard = GuardedModel(model) if model is not None else None
    meter = MeteredModel(guard, limit=_limit(options, name)) if guard else None
    if store is None and meter is None:
        raise UsageError("an offline run needs the store", hint="leave out --no-cache")
    replies = store.replies if store else MemoryShelf()
    return Stack(StoredModel(meter, name=name, replies=replies), guard, meter)


def _limit(options: Options, name: str) -> Decimal | None:
    if options.max_cost is None:
        return None
    if not options.max_cost >= 0:  # not a number is no bound either
        raise UsageError(f"{options.max_cost} is no bound on a cost")
    if pricing.price_of(name) is None:
        raise UsageError(
            f"{name} has no known price, so its cost cannot be bounded",
            hint="leave out --max-cost, or use --limit",
        )
    return Decimal(str(options.max_cost))
