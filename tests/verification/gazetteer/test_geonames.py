"""Reading the dumps of GeoNames: which places are kept, and what is said of a file that is none."""

from pathlib import Path

import pytest

from llmextract.errors import UsageError
from llmextract.verification.gazetteer.geonames import Entry, Tally, entries
from tests.verification.gazetteer.dumps import dump, line


def read(path: Path) -> list[Entry]:
    return list(entries(path, Tally()))


def test_a_settlement_with_all_that_is_kept_of_it(tmp_path: Path) -> None:
    own = line(7, "Tabango", names=("Tabangou", "Табанго"), at=(15.5, -1.25), population=90)
    assert read(dump(tmp_path, own)) == [
        Entry(7, "Tabango", ("Tabangou", "Табанго"), "city", "ML", "09", 15.5, -1.25, 90)
    ]
    assert read(dump(tmp_path, own, name="ML.zip")) == read(dump(tmp_path, own))


def test_parts_of_countries_and_nothing_else_beside_settlements(tmp_path: Path) -> None:
    features = [
        "P.PPLA",
        "P.PPLX",
        "A.ADM1",
        "A.ADM2",
        "A.ADM3",
        "A.PCLI",
        "H.LK",
        "T.MT",
        "P.PPLW",
        "P.PPLH",
    ]
    lines = [line(number, code, feature=code) for number, code in enumerate(features)]
    found = {one.name: one.kind for one in read(dump(tmp_path, *lines))}
    assert found == {
        "P.PPLA": "city",
        "P.PPLX": "city",
        "A.ADM1": "province",
        "A.ADM2": "district",
    }


@pytest.mark.parametrize(
    "bad",
    [
        "1\tTabango\n",
        "\n",
        line(1, "Tabango").replace("\t1.0\t", "\tnorth\t"),
        line(1, "Tabango", at=(91.0, 0.0)),
        line(1, "Tabango", country="MLI"),
        line(1, ""),
        line(1, "Tabango").replace("1\t", "one\t", 1),
    ],
)
def test_a_bad_line_stops_no_other(tmp_path: Path, bad: str) -> None:
    tally = Tally()
    found = list(entries(dump(tmp_path, bad, line(2, "Sabango")), tally))
    assert [one.name for one in found] == ["Sabango"]
    assert (tally.lines, tally.bad) == (2, 1)


def test_what_is_no_dump_is_refused(tmp_path: Path) -> None:
    for text in ("", "name,latitude\nTabango,1\n", "word\n" * 1000):
        with pytest.raises(UsageError, match="is no dump of GeoNames"):
            read(dump(tmp_path, text))
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / "missing.txt")
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path)
    empty = dump(tmp_path, name="empty.zip")
    empty.write_bytes(dump(tmp_path, name="x.zip").read_bytes().replace(b".txt", b".csv"))
    with pytest.raises(UsageError, match=r"no \.txt file"):
        read(empty)
