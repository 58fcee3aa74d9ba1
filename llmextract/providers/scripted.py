"""A model that answers from a file: for tests, for docs, for trying the program without a model.

Each line of the file is ``{"when": "words of the paragraph", "answer": …}``; the first line whose
words stand in the request's paragraph answers, a line without ``when`` answers everything.
``answer`` is an object (sent as compact JSON) or a string (sent as it is, for broken replies);
``{"error": "refused"}`` instead of an answer fails with an error of that kind.
"""

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from llmextract.blocks import split_block
from llmextract.errors import ModelError, ModelUnavailableError, RequestRefusedError
from llmextract.model import Reply, Request
from llmextract.records import Usage

_ERRORS: dict[str, type[ModelError]] = {
    "refused": RequestRefusedError,
    "unavailable": ModelUnavailableError,
}


class ScriptedModel:
    """Answers from the lines of a file.

    Args:
        path: the script.

    Attributes:
        asked: the requests it answered, in order.
    """

    def __init__(self, path: Path, *, slots: int = 1) -> None:
        self.name = f"scripted:{path}"
        self.slots = slots
        self.asked: list[Request] = []
        self._lines = _load(path)
        self._lock = threading.Lock()

    def complete(self, request: Request) -> Reply:
        """The answer of the first line that fits.

        Raises:
            ModelError: as the line says.
            RequestRefusedError: no line fits.
        """
        with self._lock:
            self.asked.append(request)
        before, block = split_block(request.messages[-1].content)
        said = before if block is None else block
        for line in self._lines:
            if str(line.get("when", "")) in said:
                return _answer(line, request)
        raise RequestRefusedError(f"{self.name} has no line for this paragraph")

    def close(self) -> None:
        """Nothing to let go of."""


def _answer(line: Mapping[str, Any], request: Request) -> Reply:
    if "error" in line:
        raise _ERRORS.get(line["error"], ModelError)(f"the script says: {line['error']}")
    answer = line["answer"]
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    prompt = sum(len(message.content.split()) for message in request.messages)
    return Reply(
        text=text,
        usage=Usage(prompt, len(text.split())),
        complete=not line.get("cut", False),
    )


def _load(path: Path) -> list[Mapping[str, Any]]:
    if path.exists() and not path.is_file():  # a device may have no end
        raise ModelUnavailableError(f"the script {path} is no file")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelUnavailableError(f"the script {path} cannot be read: {error}") from error
    lines: list[Mapping[str, Any]] = []
    for number, row in enumerate(text.split("\n"), start=1):
        if not row.strip():
            continue
        try:
            line = json.loads(row)
        except ValueError as error:
            raise ModelUnavailableError(f"the script {path}, line {number} is not JSON") from error
        if not isinstance(line, dict) or not ({"answer", "error"} & set(line)):
            raise ModelUnavailableError(
                f"the script {path}, line {number} has neither an answer nor an error"
            )
        lines.append(line)
    return lines
