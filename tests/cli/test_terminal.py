"""On a real terminal: the table is whole beside the bars, and the shell completes what it is asked."""

import fcntl
import os
import shutil
import struct
import subprocess
import sys
import termios
import threading
from pathlib import Path

import pytest

from llmextract import cli
from tests.scripts import MARKET, write_article, write_script

WIDTH = 80


def on_terminal(arguments: list[str]) -> str:
    """What a terminal of 80 columns is sent while the command line runs."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, WIDTH, 0, 0))
    pieces: list[bytes] = []

    def listen() -> None:
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end is closed
                return
            if not piece:
                return
            pieces.append(piece)

    listener = threading.Thread(target=listen)
    listener.start()
    environment = {**os.environ, "TERM": "xterm"}
    environment.pop("COLUMNS", None)
    command = [sys.executable, "-m", "llmextract", *arguments]
    subprocess.run(command, stdout=theirs, stderr=theirs, env=environment, check=False)
    os.close(theirs)
    listener.join()
    os.close(ours)
    return b"".join(pieces).decode("utf-8")


@pytest.mark.slow
def test_the_table_is_whole_on_a_terminal_that_shows_bars_too(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt", MARKET)
    script = write_script(tmp_path / "s.jsonl")
    sent = on_terminal(["extract", str(article), "-m", script, "--no-cache"])
    assert "\x1b[" in sent  # bars were drawn
    for word in ("perpetrators", "targets", "killed", "injured", "Kassou", "stated"):
        assert word in sent
    assert "1 paragraph (1 asked" in sent


def completed(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], line: str) -> str:
    """What bash is answered that asks how a line goes on."""
    monkeypatch.setenv("_LLMEXTRACT_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_LINE", line)
    monkeypatch.setenv("COMP_WORDBREAKS", " :=")
    assert cli.run([]) == 0
    return capfd.readouterr().out


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        ("llmextract ex", ["plain,extract", "plain,export"]),
        ("llmextract models pu", ["plain,pull"]),
        ("llmextract extract --mod", ["plain,--model"]),
        ("llmextract extract -s inc", ["plain,incident"]),
        ("llmextract extract -m ru", ["plain,rules"]),
        ("llmextract extract -m local:smol", ["plain,smollm2-135m"]),
        ("llmextract export a.jsonl -f parq", ["plain,parquet"]),
        ("llmextract extract art", ["file,art"]),
    ],
)
def test_a_shell_is_told_how_a_word_goes_on(
    line: str,
    answers: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert completed(monkeypatch, capfd, line).split() == answers


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_lines_for_a_shell_are_printed(
    shell: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
    assert cli.run(["completion"]) == 0
    mine = capsys.readouterr().out
    assert f"_LLMEXTRACT_COMPLETE={shell}_complete" in mine
    assert cli.run(["completion", shell]) == 0
    assert capsys.readouterr().out == mine


def test_a_shell_that_click_does_not_know_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    assert cli.run(["completion"]) == 2
    assert "no completion for the shell 'tcsh'; name one of: bash, zsh, fish" in (
        capsys.readouterr().err
    )


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_takes_the_lines_and_completes_a_name_with_a_colon(tmp_path: Path) -> None:
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    program = bin_folder / "llmextract"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m llmextract "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    asked = 'eval "$(llmextract completion bash)"; COMP_LINE="llmextract extract -m local:smol"; '
    asked += 'COMP_POINT=${#COMP_LINE}; _llmextract_completion llmextract; echo "${COMPREPLY[@]}"'
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "--norc", "-c", asked],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "smollm2-135m"


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["extrct", "a.txt"], "'extract'"),
        (["models", "pul"], "Did you mean 'pull'?"),
        (["extract", "a.txt", "--modle", "x"], "'--model'"),
        (["extract", "a.txt", "-s", "incidnt"], "did you mean 'incident'?"),
        (["extract", "a.txt", "-m", "qwen2.5-7"], "did you mean 'local:qwen2.5-7b'?"),
        (["extract", "a.txt", "-m", "srver:m@http://h/v1"], "'server:m@http://h/v1'?"),
        (["extract", "a.txt", "-m", "local:smollm"], "did you mean 'smollm2-135m'?"),
    ],
)
def test_a_word_that_is_nearly_one_is_told_which(
    arguments: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(arguments) in {2, 3}
    assert meant in capsys.readouterr().err


def test_a_model_that_is_like_none_is_told_the_forms(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["extract", "a.txt", "-m", "zzzz"]) == 2
    err = capsys.readouterr().err
    assert "did you mean" not in err
    assert "server:MODEL@http://HOST:PORT/v1" in err


TURKISH = (
    "Salı günü kasabanın pazar yerinde meydana gelen bombalı saldırıda en az üç kişi hayatını "
    "kaybetti, yedi kişi yaralandı."
)


def test_nothing_found_in_a_language_that_the_rules_do_not_know_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = write_article(tmp_path / "a.txt", TURKISH)
    assert cli.run(["extract", str(article), "-m", "rules"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "trigger words of English only and this is Turkish" in shown
    assert cli.run(["extract", str(article), "-m", "rules", "-f", "csv"]) == 0
    assert "nothing found: the rules have trigger words" in capsys.readouterr().err
    script = write_script(tmp_path / "s.jsonl", [{"answer": {"incidents": []}}])
    assert cli.run(["extract", str(article), "-m", script]) == 0
    assert "trigger words" not in capsys.readouterr().out
