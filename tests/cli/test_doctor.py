"""What the doctor says of a machine that is well and of one that is not."""

import importlib.metadata
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llmextract import diagnosis
from llmextract.cli import run
from llmextract.errors import ModelUnavailableError
from llmextract.model import Reply, Request
from llmextract.providers.checking import WORDS
from llmextract.providers.facts import Facts
from llmextract.providers.profiles import profile_of

GOOD = f'{{"code": "{WORDS[0]}"}}'


class Server:
    """Answers one thing and tells what is known of it."""

    name, slots = "server:m", 1

    def __init__(self, text: str = GOOD, **facts: Any) -> None:
        self.text = text
        known: dict[str, Any] = {
            "profile": profile_of("server:m"), "server": "vLLM", "structure": "json_schema",
            "length": "max_tokens", "left_out": frozenset(), "system": True, "thinking_tokens": 0,
            "context": 32768, "learnt": (),
        }  # fmt: skip
        self._facts = Facts(**{**known, **facts})

    def complete(self, request: Request) -> Reply:
        return Reply(self.text)

    def facts(self) -> Facts:
        return self._facts

    def close(self) -> None:
        pass


Doctor = Callable[..., tuple[int, str]]


@pytest.fixture
def doctor(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    def told(server: Server | None = None, model: str = "server:m") -> tuple[int, str]:
        if server is not None:
            monkeypatch.setattr(diagnosis, "open_model", lambda _: server)
        status = run(["doctor", "-m", model])
        out = capsys.readouterr()
        assert "Traceback" not in out.out + out.err
        return status, out.out + out.err

    return told


def test_a_machine_that_is_well(doctor: Doctor) -> None:
    status, said = doctor(Server())
    assert status == 0
    assert said.rstrip().endswith("checks, all well")
    for part in ("installation", "libraries", "store", "disk", "gazetteer", "model", "schema"):
        assert f"ok    {part}: " in said
    assert "BAD" not in said
    assert "context: 32768 tokens" in said


def test_rules_need_nothing(doctor: Doctor) -> None:
    status, said = doctor(model="rules")
    assert status == 0
    assert "rules read without one" in said


@pytest.mark.parametrize(
    ("server", "status", "lines"),
    [
        (Server("Paris."), 0, ["note  schema: the server ignores schemas", "enforces schemas"]),
        (Server(context=1024), 1, ["BAD   context: 1024 tokens", "--ctx-size"]),
        (Server(context=3000), 0, ["note  context: 3000 tokens"]),
        (Server(context=None), 0, ["note  context: the server does not tell it"]),
        (Server(left_out=frozenset({"seed"})), 0, ["note  parameters: refused and left out: seed"]),
    ],
    ids=["schema", "short", "shorter", "untold", "parameters"],
)
def test_a_server_that_is_odd(
    server: Server, status: int, lines: list[str], doctor: Doctor
) -> None:
    got, said = doctor(server)
    assert got == status
    for line in lines:
        assert line in said


def test_no_model_at_all(doctor: Doctor) -> None:
    class Gone(Server):
        def complete(self, request: Request) -> Reply:
            raise ModelUnavailableError("nobody listens at 127.0.0.1:1", hint="start the server")

    status, said = doctor(Gone())
    assert status == 1
    assert "BAD   model: nobody listens at 127.0.0.1:1\n      -> start the server" in said
    assert "1 bad" in said


def test_a_bug_of_a_provider_is_told_too(doctor: Doctor) -> None:
    class Broken(Server):
        def complete(self, request: Request) -> Reply:
            raise KeyError("choices")

    status, said = doctor(Broken())
    assert status == 1
    assert "BAD   model: cannot be looked at (KeyError: 'choices')" in said


def test_weights_that_are_not_here(doctor: Doctor) -> None:
    status, said = doctor(model="local:smollm2-135m")
    assert status == 0
    assert "llmextract models pull smollm2-135m" in said


def test_libraries_that_are_missing(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    there = importlib.metadata.version

    def version(name: str) -> str:
        if name in {"rich", "xllamacpp"}:
            raise importlib.metadata.PackageNotFoundError
        return there(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    needed = ["click>=8", "rich>=13; python_version > '3'", "mypy; extra == 'dev'"]
    monkeypatch.setattr(importlib.metadata, "requires", lambda _: needed)
    status, said = doctor(model="local:smollm2-135m")
    assert status == 1
    assert "BAD   libraries: not installed: rich" in said
    assert "pip install 'llmextract[local]'" in said


def test_a_checkout_that_is_not_installed(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_: str) -> list[str]:
        raise importlib.metadata.PackageNotFoundError

    monkeypatch.setattr(importlib.metadata, "requires", unknown)
    assert doctor(model="rules")[0] == 0


def test_a_store_that_is_damaged(doctor: Doctor, own_folders: Path) -> None:
    folder = own_folders / "cache" / "store" / "replies"
    folder.mkdir(parents=True)
    (folder / "cache.db").write_bytes(b"no database" * 500)
    status, said = doctor(model="rules")
    assert status == 1
    assert "BAD   store: replies in " in said
    assert "llmextract cache check --repair" in said


def test_a_store_of_somebody_else(doctor: Doctor, own_folders: Path, tmp_path: Path) -> None:
    (own_folders / "cache" / "store").symlink_to(tmp_path)
    status, said = doctor(model="rules")
    assert status == 1
    assert "BAD   store: the store's folder" in said


def test_folders_without_room_or_rights(
    doctor: Doctor, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(own_folders)._replace(free=5_000_000)
    (own_folders / "state").write_text("a file", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: usage)
        status, said = doctor(model="rules")
    assert status == 0
    assert "note  disk: 5 MB are free" in said
    assert "note  store: no secret can be kept" in said
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda *_: False)
        status, said = doctor(model="rules")
    assert status == 1
    assert "BAD   disk: " in said


def test_a_key_with_white_space(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret\n")
    status, said = doctor(model="rules")
    assert status == 0
    assert "note  keys: white space around the key in OPENAI_API_KEY" in said
    assert "sk-secret" not in said
