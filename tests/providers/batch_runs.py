"""Helpers for runs in batches: what is answered, what came of it, and a kill after any step."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

import llmextract
from llmextract import runfile
from llmextract.providers import batch_files
from llmextract.providers.batching import BatchedServer
from llmextract.records import Extraction
from llmextract.store.shelves import StoredModel
from tests.scripts import MARKET_RECORD, SCRIPT

WRONG = MARKET_RECORD | {"killed": 9}  # asked again, for nine are not in the text


def said(body: dict[str, Any]) -> str:
    """The answer of the script, a wrong one first where the value is asked again."""
    asked = "\n".join(message["content"] for message in body["messages"])
    last = body["messages"][-1]["content"]
    if last.rpartition("Value: ")[1]:
        return json.dumps({"verdict": "supported", "quote": "three traders"})
    paragraph = last.rpartition("Paragraph:")[2]
    if "market of Kassou" in paragraph and "9" not in asked:
        return json.dumps({"incidents": [WRONG]})
    row = next(row for row in SCRIPT if row.get("when", "") in paragraph)
    return json.dumps(row["answer"])


def told(extractions: Iterator[Extraction]) -> list[Any]:
    """What came of each paragraph, without what differs between two runs."""
    rows = [runfile.to_json(one) for one in extractions]
    return [
        (row["records"], row["findings"], row["failure"], row["run"]["attempts"]) for row in rows
    ]


def batched(article: str, model: str, **options: Any) -> list[Any]:
    return told(llmextract.extract(article, model=model, batch=True, judge="none", **options))


class KilledError(BaseException):
    """Stands for a kill."""


class Kill:
    """Ends the process, as it were, after the nth of the steps that are watched, or one of a name."""

    def __init__(self, patch: pytest.MonkeyPatch, number: int, after: str = "") -> None:
        self.steps: list[str] = []
        self._after = after
        for owner, name in (
            (BatchedServer, "_call"), (batch_files.BatchFile, "tell"),
            (batch_files.BatchFolder, "add"), (batch_files.BatchFolder, "cut"),
            (batch_files.BatchFolder, "forget"), (StoredModel, "_keep"),
        ):  # fmt: skip
            patch.setattr(owner, name, self._watched(getattr(owner, name), number))

    def _watched(self, step: Any, number: int) -> Any:
        def taken(*args: Any, **given: Any) -> Any:
            result = step(*args, **given)
            self.steps.append(step.__name__)
            if len(self.steps) == number or step.__name__ == self._after:
                raise KilledError
            return result

        return taken
