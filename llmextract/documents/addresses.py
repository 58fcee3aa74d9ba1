"""Tells addresses on the web among inputs: nothing is fetched here, and how to fetch is said."""

import re
import shlex

from llmextract.errors import DocumentError

_ADDRESS = re.compile(r"(?:https?|ftp)://\S+\Z", re.IGNORECASE)
_MOST = 10_000
"""Lines of a text that are looked at: a list of addresses has nothing else from its first line on."""


def is_address(name: str) -> bool:
    """Whether an input is named by its address on the web."""
    return _ADDRESS.match(name) is not None


def refused(address: str) -> DocumentError:
    """The error for an address that was given as an input."""
    return DocumentError(
        "is an address, and nothing is fetched here",
        source=address,
        hint=f"save the page and give the file: curl -L -o page.html {shlex.quote(address)}",
    )


def refuse_list(text: str, *, source: str) -> None:
    """Refuse a text that is nothing but a list of addresses.

    Raises:
        DocumentError: it is one.
    """
    lines = [line.strip() for line in text.splitlines()[:_MOST]]
    told = [line for line in lines if line and not line.startswith("#")]
    if told and all(map(is_address, told)):
        name = shlex.quote(source)
        raise DocumentError(
            "is a list of addresses, and nothing is fetched here",
            source=source,
            hint="fetch the pages and give their folder: "
            f"wget --adjust-extension -P pages -i {name} && llmextract extract pages",
        )
