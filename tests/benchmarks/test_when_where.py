"""The hand-made keys of dates hold: what day each date of the shipped articles and of the notes means."""

import pytest

from benchmarks import when_where


@pytest.mark.parametrize(("name", "least"), [("examples", 0.95), ("blind", 0.95)])
def test_dates_mean_what_the_key_says(name: str, least: float) -> None:
    rows = list(when_where.rows_of(when_where.SETS[name] / "dates.jsonl"))
    right = sum(when_where.fits(row, said) for row, said in when_where.dated(rows))
    assert right >= least * len(rows)
