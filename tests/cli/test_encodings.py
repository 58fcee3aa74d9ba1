"""What goes to standard output is UTF-8 like a file, whatever the system says of its encoding."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

NAME = "Sévaré"


def out(tmp_path: Path, encoding: str, *args: str) -> bytes:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "llmextract", *args]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"a bug" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_data_are_utf_8(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Nobody came to {NAME} or مدينة.", encoding="utf-8")
    (tmp_path / "a.csv").write_text(f"body,p\nFire in {NAME}.,{NAME}\nمدينة,مدينة\n", "utf-8")
    for form in ("jsonl", "json", "csv"):
        told = out(tmp_path, encoding, "extract", "a.txt", "-m", "rules", "-f", form)
        assert (NAME in told.decode("utf-8")) is (form == "jsonl")
    table = ("verify", "a.csv", "--text-column", "body", "--place", "p")
    assert out(tmp_path, encoding, *table).decode("utf-8").count("مدينة") >= 2


def test_a_table_shows_what_the_encoding_can(tmp_path: Path) -> None:
    text = f"Gunmen killed four drivers near {NAME} on Tuesday."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert b"S?var?" in out(tmp_path, "ascii", "extract", "a.txt", "-m", "rules")
    assert "Sévaré".encode("cp1252") in out(tmp_path, "cp1252", "extract", "a.txt", "-m", "rules")
