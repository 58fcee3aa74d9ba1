"""Dates as written, resolved against the day of publication."""

import subprocess
import sys

import pytest

from llmextract.verification.dates import resolve

PUBLISHED = "2019-03-06"  # a Wednesday


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("March 4", ("2019-03-04", "day")),
        ("4 March 2018", ("2018-03-04", "day")),
        ("2018-03-04", ("2018-03-04", "day")),
        ("March 12", ("2019-03-12", "day")),
        ("March 20", ("2018-03-20", "day")),
        ("December 30", ("2018-12-30", "day")),
        ("30 February 2018", None),
        ("March 2018", ("2018-03", "month")),
        ("late February", ("2019-02", "month")),
        ("2017", ("2017", "year")),
        ("Wednesday", ("2019-03-06", "day")),
        ("Tuesday morning", ("2019-03-05", "day")),
        ("Thursday", ("2019-02-28", "day")),
        ("last Wednesday", ("2019-02-27", "day")),
        ("next Friday", ("2019-03-08", "day")),
        ("yesterday", ("2019-03-05", "day")),
        ("last night", ("2019-03-05", "day")),
        ("today", ("2019-03-06", "day")),
        ("this morning", ("2019-03-06", "day")),
        ("tomorrow", ("2019-03-07", "day")),
        ("the day before yesterday", ("2019-03-04", "day")),
        ("last week", ("2019-02-25/2019-03-03", "week")),
        ("this week", ("2019-03-04/2019-03-10", "week")),
        ("last month", ("2019-02", "month")),
        ("next month", ("2019-04", "month")),
        ("last year", ("2018", "year")),
        ("three days ago", ("2019-03-03", "day")),
        ("the same day", None),
        ("last winter", None),
        ("dawn", None),
        ("no date", None),
        ("17", None),
    ],
)
def test_resolve(text: str, resolved: tuple[str, str] | None) -> None:
    assert resolve(text, published=PUBLISHED) == resolved


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("4 March 2018", ("2018-03-04", "day")),
        ("March 2018", ("2018-03", "month")),
        ("March 4", None),
        ("Tuesday", None),
        ("yesterday", None),
        ("three days ago", None),
    ],
)
@pytest.mark.parametrize("published", [None, "", "last spring"])
def test_without_a_day_of_publication(
    text: str, resolved: tuple[str, str] | None, published: str | None
) -> None:
    assert resolve(text, published=published) == resolved


def test_early_in_january_december_was_last_year() -> None:
    assert resolve("December 28", published="2020-01-02T10:00:00Z") == ("2019-12-28", "day")


def test_the_parser_is_loaded_only_when_it_is_needed() -> None:
    code = "import sys, llmextract.verification.dates; print('dateparser' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
