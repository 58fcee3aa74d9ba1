"""Writes a run file in the form that its name says: JSON lines, packed or not, or Parquet."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmextract.cli import common, exporting

if TYPE_CHECKING:
    from llmextract.records import Extraction


def is_table(output: Path | None) -> bool:
    """Whether a run file of this name is Parquet."""
    from llmextract import run_tables

    return output is not None and run_tables.is_named(output)


def check(output: Path | None) -> None:
    """Refuse what cannot be written here, before any model is asked.

    Raises:
        UsageError: pyarrow is not installed.
    """
    if is_table(output):
        from llmextract import run_tables

        run_tables.require()


def write(
    header: Mapping[str, Any], extractions: "Iterable[Extraction]", output: Path | None
) -> None:
    """Write a run file; what is there so far stands in ``NAME.partial`` when the run is cut short.

    Raises:
        OutputError: it cannot be written.
    """
    if output is None or not is_table(output):
        from llmextract.outputs import write_run

        with common.open_output(output) as stream:
            exporting.pour(write_run(header, extractions), stream)
        return
    from llmextract import runfile

    _save(header, map(runfile.to_json, extractions), output)


def copy(lines: Iterable[bytes], output: Path) -> None:
    """Write the lines of a run file.

    Raises:
        OutputError: it cannot be written.
    """
    if not is_table(output):
        with common.open_output(output) as stream:
            stream.writelines(line.decode("utf-8", "replace") for line in lines)
        return
    rows = map(json.loads, lines)
    _save(next(rows)["llmextract"], rows, output)


def _save(header: Mapping[str, Any], rows: Iterable[Mapping[str, Any]], output: Path) -> None:
    from llmextract import run_tables

    with (
        common.whole_file(output, is_kept=True) as draft,
        run_tables.open_to_write(draft, header) as add,
    ):
        for row in rows:
            add(row)
