"""The library: what can be read, what a schema may be, and what wrong use says."""

import json
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

import llmextract
from llmextract import Evidence, Grounded, Verdict
from llmextract.content import load_schema
from llmextract.documents import from_text
from llmextract.errors import UsageError
from llmextract.records import Extraction
from tests.scripts import MARKET, MARKET_RECORD, CountingModel, scripted_answer, write_article


class RoadCrash(BaseModel):
    """A crash on a road. Not counted: {{key}}, {{ 7*7 }} and drills."""

    sentences: Annotated[list[int], Evidence()] = Field(description="its sentences")
    town: Annotated[str | None, Grounded("place")] = Field(description="where")
    dead: Annotated[int | None, Grounded("number", role="killed")] = Field(description="how many")


CRASH = "A lorry hit a van near Kesk on Monday; three people were killed."
ANSWER = {"road_crashes": [{"sentences": [1], "town": "Kesk", "dead": 3}]}


def crashes(model: Any = None, **options: Any) -> list[Extraction]:
    model = model or CountingModel(lambda _: json.dumps(ANSWER))
    return list(llmextract.extract(text=CRASH, schema=RoadCrash, model=model, **options))


def test_a_path_paths_documents_and_a_text_can_be_read(tmp_path: Path) -> None:
    path = write_article(tmp_path / "a.txt", MARKET)
    document = from_text(MARKET, source="mine")

    def sources(*given: Any, **more: Any) -> list[str]:
        model = CountingModel(scripted_answer)
        found = list(llmextract.extract(*given, model=model, **more))
        assert all(len(one.records) == 1 for one in found)
        return [one.document.source for one in found]

    assert sources(path) == sources(str(path)) == sources([path]) == [str(path)]
    assert sources(document) == sources([document]) == ["mine"]
    assert sources(text=MARKET) == ["text"]
    assert sources([path, document, path], text=MARKET) == [str(path), "mine", str(path), "text"]


def test_nothing_to_read_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="nothing to extract from"):
        list(llmextract.extract(model=CountingModel(scripted_answer)))


def test_a_text_has_the_date_of_publication_that_is_given() -> None:
    model = CountingModel(scripted_answer)
    (extraction,) = llmextract.extract(text=MARKET, model=model, published="2026-05-03")
    assert extraction.document.published == "2026-05-03"
    assert "Published: 2026-05-03" in model.asked[0].messages[-1].content


def test_a_class_is_a_schema_and_its_docstring_says_what_counts() -> None:
    model = CountingModel(lambda _: json.dumps(ANSWER))
    (extraction,) = crashes(model)
    assert extraction.records == ({"sentences": [1], "town": "Kesk", "dead": 3},)
    verdicts = {one.field: one.verdict for one in extraction.findings}
    assert verdicts == {"town": Verdict.SUPPORTED, "dead": Verdict.SUPPORTED}
    instructions = model.asked[0].messages[0].content
    assert "A crash on a road. Not counted: { {key}}, { { 7*7 }} and drills." in instructions
    assert '{"road_crashes":[...]}' in instructions
    assert "- dead (number or null): how many" in instructions


def test_a_class_is_read_by_the_prompt_of_its_name_or_the_one_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()
    for name in ("road_crash", "other"):
        (tmp_path / "prompts" / f"{name}.md").write_text(f"By {name}. {{{{fields}}}}", "utf-8")

    def instructions(**options: Any) -> str:
        model = CountingModel(lambda _: json.dumps(ANSWER))
        crashes(model, content=[str(tmp_path)], **options)
        return model.asked[0].messages[0].content.split(".")[0]

    assert instructions() == "By road_crash"
    assert instructions(prompt="other") == "By other"
    with pytest.raises(UsageError, match="no prompt named 'nobody'"):
        crashes(prompt="nobody")


def test_a_class_of_a_shipped_name_does_not_take_its_place() -> None:
    class Incident(BaseModel):
        """What happened."""

        town: str = Field(description="where")

    model = CountingModel(lambda _: '{"incidents":[{"town":"Kassou"}]}')
    (mine,) = llmextract.extract(text=MARKET, schema=Incident, model=model)
    assert mine.records == ({"town": "Kassou"},)
    shipped = CountingModel(lambda _: json.dumps({"incidents": [MARKET_RECORD]}))
    (theirs,) = llmextract.extract(text=MARKET, model=shipped)
    assert theirs.records[0]["killed"] == 3
    (given,) = llmextract.extract(text=MARKET, schema=load_schema("incident"), model=shipped)
    assert given.records == theirs.records


def test_a_class_that_cannot_be_asked_for_is_told_before_a_model_is_asked() -> None:
    class Odd(BaseModel):
        table: dict[str, int]

    model = CountingModel(scripted_answer)
    with pytest.raises(llmextract.SchemaError, match="table has a type that cannot be asked for"):
        list(llmextract.extract(text=MARKET, schema=Odd, model=model))
    assert model.asked == []


def test_an_unknown_option_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="unknown options: colour"):
        crashes(colour="red")
