"""An OpenAI-compatible endpoint that answers after a fixed time, for measuring what stands before it.

It runs in a process of its own and does as little as it can: the time of an answer is a sleep.  A
paragraph that says ``killed N`` is answered with one incident, others with none; one in a hundred
takes longer where that is asked for.  It counts what it is asked: see :func:`counts`.
"""

import asyncio
import contextlib
import json
import multiprocessing
import re
import time
import urllib.request
import zlib
from collections.abc import Iterator
from typing import Any

_KILLED = re.compile(r"killed (\d+) .*? in (\w+) on (\w+)")
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
READY_SECONDS = 20.0


@contextlib.contextmanager
def endpoint(
    seconds: float, *, slow: float = 0.0, times: float = 40.0, most: int | None = None
) -> Iterator[str]:
    """Run an endpoint while the block runs; yields its address up to ``/v1``.

    Args:
        seconds: of each answer.
        slow: share of the answers that take longer, told by the paragraph's digest.
        times: how much longer.
        most: requests that are taken at a time; any more is answered with 429 at once.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs, seconds, slow, times, most), daemon=True)
    process.start()
    try:
        if not ours.poll(READY_SECONDS):
            raise RuntimeError("the endpoint did not start")
        yield f"http://127.0.0.1:{ours.recv()}/v1"
    finally:
        process.terminate()
        process.join()


def counts(url: str) -> dict[str, int]:
    """What an endpoint was asked so far: how many ``requests``, and how many ``different`` ones."""
    with urllib.request.urlopen(f"{url.removesuffix('/v1')}/counts") as answer:
        told: dict[str, int] = json.load(answer)
    return told


def _run(pipe: Any, seconds: float, slow: float, times: float, most: int | None) -> None:
    different: set[int] = set()
    requests = taken = 0

    async def serve() -> None:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal requests, taken
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                while True:
                    head = await reader.readuntil(b"\r\n\r\n")
                    length = _LENGTH.search(head)
                    body = await reader.readexactly(int(length[1])) if length else b""
                    arrived = time.monotonic()
                    if head.startswith(b"GET /counts"):
                        told = {"different": len(different), "requests": requests}
                        writer.write(_response(json.dumps(told).encode()))
                        continue
                    if not head.startswith(b"POST") or b"chat/completions" not in head:
                        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                        continue
                    requests += 1
                    different.add(hash(body))
                    if most is not None and taken >= most:
                        writer.write(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n")
                        continue
                    taken += 1
                    asked = json.loads(body)["messages"][-1]["content"].rpartition("Paragraph:")[2]
                    is_slow = zlib.crc32(asked.encode()) % 10_000 < slow * 10_000
                    wait = seconds * (times if is_slow else 1) - (time.monotonic() - arrived)
                    await asyncio.sleep(max(0.0, wait))
                    taken -= 1
                    writer.write(answer(asked))
            writer.close()

        server = await asyncio.start_server(handle, "127.0.0.1", 0, limit=1 << 22)
        pipe.send(server.sockets[0].getsockname()[1])
        async with server:
            await server.serve_forever()

    asyncio.run(serve())


def answer(asked: str) -> bytes:
    """The whole HTTP response to what was asked about a paragraph."""
    incidents = []
    if found := _KILLED.search(asked):
        incidents.append(
            {
                "sentences": [1],
                "event_type": "armed_attack",
                "status": "happened",
                "date": found[3],
                "locations": [found[2]],
                "perpetrators": ["gunmen"],
                "targets": ["traders"],
                "weapons": [],
                "killed": int(found[1]),
                "injured": None,
            }
        )
    said = json.dumps({"incidents": incidents})
    body = json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 0,
            "model": "m",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": said},
                    "finish_reason": "stop",
                }
            ],
            "usage": {
                "prompt_tokens": 900,
                "completion_tokens": len(said) // 4,
                "total_tokens": 900 + len(said) // 4,
            },
        }
    ).encode()
    return _response(body)


def _response(body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
