"""``cache export`` and ``import``, the offline run elsewhere, and what a run costs."""

import json
import re
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llmextract import cli, providers, settings
from llmextract.content import shipped_root
from llmextract.model import Model
from llmextract.providers.scripted import ScriptedModel
from tests.scripts import CountingModel, scripted_answer, write_article, write_script

PRICED = "openai:gpt-4o-mini"
EXTRACT = ("extract", "a.txt", "--reading", "open")
"""Openly, whatever is known of the model: every paragraph is asked about."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an article, and models ``local`` and ``openai`` that answer from a script."""
    monkeypatch.chdir(tmp_path)
    write_article(tmp_path / "a.txt")
    write_script(tmp_path / "s.jsonl")

    class Local(ScriptedModel):
        def __init__(self, rest: str) -> None:
            super().__init__(tmp_path / "s.jsonl")
            self.name = f"local:{rest}"

    set_provider(monkeypatch, "local", lambda opening: Local(opening.rest))
    set_provider(
        monkeypatch,
        "openai",
        lambda opening: CountingModel(scripted_answer, name=f"openai:{opening.rest}"),
    )
    return tmp_path


def set_provider(
    monkeypatch: pytest.MonkeyPatch, name: str, make: Callable[[providers.Opening], Model]
) -> None:
    monkeypatch.setitem(providers.PROVIDERS, name, providers.Provider(make, name, "test"))


def leave(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Another machine: an empty home, no model, and the library of embedded models not installed."""

    def no_model(*_: Any) -> Model:
        raise AssertionError("an offline run opened a model")

    for name in ("local", "openai"):
        set_provider(monkeypatch, name, no_model)
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    monkeypatch.setenv(settings.CACHE_DIR_VARIABLE, str(home))


def rows(path: Path) -> list[Any]:
    """A run file but for its times."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    lines[0]["llmextract"].pop("started")
    for line in lines[1:]:
        del line["run"]["cached"], line["run"]["seconds"]
    return lines


def content_with(folder: Path, old: str, new: str) -> str:
    """A copy of the shipped prompts with one word of the instructions changed."""
    shutil.copytree(shipped_root() / "prompts", folder / "prompts")
    path = folder / "prompts" / "incident.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(folder)


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = cli.run(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


def test_a_run_is_repeated_in_an_empty_home_with_no_model(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(capsys, *EXTRACT, "-o", "run.jsonl")[0] == 0
    status, out, err = call(capsys, "cache", "export", "run.jsonl", "-o", "run.zip")
    assert (status, out, err) == (0, "", "llmextract: 3 replies written to run.zip\n")

    leave(monkeypatch, here / "home")
    status, _, err = call(capsys, *EXTRACT, "--offline", "-o", "none.jsonl")
    assert status == 4
    assert "the store holds no request at all" in err

    status, out, err = call(capsys, "cache", "import", "run.zip", "-o", "theirs.jsonl")
    assert (status, out) == (0, "")
    assert err == "llmextract: 3 replies taken in, 0 were there already\n"
    assert (here / "theirs.jsonl").read_bytes() == (here / "run.jsonl").read_bytes()
    assert call(capsys, *EXTRACT, "--offline", "-o", "again.jsonl")[0] == 0
    assert rows(here / "again.jsonl") == rows(here / "run.jsonl")

    changed = content_with(here / "mine", "analyst", "student")
    status, _, err = call(capsys, *EXTRACT, "--offline", "--content", changed)
    assert status == 4
    assert err.count('never recorded: the prompt changed: "analyst" -> "student"; run once') == 3


def test_what_an_import_finds_is_said(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run([*EXTRACT, "-o", "run.jsonl"])
    cli.run(["cache", "export", "run.jsonl", "-o", "run.zip"])
    monkeypatch.setenv(settings.CACHE_DIR_VARIABLE, str(here / "home"))
    write_script(here / "s.jsonl", [{"answer": {"incidents": []}}])
    cli.run([*EXTRACT, "-o", "other.jsonl"])
    (here / "a.txt").write_text("Other words.\n", encoding="utf-8")
    monkeypatch.setattr("llmextract.version.__version__", "9.9")
    status, _, err = call(capsys, "cache", "import", "run.zip")
    assert status == 0
    told = err.splitlines()
    assert told[0] == "llmextract: 0 replies taken in, 1 were there already"
    assert told[1].endswith(
        "2 replies of the store are other ones: kept; take the bundle's with --replace"
    )
    assert "this is 9.9: requests and verdicts may differ" in told[2]
    assert told[3] == "llmextract: a.txt is not the file that the run read"
    _, _, err = call(capsys, "cache", "import", "run.zip", "--replace")
    assert "other ones: replaced" in err
    _, _, err = call(capsys, "cache", "import", "run.zip")
    assert "0 replies taken in, 3 were there already" in err


def test_what_cannot_be_is_one_line_and_status_2(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "x.zip").write_bytes(b"hello")
    for arguments in (
        ["cache", "import", "x.zip"],
        ["cache", "export", "a.txt", "-o", "y.zip"],
        ["cache", "export", "none.jsonl", "-o", "y.zip"],
    ):
        status, out, err = call(capsys, *arguments)
        assert (status, out, err.count("\n")) == (2, "", 1)
    cli.run([*EXTRACT, "--no-cache", "-o", "run.jsonl"])
    status, _, err = call(capsys, "cache", "export", "run.jsonl", "-o", "y.zip")
    assert status == 2
    assert "3 of the run's 3 replies are not in the store" in err
    assert call(capsys, "cache", "export", "run.jsonl", "-o", "nowhere/y.zip")[0] == 1
    assert not list(here.rglob("y.zip"))


def test_paragraphs_that_were_never_answered_are_told(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_script(
        here / "s.jsonl", [{"when": "Bellam", "error": "model"}, {"answer": {"incidents": []}}]
    )
    assert cli.run(["extract", "a.txt", "-o", "run.jsonl"]) == 1
    _, _, err = call(capsys, "cache", "export", "run.jsonl", "-o", "run.zip")
    assert "1 paragraph(s) were never answered and fail in a replay too" in err


# Money


def test_a_dry_run_asks_nobody_and_says_what_it_would_cost(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.run(["extract", "a.txt", "-m", PRICED, "--limit", "1"])
    leave(monkeypatch, here / "cache")
    monkeypatch.setenv(settings.CACHE_DIR_VARIABLE, str(here / "home"))
    status, out, err = call(capsys, "extract", "a.txt", "-m", PRICED, "--dry-run")
    assert (status, err) == (0, "")
    first, second, third = out.splitlines()
    assert first == "3 paragraphs: 3 to ask, 0 kept, 0 with nothing to ask"
    assert second.endswith(
        "(estimated: 3.8 characters a token, 56 tokens an answer); reasks come on top"
    )
    assert "and 168 to write" in second
    assert third.startswith(f"{PRICED}: about $0.0")
    _, out, _ = call(capsys, "extract", "a.txt", "--dry-run")
    assert out.splitlines()[2] == "local:qwen2.5-coder-1.5b: no known price"


def test_a_dry_run_says_what_is_kept_and_what_cannot_be_read(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for n in range(5):
        write_article(
            here / f"{n}.txt", f"A mine near Bellam killed {n + 2} men on Friday or Saturday."
        )
    sources = [f"{n}.txt" for n in range(5)]
    cli.run(["extract", *sources, "-m", PRICED])
    (here / "b.jsonl").write_text("{", encoding="utf-8")
    status, out, err = call(capsys, "extract", *sources, "b.jsonl", "-m", PRICED, "--dry-run")
    assert status == 1
    assert err.startswith("llmextract: cannot be read: b.jsonl:1: is no JSON")
    assert out.startswith("5 paragraphs: 0 to ask, 5 kept, 0 with nothing to ask\n")
    assert "(measured over " in out
    assert out.endswith(f"{PRICED}: about $0.00\n")


def test_the_summary_says_what_was_paid_and_only_then(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, _, paid = call(capsys, "extract", "a.txt", "-m", PRICED)
    assert re.search(r" s; \$0\.0000\d+\n$", paid)
    _, _, kept = call(capsys, "extract", "a.txt", "-m", PRICED)
    assert "$" not in kept
    _, _, free = call(capsys, "extract", "a.txt")
    assert "$" not in free


def test_a_bound_on_the_cost_stops_the_run_and_saves_the_rest(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["extract", "a.txt", "-m", PRICED, "-o", "run.jsonl", "--max-cost"]
    status, _, err = call(capsys, *arguments, "0.0000001")
    assert status == 1
    assert "3 failed" in err
    assert err.count("run again with a higher --max-cost; answers are kept") == 3
    assert [row["failure"] and row["failure"]["kind"] for row in rows(here / "run.jsonl")[1:]] == [
        "budget",
        "budget",
        "budget",
    ]
    assert call(capsys, *arguments, "1")[0] == 0
    assert call(capsys, "extract", "a.txt", "--max-cost", "1")[0] == 2
    assert call(capsys, "extract", "a.txt", "-m", PRICED, "--max-cost", "-1")[0] == 2


def test_the_commands_on_the_page_run_one_after_the_other(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Path(__file__).parents[2] / "docs" / "replaying.md"
    shown = re.findall(r"^llmextract .*$", page.read_text(encoding="utf-8"), re.MULTILINE)
    write_article(here / "article.txt")
    for line in (line for line in shown if ": " not in line):
        if "cache import" in line:
            monkeypatch.setenv(settings.CACHE_DIR_VARIABLE, str(here / "home"))
        assert cli.run(shlex.split(line)[1:]) == 0, line
    assert rows(here / "again.jsonl") == rows(here / "run.jsonl")
    assert (here / "hosted.jsonl").exists()
