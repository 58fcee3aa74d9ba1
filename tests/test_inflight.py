"""Several in flight: order, whole documents, slow ones that hold up nobody, a bound on what waits."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import llmextract
from llmextract.inflight import InFlight, threads_for
from llmextract.model import Request
from llmextract.records import Document, Extraction, Paragraph, Run, Usage
from tests.scripts import CountingModel

PATIENCE = 20.0  # seconds after which a test that waits for another thread has failed


@dataclass(frozen=True)
class Item:
    document: Document
    number: int


def document(name: str) -> Document:
    return Document(name, name, "", ())


def extraction(item: Item) -> Extraction:
    run = Run("test:m", "", cached=False, seconds=0.0, attempts=0, usage=Usage())
    paragraph = Paragraph(item.number, 0, 0, "")
    return Extraction(item.document, paragraph, (), (), None, run)


def name_of(item: Item | Extraction) -> tuple[str, str]:
    return item.document.source, item.document.id


def nothing(_: Item) -> None:
    return None


def shown(found: list[Extraction]) -> list[tuple[str, int]]:
    return [(one.document.id, one.paragraph.index) for one in found]


class Slow:
    """Handles at once all but one item, which waits until enough others were handled."""

    def __init__(self, slow: tuple[str, int], *, after: int) -> None:
        self.handled = 0
        self._slow = slow
        self._after = after
        self._change = threading.Condition()

    def __call__(self, item: Item) -> Extraction:
        with self._change:
            if (item.document.id, item.number) == self._slow:
                come = self._change.wait_for(lambda: self.handled >= self._after, PATIENCE)
                assert come, f"only {self.handled} were handled behind a slow one"
            self.handled += 1
            self._change.notify_all()
        return extraction(item)


def work(documents: int, each: int) -> list[Item]:
    return [Item(document(f"d{n}"), m) for n in range(documents) for m in range(each)]


def test_a_slow_reply_holds_up_no_other_and_the_order_stays() -> None:
    items = work(300, 1)
    slow = Slow(("d0", 0), after=299)
    found = list(InFlight(slow, nothing, name_of, jobs=4).over(items))
    assert shown(found) == [(one.document.id, one.number) for one in items]


def test_what_waits_is_bounded() -> None:
    read: list[Item] = []

    def reading() -> Iterator[Item]:
        for item in work(1_000, 1):
            read.append(item)
            yield item

    release = threading.Event()

    def handle(item: Item) -> Extraction:
        if item.document.id == "d0":
            assert release.wait(PATIENCE)
        elif item.document.id == "d40":
            release.set()
        return extraction(item)

    flight = InFlight(handle, nothing, name_of, jobs=4, waiting=100_000)
    found = flight.over(reading())
    assert next(found).document.id == "d0"
    assert len(read) < 200
    assert len(list(found)) == 999


def test_unordered_documents_come_as_they_are_finished_and_whole() -> None:
    items = work(50, 3)
    slow = Slow(("d0", 1), after=149)
    found = shown(list(InFlight(slow, nothing, name_of, jobs=4, ordered=False).over(items)))
    assert found.index(("d0", 0)) > 100  # the last few may be finished and not yet be noticed
    assert sorted(found) == sorted((one.document.id, one.number) for one in items)
    for at in range(0, 150, 3):
        assert len({name for name, _ in found[at : at + 3]}) == 1
        assert [number for _, number in found[at : at + 3]] == [0, 1, 2]


def test_unordered_a_document_larger_than_the_bound_goes_out_in_parts_without_another_between() -> (
    None
):
    items = [*work(1, 200), *(Item(document(f"e{n}"), 0) for n in range(20))]
    flight = InFlight(extraction, nothing, name_of, jobs=2, ordered=False, waiting=10_000)
    found = shown(list(flight.over(items)))
    large = [at for at, (name, _) in enumerate(found) if name == "d0"]
    assert large == list(range(large[0], large[0] + 200))
    assert len(found) == 220


@pytest.mark.parametrize("ordered", [True, False])
def test_what_is_at_hand_and_what_is_made_already_go_out_in_their_place(ordered: bool) -> None:
    items = work(4, 5)
    mixed = [extraction(one) if one.number == 2 else one for one in items]
    handled: list[int] = []

    def handle(item: Item) -> Extraction:
        handled.append(item.number)
        return extraction(item)

    def at_hand(item: Item) -> Extraction | None:
        return extraction(item) if item.number in {0, 4} else None

    found = shown(list(InFlight(handle, at_hand, name_of, jobs=3, ordered=ordered).over(mixed)))
    assert sorted(found) == [(one.document.id, one.number) for one in items]
    assert set(handled) == {1, 3}


def test_an_error_of_the_handler_is_raised_and_what_was_not_begun_is_dropped() -> None:
    handled: list[str] = []

    def handle(item: Item) -> Extraction:
        handled.append(item.document.id)
        if item.document.id == "d3":
            raise ValueError("no")
        return extraction(item)

    with pytest.raises(ValueError, match="no"):
        list(InFlight(handle, nothing, name_of, jobs=1).over(work(100, 1)))
    assert len(handled) < 10


def test_as_many_requests_are_in_flight_as_were_asked_for_whatever_the_threads() -> None:
    assert [threads_for(jobs) for jobs in (1, 3, 8, 128)] == [1, 3, 10, 160]
    flying: list[int] = []
    change = threading.Condition()

    def answer(_: Request) -> str:
        with change:
            flying.append(1)
            peaks.append(len(flying))
            change.notify_all()
            # Each waits until the slots are full once: nobody holds one that does not ask.
            assert change.wait_for(lambda: max(peaks) >= 8, PATIENCE)
            flying.pop()
        return '{"incidents": []}'

    peaks: list[int] = []
    text = "\n\n".join(f"The council met on day {n} and spoke of grain." for n in range(30))
    model = CountingModel(answer)
    found = list(llmextract.extract(text=text, model=model, jobs=8, second_look=False))
    assert [one.failure for one in found] == [None] * 30
    assert len(model.asked) == 30
    assert max(peaks) == 8
