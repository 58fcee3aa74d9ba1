"""The tutorial, followed to the letter: its files are written, its commands run, its output compared.

A block ``LANGUAGE PATH`` is a file, written when the page comes to it (a later one replaces it).  A
``console`` block is commands, a ``python`` block without a path is code in one namespace; an unnamed
``text`` block after either is what must be printed.  ``sh`` blocks ask a real model and are not run.

``python -m tests.test_tutorial`` writes what is printed now into the page.
"""

import contextlib
import io
import os
import re
import shlex
import tempfile
from pathlib import Path
from typing import Any

import pytest

from llmextract import cli

PAGE = Path(__file__).parents[1] / "docs" / "tutorial.md"
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def follow(page: str, folder: Path) -> tuple[list[str], str]:
    """Do what the page says in a folder.

    Returns:
        What each step printed that the page shows, and the page with it in its place.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    printed: list[str] = []
    last = ""

    def step(match: re.Match[str]) -> str:
        nonlocal last
        language, path, code = match.groups()
        if path:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(code, encoding="utf-8")
        elif language in {"console", "python"}:
            last = ran(language, code, names)
        elif language == "text":
            printed.append(last)
            return f"```text\n{last}```"
        return match.group()

    with contextlib.chdir(folder):
        written = _BLOCK.sub(step, page)
    return printed, written


def ran(language: str, code: str, names: dict[str, Any]) -> str:
    """What code or commands print on standard output."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        if language == "python":
            exec(compile(code, str(PAGE), "exec"), names)
        else:
            for line in code.splitlines():
                cli.run(shlex.split(line, comments=True)[1:])
    return out.getvalue()


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_tutorial_prints_what_it_shows(page: str, tmp_path: Path) -> None:
    printed, written = follow(page, tmp_path)
    assert written == page
    assert len(printed) >= 6


def test_the_tutorial_shows_a_wrong_value_and_a_wrong_example_caught(
    page: str, tmp_path: Path
) -> None:
    first, wrong, by_rules, bad, good, table = follow(page, tmp_path)[0]
    assert first.startswith("crime: schema, prompt and examples are good\n")
    assert "tusks 41 unsupported" in wrong
    assert "species gorillas" in wrong
    assert "animals 1993 unsupported" in wrong
    assert "unsupported" not in by_rules
    assert "tusks 31 supported ['31 tusks']" in by_rules
    assert "gorillas" not in by_rules
    assert "animals = 3" in bad
    assert good == "crime: schema, prompt and examples are good\n"
    assert table.count("\n") == 3
    assert "unsupported" not in table
    assert (tmp_path / "run.jsonl").is_file()


def test_every_command_of_the_tutorial_is_one_of_ours(page: str) -> None:
    blocks = [match.groups() for match in _BLOCK.finditer(page)]
    lines = [
        line for kind, _, code in blocks if kind in {"console", "sh"} for line in code.splitlines()
    ]
    assert lines
    assert all(line.startswith("llmextract ") for line in lines)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["LLMEXTRACT_CACHE_DIR"] = str(Path(home) / "cache")
        PAGE.write_text(follow(PAGE.read_text(encoding="utf-8"), Path(home))[1], encoding="utf-8")
