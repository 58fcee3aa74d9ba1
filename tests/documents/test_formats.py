"""Plain text, Markdown and web pages."""

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from llmextract.documents import read
from llmextract.errors import DocumentError
from llmextract.records import Document

BODY = "The ferry on the lower river has not sailed since Tuesday, its owner said by telephone."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def got(name: str, content: str, **options: Any) -> Document | str:
    Path(name).write_bytes(content.encode())
    (item,) = read([name], **options)
    return str(item) if isinstance(item, DocumentError) else item


def document(name: str, content: str, **options: Any) -> Document:
    item = got(name, content, **options)
    assert isinstance(item, Document)
    return item


def test_plain_text() -> None:
    text = f"Ferry stands still\r\n\r\nKAYES, 3 May 2021 — {BODY}\r\n"
    found = document("a.txt", text)
    assert (found.text, found.title, found.published) == (text, "Ferry stands still", "2021-05-03")
    assert document("b", text, published="2021-05-09").published == "2021-05-09"


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_text_without_words(name: str) -> None:
    assert got(name, "* * *\n") == f"{name}: has no text"


def test_json_is_not_taken_for_an_article() -> None:
    assert got("a.json", "{}") == (
        "a.json: is JSON, not JSON lines; write one object a line, e.g. with jq -c '.[]', "
        "and call it .jsonl"
    )


def test_markdown_headings() -> None:
    found = document("a.md", f"Intro\n\n# Ferry stands *still* #\n{BODY}\n## Elsewhere\n- a mill\n")
    assert found.title == "Ferry stands *still*"
    assert found.title_span == (9, 29)
    assert [(p.text, p.role) for p in found.paragraphs] == [
        ("Intro", "body"),
        ("Ferry stands *still*", "title"),
        (BODY, "body"),
        ("Elsewhere", "title"),
        ("- a mill", "body"),
    ]
    assert all(found.text[p.start : p.end] == p.text for p in found.paragraphs)


def test_markdown_front_matter() -> None:
    front = f'---\ntitle: "Ferry stands still"\r\ntags: [a]\nDate: 2021-05-03\n---\n\n{BODY}\n'
    found = document("a.markdown", front, published="2022-01-01")
    assert (found.title, found.title_span, found.published) == (
        "Ferry stands still",
        None,
        "2021-05-03",
    )
    assert [p.text for p in found.paragraphs] == [BODY]
    assert document("a.md", BODY, published="2022-01-01").published == "2022-01-01"
    assert document("a.md", f"---\n{BODY}\n").paragraphs[0].text == BODY


PAGE = """<html><head><title>Ferry stands still | Valley Post</title>
<meta property="article:published_time" content="2021-05-03T10:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Ferry stands still</h1>
<p>The ferry on the lower river has not sailed since Tuesday, its owner said by telephone.</p>
<p>Two mills upstream stand idle as well, and the millers have gone to look for work in town.</p>
</article><footer>All rights reserved</footer></body></html>"""


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.xhtml"])
def test_a_web_page(name: str) -> None:
    found = document(name, PAGE)
    assert (found.title, found.published) == ("Ferry stands still", "2021-05-03")
    body = [p.text for p in found.paragraphs if p.role == "body"]
    assert body[0] == BODY
    assert body[1].startswith("Two mills upstream")
    assert len(body) == 2
    assert all(found.text[p.start : p.end] == p.text for p in found.paragraphs)


def test_the_users_date_goes_before_what_a_page_seems_to_say() -> None:
    assert document("a.html", PAGE, published="2021-06-01").published == "2021-06-01"


def test_a_page_without_an_article() -> None:
    assert got("a.html", "<html><body></body></html>") == (
        "a.html: no article was found in the page; save its text as .txt"
    )


def test_a_missing_library_is_an_error_of_that_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> object:
        raise ImportError(f"no {name}")

    monkeypatch.setattr(importlib, "import_module", refuse)
    assert got("a.html", PAGE) == (
        "a.html: needs a library that cannot be imported (no llmextract.documents.webpage); "
        "pip install trafilatura lxml_html_clean"
    )


def test_trafilatura_is_not_imported_before_a_page_comes() -> None:
    code = (
        "import sys; from llmextract.documents import read, from_text; list(read(['a.txt']));"
        "sys.exit('trafilatura' in sys.modules)"
    )
    Path("a.txt").write_text(BODY, encoding="utf-8")
    root = str(Path(__file__).parents[2])
    run = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": root}, check=False)
    assert run.returncode == 0
