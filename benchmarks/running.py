"""Runs of ``llmextract extract`` as a user starts them, and the relay that serves kept replies."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from llmextract.runfile import RunFile

ROOT = Path(__file__).parents[1]
_STARTED_WITHIN = 20.0
"""Seconds that a relay has to answer for the first time."""


class RunError(Exception):
    """A run or a relay that did not come about."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A server on loopback that answers with kept replies.

    Attributes:
        address: where it listens.
    """

    address: str

    @property
    def model(self) -> str:
        """The model to ask for in ``-m``."""
        return f"server:frontier@{self.address}/v1"

    def stats(self) -> Mapping[str, int]:
        """How many requests a kept reply fitted (``kept``) and how many none (``unknown``)."""
        with urllib.request.urlopen(f"{self.address}/stats", timeout=5) as answer:
            found: dict[str, int] = json.load(answer)
            return found


@contextmanager
def relay(script: Path, replies: Iterable[Path]) -> Iterator[Relay]:
    """A relay on a free port, for as long as it is used.

    Args:
        script: the relay, ``SHARED/strong/relay.py``.
        replies: files of kept replies.

    Raises:
        RunError: it is not there or does not start.
    """
    if not script.is_file():
        raise RunError(f"there is no relay of kept replies at {script}")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, str(script), str(port), *map(str, replies)])
    try:
        server = Relay(f"http://127.0.0.1:{port}")
        _wait(server, process)
        yield server
    finally:
        process.terminate()
        process.wait()


def _wait(server: Relay, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _STARTED_WITHIN
    while process.poll() is None and time.monotonic() < until:
        try:
            server.stats()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RunError("the relay of kept replies does not start")


def extract(
    inputs: Sequence[Path], out: Path, *, model: str, cache: Path, options: Sequence[str] = ()
) -> float:
    """Extract some files into a run file; a paragraph that failed is a result too.

    Args:
        inputs: the files.
        out: the run file.
        model: as ``-m`` takes it.
        cache: where answers are kept; an empty folder for a run that owes nothing to earlier ones.
        options: further options of ``llmextract extract``.

    Returns:
        The seconds that it took, loading the model included.

    Raises:
        RunError: nothing was extracted; the message is the last line that the program said.
    """
    command = [
        sys.executable,
        "-m",
        "llmextract",
        "extract",
        *map(str, inputs),
        "-m",
        model,
        "--judge",
        "none",
    ]
    environment = {**os.environ, "LLMEXTRACT_CACHE_DIR": str(cache)}
    started = time.monotonic()
    done = subprocess.run(
        [*command, "-o", str(out), *options], env=environment, capture_output=True, text=True
    )
    if done.returncode not in {0, 1} or not out.exists():
        said = done.stderr.strip().splitlines() or ["nothing was said"]
        raise RunError(f"-m {model}: {said[-1]}")
    return time.monotonic() - started


def verdicts(run: RunFile) -> Counter[str]:
    """How many values of a run got which verdict; under ``values`` all of them."""
    found = Counter(
        str(finding.verdict) for extraction in run.extractions for finding in extraction.findings
    )
    return found + Counter(values=found.total())


def failed(run: RunFile) -> int:
    """How many paragraphs of a run failed."""
    return sum(extraction.failure is not None for extraction in run.extractions)
