"""The connection to one OpenAI-compatible server: a client made once, one request, one page.

The openai client carries the requests: it knows its vendor's headers and names the errors.  It
parses nothing here: servers put answers where its classes do not look.
"""

import ipaddress
import os
import urllib.parse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from llmextract.errors import AuthenticationError, ModelUnavailableError
from llmextract.providers import completions, probing

if TYPE_CHECKING:
    import httpx2

CONNECT_SECONDS = 5.0
"""Most seconds to wait for a connection; answers may take long, a handshake does not."""
LOOK_SECONDS = 3.0
"""Most seconds for a page on which a server tells what it is."""
_VARIABLES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""Variables of the environment that decide how a network is reached."""


class Connection:
    """An open client.

    Args:
        name: full name of the model, for messages.
        base_url: address up to ``/v1``; ``None`` for OpenAI's own.
        api_key: the key.
        key_variable: the variable of the environment that it came from, for messages.
        timeout: most seconds for one answer.
        http_client: a ready HTTP client, for tests.

    Raises:
        AuthenticationError: there is no key, or it cannot be one.
        ModelUnavailableError: the environment names a proxy or certificates that cannot be used.
    """

    def __init__(
        self,
        name: str,
        *,
        base_url: str | None,
        api_key: str | None,
        key_variable: str | None,
        timeout: float,
        http_client: Any = None,
    ) -> None:
        from openai import OpenAI, Timeout

        _check_key(name, api_key, key_variable)
        times = Timeout(timeout, connect=CONNECT_SECONDS)
        self._http = http_client or _http_client(name, base_url, times)
        self._client = OpenAI(
            base_url=base_url,
            api_key=api_key,
            max_retries=0,  # the one layer that tries again is retrying.py
            timeout=times,
            http_client=self._http,
        )
        self._key = api_key

    def post(self, url: str, body: Mapping[str, Any]) -> completions.Answer:
        """One request and its answer; ``url`` is below the base, or whole.

        Raises:
            openai.APIError: there was no answer, or one with another status than 200.
            NoAnswerError: the body holds none.
        """
        import httpx2

        response = self._client.post(url, cast_to=httpx2.Response, body=dict(body))
        return completions.read(response.content, response.headers.get("content-type", ""))

    def page(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """A page beside the API as parsed JSON, or None; see :class:`probing.Get`.

        Raises:
            httpx2.HTTPError: the server cannot be reached.
        """
        import httpx2

        base = str(self._client.base_url)
        url = probing.root_of(base) + path if path.startswith("/") else f"{base}{path}"
        try:
            response = self._http.request(
                "GET" if body is None else "POST",
                url,
                json=body,
                headers={"Authorization": f"Bearer {self._key}"},
                timeout=LOOK_SECONDS,
                follow_redirects=False,
            )
            return response.json() if response.status_code == 200 else None
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            raise
        except (httpx2.HTTPError, ValueError, RecursionError):
            return None  # a page that does not come, or is none, tells nothing

    def look(self, model: str) -> probing.Said | None:
        """What the server says of itself, or None when it cannot be reached now."""
        import httpx2

        try:
            return probing.look(self.page, model)
        except httpx2.HTTPError:  # the request itself will meet the same trouble and report it
            return None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def is_unreachable(error: BaseException) -> bool:
    """Whether no server was reached; a handshake that took too long is no slow answer."""
    from httpx2 import ConnectTimeout
    from openai import APIConnectionError, APITimeoutError

    if isinstance(error, APITimeoutError):
        return isinstance(error.__cause__, ConnectTimeout)
    return isinstance(error, APIConnectionError)


def is_loopback(base_url: str | None) -> bool:
    """Whether an address is on this machine."""
    host = urllib.parse.urlsplit(base_url or "").hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name
        return False


def _http_client(name: str, base_url: str | None, times: Any) -> "httpx2.Client":
    """A client; proxies of the environment have no part in what goes to this machine."""
    import httpx2

    make: Callable[..., httpx2.Client] = httpx2.Client
    trust = not is_loopback(base_url)
    try:
        return make(timeout=times, follow_redirects=True, trust_env=trust)
    except (ImportError, OSError, ValueError) as error:
        names = [n for n in _VARIABLES if os.environ.get(n) or os.environ.get(n.lower())]
        said = " ".join(str(error).split()) or type(error).__name__
        raise ModelUnavailableError(
            f"{name}: the network cannot be used as the environment says ({said[:200]})",
            hint=f"set in the environment: {', '.join(names)}" if names else None,
        ) from error


def _check_key(name: str, key: str | None, variable: str | None) -> None:
    """An empty key, and one that no header can carry, are told before anything is sent."""
    if not key:
        raise AuthenticationError(f"no key for {name}", hint=f"set {variable} in the environment")
    if not (key.isascii() and key.isprintable()):
        raise AuthenticationError(
            f"the key for {name} holds characters that no key has",
            hint=f"look at {variable}: quotes or a space that were pasted with it?",
        )
