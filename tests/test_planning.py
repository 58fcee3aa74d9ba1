"""A plan says what a run would ask, and asks nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

import llmextract
from llmextract import planning
from llmextract.costs import pricing
from llmextract.errors import NotRecordedError, UsageError
from llmextract.model import Request
from llmextract.options import Options
from llmextract.planning import plan
from llmextract.records import Usage
from tests.scripts import CountingModel, scripted_answer, write_article

NAME = "openai:gpt-4o-mini"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    return write_article(tmp_path / "a.txt")


def test_a_plan_needs_no_key_and_counts_what_is_asked(article: Path) -> None:
    made = plan([article], Options(model=NAME))
    assert (made.model, made.paragraphs, made.asked, made.kept, made.unreadable) == (
        NAME,
        3,
        3,
        0,
        (),
    )
    assert made.usage.prompt_tokens > 200
    assert made.usage.completion_tokens == 3 * round(pricing.ANSWER_TOKENS)
    assert made.estimate.replies == 0


def test_the_estimate_is_that_of_the_requests_that_are_sent(article: Path) -> None:
    model = CountingModel(scripted_answer, name=NAME)
    made = plan([article], Options(model=NAME, limit=1))
    list(llmextract.extract([article], model=model, limit=1, reask=False))
    (request,) = model.asked
    usage = pricing.Estimate().usage(request)
    price = pricing.price_of(NAME)
    assert price is not None
    assert (made.usage, made.cost) == (usage, price.of(usage))


def test_what_is_kept_is_not_asked_and_what_it_had_is_measured(
    article: Path, tmp_path: Path
) -> None:
    model = CountingModel(scripted_answer, name=NAME)
    list(llmextract.extract([article], model=model, limit=1))
    made = plan([article], Options(model=NAME))
    assert (made.asked, made.kept) == (2, 1)
    # the same words in another place: no result, but the reply is there
    moved = tmp_path / "b.txt"
    moved.write_text("\n\n" + article.read_text(encoding="utf-8"), encoding="utf-8")
    assert plan([moved], Options(model=NAME)).kept == 1
    assert plan([article], Options(model=NAME, cache=False)).kept == 0
    for n in range(pricing.FEWEST):
        more = write_article(
            tmp_path / f"{n}.txt", f"A mine near Bellam killed {n + 2} men on Friday or Saturday."
        )
        list(llmextract.extract([more], model=model))
    measured = plan([article], Options(model=NAME)).estimate
    assert measured.replies >= pricing.FEWEST
    assert measured.answer_tokens == 5


def test_batches_cost_half(article: Path) -> None:
    cost = plan([article], Options(model=NAME)).cost
    half = plan([article], Options(model=NAME, batch=True)).cost
    assert cost is not None
    assert half == cost / 2


def test_a_model_without_a_price_has_no_cost(article: Path) -> None:
    assert plan([article], Options(model="local")).cost is None
    assert plan([article], Options(model="local")).model.startswith("local:")


def test_nothing_to_ask_costs_nothing(tmp_path: Path) -> None:
    source = tmp_path / "q.md"
    source.write_text("# Rain all week\n", encoding="utf-8")
    made = plan([source], Options(model=NAME))
    assert (made.paragraphs, made.asked, made.usage) == (1, 0, Usage())
    assert made.cost == 0


def test_a_title_is_a_paragraph_that_is_not_asked_about(tmp_path: Path) -> None:
    source = tmp_path / "a.md"
    source.write_text(
        "# Attack at Bellam\n\nA mine killed a man near Bellam or Kesk.\n", encoding="utf-8"
    )
    made = plan([source], Options(model=NAME))
    assert (made.paragraphs, made.asked) == (2, 1)


def test_documents_that_cannot_be_read_are_named(tmp_path: Path, article: Path) -> None:
    (tmp_path / "broken.jsonl").write_text("{", encoding="utf-8")
    made = plan([article, tmp_path / "broken.jsonl"], Options(model=NAME))
    assert made.paragraphs == 3
    (told,) = made.unreadable
    assert "broken.jsonl:1: is no JSON" in told


def test_wrong_use_is_told(article: Path) -> None:
    options = Options(model=NAME)
    for wrong in (replace(options, model="nobody"), replace(options, schema="no-such-schema")):
        with pytest.raises(UsageError):
            plan([article], wrong)
    assert plan([article], replace(options, offline=True, max_cost=3.0)).asked == 3


def test_who_stands_for_the_model_of_a_plan_never_answers() -> None:
    nobody = planning._Nobody(NAME)
    with pytest.raises(NotRecordedError, match="a plan asks nobody"):
        nobody.complete(Request(NAME, ()))
