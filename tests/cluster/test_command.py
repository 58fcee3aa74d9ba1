"""``extract --engine ray`` but for Ray itself: what becomes of the parts, and what is said."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from llmextract import runfile
from llmextract.cli import run
from llmextract.cluster import raydata
from llmextract.cluster.blocks import cut
from llmextract.cluster.parts import Parts
from llmextract.cluster.raydata import RayRun
from llmextract.cluster.worker import Worker, job_of
from llmextract.documents import read, told_apart
from llmextract.options import Options
from llmextract.records import Extraction
from llmextract.run_tables import from_row
from tests.cluster.made import rows
from tests.scripts import write_article, write_script


class OneProcess(RayRun):
    """Hands its blocks to a worker in this process, where a cluster would to many."""

    def __iter__(self) -> Iterator[Extraction]:
        assert self.job.parts
        Parts(self.job.parts, self.job.form).make(
            self.job.header, self.job.settings, is_result=self.is_result
        )
        worker = Worker(self.job)
        for block in cut(told_apart(read(self.sources)), size=2):
            self.done.add(block.name(self.job.settings))
            yield from worker.block(block)


@contextmanager
def one_process(
    sources: Sequence[str], options: Options, *, is_result: bool, **told: Any
) -> Iterator[RayRun]:
    job, _, record = job_of(options)
    job = replace(job, parts=told["parts"], form=told["form"])
    yield OneProcess(sources, job, 1, record, is_result)


@pytest.fixture(autouse=True)
def asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(raydata, "open_on_ray", one_process)
    (tmp_path / "in").mkdir()
    for number in range(3):
        write_article(tmp_path / "in" / f"{number}.txt")
    return ["extract", "in", "-m", write_script(Path("script.jsonl")), "--judge", "none"]


def alone(asking: list[str]) -> list[dict[str, Any]]:
    assert run([*asking, "-o", "alone.jsonl"]) == 0
    return rows(runfile.read(Path("alone.jsonl")).extractions)


def test_a_file_is_that_of_a_single_machine_and_its_parts_go(asking: list[str]) -> None:
    assert run([*asking, "--engine", "ray", "-o", "ray.jsonl"]) == 0
    assert rows(runfile.read(Path("ray.jsonl")).extractions) == alone(asking)
    assert not Path("ray.jsonl.parts").exists()


def test_an_export_is_that_of_a_single_machine(asking: list[str]) -> None:
    assert run([*asking, "--engine", "ray", "-o", "ray.csv"]) == 0
    assert run([*asking, "-o", "alone.csv"]) == 0
    assert Path("ray.csv").read_bytes() == Path("alone.csv").read_bytes()


def test_parts_stay_where_something_failed(asking: list[str]) -> None:
    (Path("in") / "bad.txt").touch()
    assert run([*asking, "--engine", "ray", "-o", "ray.jsonl"]) == 1
    assert len(list(Path("ray.jsonl.parts").glob("part-*.jsonl"))) == 3 + 1


def test_a_folder_holds_the_parts_and_no_others(
    asking: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    told = [*asking, "--engine", "ray", "-o", "parts/", "-f", "parquet"]
    assert run(told) == 0
    write_article(Path("in") / "2.txt", "On Monday the road was closed.")
    capsys.readouterr()
    assert run(told) == 0
    assert "written to parts/" in capsys.readouterr().err
    found = sorted(Path("parts").glob("part-*.parquet"))
    assert len(found) == 3
    told_rows = [from_row(row) for path in found for row in pq.read_table(path).to_pylist()]
    assert rows(map(runfile.from_json, told_rows)) == alone(asking)


def test_a_folder_of_another_run_is_not_mixed_with_this(
    asking: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path("parts").resolve().as_uri()
    assert run([*asking, "--engine", "ray", "-o", folder]) == 0
    assert run(["extract", "in", "-m", "rules", "--engine", "ray", "-o", "parts/"]) == 1
    assert "the folder parts/ holds a run with scripted:" in capsys.readouterr().err
