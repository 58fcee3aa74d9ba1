"""A server on loopback that says what a test has it say."""

import contextlib
import json
import threading
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Said = tuple[int, Any]
"""A status (0: nothing is said), and a body as JSON or bytes."""


class Loopback:
    """The server; what it says is a subclass's.

    Attributes:
        base: its address up to ``/v1``, while it is served.
    """

    base = ""

    @contextlib.contextmanager
    def serve(self) -> Iterator[str]:
        """Serve while the block runs; yields the address up to ``/v1``."""
        outer = self
        lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with lock:
                    said = outer.get(self.path, self.headers)
                self._say(*said)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                with lock:
                    said = outer.post(self.path, self.headers, body)
                self._say(*said)

            def _say(self, status: int, told: Any) -> None:
                if status == 0:
                    self.close_connection = True
                    return
                content = told if isinstance(told, bytes) else json.dumps(told).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.send_header("retry-after-ms", "1")  # no test waits
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        self.base = f"http://127.0.0.1:{server.server_port}/v1"
        try:
            yield self.base
        finally:
            server.shutdown()
            server.server_close()

    def get(self, path: str, headers: Message) -> Said:
        raise NotImplementedError

    def post(self, path: str, headers: Message, body: bytes) -> Said:
        raise NotImplementedError
