"""The quick part of `make faults`: each fault is really put in, and costs what it may cost."""

from pathlib import Path

import pytest

from benchmarks.faults import table
from benchmarks.faults.table import Fault, Outcome

pytestmark = pytest.mark.loopback


@pytest.mark.parametrize("fault", [f for f in table.faults() if f.quick], ids=lambda f: f.name)
def test_a_fault_breaks_no_promise(fault: Fault, tmp_path: Path) -> None:
    outcome = fault.run(tmp_path)
    assert outcome.is_kept, (outcome, outcome.said)


def test_names_are_told_apart() -> None:
    names = [fault.name for fault in table.faults()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("outcome", "kept"),
    [
        (Outcome(3), True),
        (Outcome(0), False),
        (Outcome(3, lost=1), False),
        (Outcome(3, asked_twice=1), False),
        (Outcome(3, wrong=1), False),
        (Outcome(3, said="Traceback (most recent call last)"), False),
        (Outcome(3, message="a bug of llmextract: KeyError"), False),
    ],
)
def test_what_breaks_a_promise(outcome: Outcome, kept: bool) -> None:
    assert outcome.is_kept is kept
    line = table.row(Fault("odd", lambda _: outcome), outcome, 0.1)
    assert line.startswith(" " if kept else "!")
