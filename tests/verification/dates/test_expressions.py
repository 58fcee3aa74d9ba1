"""Which date expressions are found, as written, and what they state."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmextract.records import Context
from llmextract.verification import dates
from llmextract.verification.dates import Stated
from llmextract.verification.source_text import SourceText


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("It burned on June 9.", ["June 9"]),
        ("It burned on 9 June 1994 at noon.", ["9 June 1994", "noon"]),
        ("It burned on the 9th of June.", ["9th of June"]),
        ("It burned Tuesday, June 9th, 1994.", ["Tuesday, June 9th, 1994"]),
        ("It burned on 1994-06-09 and 9.6.94.", ["1994-06-09", "9.6.94"]),
        ("QUITO, 9 JUN 94 (EFE) --", ["9 JUN 94"]),
        ("Early on Friday morning it burned.", ["Early on Friday morning"]),
        ("It burned late on the same night.", ["late on the same night"]),
        ("It burned last week, then yesterday.", ["last week", "yesterday"]),
        ("It burned three days ago.", ["three days ago"]),
        ("It burned overnight, before dawn on Sunday.", ["overnight", "before dawn", "Sunday"]),
        ("In March 1994 and in May it rained.", ["March 1994", "May"]),
        ("They may march on in 1994.", ["1994"]),
        ("It burned in late June and mid-July.", ["late June", "mid-July"]),
        ("It burned on June\n 9.", ["June 9"]),
        ("Unit 1994 fired 16 shells.", []),
        ("Sixteen shells fell.", []),
        ("The 2nd Brigade of 12 men left.", []),
    ],
)
def test_expressions_as_written(text: str, written: list[str]) -> None:
    assert list(dates.offered(SourceText(text))) == written


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("June 9, 1994", Stated(year=1994, month=6, day=9)),
        ("9 JUN 94", Stated(year=1994, month=6, day=9)),
        ("5 Sept '21", Stated(year=2021, month=9, day=5)),
        ("Tuesday morning", Stated(weekday=2, part="morning")),
        ("Thurs. night", Stated(weekday=4, part="night")),
        ("tonight", Stated(part="night", relative="tonight")),
        ("last night", Stated(part="night", relative="last night")),
        ("last Friday", Stated(weekday=5, relative="last")),
        ("the same day", Stated(relative="same day")),
        ("in 1994", Stated(year=1994)),
    ],
)
def test_what_they_state(text: str, stated: Stated) -> None:
    assert [e.stated for e in dates.expressions(text)] == [stated]


def test_the_headline_is_offered_too_and_each_expression_once() -> None:
    source = SourceText(
        "On Friday and friday.", Context(title="Blast on Sunday", before="On Monday.")
    )
    assert dates.offered(source) == ("Friday", "Sunday")


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [
                "May",
                "2",
                "2nd",
                "of",
                "1994",
                "Friday",
                "morning",
                "last",
                "week",
                "the",
                "same",
                "day",
                "9.6.94",
                "in",
                "-",
            ]
        )
    ).map(" ".join)
)
def test_expressions_do_not_overlap(text: str) -> None:
    at = 0
    for expression in dates.expressions(text):
        assert at <= expression.start < expression.end <= len(text)
        at = expression.end


@given(st.integers(0, 400), st.integers(0, 400))
def test_expressions_are_found_wherever_they_stand(before: int, after: int) -> None:
    """The text is searched around words of time only, which must reach to both ends."""
    longest = "around the afternoon of the Wednesday, the 31st of September 2019"
    text = "guns " * before + f"fell {longest}. " + "late on Friday night " + "guns " * after
    found = [e.written(text) for e in dates.expressions(text)]
    assert found[0].endswith("31st of September 2019")
    assert found[-1] == "late on Friday night"
