"""What a run would do, said before it is made."""

from pathlib import Path

import pytest

from llmextract import assembly
from llmextract.cli import run
from tests.scripts import MARKET, QUIET, ROAD, write_article, write_script

LATER = "A bus fell into the river at Bellam and nobody was hurt."


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[str]:
    capsys.readouterr()
    assert run(["status", *(str(one) for one in arguments)]) == 0
    return capsys.readouterr().out.splitlines()


def test_new_kept_verified_anew_and_asked_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write_article(folder / "a.txt", MARKET, QUIET)
    model = write_script(tmp_path / "s.jsonl")
    asking = [folder, "-m", model, "--judge", "none", "--no-second-look"]
    assert told(capsys, *asking)[:4] == [
        "2 paragraphs", "0 kept as they are",
        "0 verified anew from kept replies, nobody is asked", "2 to ask",
    ]  # fmt: skip
    out = tmp_path / "run.jsonl"
    assert run(["extract", *map(str, asking), "-o", str(out)]) == 0
    assert told(capsys, *asking)[1:4:2] == ["2 kept as they are", "0 to ask"]

    write_article(folder / "b.txt", ROAD, LATER)
    lines = told(capsys, *asking, "-o", out)
    assert lines[:4] == [
        "4 paragraphs", "2 kept as they are",
        "0 verified anew from kept replies, nobody is asked", "2 to ask: 2 new, 0 asked otherwise",
    ]  # fmt: skip
    assert lines[5:] == [f"{out} has 2 paragraphs, 0 of them are gone"]

    lines = told(capsys, *asking, "--max-tokens", 99, "-o", out)
    assert lines[3] == "4 to ask: 2 new, 2 asked otherwise"

    monkeypatch.setattr(assembly, "VERIFIER_VERSION", 99)
    (folder / "b.txt").unlink()
    lines = told(capsys, *asking, "-o", out)
    assert lines[1:4] == [
        "0 kept as they are", "2 verified anew from kept replies, nobody is asked",
        "0 to ask: 0 new, 0 asked otherwise",
    ]  # fmt: skip
    assert lines[-1].endswith("then, 99 now")


def test_what_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.pdf").write_bytes(b"no PDF at all")
    assert run(["status", str(tmp_path / "a.pdf"), "-m", "rules"]) == 1
    assert "cannot be read" in capsys.readouterr().err
