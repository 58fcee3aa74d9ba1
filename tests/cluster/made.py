"""Documents, blocks and workers for the tests of runs on a cluster."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from llmextract import runfile
from llmextract.cluster.blocks import Block, cut
from llmextract.cluster.worker import Job, Worker, job_of
from llmextract.documents import read
from llmextract.options import Options
from llmextract.records import Extraction
from tests.scripts import CountingModel, scripted_answer, write_script


def a_job(folder: Path, **options: Any) -> Job:
    """A job whose model answers from a script."""
    model = write_script(folder / "script.jsonl")
    chosen = Options(model=model, judge="none", second_look=False, reask=False, **options)
    return job_of(chosen)[0]


def a_worker(job: Job) -> tuple[Worker, CountingModel]:
    """A worker, and its model, which counts what it is asked."""
    model = CountingModel(scripted_answer, name=job.options.model)
    return Worker(job, model=model), model


def with_parts(job: Job, folder: Path) -> Job:
    """The job with a folder for what is finished."""
    return replace(job, parts=str(folder))


def blocks_of(*sources: Path, **told: Any) -> list[Block]:
    """The blocks of an input."""
    return list(cut(read(sources), **told))


def rows(extractions: Iterable[Extraction]) -> list[dict[str, Any]]:
    """Extractions as a run file has them, without what is of one run only."""
    told = [runfile.to_json(one) for one in extractions]
    for row in told:
        del row["run"]["seconds"], row["run"]["cached"]
    return told
