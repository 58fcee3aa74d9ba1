"""Measures the verifier: paragraphs a second on one core, and the time to load the gazetteer.

    python -m benchmarks.verifier_speed [--profile] [--seconds 5]

The paragraphs are made from the sentences of ``examples/*.txt``, shuffled with a fixed seed and
joined until they are about 600 characters long, so that no two runs differ.  Each gets a filled
Incident with two counts and two places that the paragraph offers, as a narrowed model would fill it;
for a second figure half of them come from another paragraph, which takes longer: the verifier looks
for what a wrong place might mean.  Every check has a fresh source: nothing is kept from one
paragraph to the next but what the process keeps.
Time is processor time of this process in its best round, so that a busy machine changes the figures
little.
"""

import argparse
import cProfile
import pstats
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llmextract.content import load_schema
from llmextract.documents.segmenting import sentence_bounds
from llmextract.verification import numbers, places
from llmextract.verification.source_text import SourceText
from llmextract.verification.verifier import verify_record

LENGTH = 600
PARAGRAPHS = 200
SEED = 7
GOAL_RATE = 1500
GOAL_LOAD = 0.3
EXAMPLES = Path(__file__).parents[1] / "examples"


@dataclass(frozen=True, slots=True)
class Job:
    """A paragraph, its sentences and a record to be checked against it."""

    text: str
    bounds: tuple[tuple[int, int], ...]
    record: Any


def make_texts() -> list[str]:
    """Paragraphs of about LENGTH characters from the sentences of the examples."""
    sentences = []
    for path in sorted(EXAMPLES.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            sentences += [line[start:end] for start, end in sentence_bounds(line)]
    sentences = [sentence for sentence in sentences if len(sentence) > 40]
    chance = random.Random(SEED)
    texts = []
    for _ in range(PARAGRAPHS):
        text = ""
        while len(text) < LENGTH:
            text = f"{text} {chance.choice(sentences)}".strip()
        texts.append(text)
    return texts


def make_jobs(*, shift: int) -> list[Job]:
    """Each paragraph with an Incident of two counts and two places.

    Args:
        shift: from how many paragraphs further the second count and place are taken; 0 for its own.
    """
    incident = load_schema("incident")
    texts = make_texts()
    sources = [SourceText(text) for text in texts]
    killed = [numbers.offered(source, role="killed") or (7,) for source in sources]
    named = [places.offered(source) or ("Gao",) for source in sources]
    jobs = []
    for index, source in enumerate(sources):
        other = (index + shift) % len(sources)
        record = incident.model_validate(
            {
                "sentences": [1, 2],
                "event_type": "clash",
                "status": "happened",
                "date": None,
                "locations": [{"name": named[index][0]}, {"name": named[other][-1]}],
                "perpetrators": [],
                "targets": [],
                "weapons": [],
                "killed": killed[index][0],
                "injured": killed[other][-1],
            }
        )
        jobs.append(Job(source.text, source.bounds, record))
    return jobs


def rate(check: Callable[[Job], object], jobs: list[Job], seconds: float) -> float:
    """Paragraphs a second of processor time, in the best of the rounds that fit into the seconds."""
    for job in jobs:
        check(job)  # tables, gazetteer and caches of the process
    best, start = float("inf"), time.process_time()
    while time.process_time() - start < seconds:
        begun = time.process_time()
        for job in jobs:
            check(job)
        best = min(best, time.process_time() - begun)
    return len(jobs) / best


def with_sentences(job: Job) -> object:
    """As in a run: the sentences were cut when the document was read."""
    return verify_record(job.record, SourceText(job.text, sentences=job.bounds))


def without_sentences(job: Job) -> object:
    """As for a user of ``verify``: the sentences are cut here."""
    return verify_record(job.record, SourceText(job.text))


_LOAD = """
import time
from llmextract.verification import gazetteer
start = time.perf_counter()
assert gazetteer.named("gao") and gazetteer.countries_of_demonym("malian")
print(time.perf_counter() - start)
"""
_IMPORT = """
import time
start = time.perf_counter()
import llmextract
llmextract.verify
print(time.perf_counter() - start)
"""


def cold(code: str) -> float:
    """The best of five processes of their own: the disk is warm, the process is not."""
    runs = (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        for _ in range(5)
    )
    return min(float(run.stdout) for run in runs)


def main() -> int:
    """Print one table; exit status 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--profile", action="store_true", help="also print where the time goes")
    parser.add_argument("--seconds", type=float, default=5.0, help="of processor time a figure")
    options = parser.parse_args()
    jobs = make_jobs(shift=0)
    scale = sum(len(job.text) for job in jobs) / len(jobs) / LENGTH
    scaled = rate(with_sentences, jobs, options.seconds) * scale
    cut = rate(without_sentences, jobs, options.seconds) * scale
    doubtful = rate(with_sentences, make_jobs(shift=1), options.seconds) * scale
    load, start = cold(_LOAD), cold(_IMPORT)
    rows = [
        ("paragraphs of 600 characters a second", f"{scaled:.0f}", f">= {GOAL_RATE}"),
        ("the same, sentences cut too", f"{cut:.0f}", ""),
        ("the same, half of the values wrong", f"{doubtful:.0f}", ""),
        ("gazetteer loaded, cold process (s)", f"{load:.3f}", f"<= {GOAL_LOAD}"),
        ("import llmextract; llmextract.verify (s)", f"{start:.3f}", ""),
    ]
    print(f"{'':42}{'measured':>10}{'goal':>10}")
    for name, measured, goal in rows:
        print(f"{name:42}{measured:>10}{goal:>10}")
    if options.profile:
        profiler = cProfile.Profile()
        profiler.runcall(lambda: [with_sentences(job) for job in jobs])
        pstats.Stats(profiler).sort_stats("tottime").print_stats(30)
    return 0 if scaled >= GOAL_RATE and load <= GOAL_LOAD else 1


if __name__ == "__main__":
    sys.exit(main())
