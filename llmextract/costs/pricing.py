"""What a hosted model's tokens cost, and how many tokens a request will have.

Prices come from genai-prices: a table that ships with it and is never fetched.  It takes a third of
a second to import, so that happens when a model that may have a price is really asked.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from llmextract.model import Request
from llmextract.providers.profiles import profile_of
from llmextract.records import Usage

CHARS_PER_TOKEN = 3.8
"""Median over 121 requests to qwen2.5-coder-1.5b about English news (3.66 to 4.32), its own count."""
ANSWER_TOKENS = 56.0
"""Mean answer to the same 121 requests (the longest had 243)."""
FEWEST = 5
"""Replies of a model in the store from which its own figures are taken instead."""
_SAFE_CHARS_PER_TOKEN = 2.0
"""For bounds: well under what was measured, for names and numbers fall into more tokens."""


@dataclass(frozen=True, slots=True)
class Price:
    """What the tokens of one model cost.

    Attributes:
        model: its name at the provider.
        provider: the provider's name in the table.
        address: the server's address, where that says which provider it is.
        batch: whether it is asked in batches, which many providers do at half the price.
    """

    model: str
    provider: str | None = None
    address: str | None = None
    batch: bool = False

    def of(self, usage: Usage) -> Decimal:
        """Price of one request in US dollars: some models cost more for a long one.

        Raises:
            LookupError: the model is not in the table.
        """
        import genai_prices  # noqa: PLC0415 - a third of a second, for priced models alone

        tokens = genai_prices.Usage(
            input_tokens=usage.prompt_tokens, output_tokens=usage.completion_tokens
        )
        where: Any = (
            {"provider_api_url": self.address} if self.address else {"provider_id": self.provider}
        )
        context = {"processing": "batch"} if self.batch else None
        return genai_prices.calc_price(
            tokens, self.model, **where, price_context=context
        ).total_price


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many tokens requests to a model have.

    Attributes:
        chars_per_token: characters of the messages for each token.
        answer_tokens: tokens of an answer.
        replies: over how many replies in the store both were measured; 0 for the constants.
    """

    chars_per_token: float = CHARS_PER_TOKEN
    answer_tokens: float = ANSWER_TOKENS
    replies: int = 0

    def usage(self, request: Request) -> Usage:
        """Tokens of one request and its answer, estimated."""
        characters = sum(len(message.content) for message in request.messages)
        return Usage(round(characters / self.chars_per_token), round(self.answer_tokens))


def price_of(name: str, *, batch: bool = False) -> Price | None:
    """The price of a model, by its full name; ``None`` where it has none.

    Args:
        name: ``provider:model``.
        batch: whether it is asked in batches.
    """
    price = _named(name)
    if price is None:
        return None
    price = replace(price, batch=batch)
    try:
        price.of(Usage(1, 1))
    except LookupError:
        return None
    return price


def _named(name: str) -> Price | None:
    """Where to look a model up; ``None`` for models on the user's own machine."""
    provider, _, rest = name.partition(":")
    if provider == "openai":
        elsewhere = os.environ.get("OPENAI_BASE_URL")  # the client goes there instead
        return Price(rest, address=elsewhere) if elsewhere else Price(rest, "openai")
    if provider == "instructor":
        vendor, _, model = rest.partition("/")
        return Price(model, vendor)
    if provider == "server":
        model, _, address = rest.rpartition("@")
        return Price(model, address=address)
    return None


def estimate(entries: Iterable[Any], model: str) -> Estimate:
    """What the replies in the store say of a model's tokens, or the constants where they are few.

    Args:
        entries: values of the shelf of replies.
        model: full name of the model.
    """
    ratios: list[float] = []
    answers: list[int] = []
    for entry in entries:
        if not isinstance(entry, Mapping) or entry.get("request", {}).get("model") != model:
            continue
        usage = entry.get("reply", {}).get("usage", {})
        asked, answered = usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0)
        if asked and answered:
            messages = entry["request"]["messages"]
            ratios.append(sum(len(message["content"]) for message in messages) / asked)
            answers.append(answered)
    if len(ratios) < FEWEST:
        return Estimate()
    middle = sorted(ratios)[len(ratios) // 2]  # the module statistics takes 10 ms to import
    return Estimate(middle, sum(answers) / len(answers), len(ratios))


def most(request: Request) -> Usage:
    """Most tokens that a request and its answer may have, with what the model thinks before it.

    For a bound, not for an estimate.
    """
    schema = json.dumps(request.schema, ensure_ascii=False, default=list)
    characters = sum(len(message.content) for message in request.messages) + len(schema)
    written = request.sampling.max_tokens + profile_of(request.model).thinking_tokens
    return Usage(round(characters / _SAFE_CHARS_PER_TOKEN), written)


def dollars(amount: Decimal) -> str:
    """An amount for a person: cents from a dollar on, three digits that count below."""
    decimals = 2 if amount == 0 or amount >= 1 else 2 - amount.adjusted()
    return f"${amount:,.{decimals}f}"
