"""The hand-made keys of when and where hold: what day each date means, and where each place lies."""

import pytest

from benchmarks import when_where
from llmextract.geocoding import Spot
from llmextract.verification.gazetteer.coordinates import Point


@pytest.mark.parametrize(("name", "least"), [("examples", 0.95), ("blind", 0.95)])
def test_dates_mean_what_the_key_says(name: str, least: float) -> None:
    rows = list(when_where.rows_of(when_where.SETS[name] / "dates.jsonl"))
    right = sum(when_where.fits(row, said) for row, said in when_where.dated(rows))
    assert right >= least * len(rows)


@pytest.mark.parametrize("name", ["examples", "blind"])
def test_places_lie_where_the_key_says(name: str) -> None:
    rows = list(when_where.rows_of(when_where.SETS[name] / "places.jsonl"))
    found = [when_where.lies(row, spot) for row, spot in when_where.placed(rows)]
    assert sum(country for country, _ in found) >= 0.97 * len(rows)
    assert sum(good for _, good in found) >= 0.9 * len(rows)


def test_a_spot_abroad_or_far_off_is_wrong_and_a_province_says_less() -> None:
    row = {"country": "IQ", "point": [36.34, 43.12]}
    mosul, far = Point(36.3, 43.1), Point(33.3, 44.4)
    assert when_where.lies(row, Spot(mosul, "exact", "Mosul", "IQ")) == (True, True)
    assert when_where.lies(row, Spot(far, "exact", "Baghdad", "IQ")) == (True, False)
    assert when_where.lies(row, Spot(far, "country", "Iraq", "IQ")) == (True, True)
    assert when_where.lies(row, Spot(mosul, "exact", "Mosul", "TR")) == (False, False)
    assert when_where.lies(row, Spot(reason="unknown")) == (False, False)


def test_the_table_is_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(when_where, "SETS", {"blind": when_where.SETS["blind"]})
    assert when_where.main(["--show"]) == 0
    printed = capsys.readouterr().out
    assert "dates" in printed
    assert "country" in printed
    assert "May 2-4" in printed
