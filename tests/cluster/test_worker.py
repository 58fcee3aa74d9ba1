"""A worker: what it makes is what a single machine makes, once, within its share."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from llmextract.cluster.blocks import Block
from llmextract.cluster.worker import Worker, is_embedded, job_of, shared
from llmextract.content import load_schema
from llmextract.errors import ModelUnavailableError, UsageError
from llmextract.model import Reply, Request
from llmextract.options import Options
from llmextract.run import open_extractor
from tests.cluster.made import a_job, a_worker, blocks_of, rows, with_parts
from tests.scripts import MARKET, QUIET, ROAD, CountingModel, scripted_answer, write_article


@pytest.fixture
def blocks(tmp_path: Path) -> list[Block]:
    (tmp_path / "in").mkdir()
    for number in range(5):
        told = (f"{text} So says report {number}." for text in (MARKET, QUIET, ROAD))
        write_article(tmp_path / "in" / f"{number}.txt", *told)
    (tmp_path / "in" / "bad.txt").touch()
    return blocks_of(tmp_path / "in", size=6)


def test_blocks_are_what_a_single_machine_makes(tmp_path: Path, blocks: list[Block]) -> None:
    job = a_job(tmp_path, cache=False)
    worker, _ = a_worker(job)
    made = [one for block in blocks for one in worker.block(block)]
    worker.close()
    alone = CountingModel(scripted_answer, name=job.options.model)
    with open_extractor([tmp_path / "in"], job.options, model=alone) as extractor:
        assert rows(made) == rows(extractor)
    assert len(blocks) > 1
    assert [one.failure is not None for one in made].count(True) == 1


def test_a_block_is_asked_about_once(tmp_path: Path, blocks: list[Block]) -> None:
    """Whoever does it again: the part is there, whatever became of the store."""
    job = with_parts(a_job(tmp_path, cache=False), tmp_path / "parts")
    (tmp_path / "parts").mkdir()
    first, asked = a_worker(job)
    before = [rows(first.block(block)) for block in blocks]
    assert len(asked.asked) == 15
    again, none = a_worker(job)
    assert [rows(again.block(block)) for block in blocks] == before
    assert none.asked == []


def test_what_a_dead_worker_had_kept_is_not_asked_again(
    tmp_path: Path, blocks: list[Block]
) -> None:
    """It died within a block: the answers so far are in the store."""
    job = with_parts(a_job(tmp_path), tmp_path / "parts")
    (tmp_path / "parts").mkdir()
    first, asked = a_worker(job)
    first.block(replace(blocks[0], most=2))
    second, rest = a_worker(job)
    second.block(blocks[0])
    assert len(asked.asked) == 2
    assert len(rest.asked) == 4


def test_a_limit_ends_within_a_document(tmp_path: Path, blocks: list[Block]) -> None:
    worker, model = a_worker(a_job(tmp_path))
    assert len(worker.block(replace(blocks[0], most=4))) == 4
    assert len(model.asked) == 4


def test_the_bound_is_divided_and_holds(tmp_path: Path, blocks: list[Block]) -> None:
    options = Options(model="server:m@http://localhost/v1", jobs=10)
    assert shared(options, 4, 3) == (replace(options, jobs=3), 3)
    assert shared(options, 4, 99) == (replace(options, jobs=1), 10)
    assert shared(replace(options, jobs=None), 4, 2) == (replace(options, jobs=2), 2)


def test_an_embedded_model_is_each_workers_own() -> None:
    for name in ("local", "local:smollm2-135m"):
        options = Options(model=name)
        assert is_embedded(options)
        assert shared(options, 1, 3) == (options, 3)
    assert not is_embedded(Options(model="rules"))


class WatchedModel(CountingModel):
    """Knows how many were asked at once, at most."""

    now = most = 0
    lock = threading.Lock()

    def complete(self, request: Request) -> Reply:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            threading.Event().wait(0.01)
            return super().complete(request)
        finally:
            with self.lock:
                self.now -= 1


def test_two_blocks_at_once_share_what_is_in_flight(tmp_path: Path, blocks: list[Block]) -> None:
    job = a_job(tmp_path, jobs=2)
    model = WatchedModel(scripted_answer, name=job.options.model)
    worker = Worker(job, model=model)
    both = [threading.Thread(target=worker.block, args=(one,)) for one in blocks[:2]]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert (len(model.asked), model.most) == (12, 2)


def test_a_worker_that_would_read_otherwise_is_refused(tmp_path: Path) -> None:
    job = a_job(tmp_path)
    with pytest.raises(UsageError, match="would read otherwise than the run was set up; give all"):
        a_worker(replace(job, options=replace(job.options, judge="self")))


def test_a_folder_that_a_worker_does_not_see_is_refused(tmp_path: Path) -> None:
    job = with_parts(a_job(tmp_path), tmp_path / "elsewhere")
    with pytest.raises(UsageError, match=r"does not see the folder .*elsewhere; name"):
        a_worker(job)


def test_no_model_at_all_is_an_error_and_no_part(tmp_path: Path, blocks: list[Block]) -> None:
    job = with_parts(a_job(tmp_path, patience=0), tmp_path / "parts")
    (tmp_path / "parts").mkdir()
    gone = CountingModel(lambda _: ModelUnavailableError("is gone"), name=job.options.model)
    with pytest.raises(ModelUnavailableError, match="is gone"):
        Worker(job, model=gone).block(blocks[0])
    assert list((tmp_path / "parts").iterdir()) == []


def test_a_class_without_a_name_is_handed_on(tmp_path: Path) -> None:
    disaster = load_schema("disaster")
    job, _, record = job_of(Options(model="rules", schema="disaster"), disaster)
    assert (record, job.record) == (disaster, disaster)
