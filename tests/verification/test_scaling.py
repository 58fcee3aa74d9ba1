"""The verifier's time grows with the length of a text and not with its square, whatever stands in it."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

import pytest

from llmextract.verification import measures
from llmextract.verification.marks import Grounded
from llmextract.verification.source_text import SourceText
from llmextract.verification.verifier import verify_record

FEW, MANY = 500, 2_500
"""Times that something stands in a text; with the square of it, the time would grow 25 times."""
MOST = 12
SPARE = 0.05  # seconds: what is over so soon tells nothing


@dataclass
class Report:
    """One value of each kind, carried by some of the texts and missing in the others."""

    killed: Annotated[int | None, Grounded("number", role="killed")] = 77
    injured: Annotated[int | None, Grounded("number", role="injured")] = 4321
    places: Annotated[list[str], Grounded("place")] = field(
        default_factory=lambda: ["Gao", "Kidal, Mali", "Bamako", "between Gao and Kidal"]
    )
    date: Annotated[str, Grounded("date")] = "4 June 2021"
    doers: Annotated[list[str], Grounded("name")] = field(
        default_factory=lambda: ["Malian soldiers", "the nurses of the hospital in Gao"]
    )


def row(item: str, between: str = " ") -> Callable[[int], str]:
    """Makes a text of so many items; ``#`` in one is a number that changes."""
    return lambda n: between.join(item.replace("#", str(i % 900 + 2)) for i in range(n))


TEXTS = {
    "numbers": row("#"),
    "numbers in a list": row("#", ", "),
    "counts": row("# men", ", "),
    "counts of parts": row("# of the men"),
    "sentences": row("# men were killed."),
    "one sentence": row("# men were killed", " and "),
    "those who died later": row("# men were wounded. # of the wounded died."),
    "what is denied": row("The army denied that # men had been killed this year."),
    "first figures": lambda n: "Five were killed. " + row("it first said #")(n),
    "labels": row("Killed: #, injured: #", "\n"),
    "places": row("Gao Kidal"),
    "one place": row("Gao,"),
    "places of an event": row("in Gao", ", "),
    "demonyms": row("Malian soldiers"),
    "capitals that are meant": row(
        "shells fell on the Malian capital and on the Somali parliament,"
    ),
    "seats that are meant": row("the capital of Nigeria's Borno state;"),
    "all that something carries": row("A bus carrying # men came. # men died."),
    "the same amount carried": row("A bus carrying 77 men came."),
    "the same people with fewer dead": row("There were 77 men. Two men died."),
    "ages": row("A boy of # died. The driver was #."),
    "numbers of notes": row("Report no. # tells of a raid."),
    "dates": row("3 May 2021"),
    "dates in figures": row("2021-05-03", ", "),
    "weekdays": row("on Monday", ", "),
    "prose": row("On Monday shells fell on a village near Gao and killed # herders.\n"),
}


def seconds(make: Callable[[int], str], times: int) -> float:
    source = SourceText(make(times), language="en")
    gc.disable()  # what is collected is mostly what other tests left behind
    try:
        begun = time.process_time()
        verify_record(Report(), source)
        return time.process_time() - begun
    finally:
        gc.enable()


@pytest.mark.parametrize("make", TEXTS.values(), ids=TEXTS)
def test_time_grows_with_the_length_of_a_text(make: Callable[[int], str]) -> None:
    seconds(make, 50)
    small = min(seconds(make, FEW) for _ in range(2))
    # The best of some, for another process may take the time; one that is linear needs one.
    assert any(seconds(make, MANY) < MOST * small + SPARE for _ in range(3))


def test_time_grows_with_the_length_of_a_text_of_measures() -> None:
    def spent(times: int) -> float:
        source = SourceText(row("magnitude 6.#,")(times), language="en")
        begun = time.process_time()
        measures.judge(7.5, source, role="magnitude")
        return time.process_time() - begun

    small = min(spent(FEW) for _ in range(2))
    assert any(spent(MANY) < MOST * small + SPARE for _ in range(3))
