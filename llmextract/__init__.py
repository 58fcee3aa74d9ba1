"""Fill records from text with a language model, and check every number and place against the words.

The names below are the library; everything else is free to move.  They are imported on first use,
so that ``llmextract --help`` and ``llmextract.verify`` do not pay for what they do not need.
"""

import importlib
from typing import TYPE_CHECKING, Any

from llmextract.version import __version__

if TYPE_CHECKING:
    from llmextract.cluster.raydata import extract_dataset
    from llmextract.errors import (
        AuthenticationError,
        DocumentError,
        LlmextractError,
        ModelError,
        ModelUnavailableError,
        NotRecordedError,
        OutputError,
        RequestRefusedError,
        RunFileError,
        SchemaError,
        StoreError,
        UsageError,
    )
    from llmextract.model import Model, Reply, Request
    from llmextract.records import (
        Context,
        Document,
        Extraction,
        Finding,
        Paragraph,
        Sentence,
        Span,
        Verdict,
    )
    from llmextract.run import extract
    from llmextract.verification.checked import checked
    from llmextract.verification.extractions import verify_extractions
    from llmextract.verification.marks import Evidence, Found, Grounded, Side
    from llmextract.verification.verifier import verify

_HOMES = {
    "llmextract.errors": (
        "AuthenticationError",
        "DocumentError",
        "LlmextractError",
        "ModelError",
        "ModelUnavailableError",
        "NotRecordedError",
        "OutputError",
        "RequestRefusedError",
        "RunFileError",
        "SchemaError",
        "StoreError",
        "UsageError",
    ),
    "llmextract.verification.marks": ("Evidence", "Found", "Grounded", "Side"),
    "llmextract.verification.checked": ("checked",),
    "llmextract.verification.extractions": ("verify_extractions",),
    "llmextract.verification.verifier": ("verify",),
    "llmextract.model": ("Model", "Reply", "Request"),
    "llmextract.records": (
        "Context",
        "Document",
        "Extraction",
        "Finding",
        "Paragraph",
        "Sentence",
        "Span",
        "Verdict",
    ),
    "llmextract.run": ("extract",),
    "llmextract.cluster.raydata": ("extract_dataset",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "AuthenticationError",
    "Context",
    "Document",
    "DocumentError",
    "Evidence",
    "Extraction",
    "Finding",
    "Found",
    "Grounded",
    "LlmextractError",
    "Model",
    "ModelError",
    "ModelUnavailableError",
    "NotRecordedError",
    "OutputError",
    "Paragraph",
    "Reply",
    "Request",
    "RequestRefusedError",
    "RunFileError",
    "SchemaError",
    "Sentence",
    "Side",
    "Span",
    "StoreError",
    "UsageError",
    "Verdict",
    "__version__",
    "checked",
    "extract",
    "extract_dataset",
    "verify",
    "verify_extractions",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
