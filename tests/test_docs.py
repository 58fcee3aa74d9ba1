"""The examples of README.md and docs/*.md: each is run, and prints what the page says.

A block marked ``python`` is run, the blocks of a page one after the other in one namespace.  In a
block marked ``console``, lines that begin with ``llmextract verify`` or ``llmextract evaluate`` are
run.  A block marked ``text`` that follows is what must be printed; ``text NAME`` is a file's content.
"""

import contextlib
import io
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx2
import instructor
import pytest
from openai import OpenAI

from llmextract import cli, providers
from llmextract.providers.scripted import ScriptedModel
from tests.scripts import write_article, write_script

ROOT = Path(__file__).parents[1]
# The tutorial makes files of its own, step by step: tests/test_tutorial.py follows it.
PAGES = [
    ROOT / "README.md",
    *(page for page in sorted((ROOT / "docs").glob("*.md")) if page.name != "tutorial.md"),
]
_BLOCK = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_RUN = ("llmextract verify ", "llmextract evaluate ")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what stands beside it, and its content."""

    language: str
    name: str
    code: str


def blocks(page: Path) -> list[Block]:
    found = []
    for match in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        language, _, name = match["info"].strip().partition(" ")
        found.append(Block(language, name.strip(), match["code"]))
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the pages name, where the default model answers from a script."""
    monkeypatch.chdir(tmp_path)
    write_article(tmp_path / "article.txt")
    script = write_script(tmp_path / "script.jsonl")
    local = providers.Provider(lambda *_: ScriptedModel(tmp_path / "script.jsonl"), "local", "test")
    monkeypatch.setitem(providers.PROVIDERS, "local", local)
    assert cli.run(["extract", "article.txt", "-m", script, "-o", "run.jsonl"]) == 0
    (tmp_path / "reviewed.jsonl").write_bytes((tmp_path / "run.jsonl").read_bytes())
    (tmp_path / "rows.csv").write_text(
        "text,killed,location\nTwo guards were killed in Dorvane.,2,Dorvane\n", encoding="utf-8"
    )
    (tmp_path / "extractions.jsonl").write_text(json.dumps(LANGEXTRACT) + "\n", encoding="utf-8")
    monkeypatch.setattr(instructor, "from_provider", lambda _: answering(61, 16))
    return tmp_path


LANGEXTRACT = {
    "document_id": "doc_1",
    "text": "Sixteen dockers were killed in Dorvane. A guard of 17 was unhurt.",
    "extractions": [
        {
            "extraction_class": "incident",
            "extraction_text": "Sixteen dockers were killed",
            "char_interval": {"start_pos": 0, "end_pos": 27},
            "alignment_status": "match_exact",
            "attributes": {"killed": "sixteen", "place": "Dorvane"},
        },
        {
            "extraction_class": "incident",
            "extraction_text": "A guard of 17",
            "char_interval": None,
            "alignment_status": None,
            "attributes": {"killed": "17"},
        },
    ],
}


def answering(*killed: int) -> instructor.Instructor:
    """An instructor client whose server gives one toll after the other."""
    answers = iter(killed)

    def serve(_: httpx2.Request) -> httpx2.Response:
        toll = {"killed": next(answers), "injured": None, "place": "Dorvane"}
        message = {"role": "assistant", "content": json.dumps(toll)}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        body = {"id": "x", "object": "chat.completion", "created": 0, "model": "m"}
        return httpx2.Response(200, json={**body, "choices": [choice]})

    http = httpx2.Client(transport=httpx2.MockTransport(serve))
    client = OpenAI(base_url="http://server.test/v1", api_key="x", http_client=http)
    return instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA, model="m")


def printed_by(block: Block, page: Path, names: dict[str, Any]) -> Iterator[str]:
    """What each example of a block prints; nothing for a block that is none."""
    if block.language == "python":
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(block.code, str(page), "exec"), names)
        yield out.getvalue()
    if block.language == "console":
        for line in block.code.splitlines():
            if line.startswith(_RUN):
                yield command(line)


def command(line: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = cli.run(shlex.split(line, comments=True)[1:])
    assert status == 0, line
    return out.getvalue()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_of_a_page_print_what_it_says(page: Path, folder: Path) -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    shown = blocks(page)
    for block in shown:
        if block.language == "text" and block.name:
            (folder / block.name).write_text(block.code, encoding="utf-8")
    for block, after in pairwise([*shown, Block("", "", "")]):
        printed = list(printed_by(block, page, names))
        if printed and after.language == "text" and not after.name:
            assert "".join(printed) == after.code


def test_the_page_about_verifying_has_an_example_of_each_way() -> None:
    shown = blocks(ROOT / "docs" / "verifying.md")
    code = "\n".join(block.code for block in shown if block.language in {"python", "console"})
    for words in (
        "verify(Toll(", "checked(Toll", "verify_extractions(", "llmextract verify rows.csv",
        "llmextract verify run.jsonl", "llmextract evaluate --cases", 'language="es"',
    ):  # fmt: skip
        assert words in code


def test_quick_start_has_the_two_commands_that_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("\n## Quick start\n")[1].split("\n## ")[0]
    blocks = list(_BLOCK.finditer(section))
    assert [block["info"] for block in blocks] == ["sh", "sh"]
    assert "extract examples/" in blocks[0]["code"]
    assert "pytest" in blocks[1]["code"]
