"""Helpers for tests that run the whole road: a script for the scripted model, a model that counts."""

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from llmextract.blocks import PARAGRAPH
from llmextract.errors import ModelError
from llmextract.model import Reply, Request
from llmextract.records import Usage

MARKET = (
    "On Friday or Saturday masked men of the Delta Column shot dead three traders at the market of Kassou "
    "in Tondo province. Two guards were wounded."
)
QUIET = "The council met on Monday and spoke about the price of grain."
ROAD = "A mine killed a driver near Bellam on Saturday or Sunday. At least six passengers were injured."

MARKET_RECORD: dict[str, Any] = {
    "sentences": [1, 2],
    "event_type": "armed_attack",
    "status": "happened",
    "date": "Friday",
    "locations": ["Kassou"],
    "perpetrators": ["masked men of the Delta Column"],
    "targets": ["traders", "guards"],
    "weapons": [],
    "killed": 3,
    "injured": 2,
}
ROAD_RECORD: dict[str, Any] = {
    "sentences": [1, 2],
    "event_type": "landmine",
    "status": "happened",
    "date": "Saturday",
    "locations": ["Bellam"],
    "perpetrators": [],
    "targets": ["driver", "passengers"],
    "weapons": ["mine"],
    "killed": 1,
    "injured": 6,
}
SCRIPT: list[dict[str, Any]] = [
    {"when": "market of Kassou", "answer": {"incidents": [MARKET_RECORD]}},
    {"when": "near Bellam", "answer": {"incidents": [ROAD_RECORD]}},
    {"answer": {"incidents": []}},
]


def write_script(path: Path, lines: list[dict[str, Any]] | None = None) -> str:
    """Write a script and return the name of the model that answers from it."""
    rows = SCRIPT if lines is None else lines
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return f"scripted:{path}"


def write_article(path: Path, *paragraphs: str) -> Path:
    """Write an article of these paragraphs."""
    path.write_text("\n\n".join(paragraphs or (MARKET, QUIET, ROAD)) + "\n", encoding="utf-8")
    return path


def unmeasured() -> dict[str, str]:
    """The environment without coverage's variables: measuring imports modules of its own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}


class CountingModel:
    """Answers by a function and counts what it is asked."""

    def __init__(
        self, answer: Callable[[Request], str | Exception], *, name: str = "test:m", slots: int = 1
    ) -> None:
        self.name = name
        self.slots = slots
        self.asked: list[Request] = []
        self.closed = 0
        self._answer = answer
        self._lock = threading.Lock()

    def complete(self, request: Request) -> Reply:
        with self._lock:
            self.asked.append(request)
        answer = self._answer(request)
        if isinstance(answer, Exception):
            raise answer
        return Reply(answer, Usage(10, 5), seconds=0.5)

    def close(self) -> None:
        self.closed += 1


def asked_about(request: Request) -> str:
    """The paragraph that a request asks about; the article stands before it as context."""
    return request.messages[-1].content.rpartition(PARAGRAPH)[2]


def scripted_answer(request: Request) -> str | ModelError:
    """The answer that ``SCRIPT`` gives."""
    line = next(line for line in SCRIPT if line.get("when", "") in asked_about(request))
    return json.dumps(line["answer"])
