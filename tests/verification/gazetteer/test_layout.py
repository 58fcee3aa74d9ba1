"""What the writer and the reader of the compiled file agree on."""

import sqlite3
from collections.abc import Iterator
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmextract.verification.gazetteer import layout

BUCKET = "\nmali\t3\nsomali\t4\nmali\t51\nmali sadio\t6\n3\t7\n"


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("mali", [3, 51]),
        ("somali", [4]),
        ("mali sadio", [6]),
        ("3", [7]),
        ("ali", []),
        ("mal", []),
        ("sadio", []),
        ("mali sadi", []),
        ("Mali", []),
        ("51", []),
        ("", []),
        ("mali\t3", []),
        ("\nmali", []),
        ("\ud800", []),
    ],
)
def test_whole_keys_are_found_and_nothing_else(key: str, found: list[int]) -> None:
    assert layout.positions(BUCKET, key) == found


@pytest.mark.parametrize("lines", ["", "\n"])
def test_an_empty_bucket_has_nothing(lines: str) -> None:
    assert layout.positions(lines, "mali") == []
    assert layout.positions(lines, "") == []


KEYS = st.text(st.sampled_from("ab é"), max_size=4)


@given(st.lists(st.tuples(KEYS, st.integers(0, 300_000)), max_size=12), KEYS)
def test_positions_come_as_they_were_written(names: list[tuple[str, int]], key: str) -> None:
    lines = "\n" + "".join(f"{own}\t{position}\n" for own, position in names)
    assert layout.positions(lines, key) == [position for own, position in names if own == key]


@given(st.text(max_size=20))
def test_every_text_has_a_bucket_the_same_in_every_process(key: str) -> None:
    digest = crc32(key.encode("utf-8", "replace"))
    assert layout.bucket_of(key) == digest % layout.BUCKETS
    assert 0 <= layout.bucket_of(key) < layout.BUCKETS


def test_half_of_a_surrogate_pair_has_a_bucket() -> None:
    assert layout.bucket_of("\ud800") == layout.bucket_of("?")


@pytest.fixture
def tables() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(layout.SCHEMA)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    "row", [("place", 1, "x"), ("name", 1, "x"), ("demonym", "x", "ML"), ("country", "ML", "x", "")]
)
def test_nothing_is_kept_twice(tables: sqlite3.Connection, row: tuple[str, ...]) -> None:
    name, *values = row
    statement = f"INSERT INTO {name} VALUES ({', '.join('?' * len(values))})"
    tables.execute(statement, values)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        tables.execute(statement, values)
