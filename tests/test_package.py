"""What the package shows: its names, its version, its folders, the marks, and what it costs."""

import importlib
import subprocess
import sys
import typing
from dataclasses import FrozenInstanceError
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

import llmextract
from llmextract import records, settings
from llmextract.verification import marks as fields
from llmextract.verification.marks import Evidence, Found, Grounded


@pytest.mark.parametrize("name", llmextract.__all__)
def test_every_public_name_is_there_and_is_the_one_of_its_home(name: str) -> None:
    value = getattr(llmextract, name)
    home = llmextract._HOME_OF.get(name)
    if home is not None:
        assert value is getattr(importlib.import_module(home), name)
        assert value.__doc__


def test_the_public_names_are_all_of_them() -> None:
    assert set(llmextract.__all__) == {*llmextract._HOME_OF, "__version__"}
    assert dir(llmextract) == sorted(llmextract.__all__)
    assert list(llmextract.__all__) == sorted(llmextract.__all__, key=str)
    with pytest.raises(AttributeError, match="has no attribute 'nosuch'"):
        llmextract.nosuch  # noqa: B018 - reading it is the test


def test_the_version_is_the_installed_one() -> None:
    try:
        installed = version("llmextract")
    except PackageNotFoundError:
        pytest.skip("not installed")
    assert llmextract.__version__ == installed


def test_importing_the_library_costs_nothing() -> None:
    code = (
        "import sys, llmextract, llmextract.cli; llmextract.Finding; llmextract.Grounded;"
        "print([m for m in ('pydantic', 'openai', 'instructor', 'diskcache') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_folders_can_be_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(settings.CACHE_DIR_VARIABLE, str(tmp_path / "c"))
    monkeypatch.setenv(settings.MODELS_DIR_VARIABLE, "~/m")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings.cache_dir() == tmp_path / "c"
    assert settings.models_dir() == tmp_path / "m"


def test_folders_of_the_user_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(settings.CACHE_DIR_VARIABLE, "")
    monkeypatch.delenv(settings.MODELS_DIR_VARIABLE, raising=False)
    assert settings.cache_dir().is_absolute()
    assert settings.cache_dir().name == "llmextract"
    assert settings.models_dir().name == "models"
    assert settings.models_dir().parent != settings.cache_dir()


def test_marks_are_values() -> None:
    assert Grounded("number") == Grounded("number", role=None, sums=True)
    assert Grounded("number", role="killed") != Grounded("number")
    assert len({Evidence(), Evidence(), Found("kind"), Found("within")}) == 3
    with pytest.raises(FrozenInstanceError):
        Grounded("place").role = "x"  # type: ignore[misc]


def test_every_kind_of_mark_has_its_checker() -> None:
    from llmextract.verification.verifier import CHECKERS

    assert set(CHECKERS) == set(typing.get_args(fields.GroundedKind))


def test_an_extraction_yields_each_record_with_its_findings() -> None:
    def finding(record: int) -> records.Finding:
        return records.Finding(record, "a", 1, records.Verdict.SUPPORTED, "")

    extraction = records.Extraction(
        document=records.Document("d", "s", "", ()),
        paragraph=records.Paragraph(0, 0, 0, ""),
        records=({"a": 1}, {"a": 2}),
        findings=(finding(1), finding(0), finding(1)),
        failure=None,
        run=records.Run(
            "m",
            "",
            cached=False,
            seconds=0,
            attempts=0,
            usage=records.Usage(1, 2) + records.Usage(3),
        ),
    )
    assert list(extraction) == [({"a": 1}, (finding(0),)), ({"a": 2}, (finding(1),) * 2)]
    assert extraction.run.usage == records.Usage(4, 2)
