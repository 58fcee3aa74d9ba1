"""``extract --engine ray``: what the command line says of a run on a cluster."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llmextract.errors import UsageError

if TYPE_CHECKING:
    from llmextract.cli.progress import Progress
    from llmextract.cluster.raydata import RayRun
    from llmextract.options import Options

PARTS = "parts"
"""The form of a result that the workers write themselves."""
_URL = re.compile(r"\w+://")


def cluster_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a run on a cluster."""
    for option in (
        click.option("--workers", type=click.IntRange(min=1), help="Workers of the cluster."),
        click.option(
            "--address", metavar="ADDRESS", help="Of the cluster; else one on this machine."
        ),
        click.option(
            "--engine",
            type=click.Choice(["ray"]),
            help="Run on a cluster of Ray; --jobs then holds for all workers together. -o may be a"
            " folder (FOLDER/) or a URL such as s3://BUCKET/FOLDER, for parts as -f jsonl or parquet.",
        ),
    ):
        command = option(command)
    return command


def folder_of(output: str | None, format_name: str | None, given: dict[str, Any]) -> str | None:
    """The folder or URL for which the parts of a run are the result; ``None`` where it is a file.

    Raises:
        UsageError: an option goes with another engine, or the parts cannot have that form.
    """
    is_folder = output is not None and bool(
        _URL.match(output) or output.endswith("/") or Path(output).is_dir()
    )
    if given["engine"] is None:
        for name in ("address", "workers"):
            if given[name] is not None:
                raise UsageError(f"--{name} is of a cluster", hint="add --engine ray")
        if output is not None and _URL.match(output):
            raise UsageError(f"{output} is no file", hint="add --engine ray, or write a file first")
        return None
    if given["log_file"] is not None:
        raise UsageError("--log-file is of one machine", hint="leave it out with --engine ray")
    if not is_folder:
        return None
    if format_name not in {None, "jsonl", "parquet"}:
        raise UsageError(
            f"the parts of a run are no {format_name}", hint="-f jsonl or parquet, or name a file"
        )
    return output


@contextmanager
def open_run(
    inputs: tuple[str, ...],
    options: "Options",
    given: dict[str, Any],
    progress: "Progress",
    *,
    folder: str | None,
    output: Path | None,
    form: str | None,
) -> Iterator["RayRun"]:
    """Set up a run on a cluster; what is finished is kept beside the output till all of it is.

    Args:
        inputs: what to read.
        options: how the run goes.
        given: the options of the command line.
        progress: where lines for the user go.
        folder: where the parts are the result.
        output: the file that is written.
        form: of the parts that are the result.

    Raises:
        UsageError: Ray is not installed or there is no cluster, or an option cannot hold there.
    """
    from llmextract.cluster.parts import Parts
    from llmextract.cluster.raydata import open_on_ray

    beside = None if output is None or str(output) == "-" else f"{output}.parts"
    with open_on_ray(
        inputs,
        options,
        parts=folder or beside,
        form="parquet" if folder and form == "parquet" else "jsonl",
        is_result=folder is not None,
        address=given["address"],
        workers=given["workers"],
        warn=progress.say,
    ) as run:
        yield run
    if folder:
        Parts(folder, run.job.form).tidy(run.done)
    elif beside and not progress.exit_status:
        Parts(beside).remove()
