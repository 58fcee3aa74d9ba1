"""Made once, by whoever comes first: the others wait for it.

``functools.cache`` lets each thread that comes before the first is ready make the same again.  Where a
hundred threads verify their first answers together, tables were read and expressions compiled twenty
times over, which were seconds at the start of a run.
"""

import functools
import threading
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

Given = TypeVarTuple("Given")
T = TypeVar("T")

_making = threading.RLock()
"""One for all: what is made rests on other things that are, and two locks may be taken crosswise."""


def once(make: Callable[[*Given], T]) -> Callable[[*Given], T]:
    """A function that is called once for the same arguments, and then remembered for good."""
    made: dict[tuple[*Given], T] = {}

    @functools.wraps(make)
    def get(*given: *Given) -> T:
        if given not in made:
            with _making:
                if given not in made:
                    made[given] = make(*given)
        return made[given]

    return get
