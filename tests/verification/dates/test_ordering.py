"""Dates in figures: which is the month is told by the article, or not at all."""

from typing import Any

import pytest

from llmextract.records import Context, Verdict
from llmextract.verification.datelines import find_date
from llmextract.verification.marks import Grounded
from llmextract.verification.source_text import SourceText
from llmextract.verification.verifier import finding_of
from llmextract.verification.walk import Leaf

OPEN = "On 03/04/2018 the ferry sank."


def said(value: str, text: str, **context: Any) -> tuple[Verdict, str | None]:
    source = SourceText(text, Context(**context))
    finding = finding_of(Leaf("date", value, Grounded("date")), source)
    assert finding is not None
    return finding.verdict, finding.resolved


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        ("04/25/2018", "2018-04-25"),
        ("25/04/2018", "2018-04-25"),
        ("4-25-2018", "2018-04-25"),
        ("25.4.2018", "2018-04-25"),
        ("3.4.2018", "2018-04-03"),
        ("5/5/2018", "2018-05-05"),
        ("2018/04/25", "2018-04-25"),
        ("04/25/18", "2018-04-25"),
    ],
)
def test_a_day_above_twelve_tells_itself(written: str, resolved: str) -> None:
    text = f"On {written} the ferry sank."
    assert said(written, text) == (Verdict.SUPPORTED, resolved)
    day, month = int(resolved[-2:]), {"04": "April", "05": "May"}[resolved[5:7]]
    assert said(f"{day} {month} 2018", text) == (Verdict.SUPPORTED, resolved)
    assert said(f"{day + 1} {month} 2018", text)[0] is Verdict.UNSUPPORTED


def test_what_nothing_tells_stays_open_and_is_said() -> None:
    assert said("03/04/2018", OPEN) == (Verdict.SUPPORTED, None)
    assert said("3 April 2018", OPEN)[0] is Verdict.UNCLEAR
    assert said("March 4, 2018", OPEN)[0] is Verdict.UNCLEAR
    assert said("5 April 2018", OPEN)[0] is Verdict.UNSUPPORTED
    source = SourceText(OPEN)
    finding = finding_of(Leaf("date", "03/04/2018", Grounded("date")), source)
    assert finding is not None
    assert finding.precision == "unknown"
    assert "it may be 3 April or 4 March" in finding.reason


@pytest.mark.parametrize(
    ("text", "context", "resolved"),
    [
        (f"{OPEN} It was raised on 03/17/2018.", {}, "2018-03-04"),
        (f"{OPEN} It was raised on 17/04/2018.", {}, "2018-04-03"),
        (OPEN, {"before": "It had been built on 12/30/1999."}, "2018-03-04"),
        (f"{OPEN} It was raised on 17/04/2018, not 05/17/2018.", {}, None),
        (OPEN, {"dateline": "TULSA, United States —"}, "2018-03-04"),
        (OPEN, {"dateline": "TULSA —"}, "2018-03-04"),
        (OPEN, {"dateline": "LEEDS, England —"}, "2018-04-03"),
        (OPEN, {"dateline": "NAIROBI, Kenya —"}, None),
        (OPEN, {"dateline": "QWERBEL —"}, None),
        (OPEN, {"published": "2018-03-09"}, "2018-03-04"),
        (OPEN, {"published": "2018-04-03"}, "2018-04-03"),
        (OPEN, {"published": "2018-05-03"}, None),
    ],
)
def test_the_article_tells_the_order(
    text: str, context: dict[str, str], resolved: str | None
) -> None:
    assert said("03/04/2018", text, **context)[1] == resolved
    if resolved == "2018-03-04":
        assert said("4 March 2018", text, **context)[0] is Verdict.SUPPORTED
        assert said("3 April 2018", text, **context)[0] is Verdict.UNSUPPORTED


def test_a_value_in_figures_is_another_spelling_of_either_reading() -> None:
    for written in ("3 April 2018", "4 March 2018"):
        assert said("03/04/2018", f"It sank on {written}.") == (
            Verdict.SUPPORTED,
            f"2018-{'04-03' if 'April' in written else '03-04'}",
        )


def test_a_date_of_publication_in_figures() -> None:
    assert (
        find_date("04/25/2018") == find_date("25/04/2018") == find_date("25.4.2018") == "2018-04-25"
    )
    assert find_date("03/04/2018") is None
    assert find_date("30/02/2018 or 31/12/2018") == "2018-12-31"
