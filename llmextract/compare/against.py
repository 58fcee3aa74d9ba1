"""Scores each run of a comparison against a run file that was reviewed."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from llmextract import runfile
from llmextract.evaluate import reviewed
from llmextract.runfile import RunFile


def scores(
    runs: Mapping[str, RunFile], gold: Path, *, content: Iterable[str] = ()
) -> dict[str, dict[str, Any]]:
    """Precision, recall and F1 of each run, in percent.

    Args:
        runs: the runs by name.
        gold: a run file that was reviewed.
        content: folders with the schema that the runs name, searched before the shipped ones.

    Returns:
        For each run ``measure`` (what is counted), ``p``, ``r`` and ``f1`` (``None`` where not
        defined), and ``figures`` with all that ``evaluate`` says.

    Raises:
        RunFileError: the gold is no run file.
        UsageError: the gold has other records.
    """
    content = tuple(content)
    right = runfile.read(gold)
    return {
        name: _score(reviewed.evaluate(run, right, content=content).figures)
        for name, run in runs.items()
    }


def _score(figures: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The figures of a run with the one figure that stands for them."""
    shares = {letter: figures[reviewed.FIELDS][letter] for letter in ("p", "r", "f1")}
    return {"measure": "values of all fields", **shares, "figures": dict(figures)}
