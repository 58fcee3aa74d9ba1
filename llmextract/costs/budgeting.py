"""A model whose tokens are counted and paid, and that is not asked once the money might not do."""

import threading
from decimal import Decimal
from functools import cached_property

from llmextract.costs import pricing
from llmextract.errors import BudgetError, WaitingError
from llmextract.model import Model, Reply, Request
from llmextract.records import Usage


class MeteredModel:
    """Counts what the model behind it costs; stands under the store, so kept answers are free.

    The bound holds: before a request is sent, its dearest outcome is set aside, and where several
    are in flight the next one waits until theirs is known rather than be refused in vain.

    Args:
        model: who is asked.
        limit: most US dollars to spend; ``None`` for no bound.
        batch: whether it is asked in batches: then what waits for one stays set aside until its
            answer comes, and nothing waits for money to come back.

    Attributes:
        usage: tokens of all answers.
        spent: their price; 0 for a model that has none.
    """

    def __init__(self, model: Model, *, limit: Decimal | None = None, batch: bool = False) -> None:
        self.name = model.name
        self.slots = model.slots
        self.usage = Usage()
        self.spent = Decimal(0)
        self._model = model
        self._limit = limit
        self._batch = batch
        self._waiting: dict[str, Decimal] = {}
        self._reserved = Decimal(0)
        self._stopped = False
        self._change = threading.Condition()

    @cached_property
    def price(self) -> pricing.Price | None:
        """The model's price; ``None`` where it has none."""
        return pricing.price_of(self.name, batch=self._batch)

    def complete(self, request: Request) -> Reply:
        """Ask, if the money does for it.

        Raises:
            BudgetError: the answer might cost more than is left; from then on nothing is asked.
        """
        dearest = self._cost(pricing.most(request)) if self._limit is not None else Decimal(0)
        if request.digest not in self._waiting:
            self._reserve(dearest)
        reply: Reply | None = None
        try:
            reply = self._model.complete(request)
        except WaitingError:
            if self._limit is not None:
                self._waiting[request.digest] = dearest
            raise
        except BaseException:
            self._settle(self._waiting.pop(request.digest, dearest), None)
            raise
        self._settle(self._waiting.pop(request.digest, dearest), reply)
        return reply

    def expect(self, request: Request) -> None:
        """Set the dearest outcome aside of a request that was sent before, whatever the bound."""
        if self._limit is None or request.digest in self._waiting:
            return
        dearest = self._cost(pricing.most(request))
        with self._change:
            self._reserved += dearest
            self._waiting[request.digest] = dearest

    def close(self) -> None:
        """Close the model behind."""
        self._model.close()

    def _reserve(self, dearest: Decimal) -> None:
        if self._limit is None:
            return
        with self._change:
            while not self._stopped and self.spent + dearest <= self._limit:
                if self.spent + self._reserved + dearest <= self._limit:
                    self._reserved += dearest
                    return
                if self._batch:
                    break
                self._change.wait()
            self._stopped = True
            self._change.notify_all()
            raise BudgetError(
                f"not asked: the answer may cost {pricing.dollars(dearest)} and "
                f"{pricing.dollars(self.spent)} of {pricing.dollars(self._limit)} are spent",
                hint="run again with a higher --max-cost; answers are kept",
            )

    def _settle(self, dearest: Decimal, reply: Reply | None) -> None:
        usage = reply.usage if reply else Usage()
        cost = self._cost(usage) if usage != Usage() else Decimal(0)
        if reply and usage == Usage():
            cost = dearest  # a server that does not say how much it was: the bound must hold
        with self._change:
            self._reserved -= dearest if self._limit is not None else 0
            self.usage += usage
            self.spent += cost
            self._change.notify_all()

    def _cost(self, usage: Usage) -> Decimal:
        return self.price.of(usage) if self.price else Decimal(0)
