"""Scores dates and places of hand-made gold: what day is meant, and where on the map it is.

    python -m benchmarks.when_where [--show]

Of the two shipped articles (``tests/examples``) every date and place that a record may hold, and the
notes of ``tests/when_where``, which were written before the program could resolve any.  The values
are given, so no model reads: a date is *right* where its ISO form and its precision are those of the
key, a place where its country is and it lies within 25 km, or is said no more exactly than a province
or a country.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from llmextract import documents
from llmextract.geocoding import At, Geocoder, Mentioned, Spot, distance
from llmextract.reading.state import Task, tasks_of
from llmextract.records import Document
from llmextract.verification import places
from llmextract.verification.gazetteer.coordinates import Point
from llmextract.verification.marks import Grounded
from llmextract.verification.verifier import finding_of
from llmextract.verification.walk import Leaf

ROOT = Path(__file__).parents[1]
SETS = {"examples": ROOT / "tests" / "examples", "blind": ROOT / "tests" / "when_where"}
NEAR = 25.0
"""Kilometres within which a point is right."""
Row = Mapping[str, Any]
Said = tuple[str | None, str | None, str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each set."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.when_where", description=__doc__)
    parser.add_argument("--show", action="store_true", help="each value that is not right")
    given = parser.parse_args(arguments)
    for name, folder in SETS.items():
        days = [
            (row, said, fits(row, said)) for row, said in dated(rows_of(folder / "dates.jsonl"))
        ]
        _print(name, "dates", [good for _, _, good in days])
        rows = list(rows_of(folder / "places.jsonl"))
        spots = [(row, spot, *lies(row, spot)) for row, spot in placed(rows)]
        _print(name, "country", [country for _, _, country, _ in spots])
        _print(name, "places", [good for *_, good in spots])
        finest = Counter(spot.precision or "no point" for _, spot, _, _ in spots)
        print(f"{'':10} {', '.join(f'{count} {what}' for what, count in finest.items())}")
        if given.show:
            for row, said, good in days:
                if not good:
                    print(f"  {_where(row)} {row['date']!r}: {said}, not {row['iso']}")
            for row, spot, _, good in spots:
                if not good:
                    print(f"  {_where(row)} {row['place']!r}: {spot}, not {row['country']}")
    return 0


def _print(name: str, what: str, good: Sequence[bool]) -> None:
    print(
        f"{name:10} {what:8} {sum(good):4} of {len(good):4}  {100 * sum(good) / len(good):5.1f} %"
    )


def _where(row: Row) -> str:
    return str(row.get("id") or f"{row['file']} {row['paragraph']}")


def rows_of(file: Path) -> Iterator[Row]:
    """The rows of a key."""
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def dated(rows: Iterable[Row]) -> Iterator[tuple[Row, Said]]:
    """Each row of a key of dates with the ISO date, precision and reason that the verifier gives."""
    for row in rows:
        leaf = Leaf("date", row["date"], Grounded("date"))
        found = finding_of(leaf, task_of(row).source)
        assert found is not None
        yield row, (found.resolved, found.precision, f"{found.verdict}: {found.reason}")


def fits(row: Row, said: Said) -> bool:
    """Whether a date is the one of the key."""
    meant = row["iso"] if isinstance(row["iso"], list) else [row["iso"]]
    return said[0] in meant and said[1] == row["precision"]


def placed(rows: Sequence[Row]) -> Iterator[tuple[Row, Spot]]:
    """Each row of a key of places with the spot that the geocoder gives.

    Of an article of several rows all their places are known to be its places, as those of its
    records are.
    """
    for row in rows:
        others = [one for one in rows if "file" in row and one["file"] == row["file"]] or [row]
        document = document_of(row)
        geocoder = Geocoder(
            [one.text for one in document.paragraphs],
            title=document.title or "",
            dateline=document.dateline or "",
            places=map(mentioned, others),
        )
        yield row, geocoder.locate(mentioned(row))


def mentioned(row: Row) -> Mentioned:
    """The place of a row with what the verifier reads of it, as a record of it would be filled."""
    task = task_of(row)
    words = f" {row['place'].casefold()} "
    found = [one for one in places.mentions(task.source) if f" {one.name.casefold()} " in words]
    mention = max(found, key=lambda one: len(one.name), default=None)
    offset = task.paragraph.text.find(row["place"])
    at = At(task.paragraph.index, offset if offset >= 0 else None)
    if mention is None:
        return Mentioned(row["place"], at=at)
    return Mentioned(row["place"], mention.kind, mention.within, at)


def lies(row: Row, spot: Spot) -> tuple[bool, bool]:
    """Whether a spot's country is that of the key, and whether the spot is right."""
    country = spot.country == row["country"]
    if not country or spot.point is None:
        return country, False
    is_near = distance(spot.point, Point(*row["point"])) <= NEAR
    return country, is_near or spot.precision in {"province", "country"}


def task_of(row: Row) -> Task:
    """The paragraph that a row is about."""
    tasks = list(tasks_of(document_of(row)))
    if "paragraphs" in row:
        words = row["paragraphs"][row["paragraph"]].strip()
        return next(one for one in tasks if one.paragraph.text == words)
    return tasks[row["paragraph"]]


def document_of(row: Row) -> Document:
    """The article of a row."""
    if "paragraphs" in row:
        text = "\n\n".join(row["paragraphs"])
        return documents.from_text(text, title=row["title"], published=row.get("published"))
    text = (ROOT / "examples" / str(row["file"])).read_text("utf-8")
    return documents.from_text(text, published=row.get("published"))


if __name__ == "__main__":
    sys.exit(main())
