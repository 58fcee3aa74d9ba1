"""Runs of several samples: what is asked, kept, replayed and planned, and what comes out."""

import json
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

import llmextract
from llmextract import runfile
from llmextract.errors import ModelError, RequestRefusedError, UsageError
from llmextract.model import Request
from llmextract.options import Options
from llmextract.reading.exchanges import DRAW_TEMPERATURE
from llmextract.records import Draws, Extraction
from llmextract.run import open_extractor
from tests.scripts import (
    MARKET,
    MARKET_RECORD,
    QUIET,
    ROAD,
    CountingModel,
    scripted_answer,
    write_article,
)

if TYPE_CHECKING:
    from collections.abc import Generator

PRICED = "openai:gpt-4o-mini"


def answers(*changes: dict[str, Any] | str | ModelError) -> CountingModel:
    """A model whose draws say of the market what the script says, but for these changes."""

    def answer(request: Request) -> str | Exception:
        change = changes[request.sampling.seed]
        if isinstance(change, ModelError):
            return change
        if isinstance(change, str):
            return change
        return json.dumps({"incidents": [MARKET_RECORD | change]})

    return CountingModel(answer)


def draw(path: Path, model: Any, samples: int, **options: Any) -> list[Extraction]:
    return list(llmextract.extract([path], model=model, samples=samples, **options))


@pytest.fixture
def market(tmp_path: Path) -> Path:
    return write_article(tmp_path / "a.txt", MARKET)


def drawn(extraction: Extraction) -> Draws:
    assert extraction.draws is not None
    return extraction.draws


def shares(extraction: Extraction) -> dict[str, float]:
    return {one.field: one.share for one in drawn(extraction).agreement}


def test_one_sample_is_what_it_was(market: Path) -> None:
    model = CountingModel(scripted_answer)
    (extraction,) = draw(market, model, 1)
    assert len(model.asked) == 1
    assert model.asked[0].sampling.temperature == 0.0
    assert extraction.draws is None
    assert extraction.agreement_of(0) == ()
    assert "agreement" not in runfile.line(extraction)
    assert "draws" not in runfile.line(extraction)
    with open_extractor([market], Options(model="test:m"), model=model) as extractor:
        assert "samples" not in extractor.header()


def test_the_first_sample_is_the_request_of_a_run_of_one(market: Path) -> None:
    one = CountingModel(scripted_answer)
    draw(market, one, 1)
    three = CountingModel(scripted_answer)
    draw(market, three, 3)
    assert [r.sampling.seed for r in three.asked] == [1, 2], "the first is in the store"
    assert {r.sampling.temperature for r in three.asked} == {DRAW_TEMPERATURE}
    assert all(r.messages == one.asked[0].messages for r in three.asked)
    more = CountingModel(scripted_answer)
    draw(market, more, 4)
    assert [r.sampling.seed for r in more.asked] == [3]


def test_the_value_of_most_draws_wins_and_the_agreement_is_told(market: Path) -> None:
    model = answers({"status": "alleged"}, {}, {}, {}, {"date": None})
    (extraction,) = draw(market, model, 5)
    (record,) = extraction.records
    assert (record["status"], record["date"]) == ("happened", "Friday")
    told = shares(extraction)
    assert (told["status"], told["date"], told["killed"]) == (0.8, 0.8, 1.0)
    assert told["locations[0].name"] == 1.0
    assert told["weapons"] == 1.0
    assert (drawn(extraction).asked, drawn(extraction).read) == (5, 5)
    assert extraction.run.attempts == 5
    assert len(extraction.run.digests) == 5


def test_a_value_that_the_text_does_not_carry_loses_against_one_that_it_does(market: Path) -> None:
    model = answers({"killed": 30}, {"killed": 30}, {"killed": 30}, {"killed": 3})
    (extraction,) = draw(market, model, 4)
    assert extraction.records[0]["killed"] == 3
    assert shares(extraction)["killed"] == 0.25
    assert len(model.asked) == 4, "nothing failed, so nothing is asked again"


def test_what_fails_in_all_draws_is_asked_again_and_agreement_is_with_what_came(
    market: Path,
) -> None:
    calls = iter([30, 30, 3])

    def answer(_: Request) -> str:
        return json.dumps({"incidents": [MARKET_RECORD | {"killed": next(calls)}]})

    model = CountingModel(answer)
    (extraction,) = draw(market, model, 2)
    assert extraction.records[0]["killed"] == 3
    assert model.asked[2].sampling.temperature == 0.0
    assert shares(extraction)["killed"] == 0.0
    killed = next(f for f in extraction.findings if f.field == "killed")
    assert "the first answer was 30" in killed.reason
    assert len(extraction.run.digests) == 3


def test_items_of_a_list_are_voted_one_by_one(market: Path) -> None:
    model = answers(
        {"targets": ["traders", "guards"]}, {"targets": ["traders"]}, {"targets": ["three traders"]}
    )
    (extraction,) = draw(market, model, 3)
    assert [actor["name"] for actor in extraction.records[0]["targets"]] == ["traders"]
    assert shares(extraction)["targets[0].name"] == 1.0


def test_an_unreadable_draw_has_no_vote_and_is_not_asked_again(market: Path) -> None:
    model = answers("no JSON", {}, RequestRefusedError("no"), {"status": "alleged"})
    (extraction,) = draw(market, model, 4)
    assert len(model.asked) == 4
    assert (drawn(extraction).asked, drawn(extraction).read) == (4, 2)
    assert extraction.records[0]["status"] == "happened"
    assert shares(extraction)["status"] == 0.5


def test_where_all_are_unreadable_it_is_a_failure_like_today(market: Path) -> None:
    model = CountingModel(lambda _: "no JSON")
    (extraction,) = draw(market, model, 3)
    assert extraction.failure is not None
    assert extraction.failure.kind == "invalid_answer"
    assert len(model.asked) == 4, "three draws, and the first once more"
    assert (extraction.draws, extraction.run.attempts) == (None, 4)


def test_a_record_that_most_draws_do_not_have_is_left_out_and_kept_beside(
    tmp_path: Path, market: Path
) -> None:
    (tmp_path / "prompts").mkdir()
    # without a cue file the model lists the records itself
    (tmp_path / "prompts" / "incident.md").write_text("{{fields}}", encoding="utf-8")
    other = MARKET_RECORD | {
        "sentences": [2],
        "locations": [],
        "targets": ["guards"],
        "killed": None,
    }

    def answer(request: Request) -> str:
        extra = [other] if request.sampling.seed == 1 else []
        return json.dumps({"incidents": [*extra, MARKET_RECORD]})

    (extraction,) = draw(market, CountingModel(answer), 3, content=(str(tmp_path),))
    assert [record["killed"] for record in extraction.records] == [3]
    (lost,) = drawn(extraction).outvoted
    assert (lost.share, lost.record["targets"][0]["name"]) == (0.3333, "guards")
    row = runfile.to_json(extraction)
    assert row["draws"]["left_out"][0]["agreement"] == 0.3333
    assert runfile.from_json(json.loads(runfile.line(extraction))).draws == extraction.draws


def test_paragraphs_that_are_not_asked_about_have_no_draws(tmp_path: Path) -> None:
    model = CountingModel(scripted_answer)
    article = write_article(tmp_path / "a.txt", "Raid in Kassou kills three", MARKET, QUIET, ROAD)
    extractions = draw(article, model, 2)
    assert [e.draws is None for e in extractions] == [True, False, False, False]
    assert len(model.asked) == 6


def test_draws_of_one_paragraph_are_in_flight_together_and_no_more_than_there_are_slots(
    tmp_path: Path,
) -> None:
    lock, now, most = threading.Lock(), [0], [0]
    both = threading.Barrier(2)

    def answer(request: Request) -> str:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        both.wait(timeout=5)  # passes only when two are in flight
        with lock:
            now[0] -= 1
        return str(scripted_answer(request))

    model = CountingModel(answer, slots=2)
    extractions = draw(write_article(tmp_path / "a.txt", MARKET, ROAD, "Then " + MARKET), model, 2)
    assert [e.failure for e in extractions] == [None, None, None]
    assert most[0] == 2
    assert len(model.asked) == 6


def test_a_run_that_is_broken_off_sends_nothing_more(tmp_path: Path) -> None:
    gate = threading.Event()

    def answer(request: Request) -> str:
        if "Then" in request.messages[-1].content:
            gate.set()
        return str(scripted_answer(request))

    paragraphs = [MARKET, *(f"Then {n}. {ROAD}" for n in range(20))]
    model = CountingModel(answer)
    stream = llmextract.extract(
        [write_article(tmp_path / "a.txt", *paragraphs)], model=model, samples=3
    )
    with closing(cast("Generator[Extraction]", stream)) as extractions:
        next(extractions)
        gate.wait(timeout=5)
    assert len(model.asked) < 3 * 5
    assert model.closed == 1


def test_options_drop_and_fail_go_with_samples(market: Path) -> None:
    wrong = {"weapons": ["catapult"]}
    (extraction,) = draw(market, answers(wrong, wrong), 2, on_unsupported="drop", reask=False)
    assert extraction.records[0]["weapons"] == []
    assert shares(extraction)["weapons"] == 0.0, "no draw has an empty list"
    (extraction,) = draw(market, answers(wrong, wrong), 2, on_unsupported="fail", reask=False)
    assert extraction.failure is not None
    assert extraction.failure.kind == "unsupported"


def test_less_than_one_sample_is_wrong_use(market: Path) -> None:
    with pytest.raises(UsageError, match="at least one answer"):
        draw(market, CountingModel(scripted_answer), 0)


# What it costs
