"""A model as the engine asks it: kept answers first, then what it costs, then whether it is there."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from llmextract.costs import pricing
from llmextract.costs.budgeting import MeteredModel
from llmextract.errors import UsageError
from llmextract.model import Model
from llmextract.options import Options
from llmextract.providers.guarding import GuardedModel
from llmextract.store.shelf import MemoryShelf
from llmextract.store.shelves import Store, StoredModel

if TYPE_CHECKING:
    from llmextract.providers.batching import BatchedServer


@dataclass(frozen=True, slots=True)
class Stack:
    """A model with what stands before it.

    Attributes:
        top: what the engine asks.
        guard: whether the model is there; ``None`` for an offline run.
        meter: its tokens and their price; likewise.
        batch: its batches, where it is asked in such.
    """

    top: Model
    guard: GuardedModel | None
    meter: MeteredModel | None
    batch: "BatchedServer | None" = None


def stacked(
    model: Model | None,
    name: str,
    options: Options,
    store: Store | None,
    *,
    warn: Callable[[str], None] = lambda _: None,
    stop: threading.Event | None = None,
    gate: AbstractContextManager[object] | None = None,
) -> Stack:
    """The stack over a model.

    Args:
        model: who is asked; ``None`` for an offline run.
        name: its full name.
        options: how the run goes.
        store: where replies are kept; those of this run are remembered without one.
        warn: called with a line when the model is waited for.
        stop: set when the run is stopped: nothing is waited for then.
        gate: holds as many as may be in flight, for all models of the run together.

    Raises:
        UsageError: an offline run without a store, or a bound on a cost that is not known.
    """
    sleep = stop.wait if stop else time.sleep
    guard = None
    if model:
        guard = GuardedModel(model, patience=options.patience, warn=warn, sleep=sleep, gate=gate)
    limit = _limit(options, name)
    meter = MeteredModel(guard, limit=limit, batch=options.batch) if guard else None
    if store is None and meter is None:
        raise UsageError("an offline run needs the store", hint="leave out --no-cache")
    replies = store.replies if store else MemoryShelf()
    claims = store.claims if store else None
    top = StoredModel(meter, name=name, replies=replies, claims=claims)
    return Stack(top, guard, meter, cast("BatchedServer", model) if options.batch else None)


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
