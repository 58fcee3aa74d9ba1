"""Scores each run of a comparison against gold: by the benchmark's measure, or against a reviewed run."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from llmextract import runfile
from llmextract.evaluate import reviewed
from llmextract.evaluate.muc4 import converting, key, scoring
from llmextract.runfile import RunFile


def scores(
    runs: Mapping[str, RunFile], gold: Path, *, content: Iterable[str] = ()
) -> dict[str, dict[str, Any]]:
    """Precision, recall and F1 of each run, in percent.

    Args:
        runs: the runs by name.
        gold: MUC-4 keys, or a run file that was reviewed.
        content: folders with the schema that the runs name, searched before the shipped ones.

    Returns:
        For each run ``measure`` (what is counted), ``p``, ``r`` and ``f1`` (``None`` where not
        defined), and ``figures`` with all that ``evaluate`` says.

    Raises:
        UsageError: the gold cannot be read or has other records.
    """
    content = tuple(content)
    if reviewed.is_run_file(gold):
        right = runfile.read(gold)
        return {
            name: _score(
                "values of all fields",
                dict(reviewed.evaluate(run, right, content=content).figures),
                reviewed.FIELDS,
            )
            for name, run in runs.items()
        }
    documents = key.read_key(gold)
    out = {}
    for name, run in runs.items():
        figures = scoring.score(documents, converting.predictions(run, content=content))
        out[name] = _score("slots, micro average", figures, "exact", "micro")
    return out


def _score(measure: str, figures: dict[str, Any], *path: str) -> dict[str, Any]:
    """The figures of a run with the one figure that stands for them."""
    one: Mapping[str, Any] = figures
    for step in path:
        one = one[step]
    shares = {letter: one[letter] for letter in ("p", "r", "f1")}
    return {"measure": measure, **shares, "figures": figures}
