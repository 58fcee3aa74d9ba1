"""What actors do with a batch, and what is refused before there is a cluster; all of it without Ray."""

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

import llmextract
from llmextract import runfile
from llmextract.cli import run
from llmextract.cluster import raydata
from llmextract.cluster.raydata import BlockActor, RowActor, extractions_of, open_on_ray
from llmextract.errors import ModelUnavailableError, UsageError
from llmextract.options import Options
from llmextract.run_tables import from_row
from tests.cluster.made import a_job, blocks_of, rows, with_parts
from tests.scripts import MARKET, QUIET, ROAD, write_article, write_script


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def batch(**row: Any) -> Any:
    return pa.Table.from_pylist([row])


def test_a_block_goes_in_and_its_lines_come_out(folder: Path) -> None:
    job = a_job(folder)
    (block,) = blocks_of(write_article(folder / "a.txt"))
    told = batch(number=block.number, text=block.text, most=block.most)
    (row,) = BlockActor(job)(told).to_pylist()
    assert (row["name"], row["error"]) == (block.name(job.settings), "")
    with llmextract.run.open_extractor([folder / "a.txt"], job.options) as extractor:
        assert rows(extractions_of(row)) == rows(
            replace(one, document=replace(one.document, text="", paragraphs=()))
            for one in extractor
        )


def test_what_is_wrong_with_a_worker_reaches_who_waits(folder: Path) -> None:
    job = replace(a_job(folder), settings="other")
    (block,) = blocks_of(write_article(folder / "a.txt"))
    told = batch(number=block.number, text=block.text, most=block.most)
    (row,) = BlockActor(job)(told).to_pylist()
    with pytest.raises(UsageError, match="would read otherwise") as caught:
        list(extractions_of(row))
    assert caught.value.hint
    with pytest.raises(UsageError, match="would read otherwise"):
        RowActor(job)(told)


def test_each_error_keeps_its_exit_status() -> None:
    for status, kind in ((2, UsageError), (3, ModelUnavailableError), (1, Exception)):
        row = {"error": f'{{"message": "m", "hint": "h", "status": {status}}}', "lines": ""}
        with pytest.raises(kind, match="m; h") as caught:
            list(extractions_of(row))
        assert getattr(caught.value, "exit_status", None) == status


def test_rows_are_documents_and_come_out_as_paragraphs(folder: Path) -> None:
    job = a_job(folder)
    table = pa.Table.from_pylist(
        [
            {"id": "x", "text": f"{MARKET}\n\n{QUIET}", "published": "2021-05-03", "more": 1},
            {"id": "y", "text": ROAD, "published": None, "more": 2},
            {"id": "z", "text": None, "published": None, "more": 3},
        ]
    )
    made = [runfile.from_json(from_row(row)) for row in RowActor(job)(table).to_pylist()]
    assert [(one.document.id, one.paragraph.index) for one in made[:3]] == [
        ("x", 0), ("x", 1), ("y", 0),
    ]  # fmt: skip
    assert [record["killed"] for one in made for record in one.records] == [3, 1]
    assert made[0].document.published == "2021-05-03"
    failure = made[3].failure
    assert failure is not None
    assert failure.message == "dataset: has no text under 'text'"
    assert RowActor(job)(table.slice(0, 0)).num_rows == 0


def test_a_batch_that_was_handled_before_is_read_from_its_part(folder: Path) -> None:
    job = with_parts(a_job(folder, cache=False), folder / "parts")
    (folder / "parts").mkdir()
    table = pa.table({"text": [MARKET, ROAD]})
    before = RowActor(job)(table)
    write_script(folder / "script.jsonl", [{"answer": "nothing that could be read"}])
    again = RowActor(job)(table)
    assert again.equals(before)


def test_without_ray_it_is_said_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with (
        pytest.raises(UsageError, match=r"needs Ray Data.*pip install 'llmextract\[ray\]'"),
        open_on_ray(["a.txt"], Options(model="rules")),
    ):
        pass
    nothing: Any = None
    with pytest.raises(UsageError, match=r"pip install 'llmextract\[ray\]'"):
        llmextract.extract_dataset(nothing, model="rules")


def test_what_a_cluster_cannot_hold_is_refused() -> None:
    for sources, options, why in (
        (["-"], Options(), "no standard input"),
        (["a"], Options(max_cost=1.0), "no bound on a cost"),
        (["a"], Options(sample=3), "nothing is drawn"),
        (["a"], Options(batch=True), "nothing is asked in batches"),
    ):
        with pytest.raises(UsageError, match=why), open_on_ray(sources, options):
            pass
    nothing: Any = None
    with pytest.raises(UsageError, match="no bound on a cost"):
        llmextract.extract_dataset(nothing, max_cost=1.0)
    with pytest.raises(UsageError, match="limit its rows"):
        llmextract.extract_dataset(nothing, limit=1)


@pytest.mark.loopback
def test_a_cluster_that_is_not_there_is_told_at_once(folder: Path) -> None:
    class Ray:
        """Stands for Ray where it must not be asked to join."""

        @staticmethod
        def init(**_: Any) -> None:
            raise ConnectionError("no\ncluster")

    for address, why in (("127.0.0.1:1", "127.0.0.1:1 "), ("auto", r"auto \(no cluster\)")):
        with pytest.raises(UsageError, match=f"no Ray cluster answers at {why}.*ray start --head"):
            raydata.connect(Ray, address)


class Nodes:
    """Stands for Ray where only its machines are asked about."""

    data = SimpleNamespace(ActorPoolStrategy=dict)

    def __init__(self, *cpus: float) -> None:
        self.cpus = cpus

    def nodes(self) -> list[dict[str, Any]]:
        told = [{"Alive": True, "Resources": {"CPU": one} if one else {}} for one in self.cpus]
        return [*told, {"Alive": False, "Resources": {"CPU": 64.0}}]


def test_workers_are_as_many_as_processors_or_machines() -> None:
    shared, own, nodes = Options(model="rules"), Options(), Nodes(0, 4, 2)
    assert raydata.workers_of(nodes, shared) == 6
    assert raydata.workers_of(nodes, own) == 2
    assert raydata.pool_of(nodes, own, 2)["num_cpus"] == 2
    assert raydata.pool_of(nodes, shared, 6)["num_cpus"] == 1
    pool = raydata.pool_of(nodes, shared, 12)
    assert (pool["num_cpus"], pool["compute"]["size"]) == (0.5, 12)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--workers", "2"], "--workers is of a cluster; add --engine ray"),
        (["--address", "auto"], "--address is of a cluster; add --engine ray"),
        (["-o", "s3://bucket/run"], "s3://bucket/run is no file; add --engine ray"),
        (["--engine", "ray", "--log-file", "x"], "--log-file is of one machine"),
        (["--engine", "ray", "-o", "parts/", "-f", "csv"], "the parts of a run are no csv"),
        (["--engine", "ray", "-o", "parts/", "--paragraphs"], "a run file has each record anyway"),
        (["--engine", "ray", "-o", "x.jsonl", "--max-cost", "1"], "no bound on a cost"),
        (["--engine", "ray", "-o", "x.jsonl"], "pip install 'llmextract[ray]'"),
    ],
)
def test_the_command_says_what_does_not_go_together(
    folder: Path,
    arguments: list[str],
    why: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    write_article(folder / "a.txt")
    assert run(["extract", "a.txt", "-m", "rules", *arguments]) == 2
    assert why in capsys.readouterr().err
