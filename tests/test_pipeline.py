"""The road of one paragraph of which the text settles all or some: when a model is asked, and what for."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import llmextract
from llmextract import Verdict, cli, runfile
from llmextract.errors import RequestRefusedError
from llmextract.model import Request
from llmextract.options import Options
from llmextract.planning import plan
from llmextract.reading.state import Task
from llmextract.records import Extraction, Usage
from llmextract.run import open_extractor
from llmextract.store.shelves import Store
from tests.scripts import CountingModel, write_article, write_script

SCHEMA = """
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from llmextract import Evidence, Grounded


def kind(row):
    return "official" if row["name"].endswith("mayor") else "unknown"


class Spot(BaseModel):
    name: Annotated[str, Grounded("place", role="location")]


class Somebody(BaseModel):
    name: Annotated[str, Grounded("name")]
    kind: str = Field(default_factory=kind)


class Raid(BaseModel):
    sentences: Annotated[list[int], Evidence()]
    act: Literal["strike", "blast"]
    spots: list[Spot] = Field(max_length=2)
    doers: list[Somebody] = Field(max_length=2)
    hit: list[Somebody] = Field(max_length=2)
    dead: Annotated[int | None, Grounded("number", role="killed")]
"""
CUES = """
field = "act"
general = "strike"
doers = "doers"
hit = "hit"
effects = "killed, wounded"
pointing = "the"
apart = "elsewhere"

[parts]
effects = "killed, wounded"
bystanders = "official"

[acts.strike]
verbs = "attacked"
[acts.blast]
verbs = "bombed"
"""
SETTLED = "Gunmen attacked a mill in Kidal and killed two millers."
OPEN = "Gunmen attacked a mill between Gao and Mopti."
PARTIES = "Three were wounded in Gao; Red Star and a mayor were there."


@pytest.fixture
def content(tmp_path: Path) -> str:
    """A domain of these tests alone."""
    folder = tmp_path / "content"
    (folder / "schemas").mkdir(parents=True)
    (folder / "prompts").mkdir()
    (folder / "schemas" / "raid.py").write_text(SCHEMA, encoding="utf-8")
    (folder / "prompts" / "raid.md").write_text("Fill.\n{{fields}}\n", encoding="utf-8")
    (folder / "prompts" / "raid.cues.toml").write_text(CUES, encoding="utf-8")
    return str(folder)


def options(content: str, **more: Any) -> dict[str, Any]:
    return {"schema": "raid", "content": (content,), **more}


def run(source: Path, model: Any, content: str, **more: Any) -> list[Extraction]:
    return list(llmextract.extract([source], model=model, **options(content, **more)))


def never(_: Request) -> str:
    raise AssertionError("a model was asked")


def names(row: Any, side: str) -> list[str]:
    return [one["name"] for one in row[side]]


def test_a_paragraph_that_the_text_settles_asks_no_model(tmp_path: Path, content: str) -> None:
    article = write_article(tmp_path / "a.txt", SETTLED)
    (extraction,) = run(article, CountingModel(never), content)
    (row,) = extraction.records
    assert (row["act"], names(row, "spots"), row["dead"]) == ("strike", ["Kidal"], 2)
    assert (names(row, "doers"), names(row, "hit")) == (["Gunmen"], ["mill", "millers"])
    assert {finding.verdict for finding in extraction.findings} == {Verdict.SUPPORTED}
    assert extraction.failure is None
    made = extraction.run
    assert (made.model, made.digest, made.digests) == ("test:m", "", ())
    assert (made.attempts, made.cached, made.usage, made.seconds) == (0, False, Usage(), 0.0)


def test_it_is_in_no_store_and_is_the_same_each_time_and_offline(
    tmp_path: Path, content: str
) -> None:
    article = write_article(tmp_path / "a.txt", SETTLED)
    script = write_script(tmp_path / "s.jsonl", [])
    first = run(article, script, content)
    store = Store()
    assert (len(store.replies), len(store.results)) == (0, 0)
    store.close()
    assert run(article, script, content) == first
    (tmp_path / "s.jsonl").unlink()
    assert run(article, script, content, offline=True) == first
    assert first[0].records


def test_it_is_counted_as_not_asked(
    tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    article = write_article(tmp_path / "a.txt", SETTLED, OPEN)
    answer = {"1": {"spots": ["Gao"]}}
    script = write_script(tmp_path / "s.jsonl", [{"when": "Mopti", "answer": answer}])
    made = plan([article], Options(model=script, schema="raid", content=(content,)))
    assert (made.paragraphs, made.asked, made.requests, made.kept) == (2, 1, 1, 0)
    target = tmp_path / "run.jsonl"
    arguments = ["extract", str(article), "-m", script, "--content", content, "--schema", "raid"]
    assert cli.run([*arguments, "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("2 paragraphs: 1 to ask, 0 kept, 1 with nothing to ask\n")
    assert cli.run([*arguments, "-o", str(target)]) == 0
    assert "2 paragraphs (1 asked, 0 kept); 2 found" in capsys.readouterr().err
    assert [e.run.attempts for e in runfile.read(target).extractions] == [0, 1]


def test_of_a_settled_paragraph_there_are_no_draws_and_no_requests(
    tmp_path: Path, content: str
) -> None:
    article = write_article(tmp_path / "a.txt", SETTLED, OPEN)
    model = CountingModel(lambda _: '{"1": {"spots": ["Gao"]}}')
    settled, asked = run(article, model, content, samples=3)
    assert (settled.draws, len(settled.records)) == (None, 1)
    assert asked.draws is not None
    assert len(model.asked) == 3
    set_up = Options(model="test:m", **options(content, samples=2))
    with open_extractor([article], set_up, model=model) as extractor:
        engine, tasks = extractor.engine, [*extractor.work()]
        requests = [engine.first_requests(task) for task in tasks if isinstance(task, Task)]
    assert [len(one) for one in requests] == [0, 2]


def test_the_part_of_each_party_is_asked_and_goes_into_its_list(
    tmp_path: Path, content: str
) -> None:
    said = json.dumps({"1": {"parties": {"Red Star": "doer", "mayor": "hit"}}})
    model = CountingModel(lambda _: said)
    (extraction,) = run(write_article(tmp_path / "a.txt", PARTIES), model, content)
    (row,) = extraction.records
    assert row["doers"] == [{"name": "Red Star", "kind": "unknown"}]
    assert row["hit"] == [{"name": "mayor", "kind": "official"}]
    (request,) = model.asked
    assert request.schema["properties"]["1"]["properties"]["parties"]["properties"] == {
        "Red Star": {"enum": ["doer", "hit", "neither"]},
        "mayor": {"enum": ["doer", "hit", "neither"]},
    }
    assert request.messages[-1].content.endswith("\nFill: 1 = [1] parties: Red Star, mayor")
    assert "doers" not in request.messages[0].content


@pytest.mark.parametrize(
    "wrong", ['{"1": {"parties": {"Red Star": "victim"}}}', '{"1": {"parties": {"Red Star": []}}}']
)
def test_a_part_that_was_not_offered_is_complained_about_and_asked_again(
    tmp_path: Path, content: str, wrong: str
) -> None:
    answers = iter([wrong, '{"1": {"parties": {"Red Star": "doer"}}}'])
    model = CountingModel(lambda _: next(answers))
    (extraction,) = run(write_article(tmp_path / "a.txt", PARTIES), model, content)
    assert names(extraction.records[0], "doers") == ["Red Star"]
    assert extraction.run.attempts == 2
    assert model.asked[1].messages[-2].content == wrong
    complaint = model.asked[1].messages[-1].content
    assert '"1".parties: Red Star must be one of doer, hit, neither' in complaint


def test_a_settled_value_that_does_not_hold_is_asked_again_like_any(
    tmp_path: Path, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llmextract.rules import candidates as narrowing

    article = write_article(tmp_path / "a.txt", SETTLED)
    real = narrowing.sheet

    def wrong(*arguments: Any) -> Any:
        made = real(*arguments)
        fixed = {**made.blanks[0].fixed, "doers": ["Green Moon"]}
        return replace(made, blanks=(replace(made.blanks[0], fixed=fixed),))

    monkeypatch.setattr(narrowing, "sheet", wrong)
    model = CountingModel(lambda _: '{"1": {"doers": ["Gunmen"]}}')
    (extraction,) = run(article, model, content, cache=False)
    assert names(extraction.records[0], "doers") == ["Gunmen"]
    assert (len(model.asked), extraction.run.attempts) == (1, 1)
    assert extraction.run.digest == model.asked[0].digest
    refusing = CountingModel(lambda _: RequestRefusedError("no"))
    (extraction,) = run(article, refusing, content, cache=False)
    assert names(extraction.records[0], "doers") == ["Green Moon"]
    assert extraction.failure is None


def test_where_nothing_can_be_offered_for_what_failed_nobody_is_asked_again(
    tmp_path: Path, content: str
) -> None:
    text = "Gunmen bombed a mill between Gao and Mopti."
    listed = {
        "sentences": [1], "act": "blast", "spots": ["Gao"], "doers": ["Gunmen"], "hit": ["mill"],
        "dead": 9,
    }  # fmt: skip
    model = CountingModel(lambda _: json.dumps({"raids": [listed]}))
    (extraction,) = run(write_article(tmp_path / "a.txt", text), model, content)
    assert extraction.records[0]["dead"] is None
    assert names(extraction.records[0], "spots") == ["Gao"]
    assert (len(model.asked), extraction.run.attempts) == (1, 1)
    again = CountingModel(lambda _: json.dumps({"raids": [listed]}), name="test:other")
    article = write_article(tmp_path / "b.txt", text)
    (flagged,) = run(article, again, content, reask=False)
    assert flagged.records[0]["dead"] == 9
