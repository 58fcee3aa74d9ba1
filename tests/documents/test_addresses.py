"""Addresses on the web are told from files: nothing is fetched, and how to fetch is said."""

from pathlib import Path

import pytest

from llmextract.documents import read
from llmextract.errors import DocumentError


def only_error(source: str | Path) -> str:
    (found,) = read([source])
    assert isinstance(found, DocumentError)
    return str(found)


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=c&d", "HTTP://example.org", "ftp://example.org/a.txt"]
)
def test_an_address_is_not_fetched_but_told_how_to(address: str) -> None:
    told = only_error(address)
    assert "nothing is fetched here" in told
    assert "curl -L -o page.html" in told


def test_a_shell_does_not_run_what_stands_in_an_address() -> None:
    assert "'https://example.org/$(id)'" in only_error("https://example.org/$(id)")


def test_a_list_of_addresses_is_told_how_to_fetch(tmp_path: Path) -> None:
    path = tmp_path / "urls.txt"
    path.write_text("# news\nhttps://example.org/a\n\nhttps://example.org/b\n", encoding="utf-8")
    told = only_error(path)
    assert "list of addresses" in told
    assert f"-i {path}" in told


def test_an_article_that_has_an_address_is_an_article(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("https://example.org/a\nTwo men met.\n", encoding="utf-8")
    (found,) = read([path])
    assert not isinstance(found, DocumentError)
