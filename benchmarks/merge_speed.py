"""How long merging takes, and what memory, as one document or a collection of them grows.

    python -m benchmarks.merge_speed [--paragraphs 2500 5000 10000] [--documents 5000 10000]

Makes a document of so many paragraphs, each with a record of an incident: every third comes back to
one that was told before, names of places and groups return as in news.  Prints seconds of one core,
incidents and the most memory that merging had in use beside the records.  With ``--documents`` each
paragraph is a document of its own, and what is measured is the joining across documents.
"""

import argparse
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from llmextract.content import load_schema
from llmextract.merge import Telling, merge_across, merge_document
from llmextract.records import Document, Extraction, Finding, Paragraph, Run, Span, Usage, Verdict

_KINDS = ("bombing", "armed_attack", "shelling", "clash", "kidnapping")
_GROUPS = 60
_PLACES_A_DAY = 8
_RUN = Run("made", "", cached=False, seconds=0.0, attempts=0, usage=Usage())


def made(paragraphs: int, *, seed: int = 12) -> Iterator[Extraction]:
    """The extractions of one document with invented incidents."""
    draw = random.Random(seed)
    schema = load_schema("incident")
    document = Document("made", "made.txt", "", (), published="2024-12-31")
    told: list[dict[str, Any]] = []
    start = 0
    for index in range(paragraphs):
        one = dict(draw.choice(told[-200:])) if index % 3 == 2 else _incident(draw, index)
        told.append(one)
        text = (
            f"On {one['date']} {one['perpetrators'][0]['name']} hit {one['targets'][0]['name']} in "
            f"{one['locations'][0]['name']}. Police said that {one['killed']} people were killed."
        )
        record = schema.model_validate(one).model_dump(mode="json")
        findings = tuple(
            Finding(0, path, value, Verdict.SUPPORTED, "as written", (span,), low, low)
            for path, value, low in (
                ("date", one["date"], None),
                ("locations[0].name", one["locations"][0]["name"], None),
                ("killed", one["killed"], one["killed"]),
            )
            if (span := _span(text, str(value), start)) is not None
        )
        paragraph = Paragraph(index, start, start + len(text), text)
        yield Extraction(document, paragraph, (record,), findings, None, _RUN)
        start += len(text) + 2


def _incident(draw: random.Random, index: int) -> dict[str, Any]:
    day = index // _PLACES_A_DAY % 360
    return {
        "sentences": [1, 2],
        "event_type": draw.choice(_KINDS),
        "status": "happened",
        "date": f"{day % 28 + 1} {('March', 'April', 'May', 'June')[day // 28 % 4]}",
        "locations": [{"name": f"Ambrel{chr(97 + index % 26)}{chr(97 + index // 26 % 26)}ra"}],
        "perpetrators": [{"name": f"Front of the {draw.randrange(_GROUPS)}th of May"}],
        "targets": [{"name": draw.choice(("a convoy", "villagers", "a post", "traders"))}],
        "weapons": [],
        "killed": draw.randrange(30),
        "injured": None,
    }


def _span(text: str, value: str, start: int) -> Span | None:
    at = text.find(value)
    return Span(start + at, start + at + len(value), value) if at >= 0 else None


def main(given: Sequence[str] | None = None) -> int:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.merge_speed", description=__doc__)
    parser.add_argument("--paragraphs", type=int, nargs="+", default=[2500, 5000, 10000])
    parser.add_argument("--documents", type=int, nargs="*", default=[])
    options = parser.parse_args(given)
    schema = load_schema("incident")
    for count in options.paragraphs:
        pages = list(made(count))
        print(
            f"{count:,} paragraphs: {_measured(lambda p=pages: merge_document(p, schema), count)}"
        )
    for count in options.documents:
        tellings = [
            Telling(f"d{number}", "2024-12-31", merge_document([one], schema))
            for number, one in enumerate(made(count))
        ]
        work = _measured(
            lambda t=tellings: [one for own in merge_across(t, schema) for one in own], count
        )
        print(f"{count:,} documents: {work}")
    return 0


def _measured(work: Callable[..., Sequence[object]], count: int) -> str:
    """Seconds and memory of some work that makes incidents, twice done: tracing memory is slow."""
    began = time.process_time()
    found = len(work())
    seconds = time.process_time() - began
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (
        f"{found:,} incidents in {seconds:.1f} s, {1000 * seconds / count:.2f} ms each; "
        f"{peak / 1e6:.0f} MB in use at most, {peak / count / 1000:.1f} kB each"
    )


if __name__ == "__main__":
    sys.exit(main())
