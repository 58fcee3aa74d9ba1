"""The road of one paragraph: what is asked when, what comes of each answer, what a result rests on."""

import json
from pathlib import Path
from typing import Any

import pytest

import llmextract
from llmextract import Verdict, cli, runfile
from llmextract.errors import ModelError, RequestRefusedError, UsageError
from llmextract.model import Request
from llmextract.options import Options
from llmextract.reading.state import Task
from llmextract.records import Extraction, Usage
from llmextract.run import open_extractor
from tests.scripts import (
    MARKET,
    MARKET_RECORD,
    QUIET,
    ROAD,
    ROAD_RECORD,
    CountingModel,
    asked_about,
    scripted_answer,
    write_article,
    write_script,
)

BOTH = f"{MARKET} In a separate incident, {ROAD[0].lower()}{ROAD[1:]}"
SECOND = ROAD_RECORD | {"sentences": [3, 4]}


def listed(*records: Any) -> str:
    return json.dumps({"incidents": records})


def run(source: Path, model: Any, **options: Any) -> list[Extraction]:
    return list(llmextract.extract([source], model=model, **options))


def kind_of(request: Request) -> str:
    """Which step of the road a request belongs to."""
    said = request.messages[-1].content
    told = {"Look once more at": "look", "Not in the text": "repair", "Article:\n": "article"}
    return next((step for words, step in told.items() if words in said), "ask")


def steps(model: CountingModel) -> list[str]:
    return [kind_of(request) for request in model.asked]


def by_step(**answers: str | Exception) -> CountingModel:
    """A model whose answer depends on the step: ``ask``, ``repair``, ``look``, ``article``."""
    return CountingModel(lambda request: answers[kind_of(request)])


def test_what_holds_and_leaves_nothing_out_is_asked_once(tmp_path: Path) -> None:
    model = by_step(ask=listed(MARKET_RECORD))
    (extraction,) = run(write_article(tmp_path / "a.txt", MARKET), model)
    assert steps(model) == ["ask"]
    assert (extraction.run.attempts, extraction.run.reading) == (1, "open")
    assert (extraction.run.notes, extraction.run.digests) == ((), ())


def test_a_headline_is_a_paragraph_of_which_nobody_is_asked(tmp_path: Path) -> None:
    model = by_step(ask=listed(MARKET_RECORD))
    title, _ = run(write_article(tmp_path / "a.txt", "Three killed in Kassou", MARKET), model)
    made = title.run
    assert (title.records, title.failure, made.digest, made.attempts) == ((), None, "", 0)
    assert (made.model, made.cached, made.usage, made.seconds) == ("test:m", False, Usage(), 0.0)
    assert len(model.asked) == 1


def test_first_what_fails_is_asked_again_then_what_was_left_out(tmp_path: Path) -> None:
    model = by_step(
        ask=listed(MARKET_RECORD | {"killed": 77}),
        repair=listed(MARKET_RECORD),
        look=listed(SECOND),
    )
    (extraction,) = run(write_article(tmp_path / "a.txt", BOTH), model)
    assert steps(model) == ["ask", "repair", "look"]
    assert [row["killed"] for row in extraction.records] == [3, 1]
    assert extraction.run.attempts == 3
    assert len(extraction.run.digests) == 3
    found = {(one.record, one.field): one for one in extraction.findings}
    assert "the first answer was 77" in found[0, "killed"].reason
    assert found[1, "killed"].verdict is Verdict.SUPPORTED


def test_who_answers_the_same_to_every_question_adds_nothing(tmp_path: Path) -> None:
    """Kept replies are found by their paragraph: a second look gets the first answer again."""
    model = CountingModel(lambda _: listed(MARKET_RECORD | {"killed": 77}))
    (extraction,) = run(write_article(tmp_path / "a.txt", BOTH), model)
    assert steps(model) == ["ask", "repair", "look"]
    assert [row["killed"] for row in extraction.records] == [77]


def test_an_empty_answer_to_a_second_look_is_a_full_one(tmp_path: Path) -> None:
    model = by_step(ask=listed(MARKET_RECORD), look=listed())
    (extraction,) = run(write_article(tmp_path / "a.txt", BOTH), model)
    assert steps(model) == ["ask", "look"]
    assert len(extraction.records) == 1
    assert extraction.failure is None


@pytest.mark.parametrize("answer", ["no JSON", RequestRefusedError("too long")], ids=["bad", "no"])
def test_a_second_look_that_comes_to_nothing_leaves_what_there_was(
    tmp_path: Path, answer: str | Exception
) -> None:
    model = CountingModel(
        lambda request: (
            answer
            if any("Look once more" in one.content for one in request.messages)
            else listed(MARKET_RECORD)
        )
    )
    (extraction,) = run(write_article(tmp_path / "a.txt", BOTH), model)
    assert extraction.failure is None
    assert len(extraction.records) == 1


def test_a_paragraph_refused_for_what_stands_around_it_is_asked_about_alone(tmp_path: Path) -> None:
    def answer(request: Request) -> str | Exception:
        said = request.messages[-1].content
        return RequestRefusedError("flagged") if QUIET in said else scripted_answer(request)

    model = CountingModel(answer)
    market, quiet, road = run(write_article(tmp_path / "a.txt"), model)
    assert [len(one.records) for one in (market, road)] == [1, 1]
    assert quiet.failure is not None
    assert quiet.failure.message == "flagged"
    assert any("without the article around it" in note for note in market.run.notes)
    asked = len(model.asked)
    offline = run(tmp_path / "a.txt", CountingModel(lambda _: "never"), offline=True)
    assert [one.records for one in offline] == [market.records, (), road.records]
    run(tmp_path / "a.txt", model)
    assert len(model.asked) == asked + 2  # the refused one, both ways: it may pass today


def test_each_further_question_can_be_switched_off(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt", BOTH)
    for options, asked in (
        ({"second_look": False}, ["ask", "repair"]),
        ({"reask": False}, ["ask", "look"]),
        ({"reask": False, "second_look": False}, ["ask"]),
    ):
        model = CountingModel(lambda _: listed(MARKET_RECORD | {"killed": 77}))
        run(article, model, cache=False, **options)
        assert steps(model) == asked


def test_a_model_that_fails_in_between_is_a_failure_with_what_was_spent(tmp_path: Path) -> None:
    model = by_step(ask=listed(MARKET_RECORD | {"killed": 77}), repair=ModelError("it broke"))
    (extraction,) = run(write_article(tmp_path / "a.txt", MARKET), model)
    assert extraction.failure is not None
    assert "it broke" in extraction.failure.message
    assert (extraction.records, extraction.run.usage) == ((), Usage(10, 5))
    # It is no result that is kept: the next run goes on from the reply that there is.
    again = by_step(repair=listed(MARKET_RECORD))
    (extraction,) = run(tmp_path / "a.txt", again)
    assert steps(again) == ["repair"]
    assert extraction.records[0]["killed"] == 3


# A whole article


def in_article(record: dict[str, Any], by: int) -> dict[str, Any]:
    return record | {"sentences": [number + by for number in record["sentences"]]}


ARTICLE = listed(MARKET_RECORD, in_article(ROAD_RECORD, 3))


def test_a_whole_article_is_asked_about_once_and_told_apart_by_paragraphs(tmp_path: Path) -> None:
    model = by_step(article=ARTICLE)
    article = write_article(tmp_path / "a.txt")
    extractions = run(article, model, unit="article")
    assert steps(model) == ["article"]
    assert [[row["sentences"] for row in one.records] for one in extractions] == [
        [[1, 2]], [], [[1, 2]],
    ]  # fmt: skip
    text = article.read_text(encoding="utf-8")
    for extraction in extractions:
        for finding in extraction.findings:
            assert finding.verdict is not Verdict.UNSUPPORTED
            assert all(text[span.start : span.end] == span.text for span in finding.spans)


@pytest.mark.parametrize("cache", [True, False])
def test_paragraphs_in_flight_together_wait_for_the_one_answer(
    tmp_path: Path, *, cache: bool
) -> None:
    model = CountingModel(lambda _: ARTICLE, slots=4)
    extractions = run(write_article(tmp_path / "a.txt"), model, unit="article", cache=cache)
    assert steps(model) == ["article"]
    assert [len(one.records) for one in extractions] == [1, 0, 1]


def test_of_an_article_only_the_paragraph_that_fails_is_asked_about_again(tmp_path: Path) -> None:
    wrong = listed(MARKET_RECORD, in_article(ROAD_RECORD | {"killed": 44}, 3))
    model = by_step(article=wrong, repair=listed(ROAD_RECORD))
    *_, last = run(write_article(tmp_path / "a.txt"), model, unit="article")
    assert steps(model) == ["article", "repair"]
    assert asked_about(model.asked[1]).count("\n[") == 2
    assert last.records[0]["killed"] == 1


def test_the_unit_is_in_the_header_and_guided_goes_by_paragraphs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article, target = write_article(tmp_path / "a.txt"), tmp_path / "run.jsonl"
    script = write_script(tmp_path / "s.jsonl", [{"answer": json.loads(ARTICLE)}])
    arguments = ["extract", str(article), "-m", script, "-o", str(target)]
    assert cli.run([*arguments, "--unit", "article"]) == 0
    header = runfile.read(target).header
    assert (header["reading"], header["unit"]) == ("open", "article")
    capsys.readouterr()
    assert cli.run([*arguments, "--unit", "article", "--reading", "guided"]) == 2
    assert "guided reading goes by paragraphs" in capsys.readouterr().err


def test_a_domain_without_rules_cannot_be_read_by_them(tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "incident.md").write_text("List {{key}}.\n{{fields}}", "utf-8")
    article = write_article(tmp_path / "a.txt")
    content = (str(tmp_path),)
    with pytest.raises(UsageError, match="has no rules to guide a reading"):
        run(article, by_step(), reading="guided", content=content)
    # A weak model reads such a domain openly, and nothing is looked at twice.
    model = CountingModel(scripted_answer, name="local:some-1b")
    assert [len(one.records) for one in run(article, model, content=content)] == [1, 0, 1]
    assert steps(model) == ["ask"] * 3


# What a result rests on


@pytest.mark.parametrize(
    ("article", "options"),
    [
        ([MARKET, "It rained."], {}),
        ([MARKET, QUIET], {"reask": False}),
        ([MARKET, QUIET], {"second_look": False}),
        ([MARKET, QUIET], {"on_unsupported": "drop"}),
        ([MARKET, QUIET], {"published": "2026-05-03"}),
        ([MARKET, QUIET], {"language": "en"}),
    ],
    ids=["article", "reask", "second_look", "on_unsupported", "published", "language"],
)
def test_a_result_is_made_anew_where_it_could_be_another(
    tmp_path: Path, article: list[str], options: dict[str, Any]
) -> None:
    path = tmp_path / "a.txt"
    run(write_article(path, MARKET, QUIET), CountingModel(scripted_answer))
    with open_extractor(
        [write_article(path, *article)],
        Options(**options),
        model=CountingModel(scripted_answer),
    ) as extractor:
        engine, tasks = extractor.engine, [*extractor.work()]
        first = next(task for task in tasks if isinstance(task, Task))
        assert engine.store is not None
        assert engine.store.results.get(engine.key(first)) is None


def test_what_is_still_to_be_asked_of_a_paragraph_is_known_beforehand(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt")
    model = CountingModel(scripted_answer)
    run(article, model, limit=1)
    with open_extractor([article], Options(samples=2), model=model) as extractor:
        engine, tasks = extractor.engine, [*extractor.work()]
        requests = [engine.first_requests(task) for task in tasks if isinstance(task, Task)]
        assert [len(one) for one in requests] == [2, 2, 2]
        left = [
            engine.unanswered(task, requests[n])
            for n, task in enumerate(tasks)
            if isinstance(task, Task)
        ]
    assert [len(one) for one in left] == [1, 2, 2]


def test_the_verdicts_of_several_answers_are_those_of_what_was_chosen(tmp_path: Path) -> None:
    model = CountingModel(
        lambda request: listed(MARKET_RECORD | {"killed": 3 if request.sampling.seed else 77})
    )
    (extraction,) = run(write_article(tmp_path / "a.txt", MARKET), model, samples=3)
    assert extraction.records[0]["killed"] == 3
    killed = next(one for one in extraction.findings if one.field == "killed")
    assert (killed.value, killed.verdict, killed.stated) == (3, Verdict.SUPPORTED, "model")


def test_a_value_that_no_rule_can_tell_is_judged_and_kept(
    tmp_path: Path,
) -> None:
    """The judge is asked last, once for each such value; a run that asks again asks nobody."""
    spanish = "Los agentes contaron a doce vecinos en la plaza de Sacaba tras el ataque del lunes."
    record = MARKET_RECORD | {
        "sentences": [1], "date": None, "locations": ["Sacaba"], "perpetrators": [], "targets": [],
        "weapons": [], "killed": None, "injured": None,
    }  # fmt: skip
    opinion = json.dumps({"verdict": "supported", "quote": "la plaza de Sacaba"})

    def answer(request: Request) -> str:
        return opinion if "Value: location" in request.messages[-1].content else listed(record)

    article = write_article(tmp_path / "a.txt", spanish)
    nobody = run(article, CountingModel(answer), judge="none", language="es")[0].findings
    assert [(f.field, f.verdict, f.by) for f in nobody] == [
        ("locations[0].name", Verdict.UNCLEAR, "rules")
    ]
    model = CountingModel(answer)
    (extraction,) = run(article, model, judge="self", language="es")
    assert extraction.run.language == "es"
    (finding,) = extraction.findings
    assert (finding.verdict, finding.by) == (Verdict.SUPPORTED, model.name)
    assert extraction.run.attempts == 2
    assert len(extraction.run.digests) == 2
    again = CountingModel(answer)
    assert run(article, again, judge="self", language="es")[0].findings == extraction.findings
    assert again.asked == []
