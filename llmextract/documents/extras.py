"""Imports a library that an extra installs, or says what to install."""

import importlib
from typing import Any

from llmextract.errors import DocumentError

EXTRA = "documents"


def imported(name: str, *, source: str, extra: str = EXTRA) -> Any:
    """A module of a library that not everybody has.

    Args:
        name: the module.
        source: the input that needs it, for the error.
        extra: the extra that installs it.

    Raises:
        DocumentError: it is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise DocumentError(
            f"needs a library that cannot be imported ({error})",
            source=source,
            hint=f"pip install 'llmextract[{extra}]'",
        ) from None
