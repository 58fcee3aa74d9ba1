"""The short part of `make fuzz`: no odd input makes a reader, an answer or the verifier stumble."""

import pytest

from benchmarks import fuzzing


@pytest.mark.parametrize("name", fuzzing.TARGETS)
def test_nothing_stumbles(name: str) -> None:
    assert fuzzing.fuzz(name, examples=25) > 0
