"""A stand-in for xllamacpp and for the server that it starts, for the tests of this folder."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import httpx2
import pytest

ADDRESS = "http://127.0.0.1:4711"


class FakeLlama:
    """Counts what is started and stopped, and answers as llama.cpp's server does.

    Attributes:
        started: the parameters of each server.
        alive: servers that were not destroyed.
        asked: path (with query) and body of each request.
        refuses: reasons why loading fails, said on descriptor 2 when it may be heard.
    """

    def __init__(self) -> None:
        self.started: list[Any] = []
        self.alive = 0
        self.asked: list[tuple[str, Any]] = []
        self.refuses: list[str] = []
        self.broken: Callable[[str], int] = lambda path: 200

    # ------------------------------------------------------------------------- the library

    def module(self) -> ModuleType:
        fake = self

        class Server:
            def __init__(self, params: Any) -> None:
                fake.started.append(params)
                if fake.refuses:
                    fake.complain(params)
                    raise RuntimeError("Failed to init server")
                fake.alive += 1
                self.listening_address = ADDRESS

            def __del__(self) -> None:
                if hasattr(self, "listening_address"):
                    fake.alive -= 1

        module = ModuleType("xllamacpp")
        module.__dict__.update(__version__="9.9", Server=Server, CommonParams=params)
        return module

    def complain(self, params: Any) -> None:
        if params.verbosity > 0:
            lines = "".join(f"0.00.001.002 E loader: {reason}\n" for reason in self.refuses)
            os.write(2, lines.encode())

    # -------------------------------------------------------------------------- the server

    def transport(self) -> httpx2.MockTransport:
        return httpx2.MockTransport(self.answer)

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content)
        path = request.url.raw_path.decode()
        self.asked.append((path, body))
        assert request.headers["Authorization"] == f"Bearer {self.started[-1].api_keys[0]}"
        status = self.broken(path)
        if status == 0:
            raise httpx2.ReadTimeout("too slow")
        if status != 200:
            return httpx2.Response(status, json={"error": {"message": "no"}})
        if path.startswith("/slots/"):
            return self.slot(path, body)
        return httpx2.Response(200, json=completion(body))

    def slot(self, path: str, body: Any) -> httpx2.Response:
        state = Path(self.started[-1].slot_save_path + body["filename"])
        if path.endswith("=save"):
            state.write_bytes(b"a state of the model")
        return httpx2.Response(200 if state.exists() else 400, json={})

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def params() -> Any:
    return SimpleNamespace(
        model=SimpleNamespace(path=""),
        cpuparams=SimpleNamespace(n_threads=-1),
        cpuparams_batch=SimpleNamespace(n_threads=-1),
        verbosity=3,
        slot_save_path="",
    )


def completion(body: Any) -> Any:
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": body.get("model", ""),
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": '{"records": []}'},
            }
        ],
        "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
    }


@pytest.fixture
def llama(monkeypatch: pytest.MonkeyPatch) -> FakeLlama:
    """xllamacpp is a fake one in this test."""
    fake = FakeLlama()
    monkeypatch.setitem(sys.modules, "xllamacpp", fake.module())
    return fake
