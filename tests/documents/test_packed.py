"""Packed inputs: gzip and zip, bounded, member by member; a bad one costs nobody else."""

import gzip
import io
import json
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from llmextract import zst
from llmextract.documents import packed, read
from llmextract.errors import DocumentError
from llmextract.records import Document

TEXT = "Two men met in Kassou on Monday."


def archive(path: Path, **members: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name.replace("__", "."), data)
    return path


def told(*sources: str | Path) -> tuple[list[str], list[str]]:
    """Sources of the documents that were read, and what is said of the others."""
    found = list(read(sources))
    documents = [one.source for one in found if isinstance(one, Document)]
    return documents, [str(one) for one in found if isinstance(one, DocumentError)]


def test_an_archive_has_an_article_for_each_file_of_a_known_kind(tmp_path: Path) -> None:
    row = json.dumps({"text": TEXT})
    path = archive(
        tmp_path / "news.zip", b__txt=TEXT, a__jsonl=f"{row}\n{row}\n", picture__png=b"\x89PNG"
    )
    documents, errors = told(path)
    assert documents == [f"{path}/a.jsonl:1", f"{path}/a.jsonl:2", f"{path}/b.txt"]
    assert errors == []


def test_a_packed_file_is_read_by_the_name_within(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress(f"id,text\nx,{TEXT}\n".encode()))
    (document,) = read([path])
    assert isinstance(document, Document)
    assert (document.id, document.text) == ("x", TEXT)
    plain = tmp_path / "a.txt.gz"
    plain.write_bytes(gzip.compress(TEXT.encode()))
    assert told(tmp_path)[0] == [str(plain), f"{path}:2"]


def test_zstandard_is_unpacked_too(tmp_path: Path) -> None:
    row = json.dumps({"text": TEXT})
    path = tmp_path / "rows.jsonl.zst"
    path.write_bytes(zst.zstd.compress(f"{row}\n".encode()) + zst.zstd.compress(row.encode()))
    assert told(tmp_path) == ([f"{path}:1", f"{path}:2"], [])
    path.write_bytes(path.read_bytes()[:-4])
    assert "cannot be unpacked" in told(tmp_path)[1][0]


def test_packed_bytes_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.stdin", SimpleNamespace(buffer=io.BytesIO(gzip.compress(TEXT.encode())))
    )
    assert told("-") == (["-"], [])
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as target:
        target.writestr("a.txt", TEXT)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw.getvalue())))
    assert told("-") == (["-/a.txt"], [])


def test_a_bomb_stops_at_its_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST", 10_000)
    bomb = TEXT * 1000
    path = archive(tmp_path / "a.zip", a__txt=bomb, b__txt=TEXT)
    documents, errors = told(path)
    assert documents == [f"{path}/b.txt"]
    assert "more than it may" in errors[0]
    packed_bomb = tmp_path / "b.txt.gz"
    packed_bomb.write_bytes(gzip.compress(bomb.encode()))
    documents, errors = told(packed_bomb)
    assert documents == []


def test_an_archive_that_lies_about_its_sizes_is_bounded_all_the_same(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", a__txt=TEXT * 1000, b__txt=TEXT)
    data = path.read_bytes()
    size = len(TEXT * 1000).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (40).to_bytes(4, "little")))
    documents, errors = told(path)
    assert documents == [f"{path}/b.txt"]
    assert len(errors) == 1


def test_a_damaged_member_costs_no_other(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", a__txt=TEXT, b__txt=TEXT * 9)
    data = bytearray(path.read_bytes())
    at = data.index(b"a.txt") + 8
    data[at] ^= 0xFF
    path.write_bytes(data)
    documents, errors = told(path)
    assert documents == [f"{path}/b.txt"]
    assert len(errors) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", b"PK\x03\x04 no more"),
        ("a.txt.gz", gzip.compress(TEXT.encode())[:-9]),
        ("a.txt.gz", b"\x1f\x8b no more"),
        ("a.zip", b"PK\x05\x06" + b"\0" * 18),
    ],
)
def test_what_cannot_be_unpacked_is_one_error(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    documents, errors = told(tmp_path / name)
    assert documents == []
    assert len(errors) == 1
    assert name in errors[0]


def test_names_reach_nothing_outside_and_archives_in_archives_are_not_opened(
    tmp_path: Path,
) -> None:
    inner = archive(tmp_path / "inner.zip", a__txt=TEXT).read_bytes()
    path = archive(tmp_path / "out.zip", a__txt=TEXT)
    with zipfile.ZipFile(path, "a") as target:
        target.writestr("../../evil.txt", TEXT)
        target.writestr("deep.zip", inner)
        target.writestr("__MACOSX/a.txt", b"\0")
        target.writestr("fake.txt", inner)
    documents, errors = told(path)
    assert documents == [f"{path}/../../evil.txt", f"{path}/a.txt"]
    assert len(errors) == 2
    assert not (tmp_path.parent.parent / "evil.txt").exists()


def test_an_encrypted_member_says_so(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", a__txt=TEXT, b__txt=TEXT)
    data = bytearray(path.read_bytes())
    # The flag of encryption, in the member's own header and in the list of all.
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    documents, errors = told(path)
    assert documents == [f"{path}/b.txt"]
    assert "a.txt: is encrypted" in errors[0]


def test_an_archive_of_too_many_or_of_nothing_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive(tmp_path / "a.zip", a__txt=TEXT, b__txt=TEXT, c__txt=TEXT)
    monkeypatch.setattr(packed, "MOST_MEMBERS", 2)
    documents, errors = told(path)
    assert documents == [f"{path}/a.txt", f"{path}/b.txt"]
    assert "has 3 files; the first 2 were read" in errors[0]
    _, errors = told(archive(tmp_path / "b.zip", a__png="x"))
    assert "no file that can be read" in errors[0]


def test_a_whole_archive_on_standard_input_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as target:
        target.writestr("a.txt", TEXT)
    monkeypatch.setattr(packed, "MOST", 20)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw.getvalue())))
    assert "larger than it may be" in told("-")[1][0]


ROWS = "".join(json.dumps({"text": f"{TEXT} {n}"}) + "\n" for n in range(3000)).encode()
GZ, ZST = gzip.compress(ROWS), zst.zstd.compress(ROWS)


@pytest.mark.parametrize(
    ("name", "data", "fewest"),
    [
        ("a.jsonl.gz", GZ + b"what is no gzip", 3000),
        ("a.jsonl.gz", GZ[:-8] + bytes(8), 3000),
        ("a.jsonl.gz", GZ[: len(GZ) // 2], 1000),
        ("a.jsonl.zst", ZST[:-1], 0),
    ],
    ids=["more behind", "checksum", "cut", "cut zst"],
)
def test_rows_before_the_damage_are_read(
    tmp_path: Path, name: str, data: bytes, fewest: int
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    documents, errors = told(path)
    assert len(documents) >= fewest
    assert len(errors) == 1
    assert "cannot be unpacked" in errors[0]


def test_frames_that_are_to_be_skipped_are(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(b"\x50\x2a\x4d\x18\x04\0\0\0size" + ZST)
    assert len(told(path)[0]) == 3000


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ("xl/workbook.xml", "is a workbook (xlsx), not text; save its sheet as CSV (UTF-8) first"),
        ("word/document.xml", "is a Word document (docx), not text; give it the ending .docx"),
        ("content.xml", "is an OpenDocument file (odt, ods), not text"),
    ],
)
def test_a_document_of_an_office_program_is_named(tmp_path: Path, member: str, kind: str) -> None:
    path = archive(tmp_path / "a.csv", **{member.replace(".", "__"): "<x/>"})
    assert kind in told(path)[1][0]
