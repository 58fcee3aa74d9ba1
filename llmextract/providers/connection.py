"""The connection to one server: a client made once, one request, one page, one file.

Requests go over the pooled HTTP client as they are.  The openai client on top of it would build
classes for what it sends and what it gets, of which nothing is read here (servers put answers where
its classes do not look), and costs as much as all the rest of a request.
"""

import contextlib
import functools
import json
import threading
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from llmextract.errors import AuthenticationError, ModelUnavailableError
from llmextract.providers import completions, environment, probing
from llmextract.providers.dialects import CHAT, Dialect, azure_headers
from llmextract.providers.spelling import Spelling
from llmextract.version import __version__

if TYPE_CHECKING:
    import httpx2
    from openai import OpenAI

CONNECT_SECONDS = 5.0
"""Most seconds to wait for a connection; answers may take long, a handshake does not."""
LOOK_SECONDS = 3.0
"""Most seconds for a page on which a server tells what it is."""


class StatusError(Exception):
    """An answer with another status than 2xx.

    Args:
        response: the answer.

    Attributes:
        status_code: its status.
        response: the answer.
        body: what it says went wrong: the error in it where it is JSON, else its text.
    """

    def __init__(self, response: "httpx2.Response") -> None:
        self.response = response
        self.status_code = response.status_code
        text = response.text.strip()
        message = text or f"Error code: {self.status_code}"
        self.body: object = text
        try:
            said = json.loads(text)
            self.body = said.get("error", said) if isinstance(said, dict) else said
            message = f"Error code: {self.status_code} - {said}"
        except (ValueError, RecursionError):
            pass
        super().__init__(message)


class Connection:
    """An open client.

    Args:
        name: full name of the model, for messages.
        base_url: address up to ``/v1``; ``None`` for OpenAI's own.
        api_key: the key.
        key_variable: the variable of the environment that it came from, for messages.
        seconds: most seconds for one answer where none are said.
        stop: set when the run is stopped.
        most: most bytes of an answer.
        dialect: what the server is spoken to in.
        http_client: a ready HTTP client, for tests.

    Raises:
        AuthenticationError: there is no key, or it cannot be one.
        ModelUnavailableError: the address is none, or the environment names a proxy or certificates
            that cannot be used.
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
        most: int | None = None,
        dialect: Dialect = CHAT,
        http_client: Any = None,
    ) -> None:
        import httpx2

        key = _checked(name, api_key, key_variable)
        times = httpx2.Timeout(seconds, connect=CONNECT_SECONDS)
        self._http = http_client or environment.client(name, base_url, times, stop, most)
        address, _, query = (base_url or environment.openai_url()).partition("?")
        try:
            httpx2.URL(address)
        except httpx2.InvalidURL as error:
            raise ModelUnavailableError(
                f"the address of {name} is none ({error})", hint="look at it: was it copied whole?"
            ) from error
        self._base, self._query = f"{address.rstrip('/')}/", query
        self._seconds = seconds
        self._spelling = Spelling()
        self._key = key
        self._dialect = dialect
        # Made once: to parse an address and to check headers takes longer than to send a request.
        self._url = functools.lru_cache(maxsize=8)(self._parsed)
        self._azure = azure_headers(base_url, key)
        self._headers = httpx2.Headers(
            {
                "Accept": "application/json",
                "Accept-Encoding": environment.ENCODING,
                "Content-Type": "application/json",
                "User-Agent": f"llmextract/{__version__}",
                **dialect.headers(base_url, key),
            }
        )

    def post(
        self, url: str, body: Mapping[str, Any], *, seconds: float | None = None
    ) -> completions.Answer:
        """One request and its answer; ``url`` is below the base, or whole.

        Args:
            url: where to.
            body: what is asked.
            seconds: most seconds for all of it.

        Raises:
            httpx2.HTTPError: there was no answer.
            StatusError: there was one with another status than 2xx.
            NoAnswerError: the body holds none.
        """
        import httpx2

        most = self._seconds if seconds is None else seconds
        times = httpx2.Timeout(most, connect=min(most, CONNECT_SECONDS))
        request = httpx2.Request(
            "POST",
            self._url(url),
            headers=self._headers,
            content=self._spelling.spell(body),
            extensions={"timeout": times.as_dict()},
        )
        response = self._http.send(request)
        if not response.is_success:
            raise StatusError(response)
        return self._dialect.read(response.content, response.headers.get("content-type", ""))

    def tell(
        self, method: str, url: str, *, seconds: float, file: Path | None = None
    ) -> dict[str, Any]:
        """What is said to a request that is none for a model.

        Args:
            method: of HTTP.
            url: where to.
            seconds: most seconds for all of it.
            file: a file of JSON that is sent.

        Raises:
            httpx2.HTTPError: there was no answer.
            StatusError: there was one with another status than 2xx, or it is no JSON object.
        """
        with contextlib.ExitStack() as stack:
            content = stack.enter_context(file.open("rb")) if file else None
            response = self._http.send(self._request(method, url, seconds, content))
        try:
            said = response.json() if response.is_success else None
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise StatusError(response)
        return said

    def save(self, url: str, path: Path, *, seconds: float) -> None:
        """Put what lies at an address into a file; see :meth:`tell`."""
        response = self._http.send(self._request("GET", url, seconds, None), stream=True)
        try:
            if not response.is_success:
                response.read()
                raise StatusError(response)
            with path.open("wb") as out:
                out.writelines(response.iter_bytes())
        finally:
            response.close()

    def _request(
        self, method: str, url: str, seconds: float, content: IO[bytes] | None
    ) -> "httpx2.Request":
        import httpx2

        times = httpx2.Timeout(seconds, connect=CONNECT_SECONDS)
        return httpx2.Request(
            method,
            self._url(url),
            headers=self._headers,
            content=content,
            extensions={"timeout": times.as_dict()},
        )

    def openai(self) -> "OpenAI":
        """OpenAI's own client over these connections, for what is more than a request and its answer."""
        from openai import OpenAI

        return OpenAI(
            base_url=self._base,
            default_query=dict(urllib.parse.parse_qsl(self._query, keep_blank_values=True)),
            default_headers=self._azure,
            api_key=self._key,
            max_retries=0,  # the one layer that tries again is retrying.py
            http_client=self._http,
        )

    def page(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """A page beside the API as parsed JSON, or None; see :class:`probing.Get`.

        Raises:
            httpx2.HTTPError: the server cannot be reached.
        """
        import httpx2

        base = self._base
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
        self._http.close()

    def _parsed(self, url: str) -> "httpx2.URL":
        import httpx2

        whole = url if "://" in url else f"{self._base}{url.lstrip('/')}"
        return httpx2.URL(f"{whole}?{self._query}" if self._query else whole)


def is_unreachable(error: BaseException) -> bool:
    """Whether no server was reached, or it broke off: asking again may help.

    A handshake that took too long is no slow answer; a flood and a redirect are answers.
    """
    import httpx2

    from llmextract.providers.network import SentOnError, TooLargeError

    if isinstance(error, httpx2.TimeoutException):
        return isinstance(error, httpx2.ConnectTimeout)
    final = SentOnError, TooLargeError, httpx2.DecodingError
    return isinstance(error, httpx2.HTTPError) and not isinstance(error, final)


def _checked(name: str, key: str | None, variable: str | None) -> str:
    """The key; an empty one, and one that no header can carry, are told before anything is sent."""
    if not key:
        raise AuthenticationError(f"no key for {name}", hint=f"set {variable} in the environment")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise AuthenticationError(
            f"the key for {name} holds characters that no key has",
            hint=f"look at {variable}: quotes or a space that were pasted with it?",
        )
    return key
