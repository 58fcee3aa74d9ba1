"""A whole run: order, failures as values, stores, limits, what stops it and what does not."""

import gc
import json
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

import llmextract
from llmextract import Verdict, runfile
from llmextract.errors import (
    ModelUnavailableError,
    NotRecordedError,
    RequestRefusedError,
    StoreError,
    UsageError,
)
from llmextract.model import Request
from llmextract.options import Options
from llmextract.records import Extraction
from llmextract.run import open_extractor
from llmextract.store.shelves import Store
from tests.scripts import (
    MARKET,
    MARKET_RECORD,
    QUIET,
    ROAD,
    CountingModel,
    asked_about,
    scripted_answer,
    write_article,
    write_script,
)


def run(source: Path, model: Any = None, **options: Any) -> list[Extraction]:
    return list(
        llmextract.extract([source], model=model or CountingModel(scripted_answer), **options)
    )


def test_an_article_becomes_records_with_findings_that_point_at_its_words(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt")
    text = article.read_text(encoding="utf-8")
    extractions = run(article)
    assert [e.paragraph.text for e in extractions] == [MARKET, QUIET, ROAD]
    assert [len(e.records) for e in extractions] == [1, 0, 1]
    record, findings = next(iter(extractions[0]))
    assert record["killed"] == 3
    assert [(place["name"], place["within"]) for place in record["locations"]] == [
        ("Kassou", ["Tondo"])
    ]
    verdicts = {f.field: f.verdict for f in findings}
    assert verdicts["killed"] is Verdict.SUPPORTED
    assert verdicts["injured"] is Verdict.SUPPORTED
    assert verdicts["locations[0].name"] is Verdict.SUPPORTED
    for extraction in extractions:
        for finding in extraction.findings:
            for span in finding.spans:
                assert text[span.start : span.end] == span.text


def test_a_bound_is_partly_and_its_finding_has_the_bounds(tmp_path: Path) -> None:
    last = run(write_article(tmp_path / "a.txt"))[-1]
    injured = next(f for f in last.findings if f.field == "injured")
    assert (injured.value, injured.verdict, injured.low, injured.high) == (6, "partly", 6, None)


def test_order_is_that_of_the_document_with_many_in_flight(tmp_path: Path) -> None:
    paragraphs = [f"On day {n} of the month it rained and nobody came." for n in range(40)]
    article = write_article(tmp_path / "a.txt", *paragraphs)
    model = CountingModel(scripted_answer, slots=8)
    assert [e.paragraph.text for e in run(article, model)] == paragraphs
    assert len(model.asked) == 40


def test_a_second_run_asks_nothing_and_gives_the_same(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt")
    first, second = CountingModel(scripted_answer), CountingModel(scripted_answer)
    before, after = run(article, first), run(article, second)
    assert len(first.asked) == 3
    assert second.asked == []
    assert [e.records for e in before] == [e.records for e in after]
    assert [e.findings for e in before] == [e.findings for e in after]
    assert [e.run.seconds for e in before] == [e.run.seconds for e in after]
    assert [e.run.cached for e in after] == [True, True, True]


def test_without_cache_every_run_asks(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt")
    for _ in range(2):
        model = CountingModel(scripted_answer)
        run(article, model, cache=False)
        assert len(model.asked) == 3


def test_a_run_cut_short_asks_no_finished_paragraph_again(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt")
    first = CountingModel(scripted_answer)
    collecting = gc.get_threshold()
    with closing(
        cast("Generator[Extraction]", llmextract.extract([article], model=first))
    ) as stream:
        next(stream)
    assert gc.get_threshold() == collecting  # it is changed for the time of a run
    second = CountingModel(scripted_answer)
    run(article, second)
    asked = [r.messages[-1].content for r in (*first.asked, *second.asked)]
    assert len(asked) == len(set(asked)) == 3


def test_the_same_words_at_another_place_are_verified_anew_without_asking(tmp_path: Path) -> None:
    run(write_article(tmp_path / "a.txt", ROAD))
    model = CountingModel(scripted_answer)
    article = tmp_path / "b.txt"
    article.write_text("\n\n\n" + ROAD + "\n", encoding="utf-8")
    (extraction,) = run(article, model)
    assert model.asked == []
    killed = next(f for f in extraction.findings if f.field == "killed")
    text = article.read_text(encoding="utf-8")
    assert text[killed.spans[0].start : killed.spans[0].end] == killed.spans[0].text


def test_an_unreadable_answer_is_asked_once_more(tmp_path: Path) -> None:
    answers = iter(["no JSON at all", json.dumps({"incidents": [MARKET_RECORD]})])
    model = CountingModel(lambda _: next(answers))
    (extraction,) = run(write_article(tmp_path / "a.txt", MARKET), model)
    assert extraction.failure is None
    assert extraction.run.attempts == 2
    assert extraction.run.usage.prompt_tokens == 20
    first, again = model.asked
    assert again.messages[-3].content == "no JSON at all"
    assert "no JSON" in again.messages[-2].content
    assert again.messages[-1] == first.messages[-1], "what was asked stands last once more"


def test_two_unreadable_answers_are_a_failure_that_is_not_kept(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt", MARKET)
    (extraction,) = run(article, CountingModel(lambda _: '{"incidents": [{"killed": 3}]}'))
    assert extraction.failure is not None
    assert extraction.failure.kind == "invalid_answer"
    assert extraction.records == ()
    # A failed paragraph is tried again by the next run: replies are kept, results are not, and the
    # reply that failed is the model's answer to that very request, so it is served.
    again = CountingModel(scripted_answer, name="test:other")
    (extraction,) = run(article, again)
    assert extraction.failure is None


def test_an_answer_that_was_cut_is_not_taken_for_whole(tmp_path: Path) -> None:
    model = write_script(tmp_path / "s.jsonl", [{"answer": {"incidents": []}, "cut": True}])
    (extraction,) = run(write_article(tmp_path / "a.txt", MARKET), model)
    assert extraction.failure is not None
    assert "cut" in extraction.failure.message


def test_a_refused_request_fails_one_paragraph_only(tmp_path: Path) -> None:
    def answer(request: Request) -> str | Exception:
        if "Bellam" in asked_about(request):
            return RequestRefusedError("too long")
        return scripted_answer(request)

    extractions = run(write_article(tmp_path / "a.txt"), CountingModel(answer))
    assert [e.failure.kind if e.failure else None for e in extractions] == [None, None, "refused"]


def test_no_model_at_all_is_an_error_and_is_asked_once(tmp_path: Path) -> None:
    model = CountingModel(lambda _: ModelUnavailableError("nobody there"))
    with pytest.raises(ModelUnavailableError, match="nobody there"):
        run(write_article(tmp_path / "a.txt"), model)
    assert len(model.asked) == 1
    assert model.closed == 1


def test_a_model_that_dies_midway_leaves_failures_beside_the_good(tmp_path: Path) -> None:
    calls = iter(range(100))

    def answer(request: Request) -> str | Exception:
        return scripted_answer(request) if next(calls) == 0 else ModelUnavailableError("gone")

    model = CountingModel(answer)
    extractions = run(write_article(tmp_path / "a.txt", MARKET, ROAD, "Then " + MARKET), model)
    kinds = [e.failure.kind if e.failure else None for e in extractions]
    assert kinds == [None, "unavailable", "unavailable"]
    assert len(model.asked) == 2


def test_offline_serves_what_is_recorded_and_names_what_is_not(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt")
    script = write_script(tmp_path / "s.jsonl")
    run(article, script)
    (tmp_path / "s.jsonl").unlink()
    assert [len(e.records) for e in run(article, script, offline=True)] == [1, 0, 1]
    other = write_article(tmp_path / "b.txt", "Then " + MARKET)
    (extraction,) = run(other, script, offline=True)
    assert extraction.failure is not None
    assert extraction.failure.kind == NotRecordedError.kind


def test_offline_without_a_store_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="needs the store"):
        run(write_article(tmp_path / "a.txt"), "local", offline=True, cache=False)


def test_a_document_that_cannot_be_read_is_a_result_and_the_others_go_on(tmp_path: Path) -> None:
    good = write_article(tmp_path / "a.txt")
    sources = [tmp_path / "missing.txt", good]
    extractions = list(llmextract.extract(sources, model=CountingModel(scripted_answer)))
    assert extractions[0].failure is not None
    assert extractions[0].failure.kind == "document"
    assert "missing.txt" in extractions[0].failure.message
    assert len(extractions) == 4


def test_the_headline_is_context_and_not_asked(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt", "Raid in Kassou leaves traders dead", MARKET)
    model = CountingModel(scripted_answer)
    title, body = run(article, model)
    assert (title.paragraph.index, title.records, title.run.attempts) == (0, (), 0)
    assert len(model.asked) == 1
    assert model.asked[0].messages[-1].content.startswith("Headline: Raid in Kassou")
    assert "Raid in Kassou" not in asked_about(model.asked[0])
    assert body.document.title == "Raid in Kassou leaves traders dead"


def test_source_text_is_data_and_reaches_the_model_as_it_is(tmp_path: Path) -> None:
    text = "Rebels {{ 7*7 }} killed {% x %} two men %s {0} near Kassou on Sunday."
    model = CountingModel(lambda _: '{"incidents": []}')
    run(write_article(tmp_path / "a.txt", text), model)
    assert text in model.asked[0].messages[-1].content


def test_every_paragraph_is_asked_about_with_its_article(tmp_path: Path) -> None:
    model = CountingModel(scripted_answer)
    run(write_article(tmp_path / "a.txt"), model)
    assert [text in asked_about(request) for request, text in
            zip(model.asked, ("Two guards", "price of grain", "six passengers"), strict=True)]  # fmt: skip
    for request in model.asked:
        assert all(f"> {text}" in request.messages[-1].content for text in (MARKET, QUIET, ROAD))
        assert list(request.schema["properties"]) == ["incidents"]


def test_of_a_cut_answer_what_can_be_read_is_kept_and_noted(tmp_path: Path) -> None:
    records = [MARKET_RECORD, {"killed": 4}, MARKET_RECORD | {"sentences": [1, 9], "weapons": "?"}]
    model = CountingModel(lambda _: json.dumps({"incidents": records}))
    (extraction,) = run(write_article(tmp_path / "a.txt", MARKET), model, reask=False)
    assert len(extraction.records) == 2
    assert extraction.failure is None
    assert any("record 2 was dropped" in note for note in extraction.run.notes)
    assert any("sentences that do not exist" in note for note in extraction.run.notes)


@pytest.mark.parametrize(
    ("policy", "killed", "failed"), [("flag", 9, False), ("drop", None, False), ("fail", 9, True)]
)
def test_what_becomes_of_a_value_that_the_text_does_not_carry(
    tmp_path: Path, policy: str, killed: int | None, failed: bool
) -> None:
    wrong = json.dumps({"incidents": [MARKET_RECORD | {"killed": 9}]})
    (extraction,) = run(
        write_article(tmp_path / "a.txt", MARKET),
        CountingModel(lambda _: wrong),
        on_unsupported=policy,
    )
    assert extraction.records[0]["killed"] == killed
    finding = next(f for f in extraction.findings if f.field == "killed")
    assert (finding.value, finding.verdict) == (9, Verdict.UNSUPPORTED)
    assert bool(extraction.failure) is failed


def test_dropping_empties_nested_values_too(tmp_path: Path) -> None:
    wrong = json.dumps({"incidents": [MARKET_RECORD | {"locations": ["Kassou", "Velmora"]}]})
    (extraction,) = run(
        write_article(tmp_path / "a.txt", MARKET),
        CountingModel(lambda _: wrong),
        on_unsupported="drop",
    )
    assert [place["name"] for place in extraction.records[0]["locations"]] == ["Kassou"]
    assert any(f.value == "Velmora" for f in extraction.findings)


WRONG = MARKET_RECORD | {"perpetrators": ["Northern League"]}


def listed(*records: Any) -> str:
    return json.dumps({"incidents": records})


def wrong_then(second: str) -> CountingModel:
    """A model whose first answer names a group that is nowhere, and whose second is given."""
    answers = iter([listed(WRONG), second])
    return CountingModel(lambda _: next(answers))


def test_only_what_failed_is_taken_of_the_second_answer_and_the_better_one_wins(
    tmp_path: Path,
) -> None:
    model = wrong_then(listed(MARKET_RECORD | {"killed": 2}))
    (extraction,) = run(write_article(tmp_path / "a.txt", MARKET), model)
    assert extraction.records[0]["perpetrators"][0]["name"] == "masked men of the Delta Column"
    assert extraction.records[0]["killed"] == 3, "what held is not taken from the second answer"
    assert extraction.run.attempts == 2
    again = model.asked[1]
    assert again.schema == model.asked[0].schema
    assert "'Northern League'" in again.messages[-1].content
    finding = next(f for f in extraction.findings if f.field == "perpetrators[0].name")
    assert finding.verdict is Verdict.SUPPORTED
    assert "the first answer was ['Northern League']" in finding.reason


def test_not_stated_is_a_full_answer(tmp_path: Path) -> None:
    model = wrong_then(listed(MARKET_RECORD | {"perpetrators": []}))
    (extraction,) = run(write_article(tmp_path / "a.txt", MARKET), model)
    assert extraction.records[0]["perpetrators"] == []


@pytest.mark.parametrize(
    "second",
    [listed(MARKET_RECORD | {"perpetrators": ["Western League"]}), "no JSON", listed()],
    ids=["no better", "unreadable", "none"],
)
def test_an_answer_that_is_no_better_leaves_the_first_flagged(tmp_path: Path, second: str) -> None:
    answers = iter([listed(WRONG), second, second])
    model = CountingModel(lambda _: next(answers))
    (extraction,) = run(write_article(tmp_path / "a.txt", MARKET), model)
    assert extraction.failure is None
    finding = next(f for f in extraction.findings if f.field == "perpetrators[0].name")
    assert (finding.value, finding.verdict) == ("Northern League", Verdict.UNSUPPORTED)


def test_a_reask_that_is_refused_leaves_the_first_flagged(tmp_path: Path) -> None:
    answers = iter(list[str | Exception]([listed(WRONG), RequestRefusedError("too long")]))
    model = CountingModel(lambda _: next(answers))
    (extraction,) = run(write_article(tmp_path / "a.txt", MARKET), model)
    assert extraction.failure is None
    assert extraction.records[0]["perpetrators"][0]["name"] == "Northern League"


def test_without_reask_the_model_is_asked_once(tmp_path: Path) -> None:
    model = wrong_then("never asked")
    run(write_article(tmp_path / "a.txt", MARKET), model, reask=False)
    assert len(model.asked) == 1


def test_limit_counts_paragraphs(tmp_path: Path) -> None:
    model = CountingModel(scripted_answer)
    assert len(run(write_article(tmp_path / "a.txt"), model, limit=2)) == 2
    assert len(model.asked) == 2


def test_a_store_that_cannot_be_opened_is_told_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LLMEXTRACT_CACHE_DIR", str(tmp_path / "file"))
    lines: list[str] = []
    article = write_article(tmp_path / "a.txt", QUIET)
    assert len(run(article, warn=lines.append)) == 1
    assert len(lines) == 1
    assert "going on without it" in lines[0]
    with pytest.raises(StoreError):
        run(article, "local", offline=True)


def test_count_knows_how_many_paragraphs_come(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt")
    model = CountingModel(scripted_answer)
    with open_extractor([article], Options(), model=model) as extractor:
        assert extractor.count() == 3
    with open_extractor(["-"], Options(), model=model) as extractor:
        assert extractor.count() is None


def test_a_paragraph_about_which_nobody_is_asked_is_kept_too(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt", QUIET)
    model = CountingModel(scripted_answer)
    (before,) = run(article, model, reading="guided")
    with closing(Store()) as store:
        assert len(store.results) == 1
    (after,) = run(article, model, reading="guided")
    assert model.asked == []
    assert runfile.to_json(before) == runfile.to_json(after)


def test_unordered_gives_the_same_extractions(tmp_path: Path) -> None:
    articles = [write_article(tmp_path / f"{n}.txt", f"Day {n} was dull.", ROAD) for n in range(9)]
    model = CountingModel(scripted_answer, slots=4)
    found = list(llmextract.extract(articles, model=model, ordered=False, cache=False))
    assert {e.document.source for e in found} == {str(one) for one in articles}
    assert [e.paragraph.index for e in found] == [0, 1] * 9
    assert [len(e.records) for e in found] == [0, 1] * 9
