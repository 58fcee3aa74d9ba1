"""Finding schemas and prompts: ours, the user's, and files that cannot be loaded."""

import json
from pathlib import Path

import pytest

from llmextract import content
from llmextract.errors import SchemaError, UsageError

MARKET = "from pydantic import BaseModel\n\n\nclass Market(BaseModel):\n    town: str\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "prompts").mkdir()
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_the_shipped_schema_has_its_prompt() -> None:
    assert "incident" in content.schema_names()
    assert "incident" in content.prompt_names()
    assert content.load_schema("incident").__name__ == "Incident"
    assert content.load_schema("incident:Actor").__name__ == "Actor"
    prompt = content.load_prompt("incident")
    assert "{{fields}}" in prompt.text
    assert prompt.examples


def test_a_users_schema_beside_ours_may_build_on_ours(folder: Path) -> None:
    write(
        folder,
        "schemas/raid.py",
        "from .incident import Location\n\n\nclass CattleRaid(Location):\n    herd: int\n",
    )
    record = content.load_schema("raid", content=[folder])
    assert set(record.model_fields) == {"name", "kind", "within", "herd"}
    assert content.load_schema("raid:cattleraid", content=[folder]) is record
    with pytest.raises(SchemaError, match="no schema named 'raid'"):
        content.load_schema("raid")


def test_a_users_file_wins_and_ours_stays_ours(folder: Path) -> None:
    write(folder, "schemas/incident.py", MARKET.replace("Market", "Incident"))
    write(folder, "prompts/incident.md", "Mine")
    assert set(content.load_schema("incident", content=[folder]).model_fields) == {"town"}
    assert "killed" in content.load_schema("incident").model_fields
    assert content.load_prompt("incident", content=[str(folder)]).text == "Mine"
    assert content.load_prompt("incident").text != "Mine"


def test_a_schema_written_a_moment_ago_is_found(folder: Path) -> None:
    for number in range(5):
        write(folder, f"schemas/m{number}.py", MARKET)
        assert content.load_schema(f"m{number}", content=[folder]).__name__ == "Market"


def test_names_that_hide_are_not_listed(folder: Path) -> None:
    for name in ("_draft.py", "README.py", "fair.py"):
        write(folder, f"schemas/{name}", MARKET)
    assert set(content.schema_names([folder])) == {"fair", "incident", "disaster"}


@pytest.mark.parametrize("name", ["../incident", "", "incident.py", "os", ":Incident"])
def test_no_name_leads_out_of_the_folders(name: str) -> None:
    with pytest.raises(SchemaError, match="no schema named"):
        content.load_schema(name)


def test_a_near_name_is_suggested() -> None:
    with pytest.raises(SchemaError, match="did you mean 'incident'"):
        content.load_schema("incidents")
    with pytest.raises(UsageError, match=r"no prompt named 'zzz'; known: .*incident"):
        content.load_prompt("zzz")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("class (", "SyntaxError"),
        ("import not_there_at_all", "ModuleNotFoundError: .*not_there_at_all"),
        ("raise ValueError('oops')", "ValueError: oops"),
        ("x = 1", "no class named like 'bad'.*its classes: none"),
        (MARKET + MARKET.replace("Market", "Fair"), "its classes: Fair, Market"),
    ],
)
def test_a_schema_that_cannot_be_loaded(folder: Path, text: str, words: str) -> None:
    write(folder, "schemas/bad.py", text)
    with pytest.raises(SchemaError, match=words):
        content.load_schema("bad", content=[folder])


def test_a_class_that_is_not_there(folder: Path) -> None:
    write(folder, "schemas/market.py", MARKET)
    with pytest.raises(SchemaError, match=r"market\.py has no class named like 'Fair'"):
        content.load_schema("market:Fair", content=[folder])


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        content.roots([tmp_path / "none"])


def test_a_relative_folder_stays_what_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    (first, _) = content.roots([folder.name])
    assert first == folder.resolve()


def test_the_inside_of_an_installed_package_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "llmextract"
    package.mkdir()
    monkeypatch.setattr(content, "__file__", str(package / "content.py"))
    assert content.shipped_root() == tmp_path
    (package / "_content").mkdir()
    assert content.shipped_root() == package / "_content"


def test_examples_are_lines_of_json(folder: Path) -> None:
    row = {"text": "Snow\u2028fell.", "records": [{"town": "Orlo"}], "title": None}
    lines = [json.dumps(row, ensure_ascii=False), "", json.dumps({"text": "", "records": []})]
    write(folder, "prompts/snow.md", "\ufeffRead.")
    write(folder, "prompts/snow.examples.jsonl", "\n".join(lines) + "\n")
    prompt = content.load_prompt("snow", content=[folder])
    assert prompt.text == "Read."
    first, second = prompt.examples
    assert (first.text, first.records, first.title) == ("Snow\u2028fell.", ({"town": "Orlo"},), "")
    assert second.records == ()


def test_the_digest_covers_prompt_and_examples(folder: Path) -> None:
    def digest() -> str:
        return content.load_prompt("snow", content=[folder]).digest

    write(folder, "prompts/snow.md", "Read.")
    digests = [digest()]
    write(folder, "prompts/snow.examples.jsonl", '{"text": "a", "records": []}\n')
    digests.append(digest())
    write(folder, "prompts/snow.md", "Read it.")
    digests.append(digest())
    assert len(set(digests)) == 3


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "3",
        '{"text": "a"}',
        '{"records": []}',
        '{"text": 1, "records": []}',
        '{"text": "a", "records": {}}',
        '{"text": "a", "records": "abc"}',
        '{"text": "a", "records": [1]}',
        '{"text": "a", "records": [], "title": 5}',
    ],
)
def test_a_line_that_is_no_example(folder: Path, line: str) -> None:
    write(folder, "prompts/snow.md", "Read.")
    write(folder, "prompts/snow.examples.jsonl", f"\n{line}\n")
    with pytest.raises(UsageError, match="line 2 is not an example"):
        content.load_prompt("snow", content=[folder])


def test_a_prompt_that_is_no_text(folder: Path) -> None:
    (folder / "prompts/snow.md").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(UsageError, match=r"snow\.md cannot be read"):
        content.load_prompt("snow", content=[folder])
