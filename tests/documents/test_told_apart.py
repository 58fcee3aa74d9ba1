"""Documents of one id, and text that no file can carry."""

import json
from pathlib import Path

import pytest

import llmextract
from llmextract import runfile
from llmextract.cli import run
from llmextract.documents import from_text, read, told_apart
from llmextract.records import Document


def documents(*ids: str) -> list[Document]:
    return [from_text("It rained.", id=name) for name in ids]


def test_the_second_of_one_id_gets_a_number() -> None:
    given = documents("x", "y", "x", "x", "x#2", "x#2", "y")
    names = [one.id for one in told_apart(given) if isinstance(one, Document)]
    assert names[:4] == ["x", "y", "x#2", "x#3"]
    assert len(set(names)) == len(given)


def test_a_run_keeps_all_of_them() -> None:
    told = [one.document.id for one in llmextract.extract(documents("x", "x"), model="rules")]
    assert told == ["x", "x#2"]


def test_a_file_named_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("It rained.", encoding="utf-8")
    first, second = llmextract.extract([str(path), str(path)], model="rules")
    assert second.document.id == f"{first.document.id}#2"


def test_half_of_a_pair_is_one_character_for_one() -> None:
    document = from_text("A \ud83d mill.", title="\udce9", id="a\ud800", source="caf\udce9.txt")
    assert document.text == "A \ufffd mill."
    assert (document.title, document.id, document.source) == ("\ufffd", "a\ufffd", "caf\ufffd.txt")


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "geojson", "sqlite", "parquet", "table"])
def test_a_run_over_such_text_and_such_names(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    sentence = "Gunmen \ud83d killed four drivers near Gao on Tuesday."
    row = json.dumps({"id": "\udead", "text": sentence, "title": "Raid \ud800"})
    Path("a.jsonl").write_text(f'{row}\n{{"text": "It rained."}}\n', encoding="utf-8")
    name = b"caf\xe9.txt".decode("utf-8", "surrogateescape")
    Path(name).write_text(sentence.replace("\ud83d ", ""), encoding="utf-8")
    status = run(["extract", "a.jsonl", name, "-m", "rules", "-f", form, "-o", f"out.{form}"])
    told = capsys.readouterr().err
    assert status == 0, told
    assert "3 paragraphs" in told
    assert Path(f"out.{form}").stat().st_size
    if form == "jsonl":
        assert len(runfile.read(Path("out.jsonl")).extractions) == 3


def test_reading_names_that_are_no_utf_8(tmp_path: Path) -> None:
    name = str(tmp_path) + b"/gone\xff.txt".decode("utf-8", "surrogateescape")
    (extraction,) = llmextract.extract([name], model="rules")
    assert extraction.failure is not None
    assert "\ufffd" in extraction.failure.message
    assert [type(one).__name__ for one in read([name])] == ["DocumentError"]
