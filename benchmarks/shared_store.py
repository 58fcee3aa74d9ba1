"""Several processes over one shared store: is each request asked once, is anything lost in a restart?

A loopback endpoint counts what it is asked; a real PostgreSQL server, started here, is killed and
started again while the processes run.  ``python -m benchmarks.shared_store`` prints one line.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.postgres import Server

ANSWER: dict[str, list[Any]] = {"incidents": []}


class Endpoint(ThreadingHTTPServer):
    """Answers every question with no records, and counts the questions.

    Attributes:
        asked: how often each body came.
    """

    daemon_threads = True

    def __init__(self, seconds: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seconds = seconds
        self.asked: dict[bytes, int] = {}
        self.lock = threading.Lock()


class _Handler(BaseHTTPRequestHandler):
    server: Endpoint
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.asked[body] = self.server.asked.get(body, 0) + 1
        time.sleep(self.server.seconds)
        message = {"role": "assistant", "content": json.dumps(ANSWER)}
        answer: dict[str, Any] = {
            "id": "x",
            "object": "chat.completion",
            "created": 0,
            "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


def main() -> int:
    """Run it; exit status 1 where something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--paragraphs", type=int, default=400)
    parser.add_argument("--seconds", type=float, default=0.1, help="that an answer takes")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        folder = Path(name)
        folder.chmod(0o755)
        rows = folder / "rows.jsonl"
        texts = [f"Gunmen killed {n} herders near Hult." for n in range(given.paragraphs)]
        rows.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), "utf-8")
        server, endpoint = Server(folder / "s"), Endpoint(given.seconds)
        threading.Thread(target=endpoint.serve_forever, daemon=True).start()
        server.start()
        try:
            return _measure(given, server, endpoint, rows)
        finally:
            server.kill()


def _measure(given: argparse.Namespace, server: Server, endpoint: Endpoint, rows: Path) -> int:
    begun = time.monotonic()
    model = f"server:m@http://127.0.0.1:{endpoint.server_address[1]}/v1"
    outputs = [rows.with_name(f"run-{n}.jsonl") for n in range(given.processes)]
    running = []
    for number, output in enumerate(outputs):
        own = rows.with_name(f"cache-{number}")
        environment = os.environ | {
            "LLMEXTRACT_STORE": server.url,
            "LLMEXTRACT_CACHE_DIR": str(own),
        }
        command = [sys.executable, "-m", "llmextract", "extract", str(rows), "-m", model]
        command += ["-o", str(output), "--judge", "none", "--no-second-look"]
        running.append(
            subprocess.Popen(
                command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
            )
        )
    while len(endpoint.asked) < given.paragraphs // 3 and any(p.poll() is None for p in running):
        time.sleep(0.05)
    server.kill()
    time.sleep(1)
    server.start()
    codes = [process.wait() for process in running]
    lost = sum(
        given.paragraphs - sum(not json.loads(line).get("failure") for line in _lines(output))
        for output in outputs
    )
    twice = sum(times - 1 for times in endpoint.asked.values())
    sys.stdout.write(
        f"{given.processes} processes, {given.paragraphs} paragraphs each, one kill of the server:"
        f" {len(endpoint.asked)} requests, {twice} asked again, {lost} lost, exit {set(codes)},"
        f" {time.monotonic() - begun:.0f} s; {_bytes(server) / given.paragraphs:.0f} bytes a paragraph\n"
    )
    return 1 if lost or any(codes) else 0


def _bytes(server: Server) -> int:
    """What the tables take on the server's disk, indexes included."""
    import psycopg

    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("VACUUM FULL")
        query = (
            "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class"
            " WHERE relname LIKE 'llmextract%' AND relkind = 'r'"
        )
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()[1:] if path.exists() else []


if __name__ == "__main__":
    sys.exit(main())
