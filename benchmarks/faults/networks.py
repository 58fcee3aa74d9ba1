"""Networks as they are: proxies that work and that do not, certificates, keys that cannot be."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.faults.bench import extract
from benchmarks.faults.server import Exchange, Server
from benchmarks.faults.table import Fault, Outcome

COUNT = 3
ELSEWHERE = "models.test"
"""A host that only a proxy can reach."""


def told(words: str, address: str = "", **environment: str) -> Callable[[Path], Outcome]:
    """What the environment says and cannot be: the run ends at once and names it."""

    def run(folder: Path) -> Outcome:
        with Server(Exchange.good) as server:
            model = f"server:m@{address}" if address else server.model
            ran = extract(folder, model, "--judge", "none", count=COUNT, **environment)
        return Outcome(
            injected=1,
            lost=(ran.status != 3) + (words not in ran.said) + len(server.asked),
            message=ran.said.strip().splitlines()[-1].removeprefix("llmextract: "),
            said=ran.said,
        )

    return run


def borne(scheme: str, variable: str, *, local: bool = False) -> Callable[[Path], Outcome]:
    """A proxy that is needed, or that this machine does not need: every paragraph is answered."""

    def run(folder: Path) -> Outcome:
        with Server(Exchange.good) as server, _socks(server) as socks:
            port = server.url.rpartition(":")[2].partition("/")[0]
            proxy = f"{scheme}://127.0.0.1:{socks if scheme.startswith('socks') else port}"
            address = server.url if local else f"http://{ELSEWHERE}:{port}/v1"
            environment = {variable: "http://127.0.0.1:9" if local else proxy}
            ran = extract(
                folder, f"server:m@{address}", "--judge", "none", count=COUNT, **environment
            )
        return Outcome(injected=1, lost=COUNT - ran.answered, message=ran.message, said=ran.said)

    return run


@contextmanager
def _socks(server: Server) -> Iterator[int]:
    """A SOCKS5 proxy that leads to the server whatever host is named."""
    port = int(server.url.rpartition(":")[2].partition("/")[0])
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    threading.Thread(target=_relay, args=(client, port), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def _relay(client: socket.socket, port: int) -> None:
    with suppress(OSError), client, socket.create_connection(("127.0.0.1", port)) as there:
        client.recv(262)
        client.sendall(b"\x05\x00")
        client.recv(262)
        client.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        back = threading.Thread(target=_copy, args=(there, client), daemon=True)
        back.start()
        _copy(client, there)
        back.join(10)


def _copy(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)


_AWAY = f"http://{ELSEWHERE}/v1"
_TLS = f"https://{ELSEWHERE}/v1"
KEYS = {
    "typographic quotes": "“sk-a”",
    "a space": "sk a",
    "a line break": "sk\na",
    "no ASCII": "clé",
}

FAULTS = (
    Fault("an HTTP proxy that is needed", borne("http", "HTTP_PROXY"), quick=True),
    Fault("a SOCKS proxy that is needed", borne("socks5", "ALL_PROXY"), quick=True),
    Fault("a dead proxy, a local server", borne("http", "HTTP_PROXY", local=True), quick=True),
    Fault("a dead HTTP proxy", told("HTTP_PROXY", _AWAY, HTTP_PROXY="http://127.0.0.1:9")),
    Fault("a dead SOCKS proxy", told("ALL_PROXY", _AWAY, ALL_PROXY="socks5://127.0.0.1:9")),
    Fault("a proxy that is none", told("ALL_PROXY", _AWAY, ALL_PROXY="gopher://x:1"), quick=True),
    Fault("a proxy without a host", told("HTTPS_PROXY", _TLS, HTTPS_PROXY="http://"), quick=True),
    Fault("no certificates", told("SSL_CERT_FILE", _TLS, SSL_CERT_FILE="/nothing.pem"), quick=True),
    *(
        Fault(f"a key with {what}", told("LLMEXTRACT_API_KEY", LLMEXTRACT_API_KEY=key), quick=True)
        for what, key in KEYS.items()
    ),
)
