"""llama.cpp in this process (xllamacpp): one model file served on loopback, for this process only.

The library's messages go to file descriptor 2 and past Python.  They are switched off, because the
terminal is the user's; when loading fails it is done once more with the errors on and the
descriptor caught, and their last line becomes part of our own error.
"""

import os
import re
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import IO, Any

from llmextract.errors import ModelUnavailableError

INSTALL_LINE = "pip install 'llmextract[local]'"

SILENT, ERRORS_ONLY = 0, 1
_GGUF_MAGIC = b"GGUF"
_PART_OF_MANY = re.compile(r"-00001-of-(\d{5})(\.gguf)$", re.IGNORECASE)
# What llama.cpp needs beside the weights and the keys and values of all slots: buffers of a batch.
# Measured with the 1.5B and four slots of 4096: 1.2 GB in all, of which 0.5 are keys and values and
# half is repacked copies of weights, whose originals the system can drop from memory in exchange.
_SPARE_BYTES = 128 << 20
# Keys and values of a token of weights of which it is not known: the small and middle models of the
# table have one byte of them for 17,000 to 80,000 bytes of weights in 4 bits.
_WEIGHTS_TO_TOKEN = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """All that decides how a model is served.

    Attributes:
        path: the GGUF file; the first, when its publisher has cut it in several.
        slots: requests answered at the same time.
        context: most tokens of one request and its answer.
        threads: threads that compute; -1 lets llama.cpp count the cores.
        states: folder in which states of slots may be saved, or None for nowhere.
        token_bytes: memory for the keys and values of one token; estimated when None.
    """

    path: Path
    slots: int
    context: int
    threads: int
    states: Path | None = None
    token_bytes: int | None = None


class LlamaServer:
    """A running server.

    Attributes:
        address: base URL on loopback, with a port of the system's choice.
        token: the key that each request must carry: every user of the machine can reach a port of
            loopback, and the articles are nobody else's business.
        version: version of xllamacpp.
    """

    def __init__(self, native: Any, *, token: str, version: str) -> None:
        self.address: str = native.listening_address
        self.token = token
        self.version = version
        self._native: Any = native

    def stop(self) -> None:
        """Stop serving and free the weights.  Harmless when called twice."""
        self._native = None  # its destructor stops the threads


def start(setup: Setup) -> LlamaServer:
    """Load a model and serve it.

    Raises:
        ModelUnavailableError: the library or the file is missing, the file is damaged or no GGUF,
            or there is too little memory.
    """
    xllamacpp = library()
    _check_file(setup.path)
    _check_memory(setup)
    token = secrets.token_urlsafe()
    try:
        native = xllamacpp.Server(_params(xllamacpp, setup, token=token, verbosity=SILENT))
    except Exception as error:  # noqa: BLE001 - xllamacpp says RuntimeError, it does not promise it
        native = _load_aloud(xllamacpp, setup, token, error)
    return LlamaServer(native, token=token, version=str(xllamacpp.__version__))


def library() -> ModuleType:
    """Import xllamacpp.

    Raises:
        ModelUnavailableError: it, or a library of the system that it needs, is missing.
    """
    try:
        with _patient_threads():
            import xllamacpp
    except ImportError as error:
        raise ModelUnavailableError(
            f"local models need xllamacpp ({_one_line(error)})",
            hint="install the system's package libgomp1 (libgomp on some)"
            if "libgomp" in str(error)  # slim images of containers are without it
            else f"install it with: {INSTALL_LINE}",
        ) from error
    return xllamacpp  # type: ignore[no-any-return]


@contextmanager
def _patient_threads() -> Iterator[None]:
    """Have OpenMP's threads sleep while they wait for each other, unless the user says otherwise.

    They meet hundreds of times a token.  Left alone they spin meanwhile, and when another program
    wants a core, the one that it holds up is waited for by all others at full power: on two cores
    beside one busy program a request took 30 s in place of 4.  OpenMP reads the variable once,
    when it is loaded; programs that this process starts later should not see it.
    """
    name = "OMP_WAIT_POLICY"
    given = name in os.environ
    os.environ.setdefault(name, "passive")
    try:
        yield
    finally:
        if not given:
            del os.environ[name]


def _params(xllamacpp: Any, setup: Setup, *, token: str, verbosity: int) -> Any:
    params = xllamacpp.CommonParams()
    params.model.path = str(setup.path)
    # Replies name the model by this, not by its path: a path has no business in a store or recording.
    params.model_alias = {setup.path.name}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [token]
    params.verbosity = verbosity
    params.ui = False
    params.cache_ram_mib = 0  # old prompts in memory, up to 8 GB; ours differ after the beginning
    params.n_parallel = setup.slots
    params.n_ctx = setup.context * setup.slots  # llama.cpp divides it among the slots
    params.cpuparams.n_threads = setup.threads
    params.cpuparams_batch.n_threads = setup.threads
    if setup.states is not None:
        params.slot_save_path = f"{setup.states}{os.sep}"  # a name is put right behind it
    return params


def _load_aloud(xllamacpp: Any, setup: Setup, token: str, error: Exception) -> Any:
    """Load once more to learn why it failed; whoever fixed it meanwhile is welcome."""
    with tempfile.TemporaryFile() as log:
        try:
            with _descriptor_2_to(log):
                return xllamacpp.Server(
                    _params(xllamacpp, setup, token=token, verbosity=ERRORS_ONLY)
                )
        except Exception:  # noqa: BLE001 - the first error is the one to be told
            log.seek(0)
            said = _cause(log.read().decode("utf-8", "replace"))
    raise ModelUnavailableError(
        f"llama.cpp cannot load {setup.path} ({said or _one_line(error)})",
        hint="is the file whole, of a model that llama.cpp knows, and not too big for the memory?",
    ) from error


@contextmanager
def _descriptor_2_to(log: IO[bytes]) -> Iterator[None]:
    """Send what the whole process writes to descriptor 2 into a file, for a moment."""
    if sys.stderr is not None:
        sys.stderr.flush()
    before = os.dup(2)
    try:
        os.dup2(log.fileno(), 2)
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)


def _cause(log: str) -> str:
    """The first error of a log that names a cause.

    Each line is ``time level function: message``.  The deepest function complains first, its
    callers after it; "failed to load model" is what all of them say.
    """
    messages = [line.partition(": ")[2].strip() for line in log.splitlines() if " E " in line]
    telling = [message for message in messages if "failed to load model" not in message]
    return (telling or messages or [""])[0]


def _check_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(len(_GGUF_MAGIC))
    except OSError as error:
        raise ModelUnavailableError(
            f"the model file {path} cannot be read ({error.strerror})",
            hint="a file of your own is named local:PATH.gguf",
        ) from error
    if magic != _GGUF_MAGIC:
        raise ModelUnavailableError(
            f"{path} is not a GGUF file", hint="llama.cpp reads models in the GGUF format only"
        )


def _check_memory(setup: Setup) -> None:
    """Say it before the kernel ends the process without a word."""
    size = sum(part.stat().st_size for part in _parts(setup.path))
    token_bytes = setup.token_bytes or size // _WEIGHTS_TO_TOKEN
    needed = size + setup.slots * setup.context * token_bytes + _SPARE_BYTES
    free = free_memory()
    if free is not None and free < needed:
        raise ModelUnavailableError(
            f"too little memory for {setup.path.name}: about {needed >> 20} MB are needed and"
            f" {free >> 20} MB are free",
            hint="close other programs or take a smaller model",
        )


def _parts(path: Path) -> list[Path]:
    """All files of a model, of which llama.cpp is given the first."""
    several = _PART_OF_MANY.search(path.name)
    if several is None:
        return [path]
    count, stem = several[1], path.name[: several.start()]
    names = [f"{stem}-{n:05d}-of-{count}{several[2]}" for n in range(1, int(count) + 1)]
    missing = [name for name in names if not (path.parent / name).is_file()]
    if missing:
        raise ModelUnavailableError(
            f"{path} is the first of {int(count)} parts, and {missing[0]} is not beside it",
            hint="put all parts into one folder",
        )
    return [path.parent / name for name in names]


def free_memory(root: Path = Path("/")) -> int | None:
    """Bytes that this process may still take, or None where the system does not say.

    What is free on the machine, and below the limit of the container if there is one (version 2 of
    control groups; file pages count as taken there although they can be dropped, so add them).
    """
    try:
        lines = (root / "proc/meminfo").read_text("ascii").splitlines()
        free = next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvail"))
    except (OSError, StopIteration):
        return None
    group = root / "sys/fs/cgroup"
    try:
        limit = int((group / "memory.max").read_text("ascii"))  # "max" when there is none
        taken = int((group / "memory.current").read_text("ascii"))
        statistics = (group / "memory.stat").read_text("ascii").splitlines()
    except (OSError, ValueError):
        return free
    pages = sum(int(line.split()[1]) for line in statistics if line.startswith("file "))
    return min(free, limit - taken + pages)


def usable_cores(root: Path = Path("/")) -> int | None:
    """Cores that this process may compute on, or None where the system does not say.

    Those of its affinity, a core with two hardware threads once (they share the units that
    multiply), and no more than the container's quota pays for.  More threads than that make
    llama.cpp many times slower, because its threads wait for each other by spinning.
    """
    if not hasattr(os, "sched_getaffinity"):
        return None  # macOS, Windows: llama.cpp counts the fast cores itself
    cores = set()
    for cpu in os.sched_getaffinity(0):
        siblings = root / f"sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list"
        try:
            cores.add(siblings.read_text("ascii").strip())
        except OSError:
            cores.add(str(cpu))
    try:
        quota, period = (root / "sys/fs/cgroup/cpu.max").read_text("ascii").split()
        paid = max(1, int(quota) // int(period))  # quota is "max" when there is none
    except (OSError, ValueError):
        return len(cores)
    return min(len(cores), paid)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
