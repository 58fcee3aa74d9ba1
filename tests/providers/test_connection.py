"""How a server is reached: keys that cannot be, proxies and certificates of the environment."""

import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

from llmextract.errors import AuthenticationError, ModelUnavailableError
from llmextract.providers import connection
from llmextract.providers.connection import Connection
from llmextract.providers.environment import is_loopback, proxy_of
from tests.providers.servers import KEY, Fake, completion, request


def opened(
    base_url: str | None = "https://models.example/v1", key: str | None = "key"
) -> Connection:
    return Connection("server:m", base_url=base_url, api_key=key, key_variable="THE_KEY", seconds=9)


@pytest.mark.parametrize("key", [None, "", "“sk-a”", "sk a\nb"])
def test_a_key_that_no_header_can_carry_names_its_variable(key: str | None) -> None:
    with pytest.raises(AuthenticationError, match="THE_KEY") as caught:
        opened(key=key)
    assert not key or key not in str(caught.value)


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(ModelUnavailableError, match="the address of server:m is none"):
        opened("http://ex\u202eample/v1")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("ALL_PROXY", "gopher://127.0.0.1:1"), ("SSL_CERT_FILE", "nothing-here.pem")],
)
def test_what_the_environment_says_and_cannot_be_is_named(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(variable, str(tmp_path / value) if "pem" in value else value)
    with pytest.raises(ModelUnavailableError, match=variable) as caught:
        opened()
    assert "\n" not in str(caught.value)
    opened("http://127.0.0.1:8000/v1").close()  # this machine needs neither


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://10.0.0.7/v1", False),
        ("https://api.example/v1", False),
        ("https://127.example/v1", False),
        ("https://localhost.example/v1", False),
        (None, False),
    ],
)
def test_which_addresses_are_on_this_machine(url: str | None, here: bool) -> None:
    assert is_loopback(url) is here


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"HTTP_PROXY": "http://p:1"}, ("HTTP_PROXY", "http://p:1")),
        ({"ALL_PROXY": "socks5://p:1"}, ("ALL_PROXY", "socks5://p:1")),
        ({"http_proxy": "p:2", "ALL_PROXY": "socks5://p:1"}, ("http_proxy", "p:2")),
        ({"HTTPS_PROXY": "http://p:1"}, None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "models.example"}, None),
        ({}, None),
    ],
)
def test_which_variable_names_the_proxy(
    environment: dict[str, str], found: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_of("http://models.example/v1") == found
    assert proxy_of("http://127.0.0.1:8000/v1") is None


def test_a_socks_proxy_without_its_library_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://user:p%40ss@127.0.0.1:1")
    opened().close()
    monkeypatch.setitem(sys.modules, "socksio", None)
    with pytest.raises(
        ModelUnavailableError, match=r"ALL_PROXY .* pip install 'llmextract\[socks\]'"
    ):
        opened()


@pytest.mark.parametrize("password", ["pa55/word", "pa55?word", "pa55\u2100word"])
def test_a_proxy_that_is_no_address_is_told_without_its_password(
    password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", f"http://user:{password}@127.0.0.1:8080")
    with pytest.raises(ModelUnavailableError, match="ALL_PROXY") as caught:
        opened()
    assert "pa55" not in f"{caught.value} {caught.value.hint}"


def test_the_query_of_an_address_stands_behind_the_path_and_azure_gets_its_header() -> None:
    seen: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return completion("{}")

    http = httpx2.Client(transport=httpx2.MockTransport(handle))
    base = "https://me.openai.azure.com/openai/deployments/d?api-version=2024-10-21"
    Connection(
        "server:m", base_url=base, api_key="key", key_variable="K", seconds=9, http_client=http
    ).post("/chat/completions", {})
    assert str(seen[0].url) == (
        "https://me.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21"
    )
    assert seen[0].headers["api-key"] == "key"


def test_what_openais_clients_are_told_by_the_environment_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return completion("{}")

    monkeypatch.setenv("OPENAI_BASE_URL", "https://gateway.example/v1/")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-7")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Team: desk\nno header\n")
    monkeypatch.delenv("OPENAI_PROJECT_ID", raising=False)
    http = httpx2.Client(transport=httpx2.MockTransport(handle))
    Connection(
        "openai:m", base_url=None, api_key=KEY, key_variable="K", seconds=9, http_client=http
    ).post("/chat/completions", {"said": "é"}, seconds=2.0)
    (asked,) = seen
    assert str(asked.url) == "https://gateway.example/v1/chat/completions"
    assert asked.content == '{"said":"é"}'.encode()
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert (asked.headers["openai-organization"], asked.headers["x-team"]) == ("org-7", "desk")
    assert "openai-project" not in asked.headers
    assert asked.extensions["timeout"]["read"] == asked.extensions["timeout"]["connect"] == 2.0


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate", "set SSL_CERT_FILE"),
        ("Connection refused", "is it running"),
    ],
)
def test_why_there_is_no_connection(said: str, words: str) -> None:
    class Closed(Fake):
        def handle(self, http: httpx2.Request) -> httpx2.Response:
            raise httpx2.ConnectError(said)

    with pytest.raises(ModelUnavailableError, match=words) as caught:
        Closed().ask()
    assert said in str(caught.value)


def test_a_server_that_tells_nothing_is_asked_all_the_same() -> None:
    class Odd(Fake):
        def page(self, path: str, body: Any) -> httpx2.Response:
            return httpx2.Response(200, text="[[" if path == "/props" else '"a page"')

    fake = Odd()
    model = fake.open()
    model.complete(request())
    assert (model.facts().server, model.facts().context) == (None, None)


def test_a_server_that_cannot_be_looked_at_is_looked_at_again() -> None:
    class Late(Fake):
        down = True

        def page(self, path: str, body: Any) -> httpx2.Response:
            if self.down:
                raise httpx2.ConnectError("refused")
            entry = {"id": "m", "owned_by": "vllm", "max_model_len": 77}
            return httpx2.Response(200, json={"data": [entry]})

    fake = Late()
    model = fake.open()
    model.complete(request())
    assert model.facts().context is None
    fake.down = False
    with pytest.raises(Exception, match="has at least"):
        model.complete(request(words=500))


def test_pages_that_never_come_are_waited_for_once() -> None:
    class Stalling(Fake):
        def page(self, path: str, body: Any) -> httpx2.Response:
            raise httpx2.ReadTimeout("slow")

    fake = Stalling()
    model = fake.open()
    model.complete(request())
    looked = len(fake.paths)
    model.complete(request())
    assert len(fake.paths) == looked + 1


def test_pages_are_asked_with_the_key_and_never_followed_elsewhere() -> None:
    seen: list[httpx2.Request] = []

    class Elsewhere(Fake):
        def handle(self, http: httpx2.Request) -> httpx2.Response:
            seen.append(http)
            if http.method == "GET":
                return httpx2.Response(307, headers={"location": "https://elsewhere.example/"})
            return super().handle(http)

    Elsewhere().ask()
    assert {request.url.host for request in seen} == {"h"}
    assert {request.headers["authorization"] for request in seen} == {f"Bearer {KEY}"}
    assert connection.LOOK_SECONDS < 10
