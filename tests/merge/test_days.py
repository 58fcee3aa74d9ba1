"""When dates of one document are of one day, and when one is of long before the other."""

import pytest

from llmextract.merge.days import is_long_before, is_moved, is_old, same_day

FRIDAY = "2024-06-14"


@pytest.mark.parametrize(
    ("one", "other", "published", "same"),
    [
        ("Tuesday", "late on Tuesday", None, True),
        ("May 2", "Early on May 2", None, True),
        ("Tuesday", "June 11", FRIDAY, True),
        ("Tuesday", "June 11", None, None),
        ("20 July", "July", None, None),
        ("Tuesday evening", "Tuesday night", None, True),
        ("Tuesday morning", "Tuesday night", None, False),
        ("Monday", "Tuesday", None, False),
        ("Monday night", "Tuesday", None, None),
        ("Monday night", "Wednesday", None, False),
        ("the night of 11 June", "12 June", None, None),
        ("11 June", "12 June", None, False),
        ("in 2019", "Wednesday", None, False),
        ("the same day", "the same day", None, None),
        ("between Wednesday and Friday", "Thursday", None, None),
        ("between Wednesday and Friday", "Friday at noon", None, None),
        ("between Wednesday and Friday", "Monday", None, False),
        ("night of 11 to 12 June", "11 June", None, None),
        ("Between 7 and 10 June", "9 June", FRIDAY, None),
    ],
)
def test_same_day(one: str, other: str, published: str | None, *, same: bool | None) -> None:
    assert same_day(one, other, published) is same
    assert same_day(other, one, published) is same


@pytest.mark.parametrize(
    ("one", "other", "published", "before"),
    [
        ("in 2019", "Wednesday", None, True),
        ("last month", "Tuesday", None, True),
        ("last month", "Tuesday", FRIDAY, True),
        ("three years ago", "Friday", FRIDAY, True),
        ("May 24", "Sunday", None, True),
        ("May 24", "Sunday", FRIDAY, True),
        ("June 10", "Tuesday", FRIDAY, False),
        ("2 February", "11 June", None, True),
        ("5 June", "11 June", None, False),
        ("June", "Tuesday", FRIDAY, False),
        ("Monday", "in 2019", None, False),
        ("in January this year", "Tuesday", None, True),
        ("years ago", "Tuesday", None, True),
        ("last March", "Tuesday", None, True),
        ("last week", "Tuesday", None, False),
    ],
)
def test_long_before(one: str, other: str, published: str | None, *, before: bool) -> None:
    assert is_long_before(one, other, published) is before


def test_words_that_count_from_another_thing() -> None:
    assert all(map(is_moved, ("a day earlier", "Hours later", "three weeks later", "the next day")))
    assert not any(map(is_moved, ("before dawn", "late on Tuesday")))
    assert is_old("eleven months ago")
    assert not is_old("the last 24 hours")
