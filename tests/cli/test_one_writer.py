"""Two runs with one output: the second is told so, and nothing is mixed up."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from llmextract import runfile
from llmextract.cli import common, run
from llmextract.errors import OutputError

TEXT = "\n\n".join(f"Gunmen killed {n} drivers near Gao on Tuesday." for n in range(2, 9))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(TEXT, encoding="utf-8")


def holder(output: str) -> "subprocess.Popen[str]":
    """Another process that has the output open and waits to be ended."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom llmextract.cli import common\n"
        f"with common.open_output(Path({output!r})) as stream:\n"
        "    print('open', flush=True)\n    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    return other


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.sqlite", "link.jsonl"])
def test_the_second_is_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("link.jsonl").symlink_to("out.jsonl")
    other = holder("out.jsonl" if name == "link.jsonl" else name)
    try:
        assert run(["extract", "a.txt", "-m", "rules", "-o", name]) == 1
        told = capsys.readouterr().err
    finally:
        other.communicate()
    assert f"{name} is being written by another run; wait until it has ended" in told
    assert run(["extract", "a.txt", "-m", "rules", "-o", name]) == 0


def test_what_a_dead_run_held_is_free(capsys: pytest.CaptureFixture[str]) -> None:
    other = holder("out.jsonl")
    os.kill(other.pid, signal.SIGKILL)
    other.communicate()
    assert run(["extract", "a.txt", "-m", "rules", "-o", "out.jsonl"]) == 0, capsys.readouterr().err
    assert len(runfile.read(Path("out.jsonl")).extractions) == 7
    assert sorted(one.name for one in Path().iterdir()) == ["a.txt", "out.jsonl"]


def test_many_at_once_leave_one_whole_file() -> None:
    command = [sys.executable, "-m", "llmextract", "extract", "a.txt", "-m", "rules", "-o"]
    runs = [subprocess.Popen([*command, "o.jsonl"], stderr=subprocess.PIPE) for _ in range(3)]
    said = [one.communicate()[1] for one in runs]
    assert {one.returncode for one in runs} <= {0, 1}, said
    assert all(
        (one.returncode == 0) is (b"another run" not in told)
        for one, told in zip(runs, said, strict=True)
    )
    assert len(runfile.read(Path("o.jsonl")).extractions) == 7


def test_a_link_where_the_draft_should_be_is_not_followed() -> None:
    Path("precious.txt").write_text("mine", encoding="utf-8")
    Path("out.jsonl.partial").symlink_to("precious.txt")
    with common.open_output(Path("out.jsonl")) as stream:
        stream.write("x")
    assert Path("precious.txt").read_text(encoding="utf-8") == "mine"
    assert Path("out.jsonl").read_text(encoding="utf-8") == "x"


def test_a_name_too_long_to_be_locked() -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        common.open_output(Path("x" * 300)).__enter__()


@pytest.mark.parametrize(("form", "lines"), [("jsonl", 8), ("csv", 2), ("json", 3)])
def test_a_pipe_takes_what_comes(form: str, lines: int, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe")
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(Path("pipe").read_text(encoding="utf-8")))
    reader.start()
    assert run(["extract", "a.txt", "-m", "rules", "-f", form, "-o", "pipe"]) == 0
    reader.join()
    assert got[0].count("\n") == lines
    assert not Path("pipe.partial").exists()
    assert run(["extract", "a.txt", "-m", "rules", "-f", "sqlite", "-o", "pipe"]) == 1
    assert "pipe is no file" in capsys.readouterr().err
