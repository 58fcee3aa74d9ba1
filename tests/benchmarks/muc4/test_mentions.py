"""Names in the spelling of the key: number, title and office stand apart from a name."""

import pytest

from benchmarks.muc4 import mentions

KINDS = {"mayor": "officials", "guards": "state_forces", "delta column": "rebels"}


def kind(name: str) -> str:
    return KINDS.get(name.lower(), "unknown")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("two girls", "girls"),
        ("TWELVE TRADERS", "TRADERS"),
        ("1,200 head of cattle", "head of cattle"),
        ("One", "One"),
        ("onetime mayor", "onetime mayor"),
        ("9 May Front", "9 May Front"),
        ("girls", "girls"),
    ],
)
def test_the_number_stands_apart(name: str, written: str) -> None:
    assert mentions.uncounted(name) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Mayor Ana Ruiz of Bellam", "Ana Ruiz"),
        ("mayor ruiz", "ruiz"),
        ("MAYOR RUIZ", "RUIZ"),
        ("former guards", "former guards"),
        ("Ana Ruiz", "Ana Ruiz"),
        ("mayor", "mayor"),
        ("mayor 2", "mayor 2"),
    ],
)
def test_title_and_office_stand_apart(name: str, written: str) -> None:
    assert mentions.person(name, kind) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Delta Column rebels", ["Delta Column"]),
        ("members of the Delta Column", ["members of the Delta Column", "Delta Column"]),
        ("masked rebels", ["masked rebels"]),
    ],
)
def test_who_acts_is_the_group_where_it_is_named(name: str, written: list[str]) -> None:
    assert list(mentions.doers(name, kind)) == written
