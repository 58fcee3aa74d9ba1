"""From a model's name to a model: ``provider:model``, never guessed.

A provider is one row of the table below and one small function that imports what it needs when it
is asked for.
"""

import functools
import os
import threading
import urllib.parse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from llmextract.errors import UsageError
from llmextract.model import Model
from llmextract.providers.opening import Domain, OnFetch, Opening, Provider, Warn

if TYPE_CHECKING:
    from llmextract.providers.server import ServerModel

__all__ = [
    "DEFAULT_MODEL",
    "PROVIDERS",
    "RULES",
    "Domain",
    "OnFetch",
    "Opening",
    "Provider",
    "Warn",
    "full_name",
    "open_model",
]

DEFAULT_MODEL = "local:qwen2.5-coder-1.5b"
RULES = "rules"
"""The only model that needs no name after its provider: the rules of the run's domain."""


def full_name(name: str) -> str:
    """The name in full: ``local`` alone means the default weights.

    Raises:
        UsageError: no such provider, or nothing after the colon.
    """
    provider, colon, rest = name.partition(":")
    if name == "local":
        return DEFAULT_MODEL
    if name == RULES:
        return name
    if provider not in PROVIDERS or not colon or not rest or provider == RULES:
        forms = ", ".join(provider.form for provider in PROVIDERS.values())
        raise UsageError(
            f"{name!r} is not the name of a model{_meant(name)}", hint=f"names look like: {forms}"
        )
    return name


def _meant(name: str) -> str:
    """What somebody may have meant who wrote a name that is none."""
    from llmextract.providers import weights

    provider, colon, rest = name.partition(":")
    named = {one.name: f"local:{one.name}" for one in weights.known()}
    import difflib

    close = difflib.get_close_matches(provider, [*PROVIDERS, *named], n=1)
    if not close:
        return ""
    full = named.get(close[0]) or (f"{close[0]}{colon}{rest}" if rest else f"{close[0]}")
    return f", did you mean {full!r}?"


def open_model(
    name: str,
    *,
    on_fetch: OnFetch = lambda _: None,
    warn: Warn = lambda _: None,
    domain: Domain | None = None,
    timeout: float | None = None,
    stop: threading.Event | None = None,
    batch: bool = False,
) -> Model:
    """The model of that name; nothing is fetched, started or connected before it is first asked.

    Args:
        name: ``provider:model``.
        on_fetch: called while the weights of an embedded model are fetched.
        warn: called with a line that the user should know, while it is asked.
        domain: the run's domain, for providers that read by its rules.
        timeout: most seconds for one answer; by its tokens when ``None``.
        stop: set when the run is stopped: what is in flight then ends within a moment.
        batch: whether it is asked in batches.

    Raises:
        UsageError: the name is no name of a model, or of one without batches.
        ModelUnavailableError: the name is good but the model cannot be had.
    """
    provider, _, rest = full_name(name).partition(":")
    if batch and provider not in _WITH_BATCHES and not rest.startswith(_CLAUDES):
        raise UsageError(
            f"{name} is not asked in batches",
            hint="leave out --batch; these are: openai:MODEL, instructor:anthropic/MODEL, and "
            "server:MODEL@URL where it has them",
        )
    opening = Opening(rest, on_fetch, warn, domain, timeout, stop or threading.Event(), batch)
    return PROVIDERS[provider].make(opening)


def _local(opening: Opening) -> Model:
    from llmextract.providers.local import LocalModel

    return LocalModel(
        opening.rest,
        on_fetch=opening.on_fetch,
        warn=opening.warn,
        timeout=opening.timeout,
        stop=opening.stop,
    )


def _class_of(opening: Opening) -> "Callable[..., ServerModel]":
    from llmextract.providers.server import ServerModel

    if not opening.batch:
        return ServerModel
    from llmextract.providers.batching import BatchedServer
    from llmextract.providers.openai_batches import OpenAIBatches

    return functools.partial(BatchedServer, api=OpenAIBatches)


def _server(opening: Opening) -> Model:
    from llmextract.providers.wording import NO_KEY

    model, at, url = opening.rest.rpartition("@")
    if not at or not model or not _is_address(url):
        hint = f"it looks like: {PROVIDERS['server'].form}"
        if "@" in model:  # before the host of an address a password stands, which nobody is to read
            shown = f"{model.partition('@')[0]}@…@{url}"
            raise UsageError(
                f"'server:{shown}' names no server", hint=f"{hint}; a key is no part of it"
            )
        raise UsageError(f"'server:{opening.rest}' names no server", hint=hint)
    variable = "LLMEXTRACT_API_KEY"
    return _class_of(opening)(
        f"server:{opening.rest}",
        model=model,
        base_url=url.rstrip("/"),
        api_key=_key(variable) or NO_KEY,
        key_variable=variable,
        said=None,
        warn=opening.warn,
        timeout=opening.timeout,
        stop=opening.stop,
    )


def _is_address(url: str) -> bool:
    try:
        parts = urllib.parse.urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a bracket without its pair
        return False


def _key(variable: str) -> str | None:
    """A key of the environment; the line break that a file or a paste left at its end is not it."""
    return (os.environ.get(variable) or "").strip() or None


def _openai(opening: Opening) -> Model:
    return _class_of(opening)(
        f"openai:{opening.rest}",
        model=opening.rest,
        base_url=None,
        api_key=_key("OPENAI_API_KEY"),
        key_variable="OPENAI_API_KEY",
        warn=opening.warn,
        timeout=opening.timeout,
        stop=opening.stop,
    )


def _instructor(opening: Opening) -> Model:
    if opening.batch:
        return _message_batches(opening)
    from llmextract.providers.hosted import HostedModel

    return HostedModel(opening.rest, timeout=opening.timeout, warn=opening.warn, stop=opening.stop)


def _message_batches(opening: Opening) -> Model:
    """The same model under the same name: what was answered at once counts, and the other way."""
    from llmextract.providers import dialects, messages
    from llmextract.providers.batching import BatchedServer
    from llmextract.providers.message_batches import MessageBatches

    return BatchedServer(
        f"instructor:{opening.rest}",
        api=MessageBatches,
        dialect=dialects.MESSAGES,
        model=opening.rest.removeprefix(_CLAUDES),
        base_url=messages.address(),
        api_key=_key("ANTHROPIC_API_KEY"),
        key_variable="ANTHROPIC_API_KEY",
        warn=opening.warn,
        timeout=opening.timeout,
        stop=opening.stop,
    )


def _rules(opening: Opening) -> Model:
    from llmextract.providers.rules import RulesModel

    if opening.domain is None:
        raise UsageError("the rules read for a domain", hint="use them with: llmextract extract")
    domain = opening.domain
    return RulesModel(RULES, domain.outline, domain.triggers, where=domain.where)


def _scripted(opening: Opening) -> Model:
    from llmextract.providers.scripted import ScriptedModel

    return ScriptedModel(Path(opening.rest))


PROVIDERS: Mapping[str, Provider] = {
    "local": Provider(
        _local, "local:NAME, local:hf:OWNER/REPO/FILE.gguf or local:PATH.gguf", "embedded llama.cpp"
    ),
    "server": Provider(_server, "server:MODEL@http://HOST:PORT/v1", "any OpenAI-compatible server"),
    "openai": Provider(_openai, "openai:MODEL", "OpenAI (key in OPENAI_API_KEY)"),
    "instructor": Provider(
        _instructor, "instructor:PROVIDER/MODEL", "whatever else instructor reaches"
    ),
    RULES: Provider(_rules, RULES, "the rules of the domain, no model: instant, the baseline"),
    "scripted": Provider(_scripted, "scripted:FILE", "answers from a file, for tests and docs"),
}
_WITH_BATCHES = frozenset({"openai", "server"})
_CLAUDES = "anthropic/"
"""What names of instructor begin with that are asked in batches."""
