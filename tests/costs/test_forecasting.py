"""What a whole corpus takes is told from a draw, with a range that holds it as often as it should."""

import random
from collections.abc import Iterator
from decimal import Decimal
from itertools import count

import pytest

from llmextract.costs import pricing
from llmextract.costs.forecasting import Forecast, Pilot
from llmextract.documents import from_text
from llmextract.documents.drawing import draw
from llmextract.records import Document, Extraction, Failure, Run, Usage


def corpus(seed: int = 1, size: int = 300) -> dict[str, tuple[Document, list[Usage]]]:
    """Documents of two outlets that differ in what their paragraphs take."""
    draws = random.Random(seed)
    found = {}
    for number in range(size):
        outlet, most = ("large", 900) if number % 4 else ("small", 300)
        parts = [
            f"Report {seed}.{number} of the {outlet} council, part {part}." for part in range(4)
        ]
        text = "\n\n".join(parts[: draws.randint(1, 4)])
        document = from_text(text, source=f"https://{outlet}.org/{number}", id=str(number))
        usages = [
            Usage(draws.randint(200, most), draws.randint(1, 60)) for _ in document.paragraphs
        ]
        found[document.id] = (document, usages)
    return found


def extractions(
    document: Document, usages: list[Usage], *, cached: bool = False
) -> Iterator[Extraction]:
    for paragraph, usage in zip(document.paragraphs, usages, strict=True):
        run = Run("m", "d", cached, 0.5, 1, usage)
        yield Extraction(document, paragraph, (), (), None, run)


def forecast(
    found: dict[str, tuple[Document, list[Usage]]],
    most: int,
    *,
    cached: bool = True,
    pace: float = 0,
) -> Forecast:
    documents = [document for document, _ in found.values()]
    drawn = draw(documents, most, "source")
    pilot = Pilot(
        drawn, pricing.price_of("openai:gpt-4o-mini"), 4, (n * pace for n in count()).__next__
    )
    for one in drawn.of(documents):
        assert isinstance(one, Document)
        list(pilot.watch(extractions(one, found[one.id][1], cached=cached)))
    told = pilot.forecast()
    assert told is not None
    return told


def test_where_all_was_drawn_it_is_the_sum() -> None:
    found = corpus(size=20)
    usages = [usage for _, each in found.values() for usage in each]
    total = sum(usages, Usage())
    told = forecast(found, 20)
    assert told.paragraphs == len(usages)
    assert told.read == pytest.approx((total.prompt_tokens,) * 3)
    assert told.written == pytest.approx((total.completion_tokens,) * 3)
    assert told.seconds == pytest.approx((len(usages) * 0.5 / 4,) * 3)
    price = pricing.price_of("openai:gpt-4o-mini")
    assert price is not None
    assert told.cost == pytest.approx((float(sum((price.of(u) for u in usages), Decimal(0))),) * 3)


def test_the_range_holds_the_truth_in_most_draws() -> None:
    held = 0
    for seed in range(60):
        found = corpus(seed)
        total = sum((usage for _, each in found.values() for usage in each), Usage())
        read = forecast(found, 25).read
        assert read.low < read.about < read.high < 1.6 * read.about
        held += read.low <= total.prompt_tokens <= read.high
    assert 53 <= held <= 60


def test_a_machine_that_is_slower_than_the_model_is_the_bound() -> None:
    found = corpus(size=20)
    paragraphs = sum(len(each) for _, each in found.values())
    assert forecast(found, 20, cached=False, pace=2.0).seconds.about == pytest.approx(
        2 * paragraphs
    )
    assert forecast(found, 20, cached=False, pace=0.01).seconds.about == paragraphs * 0.5 / 4


def test_a_pilot_that_was_kept_tells_the_time_of_its_answers() -> None:
    found = corpus(size=20)
    paragraphs = sum(len(each) for _, each in found.values())
    assert forecast(found, 20, cached=True, pace=99.0).seconds.about == paragraphs * 0.5 / 4


def test_one_document_gives_no_range_and_failures_tell_nothing() -> None:
    found = corpus(size=20)
    assert not forecast(found, 1).has_range
    document, usages = found["0"]
    pilot = Pilot(draw([document], 1, None), None, 1)
    failure = Failure("unavailable", "there is no model")
    for one in extractions(document, usages):
        run = Run("m", "", False, 0.0, 0, Usage())
        lost = Extraction(one.document, one.paragraph, (), (), failure, run)
        assert list(pilot.watch([lost])) == [lost]
    assert pilot.forecast() is None
