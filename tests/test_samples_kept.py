"""What is kept of runs of several samples, what a plan says of them, and what confidence rests on."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from llmextract import runfile
from llmextract.costs import pricing
from llmextract.errors import ModelError, UsageError
from llmextract.options import Options
from llmextract.outputs import Export, Told, as_read, write, write_run
from llmextract.planning import plan
from llmextract.reading import confidence
from llmextract.reading.confidence import Calibration, Setting
from llmextract.reading.state import Task
from llmextract.records import Usage
from llmextract.reverify import recheck
from llmextract.run import open_extractor
from llmextract.store.bundles import export_run
from llmextract.store.importing import import_run
from llmextract.store.shelves import Store
from tests.scripts import (
    MARKET,
    CountingModel,
    scripted_answer,
    write_article,
    write_script,
)
from tests.test_samples import answers, draw, drawn

if TYPE_CHECKING:
    pass

PRICED = "openai:gpt-4o-mini"


@pytest.fixture
def market(tmp_path: Path) -> Path:
    return write_article(tmp_path / "a.txt", MARKET)


def test_a_second_run_asks_nothing_and_says_the_same(market: Path) -> None:
    model = answers({"status": "alleged"}, {}, {})
    before = draw(market, model, 3)
    again = CountingModel(lambda _: ModelError("never asked"))
    after = draw(market, again, 3)
    assert again.asked == []
    assert [(e.records, e.findings, e.draws) for e in before] == [
        (e.records, e.findings, e.draws) for e in after
    ]
    assert after[0].run.cached


def test_the_replies_alone_are_enough_offline(tmp_path: Path, market: Path) -> None:
    script = write_script(tmp_path / "s.jsonl")
    before = draw(market, script, 3)
    (tmp_path / "s.jsonl").unlink()
    moved = tmp_path / "b.txt"
    moved.write_text("\n\n" + MARKET + "\n", encoding="utf-8")
    (after,) = draw(moved, script, 3, offline=True)
    assert after.records == before[0].records
    assert after.draws == before[0].draws
    (more,) = draw(moved, script, 4, offline=True)
    assert more.failure is not None
    assert more.failure.kind == "not_recorded"
    assert "seed" in more.failure.message


def test_a_bundle_holds_every_draw(tmp_path: Path, market: Path) -> None:
    run = tmp_path / "run.jsonl"
    model = answers({"status": "alleged"}, {}, "no JSON")
    options = Options(model="test:m", samples=3)
    with open_extractor([market], options, model=model) as extractor:
        header = extractor.header()
        run.write_text("".join(write_run(header, extractor)), encoding="utf-8")
    assert header["samples"] == 3
    store = Store()
    assert export_run(run, tmp_path / "b.zip", store=store).replies == 3
    store.close()
    elsewhere = Store(tmp_path / "elsewhere")
    imported = import_run(tmp_path / "b.zip", store=elsewhere)
    elsewhere.close()
    assert imported.new == 3
    assert imported.manifest["run"]["samples"] == 3


def test_a_run_file_keeps_the_agreement(tmp_path: Path, market: Path) -> None:
    run = tmp_path / "run.jsonl"
    model = answers({"status": "alleged"}, {}, {})
    options = Options(model="test:m", samples=3)
    with open_extractor([market], options, model=model) as extractor:
        header = extractor.header()
        (extraction,) = list(extractor)
    run.write_text("".join(write_run(header, [extraction])), encoding="utf-8")
    row = json.loads(run.read_text(encoding="utf-8").splitlines()[1])
    assert row["agreement"][0] == {
        "record": 0, "field": "event_type", "agreement": 1.0, "confidence": None,
    }  # fmt: skip
    assert row["draws"] == {"asked": 3, "read": 3, "left_out": []}
    read = runfile.read(run)
    assert read.extractions[0].draws == extraction.draws
    checked = recheck(read)
    assert checked.changes == ()
    assert checked.extractions[0].draws == extraction.draws
    assert checked.header["samples"] == 3


def test_a_plan_counts_every_draw_that_is_not_kept(market: Path) -> None:
    once, thrice = (plan([market], Options(model=PRICED, samples=n)) for n in (1, 3))
    assert (once.asked, once.requests, thrice.asked, thrice.requests) == (1, 1, 1, 3)
    assert thrice.usage.prompt_tokens == 3 * once.usage.prompt_tokens
    assert once.cost is not None
    assert thrice.cost == 3 * once.cost
    draw(market, CountingModel(scripted_answer, name=PRICED), 1)
    after = plan([market], Options(model=PRICED, samples=3))
    assert (after.asked, after.requests, after.kept) == (1, 2, 0)
    draw(market, CountingModel(scripted_answer, name=PRICED), 3)
    done = plan([market], Options(model=PRICED, samples=3))
    assert (done.asked, done.requests, done.kept) == (0, 0, 1)
    assert plan([market], Options(model=PRICED, samples=3, cache=False)).requests == 3


def test_a_bound_on_the_cost_holds_for_the_draws(market: Path) -> None:
    model = CountingModel(scripted_answer, name=PRICED)
    with open_extractor([market], Options(model=PRICED), model=model) as extractor:
        task = next(iter(extractor.work()))
        assert isinstance(task, Task)
        (request,) = extractor.engine.first_requests(task)
    price = pricing.price_of(PRICED)
    assert price is not None
    # Two answers of 10 and 5 tokens, and no room for the dearest outcome of a third.
    bound = price.of(pricing.most(request)) + price.of(Usage(10, 5)) * Decimal("1.5")
    (extraction,) = draw(market, model, 5, max_cost=float(bound))
    assert extraction.failure is not None
    assert extraction.failure.kind == "budget"
    assert len(model.asked) == 2
    (extraction,) = draw(market, model, 5)
    assert extraction.failure is None
    assert len(model.asked) == 5, "the answers before the bound were kept"


# Confidence


def test_confidence_is_looked_up_anew_each_time(
    tmp_path: Path, market: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (before,) = draw(market, answers({"status": "alleged"}, {}, {}), 3)
    assert {one.confidence for one in drawn(before).agreement} == {None}
    options = Options(model="test:m", samples=3)
    with open_extractor([market], options, model=CountingModel(scripted_answer)) as extractor:
        header = extractor.header()
    table = Calibration(
        Setting.of_run(header),
        "by hand",
        ("killed", "date"),
        {"number": {"supported": ((1.0, 0.91),)}, "date": {"supported": ((1.0, 0.7),)}},
    )
    monkeypatch.setattr(confidence, "load", lambda *_, **__: table)
    model = CountingModel(lambda _: ModelError("never asked"))
    (after,) = draw(market, model, 3)
    assert model.asked == []
    told = {one.field: one.confidence for one in drawn(after).agreement}
    assert (told["killed"], told["date"]) == (0.91, 0.7)
    assert (told["injured"], told["status"]) == (None, None)
    read = Told(after.document, (after,), tuple(as_read([after])))
    export = Export(extractor.record, [read], (header,), is_merged=False)
    cells = next(csv.DictReader(io.StringIO("".join(write("csv", export)))))
    assert (cells["killed_agreement"], cells["killed_confidence"]) == ("1.0", "0.91")
    assert (cells["date_agreement"], cells["status_confidence"]) == ("1.0", "")
    assert "sentences_agreement" not in cells
    (entry,) = json.loads("".join(write("json", export)))
    killed = next(one for one in entry["agreement"] if one["field"] == "killed")
    assert killed == {"record": 0, "field": "killed", "agreement": 1.0, "confidence": 0.91}


def test_a_damaged_table_is_told_before_anybody_is_asked(tmp_path: Path, market: Path) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "incident.md").write_text("{{fields}}", encoding="utf-8")
    (tmp_path / "prompts" / "incident.calibration.json").write_text("{", encoding="utf-8")
    model = CountingModel(scripted_answer)
    with pytest.raises(UsageError, match="is no calibration"):
        draw(market, model, 2, content=(str(tmp_path),))
    assert model.asked == []
    assert draw(market, model, 1, content=(str(tmp_path),))[0].failure is None
