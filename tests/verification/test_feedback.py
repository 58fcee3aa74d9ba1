"""What a model is told when the text does not carry its answer."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from llmextract import Grounded, UsageError
from llmextract.verification.feedback import MOST_OFFERED, complaint
from llmextract.verification.source_text import SourceText

TEXT = (
    "On Friday sixteen dockers were killed and four clerks were injured when shells hit the port "
    "of Dorvane in the Lisk district."
)


class Site(BaseModel):
    name: Annotated[str, Grounded("place")]


class Raid(BaseModel):
    killed: Annotated[int | None, Grounded("number", role="killed")] = None
    injured: Annotated[int, Grounded("number", role="injured")] = 4
    any_count: Annotated[int | None, Grounded("number")] = None
    date: Annotated[str | None, Grounded("date")] = None
    sites: list[Site] = []
    doers: list[Annotated[str, Grounded("name")]] = []


def told(text: str = TEXT, reject: Any = ("unsupported",), **values: Any) -> list[str]:
    return complaint(Raid(**values), SourceText(text), reject=reject).splitlines()


def test_a_count_that_is_nowhere_is_answered_with_what_the_text_states() -> None:
    assert told(killed=61) == [
        "killed: 61 is not in the text; it states 16 (killed), 4 (injured), or null"
    ]


def test_a_count_of_another_role_is_told_whose_it_is() -> None:
    (line,) = told(killed=4)
    assert line.startswith("killed: 4: 'four clerks' counts the injured, not the killed; ")
    assert line.endswith("; it states 16 (killed), 4 (injured), or null")


def test_null_is_only_offered_where_the_field_takes_it() -> None:
    (line,) = told(injured=61)
    assert line == "injured: 61 is not in the text; it states 4 (injured), 16 (killed)"


def test_where_the_text_states_nothing_null_is_left() -> None:
    text = "The port of Dorvane was quiet on Friday."
    assert told(text, killed=61) == [
        "killed: 61 is not in the text; it states none: null",
        "injured: 4 is not in the text; it states none",
    ]


def test_a_count_without_a_role_lists_the_values_alone() -> None:
    (line,) = told(any_count=61)
    assert line.startswith("any_count: 61 is not in the text; it states 1, 4, 16, or null")


def test_places_dates_and_names_say_what_to_do() -> None:
    sites = [Site(name="Dorvane"), Site(name="Karvel")]
    assert told(sites=sites, date="Monday", doers=["Blues"]) == [
        "date: Monday: no such date in the text; it states Friday, or null",
        "sites[1].name: Karvel is not in the text; it states Dorvane, Lisk",
        "doers[0]: Blues is not in the text; use words of the text or leave it out",
    ]  # fmt: skip


def test_no_more_than_a_few_values_are_listed() -> None:
    counts = ", ".join(f"{n} men were killed in camp {chr(64 + n)}" for n in range(11, 26))
    (line,) = complaint(Site(name="Karvel"), SourceText("It rained in Oru.")).splitlines()
    assert "Karvel" in line
    (line, *_) = told(f"{counts}.", killed=99)
    offered = line.partition("it states ")[2].removesuffix(", or null").split(", ")
    assert len(offered) == MOST_OFFERED


def test_what_holds_is_not_complained_of() -> None:
    assert complaint(Raid(killed=16, date="Friday"), SourceText(TEXT)) == ""


def test_the_verdicts_that_fail_can_be_chosen() -> None:
    text = "At least sixteen dockers were killed and four were injured near Dorvane."
    assert told(text, killed=16) == []
    (line,) = told(text, reject=["unsupported", "partly"], killed=16)
    assert line.startswith("killed: 16: only as a lower bound; it states 16 (killed)")
    assert told(text, reject="partly", killed=61) == []
    assert told(text, reject=[], killed=61) == []


def test_a_vague_amount_beside_a_null_is_no_mistake() -> None:
    text = "Dozens of dockers were killed and four clerks were injured."
    assert told(text, reject=["supported"], injured=61) == []


def test_a_verdict_that_there_is_none_of_is_wrong_use() -> None:
    with pytest.raises(UsageError, match="no verdict is called wrong; there are: supported"):
        told(reject=["wrong"], killed=1)
