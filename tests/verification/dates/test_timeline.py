"""The days of an article are resolved once, whichever of its paragraphs' threads asks first."""

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event

from llmextract.verification.dates.moments import Moment
from llmextract.verification.dates.stating import Stated
from llmextract.verification.dates.timeline import At, Passage, Timeline

TEXTS = ("May 2015", "A bomb went off on 3 May.", "On 9 May two men were shot.")


def test_who_asks_while_another_thread_reads_waits_for_it() -> None:
    reading, go_on = Event(), Event()
    resolved: list[At] = []

    def resolve(stated: Stated, written: str, at: At) -> Moment | str:
        resolved.append(at)
        reading.set()
        assert go_on.wait(10)
        return "open"

    timeline = Timeline([Passage(text, "en") for text in TEXTS], "", resolve, None)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(timeline.heading, At(2, 0))
        assert reading.wait(10)
        others = [pool.submit(timeline.heading, At(number, 0)) for number in range(3)]
        wait(others, 0.05)  # time to read what is not there yet
        go_on.set()
        assert [first.result(), *(one.result() for one in others)] == [2015] * 4
    assert [at.paragraph for at in resolved] == [0, 1, 2]
