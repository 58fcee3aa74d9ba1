"""A run in batches: rounds of asking, until nothing waits any more.

A question after the first (a repair, a second look, a judge's) needs the answer before it, so each
round takes all paragraphs as far as they get, and its batches hold what they wait for.  Answers go
into the store, from which the run is then made as any other.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count

from llmextract.model import Request
from llmextract.pipeline import Engine
from llmextract.reading.alone import Refused
from llmextract.reading.state import Task
from llmextract.records import Extraction
from llmextract.stacking import Stack

MOST = 20
"""Rounds: more than any paragraph has questions, each in as many batches as it may be in."""


def answer(
    engine: Engine,
    work: Callable[[], Iterator[Task | Extraction]],
    stacks: Iterable[Stack],
    *,
    warn: Callable[[str], None],
) -> None:
    """Ask all that a run asks, in batches.

    Args:
        engine: of the run.
        work: its paragraphs, from the start each time.
        stacks: the models that are asked in batches.
        warn: called with a line when a round begins.

    Raises:
        ModelError: a model cannot be had; what was answered is kept, what is under way stays so.
    """
    asked = [(stack, stack.batch) for stack in stacks if stack.batch]
    for stack, batch in asked:
        for request in batch.under_way():
            _expect(stack, request)
    for number in count(1):
        # What was refused is counted anew in each round, as it is in the run itself.
        asking = replace(engine, refused=Refused())
        for task in work():
            if not isinstance(task, Extraction) and asking.kept(task) is None:
                asking.asked(task)
        waiting = sum(batch.submit() for _, batch in asked)
        if not waiting or number == MOST:
            break
        warn(
            f"round {number}: {waiting:,} requests in batches; a run that is stopped goes on from here"
        )
        for stack, batch in asked:
            batch.collect(partial(_keep, stack))
    for _, batch in asked:
        batch.finish()


def _expect(stack: Stack, request: Request) -> None:
    if stack.meter is not None:
        stack.meter.expect(request)


def _keep(stack: Stack, request: Request) -> None:
    _expect(stack, request)  # what is answered is paid, whatever the bound
    stack.top.complete(request)
