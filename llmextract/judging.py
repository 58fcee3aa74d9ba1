"""A model as a judge outside of a run: for labelled cases, and for records of a user's own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from llmextract.errors import StoreError
from llmextract.options import Options
from llmextract.providers import full_name, open_model
from llmextract.reading.exchanges import Exchanges
from llmextract.reading.judging import SAMPLING
from llmextract.stacking import stacked
from llmextract.store.shelves import Store
from llmextract.verification.judges import Judge, JudgeQuestion, Opinion


@contextmanager
def open_judge(name: str, *, warn: Callable[[str], None] = lambda _: None) -> Iterator[Judge]:
    """A judge for ``verify(..., judge=…)``; leaving the context closes the model.

    Its answers are kept in the store like those of a run, so the same question is asked once.

    Args:
        name: full name of the model, ``provider:model``.
        warn: called with a line that the user should know and that stops nothing.

    Raises:
        UsageError: the name is no name of a model.
        ModelUnavailableError: there is no model to be had, when it is first asked.
    """
    name = full_name(name)
    store: Store | None = None
    try:
        store = Store(warn=warn)
    except StoreError as error:
        warn(f"{error}; going on without it")
    stack = stacked(open_model(name, warn=warn), name, Options(model=name), store)

    def judge(question: JudgeQuestion) -> Opinion | None:
        exchanges = Exchanges(stack.top)
        opinion = exchanges.opinion(question, stack.top, SAMPLING)
        if stack.guard is not None and stack.guard.error is not None:
            raise stack.guard.error
        for line in exchanges.missed:
            warn(line)
        return opinion

    try:
        yield judge
    finally:
        stack.top.close()
        if store is not None:
            store.close()
