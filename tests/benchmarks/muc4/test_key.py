"""Gold documents as the scorer reads them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.muc4.key import read_key, template
from llmextract.errors import UsageError
from tests.benchmarks.muc4.keys import TEMPLATE


def test_a_template_as_it_is_written(write: Callable[..., Path]) -> None:
    (document,) = read_key(write({"id": "a", "templates": [TEMPLATE]}))
    (one,) = document.templates
    assert document.id == "a"
    assert one.types == ("ATTACK",)
    assert [e.mentions for e in one.roles["perpetrators"]] == [
        ("MASKED MEN",),
        ("DELTA COLUMN", "COLUMN"),
        ("NIGHT WATCH",),
    ]
    assert [e.is_optional for e in one.roles["perp_orgs"]] == [False, True]
    assert [e.is_optional for e in one.roles["victims"]] == [False, True]
    assert [e.mentions for e in one.named_victims] == [("ANA RUIZ",)]
    assert [e.mentions for e in one.roles["weapons"]] == [("RIFLES", "GUNS")]
    assert one.finest == ("KASSOU",)
    assert one.is_below_country
    assert one.is_dated_to_the_day
    assert one.counts["killed"]["value"] == 3


def test_what_is_left_out_is_empty() -> None:
    one = template({"type": "ARSON"})
    assert not one.is_optional
    assert not one.is_below_country
    assert not one.is_dated_to_the_day
    assert one.finest == ()
    assert dict(one.counts) == {}
    assert one.roles["targets"] == ()


def test_an_optional_template_has_only_optional_fills_and_alternatives_of_type() -> None:
    one = template(TEMPLATE | {"optional": True, "type_alternatives": ["ATTACK", "BOMBING"]})
    assert one.types == ("ATTACK", "BOMBING")
    assert all(entity.is_optional for fills in one.roles.values() for entity in fills)


def test_both_ends_of_a_stretch_are_finest() -> None:
    parts: list[dict[str, Any]] = [
        {"name": "TONDO"},
        {"name": "KASSOU", "between": True},
        {"name": "BELLAM", "between": True},
    ]
    alternatives = [{"parts": parts}, {"parts": parts[:2]}, {"parts": parts[:1]}]
    one = template({"type": "ATTACK", "locations": alternatives})
    assert one.finest == ("BELLAM", "KASSOU", "TONDO")
    assert not one.is_below_country


def test_a_date_may_be_on_or_before_a_day() -> None:
    one = template({"type": "ATTACK", "date_ranges": [[None, "1990-01-05"]]})
    assert one.is_on("1989-12-31")
    assert not one.is_on("1990-01-06")
    assert not one.is_on(None)
    assert not one.is_dated_to_the_day
    between = template({"type": "ATTACK", "date_ranges": [["1990-01-03", "1990-01-05"]]})
    assert between.is_on("1990-01-03")
    assert not between.is_on("1990-01-02")


@pytest.mark.parametrize(
    "text",
    ["[1]\n", "{}\n", '{"id": "a", "templates": [{"locations": [{}]}]}\n', "no json\n", '"x"\n'],
)
def test_a_line_that_is_no_document_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(f'{{"id": "z", "templates": []}}\n\n{text}', encoding="utf-8")
    with pytest.raises(UsageError, match="line 3 is not a gold document"):
        read_key(path)


def test_a_file_without_documents_and_one_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_key(tmp_path / "none.jsonl")
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n")
    with pytest.raises(UsageError, match="holds no document"):
        read_key(empty)
