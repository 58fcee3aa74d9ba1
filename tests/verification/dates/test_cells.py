"""Dates as programs write them into cells."""

import pytest

from llmextract.records import Verdict
from llmextract.verification.marks import Grounded
from llmextract.verification.rows import RowCheck

CHECK = RowCheck("text", {"date": Grounded("date")}, language="en")
DAY = "The mill burned on 3 May 2021."


def verdicts(cell: str, text: str = DAY) -> list[Verdict]:
    return [one.verdict for one in CHECK.verify({"text": text, "date": cell})["date"]]


@pytest.mark.parametrize(
    "cell",
    [
        *("2021-05-03 00:00:00", "2021-05-03T00:00:00Z", "2021-05-03 00:00:00+00:00"),
        *("2021/05/03", "2021/5/3", "2021.05.03", "20210503"),
        *("3-May-21", "03-May-2021", "3/May/2021"),
        *("5/3/2021", "3/5/2021", "05/03/21", "5/3/2021 0:00"),
        *("44319", "44319.0"),
    ],
)
def test_the_day_of_the_text_in_the_form_of_a_table(cell: str) -> None:
    assert verdicts(cell) == [Verdict.SUPPORTED]


@pytest.mark.parametrize(
    "cell",
    [
        *("2021-05-04 00:00:00", "2021/03/05", "20210504", "4-May-21", "3-May-20"),
        *("5/4/2021", "4/3/2021", "44320", "2021-13-03", "31/31/2021", "2021503"),
    ],
)
def test_another_day_is_unsupported(cell: str) -> None:
    assert verdicts(cell) == [Verdict.UNSUPPORTED]


@pytest.mark.parametrize("cell", ["NaT", "nan", "<NA>", "", "None", "#N/A"])
def test_no_day_is_no_value(cell: str) -> None:
    assert verdicts(cell) == []


def test_the_month_comes_first_only_where_the_text_has_it_so() -> None:
    assert verdicts("5/3/2021", "It burned on 5 March 2021.") == [Verdict.SUPPORTED]
    assert verdicts("5/3/2021", "It burned on May 3.") == [Verdict.PARTLY]
    assert verdicts("5/3/2021", "It burned on 5/3/2021.") == [Verdict.SUPPORTED]
