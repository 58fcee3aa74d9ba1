"""How many requests are in flight at a server that says 429 when there are too many: found, not told.

The rule of TCP (additive increase, multiplicative decrease), for all threads of a run together: a
request that is refused beside others cuts the number by a third, once for all that were sent before
the cut; each round of answers lets one more go.  Who is refused waits for a place and is asked
again.  A server that never says 429 is never held back.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from llmextract.providers import outcomes

CUT = 0.7
"""What is left of the number in flight after a refusal: CUBIC's (RFC 9438), nearer to the limit than
TCP's half, for one refusal costs little."""
CROWDED = "too many requests at a time (429); {most} at a time now, and more as it takes them"
_LOOK = 0.5
"""Seconds after which who waits for a place looks whether the run was stopped."""


@dataclass(slots=True)
class Turn:
    """One request in flight.

    Attributes:
        cuts: how often the number had been cut when it was sent.
        is_crowded: whether it was refused beside others, so that it says nothing of itself.
    """

    cuts: int
    is_crowded: bool = False


class Pace:
    """The number of requests in flight.

    Args:
        stop: set when the run is stopped: nobody waits then.
        tell: called with the number in flight when it was cut, and each time that it halved since.
    """

    def __init__(
        self, stop: threading.Event | None = None, tell: Callable[[int], None] = lambda _: None
    ) -> None:
        self.most = float("inf")
        self._stop = stop or threading.Event()
        self._tell = tell
        self._flying = 0
        self._cuts = 0
        self._told = float("inf")
        self._change = threading.Condition()

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Wait for a place; the block is the request."""
        with self._change:
            while self._flying + 1 > self.most and not self._stop.is_set():
                self._change.wait(_LOOK)
            self._flying += 1
            turn = Turn(self._cuts)
        cut = None
        try:
            yield turn
        except Exception as error:
            cut = self._cut(turn, error)
            raise
        else:
            with self._change:
                self.most += 1 / self.most  # one more in a round; infinity stays what it is
        finally:
            with self._change:
                self._flying -= 1
                self._change.notify(2)  # its own place, and one that it may have added
            if cut is not None:
                self._tell(cut)

    def _cut(self, turn: Turn, error: Exception) -> int | None:
        """Take in a failure; the number that is to be told, if any."""
        status = getattr(error, "status_code", None)
        if status != 429 or outcomes.is_quota(status, outcomes.words_of(error)):
            return None
        with self._change:
            turn.is_crowded = self._flying > 1 or turn.cuts != self._cuts
            if not turn.is_crowded or turn.cuts != self._cuts:
                return None
            self._cuts += 1
            self.most = max(1.0, min(self.most, self._flying) * CUT)
            if self.most * 2 > self._told:
                return None
            self._told = self.most
            return int(self.most)
