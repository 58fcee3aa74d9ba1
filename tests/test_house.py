"""Rules of the house that no linter knows: sizes, docstrings, contracts, whose words stand where.

An allowance names what breaks a rule today.  It shrinks: what no longer needs one must go from it,
and nothing is added without a reason in the commit.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from llmextract.content import prompt_names, schema_names

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "llmextract"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]

MOST_LINES = 400
CONFLICT = re.compile(
    r"\b(?:gun(?:man|men|woman)|militia\w*|hostage\w*|bomb(?:ing|ed|er)\w*|shell(?:ing|ed)|rebels?|"
    r"massacre\w*|ambush\w*|kidnap\w*|abduct\w*|assassin\w*|air ?strike\w*|landmine\w*|guerr?illa\w*|"
    r"terror\w*|insurgen\w*|warlord\w*|jihad\w*|paramilitar\w*)\b",
    re.IGNORECASE,
)
"""Words that tell that a module was written for conflict news.  Those of the domain stand in its
files beside schema and prompt, those of a language in files of the language."""
OF_CONFLICT: set[str] = set()


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def names(paths: list[Path]) -> list[str]:
    return [name_of(path) for path in paths]


def strings(path: Path) -> Iterator[str]:
    """The texts of a module's code: neither comments nor docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for one in ast.walk(tree):
        if (
            isinstance(one, ast.Constant)
            and isinstance(one.value, str)
            and id(one) not in docstrings
        ):
            yield one.value


def test_no_module_and_no_test_is_longer_than_one_reads_at_once() -> None:
    lengths = {
        name_of(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in (*MODULES, *TESTS)
    }
    assert [name for name, length in lengths.items() if length > MOST_LINES] == []


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=name_of)
def test_a_module_says_its_job_in_its_first_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if not text.strip():
        assert path.name == "__init__.py"
        return
    said = ast.get_docstring(ast.parse(text))
    assert said, "no docstring"
    first = said.splitlines()[0]
    assert re.search(r"[.:?]$", first), first
    assert len(first) <= 110


def test_no_word_of_conflict_stands_in_the_engine() -> None:
    found = {
        name_of(path): sorted({word.lower() for text in strings(path) for word in CONFLICT.findall(text)})
        for path in MODULES
    }  # fmt: skip
    assert {name: words for name, words in found.items() if words and name not in OF_CONFLICT} == {}
    assert {name for name in OF_CONFLICT if not found.get(name)} == set()


@pytest.mark.parametrize("name", sorted(prompt_names()))
def test_a_shipped_prompt_speaks_the_list_protocol(name: str) -> None:
    text = prompt_names()[name].read_text(encoding="utf-8")
    assert '{"{{key}}":' in text
    assert "{{fields}}" in text
    assert re.search(r"\b(?:blank|form|fill in)s?\b", text, re.IGNORECASE) is None


def test_each_shipped_schema_has_a_prompt_and_each_prompt_a_schema() -> None:
    assert set(schema_names()) == set(prompt_names())
    beside = {path.name.split(".")[0] for path in (ROOT / "prompts").iterdir()}
    assert beside <= {*prompt_names(), "README", "_generic"}


# Contracts of imports: import-linter holds them; here that none of them is lost


def contract(name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in CONTRACTS["contracts"] if one["name"] == name)
    return found


def test_every_layer_is_named() -> None:
    layers = contract("Layers, top to bottom")
    assert layers["exhaustive"] is True
    named = {part.strip() for layer in layers["layers"] for part in layer.split("|")}
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py"} | {
        path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()
    }
    assert there - named == {"__init__", "__main__"}
    assert named <= there


def test_the_verifier_stands_alone() -> None:
    forbidden = {
        name.removeprefix("llmextract.")
        for name in contract("The verifier stands alone")["forbidden_modules"]
    }
    layers = contract("Layers, top to bottom")["layers"]
    named = {part.strip() for layer in layers for part in layer.split("|")}
    assert named - forbidden == {"verification", "records", "errors", "version", "settings"}


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        (
            "The core knows no rules: they are one reader among others",
            {"rules", "reading.guided", "reading.second_look", "providers.rules"},
        ),
        ("Only providers/ knows a vendor's library", {"providers", "store.postgres"}),
        ("Only the command line prints", {"cli"}),
        ("Outputs are the command line's and the review's", {"cli", "outputs", "review"}),
    ],
)
def test_what_may_be_imported_by_few_is_imported_by_few(name: str, allowed: set[str]) -> None:
    held = contract(name)
    assert held["source_modules"] == ["llmextract"]
    importers = {
        line.split(" -> ")[0].removeprefix("llmextract.").removesuffix(".**")
        for line in held["ignore_imports"]
    }
    assert importers <= allowed
