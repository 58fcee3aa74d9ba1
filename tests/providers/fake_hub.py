"""A model hub on loopback: it redirects to a second server for the bytes, as the public one does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class FakeHub:
    """What a test arranges, and what it saw.

    Attributes:
        files: content of each ``OWNER/REPO/REVISION/FILE``.
        gated: repositories that only the holder of ``key`` may read.
        key: the one key that is let in.
        stated: hash to state in place of the true one.
        sent: bytes to send in place of the true ones.
        cuts: after how many bytes each of the next downloads breaks off.
        ranges: whether the server of bytes knows them.
        status: answered to everything, when not None.
        asked: method, path and headers of each request to the hub.
        downloads: headers of each request to the server of bytes.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    key: str = "hf_secret"
    stated: str | None = None
    sent: bytes | None = None
    cuts: list[int] = field(default_factory=list)
    ranges: bool = True
    status: int | None = None
    address: str = ""
    bytes_address: str = ""
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    downloads: list[dict[str, str]] = field(default_factory=list)

    def starts(self) -> list[int]:
        """The byte at which each download began."""
        return [int(h.get("range", "bytes=0-").split("=")[1].split("-")[0]) for h in self.downloads]

    # --------------------------------------------------------------------------- the hub itself

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
        """Status and headers for ``/OWNER/REPO/resolve/REVISION/FILE``."""
        if self.status is not None:
            return self.status, {}
        owner, repository, _, revision, file = path.strip("/").split("/", 4)
        known = headers.get("authorization") == f"Bearer {self.key}"
        place = f"{owner}/{repository}"
        if not any(name.startswith(f"{place}/") for name in self.files):
            return (404 if known else 401), {"X-Error-Code": "RepoNotFound"}
        if place in self.gated and not known:
            return (403 if "authorization" in headers else 401), {"X-Error-Code": "GatedRepo"}
        if not any(name.startswith(f"{place}/{revision}/") for name in self.files):
            return 404, {"X-Error-Code": "RevisionNotFound"}
        name = f"{place}/{revision}/{file}"
        if name not in self.files:
            return 404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT}
        content = self.files[name]
        return 302, {
            "Location": f"{self.bytes_address}/{name}?Signature=signed",
            "X-Repo-Commit": COMMIT,
            "X-Linked-Size": str(len(content)),
            "X-Linked-Etag": f'"{self.stated or sha256(content).hexdigest()}"',
        }

    # ---------------------------------------------------------------------- the server of bytes

    def body(self, path: str, headers: dict[str, str]) -> tuple[int, bytes, int]:
        """Status, bytes, and after how many of them the line breaks."""
        self.downloads.append(headers)
        content = self.sent or self.files[path.strip("/").partition("?")[0]]
        begin = self.starts()[-1] if self.ranges else 0
        cut = self.cuts.pop(0) if self.cuts else len(content)
        return (206 if begin else 200), content[begin:], cut


@contextmanager
def serving(hub: FakeHub) -> Iterator[FakeHub]:
    """Serve it on two ports of loopback while the block runs."""

    class Asked(_Handler):
        def do_GET(self) -> None:
            headers = self.lowered()
            hub.asked.append((self.command, self.path, headers))
            status, answer = hub.answer(self.path, headers)
            self.head(status, 0, answer)

        def do_HEAD(self) -> None:
            self.do_GET()

    class Bytes(_Handler):
        def do_GET(self) -> None:
            status, content, cut = hub.body(self.path, self.lowered())
            self.head(status, len(content), {})
            self.wfile.write(content[:cut])
            self.close_connection = True

    servers = [ThreadingHTTPServer(("127.0.0.1", 0), handler) for handler in (Asked, Bytes)]
    hub.address, hub.bytes_address = (f"http://127.0.0.1:{s.server_port}" for s in servers)
    threads = [
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        for server in servers
    ]
    for thread in threads:
        thread.start()
    try:
        yield hub
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join(10)


class _Handler(BaseHTTPRequestHandler):
    def lowered(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def head(self, status: int, length: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(length)}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Keep off the terminal."""
