"""How long an answer may take, from first byte sent to last byte read."""

READING = 120.0
"""Seconds for waiting in a queue and reading the prompt: a large model on a processor reads some
fifty tokens a second, of 4000."""
TOKEN = 0.2
"""Seconds for a token: half as fast as the slowest setup that anybody would wait for."""
LONGEST = 900.0
"""Most seconds whatever is asked."""
UNBOUNDED = 300.0
"""Seconds where the server takes no bound on its answer."""
PROBE = 60.0
"""Seconds for an answer to something trivial."""


def seconds_for(tokens: int | None) -> float:
    """Most seconds for an answer of at most so many tokens."""
    return UNBOUNDED if tokens is None else min(READING + tokens * TOKEN, LONGEST)
