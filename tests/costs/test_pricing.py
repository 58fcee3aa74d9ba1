"""Prices by a model's name, and tokens estimated from what is known."""

import subprocess
import sys
from decimal import Decimal
from typing import Any

import genai_prices
import pytest

from llmextract.costs import pricing
from llmextract.costs.pricing import Estimate, dollars, estimate, price_of
from llmextract.model import Message, Request, Sampling
from llmextract.records import Usage

USAGE = Usage(120_000, 3_000)


def table(model: str, provider: str) -> Decimal:
    usage = genai_prices.Usage(input_tokens=120_000, output_tokens=3_000)
    return genai_prices.calc_price(usage, model, provider_id=provider).total_price


@pytest.mark.parametrize(
    ("name", "model", "provider"),
    [
        ("openai:gpt-4o-mini", "gpt-4o-mini", "openai"),
        ("instructor:anthropic/claude-sonnet-4-5", "claude-sonnet-4-5", "anthropic"),
        ("server:gpt-4o@https://api.openai.com/v1", "gpt-4o", "openai"),
        ("server:llama-3.1-8b-instant@https://api.groq.com/openai/v1", "llama-3.1-8b-instant", "groq"),
    ],
)  # fmt: skip
def test_a_hosted_model_has_the_price_of_the_table(name: str, model: str, provider: str) -> None:
    price = price_of(name)
    assert price is not None
    assert price.of(USAGE) == table(model, provider) > 0


@pytest.mark.parametrize(
    "name",
    [
        "local:qwen2.5-coder-1.5b",
        "scripted:openai/gpt-4o",
        "server:gpt-4o@http://127.0.0.1:11434/v1",
        "openai:no-such-model",
        "instructor:nobody/gpt-4o",
        "instructor:openai",
        "nonsense",
    ],
)
def test_a_model_of_ones_own_and_an_unknown_one_have_none(name: str) -> None:
    assert price_of(name) is None


def test_another_address_for_openai_is_another_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:8000/v1")
    assert price_of("openai:gpt-4o") is None
    monkeypatch.setenv("OPENAI_BASE_URL", "https://api.openai.com/v1")
    assert price_of("openai:gpt-4o") is not None


def test_a_local_model_costs_no_import() -> None:
    code = (
        "import sys, llmextract.costs.pricing as p, llmextract.costs.budgeting; p.price_of('local:x');"
        "print('genai_prices' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def request(*texts: str, **given: Any) -> Request:
    return Request("test:m", tuple(Message("user", text) for text in texts), **given)


def entry(characters: int, asked: int, answered: int, model: str = "test:m") -> dict[str, Any]:
    usage = {"prompt_tokens": asked, "completion_tokens": answered}
    messages = [{"role": "user", "content": "x" * characters}]
    return {"request": {"model": model, "messages": messages}, "reply": {"usage": usage}}


def test_without_replies_the_constants_are_used() -> None:
    assert estimate([], "test:m") == Estimate(pricing.CHARS_PER_TOKEN, pricing.ANSWER_TOKENS, 0)
    assert Estimate(4.0, 50.0).usage(request("a" * 30, "b" * 50)) == Usage(20, 50)


def test_with_enough_replies_of_the_model_they_are_measured() -> None:
    entries = [entry(100, 50, n) for n in (10, 20, 30, 40)]
    others: list[Any] = [
        entry(100, 10, 99, "test:other"),
        entry(100, 0, 99),
        entry(100, 50, 0),
        {"request": entry(9, 9, 9)["request"], "refused": "too long"},
        "rubbish",
    ]
    assert estimate([*entries, *others], "test:m").replies == 0
    assert estimate([*entries, *others, entry(300, 100, 50)], "test:m") == Estimate(2.0, 30.0, 5)


def test_the_most_that_a_request_may_have_counts_schema_and_answer() -> None:
    asked = request("a" * 100, schema={"enum": ["b" * 40]}, sampling=Sampling(max_tokens=77))
    most = pricing.most(asked)
    assert most.completion_tokens == 77
    assert most.prompt_tokens >= 70
    assert most.prompt_tokens > Estimate().usage(asked).prompt_tokens


@pytest.mark.parametrize(
    ("amount", "line"),
    [
        ("0", "$0.00"),
        ("0.00123456", "$0.00123"),
        ("0.0000405", "$0.0000405"),
        ("0.5", "$0.500"),
        ("1.5", "$1.50"),
        ("1234.567", "$1,234.57"),
    ],
)
def test_amounts_are_told_with_the_digits_that_count(amount: str, line: str) -> None:
    assert dollars(Decimal(amount)) == line
