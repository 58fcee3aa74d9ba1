"""Stores, a run with answers of every kind, and its bundle."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from llmextract import outputs
from llmextract.model import Request
from llmextract.options import Options
from llmextract.records import Extraction
from llmextract.run import open_extractor
from llmextract.store.bundles import export_run
from llmextract.store.shelves import Store
from tests.scripts import (
    MARKET_RECORD,
    CountingModel,
    asked_about,
    scripted_answer,
    write_article,
)


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store()
    yield store
    store.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "elsewhere" / "store")
    yield store
    store.close()


def answers(request: Request) -> str | Exception:
    """An answer that cannot be read at first, and one value that the text does not carry."""
    if "near Bellam" in asked_about(request) and not is_asked_again(request):
        return "no JSON"
    if "market of Kassou" in asked_about(request) and not is_asked_again(request):
        return json.dumps({"incidents": [{**MARKET_RECORD, "killed": 77}]})
    return scripted_answer(request)


def is_asked_again(request: Request) -> bool:
    """Whether an answer could not be read, or had a value that the text does not carry."""
    told = "".join(message.content for message in request.messages[-2:])
    return "cannot be used" in told or "Not in the text" in told


def write_run(path: Path, source: Path, model: Any, **given: Any) -> list[Extraction]:
    options = Options(model=model.name if model else "test:m", **given)
    if model is None:
        options = replace(options, offline=True, model="openai:none")
    with open_extractor([source], options, model=model) as extractor:
        extractions = list(extractor)
        path.write_text("".join(outputs.write_run(extractor.header(), extractions)), "utf-8")
    return extractions


@pytest.fixture
def article(tmp_path: Path) -> Path:
    return write_article(tmp_path / "a.txt")


@pytest.fixture
def run(tmp_path: Path, article: Path) -> Path:
    path = tmp_path / "run.jsonl"
    write_run(path, article, CountingModel(answers, name="openai:none"))
    return path


@pytest.fixture
def bundle(tmp_path: Path, run: Path, store: Store) -> Path:
    path = tmp_path / "run.zip"
    export_run(run, path, store=store)
    return path


def members(bundle: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(bundle) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def without_times(path: Path) -> list[Any]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows[0]["llmextract"].pop("started")
    for row in rows[1:]:
        row["run"].pop("cached")
    return rows
