"""How the environment says that a network is reached: proxies, certificates; at fault, by name."""

import ipaddress
import os
import ssl
import threading
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

from llmextract.errors import ModelUnavailableError

if TYPE_CHECKING:
    import httpcore2
    import httpx2

_SCHEMES = frozenset({"http", "https", "socks5", "socks5h"})
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
SOCKS = "pip install 'llmextract[socks]'"
ENCODING = "gzip"
"""How answers may be packed: what can be unpacked in bounded pieces."""


def client(
    name: str,
    base_url: str | None,
    times: Any,
    stop: threading.Event | None = None,
    most: int | None = None,
) -> "httpx2.Client":
    """A client for one address.

    Args:
        name: full name of the model, for messages.
        base_url: the address; ``None`` for OpenAI's own.
        times: the bounds of a request where it has none of its own.
        stop: set when the run is stopped.
        most: most bytes of an answer.

    Raises:
        ModelUnavailableError: the environment names a proxy or certificates that cannot be used.
    """
    import httpx2

    from llmextract.providers.network import MOST_BYTES, Transport

    local = is_loopback(base_url)  # proxies have no part in what goes to this machine
    transport = Transport(
        context=None if local and not _is_tls(base_url) else _context(name),
        proxy=None if local else _proxy(name, base_url),
        stop=stop,
        most=most or MOST_BYTES,
    )
    return httpx2.Client(
        transport=transport,
        timeout=times,
        follow_redirects=True,  # the transport refuses those that lead elsewhere
        trust_env=False,
        headers={"Accept-Encoding": ENCODING},
    )


def is_loopback(base_url: str | None) -> bool:
    """Whether an address is on this machine."""
    host = urllib.parse.urlsplit(base_url or "").hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name
        return False


def proxy_of(base_url: str | None) -> tuple[str, str] | None:
    """The variable of the environment that names a proxy for an address, and its value."""
    parts = urllib.parse.urlsplit(base_url or openai_url())
    if is_loopback(base_url) or urllib.request.proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    for variable in (f"{parts.scheme}_proxy", "all_proxy"):
        for spelled in (variable, variable.upper()):
            if value := os.environ.get(spelled):
                return spelled, value
    return None


def certificates() -> str | None:
    """The variable of the environment that names certificates, if one does."""
    return next((name for name in _CERTIFICATES if os.environ.get(name)), None)


def openai_url() -> str:
    """OpenAI's own address, or the one that stands for it here."""
    return os.environ.get("OPENAI_BASE_URL") or "https://api.openai.com/v1"


def openai_headers() -> dict[str, str]:
    """What OpenAI's clients send besides the key where these variables of theirs are set."""
    lines = (
        line.partition(":") for line in os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
    )
    found = {name.strip(): value.strip() for name, colon, value in lines if colon}
    found["OpenAI-Organization"] = os.environ.get("OPENAI_ORG_ID", "")
    found["OpenAI-Project"] = os.environ.get("OPENAI_PROJECT_ID", "")
    return {name: value for name, value in found.items() if name and value}


def _is_tls(base_url: str | None) -> bool:
    return (base_url or openai_url()).startswith("https")


def _context(name: str) -> ssl.SSLContext:
    import httpx2

    try:
        return httpx2.create_ssl_context()
    except (OSError, ValueError) as error:
        variable = certificates() or "SSL_CERT_FILE"
        raise ModelUnavailableError(
            f"{name}: the certificates that {variable} names cannot be read "
            f"({os.environ.get(variable, '')[:200]}: {_said(error)})",
            hint=f"set {variable} to a file of certificates, or unset it",
        ) from error


def _proxy(name: str, base_url: str | None) -> "httpcore2.Proxy | None":
    found = proxy_of(base_url)
    if found is None:
        return None
    import httpcore2

    variable, value = found
    try:
        parts = _proxy_parts(value)
        if parts.scheme.startswith("socks"):
            import socksio  # noqa: F401 - only to see that it is there
        unquote = urllib.parse.unquote
        user = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
        port = f":{parts.port}" if parts.port else ""
        return httpcore2.Proxy(f"{parts.scheme}://{host}{port}", auth=user)
    except ImportError as error:
        raise ModelUnavailableError(
            f"{name}: {variable} names a SOCKS proxy, which needs a library", hint=SOCKS
        ) from error
    except ValueError as error:
        raise ModelUnavailableError(
            f"{name}: the proxy that {variable} names cannot be used ({_said(error)})",
            hint=f"set {variable} to http://HOST:PORT or socks5://HOST:PORT, or unset it",
        ) from error


def _proxy_parts(value: str) -> urllib.parse.SplitResult:
    try:
        parts = urllib.parse.urlsplit(value if "://" in value else f"http://{value}")
        _ = parts.port
    except ValueError:  # whose words quote what stands there, a password perhaps
        raise ValueError("it is no address") from None
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise ValueError(f"it is none of {', '.join(sorted(_SCHEMES))}")
    return parts


def _said(error: Exception) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:200]
