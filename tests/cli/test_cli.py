"""The command line as a whole: help, exit statuses, one line for each error."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from llmextract import cli
from llmextract.cli import COMMANDS, LazyGroup
from tests.scripts import write_article, write_script


def walk(
    group: click.Group, path: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    found: list[tuple[tuple[str, ...], click.Command]] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append(((*path, name), command))
        if isinstance(command, click.Group):
            found += walk(command, (*path, name))
    return found


ALL_COMMANDS = walk(cli.cli)


@pytest.mark.parametrize(
    ("path", "command"), ALL_COMMANDS, ids=lambda v: " ".join(v) if isinstance(v, tuple) else ""
)
def test_each_command_and_option_has_help(path: tuple[str, ...], command: click.Command) -> None:
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{' '.join(path)} {parameter.opts}"


def test_the_table_of_commands_says_what_the_commands_say() -> None:
    assert isinstance(cli.cli, LazyGroup)
    for name, (_, about) in COMMANDS.items():
        command = cli.cli.get_command(click.Context(cli.cli), name)
        assert command is not None
        assert command.help is not None
        assert command.help.split("\n")[0].rstrip(".").startswith(about.rstrip(".")[:20])


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from llmextract.cli import run; run(['--help']); "
        "heavy = {'pydantic', 'openai', 'instructor', 'rich', 'diskcache', 'sentencex'}; "
        "print('heavy:', sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Extract records from articles" in out.stdout
    assert "heavy: []" in out.stdout


def test_no_arguments_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run([]) == 2
    assert "Commands" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--version"]) == 0
    assert "llmextract" in capsys.readouterr().out


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.strip().splitlines()


def test_wrong_use_is_one_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = str(write_article(tmp_path / "a.txt"))
    script = write_script(tmp_path / "s.jsonl")
    cases = {
        ("extract", article, "-m", "gpt-4"): "'gpt-4' is not the name of a model",
        ("extract", article, "-m", "local:qwen2"): "qwen2",
        ("extract", article, "-m", "server:x"): "names no server",
        ("extract", article, "-m", script, "-s", "incidnt"): "did you mean 'incident'",
        ("extract", article, "-m", script, "--published", "May"): "is not a date",
        ("extract", article, "-m", script, "--content", "nowhere"): "nowhere does not exist",
        ("extract", article, "-m", script, "-o", str(tmp_path / "x.doc")): "no format is called",
        ("extract", article, "-m", script, "-f", "xml"): "xml",
        ("extract",): "INPUT",
        ("extrct",): "extrct",
        ("verify", str(tmp_path / "none.jsonl")): "cannot be read",
        ("schemas", "show", "nothing"): "no schema named 'nothing'",
        ("models", "pull", "gpt"): "gpt",
    }
    for arguments, words in cases.items():
        assert cli.run(list(arguments)) == 2, arguments
        (line,) = lines(capsys)
        assert line.startswith("llmextract: ")
        assert words in line, line


def test_an_output_that_cannot_be_is_refused_before_a_model_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = str(write_article(tmp_path / "a.txt"))
    for target, words in ((tmp_path / "no" / "x.jsonl", "mkdir -p"), (tmp_path, "is a folder")):
        status = cli.run(
            ["extract", article, "-m", "scripted:none", "-o", str(target), "-f", "jsonl"]
        )
        assert status == 1
        (line,) = lines(capsys)
        assert words in line


def test_no_model_is_status_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article = str(write_article(tmp_path / "a.txt"))
    for model in ("scripted:nowhere.jsonl", "openai:some-model", "local:nowhere.gguf"):
        assert cli.run(["extract", article, "-m", model]) == 3, model
        (line,) = [one for one in lines(capsys) if "Traceback" not in one]
        assert line.startswith("llmextract: ")


def test_a_bug_is_one_line_and_the_traceback_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("oops")

    monkeypatch.setattr(cli.cli, "invoke", broken)
    assert cli.run(["cache", "info"]) == 1
    (line,) = lines(capsys)
    assert "a bug of llmextract: KeyError" in line
    monkeypatch.setenv("LLMEXTRACT_DEBUG", "1")
    with pytest.raises(KeyError):
        cli.run(["cache", "info"])


def test_stopping_by_hand_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.cli, "invoke", stopped)
    assert cli.run(["cache", "info"]) == 130
    (line,) = lines(capsys)
    assert "run the same command again" in line


def test_python_dash_m_and_a_closed_pipe(tmp_path: Path) -> None:
    article = write_article(tmp_path / "a.txt", *["Nothing of note."] * 2000)
    script = write_script(tmp_path / "s.jsonl")
    command = [sys.executable, "-m", "llmextract", "extract", str(article), "-m", script]
    with subprocess.Popen(
        [*command, "-f", "jsonl", "--no-cache"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
        assert process.wait(timeout=60) == 0
    assert "Traceback" not in errors
