"""The model that answers from a file."""

import json
from pathlib import Path
from typing import Any

import pytest

from llmextract import errors
from llmextract.model import Message, Request
from llmextract.providers.scripted import ScriptedModel
from llmextract.records import Usage


def script(tmp_path: Path, *lines: Any) -> ScriptedModel:
    path = tmp_path / "script.jsonl"
    rows = [
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return ScriptedModel(path, slots=2)


def ask(text: str) -> Request:
    return Request("scripted:x", (Message("system", "Read it."), Message("user", text)))


def test_the_first_line_that_fits_answers(tmp_path: Path) -> None:
    model = script(
        tmp_path,
        {"when": "snow", "answer": {"a": "é\u2028"}},
        "",
        {"when": "sno", "answer": "{broken", "cut": True},
        {"answer": None},
    )
    first = model.complete(ask("some snow fell"))
    assert (first.text, first.complete) == ('{"a": "é\u2028"}', True)
    assert first.usage == Usage(5, 3)
    second = model.complete(ask("snoring"))
    assert (second.text, second.complete) == ("{broken", False)
    assert model.complete(ask("Read it.")).text == "null"
    assert [request.messages[-1].content for request in model.asked] == [
        "some snow fell",
        "snoring",
        "Read it.",
    ]
    assert model.slots == 2
    model.close()


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("refused", errors.RequestRefusedError),
        ("unavailable", errors.ModelUnavailableError),
        ("odd", errors.ModelError),
    ],
)
def test_a_line_may_fail(tmp_path: Path, kind: str, error: type[Exception]) -> None:
    with pytest.raises(errors.ModelError, match=f"the script says: {kind}") as caught:
        script(tmp_path, {"error": kind}).complete(ask("x"))
    assert type(caught.value) is error


def test_no_line_fits(tmp_path: Path) -> None:
    with pytest.raises(errors.RequestRefusedError, match="no line for this paragraph"):
        script(tmp_path, {"when": "rain", "answer": ""}).complete(ask("snow"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 2 is not JSON"),
        ("[]", "line 2 has neither an answer nor an error"),
        ('{"when": "x"}', "line 2 has neither an answer nor an error"),
    ],
)
def test_a_script_that_is_none(tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(errors.ModelUnavailableError, match=words):
        script(tmp_path, {"answer": ""}, line)


def test_a_script_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(errors.ModelUnavailableError, match="cannot be read"):
        ScriptedModel(tmp_path / "none.jsonl")
    (tmp_path / "bytes").write_bytes(b"\xff")
    with pytest.raises(errors.ModelUnavailableError, match="cannot be read"):
        ScriptedModel(tmp_path / "bytes")
