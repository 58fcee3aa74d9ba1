"""What the system does to the command line: streams that are closed or full, signals, locks, memory."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from llmextract import cli, locking
from llmextract.cli import common, logfile
from llmextract.cli.tables import Screen

TEXT = "Gunmen killed 12 drivers near Gao on Tuesday."
COMMAND = [sys.executable, "-m", "llmextract", "extract", "a.txt", "-m", "rules"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(TEXT, encoding="utf-8")


def shell(line: str) -> tuple[int, str]:
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_full_standard_output_is_told() -> None:
    status, said = shell(f"{sys.executable} -m llmextract --help > /dev/full")
    assert status == 1
    assert said.startswith("llmextract: standard output: No space left on device")
    assert "bug" not in said


@pytest.mark.parametrize("closed", [">&-", "2>&- >/dev/null", ">&- 2>&- <&-"])
def test_streams_that_are_closed_take_nothing_and_harm_nothing(closed: str) -> None:
    status, said = shell(f"{' '.join(COMMAND)} -o run.jsonl {closed}")
    assert (status, "bug" in said) == (0, False)
    first, second = Path("run.jsonl").read_text("utf-8").splitlines()
    assert first.startswith('{"llmextract"')
    assert TEXT in second


def test_a_reader_who_goes_away_is_no_failure(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BrokenPipeError):
        Screen().on_broken_pipe()


@pytest.mark.parametrize(("sent", "status"), [("SIGHUP", 129), ("SIGTERM", 143)])
def test_a_signal_ends_a_run_like_ctrl_c(sent: str, status: int) -> None:
    code = (
        "import signal, threading, click\nfrom llmextract import cli\n"
        # who runs the tests under nohup hands an ignored SIGHUP on to them
        f"signal.signal(signal.{sent}, signal.SIG_DFL)\n"
        "def wait(*_): print('here', flush=True); threading.Event().wait(60)\n"
        "cli._invoke = wait\ncli.main([])\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "here\n"
        other.send_signal(getattr(signal, sent))
        _, said = other.communicate(timeout=30)
    assert (other.returncode, said) == (
        status,
        "llmextract: stopped; what was finished is kept, run the same command again to go on\n",
    )


def test_nohup_is_left_alone() -> None:
    code = (
        "import signal\nfrom llmextract import cli\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\ncli.run = lambda argv: 0\n"
        "try: cli.main([])\nexcept SystemExit: pass\n"
        "print(signal.getsignal(signal.SIGHUP) is signal.SIG_IGN)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            OSError(errno.ENAMETOOLONG, "File name too long", "x" * 9),
            "xxxxxxxxx: File name too long",
        ),
        (MemoryError(), "the memory is full"),
    ],
)
def test_what_the_system_refuses_is_no_bug_of_ours(
    error: Exception, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "_invoke", fail)
    monkeypatch.setattr(cli, "_hush", lambda: None)
    assert cli.run([]) == 1
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_where_there_are_no_locks_a_run_goes_on_and_says_so(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(locking, "lock", none)
    assert cli.run(["extract", "a.txt", "-m", "rules", "-o", "run.jsonl"]) == 0
    assert "run.jsonl cannot be kept from other runs" in capsys.readouterr().err
    assert len(Path("run.jsonl").read_text("utf-8").splitlines()) == 2


def test_a_lock_on_a_file_that_was_taken_away_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    beside = Path(".out.jsonl.lock")
    real, seen = locking.taken, []

    def first_goes(file: int) -> bool:
        seen.append(file)
        if len(seen) == 1:
            beside.unlink()
        return real(file)

    monkeypatch.setattr(locking, "taken", first_goes)
    with common.open_output(Path("out.jsonl")) as stream:
        stream.write("x")
    assert len(seen) == 2


def test_a_log_that_cannot_be_written_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["extract", "a.txt", "-m", "rules", "-o", "run.jsonl", "--log-file", "/dev/full"]
    assert cli.run(command) == 0
    told = capsys.readouterr().err
    assert told.count("the log /dev/full is not complete: No space left on device") == 1
    with logfile.log_to(Path("fine.log")):
        time.time()
    assert "fine.log" not in capsys.readouterr().err
