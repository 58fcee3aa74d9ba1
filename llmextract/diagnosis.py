"""Looks at all that a run needs, one thing after the other, and says what to do about what is amiss."""

import importlib.metadata
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from llmextract import settings
from llmextract.errors import LlmextractError
from llmextract.providers import RULES, checking, full_name, open_model
from llmextract.providers import weights as weights_here
from llmextract.store import mending
from llmextract.store.sealing import secret
from llmextract.verification import gazetteer
from llmextract.version import __version__

State = Literal["good", "odd", "bad"]
_LOCAL = "local:"
_ROOM = 1 << 30
"""Bytes that should be free where answers are kept: some 50,000 of them."""
_SHORT_CONTEXT = 4096
"""Tokens below which an article does not fit beside its paragraph: the paragraph is then read alone."""
_REQUIREMENT = re.compile(r"([\w.-]+)(?:\[[^]]*\])?\s*([^;]*)(?:;(.*))?")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found of one thing.

    Attributes:
        part: what was looked at.
        state: ``good``; ``odd``: works, but the user should know; ``bad``: will not work.
        said: what was found.
        advice: what to do; empty where there is nothing.
    """

    part: str
    state: State
    said: str
    advice: str = ""


def examine(model: str) -> Iterator[Diagnosis]:
    """Look at everything, the quick things first; what cannot be looked at is a finding too.

    Args:
        model: ``provider:model``, who is asked one short question.
    """
    parts: tuple[tuple[str, Callable[[], Iterator[Diagnosis]]], ...] = (
        ("installation", _installation),
        ("store", _store),
        ("gazetteer", _gazetteer),
        ("model", lambda: _model(model)),
    )
    for part, look in parts:
        try:
            yield from look()
        except LlmextractError as error:
            yield Diagnosis(part, "bad", error.message, error.hint or "")
        except Exception as error:  # noqa: BLE001 - a doctor that faints helps nobody
            yield Diagnosis(part, "bad", f"cannot be looked at ({type(error).__name__}: {error})")


def _installation() -> Iterator[Diagnosis]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Diagnosis("installation", "good", f"llmextract {__version__}, Python {version}")
    missing = [name for name in _needed() if not _is_there(name)]
    if missing:
        yield Diagnosis(
            "libraries", "bad", f"not installed: {', '.join(missing)}", "pip install llmextract"
        )
    else:
        yield Diagnosis("libraries", "good", "all are there")
    keys = sorted(name for name in os.environ if name.endswith("_API_KEY") and os.environ[name])
    yield Diagnosis("keys", "good", f"set: {', '.join(keys)}" if keys else "none is set")
    odd = [name for name in keys if os.environ[name] != os.environ[name].strip()]
    if odd:
        yield Diagnosis(
            "keys", "odd", f"white space around the key in {', '.join(odd)}", "set it without"
        )


def _needed() -> Iterator[str]:
    """The names of the packages without which nothing works."""
    try:
        written = importlib.metadata.requires("llmextract") or []
    except importlib.metadata.PackageNotFoundError:
        return
    for line in written:
        match = _REQUIREMENT.match(line)
        if match is not None and "extra" not in (match[3] or ""):
            yield match[1]


def _is_there(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _store() -> Iterator[Diagnosis]:
    where, checked = mending.check_own()
    for shelf in checked:
        if shelf.is_whole:
            yield Diagnosis("store", "good", f"{shelf.good} {shelf.name} in {where}")
        else:
            what = shelf.unreadable or f"{len(shelf.bad)} entries cannot be used"
            yield Diagnosis(
                "store",
                "bad",
                f"{shelf.name} in {where}: {what}; {shelf.good} are good",
                "llmextract cache check --repair",
            )
    if secret() is None:
        yield Diagnosis(
            "store",
            "odd",
            f"no secret can be kept in {settings.state_dir()}, so results are not kept",
            "set LLMEXTRACT_STATE_DIR to a folder of your own",
        )
    folder = settings.store_dir()
    above = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(above).free
    if free < _ROOM:
        yield Diagnosis(
            "disk",
            "odd",
            f"{free / 1e6:,.0f} MB are free in {above}",
            "free space before a long run",
        )
    elif not os.access(above, os.W_OK):
        yield Diagnosis("disk", "bad", f"{above} cannot be written to", "set LLMEXTRACT_CACHE_DIR")
    else:
        yield Diagnosis("disk", "good", f"{free / 1e9:,.1f} GB are free")


def _gazetteer() -> Iterator[Diagnosis]:
    said = (
        "compiled" if gazetteer.is_compiled() else "is compiled by the first run, in a few seconds"
    )
    about = gazetteer.about()
    if about:
        said = f"larger, with {int(about['added']):,} places of {about['files']}"
    yield Diagnosis("gazetteer", "good", said)
    if gazetteer.outdated():
        said, advice = "another version built a larger one, which is not used", "build it again"
        yield Diagnosis("gazetteer", "odd", said, f"{advice}: llmextract gazetteer build")


def _model(name: str) -> Iterator[Diagnosis]:
    name = full_name(name)
    if name.startswith(_LOCAL):
        yield from _weights(name)
        return
    if name == RULES:
        yield Diagnosis("model", "good", "rules read without one")
        return
    opened = open_model(name)
    try:
        found = checking.check(opened)
    finally:
        opened.close()
    yield Diagnosis("model", "good", f"{name} answers in {found.reply.seconds:.1f} s")
    yield _structure(found)
    yield from _facts(found)


def _weights(name: str) -> Iterator[Diagnosis]:
    """The file of an embedded model, which is not loaded for this."""
    if not _is_there("xllamacpp"):
        yield Diagnosis(
            "model", "bad", "the embedded model needs an extra", "pip install 'llmextract[local]'"
        )
        return
    wanted = weights_here.find(name.removeprefix(_LOCAL))
    path = weights_here.path_of(wanted)
    if path is None:
        yield Diagnosis(
            "weights",
            "odd",
            f"those of {name} are not here; the first run fetches them",
            f"llmextract models pull {wanted.name}",
        )
    else:
        yield Diagnosis("weights", "good", f"{path} is here and verified")


def _structure(found: checking.Check) -> Diagnosis:
    if found.enforcement in {"enforced", "followed"}:
        return Diagnosis("schema", "good", found.explain())
    return Diagnosis(
        "schema",
        "odd",
        found.explain(),
        "a server that enforces schemas (llama.cpp, vLLM, Ollama) saves the second questions",
    )


def _facts(found: checking.Check) -> Iterator[Diagnosis]:
    facts = found.facts
    if facts is None:
        return
    if facts.learnt or facts.left_out:
        refused = [*map(str, facts.learnt), *sorted(facts.left_out)]
        yield Diagnosis(
            "parameters", "odd", f"refused and left out: {'; '.join(refused)}", "nothing to do"
        )
    else:
        yield Diagnosis("parameters", "good", "none is refused")
    if facts.context is None:
        yield Diagnosis(
            "context",
            "odd",
            f"the server does not tell it; {facts.profile.context} tokens are counted on",
            "see that it is set to as many: a server that cuts says nothing",
        )
    elif facts.context < _SHORT_CONTEXT:
        yield Diagnosis(
            "context",
            "bad" if facts.context < _SHORT_CONTEXT // 2 else "odd",
            f"{facts.context} tokens: what is longer is cut",
            f"start the server with at least {_SHORT_CONTEXT} (--ctx-size, --max-model-len, num_ctx)",
        )
    else:
        yield Diagnosis("context", "good", f"{facts.context} tokens")
