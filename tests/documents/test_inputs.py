"""Files, folders, globs and standard input."""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from llmextract.documents import read
from llmextract.documents.inputs import unreadable
from llmextract.errors import DocumentError
from llmextract.records import Document

TEXT = "The ferry has not sailed since Tuesday, its owner said."


@pytest.fixture(autouse=True)
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in (
        "b.txt",
        "a.md",
        "sub/c.TXT",
        "sub/deep/d.txt",
        ".hidden/e.txt",
        ".f.txt",
        "g.png",
    ):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT, encoding="utf-8")
    return tmp_path


def found(*sources: str | os.PathLike[str], limit: int | None = None) -> list[str]:
    return [
        item.source if isinstance(item, Document) else str(item)
        for item in read(sources, limit=limit)
    ]


def test_a_folder_is_read_with_its_subfolders_in_order() -> None:
    assert found("in") == ["in/a.md", "in/b.txt", "in/sub/c.TXT", "in/sub/deep/d.txt"]


def test_a_named_file_is_read_whatever_its_suffix() -> None:
    assert found("in/g.png", Path("in/.f.txt")) == ["in/g.png", "in/.f.txt"]


def test_a_single_name_needs_no_list(tree: Path) -> None:
    assert [d.source for d in read("in/b.txt") if isinstance(d, Document)] == ["in/b.txt"]
    path = tree / "in/b.txt"
    assert [d.source for d in read(path) if isinstance(d, Document)] == [str(path)]


def test_globs() -> None:
    assert found("in/*.txt") == ["in/b.txt"]
    assert found("in/**/*.txt") == ["in/b.txt", "in/sub/deep/d.txt"]
    assert found("in/s*") == ["in/s*: no file matches"]
    assert found("no/*.txt") == ["no/*.txt: no file matches"]


def test_a_file_whose_name_looks_like_a_glob(tree: Path) -> None:
    (tree / "report[1].txt").write_text(TEXT, encoding="utf-8")
    assert found("report[1].txt") == ["report[1].txt"]


def test_a_bad_source_is_an_error_and_the_others_go_on(tree: Path) -> None:
    (tree / "void").mkdir()
    assert found("nowhere.txt", "void", "in/b.txt") == [
        "nowhere.txt: there is no such file or folder",
        (
            "void: the folder has no file that can be read; files are told by their suffix: "
            ".csv .docx .eml .gz .htm .html .jsonl .markdown .mbox .md .ndjson .parquet .pdf .text .tsv"
            " .txt .xhtml .zip .zst"
        ),
        "in/b.txt",
    ]


def test_a_dangling_link_and_what_is_no_file(tree: Path) -> None:
    (tree / "link.txt").symlink_to(tree / "gone.txt")
    assert found("link.txt") == ["link.txt: there is no such file or folder"]
    if Path("/dev/null").exists():
        assert found("/dev/null") == ["/dev/null: is no file that can be read"]


def test_reading_is_lazy_and_stops_at_the_limit() -> None:
    assert found("in", limit=2) == ["in/a.md", "in/b.txt"]
    assert found("nowhere", "in/b.txt", "in/a.md", limit=1)[1:] == ["in/b.txt"]
    assert found("in", limit=0) == []

    def names() -> Iterator[str]:
        yield "in"
        raise AssertionError("asked too early")

    items = read(names())
    assert [next(items).source for _ in range(4)][-1] == "in/sub/deep/d.txt"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(TEXT.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert found("-", "-") == ["-", "-: is empty"]
    assert not stdin.buffer.closed


def test_standard_input_may_be_json_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = b'{"text": "The mill burned."}\n{"text": "It rained."}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert found("-") == ["-:1", "-:2"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(tree: Path) -> None:
    (tree / "in/b.txt").chmod(0)
    (tree / "in/sub/deep").chmod(0)
    assert found("in/b.txt")[0].startswith("in/b.txt: may not be read (permission denied)")
    assert any("in/sub/deep: may not be read" in line for line in found("in"))


def test_refusals_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object, *_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    assert found("in/b.txt") == [
        "in/b.txt: may not be read (permission denied); check its permissions"
    ]
    monkeypatch.setattr(os, "scandir", refuse)
    assert found("in") == ["in: may not be read (permission denied); check its permissions"]


def test_a_failure_in_the_middle_of_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(io.BytesIO):
        def readinto(self, *_: object) -> int:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Broken(b"x")))
    assert found("-", "in/b.txt") == ["-: cannot be read (Input/output error)", "in/b.txt"]


def test_an_error_without_a_text_of_the_system() -> None:
    error = unreadable(OSError("odd"), source="x.txt")
    assert isinstance(error, DocumentError)
    assert str(error) == "x.txt: cannot be read (odd)"
    assert error.source == "x.txt"
