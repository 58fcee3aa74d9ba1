"""A chat server on loopback that reads reports rightly, and misbehaves as it is told."""

import contextlib
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_COUNT = re.compile(r"shot dead (\d+)")
PROBE = "probe"
"""What stands for a request that asks about no paragraph."""


def digits_of(text: str) -> int | None:
    """The count that a report states."""
    match = _COUNT.search(text)
    return int(match[1]) if match else None


def paragraph_of(body: Any) -> str:
    """The paragraph that a request asks about."""
    said = str(body["messages"][-1]["content"]) if body.get("messages") else ""
    return said.rpartition("Paragraph:")[2].strip() if "Paragraph:" in said else PROBE


def records(paragraph: str, killed: int | None = None) -> str:
    """The right answer to a paragraph, or one with another count."""
    count = digits_of(paragraph) if killed is None else killed
    place = re.search(r"villagers in (\w+)", paragraph)
    record = {
        "sentences": [1],
        "event_type": "armed_attack",
        "status": "happened",
        "date": "Tuesday",
        "locations": [place[1]] if place else [],
        "perpetrators": ["gunmen"],
        "targets": ["villagers"],
        "weapons": [],
        "killed": count,
        "injured": None,
    }
    return json.dumps({"incidents": [record] if count is not None else []})


def completion(content: Any, finish: str = "stop", usage: Any = None, **message: Any) -> Any:
    """The body of a chat completion."""
    counted = {"prompt_tokens": 900, "completion_tokens": 40, "total_tokens": 940}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
        "usage": counted if usage is None else usage,
    }


class Exchange:
    """One request, and the ways to answer it.

    Attributes:
        number: how many requests came before.
        body: its JSON.
        paragraph: the paragraph that it asks about.
        tries: how many requests about this paragraph came before.
        handler: the connection, for faults below HTTP.
    """

    def __init__(self, server: "Server", handler: BaseHTTPRequestHandler, body: Any) -> None:
        self.server = server
        self.handler = handler
        self.body = body
        self.paragraph = paragraph_of(body)
        with server.lock:
            self.number = len(server.asked)
            self.tries = server.asked.count(self.paragraph)
            server.asked.append(self.paragraph)

    @property
    def text(self) -> str:
        """The right answer."""
        return "ok" if self.paragraph == PROBE else records(self.paragraph)

    def about(self, *numbers: int) -> bool:
        """Whether it asks about one of these reports, from 0."""
        count = digits_of(self.paragraph)
        return count is not None and count - 11 in numbers

    def good(self) -> None:
        """Answer rightly."""
        self.answer(completion(self.text))
        if self.paragraph != PROBE and "tool_choice" not in self.body:
            with self.server.lock:
                self.server.answered.append(self.paragraph)

    def answer(
        self, body: Any, status: int = 200, kind: str = "application/json", **headers: str
    ) -> None:
        """Answer with a body: bytes, or something that becomes JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        self.handler.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def error(self, status: int, message: str, code: Any = None, **headers: str) -> None:
        """Answer with an error."""
        self.bad()
        self.answer({"error": {"message": message, "code": code}}, status, **headers)

    def bad(self) -> None:
        """Count that the fault was put in."""
        with self.server.lock:
            self.server.injected += 1

    def begin(self, length: int | None = None, **headers: str) -> None:
        """Send the head of an answer, for faults of its body."""
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", "application/json")
        if length is not None:
            self.handler.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()

    def send(self, data: bytes) -> bool:
        """Send bytes as they are; false when nobody reads them any more."""
        try:
            self.handler.wfile.write(data)
            self.handler.wfile.flush()
        except OSError:
            return False
        return True

    def drop(self) -> None:
        """Close the connection without an answer."""
        self.bad()
        self.close()

    def close(self) -> None:
        """Close the connection."""
        with contextlib.suppress(OSError):
            self.handler.connection.shutdown(socket.SHUT_RDWR)
        self.handler.close_connection = True


class Server:
    """A server on loopback.

    Args:
        behave: called with each exchange; it answers, or not.

    Attributes:
        asked: the paragraph of each request, in order.
        answered: the paragraphs that were answered rightly.
        injected: how often a fault was put in.
        stop: set when the server closes, for faults that wait.
    """

    def __init__(self, behave: Callable[[Exchange], None]) -> None:
        self.asked: list[str] = []
        self.answered: list[str] = []
        self.injected = 0
        self.lock = threading.Lock()
        self.stop = threading.Event()
        self.behave = behave
        self._http = _Http(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Its address up to ``/v1``."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @property
    def model(self) -> str:
        """The name of the model behind it."""
        return f"server:m@{self.url}"

    def __enter__(self) -> "Server":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._http.shutdown()
        self._http.server_close()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """Clients that go away are no news."""


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            if not self.path.endswith("/chat/completions"):
                self.do_GET()
                return
            server.behave(Exchange(server, self, body))

    return Handler


def serving(behave: Callable[[Exchange], None]) -> Iterator[Server]:
    """For ``with contextlib.contextmanager``."""
    with Server(behave) as server:
        yield server
