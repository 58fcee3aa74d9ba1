"""The rules as a model: the block of the last message is read, and answered in the list protocol."""

import json
from typing import Any

import pytest

from llmextract.content import load_prompt, load_schema
from llmextract.errors import RequestRefusedError, UsageError
from llmextract.model import Message, Model, Request
from llmextract.providers.rules import RulesModel
from llmextract.schema.lenient import read_answer
from llmextract.schema.outline import outline_of

INCIDENT = outline_of(load_schema("incident"))


@pytest.fixture
def model() -> RulesModel:
    return RulesModel("rules", INCIDENT, load_prompt("incident").triggers)


def answered(model: Model, said: str) -> list[dict[str, Any]]:
    messages = (Message("system", "List them."), Message("user", said))
    reply = model.complete(Request(model.name, messages))
    rows: list[dict[str, Any]] = json.loads(reply.text)["incidents"]
    assert len(read_answer(reply.text, INCIDENT).records) == len(rows)
    return rows


def test_a_paragraph_is_read_whatever_stands_before_it(model: RulesModel) -> None:
    said = (
        "Headline: A quiet week\n> Paragraph:\n> [1] Rebels shelled Orla.\n\n"
        "Paragraph:\n[1] It rained in Gao.\n[2] On Monday gunmen shot two guards in Kidal.\n"
    )
    (made,) = answered(model, said)
    assert made["sentences"] == [2]
    assert (made["locations"], made["date"], made["killed"]) == (["Kidal"], "Monday", None)
    assert (made["perpetrators"], made["targets"]) == (["gunmen"], ["guards"])
    assert isinstance(model, Model)


def test_the_headline_tells_the_only_place(model: RulesModel) -> None:
    (made,) = answered(model, "Headline: Raid in Gao\n\nParagraph:\n[1] Gunmen shot two guards.")
    assert made["locations"] == ["Gao"]


def test_an_article_keeps_its_numbers(model: RulesModel) -> None:
    said = (
        "Article:\n[1] It rained.\n\n[2] Gunmen raided Kidal on Monday.\n[3] Two men died.\n\n"
        "[4] Elsewhere, rebels torched a mill."
    )
    assert [one["sentences"] for one in answered(model, said)] == [[2, 3], [4]]


def test_a_paragraph_that_reports_nothing_has_no_records(model: RulesModel) -> None:
    assert answered(model, "Paragraph:\n[1] Parliament went home.") == []
    assert answered(model, "Paragraph:\n") == []


def test_what_a_sentence_quotes_is_no_block(model: RulesModel) -> None:
    said = "Paragraph:\n[1] He read: Paragraph: [1] Gunmen raided Kidal.\n[2] It rained."
    assert [one["sentences"] for one in answered(model, said)] == [[1]]


def test_another_question_is_refused(model: RulesModel) -> None:
    with pytest.raises(RequestRefusedError, match="only lists the records"):
        answered(model, "Text: Two men died.\nValue: killed = 2")


@pytest.mark.parametrize(("triggers", "said"), [(" ", "no trigger words"), ("x =", "be used")])
def test_without_trigger_words_it_is_refused_in_one_line(triggers: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        RulesModel("rules", INCIDENT, triggers)
    assert "\n" not in str(refused.value)
