"""The page of commands: what their help prints, as a person sees it."""

from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"


def test_no_mark_of_the_help_machinery_is_shown() -> None:
    assert "\\b" not in PAGE.read_text(encoding="utf-8")
