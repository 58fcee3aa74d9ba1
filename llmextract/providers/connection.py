"""The connection to one OpenAI-compatible server: a client made once, one request, one page.

The openai client carries the requests: it knows its vendor's headers and names the errors.  It
parses nothing here: servers put answers where its classes do not look.
"""

import threading
import urllib.parse
from collections.abc import Mapping
from typing import Any

from llmextract.errors import AuthenticationError
from llmextract.providers import completions, environment, probing

CONNECT_SECONDS = 5.0
"""Most seconds to wait for a connection; answers may take long, a handshake does not."""
LOOK_SECONDS = 3.0
"""Most seconds for a page on which a server tells what it is."""


class Connection:
    """An open client.

    Args:
        name: full name of the model, for messages.
        base_url: address up to ``/v1``; ``None`` for OpenAI's own.
        api_key: the key.
        key_variable: the variable of the environment that it came from, for messages.
        seconds: most seconds for one answer where none are said.
        stop: set when the run is stopped.
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
        seconds: float,
        stop: threading.Event | None = None,
        http_client: Any = None,
    ) -> None:
        from openai import OpenAI, Timeout

        _check_key(name, api_key, key_variable)
        times = Timeout(seconds, connect=CONNECT_SECONDS)
        address, query = _parted(base_url)
        self._http = http_client or environment.client(name, base_url, times, stop)
        self._client = OpenAI(
            base_url=address,
            default_query=query,
            default_headers=_headers(base_url, str(api_key)),
            api_key=api_key,
            max_retries=0,  # the one layer that tries again is retrying.py
            timeout=times,
            http_client=self._http,
        )
        self._key = api_key

    def post(
        self, url: str, body: Mapping[str, Any], *, seconds: float | None = None
    ) -> completions.Answer:
        """One request and its answer; ``url`` is below the base, or whole.

        Args:
            url: where to.
            body: what is asked.
            seconds: most seconds for all of it.

        Raises:
            openai.APIError: there was no answer, or one with another status than 200.
            NoAnswerError: the body holds none.
        """
        import httpx2
        from openai import Timeout

        options: Any = {}
        if seconds is not None:
            options = {"timeout": Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))}
        response = self._client.post(url, cast_to=httpx2.Response, body=dict(body), options=options)
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
    """Whether no server was reached, or it broke off: asking again may help.

    A handshake that took too long is no slow answer; a flood and a redirect are answers.
    """
    from httpx2 import ConnectTimeout, DecodingError
    from openai import APIConnectionError, APITimeoutError

    from llmextract.providers.network import SentOnError, TooLargeError

    cause = error.__cause__
    if isinstance(error, APITimeoutError):
        return isinstance(cause, ConnectTimeout)
    final = SentOnError, TooLargeError, DecodingError
    return isinstance(error, APIConnectionError) and not isinstance(cause, final)


def _parted(base_url: str | None) -> tuple[str | None, dict[str, str]]:
    """An address without its query, and the query: it belongs behind the path of each request."""
    if base_url is None or "?" not in base_url:
        return base_url, {}
    address, _, query = base_url.partition("?")
    return address, dict(urllib.parse.parse_qsl(query, keep_blank_values=True))


def _headers(base_url: str | None, key: str) -> dict[str, str]:
    """Azure's own name for the key, which its older addresses want."""
    host = urllib.parse.urlsplit(base_url or "").hostname or ""
    return {"api-key": key} if host.endswith((".azure.com", ".azure.us", ".azure.cn")) else {}


def _check_key(name: str, key: str | None, variable: str | None) -> None:
    """An empty key, and one that no header can carry, are told before anything is sent."""
    if not key:
        raise AuthenticationError(f"no key for {name}", hint=f"set {variable} in the environment")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise AuthenticationError(
            f"the key for {name} holds characters that no key has",
            hint=f"look at {variable}: quotes or a space that were pasted with it?",
        )
