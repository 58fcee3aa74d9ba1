"""The commands that give the verifier more places, and what a run says of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llmextract.cli import run
from llmextract.store.shelves import Store
from llmextract.verification import gazetteer
from llmextract.verification.gazetteer import building, store
from tests.verification.gazetteer.dumps import dump, line

ARTICLE = "A bomb killed two guards in Tabangou on 3 May 2020, Malian officials said."


@pytest.fixture
def larger(monkeypatch: pytest.MonkeyPatch) -> None:
    """A larger gazetteer without the work of making one."""
    monkeypatch.setattr(gazetteer, "edition", lambda: "0123456789abcdef")
    about = {"shipped": "9000", "added": "1234", "files": "ML.zip", "countries": "BF ML"}
    monkeypatch.setattr(gazetteer, "about", lambda: {**about, "digest": "0123456789abcdef"})


def test_what_was_built_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def build(dumps: object, *, said: Callable[[int], None]) -> building.Built:
        said(99_999)
        said(150_000)
        built = building.Built(tmp_path / "ML.txt", shipped=9000, bad=2)
        built.added.update({f"A{letter}": 1000 for letter in "ABCDEFGHIJKLMN"})
        return built

    monkeypatch.setattr(building, "build", build)
    assert run(["gazetteer", "build", str(dump(tmp_path, line(1, "Tabango")))]) == 0
    told = capsys.readouterr()
    assert "14,000 places added to the 9,000 that are shipped" in told.out
    assert "AA 1,000" in told.out
    assert "and 2 more" in told.out
    assert "2 line(s) were no places" in told.out
    assert told.err == "llmextract: 150,000 places taken in\n"


def test_a_file_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gazetteer", "build", str(tmp_path / "none.txt")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_which_gazetteer_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gazetteer", "info"]) == 0
    assert "the shipped gazetteer" in capsys.readouterr().out
    store.larger().parent.mkdir(parents=True)
    old = store.larger().with_name("geonames-0-x.sqlite")
    old.write_bytes(b"")
    assert run(["gazetteer", "info"]) == 0
    assert "built by another version" in capsys.readouterr().out
    assert run(["gazetteer", "remove"]) == 0
    assert "1 larger gazetteer(s) removed" in capsys.readouterr().out
    assert not old.exists()


@pytest.mark.usefixtures("larger")
def test_a_larger_one_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gazetteer", "info"]) == 0
    told = capsys.readouterr().out
    assert "9,000 shipped, 1,234 added" in told
    assert "BF ML" in told
    assert "0123456789abcdef" in told


def header_of(kept: Path) -> dict[str, Any]:
    """The first line of a run file."""
    header: dict[str, Any] = json.loads(kept.read_text("utf-8").splitlines()[0])["llmextract"]
    return header


def kept_results() -> int:
    kept = Store()
    try:
        return len(kept.results)
    finally:
        kept.close()


def test_a_run_says_which_one_it_used_and_results_are_not_mixed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    article, kept = tmp_path / "a.txt", tmp_path / "run.jsonl"
    article.write_text(ARTICLE, "utf-8")
    command = ["extract", str(article), "-m", "rules", "-o", str(kept)]
    assert run(command) == 0
    assert "gazetteer" not in header_of(kept)
    assert kept_results() == 1
    request.getfixturevalue("larger")
    assert run(command) == 0
    assert "1,234 places of ML.zip" in capsys.readouterr().err
    assert kept_results() == 2
    assert header_of(kept)["gazetteer"] == "0123456789abcdef"
    assert run(["verify", str(kept), "-o", str(tmp_path / "again.jsonl")]) == 0
    assert header_of(tmp_path / "again.jsonl")["gazetteer"] == "0123456789abcdef"


def test_one_that_another_version_built_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gazetteer, "outdated", lambda: [tmp_path])
    article = tmp_path / "a.txt"
    article.write_text(ARTICLE, "utf-8")
    assert run(["extract", str(article), "-m", "rules"]) == 0
    assert "built by another version and is not used" in capsys.readouterr().err


@pytest.mark.usefixtures("larger")
def test_the_doctor_knows_a_larger_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gazetteer, "outdated", lambda: [tmp_path])
    run(["doctor", "-m", "rules"])
    told = " ".join(capsys.readouterr().out.split())
    assert "1,234 places of ML.zip" in told
    assert "another version built a larger one" in told
