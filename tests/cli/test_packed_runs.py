"""Run files packed with Zstandard, and as Parquet: every command reads them."""

import json
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from llmextract import runfile, zst
from llmextract.cli import run
from llmextract.errors import RunFileError

RUNS = ("run.jsonl", "run.jsonl.zst", "run.parquet")
TEXT = "\n\n".join(f"Gunmen killed {n} drivers near Gao on Tuesday." for n in range(2, 9))


@pytest.fixture(autouse=True)
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same run, as it is, packed, and as a table."""
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    for name in RUNS:
        assert run(["extract", "a.txt", "-m", "rules", "-o", name]) == 0


def unpacked(path: str) -> bytes:
    with zst.open_bytes(Path(path)) as stream:
        return stream.read()


def rows(path: str) -> list[dict[str, object]]:
    """Its lines, without what differs between two runs."""
    found = [json.loads(line) for line in unpacked(path).splitlines()]
    return [{key: one[key] for key in ("paragraph", "records", "findings")} for one in found[1:]]


def test_it_holds_the_same_and_is_smaller() -> None:
    assert Path("run.jsonl.zst").read_bytes().startswith(zst.MAGIC)
    assert Path("run.jsonl.zst").stat().st_size < Path("run.jsonl").stat().st_size / 2
    assert rows("run.jsonl.zst") == rows("run.jsonl")
    assert len(rows("run.jsonl")) == 7


@pytest.mark.parametrize(
    "command",
    [
        "export RUN",
        "export RUN -o OUT.csv",
        "verify RUN -o OUT.jsonl",
        "evaluate RUN --gold RUN",
        "compare RUN other.jsonl",
        "review RUN -o OUT.html",
        "status a.txt -m rules -o RUN",
        "cases mutate RUN -o OUT.jsonl",
        "extract a.txt -m rules --examples RUN -o OUT.csv",
        "cache export RUN -o OUT.zip",
    ],
)
def test_every_command_reads_it(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy("run.jsonl", "other.jsonl")
    said = []
    for name in RUNS:
        words = command.replace("RUN", name).replace("OUT", "out").split()
        assert run(words) == 0, capsys.readouterr().err
        said.append(re.sub(r"\brun[\w.]*", "run", capsys.readouterr().out).split())
    assert said[0] == said[1] == said[2]


@pytest.mark.parametrize("name", ["x.jsonl.zst", "x.csv.zst", "x.geojson.zst"])
def test_texts_are_packed_where_their_name_says_so(name: str) -> None:
    for out in (name, name.removesuffix(".zst")):
        assert run(["export", "run.jsonl", "-o", out]) == 0
    assert unpacked(name) == Path(name.removesuffix(".zst")).read_bytes()


def test_what_is_packed_already_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "run.jsonl", "-o", "x.parquet.zst"]) == 2
    assert "parquet is not packed once more; -o x.parquet" in capsys.readouterr().err


def test_what_a_killed_run_wrote_can_be_read() -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom llmextract.cli import common, exporting\n"
        "lines = Path('run.jsonl').read_text(encoding='utf-8').splitlines(keepends=True)\n"
        "with common.open_output(Path('k.jsonl.zst')) as stream:\n"
        "    exporting.pour(iter(lines), stream)\n    stream.write('{\"cut')\n"
        "    print('written', flush=True)\n    sys.stdin.read()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"written\n"
    other.send_signal(signal.SIGKILL)
    other.communicate()
    assert not Path("k.jsonl.zst").exists()
    assert rows("run.jsonl") == [
        {key: runfile.to_json(one)[key] for key in ("paragraph", "records", "findings")}
        for one in runfile.read(Path("k.jsonl.zst.partial")).extractions
    ]


def test_a_file_that_was_cut_or_changed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    whole = Path("run.jsonl.zst").read_bytes()
    Path("cut.zst").write_bytes(whole[:-5])
    Path("changed.zst").write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    for name in ("cut.zst", "changed.zst"):
        with pytest.raises(RunFileError, match=f"{name} is cut or damaged"):
            runfile.read(Path(name))
        assert run(["export", name]) == 2
        assert "was the run cut short? run it again" in capsys.readouterr().err


def test_frames_one_after_the_other_are_one_file() -> None:
    """As ``cat`` makes of several."""
    head, *lines = Path("run.jsonl").read_bytes().splitlines(keepends=True)
    parts = [head, b"".join(lines[:3]), b"".join(lines[3:])]
    Path("parts.zst").write_bytes(b"".join(zst.zstd.compress(one) for one in parts))
    assert rows("parts.zst") == rows("run.jsonl")
