"""Faults of files: rows, names, lines and bundles that are not what they should be."""

import gzip
import json
import os
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.faults.bench import Ran, read, report, run, write_reports
from benchmarks.faults.table import Fault, Outcome

GOOD = 4
"""Reports beside what is bad."""


def _extract(folder: Path, *inputs: str) -> Ran:
    output = folder / "run.jsonl"
    argv = ["extract", *inputs, "-m", "rules", "-o", str(output)]
    status, said = run(argv, LLMEXTRACT_CACHE_DIR=str(folder / "cache"))
    return Ran(status, said, *read(output))


def beside(write: Callable[[Path], str], *, failing: int = 1) -> Callable[[Path], Outcome]:
    """A fault in one input, before others that are good and after.

    Args:
        write: writes the bad input into a folder, and returns its name.
        failing: items of it that cannot be read.
    """

    def put(folder: Path) -> Outcome:
        before = write_reports(folder / "before.txt", GOOD)
        after = write_reports(folder / "after.txt", GOOD)
        ran = _extract(folder, str(before), write(folder), str(after))
        good = sum(row["document"]["source"] in {str(before), str(after)} for row in ran.rows)
        failed = sum(ran.failures.values())
        return Outcome(
            injected=1,
            lost=2 * GOOD - good + abs(failed - failing) + ran.corrupt,
            wrong=ran.wrong(),
            message=_told(ran, folder),
            said=ran.said,
        )

    return put


def _told(ran: Ran, folder: Path) -> str:
    """The first failure in words, without the folder; else the last line."""
    for row in ran.rows:
        if row["failure"]:
            return str(row["failure"]["message"]).replace(f"{folder}/", "")
    return ran.message


def _file(name: str, content: bytes) -> Callable[[Path], str]:
    def write(folder: Path) -> str:
        path = folder / name
        path.write_bytes(content)
        return str(path)

    return write


def _long(head: bytes, size: int) -> Callable[[Path], str]:
    """One line of many bytes, as a file of holes would read them: "a" for each."""

    def write(folder: Path) -> str:
        path = folder / "long.jsonl"
        with path.open("wb") as file:
            file.write(head)
            for _ in range(size >> 20):
                file.write(b"a" * (1 << 20))
        return str(path)

    return write


def _fifo(folder: Path) -> str:
    path = folder / "pipe"
    os.mkfifo(path)
    threading.Thread(target=lambda: path.write_text(report(1), encoding="utf-8")).start()
    return str(path)


def _mail(*fields: str) -> bytes:
    head = "".join(f"{field}\r\n" for field in ("From: a@b.test", "Message-ID: <1@b>", *fields))
    return head.encode() + b"\r\n" + report(1).encode()


def _word(folder: Path) -> str:
    path = folder / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:p><w:r><w:t>word</w:t></w:r></w:p>" * 3_000_000)
    return str(path)


def _workbook(folder: Path) -> str:
    path = folder / "a.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return str(path)


_ROWS = b"".join(json.dumps({"text": report(n)}).encode() + b"\n" for n in range(3))
_LINE = b"From a@b.test Thu Jan  1 00:00:00 2020\n"
_BEHIND = gzip.compress(_ROWS) + b"garbage"
_ENDLESS = _mail("Subject: " + "=?utf-8?B?4pyT?= " * 50_000)
_DAMAGED = _mail("MIME-Version: 1.0", "Content-Type: text/plain; charset=rot13")
_BOX = _LINE + _mail() + b"\n\n" + _LINE + _DAMAGED
_CYRILLIC = "Боевики убили 14 жителей.".encode("cp1251")
_TEXT = report(1).encode()
_ROW = json.dumps({"text": report(1)}).encode()
_HALF = json.dumps({"id": "\udead", "text": f"\ud83d {report(1)}"}).encode()
_TWICE = b'{"id": "x", "text": "A."}\n{"id": "x", "text": "B."}\n'
_STRAY = b'id,body\n1,"It burned in Tarem.\n2,It rained in Tarem.\n'


def _bomb(folder: Path) -> Outcome:
    """A bundle of a few kilobytes that would unpack to 1.9 GB."""
    path = folder / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", "{}")
        archive.writestr("replies.jsonl", "")
        with archive.open("run.jsonl", "w", force_zip64=True) as member:
            for _ in range(128):
                member.write(bytes(1 << 20))
    status, said = run(["cache", "import", str(path)], LLMEXTRACT_CACHE_DIR=str(folder / "cache"))
    told = said.strip().removeprefix("llmextract: ").replace(f"{folder}/", "")
    return Outcome(1, lost=int(status != 2), message=told, said=said)


FAULTS = (
    Fault("half of a surrogate pair in a row", beside(_file("a.jsonl", _HALF), failing=0), quick=True),
    Fault("a file name that is no UTF-8", beside(_file("caf\udce9.txt", _TEXT), failing=0), quick=True),
    Fault("a row that is no JSON", beside(_file("a.jsonl", b"{oops\n" + _ROW)), quick=True),
    Fault("a row that is no UTF-8", beside(_file("a.jsonl", b'{"text": "caf\xe9"}\n' + _ROW)), quick=True),
    Fault("cells that nobody named", beside(_file("a.csv", b"id,body\n1,a,b\n")), quick=True),
    Fault("a quote that never closes", beside(_file("a.csv", _STRAY), failing=0), quick=True),
    Fault("the same id twice", beside(_file("a.jsonl", _TWICE), failing=0), quick=True),
    Fault("a picture", beside(_file("a.txt", b"\x89PNG\r\n\x1a\n")), quick=True),
    Fault("a broken mail", beside(_file("a.eml", b"Subject: =?x?q?=\nDate: 99\n\n")), quick=True),
    Fault("a header of a mail without end", beside(_file("a.eml", _ENDLESS), failing=0)),
    Fault("a mailbox, one of its mails damaged", beside(_file("a.mbox", _BOX)), quick=True),
    Fault("a packed file with something behind it", beside(_file("a.jsonl.gz", _BEHIND)), quick=True),
    Fault("a workbook that is called a table", beside(_workbook), quick=True),
    Fault("a Word document that is a bomb", beside(_word)),
    Fault("another encoding", beside(_file("a.txt", _CYRILLIC)), quick=True),
    Fault("a name with a line break", beside(_file("a\nb.txt", _TEXT), failing=0), quick=True),
    Fault("a pipe with a name", beside(_fifo, failing=0), quick=True),
    Fault("200 MB in one line", beside(_long(b'{"text": "', 200 << 20))),
    Fault("200 MB in one text", beside(_file("a.txt", b"word " * (40 << 20)))),
    Fault("a bundle that is a bomb", _bomb),
)  # fmt: skip
