"""Compiles the gazetteer in a process of its own, while whoever will ask it does other things."""

import atexit
import subprocess
import sys
import threading
from contextlib import suppress

_COMPILE = "from llmextract.verification.gazetteer import store; store.compile_in_place()"

_lock = threading.Lock()
_started: list[subprocess.Popen[bytes]] = []


def begin() -> None:
    """Start compiling.  Where no process can be started, who asks first compiles as ever."""
    with _lock, suppress(OSError):
        if not _started and sys.executable:
            # Without -P a folder of this name where the user happens to stand would be imported.
            command = [sys.executable, "-P", "-c", _COMPILE]
            nothing = subprocess.DEVNULL
            atexit.register(finish)  # who ends sooner leaves a whole file behind, and no process
            _started.append(
                subprocess.Popen(  # noqa: S603 - our own words
                    command, stdin=nothing, stdout=nothing, stderr=nothing
                )
            )


def finish() -> None:
    """Wait until it is done or has failed; at once where nothing was begun."""
    with _lock:
        while _started:
            _started.pop().wait()
