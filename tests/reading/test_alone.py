"""An article that a server refuses is not shown again, and an offline run repeats what came of it."""

from pathlib import Path

import llmextract
from llmextract.errors import RequestRefusedError
from llmextract.model import Request
from llmextract.reading.alone import ENOUGH
from tests.scripts import MARKET, QUIET, ROAD, CountingModel, scripted_answer, write_article

COUNT = 6
FLAGGED = "This sentence is flagged."


def refusing(request: Request) -> str | Exception:
    said = request.messages[-1].content
    return RequestRefusedError("flagged") if FLAGGED in said else scripted_answer(request)


def article(path: Path) -> Path:
    return write_article(path, MARKET, FLAGGED, QUIET, ROAD, *(f"{QUIET} ({n})" for n in range(2)))


def test_an_article_that_was_refused_is_not_shown_again(tmp_path: Path) -> None:
    model = CountingModel(refusing)
    extractions = list(llmextract.extract([article(tmp_path / "a.txt")], model=model))
    assert [one.failure.kind if one.failure else None for one in extractions] == [
        None,
        "refused",
        *[None] * (COUNT - 2),
    ]
    # Each with its article until it is known, and alone; then alone only.
    assert len(model.asked) == 2 * (ENOUGH + 1) + COUNT - ENOUGH - 1
    assert all(
        any("without the article" in note for note in one.run.notes) for one in extractions[2:]
    )
    offline = list(llmextract.extract([tmp_path / "a.txt"], model=model, offline=True))
    assert [one.records for one in offline] == [one.records for one in extractions]
    assert [one.failure for one in offline] == [one.failure for one in extractions]


def test_other_articles_are_shown(tmp_path: Path) -> None:
    model = CountingModel(refusing)
    sources = [article(tmp_path / "a.txt"), write_article(tmp_path / "b.txt", MARKET, QUIET, ROAD)]
    list(llmextract.extract(sources, model=model))
    assert all("The article" in one.messages[-1].content for one in model.asked[-3:])
