"""From a model's name to a model: ``provider:model``, never guessed.

A provider is one row of the table below and one small function that imports what it needs when it
is asked for.
"""

import os
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from llmextract.errors import UsageError
from llmextract.model import Model

if TYPE_CHECKING:
    from llmextract.providers.weight_sources import Progress

OnFetch = Callable[["Progress"], None]
"""Called with how far it is while weights are fetched."""
DEFAULT_MODEL = "local:qwen2.5-coder-1.5b"


@dataclass(frozen=True, slots=True)
class Provider:
    """One way to reach models.

    Attributes:
        make: builds the model from what stands after the colon, and from who is told of a fetch.
        form: how a name looks, for help and errors.
        about: what it is, in a line.
    """

    make: Callable[[str, OnFetch], Model]
    form: str
    about: str


def full_name(name: str) -> str:
    """The name in full: ``local`` alone means the default weights.

    Raises:
        UsageError: no such provider, or nothing after the colon.
    """
    provider, colon, rest = name.partition(":")
    if name == "local":
        return DEFAULT_MODEL
    if provider not in PROVIDERS or not colon or not rest:
        forms = ", ".join(provider.form for provider in PROVIDERS.values())
        raise UsageError(f"{name!r} is not the name of a model", hint=f"names look like: {forms}")
    return name


def open_model(name: str, *, on_fetch: OnFetch = lambda _: None) -> Model:
    """The model of that name; nothing is fetched, started or connected before it is first asked.

    Args:
        name: ``provider:model``.
        on_fetch: called while the weights of an embedded model are fetched.

    Raises:
        UsageError: the name is no name of a model.
        ModelUnavailableError: the name is good but the model cannot be had.
    """
    provider, _, rest = full_name(name).partition(":")
    return PROVIDERS[provider].make(rest, on_fetch)


def _local(rest: str, on_fetch: OnFetch) -> Model:
    from llmextract.providers.local import LocalModel

    return LocalModel(rest, on_fetch=on_fetch)


def _server(rest: str, _: OnFetch) -> Model:
    from llmextract.providers.server import ServerModel

    model, at, url = rest.rpartition("@")
    if not at or not model or not _is_address(url):
        raise UsageError(
            f"'server:{rest}' names no server", hint=f"it looks like: {PROVIDERS['server'].form}"
        )
    variable = "LLMEXTRACT_API_KEY"
    return ServerModel(
        f"server:{rest}",
        model=model,
        base_url=url.rstrip("/"),
        # openai refuses an empty key, local servers ignore it
        api_key=_key(variable) or "none",
        key_variable=variable,
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


def _openai(rest: str, _: OnFetch) -> Model:
    from llmextract.providers.server import ServerModel

    return ServerModel(
        f"openai:{rest}",
        model=rest,
        base_url=None,
        api_key=_key("OPENAI_API_KEY"),
        key_variable="OPENAI_API_KEY",
        slots=8,
    )


def _instructor(rest: str, _: OnFetch) -> Model:
    from llmextract.providers.hosted import HostedModel

    return HostedModel(rest)


def _scripted(rest: str, _: OnFetch) -> Model:
    from llmextract.providers.scripted import ScriptedModel

    return ScriptedModel(Path(rest))


PROVIDERS: Mapping[str, Provider] = {
    "local": Provider(_local, "local:NAME or local:PATH.gguf", "embedded llama.cpp"),
    "server": Provider(_server, "server:MODEL@http://HOST:PORT/v1", "any OpenAI-compatible server"),
    "openai": Provider(_openai, "openai:MODEL", "OpenAI (key in OPENAI_API_KEY)"),
    "instructor": Provider(
        _instructor, "instructor:PROVIDER/MODEL", "whatever else instructor reaches"
    ),
    "scripted": Provider(_scripted, "scripted:FILE", "answers from a file, for tests and docs"),
}
