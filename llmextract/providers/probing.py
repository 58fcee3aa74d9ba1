"""What a server says of itself when it is asked: which one it is, and how long its context is.

All of it is a look at pages that cost nothing; what is not there is not known, and nothing fails
for it.  The sources are the servers' own documents: vLLM's ``/v1/models`` (``max_model_len``),
OpenRouter's (``context_length``), llama.cpp's ``/props`` (``n_ctx`` of a slot), LM Studio's
``/api/v0/models`` (``loaded_context_length``), Ollama's ``/api/version``, ``/api/ps`` and
``/api/show``.
"""

import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

OLLAMA = "Ollama"
_OWNERS: Mapping[str, str] = {
    "vllm": "vLLM",
    "llamacpp": "llama.cpp",
    "organization_owner": "LM Studio",
    "koboldcpp": "KoboldCpp",
    "sglang": "SGLang",
}
"""Who servers say owns their models."""
_NUM_CTX = re.compile(r"^num_ctx\s+(\d+)", re.MULTILINE)


class Get(Protocol):
    """Asks for a page below the server's root (``/``) or its base (no slash), as parsed JSON."""

    def __call__(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The page, or None where there is none; ``body`` makes it a POST."""
        ...


@dataclass(frozen=True, slots=True)
class Said:
    """What a server says of itself.

    Attributes:
        server: its name with its version where it tells; ``None`` where it tells nothing.
        context: tokens of a request with its answer.
        most_context: what the model itself could take, where that is more than is set.
    """

    server: str | None = None
    context: int | None = None
    most_context: int | None = None

    @property
    def is_ollama(self) -> bool:
        """Whether it cuts what is too long without a word, and has an API of its own."""
        return (self.server or "").startswith(OLLAMA)


def look(get: Get, model: str) -> Said:
    """Ask a server what it is.

    Args:
        get: asks for a page.
        model: the model's name at the server.
    """
    listed = _listed(get("models"), model)
    server = _OWNERS.get(str(listed.get("owned_by")).lower())
    if context := _number(listed, "max_model_len", "context_length", "context_window"):
        return Said(server or ("OpenRouter" if "top_provider" in listed else None), context)
    if server in {None, "LM Studio"} and (said := _lm_studio(get("/api/v0/models"), model)):
        return said
    if server in {None, "llama.cpp"} and (said := _llama_cpp(get("/props"))):
        return said
    version = get("/api/version") if server is None else None
    number = version.get("version") if isinstance(version, Mapping) else None
    return _ollama(get, model, number) if isinstance(number, str) else Said(server)


def root_of(base_url: str) -> str:
    """Scheme and host of an address."""
    parts = urllib.parse.urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}"


def _ollama(get: Get, model: str, version: str) -> Said:
    shown = get("/api/show", {"model": model})
    shown = shown if isinstance(shown, Mapping) else {}
    info = shown.get("model_info")
    lengths = [
        value
        for key, value in (info.items() if isinstance(info, Mapping) else ())
        if key.endswith(".context_length") and isinstance(value, int)
    ]
    written = _NUM_CTX.search(str(shown.get("parameters") or ""))
    running = _listed(get("/api/ps"), model, alone=False)  # what is loaded may be another model
    contexts = [int(written[1])] if written else []
    contexts += [n] if (n := _number(running, "context_length")) else []
    return Said(f"{OLLAMA} {version}", max(contexts, default=None), max(lengths, default=None))


def _lm_studio(page: Any, model: str) -> Said | None:
    listed = _listed(page, model)
    if "max_context_length" not in listed:
        return None
    most = _number(listed, "max_context_length")
    return Said("LM Studio", _number(listed, "loaded_context_length"), most)


def _llama_cpp(page: Any) -> Said | None:
    settings = page.get("default_generation_settings") if isinstance(page, Mapping) else None
    if not isinstance(settings, Mapping):
        return None
    return Said("llama.cpp", _number(settings, "n_ctx"))


def _listed(page: Any, model: str, *, alone: bool = True) -> Mapping[str, Any]:
    """The entry of a model in a list of them; where ``alone``, also the only one of another name."""
    if not isinstance(page, Mapping):
        return {}
    data = page.get("data") if isinstance(page.get("data"), list) else page.get("models")
    entries = [each for each in data if isinstance(each, Mapping)] if isinstance(data, list) else []
    names = {model, f"{model}:latest"}
    for each in entries:
        if names & {str(each.get(key)) for key in ("id", "name", "model")}:
            return each
    return entries[0] if alone and len(entries) == 1 else {}


def _number(entry: Mapping[str, Any], *names: str) -> int | None:
    values = (entry.get(name) for name in names)
    return next(
        (v for v in values if isinstance(v, int) and not isinstance(v, bool) and v > 0), None
    )
